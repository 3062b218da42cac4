"""The list as of an earlier day: what was known by then, said on every screen, kept nowhere."""

from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from textual.widgets import Input

from rewatch.domain.errors import UsageError
from rewatch.scoring.results import Ranking
from rewatch.tui.cash_words import named, on_record
from rewatch.tui.evidence_draft import Typed, seen_lines, work_out
from rewatch.tui.looking_back import PastDay
from rewatch.tui.otherwise import ways_after, without_latest
from rewatch.tui.pages.otherwise import said_otherwise
from rewatch.tui.pages.standing import basis
from rewatch.tui.session import Answer, Scored, Session
from rewatch.tui.standings import Sampled
from rewatch.tui.sure_tasks import places_told
from rewatch.tui.view import Picture
from rewatch.workspace import Question, Workspace
from tests.tui.conftest import TODAY, Driver, Opener

THEN = date(2025, 6, 30)


def title(driver: Driver) -> str:
    """The first line of the screen."""
    return driver.text.splitlines()[0]


@pytest.mark.parametrize(
    ("width", "keys", "moved"),
    [(80, [], 3), (60, [], 0), (80, ["s", "down", "a"], 0)],
)
async def test_where_the_data_ends_stays_in_a_narrow_header(
    opened: Opener, monkeypatch: pytest.MonkeyPatch, width: int, keys: list[str], moved: int
) -> None:
    monkeypatch.setattr(Session, "changes", moved)
    async with opened((width, 24)) as driver:
        await driver.press("down", *keys)
        end = driver.app.home.answer.picture.data_to
        assert f"   data to {end}" in title(driver)  # "to" alone reads as the end of a span
        assert str(TODAY) in title(driver)
        assert (f"{moved} moved (i)" in title(driver)) == (moved > 0)


async def test_the_list_is_as_of_the_day_that_is_typed_until_escape(
    opened: Opener, workspace_folder: Path
) -> None:
    async with opened((120, 40)) as driver:
        app, home = driver.app, driver.app.home
        now = [(row.id, row.rank, row.total) for row in home.answer.picture.rows]
        await driver.press("j", "D")
        await driver.type("2027-01-01")
        assert "2027-01-01 is still to come" in driver.text
        await driver.press("enter")
        assert app.screen is not home  # it stays to be mended
        await driver.press("ctrl+u")
        await driver.type("30 jun 2025")
        await driver.press("enter")
        asked = Question(as_of=THEN)
        there = Workspace.open(workspace_folder, today=TODAY).ranking(asked, home.answer.slug)
        assert [(row.id, row.rank, row.total) for row in home.answer.picture.rows] == [
            (row.score.id, row.rank, tuple(row.score.total)) for row in there.rows
        ]
        assert f"As of {THEN}: " in driver.toasts[-1]
        assert title(driver).startswith(f" rewatch  {home.answer.name}, as of {THEN}")
        assert "data to 2025" in title(driver)
        assert f"as of {THEN}  Esc goes back to today" in driver.text.splitlines()[1]
        await driver.sampled()
        assert f"· {THEN} ·" in driver.text.splitlines()[-2]

        # It is said wherever one goes from there; only what happened is of today.
        for keys, said in (
            (("w",), f"Weights of {home.answer.name}, as of {THEN}"),
            (("m",), f"Missing facts of {home.answer.name}, as of {THEN}"),
            (("enter",), f", as of {THEN}"),
            (("i",), "Inbox, as things stand today"),
        ):
            await driver.press(*keys)
            assert said in title(driver)
            await driver.press("escape")
        fact = Typed(
            "lynas-rare-earths",
            "testwork",
            {"scale": "pilot", "as_of": "2026-10-01"},
            {"type": "company", "title": "Quarterly report", "date": "2026-10-31"},
        )
        seen = work_out(app.session.workspace, fact, app.session.question, home.answer.slug)
        effect = ["".join(text for text, _ in line) for line in seen_lines(seen, 78, "")]
        assert effect[0] == f"Effect as of {THEN}"
        assert "dated after the day that is scored" in effect[1]
        card = app.session.export(["lynas-rare-earths"], None, "md").data.decode()
        assert f"| As of | {THEN}; printed {TODAY} |" in card
        assert app.session.changes == 0
        assert {row.moved for row in app.session.table.rows} == {None}

        # With another question it goes together, and goes away alone.
        app.session.suppose("chinese-deals-end")
        app.show_list()
        await driver.settle()
        assert f", as of {THEN}, supposing China's" in title(driver)
        app.session.suppose("")
        assert app.session.question == asked
        await driver.press("D", "enter")
        assert app.session.question is None
        assert [(row.id, row.rank, row.total) for row in home.answer.picture.rows] == now
        app.session.look_back(THEN)
        app.show_list()
        await driver.settle()
        await driver.press("escape")
        assert app.session.question is None
        assert f"as of {TODAY}" in title(driver)


