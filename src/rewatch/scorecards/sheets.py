"""A document as an XLSX workbook with live formulas for the weighted sums. Needs the extra `xlsx`.

Changing a weight on the sheet Method changes every score. Only the formulas written here are
formulas: all text is written as text, whatever it begins with.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from rewatch.domain.errors import MissingExtra
from rewatch.domain.rubric import Criterion, Rubric
from rewatch.domain.values import Interval
from rewatch.scorecards.book import Book
from rewatch.scorecards.data import Cards, Numbers
from rewatch.scorecards.document import ADVICE, Source
from rewatch.scorecards.figures import as_said
from rewatch.scorecards.plain import visible
from rewatch.scorecards.rules import rules_behind
from rewatch.scorecards.scorecard import Scorecard
from rewatch.scorecards.wording import state_words, words
from rewatch.scoring.results import CriterionScore, Held, IndicatorScore

_NAMED = frozenset({"id", "kind", "source", "project", "as_of", "recorded", "grade", "why", "note"})
_ENDS = frozenset({"status", "promised"})  # fields that may reach from one value to another


def render(document: Cards) -> bytes:
    """The workbook.

    Raises:
        MissingExtra: XlsxWriter is not installed; the sentence names the command.
    """
    try:
        import xlsxwriter
    except ImportError:
        raise MissingExtra(
            "a workbook needs the extra xlsx: install it with  pip install 'rewatch[xlsx]'"
        ) from None
    buffer = io.BytesIO()
    as_text = ("strings_to_formulas", "strings_to_urls", "strings_to_numbers")
    options = {"in_memory": True, **dict.fromkeys(as_text, False)}
    workbook = xlsxwriter.Workbook(buffer, options)
    cards = document.cards
    printed = cards[0].printed
    workbook.set_properties(
        {
            "title": "rewatch scorecards",
            "comments": ADVICE,
            "created": datetime(printed.year, printed.month, printed.day),  # noqa: DTZ001
        }
    )
    wrap = {"text_wrap": True, "valign": "top"}
    # Text may stand in the next column. Not every program indents a number with a format of its
    # own, so that two of the formats end with a space as wide as a bracket.
    number = {"align": "right", "indent": 1, "valign": "top"}
    book = Book(
        workbook,
        workbook.add_format({"bold": True, "bottom": 1, "bg_color": "#EEF3F7", **wrap}),
        workbook.add_format(wrap),
        workbook.add_format(number),
        workbook.add_format({"num_format": "0.0_)", **number}),
        workbook.add_format({"num_format": "0.0%_)", **number}),
        workbook.add_format({"num_format": "0.0##", **number}),
        workbook.add_format({"bg_color": "#FFF8DC", "border": 1, "valign": "top"}),
        {},
        {},
    )
    _place_weights(book, cards[0].basis.rubric)
    starts = _scores(book, cards)
    _indicators(book, cards, starts)
    _evidence(book, cards)
    _sources(book, cards)
    _method(book, cards[0])
    book.finish()
    workbook.close()
    return buffer.getvalue()


# Rows of the sheet Method at which the weights begin, counted from 0.
_WEIGHTS_FROM = 2


def _place_weights(book: Book, rubric: Rubric) -> None:
    """Fixes where each weight will stand, before anything refers to it."""
    row = _WEIGHTS_FROM
    for criterion in rubric.criteria:
        book.criterion_cell[criterion.id] = f"Method!$C${row + 1}"
        row += 1
    row += 2
    for criterion in rubric.criteria:
        for indicator in criterion.indicators:
            book.indicator_cell[indicator.id] = f"Method!$C${row + 1}"
            row += 1


_RESULTS = ("Total proven", "Total middle", "Total possible", "Coverage", "Printed proven",
            "Printed possible", "Hash", "Not ranked because")  # fmt: skip


def _scores(book: Book, cards: Sequence[Scorecard]) -> list[int]:
    """The sheet Scores: totals as sums of weight times criterion, both as formulas.

    Returns:
        For each card the row of the sheet Indicators, counted from 0, at which its block begins.
    """
    criteria = cards[0].basis.rubric.criteria
    head = ["Company", "Group", "Rank as printed"]
    for criterion in criteria:
        head += [f"{criterion.name} weight", f"{criterion.name} proven",
                 f"{criterion.name} possible"]  # fmt: skip
    head += _RESULTS
    widths = [24.0, 10, 9, *([11.5] * (3 * len(criteria))), *([9.0] * 6), 14, 24]
    sheet = book.sheet("Scores", widths, head)
    starts, start = [], 1
    for position, card in enumerate(cards):
        starts.append(start)
        _score_row(book, sheet, position + 1, card, start)
        start += sum(len(item.indicators) for item in criteria)
    return starts


def _column(number: int) -> str:
    """The letters of a column counted from 0."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _score_row(book: Book, sheet: Any, row: int, card: Scorecard, start: int) -> None:
    score = card.basis.score
    book.put(sheet, row, 0, score.name)
    book.put(sheet, row, 1, "deposit" if score.group == "ore" else "processor")
    if card.basis.row.rank is None:
        book.put(sheet, row, 2, "not ranked")
    else:
        sheet.write_number(row, 2, card.basis.row.rank, book.whole)
    blocks: list[tuple[CriterionScore, int, int]] = []
    first = start
    for criterion in score.criteria:
        blocks.append((criterion, first, first + len(criterion.indicators) - 1))
        first += len(criterion.indicators)
    # A criterion of which nothing applies gives its weight to the others.
    terms = {
        criterion.id: f"IF(SUM(Indicators!$E${a + 1}:$E${b + 1})>0,"
        f"{book.criterion_cell[criterion.id]},0)"
        for criterion, a, b in blocks
    }
    together = "+".join(terms.values())
    low_sum, high_sum = [], []
    for n, (criterion, a, b) in enumerate(blocks):
        column = 3 + 3 * n
        weight, low, high = (f"{_column(column + k)}{row + 1}" for k in range(3))
        sheet.write_formula(
            row, column, f"={terms[criterion.id]}/({together})", book.share, criterion.weight
        )
        value = criterion.value or Interval(0.0, 0.0)
        for k, (letter, end) in enumerate((("G", value.low), ("I", value.high)), start=1):
            spread = (
                f"Indicators!$F${a + 1}:$F${b + 1},Indicators!${letter}${a + 1}:${letter}${b + 1}"
            )
            sheet.write_formula(row, column + k, f"=SUMPRODUCT({spread})", book.points, end)
        low_sum.append(f"{weight}*{low}")
        high_sum.append(f"{weight}*{high}")
    at = 3 + 3 * len(blocks)
    low_cell, high_cell = f"{_column(at)}{row + 1}", f"{_column(at + 2)}{row + 1}"
    total = score.total
    sheet.write_formula(row, at, f"={'+'.join(low_sum)}", book.points, total.low)
    sheet.write_formula(row, at + 1, f"=({low_cell}+{high_cell})/2", book.points, total.mid)
    sheet.write_formula(row, at + 2, f"={'+'.join(high_sum)}", book.points, total.high)
    covered = "+".join(
        f"{_column(3 + 3 * n)}{row + 1}*SUMPRODUCT(Indicators!$F${a + 1}:$F${b + 1},"
        f"Indicators!$J${a + 1}:$J${b + 1})"
        for n, (_, a, b) in enumerate(blocks)
    )
    sheet.write_formula(row, at + 3, f"={covered}", book.share, score.coverage)
    sheet.write_number(row, at + 4, total.low, book.points)
    sheet.write_number(row, at + 5, total.high, book.points)
    book.put(sheet, row, at + 6, card.digest)
    book.put(sheet, row, at + 7, score.not_ranked or "")


