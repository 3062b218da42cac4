"""What the marks of a row mean, in plain words, and the strip of the watchlists with their keys."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len

from rewatch.domain.lists import ALL_LISTS, ALL_LISTS_NAME
from rewatch.tui.keys import keyed
from rewatch.tui.standings import OUTSIDE, Standing
from rewatch.tui.text import cut
from rewatch.tui.widgets.paint import ACCENT, DIM, PLAIN, STRONG, WARN, Piece, paragraph, span

if TYPE_CHECKING:
    from rewatch.tui.view import Row

NUMBERED = 9  # watchlists that have a key of their own
_THESIS = {
    "✓": "your thesis holds",
    "✗": "your thesis is broken",
    "○": "your thesis is open until its date",
    "?": "whether your thesis holds is not known",
}
_SAYS = 20  # cells in which what a mark means says anything
_FEWEST = 8  # cells that a list's name needs to be known by
_MOST = 40


def marks_of_row(
    row: Row, standing: Standing | None, columns: Collection[str]
) -> list[tuple[str, str]]:
    """The marks that stand in a row, each with what it means.

    Args:
        row: of the table.
        standing: what the samples say of its place; None while they do not.
        columns: ids of the columns that stand there.
    """
    found: list[tuple[str, str]] = []
    if row.thesis:
        found.append((row.thesis, _THESIS[row.thesis]))
    if standing is not None and standing.outside and "places" in columns:
        said = f"its # {standing.rank} is outside the places of 90 % of the samples; Enter says why"
        found.append((f"{span(*standing.likely)}{OUTSIDE}", said))
    if "flags" in columns:
        found += flag_marks(row)
    return found


def flag_marks(row: Row) -> list[tuple[str, str]]:
    """The marks beside the count of risk flags, each with what it means."""
    found: list[tuple[str, str]] = []
    disputed = row.flags.removeprefix("≠").rstrip("!†") if row.flags.startswith("≠") else ""
    if disputed:
        many = "1 indicator" if disputed == "1" else f"{disputed} indicators"
        found.append((f"≠{disputed}", f"records of equal weight disagree on {many}; all count"))
    if "!" in row.flags:
        found.append(("!", keyed("two edits of its file disagree: {inbox} shows them")))
    if "†" in row.flags:
        found.append(("†", "no longer active"))
    return found


def in_a_line(marks: Sequence[tuple[str, str]], width: int) -> list[Piece]:
    """Marks and meanings beside each other, as many as fit; the first is cut where it must be."""
    pieces: list[Piece] = []
    room = width
    if width < _SAYS:
        return []
    for mark, said in marks:
        needs = cell_len(mark) + 1 + cell_len(said) + 3
        if pieces and needs > room:
            break
        pieces += [(f" {mark} ", WARN), (cut(said, max(0, room - cell_len(mark) - 2)), DIM)]
        pieces.append(("  ", PLAIN))
        room -= needs + 1
    return pieces


def in_lines(marks: Sequence[tuple[str, str]], width: int) -> list[list[Piece]]:
    """Marks and meanings below each other."""
    lines: list[list[Piece]] = []
    for mark, said in marks:
        first, *more = paragraph(said, width - cell_len(mark) - 1, DIM)
        lines.append([(f"{mark} ", WARN), *first])
        lines += [[(" " * (cell_len(mark) + 1), PLAIN), *line] for line in more]
    return lines


def strip(
    lists: Sequence[tuple[str, str]], current: str, width: int
) -> tuple[list[Piece], list[tuple[int, str]]]:
    """The watchlists with the keys that open them; the open one in brackets.

    Args:
        lists: slug and name, in the order of their keys.
        current: slug of the open list.
        width: cells.

    Returns:
        the line, and the cell after the end of each list with its slug; nothing where there is
        one list only, or no room for them.
    """
    shown = [(str(n), name, slug) for n, (slug, name) in enumerate(lists[:NUMBERED], 1)]
    shown.append(("0", ALL_LISTS_NAME, ALL_LISTS))
    more = f"L all {len(lists)}" if len(lists) > NUMBERED else ""
    # One without a key of its own is marked too, while it is open.
    shown += [("L", name, slug) for slug, name in lists[NUMBERED:] if slug == current]
    if len(shown) > NUMBERED + 1:
        more = f" of {len(lists)}"
    room = width - 4 * len(shown) - cell_len(more)
    for most in range(_MOST, _FEWEST - 1, -1):
        if sum(min(cell_len(name), most) for _, name, _ in shown) <= room:
            break
    else:
        return [], []
    if len(lists) < 2:
        return [], []
    pieces: list[Piece] = []
    spots: list[tuple[int, str]] = []
    end = 0
    for key, name, slug in shown:
        text, here = cut(name, most), slug == current
        pieces += [
            ("[" if here else " ", STRONG),
            (key, ACCENT),
            (f" {text}", STRONG if here else DIM),
            ("]" if here else " ", STRONG),
        ]
        end += cell_len(text) + 4
        spots.append((end, slug))
    return [*pieces, (more, DIM)], spots
