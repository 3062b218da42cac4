"""Whatever the records say, the mix they were read from lies inside every bound."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewatch.domain.elements import GROUPS, OXIDES
from rewatch.domain.values import Interval
from rewatch.scoring.shares import Bound, solve

TOTAL = Interval(99, 101)
HEAVY = [frozenset(OXIDES[4:]), frozenset(OXIDES[6:]), frozenset(OXIDES[7:14])]
SETS = [*GROUPS.values(), *HEAVY, *(frozenset({oxide}) for oxide in OXIDES)]


@st.composite
def mixes(draw):
    parts = draw(st.lists(st.floats(0.01, 10), min_size=len(OXIDES), max_size=len(OXIDES)))
    return {oxide: 100 * part / sum(parts) for oxide, part in zip(OXIDES, parts, strict=True)}


@st.composite
def readings(draw, mix):
    found = []
    for place, members in enumerate(draw(st.lists(st.sampled_from(SETS), unique=True))):
        true, blur = sum(mix[oxide] for oxide in members), draw(st.sampled_from([0.0, 0.5, 3.0]))
        share = Interval(max(0.0, true - blur), true + blur)
        found.append(Bound(members, share, f"record {place}"))
    return found


@given(st.data())
def test_the_true_mix_lies_inside_every_bound(data):
    mix = data.draw(mixes())
    groups = {str(sorted(members)): members for members in SETS}
    solved = solve(data.draw(readings(mix)), GROUPS, TOTAL, also=groups)
    assert solved is not None
    for members in SETS:
        true = sum(mix[oxide] for oxide in members)
        assert solved[str(sorted(members))].interval.contains(Interval(true, true), 1e-6)


@given(st.data())
def test_one_more_record_never_widens_a_bound(data):
    mix = data.draw(mixes())
    bounds = data.draw(readings(mix))
    fewer = solve(bounds[:-1], GROUPS, TOTAL)
    more = solve(bounds, GROUPS, TOTAL)
    assert fewer is not None
    assert more is not None
    for name in GROUPS:
        assert fewer[name].interval.contains(more[name].interval, 1e-6)


@given(st.data())
def test_the_order_of_records_moves_no_bound(data):
    mix = data.draw(mixes())
    bounds = data.draw(readings(mix))
    one = solve(bounds, GROUPS, TOTAL)
    other = solve(data.draw(st.permutations(bounds)), GROUPS, TOTAL)
    assert one is not None
    assert other is not None
    for name in GROUPS:
        assert one[name].interval == pytest.approx(other[name].interval, abs=1e-6)
