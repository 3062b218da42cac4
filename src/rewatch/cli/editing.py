"""A text in the user's own editor and back, with an eye on editors that do not wait."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from rewatch.domain.errors import Refused, UsageError

if TYPE_CHECKING:
    from rewatch.workspace import Workspace

_USUAL = ("sensible-editor", "nano", "vi", "notepad")


def edited(workspace: Workspace, text: str, name: str) -> str:
    """The text as it was saved in $VISUAL or $EDITOR.

    Where the editor comes back at once and nothing was saved, its window may still be open: it is
    said, and the file is read again when the user has saved there.

    Args:
        workspace: what runs it.
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
        found = workspace.edit_in(command, path)
        saved = found.text
        if found.at_once:
            print(
                f"{command} came back at once and saved nothing; an editor with a window of its\n"
                "own must be told to wait, such as EDITOR='code --wait'.\n"
                "If its window is open: save the note there, then press Enter here.",
                file=sys.stderr,
            )
            sys.stdin.readline()
            saved = workspace.read_back(path)
    if saved == text:
        raise Refused("the editor saved nothing; nothing was written")
    return saved


def _command() -> str:
    named = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    found = named or next((name for name in _USUAL if shutil.which(name)), None)
    if not found:
        raise UsageError("no editor is set: put its command into $EDITOR, or say the note here")
    return found
