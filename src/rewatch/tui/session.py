"""What the interface is looking at: a workspace, a list, a question, and the answer to it.

Every method here may read or write files and is called in a worker, except for the first answer.
Knows nothing of widgets.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from rewatch.tui.marks import Marks, carried, marked, marks_of
from rewatch.tui.view import Picture, as_plain, from_plain, picture, weights_called

if TYPE_CHECKING:
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
    from rewatch.workspace import NoteDraft, Question, Workspace


# Fields that completions and facets count first.
_WARM = ("country", "step", "stage", "grade", "tag", "magnet", "dytb", "scale", "offtake", "name")

# Points from which a move is news, as in the inbox.
_MOVED = 0.5

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
    """

    slug: str
    name: str
    picture: Picture
    faults: tuple[str, ...]
    scored: Scored | None = None


class Session:
    """One run of the interface on one workspace."""

    def __init__(self, workspace: Workspace, watchlist: str | None = None) -> None:
        self.workspace = workspace
        self.settings = workspace.settings()
        self.wanted = watchlist or self.settings.watchlist
        self.question: Question | None = None
        self.answer: Answer | None = None
        self.first_run = workspace.first_run()
        # Two workers that both need the scores must not work them out twice.
        self._scoring = threading.Lock()
        self._before: dict[str, tuple[int, int, int]] = {}
        self._stamps: dict[str, tuple[int, int, int]] = {}
        self._others: set[str] = set()
        self._screening: tuple[Ranking, Table, dict[str, Marks]] | None = None

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

    def ask(self, watchlist: str | None = None, *, anew: bool = False) -> Answer:
        """Scores a list: the one named, else the one open, else the sample, else the first.

        Args:
            watchlist: slug or name.
            anew: reads all files again.

        Raises:
            RewatchError: no such list, or a method file that cannot be read.
        """
        with self._scoring:
            if anew:
                self.workspace.reload()
            self._stamps = self.workspace.file_stamps()
            before = self._before = self.workspace.picture_stamps()
            slug, entry = self.workspace.watchlist(watchlist or self._usual())
            ranking = self.workspace.ranking(self.question, slug)
            catalogue = self.workspace.catalogue
            deck = ranking.deck
            found = picture(
                ranking,
                catalogue.decks[deck].name if deck in catalogue.decks else deck,
                self.weights_called(ranking.profile),
            )
            self.answer = Answer(
                slug=slug,
                name=entry.name,
                picture=carried(found, self.answer.picture if self.answer else None),
                faults=(
                    *self._filter_faults(entry),
                    *(self._named(fault) for fault in self.workspace.left_out),
                ),
                scored=Scored(ranking, catalogue.rubric),
            )
            self._keep(self.answer, before)
            return self.answer

    def weights_called(self, profile: str) -> str:
        """Whose weights they are, in words; see `view.weights_called`."""
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

    def _usual(self) -> str:
        """The list that opens where none is named."""
        opened = self.answer.slug if self.answer else None
        if opened or self.wanted:
            return opened or str(self.wanted)
        lists = self.workspace.watchlists()
        if not lists:
            self.workspace.ensure_samples()
            lists = self.workspace.watchlists()
        return SAMPLE if SAMPLE in lists else next(iter(lists), SAMPLE)

    def _keep(self, answer: Answer, before: dict[str, tuple[int, int, int]]) -> None:
        """Keeps the table for the next start, as long as it is the usual view of the list."""
        if self.question is None:
            kept = {
                "slug": answer.slug,
                "name": answer.name,
                "table": as_plain(answer.picture),
                "faults": list(answer.faults),
            }
            self.workspace.keep_picture(answer.slug, kept, before)

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
        """How many companies of the open list have moved since the user last looked."""
        table = self.table if self.question is None else None  # a what-if is no news
        return sum(abs(row.moved or 0) >= _MOVED for row in table.rows) if table else 0

    def read_ahead(self) -> Answer | None:
        """Makes filters ready and works out flags and theses; the answer with them in its rows.

        None where there is nothing to read ahead of, or the list has changed meanwhile.
        """
        answer = self.answer
        if answer is None or answer.scored is None:
            return None
        from rewatch.screening import prepare

        prepare()
        ranking = answer.scored.ranking
        table = self.workspace.screening(ranking, self.question, answer.slug)
        table.warm(_WARM)
        marks = marks_of(table)
        with self._scoring:
            if self.answer is not answer:
                return None
            self._screening = (ranking, table, marks)
            self.answer = replace(answer, picture=marked(answer.picture, marks))
            self._keep(self.answer, self._before)
            return self.answer

    def lists(self) -> list[tuple[str, str]]:
        """Slug and name of every list, in order."""
        return [(slug, entry.name) for slug, entry in self.workspace.watchlists().items()]

    def score(self, company_id: str) -> CompanyScore | None:
        """The score of a company of the open list, or looked up; None where it is neither."""
        scored = self.answer.scored if self.answer else None
        row = scored.ranking.row(company_id) if scored else None
        if row is None and company_id in self._others and scored is not None:
            return self.look_up(company_id)
        return row.score if row else None

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
        self.answer, self.wanted = None, None
        return self.ask(anew=True)

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
        from rewatch.workspace import Question

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
        from rewatch.workspace import Question

        found = self._under(scenario)
        self.question = None if found == Question() else found

    def _under(self, scenario: str) -> Question:
        """The question under a scenario; a deck chosen before gives way to the scenario's."""
        from rewatch.workspace import Question

        question = replace(self.question or Question(), scenario=scenario or None)
        supposed = self.workspace.scenarios().get(scenario)
        priced = supposed is not None and supposed.price_deck is not None
        return replace(question, deck=None) if priced else question

    def draft(
        self, company_id: str, before: Note | None = None
    ) -> tuple[Note | None, NoteDraft | None]:
        """The note to write about a company, None for a new one, and what was typed of it already.

        Args:
            company_id: whom it is about.
            before: the note that was asked for. Without one, whatever was being typed about the
                company goes on: a new note first, then an old one that was edited.
        """
        if before is not None:
            return before, self.workspace.draft(company_id, before.id)
        for kept in self.workspace.company_drafts(company_id):
            if kept.note is None:
                return None, kept
            for note in self.workspace.notes(company_id):
                if note.id == kept.note:
                    return note, kept
            return None, kept  # its note is gone: the text is a new one
        return None, None

    def notes(self) -> dict[str, list[Note]]:
        """All notes by company, newest first."""
        found: dict[str, list[Note]] = {}
        for note in self.workspace.notes():
            found.setdefault(note.company, []).append(note)
        return found
