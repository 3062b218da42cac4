"""The index of a TOML text knows the place of everything the standard parser reads."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from rewatch.storage.toml_text import TomlIndex, index

LAYOUT = '''\
# a remark with [brackets] and = signs
title = "a # no remark"  # a remark
"quoted.key" = 1
a.b . "c d" = [1, 2]

[table]   # remark
text = """
[[not-a-header]]
x = 1"""
lines = [
  "one", # , ] in a remark
  { deep = { deeper = 2026-01-02 07:32:00 } },
  \'\'\'lit ] eral\'\'\',
]

[[items]]
n = 1
[items.sub]
m = 2

[[items]]
n = 3
[[items.parts]]
p = 4
'''


def test_lines_of_keys_tables_and_items_in_an_awkward_layout() -> None:
    found = index(LAYOUT)
    lines = {
        ("title",): 2,
        ("quoted.key",): 3,
        ("a", "b", "c d", 1): 4,
        ("a", "b"): 4,
        ("table",): 6,
        ("table", "text"): 7,
        ("table", "lines", 0): 11,
        ("table", "lines", 1, "deep", "deeper"): 12,
        ("table", "lines", 2): 13,
        ("items", 0): 16,
        ("items", 0, "sub", "m"): 19,
        ("items", 1, "n"): 22,
        ("items", 1, "parts", 0, "p"): 24,
    }
    assert {path: found.line(path) for path in lines} == lines


def test_a_missing_key_is_placed_at_the_table_that_misses_it() -> None:
    assert index(LAYOUT).line(("items", 1, "parts", 0, "absent")) == 23
    assert index(LAYOUT).line(("absent",)) == 0


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_spans_cut_out_the_values_the_parser_reads(end: str) -> None:
    text = LAYOUT.replace("\n", end)
    assert_spans_match(text, index(text))


KEYS = st.text(min_size=1, max_size=6)
SCALARS = st.one_of(
    st.integers(-(2**60), 2**60),
    st.booleans(),
    st.text(max_size=12),
    st.floats(allow_nan=False),
    st.dates(),
    st.datetimes(),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=8,
)


@given(st.dictionaries(KEYS, VALUES, max_size=4))
def test_spans_cut_out_the_values_of_any_document(data: dict[str, Any]) -> None:
    text = tomli_w.dumps(data, multiline_strings=True)
    assert_spans_match(text, index(text))


def assert_spans_match(text: str, found: TomlIndex) -> None:
    """Every leaf of the document is found, and its text alone parses to its value."""
    for path, value in leaves(tomllib.loads(text)):
        span = found.values[path]
        alone = tomllib.loads(f"v = {text[span.value : span.end]}")["v"]
        assert alone == value, path


def leaves(data: object, path: tuple[Any, ...] = ()) -> Any:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from leaves(value, (*path, key))
    elif isinstance(data, list):
        for number, value in enumerate(data):
            yield from leaves(value, (*path, number))
    else:
        yield path, data
