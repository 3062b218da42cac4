"""The field registry: every field a filter can name, its type, unit, ladder and documentation.

`docs/fields.md` is made from it. What a field reads stands in the modules named after the things
read; this one holds the common form, and finds fields and nearest names.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from rewatch.domain.countries import Country
from rewatch.domain.evidence import KINDS
from rewatch.domain.rubric import Rubric
from rewatch.domain.text import fold
from rewatch.domain.values import Grade, Interval
from rewatch.screening.units import dimension_words

if TYPE_CHECKING:
    from rewatch.screening.view import View

# Among the names of a set: there may be others, which nobody knows.
OPEN = "?"

FieldType = Literal["number", "level", "choice", "names", "text", "date"]

TYPE_WORDS: dict[FieldType, str] = {
    "number": "number",
    "level": "level of a ladder",
    "choice": "one of some values",
    "names": "set of values",
    "text": "text",
    "date": "date",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a field reads of one company.

    Attributes:
        value: by the field's type: Interval (number); frozenset of the names it may be (level,
            choice); frozenset of the names it has, with OPEN among them where there may be
            others (names); tuple of texts (text); pair of days,
            the first and the last it may be (date).
        grade: the weakest grade of the evidence behind it, None where no evidence is behind it.
        dated: the day the oldest of that evidence speaks of, None where nothing dates it.
        currency: of money and prices.
    """

    value: Any
    grade: Grade | None = None
    dated: Any = None
    currency: str = ""


Read = Callable[["View"], Reading | None]


@dataclass(frozen=True, slots=True)
class Field:
    """One field.

    Attributes:
        doc: one line of documentation, without a full stop.
        label: what it is called in a sentence ("magnet share").
        section: heading it stands under in the documentation.
        read: reads it of one company; None where the whole table is needed (flags).
        unit: unit of a bare number, "" for plain numbers.
        ladder: its levels, lowest first.
        choices: all values it can take, where they are known; empty where any text may stand.
        synonyms: other spellings of values, folded, to the value meant.
        evidence: it reads evidence, so @grade and ~age may stand after it.
        faces: "past" dates have an age, "future" dates are due.
        awaits: no kind of evidence holds it yet, so it is unknown for every company.
        settled: where it reads nothing there is nothing, and that is known: the answer is no.
    """

    name: str
    type: FieldType
    doc: str
    label: str
    section: str
    read: Read | None
    unit: str = ""
    ladder: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    synonyms: Mapping[str, str] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    evidence: bool = False
    faces: Literal["past", "future"] = "past"
    awaits: bool = False
    settled: bool = False

    def values(self) -> tuple[str, ...]:
        """The values it can take, where they are a closed list."""
        return tuple(dict.fromkeys((*self.ladder, *self.choices)))


def takes_of(item: Field) -> str:
    """What may be typed after a field, in words for an error."""
    if item.type == "number":
        return f"{item.name} takes {dimension_words(item.unit)}"
    if item.type == "date":
        return f"{item.name} takes a date (2027, 2027-06, 2027-06-30), an age (90d, 6mo, 2y), today"
    if item.type == "level":
        return f"{item.name} takes {', '.join(item.values())}"
    values = item.values()
    if not values:
        return f"{item.name} takes text"
    if item.synonyms and len(values) > 24:
        return f"{item.name} takes a country by its code or name, such as AU, US, Canada"
    if len(values) > 24:
        return f"{item.name} takes one of {len(values)} values, such as {', '.join(values[:6])}"
    return f"{item.name} takes {', '.join(values)}"


