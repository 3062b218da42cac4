"""Values as TOML text on one line, tables as blocks; for what is added to a file that exists."""

from __future__ import annotations

import json
import math
import re
from datetime import date, datetime, time
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+\Z")


def key(name: str) -> str:
    """A key, quoted where it must be."""
    return name if _BARE.match(name) else text(name)


def text(value: str) -> str:
    """A basic string; control characters are escaped."""
    # JSON escapes as TOML does, except that TOML also wants the delete character escaped.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def inline(value: Any) -> str:
    """A value on one line; tables as `{ key = value }`.

    Raises:
        TypeError: no TOML value.
    """
    if isinstance(value, str):
        return text(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, date | datetime | time):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, list | tuple):
        return f"[{', '.join(inline(item) for item in value)}]"
    if isinstance(value, dict):
        pairs = ", ".join(f"{key(name)} = {inline(item)}" for name, item in value.items())
        return f"{{ {pairs} }}" if pairs else "{}"
    raise TypeError(f"{type(value).__name__} is no TOML value")


def block(name: str, values: dict[str, Any]) -> str:
    """One element of an array of tables, its header first, ending in a line end."""
    lines = [f"[[{key(name)}]]", *(f"{key(k)} = {inline(v)}" for k, v in values.items())]
    return "\n".join(lines) + "\n"


def _number(value: float) -> str:
    if math.isnan(value):
        return "nan"
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    return repr(value)
