"""How things are shown is the user's: columns, groups, letters to jump by, the legend."""

import re
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.widgets._toast import Toast

from rewatch.tui.addresses import copy_address, open_address
from rewatch.tui.screens.arranging import order_kept
from rewatch.tui.view import Row, sortings
from rewatch.tui.widgets.chosen_columns import available, fit_chosen
from rewatch.tui.widgets.columns import GAP, cells, head
from rewatch.tui.widgets.lines import Lines, Page
from rewatch.tui.widgets.table import TableHead
from tests.tui.conftest import Driver, Opener, narrow_first

CRITERIA = (("elements", "Element mix"), ("processing", "Processing"))


async def test_columns_and_order_are_chosen_shown_and_kept_for_the_next_start(
    opened: Opener, fresh_home: Path
) -> None:
    async with opened() as driver:
        assert "cover" in driver.text
        await driver.press("C")
        page = driver.app.screen.query_one("#choices")
        while page.key != "coverage":  # type: ignore[attr-defined]
            await driver.pilot.press("down")
        await driver.press("space", "enter")
        assert "cover" not in driver.text.splitlines()[2]
        assert "score" in driver.text.splitlines()[2]
        by_rank = driver.app.home.table.ids()
        await driver.press("o", "u", "o", "plus", "s", "o", "plus", "s")
        order = driver.app.home.table.ids()
        assert order != by_rank
        pane = driver.app.home.query_one("#pane", Page)
        assert not pane.display
        await driver.press("v")
        assert pane.display
        assert pane.region.y > driver.app.home.table.region.bottom, "it is not below the table"
    file = fresh_home / ".config" / "rewatch" / "config.toml"
    kept = file.read_text("utf-8")
    assert "coverage" not in kept
    assert '"score"' in kept
    assert 'sort = ["country", "-score"]' in kept
    assert 'pane = "always"' in kept
    async with opened(recall=True, settled=False) as driver:
        assert driver.app.home.table.ids() == order
        await driver.settle()
        assert driver.app.home.table.ids() == order
        pane = driver.app.home.query_one("#pane", Page)
        await driver.press("j", "F")  # the facets take its place
        assert not pane.display
        await driver.press("F")
        name = driver.app.session.score(driver.app.home.company_id or "").name
        assert name in driver.text.splitlines()[pane.region.y + 1]
        await driver.press("v", "k")
        assert not pane.display
        await driver.press("j")  # the welcome goes away with the first key
        assert "by country ▼, then proven score △" in driver.text
        await driver.press("escape")
        assert driver.app.home.table.ids() == by_rank
        assert "cover" not in driver.text.splitlines()[2]
        await driver.press("C", "space", "down", "space", "escape")  # leaves all as it was
        assert kept.splitlines()[0] in file.read_text("utf-8"), "left with Esc, a choice is kept"
        assert "score" in driver.text.splitlines()[2]
        await driver.press("C")
        for _ in range(12):  # takes every choice away
            page = driver.app.screen.query_one("#choices")
            if "●" in "".join(text for text, _ in page.pieces(page.cursor, 50)):
                await driver.pilot.press("space")
            await driver.pilot.press("down")
        await driver.press("enter")
        assert "cover" in driver.text
    assert file.read_text("utf-8").strip() == ""


async def test_a_column_that_does_not_exist_is_told_and_the_others_stand(
    opened: Opener, fresh_home: Path
) -> None:
    folder = fresh_home / ".config" / "rewatch"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text('columns = ["score", "price"]\npane = "left"\n')
    async with opened() as driver:
        assert [toast for toast in driver.toasts if "there is no column 'price'" in toast]
        assert "score" in driver.text.splitlines()[2]
        assert [toast for toast in driver.toasts if "pane must be beside, below, " in toast]


@pytest.mark.parametrize(
    ("kept", "taken"),
    [
        (("-score", "country"), [("score", True), ("country", False)]),
        (("processing",), [("processing", False)]),
        (("price", "score"), []),
        (("score", "price"), [("score", False)]),
        (("score", "-score"), [("score", False)]),
        (("score", "country", "company"), [("score", False), ("country", False)]),
        (("",), []),
    ],
)
def test_of_a_kept_order_stands_what_there_are_columns_for(
    kept: tuple[str, ...], taken: list[tuple[str, bool]]
) -> None:
    ways = {way.id: way for way in sortings(CRITERIA)}
    assert [(way.id, back) for way, back in order_kept(kept, ways)] == taken


@pytest.mark.parametrize("width", [1, 20, 40, 78, 116, 250])
def test_chosen_columns_never_run_over_the_width_and_the_name_always_stands(width: int) -> None:
    every = [key for key, _ in available(CRITERIA)]
    row = Row(
        id="a", name="希土 Metals e\u0301 👩‍🚀" * 9, group="ore", rank=1, total=(10.0, 90.0),
        places=(1, 2), criteria={"elements": (1.0, 2.0), "processing": None}, coverage=0.5,
        flags="!", reason=None, words="",
    )  # fmt: skip
    for wanted in ([], ["bar"], every):
        columns = fit_chosen(width, CRITERIA, wanted)
        assert [column.id for column in columns[:2]] == ["rank", "company"]
        taken = sum(column.width for column in columns) + GAP * (len(columns) - 1)
        assert taken <= max(width, 7)
        for line in (cells(row, columns, True), head(columns, [("bar", False)])):
            assert sum(cell_len(text) for text, _ in line) == taken


