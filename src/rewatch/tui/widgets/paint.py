"""Lines of styled pieces, and the widgets' way to turn them into strips.

A piece is text and the name of a style; the styles stand in rewatch.tcss as `.paint--<name>`. Bars,
spans and strips are drawn here, once, for the table, the pane and the company screen alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.dom import DOMNode
from textual.strip import Strip
from textual.widget import Widget

from rewatch.domain.text import ELLIPSIS
from rewatch.tui.text import cut, fitted, visible, wrapped

if TYPE_CHECKING:
    from rewatch.domain.values import Interval

# How many are not named, at the end of a text.
_AND_MORE = re.compile(r" and \d+ more$")
# A last word with which a text may break off, and how many others are left out to get to one.
_CLOSES = re.compile(r"[^\W\d_]{4}")
_LOOSE_MOST = 4
_LOOSE = " ,;:.–—-(["

Piece = tuple[str, str]
Pieces = Sequence[Piece]

PLAIN, DIM, STRONG, HEAD, BAR, LIGHT, ACCENT, GOOD, WARN, BAD = (
    "plain", "dim", "strong", "head", "bar", "light", "accent", "good", "warn", "bad",
)  # fmt: skip
STYLES = (PLAIN, DIM, STRONG, HEAD, BAR, LIGHT, ACCENT, GOOD, WARN, BAD)

SOLID, OPEN, TRACK = "█", "░", " "
# The cells of an element strip (rewatch.domain.elements.STRIP, which takes its time to load).
STRIP = ("La Ce", "Nd Pr", "Sm-Gd", "Dy Tb", "rest")


class Painted(Widget):
    """A widget that draws lines of pieces.

    The styles of pieces are no component classes: those would all be worked out for every widget
    whenever the styles of one are, a tenth of the time to the first picture.
    """

    _styles: dict[str, Style] | None = None

    def notify_style_update(self) -> None:
        """Colours changed: they are looked up anew."""
        self._styles = None
        super().notify_style_update()

    def style_of(self, name: str) -> Style:
        """The style of that name under the present theme."""
        if self._styles is None:
            self._styles = {}
        found = self._styles.get(name)
        if found is None:
            found = self._styles[name] = self._looked_up(name)
        return found

    def _looked_up(self, name: str) -> Style:
        piece = DOMNode(classes=f"paint--{name}")
        piece._attach(self)  # noqa: SLF001 - as the toolkit does for a component class
        self.app.stylesheet.apply(piece, animate=False)
        return piece.rich_style

    def strip_of(self, pieces: Pieces, width: int, over: Style | None = None) -> Strip:
        """Pieces as a strip of exactly `width` cells.

        Args:
            pieces: safe text (see `rewatch.tui.text`) with style names.
            width: cells.
            over: laid over every piece: the cursor.
        """
        base = self.style_of(PLAIN)
        segments = []
        for text, name in pieces:
            # On the ground of the cursor what is dim elsewhere could not be read.
            style = base if name == PLAIN or (over and name == DIM) else self.style_of(name)
            laid = over
            if over is not None and over.reverse and name in (BAR, LIGHT):
                laid = None  # the solid part of a bar, reversed, would look like the empty one
            segments.append(Segment(text, style + laid if laid else style))
        strip = Strip(segments)
        return strip.adjust_cell_length(width, base + over if over else base)


def cut_to(pieces: Pieces, width: int) -> Pieces:
    """Pieces in at most `width` cells, with … where something was left out."""
    if width_of(pieces) <= width:
        return pieces
    found: list[Piece] = []
    room = max(0, width - 1)
    for text, name in pieces:
        kept = set_cell_size(text, room) if cell_len(text) > room else text
        found.append((kept, name))
        room -= cell_len(kept)
        if kept != text or not room:
            break
    last, name = found[-1] if found else ("", PLAIN)
    return [*found[:-1], (f"{last.rstrip()}{ELLIPSIS}"[:width], name)]


def width_of(pieces: Pieces) -> int:
    """Cells of a line."""
    return sum(cell_len(text) for text, _ in pieces)


def span(low: float, high: float) -> str:
    """An interval of values as it is read: 57–85, or 57 where both ends round alike."""
    ends = (f"{low:.0f}", f"{high:.0f}")
    return ends[0] if ends[0] == ends[1] else "–".join(ends)


def span_of(value: Interval | tuple[float, float] | None) -> str:
    """As `span`; – where it does not apply."""
    return "–" if value is None else span(value[0], value[1])


def bar(low: float, high: float, width: int) -> list[Piece]:
    """Proven solid, possible light, on a track from 0 to 100 of `width` cells."""
    solid = round(low / 100 * width)
    light = max(round(high / 100 * width) - solid, 1 if high > low and solid < width else 0)
    rest = width - solid - light
    return [(SOLID * solid, BAR), (OPEN * light, LIGHT), (TRACK * rest, DIM)]


def element_strip(atoms: Mapping[str, Interval]) -> list[list[Piece]]:
    """The five cells of the element strip: label and share, % of TREO; ? where nothing is known."""
    return [
        [
            (f"{name} ", DIM),
            (share := _share(atoms.get(name)), DIM if share == "?" else PLAIN),
            ("   ", PLAIN),
        ]
        for name in STRIP
    ]


def _share(value: Interval | None) -> str:
    if value is None:
        return "?"
    low, high = value
    digits = 1 if high < 10 else 0
    ends = (f"{low:.{digits}f}", f"{high:.{digits}f}")
    return ends[0] if ends[0] == ends[1] else "–".join(ends)


def paragraph(text: object, width: int, style: str = PLAIN, indent: str = "") -> list[list[Piece]]:
    """Text from anywhere, made safe and folded into lines."""
    folded = wrapped(text, max(8, width - cell_len(indent)))
    return [[(indent, PLAIN), (line, style)] for line in folded]


def shortened(
    text: str, width: int, style: str = PLAIN, indent: str = "", *, end: str = "", most: int = 2
) -> list[list[Piece]]:
    """As `paragraph`, in at most `most` lines: the last words give way to … where it has more.

    Args:
        text: from anywhere; how many more there are (" and 2 more" at its end) is never left out.
        width: cells of a line.
        style: of the text.
        indent: before every line.
        end: stands whole behind the text, on a line of its own rather than on two: a citation.
        most: lines.
    """
    room = max(8, width - cell_len(indent))
    tail = cut(end.strip(" "), max(room, (most - 1) * room))
    whole = visible(text)
    found = _AND_MORE.search(whole)
    more = found[0] if found else ""
    kept = cut(whole.removesuffix(more), most * room + 1)
    folded = _ended(whole, tail, room)
    while len(folded) > most and " " in kept:
        kept = _without_the_end(kept)
        folded = _ended(f"{kept}{ELLIPSIS}{more}", tail, room)
    if len(folded) > most:  # words too long to share the lines
        folded = [*folded[: most - 1], cut(f"{folded[most - 1]}{ELLIPSIS}", room)]
    return [[(indent, PLAIN), (line, style)] for line in folded]


def _ended(text: str, end: str, room: int) -> list[str]:
    """Text folded, and what stands behind it not broken where that can be."""
    lines = wrapped(text, room)
    if not end:
        return lines
    if cell_len(lines[-1]) + 1 + cell_len(end) <= room:
        return [*lines[:-1], f"{lines[-1]} {end}"]
    return [*lines, end] if cell_len(end) <= room else wrapped(f"{text} {end}", room)


def _without_the_end(text: str) -> str:
    """Text without its last word, nor the numbers and short words that now end it.

    A number that has lost its unit reads as another; "up to" and "of" announce what is not there.
    """
    words = text.split(" ")[:-1]
    for _ in range(min(_LOOSE_MOST, len(words) - 1)):
        if _CLOSES.search(words[-1]):
            break
        words.pop()
    return " ".join(words).rstrip(_LOOSE)


def in_parts(parts: Iterable[str], width: int, between: str) -> list[str]:
    """Parts in lines, none of them broken as long as it fits into a line at all.

    Args:
        parts: safe text.
        width: cells of a line.
        between: stands between two parts of one line.
    """
    lines: list[str] = []
    for part in parts:
        joined = f"{lines[-1]}{between}{part}" if lines else part
        if lines and cell_len(joined) <= width:
            lines[-1] = joined
        else:
            lines += wrapped(part, width)
    return lines


def columns(cells: Iterable[tuple[object, int, str]]) -> list[Piece]:
    """Cells of fixed widths: text, width (negative: to the right), style."""
    return [(fitted(text, abs(width), right=width < 0), style) for text, width, style in cells]
