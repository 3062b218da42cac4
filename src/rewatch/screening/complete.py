"""Completion: what can stand where the cursor is, with how many companies have it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from rewatch.screening.fields import MODIFIERS, Field, key_of
from rewatch.screening.flags import flag_answer
from rewatch.screening.result import labels_of
from rewatch.screening.syntax import Name, value_text
from rewatch.screening.table import Table

# Up to so many companies every field is counted.
_COUNT_ALWAYS = 200

_HEAD = re.compile(r"([^\W_][\w.'-]*)(:(?:>=|<=|!=|=|>|<)?|!=|>=|<=|=|>|<)(.*)\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Completion:
    """One thing that can stand there.

    Attributes:
        text: what replaces the characters from `start` to `end` of the line.
        count: how many companies have it; None where counting says nothing.
        about: one line on what it is.
    """

    text: str
    start: int
    end: int
    count: int | None
    about: str


def complete(line: str, cursor: int, table: Table, limit: int = 30) -> tuple[Completion, ...]:
    """Completions at a place of a line that need not be readable yet.

    Args:
        line: the line as typed.
        cursor: place of the cursor, in characters.
        table: the companies that values are counted of.
        limit: at most so many.
    """
    cursor = max(0, min(cursor, len(line)))
    start, end = _token(line, cursor)
    typed = line[start:cursor]
    match = _HEAD.match(typed)
    if match is None:
        return _fields(typed, start, end, table)[:limit]
    name, rest = match[1], match[3]
    piece = re.split(r"[,]|\.\.", rest)[-1]
    at = cursor - len(piece)
    if key_of(name) in MODIFIERS:
        sign = "-" if piece.startswith("-") else ""
        return _fields(piece.removeprefix("-"), at + len(sign), end, table, plain=True)[:limit]
    item = table.registry.find(name)
    return _values(item, piece, at, end, table)[:limit] if item else ()


def _token(line: str, cursor: int) -> tuple[int, int]:
    """Where the word under the cursor begins and ends; quotes keep blanks inside."""
    start, quoted = 0, False
    for place, character in enumerate(line[:cursor]):
        if character == '"' and line[place - 1 : place] != "\\":
            quoted = not quoted
        if not quoted and (character.isspace() or character in "()"):
            start = place + 1
    while line[start:cursor].startswith("-"):
        start += 1
    end = cursor
    while end < len(line) and not line[end].isspace() and line[end] not in '()",':
        end += 1
    return start, end


def _fields(
    typed: str, start: int, end: int, table: Table, plain: bool = False
) -> tuple[Completion, ...]:
    """Fields whose name or alias begins with, or else holds, what is typed."""
    key = key_of(typed)
    ranked = []
    for item in table.registry.fields.values():
        names = [key_of(name) for name in (item.name, *item.aliases)]
        if any(name.startswith(key) for name in names):
            # Fields of single indicators come after the plain ones.
            ranked.append((0, "." in item.name, item))
        elif len(key) > 1 and any(key in name for name in names):
            ranked.append((1, "." in item.name, item))
    ranked.sort(key=lambda entry: entry[:2])
    found = [
        Completion(item.name if plain else f"{item.name}:", start, end, _count(item, table),
                   item.doc)
        for _, _, item in ranked
    ]  # fmt: skip
    if not plain:
        about = {"sort": "sort by a field", "group": "group by a field", "cols": "fields to show"}
        found += [
            Completion(f"{name}:", start, end, None, about[name])
            for name in MODIFIERS
            if name.startswith(key)
        ]
    return tuple(found)


def _count(item: Field, table: Table) -> int | None:
    """How many companies have something on record.

    Of many companies only fields that were read already are counted: reading all fields of all
    companies for a list of names would be felt.
    """
    if item.read is None or item.name == "is":
        return None
    if len(table.rows) > _COUNT_ALWAYS and not table.has_readings(item):
        return None
    return table.known(item).bit_count()


def _values(item: Field, piece: str, start: int, end: int, table: Table) -> tuple[Completion, ...]:
    """Values that begin with what is typed, ladders upwards, the rest by count."""
    key = key_of(piece.strip('"'))
    if item.name in ("has", "missing"):
        return _fields(piece, start, end, table, plain=True)
    if item.type in ("number", "text"):
        return ()
    if item.type == "date":
        words = ("today", "30d", "90d", "6mo", "1y", "2y")
        return tuple(
            Completion(word, start, end, None, item.doc) for word in words if word.startswith(key)
        )
    counts = _value_counts(item, table)
    order = {value: place for place, value in enumerate(item.ladder)}
    values = sorted(
        dict.fromkeys((*item.values(), *counts)),
        key=lambda value: (order.get(value, len(order)), -counts[value], value),
    )
    nations = table.registry.countries if item.synonyms else {}
    found = []
    for value in values:
        nation = nations.get(value)
        spelled = [key_of(value), key_of(nation.name)] if nation else [key_of(value)]
        if any(name.startswith(key) for name in spelled):
            about = nation.name if nation else item.label
            found.append(Completion(value_text(Name(value)), start, end, counts[value], about))
    return tuple(found)


def _value_counts(item: Field, table: Table) -> Counter[str]:
    if item.name == "flag":
        return Counter({name: flag_answer(name, table).match.bit_count() for name in item.values()})
    return Counter(label for row in labels_of(table, item) for label in row if " or " not in label)
