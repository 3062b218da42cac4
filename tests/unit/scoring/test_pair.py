"""Two companies of one ranking: shares that add up, the nearest flip, facts that part them."""

from itertools import permutations

import pytest

from rewatch.scoring.comparison import lead
from rewatch.scoring.explain import difference
from rewatch.scoring.facts import open_facts
from rewatch.scoring.pair import pair_shares, pair_words, settling, smallest_flip
from rewatch.scoring.ranking import certainly_above, placed_only_in, places_moved, rank
from rewatch.scoring.score import score_company
from rewatch.scoring.sureness import sample
from tests.unit.scoring.records import company, how, record, rubric
from tests.unit.scoring.test_sureness import FEW, ranking, strong, weak


def mixed(**fields):
    """Good where `weak` is bad and bad where it is good, so that weights decide."""
    return company(
        record("testwork", scale="commercial"),
        record("step", step="magnets", state="operating", country="AU"),
        record("approval", what="environmental", outcome="refused"),
        record("distribution", basis="resource", oxides={"La2O3": 40, "CeO2": 56, "Nd2O3": 1}),
        **fields,
    )  # fmt: skip


def rich(**fields):
    return company(
        record("testwork", scale="none"),
        record("step", step="none"),
        record("approval", what="environmental", outcome="granted"),
        record("distribution", basis="resource",
               oxides={"La2O3": 20, "CeO2": 30, "Pr6O11": 10, "Nd2O3": 38, "Dy2O3": 2}),
        **fields,
    )  # fmt: skip


def test_the_three_shares_of_a_pair_add_up_and_turn_round_with_it():
    found = sample(ranking(mixed(id="a"), rich(id="b")), rubric(), samples=FEW)
    shares = pair_shares(found, "a", "b")
    assert {(s.parts, s.unknowns) for s in shares} == {
        (parts, unknowns)
        for parts in ("both", "evidence", "weights")
        for unknowns in ("shared", "independent")
    }
    for one, other in zip(shares, pair_shares(found, "b", "a"), strict=True):
        assert one.above + one.below + one.tied == pytest.approx(1)
        assert (one.above, one.below) == (other.below, other.above)


def test_a_pair_has_the_shares_it_has_among_many():
    two = [mixed(id="a"), rich(id="b")]
    alone = sample(ranking(*two), rubric(), samples=FEW)
    among = sample(ranking(weak(id="0"), strong(id="c"), *two), rubric(), samples=FEW)
    assert pair_shares(alone, "a", "b") == pair_shares(among, "a", "b")


def test_who_is_not_ranked_together_has_no_shares():
    found = sample(ranking(strong(id="a")), rubric(), samples=FEW)
    assert pair_shares(found, "a", "nobody") == ()
    assert pair_words(rubric(), ()) == {}
    assert smallest_flip(ranking(strong(id="a")), "nobody", "a") is None


def test_words_are_those_of_the_shares():
    found = sample(ranking(strong(id="a"), weak(id="b")), rubric(), samples=FEW)
    assert set(pair_words(rubric(), pair_shares(found, "a", "b")).values()) == {"very likely above"}
    assert set(pair_words(rubric(), pair_shares(found, "b", "a")).values()) == {"very likely below"}


def test_beyond_the_smallest_flip_the_other_is_ahead_and_before_it_not():
    pair = [mixed(id="a"), rich(id="b")]
    found = ranking(*pair)
    flip = smallest_flip(found, "a", "b")
    assert flip is not None
    assert flip == smallest_flip(found, "b", "a")
    assert flip.weight == pytest.approx(found.weights[flip.criterion])
    leads = []
    for step in (0.99, 1.01):
        moved = flip.weight + step * (flip.at - flip.weight)
        rest = {key: w for key, w in found.weights.items() if key != flip.criterion}
        weights = {k: w * (1 - moved) / sum(rest.values()) for k, w in rest.items()}
        at = how(weights={**weights, flip.criterion: moved})
        one, other = (score_company(item, at) for item in pair)
        leads.append(lead(difference(one, other), "proven").points)
    assert leads[0] * leads[1] < 0
    assert flip.ahead == ("a" if leads[1] > 0 else "b")


