"""Two edits of one file laid together by record and field. Data only: no files, no clock.

Entries, evidence, sources and projects are told apart by their ids, profiles by their names; lists
of words (tags, aliases) are sets. What only one side changed is taken. Where both changed the same
field differently, the newer is used and a `Clash` keeps both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from rewatch.storage.text_merge import lay_together
from rewatch.storage.toml_edit import TABLES, identities

Side = Literal["ours", "theirs"]

# Tables whose values are records by name.
_NAMED = ("profiles",)
_TEXTS = ("body",)


@dataclass(frozen=True)
class Clash:
    """What two edits disagree about.

    Attributes:
        record: id of the record, empty for the file's own keys.
        field: the key; empty where whole records stand against each other.
        ours: what one side made of it, None where it was taken out.
        theirs: what the other side made of it.
        sort: both changed it; one deleted what the other changed (the change stands); or both
            put the records into another order (the newer stands).
    """

    record: str
    field: str
    ours: Any
    theirs: Any
    sort: Literal["edit", "delete", "order"] = "edit"


def merge(
    base: Mapping[str, Any],
    ours: Mapping[str, Any],
    theirs: Mapping[str, Any],
    newer: Side = "ours",
    *,
    whole_records: bool = False,
) -> tuple[dict[str, Any], list[Clash]]:
    """Lays two edits of `base` together.

    Args:
        base: what both started from.
        ours: one edit.
        theirs: the other.
        newer: which counts where both changed the same.
        whole_records: takes a record that both changed from the newer side, whole.

    Returns:
        the data, and what the two disagree about.
    """
    merger = _Merger(newer, whole_records)
    return merger.table("", base, ours, theirs), merger.clashes


class _Merger:
    def __init__(self, newer: Side, whole_records: bool) -> None:
        self.newer, self.whole_records = newer, whole_records
        self.clashes: list[Clash] = []

    def table(
        self,
        record: str,
        base: Mapping[str, Any],
        ours: Mapping[str, Any],
        theirs: Mapping[str, Any],
    ) -> dict[str, Any]:
        merged = {}
        for key in dict.fromkeys((*ours, *theirs)):
            value = self.field(record, key, base.get(key), ours.get(key), theirs.get(key))
            if value is not None:
                merged[key] = value
        return merged

    def field(self, record: str, key: str, base: Any, ours: Any, theirs: Any) -> Any:
        if ours == theirs or theirs == base:
            return ours
        if ours == base:
            return theirs
        if not record and key in TABLES and _all(dict, base, ours, theirs):
            return self.records(key, base or [], ours or [], theirs or [])
        if not record and key in _NAMED:
            return self.named(base or {}, ours or {}, theirs or {})
        if _all(str, base, ours, theirs):
            return _set(base or [], ours or [], theirs or [])
        if key in _TEXTS and all(isinstance(text, str) for text in (base, ours, theirs)):
            laid = lay_together(base, ours, theirs).whole
            if laid is not None:
                return laid
        return self.clash(record, key, ours, theirs)

    def clash(self, record: str, key: str, ours: Any, theirs: Any) -> Any:
        if ours is None or theirs is None:
            self.clashes.append(Clash(record, key, ours, theirs, "delete"))
            return theirs if ours is None else ours
        self.clashes.append(Clash(record, key, ours, theirs))
        return ours if self.newer == "ours" else theirs

    def named(
        self, base: Mapping[str, Any], ours: Mapping[str, Any], theirs: Mapping[str, Any]
    ) -> dict[str, Any]:
        merged = {}
        for name in dict.fromkeys((*ours, *theirs)):
            found = self.record(name, base.get(name), ours.get(name), theirs.get(name))
            if found is not None:
                merged[name] = found
        return merged

    def records(
        self, key: str, base: list[Any], ours: list[Any], theirs: list[Any]
    ) -> list[dict[str, Any]]:
        b, o, t = (dict(zip(identities(key, s), s, strict=True)) for s in (base, ours, theirs))
        found = {}
        for name in dict.fromkeys((*o, *t)):
            shown = str((o.get(name) or t[name]).get(TABLES[key], ""))
            record = self.record(shown, b.get(name), o.get(name), t.get(name))
            if record is not None:
                found[name] = record
        order = self.order(key, list(b), list(o), list(t))
        return [found[name] for name in order if name in found]

    def record(self, name: str, base: Any, ours: Any, theirs: Any) -> Any:
        if ours == theirs or theirs == base:
            return ours
        if ours == base:
            return theirs
        if ours is None or theirs is None or self.whole_records:
            return self.clash(name, "", ours, theirs)
        return self.table(name, base or {}, ours, theirs)

    def order(self, key: str, base: list[Any], ours: list[Any], theirs: list[Any]) -> list[Any]:
        shared = set(base) & set(ours) & set(theirs)
        was, mine, other = ([n for n in side if n in shared] for side in (base, ours, theirs))
        lead, rest = ours, theirs
        if mine == was != other:
            lead, rest = theirs, ours
        elif mine != was != other != mine:
            self.clashes.append(Clash("", key, None, None, "order"))
            if self.newer == "theirs":
                lead, rest = theirs, ours
        return _woven(lead, rest)


def _woven(lead: Sequence[Any], rest: Sequence[Any]) -> list[Any]:
    """All of `lead` in its order; what only `rest` has follows what it follows there."""
    result = list(lead)
    known, common = set(lead), set(lead) & set(rest)
    place = 0
    for name in rest:
        if name in known:
            place = result.index(name) + 1
            continue
        # Behind what the lead added at the same place: what was there first stays first.
        while place < len(result) and result[place] not in common:
            place += 1
        result.insert(place, name)
        place += 1
    return result


def _all(kind: type, *sides: Any) -> bool:
    return all(
        side is None or (isinstance(side, list) and all(isinstance(item, kind) for item in side))
        for side in sides
    )


def _set(base: list[str], ours: list[str], theirs: list[str]) -> list[str]:
    """What either added is in, what either took out is not."""
    gone = {word for word in base if word not in ours or word not in theirs}
    return [word for word in _woven(ours, theirs) if word not in gone]
