"""The columns of the ranking table: which there are, which fit a width, what each cell holds.

Pure: the table draws with it, and what a width shows can be tested without a screen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rewatch.tui.standings import OUTSIDE, ROUGHLY, WAITED_FOR, Standing, percent
from rewatch.tui.text import fitted
from rewatch.tui.view import Row
from rewatch.tui.widgets.paint import (
    ACCENT,
    BAD,
    DIM,
    GOOD,
    PLAIN,
    STRONG,
    WARN,
    Piece,
    bar,
    span,
)

GAP = 2
_BETWEEN = " · "  # fields of a filter in the heading
MARKED, UNMARKED = "●", " "
_MARK_CELLS = 3  # from the left: the mark, a blank, and where a place of one digit has none
SAMPLED = ("places", "first", "top5", "tier")  # columns that are read off the samples
_NAME = (16, 34)
_BAR = (10, 41)
_WHOLE, _SHORT_BAR = 27, 9  # most names are whole; a bar can be read
_LEAST = 46  # cells for a rank, a short name, score, bar and cover


@dataclass(frozen=True, slots=True)
class Column:
    """A column as it stands in the table.

    Attributes:
        id: what it can be sorted by; a criterion's column has the criterion's id.
        title: its heading.
        width: cells, without the gap before it.
        right: whether text stands to the right.
    """

    id: str
    title: str
    width: int
    right: bool = False


def of_places(most: int) -> tuple[Column, Column]:
    """The columns of the place and of the 90 % rank, as wide as a list of that many needs.

    The mark stands in the column of the place, with a blank between them.
    """
    digits = len(str(most))
    rank = Column("rank", "#", 2 + max(2, digits), right=True)
    return rank, Column("places", "90% rank", max(8, len(f"–{OUTSIDE}") + 2 * digits))


def further(criteria: Sequence[tuple[str, str]]) -> dict[str, Column]:
    """The columns that do not stand at every width, by their ids."""
    single = [
        Column("country", "country", 7),
        Column("first", "first", 5, right=True),
        Column("top5", "top 5", 5, right=True),
        Column("tier", "tier", 4, right=True),
        *(Column(key, _short(name), 4, right=True) for key, name in criteria),
        Column("flags", "flags", 5),
    ]
    return {column.id: column for column in single}


def fit(
    width: int,
    criteria: Sequence[tuple[str, str]],
    flags_first: bool = False,
    most: int = 0,
    also: Sequence[str] = (),
) -> list[Column]:
    """The columns that a width has room for, in their order, and before the cover those asked for.

    Args:
        width: cells of a line.
        criteria: criterion id and name, in the rubric's order.
        flags_first: the flags go before the criteria, as beside a pane that shows those.
        most: how many companies there are.
        also: ids of columns to show whether they stand there usually or not: what is sorted by.
    """
    made = further(criteria)
    extra: list[Column] = []
    columns = _usual(width, criteria, flags_first, most)
    while True:
        shown = {column.id for column in (*columns, *extra)}
        more = [made[key] for key in dict.fromkeys(also) if key in made and key not in shown]
        room = width - sum(column.width + GAP for column in (*extra, *more))
        if not more or room < _LEAST:
            break
        extra += more
        columns = _usual(room, criteria, flags_first, most)
    place = next((n for n, column in enumerate(columns) if column.id == "coverage"), len(columns))
    return [*columns[:place], *extra, *columns[place:]]


def _usual(
    width: int, criteria: Sequence[tuple[str, str]], flags_first: bool, most: int
) -> list[Column]:
    """The columns that a width has room for, in their order.

    Rank, company, score, bar and cover always stand; then come the 90 % rank, the criteria, the
    flags and the other figures of the samples, as far as they fit (the tier alone beside a pane);
    what is left goes to company and bar.

    Args:
        width: cells of a line.
        criteria: criterion id and name, in the rubric's order.
        flags_first: the flags go before the criteria, as beside a pane that shows those.
        most: how many companies there are.
    """
    rank, places = of_places(most)
    fixed = [rank]
    score, cover = Column("score", "score", 7), Column("coverage", "cover", 5, right=True)
    made = further(criteria)
    tier = made["tier"]
    sampled = [made["first"], made["top5"], tier]
    parts = [made[key] for key, _ in criteria]
    marks = made["flags"]

    def needs(columns: Sequence[Column]) -> int:
        return sum(column.width + GAP for column in columns)

    room = width - needs([*fixed, score, cover]) + GAP - (_NAME[0] + GAP) - (_BAR[0] + GAP)
    if room >= needs([places]):
        room -= needs([places])
        cover_and_places = [places, cover]
    else:
        cover_and_places = [cover]
    shown_marks = [marks] if flags_first and room >= needs([marks]) + 4 else []
    room -= needs(shown_marks)
    # Criteria come all or not at all: half of them would look like the whole.
    shown_parts = parts if parts and room >= needs(parts) + 4 else []
    room -= needs(shown_parts)
    if not shown_marks and shown_parts and room >= needs([marks]):
        shown_marks = [marks]
        room -= needs(shown_marks)
    shown_sampled = sampled if shown_marks and shown_parts and room >= needs(sampled) else []
    if not shown_sampled and shown_marks and not shown_parts and room >= needs([tier]):
        # Beside the pane, who cannot be told apart goes before a longer name.
        shown_sampled = [tier]
    room = max(0, room - needs(shown_sampled))
    name = min(_NAME[1], _NAME[0] + (room + 1) // 2)
    space = min(_BAR[1], _BAR[0] + room - (name - _NAME[0]))
    name = min(_NAME[1] + 10, name + max(0, room - (name - _NAME[0]) - (space - _BAR[0])))
    # A bar can be read on fewer cells than a name.
    taken = min(max(0, _WHOLE - name), max(0, space - _SHORT_BAR))
    name, space = name + taken, space - taken
    middle = [Column("company", "company", name), score, Column("bar", scale(space), space)]
    if width < needs([*fixed, *middle, *cover_and_places]) - GAP:
        middle = [
            Column("company", "company", max(4, width - needs([*fixed, score, cover]))),
            score,
        ]
        cover_and_places = [cover]
    places_first = cover_and_places[:-1]
    return [*fixed, *middle, *places_first, *shown_sampled, *shown_parts, cover, *shown_marks]


def _short(name: str) -> str:
    return name[:4].casefold()


def scale(width: int) -> str:
    """The heading of the bar: 0, 50 and 100 (with quarters where there is room) at their places."""
    marks = [0, 25, 50, 75, 100] if width >= 21 else [0, 50, 100]
    line = ["─"] * width
    for mark in marks:
        text = str(mark)
        start = min(max(0, round(mark / 100 * width) - len(text) // 2), width - len(text))
        line[start : start + len(text)] = text
    return "".join(line)


def arrow(place: int, backwards: bool) -> str:
    """The mark of what the table is sorted by: solid for the first, hollow for the second."""
    return ("▼▲", "▽△")[min(place, 1)][backwards]


def given_up(columns: Sequence[Column]) -> int:
    """The place of the first column that gives way to what a row says instead of figures."""
    places = (n for n, column in enumerate(columns) if column.id in ("bar", "coverage"))
    return next(places, len(columns))


def head(
    columns: Sequence[Column],
    by: Sequence[tuple[str, bool]],
    roughly: bool = False,
    fields: Sequence[str] = (),
) -> list[Piece]:
    """The heading line; the columns sorted by carry an arrow.

    Args:
        columns: from `fit`.
        by: ids of the columns that order the table, the first first, and whether the other way
            round.
        roughly: whether fewer samples were taken than the method asks for, marked ~.
        fields: the names of what a filter shows in the rows, in the place of their figures.
    """
    pieces: list[Piece] = []
    marks = {key: arrow(place, backwards) for place, (key, backwards) in enumerate(by)}
    if "possible" in marks:  # the bar ends there
        marks["bar"] = marks.pop("possible")
    last = given_up(columns) if fields else len(columns)
    for number, column in enumerate(columns[:last]):
        title, before = column.title, " " * GAP
        marked = f"{ROUGHLY}{title.replace('% ', '%')}"
        if roughly and column.id in SAMPLED and len(marked) <= column.width:
            title = marked
        if column.id in marks:
            if len(title) < column.width:
                title += marks[column.id]
            else:
                before = before[1:] + marks[column.id]
        if number:
            pieces.append((before, DIM))
        pieces.append((fitted(title, column.width, right=column.right), DIM))
    if last < len(columns):
        room = sum(column.width + GAP for column in columns[last:])
        names = (f"{field}{marks.get(f':{field}', '')}" for field in fields)
        pieces += [(" " * GAP, DIM), (fitted(_BETWEEN.join(names), room - GAP), DIM)]
    return pieces


def column_at(columns: Sequence[Column], x: int, fields: Sequence[str] = ()) -> str | None:
    """Id of the column at a cell of the heading line; a field of a filter has a colon before it."""
    end = 0
    for column in columns[: given_up(columns)] if fields else columns:
        end += column.width + GAP
        if x < end:
            return column.id
    for field in fields:
        end += len(field) + len(_BETWEEN)
        if x < end:
            return f":{field}"
    return None


def marks_at(x: int) -> bool:
    """Whether a click at a cell of a row marks it: before its place."""
    return x < _MARK_CELLS


def cells(
    row: Row,
    columns: Sequence[Column],
    marked: bool,
    standing: Standing | None = None,
    missing: str = WAITED_FOR,
) -> list[Piece]:
    """A row's line. What is missing for a place, or for an answer, stands where the bar would.

    Args:
        row: the company.
        columns: from `fit`.
        marked: whether it carries a mark.
        standing: what the samples say of its place; None while they do not.
        missing: the sign that stands where they would.
    """
    pieces: list[Piece] = []
    # The heading of those that are not ranked says that there is too little evidence.
    reason = row.reason.removeprefix("too little evidence: ") if row.reason else None
    instead = row.because or row.shown or reason
    last = given_up(columns)
    for number, column in enumerate(columns):
        if instead is not None and number == last:
            room = sum(item.width + GAP for item in columns[number:])
            pieces += [(" " * GAP, PLAIN), (fitted(instead, room - GAP), DIM)]
            break
        if number:
            pieces.append((" " * GAP, PLAIN))
        if column.id in SAMPLED:
            pieces.append(_sampled(column, standing, missing))
        else:
            pieces += _cell(row, column, marked)
    return pieces


def _sampled(column: Column, standing: Standing | None, missing: str) -> Piece:
    wide, right = column.width, column.right
    if standing is None:
        return (fitted(missing, wide, right=right), DIM)
    if column.id == "places":
        outside = OUTSIDE if standing.outside else ""
        text = fitted(f"{span(*standing.likely)}{outside}", wide)
        return (text, WARN if outside else PLAIN)
    if column.id == "tier":
        return (fitted(standing.tier or "", wide, right=right), PLAIN)
    share = standing.first if column.id == "first" else standing.top5
    return (fitted(percent(share), wide, right=right), PLAIN)


def _name(row: Row, wide: int) -> list[Piece]:
    """The company's name; the sign of its thesis stands behind it."""
    style = PLAIN if row.reason is None else DIM
    if not row.thesis:
        return [(fitted(row.name, wide), style)]
    alarm = {"✗": BAD, "✓": GOOD}.get(row.thesis, WARN)
    return [(fitted(row.name, wide - 2), style), (f" {row.thesis}", alarm)]


