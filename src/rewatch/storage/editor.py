"""A file in the user's own editor, with an eye on editors that do not wait until it is closed."""

from __future__ import annotations

import shlex
import subprocess
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from rewatch.domain.errors import Refused

# An editor that is gone sooner than this with nothing saved has handed the file to another window:
# nobody opens, reads and closes a file as quickly. Seconds.
AT_ONCE = 2.0


@dataclass(frozen=True)
class Edited:
    """What an editor left.

    Attributes:
        text: what stands in the file now.
        at_once: it came back at once and saved nothing: its window may still be open.
    """

    text: str
    at_once: bool


def edit_in(command: str, path: Path, at_once: float = AT_ONCE) -> Edited:
    """Runs an editor on a file and waits until it ends.

    Args:
        command: the program and its options, as $EDITOR has them.
        path: the file.
        at_once: seconds below which an editor that saved nothing did not wait.

    Raises:
        Refused: it could not be started or failed, or the file cannot be read.
    """
    before, began = read_back(path), monotonic()
    try:
        words = [*shlex.split(command), str(path)]
        code = subprocess.run(words, check=False).returncode  # noqa: S603 - the user's own
    except (OSError, ValueError) as error:
        raise Refused(f"the editor could not be used: {command}: {error}") from error
    if code:
        raise Refused(f"the editor could not be used: {command} ended with code {code}")
    text = read_back(path)
    return Edited(text, text == before and monotonic() - began < at_once)


def read_back(path: Path) -> str:
    """What stands in the file.

    Raises:
        Refused: it cannot be read.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise Refused(f"what the editor left cannot be read: {error}") from error
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        # An editor of another encoding: a letter may come in as another, and none is lost.
        text = raw.decode("latin-1")
    return text.replace("\r\n", "\n").replace("\r", "\n")
