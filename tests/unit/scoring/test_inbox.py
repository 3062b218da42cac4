"""What the inbox shows: all that moved since one last looked, the biggest first, and why."""

from datetime import date

import pytest

from rewatch.domain.values import Interval
from rewatch.scoring.inbox import Before, inbox
from rewatch.scoring.score import score_company
from tests.unit.scoring.records import company, how, record

SINCE = date(2026, 10, 1)


def before(day: date = SINCE):
    return how(as_of=day, recorded_by=day)


def shown(*companies, seen=None, **more):
    return inbox(
        {item.id: item for item in companies},
        before(),
        how(),
        seen or Before(),
        members=more.pop("members", {}),
        **more,
    )


def kinds(items):
    return [(item.company, item.kind) for item in items]


def old():
    return company(record("testwork", scale="pilot", recorded=date(2026, 1, 5)), id="old")


def test_where_nothing_happened_the_inbox_is_empty():
    assert shown(old()) == ()


def test_what_was_recorded_since_moves_the_score_and_says_by_what():
    moved = company(
        record("testwork", "b", scale="commercial", id="t-1", recorded=date(2026, 11, 2)),
        id="moved",
    )
    (item,) = shown(moved, old())
    assert (item.company, item.kind) == ("moved", "moved")
    assert item.points == pytest.approx(item.change.mid + item.rest)
    assert item.rest == pytest.approx(0.0)
    assert "t-1" in {name for part in item.change.parts for name in part.evidence}


def test_the_biggest_move_comes_first():
    small = company(record("testwork", scale="bench", recorded=date(2026, 11, 2)), id="small")
    big = company(
        record("testwork", scale="commercial", recorded=date(2026, 11, 2)),
        record("step", step="magnets", state="operating", country="AU", recorded=date(2026, 11, 2)),
        id="big",
    )
    items = shown(small, big)
    assert [abs(item.points) for item in items] == sorted(
        (abs(item.points) for item in items), reverse=True
    )
    assert items[0].company == "big"


def test_an_update_of_the_shipped_data_that_moves_a_score_is_told_apart():
    # Recorded before one looked, yet not in the data one looked at.
    item = company(record("testwork", scale="commercial", recorded=date(2026, 1, 5)), id="old")
    then = score_company(company(id="old"), before()).total
    seen = Before(scores={"old": then}, shipped={"old"})
    (found,) = shown(item, seen=seen)
    assert (found.kind, found.was) == ("moved", then)
    assert found.rest == pytest.approx(found.points - found.change.mid)
    assert abs(found.rest) > 1


def test_an_update_that_moves_nothing_is_shown_as_such():
    total = score_company(old(), before()).total
    assert kinds(shown(old(), seen=Before({"old": total}, {"old"}))) == [("old", "shipped")]


def test_a_company_that_was_not_there_is_new():
    seen = Before(scores={"other": Interval(0, 1)})
    assert kinds(shown(old(), seen=seen)) == [("old", "new")]


def test_what_was_marked_as_read_is_not_shown_again():
    moved = company(record("testwork", scale="commercial", recorded=date(2026, 11, 2)), id="moved")
    now = score_company(moved, how()).total
    seen = Before(scores={"moved": now}, read={"moved": date(2026, 11, 20)})
    assert shown(moved, seen=seen) == ()


def test_entering_and_leaving_dynamic_lists():
    seen = Before(members={"magnets": ["a", "b"], "heavy": ["a"], "gone": ["a"]})
    found = shown(seen=seen, members={"magnets": ["b", "c"], "heavy": ["a", "c"], "new": ["a"]})
    assert [(item.company, item.kind, item.names) for item in found] == [
        ("c", "entered", ("heavy", "magnets")),
        ("a", "left", ("magnets",)),
    ]


def test_evidence_that_fell_a_grade_since_is_stale():
    # Testwork falls a grade after 60 months: between the two days.
    aged = company(
        record(
            "testwork", "a", scale="pilot", id="t-1", as_of="2021-10-15", recorded=date(2022, 1, 1)
        ),
        id="aged",
    )
    found = [item for item in shown(aged) if item.kind == "stale"]
    assert [item.names for item in found] == [("t-1",)]


def test_reviews_are_due_on_their_day_and_not_before():
    reviews = [
        ("a", "Mine", date(2026, 11, 22)),
        ("b", "Mine", date(2026, 11, 21)),
        ("c", "a note", date(2026, 1, 1)),
    ]
    found = shown(reviews=reviews)
    assert [(item.company, item.due) for item in found] == [
        ("c", date(2026, 1, 1)),
        ("b", date(2026, 11, 21)),
    ]


def test_a_move_smaller_than_the_least_is_left_out():
    moved = company(record("testwork", scale="commercial", recorded=date(2026, 11, 2)), id="moved")
    assert shown(moved, least=1000.0) == ()


def test_a_broken_thesis_stands_in_the_inbox_until_it_is_changed():
    broken = {"old": ("offtake:>=binding by 2026-06", "country:AU")}
    items = shown(old(), broken=broken, reviews=[("old", "a list", date(2026, 11, 1))])
    assert kinds(items) == [("old", "thesis"), ("old", "review")]
    assert items[0].names == broken["old"]
