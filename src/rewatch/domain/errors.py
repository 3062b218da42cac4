"""What can go wrong, as sentences for users: what, where, how to mend.

Every error a face may show derives from `RewatchError`; `str(error)` is the whole sentence.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass


class RewatchError(Exception):
    """Base of all errors that are told to the user; never shown with a traceback."""

    exit_code = 3


class UsageError(RewatchError):
    """A wrong word or value given to a command (exit code 2)."""

    exit_code = 2


class NotFound(UsageError):  # noqa: N818 - reads as the sentence it tells
    """No company, watchlist, profile or deck of that name; carries the nearest names."""

    def __init__(self, what: str, name: str, nearest: list[str]) -> None:
        self.what, self.name, self.nearest = what, name, nearest
        hint = f"; did you mean {', '.join(nearest)}?" if nearest else ""
        super().__init__(f"no {what} is called {name!r}{hint}")


class Ambiguous(UsageError):  # noqa: N818 - reads as the sentence it tells
    """A name fits more than one company."""

    def __init__(self, what: str, name: str, candidates: list[str]) -> None:
        self.what, self.name, self.candidates = what, name, candidates
        super().__init__(f"{name!r} fits more than one {what}: {', '.join(candidates)}; use the id")


class FilterError(UsageError):
    """A filter line that cannot be read, with the place and what would stand there.

    Attributes:
        reason: what is wrong, one clause.
        line: the whole line as typed.
        at: index of the first character meant.
        length: how many characters are meant, at least 1.
        nearest: names or values close to the one typed, nearest first.
        takes: what the field takes, in words.
    """

    def __init__(
        self,
        reason: str,
        line: str = "",
        at: int = 0,
        length: int = 1,
        *,
        nearest: tuple[str, ...] = (),
        takes: str = "",
    ) -> None:
        self.reason, self.line, self.at, self.length = reason, line, at, max(1, length)
        self.nearest, self.takes = nearest, takes
        hint = f"; did you mean {' or '.join(nearest)}?" if nearest else ""
        super().__init__(f"{reason}{hint}{f' ({takes})' if takes else ''}")

    def caret(self, width: int = 78) -> tuple[str, str]:
        """The line, or the part of it around the place, and a line of carets below the place.

        Args:
            width: the most characters to show; a longer line is cut at both ends with "…".

        Returns:
            Two lines that align in a fixed-width font; control characters are shown as "·".
        """
        start = min(self.at, len(self.line))
        end = min(start + self.length, max(len(self.line), start + 1), start + width - 2)
        first = 0 if len(self.line) <= width else max(0, min(start - width // 2, end - width + 2))
        last = len(self.line) if len(self.line) - first <= width else first + width - 2
        before = ("…" if first else "") + _shown(self.line[first:start])
        after = _shown(self.line[start:last]) + ("…" if last < len(self.line) else "")
        meant = _shown(self.line[start : min(end, last)])
        return before + after, " " * _cells(before) + "^" * max(1, _cells(meant))


class Refused(RewatchError):  # noqa: N818 - reads as the sentence it tells
    """Something could not be done and nothing was changed (exit code 3)."""


class CannotWrite(Refused):
    """A file could not be written: full disk, read-only folder, lost folder."""


class LockHeld(Refused):
    """Another process holds the workspace lock."""


class MissingExtra(Refused):
    """An optional part is not installed; the sentence names the command that installs it."""


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong in one file, as `rewatch check` prints it.

    Attributes:
        file: path as the user knows it.
        line: 1-based line, 0 where the whole file is meant.
        reason: what was found and what was expected, one sentence.
    """

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.reason}"


def _shown(text: str) -> str:
    """The text with what would move the cursor or turn the direction made visible."""
    return "".join("·" if unicodedata.category(c)[0] in "CMZ" and c != " " else c for c in text)


def _cells(text: str) -> int:
    """How many cells of a fixed-width font the text takes."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
