"""Why a record changes no number, in words: not used, rested on by none, or the same again."""

from __future__ import annotations

from collections.abc import Iterable

from rewatch.domain.evidence import Evidence
from rewatch.domain.rubric import Rubric
from rewatch.scoring.results import CompanyScore, Held, IndicatorScore

_SAME = 1e-9  # points; less is the rounding of adding floats


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
        return f"{was}: {_winner(held, score)}"
    if held.use == "retracted":
        return "it was withdrawn before"
    feeds = [item for item in score.indicators() if record in item.evidence]
    if not feeds:
        return for_what(held.record, score)
    return "; ".join(_same(item, before, after, rubric) for item in feeds)


def for_what(record: Evidence, score: CompanyScore) -> str:
    """What a record is good for that no indicator of its company's score rests on."""
    # Stages bound what is unknown of ore companies alone, and that of the lead project does.
    lead = score.company.lead
    if (
        record.kind == "stage"
        and score.group == "ore"
        and record.project in (None, lead.id if lead else None)
    ):
        return "no score rests on it, but how high what is unknown may reach goes by the stage"
    return "no score rests on it, but filters and flags may ask for it"


def _winner(held: Held, score: CompanyScore) -> str:
    """Which record of the same stands in its place, and by what."""
    best = score.held(held.by or "")
    if held.use == "superseded" or best is None:
        return "a newer record replaces it"
    if best.grade < held.grade:
        return f"a record of grade {best.grade} speaks of the same, this is grade {held.grade}"
    if best.grade == held.grade:
        return f"another record of grade {best.grade} on the same is newer or says more"
    return "a newer record on the same is used"


def _same(item: IndicatorScore, before: CompanyScore, after: CompanyScore, rubric: Rubric) -> str:
    """Why the indicator that it feeds moves nothing."""
    name, was, now = rubric.name_of(item.id), before.indicator(item.id), after.indicator(item.id)
    if after.global_weight(item) < _SAME:
        return f"{name} weighs nothing here"
    if was is None or now is None or was.value is None or now.value is None:
        return f"{name} does not apply here"
    moved = max(abs(was.value.low - now.value.low), abs(was.value.high - now.value.high))
    return f"{name} has that value already" if moved < _SAME else f"{name} moves too little to show"
