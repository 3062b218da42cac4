"""Answers: match, no or unknown for every row of a table.

A term on something known only within bounds is match if all it may be matches, no if none of it
does, unknown otherwise. Not, and, or are Kleene's strong connectives; whole columns are combined
at once, as bits of two whole numbers (`table.Answer`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

from rewatch.domain.text import fold
from rewatch.screening.dates import days_of
from rewatch.screening.fields import OPEN, Field
from rewatch.screening.syntax import (
    ANY,
    Age,
    And,
    Expr,
    Lenient,
    Name,
    Not,
    Number,
    Op,
    Or,
    Qualifier,
    Query,
    Range,
    Scalar,
    Term,
    Value,
    Word,
    negated,
)
from rewatch.screening.table import Answer, Coded, Table, mask_of
from rewatch.screening.units import UNITS, in_unit

NO, UNKNOWN, MATCH = 0, 1, 2
_IS_MATCH = bytes(1 if code == MATCH else 0 for code in range(256))
_IS_NO = bytes(1 if code == NO else 0 for code in range(256))
# Numbers closer than this share of themselves are equal: 250,000 ppm is 25 %.
_SLACK = 1e-9


def answer(expr: Expr | None, table: Table) -> Answer:
    """The answer of a condition for every row; of none, match for all."""
    match expr:
        case None:
            return Answer(table.full, 0)
        case Not():
            inner = answer(expr.item, table)
            return Answer(inner.no, inner.match)
        case Lenient():
            inner = answer(expr.item, table)
            return Answer(table.full & ~inner.no, inner.no)
        case And():
            found = Answer(table.full, 0)
            for item in expr.items:
                one = answer(item, table)
                found = Answer(found.match & one.match, found.no | one.no)
            return found
        case Or():
            found = Answer(0, table.full)
            for item in expr.items:
                one = answer(item, table)
                found = Answer(found.match | one.match, found.no & one.no)
            return found
    kept = table.answers.get(expr)
    if kept is None:
        kept = table.answers[expr] = _leaf(expr, table)
    return kept


def answer_query(query: Query, table: Table) -> Answer:
    """The answer of a whole line, with the memory of who is in.

    Who is out enters by `enter`; who is in stays until `leave` certainly holds. One of the two
    alone is the other's opposite.
    """
    found = answer(query.where, table)
    if not query.has_thresholds:
        return found
    enter = query.enter if query.enter is not None else negated(query.leave)  # type: ignore[arg-type]
    leave = query.leave if query.leave is not None else negated(enter)
    entering, leaving = answer(enter, table), answer(leave, table).match
    inside, outside = table.in_list, table.full & ~table.in_list
    threshold = Answer(
        (inside & ~leaving) | (outside & entering.match),
        (inside & leaving) | (outside & entering.no),
    )
    return Answer(found.match & threshold.match, found.no | threshold.no)


def deciding(query: Query, table: Table) -> Iterator[tuple[str, int]]:
    """What leaves rows unknown: pairs of a field and the rows it decides, in the line's order."""
    found = answer_query(query, table)
    open_rows = table.full & ~(found.match | found.no)
    if query.where is not None:
        yield from _deciding(query.where, table, open_rows)
    outside = open_rows & ~table.in_list
    for threshold in (query.enter, query.leave if query.enter is None else None):
        if threshold is not None:
            yield from _deciding(threshold, table, outside)


def _deciding(expr: Expr, table: Table, rows: int) -> Iterator[tuple[str, int]]:
    if not rows:
        return
    found = answer(expr, table)
    rows &= table.full & ~(found.match | found.no)
    match expr:
        case And() | Or():
            for item in expr.items:
                yield from _deciding(item, table, rows)
        case Not() | Lenient():
            yield from _deciding(expr.item, table, rows)
        case Word():
            yield "name", rows
        case Term(field="flag"):
            from rewatch.screening.flags import conditions

            known = conditions(table.registry)
            for value in expr.values:
                condition = known.get(value.text) if isinstance(value, Name) else None
                if condition is None:
                    yield "flag", rows
                else:
                    yield from _deciding(condition, table, rows)
        case Term():
            yield expr.field, rows


def _leaf(expr: Term | Word, table: Table) -> Answer:
    if isinstance(expr, Word):
        return _coded(_text_test((fold(expr.text),)), table.coded(table.registry.fields["name"]))
    item = table.registry.fields[expr.field]
    special = _SPECIAL.get(item.name)
    if special is not None:
        return special(expr, item, table)
    if expr.qualifier == ANY:
        return _plain(expr, item, table)
    return _by_evidence(expr, item, table)


