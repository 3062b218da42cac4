"""Sampling in a process of its own: the interface stays as small and as quick as without it.

NumPy and the samples take as much memory as the whole interface, and arithmetic in a thread holds
up the painting. The process gets a `Task`, answers with what was taken, and ends.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from typing import IO

from rewatch.tui.standings import Taken, Task, take

# -P: a file in the folder where the user is never passes for a module.
PROGRAM = ("-P", "-m", __name__)
# The interface goes before: one core is enough for the samples, and they can wait.
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
_NICE = 10


class Aside:
    """One process that samples; started by a worker, stopped by anybody."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = False

    def taken(self, task: Task) -> Taken | None:
        """What was taken; None where the process was stopped or failed.

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
                pickle.dump(task, process.stdin)
                process.stdin.close()
                found: Taken = pickle.load(process.stdout)  # noqa: S301 - from our own process
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


def _serve(asked: IO[bytes], answers: IO[bytes]) -> None:
    """What the process does: reads a task and answers, unless nobody is there any more."""
    parent = os.getppid()
    if hasattr(os, "nice"):
        os.nice(_NICE)
    task = pickle.load(asked)  # noqa: S301 - from the interface that started this
    taken = take(task, lambda: os.getppid() == parent)
    if taken is not None:
        pickle.dump(taken, answers)
        answers.flush()


if __name__ == "__main__":
    _serve(sys.stdin.buffer, sys.stdout.buffer)
