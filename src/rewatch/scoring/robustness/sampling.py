"""Sampled rankings (SMAA-2): evidence drawn within its intervals, weights within their model.

Stochastic multicriteria acceptability analysis after Lahdelma & Salminen 2001, "SMAA-2",
Operations Research 49(3), 444-454, for an additive value model on fixed value functions. What a
share means: the part of the sampled weights and values for which something holds. It is no
probability of an event in the world.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from rewatch.domain.errors import Refused
from rewatch.scoring.robustness.criterion_values import (
    CriterionValues,
    criterion_values,
    drawn_companies,
)
from rewatch.scoring.robustness.draws import Float32, Float64
from rewatch.scoring.robustness.rank_counts import (
    RankTable,
    acceptability,
    first_place_weights,
    pair_shares,
    rank_once,
    rank_samples,
    weighted,
)
from rewatch.scoring.robustness.rank_shares import Figures, figures, mean_rank
from rewatch.scoring.robustness.weight_draws import draw_weights
from rewatch.scoring.weights import WeightModel, checked_point

Parts = Literal["evidence", "weights", "both"]


@dataclass(frozen=True, eq=False)
class SmaaResult:
    """What the samples say of n companies; rows and columns in the order of the input.

    Attributes:
        rank_acceptability: float64[n, n], share of samples in which the company (row) has the
            rank (column 0 = rank 1). Companies with equal totals have equal parts of the ranks
            they fill. Rows add up to 1.
        expected_rank: float64[n], mean rank, 1 to n.
        central_weights: per company the mean weights, float64[k criteria], over the samples in
            which it stood first; None where it never did.
        standard_error: the largest standard error any share here can have, 1 / (2 sqrt(samples));
            0 where nothing was uncertain and the result is exact. For one share see
            `robustness.standard_error`.
        samples: how many samples were asked for.
        seed: master seed.
        table: who stood where in each sample.
    """

    rank_acceptability: Float64
    expected_rank: Float64
    central_weights: tuple[Float64 | None, ...]
    standard_error: float
    samples: int
    seed: int
    table: RankTable

    @property
    def shares(self) -> Float64:
        """`rank_acceptability`; of a long group, what stands for it."""
        return self.rank_acceptability

    @cached_property
    def figures(self) -> Figures:
        """What the shares say of each company."""
        return figures(self.rank_acceptability)

    def keys(self, rows: Iterable[int]) -> Iterator[npt.NDArray[Any]]:
        """For each of these companies a number a sample; the smaller one stands higher."""
        return (self.table.above[row] for row in rows)

    @cached_property
    def _pairs(self) -> tuple[Float64, Float64]:
        return pair_shares(self.table)

    @property
    def pairwise_winning(self) -> Float64:
        """float64[n, n]: share of samples with company i (row) strictly above j (column).

        Counted when first asked for; most screens need no pairs.
        """
        return self._pairs[0]

    @property
    def ties(self) -> Float64:
        """float64[n, n]: share of samples with equal totals; winning and ties fill up 1."""
        return self._pairs[1]


@dataclass(frozen=True, eq=False)
class KeptSamples:
    """Criterion values drawn once, so that a moved weight only adds them up again.

    Attributes:
        seed: master seed of the draws.
    """

    seed: int
    _uncertain: CriterionValues
    _values: Float32

    @property
    def samples(self) -> int:
        """How many samples are kept."""
        return int(self._values.shape[2])

    @property
    def values(self) -> Float32 | Float64:
        """float32[samples, n companies, k criteria], in the scale of the input.

        Values beyond the range of float32 come as float64.
        """
        scale = self._uncertain.scale
        kept = self._values if scale == 1 else self._values.astype(np.float64) * scale
        return kept.transpose(2, 0, 1)

    def totals(self, weights: npt.ArrayLike) -> Float32:
        """Add the kept values up under weights already drawn.

        Args:
            weights: float[samples, k criteria], as `draw_weights` returns them.

        Returns:
            float32[n companies, samples], divided by the scale of the values. Those of one company
            do not depend on who else is there.
        """
        return _totals(self._values, np.asarray(weights).T, self._uncertain.low.shape[0])

    def smaa(self, weights: WeightModel, parts: Parts = "both") -> SmaaResult:
        """Rank the kept samples under other weights; equals `smaa` with the same arguments.

        Args:
            weights: what is known about the criterion weights.
            parts: what varies: the evidence, the weights, or both.

        Raises:
            Refused: the weight model does not fit the criteria.
        """
        return _run(self._uncertain, weights, self.samples, self.seed, parts, self._values)


def smaa(
    values_low: npt.ArrayLike,
    values_high: npt.ArrayLike,
    weights: WeightModel,
    samples: int,
    seed: int,
    parts: Parts,
    evidence: npt.ArrayLike | None = None,
    criterion: npt.ArrayLike | None = None,
    share: npt.ArrayLike | None = None,
) -> SmaaResult:
    """Sample rankings and count who stands where.

    Each value is uniform between its ends: low + u x width, with one u for each evidence record.
    Draws depend on (seed, evidence number, sample) only, so the three `parts` share them, and
    adding a company or moving a weight re-draws nobody. Calculation is in float32, about seven
    digits of the greatest value; equal inputs give equal totals and share their ranks.

    Args:
        values_low: low ends, float[n companies, k columns], any finite scale, never clipped.
        values_high: high ends, float[n, k].
        weights: what is known about the criterion weights.
        samples: number of samples, at least 1.
        seed: master seed.
        parts: "evidence" draws values under the point weights (equal weights where the model
            has no point), "weights" draws weights over the middles of the intervals, "both"
            draws both.
        evidence: int64[n, k]; cells with equal numbers of 0 or more share one draw, across
            companies and columns; -1 draws its own, named by its row and column. Only numbers
            make results independent of the order of the companies.
        criterion: int[k], which criterion (from 0) a column feeds; without it each column is a
            criterion. Weights are drawn over criteria.
        share: float[n, k], the column's effective share of its criterion for that company, not
            negative; without it columns of one criterion share it equally.

    Raises:
        Refused: an entry is NaN, infinite or out of place (the sentence names the cell), or the
            weight model does not fit.
    """
    uncertain = criterion_values(values_low, values_high, evidence, criterion, share)
    check_run(samples, parts)

    room = np.empty((uncertain.low.shape[1], samples), dtype=np.float32)
    drawn = (room for _ in drawn_companies(uncertain, seed, samples, lambda _: room))
    return _run(uncertain, weights, samples, seed, parts, drawn)


def keep_samples(
    values_low: npt.ArrayLike,
    values_high: npt.ArrayLike,
    samples: int,
    seed: int,
    evidence: npt.ArrayLike | None = None,
    criterion: npt.ArrayLike | None = None,
    share: npt.ArrayLike | None = None,
) -> KeptSamples:
    """Draw criterion values once and keep them: 4 bytes x samples x companies x criteria.

    Arguments are those of `smaa`, which also says what is refused.
    """
    uncertain = criterion_values(values_low, values_high, evidence, criterion, share)
    check_run(samples, "both")
    kept = np.empty((*uncertain.low.shape, samples), dtype=np.float32)
    for _ in drawn_companies(uncertain, seed, samples, lambda company: kept[company]):
        pass
    return KeptSamples(seed, uncertain, kept)


def what_varies(
    uncertain: CriterionValues, model: WeightModel, samples: int, seed: int, parts: Parts
) -> tuple[Float64, bool, bool]:
    """Draw the weights, where they vary at all.

    Returns:
        (weights float64[k criteria, samples], or [k, 1] where they stand still; whether they vary;
        whether the values do).
    """
    n, criteria = uncertain.low.shape
    point = np.array(checked_point(model, criteria))[:, None]
    weights_vary = n > 0 and parts != "evidence" and model.kind != "point"
    weights_vary = weights_vary and bool(np.count_nonzero(point) > 1)
    values_vary = parts != "weights" and uncertain.width.size > 0
    weights: Float64 = draw_weights(model, samples, seed, criteria).T if weights_vary else point
    return weights, weights_vary, values_vary


def check_run(samples: int, parts: str) -> None:
    """Refuse a number of samples below 1, and parts that there are not."""
    if samples < 1:
        raise Refused(f"{samples} samples were asked for; at least 1 is needed")
    if parts not in ("evidence", "weights", "both"):
        raise Refused(f"parts is {parts!r}; use evidence, weights or both")


def _totals(drawn: Iterable[Float32], weights: Float64, companies: int) -> Float32:
    """Totals of drawn values, float32[k, samples] a company, under weights [k, samples]."""
    each = weights.astype(np.float32)
    totals = np.empty((companies, each.shape[1]), dtype=np.float32)
    for total, values in zip(totals, drawn, strict=True):
        # Company by company, so that equal companies are added up in the same way.
        np.einsum("ks,ks->s", values, each, out=total)
    return totals


def shares_above(totals: Float32) -> Float64:
    """Return the share of samples with the row above the column, a tie counting half.

    Args:
        totals: float32[n companies, samples], n at least 1.

    Returns:
        float64[n, n], 0 on the diagonal.
    """
    n, samples = totals.shape
    winning, ties = pair_shares(rank_samples(lambda start, stop: totals[:, start:stop], n, samples))
    return winning + ties / 2


def _run(
    uncertain: CriterionValues,
    model: WeightModel,
    samples: int,
    seed: int,
    parts: Parts,
    drawn: Iterable[Float32],
) -> SmaaResult:
    """Draw weights, rank every sample and count.

    Args:
        uncertain: n companies, k criteria.
        model: weight model.
        samples: how many samples.
        seed: master seed.
        parts: what varies.
        drawn: drawn criterion values of one company after the other, float32[k, samples]; read
            only if the evidence varies.
    """
    n, criteria = uncertain.low.shape
    weights, weights_vary, values_vary = what_varies(uncertain, model, samples, seed, parts)
    if n == 0:
        nobody = np.empty((0, 0), dtype=np.uint8)
        table = RankTable(nobody, np.empty(0, dtype=np.int64), nobody)
    elif not (weights_vary or values_vary):
        table = rank_once(weighted(uncertain.middle.T, weights)[:, 0])
    elif values_vary:
        totals = _totals(drawn, np.broadcast_to(weights, (criteria, samples)), n)
        table = rank_samples(lambda start, stop: totals[:, start:stop], n, samples)
    else:
        middle, each = uncertain.middle.T.astype(np.float32), weights.astype(np.float32)
        table = rank_samples(lambda a, b: weighted(middle, each[:, a:b]), n, samples)
    shares = acceptability(table)
    drawn_samples = table.order.shape[1]
    return SmaaResult(
        rank_acceptability=shares,
        expected_rank=mean_rank(shares),
        central_weights=first_place_weights(
            table, np.broadcast_to(weights, (criteria, drawn_samples))
        ),
        standard_error=0.5 / samples**0.5 if weights_vary or values_vary else 0.0,
        samples=samples,
        seed=seed,
        table=table,
    )
