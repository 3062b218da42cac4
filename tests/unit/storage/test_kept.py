"""Answers kept between calls are believed exactly as long as nothing they rest on has changed."""

import os
from pathlib import Path

import pytest

from rewatch.domain.errors import Fault
from rewatch.storage import kept, toml_files
from rewatch.storage.own_faults import own_faults
from rewatch.storage.paths import Folders, find_folders
from rewatch.storage.toml_files import read_document

LONG_AGO = 1_000_000_000


@pytest.fixture
def folders(fresh_home: Path, workspace_folder: Path) -> Folders:
    (workspace_folder / "watchlists").mkdir(parents=True)
    (workspace_folder / "notes" / "lynas-rare-earths").mkdir(parents=True)
    return find_folders()


def put(path: Path, text: str, when: int = LONG_AGO) -> Path:
    path.write_text(text)
    os.utime(path, (when, when))
    return path


def old_program(before: kept.Stamps) -> kept.Stamps:
    """The stamps as if nobody had edited the program or its data in the last seconds."""
    return {path: (LONG_AGO, size, inode) for path, (_, size, inode) in before.items()}


def read(plain: list[int]) -> list[int]:
    return [int(number) for number in plain]


def test_what_is_kept_comes_back_under_its_key_only(folders: Folders) -> None:
    before = old_program(kept.stamps(folders))
    key = kept.key(before, ["asked"])
    assert kept.load(folders, "numbers", key, read) is None
    kept.keep(folders, "numbers", key, before, [1, 2])
    assert kept.load(folders, "numbers", key, read) == [1, 2]
    assert kept.load(folders, "others", key, read) is None
    assert kept.load(folders, "numbers", kept.key(before, ["otherwise"]), read) is None


def test_a_changed_list_or_note_changes_the_key(folders: Folders) -> None:
    keys = set()
    for number, name in enumerate(["watchlists/a.toml", "notes/lynas-rare-earths/a.md"]):
        path = folders.workspace / name
        for text in ("one", "longer"):
            put(path, text, LONG_AGO + number)
            keys.add(kept.key(kept.stamps(folders), None))
        path.unlink()
    assert len(keys) == 4


def test_what_changed_a_moment_ago_is_not_kept(folders: Folders) -> None:
    path = folders.workspace / "watchlists" / "a.toml"
    path.write_text("one")
    before = old_program(kept.stamps(folders)) | {str(path): kept.stamps(folders)[str(path)]}
    key = kept.key(before, None)
    kept.keep(folders, "numbers", key, before, [1])
    assert kept.load(folders, "numbers", key, read) is None


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b'{"x": 1}', b"\xff", b"[" * 9999])
def test_a_damaged_store_is_worked_out_anew(folders: Folders, content: bytes) -> None:
    before = old_program(kept.stamps(folders))
    key = kept.key(before, None)
    kept.keep(folders, "numbers", key, before, [1])
    (store,) = folders.cache.glob("numbers-*.json")
    store.write_bytes(content)
    assert kept.load(folders, "numbers", key, read) is None
    kept.keep(folders, "numbers", key, before, [1])
    assert kept.load(folders, "numbers", key, read) == [1]


def test_an_answer_of_another_shape_is_not_believed(folders: Folders) -> None:
    before = old_program(kept.stamps(folders))
    kept.keep(folders, "numbers", "key", before, {"not": "numbers"})
    assert kept.load(folders, "numbers", "key", read) is None


def test_the_store_does_not_grow_without_end(folders: Folders) -> None:
    before = old_program(kept.stamps(folders))
    for number in range(50):
        kept.keep(folders, "numbers", str(number), before, [number])
    held = [n for n in range(50) if kept.load(folders, "numbers", str(n), read) is not None]
    assert held == list(range(44, 50))


def test_faults_of_lists_and_notes_are_named_until_they_are_mended(folders: Folders) -> None:
    lists, notes = folders.workspace / "watchlists", folders.workspace / "notes"
    good = 'schema = 1\nname = "A"\n[[entries]]\ncompany = "lynas-rare-earths"\n'
    path = put(lists / "a.toml", good + '[[entries]]\ncompany = "nobody"\n')
    broken = put(lists / "b.toml", "schema =\n")
    note = put(notes / "lynas-rare-earths" / "n.md", "no front matter\n")
    known = ["lynas-rare-earths"]
    found = own_faults(folders, known)
    assert [(fault.file, fault.line) for fault in found] == [
        (str(note), 1), (str(path), 6), (str(broken), 1),
    ]  # fmt: skip
    assert own_faults(folders, known) == found
    assert Fault(str(path), 6, '"nobody" is no company; the entry is left out') in found
    assert [f.file for f in own_faults(folders, [*known, "nobody"])] == [str(note), str(broken)]
    put(path, good, LONG_AGO + 1)
    broken.unlink()
    note.unlink()
    assert own_faults(folders, known) == ()


def test_a_list_of_many_absent_companies_is_not_read_again_for_each(
    folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = [f'[[entries]]\ncompany = "nobody-{number}"\n' for number in range(5)]
    put(folders.workspace / "watchlists" / "a.toml", 'schema = 1\nname = "A"\n' + "".join(entries))
    reads: list[Path] = []

    def counted(path: Path) -> toml_files.Document:
        reads.append(path)
        return read_document(path)

    monkeypatch.setattr(toml_files, "read_document", counted)
    found = own_faults(folders, ["lynas-rare-earths"])
    assert [fault.line for fault in found] == [4, 6, 8, 10, 12]
    assert len(reads) == 2  # as a list, and for the lines
