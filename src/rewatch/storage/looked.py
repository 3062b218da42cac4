"""What of the inbox stood on the screen before: `.rewatch/looked.toml`.

Looking marks nothing as read: what was looked at stays in the inbox, below what is new. So this is
no change of the user's and stands in no history; losing it only means that all seems new again.
"""

from __future__ import annotations

import tomllib
from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime

from rewatch.storage import atomic
from rewatch.storage.lock import make_workspace
from rewatch.storage.paths import Folders

_SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Looked:
    """What was looked at in the inbox.

    Attributes:
        at: when the inbox was left last, with a time zone; None where it never was.
        marks: of the items that were on the screen, as `scoring.inbox.Item.mark` has them.
    """

    at: datetime | None = None
    marks: Set[str] = frozenset()


def load_looked(folders: Folders) -> Looked:
    """What was looked at; nothing where there is no record of it or it cannot be read."""
    try:
        data = tomllib.loads((folders.hidden / "looked.toml").read_text(encoding="utf-8"))
        at, marks = data["at"], data["marks"]
        if data["schema"] == _SCHEMA and isinstance(at, datetime) and at.tzinfo is not None:
            return Looked(at, frozenset(map(str, marks)))
    except (OSError, ValueError, KeyError, TypeError):
        pass  # it is no one's work: without it, everything counts as not looked at yet
    return Looked()


def keep_looked(folders: Folders, looked: Looked) -> None:
    """Remembers what was looked at, in place of what was remembered before.

    Raises:
        CannotWrite: what was remembered before stays.
    """
    import tomli_w

    make_workspace(folders)
    data = {"schema": _SCHEMA, "at": looked.at, "marks": sorted(looked.marks)}
    atomic.write_bytes(folders.hidden / "looked.toml", tomli_w.dumps(data).encode())
