"""Undo takes back what one window did, whatever others did since, and across restarts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from rewatch.domain.company import Retraction
from rewatch.domain.errors import Refused
from rewatch.storage import companies, history, notes, recorded, watchlists
from rewatch.storage.paths import Folders
from rewatch.storage.toml_files import BrokenFile
from rewatch.storage.undo import bring_back, last_good, redo, undo
from tests.unit.storage.builders import folders, put

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
LIST = """\
schema = 1
name = "Mine"  # the good ones

# first of all
[[entries]]
company = "a"
tags = ["x"]

[[entries]]
company = "b"
"""


@pytest.fixture
def here(tmp_path: Path) -> Folders:
    made = folders(tmp_path)
    put(made.watchlists / "mine.toml", LIST)
    return made


@pytest.fixture
def other(here: Folders) -> Folders:
    """Another window on the same workspace."""
    return replace(here, window="another")


def text(here: Folders) -> str:
    return (here.watchlists / "mine.toml").read_text()


def on_list(here: Folders) -> tuple[str, ...]:
    return watchlists.load_watchlist(here, "mine")[1].companies()


def test_undo_gives_back_the_very_bytes_and_redo_the_others(here: Folders) -> None:
    watchlists.remove_entries(here, "mine", ["a"])
    removed = text(here)
    assert undo(here, window=here.window).operation == "removed a from mine"
    assert text(here) == LIST
    assert redo(here, window=here.window).operation == "removed a from mine"
    assert text(here) == removed
    assert undo(here, window=here.window) is not None
    assert text(here) == LIST


def test_many_steps_go_back_and_forth_in_order(here: Folders) -> None:
    states = [text(here)]
    for company in ("c", "d", "e"):
        watchlists.add_entries(here, "mine", [company])
        states.append(text(here))
    for state in reversed(states[:-1]):
        undo(here, window=here.window)
        assert text(here) == state
    assert undo(here, window=here.window) is None
    for state in states[1:]:
        redo(here, window=here.window)
        assert text(here) == state
    assert redo(here, window=here.window) is None


def test_after_something_new_there_is_nothing_to_redo(here: Folders) -> None:
    watchlists.add_entries(here, "mine", ["c"])
    undo(here, window=here.window)
    watchlists.add_entries(here, "mine", ["d"])
    assert redo(here, window=here.window) is None
    assert on_list(here) == ("a", "b", "d")


def test_a_window_undoes_its_own_change_and_keeps_what_others_did_since(
    here: Folders, other: Folders
) -> None:
    watchlists.add_entries(here, "mine", ["c"])
    watchlists.add_entries(other, "mine", ["d"])
    undo(here, window=here.window)
    assert on_list(here) == ("a", "b", "d")
    assert "# first of all" in text(here)
    assert redo(here, window=here.window) is not None
    assert set(on_list(here)) == {"a", "b", "c", "d"}


def test_the_command_undoes_the_newest_of_all(here: Folders, other: Folders) -> None:
    watchlists.add_entries(here, "mine", ["c"])
    watchlists.add_entries(other, "mine", ["d"])
    third = replace(here, window="third")
    assert undo(third).operation == "added d to mine"
    assert undo(third).operation == "added c to mine"
    assert text(here) == LIST
    assert redo(third).operation == "added c to mine"


def test_other_fields_changed_since_stay(here: Folders, other: Folders) -> None:
    def tagged(entry):
        return entry.model_copy(update={"tags": ("x", "y")})

    def dated(entry):
        return entry.model_copy(update={"review": TODAY})

    watchlists.change_entry(here, "mine", "a", tagged)
    watchlists.change_entry(other, "mine", "a", dated)
    undo(here, window=here.window)
    entry = watchlists.load_watchlist(here, "mine")[1].entries[0]
    assert (entry.tags, entry.review) == (("x",), TODAY)


def test_the_same_field_changed_since_refuses_and_names_it(here: Folders, other: Folders) -> None:
    def reviewed(day: date):
        return lambda entry: entry.model_copy(update={"review": day})

    watchlists.change_entry(here, "mine", "b", reviewed(date(2027, 1, 1)))
    watchlists.change_entry(other, "mine", "b", reviewed(date(2027, 2, 2)))
    before = text(here)
    with pytest.raises(Refused, match="review of b changed since"):
        undo(here, window=here.window)
    assert text(here) == before
    assert undo(here) is not None  # the newest of all is the other window's
    assert undo(here, window=here.window) is not None
    assert text(here) == LIST


def test_a_hand_made_edit_of_the_same_field_refuses_too(here: Folders) -> None:
    watchlists.rename(here, "mine", "Ours")
    put(here.watchlists / "mine.toml", text(here).replace('"Ours"', '"Theirs"'))
    with pytest.raises(Refused, match="name changed since"):
        undo(here, window=here.window)


def test_a_file_that_does_not_parse_is_left_alone(here: Folders) -> None:
    watchlists.add_entries(here, "mine", ["c"])
    broken = put(here.watchlists / "mine.toml", "schema = 1\nname = ")
    with pytest.raises(BrokenFile, match="not valid TOML"):
        undo(here, window=here.window)
    assert broken.read_text() == "schema = 1\nname = "


def test_a_deleted_list_comes_back_and_leaves_the_trash(here: Folders) -> None:
    kept = watchlists.delete(here, "mine")
    assert kept.exists()
    undo(here, window=here.window)
    assert text(here) == LIST
    assert not kept.exists()


def test_a_new_list_goes_to_the_trash_and_comes_back(here: Folders) -> None:
    slug = watchlists.create(here, "Another", ["a"], TODAY)
    made = (here.watchlists / f"{slug}.toml").read_bytes()
    undo(here, window=here.window)
    assert list(watchlists.list_watchlists(here)[0]) == ["mine"]
    redo(here, window=here.window)
    assert (here.watchlists / f"{slug}.toml").read_bytes() == made


def test_a_deleted_file_whose_name_is_taken_again_is_refused(here: Folders) -> None:
    watchlists.delete(here, "mine")
    put(here.watchlists / "mine.toml", 'schema = 1\nname = "New"\n')
    with pytest.raises(Refused, match="made anew since"):
        undo(here, window=here.window)


def test_notes_and_evidence_are_undone_like_anything_else(here: Folders) -> None:
    note, path = notes.add_note(here, "hill-mining", "one\n\ntwo\n", NOW)
    notes.save_note(here, note, "one\n\ntwo, again\n", NOW)
    company = companies.add_records(
        here, "hill-mining", retractions=[Retraction(evidence="stage-1", on=TODAY, why="misread")]
    )
    undo(here, window=here.window)
    assert not company.exists()
    undo(here, window=here.window)
    assert path.read_text().endswith("one\n\ntwo\n")
    undo(here, window=here.window)
    assert not path.exists()


def test_undo_works_after_a_restart(here: Folders) -> None:
    watchlists.add_entries(here, "mine", ["c"])
    restarted = replace(here, window="restarted")
    assert undo(restarted, window=here.window) is not None
    assert text(here) == LIST


def test_one_step_of_many_files_is_undone_as_one(here: Folders) -> None:
    with recorded.operation(here, "tidied up"):
        watchlists.delete(here, "mine")
        watchlists.create(here, "Another", [], TODAY)
    assert undo(here, window=here.window).operation == "tidied up"
    assert text(here) == LIST
    assert list(watchlists.list_watchlists(here)[0]) == ["mine"]


def test_a_step_of_which_one_file_refuses_is_not_undone_by_half(here: Folders) -> None:
    with recorded.operation(here, "two at once"):
        watchlists.rename(here, "mine", "Ours")
        slug = watchlists.create(here, "Another", [], TODAY)
    put(here.watchlists / f"{slug}.toml", 'schema = 1\nname = "By hand"\n')
    with pytest.raises(Refused):
        undo(here, window=here.window)
    assert 'name = "Ours"' in text(here)


def test_a_certain_step_is_undone_out_of_turn(here: Folders) -> None:
    watchlists.add_entries(here, "mine", ["c"])
    watchlists.add_entries(here, "mine", ["d"])
    with history.opened(here) as book:
        first = book.changes("operation = 'added c to mine'")[0]
    undo(here, step=first.step)
    assert on_list(here) == ("a", "b", "d")
    with pytest.raises(Refused, match="undone already"):
        undo(here, step=first.step)
    with pytest.raises(Refused, match="no step 99"):
        undo(here, step=99)


def test_where_nothing_was_ever_saved_there_is_nothing_to_undo(tmp_path: Path) -> None:
    here = folders(tmp_path)
    assert undo(here) is None
    assert redo(here) is None
    assert not here.hidden.exists()


def test_the_last_good_copy_of_a_broken_file_comes_back_and_the_broken_one_is_kept(
    here: Folders,
) -> None:
    watchlists.add_entries(here, "mine", ["c"])
    good = text(here)
    broken = put(here.watchlists / "mine.toml", good + "\nname = \n").read_bytes()
    found = last_good(here, "watchlists/mine.toml")
    assert found is not None
    assert found[1] == good.encode()
    kept = bring_back(here, "watchlists/mine.toml")
    assert text(here) == good
    assert kept.read_bytes() == broken
    undo(here)
    assert (here.watchlists / "mine.toml").read_bytes() == broken


def test_where_no_good_copy_is_nothing_is_touched(here: Folders) -> None:
    put(here.watchlists / "mine.toml", "schema = ")
    assert last_good(here, "watchlists/mine.toml") is None
    with pytest.raises(Refused, match="no copy"):
        bring_back(here, "watchlists/mine.toml")
    assert text(here) == "schema = "
