"""The use cases, one facade for both faces: open, score, look up, keep, export.

Returns domain and scoring objects, raises `domain.errors`; never prints, never paints.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rewatch.domain.errors import UsageError
from rewatch.storage import first_picture
from rewatch.storage.paths import Folders, find_folders

# Records and scorer take longer to load than all the rest of a start; the interface shows its
# first picture without them, so they are imported where they are used.
if TYPE_CHECKING:
    from rewatch.domain.company import Company
    from rewatch.domain.errors import Fault
    from rewatch.domain.note import Note
    from rewatch.scorecards.scorecard import Scorecard
    from rewatch.domain.prices import Deck
    from rewatch.domain.watchlist import Watchlist
    from rewatch.scoring.case import Method
    from rewatch.scoring.changes import Change
    from rewatch.scoring.explain import Difference
    from rewatch.scoring.facts import FactGroup
    from rewatch.scoring.results import CompanyScore, Order, Ranking
    from rewatch.scoring.sureness import Parts, Sure, Sureness
    from rewatch.storage.catalogue import Catalogue
    from rewatch.storage.names import Hit


@dataclass(frozen=True)
class Question:
    """How to look: everything besides the evidence; None means the default.

    A watchlist's own profile, weights and deck apply where the question says nothing.
    """

    as_of: date | None = None
    recorded_by: date | None = None
    profile: str | None = None
    weights: Mapping[str, float] | None = None
    deck: str | None = None
    order: Order = "proven"


class Workspace:
    """One workspace laid over the shipped data; creates nothing on disk until asked to save."""

    def __init__(self, folders: Folders, today: date) -> None:
        self.folders = folders
        self.today = today
        self._catalogue: Catalogue | None = None
        self._scores: dict[tuple[object, ...], dict[str, CompanyScore]] = {}
        self._read: first_picture.Stamps = {}

    @classmethod
    def open(
        cls, folder: str | os.PathLike[str] | None = None, *, today: date | None = None
    ) -> Workspace:
        """Opens a workspace.

        Args:
            folder: where it is; REWATCH_WORKSPACE or the user's data folder if not given.
            today: the day it is, the machine's if not given.
        """
        return cls(find_folders(folder), today or datetime.now().astimezone().date())

    @property
    def catalogue(self) -> Catalogue:
        """Companies, method, decks and countries, read on first use."""
        if self._catalogue is None:
            from rewatch.storage.catalogue import load_catalogue

            self._read = first_picture.stamps(self.folders)
            self._catalogue = load_catalogue(self.folders)
        return self._catalogue

    def reload(self) -> None:
        """Forgets what was read; the next question reads the files again."""
        self._catalogue = None
        self._scores.clear()

    @property
    def left_out(self) -> tuple[Fault, ...]:
        """Every file or record that could not be used, watchlists and notes included."""
        from rewatch.storage.watchlists import list_watchlists

        _, faults = list_watchlists(self.folders)
        return tuple(sorted({*self.catalogue.left_out, *faults}))

    # ------------------------------------------------------------------ scoring

    def method(self, question: Question | None = None, watchlist: str | None = None) -> Method:
        """The method a question is answered with.

        Raises:
            NotFound: no such profile, deck or watchlist.
            UsageError: weights that cannot be used, or a method file that cannot be read.
        """
        from rewatch.scoring.score import method

        question = question or Question()
        entry = self.watchlist(watchlist)[1] if watchlist is not None else None
        weights, profile = self._weights(question, entry)
        rubric = self.catalogue.rubric
        deck = self._deck(question.deck or (entry.price_deck if entry else None))
        as_of = question.as_of or question.recorded_by or self.today
        countries = self.catalogue.countries
        return method(rubric, weights, profile, deck, countries, as_of, question.recorded_by)

    def _weights(
        self, question: Question, entry: Watchlist | None
    ) -> tuple[Mapping[str, float], str]:
        from rewatch.scoring.score import completed, shares

        rubric = self.catalogue.rubric
        if question.weights is not None:
            base = self.catalogue.profile(question.profile or rubric.default_profile).weights
            return completed(shares(rubric, base), question.weights), "own weights"
        if question.profile is not None:
            return self.catalogue.profile(question.profile).weights, question.profile
        if entry is not None and entry.weights is not None:
            return entry.weights, f"weights of {entry.name}"
        name = (entry.profile if entry else None) or rubric.default_profile
        return self.catalogue.profile(name).weights, name

    def _deck(self, name: str | None) -> Deck:
        return self.catalogue.deck(name or self.catalogue.rubric.default_deck)

    def scores(self, companies: Iterable[str], how: Method) -> list[CompanyScore]:
        """Scores of some companies; evidence already read under the same method is kept."""
        from rewatch.scoring.score import reweighed, score_company

        key = (how.deck.id if how.deck else None, how.as_of, how.recorded_by)
        kept = self._scores.setdefault(key, {})
        found = []
        for company_id in companies:
            score = kept.get(company_id)
            if score is None:
                score = kept[company_id] = score_company(self.company(company_id), how)
            found.append(reweighed(score, how))
        return found

    def ranking(
        self,
        question: Question | None = None,
        watchlist: str | None = None,
        companies: Sequence[str] | None = None,
    ) -> Ranking:
        """Ranks the companies of a watchlist, or those named, or all, among themselves.

        Args:
            question: how to look.
            watchlist: slug or name of a list.
            companies: ids; goes before the watchlist's entries.
        """
        from rewatch.scoring.ranking import rank

        question = question or Question()
        how = self.method(question, watchlist)
        if companies is None:
            companies = self.members(watchlist)
        if question.order == "expected":
            raise UsageError(
                "the order by expected rank needs sampling; use rank --robust --order expected"
            )
        return rank(self.scores(companies, how), how, question.order)

    def members(self, watchlist: str | None = None) -> list[str]:
        """Ids of the companies of a list that exist, in its order; of all, without a list."""
        if watchlist is None:
            return list(self.catalogue.companies)
        _, entry = self.watchlist(watchlist)
        return [item for item in entry.companies() if item in self.catalogue.companies]

    def score(self, company_id: str, question: Question | None = None) -> CompanyScore:
        """One company's score."""
        return self.scores([company_id], self.method(question))[0]

    def why(self, a: str, b: str, question: Question | None = None) -> Difference:
        """Why A's total differs from B's, in parts that add up."""
        from rewatch.scoring.explain import difference

        one, other = self.scores([a, b], self.method(question))
        return difference(one, other)

    def sureness(
        self,
        ranking: Ranking,
        *,
        sure: Sure | None = None,
        parts: Sequence[Parts] = ("both", "evidence", "weights"),
        samples: int | None = None,
    ) -> list[Sureness]:
        """Samples evidence and weights of a ranking; both variants of the unknowns.

        Args:
            ranking: what to sample.
            sure: how firmly the weights are meant; the rubric's default if not said.
            parts: what varies.
            samples: how many samples, the rubric's number if not said.
        """
        from rewatch.scoring.sureness import sample

        return sample(ranking, self.catalogue.rubric, sure=sure, parts=parts, samples=samples)

    def next_facts(self, ranking: Ranking) -> tuple[FactGroup, ...]:
        """The missing facts of a ranking, by the doubt they would remove."""
        from rewatch.scoring.facts import next_facts

        return next_facts(ranking, self.catalogue.rubric)

    def change(self, company_id: str, since: date, question: Question | None = None) -> Change:
        """Why a company's score moved since a day, in parts by indicator and cause."""
        from dataclasses import replace

        from rewatch.scoring.changes import change

        question = question or Question()
        after = self.method(question)
        if since > after.as_of:
            raise UsageError(f"{since} lies after the day looked at, {after.as_of}")
        before = self.method(replace(question, as_of=since))
        return change(self.company(company_id), before, after)

    # ------------------------------------------------------------------ the first picture

    def last_picture(self, watchlist: str | None = None) -> dict[str, Any] | None:
        """The table the interface kept of a list, if nothing has changed since; loads no records.

        Args:
            watchlist: slug; the list shown last if None.
        """
        return first_picture.load(self.folders, watchlist, self.today)

    def picture_stamps(self) -> first_picture.Stamps:
        """The state of all files, taken before what `keep_picture` keeps is worked out."""
        return first_picture.stamps(self.folders)

    def keep_picture(
        self, watchlist: str, picture: Mapping[str, Any], before: first_picture.Stamps
    ) -> None:
        """Keeps a table for the next start, unless files changed while it was worked out."""
        if first_picture.same_records(before, self._read, self.folders):
            first_picture.keep(self.folders, watchlist, self.today, before, picture)

    # ------------------------------------------------------------------ names

    def company(self, company_id: str) -> Company:
        """The company of that id.

        Raises:
            NotFound: there is none; with the nearest names.
        """
        found = self.catalogue.companies.get(company_id)
        if found is None:
            return self.catalogue.companies[self.resolve(company_id)]
        return found

    def resolve(self, name: str) -> str:
        """The id of the company of that id, ticker, name or alias.

        Raises:
            NotFound: none is called so; with the three closest.
            Ambiguous: more than one is.
        """
        if name in self.catalogue.companies:
            return name
        from rewatch.storage.names import resolve

        return resolve(name, self.catalogue.companies)

    def search(self, text: str, limit: int = 20) -> list[Hit]:
        """Companies and listed miners whose name, alias or ticker is like the text."""
        from rewatch.storage.names import search

        return search(text, self.catalogue.companies, self.folders, limit)

    # ------------------------------------------------------------------ watchlists

    def first_run(self) -> bool:
        """Whether this workspace has no watchlist yet."""
        return not self.folders.watchlists.is_dir()

    def ensure_samples(self) -> None:
        """Copies the sample watchlists into a workspace that has none."""
        from rewatch.storage.watchlists import copy_samples

        if self.first_run():
            copy_samples(self.folders)

    def watchlists(self) -> dict[str, Watchlist]:
        """The lists by slug; the samples before the first save."""
        from rewatch.storage.watchlists import list_watchlists

        return list_watchlists(self.folders)[0]

    def watchlist(self, name: str) -> tuple[str, Watchlist]:
        """A list by slug or name.

        Raises:
            NotFound: none is called so.
        """
        from rewatch.storage.watchlists import load_watchlist

        return load_watchlist(self.folders, name)

    def new_watchlist(self, name: str, companies: Sequence[str] = ()) -> str:
        """Makes a list and returns its slug."""
        from rewatch.storage.watchlists import create

        self.ensure_samples()
        return create(self.folders, name, companies, self.today)

    def add_to_watchlist(self, name: str, companies: Sequence[str]) -> list[str]:
        """Adds companies to a list; returns the ids that were not on it."""
        from rewatch.storage.watchlists import add_entries

        slug = self._own_list(name)
        return add_entries(self.folders, slug, companies, self.today)

    def remove_from_watchlist(self, name: str, companies: Sequence[str]) -> list[str]:
        """Removes companies from a list; returns the ids that were on it."""
        from rewatch.storage.watchlists import remove_entries

        return remove_entries(self.folders, self._own_list(name), companies)

    def rename_watchlist(self, name: str, to: str) -> None:
        """Gives a list another name; its slug stays."""
        from rewatch.storage.watchlists import rename

        rename(self.folders, self._own_list(name), to)

    def delete_watchlist(self, name: str) -> None:
        """Moves a list to the trash."""
        from rewatch.storage.watchlists import delete

        delete(self.folders, self._own_list(name))

    def _own_list(self, name: str) -> str:
        self.ensure_samples()
        return self.watchlist(name)[0]

    def add_company(self, name: str, listing: str, country: str) -> str:
        """Makes an own company of three fields and returns its id.

        Args:
            name: what it is called.
            listing: EXCHANGE:TICKER, or "unlisted".
            country: ISO 3166-1 alpha-2 code.
        """
        from rewatch.storage.companies import create_company

        company_id = create_company(self.folders, self.catalogue, name, listing, country)
        self.reload()
        return company_id

    # ------------------------------------------------------------------ notes

    def notes(self, company_id: str | None = None) -> list[Note]:
        """Notes of one company or of all, newest first."""
        from rewatch.storage.notes import list_notes

        return list_notes(self.folders, company_id)[0]

    def add_note(self, company_id: str, text: str, **fields: Any) -> tuple[Note, Path]:
        """Writes a new note; returns it and its file."""
        from datetime import UTC, datetime

        from rewatch.storage.notes import add_note

        now = datetime.now(UTC).replace(microsecond=0)
        return add_note(self.folders, self.company(company_id).id, text, now, **fields)

    def save_note(self, before: Note, text: str) -> tuple[Note, Path]:
        """Saves an edited note; if it changed on disk meanwhile, both are kept."""
        from datetime import UTC, datetime

        from rewatch.storage.notes import save_note

        return save_note(self.folders, before, text, datetime.now(UTC).replace(microsecond=0))

    def draft(self, company_id: str) -> str | None:
        """What was being typed about a company when the tool last stopped."""
        from rewatch.storage.notes import read_draft

        return read_draft(self.folders, company_id)

    def keep_draft(self, company_id: str, text: str) -> None:
        """Keeps what is being typed."""
        from rewatch.storage.notes import write_draft

        write_draft(self.folders, company_id, text)

    def drop_draft(self, company_id: str) -> None:
        """Forgets a draft that was saved or given up."""
        from rewatch.storage.notes import remove_draft

        remove_draft(self.folders, company_id)

    # ------------------------------------------------------------------ handing out

    def method_of(self, ranking: Ranking, question: Question) -> Method:
        """The method a ranking was made with."""
        return method(
            self.catalogue.rubric,
            ranking.weights,
            ranking.profile,
            self.catalogue.deck(ranking.deck),
            self.catalogue.countries,
            ranking.as_of,
            question.recorded_by,
        )

    def scorecard(
        self, company_id: str, question: Question | None = None, **options: Any
    ) -> Scorecard:
        """The card of one company; options are those of `publishing.scorecard`."""
        from rewatch.publishing import scorecard

        return scorecard(self, company_id, question or Question(), **options)

    def export(
        self,
        companies: Sequence[str],
        to: Path,
        *,
        format: str | None = None,  # noqa: A002 - the word users know
        question: Question | None = None,
        **options: Any,
    ) -> Path:
        """Writes a card, comparison or pack to a file; options are those of `publishing.export`."""
        from rewatch.publishing import export

        return export(self, companies, to, question or Question(), form=format, **options)

    def doctor(self) -> list[tuple[str, str]]:
        """Versions, folders, what was read and how long it took."""
        from rewatch.publishing import doctor

        return doctor(self)

    # ------------------------------------------------------------------ faults

    def check(self, paths: Sequence[Path] = ()) -> list[Fault]:
        """Every fault of the files named, else of the shipped data and the workspace."""
        from rewatch.storage.checks import check

        return check(self.folders, paths, self.today)
