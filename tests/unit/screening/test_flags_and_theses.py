"""Flags and assertions are lines of the language, answered for one company at a time."""

from datetime import date

import pytest

from rewatch.domain.errors import FilterError
from rewatch.domain.values import PartialDate
from rewatch.screening import flag_faults, flags_of, parse_assertion, screen, standings
from rewatch.screening.flags import open_because
from rewatch.screening.thesis import assertions_in, state_of
from tests.unit.scoring.records import company, how, record, rubric
from tests.unit.screening.lines import answer, registry, shipped, table_of


def low_value(pct):
    return record("share", group="low-value", pct=pct, basis="resource")


def flags(*evidence, at=None, **row):
    table = table_of(company(*evidence), at=at, **row)
    return {item.flag.id: item.state for item in flags_of(table)[0]}


def with_flags(**lines):
    """The method with other flags."""
    made = [
        {"id": key.replace("_", "-"), "name": key, "class": "price", "fires_when": line,
         "reason": "r"}
        for key, line in lines.items()
    ]  # fmt: skip
    data = rubric().model_dump(by_alias=True) | {"flags": made}
    return how(rules=type(rubric()).model_validate(data))


def test_a_flag_fails_passes_or_is_unknown() -> None:
    assert flags(low_value(70))["ce-la-burden"] == "fail"
    assert flags(low_value(50))["ce-la-burden"] == "pass"
    assert flags(low_value([60, 70]))["ce-la-burden"] == "unknown"
    assert flags()["ce-la-burden"] == "unknown"


def test_flags_can_be_asked_for_and_counted() -> None:
    assert answer("flag:ce-la-burden", low_value(70)) == "match"
    assert answer("-flag:ce-la-burden", low_value([60, 70])) == "unknown"
    method = with_flags(one="low-value:>=65%", two="recovery:>=50%")
    assert answer("flags:>=1", low_value(70), at=method) == "match"
    assert answer("flags:>=2", low_value(70), at=method) == "unknown"
    assert answer("flags:>2", low_value(70), at=method) == "no"


def test_what_leaves_a_flag_open_is_named_not_the_flag() -> None:
    (open_one,) = screen("flag:ce-la-burden", table_of(company())).unknown
    assert open_one.because == ("low-value",)


@pytest.mark.parametrize("line", ["magnt:>=1", "a sort:rank", "thesis:broken", "", "flag:bad"])
def test_a_flag_that_cannot_be_used_is_named_and_unknown_for_all(line) -> None:
    method = with_flags(bad=line, good="low-value:>=65%")
    table = table_of(company(low_value(70)), at=method)
    assert [flag for flag, _ in flag_faults(table.registry)] == ["bad"]
    assert {item.flag.id: item.state for item in flags_of(table)[0]} == {
        "bad": "unknown", "good": "fail",
    }  # fmt: skip


def test_flags_that_ask_each_other_in_a_ring_are_faults() -> None:
    method = with_flags(one="flag:two", two="flag:three", three="flag:one", count="flags:>=1")
    table = table_of(company(), at=method)
    assert {flag for flag, _ in flag_faults(table.registry)} == {"one", "two", "three", "count"}


def test_a_flag_may_ask_another() -> None:
    method = with_flags(burden="low-value:>=65%", both="flag:burden missing:recovery")
    assert flags(low_value(70), at=method)["both"] == "fail"


def test_the_shipped_flags_are_lines_that_can_be_read() -> None:
    assert flag_faults(registry()) == []
    assert {flag.id for flag in registry().rubric.flags} >= {
        "no-downstream-plan", "ships-concentrate-to-china", "china-technology-or-jv",
        "ce-la-burden", "radioactivity-not-stated", "peak-price-model", "announced-only",
        "single-customer", "gov-dilution", "next-raise-due", "self-reported", "stale-evidence",
        "slipping-promises",
    }  # fmt: skip


