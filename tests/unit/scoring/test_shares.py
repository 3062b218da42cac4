"""What is known of groups of oxides, from all records together."""

import pytest

from rewatch.domain.elements import GROUPS, OXIDES
from rewatch.domain.values import Interval
from rewatch.scoring.shares import Bound, atoms_of, solve
from tests.unit.scoring.records import how, record, scored

TOTAL = Interval(99, 101)
PLAUSIBLE = {"magnet": Interval(5, 60), "dytb": Interval(0, 12), "low-value": Interval(5, 80)}


def bound(group: str, low: float, high: float | None = None, source: str = "r") -> Bound:
    return Bound(GROUPS[group], Interval(low, low if high is None else high), source)


def solved(*bounds: Bound):
    found = solve(bounds, GROUPS, TOTAL, PLAUSIBLE)
    assert found is not None
    return found


def test_two_sums_add_up_to_the_magnet_share():
    found = solved(bound("ndpr", 26, source="n"), bound("dytb", 1, source="d"))
    assert found["magnet"].interval == pytest.approx((27, 27))
    assert found["magnet"].inputs == {"n", "d"}
    assert not found["magnet"].direct


def test_a_part_and_the_whole_give_the_other_part():
    found = solved(bound("magnet", 30), bound("ndpr", 26))
    assert found["dytb"].interval == pytest.approx((4, 4))


def test_a_group_nothing_is_said_of_keeps_its_plausible_range_and_has_no_inputs():
    found = solved(bound("ndpr", 26))
    assert found["dytb"].interval == pytest.approx((0, 12))
    assert found["dytb"].inputs == set()
    assert found["magnet"].interval == pytest.approx((26, 38))


def test_evidence_is_kept_though_it_is_implausible():
    # Mountain Pass has 82 % lanthanum and cerium, beyond the plausible 80.
    assert solved(bound("low-value", 82))["low-value"].interval == pytest.approx((82, 82))


def test_what_is_left_of_the_total_bounds_the_rest():
    found = solved(bound("low-value", 82))
    assert found["magnet"].interval.high == pytest.approx(19)


def test_records_that_contradict_each_other_have_no_solution():
    assert solve([bound("magnet", 60), bound("low-value", 82)], GROUPS, TOTAL) is None


def test_the_total_may_be_off_by_its_tolerance():
    assert solve([bound("magnet", 50), bound("low-value", 51)], GROUPS, TOTAL) is not None
    assert solve([bound("magnet", 50), bound("low-value", 51.1)], GROUPS, TOTAL) is None


def test_atoms_are_the_coarsest_sets_that_nothing_splits():
    atoms = atoms_of([GROUPS["magnet"], GROUPS["dytb"]])
    assert {frozenset({"Dy2O3", "Tb4O7"}), frozenset({"Nd2O3", "Pr6O11"})} < set(atoms)
    assert len(atoms) == 3


def test_single_oxides_of_one_list_are_direct_evidence_of_their_group():
    bounds = [
        Bound(frozenset({oxide}), Interval(share, share), "list")
        for oxide, share in (("Nd2O3", 18.5), ("Pr6O11", 5.3), ("Dy2O3", 0.1), ("Tb4O7", 0.07))
    ]
    found = solved(*bounds)
    assert found["magnet"].direct
    assert found["magnet"].interval == pytest.approx((23.97, 23.97))
    assert not found["low-value"].direct


def share(group, pct, source="a", **fields):
    return record("share", source, group=group, pct=pct, basis="resource", **fields)


def found_share(score, indicator):
    return score.indicator(indicator).native


def test_two_sums_of_a_company_add_up_though_single_oxides_are_shown_too():
    score = scored(share("ndpr", 26), share("dytb", 1))
    assert found_share(score, "magnet_share") == pytest.approx((27, 27))


