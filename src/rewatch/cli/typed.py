"""Text that a command is given: in a file, or on standard input where the file is "-"."""

from __future__ import annotations

import sys
from pathlib import Path

from rewatch.domain.errors import UsageError


def text_of(file: str) -> str:
    """The text of a file; what is no UTF-8 in it comes in marked.

    Raises:
        UsageError: it cannot be read.
    """
    if file == "-":
        return sys.stdin.buffer.read().decode("utf-8", errors="replace")
    try:
        return Path(file).read_bytes().decode("utf-8", errors="replace")
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror or error}") from error
