"""Weighing: the part of the workspace facade that says how sure, what next, and why it moved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from rewatch.domain.errors import UsageError
from rewatch.question import Question, as_things_stand
from rewatch.supposing import Supposing

if TYPE_CHECKING:
    from rewatch.scoring.changes import Change
    from rewatch.scoring.facts import FactGroup
    from rewatch.scoring.results import Ranking
    from rewatch.scoring.sureness import Parts, Sure, Sureness
    from rewatch.scoring.telling import Told


class Weighing(Supposing):
    """What can be asked about a ranking beyond the order itself; changes nothing on disk."""

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
            samples: how many samples; the rubric's number if not said.
        """
        from rewatch.scoring.sureness import sample

        return sample(ranking, self.catalogue.rubric, sure=sure, parts=parts, samples=samples)

    def sure_ranking(
        self,
        question: Question,
        watchlist: str | None = None,
        companies: Sequence[str] | None = None,
        *,
        sure: Sure | None = None,
        parts: Sequence[Parts] = ("both", "evidence", "weights"),
        samples: int | None = None,
    ) -> tuple[Ranking, list[Sureness]]:
        """A ranking and how sure it is; the only way to rank by expected rank.

        Args:
            question: how to look.
            watchlist: slug or name of a list, all companies if not given.
            companies: ids; goes before the watchlist's entries.
            sure: how firmly the weights are meant; the rubric's default if not said.
            parts: what varies; the expected rank is that of "both", else of the first.
            samples: how many samples; the rubric's number if not said.
        """
        from dataclasses import replace

        from rewatch.scoring.ranking import rank
        from rewatch.scoring.sureness import expected_ranks

        by_expected = question.order == "expected"
        first = replace(question, order="proven") if by_expected else question
        ranking = self.ranking(first, watchlist, companies)
        found = self.sureness(ranking, sure=sure, parts=parts, samples=samples)
        if by_expected:
            means = expected_ranks(found, "both" if "both" in parts else parts[0])
            scores = [row.score for row in ranking.rows]
            ranking = rank(scores, self.method(question, watchlist), "expected", means)
        return ranking, found

    def next_facts(self, ranking: Ranking) -> tuple[FactGroup, ...]:
        """The missing facts of a ranking, by the doubt they would remove."""
        from rewatch.scoring.facts import next_facts

        return next_facts(ranking, self.catalogue.rubric)

    def told_apart(
        self,
        ranking: Ranking,
        groups: Sequence[FactGroup],
        go_on: Callable[[], bool] = lambda: True,
    ) -> dict[str, tuple[Told, ...]]:
        """The pairs of a ranking that each open fact would tell apart; samples it once a fact.

        Args:
            ranking: what is looked at.
            groups: from `next_facts`; those of one company alone have only its facts known.
            go_on: asked before each fact; where it says no, the rest is not sampled.
        """
        from rewatch.scoring.telling import told_apart

        return told_apart(ranking, self.catalogue.rubric, groups, go_on=go_on)

    def change(
        self, company_id: str, since: date, question: Question | None = None
    ) -> tuple[Change, tuple[str, ...]]:
        """Why a company's score moved since a day, in parts by indicator and cause.

        Returns:
            the change, and the method files of that day that are kept; where a file is not, today's
            stands for it, and what it changed cannot be told.
        """
        from dataclasses import replace

        from rewatch.scoring.changes import change

        question = as_things_stand(question)
        after = self.method(question)
        if since > after.as_of:
            raise UsageError(f"{since} lies after the day looked at, {after.as_of}")
        catalogue, kept = self.catalogue_on(since)
        before = self._method_of(catalogue, replace(question, as_of=since))
        return change(self.company(company_id), before, after), kept
