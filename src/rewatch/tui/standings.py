"""How sure a ranking is, as the screens show it: one standing a company, read off the samples.

Everything here is worked out by `rewatch.scoring.sureness`, which loads NumPy when it is asked
something: only a worker or another process calls `take`. Knows nothing of widgets.
"""

from __future__ import annotations

import pickle
from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rewatch.domain.rubric import Rubric
    from rewatch.scoring.cells import Cells
    from rewatch.scoring.results import GroupName, Ranking
    from rewatch.scoring.sureness import Parts, Sure, Sureness
    from rewatch.scoring.weights import WeightModel

    # Samples, or the same packed by our own process beside, to be unpacked when looked at.
    Piece = tuple[Sureness, ...] | bytes

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
    shares: array[float]


@dataclass(frozen=True)
class Sampled:
    """A ranking with its samples.

    Attributes:
        pieces: the samples as they were delivered; `found` has them all.
        error: the greatest standard error of a share among them.
        full: whether these are as many samples as the method asks for.
        complete: whether evidence and weights were also varied alone.
    """

    ranking: Ranking
    pieces: tuple[Piece, ...]
    standings: Mapping[str, Standing]
    sure: Sure
    samples: int
    seed: int
    error: float
    full: bool
    complete: bool

    @cached_property
    def found(self) -> tuple[Sureness, ...]:
        """One element for each group, choice of parts and treatment of unknowns; loads NumPy."""
        return tuple(
            item
            for piece in self.pieces
            for item in (pickle.loads(piece) if isinstance(piece, bytes) else piece)  # noqa: S301
        )


@dataclass(frozen=True)
class Task:
    """All that sampling a ranking takes, as plain values: it may be done in another process.

    Attributes:
        groups: each group's cells and how its weights are drawn.
        order: the companies of each group by the middle of their points.
        places: place in the table by company.
        likely: from which share of the samples on a company is likely above another.
    """

    groups: tuple[tuple[Cells, WeightModel], ...]
    order: Mapping[GroupName, Sequence[str]]
    places: Mapping[str, int]
    samples: int
    seed: int
    likely: float


@dataclass(frozen=True)
class Taken:
    """What the samples with some parts varied say.

    Attributes:
        piece: the samples themselves; packed where another process took them.
        standings: of each company, empty where evidence and weights did not both vary.
        error: the greatest standard error of a share.
    """

    piece: Piece
    standings: Mapping[str, Standing]
    error: float


def task_of(ranking: Ranking, rubric: Rubric, samples: int, sure: Sure | None) -> Task:
    """What is to be done to sample a ranking.

    Args:
        ranking: what to sample.
        rubric: seed, firmness and words.
        samples: how many.
        sure: how firmly the weights are meant; the rubric's default if None.
    """
    from rewatch.scoring.cells import cells_of
    from rewatch.scoring.sureness import GROUPS, by_middle, least_likely, weight_model

    cells = [found for group in GROUPS if (found := cells_of(ranking, group)) is not None]
    return Task(
        groups=tuple((item, weight_model(rubric, item.weights, sure)) for item in cells),
        order=by_middle(ranking),
        places=places_of(ranking),
        samples=samples,
        seed=rubric.sampling.master_seed,
        likely=least_likely(rubric),
    )


def take(task: Task, parts: Sequence[Parts], go_on: Callable[[], bool]) -> Taken | None:
    """Samples a ranking piece by piece.

    Args:
        task: what is to be done.
        parts: what varies.
        go_on: asked before each piece.

    Returns:
        None where `go_on` said no.
    """
    from rewatch.scoring.cells import filled
    from rewatch.scoring.sureness import UNKNOWNS, kept, read, tiers_in

    found: list[Sureness] = []
    for cells, model in task.groups:
        arrays = filled(cells)
        for unknowns in UNKNOWNS:
            if not go_on():
                return None
            values = kept(arrays, task.seed, task.samples, unknowns)
            for varied in parts:
                if not go_on():
                    return None
                found.append(read(arrays, values, model, varied, unknowns))
    standings = standings_of(task.places, found, tiers_in(task.order, found, task.likely))
    error = max((float(item.result.standard_error) for item in found), default=0.0)
    return Taken(tuple(found), standings, error)


def summed_up(
    ranking: Ranking,
    rubric: Rubric,
    taken: Taken,
    samples: int,
    sure: Sure | None,
    before: Sampled | None = None,
) -> Sampled:
    """Samples as they are shown.

    Args:
        ranking: what was sampled.
        rubric: of the ranking.
        taken: the samples: those of the table, or, with `before`, all others.
        samples: how many were taken.
        sure: how firmly the weights were meant; the rubric's default if None.
        before: as many samples of the same ranking with other parts, which stand beside these.
    """
    return Sampled(
        ranking=ranking,
        pieces=(*(before.pieces if before is not None else ()), taken.piece),
        standings=before.standings if before is not None else taken.standings,
        sure=sure or rubric.sampling.default_sure,
        samples=samples,
        seed=rubric.sampling.master_seed,
        error=max(taken.error, before.error if before is not None else 0.0),
        full=samples >= rubric.sampling.samples,
        complete=before is not None or not taken.standings,
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
        shares = item.result.rank_acceptability
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
