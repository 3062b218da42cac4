"""Filters at 50 to 50,000 companies, beside the same conditions in pandas and DuckDB.

    python -m benchmarks.screening [--rounds N] [--sizes 50,1000]

The companies are made from the shipped ones, seeded. Each peer gets a table of the columns the
screens need, with a lower and an upper end each, and the same three answers are asked of it; the
counts are compared before anything is timed. Exits 1 if a keystroke at 1,000 companies takes
longer than a frame (16 ms), if the time grows faster than the number of companies, or if a search
of all listings takes longer than 10 ms.
"""

import argparse
import gc
import importlib
import random
import statistics
import sys
import time
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.measure import alternate
from benchmarks.names import searches
from rewatch.domain.company import Company
from rewatch.domain.countries import CountryTable
from rewatch.domain.prices import Deck
from rewatch.domain.rubric import Rubric
from rewatch.domain.screens import Screens
from rewatch.domain.values import Interval
from rewatch.scoring.case import Method
from rewatch.scoring.ranking import rank
from rewatch.scoring.results import RankedCompany
from rewatch.scoring.score import method, score_company
from rewatch.screening import Row, Table, parse, prepare, registry_of, rows_of, screen
from rewatch.screening.fields import Registry
from rewatch.screening.syntax import (
    And,
    Expr,
    Lenient,
    Name,
    Not,
    Or,
    Term,
    leaves_of,
    qualifier_text,
)

SEEDS = Path(__file__).parents[1] / "seeds"
AS_OF = date(2026, 11, 21)
FRAME = 16.0  # milliseconds
SHOWN = 40  # rows of a screen
# What somebody types, of which every readable beginning is answered.
TYPED = "is:junior magnet:>=25% -domicile:CN sort:-magnet group:country"


def read(path: Path) -> dict[str, Any]:
    """A TOML file."""
    return tomllib.loads(path.read_text("utf-8"))


def shipped() -> tuple[Method, tuple[Row, ...], list[str]]:
    """The method, the shipped companies and the lines of the shipped screens."""
    rubric = Rubric.model_validate(read(SEEDS / "rubric.toml"))
    deck = Deck.model_validate(read(SEEDS / "prices" / f"{rubric.default_deck}.toml"))
    countries = CountryTable.model_validate(read(SEEDS / "countries.toml")).by_code()
    profile = rubric.profiles[rubric.default_profile]
    how = method(rubric, profile.weights, rubric.default_profile, deck, countries, AS_OF)
    files = sorted((SEEDS / "companies").glob("*.toml"))
    scores = [score_company(Company.model_validate(read(file)), how) for file in files]
    screens = Screens.model_validate(read(SEEDS / "screens.toml")).screens
    return how, rows_of(rank(scores, how)), [item.filter for item in screens]


def generated(rows: tuple[Row, ...], size: int, seed: int = 20261121) -> list[Row]:
    """So many companies made from the shipped ones: other names, other oxide shares and scores."""
    dice = random.Random(seed)
    made = []
    for number in range(size):
        row = rows[number % len(rows)]
        score = row.ranked.score
        factor = dice.uniform(0.6, 1.4)
        shares = {
            name: Interval(min(100.0, share.low * factor), min(100.0, share.high * factor))
            for name, share in score.shares.items()
        }
        company = score.company.model_copy(
            update={"id": f"{score.id}-{number}", "name": f"{score.name} {number}"}
        )
        total = Interval(score.total.low * factor / 1.4, score.total.high * factor / 1.4)
        changed = replace(score, company=company, shares=shares, total=total)
        ranked = RankedCompany(changed, row.ranked.rank, row.ranked.rank_interval)
        made.append(replace(row, ranked=ranked, moved=dice.choice([None, 0.0, factor])))
    return made


class Translation:
    """A condition over columns of lower and upper ends, as pandas and as SQL say it."""

    def __init__(self, registry: Registry, sql: bool) -> None:
        self.registry = registry
        self.both, self.either, self.deny = (
            (" AND ", " OR ", "NOT ") if sql else (" & ", " | ", "~")
        )

    def certain(self, expr: Expr | None) -> str:
        """Where it certainly holds."""
        return self._said(expr, certain=True)

    def possible(self, expr: Expr | None) -> str:
        """Where it may hold."""
        return self._said(expr, certain=False)

    def _said(self, expr: Expr | None, certain: bool) -> str:
        match expr:
            case And():
                return "(" + self.both.join(self._said(i, certain) for i in expr.items) + ")"
            case Or():
                return "(" + self.either.join(self._said(i, certain) for i in expr.items) + ")"
            case Not():
                return f"({self.deny}{self._said(expr.item, not certain)})"
            case Lenient():
                return self._said(expr.item, certain=False)
            case Term():
                return self._term(expr, certain)
        raise TypeError(f"the benchmark has no words for {expr!r}")

    def _term(self, term: Term, certain: bool) -> str:
        item = self.registry.fields[term.field]
        if item.type not in ("number", "date") and not (item.ladder and term.op != ":"):
            flag = f"{column(term)}_{'yes' if certain else 'maybe'}"
            return f"({flag} == 1)" if self.both == " & " else f"({flag} = 1)"
        low, high = f"{column(term)}_lo", f"{column(term)}_hi"
        first, last = f"{column(term)}_from", f"{column(term)}_to"
        if certain:
            return f"(({low} >= {first}){self.both}({high} <= {last}))"
        # What is not known may be anything; the frames hold it as open on both sides.
        return f"(({high} >= {first}){self.both}({low} <= {last}))"


