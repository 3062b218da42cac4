"""What a person would see: bytes from a terminal program turned into a grid of cells.

pyte does the work. Added here is what today's programs also expect of a terminal: an alternate
screen that gives the former one back, answers to the questions they ask when they start, and no
stumbling over the sequences that pyte takes for others.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import Any

import pyte
from pyte.screens import Char, Margins
from wcwidth import wcwidth

_ALTERNATE_SCREEN = 1049
_SYNCHRONISED_OUTPUT = 2026
_PRIVATE = 5  # bits by which pyte shifts the number of a private mode
# "Is mode N supported?": answered with N;2 (yes, not set) or N;0 (unknown).
_MODE_QUESTION = re.compile(rb"\x1b\[\?(\d+)\$p")
# Sequences with a prefix that pyte skips and then reads the rest of as another sequence: the
# keyboard protocol (CSI > 1 u, CSI < u), key modifiers (CSI > 4 ; 1 m), questions of DECRQM.
_MISREAD = re.compile(rb"\x1b\[[<>=][\d;]*[@-~]|\x1b\[\?\d+\$p")
_UNFINISHED = re.compile(rb"\x1b(?:\[[<>=?]?[\d;$]*)?$")


class Answers:
    """Finds the questions in a program's output and says what a good terminal replies."""

    def __init__(self) -> None:
        self._rest = b""

    def to(self, data: bytes) -> bytes:
        """Return the replies to the questions that end in `data`, which may begin mid-sequence."""
        data = self._rest + data
        unfinished = _UNFINISHED.search(data)
        self._rest = unfinished.group() if unfinished else b""
        replies = []
        for question in _MODE_QUESTION.finditer(data):
            mode = int(question.group(1))
            state = 2 if mode == _SYNCHRONISED_OUTPUT else 0
            replies.append(b"\x1b[?%d;%d$y" % (mode, state))
        return b"".join(replies)


class _Screen(pyte.Screen):
    """pyte's screen with an alternate one, and replies handed to whoever asked for them."""

    def __init__(self, columns: int, rows: int, reply: Callable[[bytes], None]) -> None:
        self._reply = reply
        self._main: tuple[dict[int, Any], Any] | None = None
        super().__init__(columns, rows)

    def draw(self, data: str) -> None:
        # pyte stops at a sign without a width of its own (a vowel of Thai, a joiner); a terminal
        # paints it over the cell before and goes on.
        super().draw("".join(c for c in data if wcwidth(c) > 0 or unicodedata.combining(c)))

    def write_process_input(self, data: str) -> None:
        self._reply(data.encode())

    def set_mode(self, *modes: int, **options: Any) -> None:
        if options.get("private") and _ALTERNATE_SCREEN in modes and self._main is None:
            lines = {row: dict(self.buffer[row]) for row in range(self.lines)}
            self._main = (lines, (self.cursor.x, self.cursor.y))
            self.erase_in_display(2)
        super().set_mode(*modes, **options)

    def reset_mode(self, *modes: int, **options: Any) -> None:
        super().reset_mode(*modes, **options)
        if options.get("private") and _ALTERNATE_SCREEN in modes and self._main is not None:
            lines, (self.cursor.x, self.cursor.y) = self._main
            self._main = None
            self.erase_in_display(2)
            for row, cells in lines.items():
                self.buffer[row].update(cells)


class Emulator:
    """A screen of cells that is fed a program's output.

    Args:
        columns: Width in cells.
        rows: Height in cells.
        reply: Takes what the terminal itself answers to the program.
    """

    def __init__(self, columns: int, rows: int, reply: Callable[[bytes], None]) -> None:
        self._screen = _Screen(columns, rows, reply)
        self._stream = pyte.ByteStream(self._screen)
        self._answers = Answers()
        self._reply = reply
        self._rest = b""

    def feed(self, data: bytes) -> None:
        """Take in output; it may end in the middle of a sequence or of a character."""
        replies = self._answers.to(data)
        if replies:
            self._reply(replies)
        data = self._rest + data
        unfinished = _UNFINISHED.search(data)
        self._rest = unfinished.group() if unfinished else b""
        complete = data[: len(data) - len(self._rest)]
        self._stream.feed(_MISREAD.sub(b"", complete))

    def resize(self, columns: int, rows: int) -> None:
        """Take another size, as the pseudo-terminal did."""
        self._screen.resize(rows, columns)
        self._screen.margins = Margins(0, rows - 1)

    @property
    def whole(self) -> bool:
        """Whether no frame is half painted: a terminal shows one when the program has ended it."""
        return _SYNCHRONISED_OUTPUT << _PRIVATE not in self._screen.mode

    @property
    def lines(self) -> list[str]:
        """The rows as text, each as wide as the screen (a wide character fills two cells)."""
        return list(self._screen.display)

    @property
    def cells(self) -> list[list[Char]]:
        """Every cell with its character, colours and attributes, row by row."""
        buffer, columns = self._screen.buffer, self._screen.columns
        return [
            [buffer[row][column] for column in range(columns)] for row in range(len(self.lines))
        ]

    @property
    def cursor(self) -> tuple[int, int]:
        """Column and row of the cursor, counted from 0."""
        return self._screen.cursor.x, self._screen.cursor.y
