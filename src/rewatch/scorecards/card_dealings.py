"""Sections 6 to 8 of a card: partnerships and money, permits and public support, promises."""

from __future__ import annotations

from datetime import date

from rewatch.domain.values import PartialDate, months_between
from rewatch.scorecards.context import Context, plain
from rewatch.scorecards.document import Block, Bullets, Section, Table, Text
from rewatch.scorecards.wording import (
    amount_words,
    country_name,
    months_words,
    promised_words,
    status_words,
    volume_words,
    when,
    words,
)
from rewatch.scoring.results import Held

# Binding status, firmest first; a range of statuses stands under its weaker end.
_STATUS_ORDER = ("operating", "binding", "conditional", "mou", "proposed", "ended")
_FUNDING = ("equity", "loan")
_DIRECTIONS = {
    ("offtake", "out"): "offtake",
    ("offtake", "in"): "feed bought",
    ("supply", "in"): "feed supply",
    ("supply", "out"): "offtake",
    ("equity", "in"): "stake taken in the company",
    ("equity", "out"): "stake the company buys",
    ("equity", "sold"): "stake the company sells",
}


def _firmness(item: Held) -> tuple[int, str, str]:
    status = item.record.status
    return (_STATUS_ORDER.index(status[0]), str(item.record.partner).casefold(), item.id)


def partnerships(context: Context) -> Section:
    """6: agreements by binding status; money that has come in apart from money that may."""
    deals = sorted(context.speaking("partnership"), key=_firmness)
    agreements = [item for item in deals if item.record.type not in _FUNDING]
    table = Table(
        ("Status", "With", "What", "How much", "As of"),
        tuple(_deal_row(context, item) for item in agreements),
        ("left", "left", "left", "left", "left"),
        "Agreements, firmest first",
        "No agreement on record: unknown, which is not the same as none.",
    )
    funding = [item for item in deals if item.record.type in _FUNDING]
    came = [item for item in funding if item.record.status[0] == "operating"]
    may = [item for item in funding if item.record.status[0] not in ("operating", "ended")]
    ended = [item for item in funding if item.record.status[0] == "ended"]
    drawn = [item for item in context.speaking("support") if item.record.status == "drawn"]
    blocks: list[Block] = [
        table,
        Bullets(
            (
                *(_funding(context, item) for item in came),
                *(_support(context, item) for item in drawn),
            ),
            "Money drawn or paid in",
            "none on record",
        ),
        Bullets(
            tuple(_funding(context, item) for item in may),
            "Conditional or promised money (public money: section 7)",
            "none on record",
        ),
    ]
    if ended:
        blocks.append(Bullets(tuple(_funding(context, item) for item in ended), "Ended"))
    return Section(6, "partnerships", "Partnerships and money", tuple(blocks))


def _kind(record: object) -> str:
    kind, flow = str(getattr(record, "type", "")), str(getattr(record, "flow", ""))
    return _DIRECTIONS.get((kind, flow), words(kind))


def _about(item: Held) -> str:
    return "" if item.record.rare_earths else " (not rare earths)"


def _disputed(item: Held) -> str:
    return " (disputed)" if item.use == "disputes" else ""


def _deal_row(context: Context, item: Held) -> tuple[Text, ...]:
    record = item.record
    return (
        plain(status_words(record.status)),
        context.said(record.partner + _disputed(item), item),
        plain(_kind(record) + _about(item)),
        plain(volume_words(record)),
        plain(when(item)),
    )


def _funding(context: Context, item: Held) -> Text:
    record = item.record
    investor = f", {record.investor} investor" if record.investor else ""
    return context.said(
        f"{status_words(record.status)}: {_kind(record)}, {record.partner}{investor}"
        f"{_about(item)}{_disputed(item)} ({when(item)})",
        item,
    )


