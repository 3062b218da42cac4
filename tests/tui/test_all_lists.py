"""All lists together: every company once, to look at and not to change."""

from datetime import date
from pathlib import Path

import pytest

from rewatch.domain.errors import UsageError
from rewatch.domain.lists import ALL_LISTS
from rewatch.domain.watchlist import Entry, Watchlist, merged
from rewatch.tui.session import SAMPLE, Session
from rewatch.workspace import Workspace
from tests.tui.conftest import TODAY, Opener


def test_merging_keeps_every_company_once_with_the_tags_of_all_its_entries() -> None:
    one = (
        Entry(company="a", tags=("core",), review=date(2027, 3, 1)),
        Entry(company="b", added=date(2026, 1, 2)),
    )
    other = (
        Entry(company="c"),
        Entry(company="a", tags=("heavy", "core"), review=date(2027, 2, 1), thesis=("x",)),
    )
    lists = [{"schema": 1, "name": "one", "entries": item} for item in (one, other)]
    found = merged(map(Watchlist.model_validate, lists))
    assert found.companies() == ("a", "b", "c")
    first = found.entries[0]
    assert first.tags == ("core", "heavy")
    assert first.thesis == ("x",)
    assert first.review == date(2027, 2, 1)


def test_it_has_the_members_of_every_list_also_of_one_that_follows_a_filter(tmp_path: Path) -> None:
    workspace = Workspace.open(tmp_path / "workspace", today=TODAY)
    followed = workspace.new_watchlist("Brazil", filter="country:BR")
    lists = workspace.watchlists()
    wanted = {key for slug in lists for key in workspace.members(slug)}
    assert set(workspace.members(followed)) - {
        key for item in lists.values() for key in item.companies()
    }, "the filter adds nobody, so the test would tell nothing"
    found = workspace.members(ALL_LISTS)
    assert set(found) == wanted
    assert len(found) == len(set(found))
    assert {row.score.id for row in workspace.ranking(None, "All lists").rows} == wanted


def test_it_cannot_be_changed_and_no_list_can_take_its_name(tmp_path: Path) -> None:
    workspace = Workspace.open(tmp_path / "workspace", today=TODAY)
    with pytest.raises(UsageError, match="a view of every list"):
        workspace.add_to_watchlist(ALL_LISTS, ["lynas-rare-earths"])
    with pytest.raises(UsageError, match="choose another name"):
        workspace.new_watchlist("All lists")
    assert not (tmp_path / "workspace" / "watchlists" / f"{ALL_LISTS}.toml").exists()


async def test_the_key_0_shows_all_lists_and_a_number_one_of_them_again(opened: Opener) -> None:
    async with opened((120, 40)) as driver:
        home = driver.app.home
        sample, opened_first = set(home.table.ids()), home.answer.slug
        names = [name for _, name in driver.app.session.lists()]
        keys = [f"{number} {name}" for number, name in enumerate(names, 1)]
        await driver.press("down")  # the welcome goes
        told = driver.text.splitlines()[1]
        assert [key for key in keys if key not in told] == []
        assert f"[{keys[2]}]" in told
        await driver.press("0")
        assert "[0 All lists]" in driver.text.splitlines()[1]
        await driver.press("0")
        assert home.answer.slug == opened_first, "the same key does not go back"
        await driver.pilot.click("#status", offset=(told.index("0 All lists") - 1, 0))
        await driver.settle()
        assert "All lists" in driver.text.splitlines()[0]
        assert sample < set(home.table.ids())
        assert len(home.table.ids()) == len(set(home.table.ids()))
        for key in ("d", "a", "t"):  # at once, before anything is typed
            driver.app._notifications.clear()
            driver.app._said.clear()
            await driver.press(key)
            assert any("L opens the list you mean" in toast for toast in driver.toasts), key
            assert driver.app.screen is home, key
        await driver.press("M")
        assert "import into a new list" in driver.text
        assert "rename" not in driver.text
        assert "delete" not in driver.text
        await driver.press("escape")
        driver.app.remove_companies(home.table.ids()[:1], home.answer)
        await driver.settle()
        assert any("a view of every list" in toast for toast in driver.toasts)
        await driver.press("L")
        assert "every company of any list " in driver.text, "a choice is cut though there is room"
        assert "● All lists" in driver.text
        await driver.press("1")
        assert home.answer.slug == driver.app.session.lists()[0][0]
        await driver.press("L", "0")
        assert home.answer.slug == ALL_LISTS
        await driver.press("o", "n")
        said = driver.text.splitlines()[1]
        assert said.index("by name") < said.index("1 ")
        await driver.pilot.click("#status", offset=(said.index("by name"), 0))
        await driver.settle()
        assert home.answer.slug == ALL_LISTS, "what is no list opens one"


def test_where_every_list_was_deleted_by_hand_the_samples_begin_anew(tmp_path: Path) -> None:
    workspace = Workspace.open(tmp_path / "workspace", today=TODAY)
    workspace.ensure_samples()
    lists = set(workspace.watchlists())
    folder = tmp_path / "workspace" / "watchlists"
    (folder / "sample.toml").unlink()
    workspace.ensure_samples(again=True)
    assert set(workspace.watchlists()) == lists - {SAMPLE}, "a deleted one comes back"
    for path in folder.iterdir():
        path.unlink()
    assert Session(workspace)._usual() == SAMPLE
    assert set(workspace.watchlists()) == lists
