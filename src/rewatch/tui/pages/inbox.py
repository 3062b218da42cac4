"""What happened since the user last looked, in lines: moves with their causes, then what is due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len

from rewatch.domain.text import signed
from rewatch.tui.text import cut, fitted
from rewatch.tui.widgets.lines import Line
from rewatch.tui.widgets.paint import (
    ACCENT,
    BAD,
    DIM,
    GOOD,
    HEAD,
    PLAIN,
    Piece,
    paragraph,
    span_of,
)

if TYPE_CHECKING:
    from datetime import date, datetime

    from rewatch.scoring.inbox import Item
    from rewatch.workspace import Standing

_HEADS = {
    "moved": "Moved",
    "thesis": "Thesis broken",
    "new": "New companies",
    "entered": "Entered a list that follows a filter",
    "left": "Left a list that follows a filter",
    "shipped": "The shipped data changed, the score did not",
    "stale": "Evidence fell a grade with age",
    "review": "Reviews due",
}
Records = Mapping[tuple[str, str], str]

_CAUSES = 3  # parts of a move that are shown
_LEAST = 0.05  # points below which a part would read as 0.0


def inbox_lines(
    items: Sequence[Item],
    names: Mapping[str, str],
    indicators: Mapping[str, str],
    lists: Mapping[str, str],
    width: int,
    records: Mapping[tuple[str, str], str] = {},
    start: int = 0,
) -> list[Line | list[Piece]]:
    """All items under their headings, in the order they come in.

    Args:
        items: what happened, the biggest move first.
        names: of companies, by id.
        indicators: names by id.
        lists: names of watchlists by slug.
        width: cells of a line.
        records: what records say, by company and id; where it is not known the id stands.
        start: number of the first item, which its line's key begins with.
    """
    lines: list[Line | list[Piece]] = []
    kind = ""
    for number, item in enumerate(items, start):
        if item.kind != kind:
            kind = item.kind
            lines += [[], [(_HEADS[kind], HEAD)]] if lines else [[(_HEADS[kind], HEAD)]]
        key = f"{number}:{item.company}"
        name = names.get(item.company, item.company)
        first, *more = _headline(item, name, lists, records, width)
        lines.append(Line(tuple(first), key))
        lines += more
        lines += _causes(item, indicators, records, width)
    return lines


def since_words(since: date, first: bool) -> str:
    """What the inbox counts from, to follow "since"."""
    return f"you first opened it on {since}" if first else f"you marked all as read on {since}"


def parted_lines(
    fresh: Sequence[Line | list[Piece]],
    before: Sequence[Line | list[Piece]],
    looked: datetime | None,
    width: int,
) -> list[Line | list[Piece]]:
    """What is new, then what was on the screen before and is not marked as read.

    Args:
        fresh: the lines of what is new.
        before: those of what was looked at before; where there are none, nothing is said of it.
        looked: when the inbox was left last, with a time zone.
        width: cells of a line.
    """
    if not before:
        return list(fresh)
    when = looked.astimezone().strftime(" on %Y-%m-%d at %H:%M") if looked else ""
    said = f"{'New' if fresh else 'Nothing new'} since you were here{when}"
    below = "Looked at before, not yet marked as read"
    above = [*paragraph(said, width, ACCENT), *fresh, []]
    return [*above, *paragraph(below, width, ACCENT), *before]


def deciding_lines(
    conflicts: Sequence[Standing], broken: Sequence[str], names: Mapping[str, str], width: int
) -> list[Line | list[Piece]]:
    """What waits for the user: two edits that disagree, and files with a good copy to bring back.

    Args:
        conflicts: each is a line with the key `=` and its place.
        broken: paths below the workspace; each is a line with the key `!` and its place.
        names: of companies, by id.
        width: cells of a line.
    """
    lines: list[Line | list[Piece]] = []
    if conflicts:
        lines.append([("Two edits disagree; both are kept until you take one", HEAD)])
    for number, conflict in enumerate(conflicts):
        first, *more = _beside([("  ", PLAIN)], conflict.placed(names), width, PLAIN)
        lines += [Line(tuple(first), f"={number}"), *more]
        for name, side in (("ours", conflict.said("ours")), ("theirs", conflict.said("theirs"))):
            said = cut(" ".join(side.split()), 4 * width)
            lines += _beside([("    ", PLAIN), (fitted(name, 8), ACCENT)], said, width)
    if broken:
        lines += [[], [("Files that cannot be read, with a good copy kept", HEAD)]]
    for number, file in enumerate(broken):
        first, *more = _beside([("  ", PLAIN)], file, width, BAD)
        lines += [Line(tuple(first), f"!{number}"), *more]
    return [*lines, []] if lines else []


def _headline(
    item: Item, name: str, lists: Mapping[str, str], records: Records, width: int
) -> list[list[Piece]]:
    """Who it is about and what happened; what is too long for the line goes on below it."""
    wide = max(10, min(34, width - 44))
    shown = (fitted(name, wide), PLAIN)
    if item.kind == "thesis":
        return _beside([("✗ ", BAD), shown, ("  ", PLAIN)], "; ".join(item.names), width)
    if item.kind == "moved":
        points = (f"{signed(item.points):>6}", GOOD if item.points >= 0 else BAD)
        ends = f"  {span_of(item.was)} → {span_of(item.now)}" if item.was else ""
        return [[points, ("  ", PLAIN), shown, (ends, DIM)]]
    said = {
        "new": f"score {span_of(item.now)}" if item.now else "",
        "entered": ", ".join(lists.get(slug, slug) for slug in item.names),
        "left": ", ".join(lists.get(slug, slug) for slug in item.names),
        "shipped": _words(item, item.names, records),
        "stale": _words(item, item.names, records),
        "review": f"{item.due}  {', '.join(item.names)}",
    }.get(item.kind, "")
    return _beside([("  ", PLAIN), shown, ("  ", PLAIN)], said, width)


def _words(item: Item, keys: Sequence[str], records: Records) -> str:
    return "; ".join(cut(records.get((item.company, key), key), 200) for key in keys)


def _beside(start: list[Piece], text: str, width: int, style: str = DIM) -> list[list[Piece]]:
    """A text beside the start of its line, folded, never cut."""
    first, *more = paragraph(text, width, style, " " * sum(cell_len(said) for said, _ in start))
    return [[*start, *first[1:]], *more]


def _causes(
    item: Item,
    indicators: Mapping[str, str],
    records: Records,
    width: int,
) -> list[list[Piece]]:
    """The largest parts of a move, and what they do not explain."""
    if item.change is None:
        return []
    parts = [part for part in item.change.parts if abs(part.mid) >= _LEAST]
    told: list[tuple[float, str]] = []
    for part in parts[:_CAUSES]:
        said = _words(item, part.evidence, records)
        why = f": {said}" if said else " elsewhere" if part.cause == "evidence" else ""
        told.append(
            (part.mid, f"{indicators.get(part.indicator, part.indicator)}, {part.cause}{why}")
        )
    if len(parts) > _CAUSES:
        smaller = f"{len(parts) - _CAUSES} smaller parts"
        told.append((sum(part.mid for part in parts[_CAUSES:]), smaller))
    if abs(item.rest) >= _LEAST:
        told.append((item.rest, "an update of the shipped data or method, or edits of that day"))
    lines: list[list[Piece]] = []
    for points, said in told:
        lines += _beside([(f"{signed(points):>14}", ACCENT), ("  ", PLAIN)], said, width)
    return lines
