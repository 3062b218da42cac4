"""Wrapping and columns in a fixed-width font, by what characters really take."""

from __future__ import annotations

from collections.abc import Sequence

from rewatch.scorecards.plain import is_even, width


def wrap(text: str, columns: int) -> list[str]:
    """Lines of at most `columns` columns; a word too long for a line is cut."""
    if len(text) * 2 <= columns:  # a character takes two columns at most
        return [text]
    if is_even(text):
        if len(text) <= columns:
            return [text]
        if columns > 0 and "  " not in text and text.strip(" ") == text:
            return _wrap_even(text, columns)
    elif width(text) <= columns:
        return [text]
    lines: list[str] = []
    line, used = "", 0
    for word in text.split(" "):
        size = width(word)
        if used and used + 1 + size <= columns:
            line, used = f"{line} {word}", used + 1 + size
            continue
        if line:
            lines.append(line)
        rest = word
        while width(rest) > columns:
            head = _cut(rest, columns)
            lines.append(head)
            rest = rest[len(head) :]
        line, used = rest, width(rest)
    if line or not lines:
        lines.append(line)
    return lines


def _wrap_even(text: str, columns: int) -> list[str]:
    """The same for words one space apart whose characters all take one column, much faster."""
    lines, start = [], 0
    while len(text) - start > columns:
        space = text.rfind(" ", start, start + columns + 1)
        end = start + columns if space < 0 else space
        lines.append(text[start:end])
        start = end if space < 0 else end + 1
    lines.append(text[start:])
    return lines


def _cut(word: str, columns: int) -> str:
    used = 0
    for position, character in enumerate(word):
        used += width(character)
        if used > columns and position:
            return word[:position]
    return word


def hang(text: str, columns: int, first: str = "", rest: str | None = None) -> list[str]:
    """Wrapped lines with a lead before the first and another before the rest."""
    follow = " " * width(first) if rest is None else rest
    lines = wrap(text, columns - width(first))
    return [(first if n == 0 else follow) + line for n, line in enumerate(lines)]


def pad(text: str, columns: int, right: bool = False) -> str:
    """Text filled up with spaces."""
    if text.isascii():
        return text.rjust(columns) if right else text.ljust(columns)
    gap = " " * max(0, columns - width(text))
    return gap + text if right else text + gap


def column_widths(cells: Sequence[Sequence[str]], columns: int, gap: int = 2) -> list[int]:
    """Widths of columns that fit: narrow ones keep theirs, wide ones share what is left.

    Args:
        cells: rows of cells, the header row included.
        columns: the width of all columns and the gaps between them.
        gap: spaces between two columns.
    """
    natural = [max(width(row[n]) for row in cells) for n in range(len(cells[0]))]
    room = columns - gap * (len(natural) - 1)
    chosen = list(natural)
    while sum(chosen) > room:
        widest = max(chosen)
        places = [n for n, size in enumerate(chosen) if size == widest]
        second = max([size for size in chosen if size < widest], default=0)
        over = sum(chosen) - room
        cut = min(widest - second, -(-over // len(places)))
        for n in places:
            chosen[n] = max(1, widest - max(1, cut))
    return chosen
