"""The method as it stood on a day: rubric, countries, profiles and decks from the history's copies.

Every ranking keeps a copy of the method files it was made with, where they are new. A day before
the first copy of a file is answered with the file of today: what is not kept cannot be rebuilt.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from rewatch.domain.prices import Deck
from rewatch.storage.cache import Loaded
from rewatch.storage.catalogue import METHOD_FILES, Catalogue, unusable_profiles
from rewatch.storage.history import reading
from rewatch.storage.profiles import ProfileFile
from rewatch.storage.toml_files import BrokenFile, decode, parse, validate

if TYPE_CHECKING:
    from pathlib import Path

    from rewatch.domain.record import Frozen
    from rewatch.storage.paths import Folders

_DECKS = "prices/"


def catalogue_on(folders: Folders, now: Catalogue, day: date) -> tuple[Catalogue, tuple[str, ...]]:
    """What stands now, with the method files that were in use on a day in the place of today's.

    Args:
        folders: whose history.
        now: what stands now; companies stay as they are, their records carry their own days.
        day: the day.

    Returns:
        the catalogue, and the files it has from a copy ("rubric.toml", "prices/<deck>.toml").
        A copy that this version cannot read any more is passed over, as one not kept.

    Raises:
        Refused: the history cannot be read now.
    """
    with reading(folders) as book:
        copies = book.methods(day) if book is not None else {}
    method, decks, used = dict(now.method), dict(now.decks), []
    for name, content in copies.items():
        path = folders.workspace / name
        model = METHOD_FILES[name][1] if name in METHOD_FILES else Deck
        if model is Deck and not name.startswith(_DECKS):
            continue
        record = _read(path, content, model)
        if record is None:
            continue
        used.append(name)
        if isinstance(record, Deck):
            decks[record.id] = record
        elif isinstance(record, ProfileFile):
            method[name] = Loaded(path, _with_later(record, now.method.get(name)))
        else:
            method[name] = Loaded(path, record)
    broken = {key: faults for key, faults in now.broken_decks.items() if key not in decks}
    then = replace(
        now,
        method=method,
        decks=decks,
        broken_decks=broken,
        broken_profiles=unusable_profiles(method),
    )
    return then, tuple(sorted(used))


def _with_later(then: ProfileFile, today: Loaded | None) -> ProfileFile:
    """The profiles of that day, and those made since: those asked for by name must be there."""
    later = today.record if today is not None else None
    known = later.profiles if isinstance(later, ProfileFile) else {}
    return then.model_copy(update={"profiles": {**known, **then.profiles}})


def _read(path: Path, content: bytes, model: type[Frozen]) -> Frozen | None:
    try:
        return validate(parse(decode(content, str(path)), str(path)), model)
    except BrokenFile:
        return None
