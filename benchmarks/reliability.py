"""Prints what docs/reliability.md quotes: faults injected, edits made, edits lost.

    python -m benchmarks.reliability           about a minute
    python -m benchmarks.reliability --full    500 kills and 1,000 interleaved edits

Every figure comes from real saves in a folder of its own. Campaigns that this machine does not
allow (mounting a small disk, tracing) are named as left out.
"""

from __future__ import annotations

import errno
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from rewatch.domain.errors import CannotWrite
from rewatch.storage import atomic
from tests.faults import campaigns
from tests.faults.campaigns import Account
from tests.faults.faulty import FaultyOs

ERRORS = {"ENOSPC": errno.ENOSPC, "EIO": errno.EIO, "EACCES": errno.EACCES}


def refused(base: Path) -> Account:
    """Each call of each kind of save fails in turn, once and for good."""
    total = Account()
    for action in range(3):
        calls = FaultyOs()
        atomic.system = calls
        campaigns.save(campaigns.workspace(base / f"healthy-{action}"), action)
        for error in ERRORS.values():
            for at in range(len(calls.calls)):
                for lasting in (False, True):
                    place = base / f"{action}-{error}-{at}-{lasting}"
                    one = refused_once(place, action, FaultyOs(at, error, lasting=lasting))
                    _add(total, one)
                    shutil.rmtree(place)
    return total


def refused_once(place: Path, action: int, system: FaultyOs) -> Account:
    """One save with one fault; where it was refused, the same save again."""
    here, account = campaigns.workspace(place), Account(faults=1, edits=1)
    name = f"edit-{action}"
    atomic.system = system
    try:
        campaigns.save(here, action)
        account.confirmed = 1
    except CannotWrite:
        account.confirmed = 0
    finally:
        atomic.system = atomic.Os()
    campaigns.settle(here, account, {name} if account.confirmed else set(), {name})
    if not account.confirmed:
        if name not in campaigns.found(here, account):
            campaigns.save(here, action)
        account.confirmed = 1
        campaigns.settle(here, account, {name}, {name})
    return account


def traced(base: Path, most: int) -> Account | None:
    """The kernel refuses each call in turn (strace)."""
    if not shutil.which("strace"):
        return None
    total = Account()
    for syscall in campaigns.SYSCALLS:
        for error in ERRORS:
            for when in range(1, most + 1):
                place = base / f"{syscall}-{error}-{when}"
                account, hit, _ = campaigns.traced(place, syscall, error, when)
                if not hit:
                    break
                _add(total, account)
    return total


def filled(base: Path, rounds: int) -> Account | None:
    """A small disk fills up, again and again."""
    try:
        with campaigns.small_disk(base, 700) as place:
            return campaigns.filled(place, rounds)[0]
    except PermissionError:
        return None


def _add(total: Account, one: Account) -> None:
    for name in ("faults", "edits", "confirmed", "lost", "torn", "disagreeing", "invented"):
        setattr(total, name, getattr(total, name) + getattr(one, name))


def main(words: list[str]) -> int:
    """Runs all campaigns and prints a table; 1 where anything was lost."""
    full = "--full" in words
    kills, edits, rounds, most = (500, 1000, 20, 60) if full else (60, 100, 4, 2)
    runs: dict[str, Callable[[Path], Account | None]] = {
        "killed (SIGKILL) at a random moment": lambda at: campaigns.killed(at, kills, 2026),
        "each call of a save refused in turn": refused,
        "kernel refuses a call (strace)": lambda at: traced(at, most),
        "small disk fills up": lambda at: filled(at, rounds),
        "four writers at once": lambda at: campaigns.interleaved(at, 4, edits),
    }
    print(f"{'campaign':38} {'faults':>7} {'edits':>7} {'confirmed':>10} {'lost':>5} {'torn':>5} "
          f"{'history differs':>16}")  # fmt: skip
    clean = True
    for name, run in runs.items():
        with tempfile.TemporaryDirectory() as base:
            account = run(Path(base) / "a")
        if account is None:
            print(f"{name:38} left out: this machine does not allow it")
            continue
        clean = clean and account.clean
        print(f"{name:38} {account.faults:7,} {account.edits:7,} {account.confirmed:10,} "
              f"{len(account.lost):5} {len(account.torn):5} {len(account.disagreeing):16}",
              flush=True)  # fmt: skip
        if account.whole:
            gone = account.edits - account.confirmed - account.whole
            print(f"{'':38} of those not confirmed {account.whole} came whole, {gone} not at all")
    return 0 if clean else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
