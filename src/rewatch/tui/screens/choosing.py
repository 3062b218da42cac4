"""Dialogs over what one looks at: choose some of many, jump to a line by its letter, the legend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.events import Key, MouseDown

from rewatch.tui.keymap import bindings_of
from rewatch.tui.keys import hint
from rewatch.tui.screens.base import OurDialog
from rewatch.tui.text import cut, fitted, plain, visible
from rewatch.tui.widgets.bars import Hints, OneLine
from rewatch.tui.widgets.lines import Line, Lines, Page
from rewatch.tui.widgets.paint import ACCENT, DIM, PLAIN

if TYPE_CHECKING:
    from rewatch.tui.widgets.lines import Builder

_LETTERS = "asdfghjklqwertyuiopzxcvbnmASDFGHJKLQWERTYUIOPZXCVBNM0123456789"
_CHOSEN, _LEFT = "●", "·"


class ChooseSome(OurDialog[tuple[str, ...] | None]):
    """Chooses some of many, the columns, with Space; Enter is done, Esc leaves all as it was.

    Args:
        title: over the frame.
        choices: id and title of each.
        chosen: ids chosen already.
        hint: what choosing none means.
        about: said behind a title, by id.
    """

    place: ClassVar[str] = "columns"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "give_up", "Back", show=False),
        *bindings_of("columns"),
        Binding("enter", "finish", "Done", show=False, priority=True),
    ]

    def __init__(
        self,
        title: str,
        choices: Sequence[tuple[str, str]],
        chosen: Sequence[str],
        hint: str,
        about: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__()
        self._title, self._choices, self._hint, self._about = title, choices, hint, about or {}
        self._chosen = {key for key, _ in choices if key in chosen}

    def compose(self) -> ComposeResult:
        """A framed list and its keys."""
        with Vertical(classes="dialog wide" if self._about else "dialog") as box:
            box.border_title = plain(self._title)
            yield Page(id="choices")
            yield OneLine([(cut(self._hint, 58), DIM)])
            yield Hints(
                hint("swap", "shows or hides"),
                ("Enter", "done", "finish"),
                ("Esc", "as it was", "give_up"),
            )

    def on_mount(self) -> None:
        """As high as it needs to be."""
        page = self.query_one(Page)
        page.styles.height = min(len(self._choices), max(3, self.app.size.height - 8))
        page.choose_by_click()
        page.show(self._lines)

    def _lines(self, width: int) -> list[Line]:
        longest = max((cell_len(visible(title)) for _, title in self._choices), default=0)
        wide = min(longest, width - 3) if self._about else width - 3
        return [
            Line(
                (
                    (f"{_CHOSEN if key in self._chosen else _LEFT} ", ACCENT),
                    (fitted(title, wide) if self._about else cut(title, wide), PLAIN),
                    (cut(f"  {self._about.get(key, '')}", max(0, width - wide - 3)), DIM),
                ),
                key,
            )
            for key, title in self._choices
        ]

    @on(Lines.Chosen)
    def action_swap(self) -> None:
        """The column under the cursor, or the one clicked."""
        page = self.query_one(Page)
        if page.key is not None:
            self._chosen ^= {page.key}
            page.show(self._lines, keep=True)

    def action_finish(self) -> None:
        """Enter."""
        self.done(tuple(key for key, _ in self._choices if key in self._chosen))

    def action_give_up(self) -> None:
        """Esc."""
        self.done(None)


class JumpScreen(OurDialog[int | None]):
    """Letters on the lines of a list below; the letter typed is answered as its line's index.

    Any other key, and the mouse, only take the letters away.
    """

    def __init__(self, lines: Lines) -> None:
        super().__init__(id="jump")
        self._lines = lines
        self._places: dict[str, int] = {}

    def on_mount(self) -> None:
        """Puts the letters on the lines that are seen."""
        self._places = dict(zip(_LETTERS, self._lines.seen(), strict=False))
        self._lines.letters = {index: letter for letter, index in self._places.items()}
        self._lines.refresh()

    def on_key(self, event: Key) -> None:
        """A letter goes to its line."""
        event.stop()
        event.prevent_default()
        self._leave(self._places.get(event.character or ""))

    def on_mouse_down(self, event: MouseDown) -> None:
        """The mouse needs no letters."""
        event.stop()
        self._leave(None)

    def _leave(self, answer: int | None) -> None:
        self._lines.letters = {}
        self._lines.refresh()
        self.done(answer)


class ToldScreen(OurDialog[None]):
    """Lines in a frame, to be read; Esc, Enter, Space or q goes back.

    Args:
        title: over the frame.
        build: makes the lines for a width.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,space,q", "give_up", "Back", show=False)
    ]
    hints: ClassVar[bool] = True  # whether the key that goes back is named below

    def __init__(self, title: str, build: Builder) -> None:
        super().__init__()
        self._title, self._build = title, build

    def compose(self) -> ComposeResult:
        """A framed page."""
        with Vertical(classes="dialog wide") as box:
            box.border_title = plain(self._title)
            yield Page(id="choices")
        if self.hints:
            yield Hints(("Esc", "back", "give_up"), classes="dialog-keys")

    def on_mount(self) -> None:
        """As high as it needs to be; the arrows scroll where that is too much."""
        page = self.query_one(Page)
        wide = min(92, self.app.size.width - 6)
        page.styles.height = min(len(self._build(wide)), max(3, self.app.size.height - 5))
        page.show(self._build)
        page.focus()

    def action_give_up(self) -> None:
        """Back to where it was asked."""
        self.done()


class LegendScreen(ToldScreen):
    """What the marks mean.

    Args:
        build: makes the lines for a width.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f3", "give_up", "Back", show=False)]
    hints = False  # on the smallest screen it needs every line

    def __init__(self, build: Builder) -> None:
        super().__init__("What the marks mean", build)
