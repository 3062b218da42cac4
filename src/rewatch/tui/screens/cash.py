"""The cash grid: cash and quarterly burn of the whole list, typed down the lines, saved at once."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.timer import Timer
from textual.widgets import Input

from rewatch.domain.dates import begins_a_date, read_date
from rewatch.domain.errors import RewatchError
from rewatch.tui.cash_words import Line, comes_to, far, months_left_of, named, on_record
from rewatch.tui.draft_keeping import DraftKeeping, ask_what_becomes
from rewatch.tui.keymap import bindings_of
from rewatch.tui.screens.base import OurScreen
from rewatch.tui.text import cut
from rewatch.tui.widgets.bars import Footer, Header, OneLine
from rewatch.tui.widgets.fields import Field, FormLine
from rewatch.tui.widgets.grid import Grid
from rewatch.tui.widgets.lines import Page
from rewatch.tui.widgets.paint import ACCENT, DIM, WARN, Piece, paragraph

if TYPE_CHECKING:
    from datetime import date

    from rewatch.scoring.results import CompanyScore
    from rewatch.tui.app import RewatchApp
    from rewatch.workspace import Draft

_NOT_APPLICABLE = re.compile(r"\s*n/?a\b", re.IGNORECASE)
_PAUSE = 0.15  # seconds without a key before the lines are read
_TITLE = "Quarterly cash report"
_ABOVE = ("as of", "source", "currency")
_COLUMNS = ("cash", "burn/quarter")
_HINT = (
    "↓ Enter next line · Tab next cell · a column can be pasted · who runs out first: filter "
    "sort:runway cols:runway,cash"
)
_NO_CASH = "type the cash beside the burn; a burn alone is not kept"
_NO_NA = "whether it applies is said of an indicator, not of cash; leave the line empty"


class DayLine(FormLine):
    """The day the figures speak of."""

    def on_blur(self) -> None:
        """A date that can be read is written as files hold it."""
        with contextlib.suppress(ValueError):
            self.value = read_date(self.value, cast("RewatchApp", self.app).session.workspace.today)


class CashScreen(OurScreen[bool]):
    """The grid."""

    place: ClassVar[str] = "cash"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("cash")

    def __init__(self) -> None:
        super().__init__()
        self._timer: Timer | None = None
        self._turn = 0
        self._scores: dict[str, CompanyScore] = {}
        self._keeping = DraftKeeping(self, lambda: self._unsaved, self._write, self._forget)

    def compose(self) -> ComposeResult:
        """The source of all lines, then a line a company."""
        rows = self.rewatch.scored.ranking.rows
        self._scores = {row.score.id: row.score for row in rows}
        kept = self.rewatch.session.workspace.form_draft("cash", self._list)
        self._kept = _texts(kept.values) if kept else {}
        above = self._kept.get("above", {})
        yield Header(id="header")
        with Vertical(id="grid-source"):
            for key, value, about in (
                ("as of", "", "the day the figures speak of, as 2026-09-30"),
                ("source", _TITLE, "title of the reports the figures stand in"),
                ("currency", "", "of amounts typed bare, as AUD; else that on record"),
            ):
                with Horizontal(classes="form-line"):
                    yield OneLine([(key, DIM)], classes="form-label")
                    name = f"cash-{key.replace(' ', '-')}"
                    sort = DayLine if key == "as of" else FormLine
                    yield sort(above.get(key, value), placeholder=about, id=name, anew=True)
        yield Grid(
            list(self._scores),
            _COLUMNS,
            lambda key, room: named(self._scores[key], room),
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
        self._show({})
        if self._kept:
            self.query_one(Grid).put(self._kept)
            self._look()
            self.rewatch.say("Kept from last time: ^s saves it, Esc asks what to do.")

    def _hint(self, text: str = _HINT, style: str = DIM) -> None:
        lines = paragraph(text, self.size.width - 4, style)[:3]
        page = self.query_one("#hint", Page)
        page.styles.height = len(lines)
        page.show(lambda _width: lines)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        day = self.query_one("#cash-as-of", Field)
        wrong = _wrong_day(day.value, self._today) if event.input is day and day.value else ""
        if wrong:
            self._hint(wrong, WARN)
        else:
            self.focus_next()

    @property
    def _today(self) -> date:
        return self.rewatch.session.workspace.today

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
        if self._unsaved or self._kept or self._keeping.kept:
            self._keeping.soon()

    # the draft on the disk ----------------------------------------------------

    @property
    def _list(self) -> str:
        answer = self.rewatch.session.answer
        return answer.slug if answer else ""

    @property
    def _unsaved(self) -> dict[str, dict[str, str]]:
        """What would be lost: the lines above the grid and its columns, by company."""
        typed = self.typed
        if not typed:
            return {}
        above = dict(zip(_ABOVE, self._about(), strict=True))
        columns = ({key: cells[n] for key, cells in typed.items() if cells[n]} for n in (0, 1))
        return {"above": above, **dict(zip(_COLUMNS, columns, strict=True))}

    def _write(self, values: dict[str, dict[str, str]]) -> None:
        self.rewatch.session.workspace.keep_form("cash", self._list, "", values)

    def _forget(self) -> None:
        self.rewatch.session.workspace.drop_form("cash", self._list)

    def flush(self) -> None:
        """Keeps the draft at once: the tool is about to end."""
        if self._unsaved:
            self._keeping.now()

    # the lines ----------------------------------------------------------------

    def _look(self) -> None:
        self._turn += 1
        turn, typed, about = self._turn, self.typed, self._about()
        if about[0] and (wrong := _wrong_day(about[0], self._today)):
            typing = self.query_one("#cash-as-of", Field).has_focus and begins_a_date(about[0])
            self._hint(*(() if typing else (wrong, WARN)))
            return

        def shown(lines: dict[str, Line]) -> None:
            if turn == self._turn:
                self._show(lines)

        self.work(lambda: self._read(typed, about), shown, group="cash")

    def _about(self) -> tuple[str, str, str]:
        day, title, currency = (
            self.query_one(f"#cash-{key}", Field).value.strip()
            for key in ("as-of", "source", "currency")
        )
        return day, title, currency

    def _read(
        self, typed: dict[str, tuple[str, str]], about: tuple[str, str, str]
    ) -> dict[str, Line]:
        return {company: self._line(company, *cells, *about) for company, cells in typed.items()}

    def _line(
        self, company_id: str, cash: str, burn: str, day: str, title: str, currency: str
    ) -> Line:
        if not cash:
            return Line(wrong=_NO_CASH)
        if any(_NOT_APPLICABLE.match(cell) for cell in (cash, burn)):
            return Line(wrong=_NO_NA)
        values = {"kind": "cash", "amount": cash, "burn_per_quarter": burn, "as_of": day}
        source = {"type": "company", "title": title or _TITLE, "date": day}
        try:
            draft = self._drafted(company_id, values, source, currency)
        except RewatchError as error:
            return Line(wrong=_in_words(str(error)))
        if not draft.records:
            told = not burn or any("burn_per_quarter" in said for said in draft.said)
            return Line(wrong="" if told else _NO_CASH)
        record: Any = draft.records[0]
        as_of = self.rewatch.scored.ranking.as_of
        dated = record.as_of.last if record.as_of is not None else as_of
        return Line(draft, months=months_left_of(record, dated, as_of), currency=record.currency)

    def _drafted(
        self, company_id: str, values: dict[str, str], source: dict[str, str], currency: str
    ) -> Draft:
        """A line's record; the currency of all lines counts where neither it nor the files say."""
        workspace = self.rewatch.session.workspace
        try:
            return workspace.draft_evidence(company_id, values, source)
        except RewatchError:
            if not currency:
                raise
            given = values | {"currency": currency.upper()}
            return workspace.draft_evidence(company_id, given, source)

    def _show(self, lines: dict[str, Line]) -> None:
        said: dict[str, Piece] = {
            key: (on_record(score, self.rewatch.scored.ranking.as_of), DIM)
            for key, score in self._scores.items()
        }
        for key, line in lines.items():
            text = cut(line.wrong, 17) if line.wrong else comes_to(line)
            said[key] = text, WARN if line.wrong or far(line) else ACCENT
        grid = self.query_one(Grid)
        grid.say(said)
        wrong = _wrong(lines, grid.key)
        self._hint(*((self._told(wrong, lines), WARN) if wrong else ()))

    def _told(self, key: str, lines: dict[str, Line]) -> str:
        return f"{cut(self._scores[key].name, 40)}: {lines[key].wrong}"

    @on(Grid.TooLarge)
    def _too_large(self, event: Grid.TooLarge) -> None:
        (lines, columns), (down, right) = event.size, event.room
        self.rewatch.say(
            f"Nothing is taken: pasted are {lines} lines of {columns} cells, and from here there "
            f"are {down} lines of {right}."
        )

    # commands -----------------------------------------------------------------

    def action_save_cash(self) -> None:
        """Saves all lines as one step; where one cannot be used, nothing is saved."""
        typed, about = self.typed, self._about()
        if not typed:
            self.rewatch.say("Nothing is typed yet.")
            return
        if wrong := _wrong_day(about[0], self._today):
            self.rewatch.say(wrong)
            self.query_one("#cash-as-of", Field).focus()
            return
        workspace = self.rewatch.session.workspace

        def job() -> dict[str, Line]:
            lines = self._read(typed, about)
            drafts = [line.draft for line in lines.values() if line.draft is not None]
            if drafts and not any(line.wrong for line in lines.values()):
                workspace.add_evidence(drafts)
                self._keeping.drop()
            return lines

        self.work(job, self._saved, group="save")

    def _saved(self, lines: dict[str, Line]) -> None:
        self._show(lines)
        grid = self.query_one(Grid)
        if wrong := _wrong(lines, grid.key):
            self.rewatch.say(f"Nothing is saved yet. {self._told(wrong, lines)}")
            grid.enter(grid.keys.index(wrong), 0)
            return
        saved = sum(line.draft is not None for line in lines.values())
        if not saved:
            self.rewatch.say("Unknown is not recorded, and nothing else is typed.")
            return
        count = "1 company" if saved == 1 else f"{saved} companies"
        self.rewatch.say(f"Saved the cash of {count}; u takes it back as one step.")
        self.done(True)

    def action_back(self) -> None:
        """Closes; asks first what becomes of what was typed."""
        if self._unsaved:
            ask_what_becomes(self, self._keeping, self.action_save_cash, "$")
            return
        if self._kept or self._keeping.kept:
            self.rewatch.work(self._keeping.drop, group="draft")
        self.done(False)


def _texts(values: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """The tables of a draft, as far as they are any."""
    tables = ((key, table) for key, table in values.items() if isinstance(table, dict))
    return {key: {name: str(text) for name, text in table.items()} for key, table in tables}


def _wrong_day(day: str, today: date) -> str:
    """What is wrong with the day that all figures speak of; empty where nothing is."""
    if not day:
        return "Say as of which day the figures are, in the first line."
    try:
        read_date(day, today)
    except ValueError as error:
        return f"as of: {error}"
    return ""


def _wrong(lines: dict[str, Line], here: str | None) -> str | None:
    """The line that is typed into where it cannot be used, else the first that cannot."""
    wrong = [key for key, line in lines.items() if line.wrong]
    return here if here in wrong else next(iter(wrong), None)


def _in_words(said: str) -> str:
    """A sentence about a field, with what its column is called here."""
    return said.replace("burn_per_quarter:", "burn:").replace("amount:", "cash:")
