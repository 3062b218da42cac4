"""What stands in the rules of the headings: marks in a few words, and that there are more columns.

Pure: the table draws with it. The rule is empty otherwise, so nothing gives way to a note.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from rewatch.tui.keys import key_of
from rewatch.tui.standings import OUTSIDE
from rewatch.tui.widgets.paint import DIM, HEAD, Piece

_LEAD, _DOT, _TAIL = "─── ", " · ", 3
_COVER = "cover: weight with evidence"
_OUTSIDE = f"{OUTSIDE} place outside 90% rank"
_FEWEST = 3  # cells of rule between a title and its notes


@dataclass(frozen=True, slots=True)
class Note:
    """A few words in a rule, and the command that tells more."""

    text: str
    command: str


def notes_of(outside: bool, hidden: int, cover: bool) -> list[Note]:
    """What is to be said of a table, the most needed first.

    Args:
        outside: whether any place lies outside its 90 % rank, marked so.
        hidden: how many columns there are that are not shown.
        cover: whether the cover is shown and nothing beside the table says what it is.
    """
    key = key_of("columns")
    many = "1 more column" if hidden == 1 else f"{hidden} more columns"
    notes = [Note(_OUTSIDE, "legend")] if outside else []
    notes += [Note(f"{key} {many}", "columns")] if hidden else []
    return [*notes, Note(_COVER, "legend")] if cover else notes


def shared(titles: Sequence[str], notes: Sequence[Note], width: int) -> list[list[Note]]:
    """Which notes stand in which rule: as many as fit in the first, then in the next.

    Args:
        titles: of the headings, from the top.
        notes: the most needed first.
        width: cells of a line.
    """
    left = list(notes)
    found: list[list[Note]] = []
    for title in titles:
        taken: list[Note] = []
        for note in notes:
            if note in left and _start(title, [*taken, note], width) is not None:
                taken.append(note)
                left.remove(note)
        found.append(taken)
    return found


def rule(title: str, notes: Sequence[Note], width: int) -> list[Piece]:
    """A heading drawn as a rule, with its notes at the right.

    Args:
        title: of the heading.
        notes: from `shared`.
        width: cells of the line.
    """
    start = _start(title, notes, width)
    pieces: list[Piece] = [(_LEAD, DIM), (title, HEAD)]
    if start is None or not notes:
        return [*pieces, (" " + "─" * max(0, width - cell_len(title) - 5), DIM)]
    line = start - cell_len(_LEAD) - cell_len(title)
    said = _DOT.join(note.text for note in notes)
    return [*pieces, (f" {'─' * (line - 2)} {said} {'─' * (_TAIL - 1)}", DIM)]


def command_at(title: str, notes: Sequence[Note], width: int, x: int) -> str | None:
    """The command of the note at a cell of a rule; None where none stands."""
    place = _start(title, notes, width)
    if place is None:
        return None
    for note in notes:
        if place <= x < place + cell_len(note.text):
            return note.command
        place += cell_len(note.text) + len(_DOT)
    return None


def _start(title: str, notes: Sequence[Note], width: int) -> int | None:
    """The cell where the notes begin; None where they do not fit."""
    said = _DOT.join(note.text for note in notes)
    start = width - _TAIL - cell_len(said)
    return start if start >= cell_len(_LEAD) + cell_len(title) + 2 + _FEWEST else None
