"""The interface at work: start beside its peers, keys while it samples, lists of 50 to 10,000.

    python -m benchmarks.tui [--rounds N] [--keys N] [--sizes 50,1000,10000] [--peers PEERS]

`--peers` is a folder with an environment for each of the peers, which do not agree on one toolkit;
`make bench` makes it:

    for peer in posting harlequin visidata; do python -m venv PEERS/$peer; done
    PEERS/posting/bin/pip install posting "tree-sitter<0.26"
    PEERS/harlequin/bin/pip install harlequin
    PEERS/visidata/bin/pip install visidata

(posting 2.11 crashes at its start with tree-sitter 0.26.) Those that are missing or do not start
here are passed over, and it is said. Everything is timed from outside, in a pseudo-terminal of
120x40. The ranking is sampled in a process beside the interface; its memory counts where it runs.
Prints one line a figure; exits 1 if a target is missed.
"""

import argparse
import itertools
import math
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.measure import QUIET, Watched, alternate, memory_of
from benchmarks.startup import BARE_APP, REWATCH, SCREEN, shows_hello
from tests.terminal.emulator import Emulator
from tests.terminal.smoke import shows_scored_table
from tests.terminal.terminal import KEYS, environment_below

# Seconds without a key: the full sampling has just begun, loads, and is under way.
PAUSES = (0.35, 0.5, 0.65)
_CALM = 0.3  # seconds before a key at rest: what the key before set off is painted by then
RELATIVE = 1.5  # the most that a longer list may cost, beside one of 50
_AFTER = 2.0  # seconds that a peer has for what it does after its first picture
_FIRST_STARTS = 3  # of a list that count at most: that of 10,000 reads for long
_FIRST_ROW, _LAST_ROW = 4, 30

COMPANY = """schema = 1
id = "{id}"
name = "{name}"
role = "developer"
listings = []
[[projects]]
id = "mine"
name = "Mine"
country = "{country}"
feedstock = "hard-rock"
[[sources]]
id = "s1"
type = "company"
title = "Announcement"
date = "2026-01-02"
[[evidence]]
id = "share-2026-01-aaaa"
kind = "share"
source = "s1"
recorded = 2026-01-02
group = "magnet"
pct = {magnet}
basis = "resource"
[[evidence]]
id = "step-2026-01-aaaa"
kind = "step"
source = "s1"
recorded = 2026-01-02
step = "{step}"
state = "planned"
by = "own"
[[evidence]]
id = "testwork-2026-01-aaaa"
kind = "testwork"
source = "s1"
recorded = 2026-01-02
scale = "pilot"
[[evidence]]
id = "partnership-2026-01-aaaa"
kind = "partnership"
source = "s1"
recorded = 2026-01-02
partner = "Buyer {number}"
type = "offtake"
status = "binding"
"""
COUNTRIES = ("AU", "CA", "US", "BR", "ZA", "NO", "GL", "MG")
STEPS = ("mineral-concentrate", "mixed-carbonate", "separated-oxides", "metals")


class Table(Watched):
    """The ranking table, whose cursor is followed from row to row."""

    patience = 600.0  # the first start of a long list reads all its files

    def cursor_row(self) -> int | None:
        """Row of the screen that carries the cursor: the one painted unlike its neighbours."""
        papers = [row[6].bg for row in self._screen.cells[_FIRST_ROW - 1 : _LAST_ROW]]
        usual = statistics.mode(papers)
        found = [number for number, paper in enumerate(papers) if paper != usual]
        return found[0] if len(found) == 1 else None

    @property
    def sampled(self) -> bool:
        """Whether the line below the table names the full number of samples, without a ~."""
        return any(" samples" in line and "~" not in line for line in self._screen.lines[-3:])

    def press(self, key: str) -> None:
        """Presses a key that is not timed."""
        self._process.write(KEYS.get(key, key).encode())
        self.let(QUIET)

    def until(self, shown: Callable[[], bool]) -> None:
        """Waits until something is on the screen.

        Raises:
            RuntimeError: it is not within its patience.
        """
        end = time.perf_counter() + self.patience
        while not shown():
            if time.perf_counter() > end:
                raise RuntimeError("not on the screen:\n" + "\n".join(self._screen.lines))
            self.let(QUIET)

    def sample_again(self) -> None:
        """Has it sample anew without reading or scoring anything: the weights meant otherwise.

        Esc takes that back, and the ranking is sampled as before.
        """
        self.press("w")
        self.until(lambda: sees("Esc puts back")(self._screen))
        self.press("f")
        self.until(lambda: sees("rough")(self._screen))
        self.press("r")
        self.until(lambda: sees("Esc puts back")(self._screen))
        self.press("escape")
        self.until(lambda: shows_bench_table(self._screen) and not self.sampled)

    def seconds_to_move(self, key: str) -> float:
        """Seconds from an arrow key to the last byte that puts the cursor on another row."""
        before = self.cursor_row()
        pressed = time.perf_counter()
        self._process.write(KEYS[key].encode())
        while time.perf_counter() < pressed + self.patience:
            self._collect(QUIET)
            while self._unseen:
                arrived, data = self._unseen.pop(0)
                self._screen.feed(data)
                if self.cursor_row() not in (before, None):
                    self._see_all()
                    return arrived - pressed
        raise RuntimeError(f"{key} moved no cursor:\n" + "\n".join(self._screen.lines))


