"""Counts who stands where in thousands of sampled rankings: ranks, ties, pairs, first places.

Works on totals alone and in blocks of samples that fit the processor's cache. Equal totals share
a rank. Counts are whole numbers and sums run in a fixed order, so permuting the companies
permutes the results and changes nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from rewatch.scoring.robustness.draws import Float32, Float64

Ranks = npt.NDArray[np.uint8] | npt.NDArray[np.uint16] | npt.NDArray[np.uint32]
Totals = Callable[[int, int], Float32]
Floats = TypeVar("Floats", Float32, Float64)

# Elements in a block: small enough for the second cache, large enough to hide Python.
_BLOCK = 65_536
# Eight byte lanes that count to 255 each: the longest block whose wins cannot overflow a lane.
_PAIR_BLOCK = 8 * 255
# Totals closer than this share of the greatest total are one total computed in two ways.
_SAME = 1e-11


@dataclass(frozen=True, eq=False)
class RankTable:
    """Who stood where in each sample.

    Attributes:
        above: whole numbers [n companies, m samples], how many companies stood strictly above.
        first: int64[m], the first company of each sample; any of them where several tie.
        tied: int64[t], numbers of the samples in which any two companies had equal totals.
    """

    above: Ranks
    first: npt.NDArray[np.int64]
    tied: npt.NDArray[np.int64]


def weighted(values: Floats, weights: Floats) -> Floats:
    """Return totals [n, m] of values [k, n] under weights [k, m].

    Added criterion by criterion and not with a matrix product, which may round equal companies
    apart.
    """
    total: Floats = values[0][:, None] * weights[0]
    product = np.empty_like(total)
    for row, weight in zip(values[1:], weights[1:], strict=True):
        np.multiply(row[:, None], weight, out=product)
        total += product
    return total


def rank_samples(totals: Totals, companies: int, samples: int) -> RankTable:
    """Rank every sample.

    A total and the place of its cell in the block are packed into one float64, the place in the
    bits a float32 leaves free: one sort of plain numbers then gives the order, already as places to
    write to. Rounded back to float32 it is the total again, which shows equal ones.

    Args:
        totals: called with (start, stop), returns float32[companies, stop - start], finite.
        companies: n, at least 1 and below 2**24.
        samples: m.
    """
    n = companies
    kind = np.min_scalar_type(max(n - 1, 0))
    above = np.empty((n, samples), dtype=kind)
    length = min(samples, max(16, _BLOCK // n))
    mask = np.uint64((1 << max(1, (length * n - 1).bit_length())) - 1)
    cell = np.arange(length * n, dtype=np.uint64).reshape(length, n)
    single, packed = np.empty((length, n), dtype=np.float32), np.empty((length, n))
    block = np.empty((length, n), dtype=kind)
    first = np.empty(samples, dtype=np.int64)
    places = np.tile(np.arange(n, dtype=kind), length)
    tied = []
    for start in range(0, samples, length):
        stop = min(samples, start + length)
        size = stop - start
        keys, rounded = packed[:size], single[:size]
        np.copyto(rounded, totals(start, stop).T)
        # 0 - total: the best comes first, and a negative zero becomes a zero.
        np.subtract(np.float32(0), rounded, out=keys)
        bits = keys.view(np.uint64)
        bits |= cell[:size]
        keys.sort(axis=1)
        np.copyto(rounded, keys, casting="same_kind")
        same = rounded[:, 1:] == rounded[:, :-1]
        bits &= mask
        order = bits.view(np.int64)
        first[start:stop] = order[:, 0] - cell[:size, 0].view(np.int64)
        block.reshape(-1)[order.reshape(-1)] = places[: size * n]
        if same.any():
            rows = np.flatnonzero(same.any(axis=1))
            shared = _starts_of_runs(same[rows]).astype(kind)
            block.reshape(-1)[order[rows]] = shared
            tied.append(rows + start)
        above[:, start:stop] = block[:size].T
    return RankTable(above, first, np.concatenate(tied) if tied else np.empty(0, dtype=np.int64))


def rank_once(totals: Float64) -> RankTable:
    """Rank one set of totals that no sample changes, float64[n]; m is 1."""
    n = totals.size
    order = np.argsort(-totals, kind="stable")
    down = -np.diff(totals[order])
    same = (down <= _SAME * np.max(np.abs(totals), initial=0.0))[None, :]
    above = np.empty((n, 1), dtype=np.min_scalar_type(max(n - 1, 0)))
    above[order, 0] = _starts_of_runs(same)[0]
    return RankTable(above, order[:1], np.zeros(int(same.any()), dtype=np.int64))


def _starts_of_runs(same: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """For sorted rows, the place where each entry's run of equals starts.

    Args:
        same: bool[rows, n - 1], whether entry p + 1 equals entry p.

    Returns:
        int64[rows, n].
    """
    rows, gaps = same.shape
    starts = np.zeros((rows, gaps + 1), dtype=np.int64)
    starts[:, 1:] = np.where(same, 0, np.arange(1, gaps + 1))
    np.maximum.accumulate(starts, axis=1, out=starts)
    return starts


def acceptability(table: RankTable) -> Float64:
    """Return the share of samples of each company (row) at each rank (column), float64[n, n].

    Companies that tie for several ranks have an equal part of each. Rows add up to 1.
    """
    n, samples = table.above.shape
    counts = np.zeros((n, n))
    for company in range(n):
        counts[company] = np.bincount(table.above[company], minlength=n)
    # A tie was counted whole at its first rank; take it back and spread it.
    change = np.zeros((n, n + 1))
    taken = np.zeros((n, n))
    length = max(1, _BLOCK // max(n, 1))
    for start in range(0, table.tied.size, length):
        places = table.above[:, table.tied[start : start + length]].astype(np.int64)
        size = _companies_at(places)
        row, sample = np.nonzero(size > 1)
        first, run = places[row, sample], size[row, sample]
        np.add.at(taken, (row, first), 1.0)
        np.add.at(change, (row, first), 1.0 / run)
        np.add.at(change, (row, first + run), -1.0 / run)
    if table.tied.size:
        counts += np.cumsum(change, axis=1)[:, :n] - taken
        np.maximum(counts, 0.0, out=counts)
        counts[counts < samples * 1e-13] = 0.0
    share: Float64 = counts / samples
    return share


def _companies_at(places: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """How many companies hold the place of each entry in its sample; places int64[n, m]."""
    n, samples = places.shape
    flat = places + np.arange(samples) * n
    size: npt.NDArray[np.int64] = np.bincount(flat.ravel(), minlength=n * samples)[flat]
    return size


def first_place_weights(table: RankTable, weights: Float64) -> tuple[Float64 | None, ...]:
    """Return each company's mean weights over the samples in which it stood first.

    Args:
        table: n companies, m samples.
        weights: float64[k criteria, m].

    Returns:
        n entries: float64[k], or None where the company never stood first. A shared first
        place counts in part.
    """
    n = table.above.shape[0]
    if n == 0:
        return ()
    untied = np.ones(table.above.shape[1])
    untied[table.tied] = 0.0
    company, sample = np.nonzero(table.above[:, table.tied] == 0)
    part = 1.0 / np.bincount(sample, minlength=1)[sample]

    def held_by_first(row: Float64) -> Float64:
        alone = np.bincount(table.first, weights=row * untied, minlength=n)
        shared = np.bincount(company, weights=row[table.tied][sample] * part, minlength=n)
        return np.asarray(alone + shared, dtype=np.float64)

    held = held_by_first(np.ones(untied.size))
    centre = np.array([held_by_first(row) for row in weights]).T
    return tuple(centre[i] / held[i] if held[i] > 0 else None for i in range(n))


def pair_shares(table: RankTable) -> tuple[Float64, Float64]:
    """Return shares of samples for each pair: strictly above, and tied.

    Returns:
        (winning, ties), float64[n, n] each, zero on the diagonal: winning[i, j] for i above j;
        winning + winning.T + ties = 1 off the diagonal.
    """
    n, samples = table.above.shape
    wins = np.zeros((n, n), dtype=np.int64)
    ties = np.zeros((n, n), dtype=np.int64)
    for start in range(0, samples, _PAIR_BLOCK):
        _count_pairs(table.above[:, start : start + _PAIR_BLOCK], np.less, wins)
    if table.tied.size:
        involved = np.flatnonzero(_ever_tied(table))
        corner = np.zeros((involved.size, involved.size), dtype=np.int64)
        rows = table.above[involved]
        for start in range(0, table.tied.size, _PAIR_BLOCK):
            chosen = table.tied[start : start + _PAIR_BLOCK]
            _count_pairs(rows[:, chosen], np.equal, corner)
        ties[np.ix_(involved, involved)] = corner
    upper = np.triu(np.ones((n, n), dtype=bool), 1)
    ties += ties.T
    wins += np.where(upper, samples - wins - ties, 0).T
    return wins / samples, ties / samples


def _ever_tied(table: RankTable) -> npt.NDArray[np.bool_]:
    ever = np.zeros(table.above.shape[0], dtype=bool)
    length = max(1, _BLOCK // ever.size)
    for start in range(0, table.tied.size, length):
        places = table.above[:, table.tied[start : start + length]].astype(np.int64)
        ever |= (_companies_at(places) > 1).any(axis=1)
    return ever


def _count_pairs(places: Ranks, holds: np.ufunc, counts: npt.NDArray[np.int64]) -> None:
    """Add to counts[i, j], i < j, in how many samples `holds` is true of the places of i and j.

    A true comparison is a byte of 1; bytes are added eight at a time as one 64-bit number, which
    at most 255 additions keep from overflowing.
    """
    n, size = places.shape
    width = -(-size // 8) * 8
    padded = np.zeros((n, width), dtype=places.dtype)
    padded[:, :size] = places
    padding = width - size if holds is np.equal else 0
    result = np.empty((n, width), dtype=bool)
    for i in range(n - 1):
        rest = result[i + 1 :]
        holds(padded[i], padded[i + 1 :], out=rest)
        lanes = np.add.reduce(rest.view(np.uint64), axis=1)
        found = lanes.view(np.uint8).reshape(-1, 8).sum(axis=1, dtype=np.int64)
        counts[i, i + 1 :] += found - padding
