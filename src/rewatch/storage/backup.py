"""A whole workspace as one file, and back: an ordinary zip archive that anybody can open.

It holds everything, the history and the trash too, and leaves out only the lock and what an
interrupted save left behind. Restoring unpacks beside the workspace and changes names at the very
end; a workspace that was there before is kept under another name.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path, PurePosixPath

from rewatch import __version__
from rewatch.domain.errors import CannotWrite, Refused, UsageError
from rewatch.storage import atomic
from rewatch.storage.lock import lock
from rewatch.storage.paths import Folders

FORMAT = 1
MANIFEST = "rewatch-backup.json"
_MOST_BYTES = 4 << 30


def back_up(folders: Folders, to: Path, now: datetime, *, force: bool = False) -> int:
    """Writes the workspace into one file.

    Args:
        folders: whose workspace.
        to: the archive.
        now: when, for the archive's own record.
        force: whether an archive that is there may be written over.

    Returns:
        how many files it holds.

    Raises:
        Refused: there is no workspace, or the archive is there already.
        LockHeld, CannotWrite: nothing was written.
    """
    if not folders.workspace.is_dir():
        raise Refused(f"there is no workspace at {folders.workspace} yet")
    packed = io.BytesIO()
    with lock(folders.workspace), zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        names = []
        for path in _files(folders.workspace):
            name = path.relative_to(folders.workspace).as_posix()
            try:
                archive.writestr(name, path.read_bytes())
            except OSError as error:
                raise Refused(f"{path} cannot be read: {atomic.why(error)}") from error
            names.append(name)
        told = {"format": FORMAT, "rewatch": __version__, "made": now.isoformat(), "files": names}
        archive.writestr(MANIFEST, json.dumps(told, indent=1))
    try:
        (atomic.write_bytes if force else atomic.create_new)(to, packed.getvalue())
    except FileExistsError as error:
        raise Refused(f"{to} is there already; use --force to write over it") from error
    return len(names)


def restore(folders: Folders, archive: Path, now: datetime, *, force: bool = False) -> Path | None:
    """Brings a workspace back from an archive.

    Args:
        folders: where to; an empty or missing workspace, or any with `force`.
        archive: what `back_up` wrote.
        now: its day names the folder that was there before.
        force: whether a workspace that holds something may make way.

    Returns:
        where the workspace that made way is kept, None where there was none.

    Raises:
        UsageError: no archive of a workspace, or damaged.
        Refused: the workspace holds something, or the archive is of a newer rewatch.
        CannotWrite: nothing was changed.
    """
    contents = _unpacked(archive)
    target = folders.workspace
    if target.exists() and not target.is_dir():
        raise Refused(f"{target} is a file; name a folder")
    if target.is_dir() and _holds_something(target) and not force:
        raise Refused(
            f"the workspace {target} is not empty; restore into another, or use --force: what is "
            "there is then kept under another name"
        )
    beside = target.with_name(f"{atomic.LEFTOVER_PREFIX}{target.name}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _remove(beside)
        beside.mkdir()
    except OSError as error:
        raise CannotWrite(f"{beside} could not be made: {atomic.why(error)}") from error
    try:
        for name, content in contents.items():
            path = beside / name
            atomic.make_folder(path.parent, within=beside)
            atomic.create_new(path, content)
        return _exchange(beside, target, now)
    except BaseException:
        _remove(beside)
        raise


def _exchange(beside: Path, target: Path, now: datetime) -> Path | None:
    """Puts the restored folder into its place and keeps the one that was there."""
    if not target.exists():
        atomic.rename(beside, target)
        return None
    with lock(target):
        number, kept = 1, target.with_name(f"{target.name}.before-{now.date().isoformat()}")
        while kept.exists():
            number += 1
            kept = target.with_name(f"{target.name}.before-{now.date().isoformat()}-{number}")
        atomic.rename(target, kept)
        try:
            atomic.rename(beside, target)
        except BaseException:
            atomic.rename(kept, target)
            raise
    if (kept / ".git").exists() and not (target / ".git").exists():
        # It is in no archive: the restored files go on in the history that a team shares.
        atomic.rename(kept / ".git", target / ".git")
    if _is_bare(kept):
        _remove(kept)
        return None
    return kept


def _holds_something(workspace: Path) -> bool:
    """Whether anything is there but what every lock leaves behind."""
    marker = workspace / ".rewatch" / ".gitignore"
    return any(path != marker for path in _files(workspace))


def _is_bare(workspace: Path) -> bool:
    """Whether nothing at all is there but the lock and what came with it."""
    own = [workspace / ".rewatch" / name for name in ("lock", ".gitignore")]
    found = (path for path in workspace.rglob("*") if path.is_symlink() or not path.is_dir())
    return all(path in own for path in found)


def _files(workspace: Path) -> Iterator[Path]:
    """What is worth keeping, in order of name."""
    for path in sorted(workspace.rglob("*")):
        name = path.relative_to(workspace).as_posix()
        passed_over = name in (".rewatch/lock", MANIFEST) or name.startswith(".git/")
        if path.is_file() and not passed_over and not atomic.is_leftover(path.name):
            yield path


def _unpacked(path: Path) -> dict[str, bytes]:
    """The files of an archive by name, all of it read and checked before anything is written."""
    try:
        with zipfile.ZipFile(path) as archive:
            if MANIFEST not in archive.namelist():
                raise UsageError(f"{path} is no backup of a workspace")
            told = json.loads(archive.read(MANIFEST))
            if not isinstance(told, dict) or not isinstance(told.get("format"), int):
                raise UsageError(f"{path} is no backup of a workspace")
            if told["format"] > FORMAT:
                raise Refused(f"{path} was made by a newer rewatch ({told.get('rewatch')})")
            items = [item for item in archive.infolist() if not item.is_dir()]
            if sum(item.file_size for item in items) > _MOST_BYTES:
                raise UsageError(f"{path} holds more than a workspace can")
            contents = {
                _safe(item.filename, path): archive.read(item)
                for item in items
                if item.filename != MANIFEST
            }
    except FileNotFoundError:
        raise UsageError(f"{path} cannot be read: there is no such file") from None
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {atomic.why(error)}") from error
    except (zipfile.BadZipFile, ValueError, EOFError, NotImplementedError, RuntimeError) as error:
        raise UsageError(f"{path} is no whole archive: {error}") from error
    missing = sorted(set(told.get("files", [])) - set(contents))
    if missing:
        raise UsageError(f"{path} is not whole: {missing[0]} is missing")
    return contents


def _safe(name: str, archive: Path) -> str:
    """A name that stays inside the folder it is unpacked into."""
    parts = PurePosixPath(name).parts
    if name.startswith("/") or ".." in parts or "\\" in name or ":" in name or "\0" in name:
        raise UsageError(f"{archive} holds {name!r}, which would be written outside the workspace")
    return name


def _remove(folder: Path) -> None:
    import shutil

    shutil.rmtree(folder, ignore_errors=True)
