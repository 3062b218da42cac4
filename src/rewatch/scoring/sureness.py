"""How sure a ranking is: companies as arrays, sampled, and read back as sentences' numbers.

Stands between the scored companies and the plain-array calculations of `robustness`. Importing
this module imports neither NumPy nor the records; asking it anything imports NumPy.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from rewatch.domain.errors import UsageError
from rewatch.scoring.cells import (
    Arrays,
    arrays_of,
    is_long,
    longest_group,
    samples_held,
)
from rewatch.scoring.weights import WeightModel

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from rewatch.domain.rubric import Rubric
    from rewatch.scoring.results import GroupName, Ranking
    from rewatch.scoring.robustness import KeptSamples, LongResult, LongSamples, SmaaResult

Parts = Literal["evidence", "weights", "both"]
Unknowns = Literal["shared", "independent"]
Sure = Literal["rough", "fair", "firm", "none", "order"]

PARTS: tuple[Parts, ...] = ("both", "evidence", "weights")
UNKNOWNS: tuple[Unknowns, ...] = ("shared", "independent")
GROUPS: tuple[GroupName, ...] = ("ore", "processor")


@dataclass(frozen=True)
class Sureness:
    """What sampling says of one group, for one choice of parts and of unknowns."""

    group: GroupName
    parts: Parts
    unknowns: Unknowns
    ids: tuple[str, ...]
    criteria: tuple[str, ...]
    result: SmaaResult | LongResult

    @cached_property
    def rank_90(self) -> tuple[tuple[int, int], ...]:
        """The best and the worst rank of the middle 90 % of the samples, of each company."""
        found = self.result.figures
        return tuple(zip(found.best.tolist(), found.worst.tolist(), strict=True))

    @cached_property
    def first_share(self) -> tuple[float, ...]:
        """The share of samples in which each company is first."""
        return tuple(self.result.figures.first.tolist())

    @cached_property
    def top5_share(self) -> tuple[float, ...]:
        """The share of samples in which each company is among the first five."""
        return tuple(self.result.figures.top5.tolist())

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {company: row for row, company in enumerate(self.ids)}

    def place(self, company_id: str) -> int | None:
        """Row of a company, or None."""
        return self._rows.get(company_id)

    def keys(self, companies: Iterable[str]) -> Iterator[npt.NDArray[Any]]:
        """For each company a number a sample, smaller where it stands higher; good until the next.

        Of a long group they are drawn again.
        """
        return self.result.keys(self._rows[company] for company in companies)

    def pair(self, a: str, b: str) -> tuple[float, float, float]:
        """Shares of samples with A above B, with B above A, and with both level."""
        one, other = (row.copy() for row in self.keys((a, b)))
        above, level = compared(one, other)
        return above, compared(other, one)[0], level

    def above(self, a: str, b: str) -> float:
        """Share of samples with A above B, ties counted half."""
        above, _, level = self.pair(a, b)
        return above + level / 2

    def matrices(self) -> dict[str, list[list[float]] | None]:
        """The shares of each company and rank, and of each pair; None in a long group."""
        names = ("rank_acceptability", "pairwise_winning", "ties")
        return {
            name: None if (found := getattr(self.result, name, None)) is None else found.tolist()
            for name in names
        }


def compared(one: npt.NDArray[Any], other: npt.NDArray[Any]) -> tuple[float, float]:
    """Shares of samples in which the keys of one are smaller than the other's, and equal."""
    import numpy as np

    samples = one.size
    return np.count_nonzero(one < other) / samples, np.count_nonzero(one == other) / samples


def weight_model(rubric: Rubric, weights: Sequence[float], sure: Sure | None = None) -> WeightModel:
    """How weights are drawn around the given ones; the rubric's default firmness if not said."""
    sure = sure or rubric.sampling.default_sure
    if sure == "none" or sure == "order":
        return WeightModel(sure, tuple(weights))
    return WeightModel("dirichlet", tuple(weights), rubric.sampling.concentration[sure])


def kept(arrays: Arrays, seed: int, samples: int, unknowns: Unknowns) -> KeptSamples:
    """Criterion values drawn once for a group; moving a weight re-uses them.

    Args:
        arrays: the group.
        seed: the master seed.
        samples: how many samples.
        unknowns: whether the unknown values of one company share one draw.
    """
    from rewatch.scoring.robustness import keep_samples

    return keep_samples(
        arrays.low,
        arrays.high,
        samples,
        seed,
        evidence=_draws(arrays, unknowns),
        criterion=arrays.criterion,
        share=arrays.share,
    )


def drawn(
    arrays: Arrays, seed: int, samples: int, unknowns: Unknowns, *, long: bool
) -> KeptSamples | LongSamples:
    """The values of a group: kept, or drawn whenever they are needed where the group is long."""
    if not long:
        return kept(arrays, seed, samples, unknowns)
    from rewatch.scoring.robustness import long_samples

    return long_samples(
        arrays.low,
        arrays.high,
        samples,
        seed,
        evidence=_draws(arrays, unknowns),
        criterion=arrays.criterion,
        share=arrays.share,
    )


def _draws(arrays: Arrays, unknowns: Unknowns) -> npt.NDArray[np.int64]:
    if unknowns == "shared":
        return arrays.keys
    keys = arrays.keys.copy()
    keys[arrays.unknown] = arrays.own[arrays.unknown]
    return keys


