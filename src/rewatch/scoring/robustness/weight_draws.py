"""Random criterion weights: Dirichlet around a point, no preference, or an order only.

Draws are keyed by (seed, "weights", criterion, sample): moving one slider bends the draws
smoothly and re-draws nothing, so two runs differ by the weights and not by luck.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from rewatch.scoring.robustness.draws import Float64, keys, uniforms
from rewatch.scoring.weights import WeightModel, checked_point

_WEIGHTS = int.from_bytes(b"weights", "big")
# Each attempt of a criterion's draw takes three streams: two for a normal, one to accept; the
# first stream of all is kept for the power that small shapes need.
_STREAMS = 3


def draw_weights(model: WeightModel, samples: int, seed: int, criteria: int) -> Float64:
    """Draw weight vectors, each not negative and adding up to 1.

    "none" is uniform on the simplex, by normalised exponentials; normalised uniforms would
    crowd its centre. "order" sorts such a draw into the order of the point. "dirichlet" is
    Dirichlet(c x point), by normalised gamma draws. A weight of 0 in the point stays 0.

    Args:
        model: what is known about the weights.
        samples: how many vectors.
        seed: master seed.
        criteria: how many weights a vector has.

    Returns:
        float64[samples, criteria], each row adding up to 1.

    Raises:
        Refused: the model does not fit (see `weights.checked_point`).
    """
    point = np.array(checked_point(model, criteria))
    result = np.zeros((criteria, samples))
    active = np.flatnonzero(point > 0)
    if model.kind == "point" or active.size == 1:
        result[:] = point[:, None]
    elif model.kind == "dirichlet":
        assert model.c is not None  # checked_point refuses a Dirichlet without it
        logs = _log_gammas(model.c * point[active], active, samples, seed)
        result[active] = np.exp(logs - logs.max(axis=0))
    else:
        sample = np.arange(samples, dtype=np.uint64)
        # One criterion after the other: what is worked on stays in the processor's cache.
        for row, key in zip(active, keys(seed, _WEIGHTS, active, 0), strict=True):
            np.negative(np.log(uniforms(key, sample)), out=result[row])
        if model.kind == "order":
            result[active] = _in_order_of(point[active], result[active])
    result /= _column_sums(result)
    return result.T


def _column_sums(columns: Float64) -> Float64:
    # Added row by row, not with sum(): the order of additions must not depend on the machine.
    total = np.zeros(columns.shape[1])
    for row in columns:
        total += row
    return total


def _in_order_of(point: Float64, drawn: Float64) -> Float64:
    """Rearrange each column of `drawn` so that greater point weights hold greater draws.

    Among equal point weights the draws keep the order they fell in, which is independent of
    their sorted values: uniform over every order among equals.
    """
    result = np.empty_like(drawn)
    descending = -np.sort(-drawn, axis=0)
    start = 0
    for value in np.unique(point)[::-1]:
        members = np.flatnonzero(point == value)
        places = np.argsort(np.argsort(-drawn[members], axis=0), axis=0)
        block = descending[start : start + members.size]
        result[members] = np.take_along_axis(block, places, axis=0)
        start += members.size
    return result


def _log_gammas(
    shape: Float64, criterion: npt.NDArray[np.int64], samples: int, seed: int
) -> Float64:
    """Return logarithms of gamma draws, float64[len(shape), samples], scale 1.

    Method: Marsaglia & Tsang 2000, "A simple method for generating gamma variables", ACM TOMS
    26(3), with their power of a uniform for shapes below 1. Logarithms, because a small weight
    under a small concentration underflows otherwise. Each sample repeats its own rejected
    attempts on streams of their own, so that one rejection shifts no other sample's draw.
    """
    small = shape < 1
    d = (np.where(small, shape + 1, shape) - 1 / 3)[:, None]
    index = np.arange(samples, dtype=np.uint64)
    logs = np.empty((shape.size, samples))
    accepted = np.empty(logs.shape, dtype=np.bool_)
    for i in range(shape.size):  # one after the other: less memory in work at a time
        logs[i], accepted[i] = _gamma_attempt(d[i], seed, criterion[i : i + 1], index, 0)
    row, column = np.nonzero(~accepted)
    attempt = 1
    while row.size:
        again, good = _gamma_attempt(d[row, 0], seed, criterion[row], index[column], attempt)
        logs[row[good], column[good]] = again[good]
        row, column = row[~good], column[~good]
        attempt += 1
    if small.any():
        u = uniforms(keys(seed, _WEIGHTS, criterion[small][:, None], 0), index)
        logs[small] += np.log(u) / shape[small, None]
    return logs


def _gamma_attempt(
    d: Float64,
    seed: int,
    criterion: npt.NDArray[np.int64],
    sample: npt.NDArray[np.uint64],
    attempt: int,
) -> tuple[Float64, npt.NDArray[np.bool_]]:
    """Try once for each (criterion, sample); return the logarithms and which are accepted."""
    first = 1 + _STREAMS * attempt
    u1, u2, u3 = (
        uniforms(keys(seed, _WEIGHTS, criterion, first + k), sample) for k in range(_STREAMS)
    )
    normal = np.sqrt(-2 * np.log(u1)) * np.cos(2 * np.pi * u2)
    square = normal * normal
    root = 1 + normal / np.sqrt(9 * d)
    positive = root > 0
    root[~positive] = 1.0
    log_v = 3 * np.log(root)
    # The squeeze settles nine in ten without a logarithm.
    accepted = positive & (u3 < 1 - 0.0331 * square * square)
    rest = positive & ~accepted
    d_rest = np.broadcast_to(d, rest.shape)[rest]
    v_rest = root[rest] ** 3
    accepted[rest] = np.log(u3[rest]) < 0.5 * square[rest] + d_rest * (1 - v_rest + log_v[rest])
    return np.log(d) + log_v, accepted
