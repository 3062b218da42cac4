"""Undo and redo: a step of the history taken back, by record and field.

A step is what one operation changed, whatever the number of files; it is undone as a whole or not
at all. Each window takes back its own steps. What others changed since stays, and only where the
very same field was changed since is undoing refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rewatch.domain.errors import Refused
from rewatch.storage import atomic, history, recorded
from rewatch.storage.file_merge import inverted, readable
from rewatch.storage.history import Change, History, Kind
from rewatch.storage.paths import SEEN, Folders


@dataclass(frozen=True)
class Undone:
    """What was undone or redone.

    Attributes:
        step: the number of the step it speaks of.
        operation: what that step had done, in words.
        files: the files changed, below the workspace.
    """

    step: int
    operation: str
    files: tuple[str, ...]


def undo(folders: Folders, *, window: str | None = None, step: int | None = None) -> Undone | None:
    """Takes the newest step back.

    Args:
        folders: whose workspace.
        window: the window whose step it shall be; None for the newest of all.
        step: the number of a certain step instead.

    Returns:
        what was undone, None where there is nothing to undo.

    Raises:
        Refused: what it touched has changed since; nothing was changed.
        LockHeld, CannotWrite: nothing was changed, or not all of it and the history says what.
    """
    return _take_back(folders, "undo", window, step)


def redo(folders: Folders, *, window: str | None = None) -> Undone | None:
    """Does again what was undone last, unless something else was changed since.

    Args:
        folders: whose workspace.
        window: the window that undid it; None for the newest of all.

    Returns:
        what was done again, None where there is nothing. Raises as `undo`.
    """
    return _take_back(folders, "redo", window, None)


def _take_back(folders: Folders, kind: Kind, window: str | None, step: int | None) -> Undone | None:
    if not folders.history.exists():
        return None
    with recorded.operation(folders, kind, kind=kind) as operation:
        try:
            with history.explained(folders):
                steps = _steps(operation.history)
                found = _chosen(steps, step) if step else _next(steps, kind, window)
                if found is None:
                    return None
                target, changes = found
                files = _contents(folders, operation.history, changes)
        except history.DamagedError as error:
            operation.close()
            history.begin_anew(folders).close()
            raise Refused(f"{error} and begins anew; nothing was undone") from error
        operation.target = target.step
        operation.words = f"{'undid' if kind == 'undo' else 'redid'}: {target.operation}"
        for file, (before, after) in files.items():
            _put(folders, folders.workspace / file, before, after)
        return Undone(target.step, target.operation, tuple(files))


def _put(folders: Folders, path: Path, before: bytes | None, after: bytes | None) -> None:
    if after == before:
        return
    if after is None:
        recorded.delete(folders, path)
    elif before is None:
        atomic.make_folder(path.parent, within=folders.workspace)
        recorded.create(folders, path, after)
        recorded.out_of_trash(folders, path, after)
    else:
        recorded.write(folders, path, after)


def _contents(
    folders: Folders, book: History, changes: Sequence[Change]
) -> dict[str, tuple[bytes | None, bytes | None]]:
    """For each file of a step what it holds now and shall hold; all or none."""
    files: dict[str, tuple[bytes | None, bytes | None]] = {}
    for change in changes:  # the newest first
        now = history.content_of(folders, change.file)
        current = files[change.file][1] if change.file in files else now
        contents = book.content(change.before), book.content(change.after)
        # Two looks cannot be merged into one as two edits of a record can.
        if change.file == SEEN and current not in contents:
            raise Refused("the inbox was marked as read again since; nothing was undone")
        files[change.file] = (now, inverted(*contents, current, change.file))
    return files


# A step: its kind and words, and its changes, the newest first.
_Step = tuple[Change, list[Change]]


def _steps(book: History) -> list[_Step]:
    """All steps, the newest first."""
    found: dict[int, list[Change]] = {}
    for change in book.changes("state = 'done'"):
        found.setdefault(change.step, []).append(change)
    return [(changes[-1], changes) for _, changes in sorted(found.items(), reverse=True)]


def _standing(steps: Sequence[_Step]) -> dict[int, _Step]:
    """Of each step undone or redone at some time, what was done with it last."""
    last: dict[int, _Step] = {}
    for first, changes in steps:
        if first.target is not None:
            last.setdefault(first.target, (first, changes))
    return last


def _chosen(steps: Sequence[_Step], number: int) -> _Step | None:
    last = _standing(steps)
    for first, changes in steps:
        if first.step == number and first.kind == "change":
            if number in last and last[number][0].kind == "undo":
                raise Refused(f"step {number} is undone already")
            return first, _effective(last, first, changes)
    raise Refused(f"the history has no step {number}")


def _effective(last: dict[int, _Step], first: Change, changes: list[Change]) -> list[Change]:
    """What stands of a step: what redoing it wrote, where it was redone."""
    return last[first.step][1] if first.step in last else changes


def _next(steps: Sequence[_Step], kind: Kind, window: str | None) -> _Step | None:
    last = _standing(steps)
    for first, changes in steps:
        if window is not None and first.window != window:
            continue
        if kind == "redo":
            if first.kind == "change":
                return None  # something new was done since: there is no going on from here
            if first.kind == "undo" and last[first.target or 0][0] is first:
                return _named(steps, first), changes
        elif first.kind == "change" and (
            first.step not in last or last[first.step][0].kind == "redo"
        ):
            return first, _effective(last, first, changes)
    return None


def _named(steps: Sequence[_Step], undoing: Change) -> Change:
    """The step that an undoing speaks of, for its words and number; else the undoing itself."""
    return next((first for first, _ in steps if first.step == undoing.target), undoing)


def last_good(folders: Folders, file: str) -> tuple[datetime, bytes] | None:
    """The newest content of a file in the history that can be read, and from when it is.

    Args:
        folders: whose workspace.
        file: path below the workspace, with forward slashes.
    """
    with history.reading(folders) as book:
        if book is None:
            return None
        for change in book.changes("file = ? AND state IN ('done', 'unclear')", file):
            for name in (change.after, change.before):
                content = book.content(name) if name is not None else None
                if content is not None and readable(content, file):
                    return change.at, content
    return None


def restorable(folders: Folders, files: Iterable[str]) -> list[str]:
    """Those of some files that are broken and have a last good copy, as paths below the workspace.

    Args:
        folders: whose workspace.
        files: full paths; those of other places are passed over.
    """
    found = []
    for path in map(Path, dict.fromkeys(files)):
        if not path.is_relative_to(folders.workspace):
            continue
        file = path.relative_to(folders.workspace).as_posix()
        try:
            whole = readable(path.read_bytes(), file)
        except OSError:
            continue
        if not whole and last_good(folders, file) is not None:
            found.append(file)
    return found


def bring_back(folders: Folders, file: str) -> Path:
    """Puts the last good content of a broken file into its place; the broken one goes to the trash.

    Returns:
        where the broken file is kept.

    Raises:
        Refused: the history has no content of it that can be read.
        LockHeld, CannotWrite: nothing was changed.
    """
    with recorded.operation(folders, f"brought back the last good {file}"):
        found = last_good(folders, file)
        if found is None:
            raise Refused(f"the history has no copy of {file} that can be read")
        path = folders.workspace / file
        if path.is_file() and readable(path.read_bytes(), file):
            raise Refused(f"{file} is whole; rewatch undo takes changes back")
        kept = recorded.delete(folders, path)
        recorded.create(folders, path, found[1])
        return kept
