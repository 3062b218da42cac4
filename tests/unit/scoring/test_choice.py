"""Which records count on a date, with what grade, and which one speaks."""

from datetime import date

import pytest

from rewatch.domain.values import PartialDate
from rewatch.scoring.case import Case
from rewatch.scoring.choice import aged_grade, held_records, known_on
from rewatch.scoring.results import Held
from tests.unit.scoring.records import TODAY, company, how, record, rubric, scored


def held(*evidence, as_of=TODAY, recorded_by=None, **fields) -> dict[str, Held]:
    case = Case(company(*evidence, **fields), how(as_of=as_of, recorded_by=recorded_by))
    return {item.id: item for item in case.held}


def uses(*evidence, **options) -> dict[str, str]:
    return {key: item.use for key, item in held(*evidence, **options).items()}


def test_a_record_is_known_from_the_later_of_its_own_and_its_sources_first_day():
    only = company(record("testwork", scale="pilot", as_of="2026-08")).evidence[0]
    assert known_on(only, PartialDate.parse("2026-06")) == date(2026, 8, 1)
    assert known_on(only, PartialDate.parse("2026-09-10")) == date(2026, 9, 10)


def test_a_record_nothing_dates_is_known_from_the_day_it_was_recorded_and_is_grade_e():
    only = record("testwork", "undated", id="x", scale="pilot", recorded="2026-11-01")
    assert held(only, as_of=date(2026, 10, 31)) == {}
    assert held(only)["x"].grade == "E"


def test_what_was_said_later_does_not_count_on_an_earlier_day():
    only = record("testwork", id="x", scale="pilot", as_of="2026-09-02")
    assert "x" not in held(only, as_of=date(2026, 9, 1))
    assert "x" in held(only, as_of=date(2026, 9, 2))


def test_recorded_by_counts_only_what_stood_in_the_files():
    early = record("testwork", id="early", scale="bench", recorded="2026-11-01")
    late = record("testwork", id="late", scale="pilot", recorded="2026-11-20")
    assert set(held(early, late, recorded_by=date(2026, 11, 10))) == {"early"}


@pytest.mark.parametrize(
    ("kind", "fields", "months", "grade"),
    [
        ("offtake", {}, 23, "A"),
        ("offtake", {}, 24, "B"),
        ("offtake", {}, 48, "C"),
        ("offtake", {}, 400, "E"),
        ("recovery", {}, 59, "A"),
        ("recovery", {}, 60, "B"),
        ("approval", {}, 47, "A"),
        ("approval", {}, 48, "B"),
        ("piloted", {}, 400, "A"),
        ("shares", {}, 400, "A"),
    ],
)
def test_a_grade_falls_each_time_the_age_of_its_kind_is_passed(kind, fields, months, grade):
    records = {
        "offtake": record("partnership", partner="P", type="offtake", status="binding"),
        "shares": record("partnership", partner="P", type="equity", status="operating"),
        "recovery": record("recovery", pct=70),
        "approval": record("approval", what="environmental", outcome="granted"),
        "piloted": record("step", step="separated-oxides", state="piloted"),
    }
    only = company(records[kind] | {"as_of": "2020-01-01"}).evidence[0]
    year, month = divmod(months, 12)
    as_of = date(2020 + year, 1 + month, 1)
    assert aged_grade(only, "A", None, as_of, rubric())[0] == grade


def test_a_partial_date_ages_from_its_last_day_but_never_later_than_the_as_of_date():
    only = company(record("partnership", partner="P", type="offtake", status="mou", as_of="2024"))
    grade, start = aged_grade(only.evidence[0], "A", None, date(2024, 5, 1), rubric())
    assert (grade, start) == ("A", date(2024, 5, 1))
    assert aged_grade(only.evidence[0], "A", None, date(2026, 12, 30), rubric())[0] == "A"
    assert aged_grade(only.evidence[0], "A", None, date(2026, 12, 31), rubric())[0] == "B"


