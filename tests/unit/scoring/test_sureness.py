"""Sampling of scored companies, read back as shares, words and tiers."""

import pytest

from rewatch.domain.errors import UsageError
from rewatch.scoring import cells
from rewatch.scoring.cells import arrays_of, draw_key
from rewatch.scoring.ranking import rank
from rewatch.scoring.score import score_company
from rewatch.scoring.stability import pair_stability, stability
from rewatch.scoring.sureness import sample, weight_model, word
from rewatch.scoring.tiers import tiers
from tests.unit.scoring.records import company, how, record, rubric

FEW = 2000


def strong(**fields):
    return company(
        record("testwork", scale="commercial"),
        record("step", step="magnets", state="operating", country="AU"),
        record("stage", stage="production", project="hill"),
        record("partnership", partner="P", type="equity", status="operating",
               investor="industrial"),
        record("distribution", basis="resource",
               oxides={"La2O3": 20, "CeO2": 30, "Pr6O11": 10, "Nd2O3": 38, "Dy2O3": 2}),
        **fields,
    )  # fmt: skip


def weak(**fields):
    return company(
        record("testwork", scale="none"),
        record("step", step="none"),
        record("approval", what="environmental", outcome="refused"),
        record("partnership", partner="P", type="offtake", status="mou", share_pct=5),
        record("distribution", basis="resource",
               oxides={"La2O3": 40, "CeO2": 55, "Pr6O11": 1, "Nd2O3": 3}),
        **fields,
    )  # fmt: skip


def ranking(*companies, at=None):
    at = at or how()
    return rank([score_company(item, at) for item in companies], at)


def one(found, parts="both", unknowns="shared"):
    return next(item for item in found if (item.parts, item.unknowns) == (parts, unknowns))


def test_the_arrays_add_up_to_the_totals():
    found = ranking(strong(id="a"), weak(id="b"))
    arrays = arrays_of(found, "ore")
    for row, name in enumerate(arrays.ids):
        total = found.row(name).score.total
        weights = [arrays.weights[c] for c in arrays.criterion]
        for ends, expected in ((arrays.low, total.low), (arrays.high, total.high)):
            assert sum(ends[row] * arrays.share[row] * weights) == pytest.approx(expected)


def test_a_company_certainly_above_is_first_in_every_sample_of_the_evidence():
    found = sample(ranking(strong(id="a"), weak(id="b")), rubric(), samples=FEW)
    evidence = one(found, "evidence")
    assert evidence.above("a", "b") == 1.0
    assert evidence.rank_90[evidence.place("a")] == (1, 1)
    assert evidence.first_share[evidence.place("a")] == 1.0


def test_a_blank_company_is_never_very_likely_above_a_known_one():
    known = [strong(id="known")]
    at = how(weights={"processing": 1})
    blank = company(record("testwork", "d", scale="bench"), record("recovery", pct=60,
                    to="mixed-carbonate"), id="blank")  # fmt: skip
    found = sample(ranking(*known, blank, at=at), rubric(), samples=FEW)
    shares = [one(found, unknowns=variant).above("blank", "known")
              for variant in ("shared", "independent")]  # fmt: skip
    assert word(rubric(), shares) != "very likely above"


def test_unknowns_of_one_company_move_together_in_the_reported_figures():
    found = ranking(company(record("recovery", pct=60, to="mixed-carbonate"),
                            record("testwork", scale="pilot"),
                            record("approval", what="environmental", outcome="granted"),
                            record("share", group="ndpr", pct=22, basis="resource"), id="a"),
                    strong(id="b"))  # fmt: skip
    wide = one(sample(found, rubric(), samples=FEW), "evidence", "shared")
    narrow = one(sample(found, rubric(), samples=FEW), "evidence", "independent")
    place = wide.place("a")
    assert wide.result.expected_rank[place] <= narrow.result.expected_rank[place] + 0.05
    assert wide.above("a", "b") >= narrow.above("a", "b")


def test_the_same_state_prints_the_same_numbers_and_a_newcomer_redraws_nobody():
    two = [strong(id="a"), weak(id="b")]
    first = one(sample(ranking(*two), rubric(), samples=FEW))
    again = one(sample(ranking(*two), rubric(), samples=FEW))
    assert (first.result.rank_acceptability == again.result.rank_acceptability).all()
    more = one(sample(ranking(*two, strong(id="c")), rubric(), samples=FEW))
    assert more.above("a", "b") == first.above("a", "b")


def test_the_groups_are_never_mixed():
    plant = [{"id": "hill", "name": "Works", "country": "US", "feedstock": "recycling",
              "product": "separated-oxides"}]  # fmt: skip
    found = sample(ranking(strong(id="a"), strong(id="p", projects=plant)), rubric(), samples=FEW)
    assert {(item.group, item.ids) for item in found} == {("ore", ("a",)), ("processor", ("p",))}
    assert "element_mix" not in one([x for x in found if x.group == "processor"]).criteria


