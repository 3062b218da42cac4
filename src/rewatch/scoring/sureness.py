"""How sure a ranking is: companies as arrays, sampled, and read back as sentences' numbers.

Stands between the scored companies and the plain-array calculations of `robustness`. Importing
this module does not import NumPy; asking it anything does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Literal

from rewatch.domain.rubric import Rubric
from rewatch.scoring.ranking import points
from rewatch.scoring.results import CompanyScore, GroupName, Order, Ranking
from rewatch.scoring.weights import WeightModel

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from rewatch.scoring.robustness import KeptSamples, SmaaResult

Parts = Literal["evidence", "weights", "both"]
Unknowns = Literal["shared", "independent"]
Sure = Literal["rough", "fair", "firm", "none", "order"]

PARTS: tuple[Parts, ...] = ("both", "evidence", "weights")
UNKNOWNS: tuple[Unknowns, ...] = ("shared", "independent")


@dataclass(frozen=True)
class Arrays:
    """One group of ranked companies as arrays, in the order of `ids`.

    Attributes:
        criteria: ids of the criteria that apply, in the rubric's order.
        low: value low ends, float[n, k]; `high` likewise, 0 to 100.
        keys: draw key per value, int64[n, k].
        unknown: whether a value is unknown, bool[n, k].
        own: draw key of each value where unknowns are drawn apart, int64[n, k]. By name and not by
            place, so that a newcomer re-draws nobody.
        criterion: which criterion a column feeds, int[k].
        share: effective share of its criterion, float[n, k].
        weights: weight of each criterion, adding up to 1.
    """

    group: GroupName
    ids: tuple[str, ...]
    criteria: tuple[str, ...]
    low: npt.NDArray[np.float64]
    high: npt.NDArray[np.float64]
    keys: npt.NDArray[np.int64]
    unknown: npt.NDArray[np.bool_]
    own: npt.NDArray[np.int64]
    criterion: npt.NDArray[np.int64]
    share: npt.NDArray[np.float64]
    weights: tuple[float, ...]


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


def draw_key(name: str) -> int:
    """A fixed number for a draw's name, at least 0 (the first 63 bits of its BLAKE2b hash)."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big") >> 1


def arrays_of(ranking: Ranking, group: GroupName) -> Arrays | None:
    """The ranked companies of one group as arrays, None where there is none.

    A company for which a whole criterion of its group does not apply is left out: its total runs
    over other criteria.
    """
    import numpy as np

    scores = [row.score for row in ranking.group(group)]
    live = [criterion for criterion in _common_criteria(scores) if ranking.weights.get(criterion)]
    scores = [score for score in scores if _live(score) >= set(live)]
    if not scores or not live:
        return None
    columns = [
        (item.id, live.index(item.criterion))
        for item in scores[0].indicators()
        if item.criterion in live
    ]
    n, k = len(scores), len(columns)
    low, high, share = np.zeros((n, k)), np.zeros((n, k)), np.zeros((n, k))
    keys, own = np.full((n, k), -1, dtype=np.int64), np.full((n, k), -1, dtype=np.int64)
    unknown = np.zeros((n, k), dtype=bool)
    for row, score in enumerate(scores):
        found = {item.id: item for item in score.indicators()}
        for column, (name, _) in enumerate(columns):
            item = found[name]
            if item.value is None:
                continue
            low[row, column], high[row, column] = item.value
            share[row, column] = item.weight
            keys[row, column] = draw_key(item.draw)
            unknown[row, column] = item.draw.startswith("unknown:")
            own[row, column] = draw_key(f"{item.draw}:{name}")
    total = sum(ranking.weights[item] for item in live)
    return Arrays(
        group,
        tuple(score.id for score in scores),
        tuple(live),
        low,
        high,
        keys,
        unknown,
        own,
        np.array([criterion for _, criterion in columns], dtype=np.int64),
        share,
        tuple(ranking.weights[item] / total for item in live),
    )


def _live(score: CompanyScore) -> set[str]:
    return {item.id for item in score.criteria if item.value is not None}


def _common_criteria(scores: Sequence[CompanyScore]) -> list[str]:
    """The criteria that apply to most of the companies, in the rubric's order."""
    if not scores:
        return []
    names = [item.id for item in scores[0].criteria]
    return [
        name for name in names if 2 * sum(name in _live(score) for score in scores) >= len(scores)
    ]


def weight_model(rubric: Rubric, weights: Sequence[float], sure: Sure | None = None) -> WeightModel:
    """How weights are drawn around the given ones; the rubric's default firmness if not said."""
    sure = sure or rubric.sampling.default_sure
    if sure == "none" or sure == "order":
        return WeightModel(sure, tuple(weights))
    return WeightModel("dirichlet", tuple(weights), rubric.sampling.concentration[sure])


def kept(arrays: Arrays, rubric: Rubric, samples: int, unknowns: Unknowns) -> KeptSamples:
    """Criterion values drawn once for a group; moving a weight re-uses them.

    Args:
        arrays: the group.
        rubric: the master seed.
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
        rubric.sampling.master_seed,
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


def surely_above(
    arrays: Arrays, rubric: Rubric, sure: Sure | None, samples: int
) -> npt.NDArray[np.float64]:
    """Share of samples with the row above the column, float[n, n]; a tie counts half.

    Evidence and weights vary; of the two treatments of the unknown, the lesser share.
    """
    import numpy as np

    model = weight_model(rubric, arrays.weights, sure)
    shares = []
    for unknowns in UNKNOWNS:
        found = kept(arrays, rubric, samples, unknowns).smaa(model)
        shares.append(found.pairwise_winning + found.ties / 2)
    return np.minimum(*shares)


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
    for group in ("ore", "processor"):
        arrays = arrays_of(ranking, group)
        if arrays is None:
            continue
        model = weight_model(rubric, arrays.weights, sure)
        still: Sureness | None = None  # where evidence stands still, its draws are of no account
        for variant in unknowns:
            values = kept(arrays, rubric, count, variant)
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
    criteria = _common_criteria(scores)
    return criteria, [score for score in scores if _live(score) >= set(criteria)]


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

    A company opens a new tier when the first of the tier above is at least likely above it in
    every variant given.

    Args:
        ranking: what was sampled.
        found: the samples.
        rubric: from which share on the words are used.
        parts: which of the samples count.
    """
    numbers: dict[str, int] = {}
    for group in ("ore", "processor"):
        variants = [item for item in found if item.group == group and item.parts == parts]
        order = [row.score for row in ranking.group(group)]
        order.sort(key=lambda score: -points(score, "middle"))
        head: str | None = None
        tier = 0
        for score in order:
            if not variants or score.id not in variants[0].ids:
                continue
            if head is None or "likely above" in word(
                rubric, [item.above(head, score.id) for item in variants]
            ):
                head, tier = score.id, tier + 1
            numbers[score.id] = tier
    return numbers
