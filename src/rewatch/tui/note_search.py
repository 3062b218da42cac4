"""Search over all notes: every word must be found, mistyped ones where nothing holds them all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rewatch.tui.filtering import folded

if TYPE_CHECKING:
    from rewatch.domain.note import Note

# Share of similar letters from which a mistyped word still counts (judgement: one letter wrong in
# a word of five passes).
_NEARLY = 80.0
_SHORTEST = 4  # letters below which a word is never taken for another
_AROUND = 60  # characters of text shown around what was found


@dataclass(frozen=True, slots=True)
class NoteHit:
    """A note that was found, and the part of it that holds the first word."""

    note: Note
    part: str


def search_notes(notes: Iterable[Note], text: str) -> list[NoteHit]:
    """The notes that hold some words, newest first; all of them for no word."""
    newest = sorted(notes, key=lambda note: str(note.created), reverse=True)
    wanted = folded(text).split()
    if not wanted:
        return [NoteHit(note, _part(note.body, 0)) for note in newest]
    whole = [(note, folded(_whole(note))) for note in newest]
    found = [note for note, held in whole if all(word in held for word in wanted)]
    if not found and any(len(word) >= _SHORTEST for word in wanted):
        found = [note for note, held in whole if all(_nearly(word, held) for word in wanted)]
    return [NoteHit(note, _part(note.body, folded(note.body).find(wanted[0]))) for note in found]


def _whole(note: Note) -> str:
    return " ".join((note.company, note.title or "", note.body, note.kind, *note.tags))


def _nearly(word: str, held: str) -> bool:
    if len(word) < _SHORTEST:
        return word in held
    # Costs 20 ms to load, and most searches never mistype.
    from rapidfuzz.fuzz import partial_ratio

    return partial_ratio(word, held, score_cutoff=_NEARLY) >= _NEARLY


def _part(body: str, at: int) -> str:
    start = max(0, at - _AROUND // 2)
    part = " ".join(body[start : start + 4 * _AROUND].split())
    return f"…{part}" if start else part