# Terms that are not fields of a company but ask about fields, flags and roles.
IS_WORDS: dict[str, str] = {
    "junior": "role explorer, developer, processor, recycler or magnet-maker, status active, "
    "not tagged benchmark",
    "benchmark": "tagged benchmark: a yardstick, no junior",
    "explorer": "role explorer",
    "developer": "role developer",
    "producer": "role producer",
    "processor": "role processor",
    "recycler": "role recycler",
    "magnet-maker": "role magnet-maker",
    "active": "status active",
    "listed": "has a share listing today",
    "unlisted": "has no share listing today",
    "ranked": "has enough evidence for a rank",
    "unranked": "has too little evidence for a rank",
    "noted": "has at least one note of yours",
    "watched": "stands on at least one of your watchlists",
    "disputed": "has evidence records that contradict each other",
    "conflicted": "has edits of two writers that you have not settled",
    "suspended": "the lead project is suspended",
}
JUNIOR_ROLES = frozenset({"explorer", "developer", "processor", "recycler", "magnet-maker"})

MODIFIERS = ("sort", "group", "cols")
ASKING = ("is", "has", "missing", "flag")


def key_of(text: str) -> str:
    """A name as it is looked up: folded, with hyphens for blanks and underscores."""
    return re.sub(r"[\s_]+", "-", fold(text))


class Registry:
    """All fields of one method file, found by name or alias."""

    def __init__(
        self, fields: Iterable[Field], rubric: Rubric, countries: Mapping[str, Country]
    ) -> None:
        self.fields: dict[str, Field] = {item.name: item for item in fields}
        self.rubric, self.countries = rubric, countries
        # What is worked out once for all tables of this method file (the flags as read).
        self.memo: dict[str, object] = {}
        self._names = {key_of(name): name for name in self.fields}
        for item in self.fields.values():
            for alias in item.aliases:
                self._names.setdefault(key_of(alias), item.name)

    @cached_property
    def flag_ids(self) -> tuple[str, ...]:
        """The risk flags of the method file."""
        return tuple(flag.id for flag in self.rubric.flags)

    @cached_property
    def subjects(self) -> dict[str, str]:
        """What `has:` and `missing:` can ask for, by look-up key: fields, then evidence kinds."""
        found = {key: name for key, name in self._names.items() if name not in ASKING}
        for kind in KINDS:
            found.setdefault(kind, kind)
        return found

    def find(self, name: str) -> Field | None:
        """The field of that name or alias, or None."""
        canonical = self._names.get(key_of(name))
        return self.fields[canonical] if canonical else None

    def nearest(self, name: str) -> tuple[str, ...]:
        """Fields with a name close to the one typed."""
        return nearest(name, [*self._names, *MODIFIERS], self._names)

    def value_of(self, item: Field, text: str) -> str | None:
        """The canonical spelling of a value of a closed list, None where there is no such."""
        key = key_of(text)
        for value in item.values():
            if key_of(value) == key:
                return value
        return item.synonyms.get(fold(text)) or item.synonyms.get(key)

    def taking(self, text: str) -> tuple[str, ...]:
        """Fields that have such a value in their closed list."""
        return tuple(
            name for name, item in self.fields.items()
            if item.values() and self.value_of(item, text) is not None
        )  # fmt: skip

    def nearest_values(self, item: Field, text: str) -> tuple[str, ...]:
        """Values close to the one typed."""
        shown = {key_of(value): value for value in item.values()}
        shown |= {key: value for key, value in item.synonyms.items() if key not in shown}
        return nearest(text, list(shown), shown)


def nearest(
    name: str, candidates: Iterable[str], canonical: Mapping[str, str], count: int = 2
) -> tuple[str, ...]:
    """The candidates closest to a name, by their canonical spelling, nearest first."""
    key = key_of(name)[:64]
    if len(key) < 2:
        return ()
    close = difflib.get_close_matches(key, list(candidates), n=2 * count, cutoff=0.6)
    begun = [item for item in candidates if len(key) >= 3 and item.startswith(key)]
    found = [canonical.get(item, item) for item in (*close, *begun)]
    return tuple(dict.fromkeys(found))[:count]


def number(value: Interval) -> Reading:
    """A reading of a number that rests on no single piece of evidence."""
    return Reading(value)


def exactly(value: float) -> Reading:
    """A reading of a number that is known exactly."""
    return Reading(Interval(value, value))
