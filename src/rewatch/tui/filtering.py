"""The filter line: which rows a text keeps. The one place where another language would come in.

Every word must be found in a company's id, names, aliases, tickers or tags, whatever its case and
accents. Where no company holds them all, letters left out count too (`arfr` for Arafura), and where
that finds nothing either, words mistyped.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from rewatch.tui.view import Row

# Share of similar letters from which a mistyped word still counts (judgement: two letters
# exchanged in a word of eight pass, another word of the same length does not).
_NEARLY = 75.0


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Text without case and accents."""
    split = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in split if not unicodedata.combining(letter))


def kept(rows: Sequence[Row], text: str) -> list[Row]:
    """The rows that a filter text keeps, in their order; all of them for an empty text."""
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
