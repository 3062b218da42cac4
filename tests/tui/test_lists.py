"""Lists are managed, imported with a preview, and all notes are searched."""

import tomllib
from datetime import date
from pathlib import Path

import pytest
from textual.widgets import Input

from rewatch.domain.errors import UsageError
from rewatch.tui import note_fields
from rewatch.tui.note_search import search_notes
from rewatch.tui.pages.records import note_detail
from rewatch.tui.reading import free_name
from rewatch.tui.screens.editor import EditorScreen
from rewatch.tui.screens.importing import ImportScreen
from rewatch.tui.screens.watchlist import WatchlistScreen
from rewatch.workspace import Workspace
from tests.tui.conftest import TODAY, Opener, narrow_first
from tests.tui.test_hostile import assert_harmless, nasty


def kept(workspace: Path, slug: str) -> dict:
    return tomllib.loads((workspace / "watchlists" / f"{slug}.toml").read_text("utf-8"))


def test_a_list_takes_no_name_that_another_has() -> None:
    lists = [("a", "Heavies"), ("b", "Cash")]
    assert free_name(" Light   ones ", lists) == "Light ones"
    assert free_name("heavies", lists, but="a") == "heavies"
    for taken in ("CASH", "all lists"):
        with pytest.raises(UsageError, match="choose another name"):
            free_name(taken, lists, but="a")


@narrow_first
async def test_a_list_is_renamed_copied_deleted_and_brought_back(
    opened: Opener, size, workspace_folder: Path
) -> None:
    async with opened(size) as driver:
        members = driver.app.home.table.ids()
        await driver.press("M", "r", "end")  # what is offered would be typed over
        await driver.type(" of mine")
        await driver.press("enter")
        assert driver.app.home.answer.name == "Rare-earth sample of mine"
        await driver.press("M", "c", "enter")
        assert driver.app.home.answer.name == "Rare-earth sample of mine 2"
        assert driver.app.home.table.ids() == members
        slug = driver.app.home.answer.slug
        await driver.press("M", "x")
        assert "Delete the watchlist" in driver.text
        await driver.press("y")
        assert driver.app.home.answer.slug != slug
        assert not (workspace_folder / "watchlists" / f"{slug}.toml").exists()
        await driver.press("u")
        assert (workspace_folder / "watchlists" / f"{slug}.toml").exists()
        await driver.press("N")
        await driver.type("heavies")
        await driver.press("enter")
        assert "There is a watchlist Heavies already; choose another name." in driver.text
        await driver.type(" too")
        await driver.press("enter")
        assert driver.app.home.answer.name == "heavies too", "what was typed is gone"


async def test_an_open_list_follows_the_filter_and_stops(
    opened: Opener, workspace_folder: Path
) -> None:
    async with opened(watchlist="heavies") as driver:
        before = driver.app.home.table.ids()
        await driver.press("M", "f")
        assert any("Type a filter first" in toast for toast in driver.toasts)
        await driver.press("slash")
        await driver.type("is:junior country:AU")
        await driver.press("enter", "M", "f")
        assert kept(workspace_folder, "heavies")["filter"] == "is:junior country:AU"
        assert set(driver.app.home.table.ids()) > set(before)
        await driver.press("M", "s")
        assert "filter" not in kept(workspace_folder, "heavies")
        assert set(driver.app.home.table.ids()) == set(before)


@narrow_first
async def test_tags_review_and_thesis_of_an_entry_are_set(
    opened: Opener, size, workspace_folder: Path
) -> None:
    async with opened(size) as driver:
        driver.app.home.table.select("pensana")
        await driver.press("t")
        lines = list(driver.app.screen.query(Input))
        for line, value in zip(lines, ("ndpr, funded", "2027-02-01", "country:AO"), strict=True):
            line.value = value
        await driver.press("enter", "enter", "enter")
        entry = next(
            item
            for item in kept(workspace_folder, "sample")["entries"]
            if item["company"] == "pensana"
        )
        assert entry["tags"] == ["ndpr", "funded"]
        assert entry["review"] == date(2027, 2, 1)
        assert entry["thesis"] == ["country:AO"]
        assert any("✓" in line for line in driver.text.splitlines() if "Pensana" in line)


