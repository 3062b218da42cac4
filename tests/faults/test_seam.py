"""Each call of the writing seam fails in turn: the old content or the new stands, never a part."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from rewatch.domain.company import Retraction
from rewatch.domain.errors import CannotWrite, Fault
from rewatch.domain.values import Interval
from rewatch.storage import atomic, companies, drafts, history, notes, watchlists
from rewatch.storage.catalogue import Catalogue, load_catalogue, read_company, toml_paths
from rewatch.storage.inbox import mark_read
from rewatch.storage.paths import Folders
from rewatch.storage.profiles import save_profile
from rewatch.storage.undo import undo
from tests.faults.faulty import FaultyOs
from tests.unit.storage.builders import folders, put

ERRORS = [errno.ENOSPC, errno.EIO, errno.EACCES]
OLD, NEW = b"old content\n" * 20, b"the new content\n" * 30
TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Callable[[atomic.Os], None]:
    return lambda system: monkeypatch.setattr(atomic, "system", system)


def count(use: Callable[[atomic.Os], None], action: Callable[[], object]) -> int:
    """How many calls an action makes when all goes well."""
    healthy = FaultyOs()
    use(healthy)
    action()
    use(atomic.Os())
    return len(healthy.calls)


def outcome(action: Callable[[], object]) -> str | None:
    """What a user is told of an action, None where it succeeded."""
    try:
        action()
    except CannotWrite as told:
        return str(told)
    return None


def leftovers(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if atomic.is_leftover(path.name)]


@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("lasting", [False, True])
def test_a_file_written_over_is_old_or_new_after_any_fault(
    tmp_path: Path, use: Callable[[atomic.Os], None], error: int, *, lasting: bool
) -> None:
    path = put(tmp_path / "a.toml", OLD)
    path.chmod(0o640)
    calls = count(use, lambda: atomic.write_bytes(path, NEW))
    outcomes = set()
    for number in range(calls):
        path.write_bytes(OLD)
        system = FaultyOs(number, error, lasting=lasting)
        use(system)
        told = outcome(lambda: atomic.write_bytes(path, NEW))
        assert told is None or (str(path) in told and "\n" not in told)
        outcomes.add(path.read_bytes())
        # Only after the rename does the new content stand, and only then may it be confirmed.
        assert path.read_bytes() == (NEW if "replace" in system.calls[:number] else OLD)
        assert told is not None or path.read_bytes() == NEW
        use(atomic.Os())
        atomic.sweep(tmp_path)
        if not lasting:
            assert os.listdir(tmp_path) == ["a.toml"]  # noqa: PTH208
        assert path.stat().st_mode & 0o777 == 0o640
    assert outcomes == {OLD, NEW}


@pytest.mark.parametrize("error", ERRORS)
def test_a_single_fault_leaves_no_temporary_file(
    tmp_path: Path, use: Callable[[atomic.Os], None], error: int
) -> None:
    path = put(tmp_path / "a.toml", OLD)
    calls = count(use, lambda: atomic.write_bytes(path, NEW))
    for number in range(calls):
        use(FaultyOs(number, error))
        try:
            atomic.write_bytes(path, NEW)
        except CannotWrite:
            assert leftovers(tmp_path) == []


@pytest.mark.parametrize("error", [*ERRORS, errno.EPERM])
def test_a_new_file_is_whole_or_absent_after_any_fault(
    tmp_path: Path, use: Callable[[atomic.Os], None], error: int
) -> None:
    calls = count(use, lambda: atomic.create_new(tmp_path / "counted", NEW))
    for number in range(calls):
        path = tmp_path / f"new-{number}"
        use(FaultyOs(number, error))
        try:
            atomic.create_new(path, NEW)
        except CannotWrite:
            pass
        else:
            assert path.exists()
        assert not path.exists() or path.read_bytes() == NEW
    use(atomic.Os())
    # What a fault in the last clean-up left behind is recognised, and goes with the next sweep.
    atomic.sweep(tmp_path)
    assert leftovers(tmp_path) == []


def test_a_disk_without_hard_links_still_creates_whole_files(
    tmp_path: Path, use: Callable[[atomic.Os], None]
) -> None:
    class NoLinks(atomic.Os):
        def link(self, source: str, target: str) -> None:
            raise OSError(errno.EPERM, "no links here")

    use(NoLinks())
    atomic.create_new(tmp_path / "a", NEW)
    assert (tmp_path / "a").read_bytes() == NEW
    with pytest.raises(FileExistsError):
        atomic.create_new(tmp_path / "a", OLD)
    assert (tmp_path / "a").read_bytes() == NEW
    assert leftovers(tmp_path) == []


@pytest.mark.parametrize("error", [errno.EINVAL, errno.ENOTSUP])
def test_a_disk_that_cannot_confirm_folders_is_no_fault(
    tmp_path: Path, use: Callable[[atomic.Os], None], error: int
) -> None:
    class NoFolderSync(atomic.Os):
        def fsync(self, handle: int) -> None:
            if os.path.isdir(f"/proc/self/fd/{handle}"):  # noqa: PTH112
                raise OSError(error, "not for folders")

    use(NoFolderSync())
    atomic.write_bytes(tmp_path / "a", NEW)
    assert (tmp_path / "a").read_bytes() == NEW


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EROFS, "read-only"),
        (errno.EACCES, "read-only or belongs to somebody else"),
        (errno.EIO, "the disk reports an error"),
        (errno.EDQUOT, "your share of the disk"),
    ],
)
def test_the_cause_is_told_in_words(
    tmp_path: Path, use: Callable[[atomic.Os], None], error: int, words: str
) -> None:
    use(FaultyOs(2, error))
    with pytest.raises(CannotWrite, match=words):
        atomic.write_bytes(tmp_path / "a", NEW)


# -- the same, for everything a user saves


def watchlist_grows(here: Folders) -> None:
    watchlists.add_entries(here, "mine", ["dale"], TODAY)


def watchlist_shrinks(here: Folders) -> None:
    watchlists.remove_entries(here, "mine", ["hill-mining"])


def watchlist_is_made(here: Folders) -> None:
    watchlists.create(here, "Another", ["hill-mining"], TODAY)


def watchlist_is_deleted(here: Folders) -> None:
    watchlists.delete(here, "mine")


def samples_are_copied(here: Folders) -> None:
    watchlists.copy_samples(here)


def note_is_added(here: Folders) -> None:
    notes.add_note(here, "hill-mining", "seen", NOW)


def note_is_edited(here: Folders) -> None:
    before = notes.load_note(here, "hill-mining", "2026-01-01-old")
    notes.save_note(here, before, "edited", NOW)


@cache
def catalogue() -> Catalogue:
    with TemporaryDirectory() as base:
        return load_catalogue(folders(Path(base)))


def company_is_made(here: Folders) -> None:
    companies.create_company(here, catalogue(), "Vale", "ASX:VAL", "AU")


def record_is_retracted(here: Folders) -> None:
    retraction = Retraction(evidence="stage-1", on=TODAY, why="misread")
    companies.add_records(here, "hill-mining", retractions=[retraction])


def list_is_saved_over_what_others_did(here: Folders) -> None:
    _, before = watchlists.load_watchlist(here, "mine")
    watchlists.add_entries(here, "mine", ["dale"], TODAY)
    after = before.model_copy(update={"name": "Ours"})
    watchlists.save(here, "mine", before, after, NOW)


def list_is_duplicated(here: Folders) -> None:
    watchlists.duplicate(here, "mine", "Twin")


def profile_is_saved(here: Folders) -> None:
    save_profile(here, "Mine", {"processing": 1.0})


def change_is_undone(here: Folders) -> None:
    watchlists.add_entries(here, "mine", ["dale"], TODAY)
    undo(here)


def deletion_is_undone(here: Folders) -> None:
    watchlists.delete(here, "mine")
    undo(here)


def marking_as_read_is_undone(here: Folders) -> None:
    mark_read(here, catalogue().companies["hill-mining"], Interval(1, 2), NOW)
    undo(here)


def draft_is_kept(here: Folders) -> None:
    drafts.write_draft(here, "hill-mining", drafts.NoteDraft("half a sen"))


ACTIONS = [
    watchlist_grows,
    watchlist_shrinks,
    watchlist_is_made,
    watchlist_is_deleted,
    samples_are_copied,
    note_is_added,
    note_is_edited,
    company_is_made,
    record_is_retracted,
    list_is_saved_over_what_others_did,
    list_is_duplicated,
    profile_is_saved,
    change_is_undone,
    deletion_is_undone,
    marking_as_read_is_undone,
    draft_is_kept,
]


def workspace(base: Path, action: Callable[[Folders], None] = watchlist_grows) -> Folders:
    made = folders(base)
    put(made.samples / "sample.toml", 'schema = 1\nname = "Sample"\n')
    put(made.samples / "second.toml", 'schema = 1\nname = "Second"\n')
    if action is not samples_are_copied:
        put(
            made.watchlists / "mine.toml",
            'schema = 1\nname = "Mine"\n# first\n[[entries]]\ncompany = "hill-mining"\n',
        )
    put(
        made.notes / "hill-mining" / "2026-01-01-old.md",
        "+++\ncreated = 2026-01-01\n+++\nas it was\n",
    )
    return made


def state(here: Folders) -> dict[str, bytes]:
    """Every file a user would miss: all but the lock, the history and the marker file for git."""
    return {
        str(path.relative_to(here.workspace)): path.read_bytes()
        for path in sorted(here.workspace.rglob("*"))
        if path.is_file() and path.name not in ("lock", ".gitignore")
        if not path.name.startswith("history.sqlite")
    }


def disagreements(here: Folders) -> list[str]:
    """Files whose newest change in the history is not what stands on the disk."""
    if not here.workspace.is_dir():
        return []
    with history.opened(here) as book:
        found, seen = [], set()
        for change in book.changes("state != 'dropped'"):
            now = history.digest(history.content_of(here, change.file))
            if change.file not in seen and (change.state != "done" or change.after != now):
                found.append(f"{change.file}: {change}")
            seen.add(change.file)
        return found


def broken(here: Folders) -> list[Fault]:
    """Everything in the workspace that cannot be read."""
    faults = [*watchlists.list_watchlists(here)[1], *notes.list_notes(here)[1]]
    for path in toml_paths(here.companies):
        read_company(path)
    return faults


def written(here: Folders) -> dict[str, set[bytes]]:
    """Every content that the history says was put into a file."""
    found: dict[str, set[bytes]] = {}
    with history.reading(here) as book:
        for change in book.changes() if book else ():
            content = book.content(change.after)
            if content is not None:
                found.setdefault(change.file, set()).add(content)
    return found


# The causes differ only in the sentence: one always, the others where there is time.
CAUSES = [errno.ENOSPC, *(pytest.param(other, marks=pytest.mark.slow) for other in ERRORS[1:])]


@pytest.mark.parametrize("error", CAUSES)
@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.__name__)
def test_any_save_that_fails_leaves_a_workspace_that_is_whole(
    tmp_path: Path,
    use: Callable[[atomic.Os], None],
    action: Callable[[Folders], None],
    error: int,
) -> None:
    healthy = workspace(tmp_path / "healthy", action)
    before = state(healthy)
    calls = count(use, lambda: action(healthy))
    after = state(healthy)
    assert calls > 5
    for number in range(calls):
        here = workspace(tmp_path / str(number), action)
        use(FaultyOs(number, error))
        told = outcome(partial(action, here))
        use(atomic.Os())
        # Every content that the action has on its way, by file: steps of two saves have three.
        known = {name: {content} for name, content in after.items()}
        for name, contents in written(here).items():
            known.setdefault(name, set()).update(contents)
        found = {
            name: content
            for name, content in state(here).items()
            if not atomic.is_leftover(Path(name).name)
        }
        # Nothing the user had is lost: it stands unchanged, or as it should be afterwards.
        for name, content in before.items():
            kept = (found.get(name), found.get(f".rewatch/trash/{name}"))
            assert content in kept or found.get(name) in known.get(name, ()), name
        assert all(c in (before.get(n), *known[n]) for n, c in found.items() if n in known)
        # A kept copy too many in the trash does no harm.
        shown = {name: c for name, c in found.items() if name in after or "trash" not in name}
        assert told is not None or shown == after
        assert broken(here) == []
        assert disagreements(here) == []


def test_what_failed_once_succeeds_when_tried_again(
    tmp_path: Path, use: Callable[[atomic.Os], None]
) -> None:
    here = workspace(tmp_path)
    use(FaultyOs(3, errno.ENOSPC, lasting=True))
    with pytest.raises(CannotWrite):
        watchlist_grows(here)
    use(atomic.Os())
    watchlist_grows(here)
    assert watchlists.load_watchlist(here, "mine")[1].companies() == ("hill-mining", "dale")
