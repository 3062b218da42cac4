"""A strip of heat: how often a company takes each place, darker where it does more often.

The darkness is drawn with four shades of one glyph, so that it reads without colour.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from rewatch.tui.widgets.paint import ACCENT, BAR, DIM, LIGHT, Piece

SELDOM, SHADES = "·", "░▒▓█"
_SELDOM = 0.005  # a share below this rounds to no per cent
HERE = "▲"
_WHAT, _APART = "how often", 2  # what the shades say, and the blanks that it has on either side


def spread(count: int, width: int) -> list[tuple[int, int]]:
    """Which places each cell of a strip stands for: first and one past the last, from 0.

    Args:
        count: how many places there are.
        width: cells there are; with fewer places a place takes several.
    """
    if count <= 0 or width <= 0:
        return []
    if count <= width:
        wide = min(3, width // count)
        return [(place, place + 1) for place in range(count) for _ in range(wide)]
    ends = [round(cell * count / width) for cell in range(width + 1)]
    return [(low, max(low + 1, high)) for low, high in pairwise(ends)]


def _cells(places: int, stretches: int, width: int) -> list[tuple[int, int]]:
    """`spread`, where shares are known of stretches only: no cell ends within one."""
    ends = [round(number * places / stretches) for number in range(stretches + 1)]
    return [(ends[low], ends[high]) for low, high in spread(stretches, width)]


def heat(
    shares: Sequence[float], likely: tuple[int, int], width: int, places: int | None = None
) -> list[Piece]:
    """The strip: each cell as dark as its places are frequent, measured by the most frequent.

    Args:
        shares: share of the samples in each place, best first, or in as many stretches of them.
        likely: best and worst place of the middle 90 %, which have the colour of the bar.
        width: cells there are.
        places: how many there are; as many as shares if None.
    """
    count = len(shares)
    sums = [sum(shares[low:high]) for low, high in spread(count, width)]
    cells = _cells(places or count, count, width) if count else []
    most = max(sums, default=0.0)
    pieces: list[Piece] = []
    for (low, high), share in zip(cells, sums, strict=True):
        inside = low + 1 <= likely[1] and high >= likely[0]
        if share < _SELDOM:
            pieces.append((SELDOM, DIM))
            continue
        shade = SHADES[min(len(SHADES) - 1, int(share / most * len(SHADES)))]
        pieces.append((shade, BAR if inside else LIGHT))
    return pieces


def scale(count: int, rank: int, width: int, stretches: int | None = None) -> list[Piece]:
    """The line below a strip: first and last place, what it shows, a mark under the company's own.

    Args:
        count: how many places there are.
        rank: its place in the table.
        width: cells the strip had.
        stretches: how many shares it was drawn from; one a place if None.
    """
    cells = _cells(count, stretches or count, width) if count else []
    if not cells:
        return []
    line = [" "] * len(cells)
    line[:1] = "1"
    here = next((cell for cell, (low, high) in enumerate(cells) if low < rank <= high), None)
    # The mark never stands in a word: what the last place and the strip are called give way to it.
    room = len(line) - 2 if here is None else len(line) - max(2, here + 1)
    last = next((said for said in (f"place {count}", str(count)) if len(said) < room), "")
    if last:
        line[-len(last) :] = last
    ends = [0, *([] if here is None else [here]), len(line) - len(last)]
    for low, high in pairwise(ends):
        if high - low > len(_WHAT) + 2 * _APART:
            start = low + 1 + (high - low - 1 - len(_WHAT)) // 2
            line[start : start + len(_WHAT)] = _WHAT
            break
    if here is None:
        return [("".join(line), DIM)]
    return [("".join(line[:here]), DIM), (HERE, ACCENT), ("".join(line[here + 1 :]), DIM)]
