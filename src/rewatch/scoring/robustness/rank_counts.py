"""Counts who stands where in thousands of sampled rankings: ranks, ties, pairs, first places.

Works on totals alone and in blocks of samples that fit the processor's cache. Equal totals share
a rank. Counts are whole numbers and sums run in a fixed order, so permuting the companies
permutes the results and changes nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
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
        order: whole numbers [n places, m samples], the company at each place, the best first;
            equal ones in any order.
        tied: int64[t], numbers of the samples in which any two companies had equal totals.
        above_tied: whole numbers [n companies, t], how many companies stood strictly above in
            those.
    """

    order: Ranks
    tied: npt.NDArray[np.int64]
    above_tied: Ranks

    @property
    def first(self) -> Ranks:
        """Whole numbers [m], the first company of each sample; any of them where several tie."""
        best: Ranks = self.order[0]
        return best

    @cached_property
    def above(self) -> Ranks:
        """Whole numbers [n companies, m], how many companies stood strictly above in each sample.

        Turned round when first asked for; the shares of ranks are counted without it.
        """
        n, samples = self.order.shape
        result = np.empty((n, samples), dtype=self.order.dtype)
        length = max(1, _BLOCK // max(n, 1))
        block = np.empty(length * n, dtype=self.order.dtype)
        places = np.tile(np.arange(n, dtype=self.order.dtype), length)
        for start in range(0, samples, length):
            cell = self.order[:, start : start + length].T.astype(np.int64)
            size = cell.shape[0]
            cell += np.arange(0, size * n, n)[:, None]
            block[cell.reshape(-1)] = places[: size * n]
            result[:, start : start + size] = block[: size * n].reshape(size, n).T
        result[:, self.tied] = self.above_tied
        return result


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

    Args:
        totals: called with (start, stop), returns float32[companies, stop - start], finite.
        companies: n, at least 1 and below 2**24.
        samples: m.
    """
    n = companies
    kind = np.min_scalar_type(max(n - 1, 0))
    result = np.empty((n, samples), dtype=kind)
    length = min(samples, max(16, _BLOCK // n))
    packed = np.empty((length, n))
    differing = np.empty(length * n, dtype=np.uint64)
    tied, above_tied = [], []
    for start in range(0, samples, length):
        stop = min(samples, start + length)
        keys = packed[: stop - start]
        np.copyto(keys, totals(start, stop).T)
        bits, same = in_order(keys, differing)
        result[:, start:stop] = bits.T
        if same.any():
            runs = np.append(same, False).reshape(-1, n)
            rows = np.flatnonzero(runs.any(axis=1))
            shared = np.empty((rows.size, n), dtype=kind)
            starts = _starts_of_runs(runs[rows, :-1]).astype(kind)
            np.put_along_axis(shared, bits[rows].view(np.int64), starts, axis=1)
            tied.append(rows + start)
            above_tied.append(shared.T)
    if not tied:
        return RankTable(result, np.empty(0, dtype=np.int64), np.empty((n, 0), dtype=kind))
    return RankTable(result, np.concatenate(tied), np.concatenate(above_tied, axis=1))


def in_order(
    totals: Float64, room: npt.NDArray[np.uint64]
) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.bool_]]:
    """Sort the companies of each sample, the best first.

    A total and the number of its company are packed into one float64, the number in the bits a
    float32 leaves free: one sort of plain numbers then gives the order. Neighbours whose other bits
    are the same have equal totals.

    Args:
        totals: float64[samples, n companies], each a float32's value, finite; overwritten.
        room: uint64 of at least samples x n, overwritten.

    Returns:
        (uint64[samples, n], the company at each place; bool[samples x n - 1], whether an entry of
        those in one line has the same total as the next, in its sample).
    """
    n = totals.shape[1]
    mask = np.uint64((1 << max(1, (n - 1).bit_length())) - 1)
    # 0 - total: the best comes first, and a negative zero becomes a zero.
    np.subtract(0.0, totals, out=totals)
    bits = totals.view(np.uint64)
    bits |= np.arange(n, dtype=np.uint64)
    totals.sort(axis=1)
    # In one line, which also compares the last of a sample with the first of the next.
    line = bits.reshape(-1)
    same = np.bitwise_xor(line[1:], line[:-1], out=room[: line.size - 1]) <= mask
    same[n - 1 :: n] = False
    bits &= mask
    return bits, same


def rank_once(totals: Float64) -> RankTable:
    """Rank one set of totals that no sample changes, float64[n]; m is 1."""
    n = totals.size
    order = np.argsort(-totals, kind="stable")
    down = -np.diff(totals[order])
    same = (down <= _SAME * np.max(np.abs(totals), initial=0.0))[None, :]
    kind = np.min_scalar_type(max(n - 1, 0))
    tied = np.zeros(int(same.any()), dtype=np.int64)
    above = np.empty((n, tied.size), dtype=kind)
    above[order] = _starts_of_runs(same).T[:, : tied.size]
    return RankTable(order.astype(kind)[:, None], tied, above)


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
    n, samples = table.order.shape
    counts = np.zeros((n, n))
    for place, companies in enumerate(table.order):
        counts[:, place] = np.bincount(companies, minlength=n)
    # The order has equals one after the other; count them at their first rank instead.
    row_of = np.arange(n)[:, None]
    length = max(_BLOCK, n * n) // max(n, 1)
    for start in range(0, table.tied.size, length):
        places = table.above_tied[:, start : start + length].astype(np.int64)
        order = table.order[:, table.tied[start : start + length]].astype(np.int64)
        counts += _cells(row_of, places) - _cells(order, row_of)
    # A tie was counted whole at its first rank; take it back and spread it.
    change = np.zeros((n, n + 1))
    taken = np.zeros((n, n))
    length = max(1, _BLOCK // max(n, 1))
    for start in range(0, table.tied.size, length):
        places = table.above_tied[:, start : start + length].astype(np.int64)
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


def _cells(row: npt.NDArray[np.int64], column: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """How often each cell is named, int64[n, n]; row and column broadcast to int64[n, m]."""
    n = max(row.shape[0], column.shape[0])
    counted = np.bincount((row * n + column).reshape(-1), minlength=n * n)
    return counted.reshape(n, n)


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
    n, samples = table.order.shape
    if n == 0:
        return ()
    untied = np.ones(samples)
    untied[table.tied] = 0.0
    company, sample = np.nonzero(table.above_tied == 0)
    first = table.first.astype(np.int64)
    part = 1.0 / np.bincount(sample, minlength=1)[sample]

    def held_by_first(row: Float64) -> Float64:
        alone = np.bincount(first, weights=row * untied, minlength=n)
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
        rows = table.above_tied[involved]
        for start in range(0, table.tied.size, _PAIR_BLOCK):
            _count_pairs(rows[:, start : start + _PAIR_BLOCK], np.equal, corner)
        ties[np.ix_(involved, involved)] = corner
    upper = np.triu(np.ones((n, n), dtype=bool), 1)
    ties += ties.T
    wins += np.where(upper, samples - wins - ties, 0).T
    return wins / samples, ties / samples


def _ever_tied(table: RankTable) -> npt.NDArray[np.bool_]:
    ever = np.zeros(table.above_tied.shape[0], dtype=bool)
    length = max(1, _BLOCK // ever.size)
    for start in range(0, table.tied.size, length):
        places = table.above_tied[:, start : start + length].astype(np.int64)
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
