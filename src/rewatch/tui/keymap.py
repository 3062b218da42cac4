"""Commands as the toolkit's key bindings."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from rewatch.tui.commands import Command, commands_of


def bindings_of(*places: str) -> list[BindingType]:
    """The bindings of every command that can be used in any of some places."""
    return [binding for command in commands_of(*places) for binding in _bindings(command)]


def _bindings(command: type[Command]) -> list[BindingType]:
    name = command.id()
    if command.keyed:
        return [
            Binding(key, f"{name}('{key}')", command.title, show=False, id=f"{name}-{key}")
            for key in command.keys
        ]
    keys = ",".join(command.keys)
    return [Binding(keys, name, command.title, show=False, id=name, priority=command.first)]
