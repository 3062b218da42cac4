"""Keyed streams draw uniformly, independently, and the same for ever.

The statistical tests use fixed seeds: they are right or wrong, never lucky. Each check is also
shown a stream that is bad in the way it looks for.
"""

from itertools import combinations

import numpy as np
import pytest

from rewatch.scoring.robustness import WeightModel, draw_weights, keep_samples
from rewatch.scoring.robustness.draws import keys, uniforms, words

SAMPLES = 20_000
# The 1 - 1e-6 points: with some hundred fixed checks a right generator passes them all.
KOLMOGOROV = 2.69
NORMAL = 4.9

# What this seed printed when the first version was released.
GOLDEN_DRAWS = [
    [0.03294313, 0.95158374, 0.846488],
    [0.55258334, 0.97086, 0.39360917],
    [0.8030273, 0.17374909, 0.1720413],
]
GOLDEN_WEIGHTS = [
    [0.527210885692, 0.269933707018, 0.202855407289],
    [0.446402277442, 0.33941000117, 0.214187721389],
]


def evidence_draws(numbers, seed=42, samples=SAMPLES):
    """float[records, samples], draws in [0, 1] of evidence records by their number."""
    numbers = np.asarray(numbers, dtype=np.int64)[:, None]
    kept = keep_samples(
        np.zeros(numbers.shape), np.ones(numbers.shape), samples, seed, evidence=numbers
    )
    return kept.values[:, :, 0].T.astype(float)


def kolmogorov(draws):
    """sqrt(n) times the greatest distance of the empirical distribution from uniform."""
    n = draws.size
    rising = np.arange(1, n + 1) / n
    ordered = np.sort(draws)
    return np.sqrt(n) * max((rising - ordered).max(), (ordered - rising + 1 / n).max())


def chi_square(one, two, cells=16):
    """How far two streams are from filling a square evenly, in standard deviations."""
    counts, _, _ = np.histogram2d(one, two, bins=cells, range=[[0, 1], [0, 1]])
    expected = one.size / cells**2
    freedom = cells**2 - 1
    return (((counts - expected) ** 2 / expected).sum() - freedom) / np.sqrt(2 * freedom)


def test_the_generator_is_splitmix64():
    """First outputs for the seed 1234567, as many public implementations print them."""
    found = words(np.array([1234567], dtype=np.uint64), np.arange(3, dtype=np.uint64))
    assert found.tolist() == [6457827717110365317, 3203168211198807973, 9817491932198370423]


def test_draws_never_change_between_versions_and_machines():
    """A printed ranking must come out the same in ten years."""
    found = evidence_draws([0, 7, 2**63 - 1], seed=2026, samples=3)
    np.testing.assert_allclose(found, GOLDEN_DRAWS, atol=1e-6)
    drawn = draw_weights(WeightModel("dirichlet", point=[5, 3, 2], c=60.0), 2, 2026, 3)
    np.testing.assert_allclose(drawn, GOLDEN_WEIGHTS, atol=1e-9)


@pytest.mark.parametrize("numbers", [range(20), [2**k for k in range(20, 60, 2)]])
def test_every_stream_is_uniform(numbers):
    for draws in evidence_draws(numbers):
        assert kolmogorov(draws) < KOLMOGOROV
    assert kolmogorov(draws**1.1) > KOLMOGOROV


def test_all_records_at_one_sample_are_uniform_too():
    draws = evidence_draws(np.arange(5_000), samples=40)
    for sample in draws.T:
        assert kolmogorov(sample) < KOLMOGOROV
    assert kolmogorov(np.repeat(draws[:50, 0], 100)) > KOLMOGOROV


def test_streams_of_two_records_are_independent():
    draws = evidence_draws(range(12))
    for one, two in combinations(draws, 2):
        assert chi_square(one, two) < NORMAL
        assert abs(np.corrcoef(one, two)[0, 1]) * SAMPLES**0.5 < NORMAL
    assert chi_square(draws[0], draws[0]) > NORMAL


def test_streams_of_four_records_are_independent_together():
    """Exclusive-or of few tables would betray itself in even groups of records first."""
    draws = evidence_draws(range(8)) - 0.5
    for group in combinations(draws, 4):
        product = np.prod(group, axis=0) * 12**2
        assert abs(product.mean()) * SAMPLES**0.5 < NORMAL * product.std()
    twice = draws[0] ** 2 * draws[1] ** 2 * 12**2
    assert abs(twice.mean()) * SAMPLES**0.5 > NORMAL * twice.std()