def fill(workspace: Path, count: int) -> None:
    """A workspace with a list of so many companies, no two alike."""
    (workspace / "companies").mkdir(parents=True)
    (workspace / "watchlists").mkdir()
    entries = [f'schema = 1\nname = "{count} companies"\n']
    for number in range(count):
        key = f"bench-{number:05d}"
        text = COMPANY.format(
            id=key,
            name=f"Bench Metals {number:05d}",
            number=number,
            country=COUNTRIES[number % len(COUNTRIES)],
            step=STEPS[number // 3 % len(STEPS)],
            magnet=15 + number % 200 / 10,
        )
        (workspace / "companies" / f"{key}.toml").write_text(text, "utf-8")
        entries.append(f'[[entries]]\ncompany = "{key}"\n')
    (workspace / "watchlists" / "bench.toml").write_text("".join(entries), "utf-8")


def shows_bench_table(screen: Emulator) -> bool:
    """Whether the generated companies are on the screen, scored."""
    return sum("Bench Metals" in line and "–" in line for line in screen.lines) > 10


@dataclass(frozen=True)
class Program:
    """What is measured beside what.

    Attributes:
        command: starts it.
        useful: whether its useful screen is there.
        keys: pressed in turn; each changes something on the screen.
    """

    command: Sequence[str]
    useful: Callable[[Emulator], bool]
    keys: tuple[str, ...] = ("down", "up")


OURS, BARE = "rewatch", "bare Textual app"
LIST = [REWATCH, "bench"]


def programs_of(folder: Path, peers: Path | None) -> dict[str, Program]:
    """All that could be measured, ours and the bare app first."""
    data = folder / "data.csv"
    data.write_text("name,score\n" + "".join(f"Company {n},{n}\n" for n in range(50)))
    found = {OURS: Program(SCREEN, shows_scored_table), BARE: Program(BARE_APP, shows_hello)}
    if peers is None:
        return found
    typed = ("a", "backspace")
    posting, harlequin = str(peers / "posting/bin/posting"), str(peers / "harlequin/bin/harlequin")
    visidata = [str(peers / "visidata/bin/vd"), str(data)]
    return found | {
        "posting": Program([posting], sees("Collection"), typed),
        "harlequin": Program([harlequin], sees("Query Editor"), typed),
        "VisiData": Program(visidata, sees("Company 1")),
    }


def usable(
    programs: Mapping[str, Program], environment: Mapping[str, str]
) -> tuple[dict[str, Program], dict[str, float]]:
    """The programs that start here, each started twice; with their memory at rest, in MiB."""
    found, memory = {}, {}
    for name, program in programs.items():
        try:
            for _ in range(2):  # the second finds what the first has kept
                with Watched(program.command, environment) as running:
                    running.seconds_to_show(program.useful)
                    _rest(name, running)
                    memory[name] = memory_of(running.pid).current
            found[name] = program
        except (OSError, RuntimeError) as error:
            if name in (OURS, BARE):
                raise
            print(f"{name} is passed over: {str(error).splitlines()[0]}")
    return found, memory


def _rest(name: str, running: Watched) -> None:
    """Until it has done what it does after its first picture, which is sampling in ours."""
    if name == OURS:
        running.rest()
    else:
        running.let(_AFTER)


def starts(rounds: int, programs: Mapping[str, Program], environment: Mapping[str, str],
           memory: Mapping[str, float]) -> bool:  # fmt: skip
    """From starting a program to its useful screen; whether ours is within its target."""

    def start(program: Program) -> float:
        with Watched(program.command, environment) as running:
            return running.seconds_to_show(program.useful)

    measured = {name: partial(start, program) for name, program in programs.items()}
    figures = alternate(measured, rounds)
    bare = statistics.median(figures[BARE])
    print("start to useful screen; memory at rest")
    for name, seconds in figures.items():
        middle = statistics.median(seconds)
        print(f"  {name:<18}{middle * 1000:8.0f} ms{middle / bare:7.2f}x{memory[name]:8.0f} MiB")
    return statistics.median(figures[OURS]) <= 2 * bare


def keys_at_rest(
    count: int, programs: Mapping[str, Program], environment: Mapping[str, str]
) -> None:
    """Key to repaint of all programs, running side by side and pressed in turn."""
    with ExitStack() as stack:
        measured = {}
        for name, program in programs.items():
            running = stack.enter_context(Watched(program.command, environment))
            running.seconds_to_show(program.useful)
            _rest(name, running)
            measured[name] = partial(_next_key, running, itertools.cycle(program.keys))
        figures = alternate(measured, count)
    print("key to repaint, nothing else at work")
    for name, seconds in figures.items():
        print(f"  {name:<18}{_spread(seconds)}")


def _next_key(running: Watched, keys: Iterator[str]) -> float:
    running.let(_CALM)
    return running.seconds_to_repaint(next(keys))


def _spread(seconds: Sequence[float]) -> str:
    """Median and 99th percentile; of fewer than a hundred keys it says that it is the slowest."""
    ordered = sorted(seconds)
    high = ordered[math.ceil(0.99 * len(ordered)) - 1]
    what = "99th percentile" if len(ordered) >= 100 else f"slowest of {len(ordered)} keys"
    return f"median {statistics.median(ordered) * 1000:6.1f} ms  {what} {high * 1000:7.1f} ms"


def sees(text: str) -> Callable[[Emulator], bool]:
    """Whether a text is on the screen."""
    return lambda screen: any(text in line for line in screen.lines)


def starts_of_list(size: int, rounds: int, folder: Path) -> None:
    """From starting to the scored table of a list: with nothing kept from before, and next time.

    Both in turn, after a first round that is not counted: it compiles and warms the disk's cache.
    """
    environment = environment_below(folder)
    fill(Path(environment["REWATCH_WORKSPACE"]), size)

    def start() -> float:
        with Table(LIST, environment) as table:
            seconds = table.seconds_to_show(shows_bench_table)
            table.settle()  # what the next start finds is kept by then
        return seconds

    def first_start() -> float:
        for kept in folder.glob(".*"):  # caches and settings of this home; the workspace stays
            shutil.rmtree(kept)
        return start()

    figures = alternate({"first": first_start, "next": start}, min(rounds, _FIRST_STARTS))
    first, following = (statistics.median(found) * 1000 for found in figures.values())
    print(f"  {size:>6} companies  first {first:8.0f} ms  next {following:6.0f} ms", flush=True)


def keys_while_sampling(size: int, count: int, folder: Path) -> list[float]:
    """Seconds from an arrow key to its repaint, each pressed while the list is being sampled.

    The list has been opened before by `starts_of_list`, in the same folder.
    """
    environment = environment_below(folder)
    figures = []
    with Table(LIST, environment) as table:
        table.seconds_to_show(shows_bench_table)
        # All is read, and filters are ready.
        table.until(lambda: table.sampled)
        table.rest()
        fresh = memory_of(table.pid).current
        for number in range(count):
            if table.sampled:
                table.sample_again()
            table.let(PAUSES[number % len(PAUSES)])
            figures.append(table.seconds_to_move("down" if number % 8 < 4 else "up"))
        table.rest()
        memory = memory_of(table.pid).current
    rest = f"{fresh:.0f} MiB at rest, {memory:.0f} after the keys"
    print(f"  {size:>6} companies  {_spread(figures)}  {rest}", flush=True)
    return figures


def main() -> int:
    """Measure, print, and say by the exit code whether every target is met."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=10, help="starts that count (default: 10)")
    parser.add_argument("--keys", type=int, default=100, help="keys a list (default: 100)")
    parser.add_argument("--sizes", default="50,1000,10000", help="companies of the lists")
    parser.add_argument("--peers", type=Path, help="folder of the peers' environments")
    options = parser.parse_args()
    version = ".".join(map(str, sys.version_info[:3]))
    print(f"Python {version}, {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as folder:
        environment = environment_below(Path(folder))
        programs, memory = usable(programs_of(Path(folder), options.peers), environment)
        met = starts(options.rounds, programs, environment, memory)
        keys_at_rest(options.keys, programs, environment)
    sizes = [int(size) for size in options.sizes.split(",")]
    middles = []
    with ExitStack() as stack:
        folders = [Path(stack.enter_context(tempfile.TemporaryDirectory())) for _ in sizes]
        print("start to useful screen by companies: first with nothing kept, next with its table")
        for size, below in zip(sizes, folders, strict=True):
            starts_of_list(size, options.rounds, below)
        print("arrow key to repaint while the ranking is sampled")
        for size, below in zip(sizes, folders, strict=True):
            middles.append(statistics.median(keys_while_sampling(size, options.keys, below)))
    worst = max(middles) / middles[0]
    print(f"  the longer lists cost at most {worst:.2f} times the first (target {RELATIVE})")
    return 0 if met and worst <= RELATIVE else 1


if __name__ == "__main__":
    sys.exit(main())
