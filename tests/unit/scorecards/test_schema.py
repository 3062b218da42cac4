"""The JSON has the shape that its schema promises, and the guide names every format."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from rewatch.scorecards import data
from rewatch.scorecards.formats import FORMATS
from tests.unit.scorecards.builders import small_card, small_comparison, small_pack

DOCS = Path(__file__).parents[3] / "docs"
SCHEMA: dict[str, Any] = json.loads((DOCS / "scorecard.schema.json").read_text("utf-8"))
TYPES = {"object": dict, "array": list, "string": str, "integer": int, "null": type(None)}


def faults(value: Any, schema: dict[str, Any], place: str = "$") -> list[str]:
    """What in a value breaks a schema; knows the keywords that ours uses."""
    if "$ref" in schema:
        return faults(value, SCHEMA["$defs"][schema["$ref"].removeprefix("#/$defs/")], place)
    if "anyOf" in schema:
        tried = [faults(value, option, place) for option in schema["anyOf"]]
        return [] if any(not found for found in tried) else tried[0]
    if "const" in schema:
        return [] if value == schema["const"] else [f"{place} is {value!r}"]
    if "enum" in schema:
        return [] if value in schema["enum"] else [f"{place} is {value!r}"]
    kind = schema["type"]
    fits = (
        isinstance(value, int | float) and not isinstance(value, bool)
        if kind == "number"
        else isinstance(value, TYPES[kind])
    )
    if not fits:
        return [f"{place} is no {kind}: {value!r}"]
    if "pattern" in schema and not re.search(schema["pattern"], value):
        return [f"{place} does not match: {value!r}"]
    if kind == "array":
        return [
            fault
            for n, item in enumerate(value)
            for fault in faults(item, schema["items"], f"{place}[{n}]")
        ]
    if kind == "object":
        return members(value, schema, place)
    return []


def members(value: dict[str, Any], schema: dict[str, Any], place: str) -> list[str]:
    known = schema.get("properties", {})
    extra = schema.get("additionalProperties", True)
    found = [f"{place} lacks {name}" for name in schema.get("required", []) if name not in value]
    for name, item in value.items():
        if name in known:
            found += faults(item, known[name], f"{place}.{name}")
        elif extra is False:
            found.append(f"{place}.{name} is not described")
        elif isinstance(extra, dict):
            found += faults(item, extra, f"{place}.{name}")
    return found


@pytest.mark.parametrize("make", [small_card, small_comparison, small_pack])
def test_the_json_is_as_its_schema_says(make) -> None:
    assert faults(json.loads(data.json_document(make())), SCHEMA) == []


def test_the_check_notices_what_is_missing_and_what_is_not_described() -> None:
    whole = json.loads(data.json_document(small_card()))
    del whole["cards"][0]["hash"]
    whole["cards"][0]["surprise"] = 1
    whole["kind"] = "poster"
    assert sorted(faults(whole, SCHEMA)) == [
        "$.cards[0] lacks hash",
        "$.cards[0].surprise is not described",
        "$.kind is 'poster'",
    ]


def test_the_guide_names_every_format_and_what_it_needs() -> None:
    guide = (DOCS / "scorecards.md").read_text("utf-8")
    for item in FORMATS.values():
        row = next(line for line in guide.splitlines() if line.startswith(f"| `{item.ending}`"))
        assert (f"rewatch[{item.extra}]" in row) == (item.extra is not None)
