"""Two edits of one file laid together: the texts of `merge`, with comments and layout kept.

Serves a save that finds its file changed on the disk, undo, and `rewatch merge` for git. What comes
out is always a whole valid file, never one with conflict markers; what two people changed alike
stands in its `[[conflicts]]` until somebody settles it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rewatch.domain.countries import CountryTable
from rewatch.domain.errors import Refused
from rewatch.domain.note import Note
from rewatch.domain.prices import Deck
from rewatch.domain.record import Frozen
from rewatch.domain.rubric import Rubric
from rewatch.domain.scenario import Scenario
from rewatch.domain.screens import Screens
from rewatch.domain.watchlist import Watchlist
from rewatch.storage import notes
from rewatch.storage.catalogue import company_model
from rewatch.storage.merge import Clash, Side, merge
from rewatch.storage.profiles import ProfileFile
from rewatch.storage.saving import BOM, encoded
from rewatch.storage.text_merge import Laid, lay_together
from rewatch.storage.toml_edit import edit
from rewatch.storage.toml_files import BrokenFile, Document, decode, parse, validate

_CONFLICTS = "conflicts"
# What a scenario may suppose, and no company has.
_SUPPOSED = ("rules", "blocs", "countries", "prices", "price_deck")


@dataclass(frozen=True)
class Merged:
    """Two edits in one file.

    Attributes:
        content: the whole file.
        clashes: what the two disagree about; of an edit both stand in the file.
        unkept: those of them of which only the newer stands there: files of the method, screens
            and scenarios have no place for conflicts.
    """

    content: bytes
    clashes: tuple[Clash, ...]
    unkept: tuple[Clash, ...] = ()


@dataclass(frozen=True)
class _Text:
    """One version of a file: its TOML, and for a note what stands around it."""

    toml: str
    data: dict[str, Any]
    note: bool
    mark: bytes = b""
    head: str = ""
    tail: str = ""
    body: str = ""

    def with_data(self, toml: str, data: dict[str, Any]) -> bytes:
        if not self.note:
            return self.mark + encoded(toml)
        ends = "\r\n" if "\r\n" in self.head else "\n"
        body = str(data.get("body", "")).replace("\n", ends)
        return self.mark + encoded(self.head + toml + self.tail + body)


def merge_files(
    base: bytes | None,
    ours: bytes,
    theirs: bytes,
    file: str,
    *,
    newer: Side,
    now: datetime,
) -> Merged:
    """Lays two edits of one file together.

    Args:
        base: what both started from, None where both made the file.
        ours: one edit.
        theirs: the other.
        file: its name, for messages and for telling notes from TOML.
        newer: which of the two counts where both changed the same field.
        now: when, for the conflicts written down.

    Raises:
        BrokenFile: one of them cannot be read, or is of a newer schema.
        Refused: together they make no valid file.
    """
    sides = [_read(side, file) for side in (base or b"", ours, theirs)]
    was, mine, other = sides
    data, clashes = merge(was.data, mine.data, other.data, newer)
    if not _valid(data, mine.note, file):
        data, clashes = merge(was.data, mine.data, other.data, newer, whole_records=True)
        if wrong := _wrong(data, mine.note, file):
            raise Refused(
                f"{file}: both edits together make no valid file ({wrong}); settle them by hand"
            )
    edits = tuple(clash for clash in clashes if clash.sort == "edit")
    unkept = () if _CONFLICTS in _model(data, mine.note).model_fields else edits
    if edits and not unkept:
        kept = [_conflict(clash, now) for clash in edits]
        data[_CONFLICTS] = [*data.get(_CONFLICTS, []), *kept]
    laid = _laid(was, mine, other)
    texts = (laid.whole, laid.union, (mine if newer == "ours" else other).toml, mine.toml)
    content = mine.with_data(_text(texts, data, mine.note, file), data)
    return Merged(content, tuple(clashes), unkept)


def inverted(
    before: bytes | None, after: bytes | None, current: bytes | None, file: str
) -> bytes | None:
    """A file with one change of it taken back, whatever else was changed since.

    Args:
        before: what it held before the change, None for no file.
        after: what it held after it.
        current: what it holds now.
        file: its name.

    Returns:
        what it shall hold, None for no file.

    Raises:
        Refused: what the change touched has changed since; names it.
        BrokenFile: the file cannot be read.
    """
    if current in (after, before):
        return before
    if before is None or after is None or current is None:
        now = "deleted" if current is None else "changed" if before is None else "made anew"
        raise Refused(f"{file} was {now} since; nothing was undone")
    was, mine, other = (_read(side, file) for side in (after, current, before))
    data, clashes = merge(was.data, mine.data, other.data, "ours")
    if clashes:
        places = ", ".join(dict.fromkeys(place(clash) for clash in clashes))
        raise Refused(f"{file}: {places} changed since; nothing was undone")
    if not _valid(data, mine.note, file):
        raise Refused(
            f"{file}: without that change it is no valid file any more; nothing was undone"
        )
    texts = (_laid(was, mine, other).whole, mine.toml)
    return mine.with_data(_text(texts, data, mine.note, file), data)


def data_of(content: bytes, file: str) -> dict[str, Any]:
    """What a file holds, a note's text as its `body`; raises BrokenFile."""
    return _read(content, file).data


