"""One company: why it scores as it does, evidence, partnerships, timeline, notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.events import Resize

from rewatch.domain.text import as_sentence
from rewatch.scorecards.unmoved import for_what
from rewatch.tui.keymap import bindings_of
from rewatch.tui.keys import keyed
from rewatch.tui.pages import records, why
from rewatch.tui.pages.grounds import Tables, records_behind
from rewatch.tui.pages.pane import identity
from rewatch.tui.pages.score_history import history_lines, point_detail, record_behind
from rewatch.tui.screens.base import SidedScreen
from rewatch.tui.widgets.bars import Fact, Footer, Header
from rewatch.tui.widgets.beside import SidePage
from rewatch.tui.widgets.lines import Lines, Page
from rewatch.tui.widgets.paint import Piece, span_of
from rewatch.tui.widgets.tabs import Tabs

if TYPE_CHECKING:
    from rewatch.domain.note import Note
    from rewatch.scorecards.scorecard import HistoryPoint
    from rewatch.scoring.results import CompanyScore, RankedCompany

TABS = ("why", "evidence", "partnerships", "timeline", "notes", "history")
WIDE = 110
_AMONG = {"ore": "ore companies", "processor": "processors"}
NO_RECORD = "No record stands behind it; {add_evidence} adds evidence."
FROM_A_TABLE = (
    "It is read from a table; {open_source} opens where that was read, {copy_source} copies the "
    "address."
)


class CompanyScreen(SidedScreen):
    """The company screen.

    Args:
        company_id: of the company.
        others: the list it stands in.
        at: line that the cursor goes to; an indicator shows its records there. That of a note
            opens the notes.
        tab: which is open at first; that of its reasons if not given.
    """

    place: ClassVar[str] = "company"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("company")

    def __init__(self, company_id: str, others: list[str], at: str = "", tab: str = "") -> None:
        super().__init__()
        self._company_id = company_id
        self._others = others
        kind, what, _ = why.parsed(at or None)
        self._tab = tab or ("notes" if kind == "n" else TABS[0])
        self._opened: set[str] = {what} if kind == "i" else set()
        self._notes: list[Note] = []
        self._keys: dict[str, str | None] = {self._tab: at or None}
        self._past: tuple[CompanyScore, tuple[HistoryPoint, ...]] | None = None
        self._last: CompanyScore | None = None
        self._recorded = ""  # key of the record that was saved last, until it is shown

    def compose(self) -> ComposeResult:
        """Header, tabs, the page of the tab and the detail of its line."""
        yield Header(id="header")
        yield Tabs(id="tabs")
        with Container(id="company-body"):
            yield Page(id="page")
            yield SidePage(id="detail")
        yield Footer(self.place, id="footer")

    def on_mount(self) -> None:
        """Shows the first tab, if its list is still the open one; notes follow."""
        self.query_one("#page").focus()
        self.take_answer()
        self.rewatch.read_notes()

    def on_resize(self, event: Resize) -> None:
        """The detail stands beside the page where there is room, below it else."""
        beside = event.size.width >= WIDE
        self.query_one("#company-body").set_class(beside, "-beside")
        detail = self.query_one("#detail")
        detail.styles.width = max(36, event.size.width * 35 // 100) if beside else "100%"
        detail.styles.height = "1fr" if beside else max(5, min(16, event.size.height // 3))

    @on(Tabs.Picked)
    def _pick(self, event: Tabs.Picked) -> None:
        self.tab = event.name

    # what is shown ------------------------------------------------------------

    @property
    def company_id(self) -> str | None:
        """The company on the screen."""
        return self._company_id

    @property
    def score(self) -> CompanyScore:
        """Its score; the one before while a list comes that it is not on and this screen goes."""
        found = self.rewatch.session.score(self._company_id) or self._last
        assert found is not None
        self._last = found
        return found

    @property
    def page(self) -> Page:
        """The page of the open tab."""
        return self.query_one("#page", Page)

    @property
    def tab(self) -> str:
        """The open tab."""
        return self._tab

    @tab.setter
    def tab(self, name: str) -> None:
        self._keys[self._tab] = self.page.key
        self._tab = name
        self._show()

    @property
    def note(self) -> Note | None:
        """The note under the cursor."""
        kind, what, _ = why.parsed(self.page.key)
        found = (note for note in self._notes if kind == "n" and note.id == what)
        return next(found, None)

    @property
    def address(self) -> str | None:
        """The address of the source behind the selected line."""
        return why.address(self.score, self.page.key, self.rewatch.scored.rubric, self._tables)

    @property
    def _tables(self) -> Tables:
        session = self.rewatch.session
        catalogue = session.workspace.catalogue
        deck = catalogue.decks.get(self.rewatch.scored.ranking.deck or "")
        return Tables(catalogue.country_table.source, deck)

    @property
    def record_id(self) -> str | None:
        """The record under the cursor."""
        kind, what, _ = why.parsed(self.page.key)
        return what if kind == "e" else None

    def take_notes(self, notes: dict[str, list[Note]]) -> None:
        """Notes were read."""
        self._notes = notes.get(self._company_id, [])
        self._name_tabs()
        if self._tab == "notes":
            self._show(keep=True)

    def _show(self, keep: bool = False) -> None:
        score, scored = self.score, self.rewatch.scored
        row = scored.ranking.row(self._company_id)
        answer = self.rewatch.session.answer
        day = answer.picture.day if answer else []
        facts = [self._place(row), span_of(score.total), *day, *identity(score)]
        under = answer.picture.under if answer else []
        self.query_one(Header).say(score.name, facts, under, needed=2 + len(day))
        self._name_tabs()
        rubric, as_of = scored.rubric, scored.ranking.as_of
        opened, notes = self._opened, self._notes
        points = self._history() if self._tab == "history" else None
        builders: dict[str, Any] = {
            "why": lambda width: why.why_lines(score, rubric, opened, width, self._sure(width)),
            "evidence": lambda width: records.evidence_lines(score, width),
            "partnerships": lambda width: records.partnership_lines(score, width),
            "timeline": lambda width: records.timeline_lines(score, as_of, width),
            "history": lambda width: history_lines(points, as_of, width, self.page.size.height),
            "notes": lambda width: records.note_lines(notes, width),
        }
        wanted = self._keys.get(self._tab)
        self.page.show(builders[self._tab], key=wanted, keep=keep)
        keys = self.page.line_keys
        if wanted in keys:  # from now on it stays where the cursor is moved to
            del self._keys[self._tab]
        if self._recorded in keys:
            self.page.show(self.page.builder, key=self._recorded, keep=True)
            self._recorded = ""
        self._show_detail()

    def _name_tabs(self) -> None:
        many = len(self._notes)
        titles = {name: f"{name} ({many})" if name == "notes" and many else name for name in TABS}
        self.query_one(Tabs).show(titles, self._tab)

    def _place(self, row: RankedCompany | None) -> Fact:
        if row is None or not row.rank:
            return "not ranked"
        place = f"#{row.rank} of {len(self.rewatch.scored.ranking.group(row.score.group))}"
        return f"{place} {_AMONG[row.score.group]}", place

    def _sure(self, width: int) -> list[list[Piece]]:
        from rewatch.tui.pages.standing import basis, standing_lines

        answer, sampler = self.rewatch.session.answer, self.rewatch.sampler
        sampled = sampler.sampled
        standing = sampled.standings.get(self._company_id) if sampled is not None else None
        lines = standing_lines(standing, sampled, width) if standing is not None else []
        if answer is not None:
            lines.append(basis(answer.picture, sampled, sampler.failed, width))
        return lines

    def take_samples(self) -> None:
        """The samples came, or are no longer those of the list."""
        if self.stands and self._tab == "why":
            self._show(keep=True)

    def _history(self) -> tuple[HistoryPoint, ...] | None:
        score, session = self.score, self.rewatch.session
        if self._past is not None and self._past[0] is score:
            return self._past[1]

        def found(points: tuple[HistoryPoint, ...]) -> None:
            self._past = (score, points)
            if self.is_open and self._tab == "history" and score is self.score:
                self._show()

        self.rewatch.work(lambda: session.history(score.id), found, group="history", exclusive=True)
        return None

    @on(Lines.Moved, "#page")
    def _show_detail(self) -> None:
        detail, key, note = self.query_one("#detail", Page), self.page.key, self.note
        score, rubric, tables = self.score, self.rewatch.scored.rubric, self._tables
        kind, what, _ = why.parsed(key)
        if kind == "h":
            points = self._past[1] if self._past is not None else None
            detail.show(lambda width: point_detail(points, int(what), width))
            return
        detail.show(
            lambda width: (
                records.note_detail(note, width)
                if note is not None
                else why.detail_lines(score, rubric, key, width, tables)
            )
        )

    # commands -----------------------------------------------------------------

    @on(Lines.Chosen, "#page")
    def _choose(self) -> None:
        """Enter: a number shows its records, a record what it feeds, a move what made it."""
        kind, what, under = why.parsed(self.page.key)
        if kind in ("t", "c", "i"):
            self._open_records(kind, what)
        elif kind == "f":  # to where it stands in the tree
            self.page.show(self.page.builder, key=f"i:{what}")
        elif kind == "s" and (drawn_from := records_behind(self.score, what)):
            self._go_to("evidence", f"e:{drawn_from[0]}")
        elif kind == "s":
            self.rewatch.say(keyed(NO_RECORD))
        elif kind == "e" and under:
            self.page.show(self.page.builder, key=f"i:{under}")
        elif kind == "e":
            self._go_to_score(what)
        elif kind == "n":
            self.action_edit_note()
        elif kind == "h" and self._past is not None:
            if record := record_behind(self.score, self._past[1][int(what)]):
                self._go_to("evidence", f"e:{record}")
            else:
                self.rewatch.say("No record came that day: what there was had aged.")

    def _open_records(self, kind: str, what: str) -> None:
        backed = why.backed(self.score, kind, what)
        if not backed:
            self.rewatch.say(keyed(FROM_A_TABLE if self.address else NO_RECORD))
        shown = self._opened
        self._opened = shown - backed if backed <= shown else shown | backed
        self._show(keep=True)

    def _go_to_score(self, record: str) -> None:
        feeds = why.first_fed(self.score, record)
        if not feeds:
            if held := self.score.held(record):
                self.rewatch.say(as_sentence(for_what(held.record, self.score)))
            return
        self._opened.add(feeds)
        self._go_to(TABS[0], f"e:{record}@{feeds}")

    def _go_to(self, tab: str, key: str) -> None:
        self._keys[tab] = key
        self.tab = tab

    def action_next_tab(self) -> None:
        """The tab on the right."""
        self.tab = TABS[(TABS.index(self._tab) + 1) % len(TABS)]

    def action_previous_tab(self) -> None:
        """The tab on the left."""
        self.tab = TABS[TABS.index(self._tab) - 1]

    def action_next_company(self) -> None:
        """The next of the list."""
        self._go(1)

    def action_previous_company(self) -> None:
        """The one before."""
        self._go(-1)

    def _go(self, by: int) -> None:
        here, others = self._company_id, self._others
        place = others.index(here) + by if here in others else -1
        if 0 <= place < len(others):
            self.rewatch.when_looked_up(others[place], lambda: self._turn_to(others[place]))

    def _turn_to(self, company_id: str) -> None:
        if self.is_open:
            self._keys[self._tab] = self.page.key
            self._company_id, self._last, self._notes = company_id, None, []
            self._opened.clear()
            self._show()
            self.rewatch.read_notes()
            self.rewatch.home.table.select(company_id)

    def action_write_note(self) -> None:
        """A new note."""
        self.rewatch.write_note(self._company_id)

    def action_edit_note(self) -> None:
        """The note under the cursor."""
        if self.note is not None:
            self.rewatch.write_note(self._company_id, self.note)

    def take_record(self, company_id: str, record: str) -> None:
        """A record was saved: the cursor goes to it as soon as it stands on the page."""
        if company_id == self._company_id:
            self._recorded = f"e:{record}"

    def take_answer(self) -> None:
        """The list was scored again; the company may be gone."""
        if self.rewatch.session.score(self._company_id) is None:
            self.rewatch.say(f"{self.score.name} is not there any more.")
            self.gone()
        else:
            self._show(keep=True)

    def action_add_evidence(self) -> None:
        """Opens the evidence form, at the kind that answers what the cursor is on."""
        from rewatch.tui.wanted_kinds import kind_under

        kind = kind_under(self.score, self.rewatch.scored.rubric, self._tab, self.page.key)
        self.rewatch.add_evidence(self._company_id, kind)

    def action_correct_evidence(self) -> None:
        """Opens the form on the record under the cursor."""
        if self.record_id is not None:
            self.rewatch.correct_evidence(self._company_id, self.record_id)

    def action_withdraw_evidence(self) -> None:
        """Asks for the reason and withdraws the record under the cursor."""
        if self.record_id is not None:
            self.rewatch.withdraw_evidence(self._company_id, self.record_id)

    def action_flags(self) -> None:
        """The risk flags, with their reasons."""
        self.rewatch.show_flags(self._company_id)

    def action_missing_facts(self) -> None:
        """What to find out next about this company."""
        from rewatch.tui.sure_tasks import open_facts

        open_facts(self.rewatch, self._company_id)

    def action_export_card(self) -> None:
        """This company's scorecard."""
        self.rewatch.export([self._company_id])

    def action_copy_source(self) -> None:
        """The address to the clipboard, by the terminal's own means."""
        from rewatch.tui.addresses import copy_address

        if self.address:
            copy_address(self.rewatch, self.address)

    def action_open_source(self) -> None:
        """The address in a browser, where there is one."""
        from rewatch.tui.addresses import open_address

        if self.address:
            open_address(self.rewatch, self.address)

    def action_back(self) -> None:
        """To the list."""
        self.done()
