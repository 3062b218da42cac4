"""The one registry of commands: keys, footer, palette, help and docs/keys.md are all read from it.

One small class a command; its docstring is its help. A command runs as the action of the same name
on the screen (or list, or app) that it belongs to. Imports no widget, so that the page of keys can
be written without a terminal.
"""

from __future__ import annotations

from typing import Any

from rewatch.tui.command import DIALOGS, PLACES, Command, NeedsCompany, has_company
from rewatch.tui.dialog_commands import DIALOG_COMMANDS
from rewatch.tui.filter_commands import FILTER_COMMANDS
from rewatch.tui.keeping_commands import KEEPING_COMMANDS
from rewatch.tui.sure_commands import SURE_COMMANDS
from rewatch.tui.view_commands import VIEW_COMMANDS

__all__ = ["BY_ID", "COMMANDS", "DIALOGS", "PLACES", "USUAL_KEYS", "Command", "commands_of"]


class Help(Command):
    """Shows the keys of where you are, with a legend of grades, glyphs and states."""

    title, keys, places, footer = "Help", ("question_mark", "f1"), ("everywhere",), "Help"
    in_dialogs = True


class CommandPalette(Command):
    """Finds any command by a few letters of its name."""

    title, keys, places, footer = "All commands", ("ctrl+p",), ("everywhere",), "Commands"


class Choose(Command):
    """Opens what is selected: a company, an indicator's evidence, a note, a choice."""

    title, keys, places, footer = "Open", ("enter",), ("lists",), "Open"
    footers = tuple(place for place in PLACES if place not in ("facets", "order"))


class Filter(Command):
    """Filters as you type: names, or the filter language (magnet:>=25%); Esc clears."""

    title, keys, places, footer = "Filter", ("slash",), ("watchlist",), "Filter"


_NOTED = ("watchlist", "company", "facts", "promises")


class WriteNote(NeedsCompany):
    """Writes a dated note about the company; a draft is kept while you type."""

    title, keys, places = "Write a note", ("n",), _NOTED
    footer, footers = "Note", ("watchlist", "company", "promises")


class AddCompany(Command):
    """Adds a company to the list: one the tool knows, a listed miner, or one of your own."""

    title, keys, places, footer = "Add a company", ("a",), ("watchlist",), "Add"


class RemoveCompany(NeedsCompany):
    """Takes the selected or marked companies off the list, after a y; notes and evidence stay."""

    title, keys, places = "Remove from list", ("d", "delete"), ("watchlist",)


class ExportCard(NeedsCompany):
    """Writes the selected company's scorecard, or a comparison or pack of several, to a file."""

    title, keys, places = "Export scorecard", ("x",), ("watchlist", "company", "compare")
    footer, footers = "Export", ("compare",)


class Sort(Command):
    """Orders by a column: o and its letter; again turns it, after + it comes second; it is kept."""

    title, keys, places = "Sort by …", ("o",), ("watchlist",)


class Mark(NeedsCompany):
    """Marks for comparing, exporting, removing, or unmarks; so does a click before its place."""

    title, keys, places = "Mark", ("space",), ("watchlist",)


class MarkAll(Command):
    """Marks every company that the filter leaves, or all of the list; again takes the marks off."""

    title, keys, places = "Mark all", ("asterisk",), ("watchlist",)


class Compare(Command):
    """Sets 2 to 6 marked companies side by side, the rows that differ most first."""

    title, keys, places = "Compare marked", ("c",), ("watchlist",)

    @classmethod
    def enabled(cls, where: Any) -> bool:
        """Only with companies on the screen; with too few marks it says what is missing."""
        return has_company(where)


class WhyAbove(NeedsCompany):
    """Says why the selected company stands below the one before it: parts that add up."""

    title, keys, places = "Why below the one before", ("y",), ("watchlist", "compare")
    footer, footers = "Why", ("compare",)


class SwitchList(Command):
    """Opens one of the first nine watchlists."""

    title, places, keyed = "Switch watchlist", ("watchlist",), True
    keys = ("1", "2", "3", "4", "5", "6", "7", "8", "9")


class Watchlists(Command):
    """Chooses among all watchlists."""

    title, keys, places = "Watchlists …", ("L",), ("watchlist",)


class NewList(Command):
    """Makes a new watchlist, with the marked companies on it."""

    title, keys, places = "New watchlist", ("N",), ("watchlist",)


class TogglePane(Command):
    """Shows or hides the pane of a company: beside the table, or below it on a narrow screen."""

    title, keys, places = "Pane", ("v",), ("watchlist",)


class Reload(Command):
    """Reads all files again."""

    title, keys, places = "Reload files", ("ctrl+l", "f5"), ("watchlist",)


class PreviousTab(Command):
    """Goes to the tab on the left."""

    title, keys, places = "Tab left", ("left_square_bracket", "shift+tab"), ("company",)


