"""What must hold of sampled rankings, rank bounds and stability intervals, whatever the values."""

from itertools import product

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from rewatch.scoring.robustness import (
    WeightModel,
    certainly_above,
    first_share,
    keep_samples,
    likely_ranks,
    long_samples,
    rank_intervals,
    smaa,
    top_share,
    weight_stability,
)
from rewatch.scoring.weights import with_weight

SAMPLES = 200
PARTS = st.sampled_from(["evidence", "weights", "both"])
SEEDS = st.integers(0, 2**63)


@st.composite
def weights(draw, criteria):
    """Whole-number weights, some of them 0, never all."""
    found = draw(st.lists(st.integers(0, 10), min_size=criteria, max_size=criteria))
    assume(any(found))
    return found


@st.composite
def models(draw, criteria):
    point = draw(weights(criteria))
    kind = draw(st.sampled_from(["point", "dirichlet", "none", "order"]))
    return WeightModel(kind, point=point, c=draw(st.sampled_from([0.5, 15.0, 60.0, 250.0])))


@st.composite
def problems(draw, least=1):
    """Intervals on whole points with evidence numbers, some shared between companies."""
    n, k = draw(st.integers(least, 6)), draw(st.integers(1, 4))
    cells = st.tuples(st.integers(0, 100), st.integers(0, 40), st.integers(0, 12))
    found = np.array(draw(st.lists(cells, min_size=n * k, max_size=n * k))).reshape(n, k, 3)
    low = found[..., 0].astype(float)
    return low, low + found[..., 1], found[..., 2]


@st.composite
def weighed_problems(draw, least=1):
    problem = draw(problems(least))
    return problem, draw(models(problem[0].shape[1]))


@given(weighed_problems(), PARTS, SEEDS)
def test_every_company_has_a_rank_and_every_rank_a_company(case, parts, seed):
    (low, high, evidence), model = case
    n = len(low)

    result = smaa(low, high, model, SAMPLES, seed, parts, evidence)

    np.testing.assert_allclose(result.rank_acceptability.sum(axis=0), 1, atol=1e-9)
    np.testing.assert_allclose(result.rank_acceptability.sum(axis=1), 1, atol=1e-9)
    assert (result.rank_acceptability >= 0).all()
    together = result.pairwise_winning + result.pairwise_winning.T + result.ties
    np.testing.assert_allclose(together, 1 - np.eye(n), atol=1e-12)
    # A company's mean rank is 1 plus those above it, a tie counting half.
    above = (result.pairwise_winning + result.ties / 2).sum(axis=0)
    np.testing.assert_allclose(result.expected_rank, 1 + above, atol=1e-9)


@given(weighed_problems(), PARTS, SEEDS)
def test_a_long_group_has_the_figures_of_a_short_one(case, parts, seed):
    (low, high, evidence), model = case
    n = len(low)

    short = smaa(low, high, model, SAMPLES, seed, parts, evidence)
    long = long_samples(low, high, SAMPLES, seed, evidence).smaa(model, parts)

    np.testing.assert_allclose(long.expected_rank, short.expected_rank, atol=1e-9)
    np.testing.assert_array_equal((long.figures.best, long.figures.worst), likely_ranks(short))
    np.testing.assert_allclose(long.figures.first, first_share(short), atol=1e-9)
    np.testing.assert_allclose(long.figures.top5, top_share(short, 5), atol=1e-9)
    np.testing.assert_allclose(long.shares, short.rank_acceptability, atol=1e-6)
    assert long.standard_error == short.standard_error
    for ours, theirs in zip(long.central_weights, short.central_weights, strict=True):
        assert (ours is None) == (theirs is None)
        assert ours is None or theirs is None or np.allclose(ours, theirs)
    keys = [row.copy() for row in long.keys(range(n))]
    for a, b in product(range(n), repeat=2):
        assert (keys[a] < keys[b]).mean() == short.pairwise_winning[a, b]
        assert a == b or (keys[a] == keys[b]).mean() == short.ties[a, b]


@given(weighed_problems(), PARTS, SEEDS)
def test_central_weights_exist_exactly_where_a_company_was_first(case, parts, seed):
    (low, high, evidence), model = case

    result = smaa(low, high, model, SAMPLES, seed, parts, evidence)

    for share, central in zip(first_share(result), result.central_weights, strict=True):
        assert (central is None) == (share == 0)
        if central is not None:
            assert abs(central.sum() - 1) < 1e-9
            assert (central[np.array(model.point) == 0] == 0).all()


