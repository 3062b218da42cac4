"""What a user does, key by key, at both sizes that must be comfortable."""

import re
import threading
from pathlib import Path
from typing import Any

import pytest

from rewatch.scorecards.unmoved import winner
from rewatch.tui.pages.grounds import records_behind
from rewatch.tui.screens.company import CompanyScreen
from rewatch.tui.screens.editor import EditorScreen
from rewatch.tui.screens.watchlist import WatchlistScreen
from rewatch.tui.widgets.lines import Page
from tests.tui.conftest import SIZES, Opener, narrow_first, rows

at_both_sizes = narrow_first


@at_both_sizes
async def test_opening_shows_the_scored_sample_and_a_welcome_that_any_key_ends(
    opened: Opener, size
) -> None:
    async with opened(size) as driver:
        assert "Welcome" in driver.text
        assert "0–100: proven–possible" in driver.text
        assert len(rows(driver.text)) >= 15
        for name in ("Lynas Rare Earths", "Arafura Rare Earths", "Ore companies", "Processors"):
            assert name in driver.text
        await driver.press("down")
        assert "Welcome" not in driver.text
        assert driver.app.home.company_id == driver.app.home.table.ids()[1]


@at_both_sizes
async def test_a_filter_narrows_as_it_is_typed_and_escape_takes_it_back(
    opened: Opener, size
) -> None:
    async with opened(size) as driver:
        total = len(driver.app.home.table.ids())
        await driver.press("slash")
        await driver.type("arafura")
        assert driver.app.home.table.ids() == ["arafura-rare-earths"]
        assert f"1 of {total}  Enter opens it" in driver.text
        assert "Enter to the table" not in driver.text
        await driver.press("enter")
        assert isinstance(driver.app.screen, CompanyScreen)
        assert driver.app.screen.company_id == "arafura-rare-earths"
        await driver.press("escape")
        assert f"1 of {total}  Esc clears" in driver.text
        await driver.press("slash", "backspace", "backspace", "backspace", "backspace")
        assert len(driver.app.home.table.ids()) > 1
        await driver.press("enter")
        assert len(driver.app.screen_stack) == 1  # the home
        assert driver.app.home.table.has_focus
        await driver.press("escape")
        assert len(driver.app.home.table.ids()) == total
        assert driver.app.home.table.has_focus


async def test_a_filter_that_finds_nothing_says_so_and_how_to_clear_it(opened: Opener) -> None:
    async with opened() as driver:
        await driver.press("slash")
        await driver.type("qqqq")
        assert "nothing is called so" in driver.text
        assert "Esc clears" in driver.text


async def test_the_cursor_stays_on_its_company_through_filter_sort_and_reload(
    opened: Opener,
) -> None:
    async with opened() as driver:
        home = driver.app.home
        home.table.select("pensana")
        await driver.press("slash")
        await driver.type("e")
        assert home.company_id == "pensana"
        await driver.press("escape")
        assert "Ore companies" in driver.text.splitlines()[3], "the first lines are scrolled off"
        await driver.press("o", "n")
        assert home.company_id == "pensana"
        await driver.press("f5")
        assert home.company_id == "pensana"
        # On a list longer than the screen the company stays where it was seen, too.
        await driver.press("escape", "0", "o", "n")
        table, named = home.table, home.table.ids()
        await driver.press("escape")
        ranked = table.ids()
        half = len(ranked) / 2
        middle = min(
            ranked, key=lambda one: max(abs(order.index(one) - half) for order in (ranked, named))
        )
        table.select(ranked[ranked.index(middle) + 4])
        await driver.press("up", "up", "up", "up")
        seen_at, place = table.cursor - table.scroll_y, table.cursor
        assert 0 < seen_at < table.size.height - 1
        await driver.press("o", "n")
        assert table.cursor != place
        assert (home.company_id, table.cursor - table.scroll_y) == (middle, seen_at)


