"""Asking: the part of the workspace facade that answers. Questions, scores, rankings, filters.

Records and scorer take longer to load than all the rest of a start; the interface shows its first
picture without them, so they are imported where they are used.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rewatch.domain.errors import FilterError, UsageError
from rewatch.domain.lists import ALL_LISTS
from rewatch.question import Question, weights_of
from rewatch.reading import Reading

if TYPE_CHECKING:
    from rewatch.domain.scenario import Scenario
    from rewatch.domain.values import Interval
    from rewatch.domain.watchlist import Watchlist
    from rewatch.scoring.case import Method
    from rewatch.scoring.explain import Difference
    from rewatch.scoring.results import CompanyScore, Ranking
    from rewatch.scoring.scenarios import World
    from rewatch.screening.flags import FlagState
    from rewatch.screening.result import ScreenResult
    from rewatch.screening.table import Table
    from rewatch.storage.catalogue import Catalogue


def _flag_states(plain: Mapping[str, Mapping[str, FlagState]]) -> dict[str, dict[str, FlagState]]:
    return {company: dict(states) for company, states in plain.items()}


class Asking(Reading):
    """What can be asked of a workspace; changes nothing on disk."""

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
        how = self._method_of(self.catalogue_on(question.recorded_by)[0], question, entry)
        if question.scenario is None:
            return how
        world = self.world(question.scenario, how)
        scenario = world.scenario
        if scenario.price_deck is not None and question.deck not in (None, scenario.price_deck):
            raise UsageError(
                f"the scenario {scenario.id} is priced with {scenario.price_deck}; leave out the "
                f"deck {question.deck}"
            )
        return replace(world.how, weights=how.weights, profile=how.profile, memo={})

    def world(self, scenario: str, how: Method) -> World:
        """Everything as a scenario supposes it.

        Args:
            scenario: its id or name.
            how: the method without it.

        Raises:
            NotFound: there is none of that name.
            BrokenFile: its file cannot be read.
        """
        from rewatch.scoring.scenarios import deck_under, world
        from rewatch.storage.scenarios import scenario_of

        key = (scenario, how.deck.id if how.deck else None, how.as_of, how.recorded_by)
        kept = self._worlds.get(key)
        if kept is None:
            found = scenario_of(self.folders, scenario)
            deck = self.catalogue.deck(found.price_deck) if found.price_deck else how.deck
            priced = replace(how, deck=deck_under(found, deck) if deck else None, memo={})
            answers = self._answers(found, how)
            kept = world(found, how, priced, self.catalogue.companies, answers)
            self._worlds[key] = kept
        return kept

    def _answers(
        self, scenario: Scenario, how: Method
    ) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
        """By rule with a filter, the companies that match and those that may, as things stand."""
        lines = {rule.id: rule.when for rule in scenario.rules if rule.when is not None}
        if not lines:
            return {}
        from rewatch.scoring.ranking import rank
        from rewatch.screening.result import screen

        ranking = rank(self.scores(list(self.catalogue.companies), how), how)
        question = Question(as_of=how.as_of, recorded_by=how.recorded_by)
        table = self.screening(ranking, question)
        found = {key: screen(line, table) for key, line in lines.items()}
        return {key: (item.ids(), tuple(u.id for u in item.unknown)) for key, item in found.items()}

    def _method_of(
        self, catalogue: Catalogue, question: Question, entry: Watchlist | None = None
    ) -> Method:
        from rewatch.scoring.score import method

        weights, profile = weights_of(catalogue, question, entry)
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

        supposed = how.supposed
        name = supposed.scenario.id if supposed else None
        start = (how.deck.id if how.deck else None, how.as_of, how.recorded_by)
        found = []
        for company_id in companies:
            as_ever = supposed and supposed.records_alone and company_id not in supposed.companies
            kept = self._scores.setdefault((*start, None if as_ever else name), {})
            score = kept.get(company_id)
            if score is None:
                score = kept[company_id] = score_company(self.company(company_id, how), how)
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
        # A scenario moves companies in a list; who is on it is as things stand.
        question = replace(question, scenario=None) if question else None
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
        moved = {key: now.low - was.low for key, (was, now) in self.moved(ranking).items()}
        rows = rows_of(ranking, lists, notes, moved, opened)
        # Who is in a list that follows a filter leaves it by another threshold. Of an earlier day
        # nobody remembers who was.
        now = question is None or question.as_of is question.recorded_by is None
        line = lists[watchlist].filter if watchlist in lists and now else None
        members = load_members(self.folders, watchlist or "", line) if line else ()
        return Table(rows, self.method_of(ranking, question or Question()), members=members)

    def moved(self, ranking: Ranking) -> dict[str, tuple[Interval, Interval]]:
        """Totals of companies when the user last looked and now, as the inbox has them.

        Only of who was seen, and by the usual weights and prices: those of a list are no news. What
        a scenario moves did not happen, and what stood on another day is older than what was seen:
        nobody moved then.
        """
        if ranking.supposed is not None or ranking.as_of != self.today:
            return {}
        from rewatch.storage.inbox import load_seen

        seen = load_seen(self.folders).scores
        ids = [row.score.id for row in ranking.rows if row.score.id in seen]
        if not ids:
            return {}
        try:
            usual = self.method()
        except UsageError:
            return {}  # nothing is counted from what cannot be read; it is told at the start
        return {item.id: (seen[item.id], item.total) for item in self.scores(ids, usual)}

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
        plain = ranking.supposed is None
        known = kept.load(self.folders, "flags", key, _flag_states) if plain else None
        if known is not None:
            return known
        from rewatch.screening.flags import flags_of

        table = self.screening(ranking, question)
        states = {
            row.id: {item.flag.id: item.state for item in found}
            for row, found in zip(table.rows, flags_of(table), strict=True)
        }
        if plain and kept.unchanged(self._read, before):
            kept.keep(self.folders, "flags", key, before, states)
        return states

    def method_of(self, ranking: Ranking, question: Question) -> Method:
        """The method a ranking was made with."""
        from rewatch.scoring.score import method

        catalogue = self.catalogue_on(question.recorded_by)[0]
        how = method(
            catalogue.rubric,
            ranking.weights,
            ranking.profile,
            catalogue.deck(ranking.deck),
            catalogue.countries,
            ranking.as_of,
            question.recorded_by,
        )
        if ranking.supposed is None:
            return how
        found = self.world(ranking.supposed.scenario.id, how).how
        return replace(found, weights=how.weights, profile=how.profile, memo={})
