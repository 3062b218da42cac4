"""Why a score moved between two dates: parts by indicator and cause that add up exactly.

One cause after the other is carried from the earlier state to the later, in a fixed order; what a
step moves is its part. The steps telescope, so the parts add up to the whole change.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Literal, get_args

from rewatch.domain.company import Company
from rewatch.scoring.case import Method
from rewatch.scoring.results import CompanyScore
from rewatch.scoring.score import score_company

Cause = Literal["evidence", "status", "ageing", "country table", "weights", "price deck", "rubric"]
CAUSES: tuple[Cause, ...] = get_args(Cause)

# A part smaller than this many points is the rounding of adding floats.
_NOTHING = 1e-9


@dataclass(frozen=True, slots=True)
class ChangePart:
    """What one cause moved in one indicator, in points of the total.

    Attributes:
        evidence: of the records that came with the step or were withdrawn with it, those without
            which the indicator would be worth something else; otherwise those it rests on after
            the step and did not before.
    """

    indicator: str
    cause: Cause
    low: float
    mid: float
    high: float
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """The change of one company's total, the largest part first."""

    company: str
    before: CompanyScore
    after: CompanyScore
    low: float
    mid: float
    high: float
    parts: tuple[ChangePart, ...]


def change(
    company: Company,
    before: Method,
    after: Method,
    earlier: Company | None = None,
    *,
    most_tried: int | None = None,
) -> Change:
    """Splits the change between two states by cause.

    Args:
        company: the company as it is now.
        before: the method and date of the earlier state.
        after: the method and date of the later state.
        earlier: the company as it was, where its file is kept; else the same file is read as of
            the earlier date.
        most_tried: where more records than this are new or withdrawn, none is left out to see
            what it moved: all but everything is new then, and the company would be scored once
            for each.
    """
    steps = _steps(before, after)
    start = score_company(earlier or company, before)
    parts: list[ChangePart] = []
    last = start
    for cause, how in steps:
        current = score_company(company, how)
        moved = _parts(cause, last, current)
        new, gone = _news(last, current) if cause == "evidence" and moved else ([], [])
        tried = most_tried is None or len(new) + len(gone) <= most_tried
        parts += _laid_to_records(moved, new, gone, current, how) if tried else moved
        last = current
    parts.sort(key=lambda part: (-abs(part.mid), -abs(part.high - part.low), part.indicator))
    return Change(
        company.id,
        start,
        last,
        last.total.low - start.total.low,
        last.total.mid - start.total.mid,
        last.total.high - start.total.high,
        tuple(parts),
    )


def _steps(before: Method, after: Method) -> list[tuple[Cause, Method]]:
    """The states between, each with one more cause carried over; the last equals `after`."""
    known = replace(
        before,
        as_of=after.as_of,
        recorded_by=after.recorded_by,
        aged_on=before.aged_on or before.as_of,
        status_on=before.status_on or before.as_of,
        memo={},
    )
    status = replace(known, status_on=after.status_on, memo={})
    aged = replace(status, aged_on=after.aged_on, memo={})
    countries = replace(aged, countries=after.countries, memo={})
    weighed = _weighed(before, after)
    weights = replace(countries, weights=weighed, profile=after.profile, memo={})
    deck = replace(weights, deck=after.deck, memo={})
    states = (known, status, aged, countries, weights, deck, after)
    return list(zip(CAUSES, states, strict=True))


def _weighed(before: Method, after: Method) -> Mapping[str, float]:
    """The later weights over the earlier criteria; the earlier ones where none of them is left."""
    later = {key: after.weights.get(key, 0.0) for key in before.weights}
    total = sum(later.values())
    return {key: share / total for key, share in later.items()} if total > 0 else before.weights


def _parts(cause: Cause, before: CompanyScore, after: CompanyScore) -> list[ChangePart]:
    old = {item.id: item for item in before.indicators()}
    new = {item.id: item for item in after.indicators()}
    found = []
    for key in dict.fromkeys((*old, *new)):
        ends = {"low": 0.0, "mid": 0.0, "high": 0.0}
        for score, items, sign in ((after, new, 1.0), (before, old, -1.0)):
            item = items.get(key)
            if item is not None and item.value is not None:
                weight = score.global_weight(item)
                for end in ends:
                    ends[end] += sign * weight * float(getattr(item.value, end))
        if any(abs(end) > _NOTHING for end in ends.values()):
            was = set(old[key].evidence) if key in old else set()
            fed = tuple(name for name in new[key].evidence if name not in was) if key in new else ()
            found.append(ChangePart(key, cause, ends["low"], ends["mid"], ends["high"], fed))
    return found


def unheard(
    company: Company, records: Collection[str] = (), withdrawals: Collection[str] = ()
) -> Company:
    """The company as if some news had not come.

    Args:
        company: the company, whole.
        records: ids of the records that nobody has heard of.
        withdrawals: ids of the records that nobody has withdrawn.
    """
    return company.model_copy(
        update={
            "evidence": tuple(item for item in company.evidence if item.id not in records),
            "retractions": tuple(
                item for item in company.retractions if item.evidence not in withdrawals
            ),
        }
    )


def _news(before: CompanyScore, after: CompanyScore) -> tuple[list[str], list[str]]:
    """Records in use that came with a step, and those that were in use and withdrawn with it."""
    known = {item.id: item.use for item in before.records}
    used = ("chosen", "disputes")
    return (
        [item.id for item in after.records if item.id not in known and item.use in used],
        [
            item.id
            for item in after.records
            if item.use == "retracted" and known.get(item.id) in used
        ],
    )


def _laid_to_records(
    parts: list[ChangePart], new: list[str], gone: list[str], after: CompanyScore, how: Method
) -> list[ChangePart]:
    """The parts with those of some new or withdrawn records that made them.

    The news of each is left out once: a record can move an indicator without being the one it
    rests on, as when a new capital cost can no longer be compared with the support it is measured
    against.
    """
    made: dict[str, list[str]] = {}
    without_each = [(key, unheard(after.company, records=(key,))) for key in new]
    without_each += [(key, unheard(after.company, withdrawals=(key,))) for key in gone]
    for key, company in without_each:
        without = score_company(company, how)
        values = {item.id: item.value for item in without.indicators()}
        for item in after.indicators():
            if values.get(item.id) != item.value:
                made.setdefault(item.id, []).append(key)
    return [
        replace(part, evidence=tuple(made.get(part.indicator, part.evidence))) for part in parts
    ]
