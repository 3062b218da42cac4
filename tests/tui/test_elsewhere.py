"""What is done to one list stays with it, whatever else is opened, scored or deleted meanwhile."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import TextArea

from rewatch.publishing import document
from rewatch.question import Question
from rewatch.tui.screens.company import CompanyScreen
from rewatch.tui.screens.dialogs import Chooser, Confirm
from rewatch.tui.screens.editor import EditorScreen
from rewatch.tui.screens.evidence import EvidenceScreen
from rewatch.tui.screens.weights import WeightsScreen
from rewatch.tui.session import Answer
from rewatch.tui.standings import SURE_WORDS
from rewatch.workspace import Workspace
from tests.tui.conftest import TODAY, Driver, Opener

HERE, THERE = ["pensana", "northern-minerals"], ["iluka-resources", "lynas-rare-earths"]


@pytest.fixture
def lists(workspace_folder: Path) -> Workspace:
    """Two lists, and a company of one's own on the second."""
    workspace = Workspace.open(workspace_folder, today=TODAY)
    workspace.new_watchlist("Here", HERE)
    workspace.new_watchlist("There", THERE)
    workspace.add_company("Zeta Earths", "unlisted", "AU", "there")
    return workspace


def members(folder: Path, slug: str) -> tuple[str, ...]:
    return tuple(Workspace.open(folder, today=TODAY).watchlist(slug)[1].companies())


async def looked(driver: Driver) -> None:
    """One look at the files, as the timer would take it."""
    driver.app._look()
    await driver.settle()


def held_back(driver: Driver, monkeypatch: pytest.MonkeyPatch, slug: str) -> Callable[[], None]:
    """Has a list take its time until what this gives is called."""
    gate, ask = threading.Event(), driver.app.session.ask

    def slow(watchlist: str | None = None, **how: Any) -> Answer:
        if watchlist == slug:
            assert gate.wait(60)
        return ask(watchlist, **how)

    monkeypatch.setattr(driver.app.session, "ask", slow)
    return gate.set


