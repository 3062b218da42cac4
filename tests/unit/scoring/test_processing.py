"""The processing indicators, by the rules of the method."""

import pytest

from tests.unit.scoring.records import how, record, scored, value

PLANT = {"by": "own", "site": "Works"}


def step(step, state, source="a", **fields):
    return record("step", source, step=step, state=state, **({"by": "own"} | fields))


def project(feedstock="hard-rock", product="mixed-carbonate", country="AU", **fields):
    lead = {"id": "hill", "name": "Hill", "country": country, "feedstock": feedstock}
    return [lead | {"product": product} | fields]


def stage(name):
    return record("stage", stage=name, project="hill")


@pytest.mark.parametrize(
    ("name", "state", "expected"),
    [
        ("magnets", "operating", 100),
        ("separated-oxides", "commissioning", 59.5),
        ("separated-oxides", "demonstration", 42),
        ("mixed-carbonate", "piloted", 20),
        ("mineral-concentrate", "planned", 4),
        ("mineral-concentrate", "announced", 1),
    ],
)
def test_a_step_is_worth_its_place_times_its_state(name, state, expected):
    assert value(scored(step(name, state)), "chain_step") == pytest.approx((expected, expected))


def test_the_best_own_step_counts():
    score = scored(step("mineral-concentrate", "operating"), step("mixed-carbonate", "piloted"))
    assert value(score, "chain_step") == pytest.approx((20, 20))
    score = scored(step("mineral-concentrate", "operating"), step("separated-oxides", "piloted"))
    assert value(score, "chain_step") == pytest.approx((35, 35))


def test_a_plan_more_than_one_step_ahead_of_what_was_shown_counts_little():
    # Concentrate piloted; separation is two steps on: the better of announced oxides (3.5) and
    # a planned carbonate (8).
    score = scored(
        step("mineral-concentrate", "piloted"), step("separated-oxides", "planned", site="x")
    )
    assert value(score, "chain_step") == pytest.approx((10, 10))
    assert value(scored(step("separated-oxides", "planned")), "chain_step") == pytest.approx((8, 8))
    assert value(scored(step("magnets", "planned")), "chain_step") == pytest.approx((8, 8))


def test_a_clay_has_no_concentrate_so_its_first_product_is_carbonate():
    score = scored(step("separated-oxides", "planned"), projects=project("ionic-clay"))
    assert value(score, "chain_step") == pytest.approx((14, 14))


def test_a_partners_plant_is_no_own_step_and_none_is_zero():
    partner = record("step", step="separated-oxides", state="operating", by="partner")
    found = scored(partner).indicator("chain_step")
    assert found.state == "unknown"
    assert value(scored(record("step", step="none")), "chain_step") == (0, 0)


def test_test_scale_is_the_largest():
    score = scored(
        record("testwork", scale="bench"),
        record("testwork", scale="pilot"),
        record("testwork", "c", scale="demonstration"),
    )
    assert value(score, "test_scale") == pytest.approx((65, 85))


def test_another_projects_tests_do_not_count():
    far = {"id": "far", "name": "Far", "country": "AU", "feedstock": "hard-rock"}
    score = scored(record("testwork", scale="pilot", project="far"), projects=[*project(), far])
    assert score.indicator("test_scale").state == "unknown"


def test_recovery_to_the_product_sold_is_used():
    score = scored(record("recovery", pct=70, to="mixed-carbonate"))
    assert value(score, "recovery") == pytest.approx((75, 75))
    assert score.indicator("recovery").state == "evidence"


def test_recovery_of_part_of_the_way_is_only_an_upper_bound():
    score = scored(record("recovery", pct=70, to="mineral-concentrate"))
    assert value(score, "recovery") == pytest.approx((0, 75))
    assert score.indicator("recovery").state == "derived"


def test_a_whole_way_figure_goes_before_a_newer_partial_one():
    score = scored(
        record("recovery", pct=50, to="mixed-carbonate", as_of="2025-01"),
        record("recovery", pct=90, to="separated-oxides", as_of="2026-01"),
    )
    assert value(score, "recovery") == pytest.approx((35, 35))


def test_neodymium_alone_is_used_and_marked():
    score = scored(record("recovery", pct=70, of="NdPr", to="mixed-carbonate"))
    assert value(score, "recovery") == pytest.approx((75, 75))
    assert "NdPr" in score.indicator("recovery").label
    assert (
        scored(record("recovery", pct=70, of="Sc", to="mixed-carbonate"))
        .indicator("recovery")
        .state
        == "unknown"
    )


WHOLE = {"La2O3": 30, "CeO2": 44, "Pr6O11": 5, "Nd2O3": 20, "Dy2O3": 1}


def test_cost_margin_is_what_is_left_of_the_payable_basket():
    deposit = record("distribution", oxides=WHOLE, basis="resource")
    cost = record("cost", type="opex", amount=5, currency="USD", per="kg TREO",
                  product="mixed-carbonate")  # fmt: skip
    score = scored(deposit, cost)
    basket = score.basket.usd_per_kg.low
    expected = [100 * (1 - 5 / (basket * payable)) for payable in (0.55, 0.75)]
    assert score.indicator("cost_margin").native == pytest.approx(expected)


