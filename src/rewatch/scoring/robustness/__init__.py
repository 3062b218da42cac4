"""How sure a ranking is: the public face of the robustness calculations, on plain arrays.

Two layers. Without any distribution: `rank_intervals`, `certainly_above` and `weight_stability`,
all exact. With sampled evidence and weights: `smaa`, `keep_samples` for re-ranking while a weight
is being moved, and `long_samples` where a share for each pair is more than can be held. The
helpers here read a `SmaaResult`.

Importing this module imports NumPy, which takes about 100 ms: import it where it is used.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from rewatch.scoring.robustness.intervals import certainly_above, rank_intervals
from rewatch.scoring.robustness.long_groups import LongResult, LongSamples, long_samples
from rewatch.scoring.robustness.rank_shares import central, top
from rewatch.scoring.robustness.sampling import (
    KeptSamples,
    Parts,
    SmaaResult,
    keep_samples,
    shares_above,
    smaa,
)
from rewatch.scoring.robustness.stability import Target, WeightInterval, weight_stability
from rewatch.scoring.robustness.weight_draws import draw_weights
from rewatch.scoring.weights import WeightKind, WeightModel

__all__ = [
    "KeptSamples",
    "LongResult",
    "LongSamples",
    "Parts",
    "SmaaResult",
    "Target",
    "WeightInterval",
    "WeightKind",
    "WeightModel",
    "certainly_above",
    "draw_weights",
    "first_share",
    "keep_samples",
    "likely_ranks",
    "long_samples",
    "rank_intervals",
    "shares_above",
    "smaa",
    "standard_error",
    "top_share",
    "weight_stability",
]


def likely_ranks(
    result: SmaaResult, coverage: float = 0.9
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the central rank interval of each company: the 90 % rank.

    At most (1 - coverage) / 2 of the samples lie on either side of it.

    Args:
        result: n companies.
        coverage: share of samples inside, above 0, at most 1.

    Returns:
        (best, worst), int64[n] each, from 1 to n.
    """
    return central(result.rank_acceptability, coverage)


def first_share(result: SmaaResult) -> npt.NDArray[np.float64]:
    """Return the share of samples in which each company is first, float64[n]."""
    return top_share(result, 1)


def top_share(result: SmaaResult, places: int) -> npt.NDArray[np.float64]:
    """Return the share of samples in which each company is among the first `places`, float64[n]."""
    return top(result.rank_acceptability, places)


def standard_error(share: npt.ArrayLike, samples: int) -> npt.NDArray[np.float64]:
    """Return the standard error of sampled shares, sqrt(p (1 - p) / samples), in their shape."""
    part = np.asarray(share, dtype=np.float64)
    return np.asarray(np.sqrt(np.clip(part * (1.0 - part), 0.0, None) / samples))
