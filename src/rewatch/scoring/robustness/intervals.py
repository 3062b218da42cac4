"""What is certain about a ranking without assuming any distribution: outer bounds on ranks."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from rewatch.domain.errors import Refused
from rewatch.scoring.robustness.arrays import evidence_numbers, finite, interval, not_negative

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

# Differences below this share of the greatest weighted value are rounding, not preference.
_ROUNDING = 1e-12


def rank_intervals(
    low: npt.ArrayLike, high: npt.ArrayLike, above: npt.ArrayLike | None = None
) -> tuple[Ints, Ints]:
    """Return the best and the worst rank each company can have, given intervals of totals.

    best = 1 + companies certainly above, worst = n - companies certainly below (the idea of
    extreme ranking analysis: Kadzinski, Greco & Slowinski 2012, Omega 40(4), 488-501, here for
    fixed weights and interval values). An outer bound: no rank outside it can occur.

    Args:
        low: totals at the low end, float[n].
        high: totals at the high end, float[n], not below `low`.
        above: bool[n, n] from `certainly_above`; without it A is certainly above B where
            low A > high B.

    Returns:
        (best, worst), int64[n] each, from 1 to n.

    Raises:
        Refused: an end is NaN or infinite, a low end is above its high end, or shapes differ.
    """
    lows, highs = interval(low, high, ("low", "high"), dimensions=1)
    n = lows.size
    relation = lows[:, None] > highs[None, :] if above is None else np.asarray(above, dtype=bool)
    if relation.shape != (n, n):
        raise Refused(f"above is {relation.shape}; it must be ({n}, {n})")
    best = 1 + np.count_nonzero(relation, axis=0)
    worst = n - np.count_nonzero(relation, axis=1)
    return best.astype(np.int64), worst.astype(np.int64)


def certainly_above(
    values_low: npt.ArrayLike,
    values_high: npt.ArrayLike,
    weights: npt.ArrayLike,
    evidence: npt.ArrayLike | None = None,
) -> Bools:
    """Return which company is above which whatever the uncertain values are, weights given.

    Evidence two companies share is cancelled exactly. With u_e in [0, 1] the one position of
    record e, the difference of totals is linear in every u_e, so its least value is

        low A - high B + sum over shared records e of min(width of A by e, width of B by e),

    the widths being weighted and added over all columns the record feeds.

    Args:
        values_low: low ends, float[n companies, k columns], any finite scale.
        values_high: high ends, float[n, k].
        weights: float[k], or float[n, k] where companies weigh columns differently; not
            negative, need not add up to 1.
        evidence: int64[n, k] as for `smaa`; equal numbers share a draw, -1 shares with none.

    Returns:
        bool[n, n], True at [a, b] where a is above b for certain; False on the diagonal.

    Raises:
        Refused: an entry is NaN, infinite or out of place (the sentence names the cell).
    """
    lows, highs = interval(values_low, values_high, ("values_low", "values_high"))
    n, k = lows.shape
    given = np.asarray(weights, dtype=np.float64)
    weight = not_negative("weights", finite("weights", given, 2 if given.ndim == 2 else 1))
    if weight.shape not in ((k,), (n, k)):
        raise Refused(f"weights are {weight.shape} and the values are {(n, k)}; they must fit")
    numbers = evidence_numbers(evidence, (n, k))
    low = (lows * weight).sum(axis=1)
    high = (highs * weight).sum(axis=1)
    least = low[:, None] - high[None, :]
    widths = (highs - lows) * weight
    company, column = np.nonzero((numbers >= 0) & (widths > 0))
    record, slot = np.unique(numbers[company, column], return_inverse=True)
    order = np.lexsort((company, slot))
    bounds = np.searchsorted(slot[order], np.arange(record.size + 1))
    for start, stop in pairwise(bounds):
        cells = order[start:stop]
        members, member = np.unique(company[cells], return_inverse=True)
        if members.size > 1:
            width = np.bincount(member, weights=widths[company[cells], column[cells]])
            least[np.ix_(members, members)] += np.minimum.outer(width, width)
    scale = np.max(np.maximum(np.abs(lows), np.abs(highs)) * weight, initial=0.0) * max(k, 1)
    above: Bools = least > _ROUNDING * scale
    np.fill_diagonal(above, False)
    return above
