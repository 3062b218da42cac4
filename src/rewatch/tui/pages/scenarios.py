"""Scenarios: what each supposes, and whom it would move, by which of its rules."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from rewatch.domain.errors import RewatchError
from rewatch.scorecards.moves import aside_words, brief_words, part_words, still_words
from rewatch.tui.keys import key_of
from rewatch.tui.text import cut, fitted
from rewatch.tui.view import GROUPS
from rewatch.tui.widgets.lines import Line
from rewatch.tui.widgets.paint import (
    ACCENT,
    BAD,
    DIM,
    PLAIN,
    STRONG,
    WARN,
    Piece,
    paragraph,
    span_of,
)

if TYPE_CHECKING:
    from rewatch.domain.rubric import Rubric
    from rewatch.domain.scenario import Scenario
    from rewatch.scoring.scenarios import Moved
    from rewatch.supposing import Outcome

Lines = list[Line | list[Piece]]

_PLACE, _NAME, _SPAN = 7, 40, 9
_INDENT = 4


def scenario_lines(
    scenarios: Mapping[str, Scenario],
    outcomes: Mapping[str, Outcome | RewatchError],
    opened: Collection[str],
    current: str | None,
    rubric: Rubric,
    width: int,
    *,
    nobody: str = "",
) -> Lines:
    """One line a scenario; below an opened one what it supposes and what it moves.

    Args:
        scenarios: by id.
        outcomes: what they move in the open list, or why that cannot be told; none while it is
            worked out.
        opened: ids of those that are opened.
        current: the one that everything is scored under now.
        rubric: names of the indicators.
        width: cells of a line.
        nobody: that the open list has no company which any could move; "" where it has.
    """
    lines: Lines = [*paragraph(_said(), width, DIM), []]
    if nobody:
        lines += [*paragraph(nobody, width, STRONG), []]
    if current is not None:
        lines.append(Line((("  ", PLAIN), ("Things as they stand", PLAIN)), "s:"))
    for key, scenario in scenarios.items():
        shown, outcome = key in opened, outcomes.get(key)
        on = "  supposed now" if key == current else ""
        name = cut(scenario.name, width - 3 - len(on))
        head = (("▾ " if shown else "▸ ", ACCENT), (name, STRONG), (on, WARN))
        lines.append(Line(head, f"s:{key}"))
        if not shown:
            brief = "" if nobody else _brief(outcome)
            lines.append([(" " * _INDENT + cut(brief, width - _INDENT), DIM)])
            continue
        lines += paragraph(scenario.summary, width, PLAIN, " " * _INDENT)
        lines += paragraph(scenario.occasion, width, DIM, " " * _INDENT)
        if outcome is None:
            lines.append([(" " * _INDENT + "Working out whom it moves …", DIM)])
            continue
        if isinstance(outcome, RewatchError):
            lines += paragraph(outcome, width, BAD, " " * _INDENT)
            continue
        for step in outcome.world.steps:
            lines += paragraph(f"{step.name}: {step.told}", width, DIM, " " * _INDENT)
        moved = () if nobody else _moved(outcome.moved, key, rubric, width)
        lines += [[], *moved, []]
    return lines


def _brief(outcome: Outcome | RewatchError | None) -> str:
    """What a scenario does, in a line; empty until it is worked out."""
    if isinstance(outcome, RewatchError):
        return str(outcome)
    return brief_words(outcome.moved) if outcome else ""


def _said() -> str:
    opens, supposes, ends = map(key_of, ("choose", "suppose", "back"))
    return (
        "What if? A scenario changes prices, countries or records, and everything is scored "
        f"again. {opens} shows whom it moves; {supposes} supposes it until {ends} ends it. "
        "Nothing is kept."
    )


def _moved(
    moved: Sequence[Moved], scenario: str, rubric: Rubric, width: int
) -> Iterator[Line | list[Piece]]:
    room = max(10, min(_NAME, width - _INDENT - 2 * _PLACE - 2 * _SPAN - 3))
    for group, title in GROUPS:
        rows = [item for item in moved if item.parts and item.after.score.group == group]
        if not rows:
            continue
        yield [
            (" " * _INDENT, PLAIN),
            (fitted("place", _PLACE, right=True) + fitted("then", _PLACE, right=True), DIM),
            ("  " + fitted(title, room), STRONG),
            (fitted("points", _SPAN, right=True) + fitted("then", _SPAN, right=True), DIM),
        ]
        for item in rows:
            yield _company(item, scenario, room)
            for part in item.parts:
                indent = " " * (_INDENT + 2 * _PLACE + 2)
                yield from paragraph(part_words(part, rubric), width, DIM, indent)
    if not any(item.parts for item in moved):
        yield [(" " * _INDENT + "It moves no company of this list.", STRONG)]
    for said in (aside_words(moved), still_words(moved)):
        if said:
            yield from paragraph(said, width, DIM, " " * _INDENT)


def _company(item: Moved, scenario: str, room: int) -> Line:
    before, after = item.before, item.after
    arrow = "▲" if item.places < 0 else "▼" if item.places else " "
    pieces: tuple[Piece, ...] = (
        (" " * _INDENT, PLAIN),
        (fitted(before.rank or "–", _PLACE, right=True), PLAIN),
        (fitted(f"{arrow}{after.rank or '–'}", _PLACE, right=True), STRONG),
        ("  " + fitted(after.score.name, room), PLAIN),
        (fitted(span_of(before.score.total), _SPAN, right=True), PLAIN),
        (fitted(span_of(after.score.total), _SPAN, right=True), STRONG),
    )
    return Line(pieces, f"c:{after.score.id}@{scenario}")
