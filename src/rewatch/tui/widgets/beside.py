"""The page beside, or below, the list with the cursor: it says how much of it is not seen."""

from __future__ import annotations

from textual.events import Click, Resize
from textual.strip import Strip

from rewatch.tui.keys import key_of
from rewatch.tui.text import plain
from rewatch.tui.widgets.lines import Builder, Page
from rewatch.tui.widgets.paint import ACCENT, DIM


class SidePage(Page, can_focus=False):
    """A page that keys scroll while the cursor is elsewhere.

    The lines below those that are seen are counted: in the rule above the page where it has one,
    else in its last line, which is then one of them.
    """

    _title = ""

    @property
    def below(self) -> int:
        """How many lines stand below those that are seen."""
        seen = round(self.scroll_y) + self.scrollable_content_region.height
        return max(0, self.line_total() - seen)

    @property
    def _ruled(self) -> bool:
        """Whether there is a rule above the page."""
        return self.gutter.top > 0

    def _said(self, count: int) -> tuple[str, str]:
        lines = "line" if count == 1 else "lines"
        key = key_of("pane_down")
        return f"▼ {count} more {lines}", f"  {key} scrolls"

    def _counts(self, y: int) -> bool:
        """Whether a line of the page is the last that is seen, and others stand below it."""
        last = self.scrollable_content_region.height - 1
        return self.below > 0 and y == last and not self._ruled

    def render_line(self, y: int) -> Strip:
        """One line of the page, or how many there are."""
        if not self._counts(y):
            return super().render_line(y)
        many, how = self._said(self.below + 1)
        return self.strip_of([(many, ACCENT), (how, DIM)], self.size.width)

    def show(self, build: Builder, *, key: str | None = None, keep: bool = False) -> None:
        """As every page; then counts."""
        super().show(build, key=key, keep=keep)
        self._count()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Other lines are seen."""
        super().watch_scroll_y(old_value, new_value)
        self._count()

    def on_resize(self, event: Resize) -> None:  # noqa: ARG002 - the page has folded its text
        """More or fewer lines are seen."""
        self.call_after_refresh(self._count)

    def _count(self) -> None:
        """Says in the rule how many lines stand below."""
        title = "".join(self._said(self.below)) if self._ruled and self.below else ""
        if title != self._title:
            self._title = title
            self.border_title = plain(title) if title else None

    def on_click(self, event: Click) -> None:
        """A click on the count does what the key does."""
        ruled = self._ruled and self.below > 0 and event.y < self.gutter.top
        if ruled or self._counts(event.y - self.gutter.top):
            event.stop()
            self.scroll_page(1)
