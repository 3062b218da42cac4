"""One company as the measures see it: its chosen records, lead project, stage and the method."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from rewatch.domain.company import Company, Project
from rewatch.domain.countries import Country
from rewatch.domain.prices import Deck
from rewatch.domain.rubric import Indicator, Rubric
from rewatch.domain.values import GRADES, Grade, Interval, worst_grade
from rewatch.scoring.choice import by_subject, held_records
from rewatch.scoring.results import GroupName, Held, StateName, Supposed
from rewatch.scoring.value import FULL, value_of, widened

_Made = TypeVar("_Made")


@dataclass(frozen=True)
class Method:
    """Everything besides the evidence that a score depends on.

    Attributes:
        weights: share of each criterion, adding up to 1.
        aged_on: the day grades are taken on, `as_of` if not given.
        status_on: the day the stage and what applies are taken from, `as_of` if not given.
        deck: the active price deck, None when there is none.
        supposed: the scenario that deck and countries are as supposed in.
    """

    rubric: Rubric
    profile: str
    weights: Mapping[str, float]
    deck: Deck | None
    countries: Mapping[str, Country]
    as_of: date
    recorded_by: date | None = None
    aged_on: date | None = None
    status_on: date | None = None
    supposed: Supposed | None = None
    # What is the same for every company under this method (the oxide shares nobody knows).
    memo: dict[str, tuple[object, Any]] = field(default_factory=dict, compare=False, repr=False)

    def once(self, name: str, source: object, make: Callable[[], _Made]) -> _Made:
        """What is worked out once for all companies.

        Args:
            name: what it is called.
            source: what it is made of; another one has it made again.
            make: makes it.
        """
        kept = self.memo.get(name)
        if kept is None or kept[0] is not source:
            kept = self.memo[name] = (source, make())
        made: _Made = kept[1]
        return made


@dataclass(frozen=True, slots=True)
class Found:
    """What a measure found for one indicator.

    Attributes:
        value: value interval after widening by grade.
        used: the records behind it.
        grade: the worst of their aged grades; None for country facts.
        label: a few words for tables.
        reason: one sentence.
        draw: key of the draw it shares.
        native: what was measured in the indicator's unit.
        credit: share of its weight that counts as evidence; None leaves it to the grade.
        unknown: the value it would have without evidence, where that is not the usual one.
        contested: records set aside or loosened because they did not fit the others.
    """

    value: Interval
    used: tuple[Held, ...]
    grade: Grade | None
    label: str
    reason: str
    draw: str
    native: Interval | None = None
    state: StateName = "evidence"
    credit: float | None = None
    unknown: Interval | None = None
    contested: tuple[str, ...] = ()


@dataclass
class Case:
    """One company under one method."""

    company: Company
    method: Method
    held: tuple[Held, ...] = field(init=False)
    # What a measure worked out that others need too (the solved oxide shares).
    memo: dict[str, object] = field(default_factory=dict)
    unknowns: dict[str, Interval] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.held = by_subject(
            held_records(
                self.company,
                self.method.rubric,
                self.method.as_of,
                self.method.recorded_by,
                aged_on=self.method.aged_on,
                status_on=self.method.status_on,
            ),
            self.method.rubric,
            self.lead.id if self.lead else None,
        )

    @property
    def rubric(self) -> Rubric:
        """The method file."""
        return self.method.rubric

    @cached_property
    def lead(self) -> Project | None:
        """The lead project."""
        return self.company.lead

    @cached_property
    def group(self) -> GroupName:
        """Which group: ore where the lead project has a deposit, else processor."""
        if self.company.group is not None:
            return self.company.group
        groups = self.rubric.groups
        if self.lead is None or self.lead.feedstock == "unknown":
            ore = self.company.role in groups.ore_roles
        else:
            ore = self.lead.feedstock in groups.ore_feedstocks
        return "ore" if ore else "processor"

    @cached_property
    def country(self) -> str | None:
        """Country of the lead project, else where the company is at home."""
        return self.lead.country if self.lead else self.company.domicile

    @cached_property
    def by_kind(self) -> dict[str, list[list[Held]]]:
        """The records that speak, by kind: for each subject the chosen one, then its disputes."""
        subjects: dict[str | None, list[Held]] = {}
        found: dict[str, list[list[Held]]] = {}
        for item in self.held:
            if item.use == "chosen":
                group = subjects[item.id] = [item]
                found.setdefault(str(item.record.kind), []).append(group)
        for item in self.held:
            if item.use == "disputes" and item.by in subjects:
                subjects[item.by].append(item)
        return found

    def speaking(self, kind: str, lead_only: bool = False) -> list[list[Held]]:
        """The chosen records of one kind with their disputes, one list per subject.

        Args:
            kind: evidence kind.
            lead_only: leaves out records of other projects than the lead.
        """
        groups = self.by_kind.get(kind, [])
        return [group for group in groups if self.of_lead(group[0])] if lead_only else groups

    def of_lead(self, item: Held) -> bool:
        """Whether a record speaks of the lead project, or of the company as a whole."""
        project = item.record.project
        return project is None or (self.lead is not None and project == self.lead.id)

    @cached_property
    def stage(self) -> str | None:
        """Stage of the lead project."""
        found = self.speaking("stage", lead_only=True)
        return str(found[0][0].record.stage) if found else None

    @cached_property
    def reached(self) -> str | None:
        """The stage the lead project reached: of a suspended one the stage before."""
        found = self.speaking("stage", lead_only=True)
        record = found[0][0].record if found else None
        return str(record.was or record.stage) if record else None

    @cached_property
    def caps(self) -> Mapping[str, float]:
        """What bounds the unknown: the stage caps, and what a scenario took the evidence from."""
        stage = self.rubric.stage_caps.get(self.reached or "", {}) if self.group == "ore" else {}
        left = self.ceilings
        if not left:
            return stage
        return {**stage, **{key: min(most, stage.get(key, most)) for key, most in left.items()}}

    @property
    def ceilings(self) -> Mapping[str, float]:
        """What an indicator is worth at most that a scenario leaves without evidence."""
        supposed = self.method.supposed
        return supposed.ceilings.get(self.company.id, {}) if supposed else {}

    def unknown(self, indicator: Indicator) -> Interval:
        """The value an indicator takes without evidence: its plausible range under the cap."""
        kept = self.unknowns.get(indicator.id)
        if kept is None:
            value = FULL
            if indicator.points is not None and indicator.plausible is not None:
                value = value_of(indicator.plausible, indicator.points)
            cap = self.caps.get(indicator.id, value.high)
            kept = Interval(min(value.low, cap), min(value.high, cap))
            self.unknowns[indicator.id] = kept
        return kept

    def widen(
        self,
        value: Interval,
        indicator: Indicator,
        grade: Grade,
        unknown: Interval | None = None,
    ) -> Interval:
        """A value widened by its grade, within what it could be if it were unknown.

        Args:
            value: what the evidence gives.
            indicator: whose value it is.
            grade: the worst aged grade behind it.
            unknown: what it could be, where that is not the usual range of the indicator.
        """
        return widened(value, unknown or self.unknown(indicator), self.rubric.widening[grade])

    def part(self, plain: Interval, indicator: Indicator, used: list[Held]) -> Part:
        """The value of the records of one subject, widened by the worst of their grades."""
        grade = self.worst(used)
        return Part(plain, self.widen(plain, indicator, grade), used, grade)

    def worst(self, used: Iterable[Held]) -> Grade:
        """The worst aged grade of some records, E for none."""
        return worst_grade([item.grade for item in used]) or "E"

    def draw_of(self, item: Held) -> str:
        """Key of the random draw a record uses, shared with the records it is the same as."""
        same = item.record.same_as
        return f"record:{same}" if same else f"record:{self.company.id}/{item.id}"

    def bloc(self, code: str | None) -> str | None:
        """The bloc of a country, None when it is not in the table."""
        entry = self.method.countries.get(code or "")
        return entry.bloc if entry else None

    def country_name(self, code: str | None) -> str:
        """A country's name, else its code."""
        entry = self.method.countries.get(code or "")
        return entry.name if entry else (code or "unknown country")

    def in_usd(self, amount: Interval, currency: str) -> Interval | None:
        """An amount in US$ by the deck's cited rates, None where the deck has none."""
        if currency == "USD":
            return amount
        rate = self.method.deck.fx.get(currency) if self.method.deck else None
        return amount.scaled(rate.usd) if rate else None


