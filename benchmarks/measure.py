"""How the benchmarks measure, so that they all measure alike.

What is compared is run alternately in one go, after a first round that warms the caches and is not
counted, and reported as medians and their ratio. Screens are timed from outside, in a
pseudo-terminal: the moment counts at which the bytes arrive that make the expected thing visible.
The emulator that tells which bytes those were runs afterwards, so its own slowness is in no figure.
"""

import os
import statistics
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.terminal.emulator import Answers, Emulator
from tests.terminal.pseudo_terminal import PseudoTerminal
from tests.terminal.terminal import KEYS

QUIET = 0.06  # seconds without output after which a repaint is over
SETTLED = 1.0  # seconds without output after which a program has finished starting
BURST = 0.004  # seconds between two pieces of output that belong to one repaint


def alternate(measured: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, list[float]]:
    """Call each in turn, `rounds` times after a round that is not counted.

    Returns:
        For each name its figures, in the order they were taken.
    """
    figures: dict[str, list[float]] = {name: [] for name in measured}
    for number in range(rounds + 1):
        for name, take in measured.items():
            figure = take()
            if number:
                figures[name].append(figure)
    return figures


def run_seconds(command: Sequence[str], environment: Mapping[str, str]) -> float:
    """Seconds from starting a program to its end; its output goes nowhere.

    Raises:
        RuntimeError: It ended with another code than 0.
    """
    nowhere = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in (0, 1, 2)]
    start = time.perf_counter()
    pid = os.posix_spawnp(command[0], list(command), environment, file_actions=nowhere)
    _, status = os.waitpid(pid, 0)
    seconds = time.perf_counter() - start
    if code := os.waitstatus_to_exitcode(status):
        raise RuntimeError(f"{' '.join(command)} ended with {code}")
    return seconds


