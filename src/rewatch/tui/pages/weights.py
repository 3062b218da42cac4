"""The two halves of the weights screen: sliders with their stability, and the live table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rewatch.tui.keys import key_of
from rewatch.tui.standings import OUTSIDE, ROUGHLY, WAITED_FOR
from rewatch.tui.text import cut, fitted
from rewatch.tui.view import GROUPS
from rewatch.tui.weighing import points
from rewatch.tui.widgets.lines import Line
from rewatch.tui.widgets.paint import (
    ACCENT,
    BAD,
    DIM,
    GOOD,
    HEAD,
    PLAIN,
    STRONG,
    WARN,
    Piece,
    bar,
    paragraph,
    span,
    span_of,
)
from rewatch.tui.widgets.slider import cell_of, share_at, slider

if TYPE_CHECKING:
    from rewatch.scoring.results import GroupName, RankedCompany
    from rewatch.scoring.stability import Stability
    from rewatch.tui.standings import Sampled, Standing
    from rewatch.tui.typed_number import TypedNumber
    from rewatch.tui.weighing import Weighing

Lines = list[Line | list[Piece]]
_NAME, _POINTS = 14, 6
_BAR = 12
_NOBODY = "nobody is ranked here yet: there is no first place to lose"
_CARET = "_"
_INDENT = "  "
_BAR_FROM = _NAME + _POINTS + 2  # the cell of a line at which its slider starts
_BESIDE = 64  # narrower than that the sliders stand beside the table, with lines to spare


def slider_lines(
    weighing: Weighing,
    stability: Mapping[str, Stability] | None,
    group: GroupName | None,
    width: int,
    typed: TypedNumber | None = None,
) -> Lines:
    """A slider for each criterion; below it, how far first place of a group stays.

    Args:
        weighing: the weights.
        stability: of that group, by criterion; None while it is not worked out.
        group: whose first place; None where nothing is ranked.
        width: cells of a line.
        typed: a number that is being typed; it stands in the place of the points.
    """
    names = {row.score.id: row.score.name for row in weighing.ranking.rows}
    lines: Lines = []
    for criterion in weighing.rubric.criteria:
        share, locked = weighing.shares[criterion.id], criterion.id in weighing.locked
        found = (stability or {}).get(criterion.id)
        own = weighing.share_in(group, criterion.id) if group is not None else None
        # Brackets stand on the scale of the group's own shares, and so does the slider then.
        stays = None if found is None else (found.low, found.high)
        drawn = slider(_at(share, own), stays, _bar_cells(width), locked)
        typing = typed if typed is not None and typed.at == criterion.id and typed.text else None
        shown = _typed(typing.text) if typing else _points(share)
        head = [(fitted(criterion.name, _NAME), PLAIN), shown, ("  ", PLAIN), *drawn]
        lines.append(Line(tuple(head), criterion.id))
        if group is None:
            said = _said_of_nobody(locked, width, first=len(lines) == 1)
        else:
            said = _said(share, own, found, locked, stability is None, names, width)
        if typing:
            said[0] = [(_INDENT, PLAIN), *_told_of(typing)]
        lines += said
    return lines


def _at(share: float, own: float | None) -> float:
    return share if own is None else own


def _bar_cells(width: int) -> int:
    return max(8, width - _BAR_FROM)


def clicked_share(
    weighing: Weighing, group: GroupName | None, key: str, x: int, width: int
) -> float | None:
    """What a click on the line of a slider sets its weight to.

    Args:
        weighing: the weights.
        group: on whose scale the slider stands.
        key: the criterion.
        x: the cell of the line that was clicked.
        width: cells of the line.

    Returns:
        the share, on the slider's scale; None beside the bar and where it stands there already.
    """
    cells, cell = _bar_cells(width), x - _BAR_FROM
    own = weighing.share_in(group, key) if group is not None else None
    now = cell_of(_at(weighing.shares[key], own), cells)
    return share_at(cell, cells) if 0 <= cell < cells and cell != now else None


def keys_told(together: bool) -> list[Piece]:
    """What the keys do with weights that were moved.

    Args:
        together: they are of all lists together, which keep none.
    """
    if together:
        kept: list[Piece] = [(" All lists keep none: ", PLAIN), (key_of("save_profile"), ACCENT)]
        return [*kept, (" saves a profile", PLAIN)]
    return [
        (f" {key_of('keep_weights')}", ACCENT),
        (" keeps  ", PLAIN),
        (key_of("back"), ACCENT),
        (" puts back  ", PLAIN),
        ("0–9", ACCENT),
        (" a number", PLAIN),
    ]


def _points(share: float) -> Piece:
    return (fitted(f"{points(share)}%", _POINTS - 1, right=True) + " ", STRONG)


def _typed(text: str) -> Piece:
    return (fitted(f"{text}{_CARET}", _POINTS - 1, right=True) + " ", ACCENT)


def _told_of(typing: TypedNumber) -> list[Piece]:
    """What the keys do with a number that is being typed, or that could not be taken."""
    number: list[Piece] = [("Enter", ACCENT), (f" sets {float(typing.text):g} points   ", PLAIN)]
    if typing.refused:
        number = [("not set", WARN), (": ", PLAIN), ("Backspace", ACCENT), (" mends it   ", PLAIN)]
    return [*number, ("Esc", ACCENT), (" drops the number", PLAIN)]


def _said_of_nobody(locked: bool, width: int, *, first: bool) -> Lines:
    """What stands below a slider where no first place can change hands; once is enough."""
    pieces: list[Piece] = [(_INDENT, PLAIN)]
    if locked:
        pieces.append(("locked  ", ACCENT))
    used = sum(len(part) for part, _ in pieces)
    return [[*pieces, (cut(_NOBODY if first else "", max(0, width - used)), DIM)]]


def _said(
    share: float,
    own: float | None,
    found: Stability | None,
    locked: bool,
    waiting: bool,
    names: Mapping[str, str],
    width: int,
) -> Lines:
    """What the line below a slider says; a narrow one has the takers on a line of their own."""
    pieces: list[Piece] = [(_INDENT, PLAIN)]
    beyond = ""
    if locked:
        pieces.append(("locked  ", ACCENT))
    if own is None:
        text = "does not apply to this group"
    elif abs(own - share) > 0.0005:
        text = f"{points(own)}% of theirs; "
    else:
        text = ""
    if own is not None:
        if found is not None:
            used = sum(len(part) for part, _ in pieces)
            text += stays(found)
            narrow = width < _BESIDE
            room = width - (len(_INDENT) if narrow else used + len(text) + 2)
            beyond = takers(found, names, room)
            text += f"; {beyond}" if beyond and not narrow else ""
        elif waiting:
            text += "…"
        elif share == 0:
            text += "weighs nothing"
    used = sum(len(part) for part, _ in pieces)
    lines: Lines = [[*pieces, (cut(text, max(0, width - used)), DIM)]]
    if beyond and width < _BESIDE:
        lines.append([(_INDENT, PLAIN), (cut(beyond, width - len(_INDENT)), DIM)])
    return lines


def stays(found: Stability) -> str:
    """Between which weights first place stays."""
    if found.taker_below is None and found.taker_above is None:
        return "same leader at any weight"
    return f"same leader {points(found.low)}–{points(found.high)}%"


def takers(found: Stability, names: Mapping[str, str], room: int) -> str:
    """Who takes over beyond each end of the interval; empty where nobody does.

    Args:
        found: the interval and the takers.
        names: name of each company.
        room: cells there are; where they are few, both names give way alike.
    """
    ends = [("below", found.taker_below), ("above", found.taker_above)]
    beyond = [(side, names.get(key, key)) for side, key in ends if key is not None]
    left = room - sum(len(f"{side}: ; ") for side, _ in beyond) + 2
    said = []
    for number, (side, name) in enumerate(beyond):
        wanted = sum(len(other) for _, other in beyond[number + 1 :])
        share = max(left // (len(beyond) - number), left - wanted)
        short = cut(name, max(1, share))
        left -= len(short)
        said.append(f"{side}: {short}")
    return "; ".join(said)


def live_lines(
    weighing: Weighing,
    sampled: Sampled | None,
    first: GroupName | None,
    width: int,
    missing: str = WAITED_FOR,
) -> Lines:
    """The table under the weights as they are now.

    Args:
        weighing: the weights and their ranking.
        sampled: what the samples say, as far as there are any.
        first: the group that stands first, the one that the sliders speak of.
        width: cells of a line.
        missing: the sign that stands where the samples would say something.
    """
    rises = weighing.rises()
    standings = sampled.standings if sampled is not None else {}
    roughly = sampled is None or not sampled.full
    wide = _BAR if width >= 60 else 0
    name = max(10, width - 11 - 9 - (wide + 2 if wide else 0) - 10)
    likely = f"{ROUGHLY}90%rank" if roughly else "90% rank"
    lines: Lines = [
        [
            (f"{'#':>3}  moved ", DIM),
            (fitted("company", name), DIM),
            ("  ", PLAIN),
            (fitted("score", 7), DIM),
            *([("  " + " " * wide, PLAIN)] if wide else []),
            ("  ", PLAIN),
            (fitted(likely, 8), DIM),
        ]
    ]
    for group, title in sorted(GROUPS, key=lambda item: item[0] != first):
        rows = [row for row in weighing.ranking.rows if row.score.group == group]
        ranked = [row for row in rows if row.rank is not None]
        if rows:
            many = len(ranked) or "none ranked"
            lines.append([(cut(f"─── {title} ({many})", width), HEAD)])
            moved = gone_and_come(weighing.gone(group), weighing.come(group))
            lines += paragraph(moved, width, WARN, " " * 5) if moved else []
        lines += [_row(row, rises, standings, name, wide, missing) for row in ranked]
        if len(ranked) < len(rows):
            if not ranked:  # else they would be named nowhere, and nothing seen to move
                lines += [_row(row, rises, standings, name, wide, missing) for row in rows]
            text = f"     {len(rows) - len(ranked)} not ranked: too little evidence"
            lines.append([(cut(text, width), DIM)])
    return lines


def _row(
    row: RankedCompany,
    rises: Mapping[str, int],
    standings: Mapping[str, Standing],
    name: int,
    wide: int,
    missing: str,
) -> list[Piece]:
    score, standing = row.score, standings.get(row.score.id)
    likely, style = missing, DIM
    if standing is not None:
        likely = f"{span(*standing.likely)}{OUTSIDE if standing.outside else ''}"
        style = WARN if standing.outside else PLAIN
    return [
        (fitted(row.rank if row.rank is not None else "–", 3, right=True), STRONG),
        ("  ", PLAIN),
        arrow(rises.get(score.id)) if row.rank is not None else arrow(0),
        (fitted(score.name, name), PLAIN),
        ("  ", PLAIN),
        (fitted(span_of(score.total), 7), PLAIN),
        *([("  ", PLAIN), *bar(*score.total, wide)] if wide else []),
        ("  ", PLAIN),
        (fitted(likely, 8), style),
    ]


def gone_and_come(gone: Sequence[str], come: Sequence[str]) -> str:
    """Who has no place in the ranking any more, and who has one now; empty where that is nobody."""
    said = [(f"not ranked any more: {', '.join(gone)}", gone)]
    said.append((f"ranked now: {', '.join(come)}", come))
    return "; ".join(text for text, names in said if names)


def arrow(rise: int | None) -> Piece:
    """By how many places a company stands higher or lower than before, in six cells."""
    if rise is None:
        return (fitted("new", 6), ACCENT)
    if rise > 0:
        return (fitted(f"↑{rise}", 6), GOOD)
    if rise < 0:
        return (fitted(f"↓{-rise}", 6), BAD)
    return (fitted("", 6), PLAIN)