async def test_sorting_by_a_letter_and_the_same_again_turns_it_round(opened: Opener) -> None:
    async with opened() as driver:
        await driver.press("o", "c")
        table = driver.app.home.table
        cover = {row.id: row.coverage for row in driver.app.home.answer.picture.rows}
        ore = [key for key in table.ids() if driver.app.session.score(key).group == "ore"]
        assert [cover[key] for key in ore] == sorted((cover[key] for key in ore), reverse=True)
        await driver.press("o", "c")
        assert [cover[key] for key in table.ids()[: len(ore)]] == sorted(cover[key] for key in ore)
        assert "▲cover" in driver.text

        def pairs() -> list[tuple[str, float]]:
            found = driver.app.home.answer.picture.rows
            held = {row.id: (row.country, row.coverage) for row in found}
            return [held[key] for key in table.ids()[: len(ore)]]

        await driver.press("o", "u")
        assert [one for one, _ in pairs()] == sorted(one for one, _ in pairs())
        assert "▼country" in driver.text, "what it is sorted by is not seen"
        await driver.press("o", "plus")
        assert "By country, and then by" in driver.text
        await driver.press("c")
        assert pairs() == sorted(pairs(), key=lambda pair: (pair[0], -pair[1]))
        assert "▽cover" in driver.text
        assert "by country ▼, then cover ▽" in driver.text
        await driver.press("o", "plus", "c")
        assert pairs() == sorted(pairs())
        await driver.press("o", "u")
        assert [one for one, _ in pairs()] == sorted((one for one, _ in pairs()), reverse=True)
        assert "△cover" in driver.text, "turning the first round takes the second away"
        await driver.press("escape")
        assert "country" not in driver.text.splitlines()[2]


@at_both_sizes
async def test_from_a_company_to_the_source_behind_a_number(opened: Opener, size) -> None:
    async with opened(size) as driver:
        driver.app.home.table.select("northern-minerals")
        await driver.press("enter")
        assert isinstance(driver.app.screen, CompanyScreen)
        assert "Element mix" in driver.text
        page = driver.app.screen.page
        while page.key != "i:recovery":
            await driver.press("down")
        # One key further than the number: its record, its source and the address are there.
        assert "84 %" in driver.text
        assert "https://" in driver.text
        await driver.press("enter")
        assert "recovery" in str(page.key)
        await driver.press("down")
        assert page.key is not None
        assert page.key.startswith("e:recovery-2025-09")
        assert "Feeds: Recovery" in driver.text
        screen, record = driver.app.screen, page.key
        assert isinstance(screen, CompanyScreen)
        screen.tab = "evidence"
        page.show(page.builder, key=record.partition("@")[0])
        await driver.press("enter")  # from a record to the number that it feeds
        assert screen.tab == "why"
        assert page.key == record
        await driver.press("enter")
        assert page.key == "i:recovery"
        await driver.press("escape")
        assert isinstance(driver.app.screen, WatchlistScreen)


@at_both_sizes
async def test_total_strip_ladder_doubts_and_tables_lead_to_what_they_rest_on(
    opened: Opener, size
) -> None:
    async with opened(size) as driver:
        driver.app.home.table.select("lynas-rare-earths")
        await driver.press("enter")
        screen = driver.app.screen
        assert isinstance(screen, CompanyScreen)
        page = screen.page

        async def at(key: str) -> str:
            page.show(page.builder, key=key)
            await driver.settle()
            assert page.key == key
            return " ".join(driver.text.split())

        assert page.key == "t:", "how the total is made stands there at once"
        assert "Total 52.3–80.5 is the sum of" in await at("t:")
        assert screen.query_one("#detail", Page).max_scroll_y == 0, "all of it is seen"
        await driver.press("enter")
        assert sum(key.startswith("e:") for key in page.line_keys if key) > 20, "all records"
        await driver.press("enter")
        assert not any(key.startswith("e:") for key in page.line_keys if key)

        await at("i:rule_of_law")
        await driver.press("y")
        assert driver.app.clipboard.startswith("https://www.worldbank.org/")
        await driver.press("enter")
        assert "It is read from a table; o opens where" in driver.toasts[-1]

        assert "Kuantan" in await at("s:separated-oxides")
        await driver.press("y")
        assert driver.app.clipboard.startswith("https://www.fool.com.au/")
        await driver.press("enter")
        assert screen.tab == "evidence"
        assert screen.record_id in records_behind(screen.score, "separated-oxides")
        screen.tab = "why"
        await at("s:alloys")
        await driver.press("enter")
        assert "No record stands behind it; e adds evidence." in driver.toasts[-1]
        await at("s:elements")
        await driver.press("enter")
        assert screen.tab == "evidence"
        assert screen.record_id in screen.score.mix_evidence
        screen.tab = "why"
        assert "Usually published in:" in await at("f:cost_margin")
        await driver.press("enter")
        assert page.key == "i:cost_margin"


