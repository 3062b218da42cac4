"""The side pane: one company at a glance. Lines for a page, made from a score."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rewatch.domain.basis import NOT_STATED
from rewatch.domain.values import day_of
from rewatch.scorecards.unmoved import OXIDES, elsewhere
from rewatch.scorecards.wording import stage_words, words
from rewatch.tui import describe
from rewatch.tui.text import cut, fitted, visible
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
    in_parts,
    paragraph,
    shortened,
    span_of,
)

if TYPE_CHECKING:
    from rewatch.domain.note import Note
    from rewatch.domain.rubric import Rubric
    from rewatch.scoring.results import CompanyScore, CriterionScore

GLYPH_STYLES = {describe.BUILT: GOOD, describe.PILOTED: BAR, describe.PLANNED: DIM}
DOT = " · "
_NEXT_FACTS = 3
_MEASURED_IN = {
    "resource": " in the resource",
    "reserve": " in the reserve",
    "product": " in the product",
    "sample": " in a sample",
    "unknown": f", {NOT_STATED}",
}
_REASON = 3  # lines that the reason of a criterion takes at most
_LADDER_WIDE = 40
_UNRECORDED = "no record here"
_MINERS = ("explorer", "developer", "producer")  # roles that one expects among ore companies


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
    lines += [[(line, DIM)] for line in in_parts(map(visible, identity(score)), width, DOT)]
    lines += paragraph(why_grouped(score), width, DIM) if why_grouped(score) else []
    if score.not_ranked:
        lines += paragraph(f"Not ranked: {score.not_ranked}", width, WARN)
    lines += [[], *sure] if sure else []
    said, cover = " of the weight has evidence", f"{score.coverage * 100:.0f} %"
    lines.append([("Cover ", STRONG), (cover, PLAIN), (cut(said, width - 6 - len(cover)), DIM)])
    for criterion in score.criteria:
        lines += _criterion(score, rubric, criterion, width)
    lines += _marks_said(score, width)
    lines += [[], *strip_lines(score, width), []]
    lines += _only_shown(ladder_lines(score, width))
    facts = next_facts(score, rubric, width, _NEXT_FACTS)
    lines += [[], [("Next best facts", STRONG)], *_only_shown(facts)]
    if note is not None:
        when = day_of(note.created).isoformat()
        lines += [[], [("Last note ", STRONG), (when, DIM)]]
        lines += paragraph(cut(note.headline, 200), width)
    return lines


def _only_shown(lines: Sequence[Line | list[Piece]]) -> list[list[Piece]]:
    """Lines without their keys: nothing is selected in a pane beside a list."""
    return [list(line.pieces) if isinstance(line, Line) else line for line in lines]


def identity(score: CompanyScore) -> list[str]:
    """Tickers, role, stage and country, as far as they are known."""
    company = score.company
    symbols = ", ".join(listing.symbol for listing in company.listings) or "unlisted"
    place = company.lead.country if company.lead else company.domicile
    stage = f"stage: {stage_words(score.stage)}" if score.stage else ""
    parts = [symbols, company.role, stage, place or ""]
    if company.status != "active":
        parts.append(f"{company.status} {company.on or ''}".strip())
    return [part for part in parts if part]


def why_grouped(score: CompanyScore) -> str:
    """Why a company is among those that its role does not name; "" where the two agree."""
    company = score.company
    if (score.group == "ore") == (company.role in _MINERS):
        return ""
    among = "ore companies" if score.group == "ore" else "processors"
    if company.group is not None:
        return f"Among {among}: its record says so."
    if company.lead is None or company.lead.feedstock == "unknown":
        return f"Among {among}: the method counts its role so."
    return f"Among {among}: its lead project's feedstock is {words(company.lead.feedstock)}."


def _criterion(
    score: CompanyScore, rubric: Rubric, item: CriterionScore, width: int
) -> list[list[Piece]]:
    name = [(fitted(item.name, 14), PLAIN), (fitted(span_of(item.value), 8), STRONG)]
    if item.value is None:
        return [[*name, ("does not apply", DIM)]]
    marks = _marks(item)
    room = max(6, width - 22 - (len(marks) + 1 if marks else 0))
    lines = [[*name, *bar(*item.value, room), (f" {marks}" if marks else "", WARN)]]
    telling = describe.telling(score, item.id)
    if telling is not None:
        held = describe.cited(score, telling)
        table = f" [{describe.COUNTRY_TABLE}]" if describe.of_country(telling) else ""
        source = f" [{describe.brief_source(score.company, held)}]" if held else table
        asked = rubric.indicator(telling.id)
        called = asked.name if asked else telling.id
        reason = f"{called}{',' if ':' in telling.label else ':'} {telling.label}"
        lines += shortened(reason, width, DIM, "  ", end=source, most=_REASON)
    return lines


def _marks(item: CriterionScore) -> str:
    """How many of its indicators rest on disputed records (≠) or on derived bounds (~)."""
    disputed = sum(1 for one in item.indicators if one.disputed)
    derived = sum(1 for one in item.indicators if one.state == "derived")
    marks = [f"≠{disputed}" if disputed else "", f"~{derived}" if derived else ""]
    return "".join(marks)


def _marks_said(score: CompanyScore, width: int) -> list[list[Piece]]:
    """What the marks behind the bars mean, those that stand there."""
    marks = "".join(_marks(item) for item in score.criteria if item.value is not None)
    said = {"≠": "≠ so many values in dispute", "~": "~ so many values derived by a rule"}
    parts = [words for mark, words in said.items() if mark in marks]
    return [[(line, DIM)] for line in in_parts(parts, width, DOT)]


def strip_lines(score: CompanyScore, width: int) -> list[list[Piece]]:
    """The element strip with its basis above it; one line says so where nothing is known."""
    if not score.atoms:
        other = elsewhere(score, OXIDES)
        none = "Elements: no distribution or share on record"
        return paragraph(f"{none}. {other}." if other else none, width, DIM)[: None if other else 1]
    basis = _MEASURED_IN.get(score.basis or "", "")
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


def ladder_lines(score: CompanyScore, width: int) -> list[Line | list[Piece]]:
    """The value-chain ladder, one step a line: glyph, step, by whom and where; keys as in `why`.

    A step without a record is said to be so: a mine that nobody wrote down may well run.
    """
    title: Piece = ("Value chain", STRONG)
    rungs = describe.ladder(score)
    if not any(rung.sites for rung in rungs):
        none = any(
            held.record.kind == "step"
            and held.record.step == "none"
            and held.use in ("chosen", "disputes")
            for held in score.records
        )
        said = "no step taken yet, a source says"
        if not none:
            said = "no step on record: unknown, which is not none"
        return [[title], *paragraph(said, width, DIM)]
    # One cell between them at the narrowest, so that the legend keeps to its line there.
    gap = "  " if width >= _LADDER_WIDE else " "
    legend = gap.join(("● built", "◐ building, pilot", "○ planned"))
    lines: list[Line | list[Piece]] = [[title], [(cut(legend, width), DIM)]]
    empty = [place for place, rung in enumerate(rungs) if not rung.sites]
    if empty:
        # Who reads of a plant and no mine before it asks which of the two is wrong.
        later = any(rung.glyph == describe.BUILT for rung in rungs[empty[0] :])
        though = ", though a later step is built" if later else ""
        lines += paragraph(f"· no record here{though}: it may still run", width, DIM)
    for rung in rungs:
        style = GLYPH_STYLES.get(rung.glyph, DIM)
        name = (fitted(rung.step, 20), PLAIN if rung.sites else DIM)
        sites = "; ".join(rung.places()) or _UNRECORDED
        where = (cut(sites, max(4, width - 22)), DIM)
        lines.append(Line(((f"{rung.glyph} ", style), name, where), f"s:{rung.id}"))
    return lines


def next_facts(
    score: CompanyScore, rubric: Rubric, width: int, most: int
) -> list[Line | list[Piece]]:
    """The indicators that leave most doubt in the total, and where such facts are published."""
    from rewatch.scoring.explain import missing_facts

    lines: list[Line | list[Piece]] = []
    for fact in missing_facts(score)[:most]:
        indicator = rubric.indicator(fact.indicator)
        name = rubric.name_of(fact.indicator)
        said: tuple[Piece, Piece] = (
            (fitted(f"{fact.width:.0f}", 3, right=True), ACCENT),
            (cut(f" points of doubt: {name}", width - 3), PLAIN),
        )
        lines.append(Line(said, f"f:{fact.indicator}"))
        if indicator is not None:
            lines += shortened(f"in: {indicator.published_in}", width, DIM, "    ")
    return lines or [[("nothing is open", DIM)]]
