"""Scenarios: what is supposed of prices, countries and records, to see whom it would move.

A scenario changes what scores are made from and never a score itself, so every rule of the method
holds under it. Knows nothing of files, companies at hand or scoring.
"""

from functools import lru_cache
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, TypeAdapter, ValidationError, model_validator

from rewatch.domain.countries import Bloc
from rewatch.domain.elements import OXIDES
from rewatch.domain.evidence import KINDS
from rewatch.domain.prices import DeckSource
from rewatch.domain.record import Country, Frozen, Record
from rewatch.domain.values import Id, NonNegative


def _several(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


# One word or several; a single one may be written without brackets.
Words = Annotated[tuple[str, ...], BeforeValidator(_several)]

# What says who a record is, where it was read and when it counts is not supposed otherwise.
_FIXED = (*Record.model_fields, "kind")


class Rule(Frozen):
    """One supposition about records of a kind: those that are so become otherwise.

    Attributes:
        reason: why, one sentence.
        kind: the evidence kind.
        where: fields a record must have, each one of these words; all of them must hold.
        when: a filter over companies; a rule without one is about every company.
        becomes: the fields it then has.
    """

    id: Id
    reason: str
    kind: str
    where: dict[str, Words] = Field(default_factory=dict)
    when: str | None = None
    becomes: dict[str, str | float]

    @model_validator(mode="after")
    def _about_records(self) -> Self:
        if self.kind not in KINDS:
            raise ValueError(f"kind {self.kind!r} is none of {', '.join(KINDS)}")
        if not self.becomes:
            raise ValueError("becomes says nothing; name a field and what it becomes")
        self.wanted()
        self.values()
        return self

    def wanted(self) -> dict[str, list[Any]]:
        """By field, the values of which a record must have one, as records hold them."""
        return {
            name: [_of_field(self.kind, name, word) for word in words]
            for name, words in self.where.items()
        }

    def values(self) -> dict[str, Any]:
        """What the fields become, as records hold it."""
        return {name: _of_field(self.kind, name, word) for name, word in self.becomes.items()}


def _of_field(kind: str, name: str, word: str | float) -> Any:
    fields = {key: item for key, item in KINDS[kind].model_fields.items() if key not in _FIXED}
    if name not in fields:
        raise ValueError(f"{name!r} is no field of {kind} ({', '.join(fields)})")
    try:
        return _adapter(kind, name).validate_python(word)
    except ValidationError as error:
        said = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise ValueError(f"{name} = {word!r}: {said}") from None


@lru_cache(maxsize=256)
def _adapter(kind: str, name: str) -> TypeAdapter[Any]:
    field = KINDS[kind].model_fields[name]
    told: Any = field.annotation
    for item in field.metadata:
        told = Annotated[told, item]
    return TypeAdapter(told)


class Scenario(Frozen):
    """One file of `scenarios/`.

    Attributes:
        summary: what is supposed, a sentence or two.
        source: where the occasion was read; what is made of it is a judgement all the same.
        price_deck: the deck everything is priced with.
        prices: US$/kg by oxide, or NdPr, that stand in the place of the deck's.
        countries: blocs by country code.
        blocs: blocs that count as another.
        rules: what becomes of records, one after the other.
    """

    schema_: Literal[1] = Field(alias="schema")
    id: Id
    name: str
    summary: str
    source: DeckSource | None = None
    price_deck: Id | None = None
    prices: dict[str, NonNegative] = Field(default_factory=dict)
    countries: dict[Country, Bloc] = Field(default_factory=dict)
    blocs: dict[Bloc, Bloc] = Field(default_factory=dict)
    rules: tuple[Rule, ...] = ()

    @property
    def occasion(self) -> str:
        """Where the occasion was read, or that it is assumed."""
        source = self.source
        if source is None:
            return "No source: an assumption."
        read = ", ".join(str(item) for item in (source.publisher, source.date) if item)
        return f"Occasion: {source.title} ({read}); what is made of it is a judgement."

    @property
    def told(self) -> str:
        """What is supposed and why, as a document made under it says it."""
        return f"{self.name}. {self.summary} {self.occasion}"

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        for name in self.prices:
            if name not in OXIDES and name != "NdPr":
                raise ValueError(f"{name} is not a priced oxide ({', '.join(OXIDES)}, NdPr)")
        ids = [rule.id for rule in self.rules]
        twice = sorted({name for name in ids if ids.count(name) > 1})
        if twice:
            raise ValueError(f"rules share an id: {', '.join(twice)}")
        if not (self.price_deck or self.prices or self.countries or self.blocs or self.rules):
            raise ValueError(
                "nothing is supposed; give price_deck, prices, countries, blocs or rules"
            )
        return self
