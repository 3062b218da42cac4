"""`rewatch promises`: what was promised for when, what is past its date, what slipped."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from rewatch.cli import shapes
from rewatch.cli.names import LIST_OR_COMPANY
from rewatch.cli.options import Session, command_of
from rewatch.cli.output import Output, fit, wrapped
from rewatch.domain.text import visible

if TYPE_CHECKING:
    from rewatch.scoring.promises import Outlook, Promise
    from rewatch.scoring.results import CompanyScore, Held

_DATE, _MOVED = 18, 15


@click.command()
@click.argument("name", metavar="[WATCHLIST | COMPANY]", required=False, type=LIST_OR_COMPANY)
@command_of(scores=True)
def command(session: Session, name: str | None) -> int:
    """List what was promised for when, for WATCHLIST, COMPANY or all companies.

    Those past their date, of which nothing was said since, stand first, then those due in a year,
    then the others; those next to today before the rest. Each says what holds now, how often and
    how far it was put off, what was said first, and where that is from. Whether a promise was met
    is nothing that the evidence says.
    """
    from rewatch.scoring.promises import outlook

    workspace, out = session.workspace, session.out
    slug, company = session.list_or_company(name)
    ranking = workspace.ranking(session.question, slug)
    scores = {row.score.id: row.score for row in ranking.rows}
    if company is not None:
        scores = {company: scores[company]}
    found = outlook(scores.values(), ranking.as_of)
    if out.as_json:
        out.json(
            {
                "as_of": ranking.as_of.isoformat(),
                "watchlist": slug,
                "company": company,
                "past": len(found.passed),
                "due_within_a_year": len(found.soon),
                "later": len(found.later),
                "said_more_than_once": found.twice,
                "median_months": found.median,
                "promises": [
                    _as_json(item, scores[item.company], state)
                    for state, members in _parts(found)
                    for item in members
                ],
                "left_out": shapes.faults(session.left_out),
            }
        )
        return 0
    of = visible(scores[company].name, 60) if company else session.list_named(slug)[1]
    out.line(out.paint(f"Promises: {of}, as of {ranking.as_of.isoformat()}", "bold"))
    _tell(out, found, scores, ranking.as_of)
    return 0


def _parts(found: Outlook) -> list[tuple[str, tuple[Promise, ...]]]:
    return [("past", found.passed), ("due", found.soon), ("later", found.later)]


def _as_json(item: Promise, score: CompanyScore, state: str) -> shapes.Shape:
    from rewatch.scoring.promises import span_of

    def version(held: Held) -> shapes.Shape:
        record = held.record
        source = score.company.source(record.source)
        first, last = span_of(held)
        return {
            "evidence": held.id,
            "said_on": str(record.said_on) if record.said_on is not None else None,
            "first_day": first.isoformat(),
            "last_day": last.isoformat(),
            "grade": held.grade,
            "source": source.title if source is not None else None,
        }

    return {
        "company": item.company,
        "project": item.project,
        "milestone": item.milestone,
        "state": state,
        "due": item.due.isoformat(),
        "slips": item.slips,
        "months": item.months,
        "said": [version(held) for held in item.versions],
    }


_TITLES = {
    "past": "past their date, and nothing said since; whether they were met is not on record",
    "due": "due within a year",
    "later": "later",
}


def _tell(out: Output, found: Outlook, scores: dict[str, CompanyScore], as_of: date) -> None:
    from rewatch.scorecards.wording import outlook_words

    if not found.all:
        out.line("No promised date on record.")
        return
    out.lines(wrapped(outlook_words(found), out.width))
    for state, members in _parts(found):
        if members:
            out.line()
            out.line(out.paint(f"{_TITLES[state]} ({len(members)})", "dim"))
        for item in members:
            _line(out, item, scores[item.company], as_of=as_of, alone=len(scores) == 1)
    out.line()
    note = "2× +18 months: put off twice to a wholly later date, 18 months in all since first said"
    out.lines(out.paint(line, "dim") for line in wrapped(note, out.width))


def _line(out: Output, item: Promise, score: CompanyScore, *, as_of: date, alone: bool) -> None:
    from rewatch.scorecards.wording import due_words, moved_words, promised_words, said_words

    room = out.width - _DATE - _MOVED - 4
    name = 0 if alone else min(26, room // 2 - 2)
    whose = "" if alone else fit(visible(score.name, 60), name) + "  "
    what = fit(visible(item.milestone), room - len(whose))
    when = fit(promised_words(item.latest.record.promised), _DATE)
    out.line(f"  {whose}{what}  {when}{fit(moved_words(item), _MOVED, right=True)}")
    found = score.company.source(item.latest.record.source)
    source = visible((found.publisher or found.title) if found is not None else "?", 60)
    dated = found.date if found is not None and found.date else "undated"
    about = f"{due_words(item, as_of)}, {said_words(item)} [{item.latest.grade}, {source}, {dated}]"
    out.lines(out.paint(line, "dim") for line in wrapped(about, out.width, "      "))
