"""Sections 6 to 8 of a card: partnerships and money, permits and public support, promises."""

from __future__ import annotations

from rewatch.scorecards.context import Context
from rewatch.scorecards.document import Block, Bullets, Section, Text
from rewatch.scorecards.wording import (
    amount_words,
    approval_words,
    country_name,
    deal_words,
    months_words,
    promised_words,
    said_on_words,
    status_words,
    volume_words,
    when,
    words,
)
from rewatch.scoring.promises import Promise, promises_of, slip, span_of
from rewatch.scoring.results import Held

# Binding status, firmest first; a range of statuses stands under its weaker end.
_STATUS_ORDER = ("operating", "binding", "conditional", "mou", "proposed", "ended")
_FUNDING = ("equity", "loan")


def _firmness(item: Held) -> tuple[int, str, str]:
    status = item.record.status
    return (_STATUS_ORDER.index(status[0]), str(item.record.partner).casefold(), item.id)


def partnerships(context: Context) -> Section:
    """6: agreements by binding status; money that has come in apart from money that may."""
    deals = sorted(context.speaking("partnership"), key=_firmness)
    agreements = [item for item in deals if item.record.type not in _FUNDING]
    money = [item for item in deals if item.record.type in _FUNDING]
    spent = [item for item in money if item.record.flow == "out"]
    funding = [item for item in money if item.record.flow != "out"]
    came = [item for item in funding if item.record.status[0] == "operating"]
    may = [item for item in funding if item.record.status[0] not in ("operating", "ended")]
    given = [item for item in spent if item.record.status[0] != "ended"]
    ended = [item for item in money if item.record.status[0] == "ended"]
    drawn = [item for item in context.speaking("support") if item.record.status == "drawn"]
    blocks: list[Block] = [
        Bullets(
            tuple(_deal(context, item) for item in agreements),
            "Agreements, firmest first",
            "none on record: unknown, which is not the same as none",
        ),
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
            "Money conditional or promised (public: see 7)",
            "none on record",
        ),
    ]
    if given:
        lines = tuple(_funding(context, item) for item in given)
        blocks.append(Bullets(lines, "Money the company pays or lends to others"))
    if ended:
        blocks.append(Bullets(tuple(_funding(context, item) for item in ended), "Ended"))
    return Section(6, "partnerships", "Partnerships and money", tuple(blocks))


def _about(item: Held) -> str:
    return "" if item.record.rare_earths else " (not rare earths)"


def _disputed(item: Held) -> str:
    return " (disputed)" if item.use == "disputes" else ""


def _deal(context: Context, item: Held) -> Text:
    record = item.record
    return context.said(
        f"{status_words(record.status)}: {deal_words(record)}, {record.partner}, "
        f"{volume_words(record)}{_about(item)}{_disputed(item)} ({when(item)})",
        item,
    )


def _funding(context: Context, item: Held) -> Text:
    record = item.record
    ours = record.flow == "out"  # an investor is somebody who puts money into the company
    investor = f", {record.investor} investor" if record.investor and not ours else ""
    return context.said(
        f"{status_words(record.status)}: {deal_words(record)}, {record.partner}{investor}"
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
    what = f"{record.outcome}: {approval_words(record.what)}{authority}{other}"
    return context.said(f"{what}{_disputed(item)} ({when(item)})", item)


def promises(context: Context) -> Section:
    """8: what was promised when, what was promised later for the same thing, and what is due."""
    found = promises_of(context.score.id, context.live("guidance"))
    items = tuple(_promise(context, promise) for promise in found)
    return Section(
        8, "promises", "Promises and their slips", (Bullets(items, "", "No promise on record."),)
    )


def _promise(context: Context, promise: Promise) -> Text:
    """All that was said of one milestone, in the order in which it was said."""
    parts = []
    before: Held | None = None
    for item in promise.versions:
        record = item.record
        said = f"{promised_words(record.promised)} ({said_on_words(record)})"
        parts.append(said if before is None else f"{said}, {_slip(before, item)}")
        before = item
    text = f"{promise.first.record.milestone}: {'; then '.join(parts)}"
    passed = promise.passed(context.as_of)
    if passed:
        text += "; that date has passed, whether it was met is not on record"
    slipped = span_of(promise.latest)[1] > span_of(promise.first)[1]
    return context.said(text, *promise.versions, tone="warn" if passed or slipped else "plain")


def _slip(before: Held, item: Held) -> str:
    months = slip(before, item)
    if months == 0:
        return "as before"
    return f"{months_words(abs(months))} {'later' if months > 0 else 'earlier'}"
