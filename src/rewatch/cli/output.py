"""How commands print: text or JSON, in colour only where a person sees it.

Every piece of text from a file goes through `visible` before it is printed; the functions that lay
out lines take text that has been.
"""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

from rewatch.domain.text import ELLIPSIS, visible

FORMAT = 1
NARROW, WIDE = 80, 120

# What stands in where the output's encoding (an old code page) lacks the signs of tables.
_SIGNS = "█░·–−×…"
_PLAIN = str.maketrans(_SIGNS, "#+.--x~")

_STYLES = {"bold": "1", "dim": "2", "green": "32", "yellow": "33", "red": "31", "cyan": "36"}


class Output:
    """Standard output of one command, and its remarks on standard error.

    Attributes:
        as_json: whether the answer is JSON.
    """

    def __init__(self, *, as_json: bool, plain: bool) -> None:
        self.as_json = as_json
        self.terminal = sys.stdout is not None and sys.stdout.isatty()
        self.colour = (
            self.terminal
            and not plain
            and not os.environ.get("NO_COLOR")
            and os.environ.get("TERM") != "dumb"
        )
        self._plain_signs = not _can_show(_SIGNS)

    @cached_property
    def width(self) -> int:
        """Columns that lines may fill."""
        import shutil

        return max(NARROW, min(shutil.get_terminal_size((NARROW, 24)).columns, WIDE))

    def line(self, text: str = "") -> None:
        """Prints one line."""
        if self._plain_signs:
            text = text.translate(_PLAIN)
        print(text.rstrip())

    def lines(self, texts: Iterable[str]) -> None:
        """Prints some lines."""
        for text in texts:
            self.line(text)

    def paint(self, text: str, *styles: str) -> str:
        """The text in some styles, or as it is where there is no colour."""
        if not self.colour or not text:
            return text
        codes = ";".join(_STYLES[style] for style in styles)
        return f"\x1b[{codes}m{text}\x1b[0m"

    def json(self, answer: dict[str, Any]) -> None:
        """Prints an answer as JSON: on one line, or indented on a terminal."""
        import json

        text = json.dumps(
            {"format": FORMAT, **answer},
            indent=2 if self.terminal else None,
            separators=None if self.terminal else (",", ":"),
        )
        print(text.replace("\x7f", "\\u007f"))  # the one control that JSON may hold as it is

    def remark(self, text: str) -> None:
        """One line beside the answer, on standard error."""
        if sys.stderr is not None:
            print(f"rewatch: {visible(text)}", file=sys.stderr)


def _can_show(signs: str) -> bool:
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    try:
        signs.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def cells(text: str) -> int:
    """How many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    return sum(_cells_of(sign) for sign in text)


def _cells_of(sign: str) -> int:
    if unicodedata.category(sign) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in ("W", "F") else 1


def head(text: str, width: int) -> str:
    """The longest beginning of a text that takes at most so many columns."""
    used = 0
    for position, sign in enumerate(text):
        used += _cells_of(sign)
        if used > width:
            return text[:position]
    return text


def fit(text: str, width: int, *, right: bool = False) -> str:
    """A text cut or filled to exactly so many columns.

    Args:
        text: visible text.
        width: columns.
        right: whether it stands at the right end.
    """
    taken = cells(text)
    if taken > width:
        text = head(text, width - 1) + ELLIPSIS
        taken = cells(text)
    space = " " * (width - taken)
    return space + text if right else text + space


def wrapped(text: str, width: int, indent: str = "") -> list[str]:
    """A paragraph broken into lines between words, long words cut.

    Args:
        text: visible text.
        width: columns of the whole line.
        indent: what every line begins with.
    """
    room = max(width - len(indent), 10)
    lines: list[str] = []
    line = ""
    for word in (piece for whole in text.split() for piece in _pieces(whole, room)):
        joined = f"{line} {word}" if line else word
        if cells(joined) > room:
            lines.append(line)
            line = word
        else:
            line = joined
    if line:
        lines.append(line)
    return [indent + line for line in lines] or [indent.rstrip()]


def _pieces(word: str, width: int) -> Iterator[str]:
    """A word cut into pieces that fit."""
    while cells(word) > width:
        piece = head(word, width)
        yield piece
        word = word[len(piece) :]
    yield word


def visible_lines(text: str) -> list[str]:
    """The lines of a text of many lines, each made visible; only line feeds break it."""
    return [visible(line) for line in text.rstrip("\n").split("\n")]
