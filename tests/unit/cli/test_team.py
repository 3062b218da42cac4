"""Two people share a workspace through real git, set up by the very lines that `doctor` prints."""

import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Call

pytestmark = pytest.mark.skipif(not shutil.which("git"), reason="git is missing (package git)")

NOTE = "First line\n\nsecond\n\nthird\n"


@pytest.fixture
def shell(fresh_home: Path, shared_cache: Path) -> Callable[..., str]:
    """Runs a line as a person would type it; `rewatch` is the one under test."""
    who = {f"GIT_{role}_{what}": "t@example.org" for role in ("AUTHOR", "COMMITTER")
           for what in ("NAME", "EMAIL")}  # fmt: skip
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"

    def run(line: str, where: Path, at: int = 0) -> str:
        dates = {
            f"GIT_{role}_DATE": f"{1_790_000_000 + at} +0000" for role in ("AUTHOR", "COMMITTER")
        }
        environ = {**os.environ, **who, **dates, "PATH": path, "GIT_CONFIG_GLOBAL": os.devnull}
        done = subprocess.run(
            line, shell=True, cwd=where, env=environ, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    return run


def set_up_lines(call: Call, workspace: Path) -> list[str]:
    lines = call("doctor", "--workspace", str(workspace)).lines
    return [line.strip() for line in lines if line.startswith("    ") and "merge" in line]


def test_what_two_people_did_to_one_list_and_one_note_is_all_there(
    call: Call, shell: Callable[..., str], tmp_path: Path
) -> None:
    one, two = tmp_path / "one's own", tmp_path / "two"
    call("watchlist", "new", "Team", "LYC", "ARU", "--workspace", str(one))
    call("note", "add", "LYC", NOTE, "--workspace", str(one))
    shell("git init -q -b main", one)
    lines = set_up_lines(call, one)
    assert len(lines) == 2
    for line in lines:
        shell(line, one)
    assert set_up_lines(call, one) == []
    shell("git add -A && git commit -qm begin", one)
    shell(f'git clone -q "{one}" "{two}"', tmp_path)
    (line,) = set_up_lines(call, two)  # the other line came with the clone
    shell(line, two)

    (note,) = (path.stem for path in one.glob("notes/*/*.md"))
    for number, (here, other, day, old, new) in enumerate(
        [
            (one, "pensana", "2027-01-01", "First line", "First line here"),
            (two, "vhm", "2028-01-01", "third", "third and last"),
        ]
    ):
        where = ("--workspace", str(here))
        assert call("watchlist", "add", "team", other, *where).code == 0
        assert call("watchlist", "entry", "team", "LYC", "--review", day, *where).code == 0
        assert call("note", "edit", note, NOTE.replace(old, new), *where).code == 0
        shell("git add -A && git commit -qm work", here, 100 + number)
    said = shell(f'git pull -q --no-rebase "{one}" main', two, 900)
    assert "watchlists/team.toml: both changed lynas-rare-earths.review" in said
    shell(f'git pull -q --no-rebase "{two}" main', one, 901)

    for here in (one, two):
        raw = (here / "watchlists" / "team.toml").read_text("utf-8")
        assert "<<<<<<<" not in raw
        found = tomllib.loads(raw)
        ids = {entry["company"] for entry in found["entries"]}
        assert ids == {"lynas-rare-earths", "arafura-rare-earths", "pensana", "vhm"}
        assert str(found["entries"][0]["review"]) == "2028-01-01"  # the later commit's
        (conflict,) = call("history", "conflicts", "--json", "--workspace", str(here)).json[
            "conflicts"
        ]
        assert {conflict["ours"], conflict["theirs"]} == {"2027-01-01", "2028-01-01"}
        (text,) = (path.read_text("utf-8") for path in here.glob("notes/*/*.md"))
        assert text.endswith("First line here\n\nsecond\n\nthird and last\n")
