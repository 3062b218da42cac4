"""Two to six companies side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from rewatch.tui.keymap import bindings_of
from rewatch.tui.pages.compare import compare_head, compare_lines, difference_lines
from rewatch.tui.pages.pair import Pair, in_short, pair_lines
from rewatch.tui.pages.standing import basis
from rewatch.tui.screens.base import OurScreen
from rewatch.tui.widgets.bars import Footer, Header, OneLine
from rewatch.tui.widgets.basis import Basis
from rewatch.tui.widgets.lines import Line, Lines, Page
from rewatch.tui.widgets.paint import Piece

if TYPE_CHECKING:
    from rewatch.scoring.pair import Flip, Settling


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
    """Why one company stands above another: parts that add up, how sure, what would settle it."""

    place: ClassVar[str] = "why"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("why")

    def __init__(self, above: str, below: str) -> None:
        super().__init__()
        self._above, self._below = above, below
        self._pair = Pair()

    def compose(self) -> ComposeResult:
        """Header, page, what the numbers rest on, footer."""
        yield Header(id="header")
        yield Page(id="page")
        yield Basis(id="foot")
        yield Footer(self.place, id="footer")

    @property
    def company_id(self) -> str | None:
        """The one that stands above."""
        return self._above

    def on_mount(self) -> None:
        """The exact difference of the two totals; what is sampled follows."""
        session = self.rewatch.session
        scores = session.score(self._above), session.score(self._below)
        if scores[0] is None or scores[1] is None:
            self.done()
            return
        self.query_one(Header).say("Why one is above the other", ["parts that add up"])
        self.query_one(Page).focus()
        self._work_out()
        self.take_samples()

    def _work_out(self) -> None:
        """What turns them round and what would settle it."""
        from rewatch.scoring.pair import settling, smallest_flip

        ranking, rubric = self.rewatch.scored.ranking, self.rewatch.scored.rubric
        one, other = ranking.row(self._above), ranking.row(self._below)
        if one is None or other is None or one.score.group != other.score.group:
            return

        def job() -> tuple[Flip | None, Settling]:
            flip = smallest_flip(ranking, one.score.id, other.score.id)
            return flip, settling(one.score, other.score, rubric)

        def found(both: tuple[Flip | None, Settling]) -> None:
            self._pair = replace(self._pair, flip=both[0], settling=both[1])
            self._show()

        self.rewatch.work(job, found, group="pair", exclusive=True)

    def take_samples(self) -> None:
        """The samples came, or are gone: the shares of this pair are read out of them."""
        from rewatch.scoring.pair import pair_shares, pair_words

        sampled, rubric = self.rewatch.sampler.sampled, self.rewatch.scored.rubric
        if sampled is None:
            self._show()
            return

        def job() -> Pair:
            shares = pair_shares(sampled.found, self._above, self._below)
            return Pair(shares, pair_words(rubric, shares))

        def read(pair: Pair) -> None:
            self._pair = replace(self._pair, shares=pair.shares, words=pair.words)
            self._show()

        self.rewatch.work(job, read, group="pair shares", exclusive=True)

    def _show(self) -> None:
        from rewatch.scoring.explain import difference

        session, sampler = self.rewatch.session, self.rewatch.sampler
        above, below = session.score(self._above), session.score(self._below)
        if not self.is_mounted or above is None or below is None or session.answer is None:
            return
        found, rubric = difference(above, below), self.rewatch.scored.rubric
        pair, sampled, failed = self._pair, sampler.sampled, sampler.failed

        def lines(width: int) -> list[Line | list[Piece]]:
            parts = difference_lines(above, below, found, rubric, width)
            if found.across_groups:
                return parts
            parts.insert(1, in_short(pair, width))
            return [*parts, *pair_lines(above, below, pair, sampled, rubric, width)]

        page, picture = self.query_one(Page), session.answer.picture
        page.show(lines, keep=bool(page.line_total()))
        self.query_one(Basis).say(lambda width: basis(picture, sampled, failed, width))

    @on(Lines.Chosen)
    def _open(self) -> None:
        """Enter on a company or on a fact that it lacks opens the company."""
        kind, _, rest = (self.query_one(Page).key or "").partition(":")
        if kind in ("c", "f"):
            self.rewatch.open_company(rest.partition(":")[0], [self._above, self._below])

    def action_back(self) -> None:
        """Where it was asked."""
        self.done()
