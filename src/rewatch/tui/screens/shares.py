"""The help on shares: what they are and what they are not."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from rewatch.tui.keymap import bindings_of
from rewatch.tui.pages.shares import share_lines
from rewatch.tui.screens.base import OurScreen
from rewatch.tui.widgets.bars import Footer, Header
from rewatch.tui.widgets.lines import Page


class SharesScreen(OurScreen[None]):
    """One page to read."""

    place: ClassVar[str] = "shares"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("shares")

    def compose(self) -> ComposeResult:
        """Header, page, footer."""
        yield Header(id="header")
        yield Page(id="page")
        yield Footer(self.place, id="footer")

    def on_mount(self) -> None:
        """The figures are those of the method file in use."""
        self.query_one(Header).say("What the shares say", ["and what they do not say"])
        page, rubric = self.query_one(Page), self.rewatch.scored.rubric
        page.show(lambda width: share_lines(rubric, min(width, 100)))
        page.focus()

    def action_back(self) -> None:
        """Where it was asked."""
        self.done()
