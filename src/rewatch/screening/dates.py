"""Dates of the filter language against the as-of date."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from rewatch.domain.values import PartialDate
from rewatch.screening.syntax import Age, Day, Scalar, Today


def shifted(day: date, age: Age, sign: int) -> date:
    """A day moved by an age; months and years keep the day of the month where it exists."""
    try:
        if age.unit in ("d", "w"):
            return day + timedelta(days=sign * age.count * (7 if age.unit == "w" else 1))
        months = day.year * 12 + day.month - 1 + sign * age.count * (12 if age.unit == "y" else 1)
        year, month = divmod(months, 12)
        last = calendar.monthrange(year, month + 1)[1]
        return date(year, month + 1, min(day.day, last))
    except (OverflowError, ValueError, calendar.IllegalMonthError):
        return date.min if sign < 0 else date.max


def before(day: date, age: Age) -> date:
    """The day that lies an age before."""
    return shifted(day, age, -1)


def days_of(value: Scalar, as_of: date, faces: str) -> tuple[date, date]:
    """The first and the last day that a value means.

    Args:
        value: a date, today or an age.
        as_of: what today means.
        faces: an age lies before the as-of date for "past" fields, after it for "future" ones.
    """
    match value:
        case Today():
            return as_of, as_of
        case Age():
            day = shifted(as_of, value, -1 if faces == "past" else 1)
            return day, day
        case Day():
            return PartialDate(value.text).days()
    raise TypeError(f"{value!r} is no date")