def _flags(row: Row, wide: int) -> list[Piece]:
    """How many risk flags are raised; apart from that number, what else is to be known."""
    count = "" if row.failing is None else str(row.failing)
    gap = " " if len(count) + 1 + len(row.flags) <= wide else ""
    style = WARN if row.failing else DIM
    return [(count, style), (fitted(f"{gap}{row.flags}", wide - len(count)), WARN)]


def _cell(row: Row, column: Column, marked: bool) -> list[Piece]:
    wide, right = column.width, column.right
    if column.id == "rank":
        rank = "?" if row.because else "–" if row.rank is None else row.rank
        mark = MARKED if marked else UNMARKED
        return [(mark, ACCENT), (fitted(rank, wide - len(mark), right=True), STRONG)]
    if column.id == "company":
        return _name(row, wide)
    if column.id == "country":
        return [(fitted(row.country or "?", wide), PLAIN if row.country else DIM)]
    if column.id == "score":
        return [(fitted(span(*row.total), wide), PLAIN)]
    if column.id == "bar":
        return bar(*row.total, wide)
    if column.id == "coverage":
        return [(fitted(f"{row.coverage * 100:.0f}%", wide, right=right), PLAIN)]
    if column.id == "flags":
        return _flags(row, wide)
    value = row.criteria.get(column.id)
    middle = "–" if value is None else f"{(value[0] + value[1]) / 2:.0f}"
    return [(fitted(middle, wide, right=right), PLAIN)]
