"""Notes: one Markdown file each, TOML front matter between `+++` lines, one folder a company.

    +++
    schema = 1
    kind = "note"
    created = 2026-11-21T09:30:00Z
    title = "Site visit"
    +++
    What I saw …

A file whose front matter is missing or broken is shown as text with the fault beside it, and is
never written over. An edit of a note that somebody else changed meanwhile is laid together with
that change; where its file was broken or deleted, it becomes a note of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from rewatch.domain.errors import Fault, NotFound, Refused, UsageError
from rewatch.domain.note import Note
from rewatch.storage import atomic, recorded
from rewatch.storage.lock import make_workspace
from rewatch.storage.paths import Folders, file_of, slug
from rewatch.storage.recorded import operation, under_free_name
from rewatch.storage.saving import BOM, encoded, made, plain, read_bytes
from rewatch.storage.toml_files import (
    BrokenFile,
    Document,
    decode,
    file_bytes,
    parse,
    validate,
)

_FENCE = re.compile(r"\A\+\+\+[ \t]*\r?\n(.*?)^\+\+\+[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_IMPLIED = ("id", "company", "body")
_FIELDS = ("kind", "title", "state", "review", "tags")


class Parts(NamedTuple):
    """A note's file taken apart; offsets into `text`.

    Attributes:
        text: the whole text, without byte order mark.
        front: where the front matter begins and ends, None where there is none.
        body: where the body begins.
    """

    text: str
    front: tuple[int, int] | None
    body: int


def list_notes(
    folders: Folders, company: str | None = None
) -> tuple[list[Note], tuple[Fault, ...]]:
    """The notes of one company or of all, newest first, and what is wrong with their files."""
    notes: list[Note] = []
    faults: list[Fault] = []
    for path in note_paths(folders, company):
        try:
            note, found = read_note(path)
        except BrokenFile as error:
            faults += error.faults
            continue
        notes.append(note)
        faults += found
    notes.sort(key=lambda note: (_moment(note.created), note.id), reverse=True)
    return notes, tuple(faults)


def note_paths(folders: Folders, company: str | None = None) -> Iterator[Path]:
    """The files of notes, in order of name; other files are not rewatch's and are passed over."""
    homes = [folders.notes / company] if company is not None else _inside(folders.notes)
    for home in homes:
        for path in _inside(home):
            hidden = path.name.startswith(".")
            if path.suffix == ".md" and not hidden and _is_id(home.name):
                yield path


def load_note(folders: Folders, company: str, note: str) -> Note:
    """One note by its company and its id (the file's name without ending).

    Raises:
        NotFound: there is none.
        BrokenFile: the file cannot be opened.
    """
    path = path_of(folders, company, note)
    if not path.exists():
        near = [other.stem for other in note_paths(folders, company)]
        raise NotFound(f"note on {company}", note, near[-3:])
    return read_note(path)[0]


def headline_of(folders: Folders, company: str, note: str) -> str | None:
    """What a note is called, None where it is gone or cannot be read."""
    try:
        return load_note(folders, company, note).headline
    except (NotFound, BrokenFile, UsageError):
        return None


def path_of(folders: Folders, company: str, note: str) -> Path:
    """The file of a note.

    Raises:
        UsageError: `company` or `note` could not be a file's name.
    """
    if "/" in note or "\\" in note or note.startswith("."):
        raise UsageError(f"{note!r} is no note's id")
    return file_of(folders.notes, company, "") / f"{note}.md"


def read_note(path: Path) -> tuple[Note, tuple[Fault, ...]]:
    """One note, and what is wrong with its front matter; then all of the file is the body.

    Raises:
        BrokenFile: the file cannot be opened.
    """
    file = str(path)
    try:
        raw = file_bytes(path)
    except OSError as error:
        raise BrokenFile([Fault(file, 0, f"cannot be read: {atomic.why(error)}")]) from error
    try:
        parts = take_apart(decode(raw, file))
        if parts.front is None:
            reason = "has no front matter between +++ lines at its top; shown as plain text"
            raise BrokenFile([Fault(file, 1, reason)])
        return _note(parts, path), ()
    except BrokenFile as error:
        return _bare(raw, path), error.faults