@pytest.mark.slow
async def test_every_column_can_be_sorted_by_a_click_on_its_heading(opened: Opener) -> None:
    async with opened((200, 60)) as driver:
        table = driver.app.home.table
        start = 0
        for column in table.columns(table.line_width):
            if column.id not in ("mark", "rank"):
                await driver.pilot.click("#head", offset=(start + 1, 0))
                await driver.settle()
                meant = "possible" if column.id == "bar" else column.id
                assert [way.id for way, _ in driver.app.home._by] == [meant]
                head = heading(driver)
                place = head.index("▼")
                assert start - GAP <= place < start + column.width, column.id
            start += column.width + GAP


def heading(driver: Driver) -> str:
    """The line above the table."""
    where = driver.app.home.query_one(TableHead).region
    return driver.text.splitlines()[where.y][where.x : where.right]


async def test_what_a_filter_sorts_by_is_marked_where_it_stands_else_told(opened: Opener) -> None:
    async with opened() as driver:
        await driver.press("slash")
        for text, mark, told in (
            ("sort:-score", "score▼", ""),
            ("sort:coverage", "▲cover", ""),
            ("sort:runway", "", "by runway"),
            ("", "#▼", ""),
        ):
            driver.app.home.bar.write(text)
            await driver.settle()
            head = heading(driver)
            assert mark in head
            assert ("▼" in head or "▲" in head) == bool(mark)
            assert ("by runway" in driver.text) == bool(told)


@narrow_first
async def test_what_a_filter_shows_can_be_sorted_by_with_key_and_mouse(
    opened: Opener, size
) -> None:
    async with opened(size) as driver:
        bar, table = driver.app.home.bar, driver.app.home.table
        bar.write("is:listed cols:runway,thorium")
        await driver.settle()
        usual = table.ids()
        start = heading(driver).index("thorium")
        await driver.pilot.click("#head", offset=(start + 2 - table.styles.padding.left, 0))
        await driver.settle()
        assert bar.text == "is:listed cols:runway,thorium sort:-thorium"
        assert "thorium▼" in heading(driver) or "thorium▲" in heading(driver)
        await driver.press("o")
        await driver.press(*["end", "up"], "enter")  # the last two are the fields
        assert bar.text == "is:listed cols:runway,thorium sort:-runway"
        falling = table.ids()
        assert "runway▲" in heading(driver) or "runway▼" in heading(driver)
        assert falling != usual
        assert "  by runway" not in driver.text, "the heading says it"
        await driver.press("o", "n")  # a column goes before the filter's own order
        assert table.ids() not in (usual, falling)
        await driver.press("o")
        await driver.press(*["end", "up"], "enter")
        assert bar.text == "is:listed cols:runway,thorium sort:runway"
        assert table.ids() != falling


async def test_groups_set_together_are_so_at_the_next_start(
    opened: Opener, fresh_home: Path
) -> None:
    file = fresh_home / ".config" / "rewatch" / "config.toml"
    async with opened((120, 40)) as driver:
        await driver.press("U")
        order = driver.app.home.table.ids()
    assert file.read_text("utf-8") == 'groups = "together"\n'
    async with opened((120, 40), recall=True, settled=False) as driver:
        assert driver.app.home.table.ids() == order
        await driver.settle()
        assert driver.app.home.table.ids() == order
        await driver.press("U")
        assert driver.app.home.table.ids() != order
    assert file.read_text("utf-8").strip() == ""
    file.write_text('groups = "mixed"\n')
    async with opened((120, 40)) as driver:
        assert [toast for toast in driver.toasts if "groups must be apart or together" in toast]


async def test_groups_are_set_together_by_score_and_apart_again(opened: Opener) -> None:
    async with opened((120, 40)) as driver:
        apart = driver.app.home.table.ids()
        await driver.press("U")
        table = driver.app.home.table
        assert "Both groups: their totals rest on different criteria" in driver.text
        assert "Processors (" not in driver.text
        assert set(table.ids()) == set(apart)
        scores = [driver.app.session.score(key) for key in table.ids()]
        proven = [score.total.low for score in scores if score.not_ranked is None]
        assert proven == sorted(proven, reverse=True)
        assert {score.group for score in scores[:8]} == {"ore", "processor"}
        await driver.press("o", "n")  # another order goes through both of them too
        ranked = map(driver.app.session.score, table.ids())
        names = [score.name.casefold() for score in ranked if score.not_ranked is None]
        assert names == sorted(names)
        await driver.press("escape", "U")
        assert driver.app.home.table.ids() == apart


