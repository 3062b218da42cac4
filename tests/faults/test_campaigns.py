"""Kills, full disks, failing calls and many writers: nothing that was confirmed is ever lost.

Short campaigns here; set REWATCH_FAULTS=full for 500 kills and 1,000 interleaved edits.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from rewatch.domain.errors import CannotWrite
from tests.faults import campaigns
from tests.faults.campaigns import Account, found, small_disk, workspace

FULL = os.environ.get("REWATCH_FAULTS") == "full"


def killed(base: Path, kills: int, seed: int) -> Account:
    # In an interpreter of its own: this one has threads, and forking those is not safe.
    command = [sys.executable, "-m", "tests.faults.campaigns", "killed", str(base)]
    done = subprocess.run(
        [*command, str(kills), str(seed)],
        cwd=campaigns.TOP,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return Account(**json.loads(done.stdout))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.parametrize(
    ("kills", "seed"), [(20, 1), pytest.param(500 if FULL else 120, 2, marks=pytest.mark.slow)]
)
def test_killed_at_random_moments_loses_at_most_what_was_not_confirmed(
    tmp_path: Path, kills: int, seed: int
) -> None:
    account = killed(tmp_path, kills, seed)
    assert account.clean, account
    assert account.faults == kills
    assert account.edits == account.confirmed + account.faults
    assert account.whole < kills  # some came before what was to be saved was there …
    assert account.whole > 0 or kills < 100  # … and some after


@pytest.mark.parametrize("edits", [48, pytest.param(1000, marks=pytest.mark.slow)])
def test_four_writers_lose_no_edit_of_one_another(tmp_path: Path, edits: int) -> None:
    if edits == 1000 and not FULL:
        edits = 200
    account = campaigns.interleaved(tmp_path, 4, edits)
    assert account.confirmed == edits
    assert account.clean, account


def disk(place: Path, kilobytes: int):
    try:
        made = small_disk(place, kilobytes)
        made.__enter__()
    except PermissionError as error:
        pytest.skip(f"this user may not mount a small file system: {error}")
    return made


def test_a_disk_that_fills_up_is_told_and_loses_nothing(tmp_path: Path) -> None:
    mounted = disk(tmp_path / "small", 700)
    try:
        account, told = campaigns.filled(tmp_path / "small", rounds=4)
    finally:
        mounted.__exit__(None, None, None)
    assert account.faults >= 12
    assert account.clean, account
    assert all("the disk is full" in sentence and "\n" not in sentence for sentence in told)


def test_a_disk_that_turns_read_only_is_told_and_keeps_everything(tmp_path: Path) -> None:
    place = tmp_path / "small"
    mounted = disk(place, 700)
    try:
        here = workspace(place)
        campaigns.save(here, 0)
        subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
        for number in (3, 4, 5):
            with pytest.raises(CannotWrite, match="read-only"):
                campaigns.save(here, number)
        account = Account()
        assert found(here, account) == {"edit-0"}
        assert account.clean
        subprocess.run(["mount", "-o", "remount,rw", str(place)], check=True)
        for number in (3, 4, 5):
            campaigns.save(here, number)
        assert found(here, account) == {"edit-0", "edit-3", "edit-4", "edit-5"}
    finally:
        mounted.__exit__(None, None, None)


def strace_works() -> bool:
    if not shutil.which("strace"):
        return False
    done = subprocess.run(["strace", "-qq", "true"], capture_output=True, check=False)
    return done.returncode == 0


needs_strace = pytest.mark.skipif(
    not strace_works(), reason="strace is missing or may not trace (package strace)"
)


def inject(base: Path, syscall: str, error: str, most: int) -> int:
    """Lets the first, the second … call fail until there is none; returns how many there were."""
    for when in range(1, most + 1):
        account, hit, told = campaigns.traced(
            base / f"{syscall}-{error}-{when}", syscall, error, when
        )
        assert account.clean, account
        if not hit:
            return when - 1
        assert "Traceback" not in told
        # One clear line, or no need to say anything because the save went through all the same.
        assert told.count("\n") <= 1
        assert account.confirmed or told
    return most


@needs_strace
@pytest.mark.parametrize(("syscall", "error"), [("rename", "EIO"), ("fsync", "ENOSPC")])
def test_the_kernel_refuses_a_call_and_nothing_is_lost(
    tmp_path: Path, syscall: str, error: str
) -> None:
    assert inject(tmp_path, syscall, error, 2 if not FULL else 20) > 0


@needs_strace
@pytest.mark.slow
@pytest.mark.parametrize("error", ["ENOSPC", "EIO", "EACCES"])
@pytest.mark.parametrize("syscall", campaigns.SYSCALLS)
def test_the_kernel_refuses_each_call_in_turn_and_nothing_is_lost(
    tmp_path: Path, syscall: str, error: str
) -> None:
    inject(tmp_path, syscall, error, 60 if FULL else 3)
