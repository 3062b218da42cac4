"""Tiers: companies of a ranking that its samples cannot tell apart.

Importing this module does not import NumPy; asking it anything does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rewatch.scoring.sureness import GROUPS, Parts, Sureness, compared

if TYPE_CHECKING:
    from rewatch.domain.rubric import Rubric
    from rewatch.scoring.results import GroupName, Ranking


def tiers(
    ranking: Ranking, found: Sequence[Sureness], rubric: Rubric, parts: Parts = "both"
) -> dict[str, int]:
    """Groups of companies that cannot be told apart, numbered from 1 in each group.

    Args:
        ranking: what was sampled.
        found: the samples.
        rubric: from which share on the words are used.
        parts: which of the samples count.
    """
    return tiers_in(by_middle(ranking), found, least_likely(rubric), parts)


def by_middle(ranking: Ranking) -> dict[GroupName, list[str]]:
    """The companies of each group by the middle of their points, highest first."""
    from rewatch.scoring.ranking import points

    order: dict[GroupName, list[str]] = {}
    for group in GROUPS:
        scores = [row.score for row in ranking.group(group)]
        scores.sort(key=lambda score: -points(score, "middle"))
        order[group] = [score.id for score in scores]
    return order


def least_likely(rubric: Rubric) -> float:
    """The share of samples from which on one of the words of `word` says above."""
    return min(rubric.sampling.likely, rubric.sampling.very_likely)


def tiers_in(
    order: Mapping[GroupName, Sequence[str]],
    found: Sequence[Sureness],
    likely: float,
    parts: Parts = "both",
) -> dict[str, int]:
    """Tiers of companies in a given order.

    A company opens a new tier when the first of the tier above is at least likely above it in
    every variant given.

    Args:
        order: the companies of each group, highest first.
        found: the samples.
        likely: from which share of the samples on a company is likely above another.
        parts: which of the samples count.
    """
    numbers: dict[str, int] = {}
    for group, companies in order.items():
        variants = [item for item in found if item.group == group and item.parts == parts]
        if not variants:
            continue
        known = [company for company in companies if variants[0].place(company) is not None]
        runs = zip(*(item.keys(known) for item in variants), strict=True)
        heads: list[Any] | None = None  # arrays
        tier = 0
        for company, keys in zip(known, runs, strict=True):
            if heads is None or all(
                above + level / 2 >= likely for above, level in map(compared, heads, keys)
            ):
                heads, tier = [row.copy() for row in keys], tier + 1
            numbers[company] = tier
    return numbers
