"""Companies side by side: which indicators tell them apart, and what puts one ahead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rewatch.domain.values import Interval
from rewatch.scoring.explain import Difference, Part
from rewatch.scoring.results import CompanyScore, Order


@dataclass(frozen=True, slots=True)
class Spread:
    """How far the companies lie apart in one indicator.

    Attributes:
        values: greatest less least middle value, 0 to 100; None where it applies to fewer than two.
        points: the same in points of the total: `values` by the indicator's weight. Where it weighs
            more for one company than for another, by the greater weight, so that equal values are
            level whatever they weigh.
    """

    indicator: str
    values: float | None
    points: float | None


def spreads(scores: Sequence[CompanyScore]) -> tuple[Spread, ...]:
    """The indicators, those that put the companies furthest apart in their totals first.

    One order for the compare screen, the command and the sheets. Those that compare nothing are
    last, equal ones keep the rubric's order.
    """
    found: dict[str, list[tuple[float, float]]] = {}
    for score in scores:
        for item in score.indicators():
            held = found.setdefault(item.id, [])
            if item.value is not None:
                held.append((item.value.mid, score.global_weight(item)))
    made = []
    for key, held in found.items():
        if len(held) < 2:
            made.append(Spread(key, None, None))
            continue
        middles = [middle for middle, _ in held]
        apart = max(middles) - min(middles)
        made.append(Spread(key, apart, apart * max(weight for _, weight in held)))
    return tuple(sorted(made, key=_order))


def _order(item: Spread) -> tuple[float, float]:
    if item.points is None or item.values is None:
        return 1.0, 1.0
    # What has no weight is ordered by its values still.
    return -item.points, -item.values


@dataclass(frozen=True, slots=True)
class Lead:
    """How far A is ahead of B in the points that places go by.

    Attributes:
        points: A's proven (middle, possible) points less B's.
        parts: what each indicator adds to that, the largest first; they add up to `points`.
    """

    points: float
    parts: tuple[tuple[Part, float], ...]


def lead(found: Difference, order: Order) -> Lead:
    """Splits the lead by the active order into what each indicator adds to it.

    `Difference` holds the widest and the middle difference; a place goes by one end of both totals.
    """
    parts = [
        (part, part.weight_a * _end(part.a, order) - part.weight_b * _end(part.b, order))
        for part in found.parts
    ]
    parts.sort(key=lambda pair: (-abs(pair[1]), pair[0].indicator))
    return Lead(sum(points for _, points in parts), tuple(parts))


def _end(value: Interval | None, order: Order) -> float:
    if value is None:
        return 0.0
    return {"middle": value.mid, "possible": value.high}.get(order, value.low)
