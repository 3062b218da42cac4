"""How the interface starts without a kept table, and how it ends: quit, killed or broken."""

import os
import sys
from contextlib import nullcontext, suppress
from pathlib import Path

import pytest
from textual.worker import WorkerCancelled

from rewatch.domain.errors import NotFound, Refused, RewatchError
from rewatch.tui import app as module
from rewatch.tui.app import RewatchApp
from rewatch.tui.screens.editor import EditorScreen
from rewatch.tui.session import Session
from rewatch.workspace import Workspace
from tests.tui.conftest import TODAY, Driver, Opener


async def test_the_screen_is_there_before_the_scores_and_early_keys_wait_for_them(
    workspace_folder: Path,
) -> None:
    session = Session(Workspace.open(workspace_folder, today=TODAY))
    session.wait()
    app = RewatchApp(session)
    async with app.run_test(size=(80, 24)) as pilot:
        driver = Driver(pilot, app)
        assert "Reading the companies" in driver.text
        await driver.until(lambda: "Lynas Rare Earths" in driver.text)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, workspace_folder: Path):
    """`rewatch.tui.app.run` without a terminal; `during` is called once the app stands."""

    def runner(watchlist=None, during=None) -> int:
        async def pilot(driver) -> None:
            session = driver.app.session
            for _ in range(3000):  # until the list is scored, or cannot be
                if driver.app.start_error or (session.answer and session.answer.scored):
                    break
                await driver.pause(0.01)
            for worker in list(driver.app.workers):
                with suppress(WorkerCancelled):  # a newer job of its group makes it unwanted
                    await worker.wait()
            if during:
                during(driver.app)
                await driver.pause()
            driver.app.exit()

        def headless(self: RewatchApp) -> None:
            super(RewatchApp, self).run(headless=True, auto_pilot=pilot)

        monkeypatch.setattr(RewatchApp, "run", headless, raising=False)
        return module.run(str(workspace_folder), watchlist)

    return runner


def test_a_list_that_does_not_exist_is_told_as_a_sentence_after_the_screen_is_gone(run) -> None:
    with pytest.raises(NotFound, match="heavies"):
        run("heaves")


def test_a_broken_method_file_is_told_with_its_place(run, workspace_folder: Path) -> None:
    workspace_folder.mkdir()
    (workspace_folder / "rubric.toml").write_text("schema = [", "utf-8")
    with pytest.raises(RewatchError, match=r"rubric\.toml:1"):
        run()


def test_a_fault_in_the_tool_is_handed_on_without_a_traceback_on_the_screen(run, capsys) -> None:
    def broken(app: RewatchApp) -> None:
        def fault() -> None:
            raise ZeroDivisionError("inside")

        app.call_later(fault)

    with pytest.raises(ZeroDivisionError):
        run(during=broken)
    captured = capsys.readouterr()
    assert "Traceback" not in captured.out + captured.err


