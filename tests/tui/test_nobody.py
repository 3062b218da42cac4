"""Where something is missing, every place says what, and names the key that mends it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rewatch.domain.lists import ALL_LISTS
from rewatch.tui.commands import BY_ID
from rewatch.tui.keymap import keymap_of, show_keys
from rewatch.tui.keys import shown_key
from rewatch.tui.nobody import nobody
from tests.tui.conftest import Driver, Opener
from tests.tui.ways import WAYS, places

EMPTY = "This list is empty"
# Another key than usual, so that a page that has the usual one written into it is found out.
ADDS, BACK = "f6", "f8"
# Where nothing is missing: they are about other things than the companies of the open list.
ELSEWHERE = (
    "filter",
    "saving a filter",
    "screens",
    "inbox",
    "history",
    "add",
    "help",
    "columns",
    "palette",
    "new list",
    "correcting",
    "note search",
    "manage",
    "import",
    "as of",
    "prices",
    "order",
    "questions",
    "sort",
    "watchlists",
    "legend",
    "shares",
    "theme",
    "all lists",
)
# Pages of their own, where the key that adds does something else: first one goes back.
PAGES = ("promises", "weights", "scenarios", "cash grid", "missing facts")
# Commands that act on a company: they say why they cannot.
REFUSED = (
    "order of the list",
    "removing", "company", "flags", "compare", "why", "editor", "export", "evidence", "entry",
)  # fmt: skip


@pytest.fixture
def other_keys() -> Iterator[None]:
    show_keys({"add_company": (ADDS,), "back": (BACK,)})
    yield
    show_keys({})


async def on_an_empty_list(driver: Driver) -> None:
    await driver.press("N")
    await driver.type("Empty")
    await driver.press("enter")
    assert driver.app.home.table.ids() == []


@pytest.mark.parametrize(
    "place",
    places(
        [place for place in WAYS if place not in ELSEWHERE],
        ("home", "missing facts", "cash grid", "weights", "compare", "order of the list"),
    ),
)
@pytest.mark.usefixtures("other_keys")
async def test_on_an_empty_list_every_place_says_so_and_names_the_key(
    opened: Opener, place: str
) -> None:
    async with opened() as driver:
        driver.app.set_keymap(keymap_of({"add_company": (ADDS,), "back": (BACK,)}))
        await on_an_empty_list(driver)
        await driver.press(*WAYS[place])
        shown = " ".join(driver.text.split())
        adds = f"{shown_key(ADDS)} adds a company"
        if place in PAGES:
            assert f"{EMPTY}: {shown_key(BACK)} goes back, where {adds}" in shown
        else:
            assert f"{EMPTY}: {adds}" in shown
        if place in REFUSED:
            assert f"{EMPTY}: {adds}." in driver.toasts
        assert "sampled" not in shown
        assert "k samples" not in shown


async def test_a_key_for_a_company_says_that_there_is_none_once(opened: Opener) -> None:
    async with opened() as driver:
        await on_an_empty_list(driver)
        for key in (*"cxynetEfd", "space", "enter", "delete"):
            driver.app.clear_notifications()
            driver.app._said.clear()
            await driver.press(key, key)
            assert driver.toasts == [f"{nobody(driver.app.session.answer)}."], key
            assert driver.app.screen is driver.app.home


@pytest.mark.parametrize("key", ["n", "enter", "x"])
async def test_where_the_filter_leaves_nobody_it_is_the_filter_that_is_named(
    opened: Opener, key: str
) -> None:
    async with opened() as driver:
        await driver.press("slash")
        await driver.type("no such name")
        await driver.press("enter", key)
        assert driver.app.home.table.ids() == []
        assert driver.toasts == ["The filter leaves no company; Esc clears it."]
        assert "Esc clears" in driver.text


BARE = """
schema = 1
id = "bare"
name = "Bare Metals"
role = "developer"
domicile = "AU"
listings = [{ exchange = "ASX", ticker = "BRE" }]
[[projects]]
id = "mine"
name = "Mine"
country = "AU"
feedstock = "hard-rock"
"""
LIST = 'schema = 1\nname = "Bare"\n[[entries]]\ncompany = "bare"\n'


def written(workspace: Path, company: str) -> None:
    """A workspace with one company on a list."""
    for folder, name, text in (("companies", "bare", company), ("watchlists", "bare", LIST)):
        (workspace / folder).mkdir(parents=True, exist_ok=True)
        (workspace / folder / f"{name}.toml").write_text(text, "utf-8")


async def test_each_tab_of_a_company_without_evidence_says_what_is_missing_and_the_key(
    opened: Opener, workspace_folder: Path
) -> None:
    written(workspace_folder, BARE)
    adds, writes = (shown_key(BY_ID[name].keys[0]) for name in ("add_evidence", "write_note"))
    said = {
        "evidence": ["No evidence on record.", f"{adds} adds a fact"],
        "partnerships": ["None on record", f"{adds} adds a fact"],
        "timeline": [
            f"No promised date on record; {adds} adds",
            "No fact on record.",
            "adds a fact",
        ],
        "notes": [f"No note yet. {writes} writes one"],
        "history": ["No dated evidence yet", f"{adds} adds evidence"],
    }
    async with opened(watchlist="bare") as driver:
        await driver.press("enter")
        for tab, words in said.items():
            await driver.press("right_square_bracket")
            assert f"[{tab}]" in driver.text
            assert all(word in driver.text for word in words), tab


async def test_a_list_whose_files_cannot_be_read_is_not_called_empty(
    opened: Opener, workspace_folder: Path
) -> None:
    written(workspace_folder, "schema = [")
    async with opened(watchlist="bare") as driver:
        await driver.press("down")
        assert "left out: companies/bare.toml" in driver.text
        await driver.press("m")
        shown = " ".join(driver.text.split())
        assert "No company of this list can be shown: rewatch check names the files" in shown
        assert EMPTY not in shown


async def test_where_every_list_is_empty_all_together_name_the_keys(
    opened: Opener, workspace_folder: Path
) -> None:
    (workspace_folder / "watchlists").mkdir(parents=True)
    for name in ("heavies", "processors", "sample"):
        text = f'schema = 1\nname = "{name}"\n'
        (workspace_folder / "watchlists" / f"{name}.toml").write_text(text, "utf-8")
    async with opened(watchlist=ALL_LISTS) as driver:
        await driver.press("down")
        assert driver.app.home.table.ids() == []
        opens, adds = (shown_key(BY_ID[name].keys[0]) for name in ("watchlists", "add_company"))
        assert f"Every list is empty: {opens} opens one and {adds} adds to it" in driver.text


async def test_notes_and_changes_that_there_are_none_of_name_the_keys(opened: Opener) -> None:
    writes = shown_key(BY_ID["write_note"].keys[0])
    async with opened() as driver:
        await driver.press("ctrl+g")
        assert f"There are no notes yet; {writes} on a company" in driver.text
        await driver.press("escape", "H")
        assert "Nothing was changed yet" in driver.text
        assert f"a note ({writes} on a company)" in " ".join(driver.text.split())
