"""What scoring returns: plain immutable results that faces, filters and scorecards read.

Values run from 0 to 100 unless a unit is named. Nothing here is rounded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from rewatch.domain.company import Company
from rewatch.domain.values import Grade, Interval, PartialDate

if TYPE_CHECKING:
    from rewatch.domain.scenario import Scenario

StateName = Literal["evidence", "derived", "unknown", "not-applicable"]
GroupName = Literal["ore", "processor"]
Order = Literal["proven", "middle", "possible", "expected"]


@dataclass(frozen=True, slots=True)
class Held:
    """A record as the scorer holds it on the as-of date.

    Attributes:
        record: the evidence record.
        grade: its grade after ageing.
        base_grade: its grade before ageing.
        known_on: the first day it counts.
        dated: the day it ages from, None when nothing dates it.
        use: what became of it: "chosen", "overridden", "disputes", "superseded", "retracted".
        by: id of the record that overrode, disputes or superseded it.
        speaks_of: the date it or its source gives, as precise as it stands there.
    """

    record: Any
    grade: Grade
    base_grade: Grade
    known_on: date
    dated: date | None
    use: Literal["chosen", "overridden", "disputes", "superseded", "retracted"] = "chosen"
    by: str | None = None
    speaks_of: PartialDate | None = None

    @property
    def id(self) -> str:
        """The record's id."""
        return str(self.record.id)


@dataclass(frozen=True, slots=True)
class IndicatorScore:
    """One indicator of one company.

    Attributes:
        id: indicator id.
        criterion: criterion id.
        weight: effective share of its criterion, 0 to 1; 0 when not applicable.
        value: value interval after widening; None when not applicable.
        state: where the value comes from.
        native: what was measured, in `unit`, before the value function; None for ladders.
        unit: the native unit.
        grade: worst aged grade behind it; None for unknown.
        evidence: ids of the records used.
        overridden: ids of records on the same subject that were not used.
        disputed: ids of used records that contradict each other.
        unknown: the value interval it would have without evidence.
        credit: what it counts for coverage, 0 to 1.
        label: what was found, in a few words ("piloted: mixed carbonate, Caldas").
        reason: one sentence that explains the value, without markup.
        draw: key of the random draw it shares ("record:…", "country:AU", "unknown:<company>").
    """

    id: str
    criterion: str
    weight: float
    value: Interval | None
    state: StateName
    native: Interval | None
    unit: str
    grade: Grade | None
    evidence: tuple[str, ...]
    overridden: tuple[str, ...]
    disputed: tuple[str, ...]
    unknown: Interval
    credit: float
    label: str
    reason: str
    draw: str


@dataclass(frozen=True, slots=True)
class CriterionScore:
    """One criterion: effective share of the total (0 when switched off), value, coverage."""

    id: str
    name: str
    weight: float
    value: Interval | None
    coverage: float
    indicators: tuple[IndicatorScore, ...]


@dataclass(frozen=True, slots=True)
class Basket:
    """The basket price of the lead project, US$ per kg TREO.

    Attributes:
        usd_per_kg: the price, None when the listed oxides are less than the complete share.
        floor_usd_per_kg: what the known oxides give per kg of all TREO.
        priced_share_pct: share of TREO that is both known and priced.
        unpriced: oxides with a share and no price in the deck.
        evidence: id of the distribution used.
    """

    usd_per_kg: Interval | None
    floor_usd_per_kg: float | None
    priced_share_pct: float
    unpriced: tuple[str, ...]
    deck: str
    basis: str | None
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CompanyScore:
    """One company scored: criteria, total, coverage, and every record with what became of it."""

    company: Company
    group: GroupName
    stage: str | None
    total: Interval
    coverage: float
    criteria: tuple[CriterionScore, ...]
    basis: str | None
    shares: dict[str, Interval]
    atoms: dict[str, Interval]
    basket: Basket
    records: tuple[Held, ...]
    not_ranked: str | None
    notes: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The company's id."""
        return self.company.id

    @property
    def name(self) -> str:
        """The company's name."""
        return self.company.name

    def criterion(self, criterion_id: str) -> CriterionScore | None:
        """The criterion of that id, or None."""
        return next((item for item in self.criteria if item.id == criterion_id), None)

    @property
    def mix_evidence(self) -> tuple[str, ...]:
        """Ids of the records behind the shares of elements, each once."""
        mix = [
            item
            for item in self.indicators()
            if item.unit == "% of TREO" and item.state in ("evidence", "derived")
        ]
        return tuple(dict.fromkeys(key for item in mix for key in item.evidence))

    def indicators(self) -> tuple[IndicatorScore, ...]:
        """All indicators, in the rubric's order."""
        return tuple(item for criterion in self.criteria for item in criterion.indicators)

    def indicator(self, indicator_id: str) -> IndicatorScore | None:
        """The indicator of that id, or None."""
        return next((item for item in self.indicators() if item.id == indicator_id), None)

    def held(self, evidence_id: str) -> Held | None:
        """The record of that id, or None."""
        return next((item for item in self.records if item.id == evidence_id), None)

    def global_weight(self, indicator: IndicatorScore) -> float:
        """An indicator's effective share of the total, 0 to 1."""
        criterion = self.criterion(indicator.criterion)
        return indicator.weight * criterion.weight if criterion else 0.0


@dataclass(frozen=True, slots=True)
class Supposed:
    """What a scenario makes of companies; deck and countries are those of the method.

    Attributes:
        scenario: what is supposed.
        companies: those it made otherwise, by id.
        ceilings: highest value of an indicator that it leaves without evidence, by company.
        records_alone: whether it changes records only, so that all other companies stand as ever.
    """

    scenario: Scenario
    companies: Mapping[str, Company] = field(default_factory=dict, repr=False)
    ceilings: Mapping[str, Mapping[str, float]] = field(default_factory=dict, repr=False)
    records_alone: bool = False


@dataclass(frozen=True, slots=True)
class RankedCompany:
    """A scored company with its place in its group.

    Attributes:
        rank: 1-based place by the active order, equal points share it; None when not ranked.
        rank_interval: best and worst place no weights or values needed (SCORING, layer 1).
    """

    score: CompanyScore
    rank: int | None
    rank_interval: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Ranking:
    """All companies asked for: ore group first, then processors, each ranked apart.

    `rows` keeps that order: by rank in each group, not-ranked companies last.
    """

    rows: tuple[RankedCompany, ...]
    as_of: date
    profile: str
    weights: dict[str, float]
    deck: str
    order: Order
    method_version: str
    supposed: Supposed | None = None

    @property
    def scenario(self) -> str | None:
        """Id of the scenario it was made under."""
        return self.supposed.scenario.id if self.supposed else None

    def row(self, company_id: str) -> RankedCompany | None:
        """The row of that company, or None."""
        return next((row for row in self.rows if row.score.id == company_id), None)

    def group(self, name: str) -> tuple[RankedCompany, ...]:
        """The ranked companies of one group, by rank."""
        return tuple(row for row in self.rows if row.score.group == name and row.rank is not None)
