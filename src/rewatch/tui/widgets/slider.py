"""A slider drawn in a line: where a weight stands, and how far it may move.

    ───[═════●═════]────────

Between the brackets first place stays; they are left out at the ends of the scale. It reads without
colour.
"""

from __future__ import annotations

from rewatch.tui.widgets.paint import ACCENT, BAR, DIM, STRONG, Piece

FREE, FIXED = "●", "◆"
_OUT, _IN = "─", "═"


def slider(
    share: float, stays: tuple[float, float] | None, width: int, locked: bool
) -> list[Piece]:
    """The pieces of a slider of exactly `width` cells.

    Args:
        share: where it stands, 0 to 1.
        stays: between which shares first place stays; None while that is not known.
        width: cells, at least 3.
        locked: whether it is locked.
    """
    line = [(_OUT, DIM)] * width

    if stays is not None:
        first, last = cell_of(stays[0], width), cell_of(stays[1], width)
        line[first : last + 1] = [(_IN, BAR)] * (last + 1 - first)
        if stays[0] > 0:
            line[first] = ("[", BAR)
        if stays[1] < 1:
            line[last] = ("]", BAR)
    line[cell_of(share, width)] = (FIXED if locked else FREE, ACCENT if locked else STRONG)
    return _joined(line)


def share_at(cell: int, width: int) -> float:
    """The share, in whole points, that a cell of a slider stands for."""
    return round(100 * min(max(cell, 0), width - 1) / (width - 1)) / 100


def cell_of(share: float, width: int) -> int:
    """The cell of a slider in which a share stands."""
    return min(width - 1, max(0, round(share * (width - 1))))


def _joined(line: list[Piece]) -> list[Piece]:
    """Neighbours of one style as one piece."""
    pieces: list[Piece] = []
    for text, style in line:
        if pieces and pieces[-1][1] == style:
            pieces[-1] = (pieces[-1][0] + text, style)
        else:
            pieces.append((text, style))
    return pieces
