"""What the other numbers of the tab "why" rest on: total, element strip, value chain, doubts.

Their lines have keys too: `t:` the total, `s:elements` the strip, `s:<step>` a rung of the value
chain, `f:<indicator>` a fact that is still open.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rewatch.domain.text import as_sentence
from rewatch.scorecards.records import record_words, source_words
from rewatch.scorecards.wording import STEPS
from rewatch.tui import describe
from rewatch.tui.keys import keyed
from rewatch.tui.text import cut, fitted
from rewatch.tui.widgets.paint import (
    ACCENT,
    DIM,
    PLAIN,
    STRONG,
    Piece,
    paragraph,
    shortened,
    span_of,
)

if TYPE_CHECKING:
    from rewatch.domain.company import Source
    from rewatch.domain.prices import Deck, DeckSource
    from rewatch.domain.rubric import Rubric
    from rewatch.scoring.results import CompanyScore, IndicatorScore

ELEMENTS = "elements"
_PRICED = ("magnet_value", "cost_margin")  # measures that read a price deck


@dataclass(frozen=True, slots=True)
class Tables:
    """What is read beside the records of a company.

    Attributes:
        countries: where the country table was read.
        deck: the prices scored with.
    """

    countries: DeckSource | None = None
    deck: Deck | None = None


NO_TABLES = Tables()


def table_behind(item: IndicatorScore, rubric: Rubric, tables: Tables) -> DeckSource | None:
    """The table that a value comes from or was priced with; None where it needs none."""
    if describe.of_country(item):
        return tables.countries
    asked = rubric.indicator(item.id)
    priced = asked is not None and asked.measure in _PRICED and bool(item.evidence)
    return tables.deck.source if priced and tables.deck is not None else None


def table_lines(
    item: IndicatorScore, rubric: Rubric, tables: Tables, width: int
) -> list[list[Piece]]:
    """The source of that table, as a record's source is told."""
    source = table_behind(item, rubric, tables)
    if source is None:
        return []
    name = ""
    if tables.deck is not None and source is tables.deck.source:
        name = f"Prices {tables.deck.name}: "
    grade = rubric.source_grades.get(source.type, "E")
    return cited(f"[{grade}] {name}{source_words(source)}", source, width)


def cited(said: str, source: Source | DeckSource | None, width: int) -> list[list[Piece]]:
    """A source in words, and as much of its address as says where it leads."""
    kind = f" ({source.type.replace('-', ' ')})" if source else ""
    lines = list(paragraph(f"{said}{kind}", width, DIM))
    if source is not None and source.url:
        lines += shortened(source.url, width, ACCENT)
    return lines


def records_behind(score: CompanyScore, what: str) -> tuple[str, ...]:
    """Ids of the records that the strip or a rung of the value chain is drawn from."""
    if what == ELEMENTS:
        return score.mix_evidence
    found = next((rung for rung in describe.ladder(score) if rung.id == what), None)
    return found.records if found is not None else ()


def total_detail(score: CompanyScore, width: int) -> list[list[Piece]]:
    """How the total is made of the criteria."""
    lines: list[list[Piece]] = [
        [(f"Total {score.total.low:.1f}–{score.total.high:.1f}", STRONG), (" is the sum of", PLAIN)]
    ]
    for item in score.criteria:
        if item.value is None:
            continue
        low, high = item.value.scaled(item.weight)
        share = f"{item.weight * 100:3.0f}% of {span_of(item.value)}"
        lines.append(
            [
                (fitted(item.name, 14), PLAIN),
                (fitted(share, 15), DIM),
                (cut(f"{low:.1f}–{high:.1f}", max(0, width - 29)), PLAIN),
            ]
        )
    return lines + paragraph(
        "Proven counts nothing for what is unknown, possible all of it. Cover: "
        f"{score.coverage * 100:.0f} % of the weight has evidence.",
        width,
        DIM,
    )


def drawn_detail(score: CompanyScore, what: str, width: int) -> list[list[Piece]]:
    """The records that the strip or a rung is drawn from, each with its source."""
    strip = what == ELEMENTS
    title = "Elements, % of TREO" if strip else as_sentence(STEPS.get(what, what)).rstrip(".")
    lines: list[list[Piece]] = [[(cut(title, width), STRONG)]]
    keys = records_behind(score, what)
    for key in keys:
        held = score.held(key)
        if held is None:
            continue
        source = describe.source_of(score.company, held)
        lines += [[], *paragraph(record_words(held.record), width)]
        lines += cited(f"[{describe.aged(held)}] {source_words(source)}", source, width)
    if not keys:
        lines += paragraph("Nobody wrote down anything of it here: it may still be.", width)
        lines += paragraph(keyed("{add_evidence} adds evidence."), width, DIM)
    return lines