def _indicators(book: Book, cards: Sequence[Scorecard], starts: list[int]) -> None:
    head = ("Company", "Criterion", "Indicator", "Weight in the method", "Applies (1 or 0)",
            "Weight in its criterion", "Proven value", "Middle value", "Possible value",
            "Counts as evidence", "State and grade", "Measured low", "Measured high", "Unit",
            "Sources", "Found", "Why", "Rule that chose")  # fmt: skip
    widths = (19.0, 12, 21, 8, 8, 9, 8, 8, 8.5, 9, 16, 9, 9, 11, 8, 32, 90, 120)
    sheet = book.sheet("Indicators", widths, head, printed=16)
    for card, start in zip(cards, starts, strict=True):
        row = start
        numbers = Numbers(card)
        for criterion in card.basis.score.criteria:
            first, last = row + 1, row + len(criterion.indicators)
            for item in criterion.indicators:
                _indicator_row(book, sheet, row, card, criterion, item, (first, last))
                book.put(sheet, row, 14, ", ".join(map(str, numbers.behind(item))))
                row += 1
    sheet.autofilter(0, 0, max(1, row - 1), len(head) - 1)


def _indicator_row(
    book: Book,
    sheet: Any,
    row: int,
    card: Scorecard,
    criterion: CriterionScore,
    item: IndicatorScore,
    block: tuple[int, int],
) -> None:
    rubric, score = card.basis.rubric, card.basis.score
    named = rubric.indicator(item.id)
    first, last = block
    line = row + 1
    book.put(sheet, row, 0, score.name)
    book.put(sheet, row, 1, criterion.name)
    book.put(sheet, row, 2, named.name if named else item.id)
    raw = named.weight if named else 0.0
    sheet.write_formula(row, 3, f"={book.indicator_cell[item.id]}", book.whole, raw)
    sheet.write_number(row, 4, 0 if item.value is None else 1, book.whole)
    share = f"=IF(E{line}=1,D{line}/SUMPRODUCT(D${first}:D${last},E${first}:E${last}),0)"
    sheet.write_formula(row, 5, share, book.share, item.weight)
    value = item.value or Interval(0.0, 0.0)
    sheet.write_number(row, 6, value.low, book.points)
    sheet.write_formula(row, 7, f"=(G{line}+I{line})/2", book.points, value.mid)
    sheet.write_number(row, 8, value.high, book.points)
    sheet.write_number(row, 9, item.credit, book.points)
    book.put(sheet, row, 10, state_words(item))
    if item.native is not None:
        sheet.write_number(row, 11, item.native.low, book.measure)
        sheet.write_number(row, 12, item.native.high, book.measure)
    book.put(sheet, row, 13, item.unit)
    book.put(sheet, row, 15, item.label)
    book.put(sheet, row, 16, item.reason)
    rules = "; ".join(rule.said for rule in rules_behind(score, item, rubric))
    book.put(sheet, row, 17, rules)


