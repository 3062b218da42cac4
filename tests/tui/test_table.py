"""The ranking table: which columns fit, and that only what is seen is drawn."""

import dataclasses
from array import array
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from rich.cells import cell_len
from textual.app import App, ComposeResult

from rewatch.domain.company import newest_source
from rewatch.domain.values import PartialDate
from rewatch.tui.filtering import kept
from rewatch.tui.pages.rows import in_a_line, in_lines, marks_of_row, strip
from rewatch.tui.standings import Standing
from rewatch.tui.view import (
    Heading,
    Picture,
    Row,
    arranged,
    as_plain,
    from_plain,
    ordered,
    sortings,
)
from rewatch.tui.widgets import headnotes
from rewatch.tui.widgets.chosen_columns import fit_chosen
from rewatch.tui.widgets.columns import cells, column_at, fit, head
from rewatch.tui.widgets.paint import bar, cut_to, span
from rewatch.tui.widgets.table import RankingTable

CRITERIA = (
    ("element_mix", "Element mix"),
    ("processing", "Processing"),
    ("jurisdiction", "Jurisdiction"),
    ("partnerships", "Partnerships"),
)


def row(number: int, **changes: object) -> Row:
    made = Row(
        id=f"company-{number}",
        name=f"Company {number}",
        group="ore",
        rank=number,
        total=(60.0 - number % 50, 90.0 - number % 50),
        places=(1, 9),
        criteria=dict.fromkeys((key for key, _ in CRITERIA), (10.0, 30.0)),
        coverage=0.5,
        flags="",
        reason=None,
        words=f"company-{number} Company {number} ASX:C{number}",
    )
    return dataclasses.replace(made, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("roughly", [False, True])
def test_no_heading_is_cut_whatever_it_is_sorted_by(roughly: bool) -> None:
    columns = fit(200, CRITERIA)
    for column in columns:
        line = "".join(text for text, _ in head(columns, [(column.id, False)], roughly))
        for title in ("company", "score", "rank", "first", "top 5", "tier", "cover", "flags"):
            assert title in line
        assert line.count("▼") == 1


def test_ranks_of_a_list_of_10_000_are_whole_whichever_columns_stand() -> None:
    standing = Standing(9876, (1234, 9998), True, 0.0, 0.0, 5000.0, 3, 10_000, array("f"))
    for columns in (fit(118, CRITERIA, most=10_000), fit_chosen(118, CRITERIA, ["places"], 10_000)):
        line = "".join(text for text, _ in cells(row(1, rank=9876), columns, False, standing))
        assert " 9876  Company" in line
        assert "1234–9998!" in line


@pytest.mark.parametrize("width", range(30, 220))
def test_every_line_is_exactly_as_wide_as_its_heading_and_fits(width: int) -> None:
    columns = fit(width, CRITERIA, most=width * 97)
    title = sum(cell_len(text) for text, _ in head(columns, [("rank", False)]))
    assert title <= width
    for item in (row(1), row(2, name="希土" * 60), row(3, reason="too little " * 40, rank=None)):
        assert sum(cell_len(text) for text, _ in cells(item, columns, True)) == title


def test_at_80_columns_rank_company_score_bar_places_and_cover_stand() -> None:
    assert [column.id for column in fit(78, CRITERIA)] == [
        "rank", "company", "score", "bar", "places", "coverage",
    ]  # fmt: skip


def test_at_118_columns_the_criteria_and_flags_stand_too() -> None:
    shown = [column.id for column in fit(118, CRITERIA)]
    assert shown[-6:] == [*(key for key, _ in CRITERIA), "coverage", "flags"]


@pytest.mark.parametrize(
    ("failing", "marks", "shown"),
    [(None, "", ""), (0, "", "0"), (0, "≠4", "0 ≠4"), (4, "≠1", "4 ≠1"), (4, "≠1!†", "4≠1!†")],
)
def test_the_count_of_flags_stands_apart_from_other_marks(failing, marks, shown) -> None:
    columns = [column for column in fit(118, CRITERIA) if column.id == "flags"]
    pieces = cells(row(1, failing=failing, flags=marks), columns, False)
    assert "".join(text for text, _ in pieces) == f"{shown:5}"


@pytest.mark.parametrize("width", [58, 78, 118])
def test_a_rule_says_what_marks_mean_and_that_there_are_more_columns(width: int) -> None:
    titles = ["Ore companies (14)", "Processors (6)"]
    notes = headnotes.notes_of(outside=True, hidden=9, cover=True)
    parts = headnotes.shared(titles, notes, width)
    drawn = []
    for title, part in zip(titles, parts, strict=True):
        line = "".join(text for text, _ in headnotes.rule(title, part, width))
        assert cell_len(line) == width
        assert line.startswith(f"─── {title} ─")
        drawn.append(line)
        for x, sign in enumerate(line):
            command = headnotes.command_at(title, part, width, x)
            assert (command is not None) == any(
                line.index(note.text) <= x < line.index(note.text) + len(note.text) for note in part
            ), (x, sign)
    assert "! place outside 90% rank" in drawn[0]
    assert headnotes.command_at(titles[0], parts[0], width, drawn[0].index("!")) == "legend"
    if width >= 78:
        assert "C 9 more columns" in drawn[0]
        assert headnotes.command_at(titles[0], parts[0], width, drawn[0].index("C 9")) == "columns"
        assert "cover: weight with evidence" in "".join(drawn)
    assert headnotes.notes_of(outside=False, hidden=0, cover=False) == []
    whole = "".join(text for text, _ in headnotes.rule("Ore companies (1)", [], 30))
    assert whole == "─── Ore companies (1) ────────"


def test_a_click_on_a_heading_finds_its_column() -> None:
    columns = fit(118, CRITERIA)
    start = 0
    for column in columns:
        assert column_at(columns, start) == column.id
        start += column.width + 2


@pytest.mark.parametrize("width", [38, 78, 118])
def test_the_marks_of_a_row_are_said_in_words_those_that_stand_there(width: int) -> None:
    outside = Standing(1, (3, 4), True, 0.0, 0.0, 3.5, 1, 9, array("f"))
    marked = row(1, flags="≠2!†", failing=1, thesis="✗")
    marks = marks_of_row(marked, outside, ["places", "flags"])
    assert [mark for mark, _ in marks] == ["✗", "3–4!", "≠2", "!", "†"]
    assert [mark for mark, _ in marks_of_row(marked, outside, ["score"])] == ["✗"]
    assert marks_of_row(row(1), None, ["places", "flags"]) == []
    lines = ["".join(text for text, _ in line) for line in in_lines(marks, width)]
    said = " ".join(" ".join(lines).split())
    assert "disagree on 2 indicators" in said
    assert "no longer active" in said
    for line in (*lines, "".join(text for text, _ in in_a_line(marks, width)).rstrip()):
        assert cell_len(line) <= width


@pytest.mark.parametrize("width", [30, 60, 78, 198])
def test_the_strip_of_lists_fits_and_names_the_nine_that_have_keys(width: int) -> None:
    lists = [(f"list-{n}", f"List {2000 + n}") for n in range(1, 15)]
    pieces, spots = strip(lists, "list-2", width)
    line = "".join(text for text, _ in pieces)
    assert cell_len(line) <= width
    assert bool(line) == (width == 198)
    if line:
        assert "[2 List 2002]" in line
        assert line.endswith("L all 14")
        assert [slug for _, slug in spots] == [*(slug for slug, _ in lists[:9]), "all-lists"]
        pieces, spots = strip(lists, "list-12", width)
        assert "[L List 2012] of 14" in "".join(text for text, _ in pieces), "nothing is marked"
        assert spots[-1][1] == "list-12"
    assert strip(lists[:1], "list-1", 198) == ([], [])


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (22, "1 of 20  ● 日本 marked"),
        (21, "1 of 20  ● 日本 mark…"),
        (14, "1 of 20  ● 日…"),
        (12, "1 of 20  ●…"),
        (1, "…"),
        (0, ""),
    ],
)
def test_a_line_that_is_cut_says_so(width: int, shown: str) -> None:
    pieces = [("1 of 20", "plain"), ("  ● ", "accent"), ("日本 marked", "dim")]
    found = "".join(text for text, _ in cut_to(pieces, width))
    assert (found, cell_len(found) <= width) == (shown, True)


