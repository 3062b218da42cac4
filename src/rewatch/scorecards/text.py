"""A document as plain text, 80 columns wide, for terminals, mail and diffs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Protocol

from rewatch.domain.values import Interval
from rewatch.scorecards.document import (
    ADVICE,
    Bars,
    Block,
    Bullets,
    Facts,
    Ladder,
    Notes,
    Paragraph,
    Section,
    Sheet,
    Sources,
    Strip,
    Table,
    Text,
)
from rewatch.scorecards.figures import percent, points_range, span
from rewatch.scorecards.layout import column_widths, hang, pad, wrap
from rewatch.scorecards.plain import width
from rewatch.scorecards.wording import words

COLUMNS = 80
_LABEL = 19
_BAR = 40


class Printable(Protocol):
    """A document: one or several sheets."""

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """The sheets in order."""
        ...


def render(document: Printable) -> str:
    """The whole document; it ends with a line break."""
    parts = ["\n".join(_sheet(sheet)) for sheet in document.sheets]
    text = f"\n\n{'=' * COLUMNS}\n\n".join(parts) + "\n"
    # Once the lines are broken, plain spaces are what a reader searches for.
    return text.replace("\u00a0", " ")


def cited(text: Text) -> str:
    """A text with its source numbers in brackets."""
    if not text.cites:
        return text.text
    return f"{text.text} [{', '.join(map(str, text.cites))}]"


def _sheet(sheet: Sheet) -> list[str]:
    lines = [*wrap(sheet.title.upper(), COLUMNS), *wrap(sheet.subtitle, COLUMNS), ""]
    for section in sheet.sections:
        lines += _section(section)
    lines += ["-" * COLUMNS, *wrap(ADVICE, COLUMNS)]
    return lines


def _section(section: Section) -> list[str]:
    heading = f"{section.number}  {section.title}"
    lines = [heading, "-" * len(heading)]
    for block in section.blocks:
        lines += _BLOCKS[type(block)](block)
    return [*lines, ""]


def _paragraph(block: Paragraph) -> list[str]:
    return wrap(cited(block.text), COLUMNS)


def _bullets(block: Bullets) -> list[str]:
    lines = []
    if not block.items:
        if not block.empty:
            return []
        return wrap(f"{block.title}: {block.empty}" if block.title else block.empty, COLUMNS)
    if block.title:
        lines += wrap(f"{block.title}:", COLUMNS)
    for item in block.items:
        lines += hang(cited(item), COLUMNS, "  - ")
    return lines


def _facts(block: Facts) -> list[str]:
    lines = [block.title] if block.title else []
    for label, text in block.rows:
        lines += hang(cited(text), COLUMNS, pad(label, _LABEL) + " ", " " * (_LABEL + 1))
    return lines


def bar(value: Interval, size: int = _BAR) -> str:
    """A bar from 0 to 100: full up to the proven points, light up to the possible ones."""
    low = round(value.low / 100 * size)
    high = max(low, round(value.high / 100 * size))
    return "█" * low + "░" * (high - low) + "·" * (size - high)


def _bars(block: Bars) -> list[str]:
    lines = wrap(f"{block.title}   (█ proven  ░ possible  · not reached)", COLUMNS)
    for row in block.rows:
        if width(row.label) > _LABEL:
            lines += wrap(row.label, COLUMNS)
        label = pad(row.label if width(row.label) <= _LABEL else "", _LABEL) + " "
        if row.value is None:
            lines.append(f"{label}does not apply")
        else:
            weight = "" if row.weight is None else f"  weight {percent(row.weight)}"
            lines.append(f"{label}{bar(row.value)} {points_range(row.value)}")
            if weight:
                lines.append(f"{' ' * _LABEL}{weight[1:]}, coverage {percent(row.coverage or 0)}")
        lines += hang(cited(row.sentence), COLUMNS, " " * (_LABEL + 1))
    return lines


def _strip(block: Strip) -> list[str]:
    size = (COLUMNS - len(block.cells) + 1) // len(block.cells) - 1
    heads, values = [], []
    for cell in block.cells:
        value = "unknown" if cell.share is None else f"{span(cell.share)} %"
        heads.append(pad(cell.label, size))
        values.append(pad(value, size))
    note = f"{block.title} ({block.basis})"
    return [
        *wrap(cited(Text(note, block.cites)), COLUMNS),
        " |".join(heads).rstrip(),
        " |".join(values).rstrip(),
    ]


def _ladder(block: Ladder) -> list[str]:
    lines = [block.title + ":"]
    for rung in block.rungs:
        found = rung.lines()
        label = pad(rung.step, _LABEL + 3)
        if not found:
            lines.append(f"  {label}nothing on record")
        for n, (name, item) in enumerate(found):
            lead = f"  {label if n == 0 else ' ' * len(label)}{pad(name, 12)}"
            lines += hang(cited(item), COLUMNS, lead)
    return lines


def _table(block: Table) -> list[str]:
    lines = wrap(block.title + ":", COLUMNS) if block.title and block.rows else []
    if not block.rows:
        return wrap(block.empty, COLUMNS) if block.empty else []
    cells = [list(block.head)] + [[cited(cell) for cell in row] for row in block.rows]
    sizes = column_widths(cells, COLUMNS - 2)
    if _would_cut_words(cells, sizes):
        return lines + _stacked(cells)
    for n, row in enumerate(cells):
        wrapped = [wrap(cell, size) for cell, size in zip(row, sizes, strict=True)]
        for line in range(max(len(cell) for cell in wrapped)):
            parts = [
                pad(cell[line] if line < len(cell) else "", size, align == "right")
                for cell, size, align in zip(wrapped, sizes, block.align, strict=True)
            ]
            lines.append(("  " + "  ".join(parts)).rstrip())
        if n == 0:
            lines.append("  " + "  ".join("-" * size for size in sizes))
    return lines


# A longer word is cut wherever it stands.
_LONG_WORD = 20


def _would_cut_words(cells: list[list[str]], sizes: list[int]) -> bool:
    """Whether a table is so wide that words of common length would be cut."""
    # A character takes two columns at most.
    return any(
        len(word) * 2 > size and size < width(word) <= _LONG_WORD
        for row in cells
        for cell, size in zip(row, sizes, strict=True)
        if len(cell) * 2 > size
        for word in cell.split(" ")
    )


def _stacked(cells: list[list[str]]) -> list[str]:
    """A table too wide for the page: under each first cell one line for each column."""
    head, *rows = cells
    size = min(max(map(width, head[1:])), 30)
    lines = []
    for row in rows:
        lines += hang(row[0], COLUMNS, "  ")
        for name, cell in zip(head[1:], row[1:], strict=True):
            lead = f"    {pad(name, size)}  "
            if width(name) > size:
                lines += hang(name, COLUMNS, "    ")
                lead = " " * (size + 6)
            lines += hang(cell, COLUMNS, lead)
    return lines


def _sources(block: Sources) -> list[str]:
    if not block.rows:
        return ["No source is cited."]
    lines: list[str] = []
    for row in block.rows:
        publisher = f", {row.publisher}" if row.publisher else ""
        about = f"{row.title}{publisher}, {row.date or 'undated'} ({row.graded}, {words(row.type)})"
        lead = pad(f"[{row.number}]", 5, right=True) + " "
        lines += hang(about, COLUMNS, lead)
        lines += hang(row.url or "no address", COLUMNS, " " * len(lead))
    return lines


def _notes(block: Notes) -> list[str]:
    lines: list[str] = []
    for note in block.items:
        lines += wrap(f"{note.created} {note.headline} ({note.kind})", COLUMNS)
        for line in note.body.split("\n"):
            lines += hang(line, COLUMNS, "  | ", "  | ") if line else ["  |"]
    return lines


_BLOCKS: dict[type[Block], Callable[[Any], Iterable[str]]] = {
    Paragraph: _paragraph,
    Bullets: _bullets,
    Facts: _facts,
    Bars: _bars,
    Strip: _strip,
    Ladder: _ladder,
    Table: _table,
    Sources: _sources,
    Notes: _notes,
}
