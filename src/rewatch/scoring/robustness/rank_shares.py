"""What shares of ranks say of a company: its mean rank, the middle 90 %, and how often it is first.

Works on rows of rank acceptability, whether those of all companies are at hand or a few at a time.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rewatch.scoring.robustness.draws import Float64

Ints = npt.NDArray[np.int64]

STRIP = 120  # strips of 60, 40, 30, 24 or 20 cells fit evenly
# Shares are sums of parts of 1 / samples; this only absorbs the rounding of adding them.
_ROUNDING = 1e-9


class Figures(NamedTuple):
    """A few figures of each of c companies.

    Attributes:
        expected_rank: float64[c], mean rank, 1 to n.
        best: int64[c], the best rank of the middle 90 % of the samples; `worst` likewise.
        first: float64[c], share of samples in which it is first.
        top5: float64[c], share in which it is among the first five.
        strip: float32[c, at most STRIP], share of samples in each of that many stretches of
            neighbouring ranks: stretch b of m ends before rank round((b + 1) x n / m), from 0.
    """

    expected_rank: Float64
    best: Ints
    worst: Ints
    first: Float64
    top5: Float64
    strip: npt.NDArray[np.float32]


def figures(shares: Float64) -> Figures:
    """Read the figures of some companies off their shares, float64[c companies, n ranks]."""
    return Figures(
        mean_rank(shares), *central(shares, 0.9), top(shares, 1), top(shares, 5), _strip(shares)
    )


def joined(some: Iterable[Figures]) -> Figures:
    """Put the figures of one company after the other together."""
    return Figures(*(np.concatenate(part) for part in zip(*some, strict=True)))


def central(shares: Float64, coverage: float) -> tuple[Ints, Ints]:
    """Return the best and the worst rank of the middle part of the samples, int64[c] each.

    Args:
        shares: float64[c companies, n ranks], rows add up to 1.
        coverage: share of samples inside, above 0, at most 1.
    """
    cumulative = np.cumsum(shares, axis=1)
    tail = (1.0 - coverage) / 2.0
    best = 1 + np.count_nonzero(cumulative <= tail + _ROUNDING, axis=1)
    worst = 1 + np.count_nonzero(cumulative < 1.0 - tail - _ROUNDING, axis=1)
    return best.astype(np.int64), worst.astype(np.int64)


def top(shares: Float64, places: int) -> Float64:
    """Return the share of samples with a rank from 1 to `places`, float64[c]."""
    share: Float64 = shares[:, :places].sum(axis=1)
    return np.minimum(share, 1.0)


def mean_rank(shares: Float64) -> Float64:
    """Return the expected rank, float64[c], 1 to n."""
    mean: Float64 = (shares * np.arange(1, shares.shape[1] + 1)).sum(axis=1)
    return mean


def _strip(shares: Float64) -> npt.NDArray[np.float32]:
    n = shares.shape[1]
    count = min(n, STRIP)
    starts = [round(number * n / count) for number in range(count)]
    return np.add.reduceat(shares, starts, axis=1).astype(np.float32)
