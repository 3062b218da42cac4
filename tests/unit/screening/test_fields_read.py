"""Each field reads what its line of documentation says, and no more than the evidence says."""

import math
from typing import Any

import pytest

from rewatch.scoring.promises import span_of, standing
from rewatch.screening.fields import OPEN, key_of
from rewatch.screening.view import View
from tests.unit.scoring.records import company, record
from tests.unit.screening.lines import answer, note, registry, shipped, table_of


def value(field: str, *evidence, **fields):
    """What a field reads of one company, None where it reads nothing."""
    table = table_of(company(*evidence, **fields))
    read = registry().fields[field].read
    assert read is not None
    reading = read(table.views[0])
    return None if reading is None else reading.value


def step(step, state="operating", **fields):
    return record("step", step=step, state=state, **fields)


def deal(type_, status, partner="P", **fields):
    return record("partnership", type=type_, status=status, partner=partner, **fields)


def test_a_step_counts_as_shown_only_from_a_pilot_on() -> None:
    steps = [
        step("mineral-concentrate", "operating", site="mine"),
        step("mixed-carbonate", "piloted", site="pilot"),
        step("separated-oxides", "construction", site="plant"),
        step("magnets", "announced", site="plan"),
    ]
    assert value("step", *steps) == {"magnets"}
    assert value("shown-step", *steps) == {"mixed-carbonate"}
    assert value("running-step", *steps) == {"mineral-concentrate"}
    assert value("step-state", *steps) == {"announced"}


def test_only_own_sites_count_as_own_steps() -> None:
    steps = [step("mineral-concentrate"), step("separated-oxides", by="partner", who="X")]
    assert value("step", *steps) == {"mineral-concentrate"}
    assert value("separator", *steps) == {"partner"}


def test_slips_and_the_next_promise_are_those_of_the_list_of_promises() -> None:
    read_slips = registry().fields["slips"].read
    read_next = registry().fields["next-promise"].read
    assert read_slips is not None
    assert read_next is not None
    seen = 0
    for view in shipped().views:
        mine = standing(view.score)
        slips = read_slips(view)
        assert (slips and slips.value.low) == (sum(p.slips for p in mine) if mine else None)
        ahead = [span_of(p.latest) for p in mine if not p.passed(view.as_of)]
        soonest = read_next(view)
        assert (soonest and soonest.value) == (min(ahead) if ahead else None)
        seen += len(ahead)
    assert seen > 20


def test_a_plants_control_goes_before_its_country() -> None:
    plant = step("separated-oxides", by="partner", who="X", country="MY", control="chinese")
    assert value("separation-bloc", plant) == {"chinese"}


def test_steps_are_counted_by_site() -> None:
    steps = [
        step("mineral-concentrate", site="one"),
        step("separated-oxides", site="two"),
        step("metals", site="two"),
    ]
    assert value("site-steps", *steps) == (2, 2)


def test_recovery_of_part_of_the_way_only_bounds_the_whole() -> None:
    whole = record("recovery", pct=61, to="mixed-carbonate")
    part = record("recovery", pct=84, to="mineral-concentrate")
    assert value("recovery", whole, part) == (61, 61)
    assert value("recovery", part) == (0, 84)
    assert value("recovery") is None


def test_the_firmest_deal_lies_between_what_is_certain_and_what_is_possible() -> None:
    deals = [deal("offtake", "mou", "A"), deal("offtake", ["conditional", "binding"], "B")]
    assert value("offtake", *deals) == {"conditional", "binding"}
    assert value("offtake", deal("offtake", "ended")) == {"ended"}
    assert value("offtake", deal("offtake", "binding", direction="in")) is None
    assert value("feed", deal("offtake", "binding", direction="in")) == {"binding"}


def test_a_deal_about_other_things_is_no_deal() -> None:
    assert value("deal", deal("equity", "operating", rare_earths=False)) is None


def test_a_weak_record_beside_a_firm_one_costs_the_firm_one_nothing() -> None:
    firm = record("partnership", "a", type="offtake", status="binding", partner="A")
    rumour = record("partnership", "e", type="offtake", status="mou", partner="B")
    assert answer("offtake:>=binding@A", firm, rumour) == "match"


