"""The line under numbers that says what they rest on, laid out for the width there is."""

from __future__ import annotations

from collections.abc import Callable

from rewatch.tui.widgets.bars import OneLine
from rewatch.tui.widgets.paint import Pieces


class Basis(OneLine):
    """One line that is built anew when its width changes."""

    _build: Callable[[int], Pieces] | None = None

    def say(self, build: Callable[[int], Pieces]) -> None:
        """Shows a line.

        Args:
            build: makes it for a width, in cells.
        """
        self._build = build
        if self.size.width:
            self.set(build(self.size.width))

    def on_resize(self) -> None:
        """The room changed."""
        if self._build is not None:
            self.set(self._build(self.size.width))
