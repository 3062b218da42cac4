"""What a user had seen when they last looked: `.rewatch/seen.toml`.

Scores, the shipped companies by hash and which records they had, the members of each list, and
which companies were marked as read since. What moved is worked out elsewhere, from this and from
the files as they are now. It is this machine's own, as the history is, in which every marking
stands: undo takes it back as it does any other change. A damaged one only means that all is new.
"""

from __future__ import annotations

import contextlib
import hashlib
import tomllib
from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from rewatch.domain.company import Company
from rewatch.domain.errors import Refused, RewatchError
from rewatch.domain.values import Interval
from rewatch.storage import atomic, history, recorded
from rewatch.storage.catalogue import toml_paths
from rewatch.storage.history import Change
from rewatch.storage.ledger import content_of
from rewatch.storage.lock import make_workspace
from rewatch.storage.paths import SEEN, Folders

_SCHEMA = 1
GONE = "-"  # before the id of a record that was withdrawn; no id begins so


@dataclass(frozen=True)
class Seen:
    """What was on the screen when the user last looked.

    Attributes:
        looked: when, with a time zone; None where they never did.
        scores: total of each company then.
        shipped: hash of each shipped company's file then.
        members: ids on each list then, by slug; what a filter let through included.
        read: companies marked as read since, and when.
        records: marks of the records each shipped company had then, withdrawn ones too.
        first: whether it is what stood there when the inbox was opened first, not a marking.
    """

    looked: datetime | None = None
    scores: Mapping[str, Interval] = field(default_factory=dict)
    shipped: Mapping[str, str] = field(default_factory=dict)
    members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    read: Mapping[str, datetime] = field(default_factory=dict)
    records: Mapping[str, frozenset[str]] = field(default_factory=dict)
    first: bool = False


