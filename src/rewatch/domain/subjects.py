"""What a record is about, and whether two records say the same."""

from __future__ import annotations

from typing import Any

from rewatch.domain.record import Record

# What can only be said of a project; a cost, a capacity or a step may well be the company's.
_OF_A_PROJECT = frozenset(
    [
        "approval",
        "distribution",
        "radioactivity",
        "recovery",
        "resource",
        "share",
        "stage",
        "testwork",
    ]
)


def subject(record: Any, lead: str | None = None) -> tuple[object, ...]:
    """What a record is about: records of equal subject compete, others stand beside each other.

    Args:
        record: an evidence record.
        lead: id of the lead project: where a record that can only be of a project names none,
            it speaks of that one.
    """
    fields = record.subject_fields or (("project",) if record.project else ())
    values = [getattr(record, name) for name in fields]
    if record.project is None and record.kind in _OF_A_PROJECT:
        values[fields.index("project")] = lead
    return (record.kind, *(_fold(value) for value in values))


# What tells who, not what: records that differ only in such words agree.
_WORDS = frozenset({"what", "who", "statement", "detail", "code", "partnership"})


def agree(one: Any, other: Any) -> bool:
    """Whether two records of one subject say the same, whoever says it and in which words."""
    return all(
        getattr(one, name) == getattr(other, name)
        for name in type(one).model_fields
        if name not in Record.model_fields and name not in _WORDS
    )


def _fold(value: object) -> object:
    if isinstance(value, str):
        return " ".join(value.casefold().split())
    if isinstance(value, tuple | list):
        return tuple(sorted(str(item) for item in value))
    return value
