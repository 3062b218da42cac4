"""Filters as they are typed: the language, facets, saved screens, lists that follow one."""

import json
import tomllib
from pathlib import Path

import pytest
from rich.cells import cell_len

from rewatch.screening import screen
from rewatch.screening.complete import Completion
from rewatch.tui.filtering import is_words
from rewatch.tui.screens.company import CompanyScreen
from rewatch.tui.widgets.filterbar import FilterBar
from rewatch.tui.widgets.lines import Page
from rewatch.tui.widgets.offers import line_of
from tests.tui.conftest import Driver, Opener, narrow_first
from tests.tui.test_hostile import assert_harmless, fill, nasty

LINE = "is:junior magnet:>=25%"


def answer(driver: Driver, line: str):
    table = driver.app.session.table
    assert table is not None
    return screen(line, table)


@narrow_first
async def test_a_line_shows_who_matches_who_cannot_be_told_and_why_and_hides_the_rest(
    opened: Opener, size
) -> None:
    async with opened(size) as driver:
        await driver.press("slash")
        await driver.type(LINE)
        found = answer(driver, LINE)
        ids = driver.app.home.table.ids()
        assert set(ids[: len(found.match)]) == set(found.ids())
        assert ids[len(found.match) :] == [item.id for item in found.unknown]
        assert not set(ids) & {row.id for row in found.no}
        assert found.summary in driver.text
        assert "junior companies whose magnet share is at least 25 %" in driver.text
        assert "unknown: deciding field" in driver.text
        assert "not known: magnet" in driver.text
        assert driver.app.home.company_id == ids[0]
        await driver.press("escape")
        assert len(driver.app.home.table.ids()) == len(driver.app.home.answer.picture.rows)


async def test_a_filter_that_cannot_tell_of_the_selected_company_shows_its_matches(
    opened: Opener,
) -> None:
    async with opened() as driver:
        table = driver.app.home.table
        await driver.press("slash")
        await driver.type("runway:<40mo")
        found = answer(driver, "runway:<40mo")
        before = next(item.id for item in found.unknown)
        await driver.press("escape")
        await driver.press("home", *["down"] * table.ids().index(before))
        assert driver.app.home.company_id == before
        await driver.press("slash")
        await driver.type("runway:<40mo")
        assert before in table.ids()
        assert driver.app.home.company_id == table.ids()[0]
        assert round(table.scroll_y) == 0


@narrow_first
async def test_an_error_has_its_caret_and_suggestion_and_the_table_stays(
    opened: Opener, size
) -> None:
    async with opened(size) as driver:
        await driver.press("slash")
        await driver.type("is:junior")
        stays = driver.app.home.table.ids()
        await driver.type(" magnt:>=25%")
        assert driver.app.home.table.ids() == stays
        lines = driver.text.splitlines()
        typed = next(line for line in lines if "magnt:" in line and "filter" in line)
        caret = lines[lines.index(typed) + 1]
        assert caret.index("^") == typed.index("magnt")
        assert "did you mean magnet" in driver.text


async def test_plain_words_search_names_and_need_no_parser() -> None:
    assert is_words("lynas rare-earths st. ives")
    for line in ("magnet:>=25%", "-lynas", "a OR b", '"a b"', "not lynas", "(a)", "x>=2"):
        assert not is_words(line)


async def test_tab_completes_fields_and_values_with_counts(opened: Opener) -> None:
    async with opened() as driver:
        await driver.press("slash")
        assert "Tab shows fields and values · Enter to the table" in driver.text
        line = next(n for n, text in enumerate(driver.text.splitlines()) if "company" in text)
        await driver.type("coun")
        assert "Country of the lead project" in driver.text
        lines = driver.text.splitlines()
        assert "company" in lines[line], "the table jumps while one types"
        seen = [driver.app.session.score(key).name[:20] for key in driver.app.home.table.ids()]
        assert [name for name in seen if name not in driver.text] == [], "a match is covered"
        await driver.press("tab")
        assert driver.app.home.bar.text == "country:"
        assert "Australia" in driver.text
        count = len(answer(driver, "country:AU").match)
        australia = next(line for line in driver.text.splitlines() if "Australia" in line)
        assert f"▸AU {count} " in australia
        await driver.press("down", "up")
        await driver.press("tab")
        assert driver.app.home.bar.text == "country:AU"
        assert set(driver.app.home.table.ids()) == set(answer(driver, "country:AU").ids())
        await driver.press("enter")
        assert driver.app.home.table.has_focus