def take_apart(text: str) -> Parts:
    """Finds the front matter and the body of a note's text."""
    match = _FENCE.match(text)
    if match is None:
        return Parts(text, None, 0)
    return Parts(text, match.span(1), match.end())


def _note(parts: Parts, path: Path) -> Note:
    document = _front(parts, str(path))
    for key, value in (("id", path.stem), ("company", path.parent.name)):
        if document.data.get(key, value) != value:
            reason = f'{key} = "{document.data[key]}" differs from where the file is ({value})'
            raise BrokenFile([document.fault((key,), reason)])
    body = parts.text[parts.body :].replace("\r\n", "\n")
    document.data |= {"id": path.stem, "company": path.parent.name, "body": body}
    return validate(document, Note)


def _front(parts: Parts, file: str) -> Document:
    start, end = parts.front or (0, 0)
    return parse(parts.text[start:end], file, first_line=2)


def _bare(raw: bytes, path: Path) -> Note:
    """A note of a file without usable front matter: dated by its name, else by the disk."""
    text = raw.removeprefix(BOM).decode(errors="replace").replace("\r\n", "\n")
    found = _DAY.match(path.stem)
    try:
        created = date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        created = None
    if created is None:
        created = datetime.fromtimestamp(path.stat().st_mtime, UTC).date()
    # The company comes from the folder: it may be any name, so the record is not checked again.
    return Note.model_construct(
        schema_=1, id=path.stem, company=path.parent.name, created=created, body=text
    )


def add_note(
    folders: Folders, company: str, body: str, now: datetime, **fields: Any
) -> tuple[Note, Path]:
    """Writes a new note; another of its name gets `-2`, `-3` … behind it.

    Args:
        folders: whose workspace.
        company: its id.
        body: Markdown.
        now: when, with a time zone; its day is in the file's name.
        fields: further keys of the front matter: kind, title, state, review, tags.

    Raises:
        UsageError: a field is not valid.
        LockHeld, CannotWrite: nothing was written.
    """
    note = _new(company, body, now, fields)
    words = slug(note.title or (note.headline if body.strip() else note.kind), note.kind)
    home = file_of(folders.notes, company, "")
    day = now.date().isoformat()
    make_workspace(folders)
    with operation(folders, f"added a {note.kind} on {company}"):
        atomic.make_folder(home, within=folders.workspace)
        data = encoded(_text(note))
        path = under_free_name(
            home / f"{day}-{words[:50].rstrip('-')}.md",
            lambda free: recorded.create(folders, free, data),
        )
    return note.model_copy(update={"id": path.stem}), path


def _new(company: str, body: str, now: datetime, fields: dict[str, Any]) -> Note:
    given = {key: value for key, value in fields.items() if value not in (None, (), [])}
    values = {"schema": 1, "kind": "note", "created": now.astimezone(UTC).replace(microsecond=0)}
    place = {"id": "new", "company": company, "body": _ended(body)}
    return made(Note, {**values, **given, **place})


def _text(note: Note) -> str:
    import tomli_w

    return f"+++\n{tomli_w.dumps(plain(note, *_IMPLIED))}+++\n{note.body}"


