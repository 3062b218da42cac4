"""PDF pages set in a process of their own, which can be ended at any moment.

Typst is one call that cannot be interrupted and takes hundreds of megabytes for a long pack. The
process gets the layout and its data, answers with the PDF, and ends; the memory goes with it.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Callable
from typing import IO

# -P: a file in the folder where the user is never passes for a module.
PROGRAM = ("-P", "-m", __name__)
# How often it is asked whether the pages are still wanted, in seconds.
_ASKED_EVERY = 0.1


def set_apart(layout: bytes, data: str, paper: str, wanted: Callable[[], object]) -> bytes | None:
    """The PDF of a layout and its data.

    Args:
        layout: the Typst source.
        data: what it reads as `sys.inputs.data`.
        paper: what it reads as `sys.inputs.paper`.
        wanted: called again and again while the pages are set; what it raises ends the process.

    Returns:
        the PDF; None where no process could be started, or it failed.
    """
    asked = json.dumps({"layout": layout.decode("utf-8"), "data": data, "paper": paper}).encode()
    try:
        process = subprocess.Popen(  # noqa: S603 - this program itself
            [sys.executable, *PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    except OSError:
        return None
    with process:
        try:
            _hand_over(process, asked)
            while True:
                wanted()
                try:
                    written, _ = process.communicate(timeout=_ASKED_EVERY)
                    break
                except subprocess.TimeoutExpired:
                    continue
        finally:
            process.kill()
    return written if process.returncode == 0 and written else None


def _hand_over(process: subprocess.Popen[bytes], asked: bytes) -> None:
    """Writes all of it, as soon as the process reads.

    `communicate` would not do: called again after a timeout it sends nothing of what is left, and
    the process waits for the rest for ever.
    """
    pipe, process.stdin = process.stdin, None
    with contextlib.suppress(BrokenPipeError):  # it failed; its exit code says so
        if pipe is not None:
            with pipe:
                pipe.write(asked)


def _serve(asked: IO[bytes], answer: IO[bytes]) -> None:
    """What the process does: reads what is to be set, and writes the PDF."""
    import typst

    given = json.load(asked)
    inputs = {"data": given["data"], "paper": given["paper"]}
    answer.write(typst.compile(given["layout"].encode(), format="pdf", sys_inputs=inputs))


if __name__ == "__main__":
    _serve(sys.stdin.buffer, sys.stdout.buffer)
