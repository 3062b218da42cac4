"""Answered risk flags, kept so that the next table need not load the filter language.

Reading the expressions and the evidence behind them takes longer than all the rest of `rank`. The
answers lie in the cache folder and are believed only if nothing they were made from has changed:
every data file, list and note, the program itself, and how it was asked. They may be deleted at
any time.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

from rewatch import __version__
from rewatch.domain.errors import CannotWrite
from rewatch.storage import first_picture

if TYPE_CHECKING:
    from rewatch.storage.paths import Folders

_FORMAT = 1
_MOST = 6  # tables whose answers are kept: the lists one goes to and fro between

# A file changed this shortly ago may change again within the same tick of the disk's clock.
_TICK_NS = 2_000_000_000

States = dict[str, dict[str, str]]
Stamps = first_picture.Stamps


def stamps(folders: Folders) -> Stamps:
    """The state of every file that a flag's answer is made from; taken before they are read."""
    found = first_picture.stamps(folders)
    package = Path(__file__).parents[1]
    with contextlib.suppress(OSError), os.scandir(folders.notes) as homes:
        places = [Path(home.path) for home in homes if home.is_dir()]
        found |= _changed([*places], ".md")
    return found | _changed([package / "screening"], (".py", ".lark"))


def _changed(places: list[Path], endings: str | tuple[str, ...]) -> Stamps:
    found: Stamps = {}
    for place in places:
        with contextlib.suppress(OSError), os.scandir(place) as entries:
            for entry in entries:
                if entry.name.endswith(endings):
                    status = entry.stat()
                    found[entry.path] = (status.st_mtime_ns, status.st_size, status.st_ino)
    return found


def key(before: Stamps, asked: Mapping[str, Any]) -> str:
    """What the answers hold for, as one short text.

    Args:
        before: the files' state.
        asked: how the ranking was made, and of whom, as plain values.
    """
    whole = [_FORMAT, __version__, list(sys.version_info[:3]), sorted(before.items()), asked]
    return hashlib.blake2b(json.dumps(whole).encode(), digest_size=16).hexdigest()


def load(folders: Folders, wanted: str) -> States | None:
    """The kept states by company and flag, None where there are none that still hold."""
    found = _read(folders).get(wanted)
    return {company: dict(states) for company, states in found.items()} if found else None


def keep(folders: Folders, wanted: str, before: Stamps, states: States) -> None:
    """Keeps answers.

    Args:
        folders: of this run.
        wanted: their key.
        before: the files' state before they were read for it.
        states: by company and flag.
    """
    recent = time.time_ns() - _TICK_NS
    if any(changed > recent for changed, _, _ in before.values()):
        return
    from rewatch.storage import atomic

    others = {name: kept for name, kept in _read(folders).items() if name != wanted}
    newest = dict([*others.items()][-(_MOST - 1) :]) | {wanted: states}
    store = _file(folders)
    # A folder that cannot be written costs the next table some time and nothing else.
    with contextlib.suppress(OSError, CannotWrite):
        store.parent.mkdir(parents=True, exist_ok=True)
        atomic.write_bytes(store, json.dumps(newest, separators=(",", ":")).encode())


def _read(folders: Folders) -> dict[str, States]:
    try:
        kept = json.loads(_file(folders).read_bytes())
        return {
            str(name): {
                str(company): {str(flag): str(state) for flag, state in flags.items()}
                for company, flags in states.items()
            }
            for name, states in kept.items()
        }
    except (OSError, ValueError, AttributeError, RecursionError):
        return {}  # missing, damaged or of another format: the flags are answered anew


def _file(folders: Folders) -> Path:
    return folders.cache / f"flags-{crc32(os.fsencode(folders.workspace)):08x}.json"