def save_note(
    folders: Folders, before: Note, body: str, now: datetime, changes: Mapping[str, Any] = {}
) -> tuple[Note, Path]:
    """Saves a note's new text, and fields above it that were changed with it, in one write.

    Args:
        folders: whose workspace.
        before: the note as it was read.
        body: its new text.
        now: when, with a time zone.
        changes: as in `change_note`.

    Returns:
        the note as it stands now and its file. What somebody else changed since `before` was read
        is kept: other lines as they are, of the same lines both versions, in its `conflicts`. Its
        id differs where the file was broken, deleted or made a verdict: then the text is a note
        of its own.

    Raises:
        Refused: a verdict, which is never edited.
        UsageError: a value cannot be used.
        LockHeld, CannotWrite: nothing was written.
    """
    if before.kind == "verdict":
        raise Refused("a verdict is never edited; write a new one")
    path = path_of(folders, before.company, before.id)
    with operation(folders, f"edited the note {before.id} on {before.company}"):
        standing = _standing(path)
        if standing is None or standing.kind == "verdict":
            fields = plain(before, *_IMPLIED, "schema", "created") | {"kind": before.kind}
            return add_note(folders, before.company, body, now, **{**fields, **changes})
        raw = read_bytes(path)
        base = raw
        if standing != before:
            was = plain(before)
            base = _changed(raw, path, {key: was.get(key) for key in (*_FIELDS, "body")})
        data = _changed(base, path, {**changes, "body": _ended(body)})
        if base is not raw:
            from rewatch.storage.file_merge import merge_files

            data = merge_files(base, data, raw, path.name, newer="ours", now=now).content
        recorded.write(folders, path, data)
    return read_note(path)[0], path


def change_note(folders: Folders, company: str, note: str, changes: Mapping[str, Any]) -> Note:
    """Changes fields of a note's front matter in place: title, kind, state, review, tags.

    Args:
        folders: whose workspace.
        company: the company's id.
        note: the note's id.
        changes: the fields; None takes one out.

    Raises:
        NotFound: there is no such note.
        Refused: a verdict, which is never edited, or its front matter cannot be read.
        UsageError: a value cannot be used.
        LockHeld, CannotWrite: nothing was changed.
    """
    path = path_of(folders, company, note)
    with operation(folders, f"changed {', '.join(changes)} of the note {note} on {company}"):
        before = load_note(folders, company, note)
        if before.kind == "verdict":
            raise Refused("a verdict is never edited; write a new one")
        if _standing(path) is None:
            raise Refused(f"the front matter of {path} cannot be read; mend it there first")
        recorded.write(folders, path, _changed(read_bytes(path), path, changes))
    return read_note(path)[0]


def _changed(raw: bytes, path: Path, changes: Mapping[str, Any]) -> bytes:
    """A note's file with other fields in its front matter, or another body; None takes one out.

    Raises:
        UsageError: a value cannot be used.
    """
    from rewatch.storage.file_merge import data_of, with_data

    before = _note(take_apart(decode(raw, str(path))), path)
    wanted = {key: value for key, value in changes.items() if value not in (None, (), [])}
    left = {key: value for key, value in plain(before).items() if key not in changes}
    values = plain(made(Note, left | wanted))
    data = data_of(raw, path.name) | {key: values.get(key) for key in changes}
    return with_data(raw, data, path.name)


def _standing(path: Path) -> Note | None:
    """The note as it is on disk, None where it is broken or gone."""
    try:
        note, faults = read_note(path)
    except BrokenFile:
        return None
    return None if faults else note


def delete_note(folders: Folders, company: str, note: str) -> Path:
    """Moves a note to the trash and returns where it is kept.

    Raises:
        NotFound, LockHeld, CannotWrite: nothing was changed.
    """
    words = f"deleted the note {note} on {company}"
    return recorded.delete(folders, path_of(folders, company, note), words)


def _ended(body: str) -> str:
    """The body with one line end at its end; hard returns of other systems become plain ones."""
    body = body.replace("\r\n", "\n").replace("\r", "\n")
    return body if not body or body.endswith("\n") else body + "\n"


def _inside(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _is_id(name: str) -> bool:
    try:
        file_of(Path(), name)
    except UsageError:
        return False
    return True


def _moment(created: datetime | date) -> str:
    """A date or time for sorting, all in UTC."""
    if isinstance(created, datetime) and created.tzinfo is not None:
        return created.astimezone(UTC).replace(tzinfo=None).isoformat()
    return created.isoformat()