@pytest.mark.parametrize(
    "change",
    [
        {"product": None},
        {"per": "kg NdPr"},
        {"currency": "AUD"},
        {"product": "magnets"},
    ],
)
def test_a_cost_that_does_not_fit_the_basket_leaves_the_margin_unknown(change):
    cost = record("cost", type="opex", amount=5, currency="USD", per="kg TREO",
                  product="mixed-carbonate")  # fmt: skip
    cost = {key: item for key, item in (cost | change).items() if item is not None}
    score = scored(record("distribution", oxides=WHOLE, basis="resource"), cost)
    assert score.indicator("cost_margin").state == "unknown"


def test_a_basket_that_is_only_a_floor_leaves_the_margin_unknown():
    part = {key: WHOLE[key] for key in ("Nd2O3", "Pr6O11")}
    cost = record("cost", type="opex", amount=5, currency="USD", per="kg TREO",
                  product="mixed-carbonate")  # fmt: skip
    score = scored(record("distribution", oxides=part, basis="resource"), cost)
    assert score.basket.usd_per_kg is None
    assert score.basket.floor_usd_per_kg == pytest.approx(0.2 * 73 + 0.05 * 74)
    assert score.indicator("cost_margin").state == "unknown"


@pytest.mark.parametrize(
    ("fields", "at_stage", "expected"),
    [
        ({"by": "own", "state": "operating", "country": "AU"}, "production", 100),
        ({"by": "own", "state": "construction", "country": "AU"}, "construction", 80),
        ({"by": "own", "state": "operating", "country": "MY"}, "production", 85),
        ({"by": "partner", "state": "operating", "country": "EE"}, "pfs", 70),
        ({"by": "partner", "state": "planned", "country": "US"}, "pfs", 42),
        ({"by": "partner", "state": "planned", "country": "US"}, "scoping", 28),
        ({"by": "partner", "state": "operating", "country": "IN", "control": "neutral"}, "pfs", 50),
        ({"by": "undecided", "state": "planned"}, "pfs", 20),
        ({"by": "market", "state": "announced"}, "pfs", 20),
        ({"by": "partner", "state": "operating", "control": "chinese"}, "pfs", 0),
        ({"by": "partner", "state": "operating", "country": "CN"}, "pfs", 0),
    ],
)
def test_who_separates(fields, at_stage, expected):
    score = scored(stage(at_stage), record("step", step="separated-oxides", **fields))
    found = score.indicator("processing_independence")
    assert value(score, "processing_independence") == pytest.approx((expected, expected))
    assert found.reason.startswith("Separation is by") != (fields["by"] == "undecided")


def test_of_several_separators_the_best_counts():
    score = scored(
        record("step", step="separated-oxides", by="partner", state="operating", country="CN"),
        record("step", step="separated-oxides", by="partner", state="operating", country="US",
               site="Texas"),
    )  # fmt: skip
    assert value(score, "processing_independence") == pytest.approx((70, 70))


def test_stage_caps_bound_the_unknown_and_only_the_unknown():
    assert value(scored(stage("resource")), "chain_step") == (0, 15)
    assert value(scored(stage("resource"), step("magnets", "operating")), "chain_step") == (
        100,
        100,
    )
    assert value(scored(), "chain_step") == (0, 100)
    paused = record("stage", stage="suspended", was="pfs", project="hill")
    assert value(scored(paused), "chain_step") == (0, 25)


def test_a_worse_grade_widens_and_a_better_one_nests_inside():
    ends = [
        value(scored(stage("resource"), record("testwork", source, scale="bench")), "test_scale")
        for source in "abcde"
    ]
    assert ends == [(20, 20), (15, 25), (10, 30), (0, 40), (0, 50)]


def test_the_price_deck_moves_only_what_depends_on_it():
    deposit = record("distribution", oxides=WHOLE, basis="resource")
    cheap = how().deck.model_copy(
        update={"quoted": {key: item.scaled(0.5) for key, item in how().deck.quoted.items()}}
    )
    one, other = scored(deposit), scored(deposit, at=how(prices=cheap))
    moved = [a.id for a, b in zip(one.indicators(), other.indicators(), strict=True) if a != b]
    assert moved == ["magnet_value"]


def test_a_plant_being_built_is_at_least_as_far_as_a_piloted_step():
    # Being built counts .6, piloted .5; so it is the furthest step itself and no leap.
    assert value(scored(step("separated-oxides", "construction")), "chain_step") == (
        pytest.approx((42, 42))
    )
    score = scored(
        step("separated-oxides", "construction"), step("metals", "planned", site="next door")
    )
    assert value(score, "chain_step") == pytest.approx((42, 42))


