"""A watchlist: which companies, under which profile and deck, with tags and review dates."""

from collections.abc import Iterable
from typing import Literal

from pydantic import Field

from rewatch.domain.company import Conflict
from rewatch.domain.lists import ALL_LISTS_NAME
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


def merged(lists: Iterable[Watchlist]) -> Watchlist:
    """Every company of some lists once, in the lists' order; tags and theses of all its entries.

    Args:
        lists: as their files have them. Their own weights and decks do not count: a company that
            is on two lists can be scored in one way only.
    """
    entries: dict[str, Entry] = {}
    for entry in (entry for item in lists for entry in item.entries):
        before = entries.get(entry.company)
        if before is None:
            entries[entry.company] = entry
            continue
        days = {"added": (before.added, entry.added), "review": (before.review, entry.review)}
        both = {
            "tags": tuple(dict.fromkeys((*before.tags, *entry.tags))),
            "thesis": tuple(dict.fromkeys((*before.thesis, *entry.thesis))),
        }
        first = {key: min((d for d in pair if d), default=None) for key, pair in days.items()}
        entries[entry.company] = before.model_copy(update=both | first)
    held = {"schema": 1, "name": ALL_LISTS_NAME, "entries": tuple(entries.values())}
    return Watchlist.model_validate(held)
