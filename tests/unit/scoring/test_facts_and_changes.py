"""Which fact to find next, and why a score moved."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from rewatch.domain.company import Company, Retraction
from rewatch.scoring.changes import CAUSES, change
from rewatch.scoring.facts import next_facts, open_facts
from rewatch.scoring.ranking import rank
from rewatch.scoring.score import score_company
from tests.unit.scoring.records import company, how, record, rubric, scored

EARLIER = date(2025, 1, 1)


def facts(score):
    return {item.fact.id: item for item in open_facts(score, rubric())}


def test_a_fact_is_worth_the_width_of_every_indicator_it_feeds():
    score = scored()
    mix = score.criterion("element_mix")
    margin = score.indicator("cost_margin")
    assert margin is not None
    expected = mix.weight * mix.value.width + score.global_weight(margin) * margin.value.width
    found = facts(score)["oxide-distribution"]
    assert found.points == pytest.approx(expected)
    assert found.indicators[0] == "magnet_share"


def test_what_is_known_is_not_asked_for_again():
    oxides = {"La2O3": 30, "CeO2": 44, "Pr6O11": 5, "Nd2O3": 20, "Dy2O3": 0.9, "Tb4O7": 0.1}
    score = scored(record("distribution", oxides=oxides, basis="resource"))
    assert "oxide-distribution" not in facts(score)
    assert facts(score)["unit-cost"].indicators == ("cost_margin",)


def test_what_does_not_apply_is_not_asked_for():
    score = scored(record("not-applicable", indicator="offtake", reason="sells to itself"))
    assert "offtake-terms" not in facts(score)


def test_what_weighs_nothing_is_not_asked_for():
    score = score_company(company(), how(weights={"partnerships": 1.0}))
    fed = {key for item in open_facts(score, rubric()) for key in item.indicators}
    assert fed == {"offtake", "processing_partner", "strategic_equity"}


def test_the_list_groups_facts_and_names_the_pairs_they_would_separate():
    at = how()
    known = [record("testwork", scale="commercial"), record("step", step="magnets",
             state="operating", country="AU")]  # fmt: skip
    rows = [
        score_company(company(*known, id="known", name="Known"), at),
        score_company(company(id="blank", name="Blank"), at),
    ]
    groups = next_facts(rank(rows, at), rubric())
    assert [group.points for group in groups] == sorted(
        (group.points for group in groups), reverse=True
    )
    widest = groups[0]
    assert {item.company for item in widest.open} <= {"known", "blank"}
    assert all(item.points > 0 for group in groups for item in group.open)


def test_a_fact_that_would_settle_an_overlap_names_the_rival():
    at = how(weights={"partnerships": 1.0})
    fixed = [record("not-applicable", indicator=name, reason="fixed")
             for name in ("processing_partner", "strategic_equity")]  # fmt: skip
    half = record("partnership", partner="P", type="offtake", status="binding", share_pct=15)
    one = score_company(company(half, *fixed, id="one"), at)
    other = score_company(company(*fixed, id="other"), at)
    groups = next_facts(rank([one, other], at), rubric())
    found = {item.company: item.separates for item in groups[0].open}
    assert groups[0].fact.id == "offtake-terms"
    assert found["other"] == ("one",)


def everything() -> Company:
    return company(
        record("stage", "old", stage="resource", project="hill", as_of="2024-01"),
        record("stage", "old", stage="pfs", project="hill", as_of="2025-06"),
        record("testwork", "old", scale="bench", as_of="2018-01"),
        record("testwork", "old", scale="pilot", as_of="2025-09"),
        record("partnership", "old", partner="P", type="offtake", status="mou", as_of="2023-06"),
    )


def test_causes_add_up_to_the_change_exactly():
    example = everything()
    found = change(example, how(as_of=EARLIER), how())
    for end in ("low", "mid", "high"):
        whole = getattr(found, end)
        assert sum(getattr(part, end) for part in found.parts) == pytest.approx(whole)
    assert found.low == pytest.approx(found.after.total.low - found.before.total.low)
    causes = {part.cause for part in found.parts}
    assert {"evidence", "status", "ageing"} <= causes


def test_new_evidence_names_its_records():
    example = company(record("testwork", id="new", scale="pilot", as_of="2025-09"))
    found = change(example, how(as_of=EARLIER), how())
    assert [(p.indicator, p.cause, p.evidence) for p in found.parts] == [
        ("test_scale", "evidence", ("new",))
    ]


def test_a_change_is_laid_to_the_record_without_which_it_had_not_come():
    """The new support adds nothing; the cost in a currency without a rate leaves its size open."""
    fund: dict[str, Any] = {
        "programme": "Fund",
        "status": "granted",
        "amount": 5e8,
        "currency": "AUD",
    }
    more: dict[str, Any] = {
        "programme": "Other",
        "status": "proposed",
        "amount": 1e6,
        "currency": "AUD",
    }
    cost = {"type": "capex", "per": "total", "project": "hill"}
    example = company(
        record("cost", "old", id="then", as_of="2024-01", amount=1e9, currency="AUD", **cost),
        record("support", "old", id="fund", as_of="2024-01", **fund),
        record("cost", id="now", as_of="2026-01", amount=7e8, currency="CAD", **cost),
        record("support", id="more", as_of="2026-01", **more),
    )
    found = change(example, how(as_of=EARLIER), how())
    [part] = [part for part in found.parts if part.cause == "evidence"]
    assert (part.indicator, part.low < 0, part.evidence) == ("public_support", True, ("now",))


def test_a_withdrawal_is_named_where_it_took_something_away():
    example = company(
        record("testwork", "old", id="tried", scale="pilot", as_of="2024-06"),
        record("testwork", id="other", scale="bench", as_of="2025-09"),
    )
    withdrawn = Retraction(evidence="tried", on=date(2025, 10, 1), why="it was another plant")
    withdrawn_now = example.model_copy(update={"retractions": (withdrawn,)})
    found = change(withdrawn_now, how(as_of=EARLIER), how())
    [part] = [part for part in found.parts if part.cause == "evidence"]
    assert (part.indicator, part.low < 0, set(part.evidence)) == (
        "test_scale",
        True,
        {"tried", "other"},
    )
    alone = change(
        withdrawn_now.model_copy(update={"evidence": example.evidence[:1]}),
        how(as_of=EARLIER),
        how(),
    )
    assert [part.evidence for part in alone.parts] == [("tried",)]


def test_where_either_of_two_records_does_it_the_one_it_rests_on_is_named():
    example = company(
        record("testwork", id="one", scale="pilot", as_of="2025-09"),
        record("testwork", id="two", scale="pilot", as_of="2025-08"),
    )
    found = change(example, how(as_of=EARLIER), how())
    assert [part.evidence for part in found.parts] == [("one",)]


def test_a_stage_alone_moves_only_what_is_unknown():
    example = company(
        record("stage", "old", stage="resource", project="hill", as_of="2024-01"),
        record("stage", "old", stage="dfs", project="hill", as_of="2026-01"),
    )
    found = change(example, how(as_of=EARLIER), how())
    assert {part.cause for part in found.parts} == {"status"}
    assert found.low == pytest.approx(0)
    assert found.high > 0


def test_other_weights_decks_and_rules_are_causes_of_their_own():
    oxides = {"La2O3": 30, "CeO2": 44, "Pr6O11": 5, "Nd2O3": 20, "Dy2O3": 0.9, "Tb4O7": 0.1}
    example = company(record("distribution", oxides=oxides, basis="resource"))
    before = how()
    cheap = before.deck.model_copy(
        update={"quoted": {k: v.scaled(0.5) for k, v in before.deck.quoted.items()}}
    )
    assert {p.cause for p in change(example, before, how(prices=cheap)).parts} == {"price deck"}
    assert {p.cause for p in change(example, before, how("equal")).parts} == {"weights"}
    rules = rubric().model_copy(update={"widening": dict.fromkeys("ABCDE", 7.0)})
    assert {p.cause for p in change(example, before, how(rules=rules)).parts} == {"rubric"}
    poor = {
        code: country.model_copy(update={"rl_pctrank": 20.0})
        for code, country in before.countries.items()
    }
    moved = change(example, before, replace(before, countries=poor, memo={}))
    assert {p.cause for p in moved.parts} == {"country table"}


def test_nothing_moved_has_no_parts():
    found = change(everything(), how(), how())
    assert found.parts == ()


def test_the_causes_stand_in_the_documented_order():
    assert CAUSES == (
        "evidence", "status", "ageing", "country table", "weights", "price deck", "rubric",
    )  # fmt: skip
