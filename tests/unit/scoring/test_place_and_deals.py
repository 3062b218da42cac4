"""The jurisdiction and partnership indicators, by the rules of the method."""

import pytest

from tests.unit.scoring.records import record, scored, value
from tests.unit.scoring.test_processing import project, stage


def approval(what, outcome, source="a", **fields):
    return record("approval", source, what=what, outcome=outcome, **fields)


ENVIRONMENT, LEASE, TITLE = "environmental", "mining-lease", "native-title"


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ([(ENVIRONMENT, "granted"), (LEASE, "granted"), (TITLE, "granted")], (85, 85)),
        ([(ENVIRONMENT, "granted"), (LEASE, "granted")], (60, 85)),
        ([(ENVIRONMENT, "granted")], (60, 85)),
        ([(ENVIRONMENT, "granted"), (LEASE, "applied")], (60, 60)),
        ([(ENVIRONMENT, "applied")], (25, 60)),
        ([(ENVIRONMENT, "conditional"), (LEASE, "applied")], (25, 25)),
        ([(ENVIRONMENT, "none"), (LEASE, "lapsed")], (0, 0)),
        ([(ENVIRONMENT, "granted"), (LEASE, "refused")], (0, 0)),
        ([(ENVIRONMENT, "banned")], (0, 0)),
    ],
)
def test_an_approval_without_a_record_is_open(records, expected):
    score = scored(*(approval(what, outcome) for what, outcome in records))
    assert value(score, "permits") == pytest.approx(expected)


def test_native_title_is_asked_only_where_it_exists():
    both = [approval(ENVIRONMENT, "granted"), approval(LEASE, "granted")]
    assert value(scored(*both, projects=project(country="BR")), "permits") == (85, 85)


def test_other_approvals_alone_say_nothing_of_the_mine():
    assert scored(approval("water", "granted")).indicator("permits").state == "unknown"


def test_a_site_that_runs_has_its_approvals():
    assert value(scored(stage("production")), "permits") == (100, 100)
    plant = record("step", step="mineral-concentrate", state="operating", project="hill")
    assert value(scored(plant), "permits") == (100, 100)


def test_rule_of_law_is_the_mean_of_two_percentiles_and_never_unknown():
    found = scored().indicator("rule_of_law")
    assert found.state == "evidence"
    assert found.native.width == 0
    assert found.draw == "country:AU"
    assert found.credit == 0


def support(status, source="a", **fields):
    return record("support", source, programme="Fund", status=status, **fields)


CAPEX = record("cost", id="capex", type="capex", amount=1e9, currency="AUD", per="total")


def test_public_support_grows_with_its_size_up_to_a_quarter_of_the_capital_cost():
    for amount, expected in ((250e6, 85), (500e6, 85), (125e6, 42.5), (0, 0)):
        score = scored(CAPEX, support("granted", amount=amount, currency="AUD"))
        assert value(score, "public_support") == pytest.approx((expected, expected))


def test_support_of_unknown_size_is_worth_from_nothing_to_its_level():
    assert value(scored(support("conditional")), "public_support") == (0, 50)
    other = support("conditional", amount=1e6, currency="EUR")
    assert value(scored(CAPEX, other), "public_support") == (0, 50)


def test_of_disputing_capital_costs_in_two_currencies_neither_is_converted_by_guess():
    one = record("cost", type="capex", amount=1e9, currency="AUD", per="total", as_of="2026-01")
    two = record("cost", type="capex", amount=7e8, currency="USD", per="total", as_of="2026-01")
    score = scored(one, two, support("granted", amount=1e8, currency="AUD"))
    assert value(score, "public_support") == (0, 85)


def test_none_is_zero_only_where_a_source_says_so():
    assert value(scored(support("none")), "public_support") == (0, 0)
    assert scored().indicator("public_support").state == "unknown"


def plant(**fields):
    return record("step", step="separated-oxides", state="operating", by="partner", **fields)


@pytest.mark.parametrize(
    ("country", "evidence", "expected"),
    [
        ("AU", [plant(country="US")], (100, 100)),
        ("BR", [plant(country="US")], (50, 50)),
        ("AU", [plant(country="CN")], (0, 0)),
        ("AU", [plant(control="neutral")], (50, 50)),
        ("AU", [], (0, 100)),
        ("BR", [], (0, 50)),
        ("CN", [], (0, 0)),
    ],
)
def test_alignment_is_the_worse_of_mine_and_separation(country, evidence, expected):
    score = scored(*evidence, projects=project(country=country))
    assert value(score, "alignment") == pytest.approx(expected)


def offtake(partner, status, source="a", **fields):
    return record("partnership", source, partner=partner, type="offtake", status=status, **fields)


def test_offtake_adds_up_best_first_to_sixty_percent_of_output():
    score = scored(
        offtake("A", "binding", share_pct=30),
        offtake("B", "mou", share_pct=60),
    )
    # 85 x 30/60 + 25 x 30/60
    assert value(score, "offtake") == pytest.approx((55, 55))


def test_offtake_tonnes_count_against_the_capacity_of_the_same_product():
    plant_size = record("capacity", product="mixed-carbonate", tonnes_per_year=1000)
    deal = offtake("A", "binding", tonnes_per_year=300, product="mixed-carbonate")
    assert value(scored(plant_size, deal), "offtake") == pytest.approx((42.5, 42.5))
    metal = offtake("A", "binding", tonnes_per_year=300, product="metals")
    assert value(scored(plant_size, metal), "offtake") == pytest.approx((0, 85))


def test_an_offtake_of_unknown_share_is_worth_from_nothing_to_its_level():
    assert value(scored(offtake("A", ["mou", "binding"])), "offtake") == (0, 85)


def test_an_ended_offtake_counts_nothing_and_leaves_the_rest_unknown():
    assert scored(offtake("A", "ended")).indicator("offtake").state == "unknown"
    doubtful = offtake("A", ["ended", "binding"], share_pct=60)
    assert value(scored(doubtful), "offtake") == (0, 85)


def test_direction_decides_what_a_deal_counts_as():
    supply = record("partnership", partner="P", type="supply", status="binding")
    score = scored(supply)
    assert score.indicator("offtake").state == "unknown"
    assert value(score, "processing_partner") == (85, 85)
    out = record("partnership", partner="P", type="supply", status="binding", direction="out",
                 share_pct=60)  # fmt: skip
    score = scored(out)
    assert value(score, "offtake") == (85, 85)
    assert score.indicator("processing_partner").state == "unknown"


def equity(investor, status="operating", **fields):
    return record("partnership", partner="P", type="equity", status=status, investor=investor,
                  **fields)  # fmt: skip


@pytest.mark.parametrize(
    ("deal", "expected"),
    [
        (equity("industrial"), (100, 100)),
        (equity("government", "binding"), (85, 85)),
        (equity("financial"), None),
        (equity("industrial", direction="out"), None),
        (equity("industrial", direction="sold"), None),
        (equity("industrial", rare_earths=False), None),
        (record("partnership", partner="P", type="joint-venture", status="mou"), (25, 25)),
    ],
)
def test_strategic_equity_is_taken_in_the_company_by_industry_or_a_government(deal, expected):
    score = scored(deal)
    if expected is None:
        assert score.indicator("strategic_equity").state == "unknown"
    else:
        assert value(score, "strategic_equity") == expected
