"""What is wrong with the user's lists and notes, beside the files that cannot be scored.

A list or note that cannot be read is left out; a list's entry that names no company is left out of
the list. Both are said by every command, so the answer is kept until a file changes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
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
        absent = {
            number: company
            for number, company in enumerate(item.companies())
            if company not in companies
        }
        if absent:
            found += _absent(home / f"{slug}.toml", absent)
    return found


def _absent(path: Path, entries: Mapping[int, str]) -> list[Fault]:
    """Entries of a list that name no company; the file is read once more, for their lines."""
    from rewatch.storage.toml_files import BrokenFile, read_document

    reasons = {n: f'"{name}" is no company; the entry is left out' for n, name in entries.items()}
    try:
        document = read_document(path)
    except BrokenFile:  # it was readable a moment ago
        return [Fault(str(path), 0, reason) for reason in reasons.values()]
    return [document.fault(("entries", n, "company"), reason) for n, reason in reasons.items()]


def _of_notes(folders: Folders) -> tuple[Fault, ...]:
    from rewatch.storage.notes import list_notes

    return list_notes(folders)[1]
