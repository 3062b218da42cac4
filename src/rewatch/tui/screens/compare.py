"""Two to six companies side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.events import Click

from rewatch.tui.aside import Aside, done_aside
from rewatch.tui.keymap import bindings_of
from rewatch.tui.pages.compare import (
    ABOVE,
    BESIDE,
    LEVEL,
    column_at,
    compare_head,
    compare_lines,
    difference_lines,
    order_of,
)
from rewatch.tui.pages.contest import TITLE
from rewatch.tui.pages.pair import Pair, in_short, pair_lines
from rewatch.tui.pages.side_by_side import whole_drawn, whole_value
from rewatch.tui.pages.why import parsed
from rewatch.tui.screens.base import OurScreen
from rewatch.tui.screens.resting import RestingScreen
from rewatch.tui.widgets.bars import Fact, Footer, Header, OneLine
from rewatch.tui.widgets.basis import Basis
from rewatch.tui.widgets.lines import Builder, Line, Lines, Page
from rewatch.tui.widgets.paint import Piece, span

if TYPE_CHECKING:
    from rewatch.scoring.contest import Contest
    from rewatch.scoring.pair import Flip, Settling
    from rewatch.scoring.results import Ranking
    from rewatch.scoring.sureness import Sure


class ComparePage(Page):
    """The page of a comparison; a click chooses the company of its column too."""

    def on_click(self, event: Click) -> None:
        """Tells the screen; the toolkit calls the base class's handler too, after this one."""
        screen = self.screen
        if isinstance(screen, CompareScreen):
            screen.choose_at(event.x)

    def show(self, build: Builder, *, key: str | None = None, keep: bool = False) -> None:
        """As every page; in another order the line under the cursor stays where it was seen.

        A page on its first line, where nobody has gone anywhere yet, stays on its first.
        """
        top, seen = round(self.scroll_y), self.seen()
        place = self.cursor - top
        if keep and top == 0 and seen and self.cursor == seen[0]:
            keep = False
        super().show(build, key=key, keep=keep)
        if keep and self.cursor >= 0 and top + place in seen:
            self._scroll_at_once(self.cursor - place)