@pytest.mark.parametrize("width", [60, 78, 118])
def test_what_a_filter_shows_stands_under_its_own_name(width: int) -> None:
    columns = fit(width, CRITERIA)
    heading = "".join(text for text, _ in head(columns, [], fields=("runway", "cash")))
    line = "".join(
        text for text, _ in cells(row(1, shown="0 months · A$36 million"), columns, False)
    )
    assert heading.index("runway · cash") == line.index("0 months")
    assert cell_len(heading) == cell_len(line)
    assert not {"cover", "100"} & set(heading.replace("─", " ").split())


@pytest.mark.parametrize(("low", "high"), [(0, 0), (0, 100), (100, 100), (12.4, 12.6), (99, 100)])
def test_a_bar_is_as_wide_as_it_should_be_whatever_the_values(low: float, high: float) -> None:
    for width in (6, 10, 41):
        pieces = bar(low, high, width)
        assert sum(cell_len(text) for text, _ in pieces) == width
        assert len(pieces[0][0]) == round(low / 100 * width)


def test_a_bar_of_an_open_value_always_shows_some_light() -> None:
    assert "░" in "".join(text for text, _ in bar(40.0, 42.0, 10))
    assert "░" not in "".join(text for text, _ in bar(40.0, 40.0, 10))


def test_an_interval_is_one_number_where_both_ends_round_alike() -> None:
    assert span(57.2, 84.6) == "57–85"
    assert span(57.2, 57.4) == "57"


