"""The page beside, or below, the list with the cursor: it says how much of it is not seen."""

from __future__ import annotations

from textual.events import Click
from textual.strip import Strip

from rewatch.tui.commands import BY_ID
from rewatch.tui.keys import shown_key
from rewatch.tui.widgets.lines import Page
from rewatch.tui.widgets.paint import ACCENT, DIM


class SidePage(Page, can_focus=False):
    """A page that keys scroll while the cursor is elsewhere.

    Its last line counts the lines that stand below, this one included, until they are seen.
    """

    @property
    def below(self) -> int:
        """How many lines stand below those that are seen."""
        seen = round(self.scroll_y) + self.scrollable_content_region.height
        return max(0, self.line_total() - seen)

    def _counts(self, y: int) -> bool:
        """Whether a line of the screen is the last, and others stand below it."""
        return self.below > 0 and y == self.scrollable_content_region.height - 1

    def render_line(self, y: int) -> Strip:
        """One line of the page, or how many there are."""
        if not self._counts(y):
            return super().render_line(y)
        key = shown_key(BY_ID["pane_down"].keys[0])
        more = [(f"▼ {self.below + 1} more lines", ACCENT), (f"  {key} scrolls", DIM)]
        return self.strip_of(more, self.size.width)

    def on_click(self, event: Click) -> None:
        """A click on the count does what the key does."""
        if self._counts(event.y - self.gutter.top):
            event.stop()
            self.scroll_page(1)
