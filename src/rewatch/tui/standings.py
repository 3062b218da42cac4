"""How sure a ranking is, as the screens show it: one standing a company, read off the samples.

Everything here is worked out by `rewatch.scoring.sureness`, which loads NumPy when it is asked
something: only a worker or another process calls `take`. Knows nothing of widgets.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rewatch.domain.rubric import Rubric
    from rewatch.scoring.cells import Cells
    from rewatch.scoring.results import GroupName, Ranking
    from rewatch.scoring.sureness import Sure, Sureness
    from rewatch.scoring.weights import WeightModel

ROUGHLY = "~"  # stands where fewer samples were taken than the method asks for
WAITED_FOR, UNKNOWN = "…", "?"  # where the samples are still to come; where none could be taken
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
        places: how many places there are.
        shares: share of the samples in each place, best first; in a long group, in each of as many
            equal stretches of places (`heat.spread`).
    """

    rank: int
    likely: tuple[int, int]
    outside: bool
    first: float
    top5: float
    expected: float
    tier: int | None
    places: int
    shares: array[float]


@dataclass(frozen=True)
class Sampled:
    """A ranking with what its samples say; the samples themselves are not kept.

    Attributes:
        error: the greatest standard error of a share.
        full: whether these are as many samples as will be taken.
    """

    ranking: Ranking
    standings: Mapping[str, Standing]
    sure: Sure
    samples: int
    seed: int
    error: float
    full: bool


@dataclass(frozen=True)
class Task:
    """All that sampling a ranking takes, as plain values: it may be done in another process.

    Attributes:
        groups: each group's cells and how its weights are drawn.
        order: the companies of each group by the middle of their points.
        places: place in the table by company.
        samples: how many are taken.
        likely: from which share of the samples on a company is likely above another.
        most: companies of a group from which on it is a long one.
    """

    groups: tuple[tuple[Cells, WeightModel], ...]
    order: Mapping[GroupName, Sequence[str]]
    places: Mapping[str, int]
    samples: int
    seed: int
    likely: float
    most: int

    @property
    def long(self) -> bool:
        """Whether any group is a long one."""
        return any(len(cells.ids) > self.most for cells, _ in self.groups)

    def done(self, go_on: Callable[[], bool]) -> Taken | None:
        """Samples it: see `take`."""
        return take(self, go_on)


@dataclass(frozen=True)
class Taken:
    """What the samples say.

    Attributes:
        standings: of each company.
        error: the greatest standard error of a share.
    """

    standings: Mapping[str, Standing]
    error: float


def task_of(ranking: Ranking, rubric: Rubric, samples: int, sure: Sure | None) -> Task:
    """What is to be done to sample a ranking.

    Args:
        ranking: what to sample.
        rubric: seed, firmness and words.
        samples: how many are wanted; of very long groups fewer are taken.
        sure: how firmly the weights are meant; the rubric's default if None.
    """
    from rewatch.scoring import cells as sizes
    from rewatch.scoring.cells import cells_of
    from rewatch.scoring.sureness import GROUPS, weight_model
    from rewatch.scoring.tiers import by_middle, least_likely

    cells = [found for group in GROUPS if (found := cells_of(ranking, group)) is not None]
    return Task(
        groups=tuple((item, weight_model(rubric, item.weights, sure)) for item in cells),
        order=by_middle(ranking),
        places=places_of(ranking),
        samples=sizes.samples_held(sizes.longest_group(ranking), samples),
        seed=rubric.sampling.master_seed,
        likely=least_likely(rubric),
        most=sizes.MOST,
    )


def take(task: Task, go_on: Callable[[], bool]) -> Taken | None:
    """Samples a ranking piece by piece, evidence and weights varied together.

    Args:
        task: what is to be done.
        go_on: asked before each piece.

    Returns:
        None where `go_on` said no.
    """
    from rewatch.scoring.cells import filled
    from rewatch.scoring.sureness import UNKNOWNS, drawn, read
    from rewatch.scoring.tiers import tiers_in

    found: list[Sureness] = []
    for cells, model in task.groups:
        arrays = filled(cells)
        for unknowns in UNKNOWNS:
            if not go_on():
                return None
            long = len(cells.ids) > task.most
            values = drawn(arrays, task.seed, task.samples, unknowns, long=long)
            found.append(read(arrays, values, model, "both", unknowns))
    if not go_on():
        return None
    standings = standings_of(task.places, found, tiers_in(task.order, found, task.likely))
    error = max((float(item.result.standard_error) for item in found), default=0.0)
    return Taken(standings, error)


def summed_up(
    ranking: Ranking, rubric: Rubric, taken: Taken, samples: int, sure: Sure | None, *, full: bool
) -> Sampled:
    """Samples as they are shown.

    Args:
        ranking: what was sampled.
        rubric: of the ranking.
        taken: what the samples say.
        samples: how many were taken.
        sure: how firmly the weights were meant; the rubric's default if None.
        full: whether no more will be.
    """
    return Sampled(
        ranking=ranking,
        standings=taken.standings,
        sure=sure or rubric.sampling.default_sure,
        samples=samples,
        seed=rubric.sampling.master_seed,
        error=taken.error,
        full=full,
    )


def places_of(ranking: Ranking) -> dict[str, int]:
    """Place in the table by company."""
    return {row.score.id: row.rank for row in ranking.rows if row.rank is not None}


def standings_of(
    places: Mapping[str, int], found: Sequence[Sureness], tiers: Mapping[str, int]
) -> dict[str, Standing]:
    """The standing of each sampled company: evidence and weights vary, unknowns move together.

    Args:
        places: place in the table by company.
        found: the samples.
        tiers: tier by company; those that are in none have none.
    """
    standings: dict[str, Standing] = {}
    for item in found:
        if item.parts != "both" or item.unknowns != "shared":
            continue
        shares = item.result.shares
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
                places=len(item.ids),
                # A long list has a share for each company and place: four bytes each, not forty.
                shares=array("f", shares[place].tolist()),
            )
    return standings


def percent(share: float) -> str:
    """A share of the samples; one that is neither none nor all never looks like it."""
    if 0 < share < 0.005:
        return "<1%"
    if 0.995 <= share < 1:
        return ">99%"
    return f"{share * 100:.0f}%"
