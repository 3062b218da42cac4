"""Sampling in a process beside the interface: the same figures, and nothing left behind."""

import subprocess
import sys

import pytest

from rewatch.scoring import cells
from rewatch.scoring.contest import contest_task
from rewatch.tui import aside as module
from rewatch.tui.app import RewatchApp
from rewatch.tui.aside import Aside, done_aside
from rewatch.tui.pages.standing import samples
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


def delivered(driver: Driver, aside: Aside | None) -> Sampled | None:
    return work(driver.app.scored, 10_000, None, lambda: True, aside)


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
        assert there == here
        assert here is not None
        assert shown.standings == here.standings
        scored, two = driver.app.scored, driver.app.home.table.ids()[:2]
        errand = contest_task(scored.ranking, scored.rubric, two)
        assert done_aside(errand, lambda: True) == errand.done(lambda: True)
        assert len(beside) == before + 2


@pytest.mark.parametrize("held", [100_000_000, 70_000], ids=["all samples", "fewer"])
async def test_a_long_list_is_sampled_too_and_says_how_many_samples(
    opened: Opener,
    beside: list[subprocess.Popen[bytes]],
    monkeypatch: pytest.MonkeyPatch,
    held: int,
) -> None:
    async with opened((120, 60)) as driver:
        here = delivered(driver, None)
        monkeypatch.setattr(cells, "MOST", 5)
        monkeypatch.setattr(cells, "_HELD", held)
        await driver.press("w", "right", "left", "escape")
        await driver.sampled()
        sampled = driver.app.sampler.sampled
        assert sampled is not None
        assert here is not None
        longest = max(item.places for item in sampled.standings.values())
        assert sampled.full
        assert sampled.samples == min(10_000, held // longest)
        assert samples(sampled, short=True, error=False) in driver.text.replace(",000", "k")
        if sampled.samples == here.samples:
            assert sampled.standings == here.standings
        await driver.press("y", "escape", "w", "right")
        await driver.sampled()
        assert "90% rank" in driver.text
        await driver.press("escape", "escape", "m")
        assert "pairs not counted" in driver.text
        assert not any("Error" in toast for toast in driver.toasts)


async def test_a_key_leaves_a_long_list_being_sampled_and_another_list_does_not(
    opened: Opener, beside: list[subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PROGRAM", ("-c", "import time; time.sleep(600)"))
    monkeypatch.setattr(cells, "MOST", 5)
    async with opened() as driver:
        await driver.until(lambda: bool(beside))
        await driver.press("j", "k")
        assert beside[0].poll() is None
        await driver.press("2")
        beside[0].wait(60)


async def test_a_long_list_is_never_sampled_in_the_interface_itself(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cells, "MOST", 5)  # and the tests' own take starts no process
    async with opened((120, 40)) as driver:
        await driver.sampled()
        assert driver.app.sampler.sampled is None
        assert "not sampled: so long a list is sampled in a process of its own" in driver.text


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
        many = len(beside)
        driver.app.compare(driver.app.home.table.ids()[:2])
        await driver.until(lambda: len(beside) > many)
    for process in beside:
        process.wait(60)


async def test_nothing_is_sampled_once_the_tool_ends(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended, late = RewatchApp.on_unmount, list[str]()

    def on_unmount(app: RewatchApp) -> None:
        ended(app)
        monkeypatch.setattr(app, "run_worker", lambda _job, *, group, **_other: late.append(group))
        app.sampler.want(None)
        app.sampler.want(app.scored)
        app.sampler._start()  # the timer of an idle keyboard was under way to it

    monkeypatch.setattr(RewatchApp, "on_unmount", on_unmount)
    async with opened() as driver:
        await driver.sampled()
    assert late == []


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
        assert sampled.full


def test_the_process_loads_neither_the_records_nor_the_toolkit() -> None:
    code = (
        "import sys; import rewatch.tui.aside, rewatch.scoring.sureness;"
        " import rewatch.scoring.robustness;"
        " sys.exit(bool({'pydantic', 'textual', 'rich'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
