"""Which missing fact is worth finding next: by the doubt it would remove from totals.

The width of a total is the sum of the widths of its indicators, so a fact removes what the
indicators it feeds leave open, whatever it turns out to be.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rewatch.domain.rubric import Fact, Rubric
from rewatch.scoring.results import CompanyScore, Ranking


@dataclass(frozen=True, slots=True)
class OpenFact:
    """One fact that is open for one company.

    Attributes:
        points: width of the total that the indicators it feeds leave open, 0 to 100.
        indicators: those of them that are open, the widest first.
        separates: ids of companies that overlap with this one now and would not if the fact
            were settled at its middle.
        missing: whether one of those indicators rests on nothing yet; else the fact is known, and
            too old, too weak or too vague.
    """

    company: str
    fact: Fact
    points: float
    indicators: tuple[str, ...]
    separates: tuple[str, ...] = ()
    missing: bool = True


@dataclass(frozen=True, slots=True)
class FactGroup:
    """One fact over all companies it is open for, the widest first."""

    fact: Fact
    points: float
    open: tuple[OpenFact, ...]


def open_facts(score: CompanyScore, rubric: Rubric) -> tuple[OpenFact, ...]:
    """The facts open for one company, the one that would remove most doubt first."""
    widths = {
        item.id: score.global_weight(item) * item.value.width
        for item in score.indicators()
        if item.value is not None and item.value.width > 0 and score.global_weight(item) > 0
    }
    found = []
    for fact in rubric.facts:
        states = {item.id: item.state for item in score.indicators() if item.id in fact.feeds}
        known = "evidence" in states.values()
        # Where the fact is known, what is still wholly unknown lacks something else (a basket is
        # there, the unit cost is not).
        fed = [
            name
            for name in fact.feeds
            if name in widths and not (known and states[name] == "unknown")
        ]
        if fed:
            fed.sort(key=lambda name: -widths[name])
            missing = any(states[name] == "unknown" for name in fed)
            points = sum(widths[name] for name in fed)
            found.append(OpenFact(score.id, fact, points, tuple(fed), missing=missing))
    return tuple(sorted(found, key=lambda item: (-item.points, item.fact.id)))


def together(score: CompanyScore, facts: Sequence[OpenFact]) -> float:
    """Width of the total that several facts of a company leave open, in points of 100.

    What two of them leave open, as a cost margin without prices and without costs, counts once.
    """
    fed = {name for fact in facts for name in fact.indicators}
    return sum(
        score.global_weight(item) * item.value.width
        for item in score.indicators()
        if item.id in fed and item.value is not None
    )


def next_facts(ranking: Ranking, rubric: Rubric) -> tuple[FactGroup, ...]:
    """The open facts of all ranked and not-ranked companies, grouped by fact.

    Groups and companies stand by the doubt removed, the greatest first.
    """
    scores = [row.score for row in ranking.rows]
    rivals = {
        group: _Rivals([score for score in scores if score.group == group])
        for group in {score.group for score in scores}
    }
    groups: dict[str, list[OpenFact]] = {}
    for score in scores:
        for item in open_facts(score, rubric):
            separated = rivals[score.group].separated(score, item)
            groups.setdefault(item.fact.id, []).append(replace(item, separates=separated))
    found = [
        FactGroup(
            items[0].fact,
            sum(item.points for item in items),
            tuple(sorted(items, key=lambda item: (-item.points, item.company))),
        )
        for items in groups.values()
    ]
    return tuple(sorted(found, key=lambda group: (-group.points, group.fact.id)))


class _Rivals:
    """The companies of a group by the ends of their totals, so that few of many are looked at."""

    def __init__(self, scores: Sequence[CompanyScore]) -> None:
        self._scores = scores
        places = range(len(scores))
        self._by_low = sorted(places, key=lambda place: scores[place].total.low)
        self._by_high = sorted(places, key=lambda place: scores[place].total.high)
        self._lows = [scores[place].total.low for place in self._by_low]
        self._highs = [scores[place].total.high for place in self._by_high]

    def separated(self, score: CompanyScore, item: OpenFact) -> tuple[str, ...]:
        """Those whose totals overlap now and would not with this fact at its middle."""
        half = item.points / 2
        low, high = score.total.low + half, score.total.high - half
        ends = bisect_left(self._highs, score.total.low), bisect_left(self._highs, low)
        below = self._by_high[ends[0] : ends[1]]
        ends = bisect_right(self._lows, high), bisect_right(self._lows, score.total.high)
        above = self._by_low[ends[0] : ends[1]]
        found = (self._scores[place] for place in sorted({*below, *above}))
        return tuple(
            other.id
            for other in found
            if other is not score
            and score.total.low <= other.total.high
            and other.total.low <= score.total.high
        )