def _number(card: Scorecard, held: Held) -> int | None:
    key = visible(f"{card.company.id}/{held.record.source}")
    return next((row.number for row in card.sources if key in row.keys), None)


def _evidence(book: Book, cards: Sequence[Scorecard]) -> None:
    head = ("Company", "Record", "Kind", "Project", "As of", "Recorded", "Grade", ("Grade before "
            "ageing"), "Use", "Source", "Title of the source", "Says", "Note")  # fmt: skip
    widths = (22.0, 28, 13, 14, 11, 11, 7, 8, 11, 8, 30, 52, 50)
    sheet = book.sheet("Evidence", widths, head, printed=12)
    row = 1
    for card in cards:
        numbers = Numbers(card)
        for held in card.basis.score.records:
            record = held.record
            number = _number(card, held)
            cells = (
                card.company.name,
                held.id,
                words(record.kind),
                record.project or "",
                str(record.as_of or "undated"),
                record.recorded_on.isoformat(),
                held.grade,
                held.base_grade,
                held.use,
                str(number) if number else "",
                numbers.title(held),
                _says(record),
                record.note or "",
            )
            for column, text in enumerate(cells):
                book.put(sheet, row, column, text)
            row += 1
    sheet.autofilter(0, 0, max(1, row - 1), len(head) - 1)


