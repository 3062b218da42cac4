"""Any past scorecard is made again, to the byte, whatever was added, withdrawn or changed since."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from rewatch.storage import atomic
from rewatch.workspace import Question, Workspace

THEN = date(2027, 1, 15)  # after the shipped records entered their files
FORMATS = ("txt", "md", "csv", "json", "html")


def add(workspace: Workspace, **values: str) -> str:
    source = workspace.company("pensana").sources[0].id
    draft = workspace.draft_evidence("pensana", {"kind": "partnership", **values}, source)
    return workspace.add_evidence([draft])[0]


@pytest.fixture
def day(monkeypatch: pytest.MonkeyPatch):
    """Sets the clock: the history keeps the method with the time it was used."""

    def set_to(when: date) -> date:
        now = datetime(when.year, when.month, when.day, 12, tzinfo=UTC)
        monkeypatch.setattr(atomic.system, "now", lambda: now)
        return when

    return set_to


@pytest.mark.slow
def test_a_card_of_then_is_the_same_after_every_kind_of_edit(
    fresh_home: Path, workspace_folder: Path, tmp_path: Path, day
) -> None:
    workspace = Workspace.open(workspace_folder, today=day(THEN))
    workspace.ensure_samples()
    mine = add(workspace, partner="Maker", type="offtake", status="mou", share_pct="60 %")
    workspace.add_note("pensana", "seen then")
    assert workspace.remember_method()
    then = {form: tmp_path / f"then.{form}" for form in FORMATS}
    for path in then.values():
        workspace.export(["pensana"], path)
    total = workspace.score("pensana").total

    workspace = Workspace.open(workspace_folder, today=day(THEN + timedelta(days=30)))
    add(workspace, partner="Other", type="offtake", status="operating", share_pct="80 %")
    corrected, in_place = workspace.correct_evidence("pensana", mine, {"status": "binding"})
    workspace.add_evidence([corrected], in_place=in_place)
    share = next(item for item in workspace.company("pensana").evidence if item.kind == "share")
    workspace.retract_evidence("pensana", share.id, "wrong")
    workspace.add_note("pensana", "seen later")
    workspace.set_weights("sample", {"processing": 90, "jurisdiction": 10})
    rubric = (workspace.folders.seeds / "rubric.toml").read_text("utf-8")
    assert "weight = 30" in rubric
    own = rubric.replace("weight = 30", "weight = 60", 1)
    (workspace_folder / "rubric.toml").write_text(own, "utf-8")

    workspace = Workspace.open(workspace_folder, today=day(THEN + timedelta(days=60)))
    assert workspace.score("pensana").total != total
    workspace.export(["pensana"], tmp_path / "now.txt")
    question = Question(as_of=THEN, recorded_by=THEN)
    for form, path in then.items():
        again = tmp_path / f"again.{form}"
        workspace.export(["pensana"], again, question=question)
        assert again.read_bytes() == path.read_bytes(), form
    assert (tmp_path / "now.txt").read_bytes() != then["txt"].read_bytes()


def test_looking_back_does_not_become_the_last_card(
    fresh_home: Path, workspace_folder: Path, tmp_path: Path, day
) -> None:
    workspace = Workspace.open(workspace_folder, today=day(THEN))
    workspace.ensure_samples()
    workspace.export(["pensana"], tmp_path / "first.json")
    first = (tmp_path / "first.json").read_bytes()
    early = THEN - timedelta(days=400)
    workspace.export(
        ["pensana"], tmp_path / "early.json", question=Question(as_of=early, recorded_by=early)
    )
    workspace.export(["pensana"], tmp_path / "second.json")
    assert (tmp_path / "second.json").read_bytes() == first
