"""Folders are found wherever rewatch runs from, and no id leads out of its folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewatch.domain.errors import Refused, UsageError
from rewatch.domain.values import valid_id
from rewatch.storage.paths import _shipped, file_of, find_folders, slug


def test_the_argument_goes_before_the_environment(tmp_path: Path) -> None:
    environ = {"REWATCH_WORKSPACE": str(tmp_path / "env")}
    assert find_folders(tmp_path / "arg", environ).workspace == tmp_path / "arg"
    assert find_folders(None, environ).workspace == tmp_path / "env"
    assert find_folders(None, {"REWATCH_WORKSPACE": ""}).workspace.name == "rewatch"


def test_a_home_and_a_relative_folder_are_made_absolute(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert find_folders("~/ws", {}).workspace == tmp_path / "ws"
    assert find_folders("ws", {}).workspace == tmp_path / "ws"


def test_this_checkouts_data_is_found() -> None:
    made = find_folders("ws", {})
    assert (made.seeds / "rubric.toml").is_file()
    assert made.samples.is_dir()


def test_an_installed_packages_data_goes_first(tmp_path: Path) -> None:
    module = tmp_path / "lib" / "site" / "rewatch" / "storage" / "paths.py"
    for base in (tmp_path / "lib", module.parents[1] / "_shipped"):
        (base / "seeds").mkdir(parents=True)
    assert _shipped(module)[0] == module.parents[1] / "_shipped" / "seeds"


def test_missing_data_is_told_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="install rewatch again"):
        _shipped(tmp_path / "a" / "b" / "c" / "paths.py")


@given(st.text(max_size=120))
def test_any_title_becomes_a_legal_id(title: str) -> None:
    made = slug(title)
    assert valid_id(made) == made


@given(st.text(max_size=80))
def test_no_id_leads_out_of_its_folder(name: str) -> None:
    folder = Path("folder")
    try:
        path = file_of(folder, name)
    except UsageError:
        return
    assert path.parent == folder
    assert path.name == f"{name}.toml"
