"""The country table: governance percentiles and blocs."""

from typing import Literal

from pydantic import Field

from rewatch.domain.prices import DeckSource
from rewatch.domain.record import Country as CountryCode
from rewatch.domain.record import Frozen

Bloc = Literal["allied", "neutral", "chinese"]


class Country(Frozen):
    """One economy: percentiles (0-100) of regulatory quality and rule of law, and its bloc."""

    code: CountryCode
    name: str
    rq_pctrank: float = Field(ge=0, le=100)
    rl_pctrank: float = Field(ge=0, le=100)
    bloc: Bloc
    reason: str


class CountryTable(Frozen):
    """The whole file `countries.toml`."""

    schema_: Literal[1] = Field(alias="schema")
    source: DeckSource
    year: int
    countries: tuple[Country, ...]

    def by_code(self) -> dict[str, Country]:
        """Countries by ISO 3166-1 alpha-2 code."""
        return {country.code: country for country in self.countries}
