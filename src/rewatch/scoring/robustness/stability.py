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
# Each row of the first against each of the second.
Grid = tuple[Ints, Ints]
Target = Literal["first"] | tuple[Literal["top"], int] | tuple[int, int]

# Totals closer than this share of the greatest value are equal.
_SAME = 1e-11
# Leads looked at together: enough to hide Python, few enough to stay in the cache.
_TOGETHER = 7_500


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
    grids = _must_stand(value @ weight, target, same)
    pairs = sum(keeps.size * loses.size for keeps, loses in grids)
    if k == 1 or pairs == 0:
        return [WeightInterval(0.0, 1.0, None, None)] * k
    at_one = value.T.copy()
    at_zero = _proportions_of_others(weight).T @ at_one
    together = max(1, _TOGETHER // pairs)
    result = []
    for start in range(0, k, together):
        some = slice(start, start + together)
        result += _intervals(at_zero[some], at_one[some], weight[some].tolist(), grids, same)
    return result


def _intervals(
    at_zero: Float64, at_one: Float64, weights: list[float], grids: list[Grid], same: float
) -> list[WeightInterval]:
    """Return the interval of each of j weights.

    Args:
        at_zero: totals of the companies where that weight is 0, float64[j, n].
        at_one: totals where it is 1, float64[j, n].
        weights: j present weights.
        grids: pairs of rows that must stand.
        same: leads of this size are ties.
    """
    j = len(weights)
    lead = _leads(np.concatenate([at_zero, at_one]), grids)
    away = np.concatenate([lead[j:], lead[:j]])
    lost = _first_losses(lead, away, same)
    result = []
    for here, (least, below), (room, above) in zip(weights, lost[:j], lost[j:], strict=True):
        high = max(1.0 - min(room, 1.0 - here), here)
        takers = _taker(grids, below), _taker(grids, above)
        result.append(WeightInterval(min(least, here), high, *takers))
    return result


def _leads(total: Float64, grids: list[Grid]) -> Float64:
    """Return the lead of the first of each pair over the second, float64[j, pairs].

    Args:
        total: totals of n companies in j situations, float64[j, n].
        grids: the pairs.
    """
    parts = [
        (total.take(keeps, axis=1)[:, :, None] - total.take(loses, axis=1)[:, None]).reshape(
            total.shape[0], -1
        )
        for keeps, loses in grids
    ]
    return parts[0] if len(parts) == 1 else np.concatenate(parts, axis=1)


def _first_losses(toward: Float64, away: Float64, same: float) -> list[tuple[float, int]]:
    """Find where the first lead is lost when a weight moves toward an end.

    Args:
        toward: lead of each pair at the end moved toward, float64[movements, pairs].
        away: lead at the other end; positive where `toward` is negative, or the pair would not
            stand now.
        same: leads of this size are ties.

    Returns:
        For each movement (distance from the end at which the first pair is level, number of that
        pair), or (0, -1) if all stand to the end. Of several, the pair that drifts furthest apart.
    """
    movements, pairs = toward.shape
    losing = (toward < -same).reshape(-1).nonzero()[0]
    end = toward.reshape(-1).take(losing)
    level = end / (end - away.reshape(-1).take(losing))
    bounds = losing.searchsorted(np.arange(movements + 1) * pairs)
    count = bounds[1:] - bounds[:-1]
    some = count.nonzero()[0]
    found = [(0.0, -1)] * movements
    if not some.size:
        return found
    first = np.maximum.reduceat(level, bounds[some])
    near = (level >= (first - _SAME).repeat(count[some])).nonzero()[0]
    if near.size > some.size:
        groups = np.split(near, near.searchsorted(bounds[some])[1:])
        near = np.array([group[end[group].argmin()] for group in groups])
    for distance, movement, pair in zip(
        first.tolist(), some.tolist(), losing[near].tolist(), strict=True
    ):
        found[movement] = (distance, pair - movement * pairs)
    return found


def _taker(grids: list[Grid], pair: int) -> int | None:
    """The row that goes ahead when the pair of that number is lost; None for -1."""
    if pair < 0:
        return None
    for keeps, loses in grids:
        if pair < keeps.size * loses.size:
            return int(loses[pair % loses.size])
        pair -= keeps.size * loses.size
    raise AssertionError("there is no such pair")


def _must_stand(total: Float64, target: Target, same: float) -> list[Grid]:
    """Return grids of rows: the target stands while no a is below a b of its grid."""
    n = total.size
    if target == "first":
        return _top_grids(total, 1, same) if n else []
    if len(target) != 2:
        raise Refused(f"no stability target {target!r}; use first, (top, m) or two rows")
    if target[0] == "top":
        if target[1] < 1:
            raise Refused(f"the top {target[1]} is nobody; ask for the top 1 or more")
        return _top_grids(total, int(target[1]), same) if n else []
    a, b = int(target[0]), int(target[1])
    if not (0 <= a < n and 0 <= b < n) or a == b:
        raise Refused(f"rows {a} and {b} are no pair of {n} companies")
    one, two = np.array([a]), np.array([b])
    if abs(total[a] - total[b]) <= same:
        return [(one, two), (two, one)]
    return [(one, two) if total[a] > total[b] else (two, one)]


def _top_grids(total: Float64, size: int, same: float) -> list[Grid]:
    if size >= total.size:
        return []
    last = np.partition(total, total.size - size)[total.size - size]
    inside = np.flatnonzero(total >= last - same)
    grids = [(inside, np.flatnonzero(total < last - same))]
    if inside.size > size:
        # The lead of a row over itself is 0, which is never lost.
        tied = np.flatnonzero(np.abs(total - last) <= same)
        grids.append((tied, tied))
    return grids


def _proportions_of_others(weight: Float64) -> Float64:
    """Return float64[k, k]: column j holds the weights of the others when weight j is 0."""
    k = weight.size
    shares = np.repeat(weight[:, None], k, axis=1)
    np.fill_diagonal(shares, 0.0)
    rest = shares.sum(axis=0)
    equal = (np.ones((k, k)) - np.eye(k)) / (k - 1)
    return np.where(rest > _SAME, shares / np.where(rest > 0, rest, 1.0), equal)
