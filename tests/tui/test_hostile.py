"""Names, notes, sources and errors may hold anything: it is shown, never obeyed, never markup."""

import json
import unicodedata
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.widgets import Input, TextArea
from wcwidth import wcwidth

from rewatch.tui.screens.company import CompanyScreen
from rewatch.tui.screens.dialogs import Asked, Choice, Chooser, Confirm, Form
from rewatch.tui.screens.editor import EditorScreen
from rewatch.workspace import Workspace
from tests.tui.conftest import TODAY, Driver, Opener, narrow_first
from tests.tui.ways import WAYS

NASTY = {
    "together": "[/ [bold red]x[/bold red] [@click=app.bell]y[/] "
    "\x1b[2J\x1b]0;o\x07 \u202egnp\u2066 希土 👩\u200d🚀 🌍 Zo\u0308e\u0301",
    "bracket": "[/",
    "markup": "[bold red]x[/bold red] [@click=app.bell]y[/]",
    "escape": "\x1b[2J\x1b]0;owned\x07",
    "override": "safe \u202egnp.exe\u2066",
    "long": "x" * 10_000,
    "wide": "希土" * 300,
    "emoji": "🌍👩\u200d🚀❤\ufe0f" * 200,
    "marks": "o\u0308\u0323\u0301" * 300,
}
# Every screen is tried with all of it in one text; with each alone in the slow run.
nasty = pytest.mark.parametrize(
    "text",
    [
        pytest.param(text, id=name, marks=() if name == "together" else pytest.mark.slow)
        for name, text in NASTY.items()
    ],
)
OBEYED = {"Cc", "Cf", "Cs", "Zl", "Zp"}
JOINERS = "\u200c\u200d"  # letters of several scripts need them; they order and hide nothing


def cells(line: str) -> int:
    """What a line takes in any terminal: two a wide sign, none a mark over the sign before."""
    return sum(max(0, wcwidth(sign)) for sign in line)


def assert_harmless(driver: Driver) -> None:
    # What is being edited is shown sign for sign, and how wide joined ones are is the terminal's.
    edited = isinstance(driver.app.focused, Input | TextArea)
    for line in driver.text.split("\n"):
        obeyed = {sign for sign in line if unicodedata.category(sign) in OBEYED}
        assert obeyed <= set(JOINERS if edited else ""), line
        assert (cell_len if obeyed else cells)(line) <= driver.app.size.width, line


def fill(workspace: Path, text: str) -> None:
    """A workspace in which everything that can hold a text holds this one."""
    quoted = json.dumps(text.replace("\x7f", ""), ensure_ascii=False)
    company = f"""
schema = 1
id = "nasty"
name = {quoted}
aliases = [{quoted}]
role = "developer"
tags = [{quoted}]
summary = {quoted}
listings = [{{ exchange = {quoted}, ticker = {quoted} }}]
[[projects]]
id = "mine"
name = {quoted}
country = "AU"
feedstock = "hard-rock"
[[sources]]
id = "s1"
type = "company"
title = {quoted}
publisher = {quoted}
url = {quoted}
date = "2026-01-02"
[[evidence]]
id = "partnership-2026-01-aaaa"
kind = "partnership"
source = "s1"
recorded = 2026-01-02
partner = {quoted}
type = "offtake"
status = "binding"
note = {quoted}
[[evidence]]
id = "testwork-2026-01-aaaa"
kind = "testwork"
source = "s1"
recorded = 2026-01-02
scale = "pilot"
what = {quoted}
[[evidence]]
id = "guidance-2026-01-aaaa"
kind = "guidance"
source = "s1"
recorded = 2026-01-02
milestone = {quoted}
promised = "2026-06"
"""
    watchlist = f'schema = 1\nname = {quoted}\n[[entries]]\ncompany = "nasty"\n'
    watchlist += '[[entries]]\ncompany = "arafura-rare-earths"\n'
    (workspace / "companies").mkdir(parents=True)
    (workspace / "watchlists").mkdir()
    (workspace / "notes" / "nasty").mkdir(parents=True)
    (workspace / "companies" / "nasty.toml").write_text(company, "utf-8")
    (workspace / "watchlists" / "bad.toml").write_text(watchlist, "utf-8")
    note = f'+++\nschema = 1\nkind = "note"\ncreated = 2026-01-02\ntitle = {quoted}\n+++\n{text}\n'
    (workspace / "notes" / "nasty" / "2026-01-02-x.md").write_text(note, "utf-8")