def test_of_dealings_the_newest_of_grade_c_or_better_speaks():
    old = record("approval", "a", id="old", what="water", outcome="applied", as_of="2024-01")
    new = record("approval", "c", id="new", what="water", outcome="granted", as_of="2026-01")
    weak = record("approval", "d", id="weak", what="water", outcome="refused", as_of="2026-05")
    assert uses(old, new, weak) == {"old": "overridden", "new": "chosen", "weak": "overridden"}


def test_where_all_dealings_are_weak_the_best_grade_speaks():
    d = record("approval", "d", id="d", what="water", outcome="granted", as_of="2025-01")
    e = record("approval", "e", id="e", what="water", outcome="applied", as_of="2026-01")
    assert uses(d, e) == {"d": "chosen", "e": "overridden"}


def test_of_measurements_the_best_grade_speaks_then_the_newest():
    strong = record("testwork", "a", id="strong", scale="pilot", as_of="2023-01", what="one")
    weak = record("testwork", "c", id="weak", scale="pilot", as_of="2026-01", what="two")
    newer = record("testwork", "a", id="newer", scale="pilot", as_of="2024-01", what="three")
    assert uses(strong, weak) == {"strong": "chosen", "weak": "overridden"}
    assert uses(strong, newer)["newer"] == "chosen"


def test_a_complete_distribution_goes_before_a_partial_one_unless_two_grades_weaker():
    whole = {"La2O3": 30, "CeO2": 45, "Pr6O11": 5, "Nd2O3": 16}
    part = {"Nd2O3": 16, "Pr6O11": 5}
    partial = record("distribution", "a", id="part", oxides=part, basis="resource", as_of="2026-01")
    for source, winner in (("b", "whole"), ("c", "part")):
        full = record(
            "distribution", source, id="whole", oxides=whole, basis="resource", as_of="2025-01"
        )
        found = uses(partial, full)
        assert [key for key, use in found.items() if use == "chosen"] == [winner]


def test_superseded_and_retracted_records_are_out_but_stay_listed():
    old = record("recovery", id="old", pct=80, as_of="2025-01")
    new = record("recovery", id="new", pct=60, as_of="2025-06", supersedes="old")
    gone = record("recovery", id="gone", pct=99, as_of="2026-01")
    withdrawn = [{"evidence": "gone", "on": "2026-11-20", "why": "typing mistake"}]
    found = held(old, new, gone, retractions=withdrawn)
    assert {key: item.use for key, item in found.items()} == {
        "old": "superseded",
        "new": "chosen",
        "gone": "retracted",
    }
    assert found["old"].by == "new"


def test_a_retraction_counts_from_its_day():
    gone = record("recovery", id="gone", pct=99, as_of="2026-01")
    withdrawn = [{"evidence": "gone", "on": "2026-11-20", "why": "typing mistake"}]
    assert uses(gone, retractions=withdrawn, as_of=date(2026, 11, 19)) == {"gone": "chosen"}


def test_records_of_one_subject_grade_and_date_dispute_each_other():
    one = record("recovery", "c", id="one", pct=80, as_of="2025-09")
    two = record("recovery", "c", id="two", pct=60, as_of="2025-09-14")
    assert set(uses(one, two).values()) == {"chosen", "disputes"}


def test_a_named_dispute_holds_across_grades_and_dates():
    one = record("recovery", "a", id="one", pct=80, as_of="2025-09")
    two = record("recovery", "c", id="two", pct=60, as_of="2023-01", disputes="one")
    assert uses(one, two) == {"one": "chosen", "two": "disputes"}


def test_records_on_different_subjects_stand_beside_each_other():
    found = uses(
        record("partnership", id="x", partner="X", type="offtake", status="mou", as_of="2026-01"),
        record("partnership", id="y", partner="Y", type="offtake", status="mou", as_of="2026-01"),
        record("partnership", id="z", partner="x ", type="offtake", status="mou", as_of="2025-01"),
    )
    assert found == {"x": "chosen", "y": "chosen", "z": "overridden"}


def test_a_record_that_overrides_its_grade_keeps_ageing():
    only = record("recovery", "e", id="x", pct=70, as_of="2020-01", grade="A", why="seen in print")
    assert held(only)["x"].base_grade == "A"
    assert held(only)["x"].grade == "B"


