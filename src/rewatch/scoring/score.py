"""One company scored: indicators into criteria into a total, with coverage.

Additive model on fixed value functions: another company in the list changes nothing here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from rewatch.domain.company import Company
from rewatch.domain.countries import Country
from rewatch.domain.errors import UsageError
from rewatch.domain.prices import Deck
from rewatch.domain.rubric import Criterion, Rubric
from rewatch.domain.values import Interval
from rewatch.scoring.case import Case, Method
from rewatch.scoring.indicators import indicator_score, switched_off
from rewatch.scoring.measures.elements import basket_of, mix_of, strip_of
from rewatch.scoring.measures.mix import Mix
from rewatch.scoring.results import CompanyScore, CriterionScore
from rewatch.scoring.value import weighted_sum


def method(
    rubric: Rubric,
    weights: Mapping[str, float],
    profile: str,
    deck: Deck | None,
    countries: Mapping[str, Country],
    as_of: date,
    recorded_by: date | None = None,
) -> Method:
    """Everything besides the evidence, with weights scaled to 1.

    Raises:
        UsageError: the weights are negative, not finite or all zero.
    """
    return Method(rubric, profile, shares(rubric, weights), deck, countries, as_of, recorded_by)


def shares(rubric: Rubric, weights: Mapping[str, float]) -> dict[str, float]:
    """Weights of the criteria as shares of 1, in the rubric's order; criteria not named are 0."""
    values = {criterion.id: float(weights.get(criterion.id, 0.0)) for criterion in rubric.criteria}
    total = sum(values.values())
    if any(not 0 <= value < float("inf") for value in values.values()) or not total > 0:
        raise UsageError("weights are numbers of at least 0, and not all of them 0")
    return {key: value / total for key, value in values.items()}


def completed(base: Mapping[str, float], given: Mapping[str, float]) -> dict[str, float]:
    """Weights where some are given: the others keep their proportions and fill up to 1.

    Args:
        base: shares of all criteria, adding up to 1.
        given: what the user named; numbers up to 1 are shares, greater ones percent.

    Raises:
        UsageError: an unknown criterion, a negative or infinite number, or all zero.
    """
    for name, value in given.items():
        if name not in base:
            raise UsageError(f"{name!r} is no criterion; there are {', '.join(base)}")
        if not 0 <= value < float("inf"):
            raise UsageError(f"the weight of {name} is {value}; it is a number of at least 0")
    if set(given) == set(base):
        named = dict(given)
    else:
        scale = 100.0 if any(value > 1 for value in given.values()) else 1.0
        named = {name: value / scale for name, value in given.items()}
        rest = max(0.0, 1.0 - sum(named.values()))
        others = {name: value for name, value in base.items() if name not in named}
        whole = sum(others.values())
        named |= {name: rest * value / whole if whole else 0.0 for name, value in others.items()}
    total = sum(named.values())
    if not total > 0:
        raise UsageError("the weights are all 0; at least one must be more")
    return {name: named[name] / total for name in base}


def score_company(company: Company, how: Method) -> CompanyScore:
    """Scores one company.

    Args:
        company: identity, projects, sources and evidence.
        how: rubric, weights, deck, countries and dates.

    Returns:
        Criteria, total and coverage; values 0 to 100, unrounded.
    """
    case = Case(company, how)
    criteria = _criteria(case)
    total = weighted_sum([(c.weight, c.value) for c in criteria if c.value is not None])
    coverage = sum(c.weight * c.coverage for c in criteria)
    mix = mix_of(case)
    return CompanyScore(
        company=company,
        group=case.group,
        stage=case.stage,
        total=total,
        coverage=coverage,
        criteria=criteria,
        basis=mix.basis,
        shares={name: share.interval for name, share in mix.groups.items() if share.inputs},
        atoms=strip_of(case),
        basket=basket_of(case),
        records=case.held,
        not_ranked=_not_ranked(case.rubric, coverage, criteria),
        notes=_notes(mix),
    )


def _notes(mix: Mix) -> tuple[str, ...]:
    """Which oxide figures did not fit together, and what was done about it."""
    return (
        *(
            f"record {item.id} contradicts the others on the same basis and was set aside"
            for item in mix.dropped
        ),
        *(
            f"record {item.id} differs a little from the others on the same basis and was taken "
            "as approximate"
            for item in mix.loosened
        ),
    )


def _criteria(case: Case) -> tuple[CriterionScore, ...]:
    """All criteria; what does not apply gives its weight to the rest of its own level."""
    live = {criterion.id: _shares(case, criterion) for criterion in case.rubric.criteria}
    weights = {
        key: case.method.weights[key]
        for key, indicators in live.items()
        if sum(indicators.values())
    }
    total = sum(weights.values())
    scored = []
    for criterion in case.rubric.criteria:
        indicators = tuple(
            indicator_score(case, criterion, item, live[criterion.id][item.id])
            for item in criterion.indicators
        )
        parts = [(item.weight, item.value) for item in indicators if item.value is not None]
        applies = criterion.id in weights
        scored.append(
            CriterionScore(
                criterion.id,
                criterion.name,
                weights[criterion.id] / total if applies and total > 0 else 0.0,
                weighted_sum(parts) if applies else None,
                sum(item.weight * item.credit for item in indicators),
                indicators,
            )
        )
    return tuple(scored)


def _shares(case: Case, criterion: Criterion) -> dict[str, float]:
    """Effective share of each indicator in its criterion, after what does not apply is out."""
    raw = {
        item.id: 0.0 if switched_off(case, criterion, item) else item.weight
        for item in criterion.indicators
    }
    total = sum(raw.values())
    return {key: value / total if total else 0.0 for key, value in raw.items()}


def _not_ranked(
    rubric: Rubric, coverage: float, criteria: tuple[CriterionScore, ...]
) -> str | None:
    minimum = rubric.coverage.minimum
    if coverage >= minimum:
        return None
    if not any(criterion.weight for criterion in criteria):
        return "no criterion that has a weight applies to this company"
    missing = [
        rubric.indicator(item.id)
        for criterion in criteria
        for item in criterion.indicators
        if item.state == "unknown" and item.weight
    ]
    names = ", ".join(item.name for item in missing if item)
    lacking = f"missing: {names}" if names else "what is known is of too low a grade"
    return (
        f"too little evidence: {100 * coverage:.0f} % of the weight is covered and "
        f"{100 * minimum:.0f} % is needed; {lacking}"
    )


def reweighed(score: CompanyScore, how: Method) -> CompanyScore:
    """The same company under other criterion weights; no evidence is read again.

    Args:
        score: a score made with the same rubric, deck, countries and dates.
        how: the method with the new weights.
    """
    live = [item for item in score.criteria if item.value is not None]
    total = sum(how.weights[item.id] for item in live)
    criteria = tuple(
        replace(
            item,
            weight=how.weights[item.id] / total if item.value is not None and total > 0 else 0.0,
        )
        for item in score.criteria
    )
    coverage = sum(item.weight * item.coverage for item in criteria)
    return replace(
        score,
        criteria=criteria,
        total=weighted_sum([(c.weight, c.value) for c in criteria if c.value is not None]),
        coverage=coverage,
        not_ranked=_not_ranked(how.rubric, coverage, criteria),
    )


def unknown_total(score: CompanyScore) -> Interval:
    """What the total would be if nothing at all were known, for comparison."""
    return weighted_sum(
        [(score.global_weight(item), item.unknown) for item in score.indicators() if item.value]
    )
