"""A list that draws only the lines that are seen, and a page of ready lines built on it.

Thirty lines and thirty thousand cost the same to scroll: the widget asks for a line when it is
painted. Moving the cursor repaints two lines.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from rich.cells import cell_len
from rich.style import Style
from textual.binding import BindingType
from textual.events import Click, Resize
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from rewatch.tui.keymap import bindings_of
from rewatch.tui.widgets.paint import ACCENT, Painted, Piece, Pieces


class Lines(Painted, ScrollView, can_focus=True):
    """A column of lines with a cursor on those that can be selected.

    Subclasses say how many lines there are, which can be selected and what each holds.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings_of("lists")
    COMPONENT_CLASSES: ClassVar[set[str]] = {"lines--cursor", "lines--cursor-away"}

    @dataclass
    class Moved(Message):
        """The cursor went to another line."""

        lines: Lines

        @property
        def control(self) -> Lines:
            """The list it happened in."""
            return self.lines

    class Chosen(Moved):
        """A line was entered: Enter or a double click."""

    def __init__(self, **common: Any) -> None:
        super().__init__(**common)
        self._cursor = -1
        self._click_chooses = False
        self.letters: Mapping[int, str] = {}

    def choose_by_click(self) -> None:
        """One click enters, as in a menu."""
        self._click_chooses = True

    # what subclasses say ------------------------------------------------------

    def line_total(self) -> int:
        """How many lines there are."""
        raise NotImplementedError

    def selectable(self, index: int) -> bool:
        """Whether the cursor may stand on a line."""
        raise NotImplementedError

    def pieces(self, index: int, width: int) -> Pieces:
        """What a line holds."""
        raise NotImplementedError

    # cursor -------------------------------------------------------------------

    @property
    def cursor(self) -> int:
        """Index of the line the cursor is on; -1 where no line can be selected."""
        return self._cursor

    def move_to(self, index: int, *, tell: bool = True) -> None:
        """Puts the cursor on a line and scrolls it into view."""
        if not (0 <= index < self.line_total() and self.selectable(index)):
            return
        before, self._cursor = self._cursor, index
        self.scroll_into_view(index)
        self.refresh_line(before)
        self.refresh_line(index)
        if tell and before != index:
            self.post_message(self.Moved(self))

    def scroll_into_view(self, index: int) -> None:
        """Scrolls as little as shows a line, with the heading above the first."""
        if index >= self.line_total():  # asked for before the lines became fewer
            return
        top, height = round(self.scroll_y), max(1, self.scrollable_content_region.height)
        above = index
        while above > 0 and not self.selectable(above - 1):
            above -= 1
        if index < top or (above < top and index - above < height):
            self._scroll_at_once(above)
        elif index >= top + height:
            self._scroll_at_once(index - height + 1)

    def _scroll_at_once(self, y: int) -> None:
        self.scroll_to(y=max(0, y), animate=False, force=True)

    def _nearest(self, index: int, step: int) -> int:
        """The next selectable line from `index` on in the direction of `step`, else -1."""
        total = self.line_total()
        while 0 <= index < total:
            if self.selectable(index):
                return index
            index += step
        return -1

    def settle(self, index: int) -> None:
        """After the lines changed: the cursor at, or next to, a line; the size anew."""
        self.virtual_size = Size(max(1, self.size.width), self.line_total())
        found = self._nearest(max(0, min(index, self.line_total() - 1)), 1)
        if found < 0:
            found = self._nearest(min(index, self.line_total() - 1), -1)
        self._cursor = found
        self.refresh()
        self.post_message(self.Moved(self))

    def _step(self, by: int) -> None:
        if self._cursor < 0 or self._left_behind(by):  # the keys scroll
            self._scroll_at_once(round(self.scroll_y) + by)
            return
        target = max(0, min(self.line_total() - 1, self._cursor + by))
        step = 1 if by > 0 else -1
        found = self._nearest(target, step)
        if found < 0:
            found = self._nearest(target, -step)
        if found == self._cursor:
            # At the end: what stands beyond the last selectable line is scrolled through.
            self._scroll_at_once(round(self.scroll_y) + by)
        else:
            self.move_to(found)

    def _left_behind(self, by: int) -> bool:
        """Whether the lines were scrolled beyond the outmost selectable one and now go back."""
        top, height = round(self.scroll_y), max(1, self.scrollable_content_region.height)
        if by < 0:
            return self._cursor < top and self._nearest(self._cursor + 1, 1) < 0
        return self._cursor >= top + height and self._nearest(self._cursor - 1, -1) < 0

    def action_cursor_down(self) -> None:
        """One line down."""
        self._step(1)

    def action_cursor_up(self) -> None:
        """One line up."""
        self._step(-1)

    def action_page_down(self) -> None:
        """One page down."""
        self._step(max(1, self.scrollable_content_region.height - 1))

    def action_page_up(self) -> None:
        """One page up."""
        self._step(-max(1, self.scrollable_content_region.height - 1))

    def scroll_page(self, by: int) -> None:
        """Scrolls by most of a page, for what has no cursor: 1 down, -1 up."""
        height = max(1, self.scrollable_content_region.height - 2)
        self._scroll_at_once(round(self.scroll_y) + by * height)

    def action_choose(self) -> None:
        """Enters the line under the cursor."""
        if self._cursor >= 0:
            self.post_message(self.Chosen(self))

    def action_cursor_first(self) -> None:
        """To the first line."""
        self.move_to(self._nearest(0, 1))
        self._scroll_at_once(0)

    def action_cursor_last(self) -> None:
        """To the last line."""
        self.move_to(self._nearest(self.line_total() - 1, -1))
        self._scroll_at_once(self.line_total())

    # painting and mouse -------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        width = self.size.width
        index = y + round(self.scroll_y)
        if index >= self.line_total():
            return self.strip_of((), width)
        over: Style | None = None
        if index == self._cursor:
            name = "lines--cursor" if self.has_focus else "lines--cursor-away"
            over = self._cursor_style(name)
        strip = self.strip_of(self.pieces(index, self.line_width), width, over)
        letter = self.letters.get(index)
        if letter is None:
            return strip
        shown = self.strip_of([(f"{letter} ", ACCENT)], 2, Style(bold=True, reverse=True))
        return Strip.join([shown, *_two_less(strip, width)])

    def seen(self) -> list[int]:
        """The lines that are on the screen and can be selected."""
        top = round(self.scroll_y)
        end = min(self.line_total(), top + self.scrollable_content_region.height)
        return [index for index in range(top, end) if self.selectable(index)]

    def action_jump(self) -> None:
        """Letters on the lines; the one typed is gone to."""
        from rewatch.tui.screens.choosing import JumpScreen

        def chosen(index: int | None) -> None:
            if index is not None:
                self.move_to(index)

        if self.seen():
            _ = self.app.push_screen(JumpScreen(self), chosen)

    def _cursor_style(self, name: str) -> Style:
        """Background and weight only: what a piece says by its colour stays."""
        whole = self.get_component_rich_style(name)
        return Style(
            bgcolor=whole.bgcolor, bold=whole.bold, reverse=whole.reverse, underline=whole.underline
        )

    @property
    def line_width(self) -> int:
        """Cells a line has beside the scroll bar."""
        return self.scrollable_content_region.width

    def watch_has_focus(self, has_focus: bool) -> None:
        """The cursor looks different while the keys go elsewhere."""
        super().watch_has_focus(has_focus)
        if self._cursor >= 0:
            self.refresh_line(self._cursor)

    def on_resize(self, event: Resize) -> None:
        """The lines follow the width; the cursor stays in view."""
        self.virtual_size = Size(max(1, event.size.width), self.line_total())
        if self._cursor >= 0:
            self.call_after_refresh(self.scroll_into_view, self._cursor)

    def on_click(self, event: Click) -> None:
        """A click selects, a double click enters."""
        index = event.y + round(self.scroll_y)
        if not (0 <= index < self.line_total() and self.selectable(index)):
            return
        event.stop()
        self.move_to(index)
        if event.chain >= 2 or self._click_chooses:
            self.post_message(self.Chosen(self))


