"""Adds a company: search over the companies and the listed miners as you type."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.timer import Timer
from textual.widgets import Input

from rewatch.tui.foundation import SAVING
from rewatch.tui.keymap import bindings_of
from rewatch.tui.keys import clicks, keyed
from rewatch.tui.reading import Lookup
from rewatch.tui.screens.base import OurScreen
from rewatch.tui.screens.dialogs import Asked, Form
from rewatch.tui.text import cut, fitted
from rewatch.tui.widgets.bars import Footer, Header, OneLine
from rewatch.tui.widgets.fields import Field
from rewatch.tui.widgets.lines import Line, Lines, Page
from rewatch.tui.widgets.paint import ACCENT, DIM, GOOD, PLAIN, WARN, Piece

if TYPE_CHECKING:
    from collections.abc import Callable

    from rewatch.tui.session import Answer
    from rewatch.workspace import Hit, Workspace

_PAUSE = 0.12  # seconds without a key before the search starts
_MOST = 40
_LEAST = 2  # letters that are searched for
BACK = "{back} goes back"
# Words of the hint, and what a click on them runs: Enter is that of the line that is typed in.
_CLICKED = ((r"Enter (adds [a-z ]+|tries again)", "submit"),)
_OWN = "own"
_ROOMY = 100  # cells from which on long tickers have their room
_LISTING, _COUNTRY = "EXCHANGE:TICKER, as ASX:LYC, or unlisted", "AU, or its name"


def company_lines(
    workspace: Workspace, name: str, listing: str, country: str, but: str | None = None
) -> list[Asked]:
    """The lines of a company's name, listing and country, each held against what there is.

    Args:
        workspace: where the other companies are.
        name: what stands in the line at first, as `listing` and `country`.
        listing: see there.
        country: see there; it may stay empty only where a company is changed that has none.
        but: id of the company that is changed, None for a new one.
    """
    names = Lookup(lambda text: workspace.new_name(text, but), "")
    listings = Lookup(lambda text: workspace.new_listing(text, but), _LISTING)
    home = "" if but and not country else "a company needs its home country, as AU or Australia"
    without = "say EXCHANGE:TICKER, as ASX:LYC, or unlisted"
    return [
        Asked("Name", name, anew=False, read=names, needed="a company needs a name"),
        Asked("Listing", listing, _LISTING, read=listings, needed=without),
        Asked("Country", country, _COUNTRY, read=Lookup(workspace.country, _COUNTRY), needed=home),
    ]


class SearchLine(Field):
    """Where the name is typed; the arrows move in the list below."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "screen.list_down", "Down", show=False),
        Binding("up", "screen.list_up", "Up", show=False),
    ]


class AddScreen(OurScreen[None]):
    """Looks for the company to add.

    Args:
        to: the list that it is added to, as it is when this is opened.
        then: gets its id when this has gone, before any key that was pressed meanwhile is answered.
    """

    place: ClassVar[str] = "add"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("add")

    def __init__(self, to: Answer, then: Callable[[str], object]) -> None:
        super().__init__()
        self._to, self._then = to, then
        self._hits: list[Hit] = []
        self._text = ""
        self._searched = ""
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """The line to type in and what was found."""
        yield Header(id="header")
        yield SearchLine(placeholder="name, ticker or alias", id="search")
        yield OneLine(id="add-hint", does=[*_CLICKED, *clicks(BACK)])
        yield Page(id="hits")
        yield Footer(self.place, id="footer")

    def on_mount(self) -> None:
        """Ready to type."""
        self.query_one(Header).say(f"Add a company to {self._to.name}", [])
        page = self.query_one(Page)
        page.can_focus = False
        page.choose_by_click()
        self._hint()
        self.query_one(SearchLine).focus()

    def _hint(self) -> None:
        text = "Type a name or a ticker: companies with evidence first, then all listed miners."
        if len(self._text) >= _LEAST:
            own = ", ↑ one of your own" if self._hits else ""
            text = f"{len(self._hits)} found; Enter adds the selected one{own}"
            if not self._hits:
                text = "Nobody is called so; Enter adds it as a company of your own."
        self._say(text, DIM)

    def _say(self, text: str, style: str) -> None:
        self.query_one("#add-hint", OneLine).set([(text, style)])

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._text = event.value.strip()
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(_PAUSE, self._search)

    def _search(self, *, entered: bool = False) -> None:
        """Looks up what is typed.

        Args:
            entered: whether Enter waits for what is found and is answered then; other keys wait
                until that has been.
        """
        if self._timer is not None:
            self._timer.stop()
        text, workspace = self._text, self.rewatch.session.workspace

        def found(hits: list[Hit]) -> None:
            if self.is_open:  # else it was closed meanwhile
                self._found(text, hits)
                if entered:
                    self._entered()

        def failed() -> None:
            if self.is_open and text == self._text:
                self._hits, self._searched = [], ""
                self.query_one(Page).show(self._lines)
                self._say(f"{cut(text, 30)} could not be looked up; Enter tries again.", WARN)

        if len(text) < _LEAST:
            found([])
            return
        if entered:
            self._say(
                f"Looking up {cut(text, 30)} …; Enter is answered then. {keyed(BACK)}.", ACCENT
            )
        self.rewatch.work(
            lambda: workspace.search(text, _MOST),
            found,
            group=SAVING if entered else "search",
            exclusive=not entered,
            failed=failed,
        )

    def _found(self, text: str, hits: list[Hit]) -> None:
        self._hits, self._searched = hits, text
        self._hint()
        self.query_one(Page).show(self._lines, key="0" if hits else None)

    def _lines(self, width: int) -> list[Line]:
        on_list = {row.id for row in self._to.picture.rows}
        symbol = 20 if width >= _ROOMY else 11
        name = max(20, min(44, width - 37 - symbol))
        lines = []
        # Above the others, with the cursor below it: however many there are, it is one key away.
        if len(self._text) >= _LEAST:
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
                (f"{fitted(hit.symbol, symbol)} ", DIM),
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
    def _entered(self) -> None:
        if self._searched == self._text:
            self._chosen()
        else:  # typed on since: the list is not its answer yet
            self._search(entered=True)

    @on(Lines.Chosen)
    def _chosen(self) -> None:
        key = self.query_one(Page).key
        if key is None:
            self.rewatch.say(f"Type {_LEAST} letters of a name or a ticker at least.")
            return
        if key == _OWN:
            self._own(self._text, "", "")
            return
        hit = self._hits[int(key)]
        if hit.company is not None:
            self._take(hit.company)
        else:
            self._own(hit.name, hit.symbol, hit.country)

    def _own(self, name: str, symbol: str, country: str) -> None:
        """Asks for the three fields of a new company, as far as they are known."""
        workspace = self.rewatch.session.workspace
        countries = workspace.catalogue.countries
        by_name = {entry.name.casefold(): code for code, entry in countries.items()}
        code = country if country in countries else by_name.get(country.casefold(), "")
        fields = company_lines(workspace, name, symbol or "unlisted", code)

        def job(said: list[str]) -> str:
            name, listing, country = said
            return workspace.add_company(name, listing, country, self._to.slug)

        form = Form("A company of your own", fields, "next, then adds it", job, self._take)
        self.rewatch.open_screen(form)

    def _take(self, company_id: str) -> None:
        self.done()
        self._then(company_id)

    def action_back(self) -> None:
        """Nothing is added."""
        self.done()
