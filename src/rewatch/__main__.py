"""Where the program starts: `rewatch` and `python -m rewatch`.

It answers `--version` before anything else is loaded, hands every other call to the command line,
and sees to it that an interrupt, a full disk behind standard output or a reader that goes away ends
the program without a traceback. It must not know any command.
"""

import os
import sys

from rewatch import __version__

NOT_DONE = 3
INTERRUPTED = 130  # 128 + SIGINT, what a shell reports for a program ended by Ctrl+C
CLOSED_PIPE = 141  # 128 + SIGPIPE, what a shell reports for a writer whose reader went away


def main() -> int:
    """Run the program with the arguments it was called with.

    Returns:
        The exit code. The launcher that the installer writes passes it to `sys.exit`.
    """
    try:
        code = _run(sys.argv[1:])
        if sys.stdout is not None:  # it is None when the program was started with it closed
            sys.stdout.flush()  # here, where a failure can still be answered, not at exit
        return code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _discard_output()
        return CLOSED_PIPE
    except OSError as error:
        _discard_output()
        print(f"rewatch: could not be finished: {_reason(error)}", file=sys.stderr)
        return NOT_DONE


def _run(arguments: list[str]) -> int:
    if arguments == ["--version"]:
        print(f"rewatch {__version__}")
        return 0
    import gc

    # A command ends before its garbage matters; collecting it while the records are loaded takes a
    # tenth of the run. The interface goes back to the usual.
    gc.set_threshold(500_000, 50, 50)
    # Looking for plugins of the library the records stand on reads every package installed here.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    from rewatch.cli.main import main as run_command_line

    code = run_command_line(arguments)
    gc.freeze()  # the interpreter's last collection would go through every record once more
    return code


def _reason(error: OSError) -> str:
    what = error.strerror or "the system gave no reason"
    # repr, because a file's name may hold characters that a terminal would obey.
    return f"{what}: {error.filename!r}" if error.filename else what


def _discard_output() -> None:
    """Point standard output at the null device, so that the exit finds nothing left to fail on."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.close(null)


if __name__ == "__main__":
    sys.exit(main())
