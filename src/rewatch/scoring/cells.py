"""The ranked companies of a group as plain values, and those as arrays for the sampling.

They are made without NumPy or anything else that is slow to load, so that they can be handed
to another process.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from rewatch.scoring.results import CompanyScore, GroupName, IndicatorScore, Ranking


# Of a group of more companies than this the shares of each place and each pair are not kept: at
# 2,000 a table of them is 32 MB, at 10,000 it would be 800 MB, eight of which are wanted.
MOST = 2_000
# Companies x samples that a long group may have, at four bytes each: 10,000 samples of 10,000.
_HELD = 100_000_000


@dataclass(frozen=True)
class Cells:
    """One group of ranked companies as plain values, a row a company in the order of `ids`.

    Attributes:
        criteria: ids of the criteria that apply, in the rubric's order.
        low: value low ends, n rows of k after one another, 0 to 100; `high` likewise.
        keys: draw key per value, -1 where the question does not apply.
        unknown: 1 where a value is unknown, else 0.
        own: draw key of each unknown value where unknowns are drawn apart, else -1. By name and
            not by place, so that a newcomer re-draws nobody.
        criterion: which criterion a column feeds, k numbers.
        share: effective share of its criterion, n rows of k.
        weights: weight of each criterion, adding up to 1.
    """

    group: GroupName
    ids: tuple[str, ...]
    criteria: tuple[str, ...]
    low: array[float]
    high: array[float]
    keys: array[int]
    unknown: array[int]
    own: array[int]
    criterion: list[int]
    share: array[float]
    weights: tuple[float, ...]


@dataclass(frozen=True)
class Arrays:
    """`Cells` as arrays: floats, draw keys as int64, `unknown` as bool."""

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


def draw_key(name: str) -> int:
    """A fixed number for a draw's name, at least 0 (the first 63 bits of its BLAKE2b hash)."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big") >> 1


def is_long(companies: int) -> bool:
    """Whether a group is too long for the shares of each place and each pair to be kept."""
    return companies > MOST


def longest_group(ranking: Ranking) -> int:
    """How many companies the longer of the two groups has ranked."""
    return max(len(ranking.group("ore")), len(ranking.group("processor")))


def samples_held(companies: int, wanted: int) -> int:
    """How many samples of a group are taken: as many as wanted, of very long groups fewer."""
    return min(wanted, max(1, _HELD // companies)) if is_long(companies) else wanted


def cells_of(
    ranking: Ranking, group: GroupName, only: Collection[str] | None = None
) -> Cells | None:
    """The ranked companies of one group as plain values, None where there is none.

    A company for which a whole criterion of its group does not apply is left out: its total runs
    over other criteria.

    Args:
        ranking: where they are ranked.
        group: which group.
        only: the companies wanted; all if None.
    """
    scores = [row.score for row in ranking.group(group)]
    live = [criterion for criterion in common_criteria(scores) if ranking.weights.get(criterion)]
    if only is not None:
        scores = [score for score in scores if score.id in only]
    scores = [score for score in scores if live_criteria(score) >= set(live)]
    if not scores or not live:
        return None
    columns = [
        (item.id, live.index(item.criterion))
        for item in scores[0].indicators()
        if item.criterion in live
    ]
    total = sum(ranking.weights[item] for item in live)
    cells = Cells(
        group,
        tuple(score.id for score in scores),
        tuple(live),
        low=array("d"),
        high=array("d"),
        keys=array("q"),
        unknown=array("b"),
        own=array("q"),
        criterion=[criterion for _, criterion in columns],
        share=array("d"),
        weights=tuple(ranking.weights[item] / total for item in live),
    )
    places: tuple[array[Any], ...] = (
        *(cells.low, cells.high, cells.share),
        *(cells.keys, cells.own, cells.unknown),
    )
    for score in scores:
        found = {item.id: item for item in score.indicators()}
        row = [_cell(found[name]) for name, _ in columns]
        for place, values in zip(places, zip(*row, strict=True), strict=True):
            place.extend(values)
    return cells


def _cell(item: IndicatorScore) -> tuple[float, float, float, int, int, bool]:
    """Low, high, share, draw key, own draw key and whether unknown."""
    if item.value is None:
        return 0.0, 0.0, 0.0, -1, -1, False
    low, high = item.value
    unknown = item.draw.startswith("unknown:")
    own = draw_key(f"{item.draw}:{item.id}") if unknown else -1
    return low, high, item.weight, draw_key(item.draw), own, unknown


def filled(cells: Cells) -> Arrays:
    """The same as arrays."""
    import numpy as np

    def table(values: array[Any], kind: type[Any]) -> npt.NDArray[Any]:
        return np.array(values).reshape(len(cells.ids), -1).astype(kind)

    return Arrays(
        cells.group,
        cells.ids,
        cells.criteria,
        table(cells.low, np.float64),
        table(cells.high, np.float64),
        table(cells.keys, np.int64),
        table(cells.unknown, np.bool_),
        table(cells.own, np.int64),
        np.array(cells.criterion, dtype=np.int64),
        table(cells.share, np.float64),
        cells.weights,
    )


def of_rows(arrays: Arrays, rows: Sequence[int]) -> Arrays:
    """The same of some companies only."""
    at = list(rows)
    return replace(
        arrays,
        ids=tuple(arrays.ids[row] for row in at),
        low=arrays.low[at],
        high=arrays.high[at],
        keys=arrays.keys[at],
        unknown=arrays.unknown[at],
        own=arrays.own[at],
        share=arrays.share[at],
    )


def arrays_of(
    ranking: Ranking, group: GroupName, only: Collection[str] | None = None
) -> Arrays | None:
    """The ranked companies of one group as arrays, see `cells_of`."""
    cells = cells_of(ranking, group, only)
    return filled(cells) if cells is not None else None


def live_criteria(score: CompanyScore) -> set[str]:
    """The criteria that apply to a company."""
    return {item.id for item in score.criteria if item.value is not None}


def common_criteria(scores: Sequence[CompanyScore]) -> list[str]:
    """The criteria that apply to most of the companies, in the rubric's order."""
    if not scores:
        return []
    applies = Counter(name for score in scores for name in live_criteria(score))
    return [item.id for item in scores[0].criteria if 2 * applies[item.id] >= len(scores)]