def test_groups_stand_under_their_headings_and_the_unranked_last() -> None:
    items = [row(1), row(2, group="processor"), row(3, reason="too little evidence", rank=None)]
    shown = arranged(items)
    assert [item.title if isinstance(item, Heading) else item.id for item in shown] == [
        "Ore companies (1)", "company-1", "Processors (1)", "company-2",
        "Not ranked: too little evidence (1)", "company-3",
    ]  # fmt: skip


def test_every_sorting_has_a_letter_of_its_own_and_orders_inside_the_groups() -> None:
    ways = sortings(CRITERIA)
    assert len({way.letter for way in ways}) == len(ways)
    items = [row(number, group=("ore", "processor")[number % 2]) for number in range(30)]
    for way in ways:
        shown = [item for item in arranged(items, [(way, False)]) if isinstance(item, Row)]
        assert {item.id for item in shown} == {item.id for item in items}
        assert [item.group for item in shown] == ["ore"] * 15 + ["processor"] * 15


@pytest.mark.parametrize(
    ("way", "order"),
    [
        ("rank", "abc"), ("company", "bac"), ("country", "cab"), ("score", "acb"),
        ("possible", "cba"), ("doubt", "bca"), ("coverage", "cab"), ("flags", "bca"),
        ("processing", "cab"), ("places", "bac"), ("first", "abc"), ("top5", "bac"),
        ("tier", "bac"),
    ],
)  # fmt: skip
def test_every_column_has_the_best_first_and_the_unknown_last(way: str, order: str) -> None:
    a, b, c = (row(number, id=key) for number, key in enumerate("abc", 1))
    rows = [
        dataclasses.replace(a, name="Beta", country="US", total=(50.0, 60.0), coverage=0.9,
                            failing=0, criteria={"processing": (0.0, 100.0)}),
        dataclasses.replace(b, name="alpha", country="", total=(40.0, 90.0), coverage=0.5,
                            failing=2, criteria={"processing": None}),
        dataclasses.replace(c, name="Gamma", country="AU", total=(45.0, 92.0), coverage=0.95,
                            failing=1, criteria={"processing": (60.0, 60.0)}),
    ]  # fmt: skip
    sampled = {
        "a": Standing(1, (1, 3), False, 0.5, 0.6, 2.0, 2, 3, array("f")),
        "b": Standing(2, (1, 3), False, 0.1, 0.9, 1.0, 1, 3, array("f")),
    }
    ways = {one.id: one for one in sortings(CRITERIA, sampled)}
    assert "".join(one.id for one in ordered(rows, [(ways[way], False)])) == order


