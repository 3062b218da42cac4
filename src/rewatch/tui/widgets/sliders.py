"""The page of sliders on which weights are moved with the mouse too."""

from __future__ import annotations

from dataclasses import dataclass

from textual.events import Click
from textual.message import Message

from rewatch.tui.widgets.lines import Page


class Sliders(Page):
    """A click selects a slider, and on its bar sets the weight; none keeps anything."""

    @dataclass
    class Clicked(Message):
        """The line under the cursor was clicked.

        Attributes:
            x: the cell of the line.
            width: cells of the line.
        """

        x: int
        width: int

    def on_click(self, event: Click) -> None:
        """A double click is two clicks here, not Enter."""
        event.stop()
        event.prevent_default()  # the toolkit would call the list's own handler too
        at = event.get_content_offset(self)
        if at is None:
            return
        index = at.y + round(self.scroll_y)
        if 0 <= index < self.line_total() and self.selectable(index):
            self.move_to(index)
            self.post_message(self.Clicked(at.x, self.line_width))
