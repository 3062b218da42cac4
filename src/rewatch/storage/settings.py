"""The user's settings: config.toml in the configuration folder, read at start.

Nothing has to stand in it, and what cannot be used is told with its line and left out, so that a
slip never keeps anybody from opening the tool. Which keys there are is the interface's to know;
here they are names and lists of names. A setting is written into the file as it is, comments kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rewatch.domain.errors import Fault

if TYPE_CHECKING:
    from rewatch.storage.paths import Folders
    from rewatch.storage.toml_files import Document

FILE = "config.toml"
# What may stand at the top of the file, with what it must be.
PANES = ("beside", "below", "always", "never")
GROUPS = ("apart", "together")
_CHOICES = {"pane": PANES, "groups": GROUPS}
KNOWN = {
    "theme": "the name of a theme, in quotes",
    "watchlist": "the slug of a list, in quotes",
    "workspace": "a folder, in quotes",
    "columns": "column ids in brackets",
    "pane": "beside, below, always or never, in quotes",
    "groups": "apart or together, in quotes",
    "sort": "column ids in brackets, with - before one that is turned round",
}


@dataclass(frozen=True)
class Settings:
    """What the user has set.

    Attributes:
        theme: name of the colours, None for the usual ones.
        watchlist: slug of the list to open, None for the usual one.
        workspace: the folder to use where none is named.
        columns: ids of the table's columns, None for the usual ones.
        sort: ids of the columns that the table is sorted by, - before one that is turned round;
            None for the ranking's own order.
        pane: where the selected company stands: beside the table where the screen is wide, below it
            where it is not, always one of the two, or never; None for beside.
        groups: whether ore companies and processors stand together; None for apart.
        keys: command id to the keys it shall have, in the order of the file.
        faults: what was left out, with its line.
        lines: 1-based line of each command id under [keys].
        at: 1-based line of each setting at the top of the file.
        file: where it stands.
    """

    theme: str | None = None
    watchlist: str | None = None
    workspace: str | None = None
    columns: tuple[str, ...] | None = None
    sort: tuple[str, ...] | None = None
    pane: str | None = None
    groups: str | None = None
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict)
    at: Mapping[str, int] = field(default_factory=dict)
    file: str = FILE


def read_settings(folders: Folders) -> Settings:
    """The settings of this run; all of them unset where there is no file."""
    path = folders.config / FILE
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return Settings(file=str(path))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        return Settings(file=str(path), faults=(Fault(str(path), 0, f"cannot be read: {reason}"),))
    from rewatch.storage.toml_files import BrokenFile, decode, parse

    try:
        document = parse(decode(raw, str(path)), str(path))
    except BrokenFile as error:
        return Settings(file=str(path), faults=error.faults)
    return _read(document, folders)


def named_workspace(config: Path) -> str | None:
    """The workspace that the settings name, if any.

    Raises:
        BrokenFile: the file cannot be read, so that nobody knows which workspace is meant.
    """
    path = config / FILE
    if not path.exists():
        return None
    from rewatch.storage.toml_files import parse, read_text

    value = parse(read_text(path), str(path)).data.get("workspace")
    return value if isinstance(value, str) and value else None


def _read(document: Document, folders: Folders) -> Settings:
    faults: list[Fault] = []
    values: dict[str, Any] = {}
    for name, value in document.data.items():
        if name in ("keys", "schema"):
            continue
        reason = ""
        if name not in KNOWN:
            reason = f"{name} is no setting; there are {', '.join(KNOWN)} and the table [keys]"
        elif name in ("columns", "sort"):
            values[name] = _texts(value)
        else:
            values[name] = value if isinstance(value, str) and value else None
        if name in _CHOICES and values[name] not in _CHOICES[name]:
            values[name] = None
        if name in KNOWN and values[name] is None:
            reason = f"{name} must be {KNOWN[name]}"
        elif name == "watchlist" and not _is_list(values[name], folders):
            values[name] = None
            reason = f"there is no watchlist {value!r}; the slug is its file's name without .toml"
        if reason:
            faults.append(document.fault((name,), reason))
    table = document.data.get("keys", {})
    if not isinstance(table, dict):
        faults.append(document.fault(("keys",), "keys must be a table: [keys]"))
        table = {}
    keys: dict[str, tuple[str, ...]] = {}
    for name, value in table.items():
        wanted = (value,) if isinstance(value, str) and value else _texts(value)
        if wanted:
            keys[name] = wanted
        else:
            reason = f"{name} must be a key in quotes, or several in brackets"
            faults.append(document.fault(("keys", name), reason))
    lines = {name: document.line("keys", name) for name in keys}
    at = {name: document.line(name) for name in values}
    return Settings(
        keys=keys, faults=tuple(faults), lines=lines, at=at, file=document.file, **values
    )


def _is_list(slug: str | None, folders: Folders) -> bool:
    places = (folders.watchlists, folders.samples)
    return any(f"{slug}.toml" == found.name for place in places for found in place.glob("*.toml"))


def _texts(value: Any) -> tuple[str, ...] | None:
    if isinstance(value, list) and value and all(isinstance(item, str) and item for item in value):
        return tuple(value)
    return None


def save_setting(config: Path, name: str, value: str | tuple[str, ...] | None) -> Path:
    """Writes one setting into the file, where it stands or at the top; None takes it out.

    Raises:
        BrokenFile: the file cannot be read, and so is not written over.
        CannotWrite: nothing was changed.
    """
    import tomlkit

    from rewatch.storage import atomic
    from rewatch.storage.toml_files import decode, parse

    path = config / FILE
    atomic.make_folder(config, within=_existing(config))
    raw = path.read_bytes() if path.exists() else b""
    text = parse(decode(raw, str(path)), str(path)).text
    document = tomlkit.parse(text)
    if value is None:
        document.pop(name, None)
    else:
        document[name] = list(value) if isinstance(value, tuple) else value
    data = tomlkit.dumps(document).encode()
    if data != raw:
        atomic.write_bytes(path, data)
    return path


def _existing(folder: Path) -> Path:
    """The nearest folder above that is there."""
    return next((above for above in folder.parents if above.is_dir()), folder.parent)