def _support(context: Context, item: Held) -> Text:
    record = item.record
    if record.status == "none":
        return context.said(f"none, says the source: {record.programme} ({when(item)})", item)
    government = f", {country_name(record.government, context.places)}" if record.government else ""
    form = f"{words(record.form)}, " if record.form else ""
    return context.said(
        f"{record.status}: {record.programme}{government}, {form}{amount_words(record)}"
        f"{_disputed(item)} ({when(item)})",
        item,
    )


_OUTCOMES = ("granted", "conditional", "applied", "refused", "banned", "lapsed", "none")
_SUPPORT = ("drawn", "granted", "conditional", "proposed", "none")


def permits(context: Context) -> Section:
    """7: approvals by outcome, and public support by how firm it is."""
    approvals = sorted(
        context.speaking("approval"),
        key=lambda item: (_OUTCOMES.index(item.record.outcome), item.record.what, item.id),
    )
    supports = sorted(
        context.speaking("support"),
        key=lambda item: (_SUPPORT.index(item.record.status), item.record.programme, item.id),
    )
    rows = tuple(_approval(context, item) for item in approvals)
    return Section(
        7,
        "permits",
        "Permits and public support",
        (
            Bullets(rows, "Permits", "No approval on record: unknown, which is not refused."),
            Bullets(
                tuple(
                    _support(context, item)
                    for item in supports
                    if item.record.status in ("drawn", "granted")
                ),
                "Public money granted or drawn",
                "none on record",
            ),
            Bullets(
                tuple(
                    _support(context, item)
                    for item in supports
                    if item.record.status not in ("drawn", "granted")
                ),
                "Public money conditional or proposed",
                "none on record",
            ),
        ),
    )


def _approval(context: Context, item: Held) -> Text:
    record = item.record
    authority = f", {record.authority}" if record.authority else ""
    project = context.score.company.project(record.project)
    lead = context.score.company.lead
    other = f", {project.name}" if project and lead and project.id != lead.id else ""
    return context.said(
        f"{record.outcome}: {words(record.what)}{authority}{other}{_disputed(item)} ({when(item)})",
        item,
    )


def _last_day(item: Held) -> date:
    promised = item.record.promised
    end: PartialDate = promised[1] if isinstance(promised, tuple) else promised
    return end.last


def _said(item: Held) -> date:
    said = item.record.said_on
    return said.first if said is not None else item.known_on


def promises(context: Context) -> Section:
    """8: what was promised when, what was promised later for the same thing, and what is due."""
    by_milestone: dict[tuple[str | None, str], list[Held]] = {}
    for item in sorted(context.live("guidance"), key=lambda item: (_said(item), item.id)):
        key = (item.record.project, " ".join(item.record.milestone.casefold().split()))
        by_milestone.setdefault(key, []).append(item)
    rows = []
    for items in sorted(by_milestone.values(), key=lambda group: (_said(group[0]), group[0].id)):
        for position, item in enumerate(items):
            before = items[position - 1] if position else None
            rows.append(
                (
                    context.said(item.record.milestone, item),
                    plain(str(item.record.said_on or "undated")),
                    plain(promised_words(item.record.promised)),
                    _outcome(context, item, before, latest=item is items[-1]),
                )
            )
    table = Table(
        ("Milestone", "Said on", "Promised for", "Slip"),
        tuple(rows),
        ("left", "left", "left", "left"),
        "",
        "No promise on record.",
    )
    return Section(8, "promises", "Promises and their slips", (table,))


def _outcome(context: Context, item: Held, before: Held | None, *, latest: bool) -> Text:
    parts = []
    if before is not None:
        slip = months_between(_last_day(before), _last_day(item))
        if slip > 0:
            parts.append(f"{months_words(slip)} later than said before")
        elif slip < 0:
            parts.append(f"{months_words(-slip)} earlier than said before")
        else:
            parts.append("as said before")
    if latest and _last_day(item) < context.as_of:
        parts.append("date has passed; whether it was met is not on record")
    return plain("; ".join(parts) or "first said", "warn" if parts else "plain")
