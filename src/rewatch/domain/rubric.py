"""The rubric: the whole method file. Every weight, breakpoint, cap, age and threshold is in it.

The code that scores reads its numbers from these records and holds none of its own.
"""

from collections.abc import Collection, Iterable
from itertools import pairwise
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, model_validator

from rewatch.domain.company import Feedstock, Role, SourceType
from rewatch.domain.elements import CHAIN
from rewatch.domain.errors import UsageError
from rewatch.domain.evidence import KINDS, Basis, StageName
from rewatch.domain.record import Frozen
from rewatch.domain.values import GRADES, Grade, Id, Interval

Number = Annotated[float, Field(allow_inf_nan=False)]
Weight = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Value = Annotated[float, Field(ge=0, le=100)]
Part = Annotated[float, Field(ge=0, le=1)]
Percent = Annotated[float, Field(ge=0, le=100)]
Months = Annotated[int, Field(gt=0)] | Literal["never"]
Points = tuple[tuple[Number, Value], ...]
Setting = Annotated[
    float | str | Interval | tuple[str, ...] | dict[str, Interval],
    Field(union_mode="left_to_right"),
]


class Indicator(Frozen):
    """One sub-criterion.

    Attributes:
        measure: name of the function in `rewatch.scoring.measures` that reads the evidence.
        weight: share of its criterion, in percent.
        points: breakpoints (native unit, value 0-100) of a piecewise linear value function.
        levels: named levels and their values, for a ladder.
        factors: what a state multiplies a level by.
        plausible: range of the native unit that an unknown may take (0 to 100 of value if None).
        settings: further numbers the measure needs.
        anchors: what a low, a middle and a high value mean, in words.
    """

    id: str
    name: str
    question: str
    unit: str
    measure: str
    weight: Weight
    scope: Literal["project", "company", "country"]
    combine: Literal["best", "sum", "single"] = "single"
    points: Points | None = None
    levels: dict[str, Value] = Field(default_factory=dict)
    factors: dict[str, Part] = Field(default_factory=dict)
    plausible: Interval | None = None
    settings: dict[str, Setting] = Field(default_factory=dict)
    anchors: dict[str, str] = Field(default_factory=dict)
    asked_by: str
    published_in: str

    def number(self, name: str) -> float:
        """A setting that is a number; raises UsageError where the file lacks it."""
        value = self.settings.get(name)
        if not isinstance(value, float):
            raise self._lacks(name, "a number")
        return value

    def text(self, name: str) -> str:
        """A setting that is a word; raises UsageError where the file lacks it."""
        value = self.settings.get(name)
        if not isinstance(value, str):
            raise self._lacks(name, "a word in quotes")
        return value

    def names(self, name: str) -> tuple[str, ...]:
        """A setting that is a list of words; raises UsageError where the file lacks it."""
        value = self.settings.get(name)
        if not isinstance(value, tuple) or isinstance(value, Interval):
            raise self._lacks(name, "a list of words")
        return value

    def range(self, name: str) -> Interval:
        """A setting that is a range; raises UsageError where the file lacks it."""
        value = self.settings.get(name)
        if isinstance(value, float):
            return Interval(value, value)
        if not isinstance(value, Interval):
            raise self._lacks(name, "a range [low, high]")
        return value

    def ranges(self, name: str) -> dict[str, Interval]:
        """A setting that is a table of ranges; raises UsageError where the file lacks it."""
        value = self.settings.get(name)
        if not isinstance(value, dict):
            raise self._lacks(name, "a table of ranges")
        return value

    def level(self, name: str) -> float:
        """The value of a named level; raises UsageError where the file lacks it."""
        if name not in self.levels:
            raise UsageError(f"rubric: indicator {self.id} has no level {name!r} in its levels")
        return self.levels[name]

    def factor(self, name: str) -> float:
        """What a named state multiplies by; raises UsageError where the file lacks it."""
        if name not in self.factors:
            raise UsageError(f"rubric: indicator {self.id} has no state {name!r} in its factors")
        return self.factors[name]

    def breakpoints(self) -> Points:
        """The value function; raises UsageError where the file lacks it."""
        if self.points is None:
            raise UsageError(f"rubric: indicator {self.id} needs points, its value function")
        return self.points

    def _lacks(self, name: str, what: str) -> UsageError:
        return UsageError(f"rubric: indicator {self.id} needs settings.{name}, {what}")

    @model_validator(mode="after")
    def _breakpoints_in_order(self) -> Self:
        if self.points is None:
            return self
        xs = [x for x, _ in self.points]
        if len(xs) < 2 or any(b <= a for a, b in pairwise(xs)):
            raise ValueError("points are at least two breakpoints in rising order of the unit")
        return self