def test_a_complete_list_that_misses_the_total_by_rounding_is_loosened_not_refused():
    listed = dict.fromkeys(OXIDES, 98 / 15)
    score = scored(record("distribution", id="whole", oxides=listed, basis="resource"))
    assert found_share(score, "heavy_magnet_share").contains(Interval(2 * 98 / 15, 2 * 98 / 15))
    assert "whole" in score.notes[0]


def test_a_list_far_from_the_total_is_set_aside_and_named():
    listed = dict.fromkeys(OXIDES, 3.0)
    score = scored(record("distribution", id="part", oxides=listed, basis="resource"))
    assert score.indicator("magnet_share").state == "unknown"
    assert "part" in score.notes[0]


def test_a_record_set_aside_comes_back_where_it_fits_what_is_left():
    # The two weak ones go first, the older before; only the newer contradicts the strong ones.
    score = scored(
        share("ndpr", 30),
        share("dytb", 5),
        share("low-value", 60, "d", id="old", as_of="2020"),
        share("magnet", 10, "d", id="new", as_of="2025"),
    )
    assert found_share(score, "low_value_share") == pytest.approx((60, 60))
    assert found_share(score, "magnet_share") == pytest.approx((35, 35))
    assert len(score.notes) == 1
    assert "new" in score.notes[0]


def test_only_the_record_that_must_give_way_is_loosened():
    score = scored(
        share("ndpr", 26.5),
        share("dytb", 1),
        share("low-value", 60, "e", id="fits"),
        share("magnet", 27, "d", id="rounded"),
    )
    assert found_share(score, "low_value_share") == pytest.approx((60, 60))
    assert [note.split()[1] for note in score.notes] == ["rounded"]


def test_the_stronger_of_two_equal_sayings_is_named():
    score = scored(
        share("low-value", 60, "d", id="weak"),
        record("distribution", id="strong", oxides={"La2O3": 20, "CeO2": 40}, basis="resource"),
    )
    assert score.indicator("low_value_share").grade == "A"


def test_unknown_parts_of_a_known_group_are_bounded_by_it():
    score = scored(share("dytb", 4))
    assert score.shares["Dy2O3"] == pytest.approx((0, 4))
    assert score.atoms["Dy Tb"] == pytest.approx((4, 4))


def test_figures_of_one_grade_and_day_stand_together_against_a_weaker_one():
    score = scored(
        share("ndpr", 30.9, "b", id="z", as_of="2026-06"),
        share("dytb", 1, "b", id="a", as_of="2026-06"),
        share("magnet", 30, "d", id="older", as_of="2020"),
    )
    assert found_share(score, "magnet_share") == pytest.approx((31.9, 31.9))
    assert "older" in score.notes[0]


def test_figures_of_two_vintages_give_way_together():
    # 18.9 of the one year and 19 of the other would leave Dy and Tb a tenth of a percent.
    score = scored(
        share("magnet", 19.0, "c", as_of="2026-03"),
        share("ndpr", 18.9, "c", as_of="2025"),
        share("dytb", 0.35, "d", as_of="2015"),
    )
    assert found_share(score, "heavy_magnet_share").contains(Interval(0.35, 0.35))
    assert found_share(score, "magnet_share") == pytest.approx((19, 19))
    assert len(score.notes) == 2


def test_no_price_deck_changes_which_basis_speaks():
    listed = [
        share("magnet", 24, "c"),
        share("ndpr", 30, "c") | {"basis": "product"},
        share("low-value", 60, "e") | {"basis": "product"},
    ]
    dear = how().deck.model_copy(
        update={"quoted": {key: item.scaled(50) for key, item in how().deck.quoted.items()}}
    )
    cheap = how().deck.model_copy(
        update={"quoted": {key: item.scaled(0.01) for key, item in how().deck.quoted.items()}}
    )
    found = {scored(*listed, at=how(prices=prices)).basis for prices in (dear, cheap, how().deck)}
    assert len(found) == 1
