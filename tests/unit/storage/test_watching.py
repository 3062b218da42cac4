"""Whatever somebody else does to a file of the workspace is seen, and nothing else is."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rewatch.storage import drafts, notes, watchlists
from rewatch.storage.paths import Folders
from rewatch.storage.watching import changed_since, stamps
from tests.unit.storage.builders import folders, put


@pytest.fixture
def here(tmp_path: Path) -> Folders:
    made = folders(tmp_path)
    put(made.watchlists / "mine.toml", 'schema = 1\nname = "Mine"\n')
    put(made.notes / "a" / "x.md", "text")
    return made


def test_where_nothing_happened_nothing_changed(here: Folders) -> None:
    before = stamps(here)
    assert set(before) == {"watchlists/mine.toml", "notes/a/x.md"}
    assert changed_since(here, before) == set()


def test_files_made_changed_deleted_and_replaced_are_seen(here: Folders) -> None:
    before = stamps(here)
    put(here.watchlists / "mine.toml", 'schema = 1\nname = "Ours"\n\n')
    put(here.companies / "new.toml", "schema = 1\n")
    (here.notes / "a" / "x.md").unlink()
    put(here.workspace / "rubric.toml", "")
    assert changed_since(here, before) == {
        "watchlists/mine.toml",
        "companies/new.toml",
        "notes/a/x.md",
        "rubric.toml",
    }


def test_what_the_tool_saves_in_another_window_is_seen(here: Folders) -> None:
    before = stamps(here)
    watchlists.add_entries(here, "mine", ["a"])
    _, path = notes.add_note(here, "b", "text", datetime(2026, 11, 21, tzinfo=UTC))
    assert changed_since(here, before) == {"watchlists/mine.toml", f"notes/b/{path.name}"}


def test_drafts_the_history_and_half_written_files_are_none_of_it(here: Folders) -> None:
    before = stamps(here)
    drafts.write_draft(here, "a", drafts.NoteDraft("half a sen"))
    put(here.watchlists / ".~rewatch-12.toml", "")
    put(here.watchlists / "readme.txt", "")
    assert changed_since(here, before) == set()


def test_a_workspace_that_vanishes_is_a_change_and_no_error(here: Folders) -> None:
    before = stamps(here)
    shutil.rmtree(here.workspace)
    assert changed_since(here, before) == set(before)
