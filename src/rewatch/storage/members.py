"""Who is in a list that follows a filter: `.rewatch/members.toml`.

A filter with enter(…) and leave(…) asks who is in already. The answer is this machine's own, is
not in the history, and is nobody's work: without it, who is in the list is found by enter(…) alone.
"""

from __future__ import annotations

import contextlib
import tomllib
from collections.abc import Iterable
from typing import Any

from rewatch.domain.errors import CannotWrite, LockHeld
from rewatch.storage import atomic
from rewatch.storage.catalogue import toml_paths
from rewatch.storage.lock import lock
from rewatch.storage.paths import Folders

_SCHEMA = 1
_WAIT = 0.2  # seconds: whoever holds the lock is likely to find the same members


def load_members(folders: Folders, slug: str, line: str) -> tuple[str, ...]:
    """Ids of who was in a list when it was last worked out by this filter; none otherwise.

    Args:
        folders: whose workspace.
        slug: the list's.
        line: its filter; who was in by another one does not count.
    """
    found = _load(folders).get(slug)
    return tuple(found["companies"]) if found and found["filter"] == line else ()


def keep_members(folders: Folders, slug: str, line: str, ids: Iterable[str]) -> None:
    """Remembers who is in; where the workspace cannot be written now, that waits.

    Args:
        folders: whose workspace; nothing is kept where there is none.
        slug: the list's.
        line: its filter.
        ids: who is in.
    """
    import tomli_w

    one = {"filter": line, "companies": sorted(ids)}
    if not folders.hidden.is_dir() or _load(folders).get(slug) == one:
        return
    with contextlib.suppress(LockHeld, CannotWrite), lock(folders.workspace, _WAIT):
        # Of a list that is gone nothing is remembered.
        there = {path.stem for path in toml_paths(folders.watchlists)}
        others = {name: was for name, was in _load(folders).items() if name in there}
        data = {"schema": _SCHEMA, "lists": {**others, slug: one}}
        atomic.write_bytes(folders.hidden / "members.toml", tomli_w.dumps(data).encode())


def _load(folders: Folders) -> dict[str, dict[str, Any]]:
    try:
        data = tomllib.loads((folders.hidden / "members.toml").read_text(encoding="utf-8"))
        if data["schema"] != _SCHEMA:
            return {}
        return {
            name: {"filter": str(item["filter"]), "companies": list(map(str, item["companies"]))}
            for name, item in data["lists"].items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}  # missing or damaged: nobody is in yet