class Criterion(Frozen):
    """One criterion and the indicators it is made of; its weight stands in the profiles."""

    id: str
    name: str
    question: str
    indicators: tuple[Indicator, ...]


class Coverage(Frozen):
    """What counts as evidence, and how much of it a company needs to be ranked."""

    minimum: Part
    grades: dict[Grade, Part]
    country_facts: Part

    @model_validator(mode="after")
    def _every_grade(self) -> Self:
        _every("grades", self.grades, GRADES)
        return self


class AgeException(Frozen):
    """Records of a kind, with the field values named, that age otherwise."""

    kind: str
    where: dict[str, tuple[str, ...]]
    months: Months

    @model_validator(mode="after")
    def _kind_exists(self) -> Self:
        _known("kind", [self.kind], KINDS)
        return self


class Ages(Frozen):
    """Months after which a record falls one grade, per kind."""

    default: Months
    kinds: dict[str, Months]
    exceptions: tuple[AgeException, ...] = ()

    @model_validator(mode="after")
    def _kinds_exist(self) -> Self:
        _known("kinds", self.kinds, KINDS)
        return self


class Choice(Frozen):
    """How one record is chosen among several of one subject."""

    newest_kinds: tuple[str, ...]
    newest_needs: Grade
    complete_pct: Percent
    complete_beats_grades: int = Field(ge=0)

    @model_validator(mode="after")
    def _kinds_exist(self) -> Self:
        _known("newest_kinds", self.newest_kinds, KINDS)
        return self


class Bounds(Frozen):
    """How oxide shares fit together.

    Attributes:
        total: what they add up to, % of TREO, give or take `tolerance`.
        vintage_pct: by how much of itself a figure of another vintage may differ before the two
            contradict each other.
    """

    total: float = Field(gt=0, le=100)
    tolerance: Percent
    vintage_pct: float = Field(ge=0, lt=100)
    basis_order: tuple[Basis, ...]
    basis_order_processors: tuple[Basis, ...]


class Groups(Frozen):
    """Which companies are in the ore group, and what is switched off for the processors.

    Attributes:
        ore_feedstocks: what the lead project of an ore company is fed with.
        ore_roles: who is in the ore group while the feedstock is unknown.
        processor_off: criteria and indicators that do not apply to processors.
        chains: the steps each feedstock goes through, upstream first.
        default_chain: the feedstock whose chain serves for those without one.
    """

    ore_feedstocks: tuple[Feedstock, ...]
    ore_roles: tuple[Role, ...]
    processor_off: tuple[str, ...]
    chains: dict[str, tuple[str, ...]]
    default_chain: str

    @model_validator(mode="after")
    def _chains_hold(self) -> Self:
        _known("chains", self.chains, get_args(Feedstock))
        _known("default_chain", [self.default_chain], self.chains)
        for steps in self.chains.values():
            _known("chains", steps, CHAIN)
            places = [CHAIN.index(step) for step in steps]
            if not steps or any(b <= a for a, b in pairwise(places)):
                raise ValueError("chains name at least one step each, upstream first")
        return self


class Sampling(Frozen):
    """The sampling of weights and values."""

    master_seed: int
    samples: int = Field(gt=0)
    samples_while_typing: int = Field(gt=0)
    concentration: dict[Literal["rough", "fair", "firm"], Annotated[float, Field(gt=0)]]
    default_sure: Literal["rough", "fair", "firm"]
    very_likely: Part
    likely: Part

    @model_validator(mode="after")
    def _every_word(self) -> Self:
        _every("concentration", self.concentration, ("rough", "fair", "firm"))
        return self


class Flag(Frozen):
    """A risk flag: an expression of the filter language, with a reason and a class."""

    id: Id
    name: str
    class_: Literal["price", "geopolitical", "technology", "regulatory"] = Field(alias="class")
    fires_when: str
    reason: str