def test_the_better_in_everything_is_flipped_by_no_weight():
    assert smallest_flip(ranking(strong(id="a"), weak(id="b")), "a", "b") is None


def test_nothing_settles_what_is_certain():
    one, other = scores(strong(id="a"), weak(id="b"))
    found = settling(one, other, rubric())
    assert found.enough == 0
    assert not any(fact.separates for fact in found.facts)


def test_all_open_facts_of_both_are_named():
    a, b = scores(mixed(id="a"), rich(id="b"))
    found = settling(a, b, rubric())
    assert {(fact.company, fact.fact.id) for fact in found.facts} == {
        (score.id, fact.fact.id) for score in (a, b) for fact in open_facts(score, rubric())
    }


@pytest.mark.parametrize("weights", [{"processing": 1}, {"processing": 3, "jurisdiction": 1}])
def test_enough_facts_at_their_middle_part_the_two_and_one_fewer_do_not(weights):
    at = how(weights=weights)
    known = company(record("testwork", scale="commercial"),
                    record("step", step="magnets", state="operating", country="AU"),
                    record("recovery", pct=90, to="mixed-carbonate"), id="a")  # fmt: skip
    other = company(record("testwork", scale="bench"), id="b")
    one, two = (score_company(item, at) for item in (known, other))
    found = settling(one, two, rubric())
    assert found.enough is not None

    def doubt(settled):
        open_points = 0.0
        for score in (one, two):
            fed = {i for f in settled if f.company == score.id for i in f.indicators}
            open_points += sum(
                score.global_weight(item) * item.value.width
                for item in score.indicators()
                if item.value is not None and item.id not in fed
            )
        return open_points

    gap = abs(one.total.mid - two.total.mid)
    if found.enough:
        assert doubt(found.facts[: found.enough - 1]) / 2 >= gap
    assert doubt(found.facts[: found.enough]) / 2 < gap
    for fact in found.facts:
        assert bool(fact.separates) == (found.enough > 0 and doubt([fact]) / 2 < gap)


def test_nothing_is_to_be_settled_exactly_where_one_is_certainly_above():
    everyone = scores(*(make(id=f"{make.__name__}-{country.lower()}", projects=[
        {"id": "hill", "name": "Hill", "country": country, "feedstock": "hard-rock"}])
        for make in (strong, weak, mixed, rich) for country in ("AU", "AO")))  # fmt: skip
    seen = set()
    for a, b in permutations(everyone, 2):
        certain = certainly_above(a, b) or certainly_above(b, a)
        assert (settling(a, b, rubric()).enough == 0) == certain
        seen.add(certain)
    assert seen == {True, False}


def scores(*companies):
    at = how()
    found = rank([score_company(item, at) for item in companies], at)
    return [found.row(item.id).score for item in companies]


def test_of_two_that_change_places_the_one_whose_points_changed_is_named_first():
    before = ranking(strong(id="a"), mixed(id="b"))
    after = ranking(weak(id="a"), mixed(id="b"))
    assert [row.score.id for row in (*before.rows, *after.rows)] == ["a", "b", "b", "a"]
    assert [score.id for score, _, _ in places_moved(before, after)] == ["a", "b"]


def test_who_falls_out_of_a_ranking_and_who_comes_in_are_named():
    before, after = ranking(strong(id="a"), mixed(id="b")), ranking(mixed(id="b"))
    (fallen,) = (row.score for row in before.rows if row.score.id == "a")
    assert placed_only_in(before, after) == [fallen.name]
    assert placed_only_in(before, after, fallen.group) == [fallen.name]
    assert placed_only_in(before, after, "elsewhere") == placed_only_in(after, before) == []