@dataclass(frozen=True, slots=True)
class Part:
    """What the records of one subject give to an indicator that takes the best or the sum.

    Attributes:
        plain: their value.
        value: the same, widened by their worst grade.
        used: the records, the chosen one first.
        grade: their worst aged grade.
    """

    plain: Interval
    value: Interval
    used: list[Held]
    grade: Grade

    @property
    def rank(self) -> tuple[float, float, int, float, str]:
        """What leads: most proven, then most if all is true, then the better grade."""
        grade = -GRADES.index(self.grade)
        return self.value.low, self.plain.high, grade, self.value.high, self.used[0].id


def best_of(parts: list[Part]) -> Interval:
    """The greatest low and the greatest high of some widened values."""
    return Interval(max(part.value.low for part in parts), max(part.value.high for part in parts))


def leading(parts: list[Part]) -> Part:
    """The records that an indicator is named after."""
    return max(parts, key=lambda part: part.rank)


def behind(parts: list[Part]) -> tuple[Held, ...]:
    """The records behind the best: those that lead, and those that reach further up, if any."""
    first = leading(parts)
    top = max(parts, key=lambda part: (part.value.high, part.rank))
    higher = top.value.high > first.value.high
    return (*first.used, *top.used) if higher else tuple(first.used)


def widest(parts: list[Part]) -> Held:
    """The record whose value is the widest, the first of equals by id."""
    return min(parts, key=lambda part: (-part.value.width, part.used[0].id)).used[0]


def hull_of(values: Iterable[Interval]) -> Interval:
    """The smallest interval around some."""
    items = list(values)
    return Interval(min(item.low for item in items), max(item.high for item in items))
