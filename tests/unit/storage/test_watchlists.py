"""Watchlists keep what others wrote, keep comments, and refuse rather than overwrite."""

from __future__ import annotations

import multiprocessing
import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from rewatch.domain.errors import NotFound, Refused, UsageError
from rewatch.storage import conflicts, watchlists
from rewatch.storage.notes import read_note
from rewatch.storage.paths import Folders
from rewatch.storage.toml_files import BrokenFile
from tests.unit.storage.builders import folders, put

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
BY_HAND = """\
# mine, keep out
schema = 1
name = "Magnet juniors"  # the good ones

# the first
[[entries]]
company = "arafura"
added = 2026-01-02   # in a hurry
tags = ["ndpr"]
"""


@pytest.fixture
def here(tmp_path: Path) -> Folders:
    made = folders(tmp_path)
    put(made.samples / "sample.toml", 'schema = 1\nname = "Sample"\n[[entries]]\ncompany = "a"\n')
    put(made.samples / "second.toml", 'schema = 1\nname = "Second"\n')
    return made


@pytest.fixture
def mine(here: Folders) -> Path:
    return put(here.watchlists / "mine.toml", BY_HAND)


def test_before_the_first_save_the_samples_are_shown(here: Folders) -> None:
    lists, faults = watchlists.list_watchlists(here)
    assert (list(lists), faults) == (["sample", "second"], ())
    assert not here.watchlists.exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes here")
def test_a_pipe_in_the_folder_is_a_fault_and_nobody_waits_for_it(here: Folders, mine: Path) -> None:
    pipe, note = here.watchlists / "pipe.toml", put(here.notes / "arafura" / "n.md", "").parent
    os.mkfifo(pipe)
    os.mkfifo(note / "p.md")
    # In a process of its own, which can be ended: whoever opens a pipe waits for good.
    waits = multiprocessing.get_context("fork").Process(target=_all_is_read, args=(here,))
    waits.start()
    waits.join(30)
    waits.kill()
    assert waits.exitcode == 0


def _all_is_read(here: Folders) -> None:
    lists, faults = watchlists.list_watchlists(here)
    assert list(lists) == ["mine"]
    assert [fault.file for fault in faults] == [str(here.watchlists / "pipe.toml")]
    assert "pipe" in str(faults[0].reason)
    with pytest.raises(Refused, match="pipe"):
        watchlists.change(here, "pipe", lambda item: item)
    with pytest.raises(BrokenFile, match="pipe"):
        read_note(here.notes / "arafura" / "p.md")
    assert conflicts.standing(here) == []


def test_samples_are_copied_once_and_a_deleted_one_stays_deleted(here: Folders) -> None:
    watchlists.copy_samples(here)
    watchlists.delete(here, "second")
    watchlists.copy_samples(here)
    assert list(watchlists.list_watchlists(here)[0]) == ["sample"]
    assert (here.watchlists / "sample.toml").read_bytes() == (
        here.samples / "sample.toml"
    ).read_bytes()


def test_samples_make_a_workspace_that_was_not_there(here: Folders) -> None:
    here.workspace.rmdir()
    watchlists.copy_samples(here)
    assert (here.hidden / ".gitignore").read_text() == "*\n"
    assert list(watchlists.list_watchlists(here)[0]) == ["sample", "second"]


def test_a_new_list_is_read_back_by_slug_and_by_name(here: Folders) -> None:
    slug = watchlists.create(here, 'Großes "Ü" [x]', ["a", "b", "a"], TODAY)
    assert watchlists.load_watchlist(here, slug) == watchlists.load_watchlist(
        here, 'großes "ü" [X]'
    )
    _, found = watchlists.load_watchlist(here, slug)
    assert [(entry.company, entry.added) for entry in found.entries] == [("a", TODAY), ("b", TODAY)]


