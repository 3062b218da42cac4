"""What must hold of scores and ranks whatever the evidence says."""

import random
from dataclasses import replace
from datetime import date
from math import fsum

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rewatch.domain.company import Company
from rewatch.domain.rubric import Rubric
from rewatch.scoring.changes import change
from rewatch.scoring.explain import difference
from rewatch.scoring.ranking import certainly_above, rank
from rewatch.scoring.score import reweighed, score_company
from tests.unit.scoring.records import company, how, record, rubric

CHAIN = ["mined-ore", "mineral-concentrate", "mixed-carbonate", "separated-oxides", "metals"]
STATES = ["announced", "planned", "piloted", "demonstration", "construction", "operating"]
SCALES = ["none", "bench", "pilot", "demonstration", "commercial"]
DEALS = ["proposed", "mou", "conditional", "binding", "operating"]
STAGES = ["exploration", "resource", "scoping", "pfs", "dfs", "construction", "production"]
GRADES = "abcde"

grades = st.sampled_from(GRADES)
months = st.dates(date(2015, 1, 1), date(2026, 11, 1)).map(lambda day: day.isoformat()[:7])
percents = st.floats(0, 100, allow_nan=False)


def shares(draw):
    names = ["La2O3", "CeO2", "Pr6O11", "Nd2O3", "Dy2O3", "Tb4O7", "Y2O3"]
    parts = {name: draw(st.floats(0, 30, allow_nan=False)) for name in names}
    listed = {name: part for name, part in parts.items() if draw(st.booleans())}
    total = sum(listed.values())
    return {name: part * min(1, 100 / total) for name, part in listed.items()} if total else None


# Every example scores several whole companies, so fewer of them are drawn than usual.
few = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def evidence(draw):
    """Any mixture of records a company file may hold."""
    found = []

    def add(kind, **fields):
        if draw(st.booleans()):
            found.append(record(kind, draw(grades), as_of=draw(months), **fields))

    add("stage", stage=draw(st.sampled_from(STAGES)), project="hill")
    listed = shares(draw)
    if listed:
        add("distribution", oxides=listed, basis=draw(st.sampled_from(["resource", "product"])))
    add("share", group="ndpr", pct=draw(st.floats(0, 45)), basis="resource")
    add("share", group="dytb", pct=draw(st.floats(0, 10)), basis="resource")
    for number in range(draw(st.integers(0, 3))):
        add("step", step=draw(st.sampled_from(CHAIN)), state=draw(st.sampled_from(STATES)),
            by=draw(st.sampled_from(["own", "partner", "undecided"])), site=f"site {number}",
            country=draw(st.sampled_from(["AU", "CN", "BR"])))  # fmt: skip
    add("testwork", scale=draw(st.sampled_from(SCALES)))
    add("recovery", pct=draw(percents), to=draw(st.sampled_from(CHAIN)))
    add("approval", what="environmental", outcome=draw(st.sampled_from(["applied", "granted"])))
    add("approval", what="mining-lease", outcome=draw(st.sampled_from(["refused", "granted"])))
    add("cost", type="capex", amount=draw(st.floats(1, 1e9)), currency="AUD", per="total")
    add("support", programme="Fund", status=draw(st.sampled_from(["proposed", "drawn"])),
        amount=draw(st.floats(0, 1e9)), currency="AUD")  # fmt: skip
    for number in range(draw(st.integers(0, 3))):
        add("partnership", partner=f"P{number}", type=draw(st.sampled_from(["offtake", "supply"])),
            status=draw(st.sampled_from(DEALS)), share_pct=draw(percents))  # fmt: skip
    add("partnership", partner="Q", type="equity", status=draw(st.sampled_from(DEALS)),
        investor="industrial")  # fmt: skip
    return found


ONE_TO_SIX = st.integers(1, 6)


@st.composite
def companies(draw, count=ONE_TO_SIX):
    return [
        company(*draw(evidence()), id=f"c{number}", name=f"C{number}")
        for number in range(draw(count))
    ]


def ranked(items: list[Company], order="proven"):
    at = how()
    return rank([score_company(item, at) for item in items], at, order)


def places(ranking):
    return {row.score.id: (row.rank, row.rank_interval, row.score.total) for row in ranking.rows}


@few
@given(companies())
def test_totals_and_criteria_add_up(items):
    for row in ranked(items).rows:
        score = row.score
        assert sum(item.weight for item in score.criteria) == pytest.approx(1)
        for end in ("low", "high"):
            parts = [
                score.global_weight(item) * getattr(item.value, end)
                for item in score.indicators()
                if item.value is not None
            ]
            assert getattr(score.total, end) == pytest.approx(sum(parts))
        assert 0 <= score.total.low <= score.total.high <= 100 + 1e-9
        assert -1e-9 <= score.coverage <= 1 + 1e-9


@few
@given(companies(st.just(2)))
def test_the_parts_of_a_difference_add_up_to_it(items):
    one, other = (score_company(item, how()) for item in items)
    found = difference(one, other)
    assert found.low == pytest.approx(one.total.low - other.total.high)
    assert found.mid == pytest.approx(one.total.mid - other.total.mid)
    assert found.high == pytest.approx(one.total.high - other.total.low)


