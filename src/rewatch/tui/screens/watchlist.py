"""The home: a watchlist as a ranked table, a filter line, the selected company beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.events import Click, Key

from rewatch.tui import filtering, view
from rewatch.tui.keymap import bindings_of
from rewatch.tui.screens.arranging import ArrangingScreen, ordered_by
from rewatch.tui.text import cut
from rewatch.tui.widgets.bars import Footer, Header
from rewatch.tui.widgets.basis import Basis
from rewatch.tui.widgets.beside import SidePage
from rewatch.tui.widgets.columns import SAMPLED, arrow
from rewatch.tui.widgets.facets import FacetList
from rewatch.tui.widgets.filterbar import FilterBar
from rewatch.tui.widgets.lines import Lines, Page
from rewatch.tui.widgets.paint import ACCENT, DIM, PLAIN, WARN, Piece, width_of
from rewatch.tui.widgets.table import RankingTable, TableHead

if TYPE_CHECKING:
    from rewatch.domain.note import Note
    from rewatch.tui.session import Answer

WIDE = 110
WELCOME = "Welcome. Score 0–100: proven–possible. Enter opens one, ? explains, F7 a tour."
WELCOME_WIDE = (
    "Welcome. A sample of real companies, scored 0–100: proven–possible. "
    "Enter opens one, ? explains, F7 a tour."
)
COMPARE_MOST = 6


class WatchlistScreen(ArrangingScreen):
    """One watchlist."""

    place: ClassVar[str] = "watchlist"
    beside: ClassVar[str] = "pane"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings_of("watchlist"),
        Binding("escape", "clear_filter", "Clear filter", show=False),
    ]

    def __init__(self, answer: Answer, welcome: bool) -> None:
        super().__init__(id="watchlist")
        self._answer = answer
        self._welcome = welcome
        self._by: view.By = ()
        self._pane_wanted = True
        self._filtered = False
        self._notes: dict[str, list[Note]] = {}

    def compose(self) -> ComposeResult:
        """Header, filter line, table and pane, footer."""
        yield Header(id="header")
        yield FilterBar()
        with Horizontal(id="body"):
            table = RankingTable(id="table")
            with Vertical(id="left"):
                yield TableHead(table, id="head")
                yield table
                yield Basis(id="basis")
            yield SidePage(id="pane")
            yield FacetList(id="facets")
        yield Footer(self.place, id="footer")

    def on_mount(self) -> None:
        """Shows what was scored before the screen was made."""
        self.facets.display = False
        self.table.focus()
        self.answer = self._answer

    # what is shown ------------------------------------------------------------

    @property
    def company_id(self) -> str | None:
        """The selected company."""
        row = self.table.row if self.stands else None
        return row.id if row else None

    @property
    def chosen(self) -> list[str]:
        """The marked companies that are on the list, else the selected one."""
        on_list = [row.id for row in self._answer.picture.rows if row.id in self.table.marked]
        return on_list or ([self.company_id] if self.company_id else [])

    @property
    def answer(self) -> Answer:
        """The list as it was scored."""
        return self._answer

    @answer.setter
    def answer(self, answer: Answer) -> None:
        if answer.slug != self._answer.slug:
            self.table.marked.clear()
            self.forget_found()
        self._answer = answer
        found = answer.picture
        moved = self.rewatch.session.changes
        facts = [f"{moved} moved (i)"] if moved else []
        facts.append(f"as of {found.as_of}")
        facts += [f"data to {found.data_to}"] if found.data_to else []
        if answer.slug:
            count = len(found.rows)
            facts += ["1 company" if count == 1 else f"{count} companies"]
            facts.append(view.shortly(found.profile))
        self.query_one(Header).say(found.named(answer.name), [*facts, found.deck])
        self.show_rows()

    def take_notes(self, notes: dict[str, list[Note]]) -> None:
        """Notes and names of the lists were read; the pane shows the last note."""
        self._notes = notes
        self._say_status()
        self.show_company()

    def take_samples(self) -> None:
        """The samples of the ranking came, or are no longer its own."""
        sampler, table, head = self.rewatch.sampler, self.table, self.query_one(TableHead)
        sampled = sampler.sampled
        table.standings = sampled.standings if sampled else {}
        head.roughly = sampled is not None and not sampled.full
        table.refresh()
        head.refresh()
        if any(way.id in SAMPLED for way, _ in self._by):
            ways = self.ways()
            self._by = tuple((ways.get(way.id, way), back) for way, back in self._by)
            self.show_rows()
        self._say_basis()
        self.show_company(keep=True)

    def _say_basis(self) -> None:
        from rewatch.tui.pages.standing import basis

        picture, sampler = self._answer.picture, self.rewatch.sampler
        sampled, failed = sampler.sampled, sampler.failed
        if self._answer.slug:
            line = self.query_one(Basis)
            line.say(lambda width: basis(picture, sampled, failed, width))

    def show_rows(self) -> None:
        """Filters, sorts and shows the rows."""
        found = self.found()
        picture = self._answer.picture
        self.table.show(self.laid_out(found), picture.criteria, len(picture.rows))
        cleared, self._filtered = self._filtered and not self.bar.text, bool(self.bar.text)
        if cleared:
            self.table.show_from_top()
        head = self.query_one(TableHead)
        self.table.sorted_by([way.id for way, _ in self._by])
        head.by = ordered_by(self._by, found.by, self._together)
        head.refresh()
        self._say_status()

    def _say_status(self) -> None:
        total = len(self._answer.picture.rows)
        text = self.bar.text.strip()
        pieces: list[Piece] = []
        self._spots: list[tuple[int, str]] = []
        if not self._answer.slug:
            pieces = [("Reading the companies and scoring them …", ACCENT)]
        elif self._welcome:
            wide = self.size.width >= WIDE
            pieces = [(WELCOME_WIDE if wide else WELCOME, ACCENT)]
        elif text:
            found = self._found or filtering.Found(())
            nobody = filtering.is_words(text) and not found.rows
            said = "nothing is called so" if nobody else found.count
            pieces = [(said, WARN if nobody or found.error else ACCENT)]
            if self.size.width >= WIDE or filtering.is_words(text):
                pieces.append(("  Esc clears", DIM))
        elif not total:
            pieces = [("This list is empty: ", PLAIN), ("a", ACCENT), (" adds a company", PLAIN)]
        elif self._answer.faults:
            count = len(self._answer.faults)
            more = f" (and {count - 1} more: rewatch check)" if count > 1 else ""
            pieces = [(cut(f"left out: {self._answer.faults[0]}{more}", self.size.width), WARN)]
        marked = len(self.table.marked)
        if marked:
            pieces += [("  ● ", ACCENT), (f"{marked} marked", PLAIN), ("  c compares", DIM)]
        if self._by and not self._welcome:
            said = ", then ".join(
                f"{way.title} {arrow(place, back)}" for place, (way, back) in enumerate(self._by)
            )
            pieces += [(f"  by {said}", DIM)]
        elif self._found and self._found.by and not self._together:
            pieces += self._by_fields(self._found.by)
        if not (text or self._welcome or self.bar.line.display):
            pieces += self._marks_or_lists(self.size.width - 2 - width_of(pieces))
        self.bar.count(pieces)

    def _marks_or_lists(self, width: int) -> list[Piece]:
        """What the marks of the selected row mean, where no pane says it; else the lists' keys."""
        from rewatch.tui.pages import rows

        table, row = self.table, self.table.row
        if row is not None and not self.query_one("#pane", Page).display:
            shown = {column.id for column in table.columns(table.line_width)}
            marks = rows.marks_of_row(row, table.standings.get(row.id), shown)
            if marks:
                return rows.in_a_line(marks, width)
        said, spots = rows.strip(self.rewatch.list_names, self._answer.slug, width)
        before = self.size.width - 2 - width
        self._spots = [(before, ""), *((end + before, slug) for end, slug in spots)]
        return said

    @on(Click, "#status")
    def _status_clicked(self, event: Click) -> None:
        slug = next((slug for end, slug in self._spots if event.x < end), None)
        if slug:
            self.rewatch.show_list(slug)

    @on(Lines.Moved, "#table")
    def _moved(self) -> None:
        self.show_company()
        self._say_status()

    def show_company(self, keep: bool = False) -> None:
        """The pane follows the cursor; with `keep` it stays scrolled where it is."""
        pane = self.query_one("#pane", Page)
        if not pane.display:
            return
        score = self.rewatch.session.score(self.company_id) if self.company_id else None
        if score is None or self._answer.scored is None:
            pane.show(lambda _width: [])
            return
        note, row = next(iter(self._notes.get(score.id, ())), None), self.table.row
        rubric = self._answer.scored.rubric
        sampled, standing = self.rewatch.sampler.sampled, self.table.standings.get(score.id)

        def lines(width: int) -> list[Any]:
            from rewatch.tui.pages.flags import pane_lines
            from rewatch.tui.pages.pane import company_lines
            from rewatch.tui.pages.rows import flag_marks, in_lines
            from rewatch.tui.pages.standing import standing_lines

            sure = standing_lines(standing, sampled, width) if score.not_ranked is None else []
            marks = self.rewatch.session.marks(score.id)
            said = in_lines(flag_marks(row), width) if row else []
            beside = [*pane_lines(marks, width), *said, []] if marks else []
            return company_lines(score, rubric, note, width, [*beside, *sure])

        pane.show(lines, keep=keep)

    def fit_pane(self, width: int) -> None:
        """The pane where there is room for it; the facets take its place."""
        pane = self.query_one("#pane", Page)
        wanted = self._pane_wanted and width >= WIDE and not self.facets.display
        if pane.display != wanted:
            pane.display = wanted
            self.call_after_refresh(self.show_company)
        pane.styles.width = max(40, min(64, width * 2 // 6))
        self.fit_facets(width)

    def on_key(self, event: Key) -> None:  # noqa: ARG002 - any key
        """The welcome goes away with any key, which does what it does."""
        if self._welcome:
            self._welcome = False
            self._say_status()

    # commands -----------------------------------------------------------------

    @on(Lines.Chosen, "#table")
    def _open(self) -> None:
        if self.company_id:
            self.rewatch.open_company(self.company_id, self.table.ids())

    def action_clear_filter(self) -> None:
        """Esc: no filter; then no marks; then the ranking's own order."""
        if self.drop_filter():
            pass
        elif self.table.marked:
            self.table.marked.clear()
            self.table.refresh()
        else:
            self._by = ()
        self.show_rows()

    def action_mark(self) -> None:
        """Marks and goes on."""
        self.table.toggle_mark()
        self._say_status()

    def action_toggle_pane(self) -> None:
        """Shows or hides the pane."""
        self._pane_wanted = not self._pane_wanted
        if self.size.width < WIDE:
            self.rewatch.say(f"The pane needs {WIDE} columns; Enter opens the company instead.")
        self.fit_pane(self.size.width)

    def action_compare(self) -> None:
        """Opens the comparison of the marked companies."""
        if not 2 <= len(self.table.marked) <= COMPARE_MOST:
            self.rewatch.say(f"Mark 2 to {COMPARE_MOST} companies with Space, then press c.")
            return
        self.rewatch.compare(self.chosen)

    def action_why_above(self) -> None:
        """Why the selected company stands below the one above."""
        above, row = self.table.row_above(), self.table.row
        if row is None:
            return
        if above is None:
            self.rewatch.say("Nothing stands above it under this heading; move down and press y.")
            return
        self.rewatch.explain(above.id, row.id)

    def action_weights(self) -> None:
        """Moves the weights beside the live table."""
        from rewatch.tui.sure_tasks import open_weights

        open_weights(self.rewatch)

    def action_prices(self) -> None:
        """Chooses other prices for now."""
        from rewatch.tui.sure_tasks import choose_prices

        choose_prices(self.rewatch)

    def action_scenarios(self) -> None:
        """What can be supposed, and whom it would move."""
        from rewatch.tui.sure_tasks import open_scenarios

        open_scenarios(self.rewatch)

    def action_missing_facts(self) -> None:
        """What to find out next."""
        from rewatch.tui.sure_tasks import open_facts

        open_facts(self.rewatch)

    def action_export_card(self) -> None:
        """Exports the marked companies or the selected one."""
        self.rewatch.export(self.chosen)

    def action_write_note(self) -> None:
        """A note about the selected company."""
        if self.company_id:
            self.rewatch.write_note(self.company_id)

    def action_add_company(self) -> None:
        """Searches for a company to add."""
        self.rewatch.add_company()

    def action_remove_company(self) -> None:
        """Takes companies off the list, after a y."""
        from rewatch.domain.lists import ALL_LISTS
        from rewatch.tui.screens.dialogs import Confirm

        if self._answer.slug == ALL_LISTS:
            self.rewatch.say("All lists hold nothing themselves; L opens the list you mean.")
            return

        chosen = self.chosen
        names = {row.id: row.name for row in self._answer.picture.rows}
        what = (
            cut(names.get(chosen[0], chosen[0]), 60)
            if len(chosen) == 1
            else f"{len(chosen)} companies"
        )
        question = f"Take {what} off {cut(self._answer.name, 60)}? Notes and evidence stay."

        def answered(yes: bool | None) -> None:
            if yes:
                self.table.marked.difference_update(chosen)
                self.rewatch.remove_companies(chosen)

        self.rewatch.open_screen(Confirm(question, "take it off"), answered)

    def action_switch_list(self, number: str) -> None:
        """Opens the list of that number."""
        self.rewatch.switch_to_number(int(number))

    def action_watchlists(self) -> None:
        """Chooses a list."""
        self.rewatch.choose_list()

    def action_new_list(self) -> None:
        """Makes a list."""
        self.rewatch.new_list(
            [row.id for row in self._answer.picture.rows if row.id in self.table.marked]
        )

    def action_reload(self) -> None:
        """Reads all files again."""
        self.rewatch.show_list(anew=True)

    async def action_quit(self) -> None:
        """Ends the tool."""
        await self.rewatch.action_quit()
