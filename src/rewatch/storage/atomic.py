"""The one seam through which rewatch writes: whole files or nothing, and the workspace's lock.

A file is written beside its target under another name, flushed to the disk, and renamed over the
target, so that a reader, a crash or a full disk sees the old content or the new, never a part.
Every call to the operating system, the history's database included, goes through `system`, which
tests replace to make each call fail in turn. Every failure is told as one sentence; the old content
is untouched by then.
"""

# Calls are made on paths as the kernel takes them, one method each, so that each can fail.
# ruff: noqa: PTH101, PTH102, PTH105, PTH108
from __future__ import annotations

import contextlib
import errno
import os
import secrets
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rewatch.domain.errors import CannotWrite

if TYPE_CHECKING:
    from sqlite3 import Connection, Cursor

LEFTOVER_PREFIX = ".~rewatch-"


class Os:
    """The calls that writing needs, one method each."""

    def open(self, path: str, flags: int, mode: int = 0o666) -> int:
        """`os.open`; on Unix not inherited by child processes."""
        return os.open(path, flags | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0), mode)

    def write(self, handle: int, data: memoryview) -> int:
        """`os.write`: may write less than it was given."""
        return os.write(handle, data)

    def fsync(self, handle: int) -> None:
        """`os.fsync`."""
        os.fsync(handle)

    def close(self, handle: int) -> None:
        """`os.close`."""
        os.close(handle)

    def replace(self, source: str, target: str) -> None:
        """`os.replace`."""
        os.replace(source, target)

    def link(self, source: str, target: str) -> None:
        """`os.link`: fails where the target exists."""
        os.link(source, target)

    def unlink(self, path: str) -> None:
        """`os.unlink`."""
        os.unlink(path)

    def mkdir(self, path: str) -> None:
        """`os.mkdir`."""
        os.mkdir(path)

    def chmod(self, path: str, mode: int) -> None:
        """`os.chmod`."""
        os.chmod(path, mode)

    def connect(self, path: str) -> Connection:
        """`sqlite3.connect`, without transactions of its own making."""
        import sqlite3

        return sqlite3.connect(path, timeout=5.0, isolation_level=None)

    def execute(self, connection: Connection, sql: str, values: Sequence[Any] = ()) -> Cursor:
        """One statement of the history's database."""
        return connection.execute(sql, values)

    def now(self) -> datetime:
        """The time, in UTC."""
        return datetime.now(UTC)


system = Os()


def write_bytes(path: Path, data: bytes) -> None:
    """Puts `data` into `path`, whole or not at all; through a symbolic link to its target.

    Raises:
        CannotWrite: nothing was changed (or, where the disk failed at the very last step, the new
            content stands but the disk has not confirmed it).
    """
    with _told(path):
        target = _target(path)
        with _folder(target.parent) as folder:
            temporary = _write_beside(target, data)
            try:
                system.replace(str(temporary), str(target))
            except BaseException:
                _discard(temporary)
                raise
            _confirm(folder)


def create_new(path: Path, data: bytes) -> None:
    """As `write_bytes`, for a file that must not be there yet.

    Raises:
        FileExistsError: it is there already; nothing was changed.
        CannotWrite: as `write_bytes`.
    """
    with _told(path), _folder(path.parent) as folder:
        temporary = _write_beside(path, data)
        try:
            _give_name(temporary, path)
        finally:
            _discard(temporary)
        _confirm(folder)


def remove(path: Path) -> None:
    """Deletes a file; one that is not there is no fault.

    Raises:
        CannotWrite: it is still there.
    """
    with _told(path, verb="deleted"), _folder(path.parent) as folder:
        try:
            system.unlink(str(path))
        except FileNotFoundError:
            return
        _confirm(folder)


def move(path: Path, to: Path) -> None:
    """Moves a file to a name that must be free; killed half-way, both copies stand.

    Raises:
        FileExistsError: `to` is taken.
        CannotWrite: nothing was moved.
    """
    with _told(path, verb="moved"):
        data = path.read_bytes()
    create_new(to, data)
    remove(path)


def make_folder(path: Path, within: Path) -> None:
    """Makes a folder and those above it, but never `within` itself: a lost one stays lost.

    Raises:
        CannotWrite: it could not be made.
    """
    missing = []
    at = path
    while at != within and not at.is_dir():
        missing.append(at)
        at = at.parent
    for folder in reversed(missing):
        with _told(folder, verb="made"), contextlib.suppress(FileExistsError):
            system.mkdir(str(folder))


