"""What is wrong with the user's lists and notes, beside the files that cannot be scored.

A list or note that cannot be read is left out; a list's entry that names no company is left out of
the list. Both are said by every command, so the answer is kept until a file changes.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from rewatch.domain.errors import Fault
from rewatch.storage import kept

if TYPE_CHECKING:
    from pathlib import Path

    from rewatch.storage.paths import Folders


def own_faults(folders: Folders, companies: Collection[str]) -> tuple[Fault, ...]:
    """Every fault of the lists and notes, in order of file and line.

    Args:
        folders: of this run.
        companies: the ids there are.
    """
    before = kept.stamps(folders)
    key = kept.key(before, sorted(companies))
    known = kept.load(folders, "faults", key, _read)
    if known is None:
        known = tuple(sorted({*_of_lists(folders, companies), *_of_notes(folders)}))
        plain = [[item.file, item.line, item.reason] for item in known]
        kept.keep(folders, "faults", key, before, plain)
    return known


def _read(plain: list[tuple[str, int, str]]) -> tuple[Fault, ...]:
    return tuple(Fault(str(file), int(line), str(reason)) for file, line, reason in plain)


def _of_lists(folders: Folders, companies: Collection[str]) -> list[Fault]:
    from rewatch.storage.watchlists import list_watchlists

    home = folders.watchlists if folders.watchlists.is_dir() else folders.samples
    lists, faults = list_watchlists(folders)
    found = list(faults)
    for slug, item in lists.items():
        for number, company in enumerate(item.companies()):
            if company not in companies:
                reason = f'"{company}" is no company; the entry is left out'
                found.append(_at(home / f"{slug}.toml", ("entries", number, "company"), reason))
    return found


def _at(path: Path, where: tuple[str | int, ...], reason: str) -> Fault:
    """A fault in a file that was readable a moment ago; its line is found only now."""
    from rewatch.storage.toml_files import BrokenFile, read_document

    try:
        return read_document(path).fault(where, reason)
    except BrokenFile:
        return Fault(str(path), 0, reason)


def _of_notes(folders: Folders) -> tuple[Fault, ...]:
    from rewatch.storage.notes import list_notes

    return list_notes(folders)[1]
