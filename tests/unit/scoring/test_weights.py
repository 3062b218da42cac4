"""Weights as a person moves them: always shares of 1, locks held, orders turned into weights."""

import pytest

from rewatch.domain.errors import UsageError
from rewatch.scoring.weights import from_order, normalised, rank_order_centroid, with_weight

DEFAULT = {"processing": 0.35, "element_mix": 0.25, "jurisdiction": 0.2, "partnerships": 0.2}


def test_points_become_shares():
    assert normalised({"a": 100, "b": 60, "c": 40}) == {"a": 0.5, "b": 0.3, "c": 0.2}


@pytest.mark.parametrize("bad", [{"a": -1, "b": 2}, {"a": float("nan")}, {"a": 0, "b": 0}, {}])
def test_weights_that_mean_nothing_are_refused(bad):
    with pytest.raises(UsageError):
        normalised(bad)


def test_moving_a_weight_keeps_the_proportions_of_the_others():
    moved = with_weight(DEFAULT, "processing", 0.48)
    assert moved == pytest.approx(
        {"processing": 0.48, "element_mix": 0.2, "jurisdiction": 0.16, "partnerships": 0.16}
    )


def test_a_locked_weight_stays_and_limits_the_others():
    moved = with_weight(DEFAULT, "processing", 0.9, locked={"element_mix"})
    assert moved["element_mix"] == 0.25
    assert moved["processing"] == 0.75
    assert moved["jurisdiction"] == moved["partnerships"] == 0


def test_with_everything_else_locked_nothing_moves():
    others = set(DEFAULT) - {"processing"}
    assert with_weight(DEFAULT, "processing", 0.1, locked=others) == pytest.approx(DEFAULT)


def test_coming_down_from_all_the_weight_shares_it_equally():
    assert with_weight({"a": 1, "b": 0, "c": 0}, "a", 0.5) == {"a": 0.5, "b": 0.25, "c": 0.25}


def test_a_value_out_of_range_goes_to_the_end():
    assert with_weight({"a": 1, "b": 1}, "a", 7)["a"] == 1
    assert with_weight({"a": 1, "b": 1}, "a", -7)["a"] == 0


def test_unknown_names_and_no_numbers_are_refused():
    with pytest.raises(UsageError, match="no criterion is called 'tonnage'"):
        with_weight(DEFAULT, "tonnage", 0.5)
    with pytest.raises(UsageError, match="nan"):
        with_weight(DEFAULT, "processing", float("nan"))
    with pytest.raises(UsageError, match="twice"):
        from_order(["a", "b", "a"])
    with pytest.raises(UsageError, match="at least one"):
        rank_order_centroid(0)


def test_criteria_that_matter_equally_share_their_places():
    found = from_order(["a", {"b", "c"}, "d"])
    assert found["b"] == found["c"] == pytest.approx((13 / 48 + 7 / 48) / 2)
    assert sum(found.values()) == pytest.approx(1)
    assert list(found) == ["a", "b", "c", "d"]
