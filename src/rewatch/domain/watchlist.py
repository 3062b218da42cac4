"""A watchlist: which companies, under which profile and deck, with tags and review dates."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from rewatch.domain.company import Conflict
from rewatch.domain.record import Frozen
from rewatch.domain.values import Day, Id


class Entry(Frozen):
    """One company on a list."""

    company: Id
    added: Day | None = None
    tags: tuple[str, ...] = ()
    review: Day | None = None
    thesis: tuple[str, ...] = ()


class Watchlist(Frozen):
    """A list; `slug` is its file's name and is not written into the file."""

    schema_: Literal[1] = Field(alias="schema")
    name: str
    profile: str | None = None
    weights: dict[str, float] | None = None
    price_deck: str | None = None
    filter: str | None = None
    exclusions: tuple[Id, ...] = ()
    entries: tuple[Entry, ...] = ()
    conflicts: tuple[Conflict, ...] = ()

    def companies(self) -> tuple[str, ...]:
        """The ids of its entries, in order."""
        return tuple(entry.company for entry in self.entries)
