"""Earlier scores of one company: today's method on what was known then, with dated causes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from rewatch.domain.company import Company
from rewatch.scorecards.scorecard import HistoryPoint
from rewatch.scorecards.wording import STEPS, stage_words, status_words, words
from rewatch.scoring.case import Method
from rewatch.scoring.results import CompanyScore
from rewatch.scoring.score import score_company

_SAME = 0.05  # points; a smaller change does not show in print


def score_history(company: Company, how: Method, limit: int = 6) -> tuple[HistoryPoint, ...]:
    """The last days on which new evidence moved the score, oldest first, up to the as-of date.

    Args:
        company: the company, whole.
        how: rubric, weights, deck and dates of the card; only `as_of` is turned back.
        limit: the most points wanted. Twice as many days are tried, so that a company with a
            long record costs no more than that.

    Returns:
        Points with the evidence that became known; between two of them ageing works too.
    """
    now = score_company(company, how)
    known: dict[date, list[Any]] = {}
    for item in now.records:
        if item.use in ("chosen", "disputes", "overridden"):
            known.setdefault(item.known_on, []).append(item.record)
    days = sorted(known)[-2 * limit :]
    points: list[HistoryPoint] = []
    before: CompanyScore | None = None
    for day in days:
        score = score_company(company, replace(how, as_of=day))
        if before is None or _moved(before, score):
            causes = dict.fromkeys(said(record) for record in known[day])
            points.append(HistoryPoint(day, score.total, tuple(causes)))
            before = score
    if points and _moved(before or now, now):
        points.append(HistoryPoint(how.as_of, now.total, ("ageing of the evidence",)))
    return tuple(points[-limit:])


def _moved(one: CompanyScore, other: CompanyScore) -> bool:
    return (
        abs(one.total.low - other.total.low) >= _SAME
        or abs(one.total.high - other.total.high) >= _SAME
    )


def said(record: Any) -> str:
    """What a record speaks of, in a few words."""
    kind = words(record.kind)
    if record.kind == "partnership":
        return f"{words(record.type)} with {record.partner} ({status_words(record.status)})"
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
    return str(kind)
