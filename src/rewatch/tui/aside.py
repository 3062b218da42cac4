"""Sampling in a process of its own: the interface stays as small and as quick as without it.

NumPy and the samples take as much memory as the whole interface, and arithmetic in a thread holds
up the painting. The process gets an errand, answers with what came of it, and ends.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import IO, Protocol, TypeVar, cast

# -P: a file in the folder where the user is never passes for a module.
PROGRAM = ("-P", "-m", __name__)
# The interface goes before: one core is enough for the samples, and they can wait.
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
_NICE = 10

Found = TypeVar("Found")
Given_co = TypeVar("Given_co", covariant=True)


class Errand(Protocol[Given_co]):
    """What the process is given: plain values and what to do with them."""

    def done(self, go_on: Callable[[], bool]) -> Given_co | None:
        """What came of it; None where `go_on`, asked now and then, says no."""


class Aside:
    """One process that samples; started by a worker, stopped by anybody."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = False

    def taken(self, errand: Errand[Found]) -> Found | None:
        """What came of an errand; None where the process was stopped or failed.

        Raises:
            OSError: no process could be started.
        """
        with self._lock:
            if self._stopped:
                return None
            self._process = subprocess.Popen(  # noqa: S603 - this program itself
                [sys.executable, *PROGRAM],
                env={**os.environ, **_ONE_THREAD},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        with process:
            try:
                pickle.dump(errand, process.stdin)
                process.stdin.close()
                found = cast("Found", pickle.load(process.stdout))  # noqa: S301 - from our own process
            except (EOFError, BrokenPipeError, pickle.UnpicklingError):
                return None
            else:
                return found
            finally:
                self.stop()

    def stop(self) -> None:
        """Ends the process, and keeps it from starting."""
        with self._lock:
            self._stopped = True
            if self._process is not None:
                self._process.kill()


def done_aside(
    errand: Errand[Found], go_on: Callable[[], bool], aside: Aside | None = None
) -> Found | None:
    """Does an errand in a process of its own; here where none can be started or it fails.

    Args:
        errand: what is to be done.
        go_on: asked whether this is still wanted.
        aside: the process, for who may want to stop it; one of its own if None.

    Returns:
        None where it is not wanted any more.
    """
    found = None
    if go_on():
        with suppress(OSError):  # no process can be started on this machine
            found = (aside or Aside()).taken(errand)
    return errand.done(go_on) if found is None and go_on() else found


def _serve(asked: IO[bytes], answers: IO[bytes]) -> None:
    """What the process does: reads an errand and answers, unless nobody is there any more."""
    parent = os.getppid()
    if hasattr(os, "nice"):
        os.nice(_NICE)
    errand = pickle.load(asked)  # noqa: S301 - from the interface that started this
    found = errand.done(lambda: os.getppid() == parent)
    if found is not None:
        pickle.dump(found, answers)
        answers.flush()


if __name__ == "__main__":
    _serve(sys.stdin.buffer, sys.stdout.buffer)
