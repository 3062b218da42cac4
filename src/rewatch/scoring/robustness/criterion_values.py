"""Uncertain criterion values as sums over draws, and the drawing of them.

Columns (indicators) are gathered into criteria here, and cells that share an evidence record
share its draw. Knows nothing of weights or ranks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from rewatch.domain.errors import Refused
from rewatch.scoring.robustness.arrays import evidence_numbers, finite, interval, not_negative
from rewatch.scoring.robustness.draws import EvidenceStreams, Float32, Float64

# Values beyond these are brought into the range of float32 by a power of 2, which rounds nothing.
_LARGEST, _SMALLEST = 1e20, 1e-20


@dataclass(frozen=True, eq=False)
class CriterionValues:
    """The uncertain criterion values of n companies as sums over draws.

    value[i, c] = low[i, c] + sum over its terms of width x u. Terms of one company and criterion
    that share a draw are one term; terms are sorted by company.

    Attributes:
        low: float64[n, k], all values at their low ends, divided by `scale`.
        middle: float64[n, k], all values in the middle of their intervals.
        company: int64[t], the row a term belongs to.
        criterion: int64[t], the criterion it feeds.
        width: float64[t], by how much it moves the criterion value, above 0.
        evidence: int64[t], number of the record that moves it, -1 for a draw of its own.
        column: int64[t], the column of a draw of its own, else -1.
        scale: power of 2 that everything was divided by; 1 for ordinary magnitudes.
    """

    low: Float64
    middle: Float64
    company: npt.NDArray[np.int64]
    criterion: npt.NDArray[np.int64]
    width: Float64
    evidence: npt.NDArray[np.int64]
    column: npt.NDArray[np.int64]
    scale: float


def criterion_values(
    values_low: npt.ArrayLike,
    values_high: npt.ArrayLike,
    evidence: npt.ArrayLike | None,
    criterion: npt.ArrayLike | None,
    share: npt.ArrayLike | None,
) -> CriterionValues:
    """Check the arguments of `smaa`, gather columns into criteria and merge shared draws.

    Raises:
        Refused: an entry is NaN, infinite or out of place (the sentence names the cell).
    """
    low, high = interval(values_low, values_high, ("values_low", "values_high"))
    n, columns = low.shape
    if columns == 0:
        raise Refused("values_low has no columns; at least one criterion is needed")
    numbers = evidence_numbers(evidence, (n, columns))
    feeds = np.arange(columns) if criterion is None else np.asarray(criterion)
    if feeds.shape != (columns,) or feeds.dtype.kind not in "iu" or feeds.min() < 0:
        raise Refused(f"criterion must hold {columns} whole numbers of 0 or more, one a column")
    criteria = int(feeds.max()) + 1
    if share is None:
        part = np.broadcast_to(1.0 / np.bincount(feeds)[feeds], (n, columns))
    else:
        part = not_negative("share", finite("share", share, 2))
    if part.shape != (n, columns):
        raise Refused(f"share is {part.shape} and the values are {(n, columns)}; they must fit")
    greatest = float(np.max(np.maximum(np.abs(low), np.abs(high)), initial=0.0))
    scale = 1.0
    if greatest > _LARGEST or 0 < greatest < _SMALLEST:
        scale = float(2.0 ** np.floor(np.log2(greatest)))
    lows, widths = low / scale * part, (high / scale - low / scale) * part
    base = np.zeros((n, criteria))
    middle = np.zeros((n, criteria))
    for column in range(columns):
        base[:, feeds[column]] += lows[:, column]
        middle[:, feeds[column]] += lows[:, column] + widths[:, column] / 2
    company, column_of = np.nonzero(widths > 0)
    number = numbers[company, column_of]
    # An own draw is told apart by its column; shared ones by their number alone.
    own = np.where(number < 0, column_of, -1)
    order = np.lexsort((own, number, feeds[column_of], company))
    cells = np.stack([company, feeds[column_of], number, own])[:, order]
    starts = np.flatnonzero(np.diff(cells, axis=1, prepend=-2).any(axis=0))
    width = widths[company, column_of][order]
    merged = np.add.reduceat(width, starts) if starts.size else width
    members, criteria_fed, records, own_columns = cells[:, starts]
    return CriterionValues(base, middle, members, criteria_fed, merged, records, own_columns, scale)


def drawn_companies(
    uncertain: CriterionValues,
    seed: int,
    samples: int,
    room: Callable[[int], Float32],
    companies: Iterable[int] | None = None,
) -> Iterator[int]:
    """Draw the criterion values of one company after the other.

    Args:
        uncertain: n companies, k criteria.
        seed: master seed.
        samples: how many draws.
        room: called with the company's number, returns where to write, float32[k, samples].
        companies: whose values are drawn, in this order; all if None.

    Yields:
        The number of each company whose values have just been written.
    """
    streams = EvidenceStreams(seed, samples)
    places = np.where(
        (uncertain.evidence >= 0)[:, None],
        streams.places(uncertain.evidence),
        streams.own_places(uncertain.company, uncertain.column),
    )
    n, criteria = uncertain.low.shape
    # A stream holds 1 + u, so its width is taken off the constant.
    exact = uncertain.low.copy()
    np.subtract.at(exact, (uncertain.company, uncertain.criterion), uncertain.width)
    constant = exact.astype(np.float32)
    # The first term of each criterion is drawn in place, further ones beside it and added.
    cell = uncertain.company * criteria + uncertain.criterion
    leads = np.diff(cell, prepend=-1) != 0
    factors = np.zeros((n, criteria), dtype=np.float32)
    factors.ravel()[cell[leads]] = uncertain.width[leads]
    leading = _by_company(uncertain, places, np.flatnonzero(leads))
    further = _by_company(uncertain, places, np.flatnonzero(~leads))
    draw = np.empty((1, samples), dtype=np.float32)
    for company in range(n) if companies is None else companies:
        values = room(company)
        rows, _, firsts, seconds = leading[company]
        streams.read_into(values.view(np.uint32), rows, firsts, seconds)
        # Where nothing is drawn, whatever the memory held must not meet the factor 0 as a NaN.
        if len(rows) < criteria:
            values[factors[company] == 0] = 0.0
        np.multiply(values, factors[company][:, None], out=values)
        for row, width, first, second in zip(*further[company], strict=True):
            streams.read_into(draw.view(np.uint32), [0], [first], [second])
            np.multiply(draw, np.float32(width), out=draw)
            values[row] += draw[0]
        np.add(values, constant[company][:, None], out=values)
        yield company


def _by_company(
    uncertain: CriterionValues, places: npt.NDArray[np.int64], terms: npt.NDArray[np.int64]
) -> list[tuple[list[int], list[float], list[int], list[int]]]:
    """For each company the criteria, widths and both places of the given terms."""
    n = uncertain.low.shape[0]
    bounds = np.searchsorted(uncertain.company[terms], np.arange(n + 1)).tolist()
    rows, widths = uncertain.criterion[terms].tolist(), uncertain.width[terms].tolist()
    # Flat lists: thousands of small ones would keep the garbage collector busy.
    firsts, seconds = places[terms, 0].tolist(), places[terms, 1].tolist()
    return [(rows[a:b], widths[a:b], firsts[a:b], seconds[a:b]) for a, b in pairwise(bounds)]
