"""Which pairs a missing fact would tell apart: nobody could before, one is likely above after."""

from dataclasses import replace

import numpy as np
import pytest

from rewatch.scoring.cells import arrays_of
from rewatch.scoring.facts import next_facts
from rewatch.scoring.ranking import rank
from rewatch.scoring.score import score_company
from rewatch.scoring.sureness import SampledTotals, sample, word
from rewatch.scoring.telling import told_apart
from tests.unit.scoring.records import company, how, record, rubric

FEW = 1000


def known(scale, oxides, **fields):
    return company(
        record("testwork", scale=scale),
        record("step", step="mixed-carbonate", state="piloted", country="AU"),
        record("stage", stage="pfs", project="hill"),
        *([record("distribution", basis="resource", oxides=oxides)] if oxides else []),
        **fields,
    )  # fmt: skip


RICH = {"La2O3": 20, "CeO2": 30, "Pr6O11": 10, "Nd2O3": 36, "Dy2O3": 3, "Tb4O7": 1}
POOR = {"La2O3": 40, "CeO2": 55, "Pr6O11": 1, "Nd2O3": 3, "Dy2O3": 0.5, "Tb4O7": 0.5}
AT = how(weights={"element_mix": 1.0, "processing": 1.0})


def ranking(*items):
    return rank([score_company(item, AT) for item in items], AT)


@pytest.fixture(scope="module")
def looked():
    found = ranking(
        known("pilot", RICH, id="rich"),
        known("pilot", POOR, id="poor"),
        known("pilot", None, id="dark"),
        known("demonstration", None, id="dusk"),
    )
    return found, next_facts(found, rubric())


def words(found, items):
    """The word for each ordered pair, where both treatments of the unknown agree."""
    runs = [item for item in sample(found, rubric(), parts=("both",), samples=FEW) if item.ids]
    return {
        (a.id, b.id): word(rubric(), [run.above(a.id, b.id) for run in runs])
        for a in items
        for b in items
        if a is not b
    }


def test_who_is_told_apart_could_not_be_before(looked):
    found, groups = looked
    told = told_apart(found, rubric(), groups, samples=FEW)
    before = words(found, [row.score for row in found.rows])
    pairs = [pair for each in told.values() for pair in each]
    assert pairs
    for pair in pairs:
        assert "likely above" not in before[pair.ahead, pair.behind]
        assert pair.share >= rubric().sampling.likely


def test_the_fact_that_is_missing_tells_apart_and_one_that_is_known_does_not(looked):
    """With the oxides known, at their middle, the dark one stands between the rich and the poor."""
    found, groups = looked
    told = told_apart(found, rubric(), groups, samples=FEW)
    oxides = {(pair.ahead, pair.behind) for pair in told["oxide-distribution"]}
    assert {("rich", "dark"), ("dark", "poor"), ("rich", "dusk"), ("dusk", "poor")} == oxides
    assert "testwork" not in told


def test_of_one_company_only_its_own_pairs_can_be_told_apart(looked):
    found, groups = looked
    for group in groups:
        mine = [item for item in group.open if item.company == "dark"]
        if not mine:
            continue
        only = type(group)(group.fact, mine[0].points, tuple(mine))
        for pair in told_apart(found, rubric(), [only], samples=FEW)[group.fact.id]:
            assert "dark" in (pair.ahead, pair.behind)


def test_nobody_is_told_apart_alone_or_across_groups():
    refiner = company(
        record("testwork", scale="pilot"), id="refiner", role="processor",
        projects=[], lead_project=None,
    )  # fmt: skip
    found = ranking(known("pilot", RICH, id="rich"), refiner)
    told = told_apart(found, rubric(), next_facts(found, rubric()), samples=FEW)
    assert told
    assert not any(told.values())


def test_what_is_not_wanted_any_more_is_not_sampled(looked):
    found, groups = looked
    told = told_apart(found, rubric(), groups, samples=FEW, go_on=lambda: False)
    assert set(told) == {group.fact.id for group in groups}
    assert not any(told.values())


def test_drawing_only_those_that_change_is_drawing_all_of_them_again(looked):
    found, _ = looked
    arrays = arrays_of(found, "ore")
    assert arrays is not None
    drawn = SampledTotals.draw(arrays, rubric(), None, FEW)
    low = arrays.low.copy()
    low[1] = (arrays.low[1] + arrays.high[1]) / 2
    other = replace(arrays, low=low)
    again = SampledTotals.draw(other, rubric(), None, FEW)
    assert (drawn.surely_above() != again.surely_above()).any()
    for mine, fresh in zip(drawn.changed(other, [1]).totals, again.totals, strict=True):
        assert (mine == fresh).all()


def test_its_shares_are_those_of_the_ranking(looked):
    found, _ = looked
    arrays = arrays_of(found, "ore")
    assert arrays is not None
    drawn = SampledTotals.draw(arrays, rubric(), None, FEW)
    sampled = sample(found, rubric(), parts=("both",), samples=FEW)
    runs = [item.result for item in sampled if item.group == "ore"]
    one, other = (item.pairwise_winning + item.ties / 2 for item in runs)
    least = np.minimum(one, other)
    assert (drawn.surely_above() == least).all()
