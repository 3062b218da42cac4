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
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import IO, TYPE_CHECKING

from rewatch.tui.standings import Taken, Task, take

if TYPE_CHECKING:
    from rewatch.scoring.sureness import Parts

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

    def taken(self, task: Task, rounds: Sequence[Sequence[Parts]]) -> Iterator[Taken]:
        """What is taken in each round, as it comes; fewer where the process was stopped or failed.

        Args:
            task: what is to be done.
            rounds: what varies in each round.

        Raises:
            OSError: no process could be started.
        """
        with self._lock:
            if self._stopped:
                return
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
                pickle.dump((task, [tuple(parts) for parts in rounds]), process.stdin)
                process.stdin.close()
                for _ in rounds:
                    yield pickle.load(process.stdout)  # noqa: S301 - from our own process
            except (EOFError, BrokenPipeError, pickle.UnpicklingError):
                return  # it was stopped, or failed: the caller sees that rounds are missing
            finally:
                self.stop()

    def stop(self) -> None:
        """Ends the process, and keeps it from starting."""
        with self._lock:
            self._stopped = True
            if self._process is not None:
                self._process.kill()


def _serve(asked: IO[bytes], answers: IO[bytes]) -> None:
    """What the process does: reads a task, answers each round."""
    if hasattr(os, "nice"):
        os.nice(_NICE)
    task, rounds = pickle.load(asked)  # noqa: S301 - from the interface that started this
    for parts in rounds:
        taken = take(task, parts, lambda: True)
        if taken is None:
            return
        # Packed twice: the interface unpacks the samples, and so loads NumPy, only if it looks.
        pickle.dump(replace(taken, piece=pickle.dumps(taken.piece)), answers)
        answers.flush()


if __name__ == "__main__":
    _serve(sys.stdin.buffer, sys.stdout.buffer)
