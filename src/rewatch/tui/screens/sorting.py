"""Chooses what the table is sorted by: a letter, and after + a second one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.events import Key

from rewatch.tui.keymap import bindings_of
from rewatch.tui.keys import hint
from rewatch.tui.screens.base import OurDialog
from rewatch.tui.text import cut, fitted, plain
from rewatch.tui.view import By, Sorting
from rewatch.tui.widgets.bars import Hints
from rewatch.tui.widgets.columns import arrow
from rewatch.tui.widgets.lines import Line, Lines, Page
from rewatch.tui.widgets.paint import ACCENT, DIM, PLAIN

_TITLE = 24


class SortChooser(OurDialog[tuple[str, bool] | None]):
    """Answers what to sort by, and whether that comes second; Esc answers None.

    Args:
        ways: everything the table can be sorted by.
        by: what it is sorted by now.
    """

    place: ClassVar[str] = "sort"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "give_up", "Back", show=False),
        *bindings_of("sort"),
    ]

    def __init__(self, ways: Sequence[Sorting], by: By) -> None:
        super().__init__()
        self._ways, self._by = tuple(ways), by
        self._second = False

    def compose(self) -> ComposeResult:
        """A framed list and its keys."""
        with Vertical(classes="dialog wide") as box:
            box.border_title = plain("Sort by")
            yield Page(id="choices")
            yield Hints(
                ("letter", "sorts, again turns it round", ""),
                hint("then_by", "and then by …"),
                ("Esc", "back", "give_up"),
            )

    def on_mount(self) -> None:
        """As high as it needs to be; the cursor on what it is sorted by."""
        page = self.query_one(Page)
        page.styles.height = min(len(self._ways), max(3, self.app.size.height - 6))
        page.choose_by_click()
        page.show(self._lines, key=self._by[0][0].id if self._by else "rank")

    def _lines(self, width: int) -> list[Line]:
        marks = {way.id: arrow(place, back) for place, (way, back) in enumerate(self._by)}
        return [
            Line(
                (
                    (fitted(marks.get(way.id, ""), 2), ACCENT),
                    (fitted(way.letter, 3), ACCENT),
                    (fitted(way.title, _TITLE), PLAIN),
                    (cut(way.about, max(0, width - _TITLE - 5)), DIM),
                ),
                way.id,
            )
            for way in self._ways
        ]

    def on_key(self, event: Key) -> None:
        """A letter chooses at once; it goes before the keys of lists."""
        for way in self._ways:
            if way.letter and event.character == way.letter:
                event.stop()
                event.prevent_default()
                self._chosen(way.id)
                return

    @on(Lines.Chosen)
    def _entered(self) -> None:
        key = self.query_one(Page).key
        if key is not None:
            self._chosen(key)

    def _chosen(self, key: str) -> None:
        self.done((key, self._second))

    def action_then_by(self) -> None:
        """The next letter comes second; the same key again takes that back."""
        self._second = not self._second
        first = self._by[0][0].title if self._by else "rank"
        title = f"By {first}, and then by" if self._second else "Sort by"
        self.query_one(".dialog").border_title = plain(cut(title, 60))

    def action_give_up(self) -> None:
        """Esc."""
        self.done(None)
