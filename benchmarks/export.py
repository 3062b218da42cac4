"""How fast scorecards are written, beside what scoring them costs, and what memory that takes.

    python -m benchmarks.export [--rounds N]

For each format fifty cards of the shipped companies are built and written one by one, each in turn
with scoring its company, so that both meet the same machine; formats that make one file of a list
write it as one pack as well. Each format runs in a process of its own, so that its peak memory is
its own. Exits 1 if a target is missed: text formats in less than twice the
time of scoring, a PDF pack of fifty cards in less than ten seconds.
"""

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from rewatch.domain.company import Company
from rewatch.domain.countries import CountryTable
from rewatch.domain.prices import Deck
from rewatch.domain.rubric import Rubric
from rewatch.scorecards import pack
from rewatch.scorecards.collection import Given, card
from rewatch.scorecards.formats import FORMATS, render
from rewatch.scoring.ranking import rank
from rewatch.scoring.results import CompanyScore
from rewatch.scoring.score import method, score_company

SEEDS = Path(__file__).parents[1] / "seeds"
TODAY = date(2026, 11, 21)
CARDS = 50
TEXTS = ("txt", "md", "csv", "json")
PACKS = ("txt", "html", "pdf", "xlsx")
TEXT_LIMIT = 2.0  # times the time of scoring
PDF_PACK_LIMIT = 10.0  # seconds


# Scoring, and writing what was scored.
Pair = tuple[Callable[[], object], Callable[[], object]]


def read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))


class Work:
    """Fifty companies, scored; more than are shipped are the same ones over again."""

    def __init__(self) -> None:
        found = [
            Company.model_validate(read(p)) for p in sorted((SEEDS / "companies").glob("*.toml"))
        ]
        copies = [
            item.model_copy(update={"id": f"{item.id}-{n}"}) for n in range(CARDS) for item in found
        ]
        self.companies = (found + copies)[:CARDS]
        self.rubric = Rubric.model_validate(read(SEEDS / "rubric.toml"))
        self.deck = Deck.model_validate(read(SEEDS / "prices" / f"{self.rubric.default_deck}.toml"))
        self.table = CountryTable.model_validate(read(SEEDS / "countries.toml"))
        name = self.rubric.default_profile
        weights = self.rubric.profiles[name].weights
        countries = self.table.by_code()
        self.how = method(self.rubric, weights, name, self.deck, countries, TODAY)
        self.given = Given(self.rubric, self.deck, TODAY, self.table)
        self.scores = [score_company(item, self.how) for item in self.companies]
        self.ranking = rank(self.scores, self.how)

    def score(self) -> None:
        """Scores them all."""
        for item in self.companies:
            score_company(item, self.how)

    def cards(self, ending: str) -> list[Pair]:
        """Scoring each company, and building and writing its card as if it were the only one."""
        return [
            (
                partial(score_company, item, self.how),
                partial(self.write, score, ending),
            )
            for item, score in zip(self.companies, self.scores, strict=True)
        ]

    def write(self, score: CompanyScore, ending: str) -> None:
        """One card."""
        render(card(score, self.ranking, self.given), ending)

    def pack(self, ending: str) -> list[Pair]:
        """Scoring all fifty, and building and writing one pack of them."""

        def write() -> None:
            render(pack.build("Fifty", self.scores, self.ranking, self.given), ending)

        return [(self.score, write)]


def taken(what: Callable[[], object]) -> tuple[float, float]:
    """Seconds on the clock and seconds of processor time of one call."""
    clock, processor = time.perf_counter(), time.process_time()
    what()
    return time.perf_counter() - clock, time.process_time() - processor


def measure(ending: str, whole: bool, rounds: int) -> dict[str, float]:
    """One format in this process: seconds of scoring and writing in turn, and peak memory."""
    work = Work()
    pairs = work.pack(ending) if whole else work.cards(ending)
    for _, write in pairs:
        write()
    # Of one writing, as a user makes it: the typesetter keeps what it has laid out for the next.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found = [medians(pair, rounds) for pair in pairs]
    return {
        "seconds": sum(clock for _, (clock, _) in found),
        # Processor time, because on a busy machine the clock favours whoever comes second.
        "ratio": sum(own for _, (_, own) in found) / sum(own for (_, own), _ in found),
        "peak": peak,
    }


def medians(pair: Pair, rounds: int) -> list[tuple[float, float]]:
    """The median seconds, on the clock and of the processor, of two calls made in turn."""
    figures = [[taken(what) for what in pair] for _ in range(rounds)]
    return [
        (
            statistics.median(clock for clock, _ in calls),
            statistics.median(own for _, own in calls),
        )
        for calls in zip(*figures, strict=True)
    ]


def measured_apart(ending: str, whole: bool, rounds: int) -> dict[str, float]:
    """The same in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.export", "--one", ending, "--rounds", str(rounds)]
    run = subprocess.run(
        [*command, *(["--pack"] if whole else [])], check=True, capture_output=True, text=True
    )
    found: dict[str, float] = json.loads(run.stdout)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--pack", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.one:
        print(json.dumps(measure(chosen.one, chosen.pack, chosen.rounds)))
        return 0
    missed = False
    head = ("what", "cards/s", "seconds", "x scoring", "peak MiB", "target")
    print("{:<14}{:>9}{:>9}{:>11}{:>10}  {}".format(*head))
    wanted = [(item, False) for item in FORMATS] + [(item, True) for item in PACKS]
    for ending, whole in wanted:
        found = measured_apart(ending, whole, chosen.rounds)
        ratio, clock = found["ratio"], found["seconds"]
        met, target = True, ""
        if ending in TEXTS and not whole:
            met, target = ratio < TEXT_LIMIT, f"< {TEXT_LIMIT:g} x scoring"
        elif ending == "pdf" and whole:
            met, target = clock < PDF_PACK_LIMIT, f"< {PDF_PACK_LIMIT:g} s"
        missed |= not met
        verdict = f"{target} {'met' if met else 'MISSED'}" if target else ""
        name = f"{ending} pack" if whole else ending
        print(
            f"{name:<14}{CARDS / clock:>9.0f}{clock:>9.3f}{ratio:>11.2f}"
            f"{found['peak']:>10.0f}  {verdict}"
        )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