async def test_on_the_narrowest_screen_what_the_day_is_asked_with_stands_whole(
    opened: Opener,
) -> None:
    async with opened((40, 15)) as driver:

        def dialog() -> list[str]:
            return [row.strip(" │") for row in driver.text.splitlines() if row.startswith(" │ ")]

        await driver.press("D")
        assert dialog()[0] == "Day  as 2026-03-01; empty: today"
        assert driver.text.splitlines()[-1].endswith("Esc back")
        await driver.type("yester")
        assert "as 2026-03-01, or yesterday" in dialog()
        await driver.type("night")  # what is wrong has as many lines as it needs
        assert " ".join(dialog()[-2:]) == "a day is written YYYY-MM-DD, as 2026-03-01"
        await driver.press(*["backspace"] * len("night"))
        await driver.type("day")
        assert "2026-11-20" in dialog()
        await driver.press("enter")
        assert driver.app.session.as_of == date(2026, 11, 20)
        await driver.press("D")
        assert "─ Another day than 2026-11-20 ─" in driver.text


@pytest.mark.parametrize(
    ("text", "day"),
    [("", ""), ("today", "2026-11-21"), ("yesterday", "2026-11-20"), ("1 Mar 2026", "2026-03-01")],
)
def test_a_day_is_read_as_people_write_it(text: str, day: str) -> None:
    assert PastDay(TODAY).read(text) == day


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026-11-22", "2026-11-22 is still to come; write today, 2026-11-21, or a day before"),
        ("2026-03", "2026-03 is longer than a day; write YYYY-MM-DD, as 2026-03-31"),
        ("last spring", "a day is written YYYY-MM-DD, as 2026-03-01"),
    ],
)
def test_what_is_no_earlier_day_gets_a_sentence(text: str, said: str) -> None:
    with pytest.raises(UsageError, match=f"^{said}$"):
        PastDay(TODAY).read(text)
    usable = text == "2026-03"  # a day may still come
    assert PastDay(TODAY).told(text)[1] == usable


def test_what_is_asked_otherwise_last_is_taken_back_first() -> None:
    asked: list[Question | None] = [
        None,
        Question(deck="own"),
        Question(deck="own", as_of=THEN),
        Question(deck="own", as_of=THEN, scenario="two-camps"),
        Question(deck="other", as_of=THEN, scenario="two-camps"),
    ]
    ways: list[str] = []
    for before, after in pairwise(asked):
        ways = ways_after(before, after, ways)
    assert ways == ["as_of", "scenario", "deck"]  # the deck was chosen anew
    question = asked[-1]
    assert question is not None
    left = without_latest(question, ways)
    assert left == Question(as_of=THEN, scenario="two-camps")
    ways = ways_after(question, left, ways)
    left = without_latest(left, ways)
    assert left == Question(as_of=THEN)
    assert without_latest(left, ways_after(question, left, ways)) == Question()


