"""What one has seen is remembered for this machine, and losing it loses nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rewatch.domain.company import Company
from rewatch.domain.errors import Refused
from rewatch.domain.values import Interval
from rewatch.storage.inbox import (
    Seen,
    begin_seen,
    load_seen,
    mark_read,
    save_seen,
    shipped_hashes,
)
from rewatch.storage.looked import Looked, keep_looked, load_looked
from rewatch.storage.paths import Folders
from rewatch.storage.undo import redo, undo
from tests.unit.storage.builders import folders, put

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)


def own(name: str) -> Company:
    values = {"schema": 1, "id": name, "name": name, "listings": []}
    return Company.model_validate(values)


@pytest.fixture
def here(tmp_path: Path) -> Folders:
    return folders(tmp_path)


def test_what_was_seen_is_read_back(here: Folders) -> None:
    seen = Seen(
        NOW,
        {"a": Interval(1.25, 3.5), "b": Interval(2, 2)},
        {"a": "1234"},
        {"mine": ("a", "b")},
        {"a": NOW},
        {"a": frozenset({"123abc", "456def"})},
    )
    save_seen(here, seen)
    assert load_seen(here) == seen


def test_before_one_has_looked_nothing_was_seen(here: Folders) -> None:
    assert load_seen(here) == Seen()
    assert not here.hidden.exists()


def test_marking_one_as_read_remembers_its_score_and_its_data(here: Folders) -> None:
    save_seen(here, Seen(NOW, {"hill-mining": Interval(1, 2), "b": Interval(5, 6)}))
    later = datetime(2026, 11, 22, tzinfo=UTC)
    mark_read(here, own("hill-mining"), Interval(3, 4), later)
    seen = load_seen(here)
    assert seen.looked == NOW
    assert seen.scores == {"hill-mining": Interval(3, 4), "b": Interval(5, 6)}
    assert seen.read == {"hill-mining": later}
    assert seen.shipped == shipped_hashes(here)


def test_markings_are_taken_back_and_done_again_one_after_another(here: Folders) -> None:
    save_seen(here, Seen(NOW, {"hill-mining": Interval(1, 2)}))
    first = load_seen(here)
    mark_read(here, own("hill-mining"), Interval(3, 4), NOW)
    second = load_seen(here)
    assert undo(here).operation == "marked hill-mining as read"
    assert load_seen(here) == first
    undo(here)
    assert load_seen(here) == Seen()
    redo(here)
    redo(here)
    assert load_seen(here) == second


def test_what_another_window_marked_since_is_not_taken_back_along_with_it(here: Folders) -> None:
    mark_read(here, own("hill-mining"), Interval(3, 4), NOW)
    other = replace(here, window="another")
    mark_read(other, own("b"), Interval(5, 6), NOW)
    both = load_seen(here)
    with pytest.raises(Refused, match="marked as read again since"):
        undo(here, window=here.window)
    assert load_seen(here) == both


def test_the_first_look_is_compared_with_and_is_no_step_of_the_history(here: Folders) -> None:
    begin_seen(here, Seen(NOW, {"a": Interval(1, 2)}))
    assert load_seen(here) == Seen(NOW, {"a": Interval(1, 2)}, first=True)
    begin_seen(here, Seen(NOW, {"a": Interval(3, 4)}))  # another window came second
    assert load_seen(here).scores == {"a": Interval(1, 2)}
    assert undo(here) is None
    save_seen(here, Seen(NOW, {"a": Interval(3, 4)}))
    assert not load_seen(here).first
    undo(here)
    assert load_seen(here) == Seen(NOW, {"a": Interval(1, 2)}, first=True)


def test_what_was_looked_at_is_remembered_and_damage_means_that_all_is_new(here: Folders) -> None:
    assert load_looked(here) == Looked()
    keep_looked(here, Looked(NOW, frozenset({"moved a 1.0 2.0"})))
    assert load_looked(here) == Looked(NOW, frozenset({"moved a 1.0 2.0"}))
    for text in ("", "not toml", "schema = 2\n", 'schema = 1\nat = 3\nmarks = ["a"]\n'):
        put(here.hidden / "looked.toml", text)
        assert load_looked(here) == Looked()


def test_a_shipped_file_that_changed_has_another_hash(here: Folders) -> None:
    before = shipped_hashes(here)
    path = here.seeds / "companies" / "hill-mining.toml"
    path.write_text(path.read_text() + "# more\n")
    assert shipped_hashes(here).keys() == before.keys()
    assert shipped_hashes(here) != before


@pytest.mark.parametrize(
    "text",
    ["", "not toml", "schema = 2\n", "schema = 1\nlooked = 3\n", "schema = 1\nlooked = 2026-01-01"],
)
def test_a_damaged_record_means_that_nothing_was_seen(here: Folders, text: str) -> None:
    put(here.hidden / "seen.toml", text)
    assert load_seen(here) == Seen()
