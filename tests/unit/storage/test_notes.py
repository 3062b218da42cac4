"""A note is one file; nothing that was written is ever written over unseen."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from rewatch.domain.errors import NotFound, Refused, UsageError
from rewatch.storage import drafts, history, notes
from rewatch.storage.paths import Folders
from rewatch.storage.undo import undo
from tests.unit.storage.builders import folders, put

NOW = datetime(2026, 11, 21, 9, 30, 5, tzinfo=UTC)


@pytest.fixture
def here(tmp_path: Path) -> Folders:
    return folders(tmp_path)


def listed(here: Folders, company: str | None = "hill-mining") -> list[str]:
    return [note.id for note in notes.list_notes(here, company)[0]]


def test_a_note_is_read_back_as_it_was_written(here: Folders) -> None:
    written, path = notes.add_note(
        here, "hill-mining", "# Seen\n\n+++ [x] ü", NOW, title="Site visit", tags=("a",)
    )
    assert path.name == "2026-11-21-site-visit.md"
    assert notes.load_note(here, "hill-mining", written.id) == written
    assert written.body == "# Seen\n\n+++ [x] ü\n"
    assert written.created == NOW


def test_notes_of_one_name_stand_beside_each_other(here: Folders) -> None:
    ids = [notes.add_note(here, "hill-mining", "Same words", NOW)[0].id for _ in range(3)]
    assert ids == [
        "2026-11-21-same-words",
        "2026-11-21-same-words-2",
        "2026-11-21-same-words-3",
    ]


def test_notes_come_newest_first_and_of_all_companies(here: Folders) -> None:
    notes.add_note(here, "hill-mining", "old", NOW.replace(year=2025))
    notes.add_note(here, "dale-metals", "middle", NOW.replace(month=1))
    notes.add_note(here, "hill-mining", "new", NOW)
    put(here.notes / "hill-mining" / "by-hand.md", "+++\ncreated = 2025-12-31\n+++\nx")
    assert listed(here, None) == [
        "2026-11-21-new",
        "2026-01-21-middle",
        "by-hand",
        "2025-11-21-old",
    ]
    assert listed(here, "dale-metals") == ["2026-01-21-middle"]


def test_an_edit_keeps_the_front_matter_to_the_letter(here: Folders) -> None:
    path = put(
        here.notes / "hill-mining" / "2026-01-01-x.md",
        "+++\r\n# my remark\r\nschema = 1\r\ncreated = 2026-01-01\r\n+++\r\nold\r\n",
    )
    before = notes.load_note(here, "hill-mining", path.stem)
    after, where = notes.save_note(here, before, "new\ntext", NOW)
    assert (after.id, where) == (before.id, path)
    assert path.read_bytes() == (
        b"+++\r\n# my remark\r\nschema = 1\r\ncreated = 2026-01-01\r\n+++\r\nnew\r\ntext\r\n"
    )


def test_text_and_fields_changed_together_are_one_change_and_one_undo(here: Folders) -> None:
    before, path = notes.add_note(here, "hill-mining", "old", NOW, title="T")
    raw = path.read_bytes()
    changes = {"kind": "signal", "state": "watch", "title": None}
    after, _ = notes.save_note(here, before, "new", NOW, changes)
    assert (after.body, after.kind, after.state, after.title) == ("new\n", "signal", "watch", None)
    assert notes.load_note(here, "hill-mining", before.id) == after
    with history.reading(here) as book:
        assert len(book.changes()) == 2  # made, and edited once
    undo(here)
    assert path.read_bytes() == raw


def test_an_edit_of_a_note_that_became_a_verdict_meanwhile_is_a_note_of_its_own(
    here: Folders,
) -> None:
    before, path = notes.add_note(here, "hill-mining", "old", NOW)
    notes.change_note(here, "hill-mining", before.id, {"kind": "verdict"})
    raw = path.read_bytes()
    after, where = notes.save_note(here, before, "new", NOW, {"tags": ("a",)})
    assert path.read_bytes() == raw
    assert (where != path, after.kind, after.body, after.tags) == (True, "note", "new\n", ("a",))


def test_an_edit_of_other_lines_than_changed_meanwhile_is_laid_together(here: Folders) -> None:
    before, path = notes.add_note(here, "hill-mining", "one\n\ntwo\n\nthree\n", NOW)
    path.write_text(path.read_text().replace("one", "ONE"))
    body, changes = "one\n\ntwo\n\nTHREE\n", {"tags": ("a",)}
    after, where = notes.save_note(here, before, body, NOW, changes)
    assert (after.id, where) == (before.id, path)
    assert (after.body, after.tags) == ("ONE\n\ntwo\n\nTHREE\n", ("a",))
    assert notes.load_note(here, "hill-mining", before.id) == after


def test_an_edit_of_the_very_lines_that_changed_meanwhile_keeps_both(here: Folders) -> None:
    before, path = notes.add_note(here, "hill-mining", "first", NOW, title="T", tags=("a",))
    path.write_text(path.read_text().replace("first", "theirs"))
    after, _ = notes.save_note(here, before, "ours", NOW)
    assert notes.load_note(here, "hill-mining", before.id) == after
    assert (after.body, after.title, after.tags) == ("ours\n", "T", ("a",))
    (conflict,) = after.conflicts
    assert (conflict.field, conflict.ours, conflict.theirs) == ("body", "ours\n", "theirs\n")


def test_a_field_that_both_changed_is_kept_twice_and_others_are_laid_together(
    here: Folders,
) -> None:
    before, _ = notes.add_note(here, "hill-mining", "text", NOW, state="watch", kind="signal")
    theirs = {"state": "refuted", "review": date(2027, 1, 1)}
    notes.change_note(here, "hill-mining", before.id, theirs)
    after, _ = notes.save_note(here, before, "text", NOW, {"state": "confirmed", "tags": ("a",)})
    assert (after.state, after.review, after.tags) == ("confirmed", date(2027, 1, 1), ("a",))
    (conflict,) = after.conflicts
    assert (conflict.field, conflict.ours, conflict.theirs) == ("state", "confirmed", "refuted")


def test_an_edit_of_a_note_that_was_broken_meanwhile_is_a_note_of_its_own(here: Folders) -> None:
    before, path = notes.add_note(here, "hill-mining", "first", NOW, title="T")
    path.write_text("+++\nkind = \n+++\nhalf")
    after, where = notes.save_note(here, before, "ours", NOW)
    assert path.read_text() == "+++\nkind = \n+++\nhalf"
    assert where != path
    assert notes.load_note(here, "hill-mining", after.id).body == "ours\n"


def test_an_edit_of_a_note_that_was_deleted_meanwhile_is_kept(here: Folders) -> None:
    before, path = notes.add_note(here, "hill-mining", "first", NOW)
    path.unlink()
    after, _ = notes.save_note(here, before, "ours", NOW)
    assert notes.load_note(here, "hill-mining", after.id).body == "ours\n"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("just text", 1),
        ("+++\nkind = \n+++\nbody", 2),
        ('+++\ncreated = 2026-01-01\nkind = "notee"\n+++\nbody', 3),
        ("+++\ncreated = 2026-01-01\nnever closed", 1),
        ("+++\nschema = 7\ncreated = 2026-01-01\n+++\n", 2),
        ("+++\ncreated = 0001-01-01T00:00:00+05:00\n+++\nbody", 2),
        ('+++\ncreated = 2026-01-01\ncompany = "other"\n+++\n', 3),
        ("caf\u00e9".encode("latin-1"), 1),
        ("", 1),
    ],
)
def test_a_broken_note_is_shown_whole_and_never_written_over(
    here: Folders, text: str | bytes, line: int
) -> None:
    path = put(here.notes / "hill-mining" / "2026-02-03-odd.md", text)
    raw = path.read_bytes()
    (note,), faults = notes.list_notes(here, "hill-mining")
    assert [(fault.file, fault.line) for fault in faults] == [(str(path), line)]
    assert note.body == raw.decode(errors="replace")
    assert note.created == date(2026, 2, 3)
    after, where = notes.save_note(here, note, "edited", NOW)
    assert path.read_bytes() == raw
    assert where.read_text().endswith("edited\n")
    assert after.id != note.id


def test_a_verdict_is_never_edited(here: Folders) -> None:
    before, path = notes.add_note(here, "hill-mining", "so it is", NOW, kind="verdict")
    raw = path.read_bytes()
    with pytest.raises(Refused, match="verdict"):
        notes.save_note(here, before, "or not", NOW)
    assert path.read_bytes() == raw


def test_a_wrong_field_is_told_and_nothing_is_written(here: Folders) -> None:
    with pytest.raises(UsageError, match="note, signal or verdict"):
        notes.add_note(here, "hill-mining", "x", NOW, kind="rumour")
    with pytest.raises(UsageError, match="no character"):
        notes.add_note(here, "hill-mining", "bytes \udc80", NOW)
    assert listed(here) == []


def test_other_files_are_not_notes(here: Folders) -> None:
    home = here.notes / "hill-mining"
    put(home / "picture.png", b"\x89PNG")
    put(home / ".2026-01-01-x.md.swp", "x")
    put(home / ".hidden.md", "x")
    put(here.notes / "Not An Id" / "a.md", "x")
    put(here.notes / "loose.md", "x")
    assert notes.list_notes(here) == ([], ())


@pytest.mark.parametrize("company", ["../x", "A B", "", ".."])
def test_a_company_that_is_no_id_never_becomes_a_path(here: Folders, company: str) -> None:
    with pytest.raises(UsageError):
        notes.add_note(here, company, "x", NOW)
    with pytest.raises(UsageError):
        drafts.write_draft(here, company, drafts.NoteDraft("x"))


def test_a_missing_note_names_the_last_ones(here: Folders) -> None:
    notes.add_note(here, "hill-mining", "there", NOW)
    with pytest.raises(NotFound, match="2026-11-21-there"):
        notes.load_note(here, "hill-mining", "elsewhere")
    with pytest.raises(UsageError):
        notes.load_note(here, "hill-mining", "../../secret")


def test_a_deleted_note_is_in_the_trash(here: Folders) -> None:
    note, path = notes.add_note(here, "hill-mining", "gone", NOW)
    raw = path.read_bytes()
    kept = notes.delete_note(here, "hill-mining", note.id)
    assert (listed(here), kept.read_bytes()) == ([], raw)
