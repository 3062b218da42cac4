"""The tab "why": criterion, indicator, evidence; and what the pane says of the line selected.

A line's key names what it stands for: `c:` a criterion, `i:` an indicator, `e:` a record; an open
indicator shows its records as `e:<record>@<indicator>`. The others have keys as in `grounds`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from rewatch.domain.text import as_sentence
from rewatch.scorecards.records import record_words, source_words
from rewatch.scorecards.rules import DISPUTE_RULE, choice_rule, rules_behind
from rewatch.scorecards.unmoved import for_what, of_another
from rewatch.scorecards.wording import STATES, words
from rewatch.tui import describe
from rewatch.tui.keys import keyed
from rewatch.tui.pages.grounds import (
    ELEMENTS,
    NO_TABLES,
    Tables,
    cited,
    drawn_detail,
    records_behind,
    table_behind,
    table_lines,
    total_detail,
)
from rewatch.tui.pages.pane import ladder_lines, next_facts, strip_lines
from rewatch.tui.text import cut, fitted
from rewatch.tui.widgets.lines import Line
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
    paragraph,
    span_of,
)

if TYPE_CHECKING:
    from rewatch.domain.company import Source
    from rewatch.domain.rubric import Rubric
    from rewatch.scoring.results import CompanyScore, Held, IndicatorScore

Lines = list[Line | list[Piece]]
_NAME, _SPAN = 24, 7
_MARKS = 2
# Column by column, what stands behind the names; seen before the first mark is met.
_HEADING = "points of 100, weight, grade; ○ record overridden, ≠ in dispute, ~ derived"


_OF_TABLES = "A country table is no evidence on the company itself: it scores, but is not cover."
MISSING_HINT = (
    "{add_evidence} adds a fact with its source; {write_note} writes a note of what to look for."
)


def why_lines(
    score: CompanyScore,
    rubric: Rubric,
    opened: Collection[str],
    width: int,
    sure: Sequence[list[Piece]] = (),
) -> Lines:
    """The tree from the total to the records, which are shown of the indicators `opened`.

    Args:
        score: of the company.
        rubric: it was scored with.
        opened: ids of indicators.
        width: cells of a line.
        sure: how sure its place is.
    """
    wide = 20 if width >= 100 else 7 if width >= 66 else 0
    total: list[Piece] = [
        (fitted("proven–possible", _NAME + 2), STRONG),
        (fitted(span_of(score.total), _SPAN), STRONG),
        *bar(*score.total, wide),
        (f"  cover {score.coverage * 100:.0f}%", DIM),
    ]
    lines: Lines = [Line(tuple(total), "t:")]
    if score.not_ranked:
        lines += paragraph(f"Not ranked: {score.not_ranked}", width, WARN)
    lines += sure
    lines.append([(cut(_HEADING, width), DIM)])
    for number, criterion in enumerate(score.criteria):
        name = criterion.name
        pieces: list[Piece] = [
            (fitted(name, _NAME + 2), STRONG),
            (fitted(span_of(criterion.value), _SPAN), STRONG),
        ]
        if criterion.value is None:
            pieces.append(("does not apply to this group", DIM))
        else:
            pieces += [*bar(*criterion.value, wide), (f" {criterion.weight * 100:3.0f}%", ACCENT)]
            pieces.append((f"  cover {criterion.coverage * 100:.0f}%", DIM))
        lines += [[]] if number else []
        lines.append(Line(tuple(pieces), f"c:{criterion.id}"))
        for item in criterion.indicators:
            lines.append(_indicator(score, rubric, item, item.id in opened, wide, width))
            if item.id in opened:
                lines += _records(score, item, width)
    title, *strip = strip_lines(score, width)
    lines += [[], title, *(Line(tuple(line), f"s:{ELEMENTS}") for line in strip)]
    lines += [[], *ladder_lines(score, width)]
    lines += [[], [("Next best facts", STRONG)], *next_facts(score, rubric, width, 5)]
    return lines


def _indicator(
    score: CompanyScore, rubric: Rubric, item: IndicatorScore, opened: bool, wide: int, width: int
) -> Line:
    backed = item.evidence or item.overridden
    mark = ("▾" if opened else "▸") if backed else " "
    name = rubric.name_of(item.id)
    pieces: list[Piece] = [(f"{mark} ", ACCENT), (fitted(name, _NAME), PLAIN)]
    if item.value is None:
        pieces += [(fitted("–", _SPAN), DIM), (cut(item.reason, width - _NAME - 12), DIM)]
        return Line(tuple(pieces), f"i:{item.id}")
    share = score.global_weight(item) * 100
    passed = "○" if item.overridden else ""
    doubt = "≠" if item.disputed else "~" if item.state == "derived" else ""
    pieces += [
        (fitted(span_of(item.value), _SPAN), PLAIN),
        *bar(*item.value, wide),
        (f" {share:3.0f}%", DIM),
        (f" {item.grade or '?' if item.state == 'unknown' else item.grade or ' '}", STRONG),
        (doubt, WARN),
        (passed.ljust(_MARKS - len(doubt)), DIM),
    ]
    room = width - _NAME - _SPAN - wide - 11
    style = DIM if item.state == "unknown" else PLAIN
    pieces.append((cut(f" {item.label}", room), style))
    return Line(tuple(pieces), f"i:{item.id}")


def _records(score: CompanyScore, item: IndicatorScore, width: int) -> Lines:
    lines: Lines = []
    for key in (*item.evidence, *item.overridden):
        held = score.held(key)
        if held is None:
            continue
        used = key in item.evidence
        style = PLAIN if used else DIM
        mark = "≠ " if key in item.disputed else "● " if used else "○ "
        text = f"{record_words(held.record)}"
        source = describe.brief_source(score.company, held)
        room = max(10, width - 8)
        said = cut(text, room * 3 // 5)
        pieces: list[Piece] = [("    ", PLAIN), (mark, WARN if mark[0] == "≠" else ACCENT)]
        pieces += [(said, style), (f"  [{cut(source, max(8, room - len(said) - 4))}]", DIM)]
        lines.append(Line(tuple(pieces), f"e:{key}@{item.id}"))
    return lines


# what the pane beside it says --------------------------------------------------


def parsed(key: str | None) -> tuple[str, str, str]:
    """Kind (a letter or ""), id and, for a record, the indicator it was opened under."""
    kind, _, rest = (key or "").partition(":")
    what, _, under = rest.partition("@")
    return kind, what, under


def backed(score: CompanyScore, kind: str, what: str) -> set[str]:
    """Ids of indicators with records behind them: one (`kind` i), those of a criterion (c), all."""
    return {
        item.id
        for item in score.indicators()
        if what == {"i": item.id, "c": item.criterion}.get(kind, what)
        and (item.evidence or item.overridden)
    }


def first_fed(score: CompanyScore, record: str) -> str:
    """Id of the first indicator that a record stands behind, used or not; "" for none."""
    found = (i.id for i in score.indicators() if record in (*i.evidence, *i.overridden))
    return next(found, "")


def detail_lines(
    score: CompanyScore, rubric: Rubric, key: str | None, width: int, tables: Tables = NO_TABLES
) -> Lines:
    """Everything on the selected line, down to the source."""
    kind, what, _ = parsed(key)
    if kind in ("i", "f") and (item := score.indicator(what)) is not None:
        return _indicator_detail(score, rubric, item, width, tables)
    if kind == "t":
        return [*total_detail(score, width)]
    if kind == "s":
        return [*drawn_detail(score, what, width)]
    if kind == "e" and (held := score.held(what)) is not None:
        return record_detail(score, rubric, held, width)
    if kind == "c":
        return _criterion_detail(score, rubric, what, width)
    return []


def _criterion_detail(score: CompanyScore, rubric: Rubric, what: str, width: int) -> Lines:
    criterion = score.criterion(what)
    if criterion is None:
        return []
    asked = next((item for item in rubric.criteria if item.id == what), None)
    lines: Lines = [[(cut(criterion.name, width), STRONG)]]
    lines += paragraph(asked.question, width, DIM) if asked else []
    if criterion.value is None:
        lines += paragraph("It does not apply to companies of this group.", width)
        return lines
    low, high = criterion.value.scaled(criterion.weight)
    lines += paragraph(
        f"It weighs {criterion.weight * 100:.0f} % of the total and gives {low:.1f} to {high:.1f} "
        f"of its points. {criterion.coverage * 100:.0f} % of it rests on evidence.",
        width,
    )
    tables = [rubric.name_of(one.id) for one in criterion.indicators if describe.of_country(one)]
    if tables:
        lines += paragraph(f"Not counted: {', '.join(tables)}. {_OF_TABLES}", width, DIM)
    return lines


def _indicator_detail(
    score: CompanyScore, rubric: Rubric, item: IndicatorScore, width: int, tables: Tables
) -> Lines:
    asked = rubric.indicator(item.id)
    name = rubric.name_of(item.id)
    lines: Lines = [[(cut(name, width - 10), STRONG), (f"  {span_of(item.value)}", STRONG)]]
    lines += paragraph(item.reason, width)
    lines += paragraph(_OF_TABLES, width, DIM) if describe.of_country(item) else []
    records = [(key, "In dispute" if key in item.disputed else "") for key in item.evidence]
    records += [(key, "overridden") for key in item.overridden]
    for key, fate in records:
        held = score.held(key)
        if held is not None:
            said = as_sentence(describe.fate(score, held))[:-1] if fate == "overridden" else fate
            lines += _cited(score, held, said, width)
    lines += table_lines(item, rubric, tables, width)
    lines += _rules(score, rubric, item, width)
    if not item.evidence and item.value is not None and item.state == "unknown" and asked:
        said = f"Usually in: {asked.published_in}."
        lines += paragraph(said, width) if asked.published_in not in item.reason else []
        lines += paragraph(keyed(MISSING_HINT), width, DIM)
    lines.append([])
    if item.value is not None:
        share = score.global_weight(item)
        low, high = item.value.scaled(share)
        grade = f", grade {item.grade}" if item.grade else ""
        lines += paragraph(
            f"{STATES[item.state].capitalize()}{grade}; {share * 100:.1f} % of the total: "
            f"{low:.1f} to {high:.1f} points. Without evidence {span_of(item.unknown)}.",
            width,
        )
    lines += paragraph(asked.question, width, DIM) if asked else []
    return lines


def _rules(score: CompanyScore, rubric: Rubric, item: IndicatorScore, width: int) -> Lines:
    """By which rules the records were chosen, disputed or combined, where there was a choice."""
    lines: Lines = []
    for rule in rules_behind(score, item, rubric):
        if rule.what == "disputed":
            lines += paragraph(f"≠ Disputed: {rule.text}.", width, WARN)
        elif rule.what == "overridden":
            held = score.held(rule.evidence[0])
            kind = words(held.record.kind) if held else ""
            lines += paragraph(f"○ Overridden {kind} records: {rule.text}.", width, DIM)
        elif rule.what == "replaced":
            lines += paragraph(f"× Replaced: {rule.text}.", width, DIM)
        else:
            lines += paragraph(f"~ Derived, not stated: {rule.text}.", width, DIM)
    return lines


def _cited(score: CompanyScore, held: Held, fate: str, width: int) -> Lines:
    said = paragraph(record_words(held.record), width)
    if len(said) > 2:
        rest = f"{said[1][1][0]} {said[2][1][0]}"
        said = [said[0], [(cut(rest, width), PLAIN)]]
    lines: Lines = [*said]
    if fate:
        lines += paragraph(fate, width, WARN)
    return [*lines, *source_lines(describe.source_of(score.company, held), held, width)]


def source_lines(source: Source | None, held: Held, width: int) -> Lines:
    """Grade, source and as much of its address as says where it leads; a key copies it whole."""
    return [*cited(f"[{describe.aged(held)}] {source_words(source)}", source, width)]


def record_detail(score: CompanyScore, rubric: Rubric, held: Held, width: int) -> Lines:
    """One record with its source, its age and what became of it."""
    record = held.record
    source = describe.source_of(score.company, held)
    kind = f"{cut(record.kind, 20)}  "
    lines: Lines = [[(kind, STRONG), (cut(held.id, width - 22), DIM)]]
    lines += paragraph(record_words(record), width)
    lines += source_lines(source, held, width)
    style = GOOD if held.use == "chosen" else WARN if held.use == "disputes" else BAD
    style = WARN if of_another(record, score) else style
    lines += paragraph(as_sentence(describe.fate(score, held)), width, style)
    if held.use == "overridden":
        said = f"The rule: {choice_rule(record.kind, rubric.choice)}."
        lines += paragraph(said, width, DIM)
    elif held.use == "disputes":
        lines += paragraph(f"The rule: {DISPUTE_RULE}.", width, DIM)
    feeds = [item for item in score.indicators() if held.id in item.evidence]
    if feeds:
        names = ", ".join(rubric.name_of(item.id) for item in feeds)
        lines += paragraph(f"Feeds: {names}.", width)
    elif held.use == "chosen":
        lines += paragraph(as_sentence(for_what(record, score)), width, DIM)
    if record.note:
        lines += paragraph(f"Note: {record.note}", width)
    lines += paragraph(
        f"Speaks of {describe.dated(held)}; known on {held.known_on}; "
        f"in the file since {record.recorded_on}.",
        width,
        DIM,
    )
    if held.grade != held.base_grade:
        lines += paragraph(
            f"Grade {held.base_grade} when new, {held.grade} by its age.", width, DIM
        )
    if record.why:
        lines += paragraph(f"Grade set by hand: {record.why}", width, DIM)
    return lines


def address(
    score: CompanyScore,
    key: str | None,
    rubric: Rubric | None = None,
    tables: Tables = NO_TABLES,
) -> str | None:
    """The address of the source behind a line: of its first record with one, else of its table."""
    kind, what, _ = parsed(key)
    keys: tuple[str, ...] = (what,) if kind == "e" else ()
    table = None
    if kind in ("i", "f") and (item := score.indicator(what)) is not None:
        keys = item.evidence
        table = table_behind(item, rubric, tables) if rubric is not None else None
    elif kind == "s":
        keys = records_behind(score, what)
    for one in keys:
        held = score.held(one)
        source = describe.source_of(score.company, held) if held else None
        if source is not None and source.url:
            return source.url
    return table.url if table is not None else None
