"""Start-up, first screen, key to repaint and memory, beside what the toolkit alone costs.

    python -m benchmarks.startup [--rounds N] [--only commands|screens]

Prints one line a comparison; exits 1 if a target is missed. Caches are warm and the workspace is a
fresh one in a temporary folder, as for a user on the second day.
"""

import argparse
import contextlib
import math
import os
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from benchmarks.measure import Line, Watched, alternate, memory_of, report, run_seconds
from tests.terminal.emulator import Emulator
from tests.terminal.smoke import LIST_TO_OPEN, shows_scored_table
from tests.terminal.terminal import environment_below

PYTHON = sys.executable
REWATCH = str(Path(sys.executable).with_name("rewatch"))
BARE_APP = [PYTHON, str(Path(__file__).with_name("bare_app.py"))]
SCREEN = [REWATCH, LIST_TO_OPEN]
FRAME = 17.0  # milliseconds: one frame at 60 a second


def shows_hello(screen: Emulator) -> bool:
    """Whether the bare app has painted."""
    return "hello" in screen.lines[0]


def milliseconds(seconds: list[float]) -> list[float]:
    """The same figures in the unit of the report."""
    return [figure * 1000 for figure in seconds]


def commands(rounds: int, environment: Mapping[str, str]) -> list[Line]:
    """Commands that must feel instant, beside an interpreter that does next to nothing."""
    figures = alternate(
        {
            "version": lambda: run_seconds([REWATCH, "--version"], environment),
            "pass": lambda: run_seconds([PYTHON, "-c", "pass"], environment),
            "rank": lambda: run_seconds([REWATCH, "rank", "--json"], environment),
            "libraries": lambda: run_seconds([PYTHON, "-c", "import numpy, pydantic"], environment),
        },
        rounds,
    )
    taken = {name: milliseconds(seconds) for name, seconds in figures.items()}
    return [
        Line(
            "rewatch --version",
            "python -c pass",
            taken["version"],
            taken["pass"],
            "ms",
            lambda peer: 3 * peer,
            "3x",
        ),
        Line(
            "rewatch rank --json",
            'python -c "import numpy, pydantic"',
            taken["rank"],
            taken["libraries"],
            "ms",
            lambda peer: 3 * peer,
            "3x",
        ),
    ]


def first_screen(rounds: int, environment: Mapping[str, str]) -> list[Line]:
    """From starting the program to the scored table, beside the bare app's hello."""

    def ours() -> float:
        with Watched(SCREEN, environment) as program:
            return program.seconds_to_show(shows_scored_table)

    def theirs() -> float:
        with Watched(BARE_APP, environment) as program:
            return program.seconds_to_show(shows_hello)

    figures = alternate({"ours": ours, "theirs": theirs}, rounds)
    return [
        Line(
            "scored table on screen",
            "bare Textual app",
            milliseconds(figures["ours"]),
            milliseconds(figures["theirs"]),
            "ms",
            lambda peer: 2 * peer,
            "2x",
        )
    ]


def highest_while(task: Callable[[], None], figure: Callable[[], float]) -> float:
    """The highest of a figure while a task runs, looked at every hundredth of a second."""
    found = [figure()]
    ended = threading.Event()

    def look() -> None:
        while not ended.wait(0.01):
            with contextlib.suppress(OSError):  # a process ended while it was looked at
                found.append(figure())

    looking = threading.Thread(target=look)
    looking.start()
    try:
        task()
    finally:
        ended.set()
        looking.join()
    return max(found)


def running(rounds: int, environment: Mapping[str, str]) -> list[Line]:
    """Key to repaint and memory of the interface at work, beside the bare app's."""
    with Watched(SCREEN, environment) as ours, Watched(BARE_APP, environment) as theirs:
        ours.seconds_to_show(shows_scored_table)
        theirs.seconds_to_show(shows_hello)
        together = highest_while(ours.rest, lambda: memory_of(ours.pid).current)
        theirs.settle()
        keys = alternate(
            {
                "ours down": lambda: ours.seconds_to_repaint("down"),
                "theirs down": lambda: theirs.seconds_to_repaint("down"),
                "ours up": lambda: ours.seconds_to_repaint("up"),
                "theirs up": lambda: theirs.seconds_to_repaint("up"),
            },
            rounds,
        )
        ours.rest()
        our_memory, their_memory = memory_of(ours.pid), memory_of(theirs.pid)
    return [
        Line(
            "arrow key to repaint",
            "bare Textual app",
            milliseconds(keys["ours down"] + keys["ours up"]),
            milliseconds(keys["theirs down"] + keys["theirs up"]),
            "ms",
            lambda peer: peer + FRAME,
            "+17 ms",
        ),
        Line(
            "memory, running",
            "bare Textual app",
            [our_memory.current],
            [their_memory.current],
            "MiB",
            lambda peer: 1.5 * peer + 30,
            "1.5x + 30 MiB",
        ),
        Line(
            "memory, while sampling beside",
            "bare Textual app",
            [together],
            [their_memory.current],
            "MiB",
            lambda _peer: math.inf,
            "none set",
        ),
        Line(
            "memory at its highest, alone",
            "bare Textual app",
            [our_memory.peak],
            [their_memory.peak],
            "MiB",
            lambda peer: 1.5 * peer + 30,
            "1.5x + 30 MiB",
        ),
    ]


def main() -> int:
    """Measure, print, and say by the exit code whether every target is met."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=20, help="rounds that count (default: 20)")
    parser.add_argument("--only", choices=["commands", "screens"], help="measure one part")
    options = parser.parse_args()
    lines: list[Line] = []
    with tempfile.TemporaryDirectory() as folder:
        environment = environment_below(Path(folder))
        if options.only != "screens":
            lines += commands(options.rounds, environment)
        if options.only != "commands":
            lines += first_screen(options.rounds, environment)
            lines += running(options.rounds, environment)
    version = ".".join(map(str, sys.version_info[:3]))
    print(f"Python {version}, {os.cpu_count()} cores, {options.rounds} rounds; medians (10–90 %)")
    print(report(lines))
    return 0 if all(line.met for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
