"""The table's columns as a user chose them: which there are, and how they share a width.

Pure, as `columns`, which lays out the usual ones.
"""

from __future__ import annotations

from collections.abc import Sequence

from rewatch.tui.view import MEANINGS, OF_CRITERION
from rewatch.tui.widgets.columns import GAP, Column, further, of_places, scale

_NAME = (12, 44)
_BAR = (6, 41)

Criteria = Sequence[tuple[str, str]]


def available(criteria: Criteria) -> list[tuple[str, str]]:
    """Id and title of every column that can be chosen, in the order they stand in.

    Args:
        criteria: criterion id and name, in the rubric's order.
    """
    return [
        ("country", "country"),
        ("score", "score, proven–possible"),
        ("bar", "bar of the score"),
        ("places", "90 % rank"),
        ("first", "share first"),
        ("top5", "share in the top 5"),
        ("tier", "tier"),
        *criteria,
        ("coverage", "cover"),
        ("flags", "flags"),
    ]


def meanings(criteria: Criteria) -> dict[str, str]:
    """What each of the `available` columns means, in a few words, by its id."""
    return {**MEANINGS, **dict.fromkeys((key for key, _ in criteria), OF_CRITERION)}


def fit_chosen(
    width: int, criteria: Criteria, wanted: Sequence[str], most: int = 0
) -> list[Column]:
    """The chosen columns that a width has room for; the last ones go first where it has not.

    Rank, with the mark, and company always stand: without them a row says nothing.

    Args:
        width: cells of a line.
        criteria: criterion id and name, in the rubric's order.
        wanted: ids of `available`; others are passed over.
        most: how many companies there are.
    """
    rank, places = of_places(most)
    made = {
        **further(criteria),
        "score": Column("score", "score", 7),
        "bar": Column("bar", "", _BAR[0]),
        "places": places,
        "coverage": Column("coverage", "cover", 5, right=True),
    }
    room = width - (rank.width + GAP) - _NAME[0]
    shown: list[Column] = []
    for key, _title in available(criteria):
        column = made[key]
        if key in wanted and room >= column.width + GAP:
            shown.append(column)
            room -= column.width + GAP
    name = min(_NAME[1], _NAME[0] + (room if not _has_bar(shown) else (room + 1) // 2))
    bar = min(_BAR[1], _BAR[0] + room - (name - _NAME[0]))
    widened = [Column("bar", scale(bar), bar) if one.id == "bar" else one for one in shown]
    return [rank, Column("company", "company", max(1, name + min(0, room))), *widened]


def _has_bar(columns: Sequence[Column]) -> bool:
    return any(column.id == "bar" for column in columns)