class NextTab(Command):
    """Goes to the tab on the right: why, evidence, partnerships, promises (timeline), history."""

    title, keys, places, footer = "Tab right", ("right_square_bracket", "tab"), ("company",), "Tab"


class EditNote(Command):
    """Opens the selected note in the editor."""

    title, keys, places = "Edit note", ("E",), ("company",)

    @classmethod
    def enabled(cls, where: Any) -> bool:
        """Only on a note."""
        return getattr(where, "note", None) is not None


class CopySource(Command):
    """Copies the address of the source of the selected evidence to the clipboard."""

    title, keys, places = "Copy source address", ("y",), ("company",)

    @classmethod
    def enabled(cls, where: Any) -> bool:
        """Only where the selected line has a source with an address."""
        return bool(getattr(where, "address", None))


class NextCompany(Command):
    """Goes to the next company of the list, on the same tab."""

    title, keys, places = "Next company", ("J",), ("company",)


class PreviousCompany(Command):
    """Goes to the company before in the list, on the same tab."""

    title, keys, places = "Previous company", ("K",), ("company",)


class SaveNote(Command):
    """Saves the note and closes the editor."""

    title, keys, places, footer = "Save", ("ctrl+s",), ("editor",), "Save"
    first = True


class ExternalEditor(Command):
    """Opens the note in $VISUAL or $EDITOR."""

    title, keys, places, footer = "Open in $EDITOR", ("ctrl+e",), ("editor",), "$EDITOR"
    first = True


class Back(Command):
    """Goes one level back; where you were typing it asks what becomes of the draft."""

    title, keys, footer = "Back", ("escape",), "Back"
    places = (
        "company",
        "compare",
        "why",
        "editor",
        "add",
        "help",
        "screens",
        "flags",
        "inbox",
        "history",
        "evidence",
        "cash",
        "notes",
        "import",
        "order",
        "weights",
        "facts",
        "promises",
        "scenarios",
        "shares",
    )


class CursorDown(Command):
    """Moves one line down."""

    title, keys, places = "Down", ("down", "j"), ("lists",)


class CursorUp(Command):
    """Moves one line up."""

    title, keys, places = "Up", ("up", "k"), ("lists",)


class PageDown(Command):
    """Moves one page down."""

    title, keys, places = "Page down", ("pagedown", "ctrl+f", "ctrl+d"), ("lists",)


class PageUp(Command):
    """Moves one page up."""

    title, keys, places = "Page up", ("pageup", "ctrl+b", "ctrl+u"), ("lists",)


class CursorFirst(Command):
    """Moves to the first line."""

    title, keys, places = "First line", ("home", "g"), ("lists",)


class CursorLast(Command):
    """Moves to the last line."""

    title, keys, places = "Last line", ("end", "G"), ("lists",)


class Theme(Command):
    """Chooses the colours: dark, light, high contrast, the terminal's own."""

    title, keys, places = "Theme …", ("f2",), ("everywhere",)


class Screenshot(Command):
    """Writes a picture of the screen (SVG) into the folder you started in."""

    title, keys, places = "Screenshot", ("f12",), ("everywhere",)
    in_dialogs = True


class Quit(Command):
    """Ends the tool; asks only if something could be lost. Where one types, Ctrl+Q does it."""

    title, keys = "Quit", ("q",)
    places = (
        "watchlist",
        "company",
        "compare",
        "why",
        "facts",
        "promises",
        "scenarios",
        "shares",
        "inbox",
        "history",
        "flags",
        "help",
    )


class LeaveScreen(Command):
    """Goes back as Esc does, from what one was arranging; from other screens this key quits."""

    title, keys, places = "Leave", ("q",), ("weights", "order", "screens")


# Footers follow this order, so the more useful command comes first.
COMMANDS: tuple[type[Command], ...] = (
    Choose, SaveNote, ExternalEditor, NextTab, PreviousTab, Filter, WriteNote, AddCompany,
    CopySource, EditNote, RemoveCompany, ExportCard, Sort, Mark, MarkAll, Compare, WhyAbove,
    SwitchList, Watchlists, NewList, TogglePane, *FILTER_COMMANDS,
    *KEEPING_COMMANDS, *SURE_COMMANDS, Reload, NextCompany, PreviousCompany, Back,
    *VIEW_COMMANDS, *DIALOG_COMMANDS,
    CursorDown, CursorUp, PageDown, PageUp, CursorFirst, CursorLast, Help, CommandPalette, Theme,
    Screenshot, Quit, LeaveScreen,
)  # fmt: skip

BY_ID: dict[str, type[Command]] = {command.id(): command for command in COMMANDS}
# The keys as registered, whatever is shown since.
USUAL_KEYS = {name: command.keys for name, command in BY_ID.items()}


def commands_of(*places: str) -> list[type[Command]]:
    """The commands that can be used in any of some places, in the registry's order."""
    return [command for command in COMMANDS if set(places) & set(command.places)]
