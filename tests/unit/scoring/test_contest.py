"""Companies set side by side: whether other weights turn their order round."""

import pickle

import pytest

from rewatch.scoring.contest import contest_task
from rewatch.scoring.ranking import points, rank
from rewatch.scoring.score import score_company
from rewatch.scoring.sureness import sample
from tests.unit.scoring.records import company, how, record, rubric
from tests.unit.scoring.test_pair import mixed, rich
from tests.unit.scoring.test_sureness import FEW, one, ranking, strong, weak

FOUR = {"a": mixed(id="a"), "b": rich(id="b"), "s": strong(id="s"), "w": weak(id="w")}
PLANT = [{"id": "hill", "name": "Works", "country": "US", "feedstock": "recycling",
          "product": "separated-oxides"}]  # fmt: skip


def held(found, *companies):
    task = contest_task(found, rubric(), companies, samples=FEW)
    return pickle.loads(pickle.dumps(task)).done(lambda: True)  # as another process would


def test_a_pair_is_above_as_often_as_in_the_whole_ranking_whoever_is_compared_with_it():
    found = ranking(*FOUR.values())
    whole = sample(found, rubric(), samples=FEW)
    (contest,) = held(found, "b", "a", "w")
    for parts in ("weights", "both"):
        for kind in ("shared", "independent"):
            (again,) = [item for item in whole if (item.parts, item.unknowns) == (parts, kind)]
            for row, above in enumerate(contest.ids):
                for column, below in enumerate(contest.ids):
                    share = contest.above[parts, kind][row][column]
                    assert share == (0.5 if above == below else again.above(above, below))
    assert contest.share("both", "a", "b") == one(whole).above("a", "b")


def test_first_of_those_compared_is_not_first_of_all():
    found = ranking(*FOUR.values())
    (contest,) = held(found, "w", "b", "a")
    assert contest.ids == ("w", "b", "a")
    for shares in contest.first.values():
        assert sum(shares) == pytest.approx(1)
    # The strongest of all would be first of these too, were it compared.
    assert max(contest.first["both"]) > one(sample(found, rubric(), samples=FEW)).first_share[1]


@pytest.mark.parametrize("order", ["proven", "possible", "middle", "expected"])
def test_the_leader_leads_until_the_weight_goes_beyond_its_interval(order):
    at = how()
    found = rank([score_company(item, at) for item in FOUR.values()], at, order, {})
    (contest,) = held(found, "a", "b", "w")
    assert contest.order == ("proven" if order == "expected" else order)
    turns = {key: item for key, item in contest.stability.items() if item.taker_above}
    assert turns
    for criterion, item in turns.items():
        for moved, first in ((-1e-6, contest.leaders[0]), (1e-6, item.taker_above)):
            share = item.high + moved
            rest = sum(weight for key, weight in contest.weights.items() if key != criterion)
            weights = {key: weight / rest * (1 - share) for key, weight in contest.weights.items()}
            then = how(weights=weights | {criterion: share})
            scores = [score_company(FOUR[key], then) for key in ("a", "b", "w")]
            assert max(scores, key=lambda score: points(score, order)).id == first
    criterion, end, taker = contest.nearest()
    item = contest.stability[criterion]
    assert (end, taker) in ((item.low, item.taker_below), (item.high, item.taker_above))
    gaps = [
        abs(end - contest.weights[key])
        for key, item in contest.stability.items()
        for end, who in ((item.low, item.taker_below), (item.high, item.taker_above))
        if who
    ]
    assert abs(end - contest.weights[criterion]) == min(gaps)


def test_a_word_is_said_where_both_ways_to_draw_the_unknown_agree():
    found = ranking(*FOUR.values())
    (contest,) = held(found, "s", "w")
    assert contest.word(rubric(), "s", "w") == "very likely above"
    assert contest.word(rubric(), "w", "s") == "very likely below"


def test_groups_are_contests_of_their_own_and_one_alone_has_none():
    works = strong(id="p", projects=PLANT)
    found = ranking(*FOUR.values(), works, strong(id="q", projects=PLANT))
    assert [item.ids for item in held(found, "p", "a")] == []
    assert [item.ids for item in held(found, "q", "a", "p", "b")] == [("a", "b"), ("q", "p")]
    level = held(found, "p", "q")[0]
    assert level.leaders == ("p", "q")


def test_who_is_level_shares_the_first_place():
    (contest,) = held(ranking(strong(id="a"), strong(id="b")), "a", "b")
    assert contest.first["weights"] == (0.5, 0.5)
    assert contest.share("weights", "a", "b") == 0.5
    assert contest.nearest() is None


def test_nothing_is_sampled_for_whom_nobody_waits():
    task = contest_task(ranking(*FOUR.values()), rubric(), ["a", "b"], samples=FEW)
    assert task.done(lambda: False) is None


def test_a_criterion_that_weighs_nothing_and_applies_to_some_only_takes_nobody_out():
    weights = {"element_mix": 0.4, "processing": 0.4, "jurisdiction": 0.2, "partnerships": 0.0}
    off = [
        record("not-applicable", indicator=name, reason="sells to itself")
        for name in ("offtake", "processing_partner", "strategic_equity")
    ]
    alone = company(
        record("testwork", scale="commercial"),
        record("step", step="magnets", state="operating", country="AU"),
        record("approval", what="environmental", outcome="granted"),
        record("distribution", basis="resource", oxides={"La2O3": 40, "CeO2": 55, "Nd2O3": 3}),
        *off,
        id="o",
    )
    found = ranking(alone, *(FOUR[key] for key in ("b", "s", "w")), at=how(weights=weights))
    points = {key: found.row(key).score.total.low for key in ("o", "w")}
    assert points["o"] > points["w"]
    (contest,) = held(found, "w", "o")
    assert (contest.ids, contest.leaders) == (("w", "o"), ("o",))
    assert set(contest.stability) == {"element_mix", "processing", "jurisdiction"}
