"""Which companies a missing fact would tell apart: the ranking sampled once more with it known.

A fact that is found in the middle of what it may be moves no middle and takes only doubt away, so
the pairs that stand clear afterwards and did not before are those it would tell apart. Importing
this module does not import NumPy; asking it anything does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from rewatch.domain.rubric import Rubric
from rewatch.scoring.cells import Arrays, arrays_of, is_long, longest_group
from rewatch.scoring.facts import FactGroup
from rewatch.scoring.results import Ranking
from rewatch.scoring.sureness import SampledTotals, Sure


@dataclass(frozen=True, slots=True)
class Told:
    """A pair that cannot be told apart now and could be with a fact known.

    Attributes:
        ahead: id of the company that would be likely above, in every treatment of the unknown.
        behind: id of the other.
        share: share of samples with `ahead` above, a tie counting half, the fact known; the lesser
            of the two treatments.
    """

    ahead: str
    behind: str
    share: float


def told_apart(
    ranking: Ranking,
    rubric: Rubric,
    groups: Sequence[FactGroup],
    *,
    sure: Sure | None = None,
    samples: int | None = None,
    go_on: Callable[[], bool] = lambda: True,
) -> dict[str, tuple[Told, ...]]:
    """Returns the pairs that each fact would tell apart, were it known of all it is open for.

    Args:
        ranking: what is looked at.
        rubric: seed, firmness and the share from which on one is likely above.
        groups: open facts; what is not among them stays open.
        sure: how firmly the weights are meant; the rubric's default if not said.
        samples: how many samples; the rubric's number if not said.
        go_on: asked before each fact; where it says no, the facts left out have no pairs.

    Returns:
        by id of the fact, the surest pair first; facts that tell nobody apart have none. Nothing
        at all where a group is so long that its pairs are not counted.
    """
    if is_long(longest_group(ranking)):
        return {}
    count = samples or rubric.sampling.samples
    found: dict[str, list[Told]] = {group.fact.id: [] for group in groups}
    for kind in ("ore", "processor"):
        arrays = arrays_of(ranking, kind)
        if arrays is None or len(arrays.ids) < 2:
            continue
        columns = _columns(ranking, arrays)
        drawn = SampledTotals.draw(arrays, rubric, sure, count)
        before = drawn.surely_above() >= rubric.sampling.likely
        for group in groups:
            cells = _cells(arrays, columns, group)
            if not cells or not go_on():
                continue
            rows = sorted({row for row, _ in cells})
            share = drawn.changed(_with(arrays, cells), rows).surely_above()
            new = (share >= rubric.sampling.likely) & ~before
            found[group.fact.id] += [
                Told(arrays.ids[a], arrays.ids[b], float(share[a, b]))
                for a, b in zip(*(places.tolist() for places in new.nonzero()), strict=True)
            ]
    return {
        key: tuple(sorted(pairs, key=lambda told: (-told.share, told.ahead, told.behind)))
        for key, pairs in found.items()
    }


def _columns(ranking: Ranking, arrays: Arrays) -> dict[str, int]:
    """Number of the column of each indicator."""
    row = ranking.row(arrays.ids[0])
    assert row is not None
    names = [item.id for item in row.score.indicators() if item.criterion in arrays.criteria]
    return {name: column for column, name in enumerate(names)}


def _cells(arrays: Arrays, columns: dict[str, int], group: FactGroup) -> list[tuple[int, int]]:
    """The cells, by row and column, that one fact leaves open."""
    rows = {company: row for row, company in enumerate(arrays.ids)}
    return [
        (rows[item.company], columns[name])
        for item in group.open
        if item.company in rows
        for name in item.indicators
        if name in columns
    ]


def _with(arrays: Arrays, cells: Sequence[tuple[int, int]]) -> Arrays:
    """The arrays with some cells in their middle."""
    at = tuple(zip(*cells, strict=True))
    low, high = arrays.low.copy(), arrays.high.copy()
    low[at] = high[at] = (low[at] + high[at]) / 2
    return replace(arrays, low=low, high=high)
