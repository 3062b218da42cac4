"""Why A is above B: the difference of two totals as parts that add up to it exactly."""

from __future__ import annotations

from dataclasses import dataclass

from rewatch.domain.values import Interval
from rewatch.scoring.results import CompanyScore, IndicatorScore


@dataclass(frozen=True, slots=True)
class Part:
    """What one indicator adds to the difference of two totals.

    Attributes:
        weight_a: its effective share of A's total, 0 to 1; `weight_b` likewise.
        a: its value for A, None where it does not apply; `b` likewise.
        low: A's low end against B's high end; what A is ahead at least.
        mid: midpoint against midpoint.
        high: A's high end against B's low end.
    """

    indicator: str
    weight_a: float
    weight_b: float
    a: Interval | None
    b: Interval | None
    low: float
    mid: float
    high: float
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """A's total minus B's, with its parts, the largest first."""

    a: str
    b: str
    low: float
    mid: float
    high: float
    parts: tuple[Part, ...]
    across_groups: bool


def difference(a: CompanyScore, b: CompanyScore) -> Difference:
    """Takes the total of B from that of A, indicator by indicator.

    The parts' low, mid and high ends add up to those of the difference. Across groups the totals
    run over different criteria; the result says so.
    """
    ours = {item.id: item for item in a.indicators()}
    theirs = {item.id: item for item in b.indicators()}
    parts = [
        _part(key, a, ours.get(key), b, theirs.get(key)) for key in dict.fromkeys((*ours, *theirs))
    ]
    parts.sort(key=lambda part: (-abs(part.mid), part.indicator))
    return Difference(
        a.id,
        b.id,
        sum(part.low for part in parts),
        sum(part.mid for part in parts),
        sum(part.high for part in parts),
        tuple(parts),
        a.group != b.group,
    )


def _part(
    key: str,
    a: CompanyScore,
    mine: IndicatorScore | None,
    b: CompanyScore,
    other: IndicatorScore | None,
) -> Part:
    weight_a = a.global_weight(mine) if mine else 0.0
    weight_b = b.global_weight(other) if other else 0.0
    value_a = mine.value if mine else None
    value_b = other.value if other else None
    have = value_a or Interval(0.0, 0.0)
    against = value_b or Interval(0.0, 0.0)
    return Part(
        key,
        weight_a,
        weight_b,
        value_a,
        value_b,
        weight_a * have.low - weight_b * against.high,
        weight_a * have.mid - weight_b * against.mid,
        weight_a * have.high - weight_b * against.low,
        mine is not None and other is not None and bool(mine.draw) and mine.draw == other.draw,
    )


@dataclass(frozen=True, slots=True)
class Missing:
    """One open indicator of one company and the points of doubt it leaves in the total."""

    company: str
    indicator: str
    width: float


def missing_facts(score: CompanyScore) -> tuple[Missing, ...]:
    """Open indicators by the width they leave in the total, the widest first."""
    found = [
        Missing(score.id, item.id, score.global_weight(item) * item.value.width)
        for item in score.indicators()
        if item.value is not None and item.value.width > 0
    ]
    return tuple(sorted(found, key=lambda item: (-item.width, item.indicator)))
