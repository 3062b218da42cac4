"""The facade: evidence is shown in its effect first, and the inbox forgets nothing."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from rewatch.domain.errors import UsageError
from rewatch.domain.values import day_of
from rewatch.scorecards.text import render
from rewatch.storage.inbox import load_seen, save_seen
from rewatch.storage.paths import Folders
from rewatch.workspace import Workspace
from tests.unit.storage.builders import company, folders, put

TODAY = date(2026, 11, 21)


@pytest.fixture
def here(tmp_path: Path) -> Folders:
    made = folders(tmp_path)
    company(made.seeds / "companies", "dale-metals", "Dale Metals", "DAL")
    put(made.samples / "sample.toml", 'schema = 1\nname = "Sample"\n')
    return made


@pytest.fixture
def workspace(here: Folders) -> Workspace:
    return Workspace(here, TODAY)


def test_the_effect_is_shown_before_saving_and_is_what_saving_does(workspace: Workspace) -> None:
    draft = workspace.draft_evidence(
        "hill-mining", {"kind": "testwork", "scale": "commercial", "source": "s1"}
    )
    (effect,) = workspace.effect([draft])
    assert effect.before.score.total != effect.after.score.total
    assert effect.after.score.indicator("test_scale").evidence == (draft.records[0].id,)
    assert workspace.company("hill-mining").record(draft.records[0].id) is None
    assert workspace.add_evidence([draft]) == [draft.records[0].id]
    assert workspace.score("hill-mining").total == effect.after.score.total
    undone = workspace.undo()
    assert undone.operation == "added 1 record to hill-mining"
    assert workspace.score("hill-mining").total == effect.before.score.total


def test_a_country_of_a_record_may_be_named_and_na_is_none(workspace: Workspace) -> None:
    def country(typed: str) -> str | None:
        values = {"kind": "step", "step": "metals", "state": "planned", "by": "own", "source": "s1"}
        draft = workspace.draft_evidence("hill-mining", {**values, "country": typed})
        return draft.records[0].country if draft.records[0].kind == "step" else "does not apply"

    assert [country(typed) for typed in ("japan", "JP", "USA")] == ["JP", "JP", "US"]
    assert country("na: sells ore") == "does not apply"
    for typed, told in (("na", "say why"), ("Jpan", "ISO 3166")):
        with pytest.raises(UsageError, match=told):
            country(typed)


def test_a_table_of_cash_is_one_step(workspace: Workspace) -> None:
    rows = workspace.read_evidence(
        "company,kind,amount,burn_per_quarter,source\n"
        "hill-mining,cash,A$5m,1m,s1\ndale-metals,cash,A$9m,u,s1\n",
        "csv",
    )
    drafts = [workspace.draft_evidence(row.company or "", row.values, row.source) for row in rows]
    ids = workspace.add_evidence(drafts)
    assert len(ids) == 2
    assert workspace.company("dale-metals").record(ids[1]).burn_per_quarter is None
    workspace.undo()
    for name, record in zip(("hill-mining", "dale-metals"), ids, strict=True):
        assert workspace.company(name).record(record) is None


def test_drafts_of_one_new_source_share_it(workspace: Workspace) -> None:
    new = {"type": "company", "title": "Quarterly", "date": "2026-10"}
    first = workspace.draft_evidence("hill-mining", {"kind": "cash", "amount": "A$5m"}, new)
    second = workspace.draft_evidence(
        "hill-mining", {"kind": "testwork", "scale": "pilot"}, new, pending=[first]
    )
    assert second.sources == ()
    workspace.add_evidence([first, second])
    assert second.records[0].source in [
        item.id for item in workspace.company("hill-mining").sources
    ]


def test_a_typing_mistake_is_put_right_on_the_day_and_superseded_later(here: Folders) -> None:
    today = Workspace(here, TODAY)
    first = today.draft_evidence("hill-mining", {"kind": "recovery", "pct": "48", "source": "s1"})
    (name,) = today.add_evidence([first])
    fixed, in_place = today.correct_evidence("hill-mining", name, {"pct": "84"})
    assert in_place
    (effect,) = today.effect([fixed])
    assert effect.company == "hill-mining"
    today.add_evidence([fixed], in_place=True)
    assert today.company("hill-mining").record(name).pct.plain() == 84.0
    tomorrow = Workspace(here, date(2026, 11, 22))
    newer, in_place = tomorrow.correct_evidence("hill-mining", name, {"pct": "85"})
    assert not in_place
    tomorrow.add_evidence([newer])
    held = {item.id: item.use for item in tomorrow.score("hill-mining").records}
    assert held[name] == "superseded"
    assert held[newer.records[0].id] == "chosen"


def test_a_withdrawn_record_counts_no_more(workspace: Workspace) -> None:
    workspace.retract_evidence("hill-mining", "stage-1", "misread")
    held = {item.id: item.use for item in workspace.score("hill-mining").records}
    assert held["stage-1"] == "retracted"


def test_the_inbox_is_empty_after_looking_and_shows_what_happens_then(here: Folders) -> None:
    workspace = Workspace(here, TODAY)
    assert workspace.inbox()[0] is None
    workspace.mark_seen()
    day, items = workspace.inbox()
    assert day is not None
    assert items == ()
    draft = workspace.draft_evidence(
        "hill-mining", {"kind": "testwork", "scale": "commercial", "source": "s1"}
    )
    workspace.add_evidence([draft])
    put(here.seeds / "companies" / "dale-metals.toml",
        (here.seeds / "companies" / "dale-metals.toml").read_bytes() + b"# updated\n")  # fmt: skip
    company(here.seeds / "companies", "new-metals", "New Metals", "NEW")
    again = Workspace(here, TODAY)
    found = {(item.company, item.kind) for item in again.inbox()[1]}
    assert found == {
        ("hill-mining", "moved"),
        ("dale-metals", "shipped"),
        ("new-metals", "new"),
    }
    again.mark_read("hill-mining")
    assert ("hill-mining", "moved") not in {(i.company, i.kind) for i in again.inbox()[1]}


def test_what_is_recorded_or_withdrawn_on_the_day_of_the_look_is_a_cause_all_the_same(
    here: Folders,
) -> None:
    workspace = Workspace(here, TODAY)

    def look() -> None:
        """A minute ago, so that what follows is later whatever the clock's second is."""
        workspace.mark_seen()
        seen = load_seen(here)
        assert seen.looked is not None
        save_seen(here, replace(seen, looked=seen.looked - timedelta(minutes=1)))

    look()
    draft = workspace.draft_evidence(
        "hill-mining", {"kind": "testwork", "scale": "commercial", "source": "s1"}
    )
    (record,) = workspace.add_evidence([draft])
    (item,) = Workspace(here, TODAY).inbox()[1]
    parts = [part.mid for part in item.change.parts]
    assert item.points == pytest.approx(sum(parts), abs=1e-9)
    assert item.rest == pytest.approx(0.0, abs=1e-9)
    assert {key for part in item.change.parts for key in part.evidence} == {record}

    look()
    workspace.retract_evidence("hill-mining", record, "wrong")
    items = Workspace(here, TODAY).inbox()[1]
    (item,) = (item for item in items if item.kind == "moved")
    assert item.points < 0
    parts = [part.mid for part in item.change.parts]
    assert item.points == pytest.approx(sum(parts) + item.rest)


