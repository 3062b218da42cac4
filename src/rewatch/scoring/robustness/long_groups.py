"""Sampling of a group so long that a share for each company and place could not be held.

All that grows with the companies is one array of four bytes a company and sample: first it holds
the totals, then, in the same memory, the first and the last place of each company in each sample.
A few figures a company are read off it and it is let go. Draws, ranks and ties are those of
`sampling`, and so are the figures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np
import numpy.typing as npt

from rewatch.domain.errors import Refused
from rewatch.scoring.robustness.criterion_values import (
    CriterionValues,
    criterion_values,
    drawn_companies,
)
from rewatch.scoring.robustness.draws import Float32, Float64
from rewatch.scoring.robustness.rank_counts import in_order, rank_once, weighted
from rewatch.scoring.robustness.rank_shares import Figures, figures, joined
from rewatch.scoring.robustness.sampling import Parts, check_run, what_varies
from rewatch.scoring.weights import WeightModel

# Of one cell: how many companies stand above it, and in the upper half those above the last that
# is level with it.
Places = npt.NDArray[np.uint32]

_MOST = 1 << 16  # companies whose places fit half a cell
_TOGETHER = 64  # samples ranked, and companies read off, at once
_LAST, _FIRST = np.uint32(16), np.uint32(0xFFFF)


@dataclass(frozen=True, eq=False)
class LongResult:
    """What the samples say of n companies, without the shares of every place and every pair.

    They are ranked when a figure is first asked for.

    Attributes:
        standard_error: as in `SmaaResult`; samples and seed likewise.
    """

    standard_error: float
    samples: int
    seed: int
    _weights: Float64
    _keys: Callable[[Iterable[int]], Iterator[npt.NDArray[Any]]]
    _places: Callable[[], Places]

    def keys(self, rows: Iterable[int]) -> Iterator[npt.NDArray[Any]]:
        """For each of these companies a number a sample; the smaller one stands higher.

        Drawn again, one company after the other; a row is good until the next is asked for.
        """
        return self._keys(rows)

    @property
    def figures(self) -> Figures:
        """The figures of each company."""
        return self._read[0]

    @property
    def shares(self) -> Float32:
        """float32[n, stretches]: the shares that are kept, see `rank_shares.Figures.strip`."""
        return self.figures.strip

    @property
    def expected_rank(self) -> Float64:
        """float64[n], mean rank, 1 to n."""
        return self.figures.expected_rank

    @property
    def central_weights(self) -> tuple[Float64 | None, ...]:
        """As in `SmaaResult`."""
        return self._read[1]

    @cached_property
    def _read(self) -> tuple[Figures, tuple[Float64 | None, ...]]:
        places = self._places()
        n = places.shape[0]
        blocks = (places[start : start + _TOGETHER] for start in range(0, n, _TOGETHER))
        found = [_read(block, n, self._weights) for block in blocks]
        centres = tuple(centre for _, some in found for centre in some)
        return joined(some for some, _ in found), centres


@dataclass(frozen=True, eq=False)
class LongSamples:
    """The uncertain values of a long group, drawn whenever they are asked for and never kept.

    Attributes:
        seed: master seed of the draws.
        samples: how many are drawn.
    """

    seed: int
    samples: int
    _uncertain: CriterionValues

    def smaa(self, weights: WeightModel, parts: Parts = "both") -> LongResult:
        """Rank the samples under a weight model.

        Args:
            weights: what is known about the criterion weights.
            parts: what varies: the evidence, the weights, or both.

        Raises:
            Refused: the weight model does not fit the criteria.
        """
        uncertain = self._uncertain
        drawn, *varies = what_varies(uncertain, weights, self.samples, self.seed, parts)
        if any(varies):
            keys = partial(self._keys, drawn, varies[1])
            error = 0.5 / self.samples**0.5
            places = partial(self._ranked, keys)
            return LongResult(error, self.samples, self.seed, drawn, keys, places)
        exact = _exact(weighted(uncertain.middle.T, drawn)[:, 0])
        first = partial(map, (exact & _FIRST).__getitem__)
        return LongResult(0.0, self.samples, self.seed, drawn, first, lambda: exact)

    def _ranked(self, keys: Callable[[Iterable[int]], Iterator[Float32]]) -> Places:
        n = self._uncertain.low.shape[0]
        totals = np.empty((n, self.samples), dtype=np.float32)
        for total, key in zip(totals, keys(range(n)), strict=True):
            np.negative(key, out=total)
        return rank_in_place(totals)

    def _keys(self, weights: Float64, drawn: bool, rows: Iterable[int]) -> Iterator[Float32]:
        """Totals below 0, float32[samples] a company, in room that is used again.

        Args:
            weights: float64[k, samples], or [k, 1] where they stand still.
            drawn: whether values are drawn; they are in their middle otherwise.
            rows: the companies.
        """
        criteria = self._uncertain.low.shape[1]
        each = np.broadcast_to(weights, (criteria, self.samples)).astype(np.float32)
        if not drawn:
            middle = self._uncertain.middle.T.astype(np.float32)
            for row in rows:
                yield -weighted(middle[:, row : row + 1], each)[0]
            return
        values = np.empty((criteria, self.samples), dtype=np.float32)
        total = np.empty(self.samples, dtype=np.float32)
        for _ in drawn_companies(self._uncertain, self.seed, self.samples, lambda _: values, rows):
            np.einsum("ks,ks->s", values, each, out=total)
            yield np.negative(total, out=total)


def long_samples(
    values_low: npt.ArrayLike,
    values_high: npt.ArrayLike,
    samples: int,
    seed: int,
    evidence: npt.ArrayLike | None = None,
    criterion: npt.ArrayLike | None = None,
    share: npt.ArrayLike | None = None,
) -> LongSamples:
    """Take the uncertain values of a long group, at most 65,536 companies.

    Arguments are those of `smaa`, which also says what is refused.
    """
    uncertain = criterion_values(values_low, values_high, evidence, criterion, share)
    check_run(samples, "both")
    n = uncertain.low.shape[0]
    if not 0 < n <= _MOST:
        raise Refused(f"{n:,} companies cannot be sampled; 1 to {_MOST:,} can be")
    return LongSamples(seed, samples, uncertain)


def rank_in_place(totals: Float32) -> Places:
    """Rank every sample, each total making room for the places of its company.

    Args:
        totals: float32[n companies, samples], n at most 65,536; overwritten.

    Returns:
        uint32[n, samples], the same memory.
    """
    n, samples = totals.shape
    cells: Places = totals.view(np.uint32)
    length = min(samples, _TOGETHER)
    keys, room = np.empty((length, n)), np.empty(length * n, dtype=np.uint64)
    inside = np.arange(n, dtype=np.uint32)
    untied = np.tile(inside | inside << _LAST, length)
    block = np.empty(length * n, dtype=np.uint32)
    for start in range(0, samples, length):
        some = totals[:, start : start + length]
        size = some.shape[1]
        np.copyto(keys[:size], some.T)
        order, same = in_order(keys[:size], room)
        at = order.view(np.int64)
        at += np.arange(0, size * n, n)[:, None]
        block[at.reshape(-1)] = _with_ties(untied[: size * n], same, n)
        cells[:, start : start + size] = block[: size * n].reshape(size, n).T
    return cells


def _with_ties(untied: Places, same: npt.NDArray[np.bool_], n: int) -> Places:
    """The places along sorted samples, equal entries having the first and last of theirs.

    Args:
        untied: uint32[m x n], the places where nobody is level.
        same: bool[m x n - 1], whether an entry equals the next, see `in_order`.
        n: companies of a sample.
    """
    equal = np.flatnonzero(same)
    if not equal.size:
        return untied
    ends = np.flatnonzero(np.diff(equal, append=-1) != 1)
    last = equal[ends] + 1
    first = equal[np.append(0, ends[:-1] + 1)]
    size = last - first + 1
    members = np.repeat(first - (np.cumsum(size) - size), size) + np.arange(size.sum())
    places = untied.copy()
    level = (first % n).astype(np.uint32) | (last % n).astype(np.uint32) << _LAST
    places[members] = np.repeat(level, size)
    return places


def _exact(totals: Float64) -> Places:
    """The places of totals that no sample changes, uint32[n, 1]."""
    table = rank_once(totals)
    first = table.above.astype(np.uint32)
    level = np.bincount(first[:, 0], minlength=first.size).astype(np.uint32)[first]
    places: Places = first | first + level - np.uint32(1) << _LAST
    return places


def _read(places: Places, companies: int, weights: Float64) -> tuple[Figures, list[Float64 | None]]:
    """The figures and the central weights of some companies.

    Args:
        places: uint32[c companies, m samples].
        companies: n, how many there are in all.
        weights: float64[k criteria, m], or [k, 1] where they stand still.
    """
    samples = places.shape[1]
    shares = np.empty((places.shape[0], companies))
    centres: list[Float64 | None] = []
    every = np.broadcast_to(weights, (weights.shape[0], samples))
    for row, cells in zip(shares, places, strict=True):
        first, last = cells & _FIRST, cells >> _LAST
        np.divide(_counted(first, last, companies), samples, out=row)
        at = np.flatnonzero(first == 0)
        part = 1.0 / (last[at] + 1.0)
        centres.append((every[:, at] * part).sum(axis=1) / part.sum() if at.size else None)
    return figures(shares), centres


def _counted(first: Places, last: Places, companies: int) -> Float64:
    """In how many samples a company has each rank, float64[n]; of a tie, its part of each."""
    alone = first == last
    counts = np.bincount(first[alone], minlength=companies).astype(np.float64)
    if alone.all():
        return counts
    start, end = first[~alone], last[~alone] + np.uint32(1)
    part = 1.0 / (end - start)
    change = np.bincount(start, part, companies + 1) - np.bincount(end, part, companies + 1)
    counts += np.cumsum(change)[:companies]
    # What adding and taking away left over is nothing.
    counts[counts < first.size * 1e-13] = 0.0
    return counts
