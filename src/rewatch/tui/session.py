"""What the interface is looking at: a workspace, a list, a question, and the answer to it.

Every method here may read or write files and is called in a worker, except for the first answer.
Knows nothing of widgets.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from rewatch.question import Question
from rewatch.tui.marks import Marks, carried, marked, marks_of
from rewatch.tui.otherwise import ways_after
from rewatch.tui.view import Picture, as_plain, from_plain, picture

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from rewatch.domain.errors import Fault
    from rewatch.domain.note import Note
    from rewatch.domain.rubric import Rubric
    from rewatch.domain.watchlist import Watchlist
    from rewatch.publishing import Written
    from rewatch.scorecards.scorecard import HistoryPoint
    from rewatch.scoring.results import CompanyScore, Ranking
    from rewatch.screening.table import Table
    from rewatch.supposing import Outcome
    from rewatch.workspace import Workspace


# Fields that completions and facets count first.
_WARM = ("country", "step", "stage", "grade", "tag", "magnet", "dytb", "scale", "offtake", "name")

# The list that opens where none is asked for, as long as the user keeps it.
SAMPLE = "sample"


@dataclass(frozen=True)
class Scored:
    """A ranking and the method file it was made with."""

    ranking: Ranking
    rubric: Rubric


@dataclass(frozen=True)
class Answer:
    """A list as it was scored.

    Attributes:
        slug: the list.
        name: what the list is called.
        faults: files that could not be used, a sentence each.
        scored: what the table was made from; None while it is one kept from last time.
        stamps: of the files that it was made from, for keeping it.
    """

    slug: str
    name: str
    picture: Picture
    faults: tuple[str, ...]
    scored: Scored | None = None
    stamps: dict[str, tuple[int, int, int]] = field(default_factory=dict, compare=False)


class Session:
    """One run of the interface on one workspace."""

    def __init__(self, workspace: Workspace, watchlist: str | None = None) -> None:
        self.workspace = workspace
        self.settings = workspace.settings()
        self.wanted = watchlist or self.settings.watchlist
        self.ways: Sequence[str] = ()  # asked otherwise than usual, the latest last
        self._question: Question | None = None
        self.answer: Answer | None = None
        self.first_run = workspace.first_run()
        # Two workers that both need the scores must not work them out twice.
        self._scoring = threading.Lock()
        self._stamps: dict[str, tuple[int, int, int]] = {}
        self._others: set[str] = set()
        self._screening: tuple[Ranking, Table, dict[str, Marks]] | None = None
        self._moved = 0  # companies of the list of `_screening`

    @property
    def question(self) -> Question | None:
        """What is asked otherwise than usual; None for nothing."""
        return self._question

    @question.setter
    def question(self, asked: Question | None) -> None:
        asked = None if asked == Question() else asked
        self.ways = ways_after(self._question, asked, self.ways)
        self._question = asked

    def wait(self) -> Answer:
        """What is shown while nothing is scored yet."""
        empty = Picture((), (), "", "", self.workspace.today.isoformat(), None)
        self.answer = Answer("", "", empty, ())
        return self.answer

    def recall(self) -> Answer | None:
        """The table as it was shown last, if nothing has changed since: no record is loaded.

        It has no ranking yet; `ask` gives the whole answer.
        """
        kept = self.workspace.last_picture(self.wanted)
        if kept is None:
            return None
        try:
            self.answer = Answer(
                slug=str(kept["slug"]),
                name=str(kept["name"]),
                picture=from_plain(kept["table"]),
                faults=tuple(map(str, kept["faults"])),
            )
        except (KeyError, TypeError, ValueError):
            return None  # kept by another version: it is worked out instead
        return self.answer

    def ask(
        self, watchlist: str | None = None, *, anew: bool = False, beside: bool = False
    ) -> Answer:
        """Scores a list: the one named, else the one open, else the sample, else the first.

        It is looked at as soon as it is the session's `answer`, which its caller says: a change is
        for the list that is seen, whatever another thread has scored meanwhile.

        Args:
            watchlist: slug or name.
            anew: reads all files again.
            beside: takes no notice of the one that is open, nor of the one asked for at the start.

        Raises:
            RewatchError: no such list, or a method file that cannot be read.
        """
        from rewatch.domain.company import newest_source

        with self._scoring:
            if anew:
                self.workspace.reload()
            self._stamps = self.workspace.file_stamps()
            before = self.workspace.picture_stamps()
            slug, entry = self.workspace.watchlist(watchlist or self._usual(beside=beside))
            ranking = self.workspace.ranking(self.question, slug)
            catalogue = self.workspace.catalogue
            deck = ranking.deck
            found = picture(
                ranking,
                catalogue.decks[deck].name if deck in catalogue.decks else deck,
                self.weights_called(ranking.profile),
                past=ranking.as_of != self.workspace.today,
                ways=tuple(self.ways),
                data_to=newest_source(catalogue.shipped, ranking.as_of),
            )
            answer = Answer(
                slug=slug,
                name=entry.name,
                picture=carried(found, self.answer.picture if self.answer else None),
                faults=(
                    *self._filter_faults(entry),
                    *(self._named(fault) for fault in self.workspace.left_out),
                ),
                scored=Scored(ranking, catalogue.rubric),
                stamps=before,
            )
            self._keep(answer)
            return answer

    def weights_called(self, profile: str) -> str:
        """Whose weights they are, in words."""
        from rewatch.scorecards.wording import weights_called

        catalogue = self.workspace.catalogue
        shipped = {key: item.name for key, item in catalogue.rubric.profiles.items()}
        if profile not in shipped:
            shipped = {key: item.name for key, item in catalogue.profiles.items()}
        return weights_called(profile, shipped, catalogue.rubric.default_profile)

    def _filter_faults(self, entry: Watchlist) -> list[str]:
        """Why the filter of a list cannot be read; its entries are shown without it."""
        if entry.filter is None:
            return []
        from rewatch.domain.errors import FilterError

        try:
            self.workspace.canonical_filter(entry.filter)
        except FilterError as error:
            return [f"the filter {entry.filter!r} of this list: {error}"]
        return []

    def _named(self, fault: Fault) -> str:
        """A fault with its file as it is called inside the workspace."""
        return str(fault).replace(f"{self.workspace.folders.workspace}{os.sep}", "")

    def _usual(self, *, beside: bool = False) -> str:
        """The list that opens where none is named."""
        opened = self.answer.slug if self.answer else None
        if not beside and (opened or self.wanted):
            return opened or str(self.wanted)
        lists = self.workspace.watchlists()
        if not lists:
            self.workspace.ensure_samples(again=True)
            lists = self.workspace.watchlists()
        return SAMPLE if SAMPLE in lists else next(iter(lists), SAMPLE)

    def _keep(self, answer: Answer) -> None:
        """Keeps the table for the next start, as long as it is the usual view of the list."""
        if self.question is None:
            kept = {
                "slug": answer.slug,
                "name": answer.name,
                "table": as_plain(answer.picture),
                "faults": list(answer.faults),
            }
            self.workspace.keep_picture(answer.slug, kept, answer.stamps)

    # filters, flags and theses --------------------------------------------------

    @property
    def table(self) -> Table | None:
        """The open list as filters see it; None until `read_ahead` has run for it."""
        scored = self.answer.scored if self.answer else None
        if scored is None or self._screening is None or self._screening[0] is not scored.ranking:
            return None
        return self._screening[1]

    def marks(self, company_id: str) -> Marks | None:
        """Flags and assertions of a company, None until `read_ahead` has run."""
        if self.table is None or self._screening is None:
            return None
        return self._screening[2].get(company_id)

    @property
    def changes(self) -> int:
        """How many companies of the open list the inbox says have moved; 0 until it is known."""
        return self._moved if self.table is not None and self.question is None else 0

    def read_ahead(self, answer: Answer | None) -> Answer | None:
        """Makes filters ready and works out flags and theses; the answer with them in its rows.

        None where there is nothing to read ahead of, or another list is looked at meanwhile.
        """
        if answer is None or answer.scored is None:
            return None
        from rewatch.scoring.inbox import has_moved
        from rewatch.screening import prepare

        prepare()
        ranking = answer.scored.ranking
        table = self.workspace.screening(ranking, self.question, answer.slug)
        table.warm(_WARM)
        marks = marks_of(table)
        moved = sum(has_moved(was, now) for was, now in self.workspace.moved(ranking).values())
        with self._scoring:
            if self.answer is not answer:
                return None
            self._screening, self._moved = (ranking, table, marks), moved
            answer = replace(answer, picture=marked(answer.picture, marks))
            self._keep(answer)
            return answer

    def lists(self) -> list[tuple[str, str]]:
        """Slug and name of every list, in order."""
        return [(slug, entry.name) for slug, entry in self.workspace.watchlists().items()]

    def score(self, company_id: str) -> CompanyScore | None:
        """The score of a company of the open list, or looked up; None where it is neither."""
        scored = self.answer.scored if self.answer else None
        row = scored.ranking.row(company_id) if scored else None
        if row is not None or company_id not in self._others or scored is None:
            return row.score if row else None
        from rewatch.domain.errors import NotFound

        try:
            return self.look_up(company_id)
        except NotFound:  # somebody else has deleted it since
            self._others.discard(company_id)
            return None

    def look_up(self, company_id: str) -> CompanyScore:
        """The score of a company that is on another list or none, under the open list's method.

        Raises:
            RewatchError: it is gone.
        """
        found = self.workspace.score(company_id, self.question)
        self._others.add(company_id)
        return found

    def ask_usual(self) -> Answer:
        """Scores the list that opens at a start: the one that was open is gone.

        Raises:
            RewatchError: there is none left.
        """
        # The answer stays until there is another: screens over the list go on reading it.
        found = self.ask(anew=True, beside=True)
        self.wanted = None
        return found

    def changed_files(self) -> set[str]:
        """The files that somebody else has changed since the last answer.

        None of them where the whole workspace is gone: what was read stays on the screen.
        """
        if self.workspace.gone:
            return set()
        with self._scoring:
            changed = self.workspace.changed_files(self._stamps)
            if changed:
                self._stamps = self.workspace.file_stamps()
            return changed

    def history(self, company_id: str) -> tuple[HistoryPoint, ...]:
        """How a company's score moved as evidence became known, oldest first."""
        slug = self.answer.slug if self.answer else None
        return self.workspace.score_history(company_id, self.question, slug)

    def export(
        self, companies: Sequence[str], path: Path | None, ending: str, **options: Any
    ) -> Written:
        """Hands out scorecards as they stand in the open list.

        Args:
            companies: ids.
            path: the file, None where the bytes are wanted alone.
            ending: the format.
            options: those of `publishing.export`.

        Raises:
            RewatchError: it exists and `force` was not said, or it cannot be written.
        """
        return self.workspace.export(
            companies,
            path,
            format=ending,
            question=self.question or Question(),
            watchlist=self.answer.slug if self.answer else None,
            **options,
        )

    def outcome(self, scenario: str) -> Outcome:
        """What a scenario moves in the open list.

        Raises:
            RewatchError: its file cannot be read, or it does not fit the deck or the countries.
        """
        with self._scoring:
            slug = self.answer.slug if self.answer else None
            return self.workspace.outcome(scenario, self._under(scenario), slug)

    def suppose(self, scenario: str) -> None:
        """Everything is asked under a scenario from now on, "" for things as they stand."""
        self.question = self._under(scenario)

    @property
    def as_of(self) -> date | None:
        """The earlier day that everything is seen as of; None for today."""
        return self.question.as_of if self.question else None

    def of_today(self, what: str) -> str:
        """What a screen is about that shows things as they stand, whatever else is looked at."""
        return f"{what}, as things stand today" if self.as_of else what

    def look_back(self, day: date | None) -> bool:
        """Everything is asked as of a day from now on, None for today; whether that is another."""
        day = None if day == self.workspace.today else day
        changed = day != self.as_of
        self.question = replace(self.question or Question(), as_of=day)
        return changed

    def _under(self, scenario: str) -> Question:
        """The question under a scenario; a deck chosen before gives way to the scenario's."""
        question = replace(self.question or Question(), scenario=scenario or None)
        supposed = self.workspace.scenarios().get(scenario)
        return replace(question, deck=None) if supposed and supposed.price_deck else question

    def notes(self) -> dict[str, list[Note]]:
        """All notes by company, newest first."""
        found: dict[str, list[Note]] = {}
        for note in self.workspace.notes():
            found.setdefault(note.company, []).append(note)
        return found
