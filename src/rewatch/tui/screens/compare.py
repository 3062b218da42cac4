"""Two to six companies side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from rewatch.tui.keymap import bindings_of
from rewatch.tui.pages.compare import compare_head, compare_lines, difference_lines
from rewatch.tui.screens.base import OurScreen
from rewatch.tui.widgets.bars import Footer, Header, OneLine
from rewatch.tui.widgets.lines import Line, Lines, Page
from rewatch.tui.widgets.paint import Piece


class CompareScreen(OurScreen[None]):
    """Companies in columns, the indicators that differ most first."""

    place: ClassVar[str] = "compare"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("compare")

    def __init__(self, companies: list[str]) -> None:
        super().__init__()
        self._companies = companies

    def compose(self) -> ComposeResult:
        """Header, page, footer."""
        yield Header(id="header")
        yield OneLine(id="names")
        yield Page(id="page")
        yield Footer(self.place, id="footer")

    @property
    def company_id(self) -> str | None:
        """The first of them; exports take all."""
        return self._companies[0]

    def on_mount(self) -> None:
        """Shows the companies of the open list."""
        answer = self.rewatch.session.answer
        assert answer is not None
        scores = [s for key in self._companies if (s := self.rewatch.session.score(key))]
        facts = [f"deck {answer.picture.deck}", f"as of {answer.picture.as_of}"]
        self.query_one(Header).say(f"Compare {len(scores)} companies", facts)
        page = self.query_one(Page)
        rubric = self.rewatch.scored.rubric

        def lines(width: int) -> Sequence[Line | list[Piece]]:
            # The names stay in sight over the page, so they are laid out for the same width.
            self.query_one("#names", OneLine).set(compare_head(scores, width))
            return compare_lines(scores, rubric, width)

        page.show(lines)
        page.focus()

    @on(Lines.Chosen)
    def _explain(self) -> None:
        """Enter: why the first stands above the second."""
        self.rewatch.explain(self._companies[0], self._companies[1])

    def action_export_card(self) -> None:
        """The scorecards of all of them."""
        self.rewatch.export(self._companies)

    def action_back(self) -> None:
        """To the list."""
        self.done()


class DifferenceScreen(OurScreen[None]):
    """Why one company stands above another, in parts that add up."""

    place: ClassVar[str] = "why"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("why")

    def __init__(self, above: str, below: str) -> None:
        super().__init__()
        self._above, self._below = above, below

    def compose(self) -> ComposeResult:
        """Header, page, footer."""
        yield Header(id="header")
        yield Page(id="page")
        yield Footer(self.place, id="footer")

    def on_mount(self) -> None:
        """The exact difference of the two totals."""
        from rewatch.scoring.explain import difference

        session = self.rewatch.session
        above, below = session.score(self._above), session.score(self._below)
        if above is None or below is None:
            self.done()
            return
        found, rubric = difference(above, below), self.rewatch.scored.rubric
        self.query_one(Header).say("Why one is above the other", ["parts that add up"])
        page = self.query_one(Page)
        page.show(lambda width: difference_lines(above, below, found, rubric, width))
        page.focus()

    def action_back(self) -> None:
        """Where it was asked."""
        self.done()
