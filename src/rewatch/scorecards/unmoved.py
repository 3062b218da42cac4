"""Why a record changes no number, in words: not used, rested on by none, or the same again."""

from __future__ import annotations

from collections.abc import Iterable

from rewatch.domain.evidence import Evidence
from rewatch.domain.rubric import Rubric
from rewatch.scoring.choice import listed_pct, when
from rewatch.scoring.results import CompanyScore, Held, IndicatorScore

_SAME = 1e-9  # points; less is the rounding of adding floats
# Kinds that scores, filters and flags ask of the lead project alone.
_OXIDES_AND_ORE = ("distribution", "share", "resource", "radioactivity")
_PLANT = ("testwork", "recovery", "capacity", "cost", "approval", "stage")
_OF_LEAD = frozenset((*_OXIDES_AND_ORE, *_PLANT))
OXIDES = ("distribution", "share")


def unmoved(
    before: CompanyScore, after: CompanyScore, records: Iterable[str], rubric: Rubric
) -> str:
    """What keeps the numbers where they are, of one company.

    Args:
        before: its score without the change.
        after: its score with it.
        records: ids of the records that are added, corrected or withdrawn.
        rubric: names of the indicators.

    Returns:
        each reason once, parted by semicolons; "" where there is none to tell.
    """
    reasons = (_reason(before, after, record, rubric) for record in records)
    return "; ".join(dict.fromkeys(filter(None, reasons)))


def _reason(before: CompanyScore, after: CompanyScore, record: str, rubric: Rubric) -> str:
    then, now = before.held(record), after.held(record)
    if now is None:
        found = after.company.record(record)
        return "it is dated after the day that is scored" if found is not None else ""
    withdrawn = now.use == "retracted"
    held, score = (then, before) if withdrawn and then is not None else (now, after)
    if held.use in ("overridden", "superseded"):
        was = "it was not used" if withdrawn else "it is not used"
        return f"{was}: {winner(held, score)}"
    if held.use == "retracted":
        return "it was withdrawn before"
    if held.record.kind == "not-applicable":
        name = rubric.name_of(held.record.indicator)
        counts = "counts again" if withdrawn else "no longer counts, its weight goes to the others"
        return f"{name} {counts}; what is left of that is too little to show"
    feeds = [item for item in score.indicators() if record in item.evidence]
    if not feeds:
        return for_what(held.record, score)
    return "; ".join(_same(item, before, after, rubric) for item in feeds)


def of_another(record: Evidence, score: CompanyScore) -> bool:
    """Whether nothing asks for a record because it speaks of a project that is not the lead."""
    lead = score.company.lead
    if lead is None or record.project in (None, lead.id) or record.kind not in _OF_LEAD:
        return False
    return not any(record.id in item.evidence for item in score.indicators())


def elsewhere(score: CompanyScore, kinds: Iterable[str]) -> str:
    """Which other projects have the records that the lead project lacks; "" where none has.

    Args:
        score: of a company whose lead project has no record of these kinds.
        kinds: of records.
    """
    asked = set(kinds)
    found = {
        name
        for held in score.records
        if held.record.kind in asked and held.use in ("chosen", "disputes")
        if of_another(held.record, score) and (name := _project(score, held.record.project))
    }
    if not found:
        return ""
    return f"What is on record is of {', '.join(sorted(found))}, not of the lead project"


def _project(score: CompanyScore, key: str | None) -> str:
    found = score.company.project(key)
    return found.name if found else key or ""


def for_what(record: Evidence, score: CompanyScore) -> str:
    """What a record is good for that no indicator of its company's score rests on."""
    lead = score.company.lead
    if lead is not None and of_another(record, score):
        other = _project(score, record.project)
        return f"it is of {other}; scores, filters and flags go by the lead project, {lead.name}"
    # Stages bound what is unknown of ore companies alone, and that of the lead project does.
    if record.kind == "stage" and score.group == "ore":
        return "no score rests on it, but how high what is unknown may reach goes by the stage"
    return "no score rests on it, but filters and flags may ask for it"


def winner(held: Held, score: CompanyScore) -> str:
    """Which record of the same stands in place of one that is not used, and by what."""
    best = score.held(held.by or "")
    if held.use == "superseded" or best is None:
        return "a newer record replaces it"
    if best.grade < held.grade:
        return f"a record of grade {best.grade} speaks of the same, this is grade {held.grade}"
    how = "is used in its place"
    if when(best) > when(held):
        how = "is newer"
    elif held.record.kind == "distribution" and listed_pct(best.record) > listed_pct(held.record):
        how = "lists more of TREO"
    if best.grade == held.grade:
        return f"another record of grade {best.grade} on the same {how}"
    return f"a record of grade {best.grade} on the same {how}, this is grade {held.grade}"


def _same(item: IndicatorScore, before: CompanyScore, after: CompanyScore, rubric: Rubric) -> str:
    """Why the indicator that it feeds moves nothing."""
    name, was, now = rubric.name_of(item.id), before.indicator(item.id), after.indicator(item.id)
    if after.global_weight(item) < _SAME:
        return f"{name} weighs nothing here"
    if was is None or now is None or was.value is None or now.value is None:
        return f"{name} does not apply here"
    moved = max(abs(was.value.low - now.value.low), abs(was.value.high - now.value.high))
    return f"{name} has that value already" if moved < _SAME else f"{name} moves too little to show"
