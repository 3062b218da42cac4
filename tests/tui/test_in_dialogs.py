"""Where a dialog asks something: help, legend and pictures are there; its keys can be clicked."""

import re
from pathlib import Path

import pytest
from textual.geometry import Offset

from rewatch.tui.screens.base import OurDialog
from rewatch.tui.screens.choosing import JumpScreen, LegendScreen
from rewatch.tui.screens.company import CompanyScreen
from rewatch.tui.screens.evidence_sources import SourcePicker
from rewatch.tui.screens.help import HelpScreen
from rewatch.tui.screens.watchlist import WatchlistScreen
from rewatch.tui.widgets.bars import Footer, Hints, OneLine
from rewatch.tui.widgets.fields import Field
from tests.tui.conftest import Opener
from tests.tui.test_mouse import click_word
from tests.tui.test_storms import gone_to
from tests.tui.ways import WAYS, places

DIALOGS = {
    place: way
    for place, way in WAYS.items()
    if place in {
        "saving a filter", "removing", "screens", "flags", "columns", "export", "export form",
        "new list", "evidence", "withdrawing", "fields of a note", "sources", "entry", "manage",
        "order of the list", "as of", "prices", "order", "questions", "sort", "watchlists", "theme",
    }
}  # fmt: skip


@pytest.mark.parametrize(
    "place", places(DIALOGS, ("flags", "new list", "evidence", "order", "export form"))
)
async def test_help_legend_and_pictures_are_there_in_every_dialog(
    opened: Opener, place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with opened((100, 30)) as driver:
        await gone_to(driver, DIALOGS[place])
        dialog = driver.app.screen
        assert isinstance(dialog, OurDialog)
        typed = [field.value for field in dialog.query(Field)]
        focus = dialog.focused
        await driver.press("f3")
        assert isinstance(driver.app.screen, LegendScreen)
        await driver.press("f3", "f1")
        assert "This dialog" in driver.text or dialog.place
        assert "Theme …" not in driver.text, "what cannot be done in a dialog is not told"
        assert "Copy selected text" not in driver.text, "the toolkit's keys are not the dialog's"
        await driver.press("escape")
        assert driver.app.screen is dialog
        assert dialog.focused is focus
        assert [field.value for field in dialog.query(Field)] == typed
        await driver.press("question_mark")
        if isinstance(focus, Field):
            assert driver.app.screen is dialog
            assert focus.value.endswith("?")
        else:
            assert isinstance(driver.app.screen, HelpScreen)
            await driver.press("escape")
        await driver.press("f12")
        assert [path.suffix for path in tmp_path.iterdir()] == [".svg"]


@pytest.mark.parametrize(
    "place", places(DIALOGS, ("flags", "new list", "evidence", "order", "export form"))
)
async def test_the_keys_of_every_dialog_can_be_clicked(opened: Opener, place: str) -> None:
    async with opened((100, 30)) as driver:
        await gone_to(driver, DIALOGS[place])
        dialog = driver.app.screen
        lines = [*dialog.query(OneLine)]
        assert [line for line in lines if isinstance(line, (Hints, Footer))]
        for line in lines:
            text = "".join(part for part, _ in line._pieces)
            named = any(word in text for word in ("Esc", "Enter ", "^s", "Backspace"))
            assert isinstance(line, (Hints, Footer)) or not named, text


async def test_the_help_of_a_dialog_tells_what_its_keys_do_there(opened: Opener) -> None:
    async with opened((100, 40)) as driver:
        await driver.press("d", "f1")
        assert re.search(r"\n Esc n Enter +No\n", driver.text)
        assert "Every list" not in driver.text, "there is none, and Enter opens nothing"
        await driver.press("escape", "escape", "C", "f1")
        assert re.search(r"\n Enter +Done\n", driver.text)
        assert "Every list" in driver.text
        assert "Open: " not in driver.text, "Enter is Done there"
        await driver.press("escape", "escape", "o", "f1")
        assert "Help: Sorting" in driver.text
        assert re.search(r"\n \+ , +And then by", driver.text)
        assert "Open: " in driver.text


async def test_help_asked_for_over_the_palette_tells_what_works_everywhere(opened: Opener) -> None:
    async with opened() as driver:
        await driver.press("ctrl+p")
        driver.app.action_help()  # as where the key was pressed before the palette stood
        await driver.settle()
        assert driver.app.crash is None
        assert "Help: everywhere" in driver.text
        assert "Every list and table" in driver.text


async def test_from_the_help_of_a_form_nothing_that_is_typed_gets_lost(opened: Opener) -> None:
    async with opened((100, 40)) as driver:
        await driver.press("ctrl+p")
        await driver.type("Watchlist: ")
        assert "Opens the list." in driver.text
        await driver.press("escape", "N")
        form = driver.app.screen
        await driver.type("Mine")
        await driver.press("f1", "ctrl+p")
        await driver.type("Watchlist: ")
        assert "Opens the list." not in driver.text
        await driver.press("escape", "escape")
        assert driver.app.screen is form
        assert "Mine" in driver.text


async def test_an_export_is_written_with_the_mouse_alone(
    opened: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with opened() as driver:
        await driver.press("x")
        await click_word(driver, "txt")
        await click_word(driver, "Enter writes it")
        assert isinstance(driver.app.screen, WatchlistScreen)
        assert [path.suffix for path in tmp_path.iterdir()] == [".txt"]
        await driver.press("x", "m")
        await click_word(driver, "Esc back")
        assert len([*tmp_path.iterdir()]) == 1


async def test_criteria_are_put_in_order_with_the_mouse_alone(opened: Opener) -> None:
    async with opened((120, 40)) as driver:
        await driver.press("w", "o")
        rows = lambda: [re.search(r"│ +\d\.  (.{16})", line) for line in driver.text.splitlines()]  # noqa: E731
        names = lambda: [found[1].strip() for found in rows() if found]  # noqa: E731
        before = names()
        assert len(before) == 4
        await click_word(driver, "Shift+↓ down")
        assert names() == [before[1], before[0], *before[2:]]
        await click_word(driver, "Shift+↑ up")
        assert names() == before
        await click_word(driver, "Shift+↓ down")
        await click_word(driver, "Enter takes the order")
        assert not isinstance(driver.app.screen, OurDialog)


async def test_questions_are_answered_and_taken_back_with_the_mouse(opened: Opener) -> None:
    async with opened((120, 40)) as driver:
        await driver.press("w", "w")
        assert "Question 1 of" in driver.text
        await click_word(driver, "Enter answers")
        assert "Question 2 of" in driver.text
        await click_word(driver, "Backspace one back")
        assert "Question 1 of" in driver.text
        await click_word(driver, "Esc leaves it")
        assert not isinstance(driver.app.screen, OurDialog)


async def test_what_esc_and_other_keys_do_on_the_home_is_done_by_a_click_too(
    opened: Opener,
) -> None:
    async with opened((120, 40)) as driver:
        home = driver.app.home
        assert "Welcome" in driver.text
        await driver.pilot.click(offset=Offset(30, 8))
        await driver.settle()
        assert "Welcome" not in driver.text
        everyone = home.table.ids()
        home.bar.write("lynas")
        await driver.settle()
        await click_word(driver, "Esc clears")
        assert home.table.ids() == everyone
        await driver.press("slash")
        assert not home.bar.query_one("#completions").display
        await click_word(driver, "Tab shows fields")
        assert home.bar.query_one("#completions").display
        await driver.press("escape", "escape", "slash")
        await click_word(driver, "Enter to the table")
        assert driver.app.screen.focused is home.table
        await driver.press("space", "space")
        await click_word(driver, "c compares")
        assert driver.app.screen is not home
        await driver.press("escape", "escape", "D")
        await driver.type("2025-12-31")
        await driver.press("enter")
        assert "Esc goes back to today" in driver.text
        await click_word(driver, "Esc goes back to today")
        assert not driver.app.session.ways


async def test_the_words_of_the_welcome_can_be_clicked_and_it_goes(opened: Opener) -> None:
    for words, there in (
        ("Enter opens one", lambda driver: isinstance(driver.app.screen, CompanyScreen)),
        ("? explains", lambda driver: isinstance(driver.app.screen, HelpScreen)),
        ("F7 a tour", lambda driver: driver.app.tour is not None),
        ("Welcome.", lambda driver: driver.app.screen is driver.app.home),
    ):
        async with opened((120, 40)) as driver:
            await click_word(driver, words)
            assert there(driver), words
            await driver.press("escape")
            assert driver.app.screen is driver.app.home
            assert "Welcome" not in driver.text


async def test_keys_that_a_line_of_a_screen_names_can_be_clicked(opened: Opener) -> None:
    async with opened((120, 40)) as driver:
        await driver.press("question_mark")
        await click_word(driver, "Esc goes back", 0)
        assert driver.app.screen is driver.app.home
        await driver.press("e", "enter")
        form = driver.app.screen
        await click_word(driver, "t chooses where it was read")
        assert isinstance(driver.app.screen, SourcePicker)
        await click_word(driver, "Esc back")
        assert driver.app.screen is form
        await gone_to(driver, ("M", "i"))
        await click_word(driver, "t opens a file")
        assert isinstance(driver.app.screen, OurDialog)
        await gone_to(driver, ("a",))
        await driver.type("zzqqxx")
        await click_word(driver, "Enter adds it as a company")
        assert isinstance(driver.app.screen, OurDialog)


async def test_the_letters_over_a_list_are_no_dialog_with_keys(opened: Opener) -> None:
    async with opened() as driver:
        await driver.press("ctrl+o")
        assert isinstance(driver.app.screen, JumpScreen)
        await driver.press("f1")
        assert not isinstance(driver.app.screen, JumpScreen)
