"""The one-line widgets: the header, the count beside the filter, the footer."""

from __future__ import annotations

from typing import Any

from rich.cells import cell_len
from textual.events import Click
from textual.geometry import Size
from textual.strip import Strip

from rewatch.tui.keys import footer_of
from rewatch.tui.text import cut
from rewatch.tui.widgets.paint import ACCENT, DIM, PLAIN, STRONG, Painted, Piece, Pieces


class OneLine(Painted):
    """A line of pieces that is set from outside."""

    def __init__(self, pieces: Pieces = (), **common: Any) -> None:
        super().__init__(**common)
        self._pieces: Pieces = pieces

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """One line."""
        return 1

    def get_content_width(self, container: Size, viewport: Size) -> int:  # noqa: ARG002
        """The cells of its pieces."""
        return sum(cell_len(text) for text, _ in self._pieces)

    def set(self, pieces: Pieces) -> None:
        """Shows other pieces."""
        if pieces != self._pieces:
            self._pieces = pieces
            self.refresh(layout=self.styles.width is not None and self.styles.width.is_auto)

    def render_line(self, y: int) -> Strip:  # noqa: ARG002 - it is the only line
        """The pieces, cut at the right edge."""
        return self.strip_of(self._pieces, self.size.width)


class Hints(OneLine):
    """The keys of a dialog; a click on one does what the key does.

    Args:
        entries: key, what it does, and the action of the screen that is run, "" for none.
    """

    def __init__(self, *entries: tuple[str, str, str], **common: Any) -> None:
        pieces: list[Piece] = []
        self._spots: list[tuple[int, str]] = []
        end = 0
        for key, word, action in entries:
            pieces += [(key, ACCENT), (f" {word}   ", PLAIN)]
            end += cell_len(key) + cell_len(word) + 4
            self._spots.append((end, action))
        super().__init__(pieces, **common)

    async def on_click(self, event: Click) -> None:
        """Runs the action that was clicked."""
        event.stop()
        action = next((action for end, action in self._spots if event.x < end), None)
        if action:
            await self.run_action(f"screen.{action}")


class Header(OneLine):
    """Where you are and what the numbers rest on; what matters least is left out first."""

    def say(self, title: str, facts: list[str]) -> None:
        """Shows a title and facts, as many of them as the line has room for.

        Args:
            title: what is on the screen; safe text is made of it here.
            facts: the most important first.
        """
        self._title, self._facts = title, facts
        self._arrange()

    def on_mount(self) -> None:
        """Nothing is said yet."""
        if not hasattr(self, "_title"):
            self._title, self._facts = "", []

    def on_resize(self) -> None:
        """The room changed."""
        self._arrange()

    def _arrange(self) -> None:
        width = self.size.width or self.app.size.width
        pieces: list[Piece] = [("rewatch", ACCENT), ("  ", PLAIN)]
        pieces.append((cut(self._title, max(10, width - 12)), STRONG))
        used = sum(cell_len(text) for text, _ in pieces)
        for fact in self._facts:
            text = cut(fact, 40)
            if used + cell_len(text) + 3 > width:
                continue
            pieces += [("   ", PLAIN), (text, DIM)]
            used += cell_len(text) + 3
        self.set(pieces)


class Footer(OneLine):
    """The most useful commands of a place; a click runs one."""

    def __init__(self, place: str, **common: Any) -> None:
        self._spots: list[tuple[int, str]] = []
        pieces: list[Piece] = []
        end = 0
        for command, text in footer_of(place):
            key, _, word = text.partition(" ")
            pieces += [(key, ACCENT), (f" {word}", PLAIN), ("  ", PLAIN)]
            end += cell_len(text) + 2
            self._spots.append((end, command.id()))
        self._usual = tuple(pieces)
        super().__init__(self._usual, **common)

    def hint(self, text: str) -> None:
        """Shows what the tour asks for instead; "" shows the commands again."""
        self.set(((text, STRONG), ("   F7 ends it", DIM)) if text else self._usual)

    async def on_click(self, event: Click) -> None:
        """Runs the command that was clicked, as its key would."""
        if self._pieces != self._usual:
            return
        name = next((name for end, name in self._spots if event.x < end), None)
        if name is not None:
            await self.screen.rewatch.run_command(name)  # type: ignore[attr-defined]
