"""Broken, cut, foreign and newer files: named, left as they are, and the rest goes on."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from rewatch.domain.company import Retraction
from rewatch.domain.errors import CannotWrite, RewatchError
from rewatch.storage import companies, history, notes, watchlists
from rewatch.storage.catalogue import load_catalogue
from rewatch.storage.paths import Folders
from rewatch.storage.profiles import save_profile
from rewatch.storage.undo import undo
from tests.unit.storage.builders import folders, put

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)

LIST = '# mine\nschema = 1\nname = "Mine"\n\n[[entries]]\ncompany = "hill-mining"\n'
ADDITION = 'schema = 1\nid = "hill-mining"\nextends = "hill-mining"\ntags = ["mine"]\n'
PROFILES = 'schema = 1\n[profiles.a]\nname = "A"\nweights = { processing = 1.0 }\n'


@pytest.fixture
def here(tmp_path: Path) -> Folders:
    made = folders(tmp_path)
    put(made.watchlists / "mine.toml", LIST)
    put(made.watchlists / "other.toml", LIST.replace("Mine", "Other"))
    put(made.companies / "hill-mining.toml", ADDITION)
    put(made.workspace / "profiles.toml", PROFILES)
    return made


def list_grows(here: Folders) -> None:
    watchlists.add_entries(here, "mine", ["dale"])


def record_is_added(here: Folders) -> None:
    retraction = Retraction(evidence="stage-1", on=TODAY, why="misread")
    companies.add_records(here, "hill-mining", retractions=[retraction])


def profile_is_saved(here: Folders) -> None:
    save_profile(here, "B", {"processing": 2.0})


TARGETS: list[tuple[str, Callable[[Folders], None]]] = [
    ("watchlists/mine.toml", list_grows),
    ("companies/hill-mining.toml", record_is_added),
    ("profiles.toml", profile_is_saved),
]
BREAKS: dict[str, Callable[[bytes], bytes]] = {
    "no TOML": lambda whole: whole + b"\nname = \n",
    "no text": lambda whole: whole + b"\xff\xfe\x00",
    "cut in the middle of a word": lambda whole: whole[: whole.index(b'"') + 3],
    "a newer schema": lambda whole: whole.replace(b"schema = 1", b"schema = 2"),
    "an unknown key": lambda whole: whole.replace(b"schema = 1", b"schema = 1\nflavour = 3"),
    "a conflict of git": lambda whole: whole + b"\n<<<<<<< HEAD\n=======\n>>>>>>> x\n",
    "empty": lambda whole: b"",
}


@pytest.mark.parametrize("sort", BREAKS)
@pytest.mark.parametrize(("file", "save"), TARGETS, ids=[file for file, _ in TARGETS])
def test_a_file_that_cannot_be_read_is_named_and_never_written_over(
    here: Folders, file: str, save: Callable[[Folders], None], sort: str
) -> None:
    path = here.workspace / file
    broken = BREAKS[sort](path.read_bytes())
    path.write_bytes(broken)
    with pytest.raises(RewatchError) as told:
        save(here)
    assert path.name in str(told.value)
    assert path.read_bytes() == broken
    assert "hill-mining" in load_catalogue(here).companies
    assert watchlists.add_entries(here, "other", ["dale"]) == ["dale"]


def test_whatever_bytes_a_file_holds_there_is_a_sentence_or_a_save(here: Folders) -> None:
    chance = random.Random(4)
    path = here.watchlists / "mine.toml"
    whole = LIST.encode()
    refused = 0
    for _ in range(150):
        spoilt = bytearray(whole[: chance.randrange(len(whole) + 1)])
        for _ in range(chance.randrange(4)):
            if spoilt:
                spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
        path.write_bytes(spoilt)
        try:
            list_grows(here)
        except RewatchError:
            refused += 1
            assert path.read_bytes() == bytes(spoilt)
        else:
            assert "dale" in watchlists.load_watchlist(here, "mine")[1].companies()
    assert refused > 20


@pytest.mark.parametrize("size", [0, 1, 50, 99, 100, 511, 4095, 4096, 6000])
def test_a_history_cut_at_any_length_stops_no_save(here: Folders, size: int) -> None:
    for company in "abc":
        watchlists.add_entries(here, "mine", [company])
    os.truncate(here.history, size)
    watchlists.add_entries(here, "mine", ["d"])
    assert watchlists.load_watchlist(here, "mine")[1].companies()[-4:] == ("a", "b", "c", "d")
    assert undo(here).operation == "added d to mine"


def test_a_journal_of_another_history_stops_no_save(here: Folders) -> None:
    watchlists.add_entries(here, "mine", ["a"])
    put(here.hidden / "history.sqlite-journal", os.urandom(5000))
    watchlists.add_entries(here, "mine", ["b"])
    assert watchlists.load_watchlist(here, "mine")[1].companies()[-2:] == ("a", "b")


def test_a_workspace_deleted_while_open_is_told_by_every_save(here: Folders) -> None:
    shutil.rmtree(here.workspace)
    for save in (list_grows, lambda here: watchlists.delete(here, "mine")):
        with pytest.raises(CannotWrite, match="is gone"):
            save(here)
    assert not here.workspace.exists()


def test_a_workspace_deleted_between_reading_and_writing_stays_deleted(
    here: Folders,
) -> None:
    def vanishes(old):
        shutil.rmtree(here.workspace)
        return old.model_copy(update={"name": "Other name"})

    with pytest.raises(CannotWrite):
        watchlists.change(here, "mine", vanishes)
    assert not here.workspace.exists()


def test_a_history_that_is_a_link_is_written_through(here: Folders, tmp_path: Path) -> None:
    here.hidden.mkdir()
    elsewhere = tmp_path / "elsewhere.sqlite"
    here.history.symlink_to(elsewhere)
    watchlists.add_entries(here, "mine", ["a"])
    assert elsewhere.exists()
    assert here.history.is_symlink()
    assert undo(here) is not None


def test_a_list_that_is_a_link_is_undone_through_it(here: Folders, tmp_path: Path) -> None:
    target = put(tmp_path / "shared.toml", LIST)
    link = here.watchlists / "linked.toml"
    link.symlink_to(target)
    watchlists.add_entries(here, "linked", ["a"])
    undo(here)
    assert link.is_symlink()
    assert target.read_text() == LIST


def test_leftovers_of_a_killed_save_go_when_the_history_is_opened_next(here: Folders) -> None:
    put(here.watchlists / ".~rewatch-0123", "half")
    with history.opened(here) as book:
        book.pending("watchlists/mine.toml", LIST.encode(), b"never", operation="killed")
    watchlists.add_entries(here, "mine", ["a"])
    assert sorted(path.name for path in here.watchlists.iterdir()) == ["mine.toml", "other.toml"]


def test_a_note_whose_name_is_taken_in_the_last_moment_gets_another(here: Folders) -> None:
    first, one = notes.add_note(here, "hill-mining", "seen", NOW)
    second, two = notes.add_note(here, "hill-mining", "seen", NOW)
    assert (first.id, second.id) == ("2026-11-21-seen", "2026-11-21-seen-2")
    assert one.read_bytes() == two.read_bytes()
