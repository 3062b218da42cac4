"""The filter bar: the line one types in, how it was read or where it is wrong, and completions.

Knows nothing of companies: the screen hands it what to say and what can be completed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.events import Click
from textual.message import Message
from textual.widgets import Input

from rewatch.tui.keymap import bindings_of
from rewatch.tui.keys import clicks, key_of, keyed
from rewatch.tui.text import cut, fitted
from rewatch.tui.widgets.bars import OneLine, command_at
from rewatch.tui.widgets.fields import Field
from rewatch.tui.widgets.lines import Page
from rewatch.tui.widgets.offers import Offers
from rewatch.tui.widgets.paint import (
    DIM,
    PLAIN,
    WARN,
    Piece,
    Pieces,
    cut_to,
    paragraph,
    width_of,
)

if TYPE_CHECKING:
    from rewatch.domain.errors import FilterError
    from rewatch.screening.complete import Completion
    from rewatch.tui.app import RewatchApp

_LABEL = "filter "
_STEP = 15  # cells by which the count's room grows
_MOST = 55  # per cent of a line that the count may take
_SENTENCE = 3  # lines that an error may take
HINT = "a name, or a field: magnet:>=25%"
TYPING = (
    "{complete} shows fields and values · Enter to the table · {save_screen} saves · "
    "{clear_filter} clears"
)
ONLY_ONE = (
    "{complete} shows fields · Enter opens the only one · {save_screen} saves · "
    "{clear_filter} clears"
)
# What else is said beside the line, each part alone; "Enter" is that of the line.
_BESIDE = (
    "{compare} compares", "{export_card} exports", "{add_company} adds a company",
    "{choose} opens one", "{help} explains", "{tour} a tour",
)  # fmt: skip


def _clicked() -> list[tuple[str, str]]:
    """Words beside and below the line, and the commands that a click on them runs."""
    ends = re.escape(key_of("clear_filter"))
    return [
        *clicks(TYPING, ONLY_ONE, *_BESIDE),
        (rf"{ends} [a-z ]+", "clear_filter"),
        (r"Enter (opens it|opens the only one|to the table)", "leave"),
    ]


class FilterLine(Field):
    """Where the filter is typed."""

    place: ClassVar[str] = "filter"


class Said(Page):
    """What stands below the line; the keys that are named there can be clicked."""

    @on(Click)
    async def _do(self, event: Click) -> None:
        text = "".join(text for text, _ in self.pieces(0, self.line_width))
        if text in map(keyed, (TYPING, ONLY_ONE)) and (
            command := command_at(text, event.x, _clicked())
        ):
            event.stop()
            await cast("RewatchApp", self.app).run_command(command)


class FilterBar(Vertical):
    """The line, what is said of it and what completes it."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_of("filter")

    class Completing(Message):
        """Completions are wanted for the place of the cursor."""

    class Left(Message):
        """The user is done typing.

        Attributes:
            entered: whether by Enter, which opens where only one thing can be meant.
        """

        def __init__(self, *, entered: bool = False) -> None:
            super().__init__()
            self.entered = entered

    def __init__(self) -> None:
        super().__init__(id="filter-bar")
        self._offered: Sequence[Completion] = ()
        self._error: FilterError | None = None
        self._reads = ""
        self._only_one = False
        self._accepting = False

    def compose(self) -> ComposeResult:
        """Label, line and count; below them what is said of the line, or what completes it."""
        with Horizontal(id="filter-line"):
            yield OneLine([(_LABEL, DIM)], id="filter-label")
            yield FilterLine(id="filter", placeholder=HINT)
            yield OneLine(id="status", does=_clicked())
        said = Said(id="filter-said")
        said.can_focus = False
        yield said
        yield Offers(id="completions")

    def count(self, pieces: Pieces) -> None:
        """Says beside the line what it finds."""
        status = self.query_one("#status", OneLine)
        if self.line.display:
            # Room in steps: a width that follows every digit would arrange the screen every key.
            wanted = sum(cell_len(text) for text, _ in pieces)
            room = min(-(-wanted // _STEP) * _STEP, self.size.width * _MOST // 100)
            status.styles.width = room
            pieces = without_lesser(pieces, room)
        else:
            room = self.size.width
        status.set(cut_to(pieces, room) if room > 0 else pieces)

    def on_mount(self) -> None:
        """Nothing is asked yet."""
        self.open(False)
        self.say(None, "")
        self.offer(())

    # the line -----------------------------------------------------------------

    @property
    def line(self) -> FilterLine:
        """The line."""
        return self.query_one(FilterLine)

    @property
    def text(self) -> str:
        """What is typed."""
        return self.line.value

    def write(self, text: str) -> None:
        """Puts a text into the line, which is shown."""
        self.line.value = text
        self.line.cursor_position = len(text)
        self.open(bool(text) or self.line.has_focus)

    def open(self, shown: bool) -> None:
        """Shows or hides the line; the count beside it takes what room is left."""
        self.line.display = shown
        self.query_one("#filter-label").display = shown
        if not shown:
            self.query_one("#status", OneLine).styles.width = "1fr"

    # what is said -------------------------------------------------------------

    def say(self, error: FilterError | None, reads: str, *, only_one: bool = False) -> None:
        """Says below the line where it is wrong, else how it was read.

        Args:
            error: where it is wrong.
            reads: how it was read.
            only_one: whether it finds one alone, which Enter opens.
        """
        self._error, self._reads, self._only_one = error, reads, only_one
        self._arrange()

    def on_resize(self) -> None:
        """The room changed."""
        self._arrange()

    def on_descendant_focus(self) -> None:
        """It is typed into: a line is kept below for what is said, so that no row jumps."""
        self._arrange()

    def on_descendant_blur(self) -> None:
        """It is not typed into any more."""
        self._arrange()

    def _arrange(self) -> None:
        page = self.query_one("#filter-said", Page)
        lines = self._said((self.size.width or self.app.size.width) - 2)
        page.display = bool(lines)
        page.styles.height = len(lines)
        page.show(lambda _width: lines)

    def _said(self, width: int) -> list[list[Piece]]:
        if self._error is None:
            typing = keyed(ONLY_ONE if self._only_one else TYPING) if self.line.has_focus else ""
            said = "" if self._offered else self._reads or typing
            return [[(cut(said, width), DIM)]] if said else []
        if self._offered and self._error.at >= self._offered[0].start - 1:
            return []  # it is being typed still, and the completions say what can stand there
        room = max(20, width - cell_len(_LABEL))
        text, caret = self._error.caret(room)
        lines: list[list[Piece]] = []
        if cell_len(self.text) >= (self.line.size.width or room):
            # The line is scrolled: the part that is meant stands here again.
            lines.append([(" " * cell_len(_LABEL), PLAIN), (cut(text, room), PLAIN)])
        return [*lines, *_pointed(caret, str(self._error), width)]

    # completions --------------------------------------------------------------

    def offer(self, completions: Sequence[Completion]) -> None:
        """Shows what can stand at the cursor, in the place of what is said of the line."""
        self._offered = completions
        offers = self.query_one(Offers)
        offers.display = bool(completions)
        offers.offer(completions)
        self._arrange()

    @property
    def completing(self) -> bool:
        """Whether what was just typed is to be completed: not what was taken from the list."""
        typed = self.line.has_focus and not self._accepting
        self._accepting = False
        return typed

    def action_complete(self) -> None:
        """Takes the selected completion, or asks for completions where none are shown."""
        item = self.query_one(Offers).selected if self._offered else None
        if item is None:
            self.post_message(self.Completing())
            return
        text = self.text
        whole = text[: item.start] + item.text + text[item.end :]
        self._accepting = whole != text and not item.text.endswith(":")
        self.line.value = whole
        self.line.cursor_position = item.start + len(item.text)
        if whole == text:
            self.offer(())

    @on(Offers.Taken)
    def _clicked(self, event: Offers.Taken) -> None:
        event.stop()
        self.action_complete()
        self.line.focus()

    def action_leave(self) -> None:
        """Enter: done typing."""
        self.post_message(self.Left(entered=True))

    def action_next_completion(self) -> None:
        """The next completion; to the table where none are shown."""
        if self._offered:
            self.query_one(Offers).move(1)
        else:
            self.post_message(self.Left())

    def action_previous_completion(self) -> None:
        """The completion before."""
        self.query_one(Offers).move(-1)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.offer(())
        self.post_message(self.Left(entered=True))


def without_lesser(pieces: Pieces, width: int) -> Pieces:
    """Pieces without the dim ones, the last first, as long as they need more than some cells."""
    kept = list(pieces)
    for place in reversed(range(len(kept))):
        if width_of(kept) <= width:
            break
        if kept[place][1] == DIM:
            del kept[place]
    return kept


def _pointed(caret: str, sentence: str, width: int) -> list[list[Piece]]:
    """A caret below its place with the sentence beside it, or below where there is no room."""
    start = cell_len(_LABEL) + len(caret) - len(caret.lstrip())
    marks = cut(caret.strip(), max(1, width - start))
    said = cut(sentence, 4 * width)
    if cell_len(said) < width - start - len(marks):
        return [[(" " * start, PLAIN), (marks, WARN), (" ", PLAIN), (said, WARN)]]
    if cell_len(said) < start:
        return [[(fitted(said, start), WARN), (marks, WARN)]]
    return [[(" " * start, PLAIN), (marks, WARN)], *paragraph(said, width, WARN)[:_SENTENCE]]
