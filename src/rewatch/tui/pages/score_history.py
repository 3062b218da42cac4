"""The tab "history": how the score moved as evidence became known, as a chart and with its causes.

It is today's method on what was known then, so that a move is never a change of the method. A
line's key is `h:` and the number of the point.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from rewatch.tui.text import cut, fitted
from rewatch.tui.widgets.lines import Line
from rewatch.tui.widgets.paint import (
    ACCENT,
    BAD,
    BAR,
    DIM,
    GOOD,
    LIGHT,
    OPEN,
    PLAIN,
    SOLID,
    STRONG,
    Piece,
    paragraph,
    span,
)

if TYPE_CHECKING:
    from rewatch.scorecards.scorecard import HistoryPoint

Lines = list[Line | list[Piece]]
_AXIS = 4
_ROWS = 8
_NARROWEST = 12
_MOVED = "▲"
_SAME = 0.05  # points; less does not show


def history_lines(points: Sequence[HistoryPoint] | None, as_of: date, width: int) -> Lines:
    """Chart and points, the newest first; says what is missing where there are none.

    Args:
        points: oldest first; None while they are worked out.
        as_of: the day the score stands on.
        width: cells of a line.
    """
    if points is None:
        return [[("Scoring the earlier days …", ACCENT)]]
    if not points:
        return [
            *paragraph("No dated evidence yet, so there is nothing to look back on.", width),
            *paragraph("e adds evidence; every record dates itself.", width, DIM),
        ]
    legend = f"  {SOLID} proven  {OPEN} possible  {_MOVED} a move"
    title = "Score as evidence became known"
    lines: Lines = [[(title, STRONG), (cut(legend, max(0, width - len(title))), DIM)], []]
    lines += chart(points, as_of, width)
    moves, columns = (
        "Moves, the newest first",
        "  score, then by how much proven and possible moved",
    )
    lines += [[], [(moves, STRONG), (cut(columns, max(0, width - len(moves))), DIM)]]
    for number in reversed(range(len(points))):
        lines.append(_point(points, number, width))
    lines += [[], *paragraph("Today's method on what was known on each day.", width, DIM)]
    return lines


def chart(points: Sequence[HistoryPoint], as_of: date, width: int) -> list[list[Piece]]:
    """Proven solid, possible light, 0 to 100 upwards, days to the right.

    Args:
        points: oldest first, at least one; a score holds until the next point.
        as_of: the last day of the chart.
        width: cells of a line; too few give no chart.
    """
    room = width - _AXIS
    if room < _NARROWEST:
        return []
    first, last = points[0].on, max(as_of, points[-1].on)
    days = max(1, (last - first).days)
    places = [min(room - 1, (point.on - first).days * room // (days + 1)) for point in points]
    columns: list[tuple[float, float]] = []
    for column in range(room):
        latest = max(n for n, place in enumerate(places) if place <= column)
        low, high = points[latest].total
        columns.append((low, high))
    lines = []
    for row in reversed(range(_ROWS)):
        middle = (row + 0.5) * 100 / _ROWS
        edge = {_ROWS - 1: "100", 0: "0", _ROWS // 2: "50"}.get(row, "")
        pieces: list[Piece] = [(f"{edge:>3} ", DIM)]
        for low, high in columns:
            cell = (
                (SOLID, BAR) if middle <= low else (OPEN, LIGHT) if middle <= high else (" ", DIM)
            )
            if pieces[-1][1] == cell[1] and pieces[-1][0][-1] == cell[0]:
                pieces[-1] = (pieces[-1][0] + cell[0], cell[1])
            else:
                pieces.append(cell)
        lines.append(pieces)
    marks = "".join(_MOVED if column in places else " " for column in range(room))
    ends = fitted(str(first), room - 10) + str(last) if room >= 22 else fitted(str(last), room)
    return [*lines, [(" " * _AXIS, DIM), (marks, ACCENT)], [(" " * _AXIS, DIM), (ends, DIM)]]


def _point(points: Sequence[HistoryPoint], number: int, width: int) -> Line:
    point = points[number]
    pieces: list[Piece] = [
        (f"{point.on}  ", DIM),
        (fitted(span(*point.total), 8), STRONG),
        *_moved(points, number),
    ]
    used = 12 + 8 + 14
    pieces.append((cut("; ".join(point.causes), max(8, width - used)), PLAIN))
    return Line(tuple(pieces), f"h:{number}")


def _moved(points: Sequence[HistoryPoint], number: int) -> list[Piece]:
    """By how many points proven and possible moved since the point before."""
    if number == 0:
        return [(fitted("first", 14), DIM)]
    before, after = points[number - 1].total, points[number].total
    moves = [after[0] - before[0], after[1] - before[1]]
    pieces: list[Piece] = []
    for move in moves:
        style = DIM if abs(move) < _SAME else GOOD if move > 0 else BAD
        sign = "+" if move > 0 else "−"
        pieces.append((fitted("=" if abs(move) < _SAME else f"{sign}{abs(move):.1f}", 7), style))
    return pieces


def point_detail(points: Sequence[HistoryPoint] | None, number: int, width: int) -> Lines:
    """One move: from what to what, and everything that became known."""
    if points is None or not 0 <= number < len(points):
        return []
    point = points[number]
    lines: Lines = [[(cut(str(point.on), width), STRONG)]]
    now = f"{span(*point.total)} proven to possible"
    if number:
        earlier = points[number - 1]
        now = f"{span(*earlier.total)} since {earlier.on}, then {now}"
    lines += paragraph(now, width)
    lines += [[], [(cut("What moved it", width), DIM)]]
    for cause in point.causes:
        lines += paragraph(f"· {cause}", width)
    return lines
