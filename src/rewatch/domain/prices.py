"""Price decks: oxide prices of one basis, and cited exchange rates."""

from typing import Literal, Self

from pydantic import Field, model_validator

from rewatch.domain.company import SourceType
from rewatch.domain.elements import OXIDES
from rewatch.domain.record import Currency, Frozen
from rewatch.domain.values import Id, Interval, NonNegative, PartialDate


class DeckSource(Frozen):
    """Where a deck's figures were read."""

    type: SourceType
    title: str
    publisher: str | None = None
    url: str | None = None
    date: PartialDate | None = None


class Rate(Frozen):
    """What one unit of a currency is worth in US$, cited."""

    usd: float = Field(gt=0)
    date: PartialDate
    source: str


class Deck(Frozen):
    """Prices of separated oxides, all of one unit, market and VAT basis."""

    schema_: Literal[1] = Field(alias="schema")
    id: Id
    name: str
    unit: Literal["USD/kg", "CNY/kg"]
    market: str
    vat: Literal["excluded", "included", "unknown"]
    date: PartialDate
    source: DeckSource
    quoted: dict[str, NonNegative] = Field(alias="prices")
    fx: dict[Currency, Rate] = Field(default_factory=dict)
    note: str | None = None

    @model_validator(mode="after")
    def _known_oxides(self) -> Self:
        for name in self.quoted:
            if name not in OXIDES and name != "NdPr":
                raise ValueError(f"{name} is not a priced oxide ({', '.join(OXIDES)}, NdPr)")
        return self

    @property
    def prices(self) -> dict[str, Interval]:
        """US$/kg by oxide; empty where the deck quotes yuan and cites no rate for it."""
        currency = self.unit.removesuffix("/kg")
        if currency == "USD":
            return dict(self.quoted)
        rate = self.fx.get(currency)
        if rate is None:
            return {}
        return {name: price.scaled(rate.usd) for name, price in self.quoted.items()}
