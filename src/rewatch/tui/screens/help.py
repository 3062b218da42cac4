"""The help of where you are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from rewatch.tui.commands import PLACES
from rewatch.tui.keymap import bindings_of
from rewatch.tui.keys import clicks, keyed
from rewatch.tui.pages.help import help_lines
from rewatch.tui.screens.base import OurScreen
from rewatch.tui.widgets.bars import Footer, Header
from rewatch.tui.widgets.lines import Lines, Page

_TITLES = PLACES.keys() - {"lists"}  # a dialog is no list because it has one
SAYS = "{choose} runs a command", "{back} goes back"


class HelpScreen(OurScreen[str]):
    """Keys and legend; Enter on a command goes back and runs it."""

    place: ClassVar[str] = "help"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("help")

    def __init__(self, about: Sequence[str], own: Sequence[tuple[str, str]] | None = None) -> None:
        """Makes the help.

        Args:
            about: the places whose keys it tells: the part with the focus, if it has keys of its
                own, and the screen.
            own: the keys of the dialog it was asked in, None where it was none.
        """
        super().__init__()
        self._about, self._own = about, own

    def compose(self) -> ComposeResult:
        """Header, page, footer."""
        yield Header(id="header", does=clicks(*SAYS))
        yield Page(id="page")
        yield Footer(self.place, id="footer")

    def on_mount(self) -> None:
        """The keys of the place that was asked about."""
        usual = "everywhere" if self._own is None else "this dialog"
        about = next((PLACES[place] for place in self._about if place in _TITLES), usual)
        self.query_one(Header).say(f"Help: {about}", list(map(keyed, SAYS)))
        page = self.query_one(Page)
        page.show(lambda width: help_lines(self._about, width, self._own))
        page.focus()

    @on(Lines.Chosen)
    def _run(self) -> None:
        self.done(self.query_one(Page).key)

    def action_back(self) -> None:
        """Where it was asked."""
        self.done()
