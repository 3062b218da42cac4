"""A page of numbers above the line that says what they rest on."""

from __future__ import annotations

from textual.app import ComposeResult

from rewatch.tui.pages.standing import basis
from rewatch.tui.screens.base import Answered, OurScreen
from rewatch.tui.widgets.bars import Footer, Header
from rewatch.tui.widgets.basis import Basis
from rewatch.tui.widgets.lines import Page


class RestingScreen(OurScreen[Answered]):
    """Header, page, what the numbers rest on, footer."""

    def compose(self) -> ComposeResult:
        """Header, page, what the numbers rest on, footer."""
        yield Header(id="header")
        yield Page(id="page")
        yield Basis(id="foot")
        yield Footer(self.place, id="footer")

    def say_basis(self) -> None:
        """Weights, prices, day and samples of what is shown, in one line."""
        answer, sampler = self.rewatch.session.answer, self.rewatch.sampler
        if answer is not None and self.stands:
            picture, sampled, failed = answer.picture, sampler.sampled, sampler.failed
            self.query_one(Basis).say(lambda width: basis(picture, sampled, failed, width))

    def take_samples(self) -> None:
        """The samples came, or are gone; the line says so."""
        self.say_basis()