@pytest.mark.parametrize("width", [38, 58, 78, 118])
def test_what_is_asked_otherwise_is_said_the_latest_first_with_the_key_that_takes_it_back(
    width: int,
) -> None:
    picture = Picture(
        (), (), "usual weights", "FOB China, 13 February 2026", str(THEN), None,
        supposing="Letters and memoranda lapse", ways=("as_of", "scenario", "deck"),
    )  # fmt: skip

    def said(*ways: str, key: bool = True) -> str:
        pieces = said_otherwise(replace(picture, ways=ways), width, key=key)
        return "".join(text for text, _ in pieces).rstrip()

    assert said() == ""
    assert said("as_of") == (
        f"as of {THEN}  Esc goes back to today" if width >= 40 else f"as of {THEN}  Esc back"
    )
    line = said("as_of", "scenario", "deck")
    assert line.startswith("prices FOB China, 13 Febru")
    assert "  Esc " in line
    assert len(line) <= width
    assert "Esc" not in said("as_of", key=False)
    if width >= 78:
        assert line == "prices FOB China, 13 February 2026  Esc goes back to usual prices  " + (
            "and 2 more" if width == 78 else "supposing Letters and memoranda lapse  and 1 more"
        )


@pytest.mark.parametrize("width", [40, 58, 66, 78, 120])
def test_below_the_table_an_earlier_day_stands_at_every_width(width: int) -> None:
    today = Picture(
        (), (), "usual weights", "FOB China, 2025 average (estimated)", str(THEN), None,
        "fob-china-2025",
    )  # fmt: skip
    sampled = Sampled(Ranking.__new__(Ranking), {}, "fair", 10_000, 20261121, 0.005, True)
    for picture in (replace(today, past=True), replace(today, past=True, profile="own weights")):
        line = "".join(text for text, _ in basis(picture, sampled, None, width))
        assert str(THEN) in line
        assert len(line) <= width


def test_a_day_says_who_had_no_place_then(workspace_folder: Path) -> None:
    workspace = Workspace.open(workspace_folder, today=TODAY)
    now, then = (workspace.ranking(Question(as_of=day)) for day in (None, date(2010, 1, 1)))
    placed = sum(row.rank is not None for row in now.rows)
    assert all(row.rank is None for row in then.rows)

    def told(before: Ranking, after: Ranking) -> str:
        picture = Picture((), (), "", "", "", None)
        scored = Scored(after, workspace.catalogue.rubric)
        return places_told(before, "Then", Answer("", "", picture, (), scored))

    assert told(now, then) == f"Then: {placed} not ranked any more."
    assert told(then, now) == f"Then: {placed} ranked now."
    assert told(now, now) == "Then: every company keeps its place."


async def test_cash_of_a_later_day_than_the_one_looked_at_is_said_to_count_from_then_on(
    opened: Opener,
) -> None:
    async with opened() as driver:
        await driver.press("D")
        await driver.type("2025-06-30")
        await driver.press("enter", "dollar_sign")
        await driver.type("2025-03-31")
        await driver.press("down", "down", "down")
        await driver.type("A$12m")
        assert "the day looked at" not in driver.text
        driver.app.screen.query_one("#cash-as-of", Input).value = "2026-09-30"
        await driver.settle()
        await driver.settle()
        told = "counted from 2026-09-30 on, not on 2025-06-30, the day looked at"
        assert f"C{told[1:]}." in driver.text
        await driver.press("ctrl+s")
        assert f"u takes it back as one step; {told}." in driver.toasts[-1]


def test_a_name_beside_which_the_cash_has_no_room_stands_alone(workspace_folder: Path) -> None:
    score = Workspace.open(workspace_folder, today=TODAY).score("lynas-rare-earths")

    def said(room: int) -> str:
        return "".join(text for text, _ in named(score, room))

    assert "AUD" not in said(17)
    assert said(19) == "Lynas R… AUD 1.03bn"
    assert [len(said(room)) for room in (8, 12, 18, 19, 30)] == [8, 12, 18, 19, 30]


def test_months_of_cash_by_old_figures_say_of_when_they_are(workspace_folder: Path) -> None:
    score = Workspace.open(workspace_folder, today=TODAY).score("northern-minerals")
    [cash] = [held for held in score.records if held.use == "chosen" and held.record.kind == "cash"]
    assert cash.dated is not None
    assert on_record(score, cash.dated).endswith(" months")
    assert on_record(score, TODAY) == f"0 months, {cash.dated:%Y-%m}"
