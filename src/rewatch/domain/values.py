"""Small value types every record is made of: intervals, partial dates, grades, ids.

Knows nothing of files, the clock or scoring.
"""

from __future__ import annotations

import calendar
import math
import re
from datetime import date, datetime
from functools import lru_cache
from typing import Annotated, Any, Literal, NamedTuple, get_args

from pydantic import AfterValidator, BeforeValidator, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

Grade = Literal["A", "B", "C", "D", "E"]
GRADES: tuple[Grade, ...] = get_args(Grade)

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}\Z")
_WINDOWS_NAMES = frozenset(
    ["con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))]
)


def valid_id(text: str) -> str:
    """Returns `text` when it is a legal id, which is also a safe file name on every system.

    Raises:
        ValueError: not a lower-case slug of 1 to 64 characters, or a reserved Windows name.
    """
    if not _ID.match(text):
        raise ValueError(
            "an id is 1 to 64 lower-case letters, digits and hyphens and begins with no hyphen"
        )
    if text in _WINDOWS_NAMES:
        raise ValueError(f"{text} is a reserved file name on Windows; choose another id")
    return text


Id = Annotated[str, AfterValidator(valid_id)]


class Interval(NamedTuple):
    """A closed interval of one unit; a single number is an interval of width 0."""

    low: float
    high: float

    @classmethod
    def parse(cls, value: object) -> Interval:
        """Reads a number or `[low, high]`.

        Raises:
            ValueError: not a finite number or an ordered pair of finite numbers.
        """
        if isinstance(value, Interval):
            return value
        if isinstance(value, int | float) and not isinstance(value, bool):
            pair: tuple[float, float] = (float(value), float(value))
        elif (
            isinstance(value, list | tuple)
            and len(value) == 2
            and all(isinstance(end, int | float) and not isinstance(end, bool) for end in value)
        ):
            pair = (float(value[0]), float(value[1]))
        else:
            raise ValueError("a number or a range [low, high] is expected")
        if not (math.isfinite(pair[0]) and math.isfinite(pair[1])):
            raise ValueError("the number must be finite")
        if pair[0] > pair[1]:
            raise ValueError("the low end of a range comes first")
        return cls(*pair)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls.parse,
            serialization=core_schema.plain_serializer_function_ser_schema(cls.plain),
        )

    def plain(self) -> float | list[float]:
        """The form it takes in a file: a number where both ends are equal."""
        return self.low if self.low == self.high else [self.low, self.high]

    @property
    def mid(self) -> float:
        """The midpoint."""
        return (self.low + self.high) / 2

    @property
    def width(self) -> float:
        """High - low."""
        return self.high - self.low

    def hull(self, other: Interval) -> Interval:
        """The smallest interval that contains both."""
        return Interval(min(self.low, other.low), max(self.high, other.high))

    def meet(self, other: Interval) -> Interval | None:
        """What both have in common, or None."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        return Interval(low, high) if low <= high else None

    def contains(self, other: Interval, slack: float = 0.0) -> bool:
        """Whether `other` lies inside, give or take `slack`."""
        return self.low - slack <= other.low and other.high <= self.high + slack

    def scaled(self, factor: float) -> Interval:
        """Both ends times a factor >= 0."""
        return Interval(self.low * factor, self.high * factor)


class NonNegative(Interval):
    """An interval whose low end may not be below 0 (an amount, a tonnage, a price)."""

    __slots__ = ()

    @classmethod
    def parse(cls, value: object) -> Interval:
        """As `Interval.parse`, and refuses negative numbers."""
        parsed = Interval.parse(value)
        if parsed.low < 0:
            raise ValueError("the number may not be negative")
        return parsed


class Percent(Interval):
    """An interval within 0 to 100."""

    __slots__ = ()

    @classmethod
    def parse(cls, value: object) -> Interval:
        """As `Interval.parse`, and refuses numbers outside 0 to 100."""
        parsed = Interval.parse(value)
        if parsed.low < 0 or parsed.high > 100:
            raise ValueError("a percentage between 0 and 100 is expected")
        return parsed


_PARTIAL = re.compile(r"(\d{4})(?:-(?:(\d{2})(?:-(\d{2}))?|Q([1-4])|H([12])))?\Z", re.ASCII)


@lru_cache(maxsize=8192)  # a few hundred dates are read thousands of times
def _days(text: str) -> tuple[date, date]:
    match = _PARTIAL.match(text)
    if match is None:
        raise ValueError(f"{text} is no date")
    year = int(match[1])
    if match[3]:
        day = date(year, int(match[2]), int(match[3]))
        return day, day
    if match[2]:
        start = end = int(match[2])
    elif match[4]:
        end = int(match[4]) * 3
        start = end - 2
    elif match[5]:
        end = int(match[5]) * 6
        start = end - 5
    else:
        start, end = 1, 12
    last = calendar.monthrange(year, end)[1]
    return date(year, start, 1), date(year, end, last)


class PartialDate(str):
    """A date as precise as it is known: YYYY, YYYY-Hn, YYYY-Qn, YYYY-MM or YYYY-MM-DD.

    It is the text itself; `first` and `last` are the first and last day it may mean.
    """

    __slots__ = ()

    @classmethod
    def parse(cls, value: object) -> PartialDate:
        """Reads text or a TOML date.

        Raises:
            ValueError: the text is no date of one of the five forms, or the day does not exist.
        """
        if isinstance(value, datetime):
            value = value.date()
        text = value.isoformat() if isinstance(value, date) else value
        if not isinstance(text, str) or not _PARTIAL.match(text):
            raise ValueError("a date is written YYYY, YYYY-H1, YYYY-Q3, YYYY-MM or YYYY-MM-DD")
        parsed = cls(text)
        try:
            parsed.days()
        except ValueError:
            raise ValueError(f"there is no such date as {text}") from None
        return parsed

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        # No serializer of its own: it is text already, and one that made text of everything would
        # also make text of a pair of dates where a field may hold either.
        return core_schema.no_info_plain_validator_function(cls.parse)

    def days(self) -> tuple[date, date]:
        """The first and the last day this date may mean."""
        return _days(self)

    @property
    def first(self) -> date:
        """The first day it may mean."""
        return self.days()[0]

    @property
    def last(self) -> date:
        """The last day it may mean."""
        return self.days()[1]

    def agrees_with(self, other: PartialDate) -> bool:
        """Whether both mean the same time to the precision of the coarser of the two."""
        one, two = self.days(), other.days()
        return (one[0] <= two[0] and two[1] <= one[1]) or (two[0] <= one[0] and one[1] <= two[1])


def _no_number(value: object) -> object:
    """A number is no date: taken for seconds since 1970 it would become one in silence."""
    if isinstance(value, int | float):
        raise ValueError("a date such as 2026-11-21 is expected")  # noqa: TRY004 - for pydantic
    return value


def _in_every_zone(value: date | datetime) -> date | datetime:
    """A time at either end of the calendar has none in some other zone."""
    if isinstance(value, datetime) and not date.min.year < value.year < date.max.year:
        raise ValueError(f"a time of the years {date.min.year + 1} to {date.max.year - 1} is meant")
    return value


# A day, and a day or a time of a day.
Day = Annotated[date, BeforeValidator(_no_number)]
Moment = Annotated[date | datetime, BeforeValidator(_no_number), AfterValidator(_in_every_zone)]


def day_of(moment: date | datetime) -> date:
    """The day of a `Moment` where the user is: in the zone of this machine, as the day it is.

    Raises:
        OverflowError, ValueError: the time is at an end of the calendar, so no `Moment`.
    """
    return moment.astimezone().date() if isinstance(moment, datetime) else moment


# A year has 365.25 days, four years one with the leap day.
DAYS_A_MONTH = 365.25 / 12


def months_between(start: date, end: date) -> int:
    """Whole months from `start` to `end`; negative where end is earlier."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - 1 if end.day < start.day else months


def worst_grade(grades: list[Grade]) -> Grade | None:
    """The weakest of some grades, None of an empty list."""
    return max(grades) if grades else None
