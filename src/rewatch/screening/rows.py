"""What a filter looks at: one row a company, its score with what the watchlist and notes add."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from rewatch.domain.note import Note
from rewatch.domain.watchlist import Entry, Watchlist
from rewatch.scoring.results import RankedCompany, Ranking


@dataclass(frozen=True, slots=True)
class Row:
    """One company as a filter sees it.

    Attributes:
        ranked: its score and place.
        lists: ids of the watchlists it stands on.
        tags: tags of its entries, besides its own.
        added: the first day it entered one of those lists.
        review: the next review, the earliest of its entries.
        thesis: assertions of its entries.
        notes: notes about it.
        moved: points by which its proven score has moved since last looked at; None when it was
            never looked at.
    """

    ranked: RankedCompany
    lists: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    added: date | None = None
    review: date | None = None
    thesis: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    moved: float | None = None

    @property
    def id(self) -> str:
        """The company's id."""
        return self.ranked.score.company.id


def rows_of(
    ranking: Ranking,
    watchlists: Mapping[str, Watchlist] | None = None,
    notes: Iterable[Note] = (),
    moved: Mapping[str, float] | None = None,
    watchlist: str | None = None,
) -> tuple[Row, ...]:
    """One row a company, in the ranking's order.

    Args:
        ranking: the scored companies.
        watchlists: all lists by id, for `list:` and, where no list is open, for tags and reviews.
        notes: all notes; each goes to its company.
        moved: points by which a company's proven score moved since last looked at, by id.
        watchlist: id of the list that is open; only its entries' tags, dates and theses count.
    """
    lists = watchlists or {}
    entries: dict[str, list[tuple[str, Entry]]] = {}
    for slug, item in lists.items():
        for entry in item.entries:
            entries.setdefault(entry.company, []).append((slug, entry))
    about: dict[str, list[Note]] = {}
    for note in notes:
        about.setdefault(note.company, []).append(note)
    rows = []
    for ranked in ranking.rows:
        company_id = ranked.score.id
        stands_on = entries.get(company_id, [])
        open_ones = [entry for slug, entry in stands_on if watchlist in (None, slug)]
        rows.append(
            Row(
                ranked,
                tuple(slug for slug, _ in stands_on),
                tuple(dict.fromkeys(tag for entry in open_ones for tag in entry.tags)),
                min((entry.added for entry in open_ones if entry.added), default=None),
                min((entry.review for entry in open_ones if entry.review), default=None),
                tuple(dict.fromkeys(text for entry in open_ones for text in entry.thesis)),
                tuple(about.get(company_id, ())),
                (moved or {}).get(company_id),
            )
        )
    return tuple(rows)
