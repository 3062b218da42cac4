"""The cash grid: cash and quarterly burn of the whole list, typed down the lines, saved at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.events import DescendantFocus
from textual.timer import Timer
from textual.widgets import Input

from rewatch.domain.errors import RewatchError
from rewatch.domain.text import as_sentence
from rewatch.tui.cash_words import (
    Line,
    comes_to,
    counts_later,
    far,
    months_left_of,
    named,
    on_record,
    typed_words,
    whole,
)
from rewatch.tui.draft_keeping import DraftKeeping, ask_what_becomes
from rewatch.tui.keymap import bindings_of
from rewatch.tui.keys import key_of
from rewatch.tui.nobody import nobody
from rewatch.tui.screens.base import OurScreen
from rewatch.tui.screens.cash_head import NOTHING, TITLE, CashHead
from rewatch.tui.text import cut
from rewatch.tui.widgets.bars import Footer, Header
from rewatch.tui.widgets.fields import FormLine
from rewatch.tui.widgets.grid import Grid
from rewatch.tui.widgets.lines import Page
from rewatch.tui.widgets.paint import ACCENT, DIM, PLAIN, WARN, Piece, paragraph

if TYPE_CHECKING:
    from rewatch.scoring.results import CompanyScore
    from rewatch.workspace import Draft

_NOT_APPLICABLE = re.compile(r"\s*n/?a\b", re.IGNORECASE)
# An amount typed bare: no letters but those of thousands and more, no sign of money.
_BARE = re.compile(r"[^A-Za-z$€£¥]*(k|mm?|mn|mio|bn?|thousand|million|billion)?\s*", re.IGNORECASE)
_PAUSE = 0.15  # seconds without a key before the lines are read
_COLUMNS = ("cash", "burn/quarter")
_HINT = (
    "↓ Enter next line · Tab next cell · a column can be pasted · who runs out first: filter "
    "sort:runway cols:runway,cash"
)
_NO_DAY = "Say as of which day the figures are, in the first line."
_NO_CASH = "type the cash beside the burn; a burn alone is not kept"
_NO_NA = "whether it applies is said of an indicator, not of cash; leave the line empty"


class CashScreen(OurScreen[bool]):
    """The grid."""

    place: ClassVar[str] = "cash"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("cash")

    def __init__(self) -> None:
        super().__init__()
        self._timer: Timer | None = None
        self._turn = 0
        self._hinted = _HINT, DIM
        self._scores: dict[str, CompanyScore] = {}
        self._gone: dict[str, tuple[str, str]] = {}  # typed for who is not on the list any more
        self._keeping = DraftKeeping(self, lambda: self._unsaved, self._write, self._forget)

    def compose(self) -> ComposeResult:
        """The source of all lines, then a line a company."""
        rows = self.rewatch.scored.ranking.rows
        self._scores = {row.score.id: row.score for row in rows}
        kept = self.rewatch.session.workspace.form_draft("cash", self._list)
        self._kept = _texts(kept.values) if kept else {}
        self._gone = {
            key: cells
            for key, cells in _by_company(self._kept).items()
            if key not in self._scores and any(cells)
        }
        yield Header(id="header")
        yield CashHead(
            self._kept.get("above", {}),
            self.rewatch.session.workspace.today,
            self.rewatch.session.workspace.currency,
            lambda wrong: self._hint(*((wrong, WARN) if wrong else ())),
        )
        grid = Grid(
            list(self._scores),
            _COLUMNS,
            lambda key, room: named(self._scores[key], room),
            max((whole(score) for score in self._scores.values()), default=0),
            id="grid",
        )
        grid.display = bool(self._scores)  # else what is missing is said in its place
        yield grid
        hint = Page(id="hint")
        hint.can_focus = False
        yield hint
        yield Footer(self.place, id="footer")

    def on_mount(self) -> None:
        """Ready to type the date, which all figures share."""
        answer = self.rewatch.session.answer
        name, under = (answer.name, answer.picture.under) if answer else ("", [])
        facts = ["A$12.3m", "u unknown", "empty: not typed"]
        self.query_one(Header).say(f"Cash: {name}", facts, under)
        self._head.lines["as of"].focus()
        self._show({})
        if self._kept:
            self.query_one(Grid).put(self._kept)
            self._look()
            saves, back = key_of("save_cash"), key_of("back")
            said = f"Kept from last time: {saves} saves it, {back} asks what to do."
            if self._gone:
                said += f" Not on the list any more: {self._of_gone()}; "
                said += f"{key_of('add_company')} on the list adds a company again."
            self.rewatch.say(said)

    def on_resize(self) -> None:
        """What is said of the lines has other room."""
        self._hint(*self._hinted)
        self._head.tell()

    def _of_gone(self) -> str:
        """What was typed for companies that are not on the list any more, in words."""
        known = self.rewatch.session.workspace.catalogue.companies
        names = {key: known[key].name if key in known else key for key in self._gone}
        return typed_words({names[key]: cells for key, cells in self._gone.items()})

    def _hint(self, text: str = _HINT, style: str = DIM) -> None:
        self._hinted = text, style
        if text == _HINT and not self._scores:
            text, style = nobody(self.rewatch.session.answer, away=True), PLAIN
        lines = paragraph(text, self.size.width - 4, style)[:3]
        page = self.query_one("#hint", Page)
        page.styles.height = len(lines)
        page.show(lambda _width: lines)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        line = event.input
        if isinstance(line, FormLine) and line.wrong:
            self._head.refuse(line)
        else:
            self.focus_next()

    @property
    def _head(self) -> CashHead:
        return self.query_one(CashHead)

    @on(DescendantFocus)
    def _entered(self) -> None:
        self._head.tell()

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
        typed = {**self._gone, **self.typed}
        above = dict(zip(NOTHING, self._head.values, strict=True))
        if not typed and above in (NOTHING, dict.fromkeys(NOTHING, "")):
            return {}
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
        turn, typed, about = self._turn, self.typed, self._head.values
        if self._head.tell():
            return

        def shown(lines: dict[str, Line]) -> None:
            if turn == self._turn:
                self._show(lines)

        self.work(lambda: self._read(typed, about), shown, group="cash")

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
        source = {"type": "company", "title": title or TITLE, "date": day}
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
        return Line(
            draft,
            months=months_left_of(record, dated, as_of),
            currency=record.currency,
            later=dated if dated > as_of else None,
        )

    def _drafted(
        self, company_id: str, values: dict[str, str], source: dict[str, str], currency: str
    ) -> Draft:
        """A line's record; the currency of all lines is that of every amount typed bare."""
        workspace = self.rewatch.session.workspace
        cells = values["amount"], values["burn_per_quarter"]
        if currency and any(cell and _BARE.fullmatch(cell) for cell in cells):
            values = values | {"currency": currency}
        return workspace.draft_evidence(company_id, values, source)

    def _show(self, lines: dict[str, Line]) -> None:
        said: dict[str, Piece] = {
            key: (on_record(score, self.rewatch.scored.ranking.as_of), DIM)
            for key, score in self._scores.items()
        }
        for key, line in lines.items():
            said[key] = line.wrong or comes_to(line), WARN if line.wrong or far(line) else ACCENT
        grid = self.query_one(Grid)
        grid.say(said)
        wrong = _wrong(lines, grid.key)
        remark = self._told(wrong, lines) if wrong else as_sentence(self._later(lines))
        self._hint(*((remark, WARN) if remark else ()))

    def _later(self, lines: dict[str, Line]) -> str:
        return counts_later(lines.values(), self.rewatch.scored.ranking.as_of)

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
        typed, about = self.typed, self._head.values
        if not typed:
            self.rewatch.say("Nothing is typed yet.")
            return
        if (wrong := self._head.wrong) is not None or not about[0]:
            line = self._head.lines[wrong or "as of"]
            self.rewatch.say(f"{wrong}: {line.wrong}" if wrong else _NO_DAY)
            self._head.refuse(line)
            return
        workspace = self.rewatch.session.workspace

        def job() -> tuple[dict[str, Line], str]:
            lines = self._read(typed, about)
            drafts = [line.draft for line in lines.values() if line.draft is not None]
            if drafts and not any(line.wrong for line in lines.values()):
                workspace.add_evidence(drafts)
                return lines, self._keeping.saved()
            return lines, ""

        self.work(job, lambda both: self._saved(*both), group="save")

    def _saved(self, lines: dict[str, Line], draft: str) -> None:
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
        said = f"Saved the cash of {count}; {key_of('undo')} takes it back as one step"
        if later := self._later(lines):
            said += f"; {later}"
        if self._gone:
            said += f". Not saved, because it is not on the list: {self._of_gone()}"
        self.rewatch.say(f"{said}{draft}.")
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


def _by_company(kept: Mapping[str, Mapping[str, str]]) -> dict[str, tuple[str, str]]:
    """Cash and burn of a draft, by company."""
    cash, burn = (kept.get(column, {}) for column in _COLUMNS)
    return {key: (cash.get(key, ""), burn.get(key, "")) for key in (*cash, *burn)}


def _wrong(lines: dict[str, Line], here: str | None) -> str | None:
    """The line that is typed into where it cannot be used, else the first that cannot."""
    wrong = [key for key, line in lines.items() if line.wrong]
    return here if here in wrong else next(iter(wrong), None)


def _in_words(said: str) -> str:
    """A sentence about a field, with what its column is called here."""
    return said.replace("burn_per_quarter:", "burn:").replace("amount:", "cash:")
