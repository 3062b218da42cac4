"""Search over all notes: every word must be there, and a mistyped one still counts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from rewatch.domain.company import Company
from rewatch.domain.note import Note

_WORD = re.compile(r"\w+")
_EXACT, _BEGINS, _INSIDE = 100.0, 95.0, 90.0
_ALIKE = 80.0  # of 100: one wrong letter in five
_SHORT = 3  # letters; of so short a word a typing mistake makes another word


def search_notes(notes: Sequence[Note], companies: Mapping[str, Company], text: str) -> list[Note]:
    """Notes that speak of every word of a text.

    Title, text, tags and the company's name count. A word matches one that it is, that begins with
    it or holds it, and, if it is longer than three letters, one that is nearly it.

    Args:
        notes: newest first.
        companies: the catalogue's, by id.
        text: words.

    Returns:
        the likest first, of equal ones the newest.
    """
    wanted = _words(text)
    if not wanted:
        return []
    found = []
    for note in notes:
        company = companies.get(note.company)
        called = company.name if company else ""
        spoken = frozenset(
            _words(" ".join((note.company, called, note.title or "", note.body, *note.tags)))
        )
        likeness = [_likeness(word, spoken) for word in wanted]
        if min(likeness) > 0:
            found.append((sum(likeness), note))
    found.sort(key=lambda pair: -pair[0])  # stable: of equal ones the newest stays first
    return [note for _, note in found]


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _likeness(wanted: str, words: frozenset[str]) -> float:
    """0 to 100 for the likest word; 0 where none is like it."""
    if wanted in words:
        return _EXACT
    if any(word.startswith(wanted) for word in words):
        return _BEGINS
    if len(wanted) <= _SHORT:
        return 0.0
    if any(wanted in word for word in words):
        return _INSIDE
    from rapidfuzz import fuzz, process

    best = process.extractOne(wanted, words, scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return min(best[1], _INSIDE) if best else 0.0