class Watched:
    """A program in a pseudo-terminal, every piece of its output kept with its time of arrival.

    Attributes:
        patience: seconds until what should be on the screen is given up.
    """

    patience = 30.0

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        columns: int = 120,
        rows: int = 40,
    ) -> None:
        self._process = PseudoTerminal(command, columns=columns, rows=rows, environment=environment)
        self._answers = Answers()
        self._screen = Emulator(columns, rows, lambda _reply: None)
        self._unseen: list[tuple[float, bytes]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.close()

    @property
    def pid(self) -> int:
        """The program's process."""
        return self._process.pid

    def seconds_to_show(self, shown: Callable[[Emulator], bool]) -> float:
        """Seconds from the start of the program until `shown` is true of its screen.

        Raises:
            RuntimeError: It is not within `patience`, or the program ended.
        """
        end = time.perf_counter() + self.patience
        while time.perf_counter() < end:
            self._collect(QUIET)
            while self._unseen:
                arrived, data = self._unseen.pop(0)
                self._screen.feed(data)
                if shown(self._screen):
                    return arrived - self._process.started_at
        raise RuntimeError("not on the screen:\n" + "\n".join(self._screen.lines))

    def settle(self) -> None:
        """Wait until the program has nothing more to show."""
        self._collect(SETTLED)
        self._see_all()

    def let(self, seconds: float) -> None:
        """Leave the program alone for a while, though it blink for ever."""
        time.sleep(seconds)
        self._collect(0.0)
        self._see_all()

    def rest(self) -> None:
        """Wait until no process works below the program, and nothing more is to be shown.

        Raises:
            RuntimeError: Some still work after `patience`.
        """
        end = time.perf_counter() + self.patience
        quiet = 0
        while quiet < 2:  # what starts after a pause may not have started yet
            if time.perf_counter() > end:
                raise RuntimeError("processes still work below the program")
            self.settle()
            quiet = quiet + 1 if len(list(_family(self.pid))) == 1 else 0

    def seconds_to_repaint(self, key: str) -> float:
        """Seconds from pressing a key to the last byte of the repaint that first changes a cell.

        Raises:
            RuntimeError: The key changed nothing on the screen.
        """
        before = self._screen.cells
        pressed = time.perf_counter()
        self._process.write(KEYS.get(key, key).encode())
        end = pressed + self.patience
        while time.perf_counter() < end:
            self._collect(QUIET)
            while self._unseen:
                arrived, data = self._unseen.pop(0)
                self._screen.feed(data)
                if self._screen.cells != before:
                    finished = self._end_of_burst(arrived)
                    self._see_all()
                    return finished - pressed
        raise RuntimeError(
            f"{key} changed nothing on the screen:\n" + "\n".join(self._screen.lines)
        )

    def _end_of_burst(self, arrived: float) -> float:
        for later, _ in self._unseen:
            if later - arrived > BURST:
                break
            arrived = later
        return arrived

    def _see_all(self) -> None:
        for _, data in self._unseen:
            self._screen.feed(data)
        self._unseen.clear()

    def _collect(self, quiet: float) -> None:
        """Take output, and answer its questions, until none has come for `quiet` seconds."""
        while True:
            data = self._process.read(quiet)
            arrived = time.perf_counter()
            if data is None:
                raise RuntimeError(f"the program ended with {self._process.wait(self.patience)}")
            if not data:
                return
            if answer := self._answers.to(data):
                self._process.write(answer)
            self._unseen.append((arrived, data))


@dataclass(frozen=True)
class Memory:
    """Resident memory of a program and all its children, in MiB: now, and at its highest."""

    current: float
    peak: float


def memory_of(pid: int) -> Memory:
    """Read the memory of a process and of those below it from the system (Linux)."""
    current = peak = 0.0
    for process in _family(pid):
        status = dict(
            line.split(":", 1) for line in Path(f"/proc/{process}/status").read_text().splitlines()
        )
        if "VmRSS" in status:  # one that has just ended has no memory left
            current += int(status["VmRSS"].split()[0]) / 1024
            peak += int(status["VmHWM"].split()[0]) / 1024
    return Memory(current, peak)


def _family(pid: int) -> Iterable[int]:
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in children.read_text().split():
            yield from _family(int(child))


@dataclass(frozen=True)
class Line:
    """One comparison: ours and the peer's figures, and the most that ours may be.

    Attributes:
        what: What was measured.
        peer: What it is measured against.
        ours: Our figures.
        theirs: The peer's figures.
        unit: Of all figures: `ms` or `MiB`.
        allowed: From the peer's median, the most that our median may be.
        target: The same in words.
    """

    what: str
    peer: str
    ours: Sequence[float]
    theirs: Sequence[float]
    unit: str
    allowed: Callable[[float], float]
    target: str

    @property
    def met(self) -> bool:
        """Whether our median is within what is allowed."""
        return statistics.median(self.ours) <= self.allowed(statistics.median(self.theirs))


def report(lines: Sequence[Line]) -> str:
    """The comparisons as a table of medians, each with its range from 10th to 90th percentile."""
    header = ("what", "rewatch", "peer", "ratio", "target", "", "measured against")
    rows = [header]
    for line in lines:
        ours, theirs = statistics.median(line.ours), statistics.median(line.theirs)
        rows.append(
            (
                line.what,
                _figure(line.ours, line.unit),
                _figure(line.theirs, line.unit),
                f"{ours / theirs:.2f}",
                line.target,
                "met" if line.met else "MISSED",
                line.peer,
            )
        )
    widths = [max(len(row[column]) for row in rows) for column in range(len(header))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def _figure(figures: Sequence[float], unit: str) -> str:
    middle = statistics.median(figures)
    if len(figures) < 2:
        return f"{middle:.1f} {unit}"
    tenths = statistics.quantiles(figures, n=10, method="inclusive")
    return f"{middle:.1f} {unit} ({tenths[0]:.1f}–{tenths[-1]:.1f})"
