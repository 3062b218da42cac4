"""The cash grid: cash and quarterly burn of the whole list, typed down the lines, saved at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.events import Resize
from textual.timer import Timer
from textual.widgets import Input

from rewatch.domain.errors import RewatchError
from rewatch.scorecards.figures import money
from rewatch.tui.keymap import bindings_of
from rewatch.tui.screens.base import OurScreen
from rewatch.tui.text import cut, fitted
from rewatch.tui.widgets.bars import Footer, Header, OneLine
from rewatch.tui.widgets.fields import Field
from rewatch.tui.widgets.lines import Page
from rewatch.tui.widgets.paint import ACCENT, DIM, PLAIN, WARN, Piece, paragraph

if TYPE_CHECKING:
    from rewatch.scoring.results import CompanyScore
    from rewatch.workspace import Draft

_PAUSE = 0.15  # seconds without a key before the lines are read
_TITLE = "Quarterly cash report"
_MONTHS = 3  # in a quarter
_CELLS = 2 * 14 + 17 + 3  # of a line: two figures, what they come to, and the margins
_DATED = 46  # cells for name and cash on record from which its date stands with it
_AT_A_TIME = 4  # lines added below the screen
_BETWEEN = 0.05  # seconds for keys between two of these
_HINT = "↓ Enter next line · Tab next cell · who runs out first: filter sort:runway"


@dataclass(frozen=True, slots=True)
class Line:
    """What one line of the grid comes to.

    Attributes:
        draft: what would be saved, None where nothing or nothing usable is typed.
        wrong: why it cannot be used.
        months: how long the cash lasts, low and high; None where it cannot be told.
    """

    draft: Draft | None = None
    wrong: str = ""
    months: tuple[float, float] | None = None


class GridField(Field):
    """A cell; the arrows go down and up in its column."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,enter", "screen.below(1)", "Below", show=False),
        Binding("up", "screen.below(-1)", "Above", show=False),
    ]

    def __init__(self, company_id: str, column: str) -> None:
        super().__init__(placeholder=column)
        self.company_id, self.column = company_id, column


