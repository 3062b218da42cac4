"""A grid to type into: only the lines that are seen are drawn, and only one cell is a widget.

A widget for each cell costs as much to put up as many keys; a line that is painted costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.events import Click, Paste, Resize
from textual.geometry import Offset
from textual.message import Message
from textual.widgets import Input

from rewatch.tui.text import cut, fitted, visible
from rewatch.tui.widgets.fields import Field
from rewatch.tui.widgets.lines import Lines
from rewatch.tui.widgets.paint import DIM, PLAIN, Piece, Pieces

_CELL = 13  # cells of the screen for one of the grid, and one more between them
_SAID = 17  # for what a line comes to
_LEAST = 12  # for what it is called


class GridField(Field):
    """The cell that is typed into."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "to(1, 0)", "Below", show=False),
        Binding("enter", "next_line", "Next line", show=False),
        Binding("up", "to(-1, 0)", "Above", show=False),
        Binding("pagedown", "page(1)", "A page down", show=False),
        Binding("pageup", "page(-1)", "A page up", show=False),
        Binding("tab", "to(0, 1)", "Next", show=False),
        Binding("shift+tab", "to(0, -1)", "Before", show=False),
    ]

    def action_to(self, down: int, right: int) -> None:
        """A cell beside this one."""
        assert isinstance(self.parent, Grid)
        self.parent.move(down, right)

    def action_next_line(self) -> None:
        """The next line, where this one was begun."""
        assert isinstance(self.parent, Grid)
        self.parent.next_line()

    def on_click(self) -> None:
        """The line is begun here."""
        assert isinstance(self.parent, Grid)
        self.parent.begin_here()

    def on_paste(self, event: Paste) -> None:
        """A column or a table out of a spreadsheet goes down the cells from here."""
        if "\t" in event.text or len(event.text.splitlines()) > 1:
            assert isinstance(self.parent, Grid)
            event.prevent_default()
            event.stop()
            self.parent.fill([line.split("\t") for line in event.text.splitlines()])

    def action_page(self, down: int) -> None:
        """A page further."""
        assert isinstance(self.parent, Grid)
        self.parent.move(down * max(1, self.parent.size.height - 1), 0)


class GridLines(Lines):
    """The lines, all cells painted."""

    def line_total(self) -> int:
        """As many as the grid has keys."""
        return len(self._grid.keys)

    def selectable(self, index: int) -> bool:  # noqa: ARG002
        """Every line."""
        return True

    @property
    def _grid(self) -> Grid:
        assert isinstance(self.parent, Grid)
        return self.parent

    def pieces(self, index: int, width: int) -> Pieces:
        """Name, cells, and what they come to."""
        return self._grid.pieces(index, width)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """The cell that is typed into goes along."""
        super().watch_scroll_y(old_value, new_value)
        self._grid.place()

    def on_resize(self, event: Resize) -> None:  # noqa: ARG002 - its width is known by now
        """The cells stand elsewhere, the one that is typed into too."""
        if self.display:  # else it goes with its screen, and the cell before it
            self._grid.place()

    def on_click(self, event: Click) -> None:
        """Into the cell that was clicked."""
        event.stop()
        event.prevent_default()
        self._grid.enter_at(event.x, event.y + round(self.scroll_y))