async def test_quitting_from_the_editor_keeps_what_was_just_typed(
    opened: Opener, workspace_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full() -> None:
        raise Refused("No space left on device: the draft")

    async with opened() as driver:
        await driver.press("n")
        for letter in "last":
            await driver.pilot.press(letter)
        with monkeypatch.context() as patched:  # where it cannot be kept it stays open, and says so
            patched.setattr(driver.app, "keep_drafts", full)
            await driver.press("ctrl+q")
            assert driver.app.is_running
            assert driver.toasts == ["No space left on device: the draft"]
        await driver.pilot.press("ctrl+q")
        await driver.pilot.pause()
    drafts = list((workspace_folder / ".rewatch" / "drafts").iterdir())
    assert [path.read_text("utf-8").strip() for path in drafts] == ["last"]


async def test_quitting_asks_where_what_was_typed_is_kept_nowhere(opened: Opener) -> None:
    async with opened() as driver:
        for keys in (("N",), ("M", "i")):  # a new list's name, a list that is pasted
            await driver.press(*keys)
            screen = driver.app.screen
            await driver.type("Half")
            await driver.press("ctrl+q")
            assert "What you typed is not saved. Quit without it?" in driver.text
            await driver.press("escape", "escape")  # nor does Esc throw it away
            assert "What you" in driver.text
            await driver.press("escape")
            assert driver.app.screen is screen
            await driver.press("escape", "d")
            assert driver.app.screen is driver.app.home
        await driver.press("M", "i", "escape")  # of nothing it asks nothing
        assert driver.app.screen is driver.app.home


async def test_letters_typed_right_after_the_key_belong_to_the_note(opened: Opener) -> None:
    async with opened() as driver:
        await driver.pilot.press("n", "d", "a", "x")
        await driver.settle()
        assert isinstance(driver.app.screen, EditorScreen)
        assert "dax" in driver.text


async def test_an_external_editor_that_is_not_set_is_said(opened: Opener) -> None:
    async with opened() as driver:
        await driver.press("n", "ctrl+e")
        assert any("$EDITOR" in toast for toast in driver.toasts)


def _hands_over(driver: Driver, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    """Lets the pilot's terminal be handed to an editor, as a real one can."""
    monkeypatch.setattr(driver.app, "suspend", nullcontext)
    monkeypatch.setenv("EDITOR", command)


def _saving(tmp_path: Path, text: str) -> str:
    """An editor that saves a text into the file it is given."""
    script = tmp_path / "editor.py"
    script.write_text(f"import sys; open(sys.argv[1], 'w').write({text!r})", "utf-8")
    return f"{sys.executable} {script}"


async def test_what_an_external_editor_saved_is_in_the_note(
    opened: Opener, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    async with opened() as driver:
        await driver.press("n")
        await driver.type("draft")
        _hands_over(driver, monkeypatch, _saving(tmp_path, "from outside"))
        await driver.press("ctrl+e")
        assert "from outside" in driver.text
        _hands_over(driver, monkeypatch, "false")
        await driver.press("ctrl+e")
        assert any("false ended with code 1" in toast for toast in driver.toasts)
        await driver.type(" and here")
        assert "from outside and here" in driver.text


async def test_an_editor_that_comes_back_at_once_is_noticed_and_its_window_is_waited_for(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened() as driver:
        await driver.press("n")
        await driver.type("draft")
        _hands_over(driver, monkeypatch, "true")
        handed: list[Path] = []
        workspace = driver.app.session.workspace
        edit_in = workspace.edit_in

        def handing(command: str, path: Path):
            handed.append(path)
            return edit_in(command, path)

        monkeypatch.setattr(workspace, "edit_in", handing)
        await driver.press("ctrl+e")
        assert "came back at once" in " ".join(driver.text.split())
        handed[0].write_text("saved in its window", "utf-8")
        await driver.press("y")
        assert "saved in its window" in driver.text
        assert not handed[0].parent.exists()
        await driver.press("ctrl+e", "escape")
        assert "saved in its window" in driver.text
        assert not handed[1].parent.exists()


async def test_a_draft_of_an_old_note_goes_back_to_that_note(
    opened: Opener, workspace_folder: Path
) -> None:
    async with opened() as driver:
        await driver.press("n")
        await driver.type("first words")
        await driver.press("ctrl+s", "enter", *["left_square_bracket"] * 2, "enter")
        await driver.type(" and more")
        await driver.press("escape", "k", "escape")
        await driver.press("n")
        assert "Edit note" in driver.text
        assert "first words and more" in driver.text
        await driver.press("ctrl+s")
    notes = list((workspace_folder / "notes").rglob("*.md"))
    assert len(notes) == 1
    assert "first words and more" in notes[0].read_text("utf-8")


async def test_a_draft_that_comes_late_is_not_kept_again_after_the_note_was_saved(
    opened: Opener, workspace_folder: Path
) -> None:
    async with opened() as driver:
        await driver.press("n")
        await driver.type("first words")
        editor = driver.app.screen
        assert isinstance(editor, EditorScreen)
        editor._keeping.drop()  # as the save does, while the pause in typing still runs
        editor._keeping._keep()
        await driver.settle()
        assert list(workspace_folder.glob(".rewatch/drafts/*")) == []


async def test_a_draft_takes_nothing_back_that_changed_in_its_note_meanwhile(
    opened: Opener, workspace_folder: Path
) -> None:
    async with opened() as driver:
        await driver.press("n")
        await driver.type("one")
        await driver.press("enter", "enter")
        await driver.type("three")
        await driver.press("ctrl+s", "enter", *["left_square_bracket"] * 2, "enter")
        await driver.type(" and more")
        await driver.press("escape", "k")
    [path] = (workspace_folder / "notes").rglob("*.md")
    path.write_text(path.read_text("utf-8").replace("one\n", "one, by hand\n"), "utf-8")
    async with opened() as driver:
        await driver.press("n")
        assert "three and more" in driver.text
        await driver.press("ctrl+s")
    assert path.read_text("utf-8").endswith("one, by hand\n\nthree and more\n")


async def test_a_picture_of_the_screen_overwrites_nothing(
    opened: Opener, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rewatch.svg").write_text("mine", "utf-8")
    async with opened() as driver:
        await driver.press("f12")
    assert (tmp_path / "rewatch.svg").read_text("utf-8") == "mine"
    assert "<svg" in (tmp_path / "rewatch-2.svg").read_text("utf-8")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
async def test_a_read_only_folder_gives_one_sentence_and_keeps_the_text(
    opened: Opener, workspace_folder: Path
) -> None:
    workspace_folder.mkdir()
    workspace_folder.chmod(0o500)
    async with opened() as driver:
        await driver.press("n")
        await driver.type("worth keeping")
        await driver.press("ctrl+s")
        assert len(driver.toasts) >= 1
        assert "worth keeping" in driver.text
    workspace_folder.chmod(0o700)


async def test_what_a_new_note_is_comes_back_with_its_draft(
    opened: Opener, workspace_folder: Path
) -> None:
    """Kind, state, review date and tags, as after a crash: nothing was saved, nobody was asked."""
    async with opened() as driver:
        await driver.press("n")
        await driver.type("Grid outages")
        await driver.press("ctrl+t")
        for text in ("sig", "wat", "2027-02-01", "grid, power"):
            await driver.type(text)
            await driver.press("enter")
        driver.app.keep_drafts()
    assert not (workspace_folder / "notes").exists()
    async with opened() as driver:
        await driver.press("n")
        assert "Grid outages" in driver.text
        assert "signal   watch   review 2027-02-01" in driver.text
        await driver.press("ctrl+s")
        (note,) = driver.app.session.workspace.notes()
        assert (note.kind, note.state, note.tags) == ("signal", "watch", ("grid", "power"))
        await driver.press("n")
        assert "New note" in driver.text
        assert "Grid outages" not in driver.text


async def test_a_new_note_and_an_edited_one_each_keep_their_draft(opened: Opener) -> None:
    async with opened() as driver:
        company = driver.app.session.answer.picture.rows[0].id
        workspace = driver.app.session.workspace
        workspace.add_note(company, "An old note")
        await driver.press("n")
        await driver.type("A new one")
        await driver.press("escape", "k", "ctrl+g", "enter")
        await driver.type(" that goes on")
        await driver.press("escape", "k", "escape")
        await driver.press("n", "ctrl+s", "n")
        assert "Edit note" in driver.text
        await driver.press("ctrl+s")
        assert {note.body for note in workspace.notes()} == {
            "A new one\n",
            "An old note that goes on\n",
        }


@pytest.mark.slow
async def test_what_cannot_be_used_stays_in_its_form_to_be_put_right(opened: Opener) -> None:
    async with opened() as driver:
        await driver.press("n")
        await driver.type("Grid")
        await driver.press("ctrl+t")
        for text in ("signal", "", "1 February"):
            await driver.type(text)
            await driver.press("enter")
        assert "a day is written YYYY-MM-DD" in driver.text
        assert "1 February" in driver.text
        await driver.type(" 2027")
        await driver.press("enter")
        await driver.type("power")
        await driver.press("enter")
        assert "signal   review 2027-02-01   #power" in driver.text
        await driver.press("ctrl+s", "t")
        for text in ("", "", "no such field:>1"):
            await driver.type(text)
            await driver.press("enter")
        assert "no such field:>1" in driver.text
        await driver.press("escape", "d", "a")
        await driver.type("Qqzzvx")
        await driver.press("enter")
        for text in (" Ltd", "nowhere"):
            await driver.type(text)
            await driver.press("enter")
        assert "Qqzzvx Ltd" in driver.text
        said = "'nowhere': a listing is EXCHANGE:TICKER"
        assert said in " ".join(driver.text.split())  # where Enter and Tab stay
        await driver.press("tab", "down")
        assert f"Listing: {said}" in " ".join(driver.text.split())  # and told on, where arrows do
        await driver.type("AU")
        await driver.press("ctrl+s")
        assert said in " ".join(driver.text.split())
        await driver.press("ctrl+u")
        await driver.type("ASX:LYC")
        await driver.press("enter")
        assert "ASX:LYC is there already: lynas-rare-earths" in " ".join(driver.text.split())
        await driver.press("ctrl+u")
        await driver.type("unlisted")
        await driver.press("ctrl+s")
        assert "A company of your own" not in driver.text
        assert "qqzzvx-ltd" in driver.app.session.workspace.catalogue.companies