def read(
    arrays: Arrays,
    samples: KeptSamples | LongSamples,
    model: WeightModel,
    parts: Parts,
    unknowns: Unknowns,
) -> Sureness:
    """Ranks samples under a weight model; a long group is ranked when a figure is asked for."""
    result = samples.smaa(model, parts)
    return Sureness(arrays.group, parts, unknowns, arrays.ids, arrays.criteria, result)


@dataclass(frozen=True)
class SampledTotals:
    """Totals of one group with evidence and weights drawn, the unknown treated in both ways.

    What is drawn goes by names, so a company's totals do not depend on the others: where some of
    them change, only theirs are drawn again.

    Attributes:
        weights: drawn weights, float[samples, k].
        totals: for each treatment of the unknown, float32[n, samples].
        seed: the master seed.
    """

    weights: npt.NDArray[np.float64]
    totals: tuple[npt.NDArray[np.float32], ...]
    seed: int

    @classmethod
    def draw(cls, arrays: Arrays, rubric: Rubric, sure: Sure | None, samples: int) -> SampledTotals:
        """Draws a group."""
        from rewatch.scoring.robustness import draw_weights

        model = weight_model(rubric, arrays.weights, sure)
        seed = rubric.sampling.master_seed
        weights = draw_weights(model, samples, seed, len(arrays.criteria))
        return cls(weights, cls._of(arrays, weights, seed), seed)

    def changed(self, arrays: Arrays, rows: Sequence[int]) -> SampledTotals:
        """The same with some companies' values changed to those of `arrays`."""
        from rewatch.scoring.cells import of_rows

        fresh = self._of(of_rows(arrays, rows), self.weights, self.seed)
        found = tuple(item.copy() for item in self.totals)
        for whole, part in zip(found, fresh, strict=True):
            whole[list(rows)] = part
        return replace(self, totals=found)

    @staticmethod
    def _of(
        arrays: Arrays, weights: npt.NDArray[np.float64], seed: int
    ) -> tuple[npt.NDArray[np.float32], ...]:
        return tuple(
            kept(arrays, seed, len(weights), unknowns).totals(weights) for unknowns in UNKNOWNS
        )

    def surely_above(self) -> npt.NDArray[np.float64]:
        """Share of samples with the row above the column, float[n, n]; a tie counts half.

        Of the two treatments of the unknown, the lesser share.
        """
        import numpy as np

        from rewatch.scoring.robustness import shares_above

        return np.minimum(*(shares_above(item) for item in self.totals))


def sample(
    ranking: Ranking,
    rubric: Rubric,
    *,
    sure: Sure | None = None,
    parts: Sequence[Parts] = PARTS,
    unknowns: Sequence[Unknowns] = UNKNOWNS,
    samples: int | None = None,
    only: Collection[str] | None = None,
) -> list[Sureness]:
    """Samples every group of a ranking, for each combination of parts and unknowns.

    Args:
        ranking: what to sample.
        rubric: seed, firmness and number of samples.
        sure: how firmly the weights are meant; the rubric's default if not said.
        parts: what varies.
        unknowns: how the unknown values of one company are drawn.
        samples: how many; the rubric's number if not said, of very long groups fewer.
        only: the companies whose draws are looked at; all if None. A company's draws do not
            depend on the others, so a pair of a long group is soon compared.

    Raises:
        UsageError: so many samples of so many companies could not be held.
    """
    found = []
    longest = longest_group(ranking) if only is None else len(only)
    count = samples_held(longest, samples or rubric.sampling.samples)
    if samples is not None and count < samples:
        raise UsageError(
            f"{samples:,} samples of {longest:,} companies would take too much memory; "
            f"{count:,} or fewer can be taken"
        )
    for group in GROUPS:
        arrays = arrays_of(ranking, group, only)
        if arrays is None:
            continue
        model = weight_model(rubric, arrays.weights, sure)
        long = is_long(len(arrays.ids))
        still: Sureness | None = None  # where evidence stands still, its draws are of no account
        for variant in unknowns:
            values = drawn(arrays, rubric.sampling.master_seed, count, variant, long=long)
            for part in parts:
                if part == "weights" and still is not None:
                    found.append(replace(still, unknowns=variant))
                    continue
                found.append(read(arrays, values, model, part, variant))
                still = found[-1] if part == "weights" else still
    return found


def expected_ranks(found: Sequence[Sureness], parts: Parts = "both") -> dict[str, float]:
    """Mean rank of each company in its group, unknowns of one company drawn together."""
    return {
        company: float(mean)
        for item in found
        if item.parts == parts and item.unknowns == "shared"
        for company, mean in zip(item.ids, item.result.expected_rank, strict=True)
    }


def word(rubric: Rubric, shares: Sequence[float]) -> str:
    """What may be said of A above B, given its share of samples in every variant.

    A word is used only where all variants agree.
    """
    if all(share >= rubric.sampling.very_likely for share in shares):
        return "very likely above"
    if all(share >= rubric.sampling.likely for share in shares):
        return "likely above"
    if all(1 - share >= rubric.sampling.very_likely for share in shares):
        return "very likely below"
    if all(1 - share >= rubric.sampling.likely for share in shares):
        return "likely below"
    return "cannot tell"
