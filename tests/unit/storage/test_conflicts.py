"""What two people changed differently is listed until one value is taken, and that is undoable."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from rewatch.domain.errors import NotFound
from rewatch.storage import conflicts, notes, watchlists
from rewatch.storage.paths import Folders
from rewatch.storage.undo import undo
from tests.unit.storage.builders import folders, put

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)


@pytest.fixture
def here(tmp_path: Path) -> Folders:
    made = folders(tmp_path)
    put(
        made.watchlists / "mine.toml",
        """\
schema = 1
name = "Mine"
[[entries]]
company = "a"
review = 2027-01-01  # soon
[[conflicts]]
record = "a"
field = "review"
ours = 2027-01-01
theirs = 2028-01-01
when = 2026-11-21T09:00:00Z
[[conflicts]]
record = ""
field = "name"
ours = "Mine"
theirs = "Ours"
""",
    )
    put(made.companies / "broken.toml", "conflicts = ")
    return made


def test_conflicts_are_listed_by_file(here: Folders) -> None:
    before, path = notes.add_note(here, "hill-mining", "first", NOW)
    path.write_text(path.read_text().replace("first", "theirs"))
    notes.save_note(here, before, "ours", NOW)
    found = [(item.file, item.record, item.field) for item in conflicts.standing(here)]
    assert found == [
        ("watchlists/mine.toml", "a", "review"),
        ("watchlists/mine.toml", "", "name"),
        (f"notes/hill-mining/{path.name}", "", "body"),
    ]


def test_taking_the_other_value_settles_it_and_can_be_undone(here: Folders) -> None:
    first, second = conflicts.standing(here)
    conflicts.settle(here, first, "theirs")
    conflicts.settle(here, second, "ours")
    found = watchlists.load_watchlist(here, "mine")[1]
    assert (found.entries[0].review, found.name) == (date(2028, 1, 1), "Mine")
    assert found.conflicts == ()
    assert "# soon" in (here.watchlists / "mine.toml").read_text()
    with pytest.raises(NotFound):
        conflicts.settle(here, first, "ours")
    undo(here)
    assert conflicts.standing(here) == [second]


def test_a_text_is_settled_too(here: Folders) -> None:
    before, path = notes.add_note(here, "hill-mining", "first", NOW)
    path.write_text(path.read_text().replace("first", "theirs"))
    notes.save_note(here, before, "ours", NOW)
    conflicts.settle(here, conflicts.standing(here)[-1], "theirs")
    note = notes.load_note(here, "hill-mining", before.id)
    assert (note.body, note.conflicts) == ("theirs\n", ())