def test_buyers_run_from_the_bound_to_all_that_are_named() -> None:
    deals = [
        deal("offtake", "binding", "A"),
        deal("offtake", "mou", "B"),
        deal("offtake", "ended", "C"),
    ]
    assert value("buyers", *deals) == (1, 2)


def test_support_of_a_form_not_stated_may_or_may_not_dilute() -> None:
    open_form = record("support", programme="F", status="granted")
    grant = record("support", programme="G", status="conditional", form="grant")
    equity = record("support", programme="H", status="drawn", form="equity")
    assert value("non-dilutive", open_form) == {"none", "proposed", "conditional", "granted"}
    assert value("non-dilutive", grant, equity) == {"conditional"}
    assert value("non-dilutive", equity) == {"none"}


def money(amount, currency="AUD", **fields):
    return {"amount": amount, "currency": currency, **fields}


def test_the_funded_share_counts_what_is_firm_and_stays_open_above_what_is_not_known() -> None:
    capex = record("cost", type="capex", per="total", **money(200e6))
    cash = record("cash", **money(50e6))
    grant = record("support", programme="F", status="granted", form="grant", **money(30e6))
    hoped = record("support", programme="G", status="proposed", **money(60e6))
    unsized = record("support", programme="H", status="granted")
    assert value("funded", capex, cash, grant, hoped) == pytest.approx((40, 70))
    assert value("funded", capex, cash, grant, unsized) == pytest.approx((40, math.inf))
    assert value("funded", capex, grant) == pytest.approx((15, math.inf))
    assert value("funded", cash, grant) is None
    assert value("funded", capex) is None


def test_amounts_in_two_currencies_without_a_rate_say_nothing_of_the_funded_share() -> None:
    capex = record("cost", type="capex", per="total", **money(200e6))
    assert value("funded", capex, record("cash", **money(50e6, "USD"))) is None


def test_runway_counts_from_the_as_of_date() -> None:
    """12 months of cash five months ago are seven months now, give or take their lengths."""
    cash = record("cash", as_of="2026-06-21", burn_per_quarter=10e6, **money(40e6))
    low, high = value("runway", cash)
    assert low == high == pytest.approx(7, abs=0.1)
    gone = record("cash", as_of="2020-01-01", burn_per_quarter=10e6, **money(40e6))
    assert value("runway", gone) == (0, 0)
    earning = record("cash", as_of="2026-06-21", burn_per_quarter=[-1e6, 10e6], **money(40e6))
    assert value("runway", earning)[1] == math.inf


def promise(promised, said_on, milestone="first production"):
    return record("guidance", project="hill", milestone=milestone, promised=promised,
                  said_on=said_on, as_of=said_on)  # fmt: skip


def test_a_promise_slips_when_a_later_one_begins_after_it_ends() -> None:
    said = [
        promise("2024-H1", "2022"),
        promise("2024", "2023"),
        promise("2025-Q3", "2024"),
        promise("2027", "2026"),
        promise("2023", "2022", "investment decision"),
    ]
    assert value("slips", *said) == (2, 2)
    assert value("slips", promise("2024", "2022")) == (0, 0)
    assert value("slips") is None


def test_the_promised_first_product_is_what_was_said_last() -> None:
    said = [promise("2026", "2022"), promise("2028-H2", "2025")]
    first, last = value("first-production", *said)
    assert (first.isoformat(), last.isoformat()) == ("2028-07-01", "2028-12-31")
    assert value("first-production", promise("2026", "2025", "pilot plant first carbonate")) is None


def test_approvals_of_two_authorities_lie_anywhere_between_their_outcomes() -> None:
    both = [
        record("approval", what="environmental", authority=who, outcome=outcome)
        for who, outcome in (("state", "granted"), ("federal", "applied"))
    ]
    assert value("environmental-approval", *both) == {"applied", "conditional", "granted"}


def test_a_heavy_share_is_the_sources_own() -> None:
    heavy = record("share", group="heavy", pct=30, basis="resource", oxides=["Dy2O3", "Y2O3"])
    assert value("heavy", heavy) == (30, 30)


def test_single_oxides_are_read_from_the_distribution() -> None:
    mix = record("distribution", basis="resource", oxides={"Dy2O3": [1, 2], "Nd2O3": 15})
    assert value("dy2o3", mix) == pytest.approx((1, 2))
    assert answer("dy:>=1%", mix) == "match"