def _says(record: Any) -> str:
    """A record's own fields, by the names its file has for them."""
    data = record.model_dump(by_alias=True, exclude_none=True, exclude_defaults=True)
    return "; ".join(
        f"{key.replace('_', ' ')} {as_said(value, ends=key in _ENDS)}"
        for key, value in data.items()
        if key not in _NAMED
    )


def _sources(book: Book, cards: Sequence[Scorecard]) -> None:
    head = ("Number", "Card of", "Grade", "By age", "Type", "Title", "Publisher", "Date", "Address")
    sheet = book.sheet("Sources", (8.0, 22, 7, 7, 14, 44, 20, 11, 52), head)
    row = 1
    for card in cards:
        for source in card.sources:
            _source_row(book, sheet, row, card.company.name, source)
            row += 1
    sheet.autofilter(0, 0, max(1, row - 1), len(head) - 1)


def _source_row(book: Book, sheet: Any, row: int, name: str, source: Source) -> None:
    sheet.write_number(row, 0, source.number, book.whole)
    cells = (name, source.grade, source.aged, words(source.type), source.title, source.publisher,
             source.date or "undated", source.url or "no address")  # fmt: skip
    for column, text in enumerate(cells, start=1):
        book.put(sheet, row, column, text)


def _method(book: Book, card: Scorecard) -> None:
    rubric, ranking = card.basis.rubric, card.basis.ranking
    sheet = book.sheet("Method", (24.0, 28, 12, 90), ("Method", "Name", "Weight", "Means"))
    book.put(sheet, 1, 0, "Criteria: change a weight in the coloured cells and the scores follow")
    row = _WEIGHTS_FROM
    for criterion in rubric.criteria:
        book.put(sheet, row, 0, criterion.id)
        book.put(sheet, row, 1, criterion.name)
        sheet.write_number(row, 2, ranking.weights.get(criterion.id, 0.0), book.edit)
        book.put(sheet, row, 3, criterion.question)
        row += 1
    book.put(sheet, row + 1, 0, "Indicators: weights within their criterion")
    row += 2
    for criterion in rubric.criteria:
        row = _method_indicators(book, sheet, row, criterion)
    deck = card.basis.deck
    facts = (
        ("method", ranking.method_version),
        ("profile", ranking.profile),
        ("as of", ranking.as_of.isoformat()),
        ("price deck", f"{deck.id}: {deck.name}, {deck.market}" if deck else "none"),
        ("printed", card.printed.isoformat()),
        ("how", ("total = sum of criterion weight x criterion; criterion = sum of indicator weight "
                "x value; what does not apply gives its weight to the rest of its level; unknown "
                "is an interval, never zero")),
        ("for", ADVICE),
    )  # fmt: skip
    row += 1
    for key, text in facts:
        book.put(sheet, row, 0, key)
        book.put(sheet, row, 3, text)
        row += 1


def _method_indicators(book: Book, sheet: Any, row: int, criterion: Criterion) -> int:
    for indicator in criterion.indicators:
        book.put(sheet, row, 0, indicator.id)
        book.put(sheet, row, 1, indicator.name)
        sheet.write_number(row, 2, indicator.weight, book.edit)
        scale = (
            "; ".join(f"{x:g} gives {value:g}" for x, value in indicator.points)
            if indicator.points
            else "; ".join(f"{name} {value:g}" for name, value in indicator.levels.items())
        )
        book.put(sheet, row, 3, f"{indicator.question} ({indicator.unit}: {scale})")
        row += 1
    return row
