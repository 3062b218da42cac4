"""What two edits disagreed about, in every file of the workspace, and settling it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from rewatch.domain.errors import NotFound, Refused
from rewatch.storage import notes, recorded
from rewatch.storage.catalogue import toml_paths
from rewatch.storage.file_merge import data_of, with_data
from rewatch.storage.paths import Folders
from rewatch.storage.saving import read_bytes
from rewatch.storage.toml_edit import TABLES
from rewatch.storage.toml_files import BrokenFile, file_bytes

Side = Literal["ours", "theirs"]


@dataclass(frozen=True)
class Standing:
    """One conflict that nobody has settled.

    Attributes:
        file: path below the workspace, with forward slashes.
        record: id of the record, empty for the file's own keys.
        field: the key; empty where whole records stand against each other.
        ours: one value, None where one side took it out.
        theirs: the other.
    """

    file: str
    record: str
    field: str
    ours: Any
    theirs: Any

    @property
    def place(self) -> str:
        """What the two edits disagree about, in words."""
        return self.placed({})

    def placed(self, names: Mapping[str, str]) -> str:
        """The same, with names of companies by id: entries of lists go by them."""
        record = names.get(self.record, self.record)
        what = " of ".join(word for word in (self.field, record) if word) or "the whole"
        return f"{what} in {self.file}"

    def said(self, side: Side) -> str:
        """One of the two values, in words."""
        value = self.ours if side == "ours" else self.theirs
        if value is None:
            return "(taken out)"
        if isinstance(value, dict | list | bool):
            return json.dumps(value, ensure_ascii=False, default=str)
        return str(value).rstrip("\n")


def standing(folders: Folders) -> list[Standing]:
    """All conflicts of the workspace, in order of file; files that cannot be read have none."""
    found = []
    for path in _files(folders):
        try:
            if b"conflicts" not in (raw := file_bytes(path)):
                continue
            file = path.relative_to(folders.workspace).as_posix()
            found += [_made(file, item) for item in data_of(raw, file).get("conflicts", [])]
        except (BrokenFile, OSError):
            continue  # told where the file itself is read
    return found


def settle(folders: Folders, conflict: Standing, keep: Side) -> None:
    """Takes one of the two values for good.

    Raises:
        NotFound: the conflict is settled already, or its record is gone.
        BrokenFile, Refused, LockHeld, CannotWrite: nothing was changed.
    """
    path = folders.workspace / conflict.file
    with recorded.operation(folders, f"settled {conflict.field} of {conflict.file}"):
        raw = read_bytes(path)
        data = data_of(raw, conflict.file)
        left = [i for i in data.get("conflicts", []) if _made(conflict.file, i) != conflict]
        if len(left) == len(data.get("conflicts", [])):
            raise NotFound("conflict", f"{conflict.record} {conflict.field}".strip(), [])
        value = conflict.ours if keep == "ours" else conflict.theirs
        _put(data, conflict, value)
        data["conflicts"] = left or None
        recorded.write(folders, path, with_data(raw, data, conflict.file))


def _put(data: dict[str, Any], conflict: Standing, value: Any) -> None:
    if not conflict.record:
        data[conflict.field] = value
        return
    for name, key in TABLES.items():
        for number, record in enumerate(data.get(name, ()) if key else ()):
            if record.get(key) == conflict.record:
                if conflict.field:
                    record[conflict.field] = value
                elif isinstance(value, dict):
                    data[name][number] = value
                else:
                    raise Refused(f"{conflict.file}: {conflict.record} holds no record to take")
                return
    raise NotFound("record", conflict.record, [])


def _made(file: str, item: dict[str, Any]) -> Standing:
    record, field = str(item.get("record", "")), str(item.get("field", ""))
    return Standing(file, record, field, item.get("ours"), item.get("theirs"))


def _files(folders: Folders) -> Iterator[Path]:
    yield from toml_paths(folders.companies)
    yield from toml_paths(folders.watchlists)
    yield from notes.note_paths(folders)
