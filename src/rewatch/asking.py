"""Asking: the first part of the workspace facade. Questions, scores, rankings and names.

Records and scorer take longer to load than all the rest of a start; the interface shows its first
picture without them, so they are imported where they are used.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from rewatch.domain.errors import FilterError, NotFound, UsageError
from rewatch.domain.lists import ALL_LISTS, ALL_LISTS_NAME
from rewatch.storage import first_picture
from rewatch.storage.paths import Folders

if TYPE_CHECKING:
    from rewatch.domain.company import Company
    from rewatch.domain.screens import Screen
    from rewatch.domain.watchlist import Watchlist
    from rewatch.scoring.case import Method
    from rewatch.scoring.explain import Difference
    from rewatch.scoring.results import CompanyScore, Order, Ranking
    from rewatch.screening.flags import FlagState
    from rewatch.screening.result import ScreenResult
    from rewatch.screening.table import Table
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


def _weights(
    catalogue: Catalogue, question: Question, entry: Watchlist | None
) -> tuple[Mapping[str, float], str]:
    """The weights a question is answered with, and what they are called."""
    from rewatch.scoring.score import completed, shares

    rubric = catalogue.rubric
    if question.weights is not None:
        base = catalogue.profile(question.profile or rubric.default_profile).weights
        return completed(shares(rubric, base), question.weights), "own weights"
    if question.profile is not None:
        return catalogue.profile(question.profile).weights, question.profile
    if entry is not None and entry.weights is not None:
        return entry.weights, f"weights of {entry.name}"
    name = (entry.profile if entry else None) or rubric.default_profile
    return catalogue.profile(name).weights, name


def _flag_states(plain: Mapping[str, Mapping[str, FlagState]]) -> dict[str, dict[str, FlagState]]:
    return {company: dict(states) for company, states in plain.items()}


class Asking:
    """What can be asked of a workspace; changes nothing on disk."""

    def __init__(self, folders: Folders, today: date) -> None:
        self.folders = folders
        self.today = today
        self._catalogue: Catalogue | None = None
        self._scores: dict[tuple[object, ...], dict[str, CompanyScore]] = {}
        self._then: dict[date, tuple[Catalogue, tuple[str, ...]]] = {}
        self._read: first_picture.Stamps = {}

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
        self._then.clear()

    def catalogue_on(self, day: date | None) -> tuple[Catalogue, tuple[str, ...]]:
        """The catalogue with the method files that were in use on a day; today's without one.

        Returns:
            the catalogue, and the files it has from the history's copies; the others are today's.
        """
        if day is None:
            return self.catalogue, ()
        if day not in self._then:
            from rewatch.storage.method_copies import catalogue_on

            self._then[day] = catalogue_on(self.folders, self.catalogue, day)
        return self._then[day]

    # ------------------------------------------------------------------ scoring

    def method(self, question: Question | None = None, watchlist: str | None = None) -> Method:
        """The method a question is answered with.

        With `recorded_by` it is that of the copies kept by that day, as far as there are any.

        Raises:
            NotFound: no such profile, deck or watchlist.
            UsageError: weights that cannot be used, or a method file that cannot be read.
        """
        question = question or Question()
        entry = self.watchlist(watchlist)[1] if watchlist is not None else None
        return self._method_of(self.catalogue_on(question.recorded_by)[0], question, entry)

    def _method_of(
        self, catalogue: Catalogue, question: Question, entry: Watchlist | None = None
    ) -> Method:
        from rewatch.scoring.score import method

        weights, profile = _weights(catalogue, question, entry)
        rubric = catalogue.rubric
        deck = catalogue.deck(
            question.deck or (entry.price_deck if entry else None) or rubric.default_deck
        )
        as_of = question.as_of or question.recorded_by or self.today
        countries = catalogue.countries
        return method(rubric, weights, profile, deck, countries, as_of, question.recorded_by)

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
            companies = self.members(watchlist, question)
        if question.order == "expected":
            raise UsageError(
                "the order by expected rank needs sampling; use rank --robust --order expected"
            )
        return rank(self.scores(companies, how), how, question.order)

    def members(self, watchlist: str | None = None, question: Question | None = None) -> list[str]:
        """Ids of the companies of a list that exist, in its order; of all, without a list.

        A list with a filter has its entries, and whom the filter lets through today.
        """
        if watchlist is None:
            return list(self.catalogue.companies)
        slug, entry = self.watchlist(watchlist)
        if slug == ALL_LISTS:
            each = (self.members(one, question) for one in self._lists())
            return list(dict.fromkeys(key for ids in each for key in ids))
        ids = [item for item in entry.companies() if item in self.catalogue.companies]
        if entry.filter is None:
            return ids
        # A filter that cannot be read is told among the faults; the entries are there without it.
        with contextlib.suppress(FilterError):
            ids += self.let_through(slug, entry, question)
        return list(dict.fromkeys(ids))

    def let_through(
        self, slug: str, entry: Watchlist, question: Question | None = None
    ) -> tuple[str, ...]:
        """Ids of the companies that the filter of a list lets through, exclusions aside.

        Raises:
            FilterError: the filter cannot be read.
        """
        from rewatch.scoring.ranking import rank
        from rewatch.screening.result import screen

        question = question or Question()
        how = self.method(question, slug)
        ranking = rank(self.scores(list(self.catalogue.companies), how), how)
        table = self.screening(ranking, question, slug)
        found = screen(entry.filter or "", table, exclusions=entry.exclusions)
        # Who is in counts for the two thresholds; what one only tries out is not remembered.
        if found.query.has_thresholds and question == Question(order=question.order):
            from rewatch.storage.members import keep_members

            keep_members(self.folders, slug, entry.filter or "", found.ids())
        return found.ids()

    def score(self, company_id: str, question: Question | None = None) -> CompanyScore:
        """One company's score."""
        return self.scores([company_id], self.method(question))[0]

    def why(self, a: str, b: str, question: Question | None = None) -> Difference:
        """Why A's total differs from B's, in parts that add up."""
        from rewatch.scoring.explain import difference

        one, other = self.scores([a, b], self.method(question))
        return difference(one, other)

    # ------------------------------------------------------------------ screening

    def screening(
        self, ranking: Ranking, question: Question | None = None, watchlist: str | None = None
    ) -> Table:
        """A ranking as filters see it, with lists, entries and notes; screen many lines with it.

        Args:
            ranking: the companies.
            question: what the ranking answers.
            watchlist: slug of the list that is open; all lists' entries count if not given.
        """
        from rewatch.screening.rows import rows_of
        from rewatch.screening.table import Table
        from rewatch.storage.members import load_members
        from rewatch.storage.notes import list_notes
        from rewatch.storage.watchlists import list_watchlists

        lists, notes = list_watchlists(self.folders)[0], list_notes(self.folders)[0]
        opened = None if watchlist == ALL_LISTS else watchlist
        rows = rows_of(ranking, lists, notes, self.moved(ranking), opened)
        # Who is in a list that follows a filter leaves it by another threshold. Of an earlier day
        # nobody remembers who was.
        now = question is None or question.as_of is question.recorded_by is None
        line = lists[watchlist].filter if watchlist in lists and now else None
        members = load_members(self.folders, watchlist or "", line) if line else ()
        return Table(rows, self.method_of(ranking, question or Question()), members=members)

    def moved(self, ranking: Ranking) -> dict[str, float]:
        """Points by which proven scores moved since the user last looked; only who was seen."""
        from rewatch.storage.inbox import load_seen

        seen = load_seen(self.folders).scores
        totals = {row.score.id: row.score.total for row in ranking.rows}
        return {key: now.low - seen[key].low for key, now in totals.items() if key in seen}

    def screen(
        self,
        text: str,
        ranking: Ranking,
        question: Question | None = None,
        watchlist: str | None = None,
    ) -> ScreenResult:
        """A ranking in three lists: who matches a filter, who does not, who cannot be told.

        Arguments are those of `screening`, after the filter.

        Raises:
            FilterError: the line cannot be read.
        """
        from rewatch.screening.result import screen

        return screen(text, self.screening(ranking, question, watchlist))

    def flags(
        self, ranking: Ranking, question: Question | None = None
    ) -> dict[str, dict[str, FlagState]]:
        """The state of every risk flag by company and flag: pass, fail or unknown."""
        from rewatch.storage import kept

        question = question or Question()
        before = kept.stamps(self.folders)
        places = [[row.score.id, row.rank] for row in ranking.rows]
        days = [str(ranking.as_of), str(question.recorded_by)]
        key = kept.key(before, [places, days, ranking.weights, ranking.deck])
        known = kept.load(self.folders, "flags", key, _flag_states)
        if known is not None:
            return known
        from rewatch.screening.flags import flags_of

        table = self.screening(ranking, question)
        states = {
            row.id: {item.flag.id: item.state for item in found}
            for row, found in zip(table.rows, flags_of(table), strict=True)
        }
        if kept.unchanged(self._read, before):
            kept.keep(self.folders, "flags", key, before, states)
        return states

    def screens(self) -> dict[str, Screen]:
        """The saved filters by id: those that come with rewatch, the user's own over them.

        Raises:
            BrokenFile: a file of them cannot be read.
        """
        from rewatch.domain.screens import Screens
        from rewatch.storage.toml_files import read_model

        found: dict[str, Screen] = {}
        for folder in (self.folders.seeds, self.folders.workspace):
            path = folder / "screens.toml"
            if path.exists():
                found |= {item.id: item for item in read_model(path, Screens).screens}
        return found

    def method_of(self, ranking: Ranking, question: Question) -> Method:
        """The method a ranking was made with."""
        from rewatch.scoring.score import method

        catalogue = self.catalogue_on(question.recorded_by)[0]
        return method(
            catalogue.rubric,
            ranking.weights,
            ranking.profile,
            catalogue.deck(ranking.deck),
            catalogue.countries,
            ranking.as_of,
            question.recorded_by,
        )

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

    def watchlist(self, name: str) -> tuple[str, Watchlist]:
        """A list by slug or name; `all-lists` is the view of every list, merged.

        Raises:
            NotFound: none is called so.
        """
        from rewatch.domain.watchlist import merged
        from rewatch.storage.watchlists import load_watchlist

        try:
            return load_watchlist(self.folders, name)
        except NotFound:
            if name.strip().casefold() not in (ALL_LISTS, ALL_LISTS_NAME.casefold()):
                raise
            return ALL_LISTS, merged(self._lists().values())

    def _lists(self) -> dict[str, Watchlist]:
        from rewatch.storage.watchlists import list_watchlists

        return list_watchlists(self.folders)[0]
