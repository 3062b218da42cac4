"""What can go wrong, as sentences for users: what, where, how to mend.

Every error a face may show derives from `RewatchError`; `str(error)` is the whole sentence.
"""

from __future__ import annotations

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
