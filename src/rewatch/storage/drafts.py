"""Drafts: what was being typed when the tool stopped, a file for each note or form.

The draft of a new note is its text. Where there is more to say, of which note it is an edit and
what was chosen above the text, that stands before it:

    +++ draft
    note = "2026-11-21-site-visit"
    kind = "signal"
    review = 2027-02-01
    +++
    What I saw …

A draft is never refused: a head that cannot be read is part of the text.

The draft of a form is TOML: which form, about what, and what stands in its lines.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from rewatch.domain.errors import Refused
from rewatch.storage import atomic
from rewatch.storage.lock import make_workspace
from rewatch.storage.paths import Folders, file_of

_HEAD = re.compile(r"\A\+\+\+ draft\n(.*?)^\+\+\+\n", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class NoteDraft:
    """What was being typed.

    Attributes:
        text: of the note.
        note: id of the note that is edited, None for a new one.
        fields: what was chosen above the text: kind, state, review date, tags.
        before: text of the note that is edited as it was read, so that what changes there
            meanwhile is told from what was typed.
    """

    text: str
    note: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    before: str | None = None


@dataclass(frozen=True, slots=True)
class FormDraft:
    """What was being typed into a form.

    Attributes:
        form: its name, `evidence` or `cash`.
        about: id of the company, or slug of the list.
        part: what tells forms about the same apart: the kind of evidence, and behind a blank the
            id of the record that is corrected.
        values: what stands in it, as TOML can hold it.
    """

    form: str
    about: str
    part: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


def write_draft(folders: Folders, company: str, draft: NoteDraft) -> None:
    """Keeps what is being typed; not under the lock, which would make it wait.

    Raises:
        CannotWrite: it is not kept.
    """
    make_workspace(folders)
    path = _file(folders, company, draft.note)
    atomic.make_folder(path.parent, within=folders.workspace)
    atomic.write_bytes(path, _written(draft).encode(errors="replace"))


def read_draft(folders: Folders, company: str, note: str | None = None) -> NoteDraft | None:
    """What was being typed of a note, or of a new one; None where nothing was.

    Raises:
        Refused: there is a draft that cannot be opened.
    """
    path = _file(folders, company, note)
    return _read(path) if path.exists() else None


def company_drafts(folders: Folders, company: str) -> list[NoteDraft]:
    """All drafts about a company: that of a new note first, then by the note that is edited.

    Raises:
        Refused: there is a draft that cannot be opened.
    """
    own = [path for path in _all(folders) if _company(path) == company]
    return sorted((_read(path) for path in own), key=lambda draft: draft.note or "")


def remove_draft(folders: Folders, company: str, note: str | None = None) -> None:
    """Forgets a draft.

    Raises:
        CannotWrite: it is still there.
    """
    path = _file(folders, company, note)
    if path.exists():
        atomic.remove(path)


def list_drafts(folders: Folders) -> list[str]:
    """The companies about which something was being typed."""
    return sorted({_company(path) for path in _all(folders)})


def write_form(folders: Folders, draft: FormDraft) -> None:
    """Keeps what stands in a form.

    Raises:
        CannotWrite: it is not kept.
    """
    import tomli_w

    make_workspace(folders)
    path = _form_file(folders, draft.form, draft.about, draft.part)
    atomic.make_folder(path.parent, within=folders.workspace)
    head = {"form": draft.form, "about": draft.about, "part": draft.part}
    text = tomli_w.dumps({**head, "values": dict(draft.values)})
    atomic.write_bytes(path, text.encode(errors="replace"))


def read_form(folders: Folders, form: str, about: str, part: str = "") -> FormDraft | None:
    """What stood in a form; None where nothing did, or nothing that can be read."""
    return _read_form(_form_file(folders, form, about, part))


def list_forms(folders: Folders) -> list[FormDraft]:
    """All forms that something was being typed into."""
    found = (_read_form(path) for path in sorted(folders.drafts.glob("*.toml")))
    return [draft for draft in found if draft is not None]


def remove_form(folders: Folders, form: str, about: str, part: str = "") -> None:
    """Forgets what stood in a form.

    Raises:
        CannotWrite: it is still there.
    """
    path = _form_file(folders, form, about, part)
    if path.exists():
        atomic.remove(path)


def _form_file(folders: Folders, form: str, about: str, part: str) -> Path:
    named = sha256("\n".join((about, part)).encode()).hexdigest()[:12]
    return folders.drafts / f"{form}-{named}.toml"


def _read_form(path: Path) -> FormDraft | None:
    import tomllib

    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
        form, about, part = (str(found[key]) for key in ("form", "about", "part"))
        return FormDraft(form, about, part, dict(found["values"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _file(folders: Folders, company: str, note: str | None) -> Path:
    """A note's id may be any name, so the file of its draft is called by a part of its hash."""
    ending = "" if note is None else f".{sha256(note.encode()).hexdigest()[:12]}"
    return file_of(folders.drafts, company, f"{ending}.md")


def _all(folders: Folders) -> list[Path]:
    from rewatch.domain.values import valid_id

    found = []
    for path in sorted(folders.drafts.glob("*.md")):
        try:
            valid_id(_company(path))
        except ValueError:
            continue  # not the tool's
        found.append(path)
    return found


def _company(path: Path) -> str:
    return path.name.partition(".")[0]


def _written(draft: NoteDraft) -> str:
    import tomli_w

    head = {"note": draft.note, "before": draft.before, **draft.fields}
    said = {key: value for key, value in head.items() if value is not None}
    if not said and not draft.text.startswith("+++"):
        return draft.text
    return f"+++ draft\n{tomli_w.dumps(said)}+++\n{draft.text}"


def _read(path: Path) -> NoteDraft:
    import tomllib

    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise Refused(f"the draft {path} cannot be read: {atomic.why(error)}") from error
    match = _HEAD.match(text)
    if match is None:
        return NoteDraft(text)
    try:
        fields = tomllib.loads(match.group(1))
    except tomllib.TOMLDecodeError:
        return NoteDraft(text)
    note, before = (
        None if value is None else str(value)
        for value in (fields.pop("note", None), fields.pop("before", None))
    )
    return NoteDraft(text[match.end() :], note, fields, before)
