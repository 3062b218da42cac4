"""Other keys for commands: which of those a user wants can be had, and why not the others.

Works on the registry and knows no toolkit; `rewatch.tui.keymap` hands the outcome to the toolkit.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from difflib import get_close_matches

from rewatch.tui.commands import BY_ID, DIALOGS, PLACES, USUAL_KEYS, Command, commands_of
from rewatch.tui.keys import ANSWERS, ARROWS, LETTERED, QUITS, TYPING, around, shown_key, types

Wanted = Mapping[str, tuple[str, ...]]

# Names that a key may be written by, beside letters and signs, with the toolkit's name for it.
_NAMED = {
    **{name: name for name in (
        "up", "down", "left", "right", "home", "end", "pageup", "pagedown", "insert", "delete",
        "backspace", "tab", "enter", "escape", "space",
    )},
    **{f"f{number}": f"f{number}" for number in range(1, 25)},
    "esc": "escape", "pgup": "pageup", "pgdn": "pagedown", "del": "delete", "return": "enter",
    "↑": "up", "↓": "down", "←": "left", "→": "right",
}  # fmt: skip
# The toolkit's names of signs are those of Unicode, but for these.
_SIGNS = {
    "solidus": "slash", "reverse_solidus": "backslash", "commercial_at": "at",
    "hyphen_minus": "minus", "plus_sign": "plus", "low_line": "underscore",
}  # fmt: skip
_MODIFIERS = ("alt", "ctrl", "shift")  # in the order in which the toolkit names them
# Keys that most terminals send as another one.
_SAME = {
    "ctrl+i": "tab", "ctrl+m": "enter", "ctrl+h": "backspace", "ctrl+left_square_bracket": "escape",
    "ctrl+question_mark": "backspace",
}  # fmt: skip
_LEAVING = ("back", "leave_screen")  # which do what the key of a dialog does
_NEAR = 0.75  # how like a name must be to be meant: one that shares a few letters is not
# The terminal's or the toolkit's own.
_TAKEN = {"ctrl+c", QUITS}


def key_name(written: str) -> str | None:
    """The toolkit's name of a key as a person writes it (`?`, `^p`, `Esc`, `F2`); None: no key."""
    text = written.strip() if len(written) > 1 else written
    if len(text) == 2 and text[0] == "^":
        text = f"ctrl+{text[1]}"
    *modifiers, last = text.split("+") if len(text) > 1 else [text]
    modifiers = sorted(word.casefold() for word in modifiers)
    if any(word not in _MODIFIERS for word in modifiers) or not last:
        return None
    plain = _plain_name(last)
    if plain is None:
        return None
    if modifiers == ["shift"] and plain.isalpha() and len(plain) == 1:
        capital = plain.upper()  # that is what arrives
        return capital if len(capital) == 1 else None
    if modifiers and len(plain) == 1:
        plain = plain.casefold()
    return "+".join([*modifiers, plain])


def _plain_name(text: str) -> str | None:
    if len(text) > 1:
        folded = text.casefold()
        sign = next((name for name in _sign_names() if name == folded), None)
        return _NAMED.get(folded) or sign
    if text in _NAMED:
        return _NAMED[text]
    if text == " ":
        return "space"
    if text.isalnum():
        return text
    name = unicodedata.name(text, "").lower().replace("-", "_").replace(" ", "_")
    return _SIGNS.get(name, name) or None


def _sign_names() -> list[str]:
    signs = (chr(code) for code in range(33, 127))
    return [name for sign in signs if not sign.isalnum() and (name := _plain_name(sign))]


def usable(wanted: Wanted) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """Which changes can be made.

    Args:
        wanted: command id to the keys it shall have instead of its own, as they are written.

    Returns:
        Keys by command id, in the toolkit's names; and for each id left out, the reason.
    """
    changes: dict[str, tuple[str, ...]] = {}
    reasons: dict[str, str] = {}
    for name, keys in wanted.items():
        command = BY_ID.get(name)
        if command is None:
            near = get_close_matches(name, BY_ID, 1, _NEAR)
            hint = f"; did you mean {near[0]}?" if near else "; docs/keys.md has the names"
            reasons[name] = f"{name} is no command{hint}"
            continue
        named = [key_name(key) for key in keys]
        reason = _unusable(command, keys, named)
        if reason:
            reasons[name] = reason
        else:
            changes[name] = _all_keys(command, named)
    while clash := _clash(changes):
        name, reason = clash
        del changes[name]
        reasons[name] = reason
    return changes, reasons


