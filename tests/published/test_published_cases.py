"""Published and closed-form cases, each read from its file with citation and tolerance.

The file says where a number comes from; the test says what of the product must give it.
"""

import json
import re
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from rewatch.domain.values import Interval
from rewatch.scoring.robustness import (
    WeightModel,
    certainly_above,
    draw_weights,
    first_share,
    rank_intervals,
    smaa,
    weight_stability,
)
from rewatch.scoring.value import piecewise, weighted_sum
from rewatch.scoring.weights import from_order, normalised, rank_order_centroid

CASES = Path(__file__).parent / "cases"


def case(name):
    found = json.loads((CASES / f"{name}.json").read_text("utf-8"))
    assert found["source"], "a case without a citation proves nothing"
    return found


def test_every_case_file_is_read_by_a_test():
    text = "".join(path.read_text("utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    assert [path.stem for path in CASES.glob("*.json") if path.stem not in text] == []


def test_every_case_file_stands_in_the_list_of_cases_with_a_test_that_exists():
    listed = (Path(__file__).parent / "README.md").read_text("utf-8")
    tests = "".join(path.read_text("utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    rows = [line.split("|") for line in listed.splitlines() if line.startswith("| `")]
    assert sorted(row[1].strip(" `") for row in rows) == sorted(p.name for p in CASES.glob("*"))
    for row in rows:
        for name in re.findall(r"`(test_\w+)`", row[3]):
            assert f"def {name}(" in tests


def test_municipal_plan_of_lahdelma_hokkanen_and_salminen_1998():
    """No preference, criterion values uniform around a middle, not clipped to 0..1."""
    given = case("smaa_municipal_plan_1998")
    matrix = np.array(given["inputs"]["matrix"])
    worst, best = matrix.min(axis=0), matrix.max(axis=0)
    half = np.empty_like(matrix)
    for column, (absolute, relative) in enumerate(
        zip(
            given["inputs"]["half_width_absolute"],
            given["inputs"]["half_width_relative"],
            strict=True,
        )
    ):
        half[:, column] = absolute if relative is None else relative * np.abs(matrix[:, column])
    low = (matrix - half - worst) / (best - worst)
    high = (matrix + half - worst) / (best - worst)

    result = smaa(low, high, WeightModel("none"), given["samples"], seed=1998, parts="both")

    expected, tolerance = given["expected"], given["tolerance"]
    np.testing.assert_allclose(
        100 * first_share(result),
        expected["first_rank_acceptability_pct"],
        # The paper prints whole per cents.
        atol=tolerance["acceptability_pct_points"],
    )
    for row, percent in enumerate(expected["confidence_factor_pct"]):
        central = result.central_weights[row]
        if central is None:
            # Never first in any sample; the paper has 0 % where it was a few times in a million.
            assert not percent
            continue
        assert percent is not None
        confidence = smaa(
            low, high, WeightModel("point", point=central), given["samples"], 1998, "evidence"
        )
        assert 100 * first_share(confidence)[row] == pytest.approx(
            percent, abs=tolerance["confidence_pct_points"]
        )


@pytest.mark.parametrize("kept_parts", ["weights", "both"])
def test_smaa_with_two_criteria_agrees_with_the_closed_form(kept_parts):
    given = case("smaa_exact_two_criteria")
    values, expected = np.array(given["inputs"]["values"]), given["expected"]
    tolerance = given["tolerance"]["monte_carlo_10000"]

    result = smaa(values, values, WeightModel("none"), 10_000, seed=1, parts=kept_parts)

    np.testing.assert_allclose(
        result.rank_acceptability, expected["rank_acceptability"], atol=tolerance
    )
    np.testing.assert_allclose(
        result.pairwise_winning, expected["pairwise_winning"], atol=tolerance
    )
    for found, central in zip(result.central_weights, expected["central_weights"], strict=True):
        assert found is not None
        np.testing.assert_allclose(found, central, atol=tolerance)


@pytest.mark.parametrize("leader", [0, 1, 2])
def test_stability_of_first_place_is_the_favourable_segment(leader):
    given = case("smaa_exact_two_criteria")
    segment = given["expected"]["favourable_w1"][leader]
    middle = sum(segment) / 2

    low, high, _, _ = weight_stability(given["inputs"]["values"], [middle, 1 - middle])[0]

    assert [low, high] == pytest.approx(segment, abs=given["tolerance"]["exact"])


def test_rank_intervals_and_necessary_preference():
    given = case("rank_intervals")
    low, high = given["inputs"]["low"], given["inputs"]["high"]

    best, worst = rank_intervals(low, high)
    above = certainly_above(np.array(low)[:, None], np.array(high)[:, None], [1.0])

    assert given["tolerance"] == 0
    assert best.tolist() == given["expected"]["best"]
    assert worst.tolist() == given["expected"]["worst"]
    assert above.astype(int).tolist() == given["expected"]["necessary_preference"]
    again = rank_intervals(low, high, above)
    assert [end.tolist() for end in again] == [best.tolist(), worst.tolist()]


def test_a_fact_two_companies_share_is_drawn_once():
    given = case("shared_fact_pwi")
    lead, weight = given["inputs"]["other_lead"], given["inputs"]["weight"]
    rest = 1 - weight
    low = np.array([[0.5 + lead / rest, 0.0], [0.5, 0.0]])
    high = np.array([[0.5 + lead / rest, 1.0], [0.5, 1.0]])
    model = WeightModel("point", point=[rest, weight])

    shared = np.array([[1, 9], [2, 9]])
    together = smaa(low, high, model, 10_000, 7, "evidence", evidence=shared)
    apart = smaa(low, high, model, 10_000, 7, "evidence")

    assert together.pairwise_winning[0, 1] == pytest.approx(
        given["expected"]["pwi_A_over_B_shared"], abs=given["tolerance"]["exact"]
    )
    assert apart.pairwise_winning[0, 1] == pytest.approx(
        given["expected"]["pwi_A_over_B_if_wrongly_independent"],
        abs=given["tolerance"]["monte_carlo_10000"],
    )
    assert certainly_above(low, high, [rest, weight], shared)[0, 1]
    assert not certainly_above(low, high, [rest, weight])[0, 1]


def test_missing_evidence_is_an_interval_and_never_a_number():
    given = case("missing_evidence")
    weights, expected = given["inputs"]["weights"], given["expected"]
    rows = [given["inputs"]["A"], given["inputs"]["B"]]
    low = np.array([[0.0 if value is None else value for value in row] for row in rows])
    high = np.array([[1.0 if value is None else value for value in row] for row in rows])

    totals = np.stack([low @ weights, high @ weights], axis=1)
    best, worst = rank_intervals(totals[:, 0], totals[:, 1])
    result = smaa(low, high, WeightModel("point", point=weights), 10_000, 3, "evidence")

    exact = given["tolerance"]["exact"]
    assert totals[0] == pytest.approx(expected["A_total"], abs=exact)
    assert totals[1] == pytest.approx(expected["B_total"], abs=exact)
    assert [best[0], worst[0]] == expected["rank_interval"]["A"]
    assert [best[1], worst[1]] == expected["rank_interval"]["B"]
    assert result.pairwise_winning[1, 0] == pytest.approx(
        expected["pwi_B_over_A_uniform"], abs=given["tolerance"]["monte_carlo_10000"]
    )
    assert all(not np.isclose(wrong, totals[1]).all() for wrong in expected["wrong"].values())


def test_piecewise_linear_value_functions():
    given = case("pvf_piecewise_linear")
    for each in given["cases"]:
        points = list(zip(each["cutoffs"], each["values"], strict=True))
        found = [piecewise(x, points) for x in each["x"]]
        assert found == pytest.approx(each["out"], abs=given["tolerance"])


def test_the_weighted_sum_of_kracka_brauers_and_zavadskas_2010():
    given = case("wsm_kracka2010")
    matrix, expected = np.array(given["inputs"]["matrix"]), given["expected"]
    for column, objective in enumerate(given["inputs"]["objectives"]):
        if objective == "min":
            matrix[:, column] = 1 / matrix[:, column]
    values = matrix / matrix.sum(axis=0)
    weights = normalised({str(at): weight for at, weight in enumerate(given["inputs"]["weights"])})

    totals = [
        weighted_sum(
            [(weights[str(at)], Interval(value, value)) for at, value in enumerate(row.tolist())]
        )
        for row in values
    ]
    model = WeightModel("point", point=given["inputs"]["weights"])
    sampled = smaa(values, values, model, 1, 0, "both")

    assert [item.low for item in totals] == pytest.approx(expected["score"], abs=given["tolerance"])
    assert [item.high for item in totals] == [item.low for item in totals]
    assert sampled.expected_rank.tolist() == expected["rank"]


def test_fixed_value_functions_never_reverse_ranks_when_a_company_is_added():
    given = case("rank_reversal")
    scale = [(0.0, 0.0), (10.0, 1.0)]

    def totals(name):
        values = [[piecewise(x, scale) for x in row] for row in given["inputs"][name]]
        return np.array(values) @ given["inputs"]["weights"]

    before, after = totals("before"), totals("after")

    np.testing.assert_allclose(before, given["expected"]["fixed_before"], atol=given["tolerance"])
    np.testing.assert_allclose(after, given["expected"]["fixed_after"], atol=given["tolerance"])
    assert np.argsort(before).tolist() == np.argsort(after[: len(before)]).tolist()


def test_rank_order_centroid_weights_are_the_exact_fractions():
    given = case("surrogate_weights")
    for count, expected in given["expected"].items():
        fractions = [float(Fraction(text)) for text in expected["ROC"]]
        assert rank_order_centroid(int(count)) == pytest.approx(fractions, abs=given["tolerance"])
        names = [f"criterion {place}" for place in range(int(count))]
        assert list(from_order(names).values()) == pytest.approx(fractions, abs=given["tolerance"])


def test_uniform_weights_are_uniform_on_the_simplex():
    given = case("weight_samplers")
    expected, tolerance = given["expected"]["dirichlet1"], given["tolerance"]
    k = given["expected"]["k"]

    drawn = draw_weights(WeightModel("none"), 400_000, 2, k)

    assert drawn.mean(axis=0) == pytest.approx(expected["mean"], abs=tolerance["sd"])
    assert drawn[:, 0].std() == pytest.approx(expected["sd"], abs=tolerance["sd"])
    assert (drawn[:, 0] > 0.3).mean() == pytest.approx(expected["P_w1_gt_0_3"], abs=tolerance["p"])


@pytest.mark.parametrize("c", [2.0, 15.0, 60.0, 250.0])
def test_concentrated_weights_have_the_moments_of_the_dirichlet_distribution(c):
    given = case("weight_samplers")
    assert given["expected"]["dirichlet_cw"] == "mean w_j, var w_j(1-w_j)/(c+1)"
    point = np.array([0.35, 0.25, 0.2, 0.15, 0.05])

    drawn = draw_weights(WeightModel("dirichlet", point=point, c=c), 400_000, 2, point.size)

    spread = np.sqrt(point * (1 - point) / (c + 1))
    np.testing.assert_allclose(drawn.mean(axis=0), point, atol=5 * spread.max() / 400_000**0.5)
    np.testing.assert_allclose(drawn.std(axis=0), spread, atol=2 * given["tolerance"]["sd"])