@given(weighed_problems(least=2), PARTS, SEEDS, st.randoms(use_true_random=False))
def test_the_order_of_the_companies_changes_nothing(case, parts, seed, random):
    (low, high, evidence), model = case
    order = list(range(len(low)))
    random.shuffle(order)

    one = smaa(low, high, model, SAMPLES, seed, parts, evidence)
    two = smaa(low[order], high[order], model, SAMPLES, seed, parts, evidence[order])

    assert (two.rank_acceptability == one.rank_acceptability[order]).all()
    assert (two.pairwise_winning == one.pairwise_winning[np.ix_(order, order)]).all()
    assert (two.ties == one.ties[np.ix_(order, order)]).all()
    for place, row in enumerate(order):
        assert repr(two.central_weights[place]) == repr(one.central_weights[row])


@given(weighed_problems(least=2), PARTS, SEEDS)
def test_a_newcomer_re_draws_nobody(case, parts, seed):
    (low, high, evidence), model = case

    without = smaa(low[:-1], high[:-1], model, SAMPLES, seed, parts, evidence[:-1])
    with_it = smaa(low, high, model, SAMPLES, seed, parts, evidence)
    kept_without = keep_samples(low[:-1], high[:-1], SAMPLES, seed, evidence[:-1])
    kept_with = keep_samples(low, high, SAMPLES, seed, evidence)

    assert (with_it.pairwise_winning[:-1, :-1] == without.pairwise_winning).all()
    assert (with_it.ties[:-1, :-1] == without.ties).all()
    assert (kept_with.values[:, :-1] == kept_without.values).all()


@given(weighed_problems(), PARTS, SEEDS)
def test_kept_samples_rank_as_fresh_ones_do(case, parts, seed):
    (low, high, evidence), model = case

    fresh = smaa(low, high, model, SAMPLES, seed, parts, evidence)
    kept = keep_samples(low, high, SAMPLES, seed, evidence).smaa(model, parts)

    assert (kept.table.above == fresh.table.above).all()
    assert (kept.rank_acceptability == fresh.rank_acceptability).all()


@given(weighed_problems(least=2), PARTS, SEEDS, st.integers(1, 50))
def test_better_values_never_worsen_a_rank(case, parts, seed, gain):
    (low, high, evidence), model = case
    better = np.zeros_like(low)
    better[0] = gain

    before = smaa(low, high, model, SAMPLES, seed, parts, evidence)
    after = smaa(low + better, high + better, model, SAMPLES, seed, parts, evidence)

    assert (after.table.above[0] <= before.table.above[0]).all()
    assert (after.pairwise_winning[0] >= before.pairwise_winning[0]).all()


@given(weighed_problems(), SEEDS)
def test_kept_values_lie_in_their_intervals(case, seed):
    (low, high, evidence), _ = case

    values = keep_samples(low, high, SAMPLES, seed, evidence).values

    assert values.dtype == np.float32
    assert values.shape == (SAMPLES, *low.shape)
    assert (values >= low - 1e-4).all()
    assert (values <= high + 1e-4).all()


@given(problems(), st.data(), SEEDS)
def test_no_sampled_rank_lies_outside_the_rank_interval(problem, data, seed):
    low, high, evidence = problem
    point = np.array(data.draw(weights(low.shape[1])), dtype=float)

    above = certainly_above(low, high, point, evidence)
    best, worst = rank_intervals(low @ point, high @ point, above)
    result = smaa(low, high, WeightModel("point", point=point), SAMPLES, seed, "evidence", evidence)

    company, rank = np.nonzero(result.rank_acceptability)
    assert (rank + 1 >= best[company]).all()
    assert (rank + 1 <= worst[company]).all()
    central_best, central_worst = likely_ranks(result)
    assert (best <= central_best).all()
    assert (central_best <= central_worst).all()
    assert (central_worst <= worst).all()


@given(problems(least=2), st.data())
def test_certainly_above_is_above_at_every_corner_of_the_evidence(problem, data):
    low, high, evidence = problem
    low, high, evidence = low[:2], high[:2], evidence[:2] % 5
    point = np.array(data.draw(weights(low.shape[1])))
    records = np.unique(evidence)

    leads = []
    for corner in product([0.0, 1.0], repeat=records.size):
        position = np.array(corner)[np.searchsorted(records, evidence)]
        totals = (low + position * (high - low)) @ point
        leads.append(totals[0] - totals[1])

    assert certainly_above(low, high, point, evidence).tolist() == [
        [False, min(leads) > 0],
        [max(leads) < 0, False],
    ]


