"""A benchmark that measures wrongly is worse than none: the parts that could mislead."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.measure import Line, Watched, alternate, memory_of, report, run_seconds
from benchmarks.tui import fill
from rewatch.workspace import Workspace
from tests.terminal.emulator import Emulator


def shows(text: str) -> Callable[[Emulator], bool]:
    return lambda screen: any(text in row for row in screen.lines)


def line(ours: list[float]) -> Line:
    return Line("a thing", "its peer", ours, [10.0, 11.0, 90.0], "ms", lambda peer: 2 * peer, "2x")


def test_the_first_round_is_not_counted_and_turns_alternate() -> None:
    calls: list[str] = []

    def take(name: str, figures: list[float]) -> float:
        calls.append(name)
        return figures.pop(0)

    a, b = [99.0, 1.0, 2.0], [99.0, 3.0, 4.0]
    figures = alternate({"a": lambda: take("a", a), "b": lambda: take("b", b)}, rounds=2)
    assert figures == {"a": [1.0, 2.0], "b": [3.0, 4.0]}
    assert calls == ["a", "b"] * 3


@pytest.mark.parametrize(
    ("ours", "verdict", "ratio"), [([22.0], "met", "2.00"), ([23.0], "MISSED", "2.09")]
)
def test_the_verdict_is_on_medians(ours: list[float], verdict: str, ratio: str) -> None:
    row = report([line(ours)]).splitlines()[1]
    assert verdict in row
    assert ratio in row


def test_a_program_that_fails_has_no_time() -> None:
    with pytest.raises(RuntimeError, match="ended with 4"):
        run_seconds([sys.executable, "-c", "raise SystemExit(4)"], dict(os.environ))


def test_a_screen_is_timed_by_what_is_on_it() -> None:
    source = "import time; print('first', flush=True); time.sleep(0.2); print('second'); input()"
    seconds = {}
    for shown in ("first", "second"):
        with Watched([sys.executable, "-c", source], dict(os.environ)) as program:
            seconds[shown] = program.seconds_to_show(shows(shown))
    assert seconds["first"] > 0
    assert seconds["second"] > 0.2, "the program itself waits that long"


def test_a_key_is_timed_to_the_change_it_makes() -> None:
    source = "import time; print('up', flush=True); input(); time.sleep(0.1); print('on'); input()"
    with Watched([sys.executable, "-c", source], dict(os.environ)) as program:
        program.seconds_to_show(lambda screen: "up" in screen.lines[0])
        assert program.seconds_to_repaint("enter") > 0.1


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_memory_counts_the_children_too() -> None:
    child = "import subprocess, sys; print('up', flush=True); block = bytearray(64 << 20); {}"
    spawn = child.format(f"subprocess.run([sys.executable, '-c', {child.format('input()')!r}])")
    with Watched([sys.executable, "-c", spawn], dict(os.environ)) as program:
        program.seconds_to_show(lambda screen: sum("up" in row for row in screen.lines) == 2)
        program.settle()
        assert memory_of(program.pid).current > 128


def test_every_company_of_a_long_list_can_be_scored(fresh_home: Path, tmp_path: Path) -> None:
    """One that is left out would make a long list a short one."""
    fill(tmp_path / "workspace", 8)
    workspace = Workspace.open(tmp_path / "workspace")
    ids = workspace.watchlist("bench")[1].companies()
    assert len(ids) == 8
    assert set(ids) <= set(workspace.catalogue.companies)
    assert workspace.left_out == ()
