"""Campaigns of faults: many saves, each with something going wrong, and an account of what is left.

Each campaign does real saves in a workspace of its own and counts what was confirmed and what is
there at the end. The tests run short ones; `python -m benchmarks.reliability` prints long ones.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from rewatch.domain.errors import LockHeld
from rewatch.storage import atomic, companies, history, notes, watchlists
from rewatch.storage.catalogue import read_company
from rewatch.storage.paths import Folders
from rewatch.storage.saving import made
from tests.unit.storage.builders import folders, put

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
TOP = Path(__file__).parents[2]


@dataclass
class Account:
    """What a campaign did and found.

    Attributes:
        faults: faults injected.
        edits: edits begun.
        confirmed: edits that were confirmed as saved.
        lost: confirmed edits that are not there at the end.
        torn: files that could not be read, at any moment looked at.
        disagreeing: files that differ from what the history says of them.
        invented: edits that are there and were never begun.
        whole: edits that were never confirmed and are there all the same, at the end.
    """

    faults: int = 0
    edits: int = 0
    confirmed: int = 0
    lost: list[str] = field(default_factory=list)
    torn: list[str] = field(default_factory=list)
    disagreeing: list[str] = field(default_factory=list)
    invented: list[str] = field(default_factory=list)
    whole: int = 0

    @property
    def clean(self) -> bool:
        """Whether nothing was lost, torn, invented or in disagreement."""
        return not (self.lost or self.torn or self.disagreeing or self.invented)


def workspace(base: Path) -> Folders:
    """A workspace with one list of comments and tables, and one note."""
    made = folders(base)
    put(made.watchlists / "mine.toml", '# mine\nschema = 1\nname = "Mine"\n')
    front = "+++\nschema = 1\ncreated = 2026-01-01\n+++\n"
    put(made.notes / "hill-mining" / "2026-01-01-log.md", f"{front}begun\n")
    return made


def save(here: Folders, number: int) -> None:
    """One of three edits, by its number: a list grows, a note grows, evidence is added."""
    if number % 3 == 0:
        watchlists.add_entries(here, "mine", [f"edit-{number}"], TODAY)
    elif number % 3 == 1:
        before = notes.load_note(here, "hill-mining", "2026-01-01-log")
        notes.save_note(here, before, f"{before.body}edit-{number}\n", NOW)
    else:
        values = {"id": f"edit-{number}", "kind": "risk", "source": "s1", "recorded": TODAY,
                  "class": "price", "detail": "x"}  # fmt: skip
        from rewatch.domain.evidence import Risk

        companies.add_records(here, "hill-mining", evidence=[made(Risk, values)])


def found(here: Folders, account: Account) -> set[str]:
    """Every edit that is there; files that cannot be read go into the account."""
    lists, list_faults = watchlists.list_watchlists(here)
    written, note_faults = notes.list_notes(here)
    account.torn += [str(fault) for fault in (*list_faults, *note_faults)]
    edits = set(lists["mine"].companies()) if "mine" in lists else set()
    for note in written:
        edits |= {line for line in note.body.split() if line.startswith("edit-")}
    path = here.companies / "hill-mining.toml"
    if path.exists():
        edits |= {record.id for record in read_company(path).evidence}
    return edits


def disagreements(here: Folders) -> list[str]:
    """Files whose newest change in the history is not what stands on the disk."""
    with history.opened(here) as book:
        wrong, seen = [], set()
        for change in book.changes("state != 'dropped'"):
            now = history.digest(history.content_of(here, change.file))
            if change.file not in seen and (change.state != "done" or change.after != now):
                wrong.append(f"{change.file}: {change}")
            seen.add(change.file)
        return wrong


def settle(here: Folders, account: Account, confirmed: set[str], begun: set[str]) -> None:
    """Compares what is there with what was confirmed."""
    account.disagreeing += disagreements(here)
    there = found(here, account)
    account.lost += sorted(confirmed - there)
    account.invented += sorted(there - begun)


class KillingOs(atomic.Os):
    """Kills its own process at a certain call, before or after the call is made."""

    def __init__(self, at: int, *, after: bool) -> None:
        self.at, self.after, self.calls = at, after, 0

    def __getattribute__(self, name: str) -> Any:
        real = super().__getattribute__(name)
        if name not in _CALLS:
            return real

        def call(*args: Any) -> Any:
            hit = self.calls == self.at
            self.calls += 1
            if hit and not self.after:
                os.kill(os.getpid(), signal.SIGKILL)
            answer = real(*args)
            if hit:
                os.kill(os.getpid(), signal.SIGKILL)
            return answer

        return call


_CALLS = frozenset(
    ("open", "write", "fsync", "close", "replace", "link", "unlink", "mkdir", "chmod", "connect",
     "execute")
)  # fmt: skip


_UNHARMED = 6  # two of each kind: the first of each also loads what it needs
_LONG = 5  # times the usual time of a save: a process of its own begins slowly
_WAYS = {"at a call": 4, "at a time": 4, "not": 1}  # to be killed, and how often


def killed(base: Path, kills: int, seed: int) -> Account:
    """Saves, each in a process of its own, until so many were killed (SIGKILL) at a random moment.

    Killed at a random call to the operating system, just before or after it, or after a random
    time; some are let alone. A kill that comes when the save has answered is none: in the end
    every save was either confirmed or killed. All files are read after every save; after half of
    them, by chance, the history is opened and compared too, so that after the others the next
    save is the first to meet what a kill left.
    """
    chance = random.Random(seed)
    here, account = workspace(base), Account()
    confirmed: set[str] = set()
    # Unharmed saves of each kind: how many calls the shortest makes, how long they usually take.
    calls, took = [], []
    for number in range(_UNHARMED):
        counting = KillingOs(-1, after=False)
        atomic.system = counting
        started = time.perf_counter()
        save(here, number)
        took.append(time.perf_counter() - started)
        calls.append(counting.calls)
        confirmed.add(f"edit-{number}")
    atomic.system = atomic.Os()
    begun = set(confirmed)
    longest = _LONG * sorted(took)[_UNHARMED // 2]
    while account.faults < kills:
        number = len(begun)
        begun.add(f"edit-{number}")
        way = chance.choices(list(_WAYS), list(_WAYS.values()))[0]
        system = atomic.Os()
        if way == "at a call":
            system = KillingOs(chance.randrange(min(calls)), after=chance.random() < 0.5)
        wait = chance.uniform(0, longest) if way == "at a time" else None
        if _answered(here, number, system, wait):
            confirmed.add(f"edit-{number}")
        else:
            account.faults += 1
        found(here, account)
        if chance.random() < 0.5:
            settle(here, account, confirmed, begun)
    account.edits, account.confirmed = len(begun), len(confirmed)
    settle(here, account, confirmed, begun)
    account.whole = len(found(here, account) - confirmed)
    return account


def _answered(here: Folders, number: int, system: atomic.Os, wait: float | None) -> bool:
    """Whether a save in a process of its own was confirmed; it may be killed after a time."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        with suppress(BaseException):
            atomic.system = system
            save(here, number)
            os.write(writing, b"confirmed")
        os._exit(0)
    os.close(writing)
    if wait is not None:
        time.sleep(wait)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    answer = os.read(reading, 64)
    os.close(reading)
    if answer != b"confirmed" and not os.WIFSIGNALED(status):
        raise AssertionError(f"the save of edit-{number} failed without being killed")
    return answer == b"confirmed"