def test_the_evidence_asked_for_is_named_only_where_every_term_of_the_field_asks_for_it() -> None:
    fresh = with_flags(one="runway:<9mo~6mo or runway:>90mo~6mo")
    some = with_flags(one="runway:<9mo~6mo or runway:>90mo", two="runway:>90mo or runway:<9mo~6mo")
    (named,) = open_because(table_of(company(), at=fresh)).values()
    assert named == {"one": ("runway by evidence at most 6 months old",)}
    (plain,) = open_because(table_of(company(), at=some)).values()
    assert plain == {"one": ("runway",), "two": ("runway",)}


def test_flags_never_change_a_score() -> None:
    method = how()
    plain = type(method.rubric).model_validate(
        method.rubric.model_dump(by_alias=True) | {"flags": []}
    )
    evidence = low_value(70)
    one, other = (
        table_of(company(evidence), at=at).rows[0].ranked.score.total
        for at in (method, how(rules=plain))
    )
    assert one == other


BINDING = record("partnership", type="offtake", partner="A", status="binding")
TALKS = record("partnership", type="offtake", partner="A", status="mou")


@pytest.mark.parametrize(
    ("evidence", "text", "state"),
    [
        ([BINDING], "offtake:>=binding by 2027-06", "kept"),
        ([TALKS], "offtake:>=binding by 2027-06", "open"),
        ([], "offtake:>=binding by 2027-06", "open"),
        ([TALKS], "offtake:>=binding by 2026", "open"),
        ([TALKS], "offtake:>=binding by 2026-06", "broken"),
        ([], "offtake:>=binding by 2026-06", "cannot-tell"),
        ([BINDING], "offtake:>=binding by 2026-06", "kept"),
        ([TALKS], "offtake:>=binding", "broken"),
        ([], "offtake:>=binding", "cannot-tell"),
    ],
)
def test_an_assertion_is_kept_open_broken_or_cannot_be_told(evidence, text, state) -> None:
    table = table_of(company(*evidence), thesis=(text,))
    assert [item.state for item in standings(table)[0]] == [state]
    assert answer(f"thesis:{state}", *evidence, row={"thesis": (text,)}) == "match"


def test_the_last_day_of_a_date_still_counts() -> None:
    june = PartialDate("2027-06")
    assert state_of(False, True, june, date(2027, 6, 30)) == "open"
    assert state_of(False, True, june, date(2027, 7, 1)) == "broken"


def test_an_assertion_that_cannot_be_told_names_what_is_missing() -> None:
    table = table_of(company(), thesis=("offtake:>=binding by 2026-06",))
    assert standings(table)[0][0].because == ("offtake",)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("offtake:>=binding by soon", "soon"),
        ("oftake:>=binding by 2027", "oftake"),
        ("magnet:>=25% thesis:broken", "thesis"),
        ("production by 2027", "production"),
    ],
)
def test_a_wrong_assertion_is_refused_at_its_place(text, place) -> None:
    with pytest.raises(FilterError) as caught:
        parse_assertion(text, registry())
    assert text[caught.value.at :].startswith(place)


def test_a_semicolon_or_a_by_in_quotes_parts_nothing() -> None:
    named = 'partner:"Smith; led by Jones"'
    assert assertions_in(f' is:junior; {named} by 2027 ;;"a;b";') == [
        "is:junior",
        f"{named} by 2027",
        '"a;b"',
    ]
    assert parse_assertion(named, registry()).by is None
    assert parse_assertion(f"{named} by 2027", registry()).by == PartialDate("2027")


def test_a_wrong_assertion_in_a_file_stops_nothing() -> None:
    table = table_of(company(), thesis=("oftake:>=binding", "is:junior"))
    wrong, right = standings(table)[0]
    assert wrong.state == "cannot-tell"
    assert isinstance(wrong.fault, FilterError)
    assert right.state == "kept"


def test_every_shipped_company_has_every_flag() -> None:
    table = shipped()
    wanted = [flag.id for flag in table.registry.rubric.flags]
    assert all([item.flag.id for item in row] == wanted for row in flags_of(table))
