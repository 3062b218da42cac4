"""The filter line: which rows a text keeps, and what is said about it.

Plain words look for names and need nothing loaded: every word must be found in a company's id,
names, aliases, tickers or tags, whatever its case and accents; where no company holds them all,
letters left out count too (`arfr` for Arafura), then words mistyped. Anything else is a line of
the filter language and has three answers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from rewatch.tui import view
from rewatch.tui.view import By, Heading, Row

if TYPE_CHECKING:
    from rewatch.domain.errors import FilterError
    from rewatch.screening.table import Table

# Share of similar letters from which a mistyped word still counts (judgement: two letters
# exchanged in a word of eight pass, another word of the same length does not).
_NEARLY = 75.0

_SIGNS = re.compile(r'[:<>=()"?!@~]')
_JOINING = ("and", "or", "not")
_SORTS = re.compile(r"(?<!\S)sort:\S*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """What a filter text answers.

    Attributes:
        rows: who matches, in the order the line asks for, else in the table's.
        unknown: who cannot be told; each row carries the fields that leave it open.
        groups: ids of those who match, under the values the line groups by.
        count: how many of each, in words.
        reads: how the line was read; empty for plain words.
        spelled: its canonical spelling.
        fields: the fields the line asks to be shown.
        by: the fields the line sorts by, and whether the greatest comes first.
        error: why it could not be read; then the other answers are those of the text before.
    """

    rows: tuple[Row, ...]
    unknown: tuple[Row, ...] = ()
    groups: tuple[tuple[str, tuple[str, ...]], ...] = ()
    count: str = ""
    reads: str = ""
    spelled: str = ""
    fields: tuple[str, ...] = ()
    by: tuple[tuple[str, bool], ...] = ()
    error: FilterError | None = None


def is_words(text: str) -> bool:
    """Whether a text only looks for names: no sign of the language stands in it."""
    if _SIGNS.search(text):
        return False
    return not any(
        word.startswith("-") or word.casefold() in _JOINING or word == "OR" for word in text.split()
    )


def sorted_by(text: str, field: str, descending: bool) -> str:
    """A line that sorts by a field, and by nothing else."""
    rest = _SORTS.sub("", text).strip()
    return f"{rest} sort:{'-' if descending else ''}{field}".strip()


def find(rows: Sequence[Row], text: str, table: Table | None, before: Found | None = None) -> Found:
    """What a text keeps of a table.

    Args:
        rows: the table's, in its order.
        text: as typed.
        table: the same companies as the language sees them; None while that is not ready.
        before: what stays while a line cannot be read.
    """
    if is_words(text):
        found = tuple(kept(rows, text))
        return Found(found, count=f"{len(found)} of {len(rows)}" if text.strip() else "")
    stays = before or Found(tuple(rows))
    if table is None:
        return replace(stays, count="reading the filter …", reads="", error=None)
    from rewatch.domain.errors import FilterError

    try:
        return _answered(rows, text, table)
    except FilterError as error:
        return replace(_readable(rows, text, table) or stays, reads="", error=error)


def _readable(rows: Sequence[Row], text: str, table: Table) -> Found | None:
    """What a line answers without the term that is being typed at its end."""
    from rewatch.domain.errors import FilterError

    start = text.rstrip().rpartition(" ")[0]
    if not start:
        return Found(tuple(rows))
    try:
        return _answered(rows, start, table)
    except FilterError:
        return None


def _answered(rows: Sequence[Row], text: str, table: Table) -> Found:
    from rewatch.screening import screen

    result = screen(text, table)
    by_id = {row.id: row for row in rows}
    for key, texts in result.shown.items():
        if key in by_id:
            by_id[key] = replace(by_id[key], shown=" · ".join(text or "?" for text in texts))
    return Found(
        rows=tuple(by_id[row.id] for row in result.match if row.id in by_id),
        unknown=tuple(
            replace(by_id[item.id], because=item.words)
            for item in result.unknown
            if item.id in by_id
        ),
        groups=tuple((group.label, tuple(row.id for row in group.rows)) for group in result.groups),
        count=result.summary,
        reads=result.reads_as,
        spelled=result.canonical,
        fields=result.query.columns,
        by=tuple((key.field, key.descending) for key in result.query.sort),
    )


def laid_out(found: Found, by: By = ()) -> list[Row | Heading]:
    """Who matches under headings, then those who cannot be told under their own."""
    lines: list[Row | Heading] = []
    if found.groups:
        by_id = {row.id: row for row in found.rows}
        for label, ids in found.groups:
            members = [by_id[key] for key in ids if key in by_id]
            lines.append(Heading(f"{label} ({len(members)})"))
            lines.extend(view.ordered(members, by))
    else:
        lines = view.arranged(found.rows, by)
    if found.unknown:
        lines.append(Heading(f"unknown: deciding field ({len(found.unknown)})"))
        lines.extend(view.ordered(list(found.unknown), by))
    return lines


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Text without case and accents."""
    split = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in split if not unicodedata.combining(letter))


def kept(rows: Sequence[Row], text: str) -> list[Row]:
    """The rows whose names hold some words, in their order; all of them for no word."""
    wanted = folded(text).split()
    if not wanted:
        return list(rows)
    found = [row for row in rows if all(word in folded(row.words) for word in wanted)]
    return found or _abbreviated(rows, wanted) or _mistyped(rows, wanted)


def _abbreviated(rows: Sequence[Row], wanted: list[str]) -> list[Row]:
    return [
        row
        for row in rows
        if all(any(_within(word, have) for have in folded(row.words).split()) for word in wanted)
    ]


def _within(short: str, word: str) -> bool:
    """Whether a word begins with the first letter and holds the others in their order."""
    letters = iter(word)
    return word.startswith(short[0]) and all(letter in letters for letter in short)


def _mistyped(rows: Sequence[Row], wanted: list[str]) -> list[Row]:
    if max(map(len, wanted)) < 4:
        return []
    # Costs 20 ms to load, and most filters never mistype.
    from rapidfuzz.fuzz import partial_ratio

    return [
        row
        for row in rows
        if all(
            partial_ratio(word, folded(row.words), score_cutoff=_NEARLY) >= _NEARLY
            for word in wanted
        )
    ]
