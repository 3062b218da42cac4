"""Companies set side by side: would other weights turn their order round?

Each group of those compared is a contest of its own: how often each is first of them and above each
other, in sampled weights, and how far one weight may move before another is first. Nothing here
draws or counts: that is done by `sureness` and `stability`, as for a whole ranking, and what is
drawn for a company does not depend on the others, so the shares are those of the whole ranking.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rewatch.scoring.cells import Cells, cells_of, filled, samples_held
from rewatch.scoring.ranking import EQUAL
from rewatch.scoring.stability import Ends, Stability, ends_of
from rewatch.scoring.sureness import (
    GROUPS,
    UNKNOWNS,
    Parts,
    Sure,
    Sureness,
    Unknowns,
    drawn,
    read,
    weight_model,
    word,
)

if TYPE_CHECKING:
    from rewatch.domain.rubric import Rubric
    from rewatch.scoring.results import GroupName, Order, Ranking
    from rewatch.scoring.weights import WeightModel

# What varies: the weights alone, evidence in its middle; or both.
VARIED: tuple[Parts, ...] = ("weights", "both")


@dataclass(frozen=True)
class Entrants:
    """Those compared of one group, as plain values: they may be sampled in another process."""

    cells: Cells
    model: WeightModel
    ends: Ends


@dataclass(frozen=True)
class ContestTask:
    """All that the contests take.

    Attributes:
        groups: those compared, by group; a group with fewer than two has no contest.
        asked: ids of all that are compared, in the order they stand in.
        order: by which points one of them is first.
        samples: how many are taken.
        seed: the master seed.
        sure: how firmly the weights are meant.
    """

    groups: tuple[Entrants, ...]
    asked: tuple[str, ...]
    order: Order
    samples: int
    seed: int
    sure: Sure

    def done(self, go_on: Callable[[], bool]) -> tuple[Contest, ...] | None:
        """The contests; None where `go_on`, asked before each, says no."""
        found = []
        for entrants in self.groups:
            if not go_on():
                return None
            found.append(_held(self, entrants))
        return tuple(found)


@dataclass(frozen=True)
class Contest:
    """What other weights would make of the companies of one group that are compared.

    Attributes:
        group: theirs.
        ids: the companies, in the order they were named.
        first: by what varies, the share of samples in which each is first of these; a shared first
            place counts in parts. The unknown values of one company move together.
        above: by what varies and how unknowns are drawn, the share of samples in which the company
            of the row is above that of the column; a tie counts half, and its own place holds .5.
        order: the points by which the leaders lead.
        leaders: the first of them by those points; several where they are level.
        weights: share of each criterion now, 0 to 1.
        stability: by criterion, how far its weight may move before another is first of these.
        samples: how many.
        seed: the master seed.
        sure: how firmly the weights are meant.
        error: the greatest standard error of a share.
    """

    group: GroupName
    ids: tuple[str, ...]
    first: Mapping[Parts, tuple[float, ...]]
    above: Mapping[tuple[Parts, Unknowns], tuple[tuple[float, ...], ...]]
    order: Order
    leaders: tuple[str, ...]
    weights: Mapping[str, float]
    stability: Mapping[str, Stability]
    samples: int
    seed: int
    sure: Sure
    error: float

    def share(self, parts: Parts, above: str, below: str) -> float:
        """Share of samples with one above the other, unknowns of one company moving together."""
        return self.above[parts, "shared"][self.ids.index(above)][self.ids.index(below)]

    def word(self, rubric: Rubric, above: str, below: str) -> str:
        """What may be said of one above the other with evidence and weights drawn."""
        row, column = self.ids.index(above), self.ids.index(below)
        return word(rubric, [self.above["both", kind][row][column] for kind in UNKNOWNS])

    def nearest(self) -> tuple[str, float, str] | None:
        """The smallest move of one weight that gives first place away.

        Returns:
            the criterion, the share at which it does, and who takes over; None where none does.
        """
        turns = [
            (criterion, end, taker)
            for criterion, item in self.stability.items()
            for end, taker in ((item.low, item.taker_below), (item.high, item.taker_above))
            if taker is not None
        ]
        return min(turns, key=lambda turn: abs(turn[1] - self.weights[turn[0]]), default=None)


def contest_task(
    ranking: Ranking,
    rubric: Rubric,
    companies: Sequence[str],
    *,
    sure: Sure | None = None,
    samples: int | None = None,
) -> ContestTask:
    """What is to be sampled of companies that are set side by side.

    Args:
        ranking: where they stand; those it does not rank are left out.
        rubric: seed, firmness and number of samples.
        companies: ids, in the order they stand in.
        sure: how firmly the weights are meant; the rubric's default if None.
        samples: how many; the rubric's number if None.
    """
    groups = []
    for group in GROUPS:
        cells = cells_of(ranking, group, companies)
        if cells is not None and len(cells.ids) > 1:
            model = weight_model(rubric, cells.weights, sure)
            groups.append(Entrants(cells, model, ends_of(ranking, group, only=companies)))
    return ContestTask(
        groups=tuple(groups),
        asked=tuple(companies),
        order="proven" if ranking.order == "expected" else ranking.order,
        samples=samples_held(len(companies), samples or rubric.sampling.samples),
        seed=rubric.sampling.master_seed,
        sure=sure or rubric.sampling.default_sure,
    )


def _held(task: ContestTask, entrants: Entrants) -> Contest:
    arrays, ends = filled(entrants.cells), entrants.ends
    found: dict[tuple[Parts, Unknowns], Sureness] = {}
    for unknowns in UNKNOWNS:
        values = drawn(arrays, task.seed, task.samples, unknowns, long=False)
        for parts in VARIED:
            found[parts, unknowns] = read(arrays, values, entrants.model, parts, unknowns)
    ids = tuple(key for key in task.asked if key in arrays.ids)
    firsts = {parts: dict(zip(item.ids, item.first_share, strict=True))
              for (parts, unknowns), item in found.items() if unknowns == "shared"}  # fmt: skip
    totals = dict(zip(ends.ids, ends.totals(), strict=True))
    best = max(totals.values(), default=0.0)
    now = sum(ends.weights)
    return Contest(
        group=arrays.group,
        ids=ids,
        first={parts: tuple(held[key] for key in ids) for parts, held in firsts.items()},
        above={
            varied: tuple(
                tuple(0.5 if one == other else float(item.above(one, other)) for other in ids)
                for one in ids
            )
            for varied, item in found.items()
        },
        order=task.order,
        leaders=tuple(key for key in ids if totals.get(key, -1.0) >= best - EQUAL),
        weights={
            key: weight / now for key, weight in zip(ends.criteria, ends.weights, strict=True)
        },
        stability=ends.stability("first"),
        samples=task.samples,
        seed=task.seed,
        sure=task.sure,
        error=max(float(item.result.standard_error) for item in found.values()),
    )