def load_seen(folders: Folders) -> Seen:
    """What was seen; nothing where there is no record of it or it cannot be read."""
    try:
        data = tomllib.loads((folders.workspace / SEEN).read_text(encoding="utf-8"))
        if data["schema"] != _SCHEMA:
            return Seen()
        return Seen(
            _moment(data["looked"]),
            {name: Interval.parse(value) for name, value in data["scores"].items()},
            {name: str(value) for name, value in data["shipped"].items()},
            {name: tuple(map(str, value)) for name, value in data["members"].items()},
            {name: _moment(value) for name, value in data["read"].items()},
            {name: frozenset(value.split()) for name, value in data.get("records", {}).items()},
            data.get("first") is True,
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        # It is no one's work: without it, everything counts as not looked at yet.
        return Seen()


def save_seen(folders: Folders, seen: Seen) -> None:
    """Remembers what the user has seen now.

    Raises:
        LockHeld, CannotWrite: what was remembered before stays.
    """
    make_workspace(folders)
    recorded.write(
        folders, folders.workspace / SEEN, _written_out(seen), "marked the inbox as read"
    )


def begin_seen(folders: Folders, seen: Seen) -> None:
    """Remembers what there is to compare with from now on, unless something was remembered.

    Nobody marked anything, so it is no step of the history and nothing that undo takes back.

    Raises:
        CannotWrite: nothing is remembered.
    """
    make_workspace(folders)
    with contextlib.suppress(FileExistsError):  # another window was first
        atomic.create_new(folders.workspace / SEEN, _written_out(replace(seen, first=True)))


def _written_out(seen: Seen) -> bytes:
    import tomli_w

    data: dict[str, Any] = {
        "schema": _SCHEMA,
        "looked": seen.looked,
        "first": seen.first or None,
        "read": dict(seen.read),
        "scores": {name: value.plain() for name, value in seen.scores.items()},
        "shipped": dict(seen.shipped),
        "members": {name: list(ids) for name, ids in seen.members.items()},
        "records": {name: " ".join(sorted(marks)) for name, marks in seen.records.items()},
    }
    return tomli_w.dumps({key: value for key, value in data.items() if value is not None}).encode()


def mark_read(folders: Folders, company: Company, total: Interval, now: datetime) -> None:
    """Marks one company as read; what moves later shows again.

    Args:
        folders: whose workspace.
        company: as it is shown now.
        total: its score as it is shown now.
        now: when, with a time zone.

    Raises:
        LockHeld, CannotWrite: it is not marked.
    """
    make_workspace(folders)
    with recorded.operation(folders, f"marked {company.id} as read"):
        seen = load_seen(folders)
        shipped = shipped_hashes(folders, [company.id])
        had = marks_of({company.id: company}, shipped.keys())
        save_seen(
            folders,
            replace(
                seen,
                looked=seen.looked or now,
                scores={**seen.scores, company.id: total},
                shipped={**seen.shipped, **shipped},
                read={**seen.read, company.id: now},
                records={**seen.records, **had},
            ),
        )


def marks_of(companies: Mapping[str, Company], shipped: Set[str]) -> dict[str, frozenset[str]]:
    """A mark for each record of the shipped companies, and for each withdrawn; shorter than ids."""
    return {
        key: frozenset(map(_mark, _known(companies[key]))) for key in shipped & companies.keys()
    }


def _known(company: Company) -> list[str]:
    """Ids of a company's records, and of those withdrawn, the latter marked."""
    gone = (f"{GONE}{item.evidence}" for item in company.retractions)
    return [*(item.id for item in company.evidence), *gone]


def _mark(record: str) -> str:
    return hashlib.sha256(record.encode()).hexdigest()[:6]


def came_since(
    folders: Folders, seen: Seen, companies: Mapping[str, Company]
) -> dict[str, frozenset[str]]:
    """Ids of the records, and of the withdrawn ones, that came since one looked.

    Args:
        folders: whose workspace.
        seen: what was seen then.
        companies: as they are now, by id.

    Returns:
        by company, only where there are any: what was written down here, as far as the history
        can tell, and what an update of the shipped data brought.
    """
    found = _added_since(folders, seen)
    hashes = shipped_hashes(folders, seen.records)
    for name, had in seen.records.items():
        if name in companies and hashes.get(name) != seen.shipped.get(name):
            new = frozenset(key for key in _known(companies[name]) if _mark(key) not in had)
            if new:
                found[name] = found.get(name, frozenset()) | new
    return found


def _added_since(folders: Folders, seen: Seen) -> dict[str, frozenset[str]]:
    """What was written down here; days are too coarse: an hour after the look is the same day."""
    if seen.looked is None:
        return {}
    first: dict[str, Change] = {}
    found: dict[str, frozenset[str]] = {}
    try:
        with history.reading(folders) as book:
            if book is None:
                return {}
            # The newest first, so the oldest after the look is what stays.
            for change in book.changes("file LIKE 'companies/%' AND state = 'done'"):
                if change.at < seen.looked:
                    break
                if change.at >= seen.read.get(Path(change.file).stem, seen.looked):
                    first[change.file] = change
            for file, change in first.items():
                now = content_of(folders, file)
                new = _ids_in(now, file) - _ids_in(book.content(change.before), file)
                if new:
                    found[Path(file).stem] = frozenset(new)
    except RewatchError:
        return {}  # a history that is damaged is told elsewhere; the day's edits stay one sum
    return found


def _ids_in(content: bytes | None, file: str) -> set[str]:
    """Ids of a company file's records, and of those it withdraws, the latter marked."""
    if content is None:
        return set()
    try:
        data = tomllib.loads(content.decode())
        ids = {str(item["id"]) for item in data.get("evidence", [])}
        return ids | {f"{GONE}{item['evidence']}" for item in data.get("retractions", [])}
    except (ValueError, KeyError, TypeError):
        raise Refused(f"{file} cannot be compared") from None


def shipped_hashes(folders: Folders, companies: Collection[str] | None = None) -> dict[str, str]:
    """A hash of each shipped company's file, by id; another one after an update of the data."""
    return {
        path.stem: hashlib.sha256(path.read_bytes()).hexdigest()[:16]
        for path in toml_paths(folders.seeds / "companies")
        if companies is None or path.stem in companies
    }


def _moment(value: Any) -> datetime:
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise ValueError("a time with its zone is expected")
    return value