@narrow_first
async def test_a_letter_jumps_to_its_line(opened: Opener, size) -> None:
    async with opened(size) as driver:
        table = driver.app.home.table
        await driver.press("ctrl+o")
        line = next(line for line in driver.text.splitlines() if "Lynas" in line[:40])
        assert line.lstrip().startswith("a ")
        target = table.seen()[6]
        await driver.press("j")  # the seventh letter of the home row
        assert table.cursor == target
        await driver.press("g", "ctrl+o", "escape")
        assert table.cursor == table.seen()[0]
        line = next(line for line in driver.text.splitlines() if "Lynas" in line[:40])
        assert not line.lstrip().startswith("a ")
        assert driver.app.screen is driver.app.home
        await driver.press("G", "ctrl+o")  # scrolled, every line that is seen has its letter
        assert bool(table.scroll_y) == (size == (80, 24))
        assert table.letters[table.cursor]


PLACES_WITH_LINES = {
    "comparison": ("space", "down", "space", "down", "space", "c"),
    "company": ("enter", "right_square_bracket", "right_square_bracket"),
    "missing facts": ("m",),
    "watchlists": ("L",),
    "help": ("question_mark",),
}


@narrow_first
@pytest.mark.parametrize("place", PLACES_WITH_LINES)
async def test_a_letter_covers_no_word_and_moves_no_column(opened: Opener, size, place) -> None:
    async with opened(size) as driver:
        await driver.press(*PLACES_WITH_LINES[place])
        lines = driver.app.focused
        assert isinstance(lines, Lines)
        before = written_in(driver, lines)
        await driver.press("ctrl+o")
        assert len(lines.letters) > 1
        after = written_in(driver, lines)
        for index, letter in lines.letters.items():
            row = index - round(lines.scroll_y)
            was, now = before[row], after[row]
            assert now[:2] == f"{letter} "
            if was[:2].strip() and "   " not in was:
                assert now[2:] == was[:-2]
                continue
            assert now[2:].split() == was.split(), "what is written there can still be read"
            assert now.endswith(was.rpartition("   ")[2]), "the columns stay where they are"
        await driver.press("escape")
        assert written_in(driver, lines) == before


def written_in(driver: Driver, lines: Lines) -> list[str]:
    """What stands on the screen where a list is, row by row."""
    box = lines.content_region
    rows = driver.text.splitlines()[box.y : box.bottom]
    return [row.ljust(box.right)[box.x : box.right] for row in rows]


async def test_the_legend_stands_over_what_one_looks_at_and_goes_away(opened: Opener) -> None:
    async with opened((120, 40)) as driver:
        await driver.press("f3")
        assert "What the marks mean" in driver.text
        assert "does not apply" in driver.text
        assert "Lynas" in driver.text or "Rare" in driver.text
        await driver.press("f3")
        assert driver.app.screen is driver.app.home


async def test_a_source_is_opened_in_a_browser_only_where_that_has_a_window(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def browser(address: str) -> bool:
        asked.append(address)
        return True

    monkeypatch.setattr("webbrowser.open", browser)
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    async with opened() as driver:
        driver.app.home.table.select("lynas-rare-earths")
        await driver.press("enter", "right_square_bracket")
        screen = driver.app.screen
        while not screen.address:  # type: ignore[attr-defined]
            await driver.pilot.press("down")
        await driver.press("o")
        assert asked == []
        assert any("No browser can be opened from here" in toast for toast in driver.toasts)
        monkeypatch.setenv("DISPLAY", ":0")
        monkeypatch.setattr("sys.platform", "linux")
        await driver.press("o")
        assert asked == [screen.address]  # type: ignore[attr-defined]
        for odd in ("file:///etc/hosts", "javascript:alert(1)", "http://[half"):
            open_address(driver.app, odd)  # whoever wrote a file gets nothing run by it
            await driver.settle()
            assert driver.toasts[-1].startswith(f"Not opened, it is no web address: {odd}; y ")
        assert len(asked) == 1
        await driver.press("y")
        assert driver.app.clipboard == asked[0]
        # Whether the terminal took it nobody knows, and the word says so.
        said = "Copied, if your terminal lets programs copy: "
        assert driver.toasts[-1].startswith(f"{said}{asked[0][:30]}")


LONG = "https://example.org/" + "announcements/" * 30 + "end.pdf"


async def test_a_long_address_is_copied_whole_and_told_in_two_rows(opened: Opener) -> None:
    async with opened(words=True) as driver:
        copy_address(driver.app, LONG)
        await driver.settle()
        assert driver.app.clipboard == LONG
        [said] = driver.toasts
        assert said.startswith("Copied, if your terminal lets programs copy: https://example.org/")
        assert "…" in said
        assert said.endswith("end.pdf")
        [toast] = driver.app.screen.query(Toast)
        assert toast.region.height <= 2


async def test_where_a_terminal_takes_no_copies_the_address_is_shown_to_be_copied(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "linux")
    async with opened() as driver:
        copy_address(driver.app, LONG)
        await driver.settle()
        assert driver.toasts == []
        assert "This terminal takes no copies from programs" in driver.text
        shown = re.sub(r"[\s│]", "", driver.text)
        assert LONG in shown
        await driver.press("escape")
        assert driver.app.screen is driver.app.home
