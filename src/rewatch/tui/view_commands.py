"""The commands of how things are shown: columns, groups, jumping, legend; part of the registry."""

from __future__ import annotations

from typing import Any

from rewatch.tui.command import Command


class Columns(Command):
    """Chooses the table's columns; the choice is kept for the next start."""

    title, keys, places = "Columns …", ("C",), ("watchlist",)


class Ungroup(Command):
    """Sets ore companies and processors under one heading, by score, or apart again; kept."""

    title, keys, places = "Groups together or apart", ("U",), ("watchlist",)


class AllLists(Command):
    """Shows the companies of all watchlists together, to be looked at only; again goes back."""

    title, keys, places = "All lists together", ("0",), ("watchlist",)


class PaneDown(Command):
    """Scrolls what stands beside or below: the pane of a company, the detail of a line."""

    title, keys = "Scroll the pane down", ("right_curly_bracket", "shift+down")
    places = ("watchlist", "company")


class PaneUp(Command):
    """Scrolls the pane or the detail back."""

    title, keys = "Scroll the pane up", ("left_curly_bracket", "shift+up")
    places = ("watchlist", "company")


class ColumnRight(Command):
    """Chooses the company on the right: Enter opens its evidence, y says why it stands below."""

    title, keys, places = "Company on the right", ("right", "l"), ("compare",)


class ColumnLeft(Command):
    """Chooses the company on the left."""

    title, keys, places = "Company on the left", ("left", "h"), ("compare",)


class Jump(Command):
    """Puts a letter on every line that is seen; that letter goes there."""

    title, keys, places = "Jump by letter", ("ctrl+o",), ("lists",)


class Legend(Command):
    """Shows what grades, glyphs and states mean, over what you are looking at."""

    title, keys, places = "Legend", ("f3",), ("everywhere",)
    in_dialogs = True


class Tour(Command):
    """Leads through the four things one does most, in the footer; the same key ends it."""

    title, keys, places = "Tour in four steps", ("f7",), ("everywhere",)


class OpenSource(Command):
    """Opens the source of the selected evidence in your browser."""

    title, keys, places = "Open source", ("o",), ("company",)

    @classmethod
    def enabled(cls, where: Any) -> bool:
        """Only where the selected line has a source with an address."""
        return bool(getattr(where, "address", None))


VIEW_COMMANDS: tuple[type[Command], ...] = (
    AllLists, Columns, Ungroup, PaneDown, PaneUp, ColumnRight, ColumnLeft, Jump, Legend, Tour,
    OpenSource,
)  # fmt: skip
