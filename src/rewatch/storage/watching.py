"""Whether files of the workspace were changed by somebody else: by hand, by another window, by git.

Looking costs one call of the system a file and opens none; an interface does it every second.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping

from rewatch.storage.atomic import is_leftover
from rewatch.storage.paths import Folders

# When it was changed, how long it is, and which file it is: a rename brings another one.
Stamp = tuple[int, int, int]

_FOLDERS = ("watchlists", "companies", "prices", "scenarios")
_ENDINGS = (".toml", ".md")


def stamps(folders: Folders) -> dict[str, Stamp]:
    """A stamp of every file of the workspace that is a user's, by path below the workspace."""
    return dict(_stamps(folders))


def changed_since(folders: Folders, before: Mapping[str, Stamp]) -> set[str]:
    """The files that were made, changed or deleted since `before` was taken.

    Args:
        folders: whose workspace.
        before: what `stamps` had answered.

    Returns:
        paths below the workspace, with forward slashes; empty where nothing happened.
    """
    now = stamps(folders)
    return {file for file in before.keys() | now.keys() if before.get(file) != now.get(file)}


def _stamps(folders: Folders) -> Iterator[tuple[str, Stamp]]:
    yield from _inside(folders, "")
    for name in _FOLDERS:
        yield from _inside(folders, f"{name}/")
    for home in _entries(folders, "notes/"):
        if home.is_dir() and not home.name.startswith("."):
            yield from _inside(folders, f"notes/{home.name}/")


def _inside(folders: Folders, within: str) -> Iterator[tuple[str, Stamp]]:
    for entry in _entries(folders, within):
        if not entry.name.endswith(_ENDINGS) or is_leftover(entry.name):
            continue
        try:
            found = entry.stat()
        except OSError:  # deleted between listing and looking, or a link to nothing
            continue
        yield f"{within}{entry.name}", (found.st_mtime_ns, found.st_size, found.st_ino)


def _entries(folders: Folders, within: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folders.workspace / within) as found:
            return list(found)
    except OSError:
        return []
