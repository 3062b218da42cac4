"""The tab "history": how the score moved as evidence became known, as a chart and with its causes.

It is today's method on what was known then, so that a move is never a change of the method. A
line's key is `h:` and the number of the point.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from rewatch.tui.keys import keyed
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
    from rewatch.scoring.results import CompanyScore

Lines = list[Line | list[Piece]]
_AXIS = 4
_ROWS, _FEW_ROWS = 8, 5
_HIGH = 20  # lines from which there is room for a high chart
_COLUMNS = (12, 7, 8, 9)  # cells of the day, the score, and the moves of proven and possible
_NARROWEST = 12
_MOVED = "▲"
_QUIET = "┈"
_QUIET_DAYS = 366  # a longer stretch without a move is drawn as long as this one
_SAME = 0.05  # points; less does not show


def history_lines(
    points: Sequence[HistoryPoint] | None, as_of: date, width: int, height: int = 24
) -> Lines:
    """Chart and points, the newest first; says what is missing where there are none.

    Args:
        points: oldest first; None while they are worked out.
        as_of: the day the score stands on.
        width: cells of a line.
        height: lines that are on the screen at once; where they are few the chart is low, so that
            the newest moves stand below it.
    """
    if points is None:
        return [[("Scoring the earlier days …", ACCENT)]]
    if not points:
        return [
            *paragraph("No dated evidence yet, so there is nothing to look back on.", width),
            *paragraph(
                keyed("{add_evidence} adds evidence; every record dates itself."), width, DIM
            ),
        ]
    legend = f"  {SOLID} proven  {OPEN} possible  {_MOVED} a move"
    title = "Score as evidence became known"
    lines: Lines = [[(title, STRONG), (cut(legend, max(0, width - len(title))), DIM)], []]
    if height < _HIGH:
        lines.pop()
    lines += chart(points, as_of, width, _ROWS if height >= _HIGH else _FEW_ROWS)
    columns = "".join(map(fitted, ("day", "score", "proven", "possible"), _COLUMNS))
    lines += [[], [(cut(f"{columns}what moved it, the newest first", width), DIM)]]
    for number in reversed(range(len(points))):
        lines.append(_point(points, number, width))
    lines += [[], *paragraph("Today's method on what was known on each day.", width, DIM)]
    return lines


def chart(
    points: Sequence[HistoryPoint], as_of: date, width: int, rows: int = _ROWS
) -> list[list[Piece]]:
    """Proven solid, possible light, 0 to 100 upwards, days to the right.

    A stretch of more than a year without a move is drawn as long as one year, dotted, and says how
    long it was: the moves of the last months would else share a cell, as reports go back decades.

    Args:
        points: oldest first, at least one; a score holds until the next point.
        as_of: the last day of the chart.
        width: cells of a line; too few give no chart.
        rows: lines from 0 to 100.
    """
    room = width - _AXIS
    if room < _NARROWEST:
        return []
    first, last = points[0].on, max(as_of, points[-1].on)
    starts = [0]  # of each point, and the end, in days as drawn
    stretches = [(after - day).days for day, after in pairwise([*(p.on for p in points), last])]
    for quiet in stretches:
        starts.append(starts[-1] + min(quiet, _QUIET_DAYS))
    days = max(1, starts[-1])
    places = [min(room - 1, start * room // (days + 1)) for start in starts[:-1]]
    columns: list[tuple[float, float]] = []
    for column in range(room):
        latest = max(n for n, place in enumerate(places) if place <= column)
        low, high = points[latest].total
        columns.append((low, high))
    lines = []
    for row in reversed(range(rows)):
        middle = (row + 0.5) * 100 / rows
        edge = {rows - 1: "100", 0: "0", rows // 2: "50"}.get(row, "")
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
    marks = [" "] * room
    for place, end, quiet in zip(places, [*places[1:], room], stretches, strict=True):
        if quiet > _QUIET_DAYS:
            marks[place + 1 : end] = _quiet(quiet, end - place - 1)
        marks[place] = _MOVED
    ends = fitted(str(first), room - 10) + str(last) if room >= 22 else fitted(str(last), room)
    return [
        *lines,
        [(" " * _AXIS, DIM), *_marked("".join(marks))],
        [(" " * _AXIS, DIM), (ends, DIM)],
    ]


def _quiet(days: int, room: int) -> str:
    """The cells of a shortened stretch, with its length where there is room."""
    months = round(days / 30.44)
    said = f" {months} months " if months < 24 else f" {round(months / 12)} years "
    return said.center(room, _QUIET) if room >= len(said) + 2 else _QUIET * room


def _marked(marks: str) -> list[Piece]:
    """The line of marks, the moves standing out."""
    return [
        (part, ACCENT if part.startswith(_MOVED) else DIM)
        for part in re.split(f"({_MOVED}+)", marks)
        if part
    ]


def _point(points: Sequence[HistoryPoint], number: int, width: int) -> Line:
    point = points[number]
    pieces: list[Piece] = [
        (fitted(str(point.on), _COLUMNS[0]), DIM),
        (fitted(span(*point.total), _COLUMNS[1]), STRONG),
        *_moved(points, number),
    ]
    pieces.append((cut("; ".join(point.causes), max(8, width - sum(_COLUMNS))), PLAIN))
    return Line(tuple(pieces), f"h:{number}")


def _moved(points: Sequence[HistoryPoint], number: int) -> list[Piece]:
    """By how many points proven and possible moved since the point before."""
    if number == 0:
        return [(fitted("first", sum(_COLUMNS[2:])), DIM)]
    pieces: list[Piece] = []
    for move, wide in zip(_moves(points, number), _COLUMNS[2:], strict=True):
        style = DIM if abs(move) < _SAME else GOOD if move > 0 else BAD
        sign = "+" if move > 0 else "−"
        said = "=" if abs(move) < _SAME else f"{sign}{abs(move):.1f}"
        pieces.append((fitted(said, wide), style))
    return pieces


def _moves(points: Sequence[HistoryPoint], number: int) -> tuple[float, float]:
    """Points by which proven and possible moved since the point before."""
    (low, high), (was_low, was_high) = points[number].total, points[number - 1].total
    return low - was_low, high - was_high


def _sentence(points: Sequence[HistoryPoint], number: int) -> str:
    """From what to what the score moved, and by how much."""
    now = span(*points[number].total)
    if number == 0:
        return f"The earliest score: {now}, proven to possible."
    earlier = points[number - 1]
    was = span(*earlier.total)
    told = [
        f"{name} {'rose' if move > 0 else 'fell'} by {abs(move):.1f}"
        for name, move in zip(("proven", "possible"), _moves(points, number), strict=True)
        if abs(move) >= _SAME
    ]
    by = f" {' and '.join(told).capitalize()}." if told else ""
    # Between the two it may have crept as evidence aged; no day of that is a move of its own.
    if was == now:
        return f"{was} (proven to possible) as on {earlier.on}.{by}"
    return f"{was} (proven to possible) on {earlier.on}, {now} on {points[number].on}.{by}"


def record_behind(score: CompanyScore, point: HistoryPoint) -> str | None:
    """The record that moved a score most on a day; None where nothing came, and time alone did."""
    from rewatch.scorecards.history import WITHDRAWN, said

    for cause in point.causes:
        name = cause.removeprefix(WITHDRAWN)
        told = [item for item in score.records if said(item.record) == name]
        told.sort(key=lambda item: item.known_on != point.on)
        if told:
            return told[0].id
    return None


def point_detail(points: Sequence[HistoryPoint] | None, number: int, width: int) -> Lines:
    """One move: from what to what, and everything that became known."""
    if points is None or not 0 <= number < len(points):
        return []
    point = points[number]
    lines: Lines = [[(cut(str(point.on), width), STRONG)]]
    lines += paragraph(_sentence(points, number), width)
    lines += [[], [(cut("What moved it", width), DIM)]]
    for cause in point.causes:
        lines += paragraph(f"· {cause}", width)
    return lines