def test_the_grade_is_one_that_half_of_the_evidence_reaches() -> None:
    assert value("grade", record("testwork", "b", scale="pilot")) == {"B"}
    assert value("grade") is None


def test_self_reported_and_stale_shares_go_by_weight_in_the_score() -> None:
    own = record("testwork", "b", scale="pilot", as_of="2026-01")
    other = record("step", "c", step="mineral-concentrate", state="operating", as_of="2020-01")
    low, high = value("self-reported", own, other)
    assert low == high
    assert 0 < low < 100
    assert value("self-reported", own) == (100, 100)
    assert value("stale", own) == (0, 0)
    assert value("stale", other) == (100, 100)


def test_tags_and_reviews_come_from_the_company_its_entry_and_its_notes() -> None:
    from datetime import date

    row = {"tags": ("mine",), "review": date(2027, 1, 1), "lists": ("club",),
           "notes": (note("Met them", review=date(2026, 12, 1), tags=("visit",)),)}  # fmt: skip
    assert answer("tag:own tag:mine list:club", tags=["own"], row=row) == "match"
    assert answer("review:2026-12", row=row) == "match"
    assert answer("note:met note-tag:visit notes:1", row=row) == "match"
    assert answer("text:met") == "no"


def test_what_never_was_looked_at_has_not_moved_nor_stood_still() -> None:
    assert answer("-moved:0") == "unknown"
    assert answer("-moved:0", row={"moved": 0.0}) == "no"
    assert answer("moved:<0", row={"moved": -2.5}) == "match"


def test_a_field_that_awaits_its_evidence_is_unknown_for_everybody() -> None:
    for item in registry().fields.values():
        if item.awaits:
            assert all(reading is None for reading in shipped().readings(item)), item.name


def test_no_name_means_two_fields() -> None:
    owners: dict[str, str] = {}
    for item in registry().fields.values():
        for name in {key_of(name) for name in (item.name, *item.aliases)}:
            assert owners.setdefault(name, item.name) == item.name


def test_every_field_reads_the_shipped_companies_in_the_form_of_its_type() -> None:
    for item in registry().fields.values():
        values = {*item.values()}
        for reading in shipped().readings(item):
            if reading is None:
                continue
            if item.type in ("number", "date"):
                low, high = reading.value
                assert low <= high, item.name
            elif item.type == "text":
                assert all(isinstance(text, str) for text in reading.value), item.name
            else:
                assert isinstance(reading.value, frozenset), item.name
                known = reading.value - {OPEN} if item.type == "names" else reading.value
                assert not values or known <= values, (item.name, reading.value)


def test_a_view_is_of_one_row() -> None:
    table = shipped()
    assert [view.row.id for view in table.views] == [row.id for row in table.rows]
    assert all(isinstance(view, View) for view in table.views)


RECORDS = (
    record("resource", category="inferred", code="JORC 2012", tonnes_mt=10, treo_pct=1,
           project="hill"),
    record("step", step="separated-oxides", state="planned", by="partner", site="Eneabba",
           who="Iluka", project="hill"),
    record("approval", what="water", outcome="granted", authority="Water Board", project="hill"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("resource-category:inferred", "match"),
        ("resource-code:jorc", "match"),
        ("resource-category:measured", "no"),
        ("site:eneabba site:iluka", "match"),
        ("authority:board", "match"),
        ("publisher:register", "match"),
        ("publisher:nobody", "no"),
        ("recorded:2026-11-21", "match"),
        ("recorded:>1w", "no"),
        ("projects:1", "match"),
        ("project-country:Australia", "match"),
        ("project-country:US", "no"),
        ("successor:mp", "match"),
        ("ended:<today", "match"),
    ],
)
def test_what_a_record_says_in_words_can_be_asked_for(line: str, expected: str) -> None:
    gone: dict[str, Any] = {"status": "acquired", "on": "2025-06", "successor": "MP Materials"}
    assert answer(line, *RECORDS, **gone) == expected


@pytest.mark.parametrize("line", ["successor:mp", "ended:<today"])
def test_who_still_stands_has_no_end_and_that_is_known(line: str) -> None:
    assert answer(line) == "no"
