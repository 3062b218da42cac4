"""Answers kept between calls: what takes longer to work out than all the rest of a command.

They are believed only if nothing they were made from has changed: every data file, list and note,
the program itself, and what was asked. They lie in the cache folder, are never the only copy of
anything and may be deleted at any time.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from zlib import crc32

from rewatch import __version__
from rewatch.domain.errors import CannotWrite
from rewatch.storage import first_picture

if TYPE_CHECKING:
    from rewatch.storage.paths import Folders

Stamps = first_picture.Stamps
Answer = TypeVar("Answer")

_FORMAT = 1
_MOST = 6  # answers kept of one name: those of the lists one goes to and fro between

# A file changed this shortly ago may change again within the same tick of the disk's clock.
_TICK_NS = 2_000_000_000


def stamps(folders: Folders) -> Stamps:
    """The state of every file that an answer may be made from; taken before they are read."""
    places = [Path(__file__).parents[1] / name for name in ("screening", "storage")]
    with contextlib.suppress(OSError), os.scandir(folders.notes) as homes:
        places += [Path(home.path) for home in homes if home.is_dir()]
    found = _answering(first_picture.stamps(folders)) | _states(places)
    with contextlib.suppress(OSError):
        status = (folders.hidden / "seen.toml").stat()
        found[str(folders.hidden)] = (status.st_mtime_ns, status.st_size, status.st_ino)
    return found


def unchanged(read: Stamps, before: Stamps) -> bool:
    """Whether the files are as they were when the records were read.

    Args:
        read: the state of the records' files then, as `first_picture` takes it.
        before: the state that an answer made from them would be kept under.
    """
    return _answering(read).items() <= before.items()


def _answering(found: Stamps) -> Stamps:
    """Without the interface: how something is painted changes no answer."""
    painted = str(Path(__file__).parents[1] / "tui")
    return {path: state for path, state in found.items() if not path.startswith(painted)}


def _states(places: Iterable[Path]) -> Stamps:
    found: Stamps = {}
    for place in places:
        with contextlib.suppress(OSError), os.scandir(place) as entries:
            for entry in entries:
                if entry.name.endswith((".md", ".py", ".lark")):
                    status = entry.stat()
                    found[entry.path] = (status.st_mtime_ns, status.st_size, status.st_ino)
    return found


def key(before: Stamps, asked: object) -> str:
    """What an answer holds for, as one short text.

    Args:
        before: the files' state.
        asked: what was asked, as plain values.
    """
    whole = [_FORMAT, __version__, list(sys.version_info[:3]), sorted(before.items()), asked]
    return hashlib.blake2b(json.dumps(whole).encode(), digest_size=16).hexdigest()


def load(folders: Folders, name: str, wanted: str, read: Callable[[Any], Answer]) -> Answer | None:
    """A kept answer, None where there is none that still holds.

    Args:
        folders: of this run.
        name: what kind of answer it is.
        wanted: its key.
        read: makes it of plain values; whatever it raises, they are not believed.
    """
    with contextlib.suppress(KeyError, TypeError, ValueError, AttributeError):
        return read(_kept(folders, name)[wanted])
    return None


def keep(folders: Folders, name: str, wanted: str, before: Stamps, answer: object) -> None:
    """Keeps an answer.

    Args:
        folders: of this run.
        name: what kind of answer it is.
        wanted: its key.
        before: the files' state before they were read for it.
        answer: plain values.
    """
    recent = time.time_ns() - _TICK_NS
    if any(changed > recent for changed, _, _ in before.values()):
        return
    from rewatch.storage import atomic

    others = [pair for pair in _kept(folders, name).items() if pair[0] != wanted]
    newest = {**dict(others[-(_MOST - 1) :]), wanted: answer}
    store = _file(folders, name)
    # A folder that cannot be written costs the next call some time and nothing else.
    with contextlib.suppress(OSError, CannotWrite):
        store.parent.mkdir(parents=True, exist_ok=True)
        atomic.write_bytes(store, json.dumps(newest, separators=(",", ":")).encode())


def _kept(folders: Folders, name: str) -> dict[str, Any]:
    try:
        kept = json.loads(_file(folders, name).read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}  # missing or damaged: the answer is worked out anew
    return kept if isinstance(kept, dict) else {}


def _file(folders: Folders, name: str) -> Path:
    return folders.cache / f"{name}-{crc32(os.fsencode(folders.workspace)):08x}.json"
