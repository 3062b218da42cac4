"""The side pane: one company at a glance. Lines for a page, made from a score."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rewatch.tui import describe
from rewatch.tui.text import cut, fitted
from rewatch.tui.widgets.lines import Line
from rewatch.tui.widgets.paint import (
    ACCENT,
    BAR,
    DIM,
    GOOD,
    PLAIN,
    STRONG,
    WARN,
    Piece,
    bar,
    element_strip,
    paragraph,
    span_of,
)

if TYPE_CHECKING:
    from rewatch.domain.note import Note
    from rewatch.domain.rubric import Rubric
    from rewatch.scoring.results import CompanyScore, CriterionScore

GLYPH_STYLES = {describe.BUILT: GOOD, describe.PILOTED: BAR, describe.PLANNED: DIM}
_NEXT_FACTS = 3


def company_lines(
    score: CompanyScore,
    rubric: Rubric,
    note: Note | None,
    width: int,
    sure: Sequence[list[Piece]] = (),
) -> list[Line | list[Piece]]:
    """The selected company: bars with a cited reason each, strip, ladder, what to find out next.

    Args:
        score: of the company.
        rubric: it was scored with.
        note: the last one about it.
        width: cells of a line.
        sure: how sure its place is.
    """
    lines: list[Line | list[Piece]] = [[(cut(score.name, width), STRONG)]]
    lines.append([(cut(identity(score), width), DIM)])
    if score.not_ranked:
        lines += paragraph(f"Not ranked: {score.not_ranked}", width, WARN)
    lines += [[], *sure] if sure else []
    lines.append([])
    for criterion in score.criteria:
        lines += _criterion(score, criterion, width)
    lines += [[], *strip_lines(score, width), []]
    lines += ladder_lines(score, width)
    lines += [[], [("Next best facts", STRONG)], *next_facts(score, rubric, width, _NEXT_FACTS)]
    if note is not None:
        when = note.created.isoformat()[:10]
        lines += [[], [("Last note ", STRONG), (when, DIM)]]
        lines += paragraph(cut(note.headline, 200), width)
    return lines


def identity(score: CompanyScore) -> str:
    """Tickers, role and stage in one line."""
    company = score.company
    symbols = " ".join(listing.symbol for listing in company.listings) or "unlisted"
    place = company.lead.country if company.lead else company.domicile
    parts = [symbols, company.role, f"stage {score.stage}" if score.stage else "", place or ""]
    if company.status != "active":
        parts.append(f"{company.status} {company.on or ''}".strip())
    return " · ".join(part for part in parts if part)


def _criterion(score: CompanyScore, item: CriterionScore, width: int) -> list[list[Piece]]:
    name = [(fitted(item.name, 14), PLAIN), (fitted(span_of(item.value), 8), STRONG)]
    if item.value is None:
        return [[*name, ("does not apply", DIM)]]
    marks = _marks(item)
    room = max(6, width - 22 - (len(marks) + 1 if marks else 0))
    lines = [[*name, *bar(*item.value, room), (f" {marks}" if marks else "", WARN)]]
    telling = describe.telling(score, item.id)
    if telling is not None:
        held = describe.cited(score, telling)
        source = f" [{describe.brief_source(score.company, held)}]" if held else ""
        lines += paragraph(f"{telling.label}{source}", width, DIM, "  ")[:2]
    return lines


def _marks(item: CriterionScore) -> str:
    """How many of its indicators rest on disputed records (≠) or on derived bounds (~)."""
    disputed = sum(1 for one in item.indicators if one.disputed)
    derived = sum(1 for one in item.indicators if one.state == "derived")
    marks = [f"≠{disputed}" if disputed else "", f"~{derived}" if derived else ""]
    return "".join(marks)


def strip_lines(score: CompanyScore, width: int) -> list[list[Piece]]:
    """The element strip with its basis; says so where nothing is known."""
    if not score.atoms:
        return paragraph("Elements: no distribution or share on record", width, DIM)
    basis = f" ({score.basis})" if score.basis else ""
    lines: list[list[Piece]] = [[("Elements", STRONG), (f" % of TREO{basis}", DIM)]]
    line: list[Piece] = []
    used = 0
    for cell in element_strip(score.atoms):
        size = sum(len(text) for text, _ in cell)
        if line and used + size > width:
            lines.append(line)
            line, used = [], 0
        line += cell
        used += size
    return [*lines, line]


def ladder_lines(score: CompanyScore, width: int) -> list[list[Piece]]:
    """The value-chain ladder, one step a line: glyph, step, by whom and where."""
    lines: list[list[Piece]] = [[("Value chain", STRONG)]]
    for rung in describe.ladder(score):
        style = GLYPH_STYLES.get(rung.glyph, DIM)
        name = (fitted(rung.step, 20), PLAIN if rung.sites else DIM)
        sites = "; ".join(place for _, place in rung.sites)
        lines.append([(f"{rung.glyph} ", style), name, (cut(sites, max(4, width - 22)), DIM)])
    return [*lines, *paragraph("● built  ◐ building, piloted  ○ planned", width, DIM)]


def next_facts(score: CompanyScore, rubric: Rubric, width: int, most: int) -> list[list[Piece]]:
    """The indicators that leave most doubt in the total, and where such facts are published."""
    from rewatch.scoring.explain import missing_facts

    lines: list[list[Piece]] = []
    for fact in missing_facts(score)[:most]:
        indicator = rubric.indicator(fact.indicator)
        name = indicator.name if indicator else fact.indicator
        lines.append(
            [
                (fitted(f"{fact.width:.0f}", 3, right=True), ACCENT),
                (cut(f" points of doubt: {name}", width - 3), PLAIN),
            ]
        )
        if indicator is not None:
            lines += paragraph(f"in: {indicator.published_in}", width, DIM, "    ")[:2]
    return lines or [[("nothing is open", DIM)]]