def interleaved(base: Path, writers: int, edits: int) -> Account:
    """Writers that all change the same files at once, in processes of their own."""
    here, account = workspace(base), Account()
    command = [sys.executable, "-m", "tests.faults.campaigns", "writer", str(base)]
    running = [
        subprocess.Popen(
            [*command, str(number), str(writers), str(edits)],
            cwd=TOP,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(writers)
    ]
    confirmed = {line for process in running for line in process.communicate()[0].split()}
    assert all(process.returncode == 0 for process in running), "a writer failed"
    account.edits, account.confirmed = edits, len(confirmed)
    settle(here, account, confirmed, {f"edit-{number}" for number in range(edits)})
    return account


def opened(base: Path) -> Folders:
    """The folders of a workspace that is there."""
    return Folders(base / "seeds", base / "samples", base / "ws", base / "config", base / "cache")


def writer(base: Path, mine: int, writers: int, edits: int) -> None:
    """One of several writers: prints each edit when it is confirmed."""
    here = opened(base)
    for number in range(mine, edits, writers):
        while True:
            with suppress(LockHeld):  # told to wait: the edit is kept, and tried again
                save(here, number)
                break
        sys.stdout.write(f"edit-{number}\n")
        sys.stdout.flush()


@contextmanager
def small_disk(place: Path, kilobytes: int) -> Iterator[Path]:
    """A file system of its own, of that size.

    Raises:
        PermissionError: this user may not mount one.
    """
    place.mkdir(parents=True, exist_ok=True)
    options = f"size={kilobytes}k,nr_inodes=400"
    command = ["mount", "-t", "tmpfs", "-o", options, "rewatch-test", str(place)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError as error:
        raise PermissionError(str(error)) from error
    if done.returncode:
        raise PermissionError(done.stderr.strip())
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def filled(place: Path, rounds: int) -> tuple[Account, set[str]]:
    """Saves on a small disk until it is full, frees some, goes on; several times.

    Returns:
        the account, and the sentences that were told.
    """
    from rewatch.domain.errors import CannotWrite

    here, account = workspace(place), Account()
    confirmed: set[str] = set()
    begun: set[str] = set()
    told: set[str] = set()
    number = 0
    for turn in range(rounds):
        ballast = place / f"ballast-{turn}"
        put(ballast, b"")
        free = os.statvfs(place).f_bavail * os.statvfs(place).f_frsize
        # Leaves room for a few saves, another number of bytes each time.
        with suppress(OSError):
            ballast.write_bytes(b"x" * max(0, free - 24_000 - 1_777 * turn))
        failed = 0
        while failed < 3:
            begun.add(f"edit-{number}")
            try:
                save(here, number)
                confirmed.add(f"edit-{number}")
                number += 1
            except CannotWrite as error:
                told.add(str(error))
                failed += 1
                account.faults += 1
            found(here, account)
        ballast.unlink()
        save(here, number)  # what could not be saved is saved once there is room
        confirmed.add(f"edit-{number}")
        number += 1
        settle(here, account, confirmed, begun)
    account.edits, account.confirmed = len(begun), len(confirmed)
    return account, told


SYSCALLS = ("fsync", "fdatasync", "pwrite64", "write", "rename", "unlink", "openat", "ftruncate")


def traced(base: Path, syscall: str, error: str, when: int) -> tuple[Account, bool, str]:
    """One save while the kernel itself answers a certain call with an error (strace).

    Returns:
        the account, whether the fault was hit, and what was told.
    """
    here, account = workspace(base), Account(edits=1)
    inject = f"inject={syscall}:error={error}:when={when}"
    log = base / "strace.log"
    # Of the calls that the interpreter makes for itself too, only those on the workspace.
    paths = [word for path in _paths(here) for word in ("-P", str(path))]
    traced = ["strace", "-f", "-qq", "-o", str(log), "-e", f"trace={syscall}", "-e", inject]
    traced += paths if syscall == "openat" else []
    command = [*traced, sys.executable, "-B", "-m", "tests.faults.campaigns", "one", str(base)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=TOP, timeout=60)
    assert done.returncode in (0, 3), done.stderr
    hit = log.exists() and "(INJECTED)" in log.read_text()
    confirmed = {"edit-0"} if done.returncode == 0 else set()
    account.faults, account.confirmed = int(hit), len(confirmed)
    settle(here, account, confirmed, {"edit-0"})
    return account, hit, done.stderr


def _paths(here: Folders) -> list[Path]:
    hidden = here.hidden
    hidden.mkdir(exist_ok=True)
    return [here.watchlists, here.watchlists / "mine.toml", hidden, hidden / "history.sqlite",
            hidden / "history.sqlite-journal"]  # fmt: skip


def _main(words: list[str]) -> int:
    from rewatch.domain.errors import RewatchError

    name, base = words[0], Path(words[1])
    if name == "writer":
        writer(base, *(int(word) for word in words[2:]))
    elif name == "one":
        try:
            save(opened(base), 0)
        except RewatchError as error:
            sys.stderr.write(f"{error}\n")
            return 3
    elif name == "killed":
        account = killed(base, int(words[2]), int(words[3]))
        sys.stdout.write(json.dumps(asdict(account)))
    return 0


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1:]))
