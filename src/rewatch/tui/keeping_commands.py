"""The commands of undo, history, inbox, evidence, notes and lists; part of the registry."""

from __future__ import annotations

from typing import Any

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


class Promises(Command):
    """Lists what was promised for when, past dates first: of the marked ones, or of the list."""

    title, keys, places = "Promises", ("P",), ("watchlist",)


class TurnPromises(Command):
    """Puts what is due next before what is past its date, or after it again."""

    title, keys, places, footer = "Due next or past dates first", ("t",), ("promises",), "Turn"


class MarkRead(Command):
    """Marks the company as looked at; what moves later shows again."""

    title, keys, places, footer = "Mark as read", ("space",), ("inbox",), "Read"


class MarkAllRead(Command):
    """Marks everything as looked at: the inbox counts from now."""

    title, keys, places, footer = "All read", ("A",), ("inbox",), "All read"


_EVIDENCED = ("watchlist", "company", "facts", "promises")


class AddEvidence(NeedsCompany):
    """Adds a fact with its source, and shows what it would change before it is saved."""

    title, keys, places = "Add evidence", ("e",), _EVIDENCED
    footer, footers = "Evidence", ("company", "facts")


class OpenCompany(Command):
    """Opens the company of the line, at what the fact would tell of it."""

    title, keys, places, footer = "Open the company", ("c",), ("facts",), "Company"


class CorrectEvidence(Command):
    """Corrects the selected record: in place on the day it was recorded, else by a newer one."""

    title, keys, places = "Correct evidence", ("C",), ("company",)

    @classmethod
    def enabled(cls, where: Any) -> bool:
        """Only on a record."""
        return getattr(where, "record_id", None) is not None


class WithdrawEvidence(Command):
    """Withdraws the selected record with a reason; it stays in its file and counts no more."""

    title, keys, places = "Withdraw evidence", ("d", "delete"), ("company",)

    @classmethod
    def enabled(cls, where: Any) -> bool:
        """Only on a record."""
        return getattr(where, "record_id", None) is not None


class ChooseSource(Command):
    """Chooses where it was read: a known source or a new one."""

    title, keys, places, footer = "Source", ("ctrl+t",), ("evidence",), "Source"
    first = True


class SaveEvidence(Command):
    """Saves the record."""

    title, keys, places, footer = "Save", ("ctrl+s",), ("evidence",), "Save"
    first = True


class CashGrid(Command):
    """Types cash and burn of the whole list down a grid; who runs out first."""

    title, keys, places = "Cash grid", ("dollar_sign",), ("watchlist",)


class SaveCash(Command):
    """Saves every line that was typed, as one step."""

    title, keys, places, footer = "Save", ("ctrl+s",), ("cash",), "Save"
    first = True


class SearchNotes(Command):
    """Searches the words of all notes, mistyped ones too; Enter opens a note."""

    title, keys, places = "Search notes", ("ctrl+g",), ("watchlist",)


class NoteFields(Command):
    """Says what the note is: note, signal with its state, or verdict; review date and tags."""

    title, keys, places, footer = "Kind, state, review, tags", ("ctrl+t",), ("editor",), "Kind"
    first = True


class DeleteNote(Command):
    """Moves the note to the trash, after a y; undo brings it back."""

    title, keys, places = "Delete note", ("f8",), ("editor",)
    first = True

    @classmethod
    def enabled(cls, where: Any) -> bool:
        """Only on a note that was saved."""
        return getattr(where, "note", None) is not None


class ManageList(Command):
    """Renames, copies, orders, exports or deletes the list, imports, lets it follow a filter."""

    title, keys, places = "Manage watchlist …", ("M",), ("watchlist",)


class ManageCompany(NeedsCompany):
    """Changes the fields of a company of your own, or deletes it or what you added to one."""

    title, keys, places = "Own company …", ("E",), ("watchlist",)


class EditEntry(NeedsCompany):
    """Tags, review date and thesis of the company on this list."""

    title, keys, places = "Tags, review, thesis", ("t",), ("watchlist",)


class OpenFile(Command):
    """Reads the list from a file."""

    title, keys, places, footer = "Open a file", ("ctrl+t",), ("import",), "File"
    first = True


class SaveImport(Command):
    """Adds what was found to the open list or to a new one."""

    title, keys, places, footer = "Import", ("ctrl+s",), ("import",), "Import"
    first = True


class CarryDown(Command):
    """Carries the company one place down."""

    title, keys, places, footer = "Carry down", ("J", "shift+down"), ("order",), "Down"


class CarryUp(Command):
    """Carries the company one place up."""

    title, keys, places, footer = "Carry up", ("K", "shift+up"), ("order",), "Up"


class SaveOrder(Command):
    """Saves the order."""

    title, keys, places, footer = "Save order", ("ctrl+s",), ("order",), "Save"


KEEPING_COMMANDS: tuple[type[Command], ...] = (
    AddEvidence, OpenCompany, SaveEvidence, ChooseSource, CorrectEvidence, WithdrawEvidence,
    CashGrid, SaveCash, EditEntry, ManageCompany, ManageList, SearchNotes, NoteFields, DeleteNote,
    OpenFile, SaveImport, CarryDown, CarryUp, SaveOrder,
    Undo, Redo, Inbox, Promises, TurnPromises, History, UndoStep, MarkRead, MarkAllRead,
)  # fmt: skip
