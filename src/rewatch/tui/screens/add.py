"""Adds a company: search over the companies and the listed miners as you type."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.timer import Timer
from textual.widgets import Input

from rewatch.tui.keymap import bindings_of
from rewatch.tui.reading import Lookup
from rewatch.tui.screens.base import OurScreen
from rewatch.tui.screens.dialogs import Asked, Form
from rewatch.tui.text import cut, fitted
from rewatch.tui.widgets.bars import Footer, Header, OneLine
from rewatch.tui.widgets.fields import Field
from rewatch.tui.widgets.lines import Line, Lines, Page
from rewatch.tui.widgets.paint import ACCENT, DIM, GOOD, PLAIN, Piece

if TYPE_CHECKING:
    from rewatch.workspace import Hit

_PAUSE = 0.12  # seconds without a key before the search starts
_MOST = 40
_OWN = "own"
_COUNTRY = "AU, or its name"


class SearchLine(Field):
    """Where the name is typed; the arrows move in the list below."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "screen.list_down", "Down", show=False),
        Binding("up", "screen.list_up", "Up", show=False),
    ]


class AddScreen(OurScreen[str]):
    """Answers with the id of the company to add."""

    place: ClassVar[str] = "add"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("add")

    def __init__(self) -> None:
        super().__init__()
        self._hits: list[Hit] = []
        self._text = ""
        self._searched = ""
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """The line to type in and what was found."""
        yield Header(id="header")
        yield SearchLine(placeholder="name, ticker or alias", id="search")
        yield OneLine(id="add-hint")
        yield Page(id="hits")
        yield Footer(self.place, id="footer")

    def on_mount(self) -> None:
        """Ready to type."""
        answer = self.rewatch.session.answer
        name = answer.name if answer else ""
        self.query_one(Header).say(f"Add a company to {name}", [])
        page = self.query_one(Page)
        page.can_focus = False
        page.choose_by_click()
        self._hint()
        self.query_one(SearchLine).focus()

    def _hint(self) -> None:
        text = "Type a name or a ticker: companies with evidence first, then all listed miners."
        if len(self._text) > 1:
            own = ", ↑ one of your own" if self._hits else ""
            text = f"{len(self._hits)} found; Enter adds the selected one{own}"
            if not self._hits:
                text = "Nobody is called so; Enter adds it as a company of your own."
        self.query_one("#add-hint", OneLine).set([(text, DIM)])

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._text = event.value.strip()
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(_PAUSE, self._search)

    def _search(self) -> None:
        text = self._text
        if len(text) < 2:
            self._found(text, [])
            return
        workspace = self.rewatch.session.workspace
        self.rewatch.work(
            lambda: workspace.search(text, _MOST),
            lambda hits: self._found(text, hits),
            group="search",
            exclusive=True,
        )

    def _found(self, text: str, hits: list[Hit]) -> None:
        self._hits, self._searched = hits, text
        for page in self.query(Page):  # none once the screen is closed
            self._hint()
            page.show(self._lines, key="0" if hits else None)

    def _lines(self, width: int) -> list[Line]:
        answer = self.rewatch.session.answer
        on_list = {row.id for row in answer.picture.rows} if answer else set()
        name = max(20, min(44, width - 48))
        lines = []
        # Above the others, with the cursor below it: however many there are, it is one key away.
        if len(self._text) > 1:
            text = cut(self._text, max(10, width - 40))
            lines.append(
                Line((("＋ ", ACCENT), (f"“{text}” as a company of your own", PLAIN)), _OWN)
            )
        for place, hit in enumerate(self._hits):
            what: Piece = ("listed miner, new", DIM)
            if hit.company in on_list:
                what = ("on this list", ACCENT)
            elif hit.company is not None:
                what = ("has evidence", GOOD)
            pieces = (
                (fitted(hit.name, name), PLAIN),
                ("  ", PLAIN),
                (fitted(hit.symbol, 12), DIM),
                (fitted(hit.country, 10), DIM),
                ("  ", PLAIN),
                ("delisted ", DIM) if hit.delisted else ("", DIM),
                what,
            )
            lines.append(Line(pieces, str(place)))
        return lines

    # commands -----------------------------------------------------------------

    def action_list_down(self) -> None:
        """One line down in the list."""
        self.query_one(Page).action_cursor_down()

    def action_list_up(self) -> None:
        """One line up in the list."""
        self.query_one(Page).action_cursor_up()

    @on(Input.Submitted)
    @on(Lines.Chosen)
    def _chosen(self) -> None:
        if self._searched != self._text:  # typed on since: the list is not its answer yet
            return
        key = self.query_one(Page).key
        if key is None:
            return
        if key == _OWN:
            self._own(self._text, "", "")
            return
        hit = self._hits[int(key)]
        if hit.company is not None:
            self.done(hit.company)
        else:
            self._own(hit.name, hit.symbol, hit.country)

    def _own(self, name: str, symbol: str, country: str) -> None:
        """Asks for the three fields of a new company, as far as they are known."""
        workspace = self.rewatch.session.workspace
        countries = workspace.catalogue.countries
        by_name = {entry.name.casefold(): code for code, entry in countries.items()}
        code = country if country in countries else by_name.get(country.casefold(), "")
        fields = [
            Asked("Name", name, anew=False),
            Asked("Listing", symbol or "unlisted", "EXCHANGE:TICKER, or unlisted"),
            Asked("Country", code, _COUNTRY, read=Lookup(workspace.country, _COUNTRY)),
        ]

        def job(said: list[str]) -> str:
            name, listing, country = said
            answer = self.rewatch.session.answer
            to = answer.slug if answer else None
            return self.rewatch.session.workspace.add_company(name, listing, country, to)

        form = Form("A company of your own", fields, "next, then adds it", job, self.done)
        self.rewatch.open_screen(form)

    def action_back(self) -> None:
        """Nothing is added."""
        self.done()
