"""A person at a terminal: starts a program, types, looks at the screen, waits for what must come.

    with Terminal(["rewatch"], columns=80, rows=24) as terminal:
        terminal.wait_for("Arafura")
        terminal.press("down", "enter")
        terminal.wait_for(lambda screen: "why" in screen.lines[0])
        terminal.press("q")
        assert terminal.wait_closed() == 0

Waiting is always for something to be seen, never for time to pass.
"""

import os
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.terminal.emulator import Emulator
from tests.terminal.pseudo_terminal import PseudoTerminal

# Generous, because it is only ever spent by a test that is about to fail.
PATIENCE = 30.0

KEYS = {
    "enter": "\r",
    "escape": "\x1b",
    "tab": "\t",
    "shift+tab": "\x1b[Z",
    "space": " ",
    "backspace": "\x7f",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "delete": "\x1b[3~",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    **{
        f"ctrl+{letter}": chr(ord(letter) - ord("a") + 1) for letter in "abcdefghijklmnopqrstuvwxyz"
    },
}


def environment_below(folder: Path) -> dict[str, str]:
    """This process's variables, with every folder the tool may use below `folder`."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("REWATCH_", "XDG_", "PYTHON", "VIRTUAL_ENV"))
    }
    return kept | {"HOME": str(folder), "REWATCH_WORKSPACE": str(folder / "workspace")}


class NotSeenError(AssertionError):
    """What was waited for did not come; the message shows the screen as it was."""


class Terminal:
    """A running program and its screen.

    Args:
        command: The program, looked up on the PATH, and its arguments.
        columns: Width in cells.
        rows: Height in cells.
        environment: The program's whole environment; by default this process's own.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        columns: int = 80,
        rows: int = 24,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.process = PseudoTerminal(command, columns=columns, rows=rows, environment=environment)
        self.screen = Emulator(columns, rows, self.process.write)
        self.received = b""  # all that the program has written
        self._open = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.process.close()

    @property
    def lines(self) -> list[str]:
        """The rows of the screen as last seen."""
        return self.screen.lines

    @property
    def text(self) -> str:
        """The screen as last seen, without the blanks at the ends of its rows."""
        return "\n".join(line.rstrip() for line in self.lines)

    def type(self, text: str) -> None:
        """Type characters."""
        self.process.write(text.encode())

    def press(self, *keys: str) -> None:
        """Press keys by name (`enter`, `escape`, `down`, `ctrl+p`) or by their character."""
        for key in keys:
            self.type(KEYS.get(key, key))

    def click(self, column: int, row: int) -> None:
        """Press and let go the left button over a cell, counted from 0."""
        for end in "Mm":  # as a terminal tells of the mouse (SGR): the button goes down, and up
            self.type(f"\x1b[<0;{column + 1};{row + 1}{end}")

    def resize(self, columns: int, rows: int) -> None:
        """Give the window another size."""
        self.screen.resize(columns, rows)
        self.process.resize(columns, rows)

    def wait_for(
        self, wanted: str | Callable[[Emulator], object], timeout: float = PATIENCE
    ) -> str:
        """Read until something is on the screen.

        Args:
            wanted: Text, or a question put to the screen after each piece of output; never to a
                frame of which only the first lines came.
            timeout: Seconds until giving up.

        Returns:
            The screen's text.

        Raises:
            NotSeenError: It did not come in time, or the program ended first.
        """
        end = time.monotonic() + timeout
        while not self._shows(wanted):
            if not self._open:
                code = self.process.wait(PATIENCE)
                raise NotSeenError(self._report(wanted, f"the program ended with {code}"))
            if time.monotonic() > end:
                raise NotSeenError(self._report(wanted, f"not seen within {timeout:g} s"))
            self._take(end - time.monotonic())
        return self.text

    def wait_gone(self, text: str, timeout: float = PATIENCE) -> str:
        """Read until `text` is no longer on the screen."""
        return self.wait_for(lambda screen: all(text not in line for line in screen.lines), timeout)

    def wait_closed(self, timeout: float = PATIENCE) -> int:
        """Read until the program ends.

        Returns:
            Its exit code.

        Raises:
            NotSeenError: It still runs when the time is over.
        """
        end = time.monotonic() + timeout
        while self._open and time.monotonic() < end:
            self._take(end - time.monotonic())
        code = self.process.wait(max(end - time.monotonic(), 0.0))
        if code is None:
            raise NotSeenError(
                self._report("the end of the program", f"not seen within {timeout:g} s")
            )
        return code

    def _shows(self, wanted: str | Callable[[Emulator], object]) -> bool:
        if self._open and not self.screen.whole:
            return False
        return wanted in self.text if isinstance(wanted, str) else bool(wanted(self.screen))

    def _take(self, timeout: float) -> None:
        data = self.process.read(timeout)
        if data is None:
            self._open = False
        elif data:
            self.received += data
            self.screen.feed(data)

    def _report(self, wanted: object, why: str) -> str:
        frame = "\n".join(f"|{line}|" for line in self.lines)
        return f"{wanted!r}: {why}; the screen was\n{frame}"
