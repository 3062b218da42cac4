"""From evidence to indicator values: runs each indicator's measure and fills in what is unknown.

Knows nothing of weights of criteria, ranks or screens.
"""

from __future__ import annotations

from rewatch.domain.errors import UsageError
from rewatch.domain.rubric import Criterion, Indicator
from rewatch.scoring.case import Case, Found
from rewatch.scoring.measures import MEASURES, Measure
from rewatch.scoring.results import Held, IndicatorScore


def switched_off(case: Case, criterion: Criterion, indicator: Indicator) -> str | None:
    """Why an indicator does not apply to a company, or None where it does."""
    if case.group == "processor":
        off = case.rubric.groups.processor_off
        if criterion.id in off or indicator.id in off:
            return "Does not apply to a company without a deposit."
    for group in case.speaking("not-applicable"):
        if group[0].record.indicator == indicator.id:
            return str(group[0].record.reason)
    return None


def indicator_score(
    case: Case, criterion: Criterion, indicator: Indicator, share: float
) -> IndicatorScore:
    """One indicator of one company.

    Args:
        case: the company with its chosen records.
        criterion: the criterion the indicator belongs to.
        indicator: what to measure.
        share: the indicator's effective share of its criterion, 0 to 1.
    """
    reason = switched_off(case, criterion, indicator)
    unknown = case.unknown(indicator)
    if reason is not None:
        return IndicatorScore(
            indicator.id, criterion.id, 0.0, None, "not-applicable", None, indicator.unit, None,
            (), (), (), unknown, 0.0, "does not apply", reason, "",
        )  # fmt: skip
    found = _measure(indicator)(case, indicator)
    if found is None:
        return IndicatorScore(
            indicator.id, criterion.id, share, unknown, "unknown", None, indicator.unit, None,
            (), (), (), unknown, 0.0, "unknown", _unknown_reason(case, indicator),
            f"unknown:{case.company.id}",
        )  # fmt: skip
    return IndicatorScore(
        id=indicator.id,
        criterion=criterion.id,
        weight=share,
        value=found.value,
        state=found.state,
        native=found.native,
        unit=indicator.unit,
        grade=found.grade,
        evidence=tuple(dict.fromkeys(item.id for item in found.used)),
        overridden=_overridden(case, found),
        disputed=_disputed(found),
        unknown=found.unknown or unknown,
        credit=_credit(case, found),
        label=found.label,
        reason=found.reason,
        draw=found.draw,
    )


def _measure(indicator: Indicator) -> Measure:
    measure = MEASURES.get(indicator.measure)
    if measure is None:
        raise UsageError(
            f"rubric: indicator {indicator.id} is read by {indicator.measure!r}, which is no "
            f"measure; there are {', '.join(MEASURES)}"
        )
    return measure


def _unknown_reason(case: Case, indicator: Indicator) -> str:
    if indicator.id in case.ceilings:
        most = case.caps[indicator.id]
        return f"No evidence is left in this scenario; it is worth at most {most:.1f}, as before."
    cap = case.caps.get(indicator.id)
    bound = f"; at stage {case.stage} it could be up to {cap:g}" if cap is not None else ""
    return f"No evidence{bound}. Usually published in: {indicator.published_in}."


def _credit(case: Case, found: Found) -> float:
    if found.credit is not None:
        return found.credit
    return case.rubric.coverage.grades[found.grade] if found.grade else 0.0


def _overridden(case: Case, found: Found) -> tuple[str, ...]:
    heads = {item.id for item in found.used}
    return tuple(
        item.id
        for item in case.held
        if item.use in ("overridden", "superseded") and item.by in heads
    )


def _disputed(found: Found) -> tuple[str, ...]:
    disputing: list[Held] = [item for item in found.used if item.use == "disputes"]
    heads = {item.by for item in disputing}
    return tuple(item.id for item in found.used if item in disputing or item.id in heads)