async def test_a_key_after_that_of_another_list_waits_for_it(
    opened: Opener, lists: Workspace, workspace_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(watchlist="here") as driver:
        app = driver.app
        let_it = held_back(driver, monkeypatch, "there")
        app.show_list("there")
        await driver.pilot.press("d")
        assert app.screen is app.home, "the key was for the list that is not there yet"
        let_it()
        await driver.settle()
        assert isinstance(app.screen, Confirm)
        gone = app.home.company_id
        assert gone in members(workspace_folder, "there")
        await driver.press("y")
        assert gone not in members(workspace_folder, "there")
        assert members(workspace_folder, "here") == tuple(HERE)
        assert "off There." in driver.toasts[-1]


@pytest.mark.parametrize("ways", [("d", "y"), ("w", "L", "enter"), ("a", *"arafura", "enter")])
async def test_a_change_is_for_the_list_that_is_seen(
    opened: Opener,
    lists: Workspace,
    workspace_folder: Path,
    ways: tuple[str, ...],
) -> None:
    def all_of(slug: str) -> tuple[object, object]:
        _, found = Workspace.open(workspace_folder, today=TODAY).watchlist(slug)
        return found.companies(), found.weights

    before = {slug: all_of(slug) for slug in ("here", "there")}
    async with opened(watchlist="here") as driver:
        driver.app.home.table.select("pensana")
        for key in ways[:-1]:
            await driver.pilot.press(key)
        await driver.settle()
        # Another thread has scored another list, which nobody sees yet.
        driver.app.session.ask("there")
        await driver.press(ways[-1])
        assert driver.app.screen is driver.app.home
        assert driver.app.home.answer.slug == "here"
    assert all_of("there") == before["there"]
    assert all_of("here") != before["here"]


async def test_a_list_that_cannot_be_opened_leaves_the_one_that_is_seen(
    opened: Opener, lists: Workspace, workspace_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(watchlist="here") as driver:
        driver.app.show_list("nowhere")
        await driver.settle()
        assert "nowhere" in driver.toasts[-1]
        assert driver.app.opening is None
        await driver.press("d", "y")
        assert len(members(workspace_folder, "here")) == len(HERE) - 1
        # One that is deleted while it is opened: the one that is seen stays, not another.
        let_it = held_back(driver, monkeypatch, "there")
        driver.app.show_list("there")
        lists.delete_watchlist("there")
        driver.app._look()
        let_it()
        await driver.settle()
        assert driver.app.home.answer.slug == "here"


async def test_a_note_about_a_company_that_is_deleted_elsewhere_is_not_taken_away(
    opened: Opener, lists: Workspace, workspace_folder: Path
) -> None:
    async with opened(watchlist="there") as driver:
        driver.app.home.table.select("zeta-earths")
        await driver.press("enter", "n")
        assert isinstance(driver.app.screen, EditorScreen)
        await driver.type("a long thought")
        lists.remove_from_watchlist("there", ["zeta-earths"])
        lists.delete_company("zeta-earths")
        await looked(driver)
        assert isinstance(driver.app.screen, EditorScreen), "what was being typed is gone"
        assert driver.app.screen.query_one(TextArea).text == "a long thought"
        await driver.type(" goes on")
        await driver.press("ctrl+s")
        assert "zeta-earths" in driver.toasts[-1]
        await driver.press("escape", "k")
        assert len(driver.app.screen_stack) == 1
    [kept] = Workspace.open(workspace_folder, today=TODAY).company_drafts("zeta-earths")
    assert kept.text == "a long thought goes on"


async def test_a_company_of_another_list_that_is_deleted_elsewhere_closes(
    opened: Opener, lists: Workspace
) -> None:
    async with opened(watchlist="here") as driver:
        driver.app.open_company("zeta-earths")
        await driver.settle()
        assert isinstance(driver.app.screen, CompanyScreen)
        lists.remove_from_watchlist("there", ["zeta-earths"])
        lists.delete_company("zeta-earths")
        await looked(driver)
        assert len(driver.app.screen_stack) == 1
        assert "Zeta Earths is not there any more." in driver.toasts


async def test_a_form_about_a_company_that_is_deleted_elsewhere_stays(
    opened: Opener, lists: Workspace
) -> None:
    async with opened(watchlist="there") as driver:
        driver.app.fill_in_evidence("zeta-earths", "cash")
        await driver.settle()
        assert isinstance(driver.app.screen, EvidenceScreen)
        await driver.type("5m")
        lists.remove_from_watchlist("there", ["zeta-earths"])
        lists.delete_company("zeta-earths")
        await looked(driver)
        form = driver.app.screen
        assert isinstance(form, EvidenceScreen)
        assert "5m" in form.typed.values()
        form.action_choose_source()
        await driver.settle()
        await driver.press("escape")
        driver.app.fill_in_evidence("zeta-earths", "cash")
        await driver.settle()
        assert "is not there any more" in driver.toasts[-1]


def test_a_pack_with_a_company_that_is_not_there_is_refused_by_its_name(
    lists: Workspace,
) -> None:
    with pytest.raises(Exception, match="no company is called 'nobody-at-all'"):
        document(lists, ["nobody-at-all"], Question())


async def test_weights_that_were_moved_stay_moved_when_the_list_changes_elsewhere(
    opened: Opener, lists: Workspace
) -> None:
    async with opened(watchlist="here") as driver:
        await driver.press("w", "L")
        screen = driver.app.screen
        assert isinstance(screen, WeightsScreen)
        shares = dict(screen._weighing.shares)
        lists.add_to_watchlist("here", ["arafura-rare-earths"])
        await looked(driver)
        assert screen._weighing.shares == shares
        assert screen._weighing.moved
        ranked = {row.score.id for row in screen._weighing.ranking.rows}
        assert "arafura-rare-earths" in ranked
        await driver.sampled()
        assert driver.app.sampler.sampled is not None
        assert driver.app.sampler.sampled.ranking is screen._weighing.ranking
        lists.delete_watchlist("here")
        await looked(driver)
        assert driver.app.screen is driver.app.home
        assert "Here is not what is open any more" in " ".join(driver.toasts)


async def test_every_answer_on_how_firm_weights_are_has_a_letter_of_its_own(
    opened: Opener, lists: Workspace
) -> None:
    async with opened(watchlist="here") as driver:
        await driver.press("w")
        for sure in SURE_WORDS:
            await driver.press("f")
            chooser = driver.app.screen
            assert isinstance(chooser, Chooser)
            [letter] = [one.letter for one in chooser._choices if one.value == sure]
            await driver.press(letter)
            default = driver.app.scored.rubric.sampling.default_sure
            assert (driver.app.sampler.sure or default) == sure