def test_what_an_update_of_the_shipped_data_brought_is_named_as_the_cause(here: Folders) -> None:
    """Also where it was written down before one looked, which no day of recording can tell."""
    Workspace(here, TODAY).mark_seen()

    def update(name: str, kind: str, more: str) -> None:
        path = here.seeds / "companies" / f"{name}.toml"
        said = f'[[evidence]]\nid = "{kind}-new"\nkind = "{kind}"\nsource = "s1"\n'
        put(path, f"{path.read_text()}\n{said}recorded = 2026-01-05\n{more}\n")

    update("hill-mining", "testwork", 'scale = "commercial"')
    update("dale-metals", "risk", 'class = "capital"\ndetail = "Money is short"')
    items = {item.company: item for item in Workspace(here, TODAY).inbox()[1]}
    moved, same = items["hill-mining"], items["dale-metals"]
    assert (moved.kind, same.kind) == ("moved", "shipped")
    assert moved.points > 0
    assert moved.rest == pytest.approx(0.0, abs=1e-9)
    assert {key for part in moved.change.parts for key in part.evidence} == {"testwork-new"}
    assert same.names == ("risk-new",)
    again = Workspace(here, TODAY)
    again.mark_read("hill-mining")
    assert [item.company for item in again.inbox()[1]] == ["dale-metals"]


def test_companies_that_enter_and_leave_a_filter_are_shown(here: Folders) -> None:
    put(here.watchlists / "dynamic.toml",
        'schema = 1\nname = "Pilots"\nfilter = "scale:>=pilot"\n')  # fmt: skip
    workspace = Workspace(here, TODAY)
    workspace.mark_seen()
    draft = workspace.draft_evidence(
        "hill-mining", {"kind": "testwork", "scale": "pilot", "source": "s1"}
    )
    workspace.add_evidence([draft])
    entered = [item for item in workspace.inbox()[1] if item.kind == "entered"]
    assert [(item.company, item.names) for item in entered] == [("hill-mining", ("dynamic",))]


def test_reviews_that_are_due_are_in_the_inbox(here: Folders) -> None:
    entry = '[[entries]]\ncompany = "hill-mining"\nreview = 2026-11-01\n'
    put(here.watchlists / "mine.toml", f'schema = 1\nname = "Mine"\n{entry}')
    items = Workspace(here, TODAY).inbox()[1]
    assert [(item.kind, item.names, item.due) for item in items] == [
        ("review", ("Mine",), date(2026, 11, 1))
    ]