def readable(content: bytes, file: str) -> bool:
    """Whether a content is a whole valid file of its sort."""
    try:
        read = _read(content, file)
    except BrokenFile:
        return False
    return _valid(read.data, read.note, file)


def with_data(content: bytes, data: dict[str, Any], file: str) -> bytes:
    """A file edited in place to hold other data.

    Raises:
        Refused: that is no valid file, or it cannot be edited in place.
        BrokenFile: it cannot be read.
    """
    read = _read(content, file)
    data = {key: value for key, value in data.items() if value is not None}
    if not _valid(data, read.note, file):
        raise Refused(f"{file}: with that change it is no valid file; nothing was changed")
    return read.with_data(_text((read.toml,), data, read.note, file), data)


def _laid(was: _Text, mine: _Text, other: _Text) -> Laid:
    """The TOML of both laid together, with the line ends of `mine`."""
    ends = "\r\n" if "\r\n" in mine.toml else "\n"
    base, theirs = (side.toml.replace("\r\n", "\n").replace("\n", ends) for side in (was, other))
    return lay_together(base, mine.toml, theirs)


def place(clash: Clash) -> str:
    """What two edits disagree about, in words."""
    if clash.sort == "order":
        return f"the order of {clash.field}"
    return " of ".join(word for word in (clash.field, clash.record) if word) or "the file"


def _conflict(clash: Clash, now: datetime) -> dict[str, Any]:
    found = {"ours": clash.ours, "theirs": clash.theirs}
    told = {key: value for key, value in found.items() if value is not None}
    when = now.replace(microsecond=0)
    return {"record": clash.record, "field": clash.field, **told, "when": when}


def _read(content: bytes, file: str) -> _Text:
    mark = BOM if content.startswith(BOM) else b""
    text = decode(content, file)
    if not (file.endswith(".md") or text.startswith("+++")):
        return _Text(text, parse(text, file).data, note=False, mark=mark)
    parts = notes.take_apart(text)
    start, end = parts.front or (0, 0)
    document = parse(text[start:end], file, first_line=2)
    body = text[parts.body :].replace("\r\n", "\n")
    data = {**document.data, "body": body}
    head, tail = text[:start], text[end : parts.body]
    if parts.front is None:
        head, tail = "+++\n", "+++\n"
    return _Text(document.text, data, True, mark, head, tail)


def _text(texts: Iterable[str | None], data: dict[str, Any], note: bool, file: str) -> str:
    """The first text that can be edited to hold the data; the earlier keep more comments."""
    target = {key: value for key, value in data.items() if not (note and key == "body")}
    for text in texts:
        if text is not None:
            try:
                return edit(text, target)
            except (tomllib.TOMLDecodeError, Refused):
                continue
    raise Refused(f"{file} is laid out in a way that cannot be edited in place")


def _model(data: dict[str, Any], note: bool) -> type[Frozen]:
    if note:
        return Note
    marks: tuple[tuple[str, type[Frozen]], ...] = (
        ("criteria", Rubric),
        ("profiles", ProfileFile),
        ("unit", Deck),
        ("screens", Screens),
    )
    for key, model in marks:
        if key in data:
            return model
    if "id" not in data:
        return CountryTable if "countries" in data else Watchlist
    supposes = any(key in data for key in _SUPPOSED)
    return Scenario if supposes else company_model(data)


def _valid(data: dict[str, Any], note: bool, file: str) -> bool:
    return not _wrong(data, note, file)


def _wrong(data: dict[str, Any], note: bool, file: str) -> str:
    """The first thing that makes it no valid file, empty where it is one."""
    if note:
        # Which note it is stands in its place, not in its text.
        data = {"id": "note", "company": "company", **data}
    try:
        validate(Document(file, "", data), _model(data, note))
    except BrokenFile as error:
        return error.faults[0].reason
    return ""