def _plain(
    expr: Term, item: Field, table: Table, qualifier: Qualifier = ANY, alone: bool = False
) -> Answer:
    """A term on what a field reads."""
    if item.type in ("number", "date"):
        return _numbers(expr, item, table, qualifier, alone)
    absent = NO if item.settled else UNKNOWN
    return _coded(_test(expr, item), table.coded(item, qualifier, alone=alone), absent)


def _by_evidence(expr: Term, item: Field, table: Table) -> Answer:
    """A term that only some evidence may answer.

    It answers where all that is behind a reading qualifies; and where what qualifies says by
    itself what the whole says too: a rumour beside a firm deal takes nothing from the deal.
    """
    found = _plain(expr, item, table, expr.qualifier)
    whole = _plain(expr, item, table)
    strong = _plain(expr, item, table, expr.qualifier, alone=True)
    return Answer(found.match | (whole.match & strong.match), found.no | (whole.no & strong.no))


def _coded(test: Callable[[Any], int], column: Coded, absent: int = UNKNOWN) -> Answer:
    """Tries each different value once; what is not known is unknown, or absent for certain."""
    codes = [absent if value is None else test(value) for value in column.values]
    rows = bytes(map(codes.__getitem__, column.codes))
    return Answer(
        int.from_bytes(rows.translate(_IS_MATCH), "little"),
        int.from_bytes(rows.translate(_IS_NO), "little"),
    )


def _test(expr: Term, item: Field) -> Callable[[Any], int]:
    """How a term answers one value of a level, choice, set or text."""
    if item.type == "text":
        return _text_test(tuple(fold(v.text) for v in expr.values if isinstance(v, Name)))
    if item.type == "names":
        wanted = {v.text for v in expr.values if isinstance(v, Name)}
        if not item.values():
            wanted = {fold(text) for text in wanted}
        return lambda value: MATCH if wanted & value else UNKNOWN if OPEN in value else NO
    fits = {name for name in item.values() if _fits(name, expr.op, expr.values, item.ladder)}
    fits |= {v.text for v in expr.values if isinstance(v, Name)} if expr.op == ":" else set()
    return lambda value: MATCH if value <= fits else UNKNOWN if value & fits else NO


def _text_test(wanted: tuple[str, ...]) -> Callable[[Any], int]:
    if len(wanted) == 1:
        (only,) = wanted
        return lambda text: MATCH if only in text else NO
    return lambda text: MATCH if any(piece in text for piece in wanted) else NO


def _fits(name: str, op: Op, values: tuple[Value, ...], ladder: tuple[str, ...]) -> bool:
    """Whether a level or choice is meant by a term's values."""
    if op != ":":
        value = values[0]
        if name not in ladder or not isinstance(value, Name) or value.text not in ladder:
            return False
        place, bound = ladder.index(name), ladder.index(value.text)
        return {">=": place >= bound, "<=": place <= bound, ">": place > bound}.get(
            op, place < bound
        )
    for value in values:
        if isinstance(value, Name) and value.text == name:
            return True
        if isinstance(value, Range) and name in ladder:
            low = ladder.index(value.low.text) if isinstance(value.low, Name) else 0
            high = ladder.index(value.high.text) if isinstance(value.high, Name) else len(ladder)
            if low <= ladder.index(name) <= high:
                return True
    return False


def _numbers(
    expr: Term, item: Field, table: Table, qualifier: Qualifier = ANY, alone: bool = False
) -> Answer:
    """A term on intervals of numbers or dates."""
    whole = Answer(0, table.full)
    by_currency: dict[str, list[tuple[float, float]]] = {}
    for value in expr.values:
        currency, span = _span(value, expr.op, item, table)
        by_currency.setdefault(currency, []).append(span)
    for currency, spans in by_currency.items():
        lows, highs = table.numbers(item, qualifier, currency, alone=alone)
        for low, high in _merged(spans):
            over, under = mask_of(map(low.__le__, lows)), mask_of(map(high.__ge__, highs))
            # Beside the span for certain: the upper end below it, or the lower end above it.
            beside = mask_of(map(low.__gt__, highs)) | mask_of(map(high.__lt__, lows))
            whole = Answer(whole.match | (over & under), whole.no & beside)
    if item.settled:
        whole = Answer(whole.match, whole.no | (table.full & ~table.known(item)))
    return whole


