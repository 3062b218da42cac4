"""The tour: offered, four steps that are done and not read, never in the way."""

from pathlib import Path

from rich.cells import cell_len

from rewatch.tui.keys import keyed
from rewatch.tui.screens.company import CompanyScreen
from rewatch.tui.screens.watchlist import WELCOME, WELCOME_WIDE
from rewatch.tui.tour import STEPS, Here, Tour, ending
from tests.tui.conftest import Opener


async def test_it_is_offered_at_the_first_start_and_doing_each_step_leads_on(
    opened: Opener,
) -> None:
    assert "F7 a tour" in keyed(WELCOME)
    assert "F7 a tour" in keyed(WELCOME_WIDE)
    async with opened() as driver:
        foot = lambda: "\n".join(driver.text.splitlines()[-2:])  # noqa: E731 - read once a line
        assert "Tour" not in foot()
        await driver.press("f7")
        assert "Tour 1 of 4: / and a few letters" in foot()
        assert "/ Filter" in foot()  # the footer stays: the tour has a line of its own above it
        await driver.press("slash")
        assert "Tour 1 of 4" in foot()
        await driver.type("arafura")
        assert "Tour 2 of 4: Enter" in foot()
        await driver.press("enter")
        assert isinstance(driver.app.screen, CompanyScreen)
        assert "Tour 3 of 4: ] shows the evidence" in foot()
        await driver.press("n")  # elsewhere the footer says what can be done there
        assert "Tour" not in foot()
        await driver.press("escape")
        assert "Tour 3 of 4" in foot()
        await driver.press("right_square_bracket")
        assert "Tour 4 of 4: Esc goes back" in foot()
        await driver.press("escape")
        assert "Tour" not in foot()
        assert "/ Filter" in foot()
        assert any("That was the tour" in toast for toast in driver.toasts)


async def test_who_has_files_of_their_own_is_not_welcomed_again(
    opened: Opener, workspace_folder: Path
) -> None:
    async with opened() as driver:
        assert keyed(WELCOME) in driver.text
    (workspace_folder / "notes").mkdir(parents=True)
    async with opened() as driver:
        assert "Welcome" not in driver.text
        assert driver.app.home.answer.slug == "sample"


async def test_it_can_be_left_at_any_time_and_every_key_works_meanwhile(opened: Opener) -> None:
    async with opened() as driver:
        await driver.press("f7", "down", "space")
        assert driver.app.home.table.marked
        assert "Tour 1 of 4" in driver.text
        await driver.press("f7")
        assert "Tour 1" not in driver.text
        await driver.press("f7")
        assert "   Esc ends it" in driver.text
        await driver.press("escape")  # which has a mark to take off first
        assert not driver.app.home.table.marked
        assert "Tour 1" in driver.text
        await driver.press("escape")
        assert "Tour 1" not in driver.text
        assert driver.toasts == []


def test_every_step_fits_the_narrowest_footer_and_is_done_only_by_its_own_deed() -> None:
    deeds = [
        Here("watchlist", "a"), Here("company", "a", "why"), Here("company", "a", "evidence"),
        Here("watchlist", "a"),
    ]  # fmt: skip
    tour = Tour()
    for number, deed in enumerate(deeds):
        for here in (deed, Here("watchlist")):
            assert cell_len(f"{tour.text}   {ending(here)} ends it") <= 78
        assert not tour.look(Here("elsewhere"))
        assert tour.text.startswith(f"Tour {number + 1} of {len(STEPS)}")
        assert tour.look(deed)
    assert tour.over
    assert not tour.look(deeds[0])