@few
@given(companies(st.integers(2, 6)))
def test_adding_a_company_reorders_nobody(items):
    before, after = ranked(items[:-1]), ranked(items)
    newcomer = items[-1].id
    for group in ("ore", "processor"):
        old = [row.score.id for row in before.group(group)]
        new = [row.score.id for row in after.group(group) if row.score.id != newcomer]
        assert old == new
    for row in before.rows:
        found = after.row(row.score.id)
        assert found is not None
        assert found.score.total == row.score.total


@few
@given(companies(), st.randoms(use_true_random=False))
def test_permuting_companies_changes_nothing(items, shuffler: random.Random):
    mixed = list(items)
    shuffler.shuffle(mixed)
    assert places(ranked(items)) == places(ranked(mixed))


@few
@given(companies(st.just(1)), st.data())
def test_removing_the_only_record_of_a_kind_never_raises_a_low(items, data):
    full = items[0]
    kinds = [item.kind for item in full.evidence]
    # A stage is no evidence for an indicator: it sets the caps of what is unknown.
    lone = [r for r in full.evidence if kinds.count(r.kind) == 1 and r.kind != "stage"]
    if not lone:
        return
    gone = data.draw(st.sampled_from(lone))
    rest = full.model_copy(update={"evidence": tuple(r for r in full.evidence if r is not gone)})
    before, after = score_company(full, how()), score_company(rest, how())
    for old in before.indicators():
        new = after.indicator(old.id)
        assert new is not None
        if old.evidence != (gone.id,) or old.value is None or new.state != "unknown":
            continue
        assert new.value.low <= old.value.low + 1e-9
        if new.unknown.contains(old.value, 1e-9):
            assert new.value.contains(old.value, 1e-9)


LADDERS = {
    "testwork": ("scale", SCALES, {}, "test_scale"),
    "step": ("state", ["announced", "planned", "piloted", "demonstration", "operating"],
             {"step": "mixed-carbonate"}, "chain_step"),
    "support": ("status", ["none", "proposed", "conditional", "granted", "drawn"],
                {"programme": "Fund"}, "public_support"),
    "partnership": ("status", DEALS, {"partner": "P", "type": "equity", "investor": "industrial"},
                    "strategic_equity"),
    "approval": ("outcome", ["none", "applied", "granted"], {"what": "environmental"}, "permits"),
}  # fmt: skip


@few
@given(st.sampled_from(sorted(LADDERS)), grades, st.sampled_from(STAGES), st.data())
def test_raising_a_level_never_lowers_an_end(kind, grade, stage, data):
    field, levels, fixed, indicator = LADDERS[kind]
    low = data.draw(st.integers(0, len(levels) - 2))
    high = data.draw(st.integers(low + 1, len(levels) - 1))
    at = record("stage", stage=stage, project="hill")
    ends = []
    for level in (levels[low], levels[high]):
        found = score_company(company(at, record(kind, grade, **fixed, **{field: level})), how())
        ends.append(found.indicator(indicator).value)
    assert ends[0].low <= ends[1].low + 1e-9
    assert ends[0].high <= ends[1].high + 1e-9


@few
@given(evidence(), st.sampled_from(sorted(LADDERS)), grades, st.data())
def test_raising_a_level_lowers_no_end_whatever_else_is_known(others, kind, grade, data):
    """The raised record is fresh: a pilot run years ago keeps its grade and a plant does not."""
    field, levels, fixed, _ = LADDERS[kind]
    low = data.draw(st.integers(0, len(levels) - 2))
    high = data.draw(st.integers(low + 1, len(levels) - 1))
    before, after = (
        score_company(company(*others, record(kind, grade, **fixed, **{field: level})), how())
        for level in (levels[low], levels[high])
    )
    for item in before.indicators():
        raised = after.indicator(item.id)
        if item.value is not None:
            assert raised.value.low >= item.value.low - 1e-9, item.id
            assert raised.value.high >= item.value.high - 1e-9, item.id


@few
@given(evidence(), st.data())
def test_a_better_grade_nests_inside_a_worse_one(records, data):
    if not records:
        return
    lone = [r for r in records if [x["kind"] for x in records].count(r["kind"]) == 1]
    if not lone:
        return
    chosen = data.draw(st.sampled_from(lone))
    order = sorted(GRADES, key=GRADES.index)
    better, worse = sorted(data.draw(st.tuples(grades, grades)), key=order.index)
    fresh = {"as_of": "2026-06"}
    scores = [
        score_company(
            company(*(r | fresh | {"source": source} if r is chosen else r for r in records)), how()
        )
        for source in (better, worse)
    ]
    for good in scores[0].indicators():
        bad = scores[1].indicator(good.id)
        if good.evidence == bad.evidence == (chosen["id"],) and good.value is not None:
            assert bad.value.contains(good.value, 1e-9)