def column(term: Term) -> str:
    """A name for a term's column that both peers accept."""
    values = "_".join(
        value.text for value in term.values if isinstance(value, Name) and term.op == ":"
    )
    text = f"{term.field}_{values}{qualifier_text(term.qualifier)}"
    return "c_" + "".join(c if c.isalnum() else "_" for c in text)


def columns_of(table: Table, conditions: Iterable[Expr | None]) -> dict[str, list[Any]]:
    """Every column the conditions need; ends that are not known stand at the infinities.

    Membership and texts are handed over answered, which spares the peers what ours works out.
    """
    from rewatch.screening.evaluate import answer

    found: dict[str, list[Any]] = {"place": list(range(len(table.rows)))}
    for condition in conditions:
        for term in leaves_of(condition):
            assert isinstance(term, Term)
            item = table.registry.fields[term.field]
            name = column(term)
            if item.type in ("number", "date"):
                ends = table.numbers(item, term.qualifier, "USD" if "USD" in item.unit else "")
                found[f"{name}_lo"] = [-1e299 if end != end else end for end in ends[0]]
                found[f"{name}_hi"] = [1e299 if end != end else min(end, 1e299) for end in ends[1]]
            elif item.ladder and term.op != ":":
                lows, highs = [], []
                for reading in table.readings(item, term.qualifier):
                    rungs = [item.ladder.index(v) for v in reading.value if v in item.ladder] if (
                        reading
                    ) else [-1000, 1000]  # fmt: skip
                    lows.append(float(min(rungs, default=5000)))
                    highs.append(float(max(rungs, default=5000)))
                found[f"{name}_lo"], found[f"{name}_hi"] = lows, highs
            else:
                given = answer(term, table)
                found[f"{name}_yes"] = list(table.bytes_of(given.match))
                found[f"{name}_maybe"] = list(table.bytes_of(table.full & ~given.no))
    return found


def with_bounds(text: str, condition: Expr | None, table: Table) -> str:
    """The thresholds written into a translated condition, one term after the other."""
    from rewatch.screening.evaluate import _span  # the one place that knows what values mean

    for term in leaves_of(condition):
        assert isinstance(term, Term)
        item = table.registry.fields[term.field]
        name = column(term)
        if item.type in ("number", "date"):
            low, high = _span(term.values[0], term.op, item, table)[1]
        elif item.ladder and term.op != ":":
            assert isinstance(term.values[0], Name)
            rung = float(item.ladder.index(term.values[0].text))
            low, high = {
                ">=": (rung, 2000.0), ">": (rung + 1, 2000.0),
                "<=": (-2000.0, rung), "<": (-2000.0, rung - 1),
            }[term.op]  # fmt: skip
        else:
            continue
        bound = {"from": max(low, -1e300), "to": min(high, 1e300)}
        for end, number in bound.items():
            text = text.replace(f"{name}_{end}", repr(number), 1)
    return text


