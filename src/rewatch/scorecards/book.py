"""A workbook being written: its sheets, their widths and heights, and what goes on paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Any

from rewatch.scorecards.document import ADVICE
from rewatch.scorecards.plain import visible, width

_LONGEST = 32_000  # a cell holds at most 32,767 characters
_LINE, _MOST_LINES = 15.0, 12  # points of a line; a row higher than a screen helps nobody
_ACROSS = 200  # characters of the screen's size across a printed page, at about 7 points


@dataclass
class Book:
    """A workbook being written, and where its weights stand."""

    workbook: Any
    head: Any
    text: Any
    whole: Any
    points: Any
    share: Any
    measure: Any
    edit: Any
    criterion_cell: dict[str, str]
    indicator_cell: dict[str, str]
    widths: dict[str, Sequence[float]] = field(default_factory=dict)
    lines: dict[tuple[str, int], int] = field(default_factory=dict)
    printed: dict[str, int] = field(default_factory=dict)

    def sheet(
        self, name: str, widths: Sequence[float], head: Sequence[str], printed: int = 0
    ) -> Any:
        """A new sheet with its header row frozen.

        Args:
            name: of the sheet.
            widths: of its columns, in characters.
            head: the titles of the columns.
            printed: how many columns go on paper, 0 for all: long reasons beside the numbers would
                leave no room for a size that can be read.
        """
        sheet = self.workbook.add_worksheet(name)
        self.widths[name] = widths
        for column, size in enumerate(widths):
            sheet.set_column(column, column, size)
        for column, title in enumerate(head):
            sheet.write_string(0, column, title, self.head)
            self._grow(name, 0, column, title)
        sheet.freeze_panes(1, 1)
        self.printed[name] = printed or len(head)
        sheet.set_landscape()
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(ceil(sum(widths[: self.printed[name]]) / _ACROSS), 0)
        sheet.repeat_rows(0)
        sheet.repeat_columns(0)
        sheet.set_footer(f"&L{ADVICE}&R&P")
        return sheet

    def put(self, sheet: Any, row: int, column: int, text: str) -> None:
        """Writes text as text."""
        shown = visible(text)[:_LONGEST]
        sheet.write_string(row, column, shown, self.text)
        self._grow(sheet.name, row, column, shown)

    def _grow(self, name: str, row: int, column: int, text: str) -> None:
        """Notes how many lines a cell takes: not every program finds a row's height by itself."""
        wanted = min(ceil(1.15 * width(text) / self.widths[name][column]), _MOST_LINES)
        self.lines[name, row] = max(wanted, self.lines.get((name, row), 1))

    def finish(self) -> None:
        """Makes every row as high as its longest text, and says what goes on paper."""
        for name, columns in self.printed.items():
            last = max(row for sheet, row in self.lines if sheet == name)
            self.workbook.get_worksheet_by_name(name).print_area(0, 0, last, columns - 1)
        for (name, row), lines in self.lines.items():
            if lines > 1:
                self.workbook.get_worksheet_by_name(name).set_row(row, _LINE * lines)
