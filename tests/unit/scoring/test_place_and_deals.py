"""The jurisdiction and partnership indicators, by the rules of the method."""

import pytest

from rewatch.domain.rubric import Rubric
from tests.unit.scoring.records import how, read, record, scored, value
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


def test_approvals_and_amounts_are_told_in_words():
    told = scored(*(approval(what, "granted") for what in (TITLE, LEASE, ENVIRONMENT)))
    assert told.indicator("permits").label == "environmental, mining lease and native title granted"
    for amount, words in (([0, 80e6], "up to AUD 80 million"), (1.25e9, "AUD 1.25 billion")):
        found = scored(support("proposed", amount=amount, currency="AUD"))
        assert words in found.indicator("public_support").label


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


def test_alignment_is_never_more_than_the_project_allows_however_weak_the_source():
    home = project(country="BR")
    weak = record("step", "d", step="separated-oxides", state="operating", by="partner",
                  country="US")  # fmt: skip
    with_site, without = scored(weak, projects=home), scored(projects=home)
    assert value(with_site, "alignment") == (30, 50)
    assert value(without, "alignment") == (0, 50)


def test_alignment_needs_no_other_indicator():
    data = read("rubric.toml")
    for criterion in data["criteria"]:
        criterion["indicators"] = [
            item for item in criterion["indicators"] if item["id"] != "processing_independence"
        ]
    for fact in data["facts"]:
        fact["feeds"] = [name for name in fact["feeds"] if name != "processing_independence"]
    at = how(rules=Rubric.model_validate(data))
    assert value(scored(plant(country="US"), at=at), "alignment") == (100, 100)
    assert value(scored(plant(country="CN"), at=at), "alignment") == (0, 0)


def test_control_goes_before_the_country_of_a_plant():
    ours = record("step", step="metals", state="operating", project="hill", control="chinese")
    assert value(scored(ours, group="processor"), "alignment") == (0, 0)
    assert value(scored(group="processor"), "alignment") == (100, 100)
    assert scored(group="processor").indicator("alignment").credit == 0
    assert scored(ours, group="processor").indicator("alignment").credit == 1


def test_a_disputed_refusal_is_open_up_to_what_the_other_record_would_reach():
    no = approval(ENVIRONMENT, "refused", id="no", as_of="2026-01")
    yes = approval(ENVIRONMENT, "granted", id="yes", as_of="2026-02", disputes="no")
    lease = approval(LEASE, "granted")
    title = approval(TITLE, "granted")
    assert value(scored(no, yes, lease, title), "permits") == (0, 85)
    refused = approval(LEASE, "refused")
    assert value(scored(no, yes, refused, title), "permits") == (0, 0)


def test_the_weaker_of_deal_and_capacity_gives_the_grade_of_an_offtake():
    size = record("capacity", "d", product="mixed-carbonate", tonnes_per_year=1000)
    deal = offtake("A", "binding", tonnes_per_year=300, product="mixed-carbonate")
    found = scored(size, deal).indicator("offtake")
    assert found.grade == "D"
    assert set(found.evidence) == {size["id"], deal["id"]}
    assert found.value == pytest.approx((22.5, 62.5))


def test_a_disputed_share_of_an_offtake_is_open_between_the_two():
    one = offtake("A", "binding", id="one", share_pct=30, as_of="2026-01")
    two = offtake("A", "binding", id="two", share_pct=60, as_of="2026-01")
    assert value(scored(one, two), "offtake") == pytest.approx((42.5, 85))


def test_an_end_that_is_disputed_is_from_nothing_to_the_deal():
    over = offtake("A", "ended", id="over", share_pct=60, as_of="2026-02", disputes="on")
    on = offtake("A", "binding", id="on", share_pct=60, as_of="2026-01")
    assert value(scored(over, on), "offtake") == (0, 85)


def test_of_two_offtakes_the_one_that_may_be_firmest_reaches_furthest():
    known = offtake("A", "conditional", share_pct=60)
    doubtful = offtake("B", ["mou", "binding"], share_pct=60)
    found = value(scored(known, doubtful), "offtake")
    assert found is not None
    low, high = found
    assert low == pytest.approx(50)
    assert high >= 85


def test_support_that_the_deck_cannot_compare_says_so():
    other = support("conditional", amount=1e6, currency="EUR")
    found = scored(CAPEX, other).indicator("public_support")
    assert "rate" in found.reason
    assert found.evidence == (other["id"],)


def test_a_cost_that_is_not_used_does_not_weaken_the_grade():
    old = CAPEX | {"source": "e"}
    found = scored(old, support("conditional")).indicator("public_support")
    assert found.grade == "A"


def test_support_for_a_project_is_measured_against_the_cost_of_that_project():
    far = {"id": "far", "name": "Far", "country": "AU", "feedstock": "hard-rock"}
    cheap = record("cost", type="capex", amount=1e8, currency="AUD", per="total", project="far")
    dear = CAPEX | {"project": "hill"}
    for place, expected in (("far", 85), ("hill", 8.5), (None, 8.5)):
        money = support("granted", amount=25e6, currency="AUD") | (
            {"project": place} if place else {}
        )
        score = scored(cheap, dear, money, projects=[*project(), far])
        assert value(score, "public_support") == pytest.approx((expected, expected))


def test_a_joint_venture_the_company_buys_into_is_no_stake_in_it():
    fields = {"partner": "P", "type": "joint-venture", "status": "binding"}
    assert value(scored(record("partnership", **fields)), "strategic_equity") == (85, 85)
    out = scored(record("partnership", direction="out", **fields))
    assert out.indicator("strategic_equity").state == "unknown"


def test_of_records_that_prove_the_same_the_better_one_is_named():
    # Both prove nothing yet and may be worth 85; one is a blog's.
    weak = support("granted", "d", id="weak") | {"programme": "A"}
    firm = support("granted", "a", id="firm") | {"programme": "B"}
    found = scored(weak, firm).indicator("public_support")
    assert found.grade == "A"
    assert found.evidence == ("firm", "weak")
    assert found.value == (0, 100)