def test_below_half_of_a_project_its_plant_is_a_partners_unless_the_company_runs_it():
    minority = project(ownership_pct=40, product="separated-oxides")
    plant = {"project": "hill", "country": "AU"}
    theirs = step("separated-oxides", "operating", **plant)
    score = scored(theirs, projects=minority)
    assert score.indicator("chain_step").state == "unknown"
    assert value(score, "processing_independence") == pytest.approx((70, 70))
    score = scored(step("separated-oxides", "operating", who="Example", **plant), projects=minority)
    assert value(score, "chain_step") == pytest.approx((70, 70))
    assert value(score, "processing_independence") == pytest.approx((100, 100))


def test_that_it_does_nothing_itself_is_known_whatever_the_company_holds():
    minority = project(ownership_pct=19)
    none = record("step", step="none", project="hill")
    assert value(scored(none, projects=minority), "chain_step") == (0, 0)


def test_the_plan_of_a_suspended_project_rests_on_the_study_it_had():
    paused = record("stage", stage="suspended", was="pfs", project="hill")
    plan = record("step", step="separated-oxides", by="partner", state="planned", country="US")
    assert value(scored(paused, plan), "processing_independence") == pytest.approx((42, 42))
    closed = record("stage", stage="closed", project="hill")
    assert value(scored(closed, plan), "processing_independence") == pytest.approx((28, 28))


@pytest.mark.parametrize(
    ("start", "state"),
    [
        ("ore", "evidence"),
        (None, "evidence"),
        ("concentrate", "derived"),
        ("mineral-concentrate", "derived"),
    ],
)
def test_a_recovery_that_begins_half_way_is_an_upper_bound(start, state):
    fields = {"from": start} if start else {}
    score = scored(record("recovery", pct=70, to="mixed-carbonate", **fields))
    assert score.indicator("recovery").state == state


def test_a_concentrate_is_the_feed_where_the_chain_begins_with_it():
    fed = project("oxides", product="separated-oxides")
    only = record("recovery", pct=70, to="separated-oxides", **{"from": "concentrate"})
    assert scored(only, projects=fed).indicator("recovery").state == "evidence"


def test_disputed_recoveries_of_part_of_the_way_bound_by_the_higher():
    score = scored(
        record("recovery", "c", pct=60, to="mineral-concentrate", as_of="2026-01"),
        record("recovery", "c", pct=80, to="mineral-concentrate", as_of="2026-01"),
    )
    assert score.indicator("recovery").native == (30, 80)


def test_the_newest_recovery_speaks_though_an_older_one_was_read_later():
    # Both are known since June 2026, when the sources appeared; they speak of other years.
    score = scored(
        record("recovery", pct=50, to="mixed-carbonate", of="TREO", as_of="2025"),
        record("recovery", pct=80, to="mixed-carbonate", as_of="2015"),
    )
    assert score.indicator("recovery").native == (50, 50)


def test_all_records_behind_the_best_are_named():
    # The firm one gives the low end, the doubtful one reaches further up.
    score = scored(
        stage("pfs"),
        record("testwork", "a", id="firm", scale="pilot"),
        record("testwork", "e", id="doubtful", scale="demonstration"),
    )
    found = score.indicator("test_scale")
    assert found.value == (50, 75)
    assert found.evidence == ("firm", "doubtful")
    assert found.grade == "A"


def basket(*evidence, **options):
    return scored(*evidence, **options).basket


def test_a_sum_of_neodymium_and_praseodymium_counts_at_its_own_price():
    known = record("share", group="ndpr", pct=26, basis="resource")
    assert basket(known).usd_per_kg is None
    assert basket(known).floor_usd_per_kg == pytest.approx(0.26 * 69)
    rest = {key: share for key, share in WHOLE.items() if key not in ("Nd2O3", "Pr6O11")}
    pair = record("share", group="ndpr", pct=25, basis="resource")
    whole = basket(record("distribution", oxides=rest, basis="resource"), pair)
    worth = 30 * 1.0 + 44 * 1.71 + 25 * 69 + 1 * 239
    assert whole.usd_per_kg == pytest.approx((worth / 100, worth / 100))


def test_a_deck_that_prices_only_the_sum_prices_the_two_oxides_by_it():
    quoted = {key: price for key, price in how().deck.quoted.items() if key != "Pr6O11"}
    at = how(prices=how().deck.model_copy(update={"quoted": quoted}))
    found = basket(record("distribution", oxides=WHOLE, basis="resource"), at=at)
    assert found.unpriced == ()
    assert found.usd_per_kg.low == pytest.approx((30 + 44 * 1.71 + 25 * 69 + 239) / 100)


def test_a_basket_of_shares_within_limits_lies_within_limits():
    listed = {"La2O3": [30, 60], "Nd2O3": [40, 70]}
    found = basket(record("distribution", oxides=listed, basis="resource")).usd_per_kg
    assert found == pytest.approx(((60 * 1 + 40 * 73) / 100, (30 * 1 + 70 * 73) / 100))
