"""What is typed into a line of a form, read while it is typed: words of a choice, and dates.

A reader makes of a text what files hold, or says why it cannot; and it says beforehand what may
come. Without widgets, so that every form tells the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from rewatch.domain.dates import begins_a_date, read_date, read_day
from rewatch.domain.errors import UsageError


class Reader(Protocol):
    """How the text of a line is read."""

    def read(self, text: str) -> str:
        """The text as files hold it; an empty one stays empty.

        Raises:
            UsageError: it cannot be used; says what can.
        """

    def told(self, text: str) -> tuple[str, bool]:
        """What may come next or what it is taken for, and whether it can still be used."""


@dataclass(frozen=True, slots=True)
class Words:
    """One of some words; it may be begun only.

    Attributes:
        words: that there are.
    """

    words: tuple[str, ...]

    def fitting(self, text: str) -> tuple[str, ...]:
        """The words that begin so, else those of which a part does."""
        begun = "-".join(text.casefold().split())
        if not begun:
            return ()
        found = [word for word in self.words if word.casefold().startswith(begun)]
        return tuple(found or [word for word in self.words if f"-{begun}" in word.casefold()])

    def read(self, text: str) -> str:
        """As every reader; a word with which all that fit begin is meant itself."""
        if not text.strip():
            return ""
        found = self.fitting(text)
        shortest = min(found, key=len, default="")
        if not found:
            raise UsageError(f"nothing begins with {text.strip()}; one of {', '.join(self.words)}")
        if not all(word.startswith(shortest) for word in found):
            raise UsageError(
                f"{text.strip()} may be {(' or ' if len(found) == 2 else ', ').join(found)}"
            )
        return shortest

    def told(self, text: str) -> tuple[str, bool]:
        """As every reader."""
        if not text.strip() or text.strip() in self.words:  # what else it might be
            return f"one of {', '.join(self.words)}", True
        found = self.fitting(text)
        if not found:
            return f"nothing begins so; one of {', '.join(self.words)}", False
        return ", ".join(found), True


@dataclass(frozen=True, slots=True)
class Dates:
    """A date as precise as it is known.

    Attributes:
        today: the day that `today` means; without it the word is not taken.
        about: what may be typed, in words.
        day: whether it must be a day.
        between: whether it may be two dates with `to` between.
    """

    today: date | None
    about: str
    day: bool = False
    between: bool = False

    def read(self, text: str) -> str:
        """As every reader."""
        if not text.strip():
            return ""
        ends = re.split(r"\s+to\s+", text.strip()) if self.between else [text]
        try:
            return " to ".join(str((read_day if self.day else read_date)(end, self.today))
                               for end in ends)  # fmt: skip
        except ValueError as error:
            raise UsageError(str(error)) from None

    def told(self, text: str) -> tuple[str, bool]:
        """As every reader; what could become a date is no mistake yet."""
        try:
            found = self.read(text)
        except UsageError as error:
            last = re.split(r"\s+to?\s*", text)[-1] if self.between else text
            return (self.about, True) if begins_a_date(last) else (str(error), False)
        return (found, True) if found != text.strip() else (self.about, True)


@dataclass(frozen=True, slots=True)
class Lookup:
    """What is looked up in a table by its code or its name, such as a country.

    Attributes:
        find: answers the code, or raises a `UsageError` that says what there is.
        about: what may be typed, in words.
    """

    find: Callable[[str], str]
    about: str

    def read(self, text: str) -> str:
        """As every reader."""
        return self.find(text.strip()) if text.strip() else ""

    def told(self, text: str) -> tuple[str, bool]:
        """As every reader; a name may still be on its way."""
        try:
            found = self.read(text)
        except UsageError:
            return self.about, True
        return (found, True) if found and found != text.strip() else (self.about, True)