class Grid(Container):
    """Lines with a name and a few cells each."""

    class Changed(Message):
        """Something was typed, or another line is typed into."""

    class TooLarge(Message):
        """What was pasted has more lines or columns than there are from this cell on."""

        def __init__(self, size: tuple[int, int], room: tuple[int, int]) -> None:
            super().__init__()
            self.size, self.room = size, room

    def __init__(
        self,
        keys: Sequence[str],
        columns: Sequence[str],
        named: Callable[[str, int], list[Piece]],
        wide: int = 0,
        **common: Any,
    ) -> None:
        """Makes an empty grid.

        Args:
            keys: one for each line.
            columns: what the cells of a line are called.
            named: what stands before the cells of a line, in so many cells of the screen.
            wide: as many as it needs at most; what is left over is for what the lines come to.
            common: as of every widget.
        """
        super().__init__(**common)
        self.keys, self.columns, self._named = tuple(keys), tuple(columns), named
        self._wide = wide
        self._typed: dict[tuple[str, str], str] = {}
        self._said: dict[str, Piece] = {}
        self._row = self._column = 0
        # Where typing of this line began, while one goes on by Tab alone; None where one is.
        self._began: int | None = None

    def compose(self) -> ComposeResult:
        """The painted lines, and the cell over them."""
        lines = GridLines()
        lines.can_focus = False
        yield lines
        if self.keys:
            yield GridField(placeholder=self.columns[0], anew=True)

    def on_mount(self) -> None:
        """At the first cell."""
        self.query_one(GridLines).settle(0)

    # what stands in it ---------------------------------------------------------

    @property
    def typed(self) -> dict[str, tuple[str, ...]]:
        """The cells of the lines where anything is typed."""
        self._take()
        lines = ((key, tuple(self.cell(key, column) for column in self.columns))
                 for key in self.keys)  # fmt: skip
        return {key: cells for key, cells in lines if any(cells)}

    def cell(self, key: str, column: str) -> str:
        """What is typed in a cell."""
        return self._typed.get((key, column), "").strip()

    @property
    def key(self) -> str | None:
        """Of the line that is typed into."""
        return self.keys[self._row] if self.keys else None

    def fill(self, table: Sequence[Sequence[str]]) -> None:
        """Puts the lines of a table into the cells from the one that is typed into; none is lost.

        Where the table has more lines or columns than there is room for, nothing is taken and
        `TooLarge` says so.
        """
        wide = max(map(len, table), default=0)
        room = len(self.keys) - self._row, len(self.columns) - self._column
        if len(table) > room[0] or wide > room[1]:
            self.post_message(self.TooLarge((len(table), wide), room))
            return
        for down, line in enumerate(table):
            for right, text in enumerate(line):
                place = self.keys[self._row + down], self.columns[self._column + right]
                self._typed[place] = visible(text.strip())
        field = self.query_one(GridField)
        field.value = self._typed[self.keys[self._row], self.columns[self._column]]
        field.select_all()
        self.query_one(GridLines).refresh()
        self.post_message(self.Changed())

    def put(self, columns: Mapping[str, Mapping[str, str]]) -> None:
        """Puts texts into the cells, by column and line; what there is no cell for is passed over.

        Where one types stays the first cell.
        """
        for column, cells in columns.items():
            for key, text in cells.items():
                if column in self.columns and key in self.keys:
                    self._typed[key, column] = visible(text)
        for field in self.query(GridField):
            field.value = self._typed.get((self.keys[self._row], self.columns[self._column]), "")
        self.query_one(GridLines).refresh()

    def _take(self) -> None:
        for field in self.query(GridField):
            self._typed[self.keys[self._row], self.columns[self._column]] = field.value

    def say(self, said: dict[str, Piece]) -> None:
        """What the lines come to, by their keys."""
        self._said = said
        self.query_one(GridLines).refresh()

    def pieces(self, index: int, width: int) -> Pieces:
        """A line as it is painted."""
        key = self.keys[index]
        cells: list[Piece] = []
        for column in self.columns:
            value = self.cell(key, column)
            cells.append((fitted(value or column, _CELL), PLAIN if value else DIM))
            cells.append((" ", PLAIN))
        said, style = self._said.get(key, ("", PLAIN))
        room = max(_LEAST, self._first(width) - 1)
        beyond = max(_SAID, width - room - 1 - len(self.columns) * (_CELL + 1))
        return (*self._named(key, room), (" ", PLAIN), *cells, (cut(said, beyond), style))

    def _first(self, width: int) -> int:
        """Where the first cell of a line begins."""
        most = width - _SAID - len(self.columns) * (_CELL + 1)
        return max(_LEAST + 1, min(most, self._wide + 1 if self._wide else most))

    # moving --------------------------------------------------------------------

    def move(self, down: int, right: int) -> None:
        """Down in the column, or to the right and on in the next line; before the first, out."""
        place = self._column + right
        row = self._row + down + place // len(self.columns)
        if right < 0 and row < 0:
            self.app.action_focus_previous()
            return
        if down and abs(down) > 1:
            row = max(0, min(len(self.keys) - 1, row))
        on = right > 0 and row == self._row
        began = self._column if self._began is None else self._began
        self.enter(row, place % len(self.columns), began if on else None)

    def next_line(self) -> None:
        """Into the next line, in the column this one was begun in, as spreadsheets do."""
        self.enter(self._row + 1, self._column if self._began is None else self._began)

    def begin_here(self) -> None:
        """The line counts as begun in the cell that is typed into."""
        self._began = None

    def enter(self, row: int, column: int, began: int | None = None) -> None:
        """Into a cell; where there is none nothing happens.

        Args:
            row: of the cell.
            column: of the cell.
            began: the column in which the line was begun, where it is not this one.
        """
        if not 0 <= row < len(self.keys):
            return
        self._take()
        if row != self._row:
            self.post_message(self.Changed())
        self._row, self._column, self._began = row, column, began
        field = self.query_one(GridField)
        field.placeholder = self.columns[column]
        field.value = self._typed.get((self.keys[row], self.columns[column]), "")
        field.select_all()
        field.focus()
        lines = self.query_one(GridLines)
        lines.move_to(row)
        lines.refresh()
        self.place()

    def enter_at(self, x: int, row: int) -> None:
        """Into the cell at a place of the lines."""
        beyond = x - self._first(self.query_one(GridLines).line_width)
        self.enter(row, max(0, min(len(self.columns) - 1, beyond // (_CELL + 1))))

    def place(self) -> None:
        """The cell that is typed into, where it is painted."""
        lines = self.query_one(GridLines)
        x = self._first(lines.line_width) + self._column * (_CELL + 1)
        for field in self.query(GridField):
            field.styles.offset = Offset(x, self._row - round(lines.scroll_y))

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self._take()
        self.post_message(self.Changed())
