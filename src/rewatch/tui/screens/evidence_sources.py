"""The sources of a company to choose from: found by typing, told apart by what differs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input

from rewatch.tui.screens.add import SearchLine
from rewatch.tui.screens.base import OurDialog
from rewatch.tui.text import both_ends, cut, visible
from rewatch.tui.widgets.bars import Hints
from rewatch.tui.widgets.lines import Line, Lines, Page
from rewatch.tui.widgets.paint import ACCENT, DIM, PLAIN, paragraph

if TYPE_CHECKING:
    from rewatch.domain.company import Source
    from rewatch.tui.widgets.paint import Piece

NEW = "+"  # an answer that begins so is a new source; behind it stands what it is called
_DATE = 12  # cells of a date and what parts it from the title
_ABOUT = 3  # lines that tell all of the selected one
_FRAME = 10  # lines that are not the list: frame, field, what is told, keys


class SourcePicker(OurDialog[str | None]):
    """Answers with the id of a source, or with `NEW` and a title; Esc answers None.

    Args:
        sources: of the company.
        current: id of the one that is chosen already.
    """

    leaves_by_click = True
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "give_up", "Back", show=False)]

    def __init__(self, sources: Sequence[Source], current: str | None) -> None:
        super().__init__()
        self._sources = sorted(sources, key=lambda item: str(item.date or ""), reverse=True)
        self._current, self._text = current, ""

    def compose(self) -> ComposeResult:
        """The line to type in, the sources, the whole of the selected one, the keys."""
        with Vertical(classes="dialog wide") as box:
            box.border_title = "Where was it read?"
            yield SearchLine(placeholder="type to narrow: words of title, publisher, date")
            yield Page(id="choices")
            about = Page(id="about")
            about.can_focus = False
            about.styles.height = _ABOUT
            yield about
        yield Hints(
            ("Enter", "takes it", "take"),
            ("+", "a new source", "take_new"),
            ("↑↓", "choose", ""),
            ("Esc", "back", "give_up"),
            classes="dialog-keys",
        )

    def on_mount(self) -> None:
        """Ready to type; the list is as high as it needs to be."""
        page = self.query_one("#choices", Page)
        most = max(3, self.app.size.height - _FRAME)
        page.styles.height = min(len(self._sources) + 1, most)
        page.can_focus = False
        page.choose_by_click()
        page.show(self._lines, key=self._current)
        self.query_one(SearchLine).focus()

    @property
    def _found(self) -> list[Source]:
        """The sources that speak of every word that is typed, the newest first."""
        words = self._text.casefold().split()
        return [item for item in self._sources if all(word in _of(item) for word in words)]

    def _lines(self, width: int) -> list[Line]:
        called = f" called “{cut(self._text, max(10, width - 26))}”" if self._text else ""
        lines = [Line(((f"{NEW} ", ACCENT), (f"a new source{called}", PLAIN)), NEW)]
        for item in self._found:
            date: Piece = (f"{visible(item.date or 'undated')!s:{_DATE}}", DIM)
            title = both_ends(item.title, max(10, width - _DATE))
            lines.append(Line((date, (title, PLAIN)), item.id))
        return lines

    @on(Lines.Moved, "#choices")
    def _tell(self) -> None:
        """The whole title of the selected one, who published it and its id."""
        key = self.query_one("#choices", Page).key
        chosen = next((item for item in self._sources if item.id == key), None)

        def lines(width: int) -> list[list[Piece]]:
            if chosen is None:
                return paragraph("Type, title, publisher, address and date are asked for.", width)
            by = f"{chosen.publisher}, " if chosen.publisher else ""
            said = paragraph(cut(chosen.title, 2 * width - 10), width)[: _ABOUT - 1]
            return [*said, [(cut(f"{by}{chosen.type} · {chosen.id}", width), DIM)]]

        self.query_one("#about", Page).show(lines)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._text = event.value.strip()
        if self._text == NEW:
            self.done(NEW)
            return
        found = self._found if self._text else []
        key = found[0].id if found else self._current if not self._text else NEW
        self.query_one("#choices", Page).show(self._lines, key=key)

    def action_list_down(self) -> None:
        """One line down in the list."""
        self.query_one("#choices", Page).action_cursor_down()

    def action_list_up(self) -> None:
        """One line up in the list."""
        self.query_one("#choices", Page).action_cursor_up()

    @on(Input.Submitted)
    @on(Lines.Chosen)
    def action_take(self) -> None:
        """Enter, or a click."""
        key = self.query_one("#choices", Page).key
        self.done(f"{NEW}{self._text}" if key == NEW else key)

    def action_take_new(self) -> None:
        """One that the company does not have yet."""
        self.done(f"{NEW}{self._text}")

    def action_give_up(self) -> None:
        """Esc."""
        self.done(None)


def _of(source: Source) -> str:
    """What a source is found by."""
    parts = (source.date, source.title, source.publisher, source.type, source.id)
    return " ".join(str(part) for part in parts if part).casefold()