class CompareScreen(OurScreen[None]):
    """Companies in columns, the indicators that differ most first."""

    place: ClassVar[str] = "compare"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("compare")

    def __init__(self, companies: list[str]) -> None:
        super().__init__()
        self._companies = companies
        self._chosen = 0
        self._contests: tuple[Contest, ...] | None = None
        self._asked: tuple[Ranking, list[str], Sure | None] | None = None
        self._aside: Aside | None = None

    def compose(self) -> ComposeResult:
        """Header, page, footer."""
        yield Header(id="header")
        yield OneLine(id="names")
        yield ComparePage(id="page")
        yield Basis(id="foot")
        yield Footer(self.place, id="footer")

    @property
    def company_id(self) -> str | None:
        """The one whose column is chosen; exports take all."""
        return self._companies[self._chosen]

    def on_mount(self) -> None:
        """Shows the companies of the open list; what other weights would make of them follows."""
        self.query_one(Page).focus()
        self.take_answer()

    def _work_out(self) -> None:
        """Samples these few beside the screen, unless that was asked for already."""
        ranking, rubric = self.rewatch.scored.ranking, self.rewatch.scored.rubric
        ids, sure = self._companies, self.rewatch.sampler.sure
        if self._asked is not None and self._asked[0] is ranking and self._asked[1:] == (ids, sure):
            return
        self._asked, self._contests = (ranking, ids, sure), None
        self._give_up()
        aside = self._aside = Aside()

        def job() -> tuple[Contest, ...] | None:
            from rewatch.scoring.contest import contest_task

            task = contest_task(ranking, rubric, ids, sure=sure)
            return done_aside(task, lambda: self._aside is aside, aside)

        def found(contests: tuple[Contest, ...] | None) -> None:
            if self.stands:
                self._contests = contests
                self._show(keep=True)

        self.rewatch.work(job, found, group="contest", exclusive=True)

    def on_unmount(self) -> None:
        """Nothing is sampled for it any more; whoever ends the tool does not wait for that."""
        self._give_up()

    def _give_up(self) -> None:
        """What is being sampled is not wanted any more."""
        if self._aside is not None:
            aside, self._aside = self._aside, None
            aside.stop()

    def _show(self, keep: bool = False) -> None:
        answer, scored = self.rewatch.session.answer, self.rewatch.scored
        assert answer is not None
        scores = [s for key in self._companies if (s := self.rewatch.session.score(key))]
        deck = answer.picture.deck_id or "none"
        facts: list[Fact] = [(f"deck {deck}", deck), *answer.picture.day, "r other weights"]
        title, under = f"Compare {len(scores)} companies", answer.picture.under
        self.query_one(Header).say(title, facts, under, needed=len(facts) - 1)
        sampled, rubric, chosen = self.rewatch.sampler.sampled, scored.rubric, self._chosen
        contests = self._contests
        places = {}
        for score in scores:
            row = scored.ranking.row(score.id)
            likely = sampled.standings.get(score.id) if sampled is not None else None
            rank = f"#{row.rank}" if row and row.rank else "not ranked"
            places[score.id] = f"{rank}, {span(*likely.likely)}" if likely is not None else rank

        def lines(width: int) -> Sequence[Line | list[Piece]]:
            # The names stay in sight over the page, so they are laid out for the same width.
            self.query_one("#names", OneLine).set(compare_head(scores, width, chosen))
            return compare_lines(scores, rubric, width, places, chosen, contests)

        self.query_one(Page).show(lines, keep=keep)
        self._say_whole()

    @on(Lines.Moved)
    def _say_whole(self) -> None:
        """The value under the cursor, of the chosen company, in full: its cell may cut it."""
        score = self.rewatch.session.score(self._companies[self._chosen])
        kind, what, _ = parsed(self.query_one(Page).key)
        item = score.indicator(what) if score is not None and kind == "i" else None

        def line(width: int) -> list[Piece]:
            if score is None:
                return []
            of_strip = kind == "s"
            return whole_drawn(score, what, width) if of_strip else whole_value(score, item, width)

        self.query_one(Basis).say(line)

    def take_samples(self) -> None:
        """The samples came, or are gone: the 90 % ranks stand in the page."""
        if self.stands:
            self._work_out()
            self._show(keep=True)

    def take_answer(self) -> None:
        """The list was scored again; a company may be gone."""
        session = self.rewatch.session
        left = [key for key in self._companies if session.score(key) is not None]
        if len(left) < 2:
            self.gone()
        else:
            self._companies, self._chosen = left, min(self._chosen, len(left) - 1)
            self._work_out()
            self._show(keep=True)

    def choose_at(self, x: int) -> None:
        """Chooses the company whose column is at a cell of a line."""
        width = self.query_one(Page).line_width
        found = column_at(len(self._companies), width, self._chosen, x)
        if found is not None:
            self._choose(found)

    def _choose(self, number: int) -> None:
        if 0 <= number < len(self._companies) and number != self._chosen:
            self._chosen = number
            self._show(keep=True)

    def on_click(self, event: Click) -> None:
        """A click on a name chooses its column."""
        if event.widget is self.query_one("#names"):
            self.choose_at(event.x - self.query_one(Page).styles.padding.left)

    @on(Lines.Chosen)
    def _open(self) -> None:
        """Enter: the evidence behind the value under the cursor, a pair's order, or the weights."""
        key = self.query_one(Page).key or ""
        kind, other, _ = parsed(key)
        if kind == "w":
            self.action_weights()
            return
        if kind == "p":
            self._explain(other)
            return
        at = key.partition("@")[0]
        self.rewatch.open_company(self._companies[self._chosen], self._companies, at)

    def action_column_right(self) -> None:
        """The company on the right."""
        self._choose(self._chosen + 1)

    def action_column_left(self) -> None:
        """The company on the left."""
        self._choose(self._chosen - 1)

    def action_why_above(self) -> None:
        """Why the one on the left of the chosen one stands above it; the first of the two, else."""
        number = max(1, self._chosen)
        self.rewatch.explain(self._companies[number - 1], self._companies[number])

    def _explain(self, other: str) -> None:
        """Why the chosen one stands above another of them, or below."""
        chosen = self._companies[self._chosen]
        if chosen != other:
            order = [row.score.id for row in self.rewatch.scored.ranking.rows]
            self.rewatch.explain(*sorted((chosen, other), key=order.index))

    def action_other_weights(self) -> None:
        """To what other weights would make of them, and back to the top."""
        page = self.query_one(Page)
        if (page.key or "").partition(":")[0] in ("p", "w"):
            page.action_cursor_first()
        else:
            page.go_to(TITLE)

    def action_weights(self) -> None:
        """Moves the weights beside the live table; what they make of these is sampled anew."""
        from rewatch.tui.sure_tasks import open_weights

        open_weights(self.rewatch)

    def action_export_card(self) -> None:
        """The scorecards of all of them."""
        self.rewatch.export(self._companies, "comparison")

    def action_back(self) -> None:
        """To the list."""
        self.done()