async def test_a_thesis_that_cannot_be_read_is_refused_in_a_sentence(opened: Opener) -> None:
    async with opened() as driver:
        await driver.press("t", "enter", "enter")
        await driver.type("magnt:>1")
        await driver.press("enter")
        assert any("did you mean magnet" in toast for toast in driver.toasts)
        dialog = driver.app.screen
        await driver.press("escape")  # what was typed is not lost by a slip
        assert "What you typed is not saved" in driver.text
        await driver.press("escape")
        assert driver.app.screen is dialog
        await driver.press("escape", "s")  # refused as before
        assert driver.app.screen is dialog
        await driver.press("escape", "d")
        assert isinstance(driver.app.screen, WatchlistScreen)
        await driver.press("t", "tab", "tab", "escape")  # nothing is changed
        assert isinstance(driver.app.screen, WatchlistScreen)


async def test_a_list_is_put_into_another_order(opened: Opener, workspace_folder: Path) -> None:
    async with opened() as driver:
        for leave in ("escape", "q"):
            await driver.press("M", "o", "J", leave)
            assert driver.app.screen is driver.app.home
        await driver.press("M", "q", "o", "q", "S", "q", "M", "o")
        assert "J Down  K Up  ^s Save  Esc Back" in driver.text
        await driver.press("J", "J", "ctrl+s")
        order = [item["company"] for item in kept(workspace_folder, "sample")["entries"]]
        assert order[:3] == ["arafura-rare-earths", "northern-minerals", "lynas-rare-earths"]


