"""A text in the user's own editor and back, with an eye on editors that do not wait."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from time import monotonic

from rewatch.domain.errors import Refused, UsageError

# An editor that is gone sooner than this, with nothing saved, has handed its window to another
# program: nobody opens, reads and closes a file as quickly.
AT_ONCE = 2.0
HINT = "an editor with a window of its own must be told to wait, such as EDITOR='code --wait'"

_USUAL = ("sensible-editor", "nano", "vi", "notepad")


def edited(text: str, name: str) -> str:
    """The text as it was saved in $VISUAL or $EDITOR.

    Where the editor comes back at once and nothing was saved, its window may still be open: it is
    said, and the file is read again when the user has saved there.

    Args:
        text: what stands in the file first.
        name: what the file is called, without its ending.

    Raises:
        UsageError: no terminal, or no editor.
        Refused: the editor could not be used or nothing was saved.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError('say the note after the company, or "-" to read it from standard input')
    command = _command()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.md"
        path.write_text(text, encoding="utf-8")
        began = monotonic()
        _run(command, path)
        if _saved(path) == text and monotonic() - began < AT_ONCE:
            print(f"{command} came back at once and nothing was saved: {HINT}.", file=sys.stderr)
            print("If its window is open: save and close it, then press Enter.", file=sys.stderr)
            sys.stdin.readline()
        saved = _saved(path)
    if saved == text:
        raise Refused("the editor saved nothing; nothing was written")
    return saved


def _command() -> str:
    named = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    found = named or next((name for name in _USUAL if shutil.which(name)), None)
    if not found:
        raise UsageError("no editor is set: put its command into $EDITOR, or say the note here")
    return found


def _run(command: str, path: Path) -> None:
    try:
        words = [*shlex.split(command), str(path)]
        code = subprocess.run(words, check=False).returncode  # noqa: S603 - the user's own
    except (OSError, ValueError) as error:
        raise Refused(f"the editor could not be used: {command}: {error}") from error
    if code:
        raise Refused(f"the editor could not be used: {command} ended with code {code}")


def _saved(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise Refused(f"what the editor left cannot be read: {error}") from error
