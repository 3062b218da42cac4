"""Other keys for commands: which of those a user wants can be had, and why not the others.

Works on the registry and knows no toolkit; `rewatch.tui.keymap` hands the outcome to the toolkit.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from difflib import get_close_matches

from rewatch.tui.commands import BY_ID, PLACES, Command, commands_of
from rewatch.tui.keys import ARROWS, LETTERED, QUITS, TYPING, around, shown_key, types

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
_MODIFIERS = ("ctrl", "alt", "shift")
_NEAR = 0.75  # how like a name must be to be meant: one that shares a few letters is not
# The terminal's or the toolkit's own.
_TAKEN = {"ctrl+c", QUITS}


def key_name(written: str) -> str | None:
    """The toolkit's name of a key as a person writes it (`?`, `^p`, `Esc`, `F2`); None: no key."""
    text = written.strip() if len(written) > 1 else written
    if len(text) == 2 and text[0] == "^":
        text = f"ctrl+{text[1]}"
    *modifiers, last = text.split("+") if len(text) > 1 else [text]
    modifiers = [word.casefold() for word in modifiers]
    if any(word not in _MODIFIERS for word in modifiers) or not last:
        return None
    plain = _plain_name(last)
    if plain is None:
        return None
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
            changes[name] = tuple(dict.fromkeys(key for key in named if key))
    while clash := _clash(changes):
        name, reason = clash
        del changes[name]
        reasons[name] = reason
    return changes, reasons


def _unusable(
    command: type[Command], written: tuple[str, ...], named: list[str | None]
) -> str | None:
    for text, key in zip(written, named, strict=True):
        if key is None:
            return f"{text!r} is no key; write a letter or sign, or a name as f2, ctrl+s or pgdn"
        if key in _TAKEN:
            return f"{text!r} is the terminal's own and cannot be given to {command.id()}"
    if command.keyed and len(named) > len(command.keys):
        return f"{command.id()} takes at most {len(command.keys)} keys, one for each of its own"
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
                both = set(changes[name]) & set(changes.get(other.id(), other.keys))
                if both:
                    key = shown_key(min(both))
                    taken = f"{key} for {name} is taken by {other.id()} ({other.title})"
                    return name, f"{taken}; choose another"
    return None
