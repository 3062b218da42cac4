"""The last cards and packs handed out: what the next ones say they moved from.

A small file in the workspace's own book-keeping; losing it loses a sentence, no work. Of each card
and pack the last two that differ are kept: handing out the same card once more, in another format
say, must not make it its own predecessor.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal, TypeVar

from pydantic import Field

from rewatch.domain.errors import RewatchError
from rewatch.domain.record import Frozen
from rewatch.domain.values import Interval
from rewatch.storage.atomic import make_folder, write_bytes
from rewatch.storage.lock import lock
from rewatch.storage.paths import Folders
from rewatch.storage.saving import new_text
from rewatch.storage.toml_files import BrokenFile, read_model

_KEPT = 2


class CardMark(Frozen):
    """One card as it was handed out, with the method, profile, deck and order it was made with.

    Attributes:
        of: how many companies it was ranked among.
    """

    on: date
    total: Interval
    rank: int | None = None
    digest: str
    method: str = ""
    profile: str = ""
    deck: str = ""
    of: int | None = None
    order: str = ""


class PackMark(Frozen):
    """One pack as it was handed out, with its cards by company."""

    on: date
    digest: str
    cards: dict[str, CardMark] = Field(default_factory=dict)


class CardLog(Frozen):
    """What was handed out, newest first: cards by company, packs by the list they are of."""

    schema_: Literal[1] = Field(default=1, alias="schema")
    cards: dict[str, list[CardMark]] = Field(default_factory=dict)
    packs: dict[str, list[PackMark]] = Field(default_factory=dict)


Marked = TypeVar("Marked", CardMark, PackMark)


def handed_out(folders: Folders) -> CardLog:
    """What was handed out last; nothing where nothing was or the file is broken."""
    path = folders.hidden / "cards.toml"
    if not path.exists():
        return CardLog()
    try:
        return read_model(path, CardLog)
    except BrokenFile:
        # Only a convenience hangs on it: the next export writes a whole one.
        return CardLog()


def keep_cards(
    folders: Folders, cards: Mapping[str, CardMark], packs: Mapping[str, PackMark]
) -> None:
    """Remembers what was just handed out; a workspace that is not there stays so."""
    if not folders.workspace.is_dir():
        return
    try:
        with lock(folders.workspace):
            make_folder(folders.hidden, folders.workspace)
            before = handed_out(folders)
            log = CardLog.model_validate(
                {
                    "schema": 1,
                    "cards": {**before.cards, **_newest(before.cards, cards)},
                    "packs": {**before.packs, **_newest(before.packs, packs)},
                }
            )
            write_bytes(folders.hidden / "cards.toml", new_text(log).encode())
    except RewatchError:
        # The card itself is written; a read-only workspace only forgets that it was.
        return


def _newest(
    before: Mapping[str, list[Marked]], now: Mapping[str, Marked]
) -> dict[str, list[Marked]]:
    """The lists with the new marks in front; one handed out again only takes its old place."""
    found: dict[str, list[Marked]] = {}
    for key, mark in now.items():
        kept: list[Marked] = [mark]
        kept += [item for item in before.get(key, []) if item.digest != mark.digest]
        found[key] = kept[:_KEPT]
    return found
