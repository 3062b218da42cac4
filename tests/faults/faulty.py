"""An operating system whose calls fail where a test says so."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

from rewatch.storage.atomic import Os

# What SQLite makes of the operating system's errors.
_SQLITE = {
    errno.ENOSPC: (13, "database or disk is full"),
    errno.EIO: (10, "disk I/O error"),
    errno.EACCES: (8, "attempt to write a readonly database"),
    errno.EPERM: (8, "attempt to write a readonly database"),
}


class FaultyOs(Os):
    """Counts the calls of the writing seam and lets one of them fail.

    Attributes:
        fail_at: number of the call that fails, from 0; None lets all succeed.
        error: the errno it fails with.
        lasting: whether every call after it fails too, as on a disk that is full for good.
        calls: names of the calls made so far.
    """

    def __init__(
        self, fail_at: int | None = None, error: int = 0, *, lasting: bool = False
    ) -> None:
        self.fail_at, self.error, self.lasting = fail_at, error, lasting
        self.calls: list[str] = []

    def _call(self, name: str, real: Callable[..., Any], *args: Any) -> Any:
        number = len(self.calls)
        self.calls.append(name)
        hit = self.fail_at is not None and (
            number == self.fail_at or (self.lasting and number > self.fail_at)
        )
        # A handle is gone even where closing it reports a lost write.
        if hit and name == "close":
            real(*args)
        if hit and name in ("connect", "execute"):
            code, words = _SQLITE[self.error]
            failed = sqlite3.OperationalError(words)
            failed.sqlite_errorcode = code
            raise failed
        if hit:
            raise OSError(self.error, os.strerror(self.error))
        return real(*args)

    def open(self, path: str, flags: int, mode: int = 0o666) -> int:
        return int(self._call("open", super().open, path, flags, mode))

    def write(self, handle: int, data: memoryview) -> int:
        # Writes in small pieces, as a disk may that is about to be full.
        return int(self._call("write", super().write, handle, data[: max(1, len(data) // 2)]))

    def fsync(self, handle: int) -> None:
        self._call("fsync", super().fsync, handle)

    def close(self, handle: int) -> None:
        self._call("close", super().close, handle)

    def replace(self, source: str, target: str) -> None:
        self._call("replace", super().replace, source, target)

    def link(self, source: str, target: str) -> None:
        self._call("link", super().link, source, target)

    def unlink(self, path: str) -> None:
        self._call("unlink", super().unlink, path)

    def mkdir(self, path: str) -> None:
        self._call("mkdir", super().mkdir, path)

    def chmod(self, path: str, mode: int) -> None:
        self._call("chmod", super().chmod, path, mode)

    def connect(self, path: str) -> sqlite3.Connection:
        made: sqlite3.Connection = self._call("connect", super().connect, path)
        return made

    def execute(
        self, connection: sqlite3.Connection, sql: str, values: Sequence[Any] = ()
    ) -> sqlite3.Cursor:
        made: sqlite3.Cursor = self._call("execute", super().execute, connection, sql, values)
        return made
