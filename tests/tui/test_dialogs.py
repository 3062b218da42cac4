"""The dialogs: what is too long says that it is cut, and their keys stand over those below."""

import pytest

from rewatch.tui.screens.dialogs import Choice, Chooser
from tests.tui.conftest import Opener
from tests.tui.test_mouse import click_word

NARROW = (40, 15)


async def test_prices_that_are_too_long_for_their_row_say_so(opened: Opener) -> None:
    async with opened(NARROW) as driver:
        decks = driver.app.session.workspace.catalogue.decks.values()
        names = tuple(item.name for item in decks)
        await driver.press("p")
        rows = []
        for key in ("home", "end"):  # there is no room for all at once
            await driver.press(key)
            rows += [row[8:-3].rstrip() for row in driver.text.splitlines() if " │ " in row]
        assert rows
        assert any(row.endswith("…") for row in rows)
        assert all(row.endswith("…") or row.startswith(names) for row in rows), rows


@pytest.mark.parametrize("current", [None, "this"])
async def test_a_title_takes_its_row_and_its_note_goes_first(opened: Opener, current) -> None:
    async with opened(NARROW) as driver:
        named = "a profile of weights with quite a long name"
        choices = [Choice("a", named, "this", "its note"), Choice("b", "short", "that", "noted")]
        _ = driver.app.push_screen(Chooser("Which?", choices, current))
        await driver.settle()
        long, short = (row for row in driver.text.splitlines() if row.startswith(" │ "))
        assert long.endswith(" with q…  │" if current else " with qui…  │"), long
        assert "short" in short


@pytest.mark.parametrize("size", [NARROW, (80, 24)])
@pytest.mark.parametrize("keys", [("D",), ("N",), ("t",), ("x", "t")])
async def test_the_keys_of_a_form_stand_over_the_footer_of_the_list(
    opened: Opener, size, keys
) -> None:
    async with opened(size) as driver:
        assert driver.text.splitlines()[-1].startswith(" Enter Open")
        await driver.press(*keys)
        last = driver.text.splitlines()[-1]
        assert last.endswith("Esc back")
        assert driver.text.count("Esc back") == 1
        assert "? Help" not in last
        await click_word(driver, "Esc back")
        assert driver.app.screen is driver.app.home
