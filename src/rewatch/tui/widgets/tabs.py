"""The names of a screen's tabs, the open one in brackets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rich.cells import cell_len
from textual.events import Click
from textual.message import Message

from rewatch.tui.widgets.bars import OneLine
from rewatch.tui.widgets.paint import ACCENT, DIM, PLAIN, STRONG, Piece


class Tabs(OneLine):
    """A line of names; a click on one picks it."""

    @dataclass
    class Picked(Message):
        """A tab was clicked."""

        name: str

    def show(self, titles: Mapping[str, str], current: str) -> None:
        """Shows the tabs.

        Args:
            titles: what each is called, by name, from the left.
            current: name of the open one.
        """
        self._ends: list[tuple[int, str]] = []
        pieces: list[Piece] = []
        end = 1
        for name, title in titles.items():
            chosen = name == current
            pieces += [
                ("[" if chosen else " ", ACCENT),
                (title, STRONG if chosen else DIM),
                ("]" if chosen else " ", ACCENT),
                (" ", PLAIN),
            ]
            end += cell_len(title) + 3
            self._ends.append((end, name))
        self.set(pieces)

    def on_click(self, event: Click) -> None:
        """Picks the tab that was clicked."""
        name = next((name for end, name in self._ends if event.x < end), None)
        if name is not None:
            self.post_message(self.Picked(name))
