"""The documentation of all fields, made from the registry so that it cannot fall behind."""

from __future__ import annotations

from rewatch.screening.fields import TYPE_WORDS, Field, Registry
from rewatch.screening.units import UNITS

_HEAD = """# Fields of the filter language

Made from the field registry; a test keeps it in step. How lines are written and read:
[screening.md](screening.md).

A bare number is taken in the unit named. Fields marked with @ read evidence, so a grade and an age
may follow them (`recovery:>=70%@B~18mo`). Where a field has several names, any of them may be
typed; the first is the one printed.
"""


def document(registry: Registry) -> str:
    """`docs/fields.md`, whole."""
    sections: dict[str, list[Field]] = {}
    for item in registry.fields.values():
        sections.setdefault(item.section, []).append(item)
    parts = [_HEAD]
    for title, items in sections.items():
        parts.append(f"## {title}\n")
        parts.append("| Field | Takes | What it is |\n|---|---|---|")
        parts += [_row(item) for item in items]
        parts.append("")
    return "\n".join(parts)


def _row(item: Field) -> str:
    names = ", ".join(f"`{name}`" for name in dict.fromkeys((item.name, *item.aliases)))
    mark = " @" if item.evidence else ""
    awaited = "; no kind of evidence holds it yet, so it is unknown for all" if item.awaits else ""
    return f"| {names}{mark} | {_takes(item)} | {_escaped(item.doc)}{awaited} |"


def _takes(item: Field) -> str:
    if item.type == "number":
        unit = UNITS.get(item.unit)
        if unit is None:
            return "number"
        return {"money": "money, in US$", "price": "price, in US$/kg"}.get(
            unit.dimension, f"number, in {item.unit}"
        )
    if item.type == "level":
        ladder = " < ".join(item.ladder)
        beside = f"; {', '.join(item.choices)}" if item.choices else ""
        return f"level: {ladder}{beside}"
    values = item.values()
    if not values or len(values) > 24:
        return "a country, by code or name" if values else TYPE_WORDS[item.type]
    return f"{TYPE_WORDS[item.type]}: {', '.join(values)}"


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")
