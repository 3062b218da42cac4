"""Risk flags: expressions of the method file, answered beside the score and never in it.

A flag that fires has failed; where evidence leaves it open it is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from rewatch.domain.errors import FilterError
from rewatch.domain.rubric import Flag
from rewatch.screening.evaluate import answer, deciding
from rewatch.screening.fields import Registry
from rewatch.screening.language import parse
from rewatch.screening.syntax import Expr, Name, Query, Term, leaves_of, text_of
from rewatch.screening.table import Answer, Table

# What the count of flags asks for: every flag, so no flag may ask for the count.
_ALL = "*"

FlagState = Literal["pass", "fail", "unknown"]
# What a state is called to readers.
SAYS: dict[FlagState, Literal["raised", "clear", "unknown"]] = {
    "fail": "raised",
    "pass": "clear",
    "unknown": "unknown",
}


@dataclass(frozen=True, slots=True)
class Flagged:
    """One flag of one company."""

    flag: Flag
    state: FlagState


def conditions(registry: Registry) -> dict[str, Expr | None]:
    """When each flag fires, by id; None where its expression cannot be used (`flag_faults`)."""
    return _read(registry)[0]


def flag_faults(registry: Registry) -> list[tuple[str, FilterError]]:
    """The flags whose expression cannot be read or asks for itself, with what is wrong."""
    return _read(registry)[1]


def _read(registry: Registry) -> tuple[dict[str, Expr | None], list[tuple[str, FilterError]]]:
    kept = registry.memo.get("flags")
    if kept is not None:
        return kept  # type: ignore[return-value]
    found: dict[str, Expr | None] = {}
    faults: list[tuple[str, FilterError]] = []
    for flag in registry.rubric.flags:
        try:
            query = parse(flag.fires_when, registry)
            if text_of(query) != text_of(Query(query.where)) or query.where is None:
                raise FilterError("a flag is a condition and nothing else", flag.fires_when)
            if any(isinstance(x, Term) and x.field == "thesis" for x in leaves_of(query.where)):
                raise FilterError("a flag cannot ask for an entry's thesis", flag.fires_when)
            found[flag.id] = query.where
        except FilterError as error:
            found[flag.id] = None
            faults.append((flag.id, error))
    faults += [
        (flag.id, FilterError("the flag asks for itself", flag.fires_when))
        for flag in registry.rubric.flags
        if _asks_itself(flag.id, found)
    ]
    for flag_id, _ in faults:
        found[flag_id] = None
    registry.memo["flags"] = (found, faults)
    return found, faults


def _asks_itself(flag_id: str, known: dict[str, Expr | None]) -> bool:
    waiting, seen = list(_asked(known.get(flag_id))), set[str]()
    while waiting:
        name = waiting.pop()
        if name in (flag_id, _ALL):
            return True
        if name not in seen:
            seen.add(name)
            waiting.extend(_asked(known.get(name)))
    return False


def _asked(condition: Expr | None) -> Iterator[str]:
    for leaf in leaves_of(condition):
        if isinstance(leaf, Term) and leaf.field == "flag":
            yield from (value.text for value in leaf.values if isinstance(value, Name))
        elif isinstance(leaf, Term) and leaf.field == "flags":
            yield _ALL


def flag_answer(flag_id: str, table: Table) -> Answer:
    """Where a flag fires; unknown everywhere if its expression cannot be used."""
    condition = conditions(table.registry).get(flag_id)
    return answer(condition, table) if condition is not None else Answer(0, 0)


def count_flags(table: Table) -> tuple[list[float], list[float]]:
    """How many flags fire for certain, and how many may, for every row."""
    size = len(table.rows)
    lows, highs = [0.0] * size, [0.0] * size
    for flag_id in table.registry.flag_ids:
        found = flag_answer(flag_id, table)
        fires, passes = table.bytes_of(found.match), table.bytes_of(found.no)
        for place in range(size):
            lows[place] += fires[place]
            highs[place] += 1 - passes[place]
    return lows, highs


def flags_of(table: Table) -> list[tuple[Flagged, ...]]:
    """Every flag of every row, in the method file's order."""
    columns = []
    for flag in table.registry.rubric.flags:
        found = flag_answer(flag.id, table)
        fires, passes = table.bytes_of(found.match), table.bytes_of(found.no)
        columns.append((flag, fires, passes))
    return [
        tuple(
            Flagged(flag, "fail" if fires[place] else "pass" if passes[place] else "unknown")
            for flag, fires, passes in columns
        )
        for place in range(len(table.rows))
    ]


def flags_moved(before: Table, after: Table) -> dict[str, tuple[str, ...]]:
    """The flags that stand otherwise in another table of the same companies, by company, in words.

    A company of `after` that `before` has not is left out.
    """
    stood = dict(zip((row.id for row in before.rows), flags_of(before), strict=True))
    return {
        row.id: tuple(
            f"flag {now.flag.name} {SAYS[was.state]} to {SAYS[now.state]}"
            for was, now in zip(stood[row.id], flags, strict=True)
            if was.state != now.state
        )
        for row, flags in zip(after.rows, flags_of(after), strict=True)
        if row.id in stood
    }


def open_because(table: Table) -> dict[str, dict[str, tuple[str, ...]]]:
    """What leaves flags open: by company and flag the labels of the fields that decide it.

    Where only some evidence may answer it is said which: older cash is on record all the same.
    """
    from rewatch.screening.plain import evidence_words

    found: dict[str, dict[str, tuple[str, ...]]] = {row.id: {} for row in table.rows}
    for flag_id, condition in conditions(table.registry).items():
        if condition is None:
            continue
        asked: dict[str, set[str]] = {}
        for leaf in leaves_of(condition):
            if isinstance(leaf, Term):
                asked.setdefault(leaf.field, set()).add(evidence_words(leaf.qualifier))
        # Terms that ask for other evidence of one field leave it to none of them in particular.
        words = {field: said.copy().pop() for field, said in asked.items() if len(said) == 1}
        for name, mask in deciding(Query(condition), table):
            field = table.registry.fields.get(name)
            label = (field.label if field is not None else name) + words.get(name, "")
            for row, undecided in zip(table.rows, table.bytes_of(mask), strict=True):
                if undecided and label not in (known := found[row.id].get(flag_id, ())):
                    found[row.id][flag_id] = (*known, label)
    return found
