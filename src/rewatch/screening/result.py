"""A line answered: three lists, with what decides the unknown ones, sorted and grouped."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress, repeat
from typing import Any, NamedTuple

from rewatch.scoring.case import Method
from rewatch.screening.evaluate import answer_query, deciding
from rewatch.screening.fields import OPEN, Field, Registry
from rewatch.screening.language import parse
from rewatch.screening.plain import reads_as
from rewatch.screening.rows import Row
from rewatch.screening.syntax import Query, SortKey, text_of
from rewatch.screening.table import Table

_BETWEEN = ("number", "date", "level")  # types whose value may lie on both sides of what is asked


class Unknown(NamedTuple):
    """A company that evidence can place on neither side.

    Attributes:
        row: the company.
        because: the fields that leave it open, the one that comes first in the line first.
        table: what was asked.
        place: of the row in it.
    """

    row: Row
    because: tuple[str, ...]
    table: Table
    place: int

    @property
    def id(self) -> str:
        """The company's id."""
        return self.row.id

    @property
    def known(self) -> tuple[str, ...]:
        """What is known of each of the fields all the same, in words; "" where nothing is.

        An interval on both sides of what is asked, or money in a currency that no rate leads to.
        """
        fields = map(self.table.registry.fields.get, self.because)
        return tuple(
            ", ".join(labels_of(self.table, item)[self.place])
            if item is not None and item.type in _BETWEEN
            else ""
            for item in fields
        )

    @property
    def words(self) -> str:
        """Why it cannot be told: "open: score 45–60 · not known: cash"."""
        pairs = list(zip(self.because, self.known, strict=True))
        known = ", ".join(f"{name} {words}" for name, words in pairs if words)
        missing = ", ".join(name for name, words in pairs if not words)
        said = (f"open: {known}" if known else "", f"not known: {missing}" if missing else "")
        return " · ".join(part for part in said if part)


@dataclass(frozen=True, slots=True)
class Group:
    """Matching companies that share a value of the field grouped by."""

    label: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class ScreenResult:
    """What a line answers.

    Attributes:
        query: its tree.
        canonical: its canonical spelling.
        reads_as: how it was read, in plain words.
        match, unknown, no: the companies, each list sorted as the line says.
        groups: the matching ones by the value grouped by; empty where the line groups by nothing.
        entered, left: ids that match and were no members, and members that match no longer;
            both empty where no members were given.
        shown: what the fields asked for with cols: read of each company that is not ruled out, by
            id, in words and in their order; "" where it is not known.
    """

    query: Query
    canonical: str
    reads_as: str
    match: tuple[Row, ...]
    unknown: tuple[Unknown, ...]
    no: tuple[Row, ...]
    groups: tuple[Group, ...] = ()
    entered: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    shown: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)

    @property
    def summary(self) -> str:
        """How many of each, as `12 match · 5 unknown · 31 no`."""
        return f"{len(self.match)} match · {len(self.unknown)} unknown · {len(self.no)} no"

    @property
    def only_unknown(self) -> bool:
        """Whether today's evidence finds nobody and cannot tell of somebody."""
        return not self.match and bool(self.unknown)

    def ids(self) -> tuple[str, ...]:
        """Ids of the matching companies, in order."""
        return tuple(row.id for row in self.match)


def screen(
    text: str,
    rows: Table | Iterable[Row],
    how: Method | None = None,
    *,
    registry: Registry | None = None,
    members: Collection[str] = (),
    exclusions: Collection[str] = (),
) -> ScreenResult:
    """Answers a line.

    Args:
        text: the line.
        rows: the companies; a table made beforehand keeps its columns from line to line.
        how: method and as-of date; needed with plain rows.
        registry: the fields, where they were made already.
        members: ids of who is in, for enter(…) and leave(…); with a table, the table's are used.
        exclusions: ids that never match, whatever they answer (taken off a dynamic list by hand).

    Raises:
        FilterError: the line cannot be read.
        TypeError: plain rows without a method.
    """
    if isinstance(rows, Table):
        table = rows
    elif how is None:
        raise TypeError("plain rows need the method they were scored with")
    else:
        table = Table(rows, how, registry, members)
    return result_of(parse(text, table.registry), table, exclusions)


def result_of(query: Query, table: Table, exclusions: Collection[str] = ()) -> ScreenResult:
    """Answers a line that was read already."""
    found = answer_query(query, table)
    matching, failing = found
    if exclusions:
        kept = table.full & ~int.from_bytes(
            bytes(row.id in exclusions for row in table.rows), "little"
        )
        matching, failing = matching & kept, failing | (table.full & ~kept)
    open_rows = table.full & ~(matching | failing)
    order = table.kept(("order", query.sort), lambda: order_of(table, query.sort))
    match, unknown, no = (_chosen(table, order, mask) for mask in (matching, open_rows, failing))
    because = _because(query, table, open_rows, unknown)
    rows, members = table.rows, table.members
    match_rows = tuple(map(rows.__getitem__, match))
    left = [rows[place].id for place in (*unknown, *no)] if members else []
    return ScreenResult(
        query,
        text_of(query),
        reads_as(query, table.registry),
        match_rows,
        tuple(map(Unknown, map(rows.__getitem__, unknown), because, repeat(table), unknown)),
        tuple(map(rows.__getitem__, no)),
        _groups(query.group, table, match),
        tuple(row.id for row in match_rows if row.id not in members) if members else (),
        tuple(company_id for company_id in left if company_id in members),
        _shown(query.columns, table, [*match, *unknown]),
    )