def test_a_table_comes_back_from_the_disk_as_it_was_kept() -> None:
    import json

    whole = Picture(
        (row(1), row(2, places=None, criteria={"element_mix": None})), CRITERIA,
        "documents", "FOB", "2026-11-21", None, "fob",
    )  # fmt: skip
    assert from_plain(json.loads(json.dumps(as_plain(whole)))) == whole


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("company-7", ["company-7"]),
        ("ASX:C7", ["company-7"]),
        ("COMPANY seven", ["seven"]),
        ("svn", ["seven"]),
        ("compny sevven", ["seven"]),
        ("zzzz", []),
        ("éléments", ["accents"]),
        ("elements", ["accents"]),
    ],
)
def test_a_filter_finds_by_name_ticker_and_id_also_shortened_or_mistyped(text, found) -> None:
    items = [
        row(7),
        row(8, id="seven", words="seven Company Seven"),
        row(9, id="accents", words="accents Éléments"),
    ]
    assert [item.id for item in kept(items, text)] == found


class TableApp(App[None]):
    """A table and nothing else."""

    CSS_PATH = "../../src/rewatch/tui/rewatch.tcss"
    drawn = 0

    def compose(self) -> ComposeResult:
        """The table."""
        app = self

        class Counted(RankingTable):
            def pieces(self, index, width):
                app.drawn += 1
                return super().pieces(index, width)

        yield Counted(id="table")


@pytest.mark.parametrize("count", [50, 10_000])
async def test_only_lines_that_are_seen_are_drawn_and_a_step_draws_two(count: int) -> None:
    app = TableApp()
    async with app.run_test(size=(80, 24)) as pilot:
        table = app.query_one(RankingTable)
        table.show(arranged([row(number) for number in range(count)]), CRITERIA, count)
        await pilot.pause()
        await pilot.press("down")
        app.drawn = 0
        await pilot.press("down")
        assert 0 < app.drawn <= 4
        app.drawn = 0
        await pilot.press("G")
        assert table.row is not None
        assert table.row.id == f"company-{count - 1}"
        assert app.drawn <= 100


def test_a_quarter_that_is_over_is_no_newer_than_a_month_that_came_after_it() -> None:
    dates = [PartialDate(text) for text in ("2026", "2026-Q3", "2026-11", "2026-09-30")]
    sources = [SimpleNamespace(date=date, type="company") for date in dates]
    profile = SimpleNamespace(date=PartialDate("2026-11-20"), type="company-profile")
    company: Any = SimpleNamespace(sources=[*sources, profile])  # which is no news of the company
    assert newest_source([company], date(2026, 11, 22)) == "2026-11"
    assert newest_source([company], date(2026, 10, 31)) == "2026-09-30"


def test_marks_stand_in_a_line_only_where_what_they_mean_says_anything() -> None:
    marks = [("!", "its place is outside the 90 % rank")]
    assert in_a_line(marks, 19) == []
    assert "".join(text for text, _ in in_a_line(marks, 20)).rstrip() == " ! its place is out…"
