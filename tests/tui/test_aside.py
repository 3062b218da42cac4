"""Sampling in a process beside the interface: the same figures, and nothing left behind."""

import subprocess
import sys
from dataclasses import replace

import pytest

from rewatch.tui import aside as module
from rewatch.tui.aside import Aside
from rewatch.tui.sampling import work
from rewatch.tui.standings import Sampled
from tests.tui.conftest import Driver, Opener

TAKEN = Aside.taken  # before the tests' own take its place


@pytest.fixture
def beside(monkeypatch: pytest.MonkeyPatch, sampled_here: None) -> list[subprocess.Popen[bytes]]:
    """A process may be started; those that were."""
    monkeypatch.setattr(Aside, "taken", TAKEN)
    started: list[subprocess.Popen[bytes]] = []

    class Noted(subprocess.Popen[bytes]):
        def __init__(self, *args, **common) -> None:
            super().__init__(*args, **common)
            started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Noted)
    return started


def delivered(driver: Driver, aside: Aside | None) -> list[Sampled]:
    found: list[Sampled] = []
    work(driver.app.scored, 10_000, None, None, lambda: True, found.append, aside)
    return found


async def test_another_process_takes_the_same_samples(
    opened: Opener, beside: list[subprocess.Popen[bytes]]
) -> None:
    async with opened() as driver:
        await driver.sampled()
        shown = driver.app.sampler.sampled
        assert shown is not None
        before = len(beside)
        there, here = delivered(driver, Aside()), delivered(driver, None)
        assert len(beside) == before + 1 > 1
        assert all(process.poll() is not None for process in beside[:before])
        for one, other in zip(there, here, strict=True):
            assert all(isinstance(piece, bytes) for piece in one.pieces)
            assert replace(one, pieces=()) == replace(other, pieces=())
            for seen, again in zip(one.found, other.found, strict=True):
                assert replace(seen, result=again.result) == again
                assert (seen.result.rank_acceptability == again.result.rank_acceptability).all()
                assert (seen.result.pairwise_winning == again.result.pairwise_winning).all()
        assert shown.standings == here[-1].standings
        assert shown.complete


async def test_a_key_and_the_end_stop_the_process(
    opened: Opener, beside: list[subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Stands in for thousands of companies: it takes its task and never answers.
    monkeypatch.setattr(module, "PROGRAM", ("-c", "import time; time.sleep(600)"))
    async with opened() as driver:
        await driver.until(lambda: bool(beside))
        await driver.press("j")
        beside[0].wait(60)
        await driver.until(lambda: len(beside) > 1)
    for process in beside:
        process.wait(60)


@pytest.mark.parametrize(
    "program",
    ["pass", "import sys; sys.stdin.buffer.read(); print('no pickle', flush=True)"],
    ids=["ends at once", "answers nonsense"],
)
async def test_a_process_that_fails_leaves_the_samples_to_the_interface(
    opened: Opener,
    beside: list[subprocess.Popen[bytes]],
    monkeypatch: pytest.MonkeyPatch,
    program: str,
) -> None:
    monkeypatch.setattr(module, "PROGRAM", ("-c", program))
    async with opened() as driver:
        await driver.sampled()
        assert beside
        sampled = driver.app.sampler.sampled
        assert sampled is not None
        assert sampled.complete


def test_the_process_loads_neither_the_records_nor_the_toolkit() -> None:
    code = (
        "import sys; import rewatch.tui.aside, rewatch.scoring.sureness;"
        " import rewatch.scoring.robustness;"
        " sys.exit(bool({'pydantic', 'textual', 'rich'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