def _shown(names: Sequence[str], table: Table, places: Iterable[int]) -> dict[str, tuple[str, ...]]:
    if not names:
        return {}
    columns = [labels_of(table, table.registry.fields[name]) for name in names]
    return {
        table.rows[place].id: tuple(", ".join(column[place]) for column in columns)
        for place in places
    }


def _chosen(table: Table, order: Sequence[int] | None, mask: int) -> list[int]:
    """Places of the rows in a mask, in order."""
    rows = table.bytes_of(mask)
    if order is None:
        return list(compress(range(len(rows)), rows))
    return [place for place in order if rows[place]]


def _because(
    query: Query, table: Table, open_rows: int, places: Sequence[int]
) -> Iterable[tuple[str, ...]]:
    """The fields that leave each of some unknown rows open.

    Fields are bits of one byte a row, so that whole columns are taken together; rows that the
    same fields leave open share one tuple of names.
    """
    masks: dict[str, int] = {}
    for name, mask in deciding(query, table) if places else ():
        masks[name] = masks.get(name, 0) | (mask & open_rows)
    names = list(masks)
    octets = [
        table.bytes_of(sum(masks[name] << bit for bit, name in enumerate(names[first : first + 8])))
        for first in range(0, len(names), 8)
    ]
    codes: Sequence[Any] = octets[0] if len(octets) == 1 else list(zip(*octets, strict=True))
    if not codes:
        return ()
    fields = {
        code: tuple(
            name
            for n, name in enumerate(names)
            if (code if isinstance(code, int) else code[n // 8]) >> (n % 8) & 1
        )
        for code in set(codes)
    }
    return map(fields.__getitem__, map(codes.__getitem__, places))


def order_of(table: Table, keys: tuple[SortKey, ...]) -> list[int] | None:
    """Places of all rows in the order of some fields; None keeps the rows' own order.

    Intervals go by their low end, then their high end; what is unknown comes last either way.
    """
    if not keys:
        return None
    order = list(range(len(table.rows)))
    for key in reversed(keys):
        item = table.registry.fields[key.field]
        values = sort_values(table, item)
        missing = [place for place in order if values[place] is None]
        known = [place for place in order if values[place] is not None]
        # Stable both ways: equal values stay as the key after left them.
        known.sort(key=values.__getitem__, reverse=key.descending)
        order = [*known, *missing]
    return order


def sort_values(table: Table, item: Field) -> list[Any]:
    """What each row is sorted by, None where unknown."""
    if item.name in ("flags", "thesis") or item.read is None:
        return _special_values(table, item)
    if item.type in ("number", "date"):
        ends = table.numbers(item, currency=_currency(item))
        return [None if math.isnan(pair[0]) else pair for pair in zip(*ends, strict=True)]
    ladder = {name: rung for rung, name in enumerate(item.values())}
    found: list[Any] = []
    for reading in table.readings(item):
        if reading is None or reading.value in (frozenset(), ()):
            found.append(None)
        elif item.type == "level":
            rungs = [ladder[name] for name in reading.value if name in ladder]
            found.append((min(rungs), max(rungs)) if rungs else None)
        elif item.type == "text":
            found.append(reading.value[0].casefold())
        else:
            found.append(tuple(sorted(reading.value - {OPEN})))
    return found


def _currency(item: Field) -> str:
    return "USD" if item.unit.startswith("USD") else ""


def _special_values(table: Table, item: Field) -> list[Any]:
    from rewatch.screening.flags import count_flags
    from rewatch.screening.thesis import states

    if item.name == "flags":
        return list(zip(*count_flags(table), strict=True))
    if item.name == "thesis":
        return [tuple(sorted(row)) or None for row in states(table)]
    return [None] * len(table.rows)


def labels_of(table: Table, item: Field) -> list[tuple[str, ...]]:
    """What each row is called by in a group or facet; empty where nothing is known."""
    found: list[tuple[str, ...]] = table.kept(("labels", item.name), lambda: _labels(table, item))
    return found


def _labels(table: Table, item: Field) -> list[tuple[str, ...]]:
    from rewatch.screening.flags import flags_of
    from rewatch.screening.plain import interval_words
    from rewatch.screening.thesis import states

    if item.name == "thesis":
        return [tuple(sorted(row)) for row in states(table)]
    if item.name == "flag":
        return [tuple(f.flag.id for f in row if f.state == "fail") for row in flags_of(table)]
    found: list[tuple[str, ...]] = []
    for reading in table.readings(item):
        if reading is None:
            found.append(())
        elif item.type == "number":
            found.append((interval_words(reading.value, item, reading.currency),))
        elif item.type == "date":
            first, last = reading.value
            found.append((str(first) if first == last else f"{first} to {last}",))
        elif item.type == "names":
            found.append(tuple(sorted(reading.value - {OPEN})))
        elif item.type == "text":
            found.append(reading.value[:1])
        else:
            rungs = item.values()
            names = sorted(reading.value, key=lambda n: rungs.index(n) if n in rungs else -1)
            found.append((" or ".join(names),))
    return found


def _groups(name: str | None, table: Table, places: list[int]) -> tuple[Group, ...]:
    if name is None:
        return ()
    item = table.registry.fields[name]
    labels = labels_of(table, item)
    found: dict[str, list[Row]] = {}
    for place in places:
        label = ", ".join(labels[place]) or "not known"
        found.setdefault(label, []).append(table.rows[place])
    rungs = {value: place for place, value in enumerate(item.ladder)}

    def place_of(label: str) -> tuple[int, int, int]:
        # Levels go up the ladder, everything else by size; what is not known comes last.
        return (label == "not known", rungs.get(label, len(rungs)), -len(found[label]))

    return tuple(Group(label, tuple(found[label])) for label in sorted(found, key=place_of))
