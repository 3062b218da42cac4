"""The rubric: the whole method file. Every weight, breakpoint, cap, age and threshold is in it.

The code that scores reads its numbers from these records and holds none of its own.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from rewatch.domain.errors import UsageError
from rewatch.domain.record import Frozen
from rewatch.domain.values import Grade, Id, Interval

Points = tuple[tuple[float, float], ...]
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
    weight: float = Field(ge=0)
    scope: Literal["project", "company", "country"]
    combine: Literal["best", "sum", "single"] = "single"
    points: Points | None = None
    levels: dict[str, float] = Field(default_factory=dict)
    factors: dict[str, float] = Field(default_factory=dict)
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

    def _lacks(self, name: str, what: str) -> UsageError:
        return UsageError(f"rubric: indicator {self.id} needs settings.{name}, {what}")

    @model_validator(mode="after")
    def _breakpoints_in_order(self) -> Self:
        xs = [x for x, _ in self.points or ()]
        if len(xs) == 1 or any(b <= a for a, b in pairwise(xs)):
            raise ValueError("points are at least two breakpoints in rising order of the unit")
        values = [value for _, value in self.points or ()] + list(self.levels.values())
        if any(not 0 <= value <= 100 for value in values):
            raise ValueError("values lie between 0 and 100")
        return self


class Criterion(Frozen):
    """One of the four criteria; its default weight is that of the profile `documents`."""

    id: str
    name: str
    question: str
    indicators: tuple[Indicator, ...]


class Coverage(Frozen):
    """What counts as evidence, and how much of it a company needs to be ranked."""

    minimum: float = Field(ge=0, le=1)
    grades: dict[Grade, float]
    country_facts: float = Field(ge=0, le=1)


class AgeException(Frozen):
    """Records of a kind, with the field values named, that age otherwise."""

    kind: str
    where: dict[str, tuple[str, ...]]
    months: int | Literal["never"]


class Ages(Frozen):
    """Months after which a record falls one grade, per kind."""

    default: int = Field(gt=0)
    kinds: dict[str, int | Literal["never"]]
    exceptions: tuple[AgeException, ...] = ()


class Choice(Frozen):
    """How one record is chosen among several of one subject."""

    newest_kinds: tuple[str, ...]
    newest_needs: Grade
    complete_pct: float
    complete_beats_grades: int


class Bounds(Frozen):
    """How oxide shares fit together.

    Attributes:
        total: what they add up to, % of TREO, give or take `tolerance`.
        vintage_pct: by how much of itself a figure of another vintage may differ before the two
            contradict each other.
    """

    total: float
    tolerance: float
    vintage_pct: float = Field(default=0.0, ge=0, lt=100)
    basis_order: tuple[str, ...]
    basis_order_processors: tuple[str, ...]


class Groups(Frozen):
    """Which feedstocks make a company an ore company, and what is switched off for processors."""

    ore_feedstocks: tuple[str, ...]
    processor_off: tuple[str, ...]
    chains: dict[str, tuple[str, ...]]
    default_chain: str


class Sampling(Frozen):
    """The sampling of weights and values."""

    master_seed: int
    samples: int = Field(gt=0)
    samples_while_typing: int = Field(gt=0)
    concentration: dict[Literal["rough", "fair", "firm"], float]
    default_sure: Literal["rough", "fair", "firm"]
    very_likely: float
    likely: float


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
    weights: dict[str, Annotated[float, Field(ge=0)]]
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
    widening: dict[Grade, float]
    ages: Ages
    choice: Choice
    bounds: Bounds
    groups: Groups
    coverage: Coverage
    sampling: Sampling
    stage_caps: dict[str, dict[str, float]]
    criteria: tuple[Criterion, ...]
    profiles: dict[str, Profile]
    facts: tuple[Fact, ...] = ()
    flags: tuple[Flag, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        names = {criterion.id for criterion in self.criteria}
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

    def criterion_of(self, indicator_id: str) -> Criterion | None:
        """The criterion an indicator belongs to, or None."""
        for criterion in self.criteria:
            if any(item.id == indicator_id for item in criterion.indicators):
                return criterion
        return None
