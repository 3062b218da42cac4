"""Ranks: places by the active order in each group, and rank intervals that need no weights drawn.

Pure Python on purpose: a ranking is on screen before NumPy is loaded.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping

from rewatch.scoring.case import Method
from rewatch.scoring.results import CompanyScore, Order, RankedCompany, Ranking

# Totals closer than this are equal points; sums of floats differ in the last digits.
EQUAL = 1e-9


def points(score: CompanyScore, order: Order, expected: Mapping[str, float] | None = None) -> float:
    """What a company is ordered by, higher first."""
    if order == "middle":
        return score.total.mid
    if order == "possible":
        return score.total.high
    if order == "expected" and expected is not None:
        return -expected.get(score.id, float("inf"))
    return score.total.low


def rank(
    scores: Iterable[CompanyScore],
    how: Method,
    order: Order = "proven",
    expected: Mapping[str, float] | None = None,
) -> Ranking:
    """Ranks companies, the groups apart.

    Args:
        scores: scored companies of both groups.
        how: the method they were scored with.
        order: what the places go by.
        expected: expected rank by company id, needed for the order "expected".
    """
    rows: list[RankedCompany] = []
    everything = list(scores)
    for group in ("ore", "processor"):
        members = [item for item in everything if item.group == group]
        ranked = sorted(
            (item for item in members if item.not_ranked is None),
            key=lambda item: (-points(item, order, expected), item.name.casefold(), item.id),
        )
        intervals = rank_intervals(ranked)
        place, last = 0, float("nan")
        for position, item in enumerate(ranked, start=1):
            mark = points(item, order, expected)
            if not abs(mark - last) <= EQUAL:
                place, last = position, mark
            rows.append(RankedCompany(item, place, intervals[item.id]))
        rest = sorted(
            (item for item in members if item.not_ranked is not None),
            key=lambda item: (-points(item, order if order != "expected" else "proven"), item.name),
        )
        rows.extend(RankedCompany(item, None, None) for item in rest)
    return Ranking(
        tuple(rows),
        how.as_of,
        how.profile,
        dict(how.weights),
        how.deck.id if how.deck else "",
        order,
        f"{how.rubric.id} {how.rubric.version}",
        how.supposed,
    )


def places_moved(before: Ranking, after: Ranking) -> list[tuple[CompanyScore, int, int]]:
    """The companies of two rankings whose place differs, those that moved most first.

    Of those that moved as far, the one whose own points changed more comes first: another may
    only have been passed by it.

    Returns:
        the later score, the place before and the place after, 1 being the first of a group.
    """
    earlier = {row.score.id: row for row in before.rows}
    moved = [
        (row.score, was, row.rank)
        for row in after.rows
        if row.rank and (old := earlier.get(row.score.id)) and (was := old.rank) and was != row.rank
    ]

    def key(item: tuple[CompanyScore, int, int]) -> tuple[int, float]:
        score, was, now = item
        old = earlier[score.id].score.total
        points = max(abs(score.total.low - old.low), abs(score.total.high - old.high))
        return (-abs(now - was), -points)

    return sorted(moved, key=key)


def placed_only_in(one: Ranking, other: Ranking, group: str = "") -> list[str]:
    """Names of those that have a place in one ranking and none in another.

    Args:
        one: where they are ranked.
        other: where they are not.
        group: of the companies; "" for all.
    """
    placed = {row.score.id for row in other.rows if row.rank is not None}
    scores = (row.score for row in one.rows if row.rank is not None)
    return [one.name for one in scores if one.id not in placed and group in ("", one.group)]


def rank_intervals(scores: list[CompanyScore]) -> dict[str, tuple[int, int]]:
    """Best and worst place of each company: 1 + certainly above, n - certainly below.

    A is certainly above B when A's low end is above B's high end after the evidence both share
    is cancelled.
    """
    lows = sorted(item.total.low for item in scores)
    highs = sorted(item.total.high for item in scores)
    count = len(scores)
    above = {item.id: count - bisect_right(lows, item.total.high + EQUAL) for item in scores}
    below = {item.id: bisect_left(highs, item.total.low - EQUAL) for item in scores}
    for one, other in _sharing(scores):
        for first, second in ((one, other), (other, one)):
            plain = first.total.low > second.total.high + EQUAL
            if not plain and certainly_above(first, second):
                above[second.id] += 1
                below[first.id] += 1
    return {item.id: (1 + above[item.id], count - below[item.id]) for item in scores}


def _open_draws(score: CompanyScore) -> dict[str, list[tuple[float, float, float]]]:
    """Per draw key: weight, low and width of every indicator it moves."""
    found: dict[str, list[tuple[float, float, float]]] = {}
    for item in score.indicators():
        if item.value is not None and item.value.width > 0:
            found.setdefault(item.draw, []).append(
                (score.global_weight(item), item.value.low, item.value.width)
            )
    return found


def _sharing(scores: list[CompanyScore]) -> list[tuple[CompanyScore, CompanyScore]]:
    """Pairs of companies that share uncertain evidence."""
    owners: dict[str, list[CompanyScore]] = {}
    for item in scores:
        for key in _open_draws(item):
            owners.setdefault(key, []).append(item)
    pairs = {
        (one.id, other.id): (one, other)
        for sharers in owners.values()
        for position, one in enumerate(sharers)
        for other in sharers[position + 1 :]
    }
    return list(pairs.values())


def certainly_above(one: CompanyScore, other: CompanyScore) -> bool:
    """Whether `one` has more points whatever the open evidence turns out to be.

    A draw that both share moves both at once: what counts is the worst of the difference.
    """
    mine, theirs = _open_draws(one), _open_draws(other)
    gap = one.total.low - other.total.high
    for key in mine.keys() & theirs.keys():
        swing_mine = sum(weight * width for weight, _, width in mine[key])
        swing_theirs = sum(weight * width for weight, _, width in theirs[key])
        # gap counts the draw at 0 for `one` and at 1 for `other`; drawn together, the worst
        # difference is at one of the two ends.
        gap += swing_theirs + min(0.0, swing_mine - swing_theirs)
    return gap > EQUAL
