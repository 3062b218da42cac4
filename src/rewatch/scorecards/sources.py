"""The numbering of sources: first cited, first numbered; one book may serve many cards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from rewatch.domain.company import Company
from rewatch.domain.countries import CountryTable
from rewatch.domain.prices import Deck, DeckSource
from rewatch.domain.rubric import Rubric
from rewatch.scorecards.document import Source
from rewatch.scorecards.plain import is_web_address, visible
from rewatch.scoring.results import Held


class SourceBook:
    """Numbers sources as they are cited.

    A pack uses one book for all its cards, so that a number means one source throughout. What two
    companies' files tell alike, down to the address, is one source.
    """

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str], int] = {}
        self._alike: dict[tuple[str, ...], int] = {}
        self._rows: dict[int, Source] = {}

    def number(self, key: tuple[str, str], row: Source) -> int:
        """The number of a source, given on first use."""
        found = self._numbers.get(key)
        told = (row.type, row.title, row.publisher, row.date, row.url)
        if found is None and row.url and told in self._alike:
            found = self._numbers[key] = self._alike[told]
            kept = self._rows[found]
            self._rows[found] = replace(kept, also=(*kept.also, row.key))
        if found is None:
            found = self._numbers[key] = self._alike[told] = len(self._rows) + 1
            self._rows[found] = _numbered(row, found)
            return found
        kept = self._rows[found]
        if row.grade < kept.grade or row.aged > kept.aged:
            self._rows[found] = replace(
                kept, grade=min(kept.grade, row.grade), aged=max(kept.aged, row.aged)
            )
        return found

    def rows(self, numbers: Iterable[int] | None = None) -> tuple[Source, ...]:
        """The sources of these numbers in order, all of them by default."""
        wanted = sorted(self._rows) if numbers is None else sorted(set(numbers))
        return tuple(self._rows[item] for item in wanted)


def _numbered(row: Source, number: int) -> Source:
    """The source with its number; written out because `replace` takes five times as long."""
    return Source(
        number, row.key, row.type, row.grade, row.aged, row.title, row.publisher, row.date,
        row.url, row.web, row.also,
    )  # fmt: skip


class Citer:
    """Cites the sources of one company, its deck and the country table in one book."""

    def __init__(
        self,
        book: SourceBook,
        company: Company,
        rubric: Rubric,
        deck: Deck | None,
        countries: CountryTable | None,
    ) -> None:
        self._book, self._company, self._rubric = book, company, rubric
        self._deck, self._countries = deck, countries
        self._sources = {item.id: item for item in company.sources}
        self._own: set[int] = set()
        # A source once cited with a grade need not be written out again.
        self._done: dict[tuple[str, str, str], int] = {}

    @property
    def numbers(self) -> tuple[int, ...]:
        """Every number cited so far, in order."""
        return tuple(sorted(self._own))

    def rows(self) -> tuple[Source, ...]:
        """The sources cited so far, by number."""
        return self._book.rows(self._own)

    def held(self, *items: Held) -> tuple[int, ...]:
        """The numbers of the sources of some records, in order, each once."""
        return tuple(sorted({self._record(item) for item in items}))

    def _record(self, item: Held) -> int:
        source_id = str(item.record.source)
        done = (source_id, item.base_grade, item.grade)
        number = self._done.get(done)
        if number is None:
            number = self._done[done] = self._first(item, source_id)
        return number

    def _first(self, item: Held, source_id: str) -> int:
        source = self._sources.get(source_id)
        key = f"{self._company.id}/{source_id}"
        if source is None:
            title = f"{visible(source_id)} (not listed)"
            row = Source(
                0,
                visible(key),
                "unknown",
                item.base_grade,
                item.grade,
                title,
                "",
                "",
                "",
                web=False,
            )
        else:
            url = visible(source.url or "")
            row = Source(
                0,
                visible(key),
                source.type,
                item.base_grade,
                item.grade,
                visible(source.title),
                visible(source.publisher or ""),
                str(source.date or ""),
                url,
                is_web_address(url),
            )
        return self._cite(("company", key), row)

    def deck(self) -> tuple[int, ...]:
        """The number of the price deck's source; nothing without a deck."""
        if self._deck is None:
            return ()
        key = f"deck/{self._deck.id}"
        title = f"{self._deck.source.title}: {self._deck.name}"
        return (self._cite(("deck", key), self._shared(key, title, self._deck.source)),)

    def countries(self) -> tuple[int, ...]:
        """The number of the country table's source; nothing where no table was given."""
        if self._countries is None:
            return ()
        source = self._countries.source
        key = "countries"
        return (self._cite(("countries", key), self._shared(key, source.title, source)),)

    def _shared(self, key: str, title: str, source: DeckSource) -> Source:
        url = visible(source.url or "")
        grade = self._rubric.source_grades.get(source.type, "E")
        return Source(
            0,
            key,
            source.type,
            grade,
            grade,
            visible(title),
            visible(source.publisher or ""),
            str(source.date or ""),
            url,
            is_web_address(url),
        )

    def _cite(self, key: tuple[str, str], row: Source) -> int:
        number = self._book.number(key, row)
        self._own.add(number)
        return number
