"""The inbox: what happened since the user last looked; each company can be marked as read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from rewatch.scorecards.records import cited_words
from rewatch.tui.keymap import bindings_of
from rewatch.tui.pages.inbox import deciding_lines, inbox_lines
from rewatch.tui.screens.base import OurScreen
from rewatch.tui.screens.dialogs import Choice, Chooser, Confirm
from rewatch.tui.text import cut
from rewatch.tui.widgets.bars import Footer, Header
from rewatch.tui.widgets.lines import Line, Lines, Page
from rewatch.tui.widgets.paint import DIM, PLAIN, Piece, paragraph

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from rewatch.domain.company import Company
    from rewatch.scoring.inbox import Item
    from rewatch.workspace import Side, Standing


SIDES: tuple[Side, ...] = ("ours", "theirs")


@dataclass(frozen=True, slots=True)
class News:
    """What the inbox shows.

    Attributes:
        since: the day it counts from, None where the user has never looked.
        items: what happened.
        names: of companies, by id.
        indicators: names by id.
        lists: names of watchlists by slug.
        records: what the records behind the moves say, by company and id.
        conflicts: what two edits disagree about.
        broken: files of which a good copy can be brought back.
    """

    since: date | None
    items: tuple[Item, ...]
    names: dict[str, str]
    indicators: dict[str, str]
    lists: dict[str, str]
    records: dict[tuple[str, str], str]
    conflicts: list[Standing]
    broken: list[str]


class InboxScreen(OurScreen[None]):
    """The inbox."""

    place: ClassVar[str] = "inbox"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("inbox")

    def __init__(self) -> None:
        super().__init__()
        self._news: News | None = None

    def compose(self) -> ComposeResult:
        """Header, page, footer."""
        yield Header(id="header")
        yield Page(id="page")
        yield Footer(self.place, id="footer")

    def on_mount(self) -> None:
        """Works it out beside the screen."""
        self.query_one(Header).say("Inbox", ["comparing with what you saw …"])
        page = self.query_one(Page)
        page.show(lambda width: paragraph("Scoring all companies then and now …", width, DIM))
        page.focus()
        self.read()

    def read(self) -> None:
        """Reads it again; the cursor stays where it is."""
        self.work(self._read, self._take, group="inbox")

    def _read(self) -> News:
        session = self.rewatch.session
        workspace = session.workspace
        since, items = workspace.inbox()
        catalogue = workspace.catalogue
        criteria = catalogue.rubric.criteria
        return News(
            since,
            items,
            catalogue.names,
            {item.id: item.name for criterion in criteria for item in criterion.indicators},
            dict(session.lists()),
            dict(_said(items, catalogue.companies)),
            workspace.conflicts(),
            workspace.restorable(),
        )

    def _take(self, news: News) -> None:
        self._news = news
        facts = [f"since {news.since}", f"{len(news.items)} to look at"] if news.since else []
        self.query_one(Header).say("Inbox", facts)
        self.query_one(Page).show(self._lines, keep=True)

    def take_answer(self) -> None:
        """Something changed: it may have moved."""
        self.read()

    def _lines(self, width: int) -> list[Line | list[Piece]]:
        news = self._news
        if news is None:
            return []
        waiting = deciding_lines(news.conflicts, news.broken, news.names, width)
        if not news.items:
            said = (
                f"Since {news.since} no total moved by half a point for new evidence or age, no "
                "record fell a grade, no list with a filter changed, and no review is due. Weights "
                "and prices of your own are no news: H lists what you changed."
            )
            if news.since is None:
                said = (
                    "There is nothing to compare with yet. A remembers what you see now; "
                    "what moves later stands here with its causes."
                )
            return [*waiting, *paragraph(said, width, PLAIN)]
        items = inbox_lines(
            news.items, news.names, news.indicators, news.lists, width, news.records
        )
        return [*waiting, *items]

    @property
    def company_id(self) -> str | None:
        """The company of the selected line."""
        return (self._key.partition(":")[2] or None) if self._key else None

    @property
    def _key(self) -> str | None:
        return self.query_one(Page).key if self.stands else None

    @on(Lines.Chosen)
    def _open(self) -> None:
        key, news = self._key, self._news
        if key and news is not None and self.company_id is not None:
            item = news.items[int(key.partition(":")[0])]
            others = list(dict.fromkeys(item.company for item in news.items))
            self.rewatch.open_company(item.company, others, self._at(item))
        elif key and news is not None and key[0] == "=":
            self._settle(news.conflicts[int(key[1:])])
        elif key and news is not None and key[0] == "!":
            self._bring_back(news.broken[int(key[1:])])

    def _at(self, item: Item) -> str:
        """Where the company opens: at what moved it most, or at the note that is due."""
        if item.change is not None and item.change.parts:
            return f"i:{item.change.parts[0].indicator}"
        if item.kind != "review":
            return ""
        notes = self.rewatch.session.workspace.notes(item.company)
        due = next((note.id for note in notes if note.review == item.due), None)
        return f"n:{due}" if due else ""

    def _settle(self, conflict: Standing) -> None:
        workspace = self.rewatch.session.workspace

        def settled(_none: None) -> None:
            place = conflict.placed(self._news.names if self._news else {})
            self.rewatch.say(f"Settled: {place}; u takes it back.")
            self.rewatch.refresh_all()

        def chosen(side: str | None) -> None:
            if side is not None:
                keep: Side = "ours" if side == "ours" else "theirs"
                self.rewatch.save(lambda: workspace.settle(conflict, keep), settled)

        words = {side: " ".join(conflict.said(side).split()) for side in SIDES}
        choices = [
            Choice("o", "ours", "ours", words["ours"]),
            Choice("t", "theirs", "theirs", words["theirs"]),
        ]
        self.rewatch.open_screen(Chooser("Which counts?", choices), chosen)

    def _bring_back(self, file: str) -> None:
        workspace = self.rewatch.session.workspace

        def back(kept: Path) -> None:
            self.rewatch.say(f"{file} is whole again; the broken one is kept in {kept}")
            self.rewatch.refresh_all()

        def answered(yes: bool | None) -> None:
            if yes:
                self.rewatch.save(lambda: workspace.bring_back(file), back)

        question = f"Bring the last good copy of {file} back? The broken one goes to the trash."
        self.rewatch.open_screen(Confirm(question, "bring it back"), answered)

    def action_mark_read(self) -> None:
        """Marks the company of the selected line."""
        company_id, session = self.company_id, self.rewatch.session
        if company_id is None:
            return

        def marked(_none: None) -> None:
            name = self._news.names.get(company_id, company_id) if self._news else company_id
            self.rewatch.say(f"Marked as read: {cut(name, 60)}; u takes it back.")
            self.read()
            self.rewatch.read_ahead()

        self.rewatch.save(lambda: session.workspace.mark_read(company_id), marked)

    def action_mark_all_read(self) -> None:
        """Counts from now on."""
        session = self.rewatch.session

        def marked(_none: None) -> None:
            self.rewatch.say("Marked as read; reviews due stay. u takes it back.")
            self.read()
            self.rewatch.read_ahead()

        self.rewatch.save(session.workspace.mark_seen, marked)

    def action_undo(self) -> None:
        """Takes back what was done last, a marking too."""
        self.rewatch.undo()

    def action_redo(self) -> None:
        """Does it again."""
        self.rewatch.redo()

    def action_back(self) -> None:
        """To the watchlist."""
        self.done()


def _said(
    items: Sequence[Item], companies: Mapping[str, Company]
) -> Iterator[tuple[tuple[str, str], str]]:
    """What each record that moved a company says, and where."""
    for item in items:
        company = companies.get(item.company)
        parts = item.change.parts if item.change else ()
        moved = [key for part in parts for key in part.evidence]
        for key in (*moved, *(item.names if item.kind in ("stale", "shipped") else ())):
            record = company.record(key) if company else None
            if company is not None and record is not None:
                yield (item.company, key), cited_words(company, record)