async def test_an_overridden_record_says_which_record_won(opened: Opener) -> None:
    async with opened() as driver:
        found = (
            (row.score.id, held)
            for row in driver.app.scored.ranking.rows
            for held in row.score.records
            if held.use == "overridden" and held.record.kind == "distribution"
        )
        company, held = next(found)
        driver.app.home.table.select(company)
        await driver.press("enter", "right_square_bracket")
        screen = driver.app.screen
        assert isinstance(screen, CompanyScreen)
        while screen.page.key != f"e:{held.id}":
            await driver.pilot.press("down")
        await driver.settle()
        said, score = " ".join(driver.text.split()), driver.app.session.score(company)
        assert score is not None
        assert f"Not used: {winner(held, score)}" in said
        assert str(held.by) in said


@at_both_sizes
async def test_the_next_company_opens_on_the_same_tab(opened: Opener, size) -> None:
    async with opened(size) as driver:
        await driver.press("enter", "right_square_bracket", "right_square_bracket", "J")
        screen = driver.app.screen
        assert isinstance(screen, CompanyScreen)
        assert screen.company_id == driver.app.home.table.ids()[1]
        assert "[partnerships]" in driver.text
        await driver.press("K", "escape")
        assert driver.app.home.company_id == driver.app.home.table.ids()[0]


@at_both_sizes
async def test_a_note_is_written_saved_and_shown(
    opened: Opener, size, workspace_folder: Path
) -> None:
    async with opened(size) as driver:
        await driver.press("n")
        await driver.type("Ask about the tailings")
        await driver.press("ctrl+s")
        files = list((workspace_folder / "notes").rglob("*.md"))
        assert len(files) == 1
        assert "Ask about the tailings" in files[0].read_text("utf-8")
        assert any("Saved" in toast for toast in driver.toasts)
        await driver.press("enter", "left_square_bracket", "left_square_bracket")
        assert "Ask about the tailings" in driver.text
        await driver.press("enter")
        assert isinstance(driver.app.screen, EditorScreen)
        await driver.type(" dam")
        await driver.press("ctrl+s")
        assert "tailings dam" in files[0].read_text("utf-8").replace("\n", " ")
        assert "tailings dam" in driver.text


async def test_a_note_being_typed_is_on_disk_and_is_offered_after_a_crash(opened: Opener) -> None:
    async with opened() as driver:
        await driver.press("n")
        await driver.type("half a thought")
        await driver.pilot.pause(0.6)
        await driver.settle()
        company = driver.app.home.company_id
        # The tool is left here without a word, as by kill -9.
    async with opened() as driver:
        assert company is not None
        driver.app.home.table.select(company)
        await driver.press("n")
        assert "half a thought" in driver.text
        assert "draft was kept" in driver.text
        await driver.press("escape", "d")
        await driver.press("n")
        assert "half a thought" not in driver.text


