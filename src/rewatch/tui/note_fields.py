"""What stands above a note's text, as it is typed: kind, state, review date, tags."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rewatch.domain.dates import read_day
from rewatch.domain.errors import UsageError
from rewatch.tui.reading import Dates, Words
from rewatch.tui.screens.dialogs import Asked

if TYPE_CHECKING:
    from rewatch.domain.note import Note
    from rewatch.workspace import NoteDraft, Workspace

KINDS = ("note", "signal", "verdict")
STATES = ("watch", "confirmed", "refuted")
_OF_SIGNALS = "of a signal: watch, confirmed or refuted"
_DAY = "a day, as 2027-02-01; the inbox tells"


def fields_of(note: Note | None) -> dict[str, Any]:
    """The fields of a note, or those that a new one begins with."""
    if note is None:
        return {"kind": "note", "state": None, "review": None, "tags": ()}
    return {"kind": note.kind, "state": note.state, "review": note.review, "tags": note.tags}


def restored(before: Mapping[str, Any], draft: Mapping[str, Any]) -> dict[str, Any]:
    """The fields with those of a draft in their place; what no form could have said is left out."""
    said = {**before, **draft}
    try:
        return read([asking.value for asking in asked(said)])
    except (UsageError, TypeError, AttributeError):
        return dict(before)


def asked(fields: Mapping[str, Any]) -> list[Asked]:
    """The lines to fill in."""
    return [
        Asked(
            "Kind",
            fields["kind"],
            "note, signal, or verdict: never edited again",
            read=Words(KINDS),
        ),
        Asked("State", fields["state"] or "", _OF_SIGNALS, read=Words(STATES)),
        Asked("Review", str(fields["review"] or ""), _DAY, read=Dates(None, _DAY, day=True)),
        Asked("Tags", ", ".join(fields["tags"]), "parted by commas", anew=False),
    ]


def read(said: Sequence[str]) -> dict[str, Any]:
    """The fields as they were typed; a choice may be begun only.

    Raises:
        UsageError: one of them cannot be read.
    """
    kind, state = Words(KINDS).read(said[0]) or "note", Words(STATES).read(said[1])
    if state and kind == "note":
        kind = "signal"  # only a signal has a state
    try:
        review = read_day(said[2]) if said[2].strip() else None
    except ValueError as error:
        raise UsageError(f"review: {error}") from None
    tags = tuple(tag.strip() for tag in said[3].split(",") if tag.strip())
    return {"kind": kind, "state": state or None, "review": review, "tags": tags}


def in_words(fields: Mapping[str, Any]) -> list[str]:
    """The fields, a few words for each."""
    said = [fields["kind"]]
    said += [fields["state"]] if fields["state"] else []
    said += [f"review {fields['review']}"] if fields["review"] else []
    said += [f"#{tag}" for tag in fields["tags"]]
    return said


def begun(
    workspace: Workspace, company_id: str, before: Note | None = None
) -> tuple[Note | None, NoteDraft | None]:
    """The note to write about a company, None for a new one, and what was typed of it already.

    Args:
        workspace: that holds notes and drafts.
        company_id: whom it is about.
        before: the note that was asked for. Without one, whatever was being typed about the
            company goes on: a new note first, then an old one that was edited.
    """
    if before is not None:
        return before, workspace.draft(company_id, before.id)
    for kept in workspace.company_drafts(company_id):
        if kept.note is None:
            return None, kept
        for note in workspace.notes(company_id):
            if note.id == kept.note:
                return note, kept
        return None, kept  # its note is gone: the text is a new one
    return None, None
