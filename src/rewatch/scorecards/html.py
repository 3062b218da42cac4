"""A document as one self-contained HTML file: no script, no request, prints on A4 and Letter.

Everything from files is escaped; the only links are to plain http and https addresses and to
places in the document. A policy in the head forbids scripts and every kind of loading, should
anything ever slip through.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterable
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

from rewatch.scorecards.charts import bar_svg, cell_svg, cell_words
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
from rewatch.scorecards.figures import percent, points_range
from rewatch.scorecards.text import Printable
from rewatch.scorecards.wording import words

# From here on a card continues on its second page.
_BACK = frozenset({"sources", "limits", "working"})


@cache
def style() -> str:
    """The stylesheet."""
    return files("rewatch.scorecards").joinpath("templates/document.css").read_text("utf-8")


def policy() -> str:
    """The content security policy: nothing but this stylesheet."""
    digest = base64.b64encode(hashlib.sha256(style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def render(document: Printable) -> str:
    """The whole file."""
    sheets = document.sheets
    body = "\n".join(_sheet(sheet) for sheet in sheets)
    title = _text(sheets[0].title)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_text(policy())}">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{title}</title>\n<style>{style()}</style>\n</head>\n<body>\n{body}\n</body>\n"
        "</html>\n"
    )


def _text(text: str) -> str:
    return escape(text, quote=True)


# Very long words may be broken, so that no column bursts; dates and ranges stay on one line.
_SPECIAL = re.compile(
    r"(?P<date>\b\d{4}-\d{2}(?:-\d{2})?\b|\b\d+(?:\.\d+)?–\d+(?:\.\d+)?\b)|(?P<long>[^\s]{25,})"
)


def _breakable(text: str) -> str:
    """Escaped text with the places where a line may or may not end."""
    parts, at = [], 0
    for found in _SPECIAL.finditer(text):
        word = found.group()
        parts.append(_text(text[at : found.start()]))
        if found["date"]:
            parts.append(f'<span class="date">{word}</span>')
        else:
            parts.append("<wbr>".join(_text(word[n : n + 20]) for n in range(0, len(word), 20)))
        at = found.end()
    return "".join(parts) + _text(text[at:])


def _sheet(sheet: Sheet) -> str:
    front = [section for section in sheet.sections if section.key not in _BACK]
    back = [section for section in sheet.sections if section.key in _BACK]
    kind = "card" if sheet.section("identity") else "plain"
    parts = [
        f'<article class="{kind}" id="{_text(sheet.key)}">',
        f"<header><h1>{_text(sheet.title)}</h1><p>{_text(sheet.subtitle)}</p></header>",
        '<div class="flow"><div class="front">',
        *(_section(sheet, section) for section in front),
        "</div>",
    ]
    if back:
        parts += ['<div class="back">', *(_section(sheet, section) for section in back), "</div>"]
    parts += ["</div>", f"<footer><p>{_text(ADVICE)}</p></footer>", "</article>"]
    return "\n".join(parts)


def _section(sheet: Sheet, section: Section) -> str:
    name = f"{sheet.key}--{section.key}"
    blocks = "".join(_BLOCKS[type(block)](block) for block in section.blocks)
    return (
        f'<section class="{_text(section.key)}" aria-labelledby="{_text(name)}">'
        f'<h2 id="{_text(name)}"><span>{section.number}</span> {_text(section.title)}</h2>'
        f"{blocks}</section>"
    )


def cited(text: Text) -> str:
    """A text with links to its sources."""
    said = _breakable(text.text)
    if text.tone != "plain":
        said = f'<span class="{text.tone}">{said}</span>'
    if not text.cites:
        return said
    numbers = ", ".join(f'<a href="#s{number}">{number}</a>' for number in text.cites)
    return f'{said}&#160;<span class="cite">[{numbers}]</span>'


def _paragraph(block: Paragraph) -> str:
    return f"<p>{cited(block.text)}</p>"


def _bullets(block: Bullets) -> str:
    if not block.items:
        if not block.empty:
            return ""
        lead = f"<b>{_text(block.title)}:</b> " if block.title else ""
        return f'<p>{lead}<span class="quiet">{_text(block.empty)}</span></p>'
    items = "".join(f"<li>{cited(item)}</li>" for item in block.items)
    title = f"<h3>{_text(block.title)}</h3>" if block.title else ""
    return f"{title}<ul>{items}</ul>"


def _facts(block: Facts) -> str:
    rows = "".join(
        f"<div><dt>{_text(label)}</dt><dd>{cited(text)}</dd></div>" for label, text in block.rows
    )
    title = f"<h3>{_text(block.title)}</h3>" if block.title else ""
    return f"{title}<dl>{rows}</dl>"


def _bars(block: Bars) -> str:
    rows = []
    for bar in block.rows:
        if bar.value is None:
            value = "does not apply"
        else:
            value = f"<strong>{points_range(bar.value)}</strong>"
            details = [] if bar.weight is None else [f"weight {percent(bar.weight)}"]
            if bar.coverage is not None:
                details.append(f"coverage {percent(bar.coverage)}")
            value += " " + ", ".join(details)
        rows.append(
            f'<li><p class="bar-head"><span>{_text(bar.label)}</span> <span>{value}</span></p>'
            f"{bar_svg(bar)}<p>{cited(bar.sentence)}</p></li>"
        )
    legend = (
        '<span class="legend"><span class="key proven"></span> proven '
        '<span class="key open"></span> open</span>'
    )
    caption = f'<p class="caption">{_text(block.title)} {legend}</p>'
    return f'{caption}<ul class="bars">{"".join(rows)}</ul>'


def _strip(block: Strip) -> str:
    heads = "".join(f'<th scope="col">{_text(cell.label)}</th>' for cell in block.cells)
    drawn = "".join(f"<td>{cell_svg(cell)}</td>" for cell in block.cells)
    values = "".join(f"<td>{_text(cell_words(cell))}</td>" for cell in block.cells)
    caption = cited(Text(f"{block.title} ({block.basis})", block.cites))
    return (
        f'<table class="strip"><caption>{caption}</caption><thead><tr>{heads}</tr></thead>'
        f'<tbody><tr aria-hidden="true">{drawn}</tr><tr>{values}</tr></tbody></table>'
    )


def _ladder(block: Ladder) -> str:
    rows = []
    for rung in block.rungs:
        lines = rung.lines()
        for n, (state, item) in enumerate(lines):
            step = f'<th scope="rowgroup" rowspan="{len(lines)}">{_text(rung.step)}</th>'
            rows.append(f"<tr>{'' if n else step}<td>{state}</td><td>{cited(item)}</td></tr>")
    silent = block.silent()
    names = ("Step", "State", "By whom, where, since when")
    heads = "".join(f'<th scope="col">{name}</th>' for name in names)
    rest = f'<p class="quiet">Nothing on record: {_text(", ".join(silent))}.</p>' if silent else ""
    return (
        f'<table class="ladder"><caption>{_text(block.title)}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table>{rest}"
    )


def _table(block: Table) -> str:
    if not block.rows:
        return f'<p class="quiet">{_text(block.empty)}</p>' if block.empty else ""
    caption = f"<caption>{_text(block.title)}</caption>" if block.title else ""
    heads = "".join(
        f'<th scope="col"{_aligned(align)}>{_text(head)}</th>'
        for head, align in zip(block.head, block.align, strict=True)
    )
    body = "".join(f"<tr>{''.join(_cells(row, block))}</tr>" for row in block.rows)
    return f"<table>{caption}<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"


def _aligned(align: str) -> str:
    return ' class="number"' if align == "right" else ""


def _cells(row: tuple[Text, ...], block: Table) -> Iterable[str]:
    for text, align in zip(row, block.align, strict=True):
        yield f"<td{_aligned(align)}>{cited(text)}</td>"


def _sources(block: Sources) -> str:
    if not block.rows:
        return '<p class="quiet">No source is cited.</p>'
    items = []
    for row in block.rows:
        publisher = f", {_text(row.publisher)}" if row.publisher else ""
        about = f"{_text(row.title)}{publisher}, {_breakable(row.date or 'undated')}"
        grade = f"({_text(row.graded)}, {_text(words(row.type))})"
        address = _text(row.url) or '<span class="quiet">no address</span>'
        if row.web:
            shown = _text(row.address)
            address = f'<a rel="noopener noreferrer" href="{address}">{shown}</a>'
        items.append(
            f'<li id="s{row.number}"><span class="n">[{row.number}]</span> {about} {grade} '
            f'<span class="address">{address}</span></li>'
        )
    return f'<ol class="sources">{"".join(items)}</ol>'


def _notes(block: Notes) -> str:
    return "".join(
        f"<h3>{_text(note.created)} {_text(note.headline)} ({_text(note.kind)})</h3>"
        f'<p class="note">{_text(note.body)}</p>'
        for note in block.items
    )


_BLOCKS: dict[type[Block], Callable[[Any], str]] = {
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