def main() -> int:
    """Measure, print, and say by the exit code whether the targets are met."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=7, help="rounds that count (default: 7)")
    parser.add_argument("--sizes", default="50,1000,10000,50000", help="numbers of companies")
    options = parser.parse_args()
    sizes = [int(size) for size in options.sizes.split(",")]
    gc.set_threshold(100_000, 50, 50)  # as the program itself runs
    start = time.perf_counter()
    prepare()
    print(f"parser built in {1000 * (time.perf_counter() - start):.0f} ms, once")
    how, rows, lines = shipped()
    registry = registry_of(how.rubric, how.countries)
    keystrokes: dict[int, float] = {}
    print(f"{'':9}  {'20 screens':>26}  {'pandas':>16}  {'DuckDB':>16}  {'keystroke':>26}")
    for size in sizes:
        keystrokes[size] = one_size(generated(rows, size), how, registry, lines, options.rounds)
    return verdict(keystrokes) | searches(
        [row.ranked.score.company for row in rows], options.rounds
    )


def one_size(
    rows: list[Row], how: Method, registry: Registry, lines: list[str], rounds: int
) -> float:
    """Measures one number of companies; returns the slowest keystroke in milliseconds."""
    table = Table(rows, how, registry)
    first = milliseconds(lambda: [screen(line, table) for line in lines])
    peers = peers_of(table, lines)
    figures = alternate(
        {
            "ours": lambda: milliseconds(lambda: answer_all(table, lines)),
            **{name: partial(milliseconds, ask) for name, ask in peers.items()},
        },
        rounds,
    )
    medians = {name: statistics.median(taken) for name, taken in figures.items()}
    first_key = keys(Table(rows, how, registry), 1)
    key = keys(table, rounds)
    ours = medians["ours"]
    shown = [
        f"{medians[name]:7.1f} {medians[name] / ours:5.2f}x" if name in medians else "-"
        for name in ("pandas", "DuckDB")
    ]
    print(
        f"{len(rows):9,}  {ours:7.1f} ms (first {first:6.0f})"
        f"  {shown[0]:>16}  {shown[1]:>16}  {key:7.2f} ms (first {first_key:6.1f})"
    )
    return key


def milliseconds(work: Callable[[], object]) -> float:
    """What a piece of work takes."""
    start = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - start)


def answer_all(table: Table, lines: list[str]) -> None:
    """Every screen read and answered anew; the columns are kept, as they are between keys."""
    table.answers.clear()
    for line in lines:
        screen(line, table)


def keys(table: Table, rounds: int) -> float:
    """The slowest keystroke of a line typed letter by letter, median over rounds.

    Each is read, answered, sorted, grouped and its first rows are taken; what cannot be read yet
    costs less than what can.
    """
    from rewatch.domain.errors import FilterError

    worst = []
    for _ in range(rounds):
        slowest = 0.0
        table.answers.clear()
        for end in range(1, len(TYPED) + 1):
            start = time.perf_counter()
            try:
                result = screen(TYPED[:end], table)
                _ = [row.id for row in result.match[:SHOWN]]
            except FilterError as error:
                error.caret()
            slowest = max(slowest, 1000 * (time.perf_counter() - start))
        worst.append(slowest)
    return statistics.median(worst)


def peers_of(table: Table, lines: list[str]) -> dict[str, Callable[[], object]]:
    """The same questions in pandas and DuckDB where installed, after comparing the answers."""
    conditions = [parse(line, table.registry).where for line in lines]
    data = columns_of(table, conditions)
    expected = [
        (len(result.match), len(result.unknown))
        for result in (screen(line, table) for line in lines)
    ]
    found: dict[str, Callable[[], object]] = {}
    for name, make in (("pandas", in_pandas), ("DuckDB", in_duckdb)):
        try:
            ask = make(table, data, conditions)
        except ImportError:
            print(f"{name} is not installed (the extra is called bench)", file=sys.stderr)
            continue
        counted = ask()
        assert counted == expected, (name, [
            (line, ours, theirs)
            for line, ours, theirs in zip(lines, expected, counted, strict=True)
            if ours != theirs
        ])  # fmt: skip
        found[name] = ask
    return found


def in_pandas(
    table: Table, data: dict[str, list[Any]], conditions: list[Expr | None]
) -> Callable[[], list[tuple[int, int]]]:
    """Twice `DataFrame.query` a screen: where it certainly holds, and where it may."""
    pandas = importlib.import_module("pandas")
    frame = pandas.DataFrame(data)
    words = Translation(table.registry, sql=False)
    asked = [
        (with_bounds(words.certain(c), c, table), with_bounds(words.possible(c), c, table))
        for c in conditions
    ]

    def ask() -> list[tuple[int, int]]:
        found = []
        for certain, possible in asked:
            match = frame.query(certain)["place"].tolist()
            maybe = frame.query(possible)["place"].tolist()
            found.append((len(match), len(maybe) - len(match)))
        return found

    return ask


def in_duckdb(
    table: Table, data: dict[str, list[Any]], conditions: list[Expr | None]
) -> Callable[[], list[tuple[int, int]]]:
    """One SELECT a screen over a table in memory."""
    duckdb = importlib.import_module("duckdb")
    frame = importlib.import_module("pandas").DataFrame(data)
    base = duckdb.connect(":memory:")
    base.execute("SET threads = 2")
    base.register("frame", frame)
    base.execute("CREATE TABLE companies AS SELECT * FROM frame")
    words = Translation(table.registry, sql=True)
    asked = [
        f"SELECT place, {with_bounds(words.certain(c), c, table)} FROM companies "
        f"WHERE {with_bounds(words.possible(c), c, table)}"
        for c in conditions
    ]

    def ask() -> list[tuple[int, int]]:
        found = []
        for line in asked:
            rows = base.execute(line).fetchall()
            match = sum(certain for _, certain in rows)
            found.append((match, len(rows) - match))
        return found

    return ask


def verdict(keystrokes: dict[int, float]) -> int:
    """Prints whether the targets are met; 1 where one is missed."""
    missed = 0
    if 1000 in keystrokes:
        met = keystrokes[1000] <= FRAME
        missed |= not met
        print(f"a keystroke at 1,000 within {FRAME:g} ms: {'met' if met else 'MISSED'}")
    sizes = sorted(size for size in keystrokes if size >= 1000)
    if len(sizes) > 1:
        growth = keystrokes[sizes[-1]] / keystrokes[sizes[0]]
        met = growth <= sizes[-1] / sizes[0]
        missed |= not met
        print(
            f"{sizes[-1] / sizes[0]:g} times the companies take {growth:.1f} times as long: "
            f"{'met' if met else 'MISSED'}"
        )
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
