"""What moved a score on a day: the evidence that did it, and nothing that only came with it."""

from __future__ import annotations

from typing import Any

import pytest

from rewatch.domain.company import Company
from rewatch.scorecards.history import AGEING, FIRST, score_history
from rewatch.scorecards.records import cited_words
from rewatch.scoring.score import score_company
from rewatch.workspace import Workspace
from tests.unit.scorecards.builders import AS_OF, company, data, how


def changed(*evidence: dict[str, Any], **fields: Any) -> Company:
    """The company of the tests with more records."""
    return company(evidence=[*data()["evidence"], *evidence], **fields)


def causes(item: Company) -> dict[str, tuple[str, ...]]:
    """What moved the score, by day."""
    return {str(point.on): point.causes for point in score_history(item, how())}


def tried(key: str, day: str, scale: str, **fields: Any) -> dict[str, Any]:
    return {
        "id": key,
        "kind": "testwork",
        "project": "first-hill",
        "as_of": day,
        "recorded": "2026-11-01",
        "source": "press",
        "scale": scale,
    } | fields


def promise(day: str) -> dict[str, Any]:
    return {
        "id": "guidance-2023-zzzz",
        "kind": "guidance",
        "as_of": day,
        "recorded": "2026-11-01",
        "source": "press",
        "milestone": "pilot plant",
        "promised": "2026",
        "said_on": day,
    }


def test_a_promise_that_came_with_a_fact_is_not_blamed_for_what_the_fact_did() -> None:
    found = causes(
        changed(tried("testwork-2023-zzzz", "2023-05-01", "commercial"), promise("2023-05-01"))
    )
    assert found["2023-05-01"] == ("testwork at commercial scale",)


def test_a_record_that_a_newer_one_has_replaced_since_moved_the_score_on_its_day() -> None:
    first = tried("testwork-2023-zzzz", "2023-05-01", "commercial")
    second = tried("testwork-2024-zzzz", "2024-05-01", "bench", supersedes=["testwork-2023-zzzz"])
    item = changed(first, second, promise("2023-08-01"))
    found = causes(item)
    assert found["2023-05-01"] == ("testwork at commercial scale",)
    assert "testwork at bench scale" in found["2024-05-01"]
    assert "2023-08-01" not in found


def test_a_withdrawal_is_a_day_of_its_own() -> None:
    item = changed(
        tried("testwork-2023-zzzz", "2023-05-01", "commercial"),
        retractions=[
            {"evidence": "testwork-2023-zzzz", "on": "2026-05-01", "why": "another plant"}
        ],
    )
    found = causes(item)
    assert found["2023-05-01"] == ("testwork at commercial scale",)
    assert "withdrawn: testwork at commercial scale" in found["2026-05-01"]
    said = cited_words(item, item.evidence[-1])
    assert said.startswith("withdrawn: commercial")
    assert not cited_words(item, item.evidence[0]).startswith("withdrawn")


def test_what_only_grew_old_is_laid_to_its_age() -> None:
    found = causes(changed(promise("2026-10-01")))
    assert found["2026-10-01"] == (AGEING,)


def test_a_company_of_which_only_a_promise_is_known_begins_with_it() -> None:
    assert causes(company(evidence=[promise("2026-10-01")])) == {"2026-10-01": (FIRST,)}


def test_the_largest_move_is_named_first_and_the_last_point_is_the_score() -> None:
    item = company()
    points = score_history(item, how())
    assert [str(point.on) for point in points] == ["2022-06-01", "2025-03-01", str(AS_OF)]
    assert points[0].causes == (
        "testwork at pilot scale",
        "stake taken in the company: Steel & Sons (conditional)",
    )
    assert points[1].causes == ("element distribution", AGEING)
    assert points[-1].total == score_company(item, how()).total
    assert score_history(company(evidence=[]), how()) == ()


@pytest.mark.parametrize("shipped", ["iluka-resources", "lynas-rare-earths", "energy-fuels"])
def test_no_promise_and_no_risk_of_the_shipped_data_is_said_to_move_a_score(
    tmp_path, shipped: str
) -> None:
    workspace = Workspace.open(tmp_path, today=AS_OF)
    for point in workspace.score_history(shipped):
        assert point.causes
        assert [cause for cause in point.causes if cause.startswith(("promise", "risk"))] == []


def test_what_was_withdrawn_on_the_day_it_came_moved_nothing() -> None:
    item = changed(
        tried("testwork-2023-zzzz", "2023-05-01", "commercial"),
        tried("testwork-2023-yyyy", "2023-05-01", "demonstration"),
        retractions=[{"evidence": "testwork-2023-zzzz", "on": "2023-05-01", "why": "mistyped"}],
    )
    assert causes(item)["2023-05-01"] == ("testwork at demonstration scale",)


def test_a_long_record_does_not_begin_where_the_points_wanted_begin() -> None:
    later = [promise(f"2026-{month:02}-01") | {"id": f"guidance-{month}"} for month in range(1, 9)]
    item = changed(*later)
    assert score_history(item, how(), limit=1) == score_history(item, how())[-1:]
    assert [point.on for point in score_history(item, how(), limit=2)] == [
        point.on for point in score_history(item, how())[-2:]
    ]