@pytest.mark.parametrize("width", [40, 78, 118, 198])
def test_the_selected_completion_is_seen_at_every_width_and_nothing_runs_over(width: int) -> None:
    offered = [Completion(f"field-{n}:", 0, 1, n, "what it means " * 5) for n in range(30)]
    for chosen in range(len(offered)):
        pieces, spots = line_of(offered, chosen, width)
        line = "".join(text for text, _ in pieces)
        assert f"▸field-{chosen}: {chosen}" in line
        assert cell_len(line) <= width
        ends = [end for end, _ in spots]
        assert line[: {n: end for end, n in spots}[chosen]].endswith(f"{chosen}  ")
        assert ends == sorted(ends)


@narrow_first
async def test_facets_write_the_same_line_and_take_it_back(
    opened: Opener, size, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(size) as driver:
        await driver.press("F")
        assert driver.app.home.facets.has_focus
        assert driver.text.splitlines()[-1].startswith(" Space Choose  Esc Close")
        await driver.press("enter")
        first = driver.app.home.bar.text
        assert first.startswith("country:")
        await driver.press("down", "space")
        assert driver.app.home.bar.text.startswith(f"{first},")
        assert set(driver.app.home.table.ids()) == set(
            answer(driver, driver.app.home.bar.text).ids()
        )
        await driver.press("space")
        facets = driver.app.home.facets
        at = (facets.region.x + 3, facets.region.y + facets.cursor - 1)
        await driver.pilot.click(offset=at)  # once, as in a menu
        await driver.settle()
        assert driver.app.home.bar.text == ""
        await driver.press("escape")
        assert driver.app.home.table.has_focus
        assert driver.text.splitlines()[-1].startswith(" Enter Open")
        await driver.press("enter")
        assert driver.app.screen.place == "company"  # type: ignore[attr-defined]
        quits: list[bool] = []
        monkeypatch.setattr(driver.app, "_quit", lambda: quits.append(True))
        await driver.press("q")
        assert quits == [True]


@narrow_first
async def test_a_shipped_screen_is_chosen_and_those_that_only_answer_unknown_stand_apart(
    opened: Opener, size
) -> None:
    async with opened(size) as driver:
        await driver.press("S")
        assert "Magnet-rich juniors" in driver.text
        silent = {
            item.name
            for item in driver.app.session.workspace.screens().values()
            if answer(driver, item.filter).only_unknown
        }
        await driver.press("G")
        shown = driver.text.splitlines()
        rule = next((n for n, line in enumerate(shown) if "cannot tell" in line), len(shown))
        assert all(any(name in line for line in shown[rule:]) for name in silent)
        await driver.press("g", "enter")
        assert driver.app.home.bar.text == "is:junior magnet:>=25% sort:-magnet"
        found = answer(driver, driver.app.home.bar.text)
        assert len(driver.app.home.table.ids()) == len(found.match) + len(found.unknown)


async def test_a_line_is_saved_as_a_screen_and_found_again(
    opened: Opener, workspace_folder: Path
) -> None:
    async with opened() as driver:
        await driver.press("slash")
        await driver.type("is:junior and magnet>=25 %")
        await driver.press("ctrl+s", "s")
        await driver.type("Mine")
        await driver.press("enter", "enter")
        kept = tomllib.loads((workspace_folder / "screens.toml").read_text("utf-8"))
        assert kept["screens"] == [{"id": "mine", "name": "Mine", "filter": LINE}]
        await driver.press("enter", "S")
        await driver.press("G")  # the answers are there by now
        assert "Mine" in driver.text
        await driver.press("escape")
        assert driver.app.session.workspace.undo() is not None
        assert not (workspace_folder / "screens.toml").exists()


@narrow_first
async def test_a_screen_of_ones_own_is_deleted_after_a_yes_and_comes_back_a_shipped_one_stays(
    opened: Opener, workspace_folder: Path, size
) -> None:
    async with opened(size) as driver:
        workspace = driver.app.session.workspace
        shipped = set(workspace.screens())
        workspace.save_screen("Mine", LINE)
        await driver.press("S")
        await driver.press("d")
        assert any("comes with rewatch" in toast for toast in driver.toasts)
        await driver.press("G")
        page = driver.app.screen.query_one("#choices", Page)
        page.show(page.builder, key="mine")
        await driver.press("d")
        await driver.press("enter")
        assert "mine" in workspace.screens()
        await driver.press("d")
        await driver.press("y")
        assert set(workspace.screens()) == shipped
        page.show(page.builder, key="mine")
        assert page.key != "mine"
        await driver.press("escape", "u")
        assert workspace.screens()["mine"].filter == LINE


@pytest.mark.slow
async def test_a_list_that_follows_a_filter_has_its_members_and_removing_one_excludes_it(
    opened: Opener, workspace_folder: Path
) -> None:
    async with opened() as driver:
        await driver.press("slash")
        await driver.type(LINE)
        await driver.press("ctrl+s", "w")
        await driver.type("Magnets")
        await driver.press("enter")
        assert driver.app.home.answer.name == "Magnets"
        everybody = driver.app.session.workspace.screening(
            driver.app.session.workspace.ranking(), None, "magnets"
        )
        members = driver.app.home.table.ids()
        assert set(members) == set(screen(LINE, everybody).ids())
        gone = driver.app.home.company_id
        await driver.press("d", "y")
        assert gone not in driver.app.home.table.ids()
        assert set(driver.app.home.table.ids()) == set(members) - {gone}
        path = workspace_folder / "watchlists" / "magnets.toml"
        kept = tomllib.loads(path.read_text("utf-8"))
        assert kept["filter"] == LINE
        assert kept["exclusions"] == [gone]
        driver.app.session.workspace.add_to_watchlist("magnets", [str(gone)])
        await driver.press("f5")
        assert gone in driver.app.home.table.ids()
        assert (
            "exclusions" not in tomllib.loads(path.read_text("utf-8"))
            or not tomllib.loads(path.read_text("utf-8"))["exclusions"]
        )


async def test_a_list_whose_filter_cannot_be_read_opens_with_its_entries_and_says_so(
    opened: Opener, workspace_folder: Path
) -> None:
    folder = workspace_folder / "watchlists"
    folder.mkdir(parents=True)
    (folder / "bad.toml").write_text(
        'schema = 1\nname = "Bad"\nfilter = "magnt:>1"\n[[entries]]\ncompany = "pensana"\n', "utf-8"
    )
    async with opened(watchlist="bad") as driver:
        await driver.press("down")
        assert driver.app.home.table.ids() == ["pensana"]
        assert "magnt" in driver.text


@narrow_first
async def test_flags_are_counted_in_the_table_and_listed_with_reasons(opened: Opener, size) -> None:
    async with opened(size) as driver:
        driver.app.home.table.select("pensana")
        await driver.settle()
        flags = driver.app.session.workspace.flags(driver.app.scored.ranking)["pensana"]
        failing = sum(state == "fail" for state in flags.values())
        row = next(row for row in driver.app.home.answer.picture.rows if row.id == "pensana")
        assert row.failing == failing
        if size[0] > 80:
            unknown = sum(state == "unknown" for state in flags.values())
            assert f"Risk flags {failing} raised · {unknown} unknown" in driver.text
        await driver.press("f")
        for flag in driver.app.scored.rubric.flags:
            if flags[flag.id] == "fail":
                assert f"{flag.name}  raised" in driver.text
                assert flag.reason.split()[0] in driver.text
        await driver.press("escape")
        driver.app.home.table.select("aclara-resources")
        await driver.press("f")
        assert "not known: runway by evidence at most 12 months old" in driver.text
        assert "if so: " in driver.text


async def test_nothing_is_offered_where_nothing_is_typed_yet(opened: Opener) -> None:
    async with opened() as driver:
        await driver.press("slash")
        await driver.type("(is:junior OR magnet:>=25%)")
        assert "What the company is" not in driver.text
        await driver.type(" coun")
        assert "Country of the lead project" in driver.text


async def test_a_thesis_lights_up_in_table_pane_and_dialog(
    opened: Opener, workspace_folder: Path
) -> None:
    folder = workspace_folder / "watchlists"
    folder.mkdir(parents=True)
    (folder / "theses.toml").write_text(
        'schema = 1\nname = "Theses"\n'
        '[[entries]]\ncompany = "pensana"\nthesis = ["country:AU by 2026-01"]\n'
        '[[entries]]\ncompany = "lynas-rare-earths"\nthesis = ["country:AU"]\n',
        "utf-8",
    )
    async with opened((120, 40), watchlist="theses") as driver:
        lines = driver.text.splitlines()
        assert any("✗" in line for line in lines if "Pensana" in line)
        assert any("✓" in line for line in lines if "Lynas" in line)
        driver.app.home.table.select("pensana")
        await driver.settle()
        assert "country:AU by 2026-01: broken" in driver.text
        await driver.press("f")
        assert "country:AU by 2026-01: broken" in driver.text


@narrow_first
async def test_a_broken_thesis_stands_in_the_inbox_whole(
    opened: Opener, workspace_folder: Path, size
) -> None:
    folder = workspace_folder / "watchlists"
    folder.mkdir(parents=True)
    claims = ("country:AU by 2026-01", "offtake:>=operating by 2026-06", "is:junior")
    (folder / "theses.toml").write_text(
        'schema = 1\nname = "Theses"\n'
        f'[[entries]]\ncompany = "pensana"\nthesis = {json.dumps(claims)}\n'
        '[[entries]]\ncompany = "lynas-rare-earths"\nthesis = ["country:AU"]\n',
        "utf-8",
    )
    async with opened(size) as driver:
        await driver.press("i")
        shown = " ".join(driver.text.split())
        assert "Thesis broken" in shown
        assert "Pensana" in shown
        assert "country:AU by 2026-01; offtake:>=operating by 2026-06" in shown
        assert "is:junior" not in shown
        assert "Lynas" not in shown
        await driver.press("enter")
        assert isinstance(driver.app.screen, CompanyScreen)
        assert "Pensana" in driver.text


async def test_a_second_start_shows_the_flags_at_once(opened: Opener) -> None:
    async with opened() as driver:
        kept = [row.failing for row in driver.app.home.answer.picture.rows]
        assert any(kept)
    async with opened(recall=True) as driver:
        assert [row.failing for row in driver.app.home.answer.picture.rows] == kept


@nasty
async def test_in_tags_screens_and_theses_it_reaches_facets_and_flags_and_does_nothing(
    opened: Opener, workspace_folder: Path, text: str
) -> None:
    fill(workspace_folder, text)
    path = workspace_folder / "watchlists" / "bad.toml"
    quoted = json.dumps(text.replace("\x7f", ""), ensure_ascii=False)
    path.write_text(
        path.read_text("utf-8").replace(
            'company = "nasty"', f'company = "nasty"\nthesis = [{quoted}]'
        ),
        "utf-8",
    )
    screens = f'schema = 1\n[[screens]]\nid = "x"\nname = {quoted}\nfilter = {quoted}\n'
    (workspace_folder / "screens.toml").write_text(screens, "utf-8")
    async with opened((120, 40), watchlist="bad") as driver:
        driver.app.home.table.select("nasty")
        await driver.press("f")
        assert_harmless(driver)
        await driver.press("escape", "S", "G")
        assert_harmless(driver)
        await driver.press("escape", "F", "G")
        assert_harmless(driver)
        await driver.press("enter")
        assert_harmless(driver)
        assert driver.app.home.bar.text


@pytest.mark.parametrize(
    ("line", "companies"),
    [("is:junior", 3)]
    + [
        pytest.param(line, 8, marks=pytest.mark.slow)
        for line in ("magnet:>=25%", "is:junior", "country:AU sort:-cash")
    ],
)
async def test_typing_a_filter_leaves_the_cursor_or_puts_it_on_the_first_match(
    opened: Opener, line: str, companies: int
) -> None:
    async with opened((120, 40)) as driver:
        home = driver.app.home
        for company in home.table.ids()[:companies]:
            home.table.select(company)
            await driver.press("slash")
            await driver.type(line)
            await driver.press("enter")
            assert home._found is not None
            matches = {row.id for row in home._found.rows}
            first = next(key for key in home.table.ids() if key in matches)
            assert home.company_id == (company if company in matches else first)
            await driver.press("escape")


@narrow_first
async def test_fields_asked_for_stand_beside_the_companies(opened: Opener, size) -> None:
    async with opened(size) as driver:
        await driver.press("slash")
        await driver.type("lynas cols:domicile,stage,thorium")
        await driver.press("enter")
        lines = [line for line in driver.text.splitlines() if "Lynas" in line]
        assert any("AU · production · " in line for line in lines)
        assert "domicile · stage · thorium" in driver.text.splitlines()[3]
        await driver.press("asterisk")
        assert driver.app.home.chosen == driver.app.home.table.ids()
        assert "● 1 m" in driver.text.splitlines()[1]
        assert "c compares" not in driver.text
        await driver.press("escape", "asterisk")
        assert set(driver.app.home.table.ids()) == driver.app.home.table.marked
        await driver.press("asterisk")
        assert not driver.app.home.table.marked


@pytest.mark.parametrize(
    ("width", "ends", "cells"), [(60, "17 unknown", 31), (100, "c compares", 45)]
)
async def test_what_is_found_takes_about_half_of_the_filters_line_at_most(
    opened: Opener, width: int, ends: str, cells: int
) -> None:
    async with opened((width, 24)) as driver:
        await driver.press("slash")
        bar = driver.app.screen.query_one(FilterBar)
        bar.count([("12 match · 17 unknown", "accent"), ("  c compares", "dim")])
        await driver.pilot.pause()
        status = bar.query_one("#status")
        assert status.size.width == cells
        assert driver.text.splitlines()[status.region.y].rstrip().endswith(ends)
        assert bar.line.size.width >= width * 45 // 100 - cell_len("Filter ")
