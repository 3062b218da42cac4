"""The one gate between text from files and the screen.

Whatever was read from a file, typed by a user or said by an error passes through here before it is
painted. It is never markup; control, format and bidirectional characters are shown, not obeyed;
long text is cut to the cells it may have. Knows nothing of widgets.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size

from rewatch.domain.text import ELLIPSIS
from rewatch.domain.text import visible as on_one_line

if TYPE_CHECKING:
    from textual.content import Content

_TAB = "    "

# What makes one sign of several: letters of flags, skin colours, the sign that asks for a picture,
# the frame of a key, and the joiner. (Between letters it asks for another form of the same ones,
# which cells do not show; what counts cells takes all that it joins for one.)
_FIRST_FLAG = 0x1F1E6
_JOINED = re.compile("[\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff\ufe0f\u20e3\u200d]")
# Characters looked at per cell wanted: combining marks take no cell, yet ten thousand are hostile.
_MARKS_A_CELL = 8


def visible(text: object, *, lines: bool = False) -> str:
    """Text with every character that a terminal would obey made visible.

    Args:
        text: anything; its `str()` is taken.
        lines: keeps line ends and widens tabs, for text that is shown on several lines.
    """
    found = steady(str(text))
    if not lines:
        return on_one_line(found)
    found = found.replace("\r\n", "\n").replace("\r", "\n").replace("\t", _TAB)
    return "\n".join(on_one_line(line) for line in found.split("\n"))


def steady(text: str) -> str:
    """Text of which every terminal thinks that it takes the same cells.

    Signs that are joined, coloured or framed into one picture take two cells in one terminal and
    the sum of their parts in the next, and the columns behind them are out of line in one of both.
    So a picture is shown as its parts, and a flag as the two letters that make it.
    """
    return text if text.isascii() else _JOINED.sub(_part, text)


def _part(found: re.Match[str]) -> str:
    place = ord(found[0]) - _FIRST_FLAG
    return chr(ord("A") + place) if 0 <= place < 26 else ""


def cut(text: object, cells: int) -> str:
    """Visible text in at most `cells` cells, with … where something was left out."""
    if cells <= 0:
        return ""
    whole = str(text)
    found = visible(whole[: cells * _MARKS_A_CELL])
    if len(whole) <= cells * _MARKS_A_CELL and cell_len(found) <= cells:
        return found
    return set_cell_size(found, max(0, cells - 1)).rstrip() + ELLIPSIS


def both_ends(text: object, width: int) -> str:
    """A text in some cells, its middle left out where it is longer: ends tell titles apart."""
    safe = visible(text)
    if cell_len(safe) <= width:
        return safe
    rest = (width - 1) // 2
    end = safe[-rest:]
    while cell_len(end) > rest:  # some signs take two cells
        end = end[1:]
    return f"{set_cell_size(safe, width - 1 - cell_len(end)).rstrip()}{ELLIPSIS}{end}"


def fitted(text: object, cells: int, *, right: bool = False) -> str:
    """Visible text in exactly `cells` cells: cut or padded, on the left if `right`."""
    found = cut(text, cells)
    padding = " " * (cells - cell_len(found))
    return padding + found if right else found + padding


def wrapped(text: object, cells: int) -> list[str]:
    """Visible text folded at spaces into lines of at most `cells` cells; at least one line."""
    cells = max(1, cells)
    folded: list[str] = []
    for paragraph in visible(text, lines=True).split("\n"):
        line = ""
        for word in paragraph.split(" "):
            if not line and not word:
                line = " "  # an indented line stays so
                continue
            candidate = f"{line} {word}" if line.strip() else line + word
            if cell_len(candidate) <= cells:
                line = candidate
                continue
            if line:
                folded.append(line)
            *whole, line = _pieces_of(word, cells)
            folded.extend(whole)
        folded.append(line)
    return folded


def _pieces_of(word: str, cells: int) -> list[str]:
    """A word in pieces of at most `cells` cells."""
    pieces = [""]
    used = 0
    for letter in word:
        wide = cell_len(letter)
        if used + wide > cells and pieces[-1]:
            pieces.append("")
            used = 0
        pieces[-1] += letter
        used += wide
    return pieces


def plain(text: object, *, lines: bool = False) -> Content:
    """Visible text as the toolkit's content, which is never read as markup."""
    from textual.content import Content

    return Content(visible(text, lines=lines))
