"""The tables of a workspace's history, and what can be asked of them and written into them.

A change stands here as pending before its file is written and as done afterwards. Texts are kept
once each, by hash, so that any state of any file that the tool wrote or found can be had back. The
order of changes is the order of their numbers, never of their times: clocks are set back.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from rewatch.domain.errors import CannotWrite, Refused
from rewatch.storage import atomic
from rewatch.storage.paths import Folders

if TYPE_CHECKING:
    import sqlite3

Kind = Literal["change", "undo", "redo"]
State = Literal["pending", "done", "dropped", "unclear"]

VERSION = 1
_SCHEMA = """
CREATE TABLE IF NOT EXISTS texts (hash TEXT PRIMARY KEY, content BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS changes (
    id INTEGER PRIMARY KEY AUTOINCREMENT, step INTEGER NOT NULL, at TEXT NOT NULL,
    who TEXT NOT NULL, pid INTEGER NOT NULL, window TEXT NOT NULL, kind TEXT NOT NULL,
    target INTEGER, operation TEXT NOT NULL, file TEXT NOT NULL, before TEXT, after TEXT,
    state TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS by_state ON changes (state) WHERE state = 'pending';
CREATE INDEX IF NOT EXISTS by_step ON changes (step);
CREATE INDEX IF NOT EXISTS by_file ON changes (file, id);
CREATE TABLE IF NOT EXISTS methods (id INTEGER PRIMARY KEY, name TEXT NOT NULL,
    hash TEXT NOT NULL, at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS events (id INTEGER PRIMARY KEY, at TEXT NOT NULL, window TEXT NOT NULL,
    told TEXT NOT NULL);
"""
_COLUMNS = "id, step, at, who, pid, window, kind, target, operation, file, before, after, state"


@dataclass(frozen=True, slots=True)
class Change:
    """One file changed once.

    Attributes:
        id: its number; a greater one is later.
        step: the number of its step, which is undone as a whole.
        at: when, in UTC.
        who: user@host.
        window: the opening of the workspace that made it.
        kind: a change, or the undoing or redoing of one.
        target: the step that an undo or redo speaks of.
        operation: what was done, in words.
        file: path below the workspace, with forward slashes.
        before: hash of the content before, None where there was no file.
        after: hash of the content after, None where there is no file any more.
        state: pending; done; dropped (it never reached the file); unclear (the file was changed
            by somebody else before it could be told).
    """

    id: int
    step: int
    at: datetime
    who: str
    pid: int
    window: str
    kind: Kind
    target: int | None
    operation: str
    file: str
    before: str | None
    after: str | None
    state: State


def digest(content: bytes | None) -> str | None:
    """The hash by which a content is kept; None for no file."""
    return None if content is None else hashlib.sha256(content).hexdigest()


class History:
    """An open history. Make one with `opened` or `reading`."""

    def __init__(self, folders: Folders, connection: sqlite3.Connection) -> None:
        self.folders = folders
        self._connection = connection

    def close(self) -> None:
        """Closes the database; what was not finished is taken back."""
        self._connection.close()

    def _run(self, sql: str, *values: Any) -> sqlite3.Cursor:
        return atomic.system.execute(self._connection, sql, values)

    @contextlib.contextmanager
    def _together(self) -> Iterator[None]:
        self._run("BEGIN IMMEDIATE")
        yield
        # Without a commit, closing the connection takes everything back.
        self._run("COMMIT")

    def prepare(self) -> None:
        """Makes the tables where they are missing and settles what a crash left pending."""
        version = self._run("PRAGMA user_version").fetchone()[0]
        if version > VERSION:
            raise Refused(
                f"{self.folders.history} was written by a newer rewatch (version {version}, this "
                f"one writes {VERSION}); left untouched and nothing was saved"
            )
        self._run("PRAGMA journal_mode = DELETE")
        if version < VERSION:
            with self._together():
                for statement in _SCHEMA.strip().split(";\n"):
                    self._run(statement.strip(" ;\n"))
                self._run(f"PRAGMA user_version = {VERSION}")
        pending = self.changes("state = 'pending'")
        if pending:
            self.settle(pending)
            self._sweep(pending)

    def _sweep(self, crashed: Sequence[Change]) -> None:
        """Removes what a crash left half written beside the files it was about."""
        places = {(self.folders.workspace / change.file).parent for change in crashed}
        kept = {self.folders.trash / Path(change.file).parent for change in crashed}
        for folder in places | kept:
            # Leftovers are never read: what cannot be removed now is removed another time.
            with contextlib.suppress(CannotWrite, OSError):
                atomic.sweep(folder)

    def pending(
        self,
        file: str,
        before: bytes | None,
        after: bytes | None,
        *,
        operation: str,
        step: int | None = None,
        kind: Kind = "change",
        target: int | None = None,
    ) -> Change:
        """Writes down a change that is about to be made."""
        at = _written(atomic.system.now())
        who, pid, window = _who(), os.getpid(), self.folders.window
        hashes = digest(before), digest(after)
        with self._together():
            for content in (before, after):
                self._keep(content)
            row = (step or 0, at, who, pid, window, kind, target, operation, file, *hashes)
            marks = ", ".join("?" * len(row))
            columns = _COLUMNS.removeprefix("id, ")
            sql = f"INSERT INTO changes ({columns}) VALUES ({marks}, 'pending')"  # noqa: S608
            number = self._run(sql, *row).lastrowid or 0
            if step is None:
                self._run("UPDATE changes SET step = id WHERE id = ?", number)
        return _change((number, step or number, *row[1:], "pending"))

    def _keep(self, content: bytes | None) -> None:
        if content is not None:
            packed = zlib.compress(content)
            self._run("INSERT OR IGNORE INTO texts VALUES (?, ?)", digest(content), packed)

    def done(self, change: Change) -> None:
        """Marks a change as made."""
        self._run("UPDATE changes SET state = 'done' WHERE id = ?", change.id)

    def settle(self, changes: Sequence[Change]) -> None:
        """Decides from the files whether pending changes were made."""
        with self._together():
            for change in sorted(changes, key=lambda item: -item.id):
                later = self._run(
                    "SELECT before FROM changes WHERE file = ? AND id > ? AND state = 'done' "
                    "ORDER BY id LIMIT 1",
                    *(change.file, change.id),
                ).fetchone()
                found = later[0] if later else digest(content_of(self.folders, change.file))
                known = {change.before: "dropped", change.after: "done"}
                state = known.get(found, "unclear")
                self._run("UPDATE changes SET state = ? WHERE id = ?", state, change.id)

    def changes(self, where: str = "1", *values: Any, limit: int = -1) -> list[Change]:
        """Changes, the newest first; `where` is a condition in SQL."""
        sql = f"SELECT {_COLUMNS} FROM changes WHERE {where} ORDER BY id DESC LIMIT ?"  # noqa: S608
        return [_change(row) for row in self._run(sql, *values, limit)]

    def content(self, name: str | None) -> bytes | None:
        """The content of that hash.

        Raises:
            Refused: it is not there (purged).
        """
        if name is None:
            return None
        row = self._run("SELECT content FROM texts WHERE hash = ?", name).fetchone()
        if row is None:
            raise Refused("the history no longer has that text; it was purged")
        return zlib.decompress(row[0])

    def keep_method(self, name: str, content: bytes) -> None:
        """Keeps a copy of a method file where it is another than the last one of that name."""
        found = digest(content)
        sql = "SELECT hash FROM methods WHERE name = ? ORDER BY id DESC LIMIT 1"
        if self._run(sql, name).fetchone() == (found,):
            return
        with self._together():
            self._keep(content)
            now = _written(atomic.system.now())
            sql = "INSERT INTO methods (name, hash, at) VALUES (?, ?, ?)"
            self._run(sql, name, found, now)

    def method(self, name: str, by: date) -> bytes | None:
        """The newest copy of a method file first used on that day or before."""
        row = self._run(
            "SELECT hash FROM methods WHERE name = ? AND at < ? ORDER BY id DESC LIMIT 1",
            *(name, _end(by)),
        ).fetchone()
        return self.content(row[0]) if row else None

    def methods(self, by: date) -> dict[str, bytes]:
        """The newest copy of every method file first used on that day or before, by its name."""
        rows = self._run(
            "SELECT name, hash FROM methods WHERE id IN "
            "(SELECT MAX(id) FROM methods WHERE at < ? GROUP BY name) ORDER BY name",
            _end(by),
        ).fetchall()
        found = {name: self.content(kept) for name, kept in rows}
        return {name: content for name, content in found.items() if content is not None}

    def tell(self, told: str) -> None:
        """Writes down what the user should be told once."""
        now = _written(atomic.system.now())
        self._run(
            "INSERT INTO events (at, window, told) VALUES (?, ?, ?)", now, self.folders.window, told
        )

    def told(self, window: str | None = None) -> list[str]:
        """What was written down for the user, oldest first; of one window or of all."""
        sql = "SELECT told FROM events WHERE ? IS NULL OR window = ? ORDER BY id"
        return [row[0] for row in self._run(sql, window, window)]

    def purge(self, before: date | None = None) -> int:
        """Forgets changes, all or those before a day; copies of method files stay."""
        until = "9999" if before is None else _beginning(before)
        with self._together():
            count = self._run("DELETE FROM changes WHERE at < ?", until).rowcount
            self._run(
                "DELETE FROM texts WHERE hash NOT IN (SELECT hash FROM methods) AND hash NOT IN "
                "(SELECT before FROM changes WHERE before IS NOT NULL) AND hash NOT IN "
                "(SELECT after FROM changes WHERE after IS NOT NULL)"
            )
        self._run("VACUUM")
        return count


def content_of(folders: Folders, file: str) -> bytes | None:
    """What a file of the workspace holds now; None where there is none."""
    try:
        return (folders.workspace / file).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise CannotWrite(
            f"{folders.workspace / file} cannot be read: {atomic.why(error)}"
        ) from error


def _change(row: Sequence[Any]) -> Change:
    number, step, at, *rest = row
    return Change(number, step, datetime.fromisoformat(at), *rest)


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")


def _beginning(day: date) -> str:
    """The first moment of a day where the user is, as moments are written down here."""
    try:
        return _written(datetime.combine(day, time()))
    except (OverflowError, ValueError, OSError):  # the ends of the calendar have no zone
        return day.isoformat()


def _end(day: date) -> str:
    return _beginning(day + timedelta(days=1)) if day < date.max else "9999-12-31T99"


def _who() -> str:
    import getpass
    import platform

    try:
        user = getpass.getuser()
    except (OSError, KeyError, ImportError):  # a user id without a name
        user = "unknown"
    return f"{user}@{platform.node() or 'unknown'}"
