"""The commands of undo, history, inbox, evidence, notes and lists; part of the registry."""

from __future__ import annotations

from rewatch.tui.command import Command, NeedsCompany


class Undo(Command):
    """Takes back the last change of this window: files, notes, lists and evidence alike."""

    title, keys, places = "Undo", ("u", "ctrl+z"), ("watchlist", "company", "inbox")


class Redo(Command):
    """Does again what was undone last."""

    title, keys, places = "Redo", ("ctrl+r",), ("watchlist", "company", "inbox", "history")


class History(Command):
    """Lists every change the tool made, newest first: what, when, who, which files."""

    title, keys, places = "History", ("H",), ("watchlist",)


class UndoStep(Command):
    """Takes back the selected change, unless the same field was changed since."""

    title, keys, places, footer = "Undo this change", ("u",), ("history",), "Undo"


class Inbox(Command):
    """Shows what happened since you last looked: moves with their causes, reviews due."""

    title, keys, places = "Inbox", ("i",), ("watchlist",)


class MarkRead(NeedsCompany):
    """Marks the company as looked at; what moves later shows again."""

    title, keys, places, footer = "Mark as read", ("space",), ("inbox",), "Read"


class MarkAllRead(Command):
    """Marks everything as looked at: the inbox counts from now."""

    title, keys, places, footer = "All read", ("A",), ("inbox",), "All read"


KEEPING_COMMANDS: tuple[type[Command], ...] = (
    Undo, Redo, Inbox, History, UndoStep, MarkRead, MarkAllRead,
)  # fmt: skip
