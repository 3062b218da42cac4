"""Exports from the interface: what can be made, what of one's own goes out, how it is stopped."""

import threading
from pathlib import Path

import pytest
from textual.widgets import Input

from rewatch.tui.export_target import target_of
from rewatch.tui.screens.export import Make, makes, not_beside
from tests.tui.conftest import Driver, Opener, narrow_first

SECRET = "told me in confidence"


def written(folder: Path, ending: str) -> str:
    [path] = folder.glob(f"*.{ending}")
    return path.read_text("utf-8")


async def form(driver: Driver, letter: str) -> None:
    await driver.press("x", letter)


@narrow_first
async def test_the_preview_says_that_notes_stay_and_how_they_go(
    opened: Opener, size, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with opened(size) as driver:
        driver.app.session.workspace.add_note("lynas-rare-earths", SECRET)
        await form(driver, "t")
        assert "Notes   left out" in driver.text
        assert "1 private note on Lynas Rare Earths left out" in driver.text
        await driver.press("enter")
        assert SECRET not in written(tmp_path, "txt")
        assert any("1 private note on Lynas Rare Earths left out" in t for t in driver.toasts)
        await form(driver, "m")
        await driver.press("ctrl+n")
        assert "your private notes go out with it" in driver.text
        assert "1 private note on Lynas Rare Earths goes out" in driver.text
        await driver.press("enter")
        assert SECRET in written(tmp_path, "md")
        driver.app.session.workspace.add_note("lynas-rare-earths", "Another thought.")
        await form(driver, "h")
        await driver.press("ctrl+n")
        assert "2 private notes on Lynas Rare Earths go out" in driver.text
        await driver.press("escape")
        await form(driver, "c")
        await driver.press("ctrl+n")  # a table has no place for them, whatever is asked for
        assert "csv has no place for them" in driver.text
        assert "2 private notes on Lynas Rare Earths left out" in driver.text


@pytest.mark.slow
@narrow_first
async def test_marked_companies_make_a_pack_a_comparison_or_the_pack_of_the_list(
    opened: Opener, size, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with opened(size) as driver:
        await driver.press("space", "down", "space")
        await form(driver, "t")
        assert "a pack of 2 companies" in driver.text
        await driver.press("ctrl+t")
        assert "a comparison of 2 companies" in driver.text
        assert "never in a comparison" in driver.text
        await driver.press("enter")
        assert written(tmp_path, "txt").startswith("COMPARISON: ")
        await form(driver, "m")
        await driver.press("ctrl+t", "ctrl+t")
        listed = len(driver.app.home.table.ids())
        assert f"a pack of the whole list, {listed} companies" in driver.text
        assert f"shows the first 6 of {listed} companies, by place," in " ".join(
            driver.text.split()
        )
        await driver.press("enter")
        assert f"List pack of {listed} companies" in written(tmp_path, "md")


def test_where_nothing_is_marked_the_whole_list_can_be_made_too() -> None:
    found = makes(["b"], ["a", "b", "c"], "mine", "auto")
    assert [(item.kind, item.companies) for item in found] == [
        ("card", ("b",)),
        ("pack", ("a", "b", "c")),
    ]


def test_the_form_says_that_a_long_pack_compares_its_first_companies_only() -> None:
    seven = tuple("abcdefg")
    said = "Its comparison sheet shows the first 6 of 7 companies, by place"
    groups = dict.fromkeys(seven, "ore")
    pack = Make("pack", seven, "", "")
    assert not_beside(pack, "html", groups) == f"{said}."
    mixed = groups | {"b": "processor"}
    behind = "companies with a deposit before processors"
    assert not_beside(pack, "html", mixed) == f"{said}, {behind}."
    assert not_beside(Make("pack", seven[:6], "", ""), "html", mixed) == ""
    assert not_beside(pack, "xlsx", mixed) == "", "a workbook has no such sheet"


async def test_the_comparison_on_the_screen_is_what_its_export_makes_first(
    opened: Opener, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with opened() as driver:
        await driver.press("space", "down", "space", "c")
        await form(driver, "t")
        assert "a comparison of 2 companies" in driver.text
        await driver.press("enter")
        assert written(tmp_path, "txt").startswith("COMPARISON: ")


@pytest.mark.slow
async def test_markdown_links_companies_when_the_form_says_so(
    opened: Opener, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with opened() as driver:
        await form(driver, "m")
        await driver.press("ctrl+o")
        assert "companies as [[id]]" in driver.text
        await driver.type("mine.m")  # takes the place of the path that is offered
        await driver.press("end", "d", "enter")
        assert (tmp_path / "mine.md").is_file()
        assert "[[lynas-rare-earths]]" in written(tmp_path, "md")
        await form(driver, "p")
        await driver.type("other")
        # Before it is written; a long path goes on in the next line of the frame.
        assert "other.pdf" in "".join(driver.text.replace("│", "").split())
        await driver.type(".html")
        assert "Export as html" in driver.text
        assert "Paper" not in driver.text
        await driver.press("enter")
        assert written(tmp_path, "html").startswith("<!DOCTYPE html>")
        await form(driver, "m")
        offered = driver.app.screen.query_one(Input).value
        await driver.press("end", "x")
        assert driver.app.screen.query_one(Input).value == f"{offered}x"


@pytest.mark.parametrize(
    ("typed", "name", "ending"),
    [
        ("mine", "mine.txt", "txt"),
        ("v1.2", "v1.2.txt", "txt"),
        ("mine.", "mine.txt", "txt"),
        ("Mine.HTML", "Mine.HTML", "html"),  # as on the command line, the ending says the format
        ("mine.htm", "mine.htm", "html"),
        ("sources.csl.json", "sources.csl.json", "csl.json"),
        ("", "", "txt"),
        ("~no such user", "", "txt"),
        ("x" * 300, "", "txt"),
    ],
)
def test_a_typed_name_gets_the_ending_it_lacks_or_says_the_format(
    typed: str, name: str, ending: str, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for web in (False, True) if name else (False,):
        target = target_of(typed, "txt", "offered.txt", web=web)
        assert (target.name, target.ending) == (name, ending)
        assert (target.path is None) == (web or not name)
    assert target_of(str(tmp_path), "txt", "offered.txt").path == tmp_path / "offered.txt"
    assert "There is no folder" in target_of(f"none/{typed or 'x'}", "txt", "").said


async def test_esc_stops_a_long_pack_and_leaves_no_file(
    opened: Opener, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with opened() as driver:
        second, pressed = threading.Event(), threading.Event()
        real = driver.app.session.export

        def held(companies, path, ending, *, progress, **options):
            """Waits before the second card until Esc was pressed."""

            def told(done: int, of: int) -> None:
                if done == 2:
                    second.set()
                    assert pressed.wait(30)
                progress(done, of)

            return real(companies, path, ending, progress=told, **options)

        monkeypatch.setattr(driver.app.session, "export", held)
        await driver.press("space", "down", "space", "down", "space")
        await form(driver, "h")
        await driver.pilot.press("enter")
        while not second.is_set() or "1 of 3 companies" not in driver.text:
            await driver.pilot.pause(0.02)
        assert "Esc stops" in driver.text
        await driver.pilot.press("escape")
        assert "stopping …" in driver.text
        pressed.set()
        await driver.settle()
        assert "Stopped; nothing was written." in driver.toasts
        assert list(tmp_path.glob("*.html")) == []
        assert "Export as html" in driver.text, "it can be started again"
