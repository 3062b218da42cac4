"""Whatever is pressed, however fast, however the window is pulled: nothing breaks or rots."""

import asyncio
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest
from textual.events import Key
from textual.keys import key_to_character

from rewatch.tui.commands import COMMANDS
from rewatch.tui.screens.weights import WeightsScreen
from rewatch.tui.widgets.lines import Lines
from rewatch.workspace import Workspace
from tests.tui.conftest import TODAY, Driver, Opener

# How each screen is reached from the home.
WAYS: dict[str, tuple[str, ...]] = {
    "home": (),
    "filter": ("slash",),
    "facets": ("F",),
    "screens": ("S",),
    "company": ("enter",),
    "notes": ("enter", "left_square_bracket"),
    "flags": ("f",),
    "compare": ("space", "space", "c"),
    "why": ("down", "y"),
    "promises": ("P",),
    "weights": ("w",),
    "scenarios": ("s",),
    "inbox": ("i",),
    "history": ("H",),
    "editor": ("n",),
    "add": ("a",),
    "help": ("question_mark",),
    "columns": ("C",),
    "palette": ("ctrl+p",),
    "export": ("x",),
    "new list": ("N",),
}
PULLED = ("home", "company")  # the others when slow
# Ends the run, as it should, or hands the terminal over; each has a test of its own.
_LEFT_OUT = {"q", "ctrl+q", "ctrl+c", "ctrl+e"}
_KEYS = sorted(
    {key for command in COMMANDS for key in command.keys}
    | {"a", "b", "z", "A", "5", "enter", "escape", "tab", "space", "backspace", "left", "right",
       "up", "down", "full_stop", "colon", "left_parenthesis", "quotation_mark", "f7", "ctrl+x",
       "shift+tab", "delete", "ctrl+home", "alt+x"}
    - _LEFT_OUT
)  # fmt: skip
_BURST = 20


async def storm(driver: Driver, seed: str, count: int) -> None:
    """Random keys, in bursts faster than they can be answered."""
    chance = random.Random(seed)
    pressed: list[str] = []
    for start in range(0, count, _BURST):
        burst = chance.choices(_KEYS, k=min(_BURST, count - start))
        pressed += burst
        for key in burst:
            driver.app.post_message(Key(key, key_to_character(key)))
        await driver.settle()
        assert driver.app.is_running, pressed[-2 * _BURST :]
        assert driver.app.crash is None, pressed[-2 * _BURST :]


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
        """The palette and the help can quit as well."""

    monkeypatch.setattr("rewatch.tui.app.RewatchApp.action_quit", stay)


async def test_a_hundred_random_keys_break_nothing(opened: Opener, workspace_folder: Path) -> None:
    async with opened((80, 24)) as driver:
        await storm(driver, "home", 100)
    assert_sound(workspace_folder)


@pytest.mark.slow
@pytest.mark.parametrize("place", WAYS)
async def test_a_thousand_random_keys_break_nothing(
    opened: Opener, workspace_folder: Path, place: str
) -> None:
    async with opened((100, 30)) as driver:
        await driver.press(*WAYS[place])
        await storm(driver, place, 1000)
    assert_sound(workspace_folder)


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


async def test_keys_pressed_while_it_starts_are_answered_in_turn(
    opened: Opener, workspace_folder: Path
) -> None:
    async with opened():
        pass  # keeps the table for the next start
    async with opened(recall=True) as driver:
        for key in ("slash", *"arafura", "enter", "enter", "n", *"early", "ctrl+s"):
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