@pytest.mark.parametrize("name", ["../../etc", "CON", "…", "a" * 500, ".hidden", "-"])
def test_any_name_becomes_a_safe_file_name(here: Folders, name: str) -> None:
    slug = watchlists.create(here, name)
    assert (here.watchlists / f"{slug}.toml").exists()
    assert watchlists.load_watchlist(here, name)[0] == slug


def test_two_lists_of_like_slug_do_not_meet(here: Folders) -> None:
    first, second = watchlists.create(here, "A b"), watchlists.create(here, "A-b")
    assert first != second
    with pytest.raises(UsageError, match="already"):
        watchlists.create(here, "a B")


def test_entries_are_added_and_removed_with_the_rest_untouched(here: Folders, mine: Path) -> None:
    assert watchlists.add_entries(here, "mine", ["lynas", "arafura", "lynas"], TODAY) == ["lynas"]
    added = f'{BY_HAND}\n[[entries]]\ncompany = "lynas"\nadded = 2026-11-21\n'
    assert mine.read_text() == added
    assert watchlists.remove_entries(here, "mine", ["lynas", "unheard"]) == ["lynas"]
    assert mine.read_text() == BY_HAND


def test_adding_what_is_there_writes_nothing(here: Folders, mine: Path) -> None:
    before = mine.stat()
    assert watchlists.add_entries(here, "mine", ["arafura"]) == []
    assert mine.stat().st_ino == before.st_ino


def test_what_another_window_added_is_kept(here: Folders, mine: Path) -> None:
    mine.write_text(BY_HAND + '\n[[entries]]\ncompany = "ionic"\n')
    watchlists.add_entries(here, "mine", ["lynas"])
    companies = watchlists.load_watchlist(here, "mine")[1].companies()
    assert companies == ("arafura", "ionic", "lynas")


def _add_many(args: tuple[Folders, int]) -> None:
    where, writer = args
    for number in range(8):
        watchlists.add_entries(where, "mine", [f"w{writer}-{number}"])


