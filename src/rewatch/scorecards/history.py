"""Earlier scores of one company: today's method on what was known then, with dated causes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from rewatch.domain.company import Company
from rewatch.domain.values import Interval
from rewatch.scorecards.scorecard import HistoryPoint
from rewatch.scorecards.wording import STEPS, deal_words, stage_words, status_words, words
from rewatch.scoring.case import Method
from rewatch.scoring.changes import unheard
from rewatch.scoring.score import score_company

AGEING = "ageing of the evidence"
FIRST = "first evidence"
WITHDRAWN = "withdrawn: "
_SAME = 0.05  # points; a smaller change does not show in print
_SHARES = {
    "ndpr": "NdPr", "dytb": "Dy and Tb", "magnet": "magnet rare earths",
    "heavy": "heavy rare earths", "low-value": "La and Ce",
}  # fmt: skip
_NOTHING = 1e-9  # points; a smaller change is the rounding of adding floats

News = dict[str, bool]  # ids of the records of a day, and whether each was withdrawn then


def score_history(company: Company, how: Method, limit: int = 6) -> tuple[HistoryPoint, ...]:
    """The last days on which new evidence moved the score, oldest first, up to the as-of date.

    Args:
        company: the company, whole.
        how: rubric, weights, deck and dates of the card; only `as_of` is turned back.
        limit: the most points wanted. Twice as many days are tried, so that a company with a
            long record costs no more than that.

    Returns:
        Points with what moved the score since the point before: of what became known or was
        withdrawn on that day that without which the score would have been another, and the ageing
        of the rest where that shows.
    """
    now = score_company(company, how)
    days = sorted(_days(company, how, {item.id: item.known_on for item in now.records}).items())
    found: list[tuple[date, Interval, Interval | None, News]] = []
    first, before = max(0, len(days) - 2 * limit), None
    if first:  # where it stood before: what comes next is not the first evidence
        before = score_company(company, replace(how, as_of=days[first - 1][0])).total
    for day, news in days[first:]:
        total = score_company(company, replace(how, as_of=day)).total
        if before is None or _moved(before, total, _SAME):
            found.append((day, total, before, news))
            before = total
    if first and not found:  # nothing moved it for so long
        return score_history(company, how, 2 * limit)[-limit:]
    if found and _moved(before or now.total, now.total, _SAME):
        found.append((how.as_of, now.total, before, {}))
    return tuple(
        HistoryPoint(day, total, _causes(company, replace(how, as_of=day), earlier, total, news))
        for day, total, earlier, news in found[-limit:]
    )


def _days(company: Company, how: Method, known: dict[str, date]) -> dict[date, News]:
    """What became known or was withdrawn, by day.

    What a newer record has replaced since counts on its day too: it was the evidence then.
    """
    days: dict[date, News] = {}
    for record, day in known.items():
        days.setdefault(day, {})[record] = False
    withdrawn_by = min(how.as_of, how.recorded_by or how.as_of)
    for item in company.retractions:
        if item.evidence in known and known[item.evidence] < item.on <= withdrawn_by:
            days.setdefault(item.on, {})[item.evidence] = True
    return days


def _causes(
    company: Company, then: Method, before: Interval | None, total: Interval, news: News
) -> tuple[str, ...]:
    """What moved the score on a day, the largest move first.

    Args:
        company: the company, whole.
        then: the method on that day.
        before: the score at the point before, None at the first.
        total: the score on that day.
        news: of that day.
    """

    def without(left_out: Iterable[str]) -> Interval:
        keys = set(left_out)
        return score_company(unheard(company, keys - withdrawn, keys & withdrawn), then).total

    withdrawn = {key for key, gone in news.items() if gone}
    records = {item.id: item for item in company.evidence}
    named = {
        key: f"{WITHDRAWN}{said(records[key])}" if key in withdrawn else said(records[key])
        for key in news
    }
    # With nothing left that became known on the day, only time has passed since the point before.
    aged = without(news) if news else total
    causes: list[str] = []
    if _moved(aged, total, _NOTHING):
        moves = {key: _by(without([key]), total) for key in news} if len(news) > 1 else {}
        made = [key for key in news if moves.get(key, 0.0) > _NOTHING]
        # Where each could be missed for the others, all of them made it.
        made.sort(key=lambda key: -moves[key])
        causes += [named[key] for key in made or list(news)]
    if before is None:
        causes = causes or [FIRST]
    elif _moved(before, aged, _SAME) or not causes:
        causes.append(AGEING)
    return tuple(dict.fromkeys(causes))


def _by(one: Interval, other: Interval) -> float:
    """By how many points two scores differ, at the end where they differ more."""
    return max(abs(one.low - other.low), abs(one.high - other.high))


def _moved(one: Interval, other: Interval, least: float) -> bool:
    return _by(one, other) >= least


def said(record: Any) -> str:
    """What a record speaks of, in a few words."""
    kind = words(record.kind)
    if record.kind == "partnership":
        return f"{deal_words(record)}: {record.partner} ({status_words(record.status)})"
    if record.kind == "support":
        return f"support {record.status}: {record.programme}"
    if record.kind == "approval":
        what = words(record.what)
        return f"approval {record.outcome}" + ("" if what == "other" else f": {what}")
    if record.kind == "step":
        return f"{STEPS[record.step]} {words(record.state or '')}".strip()
    if record.kind == "stage":
        return f"stage: {stage_words(record.stage)}"
    if record.kind == "testwork":
        return f"testwork at {words(record.scale)} scale"
    if record.kind == "guidance":
        return f"promise: {record.milestone}"
    if record.kind == "risk":
        return f"risk ({record.class_})"
    if record.kind == "cost":
        return "capital cost" if record.type == "capex" else "operating cost"
    return _figure(record) or str(kind)


def _figure(record: Any) -> str:
    """What a record of figures is about; "" where its kind says it."""
    if record.kind == "distribution":
        return "element distribution"
    if record.kind == "share":
        return f"share of {_SHARES[record.group]}"
    if record.kind == "recovery" and record.of:
        return f"recovery of {record.of}"
    return f"capacity: {words(record.product)}" if record.kind == "capacity" else ""
