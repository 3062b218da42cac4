"""A document as PDF, set by Typst from a fixed layout. Needs the extra `pdf`.

All text goes to the layout as JSON and is set as text, never read as markup. The layout reads
nothing else, so no file and no package can be named from within a document.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from typing import Any, Literal

from rewatch.domain.errors import MissingExtra
from rewatch.domain.values import Interval
from rewatch.scorecards.charts import cell_words
from rewatch.scorecards.document import (
    ADVICE,
    Bars,
    Block,
    Bullets,
    Facts,
    Ladder,
    Notes,
    Paragraph,
    Sheet,
    Sources,
    Strip,
    Table,
    Text,
)
from rewatch.scorecards.figures import percent, points_range
from rewatch.scorecards.text import Printable
from rewatch.scorecards.wording import words

Paper = Literal["a4", "us-letter"]
Typeset = Callable[[bytes, str, str], bytes | None]
_MISSING = "a PDF needs the extra pdf: install it with  pip install 'rewatch[pdf]'"
_LONG = re.compile(r"\S{25,}")
_BREAK = "\u200b"
_FEW = 5  # columns of text


@cache
def layout() -> bytes:
    """The Typst source of the layout."""
    return files("rewatch.scorecards").joinpath("templates/document.typ").read_bytes()


def render(document: Printable, *, paper: Paper = "a4", typeset: Typeset | None = None) -> bytes:
    """The PDF.

    Args:
        document: what to print.
        paper: the size of its pages.
        typeset: sets a layout, its data and paper elsewhere; where it answers None the pages
            are set here, in one call that cannot be interrupted.

    Raises:
        MissingExtra: Typst is not installed; the sentence names the command.
    """
    if find_spec("typst") is None:
        raise MissingExtra(_MISSING)
    data = json.dumps(plain_data(document))
    written = typeset(layout(), data, paper) if typeset else None
    return written or _set_here(data, paper)


def _set_here(data: str, paper: Paper) -> bytes:
    try:
        import typst
    except ImportError:
        raise MissingExtra(_MISSING) from None
    inputs = {"data": data, "paper": paper}
    return bytes(typst.compile(layout(), format="pdf", sys_inputs=inputs))


def plain_data(document: Printable) -> dict[str, Any]:
    """The document as the layout reads it."""
    return {
        "title": document.sheets[0].title,
        "advice": ADVICE,
        "sheets": [_sheet(sheet) for sheet in document.sheets],
    }


def _sheet(sheet: Sheet) -> dict[str, Any]:
    return {
        "title": _breakable(sheet.title),
        "subtitle": sheet.subtitle,
        "foot": _foot(sheet),
        "columns": 2 if sheet.section("identity") or sheet.key == "sources" else 1,
        "sections": [
            {
                "number": str(section.number),
                "title": section.title,
                "key": section.key,
                "blocks": [_BLOCKS[type(block)](block) for block in section.blocks],
            }
            for section in sheet.sections
        ],
    }


def _foot(sheet: Sheet) -> str:
    """What identifies a loose page: a short name and the hash."""
    name = sheet.title if len(sheet.title) <= 40 else f"{sheet.title[:39]}…"
    digest = dict(sheet.summary).get("hash")
    return f"{name}, {digest}." if digest else f"{name}."


def _breakable(text: str) -> str:
    """Lets a very long word be broken every twenty letters, so that no column bursts."""
    return _LONG.sub(
        lambda found: _BREAK.join(
            found.group()[n : n + 20] for n in range(0, len(found.group()), 20)
        ),
        text,
    )


def _said(text: Text) -> dict[str, str]:
    return {
        "text": _breakable(text.text),
        "cites": ", ".join(map(str, text.cites)),
        "tone": text.tone,
    }


def _paragraph(block: Paragraph) -> dict[str, Any]:
    return {"type": "paragraph", "text": _said(block.text)}


def _bullets(block: Bullets) -> dict[str, Any]:
    return {
        "type": "bullets",
        "title": _breakable(block.title),
        "empty": block.empty,
        "items": [_said(item) for item in block.items],
    }


def _facts(block: Facts) -> dict[str, Any]:
    rows = [{"label": label, "text": _said(text)} for label, text in block.rows]
    return {"type": "facts", "rows": rows}


def _ends(value: Interval | None) -> dict[str, float | None]:
    return {
        "low": value.low if value else None,
        "high": value.high if value else None,
    }


def _bars(block: Bars) -> dict[str, Any]:
    rows = []
    for bar in block.rows:
        details = []
        if bar.value is not None and bar.weight is not None:
            details.append(f"weight {percent(bar.weight)}")
        if bar.value is not None and bar.coverage is not None:
            details.append(f"coverage {percent(bar.coverage)}")
        rows.append(
            {
                "label": _breakable(bar.label),
                "value": points_range(bar.value) if bar.value else "does not apply",
                "detail": " " + ", ".join(details) if details else "",
                "sentence": _said(bar.sentence),
                **_ends(bar.value),
            }
        )
    return {"type": "bars", "title": block.title, "rows": rows}


def _strip(block: Strip) -> dict[str, Any]:
    cells = [
        {"label": cell.label, "words": cell_words(cell), **_ends(cell.share)}
        for cell in block.cells
    ]
    title = Text(f"{block.title} ({block.basis})", block.cites)
    return {"type": "strip", "title": _said(title), "cells": cells}


def _ladder(block: Ladder) -> dict[str, Any]:
    rows = []
    for step, state, item in block.lines():
        rows.append([_said(Text(step)), _said(Text(state)), _said(item)])
    silent = block.silent()
    return {
        "type": "table",
        "title": block.title,
        "head": ["Step", "State", "By whom, where, since when"],
        "align": ["left"] * 3,
        "widths": [0, 0, 1],
        "rows": rows,
        "empty": "",
        "note": f"Nothing on record: {', '.join(silent)}." if silent else "",
    }


def _table(block: Table) -> dict[str, Any]:
    longest = [
        max((len(row[n].text) for row in block.rows), default=0) for n in range(len(block.head))
    ]
    # A column of short cells keeps its width; the others share the rest by what they hold.
    most = 60 if len(longest) <= 4 else 30
    widths = [0 if size <= (13 if n else 26) else min(size, most) for n, size in enumerate(longest)]
    if widths and not any(widths):
        # Of all short ones those that are no numbers share what is left over, the last alone where
        # they are so many that their titles would be broken.
        spare = [n for n, side in enumerate(block.align) if side == "left"] or [0]
        for n in spare[1:] if 1 < len(spare) <= _FEW else spare[-1:]:
            widths[n] = 1
    return {
        "type": "table",
        "title": block.title,
        "head": list(block.head),
        "align": list(block.align),
        "widths": widths,
        "rows": [[_said(cell) for cell in row] for row in block.rows],
        "empty": block.empty,
        "note": "",
    }


def _sources(block: Sources) -> dict[str, Any]:
    rows = []
    for row in block.rows:
        publisher = f", {row.publisher}" if row.publisher else ""
        about = f"{row.title}{publisher}, {row.date or 'undated'}"
        rows.append(
            {
                "number": str(row.number),
                "about": _breakable(f"{about} ({row.graded}, {words(row.type)})"),
                # Typst itself knows where a link may be broken; what is copied from the page
                # then has nothing in it that is not in the address.
                "address": row.address if row.web else _breakable(row.address),
                "link": row.url if row.web else "",
            }
        )
    return {"type": "sources", "rows": rows}


def _notes(block: Notes) -> dict[str, Any]:
    notes = [
        {
            "head": _breakable(f"{note.created} {note.headline} ({note.kind})"),
            "body": _breakable(note.body),
        }
        for note in block.items
    ]
    return {"type": "notes", "notes": notes}


_BLOCKS: dict[type[Block], Callable[[Any], dict[str, Any]]] = {
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
