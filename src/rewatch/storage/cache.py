"""Validated records of one folder of files, kept so that the next start need not parse them.

Parsing fifty TOML files takes longer than all the rest of a start, reading them back as JSON a
fraction of it. One cache file a folder: a first line with what was read, then one line a record.
It is never the only copy of anything: damaged, outdated or missing, it is built again; where it
cannot be written, the next start is merely slower.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from rewatch import __version__
from rewatch.domain.errors import CannotWrite, Fault
from rewatch.storage import atomic

if TYPE_CHECKING:
    from rewatch.domain.record import Frozen

_FORMAT = 1
# A file changed this shortly before its cache was written may change again within the same tick
# of the disk's clock, and is read anew. (The coarsest clock in use, FAT's, ticks every 2 seconds.)
_TICK_NS = 2_000_000_000

Stamp = tuple[int, int, int, int]


@dataclass(frozen=True)
class Loaded:
    """What one file holds.

    Attributes:
        path: the file.
        record: the record, None where the file is at fault.
        faults: why there is none.
    """

    path: Path
    record: Frozen | None
    faults: tuple[Fault, ...] = ()


def load_records(
    paths: Iterable[Path],
    read: Callable[[Path], Frozen],
    models: dict[str, type[Frozen]],
    store: Path,
) -> list[Loaded]:
    """Reads many files, those unchanged since the last time from the cache.

    Args:
        paths: the files.
        read: reads one file; raises `BrokenFile`.
        models: the models `read` may return, by a short name each.
        store: the cache file.

    Returns:
        one element for each path, in order.
    """
    from rewatch.storage.toml_files import BrokenFile

    files = list(paths)
    old, written = _open(store)
    names = {model: name for name, model in models.items()}
    lines: dict[str, tuple[Stamp, str, bytes]] = {}
    answers: list[Loaded] = []
    fresh = False
    for path in files:
        stamp = _stamp(path)
        kept = old.get(path.name)
        record: Frozen | None = None
        if kept and stamp and kept[0] == stamp and max(stamp[0], stamp[3]) < written - _TICK_NS:
            with contextlib.suppress(ValueError, KeyError):
                record = _validated(models[kept[1]], kept[2])
                lines[path.name] = kept
        if record is None:
            fresh = True
            try:
                record = read(path)
            except BrokenFile as error:
                answers.append(Loaded(path, None, error.faults))
                continue
            if stamp and stamp == _stamp(path):
                dumped = record.model_dump_json(by_alias=True, exclude_unset=True).encode()
                lines[path.name] = (stamp, names[type(record)], dumped)
        answers.append(Loaded(path, record))
    if fresh or old.keys() != lines.keys():
        _save(store, lines)
    return answers


@lru_cache(maxsize=512)
def _validated(model: type[Frozen], line: bytes) -> Frozen:
    """A record from its line; the same one again, so that a reload reads only what changed."""
    return model.model_validate_json(line)


def cache_file(cache: Path, folder: Path) -> Path:
    """The cache file of a source folder."""
    digest = hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:16]
    return cache / f"{folder.name}-{digest}.jsonl"


def _stamp(path: Path) -> Stamp | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino, status.st_ctime_ns


def _key() -> list[object]:
    return [_FORMAT, __version__, list(sys.version_info[:3])]


def _open(store: Path) -> tuple[dict[str, tuple[Stamp, str, bytes]], int]:
    """The kept lines by file name, and when they were written; nothing where anything is off."""
    try:
        with store.open("rb") as file:
            first, _, body = file.read().partition(b"\n")
            written = os.fstat(file.fileno()).st_mtime_ns
        head = json.loads(first)
        if head["key"] != _key() or head["crc"] != zlib.crc32(body):
            return {}, 0
        lines = body.split(b"\n")
        return {
            name: ((stamp[0], stamp[1], stamp[2], stamp[3]), model, line)
            for (name, stamp, model), line in zip(head["files"], lines, strict=False)
        }, written
    except (OSError, ValueError, KeyError, TypeError, IndexError, RecursionError):
        # Missing, damaged or of another format: it is only a cache, the files are read instead.
        return {}, 0


def _save(store: Path, lines: dict[str, tuple[Stamp, str, bytes]]) -> None:
    body = b"\n".join(line for _, _, line in lines.values())
    head = {
        "key": _key(),
        "crc": zlib.crc32(body),
        "files": [[name, stamp, model] for name, (stamp, model, _) in lines.items()],
    }
    # A folder that cannot be written costs the next start some time and nothing else.
    with contextlib.suppress(OSError, CannotWrite):
        store.parent.mkdir(parents=True, exist_ok=True)
        atomic.write_bytes(store, json.dumps(head).encode() + b"\n" + body)
