"""What stands beside a score and never in it: risk flags and the entry's thesis.

Worked out from the table that filters see, after the first picture; kept in the rows, so that the
next start shows them at once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rewatch.tui.view import Picture

if TYPE_CHECKING:
    from rewatch.screening.flags import Flagged
    from rewatch.screening.table import Table
    from rewatch.screening.thesis import Standing

# How an assertion stands: its sign in the table, the pane and the help.
THESIS_SIGNS = {"kept": "✓", "broken": "✗", "open": "○", "cannot-tell": "?"}


@dataclass(frozen=True, slots=True)
class Marks:
    """The flags and assertions of one company."""

    flags: tuple[Flagged, ...] = ()
    thesis: tuple[Standing, ...] = ()

    @property
    def failing(self) -> int:
        """How many flags are raised for certain."""
        return sum(item.state == "fail" for item in self.flags)

    @property
    def worst(self) -> str:
        """The sign of the assertion that needs a look first, "" where none stands."""
        order = ("broken", "cannot-tell", "open", "kept")
        states = {item.state for item in self.thesis}
        return next((THESIS_SIGNS[state] for state in order if state in states), "")


def marks_of(table: Table) -> dict[str, Marks]:
    """Flags and assertions of every company of a table, by id."""
    from rewatch.screening import flags_of, standings

    return {
        row.id: Marks(flags, thesis)
        for row, flags, thesis in zip(table.rows, flags_of(table), standings(table), strict=True)
    }


def marked(found: Picture, marks: dict[str, Marks]) -> Picture:
    """A picture whose rows carry their marks."""
    return replace(
        found,
        rows=tuple(
            replace(row, failing=marks[row.id].failing, thesis=marks[row.id].worst)
            if row.id in marks
            else row
            for row in found.rows
        ),
    )


def carried(found: Picture, before: Picture | None) -> Picture:
    """A picture with the marks of the one before, until its own are worked out."""
    known = {row.id: row for row in before.rows} if before else {}
    return replace(
        found,
        rows=tuple(
            replace(row, failing=known[row.id].failing, thesis=known[row.id].thesis)
            if row.id in known
            else row
            for row in found.rows
        ),
    )
