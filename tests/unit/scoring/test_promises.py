"""Promises: the versions of one milestone in order, how far they slipped, what is due."""

from datetime import date

from rewatch.scorecards.wording import due_words
from rewatch.scoring.promises import outlook, promises_of, slip, span_of, standing
from rewatch.scoring.score import score_company
from tests.unit.scoring.records import company, how, record

DAY = date(2026, 11, 21)


def said(milestone, promised, said_on=None, **fields):
    return record("guidance", milestone=milestone, promised=promised, said_on=said_on, **fields)


def scored(*evidence, **fields):
    return score_company(company(*evidence, **fields), how())


def test_versions_of_one_milestone_stand_in_the_order_they_were_said():
    (promise,) = standing(scored(
        said("First  production", "2027-H1", "2025-03"),
        said("first production", "2024", "2022-05"),
        said("FIRST prodúction", ["2025-Q2", "2025-Q3"], "2024-01"),
    ))  # fmt: skip
    assert [str(held.record.said_on) for held in promise.versions] == [
        "2022-05", "2024-01", "2025-03",
    ]  # fmt: skip
    assert promise.milestone == "First  production"
    assert promise.due == date(2027, 6, 30)
    assert promise.slips == 2
    assert promise.months == 30
    assert [slip(*pair) for pair in zip(promise.versions, promise.versions[1:], strict=False)] == [
        9, 21,
    ]  # fmt: skip
    assert span_of(promise.versions[1]) == (date(2025, 4, 1), date(2025, 9, 30))


def test_a_date_said_more_precisely_is_no_slip_and_an_earlier_one_counts_against_it():
    (promise,) = standing(scored(said("pilot", "2026", "2024"), said("pilot", "2026-Q4", "2025")))
    assert (promise.slips, promise.months) == (0, 0)
    (promise,) = standing(scored(said("pilot", "2027", "2024"), said("pilot", "2026", "2025")))
    assert (promise.slips, promise.months) == (0, -12)
    (promise,) = standing(scored(said("pilot", "9998", "2024"), said("pilot", "9999", "2025")))
    assert (promise.slips, promise.months) == (1, 11)  # no day comes after the last


def test_withdrawn_and_replaced_records_promise_nothing_and_projects_are_apart():
    other = {"id": "hill", "name": "Hill", "country": "AU", "feedstock": "hard-rock"}
    dale = {"id": "dale", "name": "Dale", "country": "AU", "feedstock": "hard-rock"}
    score = scored(
        said("first production", "2024", "2022", project="hill", id="gone"),
        said("first production", "2025", "2023", project="hill"),
        said("first production", "2026", "2023", project="dale"),
        projects=[other, dale], lead_project="hill",
        retractions=[{"evidence": "gone", "on": "2024-01-01", "why": "misread"}],
    )  # fmt: skip
    assert {(item.project, item.due.year) for item in standing(score)} == {
        ("hill", 2025), ("dale", 2026),
    }  # fmt: skip
    assert [item.slips for item in standing(score)] == [0, 0]
    # Who looks at withdrawn records too sees that the date was another.
    assert [item.slips for item in promises_of(score.id, score.records)] == [1, 0]


def test_a_list_shows_what_is_nearest_to_today_first_in_each_part():
    one = scored(
        said("a", "2026-10", "2026"), said("b", "2019", "2018"), said("c", "2027-09", "2026"),
        id="one",
    )  # fmt: skip
    two = scored(
        said("d", "2026-11-21", "2026"), said("e", "2027-11-20", "2026"),
        said("f", "2027-11-21", "2026"), said("g", "2024", "2023"), said("g", "2025", "2024"),
        said("h", "2030", "2023"), said("h", "2028", "2024"), said("i", "2026-12", "2025"),
        said("i", "2028-12", "2026"), id="two",
    )  # fmt: skip
    found = outlook([one, two], DAY)
    assert [item.milestone for item in found.passed] == ["a", "g", "b"]
    assert [item.milestone for item in found.soon] == ["d", "c", "e"]
    assert [item.milestone for item in found.later] == ["f", "h", "i"]
    assert found.twice == 3
    assert found.median == 12
    assert outlook([], DAY).median is None


def test_how_long_ago_or_ahead_is_said_so_that_it_holds():
    (promise,) = standing(scored(said("pilot", "2026-10", "2024")))  # over on 31 October
    for day, told in (
        (date(2026, 8, 30), "in 3 months at the latest"),
        (date(2026, 8, 31), "in 2 months at the latest"),
        (date(2026, 10, 2), "within a month"),
        (date(2026, 11, 22), "less than a month past"),
        (date(2026, 12, 31), "2 months past"),
    ):
        assert due_words(promise, day) == told
