"""Whatever is pressed, however fast, however the window is pulled: nothing breaks or rots."""

import asyncio
import os
import shutil
import time
import traceback
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from contextvars import copy_context
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from textual.events import Key, Paste, Resize
from textual.keys import key_to_character
from textual.message import Message
from textual.message_pump import MessagePump
from textual.worker import WorkerFailed

from rewatch.tui.commands import COMMANDS
from rewatch.tui.screens.dialogs import Choice, Chooser
from rewatch.tui.screens.export import ExportForm
from rewatch.tui.screens.weights import WeightsScreen
from rewatch.tui.widgets.lines import Lines, Page
from rewatch.workspace import Workspace
from tests.tui.conftest import TODAY, Driver, Opener
from tests.tui.ways import WAYS, places

PULLED = ("home", "company")  # the others when slow
# Those that end the run as well, see `below_the_test`.
_KEYS = sorted(
    {key for command in COMMANDS for key in command.keys}
    | {"a", "b", "z", "A", "5", "enter", "escape", "tab", "space", "backspace", "left", "right",
       "up", "down", "full_stop", "colon", "left_parenthesis", "quotation_mark", "f7", "ctrl+x",
       "shift+tab", "delete", "ctrl+home", "alt+x", "ctrl+c", "ctrl+q"}
)  # fmt: skip
_BURST = 50  # keys of one, about
_BURSTS = 14  # of an example; of the two that a place has, the first has bursts half as long
# A bounded run goes on to all of them on a quick machine; on another it tries fewer of each place,
# still some hundreds of keys.
_BOUNDED = bool(os.environ.get("CI"))
_SECONDS = 15  # for an example, where that leaves out some
_PICKS = st.lists(st.integers(0, 999), min_size=_BURST // 2, max_size=_BURST * 3 // 2)
_STRIDES = (37, 101)  # from key to key and from burst to burst, where all picks are the same


async def pressed_at_once(driver: Driver, keys: Sequence[str]) -> None:
    """Keys faster than they can be answered; then it still runs."""
    for key in keys:
        driver.app.post_message(Key(key, key_to_character(key)))
    await driver.settle()
    assert driver.app.is_running
    assert driver.app.crash is None


async def gone_to(driver: Driver, way: Sequence[str]) -> None:
    """To a place from wherever the last keys led; what was typed there is given up."""
    while len(driver.app.screen_stack) > 1:
        _ = driver.app.pop_screen()
    await driver.press("escape", "escape", *way)


def keys_of(picks: Sequence[int], burst: int, rings: Sequence[Sequence[str]]) -> list[str]:
    """One key a pick, of those that do something at the place and of all in turn.

    The first example of a run has nothing but zeros, so what a pick means moves on from key to key.
    """
    step, leap = _STRIDES
    numbers = [pick + step * at + leap * burst for at, pick in enumerate(picks)]
    return [
        (ring := rings[number % len(rings)])[number // len(rings) % len(ring)] for number in numbers
    ]


async def _of(step: Awaitable[Any]) -> Any:
    return await step


class Storm(RuleBasedStateMachine):
    """Bursts of keys in one run of the interface, begun anew with nothing saved for each example.

    Every step is a task of its own; all are given the one context, as the interface's life has one.
    """

    def __init__(self, opened: Opener, way: Sequence[str], workspace: Path, least: int) -> None:
        super().__init__()
        self._workspace, self._way, self._least = workspace, way, least
        self._ends = time.monotonic() + _SECONDS
        self._runner, self._context = asyncio.Runner(), copy_context()
        self._bursts = 0
        self._life = opened((100, 30))
        self._driver = self._done(self._life.__aenter__())

    def _done(self, step: Awaitable[Any]) -> Any:
        return self._runner.run(_of(step), context=self._context)

    @rule(picks=_PICKS)
    def burst(self, picks: list[int]) -> None:
        if _BOUNDED and self._bursts >= self._least and time.monotonic() > self._ends:
            return
        self._done(gone_to(self._driver, self._way))
        there = sorted(self._driver.app.screen.active_bindings)
        keys = keys_of(picks, self._bursts, (there, _KEYS))
        self._bursts += 1
        note(f"pressed: {keys}")
        self._done(pressed_at_once(self._driver, keys))

    def teardown(self) -> None:
        try:
            self._done(self._life.__aexit__(None, None, None))
            assert_sound(self._workspace)
        finally:
            self._runner.close()  # also ends what still runs beside it, as at the end of a program
            shutil.rmtree(self._workspace, ignore_errors=True)


def assert_sound(workspace: Path) -> None:
    # Notes are dated by the clock, which may be beyond the day of the tests.
    today = max(TODAY, datetime.now(UTC).date())
    faults = Workspace.open(workspace, today=today).check()
    assert [str(fault) for fault in faults if str(workspace) in str(fault)] == []


@pytest.fixture(autouse=True)
def below_the_test(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exports and pictures of the screen go to a folder of the test."""
    folder = tmp_path / "standing here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)

    async def stay(_where: object) -> None:
        """A key, the palette or the help would end the run; quitting has tests of its own."""

    monkeypatch.setattr("rewatch.tui.app.RewatchApp.action_quit", stay)


def stormed(opened: Opener, workspace: Path, place: str, bursts: int, least: int) -> None:
    """Looks for bursts of keys that break something from a place, and makes them short.

    A bounded run leaves out what it has no time for, but for the least number of bursts.
    """
    few = settings(
        max_examples=2,
        stateful_step_count=bursts,
        derandomize=True,
        deadline=None,
        database=None,
        # To make it short takes minutes, which a bounded run has not.
        phases=[Phase.generate, *([] if _BOUNDED else [Phase.shrink])],
        suppress_health_check=list(HealthCheck),
    )
    # It may be whatever makes a machine, though its type says a class.
    machine: Any = lambda: Storm(opened, WAYS[place], workspace, least)  # noqa: E731
    try:
        run_state_machine_as_test(machine, settings=few)
    except BaseExceptionGroup as group:  # what was not so a second time
        raise AssertionError("\n".join(map(brief, group.exceptions))) from None


def brief(error: BaseException) -> str:
    """What went wrong and where, before the hundreds of keys that led there."""
    if isinstance(error, WorkerFailed):  # where the work went wrong, not where that was told
        error = error.error
    frames = "".join(traceback.format_tb(error.__traceback__)[-6:])
    return "\n".join((repr(error), frames, *getattr(error, "__notes__", ())))


def test_a_hundred_random_keys_break_nothing(opened: Opener, workspace_folder: Path) -> None:
    stormed(opened, workspace_folder, "home", bursts=2, least=2)


@pytest.mark.slow
@pytest.mark.parametrize("place", WAYS)
def test_a_thousand_random_keys_break_nothing(
    opened: Opener, workspace_folder: Path, place: str
) -> None:
    stormed(opened, workspace_folder, place, _BURSTS, least=6)


@pytest.fixture
def hesitating(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work beside the screen and messages wait now and then, as on a machine that is busy."""
    chance, beside = Random(20261123), asyncio.to_thread
    dispatch = MessagePump._dispatch_message

    async def late(job: Callable[..., Any], *given: Any) -> Any:
        await asyncio.sleep(chance.choice((0, 0, 0.02, 0.2)))
        try:
            return await beside(job, *given)
        finally:
            await asyncio.sleep(chance.choice((0, 0, 0.02, 0.2)))

    async def later(pump: MessagePump, message: Message) -> None:
        if chance.random() < 0.03:
            await asyncio.sleep(chance.choice((0, 0.002, 0.02, 0.1)))
        await dispatch(pump, message)

    monkeypatch.setattr(asyncio, "to_thread", late)
    monkeypatch.setattr(MessagePump, "_dispatch_message", later)


@pytest.mark.slow
@pytest.mark.parametrize("place", ["home", "compare", "export", "cash grid", "evidence form"])
@pytest.mark.usefixtures("hesitating")
def test_random_keys_break_nothing_where_everything_comes_late(
    opened: Opener, workspace_folder: Path, place: str
) -> None:
    stormed(opened, workspace_folder, place, _BURSTS, least=3)


_HOSTILE = "a\x1b[31m\u202e[/b]\n\x00" + "x" * 300
_COMMANDS = sorted(command.id() for command in COMMANDS if not command.keyed)


@pytest.mark.parametrize("place", places(WAYS, PULLED))
async def test_commands_that_come_at_once_and_what_is_pasted_break_nothing(
    opened: Opener, workspace_folder: Path, place: str
) -> None:
    # From palette, help and mouse they come, unlike keys, one before the other is answered.
    chance = Random(f"20261123 {place}")
    async with opened((100, 30)) as driver:
        for _ in range(4 if _BOUNDED else 20):
            await gone_to(driver, WAYS[place])
            names = chance.sample(_COMMANDS, 3)
            for name in names:
                driver.app.call_later(driver.app.run_command, name)
                if chance.random() < 0.3:
                    await driver.pilot.pause(0.01)
                if chance.random() < 0.2:
                    await driver.pilot.resize_terminal(
                        chance.choice((40, 80, 120)), chance.choice((8, 24, 40))
                    )
            await driver.settle()
            driver.app.screen.post_message(Paste(_HOSTILE))
            await driver.settle()
            assert driver.app.is_running, names
            assert driver.app.crash is None, names
    assert_sound(workspace_folder)


async def told_while_made(driver: Driver) -> None:
    """Answers, notes and samples come for a screen at every moment before it stands."""
    while driver.app.is_running:
        if not driver.app.screen.is_mounted:
            driver.app.tell("take_answer")
            driver.app.tell("take_notes", {})
            driver.app.tell("take_samples")
        await asyncio.sleep(0)


@pytest.mark.parametrize("place", places(WAYS, PULLED))
async def test_what_comes_while_a_screen_is_made_breaks_nothing(opened: Opener, place: str) -> None:
    async with opened((100, 30)) as driver:
        telling = asyncio.create_task(told_while_made(driver))
        await gone_to(driver, WAYS[place])
        await driver.settle()
        telling.cancel()
        with suppress(asyncio.CancelledError):
            await telling
        assert driver.app.crash is None


SIZES = [(200, 60), (1, 1), (80, 24), (20, 5), (300, 3), (3, 100), (40, 10), (110, 30), (80, 24)]


@pytest.mark.parametrize(
    "place",
    [pytest.param(place, marks=() if place in PULLED else pytest.mark.slow) for place in WAYS],
)
async def test_pulling_the_window_about_leaves_every_screen_as_it_was(
    opened: Opener, place: str
) -> None:
    async with opened((80, 24)) as driver:
        await driver.press("down")  # the welcome goes
        await driver.press(*WAYS[place])
        await driver.settle()
        screen, before = driver.app.screen, cursors(driver)
        for width, height in SIZES:
            await driver.pilot.resize_terminal(width, height)
        await driver.settle()
        assert driver.app.crash is None
        assert driver.app.screen is screen
        assert driver.app.size == (80, 24)
        assert cursors(driver) == before


def cursors(driver: Driver) -> list[int]:
    """The line the cursor is on in every list that is seen; each must be on the screen."""
    lists = [one for one in driver.app.screen.query(Lines) if one.is_on_screen and one.cursor >= 0]
    assert all(one.cursor in one.seen() for one in lists)
    return [one.cursor for one in lists]


async def test_a_page_down_before_the_palette_is_laid_out_does_nothing(opened: Opener) -> None:
    async with opened() as driver:
        for key in ("ctrl+p", "pagedown", "pageup", "end", "down"):
            driver.app.post_message(Key(key, key_to_character(key)))
        await driver.settle()
        assert driver.app.crash is None
        assert driver.app.screen.id == "--command-palette"


async def test_a_note_saved_while_a_question_stands_over_it_closes_both_and_no_more(
    opened: Opener,
) -> None:
    async with opened() as driver:
        for key in ("enter", "n", *"note", "ctrl+s", "escape", "escape"):
            driver.app.post_message(Key(key, key_to_character(key)))
        await driver.settle()
        await driver.settle()
        assert driver.app.crash is None
        assert len(driver.app.screen_stack) in (1, 2)  # the company, or left by the last key


async def test_a_dialog_that_is_gone_before_it_stands_breaks_nothing(opened: Opener) -> None:
    async with opened() as driver:
        chooser = Chooser("Which?", [Choice("a", "this one", "this")])
        driver.app.open_screen(chooser)
        chooser.done()
        await driver.settle()
        assert driver.app.crash is None
        assert driver.app.screen is driver.app.home


async def test_what_goes_with_its_screen_is_not_laid_out_anew(opened: Opener) -> None:
    async with opened() as driver:
        await driver.press("x", "enter")
        form = driver.app.screen
        assert isinstance(form, ExportForm)
        page = form.query_one(Page)
        # What waits for the page comes after its neighbours are taken away.
        await driver.press("escape")
        page.on_resize(Resize(page.size, page.size))
        assert not form.is_open
        assert driver.app.crash is None


async def test_a_job_that_ends_after_its_screen_was_left_fills_it_no_more(opened: Opener) -> None:
    async with opened() as driver:
        await driver.press("x", "enter")
        form, told = driver.app.screen, list[None]()
        assert isinstance(form, ExportForm)
        form.work(lambda: None, told.append, group="late")
        form.done()
        assert form.is_attached  # its widgets go one by one
        await driver.settle()
        assert told == []


async def test_keys_pressed_while_it_starts_are_answered_in_turn(
    opened: Opener, workspace_folder: Path
) -> None:
    async with opened():
        pass  # keeps the table for the next start
    async with opened(recall=True) as driver:
        for key in ("slash", *"arafura", "enter", "n", *"early", "ctrl+s"):
            driver.app.post_message(Key(key, key_to_character(key)))
        await driver.settle()
        await driver.settle()
    [note] = (workspace_folder / "notes" / "arafura-rare-earths").glob("*.md")
    assert note.read_text("utf-8").endswith("early\n")


async def test_a_screen_that_is_slow_to_stand_gets_the_keys_typed_for_it(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounted = WeightsScreen.on_mount

    async def slowly(screen: WeightsScreen) -> None:
        await asyncio.sleep(0.4)  # as on a machine that is busy with something else
        mounted(screen)

    monkeypatch.setattr(WeightsScreen, "on_mount", slowly)
    async with opened() as driver:
        for key in ("w", "L", "enter"):
            driver.app.post_message(Key(key, key_to_character(key)))
        await driver.settle()
        assert driver.app.screen is driver.app.home
        assert driver.app.scored.ranking.weights["element_mix"] == pytest.approx(0.30)


@pytest.mark.slow
async def test_the_style_sources_stay_few_enough_to_be_fast(opened: Opener) -> None:
    """Beyond 64 sources each new widget class costs 30 to 40 ms (the toolkit's cache is as big)."""
    async with opened((120, 40)) as driver:
        for keys in WAYS.values():
            await driver.press(*keys)
            while driver.app.screen is not driver.app.home:
                _ = driver.app.pop_screen()
            await driver.press("escape", "escape")
        assert len(driver.app.stylesheet.source) <= 64