def test_samples_of_one_record_are_independent_of_each_other():
    for draws in evidence_draws(range(6)):
        for lag in (1, 2, 3, 64, 1000):
            assert chi_square(draws[:-lag], draws[lag:]) < NORMAL
    assert chi_square(np.sort(draws)[:-1], np.sort(draws)[1:]) > NORMAL


def test_another_seed_draws_independently():
    one, two = evidence_draws([5], seed=1)[0], evidence_draws([5], seed=2)[0]
    assert chi_square(one, two) < NORMAL


def test_a_short_run_is_the_beginning_of_a_long_one():
    assert (evidence_draws([3, 4], samples=50) == evidence_draws([3, 4])[:, :50]).all()
    model = WeightModel("dirichlet", point=[4, 3, 2, 1], c=15.0)
    assert (draw_weights(model, 50, 9, 4) == draw_weights(model, 5000, 9, 4)[:50]).all()


def test_uniforms_never_reach_the_ends():
    draws = uniforms(keys(1, 2), np.arange(SAMPLES, dtype=np.uint64))
    assert draws.min() > 0
    assert draws.max() < 1
    assert kolmogorov(draws) < KOLMOGOROV


def test_thousands_of_records_have_streams_of_their_own():
    draws = evidence_draws(np.arange(20_000), samples=4)
    assert np.unique(draws, axis=0).shape[0] == 20_000


def test_order_only_weights_stand_in_order_and_average_to_the_centroid():
    drawn = draw_weights(WeightModel("order", point=[2, 30, 7]), SAMPLES, 1, 3)
    assert (drawn[:, 1] >= drawn[:, 2]).all()
    assert (drawn[:, 2] >= drawn[:, 0]).all()
    np.testing.assert_allclose(drawn.mean(axis=0), [2 / 18, 11 / 18, 5 / 18], atol=0.005)


def test_weights_that_are_equal_stand_in_no_order():
    drawn = draw_weights(WeightModel("order", point=[1, 2, 1, 2]), SAMPLES, 1, 4)
    assert (np.minimum(drawn[:, 1], drawn[:, 3]) >= np.maximum(drawn[:, 0], drawn[:, 2])).all()
    assert (drawn[:, 1] > drawn[:, 3]).mean() == pytest.approx(0.5, abs=0.02)
    assert (drawn[:, 0] > drawn[:, 2]).mean() == pytest.approx(0.5, abs=0.02)
    order = (drawn[:, 1] > drawn[:, 3]) == (drawn[:, 0] > drawn[:, 2])
    assert order.mean() == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize("kind", ["dirichlet", "none", "order"])
def test_a_weight_of_zero_stays_zero(kind):
    drawn = draw_weights(WeightModel(kind, point=[3, 0, 1], c=2.0), 1000, 1, 3)
    assert (drawn[:, 1] == 0).all()
    assert (drawn[:, [0, 2]] > 0).all()
    np.testing.assert_allclose(drawn.sum(axis=1), 1, atol=1e-12)


@pytest.mark.parametrize("kind", ["point", "dirichlet", "none", "order"])
def test_a_weight_of_one_stays_one(kind):
    drawn = draw_weights(WeightModel(kind, point=[0, 5], c=60.0), 10, 1, 2)
    assert (drawn == [0, 1]).all()


def test_a_moved_slider_moves_the_draws_and_re_draws_nothing():
    before = draw_weights(WeightModel("dirichlet", point=[35, 25, 20, 20], c=60.0), 5000, 1, 4)
    after = draw_weights(WeightModel("dirichlet", point=[36, 24.6, 19.7, 19.7], c=60.0), 5000, 1, 4)
    moved = np.abs(after - before).max(axis=1)
    assert np.quantile(moved, 0.99) < 0.02
    other = draw_weights(WeightModel("dirichlet", point=[35, 25, 20, 20], c=60.0), 5000, 2, 4)
    assert np.median(np.abs(other - before).max(axis=1)) > 0.04


def test_small_concentrations_do_not_underflow():
    drawn = draw_weights(WeightModel("dirichlet", point=[1, 1, 1], c=0.001), 2000, 1, 3)
    assert np.isfinite(drawn).all()
    np.testing.assert_allclose(drawn.sum(axis=1), 1, atol=1e-12)
    np.testing.assert_allclose((drawn > 0.99).mean(axis=0), 1 / 3, atol=0.05)
