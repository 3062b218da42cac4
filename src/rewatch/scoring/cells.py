"""The ranked companies of a group as plain lists, and those as arrays for the sampling.

The lists are made without NumPy or anything else that is slow to load, so that they can be handed
to another process.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, cast

from rewatch.domain.errors import UsageError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from rewatch.scoring.results import CompanyScore, GroupName, IndicatorScore, Ranking


# Samples take memory by companies x samples, their shares by companies x places, eight bytes each:
# 32 MB a table of shares at 2,000 companies, and 800 MB at 10,000, eight of which are kept.
MOST = 2_000


@dataclass(frozen=True)
class Cells:
    """One group of ranked companies as plain lists, a row a company in the order of `ids`.

    Attributes:
        criteria: ids of the criteria that apply, in the rubric's order.
        low: value low ends, n rows of k, 0 to 100; `high` likewise.
        keys: draw key per value, -1 where the question does not apply.
        unknown: whether a value is unknown.
        own: draw key of each value where unknowns are drawn apart. By name and not by place, so
            that a newcomer re-draws nobody.
        criterion: which criterion a column feeds, k numbers.
        share: effective share of its criterion, n rows of k.
        weights: weight of each criterion, adding up to 1.
    """

    group: GroupName
    ids: tuple[str, ...]
    criteria: tuple[str, ...]
    low: list[list[float]]
    high: list[list[float]]
    keys: list[list[int]]
    unknown: list[list[bool]]
    own: list[list[int]]
    criterion: list[int]
    share: list[list[float]]
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


def cells_of(ranking: Ranking, group: GroupName) -> Cells | None:
    """The ranked companies of one group as plain lists, None where there is none.

    A company for which a whole criterion of its group does not apply is left out: its total runs
    over other criteria.

    Raises:
        UsageError: they are more than can be sampled.
    """
    scores = [row.score for row in ranking.group(group)]
    if len(scores) > MOST:
        raise UsageError(
            f"{len(scores):,} companies of a group are too many to sample; a shorter list or a "
            f"filter that leaves {MOST:,} or fewer can be"
        )
    live = [criterion for criterion in common_criteria(scores) if ranking.weights.get(criterion)]
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
        *([], [], [], [], []),
        [criterion for _, criterion in columns],
        [],
        tuple(ranking.weights[item] / total for item in live),
    )
    for score in scores:
        found = {item.id: item for item in score.indicators()}
        row = [_cell(found[name]) for name, _ in columns]
        places = (cells.low, cells.high, cells.share, cells.keys, cells.own, cells.unknown)
        for place, values in zip(places, zip(*row, strict=True), strict=True):
            cast("list[list[Any]]", place).append(list(values))
    return cells


def _cell(item: IndicatorScore) -> tuple[float, float, float, int, int, bool]:
    """Low, high, share, draw key, own draw key and whether unknown."""
    if item.value is None:
        return 0.0, 0.0, 0.0, -1, -1, False
    low, high = item.value
    own = draw_key(f"{item.draw}:{item.id}")
    return low, high, item.weight, draw_key(item.draw), own, item.draw.startswith("unknown:")


def filled(cells: Cells) -> Arrays:
    """The same as arrays."""
    import numpy as np

    return Arrays(
        cells.group,
        cells.ids,
        cells.criteria,
        np.array(cells.low, dtype=np.float64),
        np.array(cells.high, dtype=np.float64),
        np.array(cells.keys, dtype=np.int64),
        np.array(cells.unknown, dtype=np.bool_),
        np.array(cells.own, dtype=np.int64),
        np.array(cells.criterion, dtype=np.int64),
        np.array(cells.share, dtype=np.float64),
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


def arrays_of(ranking: Ranking, group: GroupName) -> Arrays | None:
    """The ranked companies of one group as arrays, see `cells_of`."""
    cells = cells_of(ranking, group)
    return filled(cells) if cells is not None else None


def live_criteria(score: CompanyScore) -> set[str]:
    """The criteria that apply to a company."""
    return {item.id for item in score.criteria if item.value is not None}


def common_criteria(scores: Sequence[CompanyScore]) -> list[str]:
    """The criteria that apply to most of the companies, in the rubric's order."""
    if not scores:
        return []
    names = [item.id for item in scores[0].criteria]
    return [
        name
        for name in names
        if 2 * sum(name in live_criteria(score) for score in scores) >= len(scores)
    ]