async def test_a_list_is_exported_alone_and_writes_over_nothing_without_a_yes(
    opened: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with opened(watchlist="heavies") as driver:
        driver.app.session.workspace.add_note("pensana", "private")
        await driver.press("M", "e")
        assert "heavies.txt" in driver.text
        await driver.press("enter")
        written = (tmp_path / "heavies.txt").read_text("utf-8")
        assert (
            written.splitlines()[0]
            == driver.app.session.workspace.company(
                driver.app.session.workspace.watchlist("heavies")[1].companies()[0]
            ).name
        )
        assert "private" not in written
        (tmp_path / "heavies.txt").write_text("mine", "utf-8")
        await driver.press("M", "e", "enter")
        assert "Write over it?" in driver.text
        await driver.press("escape")
        assert (tmp_path / "heavies.txt").read_text("utf-8") == "mine"
        await driver.press("M", "e", "enter", "y")
        assert (tmp_path / "heavies.txt").read_text("utf-8") == written


@narrow_first
async def test_an_import_shows_what_it_found_and_writes_only_then(
    opened: Opener, size, workspace_folder: Path
) -> None:
    async with opened(size) as driver:
        await driver.press("M", "i")
        screen = driver.app.screen
        assert isinstance(screen, ImportScreen)
        pasted = (
            "symbol,name\nASX:LYC,Lynas Corp\nLYC.AX,\n,Pensana\n,zzzz qqqq\n,Noveonn Magnetcs\n"
        )
        screen.query_one("#list-text").text = pasted  # type: ignore[attr-defined]
        await driver.settle()
        assert "2 match · 1 near · 1 again · 1 miss" in driver.text
        checked = [" ".join(line.split()) for line in driver.text.splitlines() if " → " in line]
        assert checked == [
            "ASX:LYC Lynas Corp → Lynas Rare Earths found",
            "LYC.AX → Lynas Rare Earths named before",
            "Pensana → Pensana found",
            "zzzz qqqq → – nobody knows it",
            "Noveonn Magnetcs → Noveon Magnetics? near, Enter chooses",
        ]
        assert not (workspace_folder / "watchlists").exists()
        await driver.press("ctrl+s", "n")
        await driver.type("From elsewhere")
        await driver.press("enter")
        assert isinstance(driver.app.screen, WatchlistScreen)
        assert driver.app.home.answer.name == "From elsewhere"
        assert set(driver.app.home.table.ids()) == {"lynas-rare-earths", "pensana"}
        (said,) = (toast for toast in driver.toasts if toast.startswith("Imported"))
        assert "2 companies are new on the list. Passed over: zzzz qqqq, Noveonn Magnetcs." in said


def test_the_samples_stay_where_the_first_list_is_an_imported_one(workspace_folder: Path) -> None:
    workspace = Workspace.open(workspace_folder, today=TODAY)
    samples = set(workspace.watchlists())
    matches = workspace.import_preview("ASX:LYC, Iluka")
    assert workspace.import_watchlist("Club", matches, new=True)[0] == "club"
    assert set(workspace.watchlists()) == samples | {"club"}


async def test_what_is_not_certain_is_imported_only_when_chosen(opened: Opener) -> None:
    async with opened() as driver:
        await driver.press("M", "i")
        screen = driver.app.screen
        assert isinstance(screen, ImportScreen)
        screen.query_one("#list-text").text = "Noveonn Magnetcs"  # type: ignore[attr-defined]
        await driver.settle()
        await driver.press("ctrl+s")
        assert any("Nothing is found" in toast for toast in driver.toasts)
        screen.query_one("#page").focus()
        await driver.press("enter", "enter")
        assert "1 taken" in driver.text
        assert "near" not in driver.text
        screen.query_one("#list-text").text = "name,tags\nASX:LYC,\nNoveonn Magnetcs,us\n"  # type: ignore[attr-defined]
        await driver.settle()
        assert "1 taken · 1 match" in driver.text
        await driver.press("ctrl+s", "a")
        assert "noveon-magnetics" in driver.app.home.table.ids()
        last = driver.app.session.workspace.watchlist("sample")[1].entries[-1]
        assert (last.company, last.tags) == ("noveon-magnetics", ("us",))
        await driver.press("u")
        assert "noveon-magnetics" not in driver.app.home.table.ids()


@narrow_first
async def test_all_notes_are_searched_and_one_is_opened(opened: Opener, size) -> None:
    async with opened(size) as driver:
        workspace = driver.app.session.workspace
        await driver.press("ctrl+g")
        assert "There are no notes yet; n on a company writes one." in driver.text
        await driver.press("escape")
        workspace.add_note("pensana", "Tailings dam at Longonjo\n\nask about the liner")
        workspace.add_note("lynas-rare-earths", "Kalgoorlie grid outages")
        await driver.press("ctrl+g")
        assert "Tailings dam" in driver.text
        assert "Kalgoorlie" in driver.text
        await driver.type("longonjo liner")
        assert "Tailings dam" in driver.text
        assert "Kalgoorlie" not in driver.text
        await driver.type(" zzqx")
        assert "No note holds these words; with fewer" in driver.text
        await driver.press(*["backspace"] * 5, "enter")
        assert isinstance(driver.app.screen, EditorScreen)
        assert "ask about the liner" in driver.text


def test_a_mistyped_word_is_found_only_where_nothing_holds_it(workspace_folder: Path) -> None:
    from rewatch.workspace import Workspace

    workspace = Workspace.open(workspace_folder, today=date(2026, 11, 21))
    workspace.add_note("pensana", "Tailings dam")
    workspace.add_note("pensana", "Binding offtake")
    found = [hit.note.headline for hit in search_notes(workspace.notes(), "tailngs")]
    assert found == ["Tailings dam"]
    assert search_notes(workspace.notes(), "xyzzy") == []
    assert len(search_notes(workspace.notes(), "")) == 2


@nasty
async def test_in_lists_notes_and_history_it_does_nothing(opened: Opener, text: str) -> None:
    async with opened() as driver:
        workspace = driver.app.session.workspace
        workspace.add_note("pensana", text)
        slug = workspace.new_watchlist(text, ["pensana"])
        driver.app.show_list(slug)
        await driver.settle()
        for keys in (["M", "o"], ["M", "r"], ["H"], ["ctrl+g"], ["t"], ["i"], ["F"]):
            await driver.press(*keys)
            assert_harmless(driver)
            await driver.press("escape", "escape")
        await driver.press("M", "i")
        screen = driver.app.screen
        screen.query_one("#list-text").text = text  # type: ignore[attr-defined]
        await driver.settle()
        assert_harmless(driver)


@narrow_first
async def test_a_note_becomes_a_signal_with_a_state_and_a_review_date_and_is_deleted(
    opened: Opener, size, workspace_folder: Path
) -> None:
    async with opened(size) as driver:
        await driver.press("n")
        await driver.type("Grid outages")
        await driver.press("ctrl+t")
        assert "What this note is" in driver.text
        lines = list(driver.app.screen.query(Input))
        for line, value in zip(lines[1:], ("watch", "2026-11-01", "grid, power"), strict=True):
            line.value = value
        assert "^s saves the note" in driver.text
        await driver.press("enter", "enter", "enter", "enter")  # line by line: takes them
        assert "signal   watch   review 2026-11-01" in driver.text
        await driver.press("ctrl+s")
        workspace = driver.app.session.workspace
        (note,) = workspace.notes()
        assert (note.kind, note.state, note.review) == ("signal", "watch", date(2026, 11, 1))
        assert note.tags == ("grid", "power")
        head = "".join(text for text, _ in note_detail(note, 80)[0])
        assert head.endswith("signal  watch  review 2026-11-01  #grid  #power")
        await driver.press("i")
        assert "Reviews due" in driver.text
        assert "Grid outages" in driver.text
        for key in ("escape", "ctrl+g", "enter", "ctrl+t"):  # each waits for what the last read
            await driver.press(key)
        list(driver.app.screen.query(Input))[1].value = "conf"
        await driver.press("ctrl+s")  # takes the lines and saves the note with them
        assert workspace.notes()[0].state == "confirmed"
        for key in ("enter", "f8", "y"):
            await driver.press(key)
        assert workspace.notes() == []
        await driver.press("escape")
        await driver.press("u")
        assert workspace.notes()[0].state == "confirmed"


async def test_a_verdict_is_shown_and_never_edited(opened: Opener, workspace_folder: Path) -> None:
    async with opened() as driver:
        workspace = driver.app.session.workspace
        _, path = workspace.add_note("pensana", "I was wrong", kind="verdict")
        before = path.read_bytes()
        await driver.press("ctrl+g")
        await driver.press("enter")
        assert "A verdict is never edited" in driver.text
        await driver.type(" not at all")
        for key in ("ctrl+s", "ctrl+t", "ctrl+e"):
            await driver.press(key)
        assert "not at all" not in driver.text
        assert path.read_bytes() == before


def test_what_a_note_is_cannot_be_mistyped() -> None:
    assert note_fields.read(["v", "", "", ""])["kind"] == "verdict"
    for said in (["letter", "", "", ""], ["", "maybe", "", ""], ["", "", "soon", ""]):
        with pytest.raises(UsageError):
            note_fields.read(said)


async def test_a_company_of_one_s_own_is_changed_deleted_and_brought_back(
    opened: Opener, workspace_folder: Path
) -> None:
    async with opened() as driver:
        await driver.press("E")
        assert any("is shipped and you have added nothing" in toast for toast in driver.toasts)
        workspace = driver.app.session.workspace
        key = workspace.add_company("Zeta", "unlisted", "AU")
        workspace.add_to_watchlist("sample", [key])
        driver.app.refresh_all()
        await driver.settle()
        driver.app.home.table.select(key)
        await driver.press("E")
        await driver.press("e")
        lines = list(driver.app.screen.query(Input))
        for line, value in zip(lines, ("Zeta Metals", "ASX:ZZ9", "Brazil", "wizard"), strict=True):
            line.value = value
        await driver.press("ctrl+s")
        assert "nothing begins with wizard" in driver.text
        assert workspace.company(key).name == "Zeta"
        await driver.press("E")
        await driver.press("e")
        lines = list(driver.app.screen.query(Input))
        for line, value in zip(
            lines, ("Zeta Metals", "ASX:ZZ9", "Brazil", "developer"), strict=True
        ):
            line.value = value
        await driver.press("ctrl+s")
        assert "Zeta Metals" in driver.text
        company = workspace.company(key)
        assert (company.domicile, company.role) == ("BR", "developer")
        assert [item.symbol for item in company.listings] == ["ASX:ZZ9"]
        path = workspace_folder / "companies" / f"{key}.toml"
        before = path.read_bytes()
        await driver.press("E")
        await driver.press("x")
        await driver.press("y")
        assert not path.exists()
        assert "Zeta Metals" not in driver.text
        await driver.press("u")
        assert path.read_bytes() == before
        assert key in driver.app.home.table.ids()
