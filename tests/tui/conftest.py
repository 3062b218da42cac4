"""The interface under a pilot, on the shipped data and a workspace of the test's own."""

import asyncio
import math
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import date
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.worker import Worker, WorkerCancelled

from rewatch.tui.app import RewatchApp
from rewatch.tui.aside import Aside
from rewatch.tui.session import Session
from rewatch.workspace import Workspace

TODAY = date(2026, 11, 21)
SIZES = [(80, 24), (120, 40)]
# The narrow size always; the wide one in the slow run, where other tests look at it always.
narrow_first = pytest.mark.parametrize(
    "size",
    [
        pytest.param((80, 24), id="80x24"),
        pytest.param((120, 40), id="120x40", marks=pytest.mark.slow),
    ],
)


class Driver:
    """A pilot that waits for the work beside the screen and reads the screen as text."""

    def __init__(self, pilot: Pilot[None], app: RewatchApp) -> None:
        self.pilot, self.app = pilot, app

    async def settle(self) -> None:
        """Until nothing that was asked for runs or waits for a pause in typing; see `sampled`."""
        while True:
            await self.answered()
            await self.pilot.pause()
            waited_for = self._running() or self._pauses()
            if waited_for and isinstance(waited_for[0], Worker):
                with suppress(WorkerCancelled):  # a newer job of its group makes it unwanted
                    await self.app.workers.wait_for_complete(waited_for)
            elif waited_for:
                await asyncio.wait(waited_for)
            elif not self._asked():
                break

    def _running(self) -> list[Worker[object]]:
        """What works beside the screen, but for the sampling of the ranking."""
        return [
            one
            for one in self.app.workers
            if not one.is_finished and not one.group.startswith("sampling")
        ]

    def _pauses(self) -> list[asyncio.Task[None]]:
        """The timer that waits for a pause in typing before the screen works out what was typed."""
        task = getattr(getattr(self.app.screen, "_timer", None), "_task", None)
        return [] if task is None or task.done() else [task]

    async def answered(self) -> None:
        """Until the last key has been answered, and no other waits for its turn."""
        for _ in range(60_000):
            if not self._asked():
                break
            await asyncio.sleep(0.001)

    def _asked(self) -> bool:
        """Whether something is still to be answered: a key, or what came for app or screens."""
        app = self.app
        waits = app.keys_wait or any(one.message_queue_size for one in (app, *app.screen_stack))
        return app.is_running and app.crash is None and waits

    async def sampled(self) -> None:
        """Until the ranking on the screen is sampled, or cannot be."""
        sampler = self.app.sampler
        for _ in range(600):
            if sampler.done and (sampler.sampled or sampler.failed):
                break
            await self.pilot.pause(0.05)
        assert sampler.sampled or sampler.failed
        assert sampler.done
        await self.pilot.pause()

    async def until(self, what: Callable[[], bool]) -> None:
        """Until something is so."""
        for _ in range(600):
            if what():
                return
            await self.pilot.pause(0.05)
        raise AssertionError("it never came to that")

    async def press(self, *keys: str) -> None:
        """Keys one after another, and what follows from them."""
        for key in keys:
            await self.pilot.press(key)
        await self.settle()

    async def type(self, text: str) -> None:
        """Letters, and what follows from them after a pause in typing."""
        for letter in text:
            await self.pilot.press("space" if letter == " " else letter)
        await self.settle()

    @property
    def text(self) -> str:
        """What the top screen shows."""
        screen = self.app.screen
        strips = screen._compositor.render_strips(screen.size)
        return "\n".join(strip.text.rstrip() for strip in strips)

    @property
    def toasts(self) -> list[str]:
        """What was said."""
        return [item.message for item in self.app._notifications]


async def _give_way(min_sleep: float = 0, max_sleep: float = 1) -> None:
    """Lets the interface work for a moment, between two keys."""
    await asyncio.sleep(0.02)


@pytest.fixture(autouse=True)
def keys_follow_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next key comes although something is worked out beside the screen, as from a person.

    The toolkit's own wait lasts until the whole process does nothing, for up to two seconds a key
    while the ranking is sampled. `settle` still waits so after the last key.
    """
    monkeypatch.setattr("textual.app.wait_for_idle", _give_way)


@pytest.fixture(autouse=True)
def sampled_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """No process is started to sample for each of a thousand tests; test_aside.py has it start."""

    def none_can_be_started(*_args: object) -> None:
        raise OSError

    monkeypatch.setattr(Aside, "taken", none_can_be_started)


Opener = Callable[..., AbstractAsyncContextManager[Driver]]


@pytest.fixture(scope="session")
def read_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache folder for all these tests: the shipped files are parsed once, not in each."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def opened(
    workspace_folder: Path, read_once: Path, fresh_home: Path, monkeypatch: pytest.MonkeyPatch
) -> Opener:
    """Opens the interface at a size; as a second start would, with `recall`.

    Without `settled` the first keys come before the work beside the screen has ended; with `words`
    what is said to the user is shown too.
    """
    monkeypatch.setenv("XDG_CACHE_HOME", str(read_once))

    @asynccontextmanager
    async def opener(
        size: tuple[int, int] = (80, 24),
        watchlist: str | None = None,
        recall: bool = False,
        settled: bool = True,
        words: bool = False,
    ) -> AsyncIterator[Driver]:
        session = Session(Workspace.open(workspace_folder, today=TODAY), watchlist)
        if not (recall and session.recall()):
            session.answer = session.ask()
        app = RewatchApp(session)
        if not words:  # what was said can be asked for, however slow the machine is
            app.read_after = math.inf
        async with app.run_test(size=size, notifications=words) as pilot:
            driver = Driver(pilot, app)
            if settled:
                await driver.settle()
            yield driver

    return opener


def rows(text: str) -> list[str]:
    """The lines of a table that carry a score."""
    return [line for line in text.splitlines() if "░" in line or "█" in line]
