"""Evidence as flags, as TOML and as the rows of a CSV, each turned into fields by name.

kind=recovery pct="84 %" of=TREO source.title="Study" source.type=company
[[evidence]] tables, with [[sources]] beside them
company,kind,amount,currency,burn_per_quarter,source
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from rewatch.domain.elements import OXIDES
from rewatch.domain.errors import Fault, UsageError
from rewatch.storage.toml_files import BrokenFile, parse


class Row(NamedTuple):
    """The fields of one record.

    Attributes:
        line: where it was read, 0 for flags.
        company: who it is about, as written; None where it is said elsewhere.
        values: fields by the names files use.
        source: id of a source or the fields of one, None where none is given.
    """

    line: int
    company: str | None
    values: dict[str, Any]
    source: str | Mapping[str, Any] | None


def read_flags(flags: Iterable[str]) -> Row:
    """One record of `key=value` words; a dot goes into a table (`oxides.Nd2O3=17`).

    Raises:
        UsageError: a word has no `=`, or a key stands twice.
    """
    values: dict[str, Any] = {}
    for flag in flags:
        key, sign, value = flag.partition("=")
        if not sign or not key.strip():
            raise UsageError(f"{flag!r}: write it as key=value, such as pct=84")
        _put(values, key.strip(), value.strip(), flag)
    return _row(0, values)


def read_toml(text: str, file: str = "standard input") -> list[Row]:
    """Records of a TOML text: one at its top, or `[[evidence]]` with `[[sources]]` beside it.

    Raises:
        BrokenFile: it is no TOML, or holds none.
    """
    document = parse(text, file)
    data = document.data
    data.pop("schema", None)
    if "kind" in data:
        return [_row(1, data)]
    records = data.get("evidence")
    if not isinstance(records, list) or not all(isinstance(item, dict) for item in records):
        reason = 'holds no evidence: write kind = "…" and its fields, or [[evidence]] tables'
        raise BrokenFile([Fault(file, 0, reason)])
    sources = data.get("sources", [])
    known = {item.get("id"): item for item in sources if isinstance(item, dict)}
    rows = []
    for number, record in enumerate(records):
        company = {} if "company" in record else {"company": data.get("company", data.get("id"))}
        row = _row(document.line("evidence", number), {**record, **company})
        rows.append(row._replace(source=known.get(row.source, row.source)))
    return rows


def read_table(text: str, file: str = "standard input") -> list[Row]:
    """Records of a CSV with a header of field names; empty cells say nothing.

    Raises:
        BrokenFile: no header, or a row that does not fit it.
    """
    lines = text.removeprefix("\ufeff")
    first = next((line for line in lines.splitlines() if line.strip()), "")
    sign = max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(lines), delimiter=sign)
    found: list[Row] = []
    try:
        head = [cell.strip() for cell in next(rows, [])]
        if "kind" not in head:
            reason = "needs a header of field names, among them kind"
            raise BrokenFile([Fault(file, 1, reason)])
        twice = sorted({name for name in head if name and head.count(name) > 1})
        if twice:
            raise BrokenFile([Fault(file, 1, f"has two columns called {twice[0]}")])
        for row in rows:
            if len(row) > len(head):
                reason = f"has {len(row)} cells, and the header names {len(head)} columns"
                raise BrokenFile([Fault(file, rows.line_num, reason)])
            values: dict[str, Any] = {}
            for key, cell in zip(head, row, strict=False):
                if key and cell.strip():
                    name = f"oxides.{key}" if key in OXIDES else key
                    _put(values, name, cell.strip(), key)
            if values:
                found.append(_row(rows.line_num, values))
    except csv.Error as error:
        raise BrokenFile([Fault(file, rows.line_num, f"is no table: {error}")]) from error
    return found


def _put(values: dict[str, Any], key: str, value: str, shown: str) -> None:
    table, dot, name = key.partition(".")
    if not dot:
        if key in values:
            raise UsageError(f"{key} is given twice")
        values[key] = value
        return
    inside = values.setdefault(table, {})
    if not isinstance(inside, dict) or name in inside:
        raise UsageError(f"{shown!r}: {table} is given twice")
    inside[name] = value


def _row(line: int, values: Mapping[str, Any]) -> Row:
    rest = dict(values)
    company = rest.pop("company", None)
    return Row(line, None if company is None else str(company), rest, rest.pop("source", None))
