"""The interface at work: start beside its peers, keys while it samples, lists of 50 to 10,000.

    python -m benchmarks.tui [--rounds N] [--keys N] [--sizes 50,1000,10000] [--peers VENV]

`--peers` is a folder with an environment for each of posting, harlequin and visidata, which do not
agree on one toolkit (`python -m venv PEERS/posting; PEERS/posting/bin/pip install posting`); those
that are missing or do not start here are passed over. Everything is timed from outside, in a
pseudo-terminal of 120x40. Prints one line a figure; exits 1 if a target is missed.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from benchmarks.measure import QUIET, Watched, alternate, memory_of
from benchmarks.startup import BARE_APP, REWATCH, SCREEN, shows_hello
from tests.terminal.emulator import Emulator
from tests.terminal.smoke import shows_scored_table
from tests.terminal.terminal import KEYS, environment_below

IDLE = 0.35  # seconds without a key, after which the full sampling has begun
RELATIVE = 1.5  # the most that a longer list may cost, beside one of 50
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
STEPS = ("mineral_concentrate", "mixed_carbonate", "separated_oxides", "metals")


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
        """Whether no row waits for its samples any more."""
        return not any(" · " in line for line in self._screen.lines[_FIRST_ROW:_LAST_ROW])

    def press(self, key: str) -> None:
        """Presses a key that is not timed."""
        self._process.write(KEYS.get(key, key).encode())
        self._collect(QUIET)
        self._see_all()

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


def starts(rounds: int, environment: Mapping[str, str], peers: Path | None) -> bool:
    """From starting a program to its useful screen, and its memory then; whether ours is met."""
    data = Path(environment["HOME"]) / "data.csv"
    data.write_text("name,score\n" + "".join(f"Company {n},{n}\n" for n in range(50)))
    programs: dict[str, tuple[list[str], Callable[[Emulator], bool]]] = {
        "rewatch": (SCREEN, shows_scored_table),
        "bare Textual app": (BARE_APP, shows_hello),
    }
    if peers is not None:
        programs |= {
            "posting": ([str(peers / "posting/bin/posting")], sees("Collection")),
            "harlequin": ([str(peers / "harlequin/bin/harlequin")], sees("Query Editor")),
            "VisiData": ([str(peers / "visidata/bin/vd"), str(data)], sees("Company 1")),
        }
    memory: dict[str, float] = {}

    def start(name: str) -> float:
        command, useful = programs[name]
        with Watched(command, environment) as program:
            seconds = program.seconds_to_show(useful)
            memory[name] = memory_of(program.pid).current
            return seconds

    for name in list(programs):
        try:
            start(name)
        except (OSError, RuntimeError) as error:
            if name in ("rewatch", "bare Textual app"):
                raise
            print(f"{name} is passed over: {str(error).splitlines()[0]}")
            del programs[name]
    measured = {name: partial(start, name) for name in programs}
    figures = alternate(measured, rounds)
    bare = statistics.median(figures["bare Textual app"])
    print("start to useful screen")
    for name, seconds in figures.items():
        middle = statistics.median(seconds)
        print(f"  {name:<18}{middle * 1000:8.0f} ms{middle / bare:7.2f}x{memory[name]:8.0f} MiB")
    return statistics.median(figures["rewatch"]) <= 2 * bare


def sees(text: str) -> Callable[[Emulator], bool]:
    """Whether a text is on the screen."""
    return lambda screen: any(text in line for line in screen.lines)


def keys_while_sampling(size: int, count: int, folder: Path) -> list[float]:
    """Seconds from an arrow key to its repaint, each pressed while the list is being sampled."""
    environment = environment_below(folder)
    workspace = Path(environment["REWATCH_WORKSPACE"])
    fill(workspace, size)
    command = [REWATCH, "bench"]
    for _ in range(2):  # the first start reads all files, the second finds its picture
        with Table(command, environment) as table:
            table.seconds_to_show(shows_bench_table)
            table.settle()
    figures = []
    with Table(command, environment) as table:
        table.seconds_to_show(shows_bench_table)
        for number in range(count):
            if table.sampled:
                table.press(KEYS["ctrl+l"])
            time.sleep(IDLE)
            figures.append(table.seconds_to_move("down" if number % 8 < 4 else "up"))
        memory = memory_of(table.pid).current
    ordered = sorted(figures)
    high = ordered[min(len(ordered) - 1, round(0.99 * len(ordered)))]
    print(
        f"  {size:>6} companies  median {statistics.median(figures) * 1000:6.1f} ms"
        f"  99th percentile {high * 1000:7.1f} ms  {memory:6.0f} MiB",
        flush=True,
    )
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
        met = starts(options.rounds, environment_below(Path(folder)), options.peers)
    print("arrow key to repaint while the ranking is sampled")
    middles = []
    for size in map(int, options.sizes.split(",")):
        with tempfile.TemporaryDirectory() as folder:
            middles.append(statistics.median(keys_while_sampling(size, options.keys, Path(folder))))
    worst = max(middles) / middles[0]
    print(f"  the longer lists cost at most {worst:.2f} times the first (target {RELATIVE})")
    return 0 if met and worst <= RELATIVE else 1


if __name__ == "__main__":
    sys.exit(main())
