"""Many companies in columns: what each field reads of each, worked out once and kept.

A filter is answered column by column with whole-column operations, which is what keeps a
keystroke quick at thousands of companies. A table is made once a ranking and then only read; it
fills its columns when they are first asked for.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from rewatch.domain.prices import Deck
from rewatch.domain.text import fold
from rewatch.scoring.case import Method
from rewatch.scoring.results import Held
from rewatch.screening.dates import before
from rewatch.screening.fields import Field, Reading, Registry
from rewatch.screening.registry import registry_of
from rewatch.screening.rows import Row
from rewatch.screening.syntax import ANY, Age, Qualifier
from rewatch.screening.view import View

NOT_KNOWN = math.nan


class Answer(NamedTuple):
    """A filter's answer for every row: two whole numbers with one byte a row, 1 where true.

    A row that is in neither is unknown.
    """

    match: int
    no: int


@dataclass(frozen=True, slots=True)
class Coded:
    """A column of values that repeat: for each row the place of its value in `values`."""

    codes: list[int]
    values: list[Any]


def mask_of(answers: Iterable[bool]) -> int:
    """One byte a row, 1 where true."""
    return int.from_bytes(bytes(answers), "little")


class Table:
    """Companies under one method, as filters see them.

    Attributes:
        rows: the companies, in the order results keep.
        how: method file, country table, price deck and as-of date.
        registry: the fields there are.
        members: ids of the companies that are in a dynamic list already.
    """

    def __init__(
        self,
        rows: Iterable[Row],
        how: Method,
        registry: Registry | None = None,
        members: Collection[str] = (),
    ) -> None:
        self.rows, self.how = tuple(rows), how
        self.registry = registry or registry_of(how.rubric, how.countries)
        self.members = frozenset(members)
        # Answers of terms, and of flags while they are worked out (see evaluate and flags).
        self.answers: dict[Any, Answer] = {}
        self._columns: dict[Any, Any] = {}

    @property
    def as_of(self) -> date:
        """The day the world is looked at from."""
        return self.how.as_of

    @property
    def deck(self) -> Deck | None:
        """The active price deck, for exchange rates."""
        return self.how.deck

    @cached_property
    def views(self) -> list[View]:
        """One view a row."""
        return [View(row, self.how) for row in self.rows]

    @cached_property
    def full(self) -> int:
        """The mask of all rows."""
        return int.from_bytes(b"\x01" * len(self.rows), "little")

    @cached_property
    def in_list(self) -> int:
        """The mask of the rows that are in the dynamic list already."""
        return mask_of(row.id in self.members for row in self.rows)

    def bytes_of(self, mask: int) -> bytes:
        """A mask as one byte a row."""
        return mask.to_bytes(len(self.rows), "little")

    def kept(self, key: Any, make: Callable[[], Any]) -> Any:
        """A column made when first asked for."""
        found = self._columns.get(key)
        if found is None:
            found = self._columns[key] = make()
        return found

    def readings(
        self, item: Field, qualifier: Qualifier = ANY, *, alone: bool = False
    ) -> list[Reading | None]:
        """What a field reads of each row; None where it reads nothing that qualifies.

        Args:
            item: the field.
            qualifier: which evidence may answer.
            alone: reads the records that qualify as if there were no others; if not, what all
                records together say counts where all of those behind it qualify.
        """

        def make() -> list[Reading | None]:
            read = item.read
            if read is None:
                return [None] * len(self.rows)
            if qualifier == ANY:
                return [read(view) for view in self.views]
            found = map(read, self.strong_views(qualifier)) if alone else self.readings(item)
            return [
                reading if reading is not None and self.qualifies(reading, qualifier) else None
                for reading in found
            ]

        found: list[Reading | None] = self.kept(("readings", item.name, qualifier, alone), make)
        return found

    def strong_views(self, qualifier: Qualifier) -> list[View]:
        """One view a row in which only the records that qualify speak."""

        def keep(held: Held) -> bool:
            return self.qualifies(held, qualifier)

        found: list[View] = self.kept(
            ("views", qualifier), lambda: [view.only(keep) for view in self.views]
        )
        return found

    def has_readings(self, item: Field) -> bool:
        """Whether a field was read already."""
        return ("readings", item.name, ANY, False) in self._columns

    def qualifies(self, reading: Reading | Held, qualifier: Qualifier) -> bool:
        """Whether evidence is good and fresh enough; without a date it is never fresh."""
        if qualifier.grade is not None and (
            reading.grade is None or reading.grade > qualifier.grade
        ):
            return False
        if qualifier.age is None:
            return True
        return reading.dated is not None and reading.dated >= self.oldest(qualifier.age)

    def oldest(self, age: Age) -> date:
        """The day that lies so far before the as-of date."""
        found: date = self.kept(("oldest", age), lambda: before(self.as_of, age))
        return found

    def numbers(
        self,
        item: Field,
        qualifier: Qualifier = ANY,
        currency: str = "",
        *,
        alone: bool = False,
    ) -> tuple[list[float], list[float]]:
        """Lower and upper ends of a number or date (as its ordinal); not a number where unknown.

        Args:
            item: a field of numbers or dates.
            qualifier: which evidence may answer.
            currency: what money is turned into; "" where the field is no money.
            alone: as for `readings`.
        """

        def make() -> tuple[list[float], list[float]]:
            lows, highs = [], []
            for reading in self.readings(item, qualifier, alone=alone):
                low = high = NOT_KNOWN
                if reading is not None:
                    low, high = self._ends(item, reading, currency)
                lows.append(low)
                highs.append(high)
            return lows, highs

        found: tuple[list[float], list[float]] = self.kept(
            ("numbers", item.name, qualifier, currency, alone), make
        )
        return found

    def _ends(self, item: Field, reading: Reading, currency: str) -> tuple[float, float]:
        low, high = reading.value
        if item.type == "date":
            return float(low.toordinal()), float(high.toordinal())
        if currency and reading.currency != currency:
            rate = exchange(self.deck, reading.currency, currency)
            return low * rate, high * rate
        return low, high

    def coded(self, item: Field, qualifier: Qualifier = ANY, *, alone: bool = False) -> Coded:
        """A column of levels, choices, sets or texts, each different value once.

        The values are frozensets of names, folded texts of which each is a line, or None where
        unknown.
        """

        def make() -> Coded:
            places: dict[Any, int] = {}
            codes = []
            for reading in self.readings(item, qualifier, alone=alone):
                value = reading.value if reading is not None else None
                codes.append(places.setdefault(value, len(places)))
            values = list(places)
            if item.type == "text":
                values = [None if v is None else "\n".join(map(fold, v)) for v in values]
            elif item.type == "names" and not item.values():
                values = [None if v is None else frozenset(map(fold, v)) for v in values]
            return Coded(codes, values)

        found: Coded = self.kept(("coded", item.name, qualifier, alone), make)
        return found

    def warm(self, names: Iterable[str]) -> None:
        """Reads some fields ahead, for faces with a moment to spare before they are typed."""
        for name in names:
            self.readings(self.registry.fields[name])

    def known(self, item: Field, qualifier: Qualifier = ANY) -> int:
        """The mask of rows for which a field reads something that qualifies."""
        found = 0
        for alone in (False, True) if qualifier != ANY else (False,):
            found |= mask_of(
                reading is not None and reading.value not in (frozenset(), ())
                for reading in self.readings(item, qualifier, alone=alone)
            )
        return found


def exchange(deck: Deck | None, have: str, want: str) -> float:
    """How many of one currency one of another is worth; not a number where no rate is cited."""
    worth = [
        1.0 if code == "USD" else deck.fx[code].usd if deck and code in deck.fx else NOT_KNOWN
        for code in (have, want)
    ]
    return worth[0] / worth[1]
