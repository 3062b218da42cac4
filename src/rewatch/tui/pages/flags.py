"""Risk flags by class with their reasons, and the entry's thesis: for the pane and their dialog."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len

from rewatch.tui.marks import THESIS_SIGNS, Marks
from rewatch.tui.text import cut, visible
from rewatch.tui.widgets.paint import BAD, DIM, GOOD, HEAD, PLAIN, STRONG, WARN, Piece, paragraph

if TYPE_CHECKING:
    from rewatch.screening.flags import Flagged
    from rewatch.screening.thesis import Standing

_STATES = {"fail": ("!", WARN), "unknown": ("?", DIM), "pass": ("✓", GOOD)}
_SAID = {"kept": "kept", "broken": "broken", "open": "open", "cannot-tell": "cannot tell"}
_THESIS = {"kept": GOOD, "broken": BAD, "open": DIM, "cannot-tell": WARN}


def thesis_lines(thesis: Sequence[Standing], width: int) -> list[list[Piece]]:
    """How each assertion stands, and the fields that leave it to doubt."""
    lines: list[list[Piece]] = []
    for item in thesis:
        style = _THESIS[item.state]
        said = f"{cut(item.assertion, 300)}: {_SAID[item.state]}"
        if item.fault is not None:
            said += f", it cannot be read: {cut(item.fault, 300)}"
        elif item.because and item.state != "kept":
            said += f" ({', '.join(item.because)})"
        folded = paragraph(said, width - 2, style)
        lines.append([(f"{THESIS_SIGNS[item.state]} ", style), *folded[0]])
        lines += [[("  ", PLAIN), *line] for line in folded[1:]]
    return lines


def pane_lines(marks: Marks, width: int) -> list[list[Piece]]:
    """What the pane says: the thesis first, then the flags raised, class by class."""
    lines: list[list[Piece]] = []
    if marks.thesis:
        lines += [[("Thesis", STRONG)], *thesis_lines(marks.thesis, width), []]
    unknown = sum(item.state == "unknown" for item in marks.flags)
    lines.append([("Risk flags ", STRONG), (f"{marks.failing} raised · {unknown} unknown", DIM)])
    for kind, members in by_class(marks.flags):
        lines += [
            [("! ", WARN), (_of_class(item.flag.name, kind, width - 2), PLAIN)]
            for item in members
            if item.state == "fail"
        ]
    return lines


def _of_class(name: str, kind: str, room: int) -> str:
    """A flag's name with its class, which gives way before the name is cut."""
    whole = f"{visible(name)} ({kind})"
    return whole if cell_len(whole) <= room else cut(name, room)


def whole_lines(
    marks: Marks, width: int, missing: Mapping[str, Sequence[str]]
) -> list[list[Piece]]:
    """Every flag by class, those raised first, each with its reason.

    Args:
        marks: the company's.
        width: cells of a line.
        missing: what leaves a flag open, in words, by flag.
    """
    from rewatch.screening.flags import SAYS  # not at the start: the pane's lines stand here too

    lines: list[list[Piece]] = []
    if marks.thesis:
        lines += [[("Thesis", HEAD)], *thesis_lines(marks.thesis, width), []]
    for kind, members in by_class(marks.flags):
        lines.append([(kind.capitalize(), HEAD)])
        for item in members:
            sign, style = _STATES[item.state]
            name = cut(item.flag.name, width - 20)
            said, look = str(SAYS[item.state]), DIM
            open_ = missing.get(item.flag.id)
            if open_:
                said, look = f"not known: {visible(', '.join(open_))}", WARN
            room = width - 4 - cell_len(name)
            beside = cell_len(said) <= room
            lines.append(
                [(f"{sign} ", style), (name, PLAIN), (f"  {said}" if beside else "", look)]
            )
            if not beside:
                lines += paragraph(said, width, look, "    ")
            if item.state != "pass":
                meant = "if so: " if item.state == "unknown" else ""
                lines += paragraph(f"{meant}{cut(item.flag.reason, 300)}", width, DIM, "    ")
        lines.append([])
    return lines or [[("The method file has no risk flags.", DIM)]]


def by_class(flags: Sequence[Flagged]) -> list[tuple[str, list[Flagged]]]:
    """The flags of each class, those raised first, then the unknown ones."""
    found: dict[str, list[Flagged]] = {}
    for item in flags:
        found.setdefault(item.flag.class_, []).append(item)
    order = ("fail", "unknown", "pass")
    return [
        (kind, sorted(m, key=lambda item: order.index(item.state))) for kind, m in found.items()
    ]
