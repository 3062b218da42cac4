"""How far one criterion weight can move before a place changes hands, exactly.

When one weight moves and the others keep their proportions, every total is a straight line in
that weight, so the end of the interval is where two lines cross; nothing is searched or sampled
(weight stability intervals: Mareschal 1988, EJOR 33(1), 54-64; here for an additive model).
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from rewatch.domain.errors import Refused
from rewatch.scoring.robustness.arrays import finite, not_negative
from rewatch.scoring.robustness.draws import Float64

Ints = npt.NDArray[np.int64]
Target = Literal["first"] | tuple[Literal["top"], int] | tuple[int, int]

# Totals closer than this share of the greatest value are equal.
_SAME = 1e-11


class WeightInterval(NamedTuple):
    """The range of one weight in which the order in question stands, the others in proportion.

    Attributes:
        low: least weight, 0 to 1; at it the two totals are equal, unless it is 0.
        high: greatest weight, 0 to 1; at it the two totals are equal, unless it is 1.
        taker_below: row of the company that goes ahead just below `low`; None where `low` is 0
            and nothing changes.
        taker_above: row of the company that goes ahead just above `high`; None likewise.
    """

    low: float
    high: float
    taker_below: int | None
    taker_above: int | None


def weight_stability(
    values: npt.ArrayLike, weights: npt.ArrayLike, target: Target = "first"
) -> list[WeightInterval]:
    """Return for each weight the interval around it in which the target stands.

    Args:
        values: criterion values, float[n companies, k criteria], any finite scale.
        weights: float[k], not negative, taken in proportion. Where a weight is 1 the others
            have no proportions and share the rest equally.
        target: "first" = those now first stay first; ("top", m) = the set of the first m stays;
            (a, b) = rows a and b keep their order. A tie that decides the target ends the
            interval where any movement breaks it; companies equal at every weight never do.

    Returns:
        k intervals in the order of the weights, each containing the present weight.

    Raises:
        Refused: an entry is NaN, infinite or out of place, or the target does not exist.
    """
    value = finite("values", values, 2)
    weight = not_negative("weights", finite("weights", weights, 1))
    k = value.shape[1]
    if weight.shape != (k,):
        raise Refused(f"there are {weight.size} weights for {k} criteria")
    if weight.sum() <= 0:
        raise Refused("all weights are 0; at least one must be above 0")
    weight = weight / weight.sum()
    same = _SAME * float(np.max(np.abs(value), initial=0.0))
    keeps, loses = _must_stand(value @ weight, target, same)
    if k == 1 or keeps.size == 0:
        return [WeightInterval(0.0, 1.0, None, None)] * k
    at_one = value.T.copy()
    at_zero = _proportions_of_others(weight).T @ at_one
    result = []
    for j, here in enumerate(weight.tolist()):
        lead_at_one = at_one[j].take(keeps) - at_one[j].take(loses)
        lead_at_zero = at_zero[j].take(keeps) - at_zero[j].take(loses)
        low, below = _first_loss(lead_at_zero, lead_at_one, here, same)
        room, above = _first_loss(lead_at_one, lead_at_zero, 1.0 - here, same)
        high = max(1.0 - room, here)
        result.append(WeightInterval(low, high, _taker(loses, below), _taker(loses, above)))
    return result


def _first_loss(toward: Float64, away: Float64, here: float, same: float) -> tuple[float, int]:
    """Find where the first lead is lost when a weight moves from `here` toward an end.

    Args:
        toward: lead of each pair at the end moved toward, float[p].
        away: lead at the other end; positive where `toward` is negative, or the pair would not
            stand now.
        here: present distance of the weight from the end, 0 to 1.
        same: leads of this size are ties.

    Returns:
        (distance from the end at which the first pair is level, number of that pair), or (0, -1)
        if all stand to the end. Of several, the pair that drifts furthest apart.
    """
    losing = (toward < -same).nonzero()[0]
    if not losing.size:
        return 0.0, -1
    end = toward.take(losing)
    level = end / (end - away.take(losing))
    first = float(level[level.argmax()])
    together = (level >= first - _SAME).nonzero()[0]
    return min(first, here), int(losing[together[end[together].argmin()]])


def _taker(loses: Ints, pair: int) -> int | None:
    return int(loses[pair]) if pair >= 0 else None


def _must_stand(total: Float64, target: Target, same: float) -> tuple[Ints, Ints]:
    """Return pairs of rows (a, b): the target stands while every a is not below its b."""
    n = total.size
    empty = np.empty(0, dtype=np.int64)
    if target == "first":
        return _top_pairs(total, 1, same) if n else (empty, empty)
    if len(target) != 2:
        raise Refused(f"no stability target {target!r}; use first, (top, m) or two rows")
    if target[0] == "top":
        if target[1] < 1:
            raise Refused(f"the top {target[1]} is nobody; ask for the top 1 or more")
        return _top_pairs(total, int(target[1]), same) if n else (empty, empty)
    a, b = int(target[0]), int(target[1])
    if not (0 <= a < n and 0 <= b < n) or a == b:
        raise Refused(f"rows {a} and {b} are no pair of {n} companies")
    if abs(total[a] - total[b]) <= same:
        return np.array([a, b]), np.array([b, a])
    return (np.array([a]), np.array([b])) if total[a] > total[b] else (np.array([b]), np.array([a]))


def _top_pairs(total: Float64, size: int, same: float) -> tuple[Ints, Ints]:
    if size >= total.size:
        empty = np.empty(0, dtype=np.int64)
        return empty, empty
    last = np.partition(total, total.size - size)[total.size - size]
    inside = np.flatnonzero(total >= last - same)
    outside = np.flatnonzero(total < last - same)
    keeps = np.repeat(inside, outside.size)
    loses = np.tile(outside, inside.size)
    if inside.size > size:
        tied = np.flatnonzero(np.abs(total - last) <= same)
        one, two = np.repeat(tied, tied.size), np.tile(tied, tied.size)
        keeps = np.concatenate([keeps, one[one != two]])
        loses = np.concatenate([loses, two[one != two]])
    return keeps, loses


def _proportions_of_others(weight: Float64) -> Float64:
    """Return float64[k, k]: column j holds the weights of the others when weight j is 0."""
    k = weight.size
    shares = np.repeat(weight[:, None], k, axis=1)
    np.fill_diagonal(shares, 0.0)
    rest = shares.sum(axis=0)
    equal = (np.ones((k, k)) - np.eye(k)) / (k - 1)
    return np.where(rest > _SAME, shares / np.where(rest > 0, rest, 1.0), equal)
