"""Facets: how many companies share a value, and the line that asks for it.

A facet writes the same line as the keyboard: choosing a value changes the text, nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from rewatch.screening.fields import Registry
from rewatch.screening.language import parse
from rewatch.screening.result import labels_of
from rewatch.screening.rows import Row
from rewatch.screening.syntax import And, Expr, Name, Term, all_of, text_of
from rewatch.screening.table import Table

FACETS = ("country", "step", "stage", "grade", "tag")


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet: how many companies have it, and whether the line asks for it."""

    value: str
    count: int
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """One field with its values, and the number of companies of which it is not known."""

    field: str
    values: tuple[FacetValue, ...]
    not_known: int


def facets(
    table: Table,
    rows: Iterable[Row] | None = None,
    text: str = "",
    fields: Iterable[str] = FACETS,
) -> tuple[Facet, ...]:
    """Counts by field and value.

    Args:
        table: all companies.
        rows: those that are counted; all where none are given.
        text: the line, to mark the values it asks for.
        fields: which fields; levels, choices and sets.

    Raises:
        FilterError: the line cannot be read.
    """
    wanted = None if rows is None else {row.id for row in rows}
    places = [n for n, row in enumerate(table.rows) if wanted is None or row.id in wanted]
    chosen = _chosen(text, table.registry)
    found = []
    for name in fields:
        item = table.registry.fields[name]
        labels = labels_of(table, item)
        counts = Counter(label for place in places for label in labels[place])
        # A level that lies between two is a value that nobody can ask for.
        known = set(item.values()) or set(counts)
        rungs = {value: n for n, value in enumerate(item.ladder)}
        values = [
            value
            for _, _, value in sorted(
                (rungs.get(value, len(rungs)), -count, value)
                for value, count in counts.items()
                if value in known
            )
        ]
        asked = chosen.get(name, frozenset())
        found.append(
            Facet(
                name,
                tuple(FacetValue(value, counts[value], value in asked) for value in values),
                sum(not known.intersection(labels[place]) for place in places),
            )
        )
    return tuple(found)


def _chosen(text: str, registry: Registry) -> dict[str, frozenset[str]]:
    where = parse(text, registry).where
    return {
        term.field: frozenset(v.text for v in term.values if isinstance(v, Name))
        for term in (where.items if isinstance(where, And) else (where,))
        if isinstance(term, Term) and term.op == ":"
    }


def toggled(text: str, name: str, value: str, registry: Registry) -> str:
    """The line with a value asked for, or no longer if it was.

    Values of one field stand in one term, as alternatives.

    Raises:
        FilterError: the line cannot be read.
    """
    query = parse(text, registry)
    where = query.where
    items = list(where.items) if isinstance(where, And) else [where] if where is not None else []
    wanted = Name(value)
    changed: list[Expr] = []
    done = False
    for item in items:
        if done or not _asks(item, name):
            changed.append(item)
            continue
        assert isinstance(item, Term)
        done = True
        values = tuple(v for v in item.values if v != wanted)
        values = values if wanted in item.values else (*item.values, wanted)
        if values:
            changed.append(replace(item, values=values))
    if not done:
        changed.append(Term(name, ":", (wanted,)))
    return text_of(replace(query, where=all_of(changed)))


def _asks(item: Expr, name: str) -> bool:
    return isinstance(item, Term) and item.field == name and item.op == ":"
