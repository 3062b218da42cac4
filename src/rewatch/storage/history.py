"""The history of a workspace, opened: every change the tool makes, in `.rewatch/history.sqlite`.

What a crash left pending is settled by the file's hash when the history is opened next. A damaged
history is set aside under another name, which is told, and a new one begins.
"""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from rewatch.domain.errors import CannotWrite, LockHeld, Refused
from rewatch.storage import atomic
from rewatch.storage.ledger import Change, History, Kind, content_of, digest
from rewatch.storage.lock import lock
from rewatch.storage.paths import Folders

if TYPE_CHECKING:
    import sqlite3

__all__ = ["Change", "History", "Kind", "content_of", "digest"]

# SQLite's result codes that mean the file itself is bad, not the disk below it.
_DAMAGED = (11, 26)  # SQLITE_CORRUPT, SQLITE_NOTADB
_WHY = {
    5: "another process is writing it",
    8: "it is read-only",
    10: "the disk reports an error",
    13: "the disk is full; free some space and try again",
    14: "it cannot be opened",
    23: "it belongs to somebody else",
}


@contextlib.contextmanager
def opened(folders: Folders) -> Iterator[History]:
    """The history for writing, tables made and pending changes settled; holds the lock.

    A damaged one is set aside first, and `told` says so.

    Raises:
        LockHeld, CannotWrite: it cannot be opened.
        Refused: it was written by a newer rewatch.
    """
    with lock(folders.workspace):
        history = _prepared(folders)
        try:
            with explained(folders):
                yield history
        except DamagedError as error:
            history.close()
            begin_anew(folders).close()
            raise CannotWrite(
                f"{folders.history} is damaged and was set aside; nothing was saved, try again"
            ) from error
        finally:
            history.close()


@contextlib.contextmanager
def reading(folders: Folders) -> Iterator[History | None]:
    """The history for reading, without the lock; None where there is none or it is damaged."""
    if not folders.history.exists():
        yield None
        return
    try:
        with explained(folders, "read: {}"):
            connection = atomic.system.connect(str(folders.history))
            try:
                atomic.system.execute(connection, "SELECT 1 FROM changes LIMIT 1")
            except BaseException:
                connection.close()
                raise
    except DamagedError:
        yield None
        return
    try:
        with explained(folders, "read: {}"):
            yield History(folders, connection)
    finally:
        connection.close()


def set_aside(folders: Folders) -> list[Path]:
    """Damaged histories that were set aside, for `doctor`."""
    return sorted(folders.hidden.glob("history.sqlite.damaged-*"))


class DamagedError(Refused):
    """The history's file is no history; what writes sets it aside."""


def _prepared(folders: Folders) -> History:
    try:
        return _made(folders)
    except DamagedError:
        return begin_anew(folders)


def begin_anew(folders: Folders) -> History:
    """Sets a damaged history aside, and begins another that tells of it.

    Raises:
        CannotWrite: it cannot be done; nothing was changed.
    """
    kept = _set_aside(folders)
    try:
        return _made(folders, f"the history was damaged and begins anew; the old one is {kept}")
    except DamagedError as error:
        raise CannotWrite(f"{folders.history} cannot be made; nothing was saved") from error


def _made(folders: Folders, told: str = "") -> History:
    connection: sqlite3.Connection | None = None
    try:
        with explained(folders):
            connection = atomic.system.connect(str(folders.history))
            history = History(folders, connection)
            history.prepare()
            if told:
                history.tell(told)
    except BaseException:
        if connection is not None:
            connection.close()
        raise
    return history


def _set_aside(folders: Folders) -> Path:
    """Renames a damaged history and what belongs to it."""
    day = atomic.system.now().date().isoformat()
    number, kept = 1, folders.history.with_name(f"history.sqlite.damaged-{day}")
    while kept.exists():
        number += 1
        kept = folders.history.with_name(f"history.sqlite.damaged-{day}-{number}")
    for ending in ("-journal", "-wal", "-shm"):
        beside = folders.history.with_name(f"history.sqlite{ending}")
        if beside.exists():
            atomic.rename(beside, kept.with_name(kept.name + ending))
    if folders.history.exists():
        atomic.rename(folders.history, kept)
    return kept


@contextlib.contextmanager
def explained(folders: Folders, told: str = "written: {}; nothing was saved") -> Iterator[None]:
    """Turns the database's errors into sentences, and a bad file into `DamagedError`."""
    import sqlite3

    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 1) & 0xFF
        gone = not folders.workspace.is_dir()
        if (code in _DAMAGED or "no such" in str(error)) and not gone:
            raise DamagedError(f"the history is damaged ({error})") from error
        why = "its folder is gone" if gone else _WHY.get(code, str(error))
        kind = LockHeld if code == 5 else CannotWrite
        raise kind(f"{folders.history} could not be {told.format(why)}") from error
    except zlib.error as error:
        raise DamagedError(f"the history is damaged ({error})") from error
