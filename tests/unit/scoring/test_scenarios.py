"""A scenario changes what scores are made from, says what each of its parts moves, and no more."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from rewatch.domain.company import Company
from rewatch.domain.errors import UsageError
from rewatch.domain.scenario import Scenario
from rewatch.scoring.case import Method
from rewatch.scoring.ranking import rank
from rewatch.scoring.results import CompanyScore
from rewatch.scoring.scenarios import World, deck_under, moves, world
from rewatch.scoring.score import score_company
from tests.unit.scoring.records import company, deck, how, record, value

DEALS = ("proposed", "mou", "conditional", "binding", "operating")


def scenario(**fields: object) -> Scenario:
    data = {"schema": 1, "id": "shock", "name": "Shock", "summary": "Something happens."}
    return Scenario.model_validate(data | fields)


def rule(kind: str, becomes: dict[str, object], **fields: object) -> dict[str, object]:
    return {"id": f"{kind}-rule", "reason": "So it is.", "kind": kind, "becomes": becomes} | fields


ENDS = rule("partnership", {"status": "ended"}, where={"country": "CN"})


def deal(country: str | None, status: object = "binding", **fields: Any) -> dict[str, Any]:
    named = {"country": country} if country else {}
    whole: dict[str, Any] = (
        {"partner": "P", "type": "processing", "status": status} | named | fields
    )
    return record("partnership", **whole)


def under(supposed: Scenario, *companies: Company, answers: object = None) -> World:
    there = {item.id: item for item in companies}
    start = how()
    priced = replace(start, deck=deck_under(supposed, deck()), memo={})
    return world(supposed, start, priced, there, answers or {})  # type: ignore[arg-type]


def ends(score: CompanyScore, indicator: str) -> tuple[float, float]:
    found = value(score, indicator)
    assert found is not None
    return found


def scored_under(found: World, of: Company) -> CompanyScore:
    supposed = found.how.supposed
    assert supposed is not None
    return score_company(supposed.companies.get(of.id, of), found.how)


def test_a_rule_is_about_the_records_that_say_so_and_counts_those_that_do_not_say() -> None:
    ours = company(deal("CN"), deal("JP", partner="Q"), deal(None, partner="R"))
    step = under(scenario(rules=[ENDS]), ours).steps[0]
    assert step.changed == {"example": (ours.evidence[0].id,)}
    assert step.untold == 1
    assert "1 record does not say and stay" in step.told
    after = step.companies["example"]
    assert [item.status[0] for item in after.evidence] == ["ended", "binding", "binding"]


def test_a_lost_deal_leaves_the_indicator_open_only_up_to_what_it_was_worth() -> None:
    ours = company(deal("CN", status="mou"))
    was = ends(score_company(ours, how()), "processing_partner")
    found = scored_under(under(scenario(rules=[ENDS]), ours), ours)
    assert was[1] < 100
    assert value(found, "processing_partner") == (0.0, was[1])
    reason = found.indicator("processing_partner").reason
    assert "No evidence is left in this scenario" in reason
    alone = company()  # what was open before stays as open as it was
    assert value(score_company(alone, how()), "processing_partner") == (0.0, 100.0)


def test_where_a_filter_cannot_be_answered_both_worlds_count() -> None:
    ours = company(deal("CN"))
    supposed = scenario(rules=[ENDS | {"when": "magnet:>=20%"}])
    yes = scored_under(
        under(supposed, ours, answers={"partnership-rule": (("example",), ())}), ours
    )
    may_be = under(supposed, ours, answers={"partnership-rule": ((), ("example",))})
    found = ends(scored_under(may_be, ours), "processing_partner")
    no = ends(score_company(ours, how()), "processing_partner")
    certain = ends(yes, "processing_partner")
    assert may_be.steps[0].open == ("example",)
    assert "Of 1 company it may or may not hold." in may_be.steps[0].told
    assert found[0] <= min(no[0], certain[0])
    assert found[1] >= no[1]
    out = under(supposed, ours, answers={"partnership-rule": ((), ())})
    assert not out.steps[0].changed


def test_a_range_that_lies_partly_in_what_a_rule_asks_for_counts_both_ways() -> None:
    ours = company(deal("CN", status=["mou", "binding"]))
    paper = rule("partnership", {"status": "ended"}, where={"status": ["proposed", "mou"]})
    found = under(scenario(rules=[paper]), ours)
    after = found.steps[0].companies["example"].evidence
    assert [item.status for item in after] == [("mou", "binding"), ("ended", "ended")]
    assert after[1].disputes == (after[0].id,)
    was = ends(score_company(ours, how()), "processing_partner")
    assert ends(scored_under(found, ours), "processing_partner") == (0, was[1])


def test_a_company_that_no_part_is_about_keeps_its_very_score() -> None:
    ours, other = company(deal("CN")), company(deal("JP"), id="other", name="Other")
    found = under(scenario(rules=[ENDS]), ours, other)
    assert found.how.supposed is not None
    assert set(found.how.supposed.companies) == {"example"}
    assert scored_under(found, other).total == score_company(other, how()).total


def test_blocs_and_countries_move_alignment() -> None:
    ours = company(record("step", step="separated-oxides", state="operating", country="MY"))
    was = ends(score_company(ours, how()), "alignment")
    neutral = under(scenario(blocs={"neutral": "chinese"}), ours)
    one = under(scenario(countries={"MY": "allied"}), ours)
    worse, better = (ends(scored_under(found, ours), "alignment") for found in (neutral, one))
    assert worse[0] < was[0] < better[0]
    assert neutral.steps[0].told == "What is neutral counts as chinese."


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"rules": [rule("deal", {"status": "ended"})]}, "kind 'deal' is none of"),
        ({"rules": [rule("partnership", {"state": "ended"})]}, "'state' is no field"),
        ({"rules": [rule("partnership", {"status": "over"})]}, "status = 'over'"),
        ({"rules": [rule("partnership", {"recorded": "2026-01-01"})]}, "'recorded' is no field"),
        ({"rules": [ENDS | {"where": {"country": "China"}}]}, "country = 'China'"),
        ({"rules": [rule("partnership", {})]}, "becomes says nothing"),
        ({"rules": [ENDS, ENDS]}, "rules share an id: partnership-rule"),
        ({"prices": {"Nd": 1}}, "Nd is not a priced oxide"),
        ({}, "nothing is supposed"),
    ],
)
def test_a_scenario_that_means_nothing_is_refused(fields: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=said.replace("(", r"\(")):
        scenario(**fields)


def test_prices_stand_over_those_of_a_deck_in_dollars_only() -> None:
    supposed = scenario(prices={"NdPr": 110})
    found = deck_under(supposed, deck())
    assert found.prices["NdPr"] == (110, 110)
    assert found.prices["Dy2O3"] == deck().prices["Dy2O3"]
    yuan = deck().model_copy(update={"unit": "CNY/kg", "id": "yuan"})
    with pytest.raises(UsageError, match="the deck yuan is in CNY/kg"):
        deck_under(supposed, yuan)


def test_a_country_that_is_not_in_the_table_is_named() -> None:
    with pytest.raises(UsageError, match="of XX, which the country table does not have"):
        under(scenario(countries={"XX": "allied"}), company())


@given(
    st.lists(
        st.tuples(
            st.sampled_from(("CN", "JP", None)),
            st.sampled_from(DEALS),
            st.sampled_from(("processing", "equity", "joint-venture")),
        ),
        max_size=4,
    ),
    st.booleans(),
)
def test_the_parts_of_every_move_add_up_and_a_loss_raises_nobody(
    deals: list[tuple[str | None, str, str]], prices: bool
) -> None:
    evidence = [
        deal(country, status, partner=f"P{n}", type=kind, investor="industrial")
        for n, (country, status, kind) in enumerate(deals)
    ]
    ours, other = company(*evidence), company(deal("JP"), id="other", name="Other")
    rules = [ENDS, rule("partnership", {"status": "mou"}, id="second", where={"country": "JP"})]
    fields: dict[str, object] = {"rules": rules} | ({"prices": {"NdPr": 110}} if prices else {})
    found = under(scenario(**fields), ours, other)

    def ranked(at: Method) -> object:
        there = at.supposed.companies if at.supposed else {}
        return rank([score_company(there.get(c.id, c), at) for c in (ours, other)], at)

    moved = moves(ranked(found.start), ranked(found.how), found.start, found.steps)  # type: ignore[arg-type]
    for item in moved:
        assert sum(part.low for part in item.parts) == pytest.approx(item.proven, abs=1e-9)
        assert sum(part.high for part in item.parts) == pytest.approx(item.possible, abs=1e-9)
        for part in item.parts:
            if part.name == "partnership-rule":
                assert max(part.low, part.high) <= 1e-9
