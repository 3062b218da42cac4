"""How keys are shown: in footers, in the help and on the page docs/keys.md.

    python -m rewatch.tui.keys > docs/keys.md

Everything is read from the registry; imports no widget.
"""

from __future__ import annotations

import re

from rewatch.tui.commands import BY_ID, DIALOGS, PLACES, Command, commands_of

FOOTER_ENTRIES = 6
FOOTER_CELLS = 78

QUITS = "ctrl+q"  # the toolkit's own, everywhere

LETTERED = ("sort",)  # places where a letter chooses a line
# What dialogs answer to beside letters, and what goes on to their next field.
ANSWERS = ("escape", "enter", "tab", "shift+tab", "q")
# Places where letters are typed, so that commands need another key.
TYPING = ("editor", "add", "filter", "evidence", "cash", "notes", "import", "form", "export")

ARROWS = ("up", "down", "left", "right")
_KEY_NAMES = {
    "question_mark": "?",
    "slash": "/",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "left_curly_bracket": "{",
    "right_curly_bracket": "}",
    "escape": "Esc",
    "enter": "Enter",
    "space": "Space",
    "full_stop": ".",
    "comma": ",",
    "asterisk": "*",
    "backspace": "Backspace",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
    "tab": "Tab",
} | {  # signs, which mostly only a user gives to a command
    "exclamation_mark": "!", "quotation_mark": '"', "number_sign": "#", "dollar_sign": "$",
    "percent_sign": "%", "ampersand": "&", "apostrophe": "'", "left_parenthesis": "(",
    "right_parenthesis": ")", "plus": "+", "minus": "-", "colon": ":", "semicolon": ";",
    "less_than_sign": "<", "equals_sign": "=", "greater_than_sign": ">", "at": "@",
    "backslash": "\\", "circumflex_accent": "^", "underscore": "_", "grave_accent": "`",
    "vertical_line": "|", "tilde": "~",
}  # fmt: skip

# A command in a text, and the words that say what it does.
_COMMAND = re.compile(r"\{(\w+)\}((?: [^·,.;{]*[^·,.;{\s])?)")


def shown_key(key: str) -> str:
    """A key as a person knows it: ? for question_mark, ^p for ctrl+p."""
    if key.startswith("ctrl+"):
        return f"^{shown_key(key.removeprefix('ctrl+'))}"
    if key.startswith("shift+"):
        return f"Shift+{shown_key(key.removeprefix('shift+'))}"
    name = _KEY_NAMES.get(key, key)
    return name.upper() if name[0] == "f" and name[1:].isdigit() else name.replace("delete", "Del")


def shown_keys(command: type[Command], *, typing: bool = False) -> str:
    """All keys of a command as a person knows them; where one types, those that type nothing."""
    if command.keyed:
        return " ".join(_runs(command.keys))
    return " ".join(shown_key(key) for key in command.keys if not (typing and types(key)))


def _runs(keys: tuple[str, ...]) -> list[str]:
    """Keys as a person knows them, digits that follow each other from the first to the last."""
    runs: list[list[str]] = []
    for key in keys:
        before = runs[-1][-1] if runs else ""
        if key.isdecimal() and before.isdecimal() and int(key) == int(before) + 1:
            runs[-1].append(key)
        else:
            runs.append([key])
    return [f"{run[0]}–{run[-1]}" if len(run) > 1 else shown_key(run[0]) for run in runs]


def key_of(command: str) -> str:
    """The first key of a command, as a person knows it.

    Args:
        command: its id.
    """
    return shown_key(BY_ID[command].keys[0])


def keyed(text: str) -> str:
    """A text with the keys that the user has: of "{help} explains" it makes "? explains"."""
    return _COMMAND.sub(lambda found: key_of(found[1]) + found[2], text)


def clicks(*texts: str) -> list[tuple[str, str]]:
    """What a click on such texts does: for each key with its words a pattern, and the command."""
    return [
        (re.escape(key_of(found[1]) + found[2]), found[1])
        for text in texts
        for found in _COMMAND.finditer(text)
    ]


def hint(name: str, word: str) -> tuple[str, str, str]:
    """A command among the keys of a dialog: its first key, what it does, and its action."""
    return key_of(name), word, name


def around(place: str) -> tuple[str, ...]:
    """What else can be used there: lists have their keys, but where one types they are letters."""
    return ("everywhere",) if place in TYPING else ("lists", "everywhere")


def types(key: str) -> bool:
    """Whether a key puts a letter or a sign where one types."""
    return len(key) == 1 or (len(_KEY_NAMES.get(key, key)) == 1 and key not in ARROWS)


def footer_of(place: str) -> list[tuple[type[Command], str]]:
    """The entries of a place's footer: command and text, within six entries and 78 cells."""
    chosen: list[tuple[type[Command], str]] = []
    cells = 0
    own = {key for command in commands_of(place) for key in command.keys}
    for command in commands_of(place, *around(place)):
        if command.footer is None or (command.footers and place not in command.footers):
            continue
        if place not in command.places and command.keys[0] in own:
            continue  # the key does something else here
        if place in DIALOGS and "everywhere" in command.places and not command.in_dialogs:
            continue  # a dialog hides the keys of the application
        typing = place in TYPING
        key = next((key for key in command.keys if not (typing and types(key))), command.keys[0])
        text = f"{shown_key(key)} {command.footer}"
        if len(chosen) == FOOTER_ENTRIES or cells + len(text) + 2 > FOOTER_CELLS:
            break
        chosen.append((command, text))
        cells += len(text) + 2
    return chosen


def keys_page() -> str:
    """The page docs/keys.md."""
    lines = [
        "# Keys",
        "",
        "This page is written from the command registry: `python -m rewatch.tui.keys`.",
        "Every command is also in the palette (Ctrl+P), and `?` shows the keys of where you are.",
        "",
        "Any command can have other keys: put its name under `[keys]` in `config.toml`, in the",
        "configuration folder that `rewatch doctor` names. A key that is unknown or taken is told",
        "at start with its line, and the command keeps the keys it has.",
        "",
        "```toml",
        "[keys]",
        'write_note = "b"',
        'page_down = ["pagedown", "ctrl+f"]',
        "```",
    ]
    for place, heading in PLACES.items():
        members = commands_of(place)
        if not members:
            continue
        lines += ["", f"## {heading}", ""]
        lines += ["| Keys | Command | In config.toml | |", "| --- | --- | --- | --- |"]
        for command in members:
            keys = " ".join(f"`{key}`" for key in shown_keys(command).split(" "))
            name = f"`{command.id()}`"
            lines.append(f"| {keys} | {command.title} | {name} | {command.help()} |")
    asked = [shown_keys(command) for command in commands_of("everywhere") if command.in_dialogs]
    lines += [
        "",
        f"In a dialog those of them are {', '.join(asked)}; where one types, `?` is typed.",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    import sys

    sys.stdout.write(keys_page())