@nasty
async def test_in_files_it_reaches_every_screen_and_does_nothing(
    opened: Opener, workspace_folder: Path, text: str
) -> None:
    fill(workspace_folder, text)
    async with opened((120, 40), watchlist="bad") as driver:
        assert set(driver.app.home.table.ids()) == {"nasty", "arafura-rare-earths"}
        driver.app.home.table.select("nasty")
        await driver.settle()
        assert_harmless(driver)
        await driver.press("enter")
        screen = driver.app.screen
        assert isinstance(screen, CompanyScreen)
        for _tab in range(6):
            for _ in range(6):
                await driver.pilot.press("down")
            await driver.settle()
            assert_harmless(driver)
            await driver.press("right_square_bracket")
        await driver.press("left_square_bracket", "left_square_bracket", "enter")
        assert isinstance(driver.app.screen, EditorScreen)
        assert_harmless(driver)
        await driver.press("escape", "escape")
        for keys in (["d"], ["L"], ["o"], ["question_mark"]):
            await driver.press(*keys)
            assert_harmless(driver)
            await driver.press("escape")
        home = driver.app.home
        home.table.marked.update(home.table.ids())
        await driver.press("c")
        assert_harmless(driver)
        await driver.press("escape", "g", "down", "y")
        assert_harmless(driver)
        await driver.press("escape", "ctrl+p")
        await driver.pilot.pause(0.3)
        assert_harmless(driver)


# What a terminal would obey stands first, so that it is on the screen where a name is cut.
FIRST = f"\x1b[2J\u202egnp\u2066 {NASTY['together']}"
# Where nothing is shown that a file named.
NAMELESS = ("help", "import", "shares")


@narrow_first
@pytest.mark.parametrize("place", WAYS)
async def test_in_files_it_does_nothing_in_any_place(
    opened: Opener, workspace_folder: Path, size: tuple[int, int], place: str
) -> None:
    fill(workspace_folder, FIRST)
    with_review = 'company = "nasty"\nreview = 2026-01-02\n'
    file = workspace_folder / "watchlists" / "bad.toml"
    file.write_text(file.read_text("utf-8").replace('company = "nasty"\n', with_review), "utf-8")
    Workspace.open(workspace_folder, today=TODAY).new_watchlist(f"{FIRST} too", ["nasty"])
    async with opened(size, watchlist="bad") as driver:
        driver.app.home.table.select("nasty")
        await driver.settle()
        await driver.press(*WAYS[place])
        assert_harmless(driver)
        if place not in NAMELESS:
            assert "[2J" in driver.text
        for _ in range(3):  # what is further down, and what the cursor opens beside it
            await driver.press("pagedown")
            assert_harmless(driver)
        assert driver.app.crash is None


@nasty
async def test_in_toasts_and_dialogs_it_does_nothing(opened: Opener, text: str) -> None:
    async with opened() as driver:
        driver.app.warn(text)
        driver.app.say(text)
        await driver.settle()
        assert_harmless(driver)
        choice = Choice("a", text, "value", text)
        for dialog in (
            Chooser(text, [choice]),
            Confirm(text, text),
            Form(text, [Asked(text, text, text)], text),
        ):
            _ = driver.app.push_screen(dialog)
            await driver.settle()
            assert_harmless(driver)
            await driver.press("escape")


@nasty
async def test_typed_or_pasted_into_filter_and_search_it_does_nothing(
    opened: Opener, text: str
) -> None:
    from textual.events import Paste

    async with opened() as driver:
        for key in ("slash", "a"):
            await driver.press(key)
            field = driver.app.screen.query_one(Input)
            field.post_message(Paste(text))
            await driver.settle()
            assert_harmless(driver)
            await driver.press("escape")
        assert driver.app.is_running


async def test_an_error_is_told_once_and_stays_while_a_word_that_was_read_goes_with_a_key(
    opened: Opener,
) -> None:
    async with opened() as driver:
        for _ in range(5):
            driver.app.warn("the disk is full")
            await driver.settle()
        assert driver.toasts == ["the disk is full"]
        driver.app.say("saved")
        await driver.press("down")
        assert driver.toasts == ["the disk is full", "saved"]  # it was not read yet
        driver.app.read_after = 0
        for key in ("down", "n"):
            await driver.press(key)
            assert driver.toasts == ["the disk is full"]
            driver.app.say("saved")


async def test_a_broken_file_is_named_above_the_table_and_the_rest_works(
    opened: Opener, workspace_folder: Path
) -> None:
    (workspace_folder / "companies").mkdir(parents=True)
    (workspace_folder / "companies" / "broken.toml").write_text("schema = [", "utf-8")
    async with opened() as driver:
        await driver.press("down")
        assert "left out" in driver.text
        assert "broken.toml" in driver.text
        assert len(driver.app.home.table.ids()) >= 15


async def test_a_workspace_that_cannot_be_written_gives_one_sentence_and_keeps_the_text(
    opened: Opener, workspace_folder: Path
) -> None:
    workspace_folder.write_text("a file where the folder should be", "utf-8")
    async with opened() as driver:
        await driver.press("n")
        await driver.type("worth keeping")
        await driver.press("ctrl+s")
        assert driver.toasts
        assert "Traceback" not in " ".join(driver.toasts)
        assert "worth keeping" in driver.text
