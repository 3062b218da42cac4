"""Every number on a card is the number that scoring gave, and a sceptic can get it again."""

import csv
import io
import json
import re
from datetime import date, timedelta

import pytest
from hypothesis import given as prove
from hypothesis import settings
from hypothesis import strategies as st

from rewatch.domain.company import Company
from rewatch.domain.countries import CountryTable
from rewatch.domain.prices import Deck
from rewatch.domain.rubric import Rubric
from rewatch.scorecards import data, text
from rewatch.scorecards.collection import card
from rewatch.scorecards.document import Bars, Strip, Table
from rewatch.scorecards.figures import percent, points, points_range
from rewatch.scorecards.scorecard import MethodData, Scorecard, digest_of
from rewatch.scorecards.scorecard import _sha as sha
from rewatch.scoring.ranking import rank
from rewatch.scoring.score import method, score_company
from tests.unit.scorecards.builders import (
    AS_OF,
    company,
    given,
    how,
    processor,
    ranking,
    rival,
    small_card,
    small_pack,
)

weight = st.floats(0, 100, allow_subnormal=False)
weights = st.fixed_dictionaries(
    dict.fromkeys(("element_mix", "processing", "jurisdiction", "partnerships"), weight)
).filter(lambda found: sum(found.values()) > 1e-3)
days = st.integers(0, 3000).map(lambda back: AS_OF - timedelta(days=back))
companies = st.sampled_from([company(), rival("beta", "Beta", ("distribution",)), processor()])


def made(subject: Company, as_of: date, chosen: dict[str, float]) -> Scorecard:
    used = how(as_of, chosen)
    scores, ranked = ranking(subject, rival("other", "Other", ("testwork",)), method=used)
    return card(scores[0], ranked, given())


@prove(companies, days, weights)
@settings(max_examples=40)
def test_every_bar_and_cell_is_the_score_s_own_number(subject, as_of, chosen) -> None:
    document = made(subject, as_of, chosen)
    score = document.basis.score
    blocks = [block for section in document.sections for block in section.blocks]
    total, criteria = (block for block in blocks if isinstance(block, Bars))
    assert [bar.value for bar in total.rows] == [score.total]
    assert [(bar.label, bar.value) for bar in criteria.rows] == [
        (item.name, item.value) for item in score.criteria
    ]
    assert [bar.weight for bar in criteria.rows] == [item.weight for item in score.criteria]
    for strip in (block for block in blocks if isinstance(block, Strip)):
        for cell in strip.cells:
            if cell.label in score.atoms:
                assert cell.share == score.atoms[cell.label]


@prove(companies, days, weights)
@settings(max_examples=40)
def test_the_working_adds_up_to_the_total_it_prints(subject, as_of, chosen) -> None:
    document = made(subject, as_of, chosen)
    score = document.basis.score
    section = document.sheet.section("working")
    assert section is not None
    table = next(block for block in section.blocks if isinstance(block, Table))
    printed = {row[0].text: row for row in table.rows}
    for criterion in score.criteria:
        for item in criterion.indicators:
            name = document.basis.rubric.indicator(item.id).name
            shown = printed[name]
            if item.value is None:
                assert shown[4].text == "does not apply"
                continue
            assert shown[1].text == percent(score.global_weight(item), 1)
            assert shown[2].text == points_range(item.value)
    assert printed["= Total"][3].text == points_range(score.total)
    low = sum(score.global_weight(item) * item.value.low for item in score.indicators()
              if item.value)  # fmt: skip
    assert low == pytest.approx(score.total.low, abs=1e-9)


@prove(companies, days, weights)
@settings(max_examples=25)
def test_the_text_shows_total_criteria_rank_and_coverage(subject, as_of, chosen) -> None:
    document = made(subject, as_of, chosen)
    score, row = document.basis.score, document.basis.row
    shown = text.render(document)
    flat = " ".join(shown.split())
    assert f"{points(score.total.low)} points of 100 are proven" in flat
    assert f"{points(score.total.high)} are possible" in flat
    assert f"{percent(score.coverage)} of the weight has evidence".replace("\u00a0", " ") in flat
    expected = f"Rank {row.rank} of " if row.rank else "Rank not ranked: "
    assert expected in flat
    for criterion in score.criteria:
        if criterion.value is not None:
            assert points_range(criterion.value) in shown


