"""Folders that vanish, links, and locks: one clear sentence, and nothing is made up."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import textwrap
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rewatch.domain.errors import CannotWrite, LockHeld, NotFound
from rewatch.storage import atomic, drafts, notes, watchlists
from rewatch.storage.lock import lock, make_workspace
from rewatch.storage.paths import Folders
from tests.unit.storage.builders import folders, put

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)


@pytest.fixture
def here(tmp_path: Path) -> Folders:
    made = folders(tmp_path)
    put(made.watchlists / "mine.toml", 'schema = 1\nname = "Mine"\n')
    return made


def test_a_workspace_deleted_while_open_stays_deleted(here: Folders) -> None:
    shutil.rmtree(here.workspace)
    with pytest.raises(CannotWrite, match="is gone"):
        watchlists.add_entries(here, "mine", ["a"])
    assert not here.workspace.exists()


@pytest.mark.parametrize("place_left", [True, False])
def test_a_workspace_that_vanished_while_open_is_never_begun_anew_without_a_word(
    here: Folders, place_left: bool
) -> None:
    """The first save makes a workspace that was not there; it does so once."""
    saves = (
        watchlists.copy_samples,
        lambda opened: watchlists.create(opened, "Other"),
        lambda opened: notes.add_note(opened, "hill-mining", "x", NOW),
        lambda opened: drafts.write_draft(opened, "hill-mining", drafts.NoteDraft("x")),
    )
    made_by_a_save = replace(
        here, window=f"first {place_left}", workspace=here.workspace.with_name("new")
    )
    watchlists.create(made_by_a_save, "First")
    for opened in (replace(here, stood=True), made_by_a_save):
        shutil.rmtree(opened.workspace)
        if place_left:  # of a disk that was taken away
            opened.workspace.mkdir()
        for save in saves:
            with pytest.raises(CannotWrite, match="is gone; nothing was saved"):
                save(opened)
        assert not opened.hidden.exists()
        watchlists.create(replace(opened, window=f"after {opened.window}", stood=False), "Anew")
        assert opened.hidden.exists()


def test_a_workspace_that_is_a_file_is_told_so(tmp_path: Path) -> None:
    path = put(tmp_path / "ws", "not a folder")
    with pytest.raises(CannotWrite, match="a file of that name"):
        make_workspace(Folders(tmp_path, tmp_path, path, tmp_path, tmp_path))
    with pytest.raises(CannotWrite):
        make_workspace(Folders(tmp_path, tmp_path, path / "below", tmp_path, tmp_path))
    assert path.read_text() == "not a folder"


def test_a_link_is_written_through(here: Folders, tmp_path: Path) -> None:
    target = put(tmp_path / "shared" / "list.toml", 'schema = 1\nname = "Shared"\n')
    link = here.watchlists / "linked.toml"
    link.symlink_to(target)
    watchlists.add_entries(here, "linked", ["a"])
    assert link.is_symlink()
    assert 'company = "a"' in target.read_text()
    assert [path.name for path in target.parent.iterdir()] == ["list.toml"]


def test_a_link_that_leads_round_is_refused(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.symlink_to(two)
    two.symlink_to(one)
    with pytest.raises(CannotWrite, match="circle"):
        atomic.write_bytes(one, b"x")
    assert one.is_symlink()


def test_a_link_to_nothing_is_no_list_and_makes_none(here: Folders) -> None:
    path = here.watchlists / "gone.toml"
    path.symlink_to(here.watchlists / "nowhere.toml")
    with pytest.raises(NotFound):
        watchlists.add_entries(here, "gone", ["a"])
    assert sorted(item.name for item in here.watchlists.iterdir()) == ["gone.toml", "mine.toml"]


def test_leftovers_are_swept_and_other_hidden_files_are_not(tmp_path: Path) -> None:
    put(tmp_path / f"{atomic.LEFTOVER_PREFIX}0123", "half")
    put(tmp_path / ".mine", "kept")
    atomic.sweep(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [".mine"]


HOLDER = """
import sys
from pathlib import Path
from rewatch.storage.lock import lock
with lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def holder(here: Folders, tmp_path: Path):
    script = put(tmp_path / "holder.py", textwrap.dedent(HOLDER))
    process = subprocess.Popen(
        [sys.executable, str(script), str(here.workspace)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"held\n"
    yield process
    process.kill()
    process.communicate()


def test_who_waits_in_vain_is_told_who_holds_the_lock(
    here: Folders, holder: subprocess.Popen[bytes]
) -> None:
    who = rf"process {holder.pid} \(holder\.py"
    with pytest.raises(LockHeld, match=who), lock(here.workspace, wait=0.0):
        pass
    with pytest.raises(LockHeld), lock(here.workspace, wait=0.05):
        pass


def test_a_killed_holder_frees_the_lock(here: Folders, holder: subprocess.Popen[bytes]) -> None:
    holder.kill()
    holder.wait()
    with lock(here.workspace):
        assert str(os.getpid()) in (here.hidden / "lock").read_text()


def test_the_lock_may_be_entered_again_and_is_then_free(here: Folders) -> None:
    with lock(here.workspace), lock(here.workspace, wait=0.0):
        pass
    with lock(here.workspace, wait=0.0):
        pass


def test_an_error_inside_frees_the_lock(here: Folders) -> None:
    with pytest.raises(ValueError, match="inside"), lock(here.workspace):
        raise ValueError("inside")
    with lock(here.workspace, wait=0.0):
        pass


def test_a_lock_file_that_was_deleted_meanwhile_is_made_anew(here: Folders) -> None:
    with lock(here.workspace):
        shutil.rmtree(here.hidden)
    with lock(here.workspace, wait=0.0):
        assert (here.hidden / "lock").exists()
