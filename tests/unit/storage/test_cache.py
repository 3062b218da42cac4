"""The cache saves time and changes nothing: what is read is always what the files say."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from rewatch.domain.company import Company
from rewatch.storage import cache, catalogue
from rewatch.storage.catalogue import company_model, load_catalogue, read_company
from rewatch.storage.paths import find_folders
from rewatch.storage.toml_files import BrokenFile, read_model
from tests.unit.storage.builders import company, folders, put

LONG_AGO = 1_600_000_000


class Reader:
    """Reads company files and remembers which."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def __call__(self, path: Path) -> Company:
        self.read.append(path.stem)
        record = read_company(path)
        assert isinstance(record, Company)
        return record


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "companies.jsonl"


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Three settled files: the disk's clock has ticked since they were written."""
    monkeypatch.setattr(cache, "_TICK_NS", -1)
    return [company(tmp_path / "companies", name) for name in ("a", "b", "c")]


def load(files: list[Path], store: Path) -> tuple[list[str], list[Company | None]]:
    reader = Reader()
    loaded = cache.load_records(files, reader, {"company": Company}, store)
    return reader.read, [item.record for item in loaded]  # type: ignore[misc]


def test_files_are_parsed_once(files: list[Path], store: Path) -> None:
    first_read, first = load(files, store)
    second_read, second = load(files, store)
    assert (first_read, second_read) == (["a", "b", "c"], [])
    assert first == second


def test_only_a_changed_file_is_parsed_again(files: list[Path], store: Path) -> None:
    load(files, store)
    company(files[1].parent, "b", name="Renamed")
    read, records = load(files, store)
    assert read == ["b"]
    assert [record.name for record in records if record] == [
        "Hill Mining",
        "Renamed",
        "Hill Mining",
    ]


def test_same_size_and_same_dates_do_not_hide_a_change(files: list[Path], store: Path) -> None:
    os.utime(files[0], (LONG_AGO, LONG_AGO))
    load(files, store)
    company(files[0].parent, "a", name="Dale Mining")
    os.utime(files[0], (LONG_AGO, LONG_AGO))
    _, records = load(files, store)
    assert records[0] is not None
    assert records[0].name == "Dale Mining"


def test_a_file_changed_within_the_clocks_tick_is_not_trusted(
    files: list[Path], store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "_TICK_NS", 3600 * 10**9)
    load(files, store)
    assert load(files, store)[0] == ["a", "b", "c"]


def test_a_removed_file_is_gone_and_a_new_one_there(files: list[Path], store: Path) -> None:
    load(files, store)
    added = company(files[0].parent, "d")
    read, records = load([*files[1:], added], store)
    assert read == ["d"]
    assert [record.id for record in records if record] == ["b", "c", "d"]


@pytest.mark.parametrize(
    "damage",
    [
        lambda raw: raw[: len(raw) // 2],
        lambda raw: b"",
        lambda raw: b"\xff\xfe\x00",
        lambda raw: b"[" * 100_000,
        lambda raw: b"null\n",
        lambda raw: raw.replace(b"Hill Mining", b"Mill Hining"),
        lambda raw: raw.replace(b'"key": [1', b'"key": [2'),
    ],
)
def test_a_damaged_cache_is_built_again(files: list[Path], store: Path, damage: object) -> None:
    _, good = load(files, store)
    whole = store.read_bytes()
    store.write_bytes(damage(whole))  # type: ignore[operator]
    read, records = load(files, store)
    assert read == ["a", "b", "c"]
    assert records == good
    assert store.read_bytes() == whole


def test_a_cache_that_cannot_be_written_is_no_fault(files: list[Path], tmp_path: Path) -> None:
    blocked = put(tmp_path / "blocked", "a file where a folder should be")
    assert load(files, blocked / "companies.jsonl")[1]


def test_a_broken_file_is_told_every_time(files: list[Path], store: Path) -> None:
    put(files[1], "schema = 1\n")
    for _ in range(2):
        loaded = cache.load_records(files, read_company, {"company": Company}, store)
        assert [bool(item.faults) for item in loaded] == [False, True, False]


def test_every_shipped_file_comes_from_the_cache_as_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A record that JSON cannot carry would be parsed at every start, or come back changed."""
    monkeypatch.setattr(cache, "_TICK_NS", -(10**18))
    made = find_folders(tmp_path / "ws")
    here = type(made)(made.seeds, made.samples, made.workspace, made.config, tmp_path / "cache")
    fresh = load_catalogue(here)

    def no_reading(path: Path) -> None:
        raise BrokenFile([])

    for name in ("read_company", "read_deck", "_read_method"):
        monkeypatch.setattr(catalogue, name, no_reading)
    cached = load_catalogue(here)
    assert cached.companies == fresh.companies
    assert cached.decks == fresh.decks
    assert cached.rubric == fresh.rubric
    assert cached.countries == fresh.countries


def test_an_addition_comes_back_as_an_addition(tmp_path: Path, store: Path) -> None:
    here = folders(tmp_path)
    path = put(
        here.companies / "hill-mining.toml",
        'schema = 1\nid = "hill-mining"\nextends = "hill-mining"\ntags = ["x"]\n',
    )
    for _ in range(2):
        assert load_catalogue(here).companies["hill-mining"].tags == ("x",)
    assert read_model(path, company_model).id == "hill-mining"