def test_held_records_never_change_the_company():
    one = company(record("recovery", id="x", pct=70))
    assert [item.record for item in held_records(one, rubric(), TODAY)] == list(one.evidence)


def test_a_record_without_a_project_competes_with_those_of_the_lead_project():
    old = record("stage", id="old", stage="pfs", project="hill", as_of="2025-01")
    new = record("stage", id="new", stage="dfs", as_of="2026-01")
    for order in ((old, new), (new, old)):
        assert uses(*order) == {"old": "overridden", "new": "chosen"}
        assert scored(*order).stage == "dfs"


def test_a_cost_of_the_company_does_not_compete_with_that_of_a_project():
    whole = {"type": "capex", "per": "total", "currency": "USD"}
    mine = record("cost", id="mine", amount=3e8, project="hill", as_of="2019", **whole)
    both = record("cost", id="both", amount=3e9, as_of="2026", **whole)
    assert set(uses(mine, both).values()) == {"chosen"}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2026", "2026-09", True),
        ("2026-Q3", "2026-09", True),
        ("2026-H2", "2026-Q3", True),
        ("2026-09-14", "2026-Q3", True),
        ("2026-Q2", "2026-09", False),
        ("2026-08", "2026-09", False),
        ("2026-08-01", "2026-08-02", False),
    ],
)
def test_dates_agree_to_the_coarser_precision(one, other, same):
    found = [PartialDate.parse(text) for text in (one, other)]
    assert found[0].agrees_with(found[1]) is same
    assert found[1].agrees_with(found[0]) is same


def test_records_that_say_the_same_do_not_dispute_each_other():
    one = record("recovery", "c", id="one", pct=80, as_of="2025-09")
    two = record("recovery", "c", id="two", pct=80, as_of="2025-09-14")
    assert sorted(uses(one, two).values()) == ["chosen", "overridden"]


def test_a_retraction_made_after_the_as_of_date_does_not_count_though_it_stood_in_the_files():
    gone = record("recovery", "undated", id="gone", pct=99, as_of="2026-01", recorded="2026-02-01")
    withdrawn = [{"evidence": "gone", "on": "2026-06-01", "why": "typing mistake"}]
    early, late = date(2026, 5, 1), date(2026, 11, 1)
    assert uses(gone, retractions=withdrawn, as_of=early, recorded_by=late) == {"gone": "chosen"}
    assert uses(gone, retractions=withdrawn, as_of=late, recorded_by=early) == {"gone": "chosen"}
    assert uses(gone, retractions=withdrawn, as_of=late, recorded_by=late) == {"gone": "retracted"}


def test_a_chain_of_corrections_leaves_the_last_one():
    a = record("recovery", id="a", pct=80, as_of="2025-01")
    b = record("recovery", id="b", pct=70, as_of="2025-02", supersedes="a")
    c = record("recovery", id="c", pct=60, as_of="2025-03", supersedes=["b"])
    assert uses(c, b, a) == {"a": "superseded", "b": "superseded", "c": "chosen"}


def test_a_withdrawn_correction_gives_the_old_record_back():
    old = record("recovery", id="old", pct=80, as_of="2025-01")
    new = record("recovery", id="new", pct=60, as_of="2025-06", supersedes="old")
    withdrawn = [{"evidence": "new", "on": "2026-11-20", "why": "wrong project"}]
    assert uses(old, new, retractions=withdrawn) == {"old": "chosen", "new": "retracted"}


def test_of_three_records_of_one_date_two_dispute_the_chosen_one():
    three = [
        record("recovery", "c", id=name, pct=pct, as_of="2025-09")
        for name, pct in (("x", 80), ("y", 60), ("z", 70))
    ]
    found = held(*three)
    assert sorted(item.use for item in found.values()) == ["chosen", "disputes", "disputes"]
    assert scored(*(item | {"to": "mixed-carbonate"} for item in three)).indicator(
        "recovery"
    ).native == (60, 80)