def test_at_the_end_of_a_stability_interval_the_taker_is_level():
    found = ranking(strong(id="a"), weak(id="b", projects=[
        {"id": "hill", "name": "Hill", "country": "AU", "feedstock": "hard-rock"}]))  # fmt: skip
    for criterion, item in stability(found, "ore").items():
        assert 0 <= item.low <= found.weights[criterion] <= item.high <= 1
    pair = pair_stability(found, "ore", "a", "b")
    assert set(pair) == set(stability(found, "ore"))
    assert pair_stability(found, "ore", "a", "nobody") == {}


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        ([0.96, 0.99], "very likely above"),
        ([0.96, 0.90], "likely above"),
        ([0.96, 0.50], "cannot tell"),
        ([0.04, 0.01], "very likely below"),
        ([0.19, 0.10], "likely below"),
    ],
)
def test_a_word_is_used_only_where_the_variants_agree(shares, said):
    assert word(rubric(), shares) == said


def test_tiers_part_where_one_is_likely_above():
    found = ranking(strong(id="a"), strong(id="b"), weak(id="c"))
    numbers = tiers(found, sample(found, rubric(), samples=FEW), rubric())
    assert numbers == {"a": 1, "b": 1, "c": 2}


def test_a_long_group_has_the_figures_the_pairs_and_the_tiers_of_a_short_one(monkeypatch):
    found = ranking(strong(id="a"), weak(id="b"), strong(id="c"), weak(id="d"))
    short = sample(found, rubric(), samples=FEW)
    monkeypatch.setattr(cells, "MOST", 3)
    long = sample(found, rubric(), samples=FEW)
    for ours, theirs in zip(long, short, strict=True):
        assert (ours.ids, ours.parts, ours.unknowns) == (theirs.ids, theirs.parts, theirs.unknowns)
        assert ours.rank_90 == theirs.rank_90
        assert ours.first_share == pytest.approx(theirs.first_share)
        assert ours.top5_share == pytest.approx(theirs.top5_share)
        assert ours.pair("a", "b") == theirs.pair("a", "b")
        assert set(ours.matrices().values()) == {None}
    assert tiers(found, long, rubric()) == tiers(found, short, rubric())


def test_a_pair_alone_has_the_draws_it_has_in_its_group():
    found = ranking(strong(id="a"), weak(id="b"), strong(id="c"), weak(id="d"))
    two = sample(found, rubric(), samples=FEW, only=("d", "c"))
    for ours, theirs in zip(two, sample(found, rubric(), samples=FEW), strict=True):
        assert set(ours.ids) == {"c", "d"}
        assert ours.pair("c", "d") == theirs.pair("c", "d")


def test_of_a_very_long_group_fewer_samples_are_taken_and_more_are_refused(monkeypatch):
    found = ranking(strong(id="a"), weak(id="b"), strong(id="c"), weak(id="d"))
    monkeypatch.setattr(cells, "MOST", 3)
    monkeypatch.setattr(cells, "_HELD", 4 * 500)
    assert {item.result.samples for item in sample(found, rubric())} == {500}
    with pytest.raises(UsageError, match=r"501 samples of 4 companies .* 500 or fewer"):
        sample(found, rubric(), samples=501)


def test_no_companies_and_one_company_are_answered():
    assert sample(ranking(), rubric(), samples=10) == []
    only = one(sample(ranking(strong(id="a")), rubric(), samples=10))
    assert only.rank_90 == ((1, 1),)


def test_draw_keys_are_fixed_numbers():
    assert draw_key("country:AU") == draw_key("country:AU") >= 0
    assert draw_key("country:AU") != draw_key("country:US")


def test_weights_are_drawn_as_firmly_as_asked():
    assert weight_model(rubric(), [0.5, 0.5], "rough").c == 15
    assert weight_model(rubric(), [0.5, 0.5]).c == 60
    assert weight_model(rubric(), [0.5, 0.5], "none").kind == "none"


def test_a_weight_of_0_has_an_interval_too_and_beyond_it_the_taker_is_first():
    """How far a criterion that weighs nothing may be raised before first place changes hands."""
    rich = {"La2O3": 15, "CeO2": 20, "Pr6O11": 15, "Nd2O3": 44, "Dy2O3": 5, "Tb4O7": 1}
    poor = {"La2O3": 40, "CeO2": 55, "Pr6O11": 1, "Nd2O3": 3, "Dy2O3": 0.5, "Tb4O7": 0.5}
    built = company(
        record("testwork", scale="commercial"),
        record("step", step="magnets", state="operating", country="AU"),
        record("distribution", basis="resource", oxides=poor), id="built",
    )  # fmt: skip
    dug = company(
        record("testwork", scale="pilot"),
        record("step", step="mixed-carbonate", state="piloted", country="AU"),
        record("distribution", basis="resource", oxides=rich), id="dug",
    )  # fmt: skip
    only = {"processing": 1.0, "element_mix": 0.0, "jurisdiction": 0.0, "partnerships": 0.0}
    found = ranking(built, dug, at=how(weights=only))

    item = stability(found, "ore")["element_mix"]

    assert item.low == 0
    assert item.taker_above == "dug"
    assert 0 < item.high < 1
    for raised, first in ((item.high - 0.001, "built"), (item.high + 0.001, "dug")):
        weights = {**only, "processing": 1 - raised, "element_mix": raised}
        again = ranking(built, dug, at=how(weights=weights))
        assert again.group("ore")[0].score.id == first
