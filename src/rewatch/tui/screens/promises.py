"""The promises of the open list, or of the marked companies: past their date, due next, slipped."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from rewatch.tui.keymap import bindings_of
from rewatch.tui.keys import key_of
from rewatch.tui.nobody import nobody
from rewatch.tui.pages.promises import promise_lines
from rewatch.tui.screens.base import OurScreen
from rewatch.tui.widgets.bars import Footer, Header
from rewatch.tui.widgets.lines import Line, Lines, Page
from rewatch.tui.widgets.paint import Piece


class PromisesScreen(OurScreen[None]):
    """Promises by the day they are due.

    Args:
        only: the companies looked at; all of the open list if empty.
    """

    place: ClassVar[str] = "promises"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("promises")

    def __init__(self, only: list[str]) -> None:
        super().__init__()
        self._only = only
        self._ahead = False

    def compose(self) -> ComposeResult:
        """Header, page, footer."""
        yield Header(id="header")
        yield Page(id="page")
        yield Footer(self.place, id="footer")

    @property
    def company_id(self) -> str | None:
        """The company under the cursor."""
        return (self.query_one(Page).key or "").partition("@")[0] or None

    def on_mount(self) -> None:
        """Shows them; nothing has to be worked out for long."""
        self.query_one(Page).focus()
        self._show()

    def take_answer(self) -> None:
        """The list was scored again: something new may have been said."""
        self._show(keep=True)

    def _show(self, *, keep: bool = False) -> None:
        from rewatch.scoring.promises import outlook

        answer = self.rewatch.session.answer
        if not self.stands or answer is None or answer.scored is None:
            return
        ranking = answer.scored.ranking
        scores = {row.score.id: row.score for row in ranking.rows}
        if self._only:
            scores = {key: scores[key] for key in self._only if key in scores}
        as_of, found = ranking.as_of, outlook(scores.values(), ranking.as_of)
        many = "1 marked company" if len(scores) == 1 else f"{len(scores)} marked companies"
        whose = many if self._only else answer.name
        first = "due next first" if self._ahead else "past dates first"
        facts = [*answer.picture.day, f"{first}, {key_of('turn_promises')} turns it round"]
        title, under = f"Promises of {whose}", answer.picture.under
        self.query_one(Header).say(title, facts, under, needed=len(answer.picture.day))

        ahead, missing = self._ahead, nobody(answer, away=True)

        def lines(width: int) -> list[Line | list[Piece]]:
            return promise_lines(found, scores, as_of, width, ahead=ahead, nobody=missing)

        self.query_one(Page).show(lines, keep=keep)

    @on(Lines.Chosen)
    def _open(self) -> None:
        """Enter: the company's own promises, where its every version stands."""
        page = self.query_one(Page)
        company, _, record = (page.key or "").partition("@")
        others = list(dict.fromkeys(key.partition("@")[0] for key in page.line_keys))
        self.rewatch.open_company(company, others, f"e:{record}", tab="timeline")

    def action_turn_promises(self) -> None:
        """What is due next first, or what is past its date."""
        self._ahead = not self._ahead
        self._show()

    def action_write_note(self) -> None:
        """A note about the company under the cursor."""
        if self.company_id is not None:
            self.rewatch.write_note(self.company_id)

    def action_add_evidence(self) -> None:
        """What was said since."""
        if self.company_id is not None:
            self.rewatch.add_evidence(self.company_id, "guidance")

    def action_back(self) -> None:
        """To the list."""
        self.done()
