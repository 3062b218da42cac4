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
    assert value(score, "processing_independence") == pytest.approx((expected, expected))


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
