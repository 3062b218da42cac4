"""Puts a list into another order: J and K carry the selected company, Ctrl+S saves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from rewatch.tui.keymap import bindings_of
from rewatch.tui.screens.base import OurDialog
from rewatch.tui.text import cut, fitted, plain
from rewatch.tui.widgets.bars import Footer
from rewatch.tui.widgets.lines import Line, Page
from rewatch.tui.widgets.paint import ACCENT, DIM, PLAIN


class OrderScreen(OurDialog[list[str] | None]):
    """Answers with the ids in their new order."""

    place: ClassVar[str] = "order"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("order")

    def __init__(self, name: str, members: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._name, self._members = name, list(members)

    def compose(self) -> ComposeResult:
        """A framed list, and its keys below."""
        with Vertical(classes="dialog") as box:
            box.border_title = plain(cut(f"Order of {self._name}", 50))
            yield Page(id="order")
            yield Footer(self.place)

    def on_mount(self) -> None:
        """As high as it needs to be."""
        page = self.query_one(Page)
        page.styles.height = min(max(1, len(self._members)), max(3, self.app.size.height - 7))
        page.show(self._lines)
        page.focus()

    def _lines(self, width: int) -> list[Line]:
        return [
            Line(
                ((fitted(n, 4, right=True), DIM), ("  ", ACCENT), (cut(name, width - 6), PLAIN)),
                key,
            )
            for n, (key, name) in enumerate(self._members, 1)
        ]

    def _carry(self, by: int) -> None:
        page = self.query_one(Page)
        here, there = page.cursor, page.cursor + by
        if 0 <= here < len(self._members) and 0 <= there < len(self._members):
            moved = self._members.pop(here)
            self._members.insert(there, moved)
            page.show(self._lines, key=moved[0])
            page.scroll_into_view(there)

    def action_carry_down(self) -> None:
        """The company one place down."""
        self._carry(1)

    def action_carry_up(self) -> None:
        """The company one place up."""
        self._carry(-1)

    def action_save_order(self) -> None:
        """Answers with the order."""
        self.done([key for key, _ in self._members])

    def action_back(self) -> None:
        """The order stays as it was."""
        self.done(None)