def rename(source: Path, target: Path) -> None:
    """Gives a file or folder another name, which must be free, on the same disk.

    Raises:
        CannotWrite: nothing was moved.
    """
    with _told(target, verb="made"), _folder(target.parent) as folder:
        system.replace(str(source), str(target))
        _confirm(folder)


def is_leftover(name: str) -> bool:
    """Whether a file of that name is what an interrupted save left behind."""
    return name.startswith(LEFTOVER_PREFIX)


def sweep(folder: Path) -> None:
    """Removes leftovers of interrupted saves from one folder; call it under the lock.

    Raises:
        CannotWrite: one could not be removed.
    """
    if folder.is_dir():
        for item in folder.iterdir():
            if is_leftover(item.name):
                remove(item)


def _target(path: Path) -> Path:
    target = Path(os.path.realpath(path))
    if target.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
    return target


@contextlib.contextmanager
def _folder(path: Path) -> Iterator[int | None]:
    """The open folder, whose own fsync makes a new name last; opened before anything is changed."""
    if os.name == "nt":  # Windows opens no folders, and needs none opened
        yield None
        return
    handle = system.open(str(path), os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield handle
    finally:
        # All is decided by now: what closing a read-only handle says changes nothing.
        with contextlib.suppress(OSError):
            system.close(handle)


def _confirm(folder: int | None) -> None:
    if folder is None:
        return
    try:
        system.fsync(folder)
    except OSError as error:
        # Some network and user-space file systems have no fsync for folders.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.EBADF):
            raise _UnconfirmedError(error.errno, error.strerror) from error


class _UnconfirmedError(OSError):
    """The change stands, yet the disk did not confirm it."""


def _write_beside(target: Path, data: bytes) -> Path:
    """A new file with `data`, on the disk, in the folder of `target` and with its permissions."""
    temporary = target.parent / f"{LEFTOVER_PREFIX}{secrets.token_hex(8)}"
    handle = system.open(str(temporary), os.O_WRONLY | os.O_CREAT | os.O_EXCL)
    try:
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[system.write(handle, rest) :]
            system.fsync(handle)
        finally:
            system.close(handle)
        with contextlib.suppress(FileNotFoundError):
            mode = target.stat().st_mode & 0o7777
            if mode != temporary.stat().st_mode & 0o7777:
                system.chmod(str(temporary), mode)
    except BaseException:
        _discard(temporary)
        raise
    return temporary


def _give_name(temporary: Path, path: Path) -> None:
    try:
        system.link(str(temporary), str(path))
    except FileExistsError:
        raise
    except OSError as error:
        no_links = (errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK, errno.EINVAL)
        if error.errno not in no_links:
            raise
        # A file system without hard links: reserve the name, then rename over the reservation.
        system.close(system.open(str(path), os.O_WRONLY | os.O_CREAT | os.O_EXCL))
        try:
            system.replace(str(temporary), str(path))
        except BaseException:
            _discard(path)
            raise


def _discard(temporary: Path) -> None:
    # The cause of the failure is being told already; a leftover is recognised and swept later.
    with contextlib.suppress(OSError):
        system.unlink(str(temporary))


_WHY = {
    errno.ENOSPC: "the disk is full; free some space and try again",
    errno.EROFS: "the disk is read-only",
    errno.EACCES: "the folder or the file is read-only or belongs to somebody else",
    errno.EPERM: "the folder or the file is read-only or belongs to somebody else",
    errno.ENOENT: "its folder is gone",
    errno.ENOTDIR: "its folder is gone",
    errno.ESTALE: "its folder is gone",
    errno.EIO: "the disk reports an error",
    errno.ELOOP: "its symbolic link leads round in a circle",
    errno.ENAMETOOLONG: "the name is too long for this disk",
}
if hasattr(errno, "EDQUOT"):
    _WHY[errno.EDQUOT] = "your share of the disk is used up; free some space and try again"


@contextlib.contextmanager
def _told(path: Path, verb: str = "saved") -> Iterator[None]:
    """Turns an operating system's error into a sentence; `FileExistsError` is an answer."""
    try:
        yield
    except FileExistsError:
        raise
    except _UnconfirmedError as error:
        raise CannotWrite(
            f"{path} was {verb}, but the disk did not confirm it ({error.strerror}); try again"
        ) from error
    except OSError as error:
        raise CannotWrite(f"{path} could not be {verb}: {why(error)}") from error


def why(error: OSError) -> str:
    """The cause of a failed call, in plain words."""
    return _WHY.get(error.errno or 0, (error.strerror or str(error)).lower())
