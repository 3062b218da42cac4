"""Dates as people type them, made the one form that files hold.

The one place where every face reads a date that was typed. What can be meant in one way only is
taken (`2026-11`, `20 Nov 2026`, `Q3 2026`, `yesterday`); days and months in figures alone are not
guessed at, since half the world writes them the other way round: the sentence says what to write.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from rewatch.domain.values import PartialDate

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_SHORTEST = 3  # letters that tell months apart
_FIGURES = re.compile(r"(\d{1,2})([./ -])(\d{1,2})\2(\d{4}|\d{2})\Z", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})([-./ ])(\d{1,2})(?:\2(\d{1,2}))?\Z", re.ASCII)
_MONTH_YEAR = re.compile(r"(\d{1,2})[./-](\d{4})\Z", re.ASCII)
_PART_OF_YEAR = re.compile(r"(?:([qh]\d)[ /-]?(\d{4})|(\d{4})[ /-]?([qh]\d))\Z", re.ASCII)
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b")
# Nothing that is typed on makes a date of it: day and month in figures, too many figures, an odd
# sign, a month or a day that there is not.
_NEVER = re.compile(
    r"\d{1,2}[./-]\d{1,2}[./-].*|.*\d{5}.*|.*[^\w\s./-].*|\d{4}-(?:1[3-9]|[2-9]\d).*"
    r"|\d{4}-\d{3}.*|\d{4}-\d\d-(?:3[2-9]|[4-9]\d|\d{3}).*",
    re.ASCII,
)
_WAYS = {2: "two", 3: "three"}
_AGO = {"today": timedelta(0), "yesterday": timedelta(days=1)}
_WORDS = (*_MONTHS, "today", "yesterday", "q", "h", "st", "nd", "rd", "th")


def read_date(text: str, today: date | None = None) -> PartialDate:
    """A date as precise as it was typed.

    Args:
        text: as typed, in any of the ways people write dates.
        today: the day that `today` means, the one before it being `yesterday`; without it neither
            word is taken.

    Raises:
        ValueError: it is none, or may be two; says what to write.
    """
    found = _read(text, today)
    if found is None:
        raise ValueError("a date is written YYYY, YYYY-H1, YYYY-Q3, YYYY-MM or YYYY-MM-DD")
    return found


def read_day(text: str, today: date | None = None) -> date:
    """A day; arguments as for `read_date`.

    Raises:
        ValueError: it is none, may be two, or is a longer time than a day.
    """
    found = _read(text, today)
    if found is None:
        raise ValueError("a day is written YYYY-MM-DD, as 2026-03-01")
    if found.first != found.last:
        raise ValueError(f"{text.strip()} is longer than a day; write YYYY-MM-DD, as {found.last}")
    return found.first


def _read(text: str, today: date | None) -> PartialDate | None:
    """The date, None where nothing about it is known.

    Raises:
        ValueError: it may be two, or there is none such.
    """
    wanted = " ".join(text.casefold().replace(",", " ").split())
    if wanted in _AGO and today is not None:
        return PartialDate((today - _AGO[wanted]).isoformat())
    figures = _FIGURES.match(wanted)
    if figures:
        raise ValueError(_meant(text.strip(), figures))
    found = (
        wanted if re.fullmatch(r"\d{4}", wanted, re.ASCII) else _one_form(_ORDINAL.sub("", wanted))
    )
    return None if found is None else PartialDate.parse(found)


def begins_a_date(text: str) -> bool:
    """Whether more letters may make a date of it, so that nothing is wrong with it yet."""
    wanted = text.strip().casefold().replace(",", " ")
    words = re.findall(r"[^\W\d_]+", wanted)
    named = all(any(known.startswith(word) for known in _WORDS) for word in words)
    return named and not _NEVER.fullmatch(wanted)


def _one_form(wanted: str) -> str | None:
    """The form of files, None where it is not one that is known here."""
    year_first = _YEAR_FIRST.match(wanted)
    if year_first:
        return _joined(year_first[1], year_first[3], year_first[4])
    month_year = _MONTH_YEAR.match(wanted)
    if month_year:
        return _joined(month_year[2], month_year[1])
    part = _PART_OF_YEAR.match(wanted)
    if part:
        return f"{part[2] or part[3]}-{(part[1] or part[4]).upper()}"
    return _with_month(re.split(r"[\s./-]+", wanted.replace(".", " ").strip()))


def _with_month(words: list[str]) -> str | None:
    """A date whose month is a word: 20 nov 2026, nov 20 2026, nov 2026, 2026 nov 20."""
    named = [month for word in words if (month := _month(word))]
    if len(named) != 1:
        return None
    month, rest = named[0], [word for word in words if not word.isalpha()]
    years = [word for word in rest if re.fullmatch(r"\d{4}", word, re.ASCII)]
    days = [word for word in rest if re.fullmatch(r"\d{1,2}", word, re.ASCII)]
    if len(years) != 1 or len(days) > 1 or len(years) + len(days) + 1 != len(words):
        return None
    return _joined(years[0], str(month), *days)


def _month(word: str) -> int | None:
    if len(word) < _SHORTEST:
        return None
    return next((n for n, name in enumerate(_MONTHS, 1) if name.startswith(word)), None)


def _joined(year: str, month: str, day: str | None = None) -> str:
    return "-".join([year, month.zfill(2), *([day.zfill(2)] if day else [])])


def _meant(text: str, figures: re.Match[str]) -> str:
    """What to write instead of a date whose month is a figure among others."""
    year = figures[4] if len(figures[4]) == 4 else f"20{figures[4]}"
    found = []
    meant = [(year, figures[3], figures[1]), (year, figures[1], figures[3])]
    if figures[2] == "-" and len(figures[4]) == 2:  # as files hold it, the century left out
        meant.append((f"20{figures[1].zfill(2)}", figures[3], figures[4]))
    for parts in meant:
        try:
            found.append(str(date(*map(int, parts))))
        except ValueError:
            continue
    if not found:
        return f"there is no such date as {text}"
    ways = list(dict.fromkeys(found))
    if len(ways) == 1:
        return f"dates begin with the year; write {ways[0]}"
    return f"the date {text} may be read in {_WAYS[len(ways)]} ways; write {' or '.join(ways)}"