class CashScreen(OurScreen[bool]):
    """The grid."""

    place: ClassVar[str] = "cash"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("cash")

    def __init__(self) -> None:
        super().__init__()
        self._timer: Timer | None = None
        self._turn = 0
        self._scores: list[CompanyScore] = []
        self._ids: list[str] = []  # of those whose line stands

    def compose(self) -> ComposeResult:
        """The source of all lines, then a line a company."""
        self._scores = [row.score for row in self.rewatch.scored.ranking.rows]
        yield Header(id="header")
        with Vertical(id="grid-source"):
            for key, value, about in (
                ("as of", "", "the day the figures speak of, as 2026-09-30"),
                ("source", _TITLE, "title of the reports the figures stand in"),
            ):
                with Horizontal(classes="form-line"):
                    yield OneLine([(key, DIM)], classes="form-label")
                    line = Field(value, placeholder=about, id=f"cash-{key.replace(' ', '-')}")
                    yield line
        with VerticalScroll(id="form"):
            yield from self._next_lines(self.app.size.height)
        hint = Page(id="hint")
        hint.can_focus = False
        yield hint
        yield Footer(self.place, id="footer")

    def on_mount(self) -> None:
        """Ready to type the date, which all figures share."""
        answer = self.rewatch.session.answer
        name = answer.name if answer else ""
        self.query_one(Header).say(f"Cash: {name}", ["A$12.3m", "u unknown", "empty: not typed"])
        self.query_one("#form", VerticalScroll).can_focus = False
        self.query_one("#cash-as-of", Field).focus()
        self._hint()
        self.set_timer(_BETWEEN, self._add_lines)

    def _next_lines(self, count: int) -> list[Horizontal]:
        """The lines of the next companies."""
        begin = len(self._ids)
        scores = self._scores[begin : begin + count]
        self._ids += [score.id for score in scores]
        width = self.app.size.width
        return [
            Horizontal(
                OneLine(_named(score, width), classes="grid-name", id=f"name-{score.id}"),
                GridField(score.id, "cash"),
                GridField(score.id, "burn/quarter"),
                OneLine(classes="grid-said", id=f"said-{score.id}"),
                classes="grid-line",
            )
            for score in scores
        ]

    async def _add_lines(self) -> None:
        """Those below the screen, some at a time: a line costs as much as many keys."""
        if self.is_attached and len(self._ids) < len(self._scores):
            await self.query_one("#form", VerticalScroll).mount(*self._next_lines(_AT_A_TIME))
            self.set_timer(_BETWEEN, self._add_lines)

    def on_resize(self, event: Resize) -> None:
        """The date of the cash on record where there is room for it, its amount everywhere."""
        for score in self._scores[: len(self._ids)]:
            for line in self.query(f"#name-{score.id}").results(OneLine):
                line.set(_named(score, event.size.width))

    def _hint(self, text: str = _HINT, style: str = DIM) -> None:
        lines = paragraph(text, self.size.width - 4, style)[:3]
        page = self.query_one("#hint", Page)
        page.styles.height = len(lines)
        page.show(lambda _width: lines)

    # moving -------------------------------------------------------------------

    def action_below(self, by: int) -> None:
        """The cell below or above in the same column."""
        cell = self.focused
        if isinstance(cell, GridField):
            column = [item for item in self.query(GridField) if item.column == cell.column]
            place = column.index(cell) + by
            if 0 <= place < len(column):
                column[place].focus()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.focus_next()

    # reading ------------------------------------------------------------------

    @property
    def typed(self) -> dict[str, tuple[str, str]]:
        """Cash and burn by company, where anything is typed."""
        found: dict[str, list[str]] = {}
        for cell in self.query(GridField):
            found.setdefault(cell.company_id, []).append(cell.value.strip())
        return {key: (cash, burn) for key, (cash, burn) in found.items() if cash or burn}

    @on(Input.Changed)
    def _changed(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(_PAUSE, self._look)

    def _look(self) -> None:
        self._turn += 1
        turn, typed, about = self._turn, self.typed, self._about()

        def shown(lines: dict[str, Line]) -> None:
            if turn == self._turn:
                self._show(lines)

        self.work(lambda: self._read(typed, about), shown, group="cash")

    def _about(self) -> tuple[str, str]:
        day = self.query_one("#cash-as-of", Field).value.strip()
        return day, self.query_one("#cash-source", Field).value.strip()

    def _read(self, typed: dict[str, tuple[str, str]], about: tuple[str, str]) -> dict[str, Line]:
        return {company: self._line(company, *cells, *about) for company, cells in typed.items()}

    def _line(self, company_id: str, cash: str, burn: str, day: str, title: str) -> Line:
        workspace = self.rewatch.session.workspace
        values = {"kind": "cash", "amount": cash, "burn_per_quarter": burn, "as_of": day}
        source = {"type": "company", "title": title or _TITLE, "date": day}
        try:
            draft = workspace.draft_evidence(company_id, values, source)
        except RewatchError as error:
            return Line(wrong=str(error))
        if not draft.records:
            return Line(wrong="; ".join(draft.said))
        return Line(draft, months=_months(draft.records[0]))

    def _show(self, lines: dict[str, Line]) -> None:
        for company_id in self._ids:
            line = lines.get(company_id)
            said: Piece = ("", PLAIN)
            if line is not None and line.wrong:
                said = (cut(line.wrong, 17), WARN)
            elif line is not None:
                said = (_lasts(line.months), ACCENT)
            self.query_one(f"#said-{company_id}", OneLine).set([said])
        wrong = next((line.wrong for line in lines.values() if line.wrong), "")
        self._hint(*((wrong, WARN) if wrong else ()))

    # commands -----------------------------------------------------------------

    def action_save_cash(self) -> None:
        """Saves all lines as one step; where one cannot be used, nothing is saved."""
        typed, about = self.typed, self._about()
        if not typed:
            self.rewatch.say("Nothing is typed yet.")
            return
        if not about[0]:
            self.rewatch.say("Say as of which day the figures are, in the first line.")
            self.query_one("#cash-as-of", Field).focus()
            return
        workspace = self.rewatch.session.workspace

        def job() -> dict[str, Line]:
            lines = self._read(typed, about)
            drafts = [line.draft for line in lines.values() if line.draft is not None]
            if len(drafts) == len(lines):
                workspace.add_evidence(drafts)
            return lines

        self.work(job, self._saved, group="save")

    def _saved(self, lines: dict[str, Line]) -> None:
        self._show(lines)
        wrong = [key for key, line in lines.items() if line.draft is None]
        if wrong:
            self.rewatch.say(f"Nothing is saved yet: {lines[wrong[0]].wrong}")
            return
        count = "1 company" if len(lines) == 1 else f"{len(lines)} companies"
        self.rewatch.say(f"Saved the cash of {count}; u takes it back as one step.")
        self.done(True)

    def action_back(self) -> None:
        """Closes; asks first where something was typed."""
        from rewatch.tui.screens.dialogs import Confirm

        if not self.typed:
            self.done(False)
            return

        def answered(yes: bool | None) -> None:
            if yes:
                self.done(False)

        question = "What you typed is not saved. Give it up?"
        self.rewatch.open_screen(Confirm(question, "give up"), answered)


def _named(score: CompanyScore, width: int) -> list[Piece]:
    """A company and its cash on record, in what a line of that many cells leaves them."""
    room = max(12, width - _CELLS)
    amount, day = _known(score)
    known = f"{amount} {day}" if room >= _DATED else amount
    return [(fitted(score.name, max(8, room - cell_len(known) - 2)), PLAIN), (f" {known} ", DIM)]


def _known(score: CompanyScore) -> tuple[str, str]:
    """The cash on record and its date; both empty where there is none."""
    for held in score.records:
        record = held.record
        if held.use == "chosen" and record.kind == "cash":
            amount = money(record.amount, record.currency)
            short = amount.replace(" million", "m").replace(" billion", "bn")
            return short, str(record.as_of or "")
    return "", ""


def _months(record: Any) -> tuple[float, float] | None:
    burn = record.burn_per_quarter
    if burn is None or burn.high <= 0:
        return None
    low = record.amount.low / burn.high * _MONTHS
    high = record.amount.high / burn.low * _MONTHS if burn.low > 0 else low
    return low, high


def _lasts(months: tuple[float, float] | None) -> str:
    if months is None:
        return "ok"
    ends = tuple(f"{value:.0f}" for value in months)
    return f"lasts {ends[0]} months" if ends[0] == ends[1] else f"lasts {'–'.join(ends)} months"
