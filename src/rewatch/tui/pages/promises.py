"""The promises of a list: what is past its date, due next, what slipped, and what was said first.

Pure: the outlook in, lines of pieces out.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from rewatch.scorecards.wording import (
    due_words,
    moved_words,
    outlook_words,
    promised_words,
    said_words,
)
from rewatch.tui import describe
from rewatch.tui.keys import key_of
from rewatch.tui.text import cut, fitted
from rewatch.tui.widgets.lines import Line
from rewatch.tui.widgets.paint import BAD, DIM, GOOD, HEAD, PLAIN, STRONG, WARN, Piece, paragraph

if TYPE_CHECKING:
    from rewatch.scoring.promises import Outlook, Promise
    from rewatch.scoring.results import CompanyScore

Lines = list[Line | list[Piece]]
_DATE, _SLIP = 19, 14
_INDENT = "    "


def promise_lines(
    found: Outlook,
    scores: Mapping[str, CompanyScore],
    as_of: date,
    width: int,
    *,
    ahead: bool = False,
    nobody: str = "",
) -> Lines:
    """Two lines a promise, under the headings past its date, within a year, later.

    Args:
        found: the promises of the list.
        scores: its companies by id.
        as_of: the day they are looked at.
        width: cells of a line.
        ahead: what is still to come goes before what is past its date.
        nobody: that the list has no company which could have promised anything; "" where it has.
    """
    if not found.all:
        hint = f"No promised date on record. {key_of('add_evidence')} on a company adds one, "
        return [*paragraph(nobody or f"{hint}as evidence of the kind guidance.", width, STRONG)]
    lines: Lines = [*paragraph(outlook_words(found), width), *paragraph(_SAID, width, DIM)]
    parts = [
        (
            "Past their date, and nothing said since: whether they were met is not on record",
            found.passed,
        ),
        ("Due within a year", found.soon),
        ("Later", found.later),
    ]
    for title, members in [*parts[1:], parts[0]] if ahead else parts:
        if members:
            lines += [[], [(cut(f"{title} ({len(members)})", width), HEAD)]]
        for item in members:
            lines += _promise(item, scores[item.company], as_of, width)
    return lines


_SAID = "2× +18 mo: put off twice to a wholly later date, 18 months in all since it was first said."


def _promise(item: Promise, score: CompanyScore, as_of: date, width: int) -> Lines:
    rest = width - _DATE - _SLIP
    name = min(28, rest // 2 - 3)
    slip, style = _slipped(item)
    pieces = (
        (fitted(score.name, name), STRONG),
        ("  ", PLAIN),
        (fitted(item.milestone, rest - name - 4), PLAIN),
        ("  ", PLAIN),
        (
            fitted(promised_words(item.latest.record.promised), _DATE),
            WARN if item.passed(as_of) else PLAIN,
        ),
        (fitted(slip, _SLIP), style),
    )
    lines: Lines = [Line(pieces, f"{item.company}@{item.latest.id}")]
    source = f"[{describe.brief_source(score.company, item.latest)}]"
    about = f"{_INDENT}{due_words(item, as_of)}, {said_words(item)}  {source}"
    lines.append([(cut(about, width), DIM)])
    return lines


def _slipped(item: Promise) -> tuple[str, str]:
    text = moved_words(item).replace("months", "mo").replace("month", "mo")
    if len(item.versions) == 1 or not item.months:
        return text, DIM
    return text, BAD if item.months > 0 else GOOD
