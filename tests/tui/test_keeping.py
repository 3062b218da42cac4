"""Undo, history, inbox, and files that change while the interface is open."""

import asyncio
import shutil
import threading
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from rewatch.domain.values import Interval
from rewatch.scoring.changes import Change, ChangePart
from rewatch.scoring.inbox import LEAST, Item
from rewatch.scoring.results import Ranking
from rewatch.tui.app import RewatchApp
from rewatch.tui.pages.inbox import inbox_lines
from rewatch.tui.screens.company import CompanyScreen
from rewatch.tui.screens.editor import EditorScreen
from rewatch.tui.screens.history import steps_of
from rewatch.tui.screens.watchlist import WatchlistScreen
from rewatch.tui.session import Session
from rewatch.workspace import Workspace
from tests.tui.conftest import TODAY, Driver, Opener, narrow_first


async def changed_outside(driver: Driver) -> None:
    """One look at the files, as the timer would take it."""
    driver.app._look()
    await driver.settle()


@narrow_first
async def test_a_removed_company_comes_back_with_undo_and_goes_again_with_redo(
    opened: Opener, size
) -> None:
    async with opened(size) as driver:
        before = driver.app.home.table.ids()
        await driver.press("d", "y")
        without = driver.app.home.table.ids()
        assert without == before[1:]
        await driver.press("u")
        assert driver.app.home.table.ids() == before
        assert any("Undone" in toast for toast in driver.toasts)
        await driver.press("ctrl+r")
        assert driver.app.home.table.ids() == without
        await driver.press("ctrl+z")
        assert driver.app.home.table.ids() == before


async def test_undo_with_nothing_to_undo_says_so(opened: Opener) -> None:
    async with opened() as driver:
        await driver.press("u")
        assert any("Nothing to undo" in toast for toast in driver.toasts)
        await driver.press("H")
        assert "Nothing was changed yet; what you save will stand here: a note" in driver.text


async def test_undo_works_across_restarts_from_the_history(opened: Opener) -> None:
    async with opened() as driver:
        gone = driver.app.home.company_id
        await driver.press("d", "y")
    async with opened() as driver:
        assert gone not in driver.app.home.table.ids()
        await driver.press("u")
        assert any("Nothing to undo in this window" in toast for toast in driver.toasts)
        await driver.press("H")
        assert "an earlier session" in driver.text
        await driver.press("u", "escape")
        assert gone in driver.app.home.table.ids()


@narrow_first
async def test_the_history_lists_what_was_done_and_what_stands_no_more(
    opened: Opener, size
) -> None:
    async with opened(size) as driver:
        await driver.press("d", "y")
        await driver.press("H")
        told = " ".join(driver.text.split())  # what is too long for a line goes on below it
        assert "removed Lynas Rare Earths from Rare-earth sample watchlists/sample.toml" in told
        await driver.press("enter")
        assert "- entry Lynas Rare Earths" in driver.text
        assert "company =" not in driver.text
        await driver.press("enter")
        assert '- company = "lynas-rare-earths"' in driver.text
        await driver.press("enter")
        assert "company =" not in driver.text
        assert "entry Lynas" not in driver.text
        await driver.press("u")
        assert any("Undone: removed Lynas Rare Earths from" in toast for toast in driver.toasts)
        assert "undid: removed Lynas Rare Earths" in driver.text
        steps = steps_of(driver.app.session.workspace.history())
        assert [step.undone for step in steps] == [False, True]
        assert "↶" in driver.text
        await driver.press("escape")
        assert isinstance(driver.app.screen, WatchlistScreen)


async def test_a_list_made_and_undone_leaves_another_list_open(opened: Opener) -> None:
    async with opened() as driver:
        await driver.press("N")
        await driver.type("Short-lived")
        await driver.press("enter")
        assert driver.app.home.answer.name == "Short-lived"
        await driver.press("u")
        assert driver.app.home.answer.name != "Short-lived"
        assert driver.app.home.table.ids()


