"""The home: a watchlist as a ranked table, a filter line, the selected company beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.events import Click, Key

from rewatch.domain.lists import COMPARED_FEWEST, COMPARED_MOST
from rewatch.tui import filtering
from rewatch.tui.keymap import bindings_of
from rewatch.tui.keys import key_of, keyed
from rewatch.tui.nobody import nobody
from rewatch.tui.pages.otherwise import said_otherwise
from rewatch.tui.screens.arranging import WIDE, ArrangingScreen, ordered_by
from rewatch.tui.screens.base import SidedScreen
from rewatch.tui.screens.supposing import SupposingScreen
from rewatch.tui.text import cut
from rewatch.tui.widgets.bars import Fact, Footer, Header
from rewatch.tui.widgets.basis import Basis
from rewatch.tui.widgets.beside import SidePage
from rewatch.tui.widgets.columns import SAMPLED
from rewatch.tui.widgets.facets import FacetList
from rewatch.tui.widgets.filterbar import FilterBar
from rewatch.tui.widgets.lines import Lines, Page
from rewatch.tui.widgets.paint import ACCENT, DIM, PLAIN, WARN, Piece, paragraph, width_of
from rewatch.tui.widgets.table import RankingTable, TableHead

if TYPE_CHECKING:
    from rewatch.domain.note import Note
    from rewatch.tui.session import Answer

WELCOME = (
    "Welcome. Score 0–100: proven–possible. {choose} opens one, {help} explains, {tour} a tour."
)
WELCOME_WIDE = (
    "Welcome. A sample of real companies, scored 0–100: proven–possible. "
    "{choose} opens one, {help} explains, {tour} a tour."
)


class WatchlistScreen(SupposingScreen, ArrangingScreen, SidedScreen):
    """One watchlist."""

    place: ClassVar[str] = "watchlist"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("watchlist")

    def __init__(self, answer: Answer, welcome: bool) -> None:
        super().__init__(id="watchlist")
        self._answer = answer
        self._welcome = welcome
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
        yield Footer("facets", id="facets-footer")

    def on_mount(self) -> None:
        """Shows what was scored before the screen was made."""
        self.facets.display = self.query_one("#facets-footer").display = False
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
        self.take_up_order()
        found = answer.picture
        moved = self.rewatch.session.changes
        facts: list[Fact] = [f"{moved} moved ({key_of('inbox')})"] if moved else []
        facts += found.day
        facts += [f"data to {found.data_to}"] if found.data_to else []
        needed = len(facts)
        if answer.slug:
            count = len(found.rows)
            facts += ["1 company" if count == 1 else f"{count} companies"]
            facts.append(found.profile)
        self.query_one(Header).say(answer.name, [*facts, found.deck], found.under, needed)
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
        table.standings, table.missing = sampled.standings if sampled else {}, sampler.missing
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
        head.fields = found.fields
        head.by = ordered_by(self._by, found.by, self._together)
        head.refresh()
        self._say_status()

    def _say_status(self) -> None:
        total = len(self._answer.picture.rows)
        text = self.bar.text.strip()
        undone = not (self.table.marked or self._by)  # by Esc, before what is asked otherwise
        also = [*self._mark_pieces(), *([] if self._welcome else self._order_pieces())]
        room = self.size.width - 2 - (5 + width_of(also) if also else 0)  # blanks between
        pieces = said_otherwise(self._answer.picture, room, key=undone)
        self._spots: list[tuple[int, str]] = []
        if not self._answer.slug:
            pieces = [("Reading the companies and scoring them …", ACCENT)]
        elif self._welcome:
            wide = self.size.width >= WIDE
            pieces = [(keyed(WELCOME_WIDE if wide else WELCOME), ACCENT)]
        elif text:
            pieces = self._count_pieces(text)
        elif self._answer.faults:
            count = len(self._answer.faults)
            more = f" (and {count - 1} more: rewatch check)" if count > 1 else ""
            pieces = [(cut(f"left out: {self._answer.faults[0]}{more}", self.size.width), WARN)]
        elif not total:
            pieces = [(nobody(self._answer), PLAIN)]
        pieces += also
        if not (text or self._welcome or self.bar.line.display):
            pieces += [("  ", PLAIN)] if pieces else []
            pieces += self._marks_or_lists(self.size.width - 2 - width_of(pieces))
        self.bar.count(pieces)

    def _count_pieces(self, text: str) -> list[Piece]:
        """How many a line finds, and the key that helps, where the marks do not need the room."""
        found = self._found or filtering.Found(())
        words, wide = filtering.is_words(text), self.size.width >= WIDE
        nobody = words and not found.rows
        said = "nothing is called so" if nobody else found.count
        pieces = [(said, WARN if nobody or found.error else ACCENT)]
        if self.table.marked and not wide:
            return pieces
        if self.only_one is not None and self.bar.line.has_focus:
            return [*pieces, ("  Enter opens it", DIM)]
        clears = wide or words or not found.rows
        return [*pieces, (keyed("  {clear_filter} clears"), DIM)] if clears else pieces

    def _mark_pieces(self) -> list[Piece]:
        """How many are marked, and what can be done with so many."""
        marked = len(self.table.marked)
        if not marked:
            return []
        compares = COMPARED_FEWEST <= marked <= COMPARED_MOST
        key = key_of("compare" if compares else "export_card")
        use = f"  {key} {'compares' if compares else 'exports'}"
        return [("  ● ", ACCENT), (f"{marked} marked", PLAIN), (use, DIM)]

    def on_descendant_focus(self) -> None:
        """The footer has the keys of where the cursor is: among the facets they are others."""
        for footer in self.query(Footer):
            footer.display = (footer.id == "facets-footer") == self.facets.has_focus

    def on_descendant_blur(self) -> None:
        """What is said beside the line depends on whether it is typed into."""
        if self.bar.text:
            self._say_status()

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
            pane.show(lambda width: paragraph(nobody(self._answer), width))
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

    def on_key(self, event: Key) -> None:  # noqa: ARG002 - any key
        """The welcome goes away with any key, which does what it does."""
        self._welcomed()

    # commands -----------------------------------------------------------------

    @on(Lines.Chosen, "#table")
    def _open(self) -> None:
        if self.company_id:
            self.rewatch.open_company(self.company_id, self.table.ids())

    @on(RankingTable.NoteClicked)
    async def _note_clicked(self, event: RankingTable.NoteClicked) -> None:
        await self.rewatch.run_command(event.command)

    def action_clear_filter(self) -> None:
        """Esc: no filter; then no marks; then the ranking's own order; then as usual."""
        if self.drop_filter():
            pass
        elif self.table.marked:
            self.table.marked.clear()
            self.table.refresh()
        elif self._by:
            self.order_by(())
        elif self.rewatch.session.ways:
            self.take_back()
        else:
            self.rewatch.end_tour()
        self.show_rows()

    def action_mark(self) -> None:
        """Marks and goes on."""
        self.table.toggle_mark()
        self._say_status()

    @on(RankingTable.MarkClicked)
    def _mark_clicked(self) -> None:
        self._welcome = False  # it stands where the marks are told
        self._say_status()

    def action_mark_all(self) -> None:
        """Marks whom the filter leaves, but for those it cannot tell; or takes their marks off."""
        found = {row.id for row in self._found.rows} if self._found else set()
        if not found:
            self.rewatch.say(nobody(self._answer) or "There is nobody to mark.")
            return
        marked = self.table.marked
        (marked.difference_update if found <= marked else marked.update)(found)
        self.table.refresh()
        self._say_status()

    def action_compare(self) -> None:
        """Opens the comparison of the marked companies."""
        if not COMPARED_FEWEST <= len(self.table.marked) <= COMPARED_MOST:
            many = f"{COMPARED_FEWEST} to {COMPARED_MOST}"
            mark, compare = key_of("mark"), key_of("compare")
            self.rewatch.say(f"Mark {many} companies with {mark}, then press {compare}.")
            return
        self.rewatch.compare(self.chosen)

    def action_why_above(self) -> None:
        """Why the selected company stands below the one above."""
        above, row = self.table.row_above(), self.table.row
        if row is None:
            return
        if above is None:
            self.rewatch.say("Nothing stands above it under this heading: move down first.")
            return
        self.rewatch.explain(above.id, row.id)

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
        self.rewatch.when_opened(self._ask_to_remove)

    def _ask_to_remove(self) -> None:
        from rewatch.tui.screens.dialogs import Confirm

        chosen, off = self.chosen, self._answer
        if not chosen or self.rewatch.holds_nothing():
            return
        names = {row.id: row.name for row in off.picture.rows}
        one = cut(names.get(chosen[0], chosen[0]), 60)
        what = one if len(chosen) == 1 else f"{len(chosen)} companies"
        question = f"Take {what} off {cut(off.name, 60)}? Notes and evidence stay."

        def answered(yes: bool | None) -> None:
            if yes:
                self.table.marked.difference_update(chosen)
                self.rewatch.remove_companies(chosen, off)

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