def _all_keys(command: type[Command], named: list[str | None]) -> tuple[str, ...]:
    """The keys that a command has then: of one with an argument to each key, the rest stay."""
    keys = [key for key in named if key]
    if command.keyed:
        return (*keys, *USUAL_KEYS[command.id()][len(keys) :])
    return tuple(dict.fromkeys(keys))


def _unusable(
    command: type[Command], written: tuple[str, ...], named: list[str | None]
) -> str | None:
    for text, key in zip(written, named, strict=True):
        if key is None:
            return f"{text!r} is no key; write a letter or sign, or a name as f2, ctrl+s or pgdn"
        if key in _TAKEN:
            return f"{text!r} is the terminal's own and cannot be given to {command.id()}"
        if reason := _never_arrives(text, key) or _answers(command, key):
            return reason
    if command.keyed:
        most, keys = len(USUAL_KEYS[command.id()]), _all_keys(command, named)
        if len(named) > most:
            return f"{command.id()} takes at most {most} keys, one for each of its own"
        twice = next((key for key in keys if keys.count(key) > 1), None)
        if twice is not None:
            first, second = (at for at, key in enumerate(keys, 1) if key == twice)
            return (
                f"{shown_key(twice)} for {command.id()} is there twice, at {first} and {second}; "
                f"those that are not given stay, so give all {most} or others"
            )
    typed = set(command.places) & set(TYPING)
    if typed and all(key is None or _is_of_text(key) for key in named):
        where = PLACES[min(typed)].casefold()
        return f"{command.id()} needs a key that types no letter, for the {where}"
    lettered = not set(command.places).isdisjoint(LETTERED)
    if lettered and any(key is not None and len(key) == 1 for key in named):
        return f"{command.id()} is used where a letter or a digit sorts; give it a sign"
    if command.first and any(key is not None and _is_of_text(key) for key in named):
        return f"{command.id()} is used where letters are typed; give it a key such as ctrl+s"
    return None


def _never_arrives(written: str, key: str) -> str | None:
    """Why a terminal does not send such a key, and what to write instead."""
    *modifiers, plain = key.split("+")
    twice = next((word for word in modifiers if modifiers.count(word) > 1), None)
    if twice is not None:
        once = "+".join([*dict.fromkeys(modifiers), plain])
        return f"{written!r} has {twice} twice; write {once}"
    if key in _SAME:
        same = _SAME[key]
        return f"{written!r} is {shown_key(same)} to a terminal; write {same} if you mean that"
    if modifiers == ["shift"] and types(plain) and plain != "space":
        return f"{written!r} arrives as the sign that it types; write that sign"
    return None


def _answers(command: type[Command], key: str) -> str | None:
    """Why a dialog that asks something would not be answered any more with such a key."""
    name, places = command.id(), set(command.places)
    if command.in_dialogs and len(key) == 1:
        return (
            f"{name} works in dialogs, where a letter or a digit may be the answer; "
            "give it a sign or a key such as f9"
        )
    asked = command.in_dialogs or not places.isdisjoint(DIALOGS)
    kept = ANSWERS if asked and name not in _LEAVING else ("escape",) if "lists" in places else ()
    if key in kept and key not in USUAL_KEYS[name]:
        return f"dialogs answer to {shown_key(key)} themselves; choose another key for {name}"
    return None


def _is_of_text(key: str) -> bool:
    """Whether a text that is typed has the key for itself: it types, or moves in it."""
    return types(key) or key in ARROWS


def _clash(changes: Wanted) -> tuple[str, str] | None:
    """A changed command, the last where several are, whose key means something else somewhere."""
    for name in reversed(list(changes)):
        command = BY_ID[name]
        for place in PLACES:
            members = commands_of(place, *around(place))
            if command not in members:
                continue
            for other in members:
                if other is command:
                    continue
                both = set(changes[name]) & set(changes.get(other.id(), USUAL_KEYS[other.id()]))
                if both:
                    key = shown_key(min(both))
                    taken = f"{key} for {name} is taken by {other.id()} ({other.title})"
                    return name, f"{taken}; choose another"
    return None