@at_both_sizes
async def test_export_asks_for_format_and_path_and_says_where_it_wrote(
    opened: Opener, size, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with opened(size) as driver:
        await driver.press("x", "m", "enter")
        written = list(tmp_path.glob("*.md"))
        assert len(written) == 1
        assert "Lynas" in written[0].read_text("utf-8")
        assert any(written[0].name in toast for toast in driver.toasts)


async def test_export_writes_over_nothing_without_a_yes(
    opened: Opener, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "lynas-rare-earths-2026-11-21.csv"
    path.write_text("mine", encoding="utf-8")
    async with opened() as driver:
        await driver.press("x", "c", "enter")
        assert "Write over it?" in driver.text
        await driver.press("escape")
        assert path.read_text("utf-8") == "mine"
        assert "Export as csv" in driver.text, "another name can be typed"
        await driver.press("enter", "y")
        assert path.read_text("utf-8") != "mine"


@at_both_sizes
async def test_a_known_company_is_added_and_removed_after_a_y(
    opened: Opener, size, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(size) as driver:
        assert "noveon-magnetics" not in driver.app.home.table.ids()
        looked_up, search = threading.Event(), driver.app.session.workspace.search

        def slowly(text: str, most: int) -> list[Any]:
            assert looked_up.wait(30)
            return search(text, most)

        monkeypatch.setattr(driver.app.session.workspace, "search", slowly)
        await driver.press("a", "x", "enter")
        assert driver.toasts[-1] == "Type 2 letters of a name or a ticker at least."
        await driver.pilot.press("backspace", *"noveon", "enter", "d")  # d finds it on the list
        await driver.until(lambda: "Looking up noveon …; Enter is answered then" in driver.text)
        looked_up.set()
        await driver.settle()
        assert driver.app.home.company_id == "noveon-magnetics"
        assert "Take Noveon Magnetics off" in driver.text
        await driver.press("escape")
        assert "noveon-magnetics" in driver.app.home.table.ids()
        await driver.press("d", "y", "a", *"jayaswal")
        assert "noveon-magnetics" not in driver.app.home.table.ids()
        shown = "NSE:JAYNEC…" if size[0] == 80 else "NSE:JAYNECOIND"
        assert f"{shown} " in driver.text, "a long ticker runs into the country"


async def test_a_name_that_could_not_be_looked_up_is_said_and_tried_again_by_enter(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened() as driver:
        workspace = driver.app.session.workspace

        def refused(text: str, most: int) -> list[Any]:
            raise OSError(5, "Input/output error")

        said = "noveon could not be looked up; Enter tries again."
        with monkeypatch.context() as patched:
            patched.setattr(workspace, "search", refused)
            await driver.press("a")
            await driver.type("noveon")  # looked up at the pause
            assert said in driver.text
            assert "Nobody is called so" not in driver.text
            await driver.press("enter")
            assert said in driver.text
            assert "Looking up" not in driver.text
            assert driver.app.screen is not driver.app.home
        await driver.press("enter")
        assert driver.app.home.company_id == "noveon-magnetics"


async def test_a_name_nobody_knows_becomes_a_company_of_the_user_s_own(
    opened: Opener, workspace_folder: Path
) -> None:
    async with opened() as driver:
        await driver.press("a")
        await driver.type("zzqx metals")
        assert "company of your own" in driver.text
        await driver.press("enter")
        await driver.press("enter", "enter")
        await driver.type("AU")
        await driver.press("enter")
        assert driver.app.home.company_id == "zzqx-metals"
        assert "too little evidence" in driver.text
        assert "e adds what is known of it" in driver.toasts[-1]
        await driver.press("a")
        await driver.type("zzqx")
        assert "↑ one of your own" in driver.text
        await driver.press("up")
        added = driver.app.screen
        assert added.query_one("#hits", Page).cursor == 0, "one of one's own is far from the cursor"
        await driver.press("down", "enter")
        assert driver.toasts[-1] == "zzqx metals is on Rare-earth sample already."
    assert (workspace_folder / "companies" / "zzqx-metals.toml").is_file()


@at_both_sizes
async def test_marked_companies_are_compared_those_that_differ_most_first(
    opened: Opener, size
) -> None:
    async with opened(size, words=True) as driver:
        await driver.press("c", "c")
        await driver.until(lambda: "Mark 2 to 6" in driver.text)
        over = [line for line, text in enumerate(driver.text.splitlines()) if "▌" in text]
        assert over == [0], "the word stands over rows, their basis or the keys"
        driver.app.read_after = 0  # each key takes the word before it off
        for _ in range(3):
            await driver.press("c", "y")
        await driver.until(lambda: "Nothing stands above" in driver.text.splitlines()[0])
        assert "▌" not in driver.text.partition("\n")[2]
        await driver.press("space", "space", "c")
        assert "Compare 2 companies" in driver.text
        assert "differs most in the total first" in driver.text
        await driver.press("escape")
        assert isinstance(driver.app.screen, WatchlistScreen)


async def test_why_below_the_one_above_adds_up(opened: Opener) -> None:
    async with opened((120, 40)) as driver:
        await driver.press("y")
        assert any("Nothing stands above" in toast for toast in driver.toasts)
        await driver.press("down", "y")
        ids = driver.app.home.table.ids()
        above, below = (driver.app.session.score(key) for key in ids[:2])
        assert above is not None
        assert below is not None
        page: Any = driver.app.screen.query_one("#page")
        lines = ["".join(text for text, _ in line.pieces) for line in page._lines]
        lines = [line.replace("−", "-") for line in lines]
        together = next(line for line in lines if "together" in line).split()
        assert float(together[1]) == pytest.approx(above.total.low - below.total.low, abs=0.051)
        above_the_sum = lines[: next(n for n, line in enumerate(lines) if "together" in line)]
        first_signed = [
            [word for word in line.split() if re.fullmatch(r"[+-]\d+\.\d|0\.0", word)]
            for line in above_the_sum
        ]
        signed = [words[0] for words in first_signed if words]
        assert len(signed) > 5
        assert sum(map(float, signed)) == pytest.approx(float(together[1]), abs=0.8)


@at_both_sizes
async def test_help_lists_the_keys_of_where_you_are_and_runs_them(opened: Opener, size) -> None:
    async with opened(size) as driver:
        await driver.press("question_mark")
        assert "Help: Watchlist" in driver.text
        assert "Filter" in driver.text
        page = driver.app.screen.query_one("#page")
        while page.key != "sort":  # type: ignore[attr-defined]
            await driver.pilot.press("down")
        await driver.press("enter")
        await driver.until(lambda: "proven score" in driver.text)
        for keys, title in ((("slash", "f1"), "Filter line"), (("F", "question_mark"), "Facets")):
            await driver.press("escape", "escape", *keys)
            page = driver.app.screen.query_one(Page)
            heads = [line.pieces[0][0] for line in page._lines if line.pieces]
            assert f"Help: {title}" in driver.text
            assert heads.index(title) < heads.index("Watchlist")  # what has the focus comes first
            await driver.press("escape")
        await driver.press("F", "enter", "question_mark")
        assert "Help: Company" in driver.text
        assert "Withdraw" in "".join(
            text for line in driver.app.screen.query_one(Page)._lines for text, _ in line.pieces
        )


async def test_the_palette_finds_a_command_and_runs_it(opened: Opener) -> None:
    async with opened() as driver:
        await driver.press("ctrl+p")
        await driver.type(
            "price deck"
        )  # the words of its help alone, and no letters here and there
        await driver.until(lambda: "Prices …" in driver.text and "Write a note" not in driver.text)
        assert "p · Watchlist: " in driver.text, "its key and where it can be used"
        await driver.press(*["backspace"] * 10)
        await driver.type("compare marked")
        await driver.until(
            lambda: "Compare marked" in driver.text and "Prices …" not in driver.text
        )
        await driver.press("down", "enter")
        assert any("Mark 2 to 6" in toast for toast in driver.toasts)
        slug, name = driver.app.list_names[1]
        await driver.press("ctrl+p")
        await driver.type(name)
        await driver.until(lambda: f"Watchlist: {name}" in driver.text)
        await driver.press("down", "enter")
        assert driver.app.home.answer.slug == slug


async def test_lists_are_switched_by_number_and_made_by_name(opened: Opener) -> None:
    async with opened() as driver:
        names = [name for _, name in driver.app.session.lists()]
        await driver.press("1")
        assert driver.app.home.answer.name == names[0]
        await driver.press("N")
        await driver.type("Mine")
        await driver.press("enter")
        assert driver.app.home.answer.name == "Mine"
        assert "This list is empty" in driver.text


async def test_the_mouse_selects_opens_and_sorts(opened: Opener) -> None:
    async with opened() as driver:
        await driver.pilot.click("#table", offset=(20, 4))
        await driver.settle()
        assert driver.app.home.company_id == driver.app.home.table.ids()[3]
        await driver.pilot.click("#head", offset=(12, 0))
        await driver.settle()
        names = [driver.app.session.score(key).name for key in driver.app.home.table.ids()[:5]]
        assert names == sorted(names, key=str.casefold)
        await driver.pilot.click("#table", offset=(20, 3), times=2)
        await driver.settle()
        assert isinstance(driver.app.screen, CompanyScreen)
        await driver.pilot.click(offset=(driver.text.splitlines()[1].index("timeline"), 1))
        await driver.settle()
        assert driver.app.screen.tab == "timeline"


async def test_the_pane_shows_the_selected_company_where_there_is_room(opened: Opener) -> None:
    async with opened((120, 40)) as driver:
        driver.app.home.table.select("northern-minerals")
        await driver.settle()
        assert "ASX:NTU" in driver.text
        assert "Value chain" in driver.text
        await driver.press("v")
        assert "ASX:NTU" not in driver.text
        await driver.press("v")
        await driver.pilot.resize_terminal(90, 24)
        await driver.settle()
        assert "ASX:NTU" not in driver.text
        await driver.press("v")
        assert "ASX:NTU" in driver.text
        await driver.pilot.resize_terminal(90, 19)
        await driver.settle()
        assert "ASX:NTU" not in driver.text
        await driver.press("v")
        assert any("110 columns or 20 lines" in toast for toast in driver.toasts)


@pytest.mark.slow
async def test_what_the_list_shows_depends_on_the_present_size_alone(opened: Opener) -> None:
    narrow, wide = SIZES
    fresh: dict[tuple[int, int], str] = {}
    for size in (wide, narrow):
        async with opened(size) as driver:
            await driver.press("down")  # the welcome goes
            await driver.sampled()
            fresh[size] = driver.text
            if size == wide:
                continue
            for over in ((), ("space", "space", "c"), ("o",)):
                for now in (wide, narrow):
                    await driver.press(*over)
                    await driver.pilot.resize_terminal(*now)
                    await driver.press(*(["escape"] if over else []))
                    if over and over[-1] == "c":  # the marks go, the cursor goes back
                        await driver.press("escape", "up", "up")
                    assert driver.text == fresh[now], (over, now)


async def test_a_second_start_paints_the_kept_table_and_early_keys_are_not_lost(
    opened: Opener, workspace_folder: Path
) -> None:
    async with opened() as driver:
        await driver.sampled()
        first = driver.text.splitlines()[2:20]
    async with opened(recall=True) as driver:
        await driver.sampled()
        assert driver.text.splitlines()[2:20] == first
        await driver.press("enter")
        assert isinstance(driver.app.screen, CompanyScreen)


async def test_themes_and_no_colour_leave_every_number_readable(
    opened: Opener, monkeypatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened() as driver:
        await driver.sampled()
        plain = driver.text
        for theme in ("rewatch-light", "rewatch-contrast", "ansi-dark", "ansi-light"):
            driver.app.theme = theme
            await driver.settle()
            assert driver.text == plain
