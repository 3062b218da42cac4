"""The history is told in names, and in ids only of what is gone."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from rewatch.storage.in_words import Names, in_words
from rewatch.storage.paths import Folders
from rewatch.workspace import Workspace
from tests.unit.storage.builders import company, folders, put

TODAY = date(2026, 11, 21)


@pytest.fixture
def here(tmp_path: Path) -> Folders:
    made = folders(tmp_path)
    company(made.seeds / "companies", "dale-metals", "Dale Metals", "DAL")
    put(made.samples / "sample.toml", 'schema = 1\nname = "Sample of Ours"\n')
    return made


def test_every_step_is_told_in_names(here: Folders) -> None:
    """Whatever the tool writes into the history, of what is still there no id is left in it."""
    workspace = Workspace(here, TODAY)
    values = {"kind": "testwork", "scale": "pilot", "source": "s1"}

    workspace.add_to_watchlist("sample", ["hill-mining", "dale-metals"])
    workspace.edit_entry("sample", "hill-mining", "heavy", "", "")
    workspace.reorder_watchlist("sample", ["dale-metals"])
    workspace.remove_from_watchlist("sample", ["dale-metals"])
    workspace.set_filter("sample", "is:junior")
    workspace.set_weights("sample", {"element_mix": 1})
    workspace.duplicate_watchlist("sample", "Sample again")
    workspace.import_watchlist("sample", workspace.import_preview("Dale Metals"))
    workspace.rename_watchlist("sample", "Sample renamed")
    own = workspace.add_company("Own Mining", "ASX:OWN", "AU")
    workspace.edit_company(own, role="developer")
    drafts = [workspace.draft_evidence(key, values) for key in ("hill-mining", "dale-metals")]
    first, _ = workspace.add_evidence(drafts)
    drafts = [workspace.correct_evidence("hill-mining", first, {"scale": "bench"})[0]]
    workspace.add_evidence(drafts, in_place=True)
    workspace.retract_evidence("hill-mining", "stage-1", "misread")
    note, _ = workspace.add_note("hill-mining", "Seen on site\n", kind="signal")
    note, _ = workspace.save_note(note, "Seen on site twice\n")
    workspace.change_note(note, tags=["site"])
    workspace.undo()
    workspace.mark_read("hill-mining")
    workspace.mark_seen()

    said = [change.operation for change in workspace.history(100)]
    ids = {*workspace.catalogue.companies, *workspace.watchlists(), note.id}
    told = workspace.in_words(said)
    for operation, words in told.items():
        left = [key for key in ids if re.search(rf"(?<![\w-]){key}(?![\w-])", words)]
        assert not left, f"{operation!r} is told as {words!r}"
    assert told["removed dale-metals from sample"] == "removed Dale Metals from Sample renamed"
    assert told["marked hill-mining as read"] == "marked Hill Mining as read"
    assert (
        told[f"undid: changed tags of the note {note.id} on hill-mining"]
        == 'undid: changed tags of the note "Seen on site twice" on Hill Mining'
    )


def test_what_is_gone_goes_by_its_id_and_what_a_user_typed_stays(here: Folders) -> None:
    names = Names({"a": "Acme"}, {"mine": "Mine, all mine"}, lambda company, note: None)
    told = {
        "removed a, b from mine": "removed Acme, b from Mine, all mine",
        "deleted the watchlist gone": "deleted the watchlist gone",
        "edited the note 2026-11-21-x on a": "edited the note 2026-11-21-x on Acme",
        "settled tags of watchlists/mine.toml": "settled tags of Mine, all mine",
        "settled body of notes/a/x.md": "settled body of notes/a/x.md",
        "made the watchlist a to mine": "made the watchlist a to mine",
        "renamed the watchlist a to mine": "renamed the watchlist a to mine",
        "added the company a": "added the company a",
        "duplicated the watchlist mine as mine": "duplicated the watchlist Mine, all mine as mine",
    }
    assert {said: in_words(said, names) for said in told} == told
