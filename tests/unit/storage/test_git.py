"""A team shares a workspace through real git: all that both did is there, every file reads."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from rewatch.domain.errors import Refused, UsageError
from rewatch.storage import notes, watchlists
from rewatch.storage.git import ATTRIBUTES, merge_driver, missing_setup
from rewatch.storage.paths import Folders
from tests.unit.storage.builders import folders, put

pytestmark = pytest.mark.skipif(not shutil.which("git"), reason="git is missing (package git)")

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
DRIVER = """\
import sys
from datetime import UTC, datetime
from pathlib import Path
from rewatch.domain.errors import RewatchError
from rewatch.storage.git import merge_driver
try:
    merge_driver(*(Path(name) for name in sys.argv[1:4]), now=datetime.now(UTC))
except RewatchError as error:
    print(error, file=sys.stderr)
    sys.exit(error.exit_code)
"""


def git(where: Path, *words: str, at: int = 0, ok: bool = True) -> str:
    moment = f"{1_790_000_000 + at} +0000"
    environ = {
        **os.environ,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        "GIT_AUTHOR_DATE": moment,
        "GIT_COMMITTER_DATE": moment,
    }
    who = ["-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "init.defaultBranch=main"]
    done = subprocess.run(
        ["git", "-C", str(where), *who, *words],
        capture_output=True,
        check=False,
        text=True,
        env=environ,
    )
    assert done.returncode == 0 or not ok, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture
def clones(tmp_path: Path) -> tuple[Folders, Folders]:
    """Two clones of one workspace, each with the driver set up."""
    script = put(tmp_path / "driver.py", DRIVER)
    one, two = folders(tmp_path / "one"), folders(tmp_path / "two")
    slug = watchlists.create(one, "Juniors", ["a", "b", "c"], TODAY)
    assert slug == "juniors"
    notes.add_note(one, "hill-mining", "First.\n\nSecond.\n\nThird.\n", NOW, title="Visit")
    put(one.workspace / ".gitattributes", ATTRIBUTES)
    git(one.workspace, "init", "-q")
    git(one.workspace, "add", "-A")
    git(one.workspace, "commit", "-qm", "begin")
    two.workspace.rmdir()
    git(tmp_path, "clone", "-q", str(one.workspace), str(two.workspace))
    for clone in (one, two):
        command = f'"{sys.executable}" "{script}" %O %A %B'
        git(clone.workspace, "config", "merge.rewatch.driver", command)
    return one, two


def commit(here: Folders, at: int) -> None:
    git(here.workspace, "add", "-A")
    # The history and the trash are never shared, whatever is saved first in a clone.
    assert git(here.workspace, "ls-files", ".rewatch") == ""
    git(here.workspace, "commit", "-qm", "work", at=at)


def pull(here: Folders, other: Folders, ok: bool = True) -> str:
    return git(
        here.workspace, "pull", "-q", "--no-rebase", str(other.workspace), "main", at=900, ok=ok
    )


def entry(**fields):
    return lambda old: old.model_copy(update=fields)


def test_all_that_two_people_did_to_one_list_and_one_note_is_kept(
    clones: tuple[Folders, Folders],
) -> None:
    one, two = clones
    (note,), _ = notes.list_notes(one)
    watchlists.add_entries(one, "juniors", ["x"], TODAY)
    watchlists.change_entry(one, "juniors", "a", entry(tags=("good",)))
    watchlists.remove_entries(one, "juniors", ["b"])
    notes.save_note(one, note, note.body.replace("First", "First of all"), NOW)
    notes.add_note(one, "hill-mining", "of one", NOW)
    commit(one, 100)
    watchlists.add_entries(two, "juniors", ["y", "z"], TODAY)
    watchlists.change_entry(two, "juniors", "a", entry(review=TODAY))
    watchlists.change_entry(two, "juniors", "c", entry(tags=("bad",)))
    watchlists.rename(two, "juniors", "Our juniors")
    notes.save_note(two, note, note.body.replace("Third", "Third and last"), NOW)
    notes.add_note(two, "hill-mining", "of two", NOW)
    commit(two, 200)
    pull(one, two)
    pull(two, one)

    for here in (one, two):
        found = watchlists.load_watchlist(here, "juniors")[1]
        assert found.name == "Our juniors"
        assert found.companies() == ("a", "c", "x", "y", "z")
        assert (found.entries[0].tags, found.entries[0].review) == (("good",), TODAY)
        assert found.entries[1].tags == ("bad",)
        assert found.conflicts == ()
        bodies = {item.body for item in notes.list_notes(here)[0]}
        assert "First of all.\n\nSecond.\n\nThird and last.\n" in bodies
        assert {"of one\n", "of two\n"} <= bodies
        assert notes.list_notes(here)[1] == ()


@pytest.mark.parametrize("merging", [0, 1])
def test_of_two_edits_of_one_field_the_later_commit_counts_whoever_merges(
    clones: tuple[Folders, Folders], merging: int
) -> None:
    days = (date(2027, 1, 1), date(2027, 2, 2))
    for number, (here, day) in enumerate(zip(clones, days, strict=True)):
        watchlists.change_entry(here, "juniors", "a", entry(review=day))
        commit(here, 100 * (number + 1))
    here, other = clones[merging], clones[1 - merging]
    pull(here, other)
    raw = (here.watchlists / "juniors.toml").read_text()
    found = watchlists.load_watchlist(here, "juniors")[1]
    assert found.entries[0].review == days[1]
    (conflict,) = found.conflicts
    assert {conflict.ours, conflict.theirs} == set(days)
    assert (conflict.record, conflict.field) == ("a", "review")
    assert "<<<<<<<" not in raw


def test_a_file_that_one_side_broke_stays_a_conflict_and_gets_no_markers(
    clones: tuple[Folders, Folders],
) -> None:
    one, two = clones
    watchlists.add_entries(one, "juniors", ["x"], TODAY)
    commit(one, 100)
    path = two.watchlists / "juniors.toml"
    path.write_text(path.read_text() + "\nname = \n")
    commit(two, 200)
    said = pull(one, two, ok=False)
    assert "CONFLICT" in said
    assert "not valid TOML" in said
    assert watchlists.load_watchlist(one, "juniors")[1].companies() == ("a", "b", "c", "x")
    assert "juniors.toml" in git(one.workspace, "diff", "--name-only", "--diff-filter=U")


def test_files_of_others_are_merged_as_git_does(clones: tuple[Folders, Folders]) -> None:
    one, two = clones
    readme = "".join(f"line {n}\n" for n in range(9))
    put(one.workspace / "README.md", readme)
    commit(one, 50)
    pull(two, one)
    put(one.workspace / "README.md", readme.replace("line 1", "first"))
    commit(one, 100)
    put(two.workspace / "README.md", readme.replace("line 8", "last"))
    commit(two, 200)
    pull(one, two)
    merged = readme.replace("line 1", "first").replace("line 8", "last")
    assert (one.workspace / "README.md").read_text() == merged


def test_conflicts_in_files_of_others_are_gits_to_tell(tmp_path: Path) -> None:
    base, ours, theirs = (put(tmp_path / name, f"{name}\n") for name in ("b", "o", "t"))
    with pytest.raises(Refused, match="no file of rewatch's"):
        merge_driver(base, ours, theirs, now=NOW)
    assert "<<<<<<<" in ours.read_text()


def test_a_file_of_a_newer_schema_is_not_touched(tmp_path: Path) -> None:
    base, ours = (put(tmp_path / name, 'schema = 1\nname = "A"\n') for name in ("b", "o"))
    theirs = put(tmp_path / "t", 'schema = 2\nname = "B"\nnew = true\n')
    with pytest.raises(UsageError, match="newer rewatch"):
        merge_driver(base, ours, theirs, now=NOW)
    assert tomllib.loads(ours.read_text())["name"] == "A"


def test_what_is_missing_of_the_set_up_is_told_until_it_is_there(tmp_path: Path) -> None:
    here = put(tmp_path / "ws" / "a.toml", "").parent
    assert missing_setup(here) == []  # no git, nothing to set up
    assert missing_setup(tmp_path / "nowhere") == []
    git(here, "init", "-q")
    first, second = missing_setup(here)
    assert ".gitattributes" in first
    assert "merge.rewatch.driver" in second
    for command in (first, second):
        subprocess.run(command, shell=True, check=True)
    assert missing_setup(here) == []
