"""The history knows every change, decides what a crash left open, and is never in the way."""

from __future__ import annotations

import os
import sqlite3
import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from rewatch.domain.errors import CannotWrite, Refused
from rewatch.storage import atomic, history, recorded, watchlists
from rewatch.storage.paths import Folders
from rewatch.storage.undo import undo
from tests.unit.storage.builders import folders, put

LIST = 'schema = 1\nname = "Mine"\n'


@pytest.fixture
def here(tmp_path: Path) -> Folders:
    made = folders(tmp_path)
    put(made.watchlists / "mine.toml", LIST)
    return made


def changes(here: Folders) -> list[history.Change]:
    with history.opened(here) as book:
        return book.changes()


def test_a_change_says_who_when_what_and_both_contents(
    here: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Noon(atomic.Os):
        def now(self) -> datetime:
            return datetime(2026, 11, 21, 12, tzinfo=UTC)

    monkeypatch.setattr(atomic, "system", Noon())
    watchlists.add_entries(here, "mine", ["a"])
    (change,) = changes(here)
    assert (change.file, change.operation) == ("watchlists/mine.toml", "added a to mine")
    assert (change.state, change.kind, change.pid) == ("done", "change", os.getpid())
    assert change.at == datetime(2026, 11, 21, 12, tzinfo=UTC)
    assert "@" in change.who
    assert change.window == here.window
    with history.opened(here) as book:
        assert book.content(change.before) == LIST.encode()
        assert book.content(change.after) == (here.watchlists / "mine.toml").read_bytes()


def test_what_changes_nothing_writes_no_history(here: Folders) -> None:
    watchlists.remove_entries(here, "mine", ["not there"])
    assert not here.history.exists()


@pytest.mark.parametrize(
    ("found", "state"), [(b"old", "dropped"), (b"new", "done"), (b"by hand", "unclear")]
)
def test_what_a_crash_left_pending_is_decided_by_the_file(
    here: Folders, found: bytes, state: str
) -> None:
    path = put(here.workspace / "a.toml", b"old")
    with history.opened(here) as book:
        book.pending("a.toml", b"old", b"new", operation="saved")
    path.write_bytes(found)
    assert [change.state for change in changes(here)] == [state]
    assert undo(here) is None or state == "done"


def test_two_changes_left_pending_on_one_file_are_both_decided(here: Folders) -> None:
    put(here.workspace / "a.toml", b"third")
    with history.opened(here) as book:
        book.pending("a.toml", b"first", b"second", operation="saved")
        book.pending("a.toml", b"second", b"third", operation="saved")
    assert [change.state for change in changes(here)] == ["done", "done"]


def test_a_clock_set_back_does_not_change_the_order(
    here: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Backwards(atomic.Os):
        day = 28

        def now(self) -> datetime:
            self.day -= 1
            return datetime(2026, 11, self.day, tzinfo=UTC)

    monkeypatch.setattr(atomic, "system", Backwards())
    watchlists.add_entries(here, "mine", ["a"])
    watchlists.add_entries(here, "mine", ["b"])
    assert [change.operation for change in changes(here)] == ["added b to mine", "added a to mine"]
    assert undo(here).operation == "added b to mine"


def no_database(path: Path) -> None:
    path.write_bytes(b"this is no database " * 100)


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def overwritten(path: Path) -> None:
    whole = bytearray(path.read_bytes())
    for at in range(4096, len(whole), 7):
        whole[at] ^= 0xA5
    path.write_bytes(whole)


def another_database(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE changes (shopping TEXT)")
        other.execute("PRAGMA user_version = 1")
    other.close()


@pytest.mark.parametrize("damage", [no_database, cut_short, overwritten, another_database])
def test_a_damaged_history_is_set_aside_and_told_and_saving_goes_on(here: Folders, damage) -> None:
    for company in "abcdefgh":
        watchlists.add_entries(here, "mine", [company])
    damage(here.history)
    bad = here.history.read_bytes()
    watchlists.add_entries(here, "mine", ["z"])
    assert watchlists.load_watchlist(here, "mine")[1].companies()[-1] == "z"
    (kept,) = history.set_aside(here)
    assert kept.read_bytes() == bad
    with history.reading(here) as book:
        assert [change.operation for change in book.changes()] == ["added z to mine"]
        (told,) = book.told(here.window)
    assert "damaged" in told
    assert str(kept) in told
    assert undo(here).operation == "added z to mine"


def test_undo_on_a_damaged_history_says_so(here: Folders) -> None:
    watchlists.add_entries(here, "mine", ["a"])
    no_database(here.history)
    assert undo(here) is None
    assert len(history.set_aside(here)) == 1


def test_reading_a_damaged_history_answers_that_there_is_none(here: Folders) -> None:
    watchlists.add_entries(here, "mine", ["a"])
    no_database(here.history)
    with history.reading(here) as book:
        assert book is None
    assert history.set_aside(here) == []  # who only reads changes nothing


def test_a_history_of_a_newer_rewatch_is_left_untouched(here: Folders) -> None:
    watchlists.add_entries(here, "mine", ["a"])
    with sqlite3.connect(here.history) as book:
        book.execute("PRAGMA user_version = 9")
    book.close()
    before = here.history.read_bytes(), (here.watchlists / "mine.toml").read_bytes()
    with pytest.raises(Refused, match="newer rewatch"):
        watchlists.add_entries(here, "mine", ["b"])
    assert (here.history.read_bytes(), (here.watchlists / "mine.toml").read_bytes()) == before


def test_a_history_that_cannot_be_written_stops_the_save_before_the_file(
    here: Folders,
) -> None:
    here.history.parent.mkdir()
    here.history.mkdir()
    with pytest.raises(CannotWrite, match=r"history\.sqlite"):
        watchlists.add_entries(here, "mine", ["a"])
    assert (here.watchlists / "mine.toml").read_text() == LIST


def test_purging_forgets_changes_and_keeps_files_and_methods(here: Folders) -> None:
    watchlists.add_entries(here, "mine", ["a"])
    with history.opened(here) as book:
        book.keep_method("rubric.toml", b"method")
        assert book.purge() == 1
        assert book.changes() == []
        assert book.method("rubric.toml", date(2999, 1, 1)) == b"method"
    assert undo(here) is None
    assert watchlists.load_watchlist(here, "mine")[1].companies() == ("a",)


def test_purging_until_a_day_keeps_what_is_newer(
    here: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Days(atomic.Os):
        day = 1

        def now(self) -> datetime:
            return datetime(2026, 11, self.day, 9, tzinfo=UTC)

    system = Days()
    monkeypatch.setattr(atomic, "system", system)
    watchlists.add_entries(here, "mine", ["a"])
    system.day = 5
    watchlists.add_entries(here, "mine", ["b"])
    with history.opened(here) as book:
        assert book.purge(date(2026, 11, 5)) == 1
        (left,) = book.changes()
        assert book.content(left.before) is not None
    assert undo(here).operation == "added b to mine"


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone cannot be set on this system")
def test_days_begin_where_the_user_is(here: Folders, monkeypatch: pytest.MonkeyPatch) -> None:
    """An hour after midnight in the far east it is the day before by the clock of the history."""

    class Night(atomic.Os):
        def now(self) -> datetime:
            return datetime(2026, 11, 4, 13, tzinfo=UTC)

    monkeypatch.setattr(atomic, "system", Night())
    monkeypatch.setenv("TZ", "AAA-12")
    time.tzset()
    try:
        watchlists.add_entries(here, "mine", ["a"])
        with history.opened(here) as book:
            book.keep_method("rubric.toml", b"method")
            assert book.method("rubric.toml", date(2026, 11, 4)) is None
            assert book.method("rubric.toml", date(2026, 11, 5)) == b"method"
            assert book.method("rubric.toml", date.max) == b"method"
            assert [book.purge(date(2026, 11, day)) for day in (5, 6)] == [0, 1]
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_method_file_is_kept_once_for_each_content(
    here: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Days(atomic.Os):
        day = 0

        def now(self) -> datetime:
            return datetime(2026, 11, self.day, 9, tzinfo=UTC)

    system = Days()
    monkeypatch.setattr(atomic, "system", system)
    with history.opened(here) as book:
        for day, content in ((1, b"one"), (2, b"one"), (3, b"two"), (4, b"one")):
            system.day = day
            book.keep_method("rubric.toml", content)
        found = [book.method("rubric.toml", date(2026, 11, day)) for day in (1, 2, 3, 4, 5)]
        assert found == [b"one", b"one", b"two", b"one", b"one"]
        assert book.method("rubric.toml", date(2026, 10, 31)) is None


def test_operations_inside_one_another_are_one_step(here: Folders) -> None:
    with recorded.operation(here, "outer"):
        watchlists.add_entries(here, "mine", ["a"])
        watchlists.add_entries(here, "mine", ["b"])
    assert {change.step for change in changes(here)} == {1}
    assert {change.operation for change in changes(here)} == {"outer"}
