"""How sure a ranking is, as the screens show it: one standing a company, read off the samples.

Everything here is worked out by `rewatch.scoring.sureness`, which loads NumPy when it is asked
something: only workers call `sample`. Knows nothing of widgets.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rewatch.domain.rubric import Rubric
    from rewatch.scoring.results import Ranking
    from rewatch.scoring.sureness import Parts, Sure, Sureness

ROUGHLY = "~"  # stands where fewer samples were taken than the method asks for
OUTSIDE = "!"  # stands beside a 90 % rank that the place in the table lies outside of

SURE_WORDS = {
    "rough": "meant roughly",
    "fair": "meant fairly firmly",
    "firm": "meant firmly",
    "none": "any weights at all",
    "order": "any in this order",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """What the samples say of one company's place in its group.

    Attributes:
        rank: its place in the table.
        likely: best and worst place of the middle 90 % of the samples.
        outside: whether its place lies outside of them.
        first: share of the samples in which it is first, 0 to 1.
        top5: share in which it is among the first five.
        expected: mean place.
        tier: number of its group of companies that cannot be told apart; None where not sampled.
        shares: share of the samples in each place, best first.
    """

    rank: int
    likely: tuple[int, int]
    outside: bool
    first: float
    top5: float
    expected: float
    tier: int | None
    shares: tuple[float, ...]


@dataclass(frozen=True)
class Sampled:
    """A ranking with its samples.

    Attributes:
        found: one element for each group, choice of parts and treatment of unknowns.
        error: the greatest standard error of a share among them.
        full: whether these are as many samples as the method asks for.
        complete: whether evidence and weights were also varied alone.
    """

    ranking: Ranking
    found: tuple[Sureness, ...]
    standings: Mapping[str, Standing]
    sure: Sure
    samples: int
    seed: int
    error: float
    full: bool
    complete: bool


def sample(
    ranking: Ranking,
    rubric: Rubric,
    samples: int,
    sure: Sure | None,
    parts: Sequence[Parts],
    go_on: Callable[[], bool],
) -> list[Sureness] | None:
    """Samples a ranking piece by piece.

    Args:
        ranking: what to sample.
        rubric: seed, firmness and words.
        samples: how many.
        sure: how firmly the weights are meant; the rubric's default if None.
        parts: what varies.
        go_on: asked before each piece.

    Returns:
        None where `go_on` said no.
    """
    from rewatch.scoring.sureness import UNKNOWNS, arrays_of, kept, read, weight_model

    found: list[Sureness] = []
    for group in ("ore", "processor"):
        arrays = arrays_of(ranking, group)
        if arrays is None:
            continue
        model = weight_model(rubric, arrays.weights, sure)
        for unknowns in UNKNOWNS:
            if not go_on():
                return None
            values = kept(arrays, rubric, samples, unknowns)
            for varied in parts:
                if not go_on():
                    return None
                found.append(read(arrays, values, model, varied, unknowns))
    return found


def summed_up(
    ranking: Ranking,
    rubric: Rubric,
    found: Sequence[Sureness],
    samples: int,
    sure: Sure | None,
    before: Sampled | None = None,
) -> Sampled:
    """Samples as they are shown.

    Args:
        ranking: what was sampled.
        rubric: of the ranking.
        found: the samples.
        samples: how many were taken.
        sure: how firmly the weights were meant; the rubric's default if None.
        before: as many samples of the same ranking with other parts, which stand beside these.
    """
    from rewatch.scoring.sureness import tiers

    if before is not None:
        standings = before.standings
    else:
        standings = standings_of(ranking, found, tiers(ranking, found, rubric))
    everything = (*(before.found if before is not None else ()), *found)
    return Sampled(
        ranking=ranking,
        found=everything,
        standings=standings,
        sure=sure or rubric.sampling.default_sure,
        samples=samples,
        seed=rubric.sampling.master_seed,
        error=max((float(item.result.standard_error) for item in everything), default=0.0),
        full=samples >= rubric.sampling.samples,
        complete=not everything
        or {item.parts for item in everything} >= {"both", "evidence", "weights"},
    )


def standings_of(
    ranking: Ranking, found: Sequence[Sureness], tiers: Mapping[str, int]
) -> dict[str, Standing]:
    """The standing of each sampled company: evidence and weights vary, unknowns move together.

    Args:
        ranking: what was sampled.
        found: the samples.
        tiers: tier by company; those that are in none have none.
    """
    places = {row.score.id: row.rank for row in ranking.rows if row.rank is not None}
    standings: dict[str, Standing] = {}
    for item in found:
        if item.parts != "both" or item.unknowns != "shared":
            continue
        shares = item.result.rank_acceptability.tolist()
        means = item.result.expected_rank.tolist()
        for place, company in enumerate(item.ids):
            rank = places.get(company)
            if rank is None:
                continue
            best, worst = item.rank_90[place]
            standings[company] = Standing(
                rank=rank,
                likely=(best, worst),
                outside=not best <= rank <= worst,
                first=item.first_share[place],
                top5=item.top5_share[place],
                expected=means[place],
                tier=tiers.get(company),
                shares=tuple(shares[place]),
            )
    return standings


def percent(share: float) -> str:
    """A share of the samples; one that is neither none nor all never looks like it."""
    if 0 < share < 0.005:
        return "<1%"
    if 0.995 <= share < 1:
        return ">99%"
    return f"{share * 100:.0f}%"