async def test_a_company_of_a_list_that_is_being_taken_back_goes_on_answering_keys(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, go_on, ranking = threading.Event(), threading.Event(), Workspace.ranking

    def slowly(*args: Any, **options: Any) -> Ranking:
        asked.set()
        assert go_on.wait(30)
        return ranking(*args, **options)

    async with opened() as driver:
        await driver.press("space", "space", "N")
        await driver.type("Short-lived")
        await driver.press("enter", "enter")
        monkeypatch.setattr(Workspace, "ranking", slowly)
        await driver.pilot.press("u")
        await driver.until(asked.is_set)
        await driver.pilot.press("j", "J", "m", "escape")
        go_on.set()
        await driver.settle()
        assert driver.app.crash is None
        assert driver.app.home.answer.name != "Short-lived"


@narrow_first
async def test_the_inbox_counts_from_the_last_look_and_tells_moves_with_causes(
    opened: Opener, size, workspace_folder: Path
) -> None:
    async with opened(size) as driver:
        await driver.press("i")  # opened first: what there is now is what is compared with
        assert "what later moves are compared with" in driver.text
        assert "you first opened it on 2" in " ".join(driver.text.split())
        await driver.press("space")
        assert driver.toasts[-1] == "There is nothing to mark as read: nothing happened since."
        await driver.press("A")
        assert "no total moved by half a point" in driver.text
        assert "you marked all as read on 2" in " ".join(driver.text.split())
        workspace = driver.app.session.workspace
        values = {
            "kind": "partnership", "partner": "Maker", "type": "offtake", "status": "operating",
            "share_pct": "60 %",
        }  # fmt: skip
        company = workspace.company("pensana")
        draft = workspace.draft_evidence("pensana", values, company.sources[0].id)
        before = workspace.score("pensana").total
        (record,) = workspace.add_evidence([draft])
        await changed_outside(driver)
        after = workspace.score("pensana").total
        assert after != before
        assert "Moved" in driver.text
        line = next(line for line in driver.text.splitlines() if "Pensana" in line)
        assert f"{after.mid - before.mid:+.1f}" in line
        told = " ".join(driver.text.split())
        assert "evidence: offtake with Maker" in told  # what it says
        assert record not in told
        assert company.sources[0].title[:20] in told
        assert "1 new" in driver.text
        assert "Looked at before" not in driver.text
        await driver.press("escape", "i")  # it was looked at: not new, and not gone either
        assert "Nothing new since you were here" in driver.text
        assert "Pensana" in driver.text.partition("Looked at before")[2]
        assert workspace.inbox()[1]
        await driver.press("enter")
        assert isinstance(driver.app.screen, CompanyScreen)
        assert "offtake with Maker" in " ".join(driver.text.split())  # open at what moved it most
        await driver.press("escape")
        driver.app.screen.query_one("#page").focus()
        await driver.press("space")
        assert "Pensana" not in driver.text
        await driver.press("u")  # what was done last was the marking
        assert any("Undone: marked Pensana as read" in toast for toast in driver.toasts)
        assert "Pensana" in driver.text
        await driver.press("ctrl+r")
        assert "Pensana" not in driver.text
        await driver.press("u", "u")  # the marking once more, and the record before it
        assert workspace.company("pensana").record(record) is None
        assert "no total moved by half a point" in driver.text
        await driver.press("u")  # opening it first was no step: the one before is the marking
        assert "you first opened it" in " ".join(driver.text.split())
        await driver.press("u")
        assert "Nothing to undo in this window" in driver.toasts[-1]


def test_the_header_counts_what_the_inbox_tells_whatever_weights_the_list_has(
    workspace_folder: Path, fresh_home: Path
) -> None:
    workspace = Workspace.open(workspace_folder, today=TODAY)
    session = Session(workspace)
    session.answer = session.ask()
    slug = session.answer.slug
    workspace.mark_seen()
    workspace.set_weights(slug, {"element_mix": 70, "processing": 10, "jurisdiction": 10,
                                 "partnerships": 10}, None)  # fmt: skip
    session.answer = session.ask(anew=True)
    assert session.read_ahead(session.answer) is not None
    assert session.changes == 0 == len(workspace.inbox()[1])
    # Pensana's proven points stay where they are.
    values = {"kind": "partnership", "partner": "Maker", "type": "offtake", "status": "mou"}
    draft = workspace.draft_evidence("pensana", values, workspace.company("pensana").sources[0].id)
    workspace.add_evidence([draft])
    session.answer = session.ask(anew=True)
    assert session.read_ahead(session.answer) is not None
    [moved] = [item for item in workspace.inbox()[1] if item.kind == "moved"]
    assert moved.now is not None
    assert moved.was is not None
    assert moved.now.low - moved.was.low < LEAST
    assert session.changes == 1


@pytest.mark.parametrize("width", [36, 54, 78, 140])
def test_no_cause_in_the_inbox_is_cut_however_narrow_the_screen(width: int) -> None:
    records = ("offtake-2026-10-abcd", "permit-2026-11-efgh", "capacity-of-the-plant-2026-11-ijkl")
    part = ChangePart("deals", "evidence", 5.0, 5.0, 5.0, records)
    unseen: Any = None
    change = Change("acme", unseen, unseen, 5.0, 5.0, 5.0, (part,))
    items = [
        Item("acme", "moved", Interval(20, 30), Interval(30, 40), change, rest=5.0),
        Item("acme", "stale", names=records),
        Item("acme", "review", names=("a thesis of many words that is due",), due=TODAY),
    ]
    lines = inbox_lines(items, {"acme": "Acme"}, {"deals": "Binding offtake"}, {}, width)
    page = ["".join(text for text, _ in getattr(line, "pieces", line)) for line in lines]
    assert all(cell_len(line) <= width for line in page)
    said = "".join("".join(page).split())
    assert "…" not in said
    for whole in ("shipped data or method, or edits of that day", "many words that is due"):
        assert whole.replace(" ", "") in said
    assert all(said.count(record) == 2 for record in records)


TWO_NAMES = """\
schema = 1
name = "Ours"
[[entries]]
company = "pensana"
[[conflicts]]
record = ""
field = "name"
ours = "Ours"
theirs = "Theirs [/b]\\u202e"
"""


@narrow_first
async def test_two_edits_that_disagree_are_told_shown_and_settled_with_a_key(
    opened: Opener, size, workspace_folder: Path
) -> None:
    path = workspace_folder / "watchlists" / "both.toml"
    async with opened(size) as driver:
        await driver.press("d", "y")
        path.write_text(TWO_NAMES, "utf-8")
        await changed_outside(driver)
        assert any("Two edits disagree: name in" in toast for toast in driver.toasts)
        told = len(driver.toasts)
        await changed_outside(driver)
        assert len(driver.toasts) == told
        await driver.press("i")
        assert "name in watchlists/both.toml" in driver.text
        assert "ours    Ours" in driver.text
        assert "theirs  Theirs [/b]" in driver.text
        assert "\u202e" not in driver.text
        await driver.press("space")
        assert "of no company: Enter opens it" in driver.toasts[-1]
        await driver.press("enter")
        assert "Which counts?" in driver.text
        await driver.press("t")
        assert "Two edits disagree" not in driver.text
        assert driver.app.session.workspace.watchlist("both")[1].name == "Theirs [/b]\u202e"
        await driver.press("u")
        assert "ours    Ours" in driver.text


@narrow_first
async def test_a_file_that_broke_is_told_and_its_last_good_copy_brought_back(
    opened: Opener, size, workspace_folder: Path
) -> None:
    path = workspace_folder / "watchlists" / "heavies.toml"
    async with opened(size) as driver:
        workspace = driver.app.session.workspace
        workspace.add_to_watchlist("heavies", ["pensana"])
        whole = path.read_text("utf-8")
        path.write_text("name = [", "utf-8")
        await changed_outside(driver)
        assert any("heavies.toml cannot be read" in toast for toast in driver.toasts)
        await driver.press("i")
        assert "with a good copy kept" in driver.text
        await driver.press("enter")
        assert "Bring the last good copy" in driver.text
        await driver.press("escape")
        assert path.read_text("utf-8") == "name = ["
        await driver.press("enter", "y")
        assert path.read_text("utf-8") == whole
        assert "with a good copy kept" not in driver.text


async def test_a_draft_that_was_left_is_told_at_the_next_start(opened: Opener) -> None:
    async with opened() as driver:
        driver.app.session.workspace.keep_draft("pensana", "half a thought")
        assert driver.toasts == []
    async with opened() as driver:
        for _ in range(200):  # it is told after the first picture
            if driver.toasts:
                break
            await driver.pilot.pause(0.05)
        assert any("A note on Pensana was being typed" in toast for toast in driver.toasts)


async def test_a_history_that_was_damaged_is_told(opened: Opener, workspace_folder: Path) -> None:
    async with opened() as driver:
        await driver.press("d", "y")
        (workspace_folder / ".rewatch" / "history.sqlite").write_bytes(b"no history")
        await driver.press("d", "y")
        await changed_outside(driver)
        assert any("the history was damaged" in toast for toast in driver.toasts)


async def test_a_company_of_another_list_opens_from_the_inbox(opened: Opener) -> None:
    async with opened() as driver:
        listed = driver.app.home.table.ids()[0]
        driver.app.open_company(listed, [listed, "noveon-magnetics"])  # as the inbox goes through
        await driver.settle()
        assert isinstance(driver.app.screen, CompanyScreen)
        await driver.press("J")
        assert "Noveon" in driver.text
        await driver.press("escape", "f5")
        assert isinstance(driver.app.screen, WatchlistScreen)


@narrow_first
async def test_a_list_changed_by_somebody_else_is_read_again_and_the_cursor_stays(
    opened: Opener, size, workspace_folder: Path
) -> None:
    async with opened(size) as driver:
        await driver.press("d", "y")
        driver.app.home.table.select("pensana")
        path = workspace_folder / "watchlists" / "sample.toml"
        text = path.read_text("utf-8")
        path.write_text(text + '[[entries]]\ncompany = "noveon-magnetics"\n', "utf-8")
        await changed_outside(driver)
        assert "noveon-magnetics" in driver.app.home.table.ids()
        assert driver.app.home.company_id == "pensana"


async def test_a_filter_being_typed_survives_files_that_change(
    opened: Opener, workspace_folder: Path
) -> None:
    async with opened() as driver:
        await driver.press("d", "y")
        await driver.press("slash")
        await driver.type("country:A")
        path = workspace_folder / "watchlists" / "sample.toml"
        path.write_text(path.read_text("utf-8").replace("Rare-earth sample", "Renamed"), "utf-8")
        await changed_outside(driver)
        assert driver.app.home.answer.name == "Renamed"
        assert driver.app.home.bar.text == "country:A"
        assert driver.app.home.bar.line.has_focus
        await driver.type("U")
        assert driver.app.home.bar.text == "country:AU"


async def test_a_note_being_typed_survives_files_that_change(
    opened: Opener, workspace_folder: Path
) -> None:
    async with opened() as driver:
        await driver.press("d", "y", "n")
        await driver.type("half a")
        path = workspace_folder / "watchlists" / "sample.toml"
        path.write_text(path.read_text("utf-8").replace("Rare-earth sample", "Renamed"), "utf-8")
        await changed_outside(driver)
        assert isinstance(driver.app.screen, EditorScreen)
        await driver.type(" thought")
        assert "half a thought" in driver.text


async def test_the_files_are_looked_at_without_being_asked(
    opened: Opener, workspace_folder: Path
) -> None:
    async with opened() as driver:
        await driver.press("d", "y")
        path = workspace_folder / "watchlists" / "sample.toml"
        path.write_text(path.read_text("utf-8").replace("Rare-earth sample", "Renamed"), "utf-8")
        for _ in range(100):
            if driver.app.home.answer.name == "Renamed":
                break
            await asyncio.sleep(0.1)
        assert driver.app.home.answer.name == "Renamed"


async def test_a_workspace_that_vanishes_is_told_and_neither_the_list_nor_a_note_changes(
    opened: Opener, workspace_folder: Path
) -> None:
    async with opened() as driver:
        await driver.press("d", "y")
        before = driver.app.home.table.ids()
        shutil.move(workspace_folder, workspace_folder.with_name("elsewhere"))
        await changed_outside(driver)
        assert any("is gone" in toast for toast in driver.toasts)
        await driver.press("d", "y", "n")
        await driver.type("typed in the dark")
        await driver.press("ctrl+s")
        assert "typed in the dark" in driver.text
        assert not workspace_folder.exists()
        assert driver.app.home.table.ids() == before
        shutil.move(workspace_folder.with_name("elsewhere"), workspace_folder)
        await driver.press("ctrl+s")
        assert len(driver.app.session.workspace.notes()) == 1


async def test_what_the_disk_refuses_is_kept_tried_again_and_asked_about_when_quitting(
    opened: Opener, workspace_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(RewatchApp, "retry_after", 0.05)
    async with opened() as driver:
        await driver.press("d", "y")
        before = driver.app.home.table.ids()
        lost = workspace_folder.with_name("elsewhere")
        shutil.move(workspace_folder, lost)
        await driver.press("d", "y")
        await driver.press("ctrl+q")
        assert "One change is not saved" in driver.text
        await driver.press("escape")
        shutil.move(lost, workspace_folder)
        await driver.until(lambda: not driver.app.unsaved)
        await driver.until(lambda: driver.app.home.table.ids() == before[1:])
        assert sum("kept and tried again" in toast for toast in driver.toasts) == 1


async def test_a_review_is_not_done_by_marking_it_read_and_that_is_said(opened: Opener) -> None:
    async with opened() as driver:
        workspace = driver.app.session.workspace
        workspace.add_note("pensana", "Look at the permit", kind="signal", review=TODAY)
        steps = len(workspace.history(50))
        await driver.press("i")
        await driver.press("space")
        assert driver.toasts[-1].startswith("A review due stays until it has a later date")
        assert len(workspace.history(50)) == steps
        assert "Look at the permit" in driver.text


async def test_a_line_of_the_history_that_is_an_undo_is_not_undone_and_that_is_said(
    opened: Opener,
) -> None:
    async with opened() as driver:
        workspace = driver.app.session.workspace
        workspace.add_note("pensana", "Look at the permit")
        workspace.undo()
        await driver.press("H")
        await driver.press("u")
        assert "^r does again what was taken back last." in driver.toasts[-1]
        await driver.press("down", "u")
        assert driver.toasts[-1].startswith("This is undone already; ^r does again")
        await driver.press("escape", "u")
        assert "Nothing to undo in this window; on the watchlist H lists all" in driver.toasts[-1]


async def test_a_review_that_is_due_opens_at_its_note(opened: Opener) -> None:
    async with opened() as driver:
        workspace = driver.app.session.workspace
        workspace.add_note("pensana", "An older thought")
        workspace.add_note("pensana", "Look at the permit", kind="signal", review=TODAY)
        workspace.add_note("pensana", "Something else")
        await driver.press("i")
        assert "Look at the permit" in driver.text
        await driver.press("enter")
        screen = driver.app.screen
        assert isinstance(screen, CompanyScreen)
        assert screen.tab == "notes"
        await driver.until(lambda: screen.note is not None)
        assert screen.note is not None
        assert screen.note.headline == "Look at the permit"
