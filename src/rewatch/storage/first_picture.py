"""The table that the interface showed last, kept so that the next start shows it at once.

It holds plain values, so that it is painted before the records and the scorer are loaded, and it is
believed only if nothing that it was made from has changed: every data file and list, the program
itself, the day. It lies in the cache folder and may be deleted at any time.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rewatch import __version__

if TYPE_CHECKING:
    from datetime import date

    from rewatch.storage.paths import Folders

# Path of a file: its time of change in ns, size and inode.
Stamps = dict[str, tuple[int, int, int]]

_FORMAT = 1
# A file changed this shortly ago may change again within the same tick of the disk's clock.
_TICK_NS = 2_000_000_000
# The parts of the program that decide what the table says.
_CODE = ("domain", "scoring", "scoring/measures", "tui")


def stamps(folders: Folders) -> Stamps:
    """The state of every file that a table is made from."""
    found: Stamps = {}
    package = Path(__file__).parents[1]
    places = [folders.seeds, folders.samples, folders.workspace]
    places += [folders.seeds / "companies", folders.seeds / "prices"]
    places += [folders.companies, folders.watchlists, folders.workspace / "prices"]
    places += [package / name for name in _CODE]
    for place in places:
        with contextlib.suppress(OSError), os.scandir(place) as entries:
            for entry in entries:
                if entry.name.endswith((".toml", ".py")):
                    status = entry.stat()
                    found[entry.path] = (status.st_mtime_ns, status.st_size, status.st_ino)
    return found


def same_records(one: Stamps, other: Stamps, folders: Folders) -> bool:
    """Whether all but the user's lists are the same."""
    lists = str(folders.watchlists)
    return _without(one, lists) == _without(other, lists)


def _without(found: Stamps, folder: str) -> Stamps:
    return {path: stamp for path, stamp in found.items() if not path.startswith(folder)}


def load(folders: Folders, watchlist: str | None, today: date) -> dict[str, Any] | None:
    """The kept table of a list, None where there is none that still holds.

    Args:
        folders: of this run.
        watchlist: slug; the one shown last if None.
        today: the day it is.
    """
    try:
        kept = json.loads(_file(folders).read_bytes())
        if kept["key"] != _key(today) or watchlist not in (None, kept["watchlist"]):
            return None
        now = {path: list(stamp) for path, stamp in stamps(folders).items()}
        picture = kept["picture"]
        return picture if kept["stamps"] == now and isinstance(picture, dict) else None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None  # missing, damaged or of another format: the table is worked out instead


def keep(
    folders: Folders, watchlist: str, today: date, before: Stamps, picture: Mapping[str, Any]
) -> None:
    """Keeps a table.

    Args:
        folders: of this run.
        watchlist: slug.
        today: the day it was worked out for.
        before: the files' state before they were read for it.
        picture: plain values.
    """
    recent = time.time_ns() - _TICK_NS
    if any(changed > recent for changed, _, _ in before.values()):
        return
    whole = {
        "key": _key(today),
        "watchlist": watchlist,
        "stamps": before,
        "picture": picture,
    }
    from rewatch.domain.errors import CannotWrite
    from rewatch.storage import atomic

    store = _file(folders)
    # A folder that cannot be written costs the next start some time and nothing else.
    with contextlib.suppress(OSError, CannotWrite):
        store.parent.mkdir(parents=True, exist_ok=True)
        atomic.write_bytes(store, json.dumps(whole, separators=(",", ":")).encode())


def _key(today: date) -> list[object]:
    return [_FORMAT, __version__, list(sys.version_info[:3]), today.isoformat()]


def _file(folders: Folders) -> Path:
    from zlib import crc32

    mark = crc32(os.fsencode(folders.workspace))
    return folders.cache / f"picture-{mark:08x}.json"