@few
@given(companies(), st.sampled_from(["equal", "processing-first", "geopolitics-first"]))
def test_other_weights_change_nothing_but_the_sums(items, profile):
    usual, other = how(), how(profile)
    for item in items:
        fresh = score_company(item, other)
        quick = reweighed(score_company(item, usual), other)
        assert [i.value for i in fresh.indicators()] == [i.value for i in quick.indicators()]
        assert fresh.total == pytest.approx(quick.total)
        assert fresh.coverage == pytest.approx(quick.coverage)
        assert (fresh.not_ranked is None) == (quick.not_ranked is None)


@few
@given(companies(st.just(1)), st.sampled_from(range(16)), st.floats(0.1, 200))
def test_a_changed_indicator_weight_changes_only_its_criterion(items, number, weight):
    data = rubric().model_dump(by_alias=True)
    indicators = [i for criterion in data["criteria"] for i in criterion["indicators"]]
    indicators[number]["weight"] = weight
    changed = Rubric.model_validate(data)
    before = score_company(items[0], how())
    after = score_company(items[0], how(rules=changed))
    for one, other in zip(before.criteria, after.criteria, strict=True):
        assert [i.value for i in one.indicators] == [i.value for i in other.indicators]
        if indicators[number]["id"] not in [i.id for i in one.indicators]:
            assert one == other


@few
@given(companies(st.just(1)), st.floats(0.05, 20))
def test_a_changed_price_deck_changes_only_what_is_priced(items, factor):
    deck = how().deck
    dearer = deck.model_copy(
        update={"quoted": {key: price.scaled(factor) for key, price in deck.quoted.items()}}
    )
    before, after = score_company(items[0], how()), score_company(items[0], how(prices=dearer))
    for one, other in zip(before.indicators(), after.indicators(), strict=True):
        if one.id not in ("magnet_value", "cost_margin"):
            assert one == other


@few
@given(companies(st.just(1)), st.floats(0.5, 20), st.data())
def test_a_changed_value_function_changes_only_its_indicator(items, shift, data):
    held = rubric().model_dump(by_alias=True)
    indicators = [i for criterion in held["criteria"] for i in criterion["indicators"]]
    changed = data.draw(st.sampled_from([item for item in indicators if item["points"]]))
    changed["points"] = [(x, min(100, y + shift)) for x, y in changed["points"]]
    before = score_company(items[0], how())
    after = score_company(items[0], how(rules=Rubric.model_validate(held)))
    for one, other in zip(before.indicators(), after.indicators(), strict=True):
        if one.id != changed["id"]:
            assert one == other


DAYS = st.dates(date(2016, 1, 1), date(2026, 11, 21))


@few
@given(companies(st.just(1)), DAYS, DAYS, st.sampled_from(["documents", "equal"]), st.data())
def test_the_causes_of_a_change_add_up_to_it(items, one_day, other_day, profile, data):
    """Evidence, status, ageing, countries, weights, prices and rules, moved all at once."""
    earlier, later = sorted((one_day, other_day))
    before = how(as_of=earlier)
    factor, points = data.draw(st.floats(0.1, 5)), data.draw(st.floats(0, 30))
    deck = before.deck.model_copy(
        update={"quoted": {k: v.scaled(factor) for k, v in before.deck.quoted.items()}}
    )
    rules = rubric().model_copy(update={"widening": dict.fromkeys("ABCDE", points)})
    lawless = {
        code: country.model_copy(update={"rl_pctrank": data.draw(percents)})
        for code, country in before.countries.items()
    }
    after = replace(how(profile, as_of=later, prices=deck, rules=rules), countries=lawless)

    found = change(items[0], before, after)

    then, now = score_company(items[0], before).total, score_company(items[0], after).total
    for end in ("low", "mid", "high"):
        whole = getattr(now, end) - getattr(then, end)
        assert getattr(found, end) == pytest.approx(whole, abs=1e-9)
        assert fsum(getattr(part, end) for part in found.parts) == pytest.approx(whole, abs=1e-6)


@few
@given(companies(st.integers(2, 5)))
def test_rank_intervals_hold_every_corner(items):
    ranking = ranked(items)
    for group in ("ore", "processor"):
        rows = ranking.group(group)
        for row in rows:
            best, worst = row.rank_interval
            assert 1 <= best <= row.rank <= worst <= len(rows)
        for one in rows:
            above = [other for other in rows if certainly_above(other.score, one.score)]
            assert one.rank_interval[0] == 1 + len(above)


def test_shared_evidence_is_cancelled_before_comparing():
    shared = {"same_as": "other/fact"}
    weak = record("partnership", "e", partner="P", type="equity", status="binding",
                  investor="industrial", **shared)  # fmt: skip
    lead = record("testwork", "a", scale="pilot")
    rest = record("testwork", "a", scale="bench")
    at = how(weights={"processing": 1.0, "partnerships": 1.0})
    known = [
        record("not-applicable", indicator=name, reason="fixed")
        for name in ("chain_step", "recovery", "cost_margin", "processing_independence",
                     "offtake", "processing_partner")
    ]  # fmt: skip
    one = score_company(company(weak, lead, *known, id="one"), at)
    other = score_company(company(weak, rest, *known, id="other"), at)
    assert one.total.low < other.total.high
    assert certainly_above(one, other)
