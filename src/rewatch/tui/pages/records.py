"""The tabs evidence, partnerships, timeline and notes: records as lines."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from rewatch.domain.values import day_of
from rewatch.scorecards.records import record_words
from rewatch.scorecards.unmoved import of_another
from rewatch.scorecards.wording import months_words, promised_words, words
from rewatch.scoring.promises import Promise, slip, standing
from rewatch.tui import describe
from rewatch.tui.keys import key_of, keyed
from rewatch.tui.note_fields import fields_of, in_words
from rewatch.tui.pages.why import MISSING_HINT
from rewatch.tui.text import cut, fitted
from rewatch.tui.widgets.lines import Line
from rewatch.tui.widgets.paint import (
    ACCENT,
    BAD,
    DIM,
    GOOD,
    PLAIN,
    STRONG,
    WARN,
    Piece,
    paragraph,
)

if TYPE_CHECKING:
    from rewatch.domain.note import Note
    from rewatch.scoring.results import CompanyScore, Held

Lines = list[Line | list[Piece]]
# Kinds whose records do not say what they are; elsewhere a heading does.
_BARE = ("approval", "capacity", "cash", "market", "stage", "testwork")
_MARKS = {"chosen": "●", "overridden": "○", "disputes": "≠", "superseded": "×", "retracted": "×"}
_OTHER = "–"  # not asked for: it speaks of a project that is not the lead


def evidence_lines(score: CompanyScore, width: int) -> Lines:
    """All records by kind, with grade, date and what became of them."""
    if not score.records:
        return [
            *paragraph("No evidence on record.", width, STRONG),
            *paragraph(keyed(MISSING_HINT), width),
            *paragraph(
                f"They are kept in companies/{score.id}.toml of your workspace.", width, DIM
            ),
        ]
    other = any(of_another(held.record, score) for held in score.records)
    project = f"{_OTHER} of another project  " if other else ""
    legend = f"● in use  ○ overridden  {project}≠ in dispute  × replaced or withdrawn;  C→D aged"
    lines: Lines = [*paragraph(legend, width, DIM)]
    by_kind: dict[str, list[Held]] = {}
    for held in score.records:
        by_kind.setdefault(held.record.kind, []).append(held)
    for kind, members in by_kind.items():
        lines += [[], [(f"{words(kind)} ({len(members)})", STRONG)]]
        lines += [_record(score, held, width) for held in sorted(members, key=_newest)]
    return lines


def _newest(held: Held) -> tuple[bool, int, int, str]:
    """By the last day that the date shown may mean, then by its first; undated ones are last."""
    said = held.speaks_of
    if said is None:
        return (True, 0, 0, held.id)
    return (False, -said.last.toordinal(), -said.first.toordinal(), held.id)


def _record(score: CompanyScore, held: Held, width: int, *, named: bool = False) -> Line:
    used, mark = held.use in ("chosen", "disputes"), _MARKS[held.use]
    if used and of_another(held.record, score):
        used, mark = False, _OTHER
    style = PLAIN if used else DIM
    said = record_words(held.record)
    if named and held.record.kind in _BARE:
        said = f"{words(held.record.kind)}: {said}"
    return Line(
        (
            (f"{mark} ", WARN if held.use == "disputes" else ACCENT),
            (fitted(describe.aged(held), 4), STRONG),
            (fitted(describe.dated(held), 11), DIM),
            (cut(said, max(10, width - 18)), style),
        ),
        f"e:{held.id}",
    )


def partnership_lines(score: CompanyScore, width: int) -> Lines:
    """Deals and public support; ended ones are shown as ended."""
    lines: Lines = []
    for kind, title in (("partnership", "Partnerships"), ("support", "Public support")):
        found = [held for held in score.records if held.record.kind == kind]
        lines += [[(f"{title} ({len(found)})", STRONG)]]
        if not found:
            lines += paragraph(
                keyed(f"None on record, which is not none. {MISSING_HINT}"), width, DIM
            )
        lines += [_record(score, held, width) for held in sorted(found, key=_newest)]
        lines.append([])
    return lines


def timeline_lines(score: CompanyScore, as_of: date, width: int) -> Lines:
    """Promises by milestone with their slips, then every dated fact, the newest first."""
    lines: Lines = [
        [("Promises", STRONG), ("  what was promised for when, and what was said later", DIM)]
    ]
    found = standing(score)
    for promise in found:
        lines += _milestone(promise, as_of, width)
    if not found:
        add = key_of("add_evidence")
        lines += paragraph(f"No promised date on record; {add} adds one (guidance).", width, DIM)
    facts = [held for held in score.records if held.record.kind not in ("guidance", "risk")]
    lines += [[], [("Dated facts", STRONG), ("  the newest first", DIM)]]
    if not facts:
        lines += paragraph(keyed(f"No fact on record. {MISSING_HINT}"), width, DIM)
    return [
        *lines,
        *(_record(score, held, width, named=True) for held in sorted(facts, key=_newest)),
    ]


def _milestone(promise: Promise, as_of: date, width: int) -> Lines:
    lines: Lines = [[(cut(promise.milestone, width), PLAIN)]]
    before: Held | None = None
    for held in promise.versions:
        note, style = "first said", DIM
        if before is not None:
            moved = slip(before, held)
            if moved > 0:
                note, style = f"+{months_words(moved)}: slipped", BAD
            elif moved < 0:
                note, style = f"−{months_words(-moved)}: earlier", GOOD
            else:
                note, style = "as said before", DIM
        if held is promise.latest and promise.passed(as_of):
            note += "; date passed"
        said = str(held.record.said_on or "undated")
        pieces: tuple[Piece, ...] = (
            ("  ", PLAIN),
            (fitted(f"said {said}", 17), DIM),
            (fitted(f"for {promised_words(held.record.promised)}", 24), PLAIN),
            (cut(note, max(8, width - 44)), style),
        )
        lines.append(Line(pieces, f"e:{held.id}"))
        before = held
    return lines


def note_lines(notes: list[Note], width: int) -> Lines:
    """The notes of a company, the newest first."""
    if not notes:
        return [
            [
                ("No note yet. ", STRONG),
                (key_of("write_note"), ACCENT),
                (" writes one; a draft is kept as you type.", PLAIN),
            ]
        ]
    new, edits = key_of("write_note"), key_of("choose")
    lines: Lines = [[(new, ACCENT), (" new  ", DIM), (edits, ACCENT), (" edits", DIM)], []]
    for note in notes:
        pieces = (
            (fitted(day_of(note.created).isoformat(), 12), DIM),
            (fitted(note.kind, 9), DIM),
            (cut(note.headline, max(10, width - 22)), PLAIN),
        )
        lines.append(Line(pieces, f"n:{note.id}"))
    return lines


def note_detail(note: Note, width: int) -> Lines:
    """A note's text."""
    when = note.created.astimezone() if isinstance(note.created, datetime) else note.created
    head = "  ".join([when.isoformat()[:16].replace("T", " "), *in_words(fields_of(note))])
    return [*paragraph(head, width, DIM), [], *paragraph(note.body, width)]
