"""Files of the workspace written with their history: pending, then the file, then done.

All that saves a user's work writes through here. What is done inside one `operation` is one step,
under one lock, and is undone as a whole.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from rewatch.domain.errors import NotFound, Refused
from rewatch.storage import atomic, history
from rewatch.storage.history import Change, History, Kind
from rewatch.storage.lock import lock
from rewatch.storage.paths import Folders


class Operation:
    """One step: what is done, in words, and the files changed for it so far."""

    def __init__(self, folders: Folders, words: str, kind: Kind, target: int | None) -> None:
        self.folders, self.words, self.kind, self.target = folders, words, kind, target
        self.changes: list[Change] = []
        self._stack = contextlib.ExitStack()
        self._history: History | None = None

    @property
    def history(self) -> History:
        """The history, opened on first use: what changes nothing opens nothing."""
        if self._history is None:
            self._history = self._stack.enter_context(history.opened(self.folders))
        return self._history

    def close(self) -> None:
        """Closes the history."""
        self._stack.close()
        self._history = None

    def apply(
        self, path: Path, before: bytes | None, after: bytes | None, make: Callable[[], None]
    ) -> None:
        """Makes one change of one file, with its history."""
        change = self._pending(path, before, after)
        try:
            make()
        except BaseException:
            # Whether the new content stands is decided by the file; if not now, then later.
            self._try(lambda: self.history.settle([change]))
            raise
        self.changes.append(change)
        # The file stands: what cannot be marked as done now is settled by its hash later.
        self._try(lambda: self.history.done(change))

    def _pending(self, path: Path, before: bytes | None, after: bytes | None) -> Change:
        def write_down() -> Change:
            with history.explained(self.folders):
                return self.history.pending(
                    path.relative_to(self.folders.workspace).as_posix(),
                    before,
                    after,
                    operation=self.words,
                    step=self.changes[0].step if self.changes else None,
                    kind=self.kind,
                    target=self.target,
                )

        try:
            return write_down()
        except history.DamagedError:
            self.close()
            self.changes.clear()
            history.begin_anew(self.folders).close()
            return write_down()

    def _try(self, what: Callable[[], None]) -> None:
        with contextlib.suppress(Refused, history.DamagedError), history.explained(self.folders):
            what()


class _Open(threading.local):
    def __init__(self) -> None:
        self.operations: dict[Path, Operation] = {}


_open = _Open()


@contextlib.contextmanager
def operation(
    folders: Folders, words: str, *, kind: Kind = "change", target: int | None = None
) -> Iterator[Operation]:
    """Holds the lock for one step; inside another operation it is a part of that one.

    Args:
        folders: whose workspace.
        words: what is being done, as the history shall tell it.
        kind: whether it undoes or redoes another step.
        target: the number of that step.

    Raises:
        LockHeld, CannotWrite: nothing was changed.
    """
    outer = _open.operations.get(folders.workspace)
    if outer is not None:
        yield outer
        return
    with lock(folders.workspace):
        mine = Operation(folders, words, kind, target)
        _open.operations[folders.workspace] = mine
        try:
            yield mine
        finally:
            del _open.operations[folders.workspace]
            mine.close()


def write(folders: Folders, path: Path, data: bytes, words: str = "") -> None:
    """Puts `data` into a file of the workspace, whole or not at all.

    Raises:
        LockHeld, CannotWrite: nothing was changed.
    """
    with operation(folders, words or f"saved {_shown(folders, path)}") as step:
        before = _content(folders, path)
        if before != data:
            step.apply(path, before, data, lambda: atomic.write_bytes(path, data))


def create(folders: Folders, path: Path, data: bytes, words: str = "") -> None:
    """Writes a file that must not be there yet.

    Raises:
        FileExistsError: it is there already.
        LockHeld, CannotWrite: nothing was changed.
    """
    with operation(folders, words or f"made {_shown(folders, path)}") as step:
        if path.exists():
            raise FileExistsError(path)
        step.apply(path, None, data, lambda: atomic.create_new(path, data))


def delete(folders: Folders, path: Path, words: str = "") -> Path:
    """Moves a file of the workspace into its trash, under a name that is free there.

    Returns:
        where it is kept.

    Raises:
        NotFound: it is not there.
        LockHeld, CannotWrite: nothing was changed.
    """
    with operation(folders, words or f"deleted {_shown(folders, path)}") as step:
        before = _content(folders, path)
        if before is None:
            raise NotFound("file", str(path), [])
        kept = folders.trash / path.relative_to(folders.workspace)
        atomic.make_folder(kept.parent, within=folders.workspace)
        found: list[Path] = []

        def make() -> None:
            found.append(under_free_name(kept, lambda free: atomic.create_new(free, before)))
            atomic.remove(path)

        step.apply(path, before, None, make)
        return found[0]


def out_of_trash(folders: Folders, path: Path, content: bytes) -> None:
    """Forgets the kept copies of a deleted file that stands in its place again."""
    kept = folders.trash / path.relative_to(folders.workspace)
    copies = sorted(kept.parent.glob(f"{kept.stem}*{kept.suffix}")) if kept.parent.is_dir() else []
    for copy in copies:
        # A copy too many does no harm: what cannot be removed stays.
        with contextlib.suppress(Refused, OSError):
            if copy.read_bytes() == content:
                atomic.remove(copy)


def under_free_name(path: Path, make: Callable[[Path], None]) -> Path:
    """Calls `make` with the path, else with `-2`, `-3` … behind its stem until a name is free."""
    number, free = 1, path
    while True:
        try:
            make(free)
        except FileExistsError:
            number += 1
            free = path.with_name(f"{path.stem}-{number}{path.suffix}")
        else:
            return free


def _content(folders: Folders, path: Path) -> bytes | None:
    return history.content_of(folders, path.relative_to(folders.workspace).as_posix())


def _shown(folders: Folders, path: Path) -> str:
    return path.relative_to(folders.workspace).as_posix()
