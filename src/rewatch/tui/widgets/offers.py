"""The completions of the filter, in one line below it: no row of the table is covered by them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from textual.events import Click
from textual.message import Message

from rewatch.tui.text import cut
from rewatch.tui.widgets.bars import OneLine
from rewatch.tui.widgets.paint import ACCENT, DIM, STRONG, Piece

if TYPE_CHECKING:
    from textual.events import Resize

    from rewatch.screening.complete import Completion

LABEL = "Tab    "  # as wide as what stands before the filter
_GAP = "  "
_HERE = "▸"
_LONGEST = 32  # cells of one completion
_ABOUT = 24  # cells that are kept for what the selected one means


def line_of(
    offered: Sequence[Completion], chosen: int, width: int
) -> tuple[list[Piece], list[tuple[int, int]]]:
    """The completions beside each other, as many as fit, and what the selected one means.

    Args:
        offered: what can stand at the cursor; each is shown with how many companies have it.
        chosen: the one that Tab takes; it is always among those that are seen.
        width: cells.

    Returns:
        the line, and for each completion on it the cell after its end and its number.
    """
    about = offered[chosen].about
    room = width - len(LABEL) - min(cell_len(about), _ABOUT) - len(_GAP)
    chips = [_chip(item) for item in offered]
    wide = [cell_len(text) + cell_len(count) + len(_GAP) + len(_HERE) for text, count in chips]
    first = chosen
    while first > 0 and sum(wide[first - 1 : chosen + 1]) + len("… ") <= room:
        first -= 1
    last = chosen + 1
    before = "… " if first else ""
    while last < len(chips) and sum(wide[first : last + 1]) + len(before) + 4 <= room:
        last += 1
    pieces: list[Piece] = [(LABEL, DIM), (before, DIM)]
    spots: list[tuple[int, int]] = []
    end = len(LABEL) + len(before)
    for number in range(first, last):
        text, count = chips[number]
        here = number == chosen
        pieces.append((f"{_HERE if here else ' '}{text}", STRONG if here else ACCENT))
        pieces.append((f"{count}{_GAP}", DIM))
        end += wide[number]
        spots.append((end, number))
    more = f"+{len(chips) - last}" if last < len(chips) else ""
    pieces.append((f"{more}{_GAP}" if more else "", DIM))
    end += cell_len(more) + (len(_GAP) if more else 0)
    pieces.append((cut(about, max(0, width - end)), DIM))
    return pieces, spots


def _chip(item: Completion) -> tuple[str, str]:
    return cut(item.text, _LONGEST), "" if item.count is None else f" {item.count}"


class Offers(OneLine):
    """The line; one of the completions is selected."""

    class Taken(Message):
        """A completion was clicked; it is the selected one now."""

    def __init__(self, **common: Any) -> None:
        super().__init__(**common)
        self._offered: Sequence[Completion] = ()
        self._chosen = 0
        self._spots: list[tuple[int, int]] = []

    @property
    def selected(self) -> Completion | None:
        """The completion that Tab takes."""
        return self._offered[self._chosen] if self._offered else None

    def offer(self, completions: Sequence[Completion]) -> None:
        """Shows others; the first is selected."""
        self._offered, self._chosen = completions, 0
        self._arrange()

    def move(self, by: int) -> None:
        """Selects another."""
        self._chosen = max(0, min(len(self._offered) - 1, self._chosen + by))
        self._arrange()

    def on_resize(self, event: Resize) -> None:  # noqa: ARG002 - its width is known by now
        """The room changed."""
        self._arrange()

    def _arrange(self) -> None:
        if self._offered:
            width = self.size.width or self.app.size.width - 2
            pieces, self._spots = line_of(self._offered, self._chosen, width)
            self.set(pieces)

    def on_click(self, event: Click) -> None:
        """Takes what was clicked."""
        event.stop()
        number = next((number for end, number in self._spots if event.x < end), None)
        if number is not None:
            self._chosen = number
            self.post_message(self.Taken())
