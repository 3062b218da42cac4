"""Parts of the comparison: cells with grade and age, elements on one scale, what does not compare.

Pure: scores in, lines of pieces out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len

from rewatch.domain.basis import NOT_STATED, of_basis
from rewatch.scorecards.records import record_words
from rewatch.tui import describe
from rewatch.tui.pages.grounds import records_behind
from rewatch.tui.text import cut, fitted
from rewatch.tui.widgets.paint import (
    BAR,
    DIM,
    HEAD,
    LIGHT,
    OPEN,
    PLAIN,
    SOLID,
    STRIP,
    STRONG,
    WARN,
    Piece,
    paragraph,
    span,
    span_of,
)

if TYPE_CHECKING:
    from rewatch.domain.rubric import Rubric
    from rewatch.domain.values import Interval
    from rewatch.scoring.results import CompanyScore, Held, IndicatorScore

_SHARE = 8
_LABELS = (20, 26)  # cells of the labels: in a narrow window, in a wide one
_ROOMY = 110
_TIGHT = 17  # cells of the labels where a company more is seen for it
_COLUMN = 15  # cells in which a value stands with its grade and the year it is of


@dataclass(frozen=True, slots=True)
class Shown:
    """Which companies of a comparison stand on the screen, and how wide.

    Attributes:
        first: number of the leftmost that is shown.
        last: number after the rightmost.
        label: cells of the labels on the left, a blank behind them included.
        wide: cells of a company's column.
    """

    first: int
    last: int
    label: int
    wide: int


def shown(total: int, width: int, chosen: int = 0) -> Shown:
    """The companies a width has room for, the chosen one among them.

    Args:
        total: how many are compared.
        width: cells of a line.
        chosen: number of the company that must be seen.
    """
    usual = _LABELS[width >= _ROOMY]
    label = usual if (width - usual) // _COLUMN >= total else _TIGHT
    if (width - label) // _COLUMN == (width - usual) // _COLUMN:
        label = usual
    count = max(1, min(total, (width - label) // _COLUMN))
    first = max(0, min(chosen - count // 2, total - count))
    return Shown(first, first + count, label, max(1, (width - label) // count))


def labelled(label: str, cells: int) -> str:
    """A label with a blank behind it."""
    return fitted(label, cells - 1) + " "


def value_cell(score: CompanyScore, item: IndicatorScore | None, room: int) -> Piece:
    """Value, grade and age of an indicator: `46–66 C≠ 2017-06`; ? unknown, – does not apply.

    Args:
        score: the company.
        item: its indicator; None where there is none.
        room: cells; where there are too few the month goes, then the year.
    """
    if item is None or item.value is None:
        return ("–", DIM)
    if item.state == "unknown":
        return (f"? {span_of(item.value)}", DIM)
    derived = "~" if item.state == "derived" else ""
    marks = f"{item.grade or ''}{'≠' if item.disputed else ''}"
    first, dated = [f"{derived}{span_of(item.value)}", marks], age(score, item)
    year = dated if dated.isalpha() else dated[:4]
    ways = [" ".join(filter(None, (*first, when))) for when in (dated, year, "")]
    return (_first_that_fits(room, *ways), PLAIN)


def whole_value(score: CompanyScore, item: IndicatorScore | None, width: int) -> list[Piece]:
    """What an indicator of one company rests on, as far as a line has room: its cell is narrower.

    Args:
        score: the company.
        item: its indicator; None where there is none.
        width: cells of the line.
    """
    if item is None:
        return []
    said = item.label if item.value is not None else f"does not apply ({item.reason.rstrip('.')})"
    return _whole(score, said, describe.cited(score, item), width)


def whole_drawn(score: CompanyScore, what: str, width: int) -> list[Piece]:
    """As `whole_value`, of the element strip or of a rung of the value chain.

    Args:
        score: the company.
        what: which of them, as `grounds` names it.
        width: cells of the line.
    """
    keys = records_behind(score, what)
    held = score.held(keys[0]) if keys else None
    rung = next((rung for rung in describe.ladder(score) if rung.id == what), None)
    if rung is not None and rung.sites:
        places = [place if n else f"{rung.glyph} {place}" for n, place in enumerate(rung.places())]
        return _whole(score, "; ".join(places), held, width)
    return _whole(score, record_words(held.record) if held else "nothing on record", held, width)


def _whole(score: CompanyScore, said: str, held: Held | None, width: int) -> list[Piece]:
    name = f"{score.name}: "
    source = f"  [{describe.brief_source(score.company, held)}]" if held is not None else ""
    room = max(0, width - cell_len(cut(name, width // 3)))
    kept = cut(said, max(room - cell_len(source), room // 2))
    return [
        (cut(name, width // 3), STRONG),
        (kept, PLAIN),
        (cut(source, max(0, room - cell_len(kept))), DIM),
    ]


def age(score: CompanyScore, item: IndicatorScore) -> str:
    """Year, and month where known, of the oldest record behind a value; or "undated"."""
    dates = [describe.dated(held)[:7] for key in item.evidence if (held := score.held(key))]
    if not dates:
        return ""
    return "undated" if "undated" in dates else min(dates)


def element_lines(scores: Sequence[CompanyScore], at: Shown) -> list[list[Piece]]:
    """The element strips as bars, on one scale for all companies, shown or not.

    Args:
        scores: all companies that are compared, left to right.
        at: which of them are shown.
    """
    tops = [score.atoms[name][1] for score in scores for name in STRIP if name in score.atoms]
    if not tops:
        return [[(cut("no distribution or share on record", at.label + at.wide), DIM)]]
    top, wide = scale_end(max(tops)), at.wide
    seen = scores[at.first : at.last]
    lines = []
    for name in STRIP:
        pieces: list[Piece] = [(labelled(name, at.label), DIM)]
        for score in seen:
            pieces += _share(score.atoms.get(name), top, wide - 2)
            pieces.append(("  ", PLAIN))
        lines.append(pieces)
    bases = [of_basis(s.basis) if s.basis else "" if s.atoms else "?" for s in seen]
    scale = _first_that_fits(at.label - 1, f"bars from 0 to {top:.0f}%", f"bars 0–{top:.0f}%")
    pieces = [(labelled(scale, at.label), DIM)]
    for basis in bases:
        said = _first_that_fits(wide - 2, basis, basis.removeprefix("of the "))
        pieces += [(fitted(said, wide - 2), DIM), ("  ", PLAIN)]
    return [*lines, pieces]


def _first_that_fits(cells: int, *ways: str) -> str:
    return next((way for way in ways if cell_len(way) <= cells), ways[-1])


def scale_end(highest: float) -> float:
    """Where a scale from 0 ends: the next 5 up to 20 %, the next 10 above, 100 at most."""
    step = 5 if highest <= 20 else 10
    return min(100.0, max(5.0, math.ceil(highest / step) * step))


def _share(value: Interval | None, top: float, room: int) -> list[Piece]:
    if value is None:
        return [(fitted("?", room), DIM)]
    low, high = value
    said = span(low, high) if high >= 10 else _small(low, high)
    bar = max(0, room - _SHARE)
    solid = round(low / top * bar)
    light = max(0, round(high / top * bar) - solid)
    return [
        (fitted(said, min(_SHARE, room)), PLAIN),
        (SOLID * solid, BAR),
        (OPEN * light, LIGHT),
        (" " * (bar - solid - light), PLAIN),
    ]


def _small(low: float, high: float) -> str:
    ends = (f"{low:.1f}", f"{high:.1f}")
    return ends[0] if ends[0] == ends[1] else "–".join(ends)


def incomparable_lines(
    scores: Sequence[CompanyScore], rubric: Rubric, width: int
) -> list[list[Piece]]:
    """What cannot be compared, and why; says so where everything can."""
    reasons = [*_groups(scores), *_bases(scores), *_absent(scores, rubric)]
    lines: list[list[Piece]] = [[("What cannot be compared, and why", HEAD)]]
    if not reasons:
        return [*lines, [(cut("Nothing: all stand on values of the same kind.", width), DIM)]]
    for reason, style in reasons:
        folded = paragraph(reason, width - 2, style)
        lines += [[("· " if not n else "  ", DIM), *line] for n, line in enumerate(folded)]
    return lines


def _groups(scores: Sequence[CompanyScore]) -> list[tuple[str, str]]:
    if len({score.group for score in scores}) < 2:
        return []
    said = "Ore companies and processors are scored on different criteria: their totals do not "
    return [(f"{said}compare, their indicators do.", WARN)]


def _bases(scores: Sequence[CompanyScore]) -> list[tuple[str, str]]:
    found = {score.name: score.basis for score in scores if score.basis}
    if len(set(found.values())) < 2:
        return []
    each = "; ".join(f"{name} {_of(basis)}" for name, basis in found.items())
    return [(f"Element shares stand on different bases: {each}.", WARN)]


def _of(basis: str) -> str:
    return f"({NOT_STATED})" if of_basis(basis) == NOT_STATED else of_basis(basis)


def _absent(scores: Sequence[CompanyScore], rubric: Rubric) -> list[tuple[str, str]]:
    """By company: the indicators that do not apply with the reason, and those not known."""
    said: list[tuple[str, str]] = []
    named = {one.id: one.name for criterion in rubric.criteria for one in criterion.indicators}
    for score in scores:
        why: dict[str, list[str]] = {}
        unknown = []
        for item in score.indicators():
            if item.value is None:
                why.setdefault(item.reason.rstrip("."), []).append(named.get(item.id, item.id))
            elif item.state == "unknown":
                unknown.append(f"{named.get(item.id, item.id)} {span_of(item.value)}")
        for reason, names in why.items():
            text = f"{score.name}, – does not apply: {', '.join(names)} ({reason})."
            said.append((text, PLAIN))
        if unknown:
            text = f"{score.name}, ? unknown, anything within: {', '.join(unknown)}."
            said.append((text, PLAIN))
    return said
