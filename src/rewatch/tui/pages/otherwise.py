"""What a table is asked otherwise than usual, in a line, with the key that takes it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from rewatch.tui.keys import key_of
from rewatch.tui.otherwise import DAY, PRICES, SCENARIO
from rewatch.tui.text import cut
from rewatch.tui.widgets.paint import DIM, WARN, Piece, width_of

if TYPE_CHECKING:
    from rewatch.tui.view import Picture

_BACK = {
    DAY: "goes back to today",
    SCENARIO: "ends the scenario",
    PRICES: "goes back to usual prices",
}
_LEAST = 16  # cells by which a scenario or a price deck is known


def said_otherwise(picture: Picture, width: int, *, key: bool = True) -> list[Piece]:
    """What a table is asked otherwise than usual, the latest first; nothing where it is not.

    Args:
        picture: the table.
        width: cells that there are.
        key: says what that command does; not where it clears something else before.
    """
    if not picture.ways:
        return []
    *others, latest = picture.ways
    said = {
        DAY: f"as of {picture.as_of}",
        SCENARIO: f"supposing {picture.supposing}",
        PRICES: f"prices {picture.deck}",
    }
    back = f"  {key_of('clear_filter')} {_BACK[latest]}" if key else ""
    if width < _LEAST + len(back):
        back = f"  {key_of('clear_filter')} back" if key else ""
    pieces = [(cut(said[latest], max(1, width - len(back))), WARN), (back, DIM)]
    for left, way in zip(range(len(others), 0, -1), reversed(others), strict=True):
        room = width - width_of(pieces) - 2
        if room < min(_LEAST, cell_len(said[way])):
            pieces.append((cut(f"  and {left} more", room + 2), WARN))
            break
        pieces.append((f"  {cut(said[way], room)}", WARN))
    return [*pieces, ("   ", DIM)]