def test_four_writers_lose_nothing(here: Folders, mine: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        pool.map(_add_many, [(here, writer) for writer in range(4)])
    companies = watchlists.load_watchlist(here, "mine")[1].companies()
    expected = {f"w{writer}-{number}" for writer in range(4) for number in range(8)}
    assert set(companies) == {"arafura"} | expected
    assert mine.read_text().startswith(BY_HAND)


def test_a_rename_keeps_the_slug_and_the_comments(here: Folders, mine: Path) -> None:
    watchlists.rename(here, "mine", "Others")
    assert mine.read_text() == BY_HAND.replace("Magnet juniors", "Others")


def test_an_entry_is_changed_in_place(here: Folders, mine: Path) -> None:
    watchlists.change_entry(
        here, "mine", "arafura", lambda e: e.model_copy(update={"tags": ("ndpr", "funded")})
    )
    assert mine.read_text() == BY_HAND.replace('["ndpr"]', '["ndpr", "funded"]')
    with pytest.raises(NotFound):
        watchlists.change_entry(here, "mine", "gone", lambda entry: entry)


def test_an_order_is_kept(here: Folders, mine: Path) -> None:
    watchlists.add_entries(here, "mine", ["b", "c"])
    watchlists.reorder(here, "mine", ["c", "arafura"])
    assert watchlists.load_watchlist(here, "mine")[1].companies() == ("c", "arafura", "b")
    assert '# the first\n[[entries]]\ncompany = "arafura"' in mine.read_text()


def test_a_deleted_list_is_in_the_trash(here: Folders, mine: Path) -> None:
    kept = watchlists.delete(here, "mine")
    assert not mine.exists()
    assert kept.read_text() == BY_HAND
    put(mine, BY_HAND + "# second\n")
    again = watchlists.delete(here, "mine")
    assert kept.read_text() == BY_HAND
    assert again.read_text().endswith("# second\n")


def test_a_broken_list_is_named_and_never_written_over(here: Folders, mine: Path) -> None:
    mine.write_text(BY_HAND + "[[entries]\n")
    other = put(here.watchlists / "other.toml", 'schema = 1\nname = "Other"\n')
    lists, faults = watchlists.list_watchlists(here)
    assert list(lists) == [other.stem]
    assert [(fault.file, fault.line) for fault in faults] == [(str(mine), 10)]
    with pytest.raises(BrokenFile):
        watchlists.add_entries(here, "mine", ["lynas"])
    assert mine.read_text() == BY_HAND + "[[entries]\n"


def test_a_list_of_a_newer_rewatch_is_left_untouched(here: Folders, mine: Path) -> None:
    newer = BY_HAND.replace("schema = 1", "schema = 9")
    mine.write_text(newer)
    with pytest.raises(BrokenFile, match="newer rewatch"):
        watchlists.remove_entries(here, "mine", ["arafura"])
    assert mine.read_text() == newer


def test_mark_and_line_ends_of_the_file_survive(here: Folders, mine: Path) -> None:
    mine.write_bytes(b"\xef\xbb\xbf" + BY_HAND.replace("\n", "\r\n").encode())
    watchlists.add_entries(here, "mine", ["lynas"])
    raw = mine.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf# mine")
    assert raw.count(b"\n") == raw.count(b"\r\n") == 12


def test_an_unknown_list_names_the_nearest(here: Folders, mine: Path) -> None:
    with pytest.raises(NotFound, match="did you mean mine"):
        watchlists.load_watchlist(here, "magnet junior")
    with pytest.raises(NotFound):
        watchlists.add_entries(here, "minne", ["a"])


@pytest.mark.parametrize("slug", ["../mine", "a/b", "", "CON", "x" * 99])
def test_a_slug_that_is_none_never_becomes_a_path(here: Folders, mine: Path, slug: str) -> None:
    with pytest.raises(UsageError):
        watchlists.add_entries(here, slug, ["a"])
    with pytest.raises(UsageError):
        watchlists.load_watchlist(here, slug)


def test_what_would_not_read_back_is_refused(here: Folders, mine: Path) -> None:
    with pytest.raises((UsageError, Refused)):
        watchlists.add_entries(here, "mine", ["Not An Id"])
    with pytest.raises(UsageError):
        watchlists.rename(here, "mine", "a\udc80b")
    assert mine.read_text() == BY_HAND


def test_a_list_edited_for_a_while_keeps_what_others_did_meanwhile(
    here: Folders, mine: Path
) -> None:
    _, before = watchlists.load_watchlist(here, "mine")
    watchlists.add_entries(here, "mine", ["theirs"])
    watchlists.rename(here, "mine", "Their name")
    entry = before.entries[0].model_copy(update={"review": TODAY})
    after = before.model_copy(update={"entries": (entry,), "name": "My name"})
    found = watchlists.save(here, "mine", before, after, NOW)
    assert found == watchlists.load_watchlist(here, "mine")[1]
    assert found.companies() == ("arafura", "theirs")
    assert (found.entries[0].review, found.name) == (TODAY, "My name")
    (conflict,) = found.conflicts
    assert (conflict.field, conflict.ours, conflict.theirs) == ("name", "My name", "Their name")
    assert "# the first\n[[entries]]" in mine.read_text()
    assert "# in a hurry" in mine.read_text()


def test_a_duplicate_keeps_the_comments_and_has_its_own_name(here: Folders, mine: Path) -> None:
    slug = watchlists.duplicate(here, "mine", "Another")
    text = (here.watchlists / f"{slug}.toml").read_text()
    assert text == BY_HAND.replace('"Magnet juniors"', '"Another"')
    assert mine.read_text() == BY_HAND
    with pytest.raises(UsageError, match="already"):
        watchlists.duplicate(here, "mine", "Another")
    with pytest.raises(NotFound):
        watchlists.duplicate(here, "nowhere", "Third")
    assert "third" not in watchlists.list_watchlists(here)[0]
