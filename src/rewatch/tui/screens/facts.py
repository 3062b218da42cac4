"""The missing facts of a list: what to find out next, and where it is usually published."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import BindingType

from rewatch.tui.keymap import bindings_of
from rewatch.tui.keys import key_of, keyed
from rewatch.tui.nobody import nobody
from rewatch.tui.pages.facts import company_fact_lines, fact_lines
from rewatch.tui.screens.resting import RestingScreen
from rewatch.tui.widgets.bars import Header
from rewatch.tui.widgets.lines import Line, Lines, Page
from rewatch.tui.widgets.paint import DIM, STRONG, Piece, paragraph

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rewatch.scoring.facts import FactGroup
    from rewatch.scoring.telling import Told

OPEN_FIRST = "{choose} shows the companies of this fact; then {open_company} opens one of them."


class FactsScreen(RestingScreen[None]):
    """Missing facts, by fact or by company."""

    place: ClassVar[str] = "facts"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("facts")

    def __init__(self, company: str | None = None) -> None:
        """With a company, only what that one lacks is shown at first."""
        super().__init__()
        self._groups: tuple[FactGroup, ...] | None = None
        self._told: Mapping[str, Sequence[Told]] | None = None
        self._only = company
        self._by_company = company is not None
        self._left: tuple[str | None, int] = (None, 0)  # line and scroll of the other way round
        self._turned_at: str | None = None  # the line that the cursor came to by turning
        self._opened: set[str] = set()

    @property
    def company_id(self) -> str | None:
        """The company under the cursor."""
        kind, _, rest = (self.query_one(Page).key or "").partition(":")
        return rest.partition("@")[0] if kind == "c" else None

    def on_mount(self) -> None:
        """The facts are worked out beside the screen."""
        self.query_one(Page).focus()
        self._show()
        self._work_out()

    def take_answer(self) -> None:
        """The list was scored again: what was added since is missing no more."""
        self._work_out()

    def _work_out(self) -> None:
        workspace, ranking = self.rewatch.session.workspace, self.rewatch.scored.ranking

        def found(groups: tuple[FactGroup, ...]) -> None:
            self._groups, self._told = groups, None
            self._show()
            self.rewatch.work(
                lambda: workspace.told_apart(ranking, groups, lambda: self.is_attached),
                apart,
                group="telling facts",
                exclusive=True,
            )

        def apart(told: Mapping[str, Sequence[Told]]) -> None:
            self._told = told
            self._show()

        self.rewatch.work(
            lambda: workspace.next_facts(ranking), found, group="facts", exclusive=True
        )

    def _show(self) -> None:
        answer = self.rewatch.session.answer
        if not self.stands or answer is None:
            return
        groups, opened, only, told = self._groups, self._opened, self._only, self._told
        names = {row.id: row.name for row in answer.picture.rows}
        missing = nobody(answer, away=True)
        how = "by company" if self._by_company else "by fact"
        facts = [*answer.picture.day, how, f"{key_of('turn_facts')} turns it round"]
        title, under = f"Missing facts of {answer.name}", answer.picture.under
        self.query_one(Header).say(title, facts, under, needed=1 + len(answer.picture.day))

        def lines(width: int) -> list[Line | list[Piece]]:
            if missing:
                return [*paragraph(missing, width, STRONG)]
            if groups is None:
                return [[("Looking for what is missing …", DIM)]]
            if self._by_company:
                scores = self.rewatch.session.score
                return company_fact_lines(groups, names, only, width, scores)
            return fact_lines(groups, told, names, opened, width)

        self.query_one(Page).show(lines, keep=True)
        self.say_basis()

    # commands -----------------------------------------------------------------

    def action_turn_facts(self) -> None:
        """By fact, or by company: all of them; at the same fact, or back where one was."""
        page = self.query_one(Page)
        here = page.key
        (left, top), self._left = self._left, (here, round(page.scroll_y))
        self._by_company = not self._by_company
        self._only = None
        self._show()
        keys = page.line_keys
        if left in keys and here == self._turned_at:  # there and back again
            page.show(page.builder, key=left)
            page.scroll_to(y=top, animate=False, force=True)
        else:
            wanted = (here, f"g:{(here or '').partition('@')[2]}", left)
            page.show(page.builder, key=next((key for key in wanted if key in keys), None))
        self._turned_at = page.key

    @on(Lines.Chosen)
    def _choose(self) -> None:
        """Enter: a fact shows its companies, or is filled in for one; a company is opened."""
        kind, _, rest = (self.query_one(Page).key or "").partition(":")
        if kind == "g":
            self._opened ^= {rest}
            self._show()
        elif found := self._form():
            self.rewatch.fill_in_evidence(*found)
        else:
            self.action_open_company()

    def _form(self) -> tuple[str, str, dict[str, str]] | None:
        """Company, kind and first lines of the form that the fact under the cursor goes into."""
        from rewatch.tui.wanted_kinds import kind_for, said_for

        rubric = self.rewatch.scored.rubric
        for name in self._open_indicators():
            if self.company_id is not None and (kind := kind_for(rubric, name)):
                return self.company_id, kind, said_for(rubric, name)
        return None

    def action_open_company(self) -> None:
        """The company, at what the fact would tell of it."""
        if self.company_id is None and self._groups:
            self.rewatch.say(keyed(OPEN_FIRST))
        elif self.company_id is not None:
            answer = self.rewatch.session.answer
            others = [row.id for row in answer.picture.rows] if answer else []
            at = next((f"i:{name}" for name in self._open_indicators()), "")
            self.rewatch.open_company(self.company_id, others, at)

    def _open_indicators(self) -> tuple[str, ...]:
        """What the fact under the cursor would tell of that company, the widest first."""
        fact = (self.query_one(Page).key or "").partition("@")[2]
        return next(
            (
                item.indicators
                for group in self._groups or ()
                for item in group.open
                if (item.company, item.fact.id) == (self.company_id, fact)
            ),
            (),
        )

    def action_add_evidence(self) -> None:
        """Any fact of the company: its kind is chosen, the one under the cursor at first."""
        if self.company_id is not None:
            found = self._form()
            self.rewatch.add_evidence(self.company_id, found[1] if found else "")

    def action_write_note(self) -> None:
        """A note about the company under the cursor: what to look for."""
        if self.company_id is not None:
            self.rewatch.write_note(self.company_id)

    def action_back(self) -> None:
        """Where it was asked."""
        self.done()
