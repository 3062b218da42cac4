"""Sampled rankings and stability intervals, beside pysensmcda, pymcdm and plain NumPy.

    python -m benchmarks.robustness [--rounds N]

Needs the extra `bench` (pysensmcda 2.0.0, pymcdm 1.4.0). Prints one line a comparison; exits 1 if
a target is missed. Peers and ours solve the same problem, and the figures are refused if their
rank acceptabilities differ by more than sampling can explain. Time is processor time of the one
thread that calculates, which on an idle machine is the time that passes, and on a busy one still
compares; where a library multiplies matrices on further threads, those are not held against it.
Memory is what Python and NumPy ask for at the highest, as tracemalloc counts it.
"""

import argparse
import importlib
import importlib.metadata
import os
import sys
import time
import tracemalloc
import warnings
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.measure import Line, alternate, report
from rewatch.scoring.robustness import (
    Target,
    WeightModel,
    keep_samples,
    smaa,
    weight_stability,
)

Floats = npt.NDArray[np.float64]

SAMPLES = 10_000
SEED = 2026
NO_PREFERENCE = WeightModel("none")
# Two shares of 10,000 samples each differ by more than this once in a million entries.
AGREEMENT = 0.036


def peer(module: str, version: str) -> Any:
    """Import a peer library, of the version the targets were set against."""
    try:
        found = importlib.import_module(module)
        present = importlib.metadata.version(module.partition(".")[0])
    except ImportError:
        sys.exit(f"{module} is not installed; install the extra bench")
    if present != version:
        sys.exit(f"{module} is {present}; the targets are set against {version}")
    return found


def milliseconds(
    work: Mapping[str, Callable[[], object]], rounds: int, repeat: int = 1
) -> dict[str, list[float]]:
    """Time each in turn; `repeat` calls make one figure, for what is too short to time."""

    def timed(call: Callable[[], object]) -> Callable[[], float]:
        def take() -> float:
            start = time.thread_time()
            for _ in range(repeat):
                call()
            return (time.thread_time() - start) * 1000 / repeat

        return take

    return alternate({name: timed(call) for name, call in work.items()}, rounds)


