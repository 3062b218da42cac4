"""What a step of the history did, for people: companies, lists and notes by their names.

The history itself keeps ids, which stay what they are; a name is put in their place where somebody
reads it. What is gone has no name any more and goes by its id.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

_ID = r"[a-z0-9][a-z0-9-]*"
_PARTS = {
    "COMPANIES": f"(?P<companies>{_ID}(?:, {_ID})*)",
    "COMPANY": f"(?P<company>{_ID})",
    "LIST": f"(?P<list>{_ID})",
    "NOTE": f"(?P<note>{_ID})",
    "FILE": r"(?P<file>[^/]+/.+)",
}
# How the writers of steps say what they do; what a user typed comes last or stays as it is.
_SAYINGS = (
    "(?:added|removed) COMPANIES (?:to|from) LIST",
    "changed COMPANY on LIST",
    "reordered LIST",
    "changed the (?:filter|weights) of LIST",
    "(?:changed|deleted) the watchlist LIST",
    "duplicated the watchlist LIST as .*",
    r"imported \d+ (?:company|companies) into LIST",
    r"added \d+ records? to COMPANIES",
    r"corrected \d+ records? of COMPANIES",
    "added to COMPANY: .*",
    rf"(?:withdrew|put right) {_ID} of COMPANY",
    "(?:edited|deleted) the company COMPANY",
    "added a (?:note|signal|verdict) on COMPANY",
    "(?:edited|deleted) the note NOTE on COMPANY",
    "changed [a-z, ]+ of the note NOTE on COMPANY",
    r"settled \S* of FILE",
    "marked COMPANY as read",
)


def _pattern(saying: str) -> re.Pattern[str]:
    filled = re.sub("|".join(_PARTS), lambda found: _PARTS[found[0]], saying)
    return re.compile(f"(?:(?:undid|redid): )*{filled}", re.DOTALL)


_PATTERNS = tuple(_pattern(saying) for saying in _SAYINGS)


@dataclass(frozen=True)
class Names:
    """What things are called.

    Attributes:
        companies: names by id.
        lists: names by slug.
        note: the headline of a note, by company and id; None where it is gone.
    """

    companies: Mapping[str, str]
    lists: Mapping[str, str]
    note: Callable[[str, str], str | None]


def in_words(operation: str, names: Names) -> str:
    """A step's words with names for the ids of what is there.

    Args:
        operation: as the history keeps it, such as `removed mp-materials from sample`.
        names: what things are called.
    """
    for pattern in _PATTERNS:
        if found := pattern.fullmatch(operation):
            break
    else:
        return operation
    parts = found.groupdict()
    told = {}
    for part in ("companies", "company"):
        if said := parts.get(part):
            told[part] = ", ".join(names.companies.get(key, key) for key in said.split(", "))
    if said := parts.get("list"):
        told["list"] = names.lists.get(said, said)
    if said := parts.get("note"):
        headline = names.note(parts["company"], said)
        told["note"] = f'"{headline}"' if headline else said
    if said := parts.get("file"):
        told["file"] = _whose(said, names)
    for part in sorted(told, key=found.start, reverse=True):  # from the end: places stay right
        start, end = found.span(part)
        operation = operation[:start] + told[part] + operation[end:]
    return operation


def _whose(file: str, names: Names) -> str:
    """Whose file it is, as people call them; the file where nobody knows."""
    folder, *inner, last = file.split("/")
    known = {"companies": names.companies, "watchlists": names.lists}.get(folder, {})
    key, _, ending = last.rpartition(".")
    if folder == "notes" and len(inner) == 1 and (headline := names.note(inner[0], key)):
        return f'the note "{headline}" on {names.companies.get(inner[0], inner[0])}'
    return known.get(key, file) if ending == "toml" and not inner else file
