"""How sure a ranking is: companies as arrays, sampled, and read back as sentences' numbers.

Stands between the scored companies and the plain-array calculations of `robustness`. Importing
this module imports neither NumPy nor the records; asking it anything imports NumPy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from rewatch.scoring.cells import Arrays, arrays_of, common_criteria, live_criteria
from rewatch.scoring.weights import WeightModel

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from rewatch.domain.rubric import Rubric
    from rewatch.scoring.results import (
        CompanyScore,
        GroupName,
        Order,
        Ranking,
    )
    from rewatch.scoring.robustness import KeptSamples, SmaaResult

Parts = Literal["evidence", "weights", "both"]
Unknowns = Literal["shared", "independent"]
Sure = Literal["rough", "fair", "firm", "none", "order"]

PARTS: tuple[Parts, ...] = ("both", "evidence", "weights")
UNKNOWNS: tuple[Unknowns, ...] = ("shared", "independent")
GROUPS: tuple[GroupName, ...] = ("ore", "processor")


@dataclass(frozen=True)
class Stability:
    """How far one weight can move, the others in proportion, before first place changes hands."""

    low: float
    high: float
    taker_below: str | None
    taker_above: str | None


@dataclass(frozen=True)
class Sureness:
    """What sampling says of one group, for one choice of parts and of unknowns."""

    group: GroupName
    parts: Parts
    unknowns: Unknowns
    ids: tuple[str, ...]
    criteria: tuple[str, ...]
    result: SmaaResult
    rank_90: tuple[tuple[int, int], ...]
    first_share: tuple[float, ...]
    top5_share: tuple[float, ...]

    def place(self, company_id: str) -> int | None:
        """Row of a company, or None."""
        return self.ids.index(company_id) if company_id in self.ids else None

    def above(self, a: str, b: str) -> float:
        """Share of samples with A above B, ties counted half."""
        one, other = self.ids.index(a), self.ids.index(b)
        win, tie = self.result.pairwise_winning, self.result.ties
        return float(win[one, other] + tie[one, other] / 2)


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

    keys = arrays.keys
    if unknowns == "independent":
        keys = keys.copy()
        keys[arrays.unknown] = arrays.own[arrays.unknown]
    return keep_samples(
        arrays.low,
        arrays.high,
        samples,
        seed,
        evidence=keys,
        criterion=arrays.criterion,
        share=arrays.share,
    )


def read(
    arrays: Arrays, samples: KeptSamples, model: WeightModel, parts: Parts, unknowns: Unknowns
) -> Sureness:
    """Ranks kept samples under a weight model and reads off the figures that are shown."""
    from rewatch.scoring.robustness import first_share, likely_ranks, top_share

    result = samples.smaa(model, parts)
    best, worst = likely_ranks(result)
    return Sureness(
        arrays.group,
        parts,
        unknowns,
        arrays.ids,
        arrays.criteria,
        result,
        tuple((int(low), int(high)) for low, high in zip(best, worst, strict=True)),
        tuple(float(item) for item in first_share(result)),
        tuple(float(item) for item in top_share(result, 5)),
    )


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
) -> list[Sureness]:
    """Samples every group of a ranking, for each combination of parts and unknowns."""
    found = []
    count = samples or rubric.sampling.samples
    for group in GROUPS:
        arrays = arrays_of(ranking, group)
        if arrays is None:
            continue
        model = weight_model(rubric, arrays.weights, sure)
        still: Sureness | None = None  # where evidence stands still, its draws are of no account
        for variant in unknowns:
            values = kept(arrays, rubric.sampling.master_seed, count, variant)
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


def stability(
    ranking: Ranking, group: GroupName, order: Order | None = None
) -> dict[str, Stability]:
    """For each criterion: the range of its weight in which first place stays, and who takes over.

    On the criterion values of the active order; for the order by expected rank on the proven.
    """
    return _stability(ranking, group, "first", order)


def pair_stability(
    ranking: Ranking, group: GroupName, a: str, b: str, order: Order | None = None
) -> dict[str, Stability]:
    """For each criterion: the range of its weight in which A and B keep their order."""
    ids = [score.id for score in _comparable(ranking, group)[1]]
    if a not in ids or b not in ids:
        return {}
    return _stability(ranking, group, (ids.index(a), ids.index(b)), order)


def _comparable(ranking: Ranking, group: GroupName) -> tuple[list[str], list[CompanyScore]]:
    """The criteria of a group, those that weigh nothing now too, and whom all of them apply to."""
    scores = [row.score for row in ranking.group(group)]
    criteria = common_criteria(scores)
    return criteria, [score for score in scores if live_criteria(score) >= set(criteria)]


def _stability(
    ranking: Ranking, group: GroupName, target: Any, order: Order | None
) -> dict[str, Stability]:
    import numpy as np

    from rewatch.scoring.robustness import weight_stability

    criteria, scores = _comparable(ranking, group)
    weights = [ranking.weights.get(criterion, 0.0) for criterion in criteria]
    if not scores or not sum(weights) > 0:
        return {}
    values = np.array(
        [[_end(score, item, order or ranking.order) for item in criteria] for score in scores]
    )
    found = weight_stability(values, np.array(weights), target)
    return {
        criterion: Stability(
            item.low,
            item.high,
            None if item.taker_below is None else scores[item.taker_below].id,
            None if item.taker_above is None else scores[item.taker_above].id,
        )
        for criterion, item in zip(criteria, found, strict=True)
    }


def _end(score: CompanyScore, criterion_id: str, order: Order) -> float:
    criterion = score.criterion(criterion_id)
    if criterion is None or criterion.value is None:
        return 0.0
    if order == "middle":
        return criterion.value.mid
    return criterion.value.high if order == "possible" else criterion.value.low


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


def tiers(
    ranking: Ranking, found: Sequence[Sureness], rubric: Rubric, parts: Parts = "both"
) -> dict[str, int]:
    """Groups of companies that cannot be told apart, numbered from 1 in each group.

    Args:
        ranking: what was sampled.
        found: the samples.
        rubric: from which share on the words are used.
        parts: which of the samples count.
    """
    return tiers_in(by_middle(ranking), found, least_likely(rubric), parts)


def by_middle(ranking: Ranking) -> dict[GroupName, list[str]]:
    """The companies of each group by the middle of their points, highest first."""
    from rewatch.scoring.ranking import points

    order: dict[GroupName, list[str]] = {}
    for group in GROUPS:
        scores = [row.score for row in ranking.group(group)]
        scores.sort(key=lambda score: -points(score, "middle"))
        order[group] = [score.id for score in scores]
    return order


def least_likely(rubric: Rubric) -> float:
    """The share of samples from which on one of the words of `word` says above."""
    return min(rubric.sampling.likely, rubric.sampling.very_likely)


def tiers_in(
    order: Mapping[GroupName, Sequence[str]],
    found: Sequence[Sureness],
    likely: float,
    parts: Parts = "both",
) -> dict[str, int]:
    """Tiers of companies in a given order.

    A company opens a new tier when the first of the tier above is at least likely above it in
    every variant given.

    Args:
        order: the companies of each group, highest first.
        found: the samples.
        likely: from which share of the samples on a company is likely above another.
        parts: which of the samples count.
    """
    numbers: dict[str, int] = {}
    for group, companies in order.items():
        variants = [item for item in found if item.group == group and item.parts == parts]
        head: str | None = None
        tier = 0
        for company in companies:
            if not variants or company not in variants[0].ids:
                continue
            if head is None or all(item.above(head, company) >= likely for item in variants):
                head, tier = company, tier + 1
            numbers[company] = tier
    return numbers
