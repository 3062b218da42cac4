"""What a scenario moves, in words; both faces say it alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rewatch.domain.rubric import Rubric
from rewatch.domain.text import counted, signed
from rewatch.scoring.scenarios import Moved, ScenarioPart


def part_words(part: ScenarioPart, rubric: Rubric) -> str:
    """What one part of a scenario moves of one company, and in which indicators."""
    names = ", ".join(rubric.name_of(key) for key in part.indicators)
    return f"{part.name} {signed(part.low)} proven, {signed(part.high)} possible: {names}"


def aside_words(moved: Iterable[Moved]) -> str:
    """Who stands in another place only because others moved; empty where nobody does."""
    names = [
        f"{item.after.score.name} {item.before.rank} to {item.after.rank}"
        for item in moved
        if not item.parts and item.places
    ]
    return f"In another place only because others moved: {', '.join(names)}." if names else ""


def still_words(moved: Iterable[Moved]) -> str:
    """How many companies a scenario leaves as they are; empty where it leaves none."""
    still = sum(item.still for item in moved)
    verb = "stays as it is" if still == 1 else "stay as they are"
    return f"{counted(still, 'company', 'companies')} {verb}." if still else ""


def brief_words(moved: Sequence[Moved]) -> str:
    """How many companies a scenario moves in points and in place, and which one most."""
    found = [item for item in moved if item.parts]
    if not found:
        return "moves nobody here"
    places = sum(bool(item.places) for item in moved)
    whom = f"{counted(len(found), 'company', 'companies')} in points, {places} in place"
    return f"{whom}; most of all {found[0].after.score.name}"
