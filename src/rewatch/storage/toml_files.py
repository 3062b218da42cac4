"""Reads one TOML file into one record, and says of every fault the file, the line and the reason.

What can be wrong with a file: it cannot be opened, is not UTF-8, is not TOML, was written by a
newer rewatch, or holds something its record model refuses. All faults of one file are told at
once, except that after a syntax error nothing more can be known. Nothing is written here.
"""

from __future__ import annotations

import errno
import re
import stat
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from rewatch.domain.errors import Fault, UsageError

if TYPE_CHECKING:
    from pydantic import BaseModel

    from rewatch.storage.toml_text import TomlIndex

    Model = TypeVar("Model", bound=BaseModel)

SCHEMA = 1

_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)\Z")
_BOM = b"\xef\xbb\xbf"


class BrokenFile(UsageError):  # noqa: N818 - named like its siblings in domain.errors
    """A file that cannot be used; the sentence names the first fault, `faults` has them all."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(faults)
        more = f" (and {len(faults) - 1} more; see rewatch check)" if len(faults) > 1 else ""
        super().__init__(f"{faults[0]}{more}")


@dataclass
class Document:
    """One parsed TOML text with its place on disk.

    Attributes:
        file: path as the user knows it.
        text: the text without byte order mark, line ends as in the file.
        data: what it holds.
        first_line: line of the file on which `text` begins (front matter begins on the second).
    """

    file: str
    text: str
    data: dict[str, Any]
    first_line: int = 1
    _index: TomlIndex | None = field(default=None, repr=False)

    @property
    def index(self) -> TomlIndex:
        """Where everything stands; built when first asked for."""
        if self._index is None:
            from rewatch.storage.toml_text import index

            self._index = index(self.text)
        return self._index

    def line(self, *path: str | int) -> int:
        """The 1-based line of a path of keys, or of the nearest thing around it."""
        found = self.index.line(path)
        return found + self.first_line - 1 if found else 0

    def fault(self, path: tuple[str | int, ...], reason: str) -> Fault:
        """A fault at a path of keys."""
        return Fault(self.file, self.line(*path), reason)


def read_text(path: Path, shown: str | None = None) -> str:
    """The text of a file, without byte order mark, line ends untouched.

    Raises:
        BrokenFile: it cannot be read or is not UTF-8.
    """
    file = shown or str(path)
    try:
        raw = file_bytes(path)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise BrokenFile([Fault(file, 0, f"cannot be read: {reason}")]) from error
    return decode(raw, file)


def file_bytes(path: Path) -> bytes:
    """The bytes of a regular file: to open a pipe is to wait for whoever may write to it.

    Raises:
        OSError: it cannot be read, or is a pipe, a socket or a device.
    """
    mode = path.stat().st_mode
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise OSError(errno.EINVAL, "it is a pipe, a socket or a device, and no file")
    return path.read_bytes()


def decode(raw: bytes, file: str) -> str:
    """Bytes of a file as text.

    Raises:
        BrokenFile: not UTF-8; names the line.
    """
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BrokenFile([Fault(file, 1, "is saved as UTF-16; save it as UTF-8")])
    body = raw.removeprefix(_BOM)
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        byte = body[error.start]
        reason = f"is not UTF-8 text (byte 0x{byte:02x}); save it as UTF-8"
        raise BrokenFile([Fault(file, line, reason)]) from error


def parse(text: str, file: str, first_line: int = 1) -> Document:
    """Parses a text.

    Raises:
        BrokenFile: not TOML, or of a newer schema.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BrokenFile([_syntax_fault(error, text, file, first_line)]) from error
    except (ValueError, RecursionError) as error:
        # A number of thousands of digits, or brackets nested a thousand deep.
        reason = "holds a value too large or too deeply nested to read"
        raise BrokenFile([Fault(file, 0, reason)]) from error
    document = Document(file, text, data, first_line)
    schema = data.get("schema")
    if isinstance(schema, int) and not isinstance(schema, bool) and schema > SCHEMA:
        reason = (
            f"was written by a newer rewatch (schema {schema}, this one reads {SCHEMA}); "
            "left untouched"
        )
        raise BrokenFile([document.fault(("schema",), reason)])
    return document


def _syntax_fault(error: tomllib.TOMLDecodeError, text: str, file: str, first_line: int) -> Fault:
    conflict = re.search(r"^(<{7}|={7}|>{7})(?: |$)", text, re.MULTILINE)
    if conflict is not None:
        line = text.count("\n", 0, conflict.start()) + first_line
        return Fault(file, line, "git left a conflict here; settle it and remove the marker lines")
    message = str(error)
    place = _PLACE.search(message)
    words = message[: place.start()] if place else message
    reason = f"is not valid TOML: {words[:1].lower()}{words[1:]}"
    if place is None:
        return Fault(file, 0, reason)
    if place[1] is None:
        last = text.rstrip().count("\n") + first_line
        return Fault(file, last, f"{reason}, at the end of the file")
    return Fault(file, int(place[1]) + first_line - 1, f"{reason}, column {place[2]}")


def validate(document: Document, model: type[Model]) -> Model:
    """The record a document holds.

    Raises:
        BrokenFile: with every fault found, in the order of lines.
    """
    from pydantic import ValidationError

    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        from rewatch.storage.explain import complaints

        told = complaints(error, model, document.data)
        raise BrokenFile(sorted(document.fault(path, reason) for path, reason in told)) from error


def read_document(path: Path, shown: str | None = None) -> Document:
    """Opens and parses one file.

    Raises:
        BrokenFile: it cannot be read, is not UTF-8, not TOML, or of a newer schema.
    """
    return parse(read_text(path, shown), shown or str(path))


def read_model(path: Path, model: type[Model] | Callable[[dict[str, Any]], type[Model]]) -> Model:
    """One file as one record.

    Args:
        path: the file.
        model: the record model, or a function that chooses it from the parsed data.

    Raises:
        BrokenFile: anything is wrong with it.
    """
    document = read_document(path)
    chosen = model if isinstance(model, type) else model(document.data)
    return validate(document, chosen)
