"""How far one weight may move, the others in proportion, before a place changes hands.

Companies as plain values for `robustness.stability`, and its answer by names. Importing this module
imports no NumPy; asking for an interval does.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rewatch.scoring.cells import common_criteria, live_criteria

if TYPE_CHECKING:
    from rewatch.scoring.results import CompanyScore, GroupName, Order, Ranking
    from rewatch.scoring.robustness import Target


@dataclass(frozen=True)
class Stability:
    """How far one weight can move, the others in proportion, before first place changes hands."""

    low: float
    high: float
    taker_below: str | None
    taker_above: str | None


@dataclass(frozen=True)
class Ends:
    """Companies of one group with the end of each criterion that an order goes by; plain values.

    Attributes:
        ids: the companies to which all of the criteria apply.
        criteria: ids of those, the ones that weigh nothing now too.
        weights: share of each criterion.
        values: a row a company, a value a criterion, 0 to 100.
    """

    ids: tuple[str, ...]
    criteria: tuple[str, ...]
    weights: tuple[float, ...]
    values: tuple[tuple[float, ...], ...]

    def totals(self) -> tuple[float, ...]:
        """The points of each company at these weights, 0 to 100."""
        whole = sum(self.weights)
        pairs = (zip(self.weights, row, strict=True) for row in self.values)
        return tuple(sum(weight * value for weight, value in row) / whole for row in pairs)

    def stability(self, target: Target) -> dict[str, Stability]:
        """By criterion: the range of its weight in which the target stands, and who takes over."""
        if not self.ids or not sum(self.weights) > 0:
            return {}
        from rewatch.scoring.robustness import weight_stability

        found = weight_stability(self.values, self.weights, target)
        return {
            criterion: Stability(
                item.low,
                item.high,
                None if item.taker_below is None else self.ids[item.taker_below],
                None if item.taker_above is None else self.ids[item.taker_above],
            )
            for criterion, item in zip(self.criteria, found, strict=True)
        }


def ends_of(
    ranking: Ranking,
    group: GroupName,
    order: Order | None = None,
    only: Collection[str] | None = None,
) -> Ends:
    """The companies of one group as an order sees them.

    Args:
        ranking: where they are ranked.
        group: which group.
        order: whose end of the values, the ranking's if not given; the proven one for `expected`.
        only: the companies wanted, all if None; a criterion that weighs nothing and does not apply
            to each of them is left out then.
    """
    scores = [row.score for row in ranking.group(group)]
    criteria = common_criteria(scores)
    if only is not None:
        weighed = {criterion for criterion in criteria if ranking.weights.get(criterion)}
        scores = [item for item in scores if item.id in only and live_criteria(item) >= weighed]
        # What weighs nothing takes none of the few out: it is left out itself.
        shared = set(criteria).intersection(*map(live_criteria, scores))
        criteria = [criterion for criterion in criteria if criterion in shared]
    scores = [score for score in scores if live_criteria(score) >= set(criteria)]
    return Ends(
        tuple(score.id for score in scores),
        tuple(criteria),
        tuple(ranking.weights.get(criterion, 0.0) for criterion in criteria),
        tuple(
            tuple(_end(score, item, order or ranking.order) for item in criteria)
            for score in scores
        ),
    )


def stability(
    ranking: Ranking, group: GroupName, order: Order | None = None
) -> dict[str, Stability]:
    """For each criterion: the range of its weight in which first place stays, and who takes over.

    On the criterion values of the active order; for the order by expected rank on the proven.
    """
    return ends_of(ranking, group, order).stability("first")


def pair_stability(
    ranking: Ranking, group: GroupName, a: str, b: str, order: Order | None = None
) -> dict[str, Stability]:
    """For each criterion: the range of its weight in which A and B keep their order."""
    found = ends_of(ranking, group, order)
    if a not in found.ids or b not in found.ids:
        return {}
    return found.stability((found.ids.index(a), found.ids.index(b)))


def _end(score: CompanyScore, criterion_id: str, order: Order) -> float:
    criterion = score.criterion(criterion_id)
    if criterion is None or criterion.value is None:
        return 0.0
    if order == "middle":
        return criterion.value.mid
    return criterion.value.high if order == "possible" else criterion.value.low
