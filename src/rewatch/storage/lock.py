"""The workspace's lock: one writer at a time, released by the system if the writer dies.

Read, merge, write and history stand together under it. The lock file is never renamed or deleted;
it holds the pid and the command of the last holder, for the message to whoever waits in vain.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from rewatch.domain.errors import CannotWrite, LockHeld
from rewatch.storage import atomic
from rewatch.storage.paths import Folders

_PAUSE = 0.02
_FAR = 1 << 30  # Windows locks bytes and not files: one far behind the text, which stays readable.


class _Held(threading.local):
    """How deep this thread is inside the lock of each workspace."""

    def __init__(self) -> None:
        self.depth: dict[Path, int] = {}


_held = _Held()
_made: set[str] = set()  # windows of this process that have had their workspace made


@contextlib.contextmanager
def lock(workspace: Path, wait: float = 5.0) -> Iterator[None]:
    """Holds the exclusive lock of a workspace; entered again by the same thread it is a no-op.

    Args:
        workspace: an existing folder.
        wait: seconds to wait for another holder at most.

    Raises:
        LockHeld: somebody else still holds it; says who.
        CannotWrite: the workspace is missing or read-only.
    """
    workspace = workspace.resolve()
    depth = _held.depth.get(workspace, 0)
    if depth:
        _held.depth[workspace] = depth + 1
        try:
            yield
        finally:
            _held.depth[workspace] = depth
        return
    handle = _acquire(workspace, wait)
    _held.depth[workspace] = 1
    try:
        _sign(handle)
        yield
    finally:
        del _held.depth[workspace]
        os.close(handle)


def gone(folders: Folders) -> bool:
    """Whether the workspace was there and is not any more: deleted, or its disk was taken away."""
    if not (folders.stood or folders.window in _made):
        return False
    try:
        with os.scandir(folders.workspace) as found:
            return next(found, None) is None  # where a disk was taken away, its place is left
    except OSError:
        return not folders.workspace.is_dir()


def make_workspace(folders: Folders) -> None:
    """Makes the folder of a workspace, with its book-keeping folder, where they are missing.

    Raises:
        CannotWrite: they could not be made, or were there and are gone: what was in them is not
            begun anew without a word.
    """
    workspace = folders.workspace
    if gone(folders):
        raise CannotWrite(
            f"the workspace {workspace} is gone; nothing was saved. Put it back and try again, or "
            "start rewatch anew to begin another"
        )
    try:
        workspace.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        cause = "a file of that name is there" if isinstance(error, FileExistsError) else ""
        raise CannotWrite(
            f"the workspace {workspace} cannot be made: {cause or atomic.why(error)}"
        ) from error
    _make_hidden(workspace / ".rewatch")
    _made.add(folders.window)


def _make_hidden(hidden: Path) -> None:
    """The book-keeping folder, in a clone of a shared workspace too, where git left it out."""
    atomic.make_folder(hidden, within=hidden.parent)
    ignore = hidden / ".gitignore"
    if not ignore.exists():
        # The lock, the history and the trash are this machine's own, a team shares the rest.
        with contextlib.suppress(FileExistsError):
            atomic.create_new(ignore, b"*\n")


def _acquire(workspace: Path, wait: float) -> int:
    path = workspace / ".rewatch" / "lock"
    until = time.monotonic() + wait
    while True:
        handle = _open(workspace, path)
        try:
            if _try(handle, workspace):
                # Somebody may have deleted the folder between opening and locking.
                if _same_file(handle, path):
                    return handle
            elif time.monotonic() >= until:
                raise LockHeld(
                    f"the workspace {workspace} is being written by {_holder(path)}; "
                    "nothing was changed, try again when it is done"
                )
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)
        time.sleep(_PAUSE)


def _open(workspace: Path, path: Path) -> int:
    if not workspace.is_dir():
        raise CannotWrite(f"the workspace {workspace} is gone; nothing was saved")
    _make_hidden(path.parent)
    try:
        return atomic.system.open(str(path), os.O_RDWR | os.O_CREAT)
    except OSError as error:
        raise CannotWrite(
            f"the workspace {workspace} cannot be written: {atomic.why(error)}"
        ) from error


def _same_file(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


if sys.platform == "win32":
    import msvcrt

    def _try(handle: int, workspace: Path) -> bool:
        os.lseek(handle, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            if error.errno not in (errno.EACCES, errno.EDEADLK):
                raise CannotWrite(f"{workspace} cannot be locked: {atomic.why(error)}") from error
            return False
        return True

else:
    import fcntl

    def _try(handle: int, workspace: Path) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError as error:
            raise CannotWrite(
                f"the workspace {workspace} cannot be locked ({atomic.why(error)}); "
                "keep it on a disk of this machine"
            ) from error
        return True


def _sign(handle: int) -> None:
    command = " ".join([Path(sys.argv[0] or "rewatch").name, *sys.argv[1:2]])
    # Only for a message to others: where it cannot be written, the lock holds all the same.
    with contextlib.suppress(OSError):
        os.lseek(handle, 0, os.SEEK_SET)
        os.ftruncate(handle, 0)
        os.write(handle, f"{os.getpid()} {command}\n".encode(errors="replace"))


def _holder(path: Path) -> str:
    try:
        pid, _, command = path.read_text(errors="replace").strip().partition(" ")
    except OSError:
        return "another process"
    return f"process {pid} ({command})" if pid else "another process"