class Fact(Frozen):
    """Something one can go and find out: which indicators it feeds, and where it is published."""

    id: Id
    name: str
    feeds: tuple[str, ...]
    published_in: str


class Profile(Frozen):
    """Weights of the criteria; any positive numbers, scaled to 1 when used."""

    name: str
    weights: dict[str, Weight]
    why: str | None = None


class Rubric(Frozen):
    """The whole method."""

    schema_: Literal[1] = Field(alias="schema")
    id: Id
    name: str
    version: str
    statement: str
    default_profile: str
    default_deck: str
    source_grades: dict[str, Grade]
    widening: dict[Grade, Value]
    ages: Ages
    choice: Choice
    bounds: Bounds
    groups: Groups
    coverage: Coverage
    sampling: Sampling
    stage_caps: dict[str, dict[str, Value]]
    criteria: tuple[Criterion, ...]
    profiles: dict[str, Profile]
    facts: tuple[Fact, ...] = ()
    flags: tuple[Flag, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        _every("source_grades", self.source_grades, get_args(SourceType))
        _every("widening", self.widening, GRADES)
        names = {criterion.id for criterion in self.criteria}
        listed = [item.id for criterion in self.criteria for item in criterion.indicators]
        twice = {name for name in listed if listed.count(name) > 1}
        if twice:
            raise ValueError(f"the indicators {sorted(twice)} stand twice in the criteria")
        _known("stage_caps", self.stage_caps, get_args(StageName))
        _known("groups.processor_off", self.groups.processor_off, {*names, *listed})
        for key, profile in self.profiles.items():
            unknown = set(profile.weights) - names
            if unknown:
                raise ValueError(f"profile {key} weighs {sorted(unknown)}, which are no criteria")
            if sum(profile.weights.values()) <= 0:
                raise ValueError(f"the weights of profile {key} are all zero")
        if self.default_profile not in self.profiles:
            raise ValueError(f"default_profile {self.default_profile!r} is not among the profiles")
        indicators = {item.id for criterion in self.criteria for item in criterion.indicators}
        for fact in self.facts:
            unknown = set(fact.feeds) - indicators
            if unknown:
                raise ValueError(f"fact {fact.id} feeds {sorted(unknown)}, which are no indicators")
        for stage, caps in self.stage_caps.items():
            unknown = set(caps) - indicators
            if unknown:
                raise ValueError(
                    f"stage_caps.{stage} names {sorted(unknown)}, which are no indicators"
                )
        for criterion in self.criteria:
            if sum(item.weight for item in criterion.indicators) <= 0:
                raise ValueError(f"the indicators of {criterion.id} have no weight")
        return self

    def indicator(self, indicator_id: str) -> Indicator | None:
        """The indicator of that id, or None."""
        for criterion in self.criteria:
            for item in criterion.indicators:
                if item.id == indicator_id:
                    return item
        return None

    def name_of(self, key: str) -> str:
        """What an indicator or a criterion is called, its id where there is none of it."""
        found = (item for item in self.criteria if item.id == key)
        named = self.indicator(key) or next(found, None)
        return named.name if named else key

    def measured_by(self, measure: str) -> Indicator | None:
        """The first indicator that is read by a measure, or None."""
        for criterion in self.criteria:
            for item in criterion.indicators:
                if item.measure == measure:
                    return item
        return None

    def criterion_of(self, indicator_id: str) -> Criterion | None:
        """The criterion an indicator belongs to, or None."""
        for criterion in self.criteria:
            if any(item.id == indicator_id for item in criterion.indicators):
                return criterion
        return None


def _every(what: str, given: Collection[str], wanted: Iterable[str]) -> None:
    """Refuses a table that leaves out a name it needs."""
    missing = [name for name in wanted if name not in given]
    if missing:
        raise ValueError(f"{what} gives nothing for {', '.join(missing)}")


def _known(what: str, given: Iterable[str], known: Collection[str]) -> None:
    """Refuses a name that means nothing and would be passed over in silence."""
    strange = [name for name in given if name not in known]
    if strange:
        raise ValueError(f"{what} names {', '.join(strange)}; there are {', '.join(sorted(known))}")
