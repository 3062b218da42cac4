"""Asking: the first part of the workspace facade. Questions, scores, rankings and names.

Records and scorer take longer to load than all the rest of a start; the interface shows its first
picture without them, so they are imported where they are used.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from rewatch.domain.errors import UsageError
from rewatch.storage import first_picture
from rewatch.storage.paths import Folders

if TYPE_CHECKING:
    from rewatch.domain.company import Company
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


class Asking:
    """What can be asked of a workspace; changes nothing on disk."""

    def __init__(self, folders: Folders, today: date) -> None:
        self.folders = folders
        self.today = today
        self._catalogue: Catalogue | None = None
        self._scores: dict[tuple[object, ...], dict[str, CompanyScore]] = {}
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

    def method_of(self, ranking: Ranking, question: Question) -> Method:
        """The method a ranking was made with."""
        from rewatch.scoring.score import method

        return method(
            self.catalogue.rubric,
            ranking.weights,
            ranking.profile,
            self.catalogue.deck(ranking.deck),
            self.catalogue.countries,
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
        """A list by slug or name.

        Raises:
            NotFound: none is called so.
        """
        from rewatch.storage.watchlists import load_watchlist

        return load_watchlist(self.folders, name)