def peak_mebibytes(work: Callable[[], object]) -> float:
    """Memory asked for at the highest, beyond what was there before."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] / 2**20
    finally:
        tracemalloc.stop()


def additive(matrix: Floats, weights: Floats, _types: Floats) -> Floats:
    """The cheapest method a peer can be given: the weighted sum itself."""
    return matrix @ weights


def _as_it_is(column: Floats, cost: bool = False) -> Floats:
    assert not cost
    return column


def counted_with_pymcdm(values: Floats) -> Floats:
    """SMAA as a user of pymcdm writes it: one method call and one ranking a sample."""
    method = peer("pymcdm.methods", "1.4.0").WSM(_as_it_is)
    rank = peer("pymcdm.helpers", "1.4.0").rrankdata
    n, k = values.shape
    drawn = np.random.default_rng(SEED).dirichlet(np.ones(k), SAMPLES)
    counts = np.zeros((n, n))
    rows, types = np.arange(n), np.ones(k)
    for weights in drawn:
        counts[rows, rank(method(values, weights, types)).astype(int) - 1] += 1
    return counts / SAMPLES


def plain_floor(values: Floats) -> Floats:
    """No uncertain values at all: one matrix product, one sort, one count."""
    n, k = values.shape
    weights = np.random.default_rng(SEED).dirichlet(np.ones(k), SAMPLES)
    order = np.argsort(weights @ -values.T, axis=1)
    flat = order * n + np.arange(n)
    return np.bincount(flat.ravel(), minlength=n * n).reshape(n, n) / SAMPLES


def plain_intervals(low: Floats, high: Floats) -> Floats:
    """The same with every value drawn, as plainly as NumPy allows."""
    n, k = low.shape
    rng = np.random.default_rng(SEED)
    weights = rng.dirichlet(np.ones(k), SAMPLES)
    values = low + rng.random((SAMPLES, n, k)) * (high - low)
    order = np.argsort(-np.einsum("snk,sk->sn", values, weights), axis=1)
    flat = order * n + np.arange(n)
    return np.bincount(flat.ravel(), minlength=n * n).reshape(n, n) / SAMPLES


def agree(ours: Floats, theirs: Floats, what: str) -> None:
    """Refuse to compare the speed of different answers."""
    difference = float(np.abs(ours - theirs).max())
    if difference > AGREEMENT:
        sys.exit(f"{what}: rank acceptabilities differ by {difference:.3f}; nothing was compared")


def sampled_weights(companies: int, rounds: int) -> list[Line]:
    """SMAA with 8 criteria, no preference and known values, beside the libraries."""
    values = np.random.default_rng(companies).random((companies, 8))
    smaa2 = peer("pysensmcda.smaa", "2.0.0").smaa2
    pairs = peer("pysensmcda.robustness", "2.0.0").pairwise_winning_indices
    types = np.ones(8)

    def theirs() -> Any:
        return smaa2(additive, values, types, num_samples=SAMPLES, reverse_ranking=True, seed=SEED)

    def ours() -> Any:
        return smaa(values, values, NO_PREFERENCE, SAMPLES, SEED, "weights")

    shape = f"{companies} x 8"
    agree(ours().rank_acceptability, theirs().rank_acceptability, shape)
    work = {"ours": ours, "theirs": theirs}
    if companies < 100:
        work["our pairs"] = lambda: ours().pairwise_winning
        work["their pairs"] = lambda: pairs(theirs().simulation.rankings)
        agree(ours().rank_acceptability, counted_with_pymcdm(values), f"{shape}, pymcdm")
        work["pymcdm"] = lambda: counted_with_pymcdm(values)
    taken = milliseconds(work, rounds)
    third = "at most 1/3"

    def a_third(figure: float) -> float:
        return figure / 3

    lines = [
        Line(f"SMAA {shape}", "pysensmcda", taken["ours"], taken["theirs"], "ms", a_third, third),
        Line(
            f"SMAA {shape}, memory",
            "pysensmcda",
            [peak_mebibytes(ours)],
            [peak_mebibytes(theirs)],
            "MiB",
            lambda figure: figure / 2,
            "at most 1/2",
        ),
    ]
    if companies < 100:
        lines += [
            Line(
                f"SMAA {shape} with pairs",
                "pysensmcda",
                taken["our pairs"],
                taken["their pairs"],
                "ms",
                a_third,
                third,
            ),
            Line(
                f"SMAA {shape}", "pymcdm loop", taken["ours"], taken["pymcdm"], "ms", a_third, third
            ),
        ]
    return lines


def sampled_values(rounds: int) -> list[Line]:
    """100 companies, 24 indicators, every one in an interval with a draw of its own."""
    rng = np.random.default_rng(24)
    low = rng.random((100, 24)) * 80
    high = low + rng.random((100, 24)) * 20

    def ours() -> Any:
        return smaa(low, high, NO_PREFERENCE, SAMPLES, SEED, "both")

    agree(ours().rank_acceptability, plain_intervals(low, high), "100 x 24 in intervals")
    taken = milliseconds(
        {
            "ours": ours,
            "floor": lambda: plain_floor(low),
            "plain": lambda: plain_intervals(low, high),
        },
        rounds,
    )
    what = "values in intervals 100 x 24"
    return [
        Line(
            what,
            "product and sort, nothing drawn but weights",
            taken["ours"],
            taken["floor"],
            "ms",
            lambda figure: 3 * figure,
            "at most 3x",
        ),
        Line(
            what,
            "plain NumPy, values drawn too",
            taken["ours"],
            taken["plain"],
            "ms",
            lambda figure: figure,
            "at most 1x",
        ),
    ]


def moved_weight(rounds: int) -> list[Line]:
    """A weight is moved: kept criterion values of 100 companies are ranked again."""
    rng = np.random.default_rng(4)
    low = rng.random((100, 15)) * 60
    high = low + rng.random((100, 15)) * 40
    criterion = np.arange(15) % 4
    model = WeightModel("dirichlet", point=[35, 25, 20, 20], c=60)
    kept = keep_samples(low, high, SAMPLES, SEED, criterion=criterion)
    taken = milliseconds(
        {
            "kept": lambda: kept.smaa(model),
            "fresh": lambda: smaa(low, high, model, SAMPLES, SEED, "both", criterion=criterion),
        },
        rounds,
    )
    return [
        Line(
            "a weight moved, 100 companies",
            "drawing all again",
            taken["kept"],
            taken["fresh"],
            "ms",
            lambda _: 33.0,
            "33 ms",
        )
    ]


def stability(rounds: int) -> list[Line]:
    """Exact stability intervals of all 8 weights, beside looking at 100 steps of each."""
    values = np.random.default_rng(8).random((500, 8))
    weights = np.arange(1.0, 9.0) / 36

    def steps() -> int:
        grid = np.linspace(0, 1, 101)[:, None]
        changes = 0
        for j in range(8):
            unit = np.eye(8)[j]
            moved = grid * unit + (1 - grid) * (weights - weights[j] * unit) / (1 - weights[j])
            leaders = (moved @ values.T).argmax(axis=1)
            changes += int(np.count_nonzero(np.diff(leaders)))
        return changes

    def exact(target: Target) -> Callable[[], object]:
        return lambda: weight_stability(values, weights, target)

    taken = milliseconds(
        {"first place": exact("first"), "top 5": exact(("top", 5)), "steps": steps},
        rounds,
        repeat=20,
    )
    return [
        Line(
            f"stability 500 x 8, {name}",
            "first place in steps of 1 %",
            taken[name],
            taken["steps"],
            "ms",
            lambda _: 0.5,
            "0.5 ms",
        )
        for name in ("first place", "top 5")
    ]


def main() -> int:
    """Measure, print, and say by the exit code whether every target is met."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=7, help="rounds that count (default: 7)")
    rounds = parser.parse_args().rounds
    # The peer warns that known values make one of its measures trivial, which is meant here.
    warnings.filterwarnings("ignore", message="Confidence factors are being computed")
    lines = [
        *sampled_weights(50, rounds),
        *sampled_weights(500, rounds),
        *sampled_values(rounds),
        *moved_weight(rounds),
        *stability(rounds),
    ]
    version = ".".join(map(str, sys.version_info[:3]))
    print(
        f"Python {version}, NumPy {np.__version__}, {os.cpu_count()} cores, {SAMPLES} samples, "
        f"{rounds} rounds; medians (10–90 %)"
    )
    print(report(lines))
    return 0 if all(line.met for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