def test_undo_is_of_this_window_unless_the_newest_is_asked_for(here: Folders) -> None:
    one, two = (Workspace(here, TODAY), Workspace(Folders(*folders_of(here)), TODAY))
    one.new_watchlist("One")
    two.new_watchlist("Two")
    assert one.undo().operation == "made the watchlist One"
    assert one.undo() is None
    assert one.undo(newest=True).operation == "made the watchlist Two"
    assert one.redo(newest=True).operation == "made the watchlist Two"
    assert [change.kind for change in one.history(3)] == ["redo", "undo", "undo"]


def folders_of(here: Folders) -> tuple[Path, Path, Path, Path, Path]:
    return here.seeds, here.samples, here.workspace, here.config, here.cache


def test_an_entry_changed_in_two_windows_keeps_what_each_of_them_changed(here: Folders) -> None:
    one, two = (Workspace(here, TODAY), Workspace(Folders(*folders_of(here)), TODAY))
    one.new_watchlist("Mine", ["hill-mining"])
    shown = one.watchlist("mine")[1]
    one.edit_entry("mine", "hill-mining", "ours", "2027-01-01", "", shown)
    two.edit_entry("mine", "hill-mining", "", "", "is:junior", shown)
    (entry,) = one.watchlist("mine")[1].entries
    found = (entry.tags, entry.review, entry.thesis)
    assert found == (("ours",), date(2027, 1, 1), ("is:junior",))
    assert one.conflicts() == []
    two.edit_entry("mine", "hill-mining", "theirs", "2027-02-02", "", shown)
    assert set(one.watchlist("mine")[1].entries[0].tags) == {"ours", "theirs"}
    (conflict,) = one.conflicts()
    assert (conflict.record, conflict.field) == ("hill-mining", "review")
    assert (conflict.ours, conflict.theirs) == (date(2027, 2, 2), date(2027, 1, 1))
    one.delete_watchlist("mine")
    with pytest.raises(UsageError, match="mine"):
        two.edit_entry("mine", "hill-mining", "late", "", "", shown)


def test_files_changed_by_hand_are_seen_and_read_again(here: Folders) -> None:
    workspace = Workspace(here, TODAY)
    workspace.new_watchlist("Mine")
    before = workspace.file_stamps()
    assert workspace.changed_files(before) == set()
    assert "own" not in workspace.catalogue.companies
    company(here.companies, "own", "Own", "OWN")
    assert workspace.changed_files(before) == {"companies/own.toml"}
    assert "own" in workspace.catalogue.companies


def test_the_method_in_use_is_kept_once_there_is_a_workspace(here: Folders) -> None:
    workspace = Workspace(here, TODAY)
    assert not workspace.remember_method()
    assert not here.hidden.exists()
    workspace.new_watchlist("Mine")
    assert workspace.remember_method()
    from rewatch.storage.history import opened

    with opened(here) as book:
        kept = book.method("rubric.toml", date(2999, 1, 1))
    assert kept == (here.seeds / "rubric.toml").read_bytes()
    here.history.unlink()
    here.history.mkdir()
    assert not workspace.remember_method()


def test_own_companies_are_edited_by_field(workspace: Workspace) -> None:
    name = workspace.add_company("Vale", "ASX:VAL", "AU")
    workspace.edit_company(name, role="developer", summary="A valley.", domicile=None)
    edited = workspace.company(name)
    assert (edited.role, edited.summary, edited.domicile) == ("developer", "A valley.", None)
    workspace.edit_company(name, role="producer", country="AU")
    workspace.edit_company(name, edited, role="recycler")  # in a form that stood open meanwhile
    now = workspace.company(name)
    assert (now.role, now.summary, now.domicile) == ("recycler", "A valley.", "AU")
    assert [(item.ours, item.theirs) for item in now.conflicts] == [("recycler", "producer")]


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone cannot be set on this system")
def test_a_note_has_the_day_its_writer_has_in_its_name_and_on_cards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two zones a day apart never have the same."""
    names = []
    try:
        for zone in ("AAA12", "AAA-12"):
            monkeypatch.setenv("TZ", zone)
            time.tzset()
            workspace = Workspace(folders(tmp_path / zone), TODAY)
            note, _ = workspace.add_note("hill-mining", "In the evening")
            assert note.id == f"{day_of(note.created).isoformat()}-in-the-evening"
            names.append(note.id)
            card = workspace.scorecard("hill-mining", with_notes=True)
            assert f"{note.id[:10]} In the evening" in render(card)
    finally:
        monkeypatch.undo()
        time.tzset()
    assert len(set(names)) == 2
