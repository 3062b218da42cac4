"""What one step changed in its files, line by line: the history looked at closely."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from rewatch.domain.errors import Refused
from rewatch.storage import history
from rewatch.storage.differences import Told, differences
from rewatch.storage.paths import Folders

# Put in, taken out, beside what changed, and where lines are left out.
Sign = Literal["+", "-", " ", "…"]
_SIGNS: tuple[Sign, ...] = ("+", "-", " ")


@dataclass(frozen=True, slots=True)
class Altered:
    """What a step did to one file.

    Attributes:
        file: path below the workspace.
        before: its text before, None where there was no file.
        after: its text after, None where there is none any more.
        lines: those that changed with one beside them, each with its sign.
        told: what was put in, taken out and made another, in words; None where it cannot be told.
    """

    file: str
    before: str | None
    after: str | None
    lines: tuple[tuple[Sign, str], ...]
    told: tuple[Told, ...] | None = None


def altered(folders: Folders, step: int, names: Mapping[str, str] = {}) -> list[Altered]:
    """What a step changed, file by file in the order it wrote them.

    Args:
        folders: whose workspace.
        step: its number.
        names: of companies, by id.

    Raises:
        Refused: there is no such step, or its texts were purged.
    """
    with history.reading(folders) as book:
        changes = [] if book is None else book.changes("step = ?", step)[::-1]
        if book is None or not changes:
            raise Refused(f"the history has no step {step}")
        found = []
        for file in dict.fromkeys(change.file for change in changes):
            mine = [change for change in changes if change.file == file]
            before, after = (
                None if content is None else content.decode("utf-8", "replace")
                for content in (book.content(mine[0].before), book.content(mine[-1].after))
            )
            told = differences(before, after, file, names)
            found.append(Altered(file, before, after, _lines(before or "", after or ""), told))
        return found


def _lines(before: str, after: str) -> tuple[tuple[Sign, str], ...]:
    from difflib import unified_diff

    told = unified_diff(before.splitlines(), after.splitlines(), n=1, lineterm="")
    found: list[tuple[Sign, str]] = []
    for number, line in enumerate(told):
        if line.startswith("@@"):
            found += [("…", "")] if found else []
        elif number > 1:  # behind the two lines that name the files
            sign = next(sign for sign in _SIGNS if sign == line[0])
            found.append((sign, line[1:]))
    return tuple(found)