def _merged(spans: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Spans that touch or overlap as one, so that a list answers as the set it is."""
    found: list[tuple[float, float]] = []
    for low, high in sorted(spans):
        if found and low <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], high))
        else:
            found.append((low, high))
    return found


def _span(value: Value, op: Op, item: Field, table: Table) -> tuple[str, tuple[float, float]]:
    """The closed span of numbers that a value and its sign mean, and its currency."""
    low_value, high_value = (value.low, value.high) if isinstance(value, Range) else (value, value)
    low, currency = _ends(low_value, item, table)
    high, other = _ends(high_value, item, table)
    first = (low or (-math.inf, -math.inf), high or (math.inf, math.inf))
    currency = currency or other
    if item.type == "date" and item.faces == "past" and isinstance(value, Range):
        # Of two ages the longer lies earlier, whichever is written first.
        first = (min(first), max(first)) if low and high else first
    (starts, _), (_, ends) = first
    slack = 0.0 if item.type == "date" else _SLACK
    if op == ":":
        return currency, (_less(starts, slack), _more(ends, slack))
    if item.type == "date" and item.faces == "past" and isinstance(value, Age):
        # A smaller age is a later day.
        op = {">=": "<=", "<=": ">=", ">": "<", "<": ">"}[op]  # type: ignore[assignment]
    if op == ">=":
        return currency, (_less(starts, slack), math.inf)
    if op == "<=":
        return currency, (-math.inf, _more(ends, slack))
    if op == ">":
        return currency, (math.nextafter(_more(ends, slack), math.inf), math.inf)
    return currency, (-math.inf, math.nextafter(_less(starts, slack), -math.inf))


def _less(number: float, slack: float) -> float:
    return number - slack * max(1.0, abs(number)) if math.isfinite(number) else number


def _more(number: float, slack: float) -> float:
    return number + slack * max(1.0, abs(number)) if math.isfinite(number) else number


def _ends(
    value: Scalar | None, item: Field, table: Table
) -> tuple[tuple[float, float] | None, str]:
    """The least and the greatest number that a value means, and its currency."""
    if value is None:
        return None, ""
    if isinstance(value, Number):
        if not value.unit:
            return (value.amount, value.amount), ""
        unit = UNITS[value.unit]
        # Money keeps its own currency; the column is turned into it.
        target = _base(unit.currency, item.unit) if unit.currency else item.unit
        amount = in_unit(value.amount, value.unit, target)
        return (amount, amount), unit.currency
    first, last = days_of(value, table.as_of, item.faces)
    return (float(first.toordinal()), float(last.toordinal())), ""


def _base(currency: str, field_unit: str) -> str:
    return currency + ("/kg" if field_unit.endswith("/kg") else "")


def _has(expr: Term, item: Field, table: Table) -> Answer:
    """has: and missing: are always known; several values are any of them."""
    found = 0
    for value in expr.values:
        name = value.text if isinstance(value, Name) else ""
        if item.name == "has":
            found |= on_record(name, table, expr.qualifier)
        else:
            found |= table.full & ~on_record(name, table, expr.qualifier)
    return Answer(found, table.full & ~found)


def on_record(name: str, table: Table, qualifier: Qualifier) -> int:
    """The mask of rows with something on record for a field or a kind of evidence."""
    if name == "thesis":
        return mask_of(bool(row.thesis) for row in table.rows)
    if name == "flags":
        return table.full
    item = table.registry.fields.get(name)
    if item is not None:
        return table.known(item, qualifier)
    return mask_of(
        any(
            table.qualifies(held, qualifier)
            for group in view.kinds().get(name, ())
            for held in group
        )
        for view in table.views
    )


def _flag(expr: Term, _item: Field, table: Table) -> Answer:
    from rewatch.screening.flags import flag_answer

    found = Answer(0, table.full)
    for value in expr.values:
        one = flag_answer(value.text if isinstance(value, Name) else "", table)
        found = Answer(found.match | one.match, found.no & one.no)
    return found


def _flag_count(expr: Term, item: Field, table: Table) -> Answer:
    from rewatch.screening.flags import count_flags

    table.kept(("numbers", "flags", ANY, "", False), lambda: count_flags(table))
    return _numbers(expr, item, table)


def _thesis(expr: Term, _item: Field, table: Table) -> Answer:
    from rewatch.screening.thesis import states

    wanted = {value.text for value in expr.values if isinstance(value, Name)}
    found = mask_of(not wanted.isdisjoint(row) for row in states(table))
    return Answer(found, table.full & ~found)


_SPECIAL: dict[str, Callable[[Term, Field, Table], Answer]] = {
    "has": _has,
    "missing": _has,
    "flag": _flag,
    "flags": _flag_count,
    "thesis": _thesis,
}
