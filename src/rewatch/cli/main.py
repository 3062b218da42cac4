"""Where a call from the shell goes: to a command, or to the terminal interface.

Everything is imported when it is needed: opening the interface loads no command line parser, and
`--help` loads nothing that scores. Whatever goes wrong ends as one line on standard error and an
exit code: 0 done, 1 the answer is "no", 2 wrong usage, 3 could not be done.
"""

from __future__ import annotations

import os
import sys

from rewatch.cli.commands import COMMANDS
from rewatch.domain.errors import FilterError, RewatchError

USAGE = 2
NOT_DONE = 3
INTERRUPTED = 130

_HEAD, _TAIL = 600, 300  # characters of a sentence that is too long to read


def main(argv: list[str]) -> int:
    """Runs one call.

    Args:
        argv: the words after `rewatch`.

    Returns:
        The exit code.
    """
    # A character that the output cannot hold (an old code page) is shown as its code.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        if _opens_interface(argv):
            from rewatch.cli.interface import open_interface

            return open_interface(argv[0] if argv else None)
        from rewatch.cli.group import run

        return run(argv)
    except RewatchError as error:
        code = complain(str(error), error.exit_code)
        if isinstance(error, FilterError) and error.line and sys.stderr is not None:
            print(*error.caret(), sep="\n", file=sys.stderr)
        return code
    except (KeyboardInterrupt, OSError):
        raise  # the program's own last moments answer these
    except Exception as error:  # noqa: BLE001 - the last resort: no traceback reaches a user
        from rewatch.cli.last_resort import kept_traceback

        return complain(kept_traceback(error), NOT_DONE)


def _opens_interface(argv: list[str]) -> bool:
    """Whether this is the plain call for the interface, which needs no parser."""
    if "_REWATCH_COMPLETE" in os.environ:  # a shell asks for completions, without any words
        return False
    return not argv or (len(argv) == 1 and not argv[0].startswith("-") and argv[0] not in COMMANDS)


def complain(sentence: str, code: int) -> int:
    """Prints one line on standard error and returns the exit code."""
    from rewatch.domain.text import visible

    # A sentence may quote what stands in a file, and what click says may run over lines.
    line = visible(" ".join(sentence.split("\n")))
    if len(line) > _HEAD + _TAIL:  # a name of many thousand characters, with a hint behind it
        line = f"{line[:_HEAD]} … {line[-_TAIL:]}"
    if sys.stderr is not None:
        print(f"rewatch: {line}", file=sys.stderr)
    return code
