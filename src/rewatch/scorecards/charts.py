"""Charts as SVG: bars with whiskers and the element strip. Colours come from CSS classes.

The same drawings stand in the HTML document and in files of their own. Each says in words what
it shows, for those who cannot see it.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from rewatch.domain.values import Interval
from rewatch.scorecards.document import ADVICE, Bar, Bars, Block, Sheet, Strip, StripCell, Text
from rewatch.scorecards.figures import percent, points, points_range, span
from rewatch.scorecards.plain import width

if TYPE_CHECKING:
    from rewatch.scorecards.scorecard import Scorecard

# Drawn in units of which 200 are the whole scale.
_SCALE = 2.0
_HEIGHT = 14


def bar_words(bar: Bar) -> str:
    """What a bar shows, in words."""
    if bar.value is None:
        return f"{bar.label}: does not apply"
    return f"{bar.label}: {points(bar.value.low)} proven, {points(bar.value.high)} possible of 100"


def bar_shapes(value: Interval | None) -> str:
    """A bar: proven part full, open part light, a whisker from end to end, a mark at the middle."""
    middle = _HEIGHT / 2
    parts = [
        f'<line class="axis" x1="0" y1="{_HEIGHT}" x2="200" y2="{_HEIGHT}"/>',
        *(
            f'<line class="axis" x1="{x}" y1="{_HEIGHT - 3}" x2="{x}" y2="{_HEIGHT}"/>'
            for x in (0, 50, 100, 150, 200)
        ),
    ]
    if value is None:
        return "".join(parts)
    low, mid, high = (_SCALE * end for end in (value.low, value.mid, value.high))
    parts += [
        f'<rect class="proven" x="0" y="2" width="{_n(low)}" height="8"/>',
        f'<rect class="open" x="{_n(low)}" y="2" width="{_n(high - low)}" height="8"/>',
        (
            f'<line class="whisker" x1="{_n(low)}" y1="{middle - 1}" x2="{_n(high)}" '
            f'y2="{middle - 1}"/>'
        ),
        *(f'<line class="whisker" x1="{_n(x)}" y1="3" x2="{_n(x)}" y2="9"/>' for x in (low, high)),
        f'<circle class="middle" cx="{_n(mid)}" cy="{middle - 1}" r="1.6"/>',
    ]
    return "".join(parts)


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def bar_svg(bar: Bar) -> str:
    """One bar, to stand in a document; as wide as its place."""
    return (
        f'<svg class="bar" viewBox="-1 0 202 {_HEIGHT}" preserveAspectRatio="xMinYMid" role="img" '
        f'aria-label="{escape(bar_words(bar), quote=True)}">{bar_shapes(bar.value)}</svg>'
    )


def cell_words(cell: StripCell) -> str:
    """What a cell of the strip shows, in words."""
    return "unknown" if cell.share is None else f"{span(cell.share)} %"


def cell_shapes(cell: StripCell, size: float = 36, height: float = 20) -> str:
    """A cell: filled from the bottom up to its share, light up to the greatest it may be."""
    parts = [f'<rect class="cell" x="0.5" y="0.5" width="{size - 1:g}" height="{height - 1:g}"/>']
    if cell.share is not None:
        inside = height - 2
        low, high = (max(0.0, min(end, 100.0)) / 100 * inside for end in cell.share)
        parts += [
            (
                f'<rect class="open" x="1" y="{_n(1 + inside - high)}" width="{size - 2:g}" '
                f'height="{_n(high - low)}"/>'
            ),
            (
                f'<rect class="proven" x="1" y="{_n(1 + inside - low)}" width="{size - 2:g}" '
                f'height="{_n(low)}"/>'
            ),
        ]
    return "".join(parts)


def cell_svg(cell: StripCell) -> str:
    """One cell, to stand in a table; its number stands beside it in the same table."""
    return f'<svg class="strip" viewBox="0 0 36 20" aria-hidden="true">{cell_shapes(cell)}</svg>'


# Colours for drawings in files of their own; the document's stylesheet has the same names.
STYLE = """
text{font:8px sans-serif;fill:#1b1f24}.quiet{fill:#57606a}.paper{fill:#fff}
.axis{stroke:#8c959f;stroke-width:.7}.proven{fill:#0a5c8a}.open{fill:#b9d9ea}
.whisker{stroke:#1b1f24;stroke-width:.9}.middle{fill:#1b1f24}.cell{fill:none;stroke:#8c959f}
@media (prefers-color-scheme: dark){text{fill:#e6edf3}.quiet{fill:#9da7b1}.paper{fill:#0d1117}
.proven{fill:#58b5e8}.open{fill:#1f4c66}.whisker{stroke:#e6edf3}.middle{fill:#e6edf3}}
"""


def svg(document: Any) -> str:
    """The charts of a card or a comparison as one drawing; of a pack the totals of its cards."""
    sheet: Sheet = document.sheets[0]
    blocks: list[Block] = [block for section in sheet.sections for block in section.blocks]
    if len(document.sheets) > 1:
        blocks = [_totals(document.cards)]
    parts: list[str] = []
    y = 30.0
    for block in blocks:
        if isinstance(block, Bars):
            y = _draw_bars(parts, block, y)
        elif isinstance(block, Strip):
            y = _draw_strip(parts, block, y)
    title = escape(f"{sheet.title}: charts of the scorecard")
    said = "; ".join(
        bar_words(bar) for block in blocks if isinstance(block, Bars) for bar in block.rows
    )
    summary = dict(sheet.summary)
    height = y + 27
    foot = f"{sheet.subtitle}, hash {summary.get('hash', '')}"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" width="480" height="{height:g}" '
        f'viewBox="0 0 480 {height:g}" role="img" aria-labelledby="t d">'
        f'<title id="t">{title}</title><desc id="d">{escape(said)}</desc><style>{STYLE}</style>'
        f'<rect class="paper" x="0" y="0" width="480" height="{height:g}"/>'
        f'<text x="8" y="16" style="font-size:11px">{escape(_short(sheet.title, 60))}</text>'
        f"{''.join(parts)}"
        f'<text class="quiet" x="8" y="{y + 8:g}">{escape(foot)}</text>'
        f'<text class="quiet" x="8" y="{y + 19:g}">{escape(ADVICE)}</text></svg>\n'
    )


def _totals(cards: Sequence[Scorecard]) -> Bars:
    """The totals of some cards, in their order."""
    rows = (
        Bar(card.title, card.basis.score.total, None, card.basis.score.coverage, Text(""))
        for card in cards
    )
    return Bars(tuple(rows), "Total, 0 to 100")


def _short(text: str, columns: int) -> str:
    if width(text) <= columns:
        return text
    while width(text) > columns - 1:
        text = text[:-1]
    return text + "…"


def _draw_bars(parts: list[str], block: Bars, y: float) -> float:
    parts.append(f'<text class="quiet" x="8" y="{y:g}">{escape(block.title)}</text>')
    y += 6
    for bar in block.rows:
        if bar.value is None:
            value = "does not apply"
        else:
            value = points_range(bar.value)
            if bar.weight is not None:
                value += f", weight {percent(bar.weight)}"
        parts.append(
            f'<text x="8" y="{y + 9:g}">{escape(_short(bar.label, 24))}</text>'
            f'<g transform="translate(112 {y:g})">{bar_shapes(bar.value)}</g>'
            f'<text x="318" y="{y + 9:g}">{escape(value)}</text>'
        )
        y += 19
    return y + 10


def _draw_strip(parts: list[str], block: Strip, y: float) -> float:
    title = f"{block.title} ({block.basis})"
    parts.append(f'<text class="quiet" x="8" y="{y:g}">{escape(title)}</text>')
    y += 6
    for n, cell in enumerate(block.cells):
        x = 8 + n * 94
        parts.append(
            f'<g transform="translate({x} {y:g})">{cell_shapes(cell)}</g>'
            f'<text x="{x + 40}" y="{y + 8:g}">{escape(cell.label)}</text>'
            f'<text class="quiet" x="{x + 40}" y="{y + 17:g}">{escape(cell_words(cell))}</text>'
        )
    return y + 32
