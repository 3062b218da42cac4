"""Why a record changes no number: the one reason that holds, not a list of those that could."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from rewatch.domain.company import Retraction
from rewatch.scorecards.unmoved import OXIDES, elsewhere, for_what, of_another, unmoved, winner
from rewatch.scoring.choice import when
from rewatch.scoring.results import CompanyScore
from rewatch.scoring.score import score_company
from rewatch.workspace import Workspace
from tests.unit.scorecards.builders import AS_OF, company, data, how, rubric


def tried(scale: str = "pilot", day: str = "2024-05-01", **fields: Any) -> dict[str, Any]:
    return {
        "id": "testwork-2024-zzzz", "kind": "testwork", "project": "first-hill", "as_of": day,
        "recorded": "2026-11-01", "source": "press", "scale": scale,
    } | fields  # fmt: skip


@pytest.fixture(scope="module")
def every_score(tmp_path_factory: pytest.TempPathFactory) -> list[CompanyScore]:
    """The shipped companies."""
    workspace = Workspace.open(tmp_path_factory.mktemp("workspace"), today=date(2026, 11, 21))
    return [row.score for row in workspace.ranking().rows]


STANDS = tried(id="testwork-2026-aaaa", day="2026-05-01")  # of grade C


def told(new: dict[str, Any], **options: Any) -> str:
    """Of a record that is added to those that stand."""
    before = [*data()["evidence"], STANDS]
    was, now = (company(evidence=records) for records in (before, [*before, new]))
    scores = [score_company(item, how(**options)) for item in (was, now)]
    return unmoved(scores[0], scores[1], [new["id"]], rubric())


@pytest.mark.parametrize(
    ("record", "why"),
    [
        (
            tried(day="2026-06-01", grade="E", why="hearsay"),
            "it is not used: a record of grade C speaks of the same, this is grade E",
        ),
        (
            tried(day="2026-04-01"),
            "it is not used: another record of grade C on the same is newer",
        ),
        (tried(day="2027-05-01"), "it is dated after the day that is scored"),
        (tried(day="2026-06-01"), "Test scale has that value already"),
        (
            {"id": "risk-1", "kind": "risk", "class": "price", "detail": "Prices may fall.",
             "recorded": "2026-11-01", "source": "press"},
            "no score rests on it, but filters and flags may ask for it",
        ),
    ],
)  # fmt: skip
def test_the_reason_that_holds_is_told(record: dict[str, Any], why: str) -> None:
    assert told(record) == why


def test_what_weighs_nothing_moves_nothing() -> None:
    criterion = next(
        item.id for item in rubric().criteria if any(i.id == "test_scale" for i in item.indicators)
    )
    weights = {item.id: 0.0 if item.id == criterion else 1.0 for item in rubric().criteria}
    assert (
        told(tried("commercial", "2026-06-01"), weights=weights) == "Test scale weighs nothing here"
    )


def test_withdrawing_what_was_not_used_says_that_it_was_not() -> None:
    record = tried(day="2026-06-01", grade="E", why="hearsay")
    there = company(evidence=[*data()["evidence"], STANDS, record])
    gone = Retraction(evidence=record["id"], on=AS_OF, why="misread")
    without = there.model_copy(update={"retractions": (gone,)})
    scores = [score_company(item, how()) for item in (there, without)]
    said = unmoved(scores[0], scores[1], [record["id"]], rubric())
    assert said.startswith("it was not used: a record of grade C ")


def test_a_record_that_is_not_used_is_told_what_decided(every_score: list[CompanyScore]) -> None:
    """Not "a better or newer": of the shipped ones some lost to a weaker or to an older one."""
    told_of = 0
    for score in every_score:
        for held in score.records:
            best = score.held(held.by or "") if held.use == "overridden" else None
            if best is None:
                continue
            told_of += 1
            said = winner(held, score)
            assert ("newer" not in said) or when(best) > when(held)
            if best.grade < held.grade:
                assert f"of grade {best.grade} speaks of the same" in said
            elif best.grade > held.grade:
                assert f"this is grade {held.grade}" in said
    assert told_of > 5


def test_what_speaks_of_another_project_is_said_to_be_of_that(
    every_score: list[CompanyScore],
) -> None:
    score = next(item for item in every_score if item.id == "brazilian-rare-earths")
    share = next(held for held in score.records if held.record.kind == "share")
    said = for_what(share.record, score)
    assert said.startswith("it is of Rocha da Rocha (Sulista); scores, filters and flags go by")
    assert elsewhere(score, OXIDES).startswith("What is on record is of Rocha da Rocha (Sulista)")
    for other in every_score:  # what an indicator rests on is never called another project's
        for item in other.indicators():
            for key in item.evidence:
                held = other.held(key)
                assert held is None or not of_another(held.record, other), (other.id, key)


def test_what_does_not_apply_says_that_its_weight_goes_to_the_others() -> None:
    record = {
        "id": "na-1", "kind": "not-applicable", "indicator": "test_scale", "reason": "no mine",
        "as_of": "2026-06-01", "recorded": "2026-11-01", "source": "press",
    }  # fmt: skip
    assert told(record).startswith("Test scale no longer counts, its weight goes to the others")
