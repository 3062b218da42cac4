"""Which records count on a date, with what grade, and which one speaks on each subject.

Steps 1 to 4 of SCORING: known by, subjects, choice and disputes, grades and ageing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from rewatch.domain.company import Company
from rewatch.domain.rubric import Rubric
from rewatch.domain.subjects import agree, subject
from rewatch.domain.values import GRADES, Grade, PartialDate, months_between
from rewatch.scoring.results import Held


def known_on(record: Any, source_date: PartialDate | None) -> date:
    """The first day a record counts: the later of its own and its source's first day.

    Where neither is dated, the day it was recorded.
    """
    days = [item.first for item in (record.as_of, source_date) if item is not None]
    return max(days) if days else record.recorded_on


def lower(grade: Grade, steps: int) -> Grade:
    """A grade fallen by some steps; E falls no further."""
    return GRADES[min(GRADES.index(grade) + steps, len(GRADES) - 1)]


def months_to_age(record: Any, rubric: Rubric) -> int | None:
    """Months after which a record falls a grade, None for what does not age."""
    for exception in rubric.ages.exceptions:
        if exception.kind == record.kind and all(
            _has(record, name, allowed) for name, allowed in exception.where.items()
        ):
            return None if exception.months == "never" else exception.months
    months = rubric.ages.kinds.get(record.kind, rubric.ages.default)
    return None if months == "never" else months


def _has(record: Any, name: str, allowed: tuple[str, ...]) -> bool:
    value = getattr(record, name, None)
    if isinstance(value, tuple):
        return all(item in allowed for item in value)
    return value in allowed


def aged_grade(
    record: Any, base: Grade, source_date: PartialDate | None, as_of: date, rubric: Rubric
) -> tuple[Grade, date | None]:
    """The grade on the as-of date, and the day the record ages from.

    A partial date ages from its last day, never later than the as-of date; a record without any
    date is E.
    """
    dated = record.as_of or source_date
    if dated is None:
        return "E", None
    start = min(dated.last, as_of)
    months = months_to_age(record, rubric)
    if months is None:
        return base, start
    return lower(base, max(0, months_between(start, as_of)) // months), start


# What a company is rather than what is known of it: its stage, and what applies to it.
STATUS_KINDS = frozenset({"stage", "not-applicable"})


def held_records(
    company: Company,
    rubric: Rubric,
    as_of: date,
    recorded_by: date | None = None,
    *,
    aged_on: date | None = None,
    status_on: date | None = None,
) -> tuple[Held, ...]:
    """Every record known on the date, with its grade; retracted and superseded ones are marked.

    Args:
        company: the company with its sources.
        rubric: source grades and ages.
        as_of: the day the world is looked at from.
        recorded_by: counts only what stood in the files on this day.
        aged_on: the day grades are taken on, `as_of` if not given.
        status_on: the day the stage and what applies are taken from, `as_of` if not given.
    """
    sources = {source.id: source for source in company.sources}
    withdrawn_by = min(as_of, recorded_by or as_of)
    retracted = {item.evidence for item in company.retractions if item.on <= withdrawn_by}
    held: list[Held] = []
    for record in company.evidence:
        source = sources.get(record.source)
        source_date = source.date if source else None
        first = known_on(record, source_date)
        day = (status_on or as_of) if record.kind in STATUS_KINDS else as_of
        if first > day or (recorded_by is not None and record.recorded_on > recorded_by):
            continue
        base = record.grade or (rubric.source_grades.get(source.type, "E") if source else "E")
        grade, dated = aged_grade(record, base, source_date, aged_on or as_of, rubric)
        said = record.as_of or source_date
        held.append(Held(record, grade, base, first, dated, speaks_of=said))
    superseded = {
        old: item.id
        for item in held
        if item.id not in retracted
        for old in item.record.supersedes
        if old != item.id
    }
    return tuple(
        replace(item, use="retracted")
        if item.id in retracted
        else replace(item, use="superseded", by=superseded[item.id])
        if item.id in superseded
        else item
        for item in held
    )


def when(item: Held) -> date:
    """The date by which the newest is found: the fact's, else its source's, first day."""
    return item.record.as_of.first if item.record.as_of else item.known_on


def choose(rivals: list[Held], rubric: Rubric) -> list[Held]:
    """Of records on one subject, the one that speaks and those that dispute it.

    Returns:
        All rivals, the chosen first, then those whose values are used with it, then the
        overridden ones; each marked with its use.
    """
    kind = rivals[0].record.kind
    if kind in rubric.choice.newest_kinds:
        fit = [item for item in rivals if item.grade <= rubric.choice.newest_needs]
        best = (
            max(fit, key=lambda item: (when(item), _inverse(item.grade), item.id))
            if fit
            else min(rivals, key=strength)
        )
    elif kind == "distribution":
        best = _best_distribution(rivals, rubric)
    else:
        best = min(rivals, key=strength)
    chosen, disputing, overridden = [best], [], []
    for item in rivals:
        if item is best:
            continue
        if _dispute(best, item):
            disputing.append(replace(item, use="disputes", by=best.id))
        else:
            overridden.append(replace(item, use="overridden", by=best.id))
    return [*chosen, *disputing, *overridden]


def _inverse(grade: Grade) -> int:
    return -GRADES.index(grade)


def strength(item: Held, grade: Grade | None = None) -> tuple[Grade, int, str]:
    """Orders records: the best grade first, then the newest, then by id.

    Args:
        item: the record.
        grade: the grade to go by, where others that dispute it weaken its own.
    """
    return grade or item.grade, -when(item).toordinal(), item.id


def _best_distribution(rivals: list[Held], rubric: Rubric) -> Held:
    """Best grade, then newest; a complete one goes first unless it is much weaker."""
    complete = [item for item in rivals if listed_pct(item.record) >= rubric.choice.complete_pct]
    best = min(rivals, key=strength)
    if not complete:
        return best
    whole = min(complete, key=strength)
    gap = GRADES.index(whole.grade) - GRADES.index(best.grade)
    return best if gap >= rubric.choice.complete_beats_grades else whole


def listed_pct(record: Any) -> float:
    """How much of TREO a distribution lists, %, by the midpoints of its shares."""
    return float(sum(share.mid for share in record.oxides.values()))


def _dispute(one: Held, other: Held) -> bool:
    if other.id in one.record.disputes or one.id in other.record.disputes:
        return True
    if one.grade != other.grade or one.record.as_of is None or other.record.as_of is None:
        return False
    if getattr(one.record, "basis", None) != getattr(other.record, "basis", None):
        return False
    if not one.record.as_of.agrees_with(other.record.as_of):
        return False
    return not agree(one.record, other.record)


def by_subject(held: Iterable[Held], rubric: Rubric, lead: str | None = None) -> tuple[Held, ...]:
    """Marks every live record as chosen, disputing or overridden within its subject.

    Args:
        held: records known on a date.
        rubric: how one of several is chosen.
        lead: id of the lead project, which records of a project that name none speak of.
    """
    rivals: dict[tuple[object, ...], list[Held]] = {}
    done: list[Held] = []
    for item in held:
        if item.use != "chosen":
            done.append(item)
        else:
            rivals.setdefault(subject(item.record, lead), []).append(item)
    for group in rivals.values():
        done.extend(choose(group, rubric) if len(group) > 1 else group)
    return tuple(done)
