"""The edges of sampled rankings: nobody, one, all equal, bad input, ties, shares, scales."""

from typing import Any

import numpy as np
import pytest

from rewatch.domain.errors import Refused
from rewatch.scoring.robustness import (
    WeightModel,
    certainly_above,
    first_share,
    keep_samples,
    likely_ranks,
    rank_intervals,
    smaa,
    standard_error,
    top_share,
    weight_stability,
)

KINDS = ["point", "dirichlet", "none", "order"]
PARTS = ["evidence", "weights", "both"]
TWO = WeightModel("point", point=[0.5, 0.5])


def model(kind, point=(3, 2)):
    return WeightModel(kind, point=list(point), c=60.0)


@pytest.mark.parametrize("parts", PARTS)
@pytest.mark.parametrize("kind", KINDS)
def test_nobody_is_ranked_in_an_empty_group(kind, parts):
    none = np.empty((0, 2))
    result = smaa(none, none, model(kind), 100, 1, parts)
    assert result.rank_acceptability.shape == (0, 0)
    assert result.pairwise_winning.shape == (0, 0)
    assert result.expected_rank.shape == (0,)
    assert result.central_weights == ()
    assert first_share(result).shape == (0,)
    assert [end.tolist() for end in likely_ranks(result)] == [[], []]
    assert [end.tolist() for end in rank_intervals([], [])] == [[], []]
    assert certainly_above(none, none, [1, 1]).shape == (0, 0)
    assert weight_stability(none, [1, 1]) == [(0, 1, None, None)] * 2


@pytest.mark.parametrize("parts", PARTS)
@pytest.mark.parametrize("kind", KINDS)
def test_one_company_is_first(kind, parts):
    result = smaa([[1.0, 2.0]], [[3.0, 2.0]], model(kind), 100, 1, parts)
    assert result.rank_acceptability.tolist() == [[1.0]]
    assert result.expected_rank.tolist() == [1.0]
    assert result.pairwise_winning.tolist() == [[0.0]]
    assert result.ties.tolist() == [[0.0]]
    assert weight_stability([[1.0, 2.0]], [3, 2]) == [(0, 1, None, None)] * 2


@pytest.mark.parametrize("parts", PARTS)
@pytest.mark.parametrize("kind", KINDS)
def test_equal_companies_share_every_rank(kind, parts):
    low = np.tile([0.1, 33.3], (7, 1))
    evidence = np.tile([4, 5], (7, 1))
    result = smaa(low, low + np.array([0.7, 11.1]), model(kind), 300, 1, parts, evidence)
    np.testing.assert_allclose(result.rank_acceptability, 1 / 7, atol=1e-12)
    np.testing.assert_allclose(result.expected_rank, 4, atol=1e-9)
    assert (result.pairwise_winning == 0).all()
    assert (result.ties == 1 - np.eye(7)).all()
    assert not certainly_above(low, low + 1, [1, 1], evidence).any()
    assert weight_stability(low, [3, 2]) == [(0, 1, None, None)] * 2


def test_two_that_tie_share_their_ranks_evenly():
    result = smaa([[60, 40], [50, 50], [10, 10]], [[60, 40], [50, 50], [10, 10]], TWO, 9, 1, "both")
    assert result.rank_acceptability.tolist() == [[0.5, 0.5, 0], [0.5, 0.5, 0], [0, 0, 1]]
    assert result.expected_rank.tolist() == [1.5, 1.5, 3]
    assert result.ties[0, 1] == 1
    assert result.standard_error == 0


