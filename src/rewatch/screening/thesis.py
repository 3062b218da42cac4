"""Thesis assertions: a condition, and the day by which it shall hold.

offtake:>=binding by 2027-06
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rewatch.domain.errors import FilterError
from rewatch.domain.values import PartialDate
from rewatch.screening.evaluate import answer, deciding
from rewatch.screening.fields import Registry
from rewatch.screening.language import outside_quotes, parse
from rewatch.screening.syntax import Query, Word, leaves_of, text_of
from rewatch.screening.table import Answer, Table

AssertionState = Literal["kept", "broken", "open", "cannot-tell"]

_DEADLINE = re.compile(r"(.*\S)\s+by\s+(\S+)\s*\Z", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Assertion:
    """What an entry claims will be so.

    Attributes:
        text: as typed.
        query: what shall hold.
        by: the day until which it may be open, as precise as it was written; None for at once.
    """

    text: str
    query: Query
    by: PartialDate | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How an assertion stands; `because` names the fields that leave it open to doubt."""

    assertion: str
    state: AssertionState
    because: tuple[str, ...] = ()
    fault: FilterError | None = None


def parse_assertion(text: str, registry: Registry) -> Assertion:
    """Reads an assertion.

    Raises:
        FilterError: its condition or its date cannot be read.
    """
    match = _DEADLINE.match(text)
    if match and match.start(2) not in {at for at, _ in outside_quotes(text)}:
        match = None  # a word of a name
    line, by = (match[1], match[2]) if match else (text, None)
    deadline = None
    if match is not None and by is not None:
        try:
            deadline = PartialDate.parse(by.upper())
        except ValueError as error:
            raise FilterError(str(error), text, match.start(2), len(by)) from None
    query = parse(line, registry)
    if query.where is None or text_of(query) != text_of(Query(query.where)):
        raise FilterError("an assertion is a condition, and a date after the word by", text)
    for leaf in leaves_of(query.where):
        if isinstance(leaf, Word):
            raise FilterError(
                "a word alone looks for names and can never come true; assert a field, such as "
                "offtake:>=binding by 2027-06",
                text,
                max(0, text.find(leaf.text)),
                len(leaf.text),
            )
        if leaf.field == "thesis":
            raise FilterError("an assertion cannot ask how assertions stand", text, leaf.at)
    return Assertion(text, query, deadline)


def assertions_in(text: str) -> list[str]:
    """The assertions of one line, which semicolons part; one in quotes parts nothing."""
    ends = [at for at, sign in outside_quotes(text) if sign == ";"]
    parts = [text[a + 1 : b] for a, b in zip([-1, *ends], [*ends, len(text)], strict=True)]
    return [part.strip() for part in parts if part.strip()]


def state_of(matches: bool, fails: bool, by: PartialDate | None, as_of: date) -> AssertionState:
    """How an assertion stands on a day.

    Kept where it holds. Until the last day of its date anything else is open; after it, or with
    no date, it is broken where it does not hold, and cannot be told where evidence is lacking.
    """
    if matches:
        return "kept"
    if by is not None and as_of <= by.last:
        return "open"
    return "broken" if fails else "cannot-tell"


def standings(table: Table) -> list[tuple[Standing, ...]]:
    """Every assertion of every row."""
    found: list[tuple[Standing, ...]] = table.kept("standings", lambda: _standings(table))
    return found


def states(table: Table) -> list[frozenset[str]]:
    """The states that the assertions of each row are in."""
    return [frozenset(item.state for item in row) for row in standings(table)]


def _standings(table: Table) -> list[tuple[Standing, ...]]:
    read: dict[str, Assertion | FilterError] = {}
    for text in {text for row in table.rows for text in row.thesis}:
        try:
            read[text] = parse_assertion(text, table.registry)
        except FilterError as error:
            read[text] = error
    found = []
    for row in table.rows:
        alone = Table((row,), table.how, table.registry) if row.thesis else None
        found.append(tuple(_standing(text, read[text], alone) for text in row.thesis if alone))
    return found


def _standing(text: str, read: Assertion | FilterError, alone: Table | None) -> Standing:
    if isinstance(read, FilterError) or alone is None:
        return Standing(text, "cannot-tell", (), read if isinstance(read, FilterError) else None)
    found: Answer = answer(read.query.where, alone)
    state = state_of(bool(found.match), bool(found.no), read.by, alone.as_of)
    because = dict.fromkeys(name for name, rows in deciding(read.query, alone) if rows)
    return Standing(text, state, tuple(because))
