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
        points: greatest less least middle value, 0 to 100; None where it applies to fewer than two.
    """

    indicator: str
    points: float | None


def spreads(scores: Sequence[CompanyScore]) -> tuple[Spread, ...]:
    """The indicators, those the companies differ in most first, those that compare nothing last."""
    found: dict[str, list[float]] = {}
    for score in scores:
        for item in score.indicators():
            middles = found.setdefault(item.id, [])
            if item.value is not None:
                middles.append(item.value.mid)
    made = [
        Spread(key, max(middles) - min(middles) if len(middles) > 1 else None)
        for key, middles in found.items()
    ]
    # Equal ones keep the rubric's order.
    return tuple(sorted(made, key=lambda item: 1.0 if item.points is None else -item.points))


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