@prove(companies, days, weights)
@settings(max_examples=25)
def test_csv_and_json_carry_the_numbers_unrounded(subject, as_of, chosen) -> None:
    document = made(subject, as_of, chosen)
    score = document.basis.score
    rows = {row["field"]: row for row in csv.DictReader(io.StringIO(data.csv(document)))}
    written = json.loads(data.json_document(document))["cards"][0]
    assert float(rows["score"]["low"]) == score.total.low == written["score"]["low"]
    assert float(rows["score"]["high"]) == score.total.high == written["score"]["high"]
    assert float(rows["coverage"]["mid"]) == score.coverage == written["coverage"]
    for criterion in score.criteria:
        for item in criterion.indicators:
            row = rows[f"indicator.{item.id}"]
            found = written["criteria"][criterion.id]["indicators"][item.id]
            assert found["weight"] == item.weight
            assert found["state"] == item.state
            if item.value is None:
                assert (row["low"], row["high"], found["low"]) == ("", "", None)
            else:
                assert (float(row["low"]), float(row["high"])) == tuple(item.value)
                assert (found["low"], found["high"]) == tuple(item.value)


@prove(companies, days, weights)
@settings(max_examples=25)
def test_scoring_the_inputs_of_the_json_again_gives_the_same_score(subject, as_of, chosen) -> None:
    document = made(subject, as_of, chosen)
    whole = json.loads(data.json_document(document))
    way, inputs = whole["method"], whole["cards"][0]["inputs"]
    again = score_company(
        Company.model_validate(inputs["company"]),
        method(
            Rubric.model_validate(way["rubric"]),
            way["weights"],
            way["profile"],
            Deck.model_validate(way["deck"]),
            CountryTable.model_validate(inputs["countries"]).by_code(),
            date.fromisoformat(way["as_of"]),
        ),
    )
    assert again.total == pytest.approx(document.basis.score.total, abs=1e-12)
    assert again.coverage == pytest.approx(document.basis.score.coverage, abs=1e-12)


def test_the_hash_can_be_worked_out_from_the_json() -> None:
    document = small_card()
    whole = json.loads(data.json_document(document))
    found = digest_of(
        MethodData(whole["method"], sha(whole["method"])), whole["cards"][0]["inputs"]
    )
    assert found == document.digest == whole["cards"][0]["hash"]


def test_the_hash_changes_with_whatever_went_in() -> None:
    first = small_card()
    assert small_card().digest == first.digest
    other = company()
    changed = other.model_copy(
        update={"evidence": tuple(item for item in other.evidence if item.kind != "testwork")}
    )
    assert small_card(subject=changed).digest != first.digest
    scores, ranked = ranking(company(), method=how(weights={"processing": 1}))
    alone, plain = ranking(company())
    assert card(scores[0], ranked, given()).digest != card(alone[0], plain, given()).digest
    assert card(alone[0], plain, given(flags={})).digest != card(alone[0], plain, given()).digest


def test_a_record_that_became_known_later_does_not_change_a_card_of_before() -> None:
    late = (
        company()
        .evidence[0]
        .model_copy(update={"id": "stage-2027-zzzz", "as_of": None, "recorded": date(2027, 1, 5)})
    )
    source = company().sources[0].model_copy(update={"id": "later", "date": None})
    late = late.model_copy(update={"source": "later"})
    fuller = company().model_copy(
        update={
            "evidence": (*company().evidence, late),
            "sources": (*company().sources, source),
        }
    )
    assert small_card(subject=fuller).digest == small_card().digest


def test_a_number_means_one_source_throughout_a_pack() -> None:
    document = small_pack()
    listed = {source.number: source.key for source in document.sources}
    assert sorted(listed) == list(range(1, len(listed) + 1))
    for member in document.cards:
        for source in member.sources:
            assert listed[source.number] == source.key
    # The study that the files of two companies name alike is one source, of both.
    study = next(source for source in document.sources if source.url and source.also)
    assert study.keys == ("alpha-rare-earths/study", "beta/study", "zeta-magnets/study")
    others = [source.url for source in document.sources if source.url]
    assert len(others) == len(set(others))
    zeta = document.cards[2]
    told = [row[-1] for row in data.rows(zeta) if row[1].startswith("evidence.distribution-")]
    assert told
    assert {text.split()[0] for text in told} == {f"[{study.number}]"}


@pytest.mark.parametrize("make", [small_card, small_pack])
def test_every_number_in_brackets_has_a_source_and_every_source_is_cited(make) -> None:
    document = make()
    shown = text.render(document)
    cited = {
        int(number)
        for group in re.findall(r"\[(\d+(?:,\s+\d+)*)\]", shown)
        for number in re.split(r",\s+", group)
    }
    assert cited == {source.number for source in document.sources}


def test_the_rank_is_that_of_the_ranking_asked_for() -> None:
    scores, ranked = ranking(company(), rival("beta", "Beta", ("testwork",)))
    assert rank(scores, how()).row("beta").rank == ranked.row("beta").rank
    assert card(scores[1], ranked, given()).basis.row is ranked.row("beta")
