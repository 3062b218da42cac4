"""The inbox: what happened since the user last looked; each company can be marked as read."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from rewatch.domain.errors import RewatchError
from rewatch.scorecards.records import cited_words
from rewatch.tui.keymap import bindings_of
from rewatch.tui.keys import key_of, keyed
from rewatch.tui.pages.inbox import deciding_lines, inbox_lines, parted_lines, since_words
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
    from rewatch.workspace import Looked, Side, Standing


SIDES: tuple[Side, ...] = ("ours", "theirs")
_REVIEW = (
    "A review due stays until it has a later date or none: that of a note stands in its fields, "
    "that of an entry with its tags on the watchlist."
)


@dataclass(frozen=True, slots=True)
class News:
    """What the inbox shows.

    Attributes:
        since: the day it counts from, None where none could be kept.
        first: whether that is the day the inbox was opened first, not one of marking.
        items: what happened; what is new before what was looked at before.
        fresh: how many of them are new.
        names: of companies, by id.
        indicators: names by id.
        lists: names of watchlists by slug.
        records: what the records behind the moves say, by company and id.
        conflicts: what two edits disagree about.
        broken: files of which a good copy can be brought back.
    """

    since: date | None
    first: bool
    items: tuple[Item, ...]
    fresh: int
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
        self._looked: Looked | None = None  # as it was when this was opened
        self._marks: set[str] = set()  # of the items that were on the screen since

    def compose(self) -> ComposeResult:
        """Header, page, footer."""
        yield Header(id="header")
        yield Page(id="page")
        yield Footer(self.place, id="footer")

    def on_mount(self) -> None:
        """Works it out beside the screen."""
        title = self.rewatch.session.of_today("Inbox")
        self.query_one(Header).say(title, ["comparing with what you saw …"])
        page = self.query_one(Page)
        page.show(lambda width: paragraph("Scoring all companies then and now …", width, DIM))
        page.focus()
        self.watch(page, "scroll_y", self._note_looked, init=False)
        self.read()

    def read(self) -> None:
        """Reads it again; the cursor stays where it is."""
        self.work(self._read, self._take, group="inbox")

    def _read(self) -> News:
        session = self.rewatch.session
        workspace = session.workspace
        since, found = workspace.inbox()
        if since is None:
            with contextlib.suppress(RewatchError):  # the page says that nothing is compared
                workspace.mark_seen(first=True)
                since, found = workspace.inbox()
        if self._looked is None:
            self._looked = workspace.looked()
        marks = self._looked.marks
        items = tuple(sorted(found, key=lambda item: item.mark in marks))
        catalogue = workspace.catalogue
        criteria = catalogue.rubric.criteria
        return News(
            since,
            workspace.counts_from_first_look(),
            items,
            sum(item.mark not in marks for item in items),
            catalogue.names,
            {item.id: item.name for criterion in criteria for item in criterion.indicators},
            dict(session.lists()),
            dict(_said(items, catalogue.companies)),
            workspace.conflicts(),
            workspace.restorable(),
        )

    def _take(self, news: News) -> None:
        self._news = news
        seen = len(news.items) - news.fresh
        counts = [f"{news.fresh} new"] if news.items else []
        counts += [f"{seen} looked at before"] if seen else []
        title = self.rewatch.session.of_today("Inbox")
        self.query_one(Header).say(title, [*counts, f"since {news.since}"] if news.since else [])
        self.query_one(Page).show(self._lines, keep=True)
        self.call_after_refresh(self._note_looked)

    def _note_looked(self) -> None:
        """What is on the screen now was looked at."""
        if not self.stands or self._news is None:
            return
        numbers = (key.partition(":")[0] for key in self.query_one(Page).seen_keys)
        items = [self._news.items[int(number)] for number in numbers if number.isdigit()]
        self._marks.update(item.mark for item in items)

    def flush(self) -> None:
        """Keeps what was looked at, as far as it is still there."""
        if self._news is None or self._looked is None:
            return
        looked, there = self._looked.marks, {item.mark for item in self._news.items}
        # What cannot be kept seems new once more, and nothing is lost.
        with contextlib.suppress(RewatchError, OSError):
            if there or looked:
                self.rewatch.session.workspace.keep_looked((looked | self._marks) & there)

    def take_answer(self) -> None:
        """Something changed: it may have moved."""
        self.read()

    def _lines(self, width: int) -> list[Line | list[Piece]]:
        news = self._news
        if news is None:
            return []
        waiting = deciding_lines(news.conflicts, news.broken, news.names, width)
        one, everything = (key_of(key) for key in ("mark_read", "mark_all_read"))
        if news.since is None:
            said = (
                f"There is nothing to compare with yet. {everything} remembers what you see now; "
                "what moves later stands here with its causes."
            )
            waiting += paragraph(said, width, PLAIN)
        elif not news.items:
            waiting += paragraph(_nothing(news.since, news.first), width, PLAIN)
        else:
            since = since_words(news.since, news.first)
            said = f"Since {since}. {one} marks one as read, {everything} all."
            waiting += [*paragraph(said, width, DIM), []]
        fresh, before = (
            inbox_lines(items, news.names, news.indicators, news.lists, width, news.records, start)
            for items, start in (
                (news.items[: news.fresh], 0),
                (news.items[news.fresh :], news.fresh),
            )
        )
        looked = self._looked.at if self._looked else None
        return [*waiting, *parted_lines(fresh, before, looked, width)]

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
            self.rewatch.say(f"Settled: {place}; {key_of('undo')} takes it back.")
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
            if self._news is not None:
                self.rewatch.say(_no_company(self._news, self._key))
            return

        items = self._news.items if self._news else ()
        kinds = {item.kind for item in items if item.company == company_id}
        if kinds == {"review"}:
            self.rewatch.say(_REVIEW)
            return

        def marked(_none: None) -> None:
            name = self._news.names.get(company_id, company_id) if self._news else company_id
            stays = "; its review stays" if "review" in kinds else ""
            self.rewatch.say(
                f"Marked as read: {cut(name, 60)}{stays}; {key_of('undo')} takes it back."
            )
            self.read()
            self.rewatch.read_ahead()

        self.rewatch.save(lambda: session.workspace.mark_read(company_id), marked)

    def action_mark_all_read(self) -> None:
        """Counts from now on."""
        session = self.rewatch.session

        def marked(_none: None) -> None:
            self.rewatch.say(keyed("Marked as read; reviews due stay. {undo} takes it back."))
            self.read()
            self.rewatch.read_ahead()

        self.rewatch.save(session.workspace.mark_seen, marked)

    def action_back(self) -> None:
        """To the watchlist; what was on the screen is new no more."""
        self.rewatch.work(self.flush, group="looked")
        self.done()


def _no_company(news: News, key: str | None) -> str:
    """Why nothing is marked as read: the line that the cursor is on is of no company."""
    if key is not None:
        return keyed("This line is of no company: {choose} opens it; it goes when it is settled.")
    if news.since is None:
        everything = key_of("mark_all_read")
        return f"Nothing is compared yet; {everything} remembers what you see now."
    return "There is nothing to mark as read: nothing happened since."


def _nothing(since: date, first: bool) -> str:
    """What an empty inbox looked at, and since when."""
    changes = key_of("history")
    begins = "This is what later moves are compared with. " if first else ""
    return (
        f"{begins}Since {since_words(since, first)}, no total moved by half a point for new "
        "evidence or age, no record fell a grade, no list with a filter changed, and no review is "
        f"due. Weights and prices of your own are no news: {changes} lists what you changed."
    )


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
