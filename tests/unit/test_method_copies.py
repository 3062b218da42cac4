"""A past day is answered with the method that was in use then, as far as copies of it are kept."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from rewatch.question import Question
from rewatch.storage import atomic
from rewatch.workspace import Workspace

THEN, TODAY = date(2026, 6, 30), date(2026, 11, 21)
COMPANY = "lynas-rare-earths"


@pytest.fixture
def workspace(
    fresh_home: Path, workspace_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Workspace:
    """A workspace whose method was kept on THEN."""
    made = Workspace.open(workspace_folder, today=TODAY)
    made.new_watchlist("Mine")
    now = datetime(2026, 6, 30, 12, tzinfo=UTC)
    monkeypatch.setattr(atomic.system, "now", lambda: now)
    assert made.remember_method()
    return made


def with_rubric(workspace: Workspace, old: str, new: str) -> Workspace:
    text = (workspace.folders.seeds / "rubric.toml").read_text("utf-8")
    assert old in text
    path = workspace.folders.workspace / "rubric.toml"
    path.write_text(text.replace(old, new), "utf-8")
    workspace.reload()
    return workspace


def test_recorded_by_rebuilds_with_the_method_of_that_day(workspace: Workspace) -> None:
    question = Question(recorded_by=THEN)
    before = workspace.score(COMPANY, question)
    with_rubric(workspace, "\nC = 10\n", "\nC = 20\n")
    assert workspace.score(COMPANY, question).total == before.total
    assert workspace.score(COMPANY).total != before.total
    ranking = workspace.ranking(question)
    assert workspace.method_of(ranking, question).rubric.widening["C"] == 10


def test_before_the_first_copy_the_method_is_todays(workspace: Workspace) -> None:
    with_rubric(workspace, "\nC = 10\n", "\nC = 20\n")
    catalogue, kept = workspace.catalogue_on(THEN - timedelta(days=1))
    assert kept == ()
    assert catalogue.rubric.widening["C"] == 20


def test_of_several_copies_the_newest_by_that_day_counts(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    for days, points in ((10, 20), (20, 15)):
        with_rubric(workspace, "\nC = 10\n", f"\nC = {points}\n")
        now = datetime(2026, 6, 30, 12, tzinfo=UTC) + timedelta(days=days)
        monkeypatch.setattr(atomic.system, "now", lambda now=now: now)
        assert workspace.remember_method()
    found = [
        workspace.catalogue_on(THEN + timedelta(days=days))[0].rubric.widening["C"]
        for days in (0, 9, 10, 19, 20)
    ]
    assert found == [10, 10, 20, 20, 15]


def test_a_copy_that_cannot_be_read_any_more_is_as_one_not_kept(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = workspace.folders.workspace / "countries.toml"
    path.write_text("schema = 1\n[[countries]]\ncode = 7\n", "utf-8")
    assert workspace.remember_method()
    path.unlink()
    workspace.reload()
    catalogue, kept = workspace.catalogue_on(THEN)
    assert kept == ("prices/fob-china-2025.toml", "rubric.toml")
    assert catalogue.countries == workspace.catalogue.countries


def test_a_profile_made_since_weighs_then_what_it_weighs_now(workspace: Workspace) -> None:
    weights = {"processing": 70, "element_mix": 10, "jurisdiction": 10, "partnerships": 10}
    workspace.save_profile("First", dict.fromkeys(weights, 1.0))
    assert workspace.remember_method()
    workspace.save_profile("First", weights)
    workspace.save_profile("Later", weights)
    found = {
        name: workspace.change(COMPANY, THEN, Question(profile=name))[0].before
        for name in ("first", "later")
    }
    assert found["first"].criterion("processing").weight == pytest.approx(0.25)
    assert found["later"].criterion("processing").weight == pytest.approx(0.7)


def test_criteria_that_were_renamed_since_still_add_up(workspace: Workspace) -> None:
    with_rubric(workspace, "element_mix", "elements")
    found, _ = workspace.change(COMPANY, THEN)
    assert {"weights", "rubric"} <= {part.cause for part in found.parts}
    for end in ("low", "mid", "high"):
        total = sum(getattr(part, end) for part in found.parts)
        assert total == pytest.approx(getattr(found, end), abs=1e-9)
