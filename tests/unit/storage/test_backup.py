"""A workspace in one file comes back whole, and nothing that was there is lost for it."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from rewatch.domain.errors import Refused, UsageError
from rewatch.storage import atomic, notes, watchlists
from rewatch.storage.backup import MANIFEST, back_up, restore
from rewatch.storage.paths import Folders
from rewatch.storage.undo import undo
from tests.unit.storage.builders import folders, put

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)


@pytest.fixture
def here(tmp_path: Path) -> Folders:
    made = folders(tmp_path / "one")
    watchlists.create(made, "Mine", ["a"], date(2026, 11, 21))
    watchlists.add_entries(made, "mine", ["b"])
    notes.add_note(made, "hill-mining", "text", NOW)
    put(made.workspace / f"{atomic.LEFTOVER_PREFIX}1", "half")
    return made


@pytest.fixture
def there(here: Folders, tmp_path: Path) -> Folders:
    return replace(here, workspace=tmp_path / "two" / "ws")


def content(here: Folders) -> dict[str, bytes]:
    return {
        str(path.relative_to(here.workspace)): path.read_bytes()
        for path in here.workspace.rglob("*")
        if path.is_file() and path.name != "lock" and not atomic.is_leftover(path.name)
    }


def test_a_workspace_comes_back_whole_with_its_history(here: Folders, there: Folders) -> None:
    archive = here.workspace.parent / "backup.zip"
    count = back_up(here, archive, NOW)
    assert count == len(content(here)) == 4
    assert restore(there, archive, NOW) is None
    assert content(there) == content(here)
    assert undo(there).operation.startswith("added a note")
    assert undo(there).operation == "added b to mine"


def test_an_archive_is_not_written_over_unless_said(here: Folders) -> None:
    archive = put(here.workspace.parent / "backup.zip", "mine")
    with pytest.raises(Refused, match="--force"):
        back_up(here, archive, NOW)
    assert archive.read_text() == "mine"
    assert back_up(here, archive, NOW, force=True) == 4


def test_what_was_there_before_makes_way_only_when_said_and_is_kept(
    here: Folders, there: Folders
) -> None:
    archive = here.workspace.parent / "backup.zip"
    back_up(here, archive, NOW)
    put(there.workspace / "watchlists" / "old.toml", "old")
    with pytest.raises(Refused, match="not empty"):
        restore(there, archive, NOW)
    assert list(content(there)) == ["watchlists/old.toml"]
    for number, ending in enumerate(("", "-2")):
        kept = restore(there, archive, NOW, force=True)
        assert kept is not None
        assert kept.name == f"ws.before-2026-11-21{ending}"
        assert number or (kept / "watchlists" / "old.toml").read_text() == "old"
        assert content(there) == content(here)


def test_an_empty_workspace_is_restored_into_without_asking(here: Folders, there: Folders) -> None:
    archive = here.workspace.parent / "backup.zip"
    back_up(here, archive, NOW)
    there.workspace.mkdir(parents=True)
    assert restore(there, archive, NOW) is None
    assert content(there) == content(here)
    assert [path.name for path in there.workspace.parent.iterdir()] == ["ws"]


@pytest.mark.parametrize("more", [False, True])
def test_a_git_repository_stays_with_the_workspace_that_is_restored(
    here: Folders, there: Folders, more: bool
) -> None:
    archive = here.workspace.parent / "backup.zip"
    back_up(here, archive, NOW)
    put(there.workspace / ".git" / "HEAD", "the history of a team")
    if more:
        put(there.workspace / "watchlists" / "old.toml", "old")
    kept = restore(there, archive, NOW, force=more)
    assert (there.workspace / ".git" / "HEAD").read_text() == "the history of a team"
    assert (kept is not None) is more


def archived(path: Path, names: dict[str, str], manifest: object = None) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in names.items():
            archive.writestr(name, text)
        told = {"format": 1, "files": list(names)} if manifest is None else manifest
        archive.writestr(MANIFEST, json.dumps(told))
    return path


@pytest.mark.parametrize("name", ["../out.toml", "/etc/out", "a/../../out", "a\\..\\out", "C:out"])
def test_an_archive_never_writes_outside_the_workspace(
    there: Folders, tmp_path: Path, name: str
) -> None:
    archive = archived(tmp_path / "bad.zip", {name: "x"})
    with pytest.raises(UsageError, match="outside"):
        restore(there, archive, NOW)
    assert not there.workspace.exists()


def test_what_is_no_whole_backup_is_refused_and_changes_nothing(
    here: Folders, there: Folders, tmp_path: Path
) -> None:
    whole = tmp_path / "whole.zip"
    back_up(here, whole, NOW)
    raw = whole.read_bytes()
    cut = put(tmp_path / "cut.zip", raw[: len(raw) // 2])
    spoilt = bytearray(raw)
    spoilt[50] ^= 0xFF
    bad = [
        cut,
        put(tmp_path / "spoilt.zip", bytes(spoilt)),
        put(tmp_path / "text.zip", "no archive"),
        archived(tmp_path / "other.zip", {}, manifest=["something else"]),
        archived(tmp_path / "lacking.zip", {}, manifest={"format": 1, "files": ["a.toml"]}),
        tmp_path / "nowhere.zip",
    ]
    for archive in bad:
        with pytest.raises(UsageError):
            restore(there, archive, NOW)
    newer = archived(tmp_path / "newer.zip", {}, manifest={"format": 2, "files": []})
    with pytest.raises(Refused, match="newer"):
        restore(there, newer, NOW)
    assert not there.workspace.parent.exists()
