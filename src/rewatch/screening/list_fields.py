"""Fields of what the user adds: tags, lists, reviews, theses, notes; and the risk flags."""

from __future__ import annotations

from datetime import date

from rewatch.domain.rubric import Rubric
from rewatch.domain.values import day_of
from rewatch.screening.fields import Field, Reading, exactly
from rewatch.screening.view import View

LISTS, NOTES, FLAGS = "Watchlists", "Notes", "Flags and questions"
THESIS_STATES = ("kept", "broken", "open", "cannot-tell")
NOTE_KINDS = ("note", "signal", "verdict")
SIGNALS = ("watch", "confirmed", "refuted")


def _date(day: date | None) -> Reading | None:
    return Reading((day, day)) if day is not None else None


def _noted(view: View) -> Reading | None:
    return _date(max((day_of(note.created) for note in view.row.notes), default=None))


def _review(view: View) -> Reading | None:
    """The earliest review of the entry or of a note."""
    days = [view.row.review, *(note.review for note in view.row.notes)]
    return _date(min((day for day in days if day is not None), default=None))


def _note_texts(view: View) -> Reading | None:
    texts = tuple(text for note in view.row.notes for text in (note.title or "", note.body) if text)
    return Reading(texts) if texts else None


def list_fields(rubric: Rubric) -> list[Field]:
    """Watchlist entries, notes, flags, and the terms that ask about other fields."""
    flags = tuple(flag.id for flag in rubric.flags)
    return [
        Field("tag", "names", "Tags of the company and of its watchlist entry", "tags", LISTS,
              lambda v: Reading(frozenset((*v.company.tags, *v.row.tags))), aliases=("tags",)),
        Field("list", "names", "Watchlists it stands on, by id", "watchlists", LISTS,
              lambda v: Reading(frozenset(v.row.lists)), aliases=("watchlist",)),
        Field("added", "date", "Day it entered the watchlist", "day it was added", LISTS,
              lambda v: _date(v.row.added), settled=True),
        Field("review", "date", "Next review, of the entry or of a note", "next review", LISTS,
              _review, faces="future", settled=True),
        Field("thesis", "names", "How the assertions of the entry stand", "assertions", LISTS,
              None, choices=THESIS_STATES),
        Field("moved", "number", "Points by which the proven score moved since you last looked",
              "move since you last looked", LISTS,
              lambda v: exactly(v.row.moved) if v.row.moved is not None else None),
        Field("note", "text", "A note about it holds the text", "notes", NOTES, _note_texts,
              settled=True),
        Field("notes", "number", "Number of notes about it", "number of notes", NOTES,
              lambda v: exactly(float(len(v.row.notes)))),
        Field("noted", "date", "Day of the newest note", "newest note", NOTES, _noted,
              settled=True),
        Field("note-tag", "names", "Tags of its notes", "tags of notes", NOTES,
              lambda v: Reading(frozenset(t for note in v.row.notes for t in note.tags))),
        Field("note-kind", "names", "Kinds of its notes", "kinds of notes", NOTES,
              lambda v: Reading(frozenset(note.kind for note in v.row.notes)),
              choices=NOTE_KINDS),
        Field("signal", "names", "States of its signal notes", "signals", NOTES,
              lambda v: Reading(frozenset(n.state for n in v.row.notes if n.state)),
              choices=SIGNALS),
        Field("flag", "names", "Risk flags of the method file that are raised", "risk flags", FLAGS,
              None, choices=flags),
        Field("flags", "number", "Number of risk flags raised, to those that may be",
              "number of risk flags", FLAGS, None),
        Field("has", "names", "There is evidence or an entry for the field named", "on record",
              FLAGS, None),
        Field("missing", "names", "There is none", "not on record", FLAGS, None),
    ]  # fmt: skip
