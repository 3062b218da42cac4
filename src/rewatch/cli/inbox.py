"""`rewatch inbox`: what happened since one last looked."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from rewatch.cli import shapes
from rewatch.cli.options import Day, Session, command_of
from rewatch.cli.output import wrapped
from rewatch.cli.settling import shape, show
from rewatch.cli.wording import named, span
from rewatch.domain.errors import UsageError
from rewatch.domain.text import signed, visible

if TYPE_CHECKING:
    from rewatch.scoring.inbox import Item

_HEADS = {
    "moved": "Moved",
    "thesis": "Thesis broken",
    "new": "New",
    "entered": "Entered a list",
    "left": "Left a list",
    "shipped": "Shipped data changed, the points did not",
    "stale": "Evidence grew old and fell a grade",
    "review": "To be reviewed",
}


@click.command()
@click.option(
    "--since", type=Day(), metavar="DATE", help="Since that day, not since you last looked."
)
@click.option("--read", is_flag=True, help="Remember that you have seen it now.")
@command_of(scores=True)
def command(session: Session, since: date | None, read: bool) -> int:
    """Say what moved and why since you last looked, and what is due."""
    workspace, out = session.workspace, session.out
    if read:
        session.given.refuse_scoring("inbox --read: it remembers today's scores as they are")
    if since is not None and since > workspace.today:
        raise UsageError(f"{since} is still to come; --since takes a day that has been")
    day, items = workspace.inbox(session.question, since)
    if read:
        workspace.mark_seen(session.question)
    disagreed = workspace.conflicts()
    if out.as_json:
        out.json(
            {
                "since": day.isoformat() if day else None,
                "conflicts": [shape(number, item) for number, item in enumerate(disagreed, 1)],
                "items": [_shape(item, session) for item in items],
                "read": read,
                "left_out": shapes.faults(session.left_out),
            }
        )
        return 0
    if disagreed:
        out.line(out.paint("Two edits disagree, both are kept", "bold"))
        show(out, disagreed, session.workspace.catalogue.names)
        out.line()
    title = f"Since {day}" if day else "You have not looked yet; what is due"
    out.line(out.paint(title, "bold"))
    _print(session, items)
    if not items:
        nothing = "No total moved by half a point, no record fell a grade, nothing is due."
        out.line(nothing if day else "Nothing is due.")
    if read:
        out.line("Marked as read; rewatch undo takes it back.")
    elif items and day is None:
        out.line("To count from today: rewatch inbox --read")
    return 0


def _print(session: Session, items: tuple[Item, ...]) -> None:
    out = session.out
    kind = ""
    for item in items:
        if item.kind != kind:
            kind = item.kind
            out.line()
            out.line(out.paint(_HEADS[kind], "bold"))
        name = visible(_name(session, item.company) or item.company, 60)
        if item.kind == "moved":
            ends = f"{span(item.was)} → {span(item.now)}"
            out.line(f"{name}: {signed(item.points)} points at the middle, {ends}")
            _causes(session, item)
            continue
        about = ", ".join(visible(text, 200) for text in _about(session, item))
        due = f" (due {item.due})" if item.due else ""
        text = f"{name}: {about}{due}" if about or due else name
        out.lines(wrapped(text, out.width))


def _about(session: Session, item: Item) -> list[str]:
    """What an item names, in words: lists by name, records by what they say."""
    if item.kind in ("entered", "left"):
        lists = session.workspace.watchlists()
        return [lists[slug].name if slug in lists else slug for slug in item.names]
    if item.kind in ("stale", "shipped"):
        return [_said(session, item.company, key) for key in item.names]
    return list(item.names)


def _said(session: Session, company: str, evidence: str, told: Collection[str] = ()) -> str:
    """What a record says and where, in short if that was told above; its id if it is gone."""
    from rewatch.scorecards.records import cited_words

    found = session.workspace.catalogue.companies.get(company)
    record = found.record(evidence) if found else None
    if found is None or record is None:
        return evidence
    if evidence in told:
        return f"the {record.kind} above"
    return cited_words(found, record)


def _causes(session: Session, item: Item) -> None:
    out, rubric = session.out, session.workspace.catalogue.rubric
    told: set[str] = set()
    for part in item.change.parts if item.change else ():
        if signed(part.mid) == "0.0":  # the JSON has these too
            continue
        said = "; ".join(_said(session, item.company, key, told) for key in part.evidence)
        told.update(part.evidence)
        elsewhere = " elsewhere" if part.cause == "evidence" else ""
        because = f"{part.cause}: {said}" if said else f"{part.cause}{elsewhere}"
        text = f"{signed(part.mid)} {named(rubric, part.indicator)}, {because}"
        out.lines(wrapped(visible(text), out.width, "    "))
    if abs(item.rest) >= 0.05:
        text = f"{signed(item.rest)} an update of the shipped data or method, or edits of that day"
        out.lines(wrapped(text, out.width, "    "))


def _name(session: Session, company: str) -> str | None:
    found = session.workspace.catalogue.companies.get(company)
    return found.name if found else None


def _shape(item: Item, session: Session) -> dict[str, Any]:
    return {
        "company": item.company,
        "name": _name(session, item.company),
        "kind": item.kind,
        "was": shapes.interval(item.was) if item.was else None,
        "now": shapes.interval(item.now) if item.now else None,
        "points": item.points,
        "parts": shapes.change_parts(item.change) if item.change else [],
        "rest": item.rest,
        "names": list(item.names),
        "due": item.due.isoformat() if item.due else None,
    }
