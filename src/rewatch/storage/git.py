"""A workspace shared through git: the merge driver, and whether it is set up.

Two lines set it up in a clone: one in `.gitattributes`, which the team shares, and one in git's own
configuration, which each clone needs.
"""

from __future__ import annotations

import os
import subprocess
import tomllib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from shlex import quote

from rewatch.domain.errors import NotFound, Refused, UsageError
from rewatch.storage import atomic
from rewatch.storage.file_merge import Merged, merge_files, place
from rewatch.storage.merge import Side
from rewatch.storage.saving import read_bytes

ATTRIBUTES = "*.toml merge=rewatch\n*.md merge=rewatch\n"
DRIVER = "rewatch merge %O %A %B %P"
_WAIT = 10.0


def merge_driver(
    base: Path,
    ours: Path,
    theirs: Path,
    *,
    now: datetime,
    newer: Side | None = None,
    name: str = "",
) -> Merged | None:
    """Merges two versions of a file into `ours`, as git asks its merge drivers to.

    Args:
        base: what both started from; empty where both made the file.
        ours: one version, and where the result goes.
        theirs: the other.
        now: when, for conflicts written down.
        newer: which of the two counts where both changed the same; asked of git if not given.
        name: what the file is called in messages, where `ours` is a passing copy of it.

    Returns:
        what was merged; None for a file that is not rewatch's, which git has merged by itself.

    Raises:
        NotFound: a file is not there.
        UsageError: a version cannot be read, or is of a newer schema; nothing was written.
        Refused: both together make no valid file, or both changed the same of a file that cannot
            hold both values, or git found conflicts in a file of its own.
    """
    for path in (base, ours, theirs):
        if not path.exists():
            raise NotFound("file", str(path), [])
    was, mine, other = (read_bytes(path) for path in (base, ours, theirs))
    if not any(_is_ours(content) for content in (mine, other)):
        _leave_to_git(base, ours, theirs, name or str(ours))
        return None
    side = newer or _newer(os.environ)
    called = name or str(ours)
    merged = merge_files(was or None, mine, other, called, newer=side, now=now)
    if merged.unkept:
        where = ", ".join(place(clash) for clash in merged.unkept)
        raise Refused(
            f"{called}: both changed {where}, and such a file has no place for both values; "
            "settle it by hand"
        )
    atomic.write_bytes(ours, merged.content)
    return merged


def missing_setup(workspace: Path) -> list[str]:
    """The commands that would set the merge driver up, empty where it is or where no git is."""
    if _git(workspace, "rev-parse", "--is-inside-work-tree") != "true":
        return []
    missing = []
    found = _git(workspace, "check-attr", "merge", "--", "watchlists/a.toml", "notes/a/a.md") or ""
    lines = found.splitlines()
    if not lines or any(not line.endswith(": merge: rewatch") for line in lines):
        words = ATTRIBUTES.replace("\n", "\\n")
        missing.append(f"printf '{words}' >> {quote(str(workspace / '.gitattributes'))}")
    if not _git(workspace, "config", "merge.rewatch.driver"):
        missing.append(f'git -C {quote(str(workspace))} config merge.rewatch.driver "{DRIVER}"')
    return missing


def _is_ours(content: bytes) -> bool:
    """Whether a version is a note or a data file of rewatch's."""
    text = content.decode(errors="replace").removeprefix("\ufeff")
    if text.startswith("+++"):
        return True
    try:
        return "schema" in tomllib.loads(text)
    except (ValueError, RecursionError):
        return False


def _leave_to_git(base: Path, ours: Path, theirs: Path, name: str) -> None:
    command = ["git", "merge-file", "--quiet", str(ours), str(base), str(theirs)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_WAIT, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UsageError(
            f"{name} is no file of rewatch's, and git cannot be run: {error}"
        ) from error
    if done.returncode:
        raise Refused(f"{name} is no file of rewatch's; git found conflicts in it, settle them")


def _newer(environ: Mapping[str, str]) -> Side:
    """The side that was committed later; git names the commits it merges in its environment."""
    heads = [name.removeprefix("GITHEAD_") for name in environ if name.startswith("GITHEAD_")]
    here = Path.cwd()
    ours, theirs = _committed(here, "HEAD"), [_committed(here, head) for head in heads]
    return "theirs" if any(when > ours for when in theirs) else "ours"


def _committed(here: Path, commit: str) -> int:
    found = _git(here, "show", "--no-patch", "--format=%ct", commit) or ""
    return int(found) if found.isdigit() else 0


def _git(folder: Path, *words: str) -> str | None:
    """What git answers, None where it cannot be asked."""
    if not folder.is_dir():
        return None
    command = ["git", "-C", str(folder), *words]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_WAIT, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode(errors="replace").strip() if done.returncode == 0 else None
