"""Text that a command is given: in a file, or on standard input where the file is "-"."""

from __future__ import annotations

import sys
from pathlib import Path

from rewatch.domain.errors import UsageError
from rewatch.domain.text import decoded


def text_of(file: str) -> str:
    """The text of a file.

    Raises:
        UsageError: it cannot be read, or is no UTF-8.
    """
    if file == "-":
        return decoded(sys.stdin.buffer.read(), "standard input")
    try:
        raw = Path(file).read_bytes()
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror or error}") from error
    return decoded(raw, file)
