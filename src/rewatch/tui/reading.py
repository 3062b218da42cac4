"""What is typed into a line of a form, read while it is typed: words of a choice, and dates.

A reader makes of a text what files hold, or says why it cannot; and it says beforehand what may
come. Without widgets, so that every form tells the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from rewatch.domain.dates import begins_a_date, read_date, read_day
from rewatch.domain.errors import UsageError
from rewatch.domain.lists import ALL_LISTS_NAME


class Reader(Protocol):
    """How the text of a line is read."""

    def read(self, text: str) -> str:
        """The text as files hold it; an empty one stays empty.

        Raises:
            UsageError: it cannot be used; says what can.
        """

    def told(self, text: str) -> tuple[str, bool]:
        """What may come next or what it is taken for, and whether it can still be used."""


def _folded(text: str) -> str:
    """A word as it is compared: in small letters, with hyphens for all that parts it."""
    return "-".join(text.casefold().replace("_", " ").split())


@dataclass(frozen=True, slots=True)
class Words:
    """One of some words; it may be begun only.

    Attributes:
        words: that there are.
    """

    words: tuple[str, ...]

    def fitting(self, text: str) -> tuple[str, ...]:
        """The words that begin so, else those of which a part does."""
        begun = _folded(text)
        if not begun:
            return ()
        found = [word for word in self.words if _folded(word).startswith(begun)]
        return tuple(found or [word for word in self.words if f"-{begun}" in _folded(word)])

    def read(self, text: str) -> str:
        """As every reader; a word that is whole is meant itself, whatever else begins so."""
        if not text.strip():
            return ""
        found = self.fitting(text)
        whole = [word for word in found if _folded(word) == _folded(text)]
        if not found:
            raise UsageError(f"nothing begins with {text.strip()}; one of {', '.join(self.words)}")
        if len(found) > 1 and not whole:
            raise UsageError(
                f"{text.strip()} may be {(' or ' if len(found) == 2 else ', ').join(found)}"
            )
        return (whole or found)[0]

    def common(self, text: str) -> str:
        """What several words that fit begin with, where that is more than the text; else it."""
        found = self.fitting(text)
        begun = found[0] if len(found) > 1 else ""
        while not all(word.startswith(begun) for word in found):
            begun = begun[:-1]
        return begun if begun.startswith(_folded(text)) and begun != _folded(text) else text

    def more(self, text: str) -> bool:
        """Whether a text is one of the words and others begin with it."""
        return text.strip() in self.words and len(self.fitting(text)) > 1

    def told(self, text: str) -> tuple[str, bool]:
        """As every reader."""
        # What else a whole word might have been; where others begin so, those.
        if not text.strip() or (text.strip() in self.words and not self.more(text)):
            return f"one of {', '.join(self.words)}", True
        found = self.fitting(text)
        if not found:
            return f"nothing begins so; one of {', '.join(self.words)}", False
        return ", ".join(found), True


def words_of(reader: Reader | None) -> Words | None:
    """A reader of words, which can say how they go on; None for every other."""
    return reader if isinstance(reader, Words) else None


@dataclass(frozen=True, slots=True)
class Dates:
    """A date as precise as it is known.

    Attributes:
        today: the day that `today` means; without it that and `yesterday` are not taken.
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
class Checked:
    """A figure, or several parts with commas between; it stays as it is typed.

    Attributes:
        check: answers what a text comes to, or raises a `UsageError` that says what is wrong.
        about: what may be typed, in words.
        parts: whether it is made of parts, of which the last may still be on its way.
    """

    check: Callable[[str], str]
    about: str
    parts: bool = False

    def read(self, text: str) -> str:
        """As every reader."""
        if text.strip():
            self.check(text)
        return text.strip()

    def told(self, text: str) -> tuple[str, bool]:
        """As every reader; what has no figure yet is no mistake, nor is the last part."""
        if not text.strip():
            return self.about, True
        try:
            return self.check(text) or self.about, True
        except UsageError as error:
            if self.parts:
                done = re.split(r"[,;][^,;]*\Z", text)[0]
                return Checked(self.check, self.about).told("" if done == text else done)
            begun = re.search(r"\d", text) is None
            return (self.about, True) if begun else (str(error), False)


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


def free_name(text: str, lists: Sequence[tuple[str, str]], but: str = "") -> str:
    """What a watchlist may be called.

    Args:
        text: as typed.
        lists: slug and name of those there are.
        but: slug of the one that may be called so.

    Raises:
        UsageError: another is called so, or the view of all of them.
    """
    name = " ".join(text.split())
    if name.casefold() == ALL_LISTS_NAME.casefold():
        raise UsageError(f"{ALL_LISTS_NAME} is the view of them all; choose another name.")
    for slug, known in lists:
        if slug != but and known.casefold() == name.casefold():
            raise UsageError(f"There is a watchlist {known} already; choose another name.")
    return name
