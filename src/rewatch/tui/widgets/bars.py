"""The one-line widgets: the header, the count beside the filter, the footer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from rich.cells import cell_len
from textual import on
from textual.events import Click
from textual.geometry import Size
from textual.strip import Strip

from rewatch.domain.text import ELLIPSIS
from rewatch.tui.keys import footer_of
from rewatch.tui.text import cut
from rewatch.tui.widgets.paint import (
    ACCENT,
    DIM,
    PLAIN,
    STRONG,
    Painted,
    Piece,
    Pieces,
    cut_to,
    width_of,
)

if TYPE_CHECKING:
    from rewatch.tui.app import RewatchApp

Fact = str | tuple[str, str]
_TOOL = "rewatch"
_STAY = ("back", "help")  # commands with which nobody is lost
_LEGIBLE, _LEGIBLE_UNDER = 20, 25  # cells by which a title, and what it is seen under, are known


class OneLine(Painted):
    """A line of pieces that is set from outside.

    Args:
        pieces: what it shows at first.
        does: what a click on some words does: patterns, and the commands they stand for.
    """

    def __init__(
        self, pieces: Pieces = (), *, does: Sequence[tuple[str, str]] = (), **common: Any
    ) -> None:
        super().__init__(**common)
        self._pieces: Pieces = pieces
        self._does = does

    @on(Click)
    async def _do(self, event: Click) -> None:
        text, at = "".join(text for text, _ in self._pieces), event.get_content_offset(self)
        if at is not None and (command := command_at(text, at.x, self._does)):
            await cast("RewatchApp", self.app).run_command(command)

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
        """The pieces, with … where the right edge cuts them."""
        return self.strip_of(fitting(self._pieces, self.size.width), self.size.width)


def fitting(pieces: Pieces, width: int) -> Pieces:
    """Pieces in so many cells, with … where something but blanks was left out."""
    kept = len(pieces)
    while kept and not pieces[kept - 1][0].strip():
        kept -= 1
    if not kept or width_of(pieces[:kept]) <= width:
        return pieces
    text, style = pieces[kept - 1]
    return cut_to([*pieces[: kept - 1], (text.rstrip(), style)], width)


def command_at(text: str, x: int, does: Sequence[tuple[str, str]]) -> str | None:
    """The command of the words at a cell of a line; None where they stand for none.

    Args:
        text: the line.
        x: the cell.
        does: patterns, and the commands they stand for.
    """
    for pattern, command in does:
        for found in re.finditer(pattern, text):
            start = cell_len(text[: found.start()])
            if start <= x < start + cell_len(found[0]):
                return command
    return None


class Hints(OneLine):
    """The keys of a dialog; a click on one does what the key does.

    Args:
        entries: key, what it does, and the action of the screen that is run, "" for none.
    """

    def __init__(self, *entries: tuple[str, str, str], **common: Any) -> None:
        super().__init__(**common)
        self.say(*entries)

    def say(self, *entries: tuple[str, str, str]) -> None:
        """Other keys."""
        pieces: list[Piece] = []
        self._spots: list[tuple[int, str]] = []
        end = 0
        for key, word, action in entries:
            pieces += [(key, ACCENT), (f" {word}   ", PLAIN)]
            end += cell_len(key) + cell_len(word) + 4
            self._spots.append((end, action))
        self.set(pieces)

    async def on_click(self, event: Click) -> None:
        """Runs the action that was clicked."""
        event.stop()
        action = next((action for end, action in self._spots if event.x < end), None)
        if action:
            await self.run_action(f"screen.{action}")


class Header(OneLine):
    """Where you are and what the numbers rest on; what matters least is left out first."""

    def say(
        self, title: str, facts: Sequence[Fact], under: Sequence[str] = (), needed: int = 0
    ) -> None:
        """Shows a title and facts, as many of them as the line has room for.

        Args:
            title: what is on the screen; safe text is made of it here.
            facts: the most important first.
            under: what everything is seen under, behind the title.
            needed: so many facts a long title gives way to.
        """
        self._said = (title, facts, under, needed)
        self._arrange()

    def on_mount(self) -> None:
        """Nothing is said yet."""
        if not hasattr(self, "_said"):
            self._said = ("", (), (), 0)

    def on_resize(self) -> None:
        """The room changed."""
        self._arrange()

    def _arrange(self) -> None:
        self.set(header_pieces(*self._said, self.size.width or self.app.size.width))


def header_pieces(
    title: str, facts: Sequence[Fact], under: Sequence[str], needed: int, width: int
) -> list[Piece]:
    """What a header shows: title, what it is seen under, and facts that there is room for.

    Where the needed facts have no room they are said shorter; then the title is cut, or, where it
    is seen under something or nothing of it would be left, the name of the tool goes before; then
    what it is seen under is cut; then the needed facts go too, the last first.

    Args:
        title: what is on the screen.
        facts: the most important first; a pair is a fact and a shorter way to say it.
        under: what everything is seen under; the last of them is cut, if any.
        needed: so many facts the title gives way to.
        width: cells of the line.
    """
    tail = [cut(text, width) for text in ("", *under)]
    behind = ", ".join(tail)
    whole = cell_len(cut(title, width)) + cell_len(behind)
    least_behind = min(cell_len(behind), cell_len(", ".join([*tail[:-1], ""])) + _LEGIBLE_UNDER)
    least = min(cell_len(cut(title, width)), _LEGIBLE) + (least_behind if under else 0)
    ways = [(True, False), (True, True), (False, True)]
    cutting = ways[2:] if under else ways[1:]
    for count in range(min(needed, len(facts)), -1, -1):
        for named, brief in ways:
            first = [_fact(fact, brief) for fact in facts[:count]]
            room = width - (len(_TOOL) + 2 if named else 0)
            room -= sum(cell_len(fact) + 3 for fact in first)
            least_room = least if count or (named, brief) != ways[-1] else 0
            if whole > room and not ((named, brief) in cutting and room >= least_room):
                continue
            name = cut(title, max(1, min(_LEGIBLE, room), room - cell_len(behind)))
            behind = cut(behind, max(0, room - cell_len(name)))
            pieces: list[Piece] = [(_TOOL, ACCENT), ("  ", PLAIN)] if named else []
            pieces.append((name + behind, STRONG))
            rest = [_fact(fact, False) for fact in facts[count:]]
            return _with_facts(pieces, [*first, *rest], width)
    raise AssertionError("the last way always fits")


def _fact(fact: Fact, brief: bool) -> str:
    """A fact, or a shorter way to say it: a day needs no word before it."""
    if isinstance(fact, str):
        return cut(fact.removeprefix("as of ") if brief else fact, 40)
    return cut(fact[brief], 40)


def _with_facts(pieces: list[Piece], facts: Sequence[str], width: int) -> list[Piece]:
    used = sum(cell_len(text) for text, _ in pieces)
    for text in facts:
        if used + cell_len(text) + 3 <= width:
            pieces += [("   ", PLAIN), (text, DIM)]
            used += cell_len(text) + 3
    return pieces


class Footer(OneLine):
    """The most useful commands of a place; a click runs one."""

    def __init__(self, place: str, **common: Any) -> None:
        self._entries = [(command.id(), text) for command, text in footer_of(place)]
        pieces, self._spots = footer_pieces(self._entries, None)
        self._above: Pieces = ()
        super().__init__(pieces, **common)

    def on_resize(self) -> None:
        """The room changed."""
        pieces, self._spots = footer_pieces(self._entries, self.size.width)
        self.set(pieces)

    def hint(self, text: str, ends: str = "") -> None:
        """Shows what the tour asks for in a line above the commands; "" takes that line away.

        Args:
            text: what is to be done.
            ends: the key that ends the tour.
        """
        above: Pieces = ((text, STRONG), (f"   {ends} ends it", DIM)) if text else ()
        if above != self._above:
            self._above = above
            self.styles.height = 2 if above else 1
            self.refresh(layout=True)

    def render_line(self, y: int) -> Strip:
        """What the tour asks for, if anything, then the commands."""
        if self._above and y == 0:
            return self.strip_of(fitting(self._above, self.size.width), self.size.width)
        return super().render_line(y)

    async def on_click(self, event: Click) -> None:
        """Runs the command that was clicked, as its key would."""
        if self._above and event.y == 0:
            return
        name = next((name for end, name in self._spots if event.x < end), None)
        if name is not None:
            await self.screen.rewatch.run_command(name)  # type: ignore[attr-defined]


def footer_pieces(
    entries: Sequence[tuple[str, str]], width: int | None
) -> tuple[list[Piece], list[tuple[int, str]]]:
    """The entries of a footer that there is room for, each whole, with … for those left out.

    Args:
        entries: id of the command, and its key and word; Back and Help stay longest.
        width: cells; None for all of them.

    Returns:
        the line, and the cell after the end of each entry with its command's id.
    """
    shown = list(entries)
    while width is not None and len(shown) > 1:
        left_out = len(shown) < len(entries)
        if sum(cell_len(text) + 2 for _, text in shown) - 2 + 3 * left_out <= width:
            break
        spare = [place for place, (name, _) in enumerate(shown) if name not in _STAY]
        del shown[spare[-1] if spare else -1]
    pieces: list[Piece] = []
    spots: list[tuple[int, str]] = []
    end = 0
    for name, text in shown:
        key, _, word = text.partition(" ")
        pieces += [(key, ACCENT), (f" {word}", PLAIN), ("  ", PLAIN)]
        end += cell_len(text) + 2
        spots.append((end, name))
    return [*pieces, *([(ELLIPSIS, DIM)] if len(shown) < len(entries) else [])], spots
