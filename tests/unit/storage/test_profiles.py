"""Own weights profiles are saved beside each other, and deleting one is undone."""

from __future__ import annotations

from pathlib import Path

import pytest

from rewatch.domain.errors import NotFound, UsageError
from rewatch.storage.catalogue import load_catalogue
from rewatch.storage.paths import Folders
from rewatch.storage.profiles import delete_profile, save_profile
from rewatch.storage.toml_files import BrokenFile
from rewatch.storage.undo import undo
from tests.unit.storage.builders import folders, put

WEIGHTS = {"processing": 60.0, "jurisdiction": 40.0}


@pytest.fixture
def here(tmp_path: Path) -> Folders:
    return folders(tmp_path)


def test_a_profile_is_saved_changed_deleted_and_brought_back(here: Folders) -> None:
    assert save_profile(here, "My way", WEIGHTS, "because") == "my-way"
    assert save_profile(here, "Other", {"processing": 1.0}) == "other"
    save_profile(here, "My way", {**WEIGHTS, "processing": 70.0})
    profiles = load_catalogue(here).profiles
    assert profiles["my-way"].weights == {"processing": 70.0, "jurisdiction": 40.0}
    assert profiles["other"].weights == {"processing": 1.0}
    delete_profile(here, "my-way")
    assert "my-way" not in load_catalogue(here).profiles
    undo(here)
    assert load_catalogue(here).profiles["my-way"].weights["processing"] == 70.0


def test_comments_in_the_file_stay(here: Folders) -> None:
    text = 'schema = 1\n# mine\n[profiles.a]\nname = "A" # good\nweights = { processing = 1.0 }\n'
    path = put(here.workspace / "profiles.toml", text)
    save_profile(here, "B", WEIGHTS)
    assert path.read_text().startswith(text.rstrip("\n"))
    delete_profile(here, "b")
    assert path.read_text().rstrip("\n") == text.rstrip("\n")


@pytest.mark.parametrize(
    "weights", [{}, {"processing": 0.0}, {"processing": float("nan")}, {"processing": -1.0}]
)
def test_weights_that_cannot_be_used_are_refused(here: Folders, weights) -> None:
    with pytest.raises(UsageError):
        save_profile(here, "Mine", weights)
    assert not (here.workspace / "profiles.toml").exists()


def test_what_is_not_there_and_what_is_broken_is_told(here: Folders) -> None:
    with pytest.raises(NotFound):
        delete_profile(here, "nowhere")
    put(here.workspace / "profiles.toml", "schema = 1\n[profiles")
    with pytest.raises(BrokenFile):
        save_profile(here, "Mine", WEIGHTS)
    with pytest.raises(UsageError, match="name"):
        save_profile(here, "  ", WEIGHTS)
