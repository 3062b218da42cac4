"""The filter line: which rows a text keeps. The one place where another language would come in.

Every word must be found in a company's id, names, aliases, tickers or tags, whatever its case and
accents; where nothing holds them all, words that are nearly right count too.
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
    return found or _nearly(rows, wanted)


def _nearly(rows: Sequence[Row], wanted: list[str]) -> list[Row]:
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
