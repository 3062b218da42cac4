"""Two pages: companies side by side, and why one stands above another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len

from rewatch.domain.text import signed
from rewatch.scorecards.wording import stage_words
from rewatch.scoring.comparison import spreads
from rewatch.tui import describe
from rewatch.tui.pages.contest import Contests, contest_lines, first_cells
from rewatch.tui.pages.grounds import ELEMENTS
from rewatch.tui.pages.side_by_side import (
    Shown,
    element_lines,
    incomparable_lines,
    labelled,
    shown,
    value_cell,
)
from rewatch.tui.text import cut, fitted, visible
from rewatch.tui.widgets.lines import Line
from rewatch.tui.widgets.paint import (
    ACCENT,
    BAR,
    DIM,
    HEAD,
    PLAIN,
    STRIP,
    STRONG,
    WARN,
    Piece,
    bar,
    paragraph,
    span_of,
)

if TYPE_CHECKING:
    from rewatch.domain.rubric import Rubric
    from rewatch.domain.values import Interval
    from rewatch.scoring.explain import Difference, Part
    from rewatch.scoring.results import CompanyScore, Order, RankedCompany

Lines = list[Line | list[Piece]]
CHOSEN = "▸ "
_DIFFERENCE = 21  # cells of an indicator's name beside its differences


def compare_lines(
    scores: Sequence[CompanyScore],
    rubric: Rubric,
    width: int,
    places: Mapping[str, str] | None = None,
    chosen: int = 0,
    contests: Contests = None,
) -> Lines:
    """Companies in columns; totals, criteria, then the indicators that differ most first.

    Args:
        scores: the companies, left to right.
        rubric: they were scored with.
        width: cells of a line; what has no room stands beyond its edge, see `shown`.
        places: where each stands in its list, by company id.
        chosen: number of the company whose column is seen for certain.
        contests: what other weights would make of them; None while they are sampled.
    """
    at = shown(len(scores), width, chosen)
    seen = scores[at.first : at.last]
    lines: Lines = []
    if len({score.group for score in scores}) > 1:
        lines += paragraph("Totals of different groups do not compare: see below.", width, WARN)
    lines.append(_bars("proven–possible", [score.total for score in seen], at))
    if places:
        lines.append(_row("place, 90 % rank", [(places.get(s.id, "–"), PLAIN) for s in seen], at))
    lines.append(_row("first of these", first_cells(contests, seen, at.wide - 2), at))
    lines.append(_row("cover", [(f"{s.coverage * 100:.0f}%", PLAIN) for s in seen], at))
    lines.append(_row("stage", [(_stage(s), PLAIN) for s in seen], at))
    lines.append([])
    for criterion in rubric.criteria:
        values = [found.value if (found := s.criterion(criterion.id)) else None for s in seen]
        lines.append(_bars(criterion.name, values, at))
    some = f"among these {len(seen)}; " if len(seen) < len(scores) else ""
    heading = _heading(
        "Indicators, what differs most in the total first", f"{some}grade, oldest", width
    )
    lines += [[], heading]
    for key in [item.indicator for item in spreads(seen)]:
        items = [score.indicator(key) for score in seen]
        cells = [
            value_cell(score, item, at.wide - 2) for score, item in zip(seen, items, strict=True)
        ]
        lines.append(Line(tuple(_row(rubric.name_of(key), cells, at)), f"i:{key}"))
        labels = [(item.label if item and item.value is not None else "", DIM) for item in items]
        lines.append(_row("", labels, at))
    lines += [[], *contest_lines(contests, scores, rubric, at, width)]
    lines += [[], _heading("Elements", "% of TREO", width)]
    *strips, scale = element_lines(scores, at)
    lines += [Line(tuple(s), f"s:{ELEMENTS}@{n}") for s, n in zip(strips, STRIP, strict=False)]
    lines.append(scale)
    lines += [
        [],
        _heading("Value chain", "● built  ◐ building, pilot  ○ planned  · not on record", width),
    ]
    ladders = [describe.ladder(score) for score in seen]
    for place, rung in enumerate(ladders[0]):
        cells = [(_rung(ladder[place], at.wide - 2), PLAIN) for ladder in ladders]
        lines.append(Line(tuple(_row(rung.step, cells, at)), f"s:{rung.id}"))
    return [*lines, [], *incomparable_lines(scores, rubric, width)]


def compare_head(scores: Sequence[CompanyScore], width: int, chosen: int = 0) -> list[Piece]:
    """The names over their columns, the chosen one marked; arrows where more are beyond an edge.

    The arrows are the keys that go there.
    """
    at = shown(len(scores), width, chosen)
    left, right = at.first, len(scores) - at.last
    there = " ".join(f"{key} {many}" for key, many in (("←", left), ("→", right)) if many)
    said = f"{there} more{'' if left and right else ' there'}" if there else ""
    pieces: list[Piece] = [(labelled(said, at.label), ACCENT)]
    for number in range(at.first, at.last):
        mark = CHOSEN if number == chosen else ""
        room = at.wide - 2 - len(mark)
        pieces += [(mark, ACCENT), (fitted(scores[number].name, room), STRONG), ("  ", PLAIN)]
    return pieces


def column_at(total: int, width: int, chosen: int, x: int) -> int | None:
    """Number of the company whose column a cell of a line is in; None over the labels."""
    at = shown(total, width, chosen)
    number = at.first + (x - at.label) // at.wide
    return number if x >= at.label and number < at.last else None


def _heading(title: str, hint: str, width: int) -> list[Piece]:
    return [(cut(title, width), HEAD), (cut(f"  {hint}", max(0, width - len(title))), DIM)]


def _row(label: str, cells: Sequence[Piece], at: Shown, style: str = DIM) -> list[Piece]:
    pieces: list[Piece] = [(labelled(label, at.label), style if label else PLAIN)]
    for text, look in cells:
        pieces += [(fitted(text, at.wide - 2), look), ("  ", PLAIN)]
    return pieces


def _bars(label: str, values: Sequence[Interval | None], at: Shown) -> list[Piece]:
    pieces: list[Piece] = [(labelled(label, at.label), STRONG)]
    for value in values:
        pieces.append((fitted(span_of(value), 8), PLAIN))
        room = max(0, at.wide - 10)
        pieces += [(" " * room, PLAIN)] if value is None else bar(*value, room)
        pieces.append(("  ", PLAIN))
    return pieces


def _stage(score: CompanyScore) -> str:
    return stage_words(score.stage) if score.stage else "?"


def _rung(rung: describe.Rung, room: int) -> str:
    """The furthest site of a step, and how many others there are."""
    if not rung.sites:
        return rung.glyph
    others = f" +{len(rung.sites) - 1}" if len(rung.sites) > 1 else ""
    return cut(f"{rung.glyph} {rung.sites[0][1]}", room - len(others)) + others


# why one above the other --------------------------------------------------------


ABOVE, LEVEL, BESIDE = "above", "level with", "beside"


def order_of(above: RankedCompany, below: RankedCompany, order: Order) -> tuple[str, str]:
    """How two companies of a ranking stand to each other, and what else is to be said of that.

    Of companies that are not ranked the table keeps an order too, by points and then by name,
    which is no place.

    Args:
        above: the one that the table has first.
        below: the other.
        order: what the ranking's places go by.
    """
    from rewatch.scoring.ranking import EQUAL, points

    if above.score.group != below.score.group:
        return BESIDE, ""  # places are counted in each group
    if (above.rank is None) != (below.rank is None):
        return ABOVE, ""
    if above.rank is not None:
        return (LEVEL if above.rank == below.rank else ABOVE), ""
    by: Order = "proven" if order == "expected" else order
    apart = abs(points(above.score, by) - points(below.score, by))
    return (LEVEL if apart <= EQUAL else ABOVE), "neither is ranked"


def difference_lines(
    above: CompanyScore,
    below: CompanyScore,
    found: Difference,
    rubric: Rubric,
    width: int,
    stand: tuple[str, str] = (ABOVE, ""),
) -> Lines:
    """The parts of the difference, the largest first, and their sum.

    Args:
        above: the one that the table has first.
        below: the other.
        found: the difference of the two.
        rubric: they were scored with.
        width: cells of a line.
        stand: how they stand to each other, as `order_of` has it.
    """
    how, besides = f"  {stand[0]}  ", f", {stand[1]}" if stand[1] else ""
    room = max(2, width - len(how) - len(besides))
    first = cut(above.name, max(room // 2, room - cell_len(visible(below.name))))
    lines: Lines = [
        [
            (first, STRONG),
            (how, DIM),
            (cut(below.name, room - cell_len(first)), STRONG),
            (besides, DIM),
        ]
    ]
    if found.across_groups:
        lines += paragraph(
            "They belong to different groups, so their totals run over different criteria.",
            width,
            WARN,
        )
    wide = max(0, min(24, width - _DIFFERENCE - 54))
    head = (
        f"{'indicator':<{_DIFFERENCE}}{'proven':>8}{'middle':>8}{'possible':>9}  "
        f"{fitted(above.name, 8)} {fitted(below.name, 8)} {'weight':>7}"
    )
    lines += [[], [(cut(head, width), DIM)]]
    proven = {part.indicator: _proven(part) for part in found.parts}
    for part in sorted(found.parts, key=lambda part: -abs(proven[part.indicator])):
        lines.append(Line(tuple(_part(part, proven[part.indicator], rubric, wide)), part.indicator))
    sums = (
        above.total.low - below.total.low,
        found.mid,
        above.total.high - below.total.high,
    )
    together = (
        f"{'together':<{_DIFFERENCE}}{signed(sums[0]):>8}{signed(sums[1]):>8}{signed(sums[2]):>9}"
    )
    lines += [[], [(together, STRONG)]]
    lines += [
        [],
        *paragraph(
            "Proven compares what both have proven, possible what both could reach, middle the "
            "midpoints. Each column adds up. The order of the table is by proven.",
            width,
            DIM,
        ),
        *paragraph(
            f"Whatever is still open, the difference lies between {signed(found.low)} and "
            f"{signed(found.high)}.",
            width,
            DIM,
        ),
    ]
    return lines


def _proven(part: Part) -> float:
    return part.weight_a * (part.a.low if part.a else 0.0) - part.weight_b * (
        part.b.low if part.b else 0.0
    )


def _possible(part: Part) -> float:
    return part.weight_a * (part.a.high if part.a else 0.0) - part.weight_b * (
        part.b.high if part.b else 0.0
    )


def _part(part: Part, proven: float, rubric: Rubric, wide: int) -> list[Piece]:
    weights = f"{part.weight_a * 100:.0f}%"
    if abs(part.weight_a - part.weight_b) > 1e-9:
        weights = f"{part.weight_a * 100:.0f}/{part.weight_b * 100:.0f}%"
    size = min(wide, round(abs(proven) / 2))
    return [
        (labelled(rubric.name_of(part.indicator), _DIFFERENCE), PLAIN),
        (f"{signed(proven):>8}", STRONG),
        (f"{signed(part.mid):>8}", PLAIN),
        (f"{signed(_possible(part)):>9}", PLAIN),
        ("  ", PLAIN),
        (fitted(span_of(part.a), 9), DIM),
        (fitted(span_of(part.b), 9), DIM),
        (f"{weights:>7}", DIM),
        ("  " if wide else "", PLAIN),
        ("+" * size if proven > 0 else "−" * size, BAR if proven > 0 else ACCENT),
    ]