@st.composite
def tables(draw, least=2):
    """Criterion values on whole points, and weights."""
    n, k = draw(st.integers(least, 6)), draw(st.integers(2, 4))
    found = draw(st.lists(st.integers(0, 100), min_size=n * k, max_size=n * k))
    return np.array(found, dtype=float).reshape(n, k), draw(weights(k))


def totals_at(values, point, moved, weight):
    """Totals after one weight is moved, by the rule that sliders follow."""
    shares = with_weight({str(j): w for j, w in enumerate(point)}, str(moved), weight)
    return values @ [shares[str(j)] for j in range(len(point))]


@given(tables(), st.data())
def test_two_companies_keep_their_order_inside_and_change_it_beyond(table, data):
    values, point = table
    first, second = data.draw(st.permutations(range(len(values))))[:2]
    now = values @ point
    ahead, behind = (first, second) if now[first] >= now[second] else (second, first)

    for j, (low, high, below, above) in enumerate(weight_stability(values, point, (first, second))):
        share = point[j] / sum(point)
        assert 0 <= low <= share + 1e-12
        assert share - 1e-12 <= high <= 1
        for weight in (low, (low + high) / 2, high):
            totals = totals_at(values, point, j, weight)
            assert totals[ahead] >= totals[behind] - 1e-9
        for end, limit, taker in ((low, 0, below), (high, 1, above)):
            if taker is None:
                assert end == limit
                continue
            totals = totals_at(values, point, j, end)
            assert abs(totals[first] - totals[second]) < 1e-9
            beyond = totals_at(values, point, j, limit)
            assert beyond[taker] > beyond[first + second - taker]
            if abs(now[first] - now[second]) > 1e-9:
                assert taker == behind


@given(tables(), st.integers(1, 4))
def test_the_top_stays_inside_and_loses_a_member_beyond(table, size):
    values, point = table
    now = values @ point
    ordered = np.sort(now)[::-1]
    assume(size < len(now) and ordered[size - 1] > ordered[size])
    inside = now >= ordered[size - 1]

    for j, (low, high, below, above) in enumerate(weight_stability(values, point, ("top", size))):
        for weight in (low, (low + high) / 2, high):
            totals = totals_at(values, point, j, weight)
            assert totals[inside].min() >= totals[~inside].max() - 1e-9
        for end, limit, taker in ((low, 0, below), (high, 1, above)):
            if taker is None:
                assert end == limit
                continue
            assert not inside[taker]
            at_the_end = totals_at(values, point, j, end)
            assert abs(at_the_end[inside].min() - at_the_end[taker]) < 1e-9
            beyond = totals_at(values, point, j, limit)
            assert beyond[taker] > beyond[inside].min()


@given(tables())
def test_first_place_is_the_top_one(table):
    values, point = table
    assert weight_stability(values, point, "first") == weight_stability(values, point, ("top", 1))


@given(tables(), st.randoms(use_true_random=False))
def test_stability_does_not_depend_on_the_order_of_the_companies(table, random):
    values, point = table
    order = list(range(len(values)))
    random.shuffle(order)

    one = weight_stability(values, point)
    two = weight_stability(values[order], point)

    for j, (here, there) in enumerate(zip(one, two, strict=True)):
        assert abs(here.low - there.low) < 1e-12
        assert abs(here.high - there.high) < 1e-12
        for taker, other, limit in (
            (here.taker_below, there.taker_below, 0),
            (here.taker_above, there.taker_above, 1),
        ):
            assert (taker is None) == (other is None)
            if taker is not None and other is not None:
                # Of companies that take over together either may be named.
                totals = totals_at(values, point, j, limit)
                assert abs(totals[taker] - totals[order[other]]) < 1e-9


@given(tables(), st.data())
def test_moving_one_weight_keeps_locks_proportions_and_the_sum(table, data):
    _, point = table
    before = {str(j): w / sum(point) for j, w in enumerate(point)}
    name = data.draw(st.sampled_from(sorted(before)))
    locked = data.draw(st.sets(st.sampled_from(sorted(before)), max_size=2)) - {name}

    after = with_weight(before, name, data.draw(st.floats(0, 1)), locked)

    assert abs(sum(after.values()) - 1) < 1e-12
    assert all(after[key] == before[key] for key in locked)
    assert all(-1e-15 <= weight <= 1 + 1e-12 for weight in after.values())
    free = [key for key in before if key != name and key not in locked]
    if sum(before[key] for key in free) > 0:
        for one, two in product(free, free):
            assert abs(after[one] * before[two] - after[two] * before[one]) < 1e-12