_WHY = {
    ABOVE: "Why one is above the other",
    LEVEL: "Why the two are level",
    BESIDE: "What sets the two apart",
}


class DifferenceScreen(RestingScreen[None]):
    """Why one company stands above another: parts that add up, how sure, what would settle it."""

    place: ClassVar[str] = "why"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("why")

    def __init__(self, above: str, below: str) -> None:
        super().__init__()
        self._above, self._below = above, below
        self._pair = Pair()

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

    def take_answer(self) -> None:
        """The list was scored again; one of the two may be gone."""
        if None in (
            self.rewatch.session.score(self._above),
            self.rewatch.session.score(self._below),
        ):
            self.gone()
        else:
            self._work_out()

    def take_samples(self) -> None:
        """The samples came, or are gone: those of this pair alone are drawn again."""
        from rewatch.scoring.pair import pair_shares, pair_words
        from rewatch.scoring.sureness import sample

        sampled, rubric = self.rewatch.sampler.sampled, self.rewatch.scored.rubric
        if sampled is None:
            self._show()
            return

        def job() -> Pair:
            two, how = (self._above, self._below), (sampled.sure, sampled.samples)
            found = sample(sampled.ranking, rubric, sure=how[0], samples=how[1], only=two)
            shares = pair_shares(found, *two)
            return Pair(shares, pair_words(rubric, shares))

        def read(pair: Pair) -> None:
            self._pair = replace(self._pair, shares=pair.shares, words=pair.words)
            self._show()

        self.rewatch.work(job, read, group="pair shares", exclusive=True)

    def _show(self) -> None:
        from rewatch.scoring.explain import difference

        session = self.rewatch.session
        above, below = session.score(self._above), session.score(self._below)
        if not self.stands or above is None or below is None or session.answer is None:
            return
        found, rubric = difference(above, below), self.rewatch.scored.rubric
        ranking = self.rewatch.scored.ranking
        rows = ranking.row(self._above), ranking.row(self._below)
        stand = order_of(rows[0], rows[1], ranking.order) if rows[0] and rows[1] else (ABOVE, "")
        why = _WHY[stand[0]]
        facts = ["parts that add up", *session.answer.picture.day]
        self.query_one(Header).say(why, facts, session.answer.picture.under)
        pair, sampled = self._pair, self.rewatch.sampler.sampled

        def lines(width: int) -> list[Line | list[Piece]]:
            parts = difference_lines(above, below, found, rubric, width, stand)
            if found.across_groups:
                return parts
            parts.insert(1, in_short(pair, width))
            return [*parts, *pair_lines(above, below, pair, sampled, rubric, width)]

        page = self.query_one(Page)
        page.show(lines, keep=bool(page.line_total()))
        self.say_basis()

    @on(Lines.Chosen)
    def _open(self) -> None:
        """Enter on a company or on a fact that it lacks opens the company."""
        kind, _, rest = (self.query_one(Page).key or "").partition(":")
        if kind in ("c", "f"):
            self.rewatch.open_company(rest.partition(":")[0], [self._above, self._below])

    def action_back(self) -> None:
        """Where it was asked."""
        self.done()
