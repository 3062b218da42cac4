"""Commands as the toolkit's key bindings."""

from __future__ import annotations

from collections.abc import Mapping

from textual.binding import Binding, BindingType

from rewatch.tui.commands import BY_ID, USUAL_KEYS, Command, commands_of


def bindings_of(*places: str) -> list[BindingType]:
    """The bindings of every command that can be used in any of some places."""
    return [binding for command in commands_of(*places) for binding in _bindings(command)]


def dialog_bindings() -> list[BindingType]:
    """Those of what the application does while a dialog asks something."""
    return [
        Binding(",".join(USUAL_KEYS[name]), f"app.{name}", command.title, show=False, id=name)
        for name, command in BY_ID.items()
        if command.in_dialogs
    ]


def _bindings(command: type[Command]) -> list[BindingType]:
    name = command.id()
    if command.keyed:
        return [
            Binding(key, f"{name}('{key}')", command.title, show=False, id=f"{name}-{key}")
            for key in USUAL_KEYS[name]
        ]
    keys = ",".join(USUAL_KEYS[name])
    return [Binding(keys, name, command.title, show=False, id=name, priority=command.first)]


def keymap_of(changes: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Changed keys by command id as the toolkit takes them: binding id to keys."""
    found: dict[str, str] = {}
    for name, keys in changes.items():
        command = BY_ID[name]
        if command.keyed:  # its bindings are made from the keys it is registered with
            places = zip(USUAL_KEYS[name], keys, strict=False)
            found |= {f"{name}-{before}": after for before, after in places}
        else:
            found[name] = ",".join(keys)
    return found


def show_keys(changes: Mapping[str, tuple[str, ...]]) -> None:
    """Footers, palette and help show these keys from now on, and the usual ones for the rest."""
    for name, usual in USUAL_KEYS.items():
        BY_ID[name].keys = changes.get(name, usual)
