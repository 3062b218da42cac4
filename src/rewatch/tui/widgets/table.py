"""The ranking table and its heading line.

Only the rows that are seen are drawn. A row is known by its company's id, so the cursor and the
scroll stay on the same company through sorting, filtering and reloading.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from textual.events import Click
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip

from rewatch.tui.standings import WAITED_FOR, Standing
from rewatch.tui.view import Heading, Row
from rewatch.tui.widgets import columns as layout
from rewatch.tui.widgets import headnotes
from rewatch.tui.widgets.chosen_columns import available, fit_chosen
from rewatch.tui.widgets.lines import Lines
from rewatch.tui.widgets.paint import Painted, Pieces


class RankingTable(Lines):
    """Companies under their headings."""

    class NoteClicked(Message):
        """A note in the rule of a heading was clicked."""

        def __init__(self, command: str) -> None:
            super().__init__()
            self.command = command

    class MarkClicked(Message):
        """A company was marked, or its mark taken off, by a click."""

    def __init__(self, **common: Any) -> None:
        super().__init__(**common)
        self._items: Sequence[Row | Heading] = ()
        self._place: dict[str, int] = {}
        self._criteria: tuple[tuple[str, str], ...] = ()
        self._most = 0
        self._columns: tuple[tuple[int, bool], list[layout.Column]] | None = None
        self._wanted: Sequence[str] | None = None
        self._also: tuple[str, ...] = ()
        self.marked: set[str] = set()
        self.standings: Mapping[str, Standing] = {}
        self.missing = WAITED_FOR  # stands where there are none
        self._noted: tuple[tuple[Any, ...], Mapping[int, Sequence[headnotes.Note]]] | None = None

    def line_total(self) -> int:
        """Rows and headings."""
        return len(self._items)

    def selectable(self, index: int) -> bool:
        """Rows, not headings."""
        return isinstance(self._items[index], Row)

    def pieces(self, index: int, width: int) -> Pieces:
        """A row, or a heading drawn as a rule."""
        item = self._items[index]
        if isinstance(item, Heading):
            return headnotes.rule(item.title, self._notes(width).get(index, ()), width)
        standing = self.standings.get(item.id)
        marked = item.id in self.marked
        return layout.cells(item, self.columns(width), marked, standing, self.missing)

    def _notes(self, width: int) -> Mapping[int, Sequence[headnotes.Note]]:
        """What stands in the rules of the headings, by their lines."""
        columns, before = self.columns(width), self._noted
        made_for = (columns, self.standings, self._items)
        if before is None or any(a is not b for a, b in zip(made_for, before[0], strict=True)):
            shown = {column.id for column in columns}
            places = "places" in shown and any(
                key in self._place for key, item in self.standings.items() if item.outside
            )
            hidden = sum(key not in shown for key, _ in available(self._criteria))
            cover = "coverage" in shown and not self._beside(width)
            titles = {n: i.title for n, i in enumerate(self._items) if isinstance(i, Heading)}
            notes = headnotes.notes_of(places, hidden, cover)
            found = headnotes.shared(list(titles.values()), notes, width)
            before = self._noted = (made_for, dict(zip(titles, found, strict=True)))
        return before[1]

    def on_click(self, event: Click) -> None:
        """A click on a note of a rule does what it speaks of, one where marks stand marks."""
        index = event.y + round(self.scroll_y)
        item = self._items[index] if 0 <= index < len(self._items) else None
        if isinstance(item, Heading):
            notes = self._notes(self.line_width).get(index, ())
            command = headnotes.command_at(item.title, notes, self.line_width, event.x)
            if command is not None:
                event.stop()
                self.post_message(self.NoteClicked(command))
        elif item and layout.marks_at(event.x):
            event.stop()
            event.prevent_default()  # two clicks mark and take off, and open nothing
            self.move_to(index)
            self.marked ^= {item.id}
            self.refresh_line(index)
            self.post_message(self.MarkClicked())

    def columns(self, width: int) -> list[layout.Column]:
        """The columns for a width."""
        room = (width, self._beside(width))
        if self._columns is None or self._columns[0] != room:
            self._columns = (room, self._fitting(width, self._also))
        return self._columns[1]

    def _beside(self, width: int) -> bool:
        """Whether a pane is shown, which leaves a wide screen's table as wide as a narrow's."""
        return self.app.size.width >= width + 30

    def _fitting(self, width: int, also: tuple[str, ...]) -> list[layout.Column]:
        if self._wanted is not None:
            return fit_chosen(width, self._criteria, (*self._wanted, *also), self._most)
        return layout.fit(width, self._criteria, self._beside(width), self._most, also)

    def column_ids(self) -> list[str]:
        """The columns that stand there, but for those that are there because it is sorted by them.

        They are what the user chose, or the usual ones.
        """
        return [column.id for column in self._fitting(self.line_width, ())]

    def sorted_by(self, ids: Sequence[str]) -> None:
        """Shows the columns that it is sorted by."""
        if tuple(ids) != self._also:
            self._also, self._columns = tuple(ids), None

    def choose_columns(self, wanted: Sequence[str] | None) -> None:
        """Shows these columns, as far as they fit; None: the usual ones."""
        self._wanted, self._columns = wanted, None
        self.refresh()

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        item = self._items[self.cursor] if 0 <= self.cursor < len(self._items) else None
        return item if isinstance(item, Row) else None

    def row_above(self) -> Row | None:
        """The row next above the cursor's under the same heading."""
        item = self._items[self.cursor - 1] if self.cursor > 0 else None
        return item if isinstance(item, Row) else None

    def ids(self) -> list[str]:
        """The companies on the table, in its order."""
        return [item.id for item in self._items if isinstance(item, Row)]

    def select(self, company_id: str) -> None:
        """Puts the cursor on a company, if it is on the table."""
        if company_id in self._place:
            self.move_to(self._place[company_id])

    def show(
        self, items: Sequence[Row | Heading], criteria: tuple[tuple[str, str], ...], most: int
    ) -> None:
        """Shows other items; the company under the cursor stays where it is on the screen.

        A table that was seen from its first line on stays so as long as the cursor is seen too.

        Args:
            items: rows and headings.
            criteria: criterion id and name, in the rubric's order.
            most: how many companies the list has, whether they are shown or not.
        """
        row, offset = self.row, self.cursor - round(self.scroll_y)
        before, on_top = self.cursor, round(self.scroll_y) == 0
        self._items = items
        self._place = {item.id: i for i, item in enumerate(items) if isinstance(item, Row)}
        if (criteria, most) != (self._criteria, self._most):
            self._criteria, self._most, self._columns = criteria, most, None
        place = self._place.get(row.id) if row else None
        if row is not None and place is not None and self._answer_is_elsewhere(row, place):
            place, before = None, 0
        self.settle(before if place is None else place)
        if place is not None:
            self._scroll_at_once(place - offset)
        if on_top:
            self.show_from_top()
        if self.cursor >= 0:
            self.scroll_into_view(self.cursor)

    def show_from_top(self) -> None:
        """From the first line on, if the cursor can be seen so."""
        if self.cursor < self.scrollable_content_region.height:
            self._scroll_at_once(0)

    def _answer_is_elsewhere(self, before: Row, place: int) -> bool:
        """Whether a filter has just put the selected company among the unknown, below matches."""
        now = self._items[place]
        if before.because or not (isinstance(now, Row) and now.because):
            return False
        return any(isinstance(item, Row) and not item.because for item in self._items)

    def toggle_mark(self) -> None:
        """Marks the company under the cursor, or takes its mark off, and goes on to the next."""
        if self.row is not None:
            self.marked ^= {self.row.id}
            self.refresh_line(self.cursor)
            self.action_cursor_down()


class TableHead(Painted):
    """The heading line; a click on a column sorts by it."""

    class Clicked(Message):
        """A column's heading was clicked."""

        def __init__(self, column: str) -> None:
            super().__init__()
            self.column = column

    def __init__(self, table: RankingTable, **common: Any) -> None:
        super().__init__(**common)
        self._table = table
        self.by: Sequence[tuple[str, bool]] = ()
        self.roughly = False
        self.fields: Sequence[str] = ()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """One line."""
        return 1

    def render_line(self, y: int) -> Strip:  # noqa: ARG002 - it is the only line
        """The titles over their columns."""
        columns = self._table.columns(self._table.line_width)
        pieces = layout.head(columns, self.by, self.roughly, self.fields)
        return self.strip_of(pieces, self.size.width)

    def on_click(self, event: Click) -> None:
        """Tells which column was clicked."""
        columns = self._table.columns(self._table.line_width)
        column = layout.column_at(columns, event.x, self.fields)
        if column is not None:
            self.post_message(self.Clicked(column))