@pytest.mark.parametrize("kind", ["point", "dirichlet", "order"])
def test_a_weight_of_one_ranks_by_its_criterion_alone(kind):
    values = np.array([[1.0, 90.0], [2.0, 80.0], [3.0, 70.0]])
    result = smaa(values, values, model(kind, (1, 0)), 100, 1, "both")
    assert result.expected_rank.tolist() == [3, 2, 1]
    low, high, below, above = weight_stability(values, [1, 0])[0]
    assert (high, above) == (1, None)
    assert below == 0
    # t + 90 (1 - t) = 3 t + 70 (1 - t)
    assert low == pytest.approx(20 / 22)
    assert weight_stability(values, [1, 0])[1].low == 0


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_what_is_no_number_is_refused_and_the_cell_named(bad):
    good, spoilt = np.ones((4, 3)), np.ones((4, 3))
    spoilt[2, 1] = bad
    three = WeightModel("none")
    for call, name in (
        (lambda: smaa(spoilt, good, three, 10, 1, "both"), "values_low[2, 1]"),
        (lambda: smaa(good, spoilt, three, 10, 1, "both"), "values_high[2, 1]"),
        (lambda: keep_samples(spoilt, good, 10, 1), "values_low[2, 1]"),
        (lambda: certainly_above(good, spoilt, [1, 1, 1]), "values_high[2, 1]"),
        (lambda: weight_stability(spoilt, [1, 1, 1]), "values[2, 1]"),
        (lambda: weight_stability(good, [1, bad, 1]), "weights[1]"),
        (lambda: certainly_above(good, good, [1, 1, bad]), "weights[2]"),
        (lambda: rank_intervals(spoilt[:, 1], good[:, 1]), "low[2]"),
        (lambda: smaa(good, good, WeightModel("point", [1, bad, 1]), 9, 1, "both"), "weights[1]"),
        (lambda: smaa(good, good, three, 9, 1, "both", share=spoilt), "share[2, 1]"),
    ):
        with pytest.raises(Refused) as refusal:
            call()
        assert str(refusal.value).startswith(f"{name} is {bad}")


ONES = np.ones((2, 2))


