"""How a record gets into its file: read again, change, check, write with its history; one lock.

A file that exists is edited in place, so that a person's comments and order survive; a file that
cannot be read is never written over. What is written is parsed and compared first.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from rewatch.domain.errors import Refused, UsageError
from rewatch.domain.record import Frozen
from rewatch.storage import atomic, recorded
from rewatch.storage.paths import Folders, file_of
from rewatch.storage.recorded import operation
from rewatch.storage.toml_files import (
    BrokenFile,
    Document,
    decode,
    file_bytes,
    parse,
    validate,
)

Changed = TypeVar("Changed", bound=Frozen)

BOM = b"\xef\xbb\xbf"


def made(model: type[Changed], values: dict[str, Any]) -> Changed:
    """A record of what a user gave.

    Args:
        model: what it shall be.
        values: by the names files use.

    Raises:
        UsageError: the values are not valid.
    """
    from pydantic import ValidationError

    try:
        return model.model_validate(values)
    except ValidationError as error:
        from rewatch.storage.explain import complaints

        told = complaints(error, model, values)
        raise UsageError("; ".join(complaint.reason for complaint in told)) from error


def plain(record: Frozen, *leave_out: str) -> dict[str, Any]:
    """A record as a file holds it: the keys that were given, by the names files use."""
    values = record.model_dump(by_alias=True, exclude_unset=True, exclude_none=True)
    return {key: _lists(value) for key, value in values.items() if key not in leave_out}


def _lists(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _lists(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_lists(item) for item in value]
    return str(value) if isinstance(value, str) else value


def change_file(
    folders: Folders, path: Path, model: type[Changed], change: Callable[[Changed], Changed]
) -> Changed:
    """Changes the record in a file, in place.

    Args:
        folders: whose workspace is locked for it.
        path: an existing file.
        model: what it holds.
        change: gets the record as it stands on disk now, returns it as it shall be.

    Raises:
        BrokenFile: the file cannot be read, and so is not written over.
        UsageError: what `change` made is no valid record.
        LockHeld, CannotWrite: nothing was changed.
    """
    with operation(folders, f"saved {path.name}"):
        raw = read_bytes(path)
        document = parse(decode(raw, str(path)), str(path))
        before = validate(document, model)
        after = change(before)
        if after != before:
            recorded.write(folders, path, edited(raw, document, after, model))
        return after


def save_over(
    folders: Folders, path: Path, before: Changed, after: Changed, now: datetime
) -> Changed:
    """Saves a record that was edited for a while, with all that changed in its file meanwhile.

    Args:
        folders: whose workspace is locked for it.
        path: an existing file.
        before: the record as it was read.
        after: the record as edited.
        now: when, for what both changed differently; that stands in the file's conflicts.

    Returns:
        the record as it stands now. Raises as `change_file`.
    """
    from rewatch.storage.file_merge import merge_files

    model = type(after)
    with operation(folders, f"saved {path.name}"):
        raw = read_bytes(path)
        document = parse(decode(raw, str(path)), str(path))
        standing = validate(document, model)
        base = raw if standing == before else edited(raw, document, before, model)
        ours = edited(raw, document, after, model)
        merged = merge_files(base, ours, raw, path.name, newer="ours", now=now)
        recorded.write(folders, path, merged.content)
        return validate(parse(decode(merged.content, str(path)), str(path)), model)


def edited(raw: bytes, document: Document, after: Frozen, model: type[Frozen]) -> bytes:
    """The bytes of a file with another record in it, parsed and compared with that record.

    Raises:
        UsageError: the record is not valid.
        Refused: the file cannot be edited in place.
    """
    from rewatch.storage.toml_edit import edit

    text = edit(document.text, plain(after))
    try:
        checked = validate(Document(document.file, text, tomllib.loads(text)), model)
    except BrokenFile as error:
        raise UsageError(f"not saved: {error}") from error
    if checked != after:
        raise Refused(f"{document.file} was not saved: what would be written reads back otherwise")
    return (BOM if raw.startswith(BOM) else b"") + encoded(text)


def encoded(text: str) -> bytes:
    """Text as UTF-8.

    Raises:
        UsageError: it holds what is no text (a command line may carry any bytes).
    """
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise UsageError(f"not saved: {text[error.start]!r} is no character") from error


def read_bytes(path: Path) -> bytes:
    """The bytes of a file that is about to be changed.

    Raises:
        Refused: it cannot be read.
    """
    try:
        return file_bytes(path)
    except OSError as error:
        raise Refused(f"{path} cannot be read: {atomic.why(error)}") from error


def new_text(record: Frozen) -> str:
    """The text of a new file: plain keys first, then its records, each under its own header.

    Raises:
        UsageError: the record is not valid.
    """
    import tomli_w

    from rewatch.storage.toml_edit import TABLES
    from rewatch.storage.toml_format import block

    values = plain(record)
    blocks = [
        "\n" + block(name, element)
        for name, elements in values.items()
        if name in TABLES
        for element in elements
    ]
    top = {name: value for name, value in values.items() if name not in TABLES}
    return tomli_w.dumps(_inline_first(top)) + "".join(blocks)


def _inline_first(values: dict[str, Any]) -> dict[str, Any]:
    """Tables last: what follows a table's header would belong to it."""
    return dict(sorted(values.items(), key=lambda pair: isinstance(pair[1], dict)))


def create_file(folders: Folders, path: Path, record: Frozen) -> None:
    """Writes a new file for a record.

    Raises:
        FileExistsError: there is one of that name.
        UsageError: the record is not valid.
        LockHeld, CannotWrite: nothing was changed.
    """
    text = new_text(record)
    model = type(record)
    try:
        checked = validate(Document(str(path), text, tomllib.loads(text)), model)
    except BrokenFile as error:
        raise UsageError(f"not saved: {error}") from error
    if checked != record:
        raise Refused(f"{path} was not saved: what would be written reads back otherwise")
    data = encoded(text)
    with operation(folders, f"made {path.name}"):
        atomic.make_folder(path.parent, within=folders.workspace)
        recorded.create(folders, path, data)


def free_id(folder: Path, wanted: str, ending: str = ".toml") -> str:
    """`wanted`, or with `-2`, `-3` … behind it, for which the folder has no file."""
    name, number = wanted, 1
    while file_of(folder, name, ending).exists():
        number += 1
        name = f"{wanted[:58]}-{number}"
    return name
