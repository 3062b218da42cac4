"""By which rule a number was come by: of rival records, in a dispute, and where none states it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from rewatch.domain.rubric import Bounds, Choice, Indicator, Rubric
from rewatch.scorecards.figures import span
from rewatch.scoring.results import CompanyScore, IndicatorScore

DISPUTE_RULE = (
    "they say different things of the same with equal grade, basis and date, or one names the "
    "other as disputed: both are used, from the lowest to the highest"
)
REPLACED_RULE = "a record that names the one it replaces speaks in its place, whatever its grade"


@dataclass(frozen=True, slots=True)
class Rule:
    """The rule behind one indicator of one company.

    Attributes:
        indicator: id of the indicator.
        what: "disputed", "overridden" and "replaced" records, or a "derived" value.
        evidence: ids of the records that dispute each other, were overridden or replaced, or that
            the value is derived from; none where it follows from the country table alone.
        text: the rule, a clause without a full stop.
    """

    indicator: str
    what: Literal["disputed", "overridden", "replaced", "derived"]
    evidence: tuple[str, ...]
    text: str

    @property
    def said(self) -> str:
        """What it was a rule for, and the rule."""
        return f"{self.what}: {self.text}"


def rules_of(score: CompanyScore, rubric: Rubric) -> tuple[Rule, ...]:
    """The rules that chose behind a company's numbers, in the order of its indicators."""
    return tuple(rule for item in score.indicators() for rule in rules_behind(score, item, rubric))


def rules_behind(score: CompanyScore, item: IndicatorScore, rubric: Rubric) -> Iterator[Rule]:
    """The rules behind one indicator; none where one record alone speaks."""
    if item.disputed:
        yield Rule(item.id, "disputed", item.disputed, DISPUTE_RULE)
    by_kind: dict[str, list[str]] = {}
    replaced: list[str] = []
    for key in item.overridden:
        held = score.held(key)
        if held is not None and held.use == "superseded":
            replaced.append(key)
        elif held is not None:
            by_kind.setdefault(held.record.kind, []).append(key)
    for kind in sorted(by_kind):
        text = choice_rule(kind, rubric.choice)
        yield Rule(item.id, "overridden", tuple(by_kind[kind]), text)
    if replaced:
        yield Rule(item.id, "replaced", tuple(replaced), REPLACED_RULE)
    if item.state == "derived" and (indicator := rubric.indicator(item.id)) is not None:
        text = derived_rule(indicator, rubric.bounds)
        yield Rule(item.id, "derived", item.evidence, text)


def choice_rule(kind: str, choice: Choice) -> str:
    """By which rule of the method one of several records of a kind speaks.

    Args:
        kind: of the records.
        choice: the method file's settings.
    """
    if kind in choice.newest_kinds:
        return (
            f"of several, the newest of grade {choice.newest_needs} or better speaks; if none is "
            "that good, the best grade"
        )
    best = "of several, the best grade after ageing speaks, of equal grades the newest"
    if kind == "distribution":
        return (
            f"{best}; one that lists {choice.complete_pct:g} % of TREO or more goes before one "
            f"that lists less, unless it is {choice.complete_beats_grades} grades weaker"
        )
    return best


def derived_rule(indicator: Indicator, bounds: Bounds) -> str:
    """By which rule a value follows from records that do not state it.

    Args:
        indicator: whose measure derived it.
        bounds: the method file's settings for oxide shares.
    """
    if indicator.measure == "recovery":
        return (
            "a recovery that covers part of the way from feed to the product sold, or does not say "
            "which part, limits the whole from above only, of several the lowest; it counts for "
            "coverage by how much it narrows the unknown"
        )
    if indicator.measure == "alignment":
        return (
            "the worse of the lead project's country and that of the separation counts, so the "
            "one that is known is the most it can be; it counts nothing for coverage"
        )
    if indicator.measure == "magnet_value":
        terbium = span(indicator.range("tb_share_of_dytb_pct"))
        return (
            "worth what the bounds of the oxide shares leave possible at the deck's prices; where "
            f"only Dy and Tb together are known, {terbium} % of them is taken for Tb; it counts "
            "for coverage by how much it narrows the unknown"
        )
    return (
        f"oxides are 0 or more and add up to {bounds.total:g} ± {bounds.tolerance:g} %, so what is "
        "known of some bounds the others, and what no record bounds stays within its plausible "
        "range; a bound has the worst grade of what it rests on and counts for coverage by how "
        "much it narrows the unknown"
    )