def word(text: str) -> Any:
    """A word that may come from a file or a command line, unknown to the type checker."""
    return text


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: smaa(ONES, ONES * 0, TWO, 9, 1, "both"), "low end must not be above"),
        (lambda: smaa(ONES, ONES[:1], TWO, 9, 1, "both"), "must fit"),
        (lambda: smaa(ONES[0], ONES[0], TWO, 9, 1, "both"), "1 dimensions"),
        (lambda: smaa(ONES[:, :0], ONES[:, :0], TWO, 9, 1, "both"), "at least one criterion"),
        (lambda: smaa(ONES, ONES, TWO, 0, 1, "both"), "at least 1"),
        (lambda: smaa(ONES, ONES, TWO, 9, 1, word("all")), "evidence, weights or both"),
        (lambda: smaa(ONES, ONES, WeightModel("point", [1]), 9, 1, "both"), "1 weights"),
        (lambda: smaa(ONES, ONES, WeightModel("point"), 9, 1, "both"), "needs a point"),
        (lambda: smaa(ONES, ONES, WeightModel("order", [0, 0]), 9, 1, "both"), "weights are 0"),
        (lambda: smaa(ONES, ONES, WeightModel("order", [2, -1]), 9, 1, "both"), "weights[1] is -1"),
        (lambda: smaa(ONES, ONES, WeightModel("dirichlet", [1, 1]), 9, 1, "both"), "c of the"),
        (lambda: smaa(ONES, ONES, WeightModel(word("best"), [1, 1]), 9, 1, "both"), "'best'"),
        (lambda: smaa(ONES, ONES, TWO, 9, 1, "both", evidence=ONES), "whole numbers"),
        (lambda: smaa(ONES, ONES, TWO, 9, 1, "both", evidence=[[1, 2]]), "must fit"),
        (lambda: smaa(ONES, ONES, TWO, 9, 1, "both", evidence=[[1, 2], [3, -2]]), "[1, 1] is -2"),
        (lambda: smaa(ONES, ONES, TWO, 9, 1, "both", criterion=[0, -1]), "criterion must hold"),
        (lambda: smaa(ONES, ONES, TWO, 9, 1, "both", share=-ONES), "share[0, 0] is -1"),
        (lambda: weight_stability(ONES, [1, 1], ("top", 0)), "top 0"),
        (lambda: weight_stability(ONES, [1, 1], (0, 2)), "no pair of 2"),
        (lambda: weight_stability(ONES, [1, 1], word("last")), "stability target"),
        (lambda: weight_stability(ONES, [0, 0]), "weights are 0"),
        (lambda: weight_stability(ONES, [1]), "1 weights for 2"),
        (lambda: certainly_above(ONES, ONES, [1, 1, 1]), "must fit"),
        (lambda: rank_intervals([1, 2], [1, 2], above=[[True]]), "(2, 2)"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(call, words):
    with pytest.raises(Refused) as refusal:
        call()
    assert words in str(refusal.value)


def test_weights_alone_are_drawn_over_the_middles():
    low, high = np.array([[0.0, 0.0], [30.0, 30.0]]), np.array([[100.0, 100.0], [60.0, 60.0]])
    assert smaa(low, high, model("none"), 50, 1, "weights").pairwise_winning[0, 1] == 1


def test_evidence_alone_is_drawn_under_the_point():
    values = np.array([[100.0, 0.0], [0.0, 90.0]])
    wide = values + np.array([[0.0, 0.0], [0.0, 5.0]])
    for kind in KINDS:
        result = smaa(values, wide, model(kind), 50, 1, "evidence")
        assert result.pairwise_winning[0, 1] == 1
        first, never = result.central_weights
        assert first == pytest.approx([0.6, 0.4], abs=1e-12)
        assert never is None


def test_columns_are_gathered_into_criteria_by_their_shares():
    low = np.array([[10.0, 20.0, 30.0], [5.0, 5.0, 5.0]])
    share = np.array([[0.25, 0.75, 1.0], [1.0, 0.0, 1.0]])
    kept = keep_samples(low, low + 8, 500, 1, criterion=[0, 0, 1], share=share)
    assert kept.values.shape == (500, 2, 2)
    floor = np.array([[17.5, 30.0], [5.0, 5.0]])
    assert (kept.values >= floor - 1e-4).all()
    assert (kept.values <= floor + 8 + 1e-4).all()
    # Two draws of widths 2 and 6, and one of width 8: the sum is less spread than the whole.
    spread = kept.values.std(axis=0)
    assert spread[0, 0] == pytest.approx((2**2 + 6**2) ** 0.5 / 12**0.5, rel=0.1)
    assert spread[1, 0] == pytest.approx(8 / 12**0.5, rel=0.1)


def test_without_shares_the_columns_of_a_criterion_count_the_same():
    low = np.array([[10.0, 20.0, 30.0]])
    kept = keep_samples(low, low, 2, 1, criterion=[1, 0, 1])
    assert kept.values[0].tolist() == [[20.0, 20.0]]


def test_cells_of_one_company_with_one_record_move_together():
    low = np.zeros((1, 3))
    kept = keep_samples(low, low + np.array([10, 20, 10]), 400, 1, evidence=[[6, 6, -1]])
    first, second, own = kept.values[:, 0].T
    np.testing.assert_allclose(second, 2 * first, atol=1e-4)
    assert abs(np.corrcoef(first, own)[0, 1]) < 0.2


def test_one_record_behind_two_columns_of_a_criterion_moves_all_of_it():
    low = np.zeros((1, 3))
    high = low + np.array([10, 20, 40])
    kept = keep_samples(low, high, 4000, 1, evidence=[[6, 6, 8]], criterion=[0, 0, 1])
    # The mean of 10 u and 20 u is uniform up to 15, not a sum of two draws.
    drawn = kept.values[:, 0, 0]
    assert np.quantile(drawn, [0.1, 0.5, 0.9]).tolist() == pytest.approx([1.5, 7.5, 13.5], abs=0.4)


def test_totals_that_differ_by_rounding_only_are_a_tie():
    values = [[30.0, 70.0], [58.0, 58.0]]
    assert 30 * 0.3 + 70 * 0.7 != 58 * 0.3 + 58 * 0.7
    result = smaa(values, values, model("point", (3, 7)), 10, 1, "both")
    assert result.ties[0, 1] == 1
    assert weight_stability(values, [3, 7])[0].low == pytest.approx(0.3)


def test_unknowns_of_one_company_together_spread_its_total_more_than_apart():
    low, high = np.array([[0.0] * 10, [35.0] * 10]), np.array([[100.0] * 10, [35.0] * 10])
    ten = WeightModel("point", point=[1.0] * 10)
    together = smaa(low, high, ten, 4000, 1, "evidence", evidence=[[3] * 10, [4] * 10])
    apart = smaa(low, high, ten, 4000, 1, "evidence")
    assert together.pairwise_winning[0, 1] == pytest.approx(0.65, abs=0.03)
    assert apart.pairwise_winning[0, 1] > 0.9


@pytest.mark.parametrize("scale", [1e-300, 1e-25, 1.0, 1e25, 1e300])
def test_any_finite_scale_gives_the_same_ranking(scale):
    low = np.array([[0.1, 0.5], [0.3, 0.2], [-0.2, 0.9]])
    high = low + 0.3
    unit = smaa(low, high, model("none"), 2000, 1, "both")
    scaled = smaa(low * scale, high * scale, model("none"), 2000, 1, "both")
    # Bringing a value into range may round its last binary digit once more.
    np.testing.assert_allclose(scaled.rank_acceptability, unit.rank_acceptability, atol=0.002)
    values = keep_samples(low * scale, high * scale, 10, 1).values
    assert np.isfinite(values).all()
    assert values.max() <= high.max() * scale * (1 + 1e-6)


def test_helpers_read_the_shares():
    values = np.array([[1.0, 0.0], [0.0, 1.0], [0.6, 0.6]])
    result = smaa(values, values, model("none"), 4000, 1, "weights")
    np.testing.assert_allclose(first_share(result), [0.4, 0.4, 0.2], atol=0.03)
    np.testing.assert_allclose(top_share(result, 2), [0.5, 0.5, 1.0], atol=0.03)
    assert top_share(result, 9).tolist() == [1, 1, 1]
    assert [end.tolist() for end in likely_ranks(result)] == [[1, 1, 1], [3, 3, 2]]
    assert [end.tolist() for end in likely_ranks(result, 0.5)] == [[1, 1, 2], [3, 3, 2]]
    assert result.standard_error == pytest.approx(standard_error(0.5, 4000))
    assert standard_error([0.0, 0.2, 1.0], 100).tolist() == pytest.approx([0, 0.04, 0])


def test_the_standard_error_is_how_far_runs_with_other_seeds_scatter():
    values = np.array([[1.0, 0.0], [0.0, 1.0], [0.6, 0.6]])
    shares = [
        first_share(smaa(values, values, model("none"), 1000, seed, "weights"))
        for seed in range(200)
    ]
    expected = standard_error([0.4, 0.4, 0.2], 1000)
    np.testing.assert_allclose(np.std(shares, axis=0), expected, rtol=0.2)


def test_evidence_scatters_as_its_standard_error_says():
    low, high = np.array([[0.0, 0.0], [0.2, 0.1]]), np.array([[1.0, 1.0], [0.9, 0.8]])
    shares = [first_share(smaa(low, high, TWO, 1000, seed, "evidence"))[0] for seed in range(200)]
    assert np.std(shares) == pytest.approx(float(standard_error(np.mean(shares), 1000)), rel=0.2)


def test_hundreds_of_companies_are_counted_as_plain_counting_counts_them():
    rng = np.random.default_rng(4)
    values = rng.integers(0, 12, (300, 3)).astype(float)
    three = WeightModel("point", point=[1, 1, 2])
    low, high = values, values + (rng.random((300, 3)) < 0.2)
    kept = keep_samples(low, high, 37, 1)
    result = kept.smaa(three)
    quarter, half = np.float32(0.25), np.float32(0.5)
    first, second, third = kept.values.transpose(2, 1, 0)
    totals = quarter * first + quarter * second + half * third
    higher = totals[:, None] > totals[None, :]
    equal = totals[:, None] == totals[None, :]
    np.testing.assert_allclose(result.pairwise_winning, higher.mean(axis=2), atol=1e-12)
    np.testing.assert_allclose(result.ties, equal.mean(axis=2) - np.eye(300), atol=1e-12)
    assert result.ties.max() == 1
    mean = 1 + (higher.sum(axis=0) + (equal.sum(axis=0) - 1) / 2).mean(axis=1)
    np.testing.assert_allclose(result.expected_rank, mean, atol=1e-9)


def test_evidence_two_companies_share_with_different_widths_is_cancelled_in_part():
    low, high = np.array([[10.0], [0.0]]), np.array([[20.0], [15.0]])
    # With one draw u the lead is 10 + 10 u - 15 u, never below 5; drawn apart it may be -5.
    assert certainly_above(low, high, [1.0], [[8], [8]]).tolist() == [[False, True], [False, False]]
    assert not certainly_above(low, high, [1.0], [[8], [7]]).any()
    assert not certainly_above(low, high, [1.0]).any()


def test_companies_may_weigh_columns_differently():
    low = np.array([[10.0, 0.0], [10.0, 20.0]])
    above = certainly_above(low, low, [[1.0, 0.0], [0.5, 0.5]])
    assert above.tolist() == [[False, False], [True, False]]


def test_a_tie_that_decides_ends_the_interval_where_it_breaks():
    values = [[60.0, 40.0], [40.0, 60.0], [0.0, 0.0]]
    for target in ("first", ("top", 1), (0, 1), (1, 0)):
        low, high, below, above = weight_stability(values, [1, 1], target)[0]
        assert [low, high] == pytest.approx([0.5, 0.5])
        assert (below, above) == (1, 0)
    assert weight_stability(values, [1, 1], ("top", 2)) == [(0, 1, None, None)] * 2


def test_the_only_criterion_cannot_lose_its_weight():
    assert weight_stability([[1.0], [2.0]], [7]) == [(0, 1, None, None)]
