"""Every word can be read in every look of our own, and no difference is one of colour alone."""

import pytest

from rewatch.scorecards.wording import STATES
from rewatch.tui.describe import BUILT, NOTHING, PILOTED, PLANNED
from rewatch.tui.keys import keyed
from rewatch.tui.marks import THESIS_SIGNS
from rewatch.tui.pages import flags
from rewatch.tui.pages.help import LEGEND
from rewatch.tui.theme import OWN, names
from rewatch.tui.widgets.lines import Page
from rewatch.tui.widgets.paint import OPEN, SOLID, TRACK
from tests.colours import contrast
from tests.tui.conftest import Driver, Opener
from tests.tui.ways import WAYS

# Of text, as WCAG 2.2 asks for it: 1.4.3, and 1.4.6 for the look of high contrast.
LEAST = {"rewatch-contrast": 7.0}
# Full screens: a dialog dims what stands below it.
PLACES = (
    "home", "company", "notes", "compare", "why", "promises", "weights", "scenarios", "inbox",
    "history", "help", "missing facts", "cash grid", "evidence form",
)  # fmt: skip


async def test_every_word_stands_out_from_its_ground(opened: Opener) -> None:
    faint: dict[tuple[str, str], tuple[float, str, str, str]] = {}
    async with opened((120, 40)) as driver:
        for place in PLACES:
            await driver.press("escape", "escape", *WAYS[place])
            for theme in [item.name for item in OWN]:
                driver.app.theme = theme
                await driver.settle()
                for text, ink, ground in inked(driver):
                    if (found := contrast(ink, ground)) < LEAST.get(theme, 4.5):
                        faint[ink, ground] = (round(found, 2), theme, place, text)
            while len(driver.app.screen_stack) > 1:
                _ = driver.app.pop_screen()
    assert faint == {}


def inked(driver: Driver) -> set[tuple[str, str, str]]:
    """The words on the screen with their colour and that below them."""
    screen, found = driver.app.screen, set()
    for strip in screen._compositor.render_strips(screen.size):
        for text, style, _ in strip:
            if style is None or not any(sign.isalnum() for sign in text):
                continue
            assert style.color is not None, text
            assert style.bgcolor is not None, text
            ink, ground = (c.get_truecolor().hex for c in (style.color, style.bgcolor))
            found.add((text, ink, ground))
    return found


def test_every_state_has_a_sign_of_its_own() -> None:
    """Who sees no red or green, or no colour at all, reads the signs."""
    for signs in (
        [sign for sign, _ in flags._STATES.values()],
        list(THESIS_SIGNS.values()),
        list(STATES.values()),
        [SOLID, OPEN, TRACK],
        [BUILT, PILOTED, PLANNED, NOTHING],
    ):
        assert len(set(signs)) == len(signs), signs


async def test_the_legend_is_seen_whole_on_the_smallest_screen_in_every_look(
    opened: Opener,
) -> None:
    async with opened((80, 24)) as driver:
        for theme in names():
            driver.app.theme = theme
            await driver.press("f3")
            page = driver.app.screen.query_one(Page)
            assert page.virtual_size.height == len(LEGEND) <= page.size.height, theme
            assert page.virtual_size.width <= page.size.width, theme
            assert not page.show_vertical_scrollbar, theme
            assert all(keyed(meaning) in driver.text for _, meaning in LEGEND), theme
            await driver.press("escape")


# A full screen, a form, and each sort of dialog; all places in the slow run.
SOME = ("palette", "legend", "flags", "export", "evidence form", "weights", "facets", "filter")


@pytest.mark.parametrize("look", ["ansi-dark", "ansi-light"])
@pytest.mark.parametrize(
    "places", [SOME, pytest.param(tuple(WAYS), marks=pytest.mark.slow)], ids=["some", "all"]
)
async def test_with_the_terminal_s_own_colours_no_others_are_used(
    opened: Opener, look: str, places: tuple[str, ...]
) -> None:
    strange: dict[str, set[str]] = {}
    async with opened((100, 30)) as driver:
        driver.app.theme = look
        for place in places:
            await driver.press(*WAYS[place])
            screen = driver.app.screen
            for strip in screen._compositor.render_strips(screen.size):
                for _text, style, _ in strip:
                    for colour in (style.color, style.bgcolor) if style else ():
                        if colour is not None and colour.triplet is not None:
                            strange.setdefault(place, set()).add(colour.name)
            while driver.app.screen is not driver.app.home:
                _ = driver.app.pop_screen()
            await driver.press("escape", "escape")
    assert strange == {}