def _two_less(strip: Strip, width: int) -> tuple[Strip, ...]:
    """A line with room for two cells before it: taken from its first blanks, else from its end."""
    text = strip.text
    if not text[:2].strip():
        return (strip.crop(2, width),)
    gap = text.find("   ")  # one of three stays, so that words do not touch
    if gap < 0:
        return (strip.crop(0, width - 2),)
    at = cell_len(text[:gap])
    return strip.crop(0, at), strip.crop(at + 2, width)


@dataclass(frozen=True, slots=True)
class Line:
    """A ready line; with a key it can be selected."""

    pieces: Pieces
    key: str | None = None


Builder = Callable[[int], Sequence[Line | list[Piece]]]


class Page(Lines):
    """Lines built for the width there is, and built anew when it changes."""

    def __init__(self, build: Builder | None = None, **common: Any) -> None:
        super().__init__(**common)
        self._build: Builder = build or (lambda _width: ())
        self._lines: list[Line] = []

    def line_total(self) -> int:
        """How many lines there are."""
        return len(self._lines)

    def selectable(self, index: int) -> bool:
        """Lines with a key."""
        return self._lines[index].key is not None

    def pieces(self, index: int, width: int) -> Pieces:  # noqa: ARG002 - built for it already
        """What the line holds."""
        return self._lines[index].pieces

    @property
    def key(self) -> str | None:
        """Key of the line under the cursor."""
        return self._lines[self._cursor].key if 0 <= self._cursor < len(self._lines) else None

    @property
    def builder(self) -> Builder:
        """What made the lines."""
        return self._build

    def show(self, build: Builder, *, key: str | None = None, keep: bool = False) -> None:
        """Shows other lines.

        Args:
            build: makes the lines for a width.
            key: where the cursor goes; the first line that can be selected, else.
            keep: leaves cursor and scroll where they are, or next to there if the line is gone; a
                page that is scrolled away from its cursor stays so.
        """
        top = round(self.scroll_y)
        away = keep and key is None and self._cursor >= 0 and self._cursor not in self.seen()
        near = self._cursor if keep else 0  # where the line itself is gone
        key = key or (self.key if keep else None)
        self._build = build
        self._lines = self._built()
        found = next((i for i, line in enumerate(self._lines) if key and line.key == key), near)
        self.settle(found)
        self._scroll_at_once(top if keep else 0)
        if self._cursor >= 0 and (key or keep) and not away:
            self.scroll_into_view(self._cursor)

    @property
    def seen_keys(self) -> list[str]:
        """Keys of the lines that are on the screen."""
        return [line.key for line in map(self._lines.__getitem__, self.seen()) if line.key]

    @property
    def line_keys(self) -> list[str]:
        """Keys of all lines that can be selected, from the top."""
        return [line.key for line in self._lines if line.key is not None]

    def go_to(self, title: str) -> None:
        """Puts the line that begins so at the top, and the cursor on the next one it can be on."""
        starts = (
            n for n, line in enumerate(self._lines) if line.pieces and line.pieces[0][0] == title
        )
        index = next(starts, None)
        if index is not None:
            self.move_to(self._nearest(index, 1))
            self._scroll_at_once(index)

    def _built(self) -> list[Line]:
        width = self.line_width or max(20, self.app.size.width)
        return [
            item if isinstance(item, Line) else Line(tuple(item)) for item in self._build(width)
        ]

    def on_resize(self, event: Resize) -> None:  # noqa: ARG002 - its width is known by now
        """Folds the text for the new width; the cursor stays on its line."""
        # (The toolkit calls the handlers of the base classes too, after this one.)
        if not self.display:
            return  # it goes with its screen: what the lines are made from may be gone before it
        key = self.key
        self._lines = self._built()
        found = next((i for i, line in enumerate(self._lines) if key and line.key == key), 0)
        self._cursor = self._nearest(found, 1)
        self.refresh()
