"""The last card handed out of each company: what the next one says it moved from.

A small file in the workspace's own book-keeping; losing it loses a sentence, no work.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

from pydantic import Field

from rewatch.domain.errors import RewatchError
from rewatch.domain.record import Frozen
from rewatch.domain.values import Interval
from rewatch.storage.atomic import make_folder, write_bytes
from rewatch.storage.lock import lock
from rewatch.storage.paths import Folders
from rewatch.storage.saving import new_text
from rewatch.storage.toml_files import BrokenFile, read_model


class CardMark(Frozen):
    """One card as it was handed out."""

    on: date
    total: Interval
    rank: int | None = None
    digest: str


class CardLog(Frozen):
    """The last card of each company."""

    schema_: Literal[1] = Field(default=1, alias="schema")
    cards: dict[str, CardMark] = Field(default_factory=dict)


def last_cards(folders: Folders) -> dict[str, CardMark]:
    """The last card handed out of each company; none where nothing was or the file is broken."""
    path = folders.hidden / "cards.toml"
    if not path.exists():
        return {}
    try:
        return dict(read_model(path, CardLog).cards)
    except BrokenFile:
        # Only a convenience hangs on it: the next export writes a whole one.
        return {}


def keep_cards(folders: Folders, cards: Mapping[str, CardMark]) -> None:
    """Remembers cards that were just handed out; a workspace that is not there stays so."""
    if not folders.workspace.is_dir():
        return
    try:
        with lock(folders.workspace):
            make_folder(folders.hidden, folders.workspace)
            log = CardLog.model_validate({"schema": 1, "cards": {**last_cards(folders), **cards}})
            write_bytes(folders.hidden / "cards.toml", new_text(log).encode())
    except RewatchError:
        # The card itself is written; a read-only workspace only forgets that it was.
        return
