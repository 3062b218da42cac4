"""The cash grid: cash and quarterly burn of the whole list, typed down the lines, saved at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.timer import Timer
from textual.widgets import Input

from rewatch.domain.errors import RewatchError
from rewatch.scorecards.figures import money
from rewatch.tui.keymap import bindings_of
from rewatch.tui.screens.base import OurScreen
from rewatch.tui.text import cut, fitted
from rewatch.tui.widgets.bars import Footer, Header, OneLine
from rewatch.tui.widgets.fields import Field
from rewatch.tui.widgets.grid import Grid
from rewatch.tui.widgets.lines import Page
from rewatch.tui.widgets.paint import ACCENT, DIM, PLAIN, WARN, Piece, paragraph

if TYPE_CHECKING:
    from rewatch.scoring.results import CompanyScore
    from rewatch.workspace import Draft

_PAUSE = 0.15  # seconds without a key before the lines are read
_TITLE = "Quarterly cash report"
_MONTHS = 3  # in a quarter
_DATED = 46  # cells for name and cash on record from which its date stands with it
_HINT = "↓ Enter next line · Tab next cell · who runs out first: filter sort:runway"


@dataclass(frozen=True, slots=True)
class Line:
    """What one line of the grid comes to.

    Attributes:
        draft: what would be saved, None where nothing or nothing usable is typed.
        wrong: why it cannot be used.
        months: how long the cash lasts, low and high; None where it cannot be told.
        currency: typed with an amount, else that of the cash on record.
    """

    draft: Draft | None = None
    wrong: str = ""
    months: tuple[float, float] | None = None
    currency: str = ""


class CashScreen(OurScreen[bool]):
    """The grid."""

    place: ClassVar[str] = "cash"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("cash")

    def __init__(self) -> None:
        super().__init__()
        self._timer: Timer | None = None
        self._turn = 0
        self._scores: dict[str, CompanyScore] = {}

    def compose(self) -> ComposeResult:
        """The source of all lines, then a line a company."""
        rows = self.rewatch.scored.ranking.rows
        self._scores = {row.score.id: row.score for row in rows}
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
        yield Grid(
            list(self._scores),
            ("cash", "burn/quarter"),
            lambda key, room: _named(self._scores[key], room),
            id="grid",
        )
        hint = Page(id="hint")
        hint.can_focus = False
        yield hint
        yield Footer(self.place, id="footer")

    def on_mount(self) -> None:
        """Ready to type the date, which all figures share."""
        answer = self.rewatch.session.answer
        name = answer.name if answer else ""
        self.query_one(Header).say(f"Cash: {name}", ["A$12.3m", "u unknown", "empty: not typed"])
        self.query_one("#cash-as-of", Field).focus()
        self._hint()

    def _hint(self, text: str = _HINT, style: str = DIM) -> None:
        lines = paragraph(text, self.size.width - 4, style)[:3]
        page = self.query_one("#hint", Page)
        page.styles.height = len(lines)
        page.show(lambda _width: lines)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.focus_next()

    # reading ------------------------------------------------------------------

    @property
    def typed(self) -> dict[str, tuple[str, str]]:
        """Cash and burn by company, where anything is typed."""
        lines = self.query_one(Grid).typed
        return {key: (cash, burn) for key, (cash, burn) in lines.items()}

    @on(Input.Changed)
    @on(Grid.Changed)
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
        record: Any = draft.records[0]
        return Line(draft, months=_months(record), currency=record.currency)

    def _show(self, lines: dict[str, Line]) -> None:
        said: dict[str, Piece] = {
            key: (cut(line.wrong, 17), WARN) if line.wrong else (_comes_to(line), ACCENT)
            for key, line in lines.items()
        }
        self.query_one(Grid).say(said)
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


def _named(score: CompanyScore, room: int) -> list[Piece]:
    """A company and its cash on record, in that many cells."""
    amount, day = _known(score)
    known = f"{amount} {day}" if room >= _DATED else amount
    return [(fitted(score.name, max(8, room - cell_len(known) - 1)), PLAIN), (f" {known}", DIM)]


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


def _comes_to(line: Line) -> str:
    """How long the cash lasts, and the currency, which need not have been typed."""
    if line.months is None:
        return f"{line.currency}: no burn"
    ends = "–".join(dict.fromkeys(f"{value:.0f}" for value in line.months))
    return f"{line.currency}: {ends} months"
