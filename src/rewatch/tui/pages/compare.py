"""Two pages: companies side by side, and why one stands above another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rewatch.tui import describe
from rewatch.tui.pages.side_by_side import (
    LABEL,
    element_lines,
    incomparable_lines,
    value_cell,
)
from rewatch.tui.text import cut, fitted
from rewatch.tui.widgets.lines import Line
from rewatch.tui.widgets.paint import (
    ACCENT,
    BAR,
    DIM,
    HEAD,
    PLAIN,
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
    from rewatch.scoring.results import CompanyScore

Lines = list[Line | list[Piece]]


def compare_lines(scores: Sequence[CompanyScore], rubric: Rubric, width: int) -> Lines:
    """Companies in columns; totals, criteria, then the indicators that differ most first."""
    wide = max(10, (width - LABEL) // len(scores))
    lines: Lines = []
    if len({score.group for score in scores}) > 1:
        lines += paragraph("Totals of different groups do not compare: see below.", width, WARN)
    lines.append(_bars("proven–possible", [score.total for score in scores], wide))
    lines.append(_row("cover", [(f"{s.coverage * 100:.0f}%", PLAIN) for s in scores], wide))
    lines.append(_row("stage", [(s.stage or "?", PLAIN) for s in scores], wide))
    lines.append([])
    for criterion in rubric.criteria:
        values = [found.value if (found := s.criterion(criterion.id)) else None for s in scores]
        lines.append(_bars(criterion.name, values, wide))
    lines += [[], _heading("Indicators, those that differ most first", "grade, oldest", width)]
    for key in _by_spread(scores, rubric):
        items = [score.indicator(key) for score in scores]
        indicator = rubric.indicator(key)
        name = indicator.name if indicator else key
        cells = [value_cell(score, item) for score, item in zip(scores, items, strict=True)]
        lines.append(Line(tuple(_row(name, cells, wide)), f"i:{key}"))
        labels = [(item.label if item and item.value is not None else "", DIM) for item in items]
        lines.append(_row("", labels, wide))
    lines += [[], _heading("Elements", "% of TREO", width)]
    lines += element_lines(scores, wide)
    lines += [[], _heading("Value chain", "● built  ◐ building, piloted  ○ planned", width)]
    ladders = [describe.ladder(score) for score in scores]
    for place, rung in enumerate(ladders[0]):
        cells = [(_rung(ladder[place]), PLAIN) for ladder in ladders]
        lines.append(_row(rung.step, cells, wide))
    return [*lines, [], *incomparable_lines(scores, rubric, width)]


def compare_head(scores: Sequence[CompanyScore], width: int) -> list[Piece]:
    """The names over their columns."""
    wide = max(10, (width - LABEL) // len(scores))
    return _row("", [(score.name, STRONG) for score in scores], wide)


def _heading(title: str, hint: str, width: int) -> list[Piece]:
    return [(cut(title, width), HEAD), (cut(f"  {hint}", max(0, width - len(title))), DIM)]


def _row(label: str, cells: Sequence[Piece], wide: int, style: str = DIM) -> list[Piece]:
    pieces: list[Piece] = [(fitted(label, LABEL), style if label else PLAIN)]
    for text, look in cells:
        pieces += [(fitted(text, wide - 2), look), ("  ", PLAIN)]
    return pieces


def _bars(label: str, values: Sequence[Interval | None], wide: int) -> list[Piece]:
    pieces: list[Piece] = [(fitted(label, LABEL), STRONG)]
    for value in values:
        pieces.append((fitted(span_of(value), 8), PLAIN))
        room = max(0, wide - 10)
        pieces += [(" " * room, PLAIN)] if value is None else bar(*value, room)
        pieces.append(("  ", PLAIN))
    return pieces


def _rung(rung: describe.Rung) -> str:
    return f"{rung.glyph} {rung.sites[0][1]}" if rung.sites else rung.glyph


def _by_spread(scores: Sequence[CompanyScore], rubric: Rubric) -> list[str]:
    """Indicators by how far apart the companies' midpoints lie, the furthest first."""

    def spread(key: str) -> float:
        items = [score.indicator(key) for score in scores]
        mids = [item.value.mid for item in items if item is not None and item.value is not None]
        return max(mids) - min(mids) if len(mids) > 1 else -1.0

    keys = [item.id for criterion in rubric.criteria for item in criterion.indicators]
    return sorted(keys, key=lambda key: -spread(key))


# why one above the other --------------------------------------------------------


def difference_lines(
    above: CompanyScore, below: CompanyScore, found: Difference, rubric: Rubric, width: int
) -> Lines:
    """The parts of the difference, the largest first, and their sum."""
    lines: Lines = [
        [
            (cut(above.name, width // 2 - 4), STRONG),
            ("  above  ", DIM),
            (cut(below.name, width // 2 - 6), STRONG),
        ]
    ]
    if found.across_groups:
        lines += paragraph(
            "They belong to different groups, so their totals run over different criteria.",
            width,
            WARN,
        )
    wide = max(4, min(24, (width - 62) // 2))
    head = (
        f"{'indicator':<24}{'proven':>8}{'middle':>8}{'possible':>9}   "
        f"{'this one':<10}{'the other':<10}{'weight':>7}"
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
    lines += [[], [(f"{'together':<24}{sums[0]:>+8.1f}{sums[1]:>+8.1f}{sums[2]:>+9.1f}", STRONG)]]
    lines += [
        [],
        *paragraph(
            "Proven compares what both have proven, possible what both could reach, middle the "
            "midpoints. Each column adds up. The order of the table is by proven.",
            width,
            DIM,
        ),
        *paragraph(
            f"Whatever is still open, the difference lies between {found.low:+.1f} and "
            f"{found.high:+.1f}.",
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
    indicator = rubric.indicator(part.indicator)
    weights = f"{part.weight_a * 100:.0f}%"
    if abs(part.weight_a - part.weight_b) > 1e-9:
        weights = f"{part.weight_a * 100:.0f}/{part.weight_b * 100:.0f}%"
    size = min(wide, round(abs(proven) / 2))
    return [
        (fitted(indicator.name if indicator else part.indicator, 24), PLAIN),
        (f"{proven:>+8.1f}", STRONG),
        (f"{part.mid:>+8.1f}", PLAIN),
        (f"{_possible(part):>+9.1f}", PLAIN),
        ("   ", PLAIN),
        (fitted(span_of(part.a), 10), DIM),
        (fitted(span_of(part.b), 10), DIM),
        (f"{weights:>7}", DIM),
        ("  ", PLAIN),
        ("+" * size if proven > 0 else "−" * size, BAR if proven > 0 else ACCENT),
    ]
