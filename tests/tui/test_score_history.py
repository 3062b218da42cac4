"""The history tab: the score as evidence became known, as a chart that fits, with its causes."""

import re
from datetime import date

import pytest
from rich.cells import cell_len

from rewatch.domain.values import Interval
from rewatch.scorecards.history import said
from rewatch.scorecards.scorecard import HistoryPoint
from rewatch.tui.pages.score_history import chart, history_lines, point_detail
from rewatch.tui.screens.company import TABS, CompanyScreen
from rewatch.tui.widgets.paint import span
from rewatch.workspace import Workspace
from tests.tui.conftest import TODAY, Opener, narrow_first

POINTS = (
    HistoryPoint(date(2024, 1, 1), Interval(0.0, 100.0), ("resource",)),
    HistoryPoint(date(2025, 1, 1), Interval(50.0, 75.0), ("offtake with A (binding)", "capacity")),
)


def texts(lines) -> list[str]:
    return ["".join(text for text, _ in getattr(line, "pieces", line)) for line in lines]


@pytest.mark.parametrize("width", [1, 8, 16, 30, 44, 78, 200])
def test_no_line_is_wider_than_it_may_be(tmp_path, width: int) -> None:
    workspace = Workspace.open(tmp_path, today=TODAY)
    points = workspace.score_history("lynas-rare-earths")
    drawn = texts(chart(POINTS, TODAY, width))
    assert [line for line in drawn if cell_len(line) > width] == []
    page = texts(history_lines(points, TODAY, width))  # its lines are cut as they are painted
    assert [line for line in page if cell_len(line) > max(width, 44)] == []


def test_the_chart_is_solid_to_the_proven_and_light_to_the_possible() -> None:
    lines = texts(chart(POINTS, date(2025, 12, 31), 84))
    rows = [line[4:] for line in lines[:8]]
    first, last = [row[0] for row in rows], [row[-1] for row in rows]
    assert first == ["░"] * 8  # nothing proven, everything possible
    assert last == [" ", " ", "░", "░", "█", "█", "█", "█"]  # 50 proven, 75 possible
    changed = next(n for n, cell in enumerate(rows[0]) if cell == " ")
    assert changed == pytest.approx(40, abs=1)  # a year of two, on 80 cells
    assert lines[8][4:].rstrip() == "▲" + " " * (changed - 1) + "▲"
    assert "2024-01-01" in lines[9]
    assert "2025-12-31" in lines[9]


def test_a_long_stretch_without_a_move_is_drawn_short_and_says_how_long_it_was() -> None:
    days = date(2010, 7, 26), date(2017, 6, 1), date(2025, 5, 30), date(2025, 8, 27)
    points = [HistoryPoint(day, Interval(0.0, 50.0), ()) for day in days]
    marks = texts(chart(points, date(2026, 3, 1), 84))[8]
    assert re.fullmatch(r" {4}▲┈+ 7 years ┈+▲┈+ 8 years ┈+▲ +▲ +", marks), marks
    narrow = texts(chart(points, date(2026, 3, 1), 30))[8]
    assert re.fullmatch(r" {4}▲┈+▲┈+▲ +▲ +", narrow), "where there is no room for words, none"
    twice_a_year = [date(year, month, 1) for year in (2024, 2025, 2026) for month in (1, 7)]
    moves = [HistoryPoint(day, Interval(0.0, 9.0), ()) for day in twice_a_year]
    assert "┈" not in texts(chart(moves, date(2026, 12, 31), 84))[8]
    ended = texts(chart(moves, date(2028, 7, 31), 84))[8]
    assert re.search(r"▲┈+ 2 years ┈+$", ended), "that nothing came since is seen too"
    soon = texts(chart(moves, date(2027, 12, 31), 84))[8]
    assert re.search(r"▲┈+ 18 months ┈+$", soon)


def test_each_move_says_by_how_much_and_the_detail_why() -> None:
    lines = texts(history_lines(POINTS, TODAY, 100))
    newest = next(line for line in lines if line.startswith("2025-01-01"))
    assert "+50.0" in newest
    assert "−25.0" in newest
    assert newest.endswith("offtake with A (binding); capacity")
    said = texts(point_detail(POINTS, 1, 60))
    assert "· capacity" in said
    assert " ".join(said).startswith(
        "2025-01-01 0–100 (proven to possible) on 2024-01-01, 50–75 on 2025-01-01. "
        "Proven rose by 50.0 and possible fell by 25.0."
    )
    assert "earliest score: 0–100" in " ".join(texts(point_detail(POINTS, 0, 60)))


def test_without_dated_evidence_it_says_what_is_missing_and_which_key_fixes_it() -> None:
    said = " ".join(texts(history_lines((), TODAY, 60)))
    assert "No dated evidence yet" in said
    assert "e adds evidence" in said


@narrow_first
async def test_the_tab_shows_it_and_follows_the_cursor(opened: Opener, size) -> None:
    async with opened(size) as driver:
        driver.app.home.table.select("lynas-rare-earths")
        await driver.press("enter", *["right_square_bracket"] * TABS.index("history"))
        assert "[history]" in driver.text
        assert "Score as evidence became known" in driver.text
        assert "▲" in driver.text
        points = driver.app.session.history("lynas-rare-earths")
        assert f"{points[-1].on}" in driver.text
        assert "What moved it" in driver.text
        newest = f"{points[-1].on}  {span(*points[-1].total)}"  # the line of the cursor is in view
        assert any(line.lstrip().startswith(newest) for line in driver.text.splitlines())
        shown = driver.app.session.score("lynas-rare-earths").total
        assert points[-1].total.low == pytest.approx(shown.low, abs=0.051)
        await driver.press("enter")  # the record that moved it
        screen = driver.app.screen
        assert isinstance(screen, CompanyScreen)
        assert screen.tab == "evidence"
        record = next(r for r in screen.score.records if r.id == screen.record_id)
        assert said(record.record) in points[-1].causes
        screen.tab = "history"
        await driver.press("J")
        assert "Score as evidence became known" in driver.text
