"""What a change of a file put in, took out and made another, record by record and field by field.

For people who read their history: a table becomes a sentence, a field stands as before → after.
Pure; a text that is no TOML (a note's body) is told line by line elsewhere.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, Literal

# Put in, taken out, made another.
Sort = Literal["+", "-", "~"]
Told = tuple[Sort, str]

_FENCE = "+++\n"  # before and behind what stands above a note's text
_NAMED_BY = ("id", "company", "evidence")  # what a table of an array goes by, the first it has
_ONE_OF = {
    "entries": "entry", "sources": "source", "projects": "project", "listings": "listing",
    "retractions": "withdrawal", "conflicts": "two edits that disagree",
}  # fmt: skip
_SILENT = {"schema"}


def differences(
    before: str | None, after: str | None, file: str, names: Mapping[str, str] = {}
) -> tuple[Told, ...] | None:
    """What changed between two texts of a file.

    Args:
        before: None where there was no file.
        after: None where there is none any more.
        file: path below the workspace.
        names: of companies, by id, to put in the place of ids.

    Returns:
        what was put in, taken out and made another; None where one of them cannot be read.
    """
    if file.startswith(".rewatch/"):
        return (("~", "what the inbox compares with"),)
    was, now = _read(before, file), _read(after, file)
    if was is None or now is None:
        return None
    return tuple(_tables(was, now, "", names))


def _read(text: str | None, file: str) -> dict[str, Any] | None:
    if text is None:
        return {}
    body = ""
    if file.endswith(".md"):
        head, body = _parted(text)
        text = head
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None
    return {**found, "text": body.strip()} if body.strip() else found


def _parted(note: str) -> tuple[str, str]:
    """What stands above a note's text, and the text."""
    if not note.startswith(_FENCE):
        return "", note
    head, _, body = note.removeprefix(_FENCE).partition(f"\n{_FENCE}")
    return head, body


def _tables(
    was: Mapping[str, Any], now: Mapping[str, Any], path: str, names: Mapping[str, str]
) -> Iterator[Told]:
    """The fields of two tables, arrays of tables record by record."""
    for key in dict.fromkeys((*now, *was)):
        if not path and key in _SILENT:
            continue
        old, new = was.get(key), now.get(key)
        if old == new and not isinstance(new, list):
            continue
        where = f"{path} {_word(key)}".strip()
        if _is_array(old) or _is_array(new):
            yield from _records(old or [], new or [], key, names)
        elif isinstance(old or {}, dict) and isinstance(new or {}, dict):
            yield from _tables(old or {}, new or {}, where, names)
        elif old != new:
            yield _field(where, old, new, names)


def _is_array(value: Any) -> bool:
    return bool(value) and isinstance(value, list) and all(isinstance(i, dict) for i in value)


def _records(was: list[Any], now: list[Any], key: str, names: Mapping[str, str]) -> Iterator[Told]:
    """Two arrays of tables: which came, which went, and what of the others is another."""
    old, new = _by_name(was), _by_name(now)
    for name, record in new.items():
        if name not in old:
            yield "+", _record(record, key, names)
        elif record != old[name]:
            label = _label(record, key, names)
            for sort, said in _tables(old[name], record, "", names):
                sign = {"+": "added ", "-": "no more "}.get(sort, "")
                yield "~", f"{label}: {sign}{said}"
    for name, record in old.items():
        if name not in new:
            yield "-", _record(record, key, names)
    stayed = [name for name in old if name in new]
    if stayed != [name for name in new if name in old]:
        yield "~", f"the order of the {_word(key)}"


def _by_name(records: list[Any]) -> dict[str, Any]:
    """Records by what they go by; by their place where they have no name of their own."""
    found = {}
    for number, record in enumerate(records):
        name = next((str(record[key]) for key in _NAMED_BY if key in record), "")
        found[name if name and name not in found else f"{name} {number}"] = record
    return found


def _label(record: Mapping[str, Any], key: str, names: Mapping[str, str]) -> str:
    what = _ONE_OF.get(key, _word(key))
    if key == "evidence":
        return f"evidence {_word(str(record.get('kind', '')))} ({record.get('id', '')})"
    name = next((str(record[part]) for part in _NAMED_BY if part in record), "")
    called = record.get("name") or record.get("title") or names.get(name, name)
    return f"{what} {called}".strip()


def _record(record: Mapping[str, Any], key: str, names: Mapping[str, str]) -> str:
    said = {"id", "kind", "name", "title"} if key != "entries" else {"company"}
    fields = [f"{_word(k)} {_value(v, names)}" for k, v in record.items() if k not in said]
    return ": ".join(filter(None, (_label(record, key, names), ", ".join(fields))))


def _field(where: str, old: Any, new: Any, names: Mapping[str, str]) -> Told:
    if old is None:
        return "+", f"{where}: {_value(new, names)}"
    if new is None:
        return "-", f"{where}: {_value(old, names)}"
    return "~", f"{where}: {_value(old, names)} → {_value(new, names)}"


def _value(value: Any, names: Mapping[str, str]) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{_word(key)} {_value(part, names)}" for key, part in value.items())
    if isinstance(value, list):
        return ", ".join(_value(part, names) for part in value) or "none"
    if isinstance(value, str):
        return " ".join(names.get(value, value).split()) or "nothing"
    return str(value)


def _word(key: str) -> str:
    return key.replace("_", " ")
