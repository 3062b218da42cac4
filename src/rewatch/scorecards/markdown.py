"""A document as Markdown with front matter, for note-taking programs and repositories."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Protocol

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
from rewatch.scorecards.text import Printable, bar
from rewatch.scorecards.wording import words

if TYPE_CHECKING:
    from rewatch.scorecards.scorecard import Scorecard

# Marks that make a construct anywhere in CommonMark, its tables, footnotes, mathematics, mentions,
# tags or wiki links. A backslash before any of them gives the mark itself.
# The first set names all of them, which lets the search jump over everything else.
_MARKS = re.compile(
    r"[\\`*_{}\[\]<>#|~$^=&@!%:.](?:(?<=[^%:.])|(?<=%)(?:(?=%)|(?<=%%))|(?<=:)(?=//)|(?<=[wW]{3}\.))"
)
# Marks that begin a list at the start of a line.
_START = re.compile(r"\A([-+]|\d+(?=[.)](\s|\Z)))")
_STARTS = frozenset("-+0123456789")


def escaped(text: str) -> str:
    """Text in which nothing is markup; it reads the same once rendered."""
    marked = _MARKS.sub(lambda found: "\\" + found.group(), text)
    return _START.sub(_not_a_list, marked) if marked[:1] in _STARTS else marked


def _not_a_list(found: re.Match[str]) -> str:
    mark = found.group()
    return f"\\{mark}" if mark in "-+" else f"{mark}\\"


def _quoted(text: str) -> str:
    """Text as a value of the front matter.

    Characters stand as they are: YAML, unlike JSON, does not join two escapes to one character.
    """
    return json.dumps(text, ensure_ascii=False)


class LinkedCards(Printable, Protocol):
    """A document whose companies can be linked."""

    @property
    def cards(self) -> tuple[Scorecard, ...]:
        """Its cards in order."""
        ...


def render(document: LinkedCards, *, links: bool = False) -> str:
    """The whole document.

    Args:
        document: what to print.
        links: links each company as `[[id]]`, as wiki-like programs do: a card below its heading,
            a comparison or a pack on its first sheet.
    """
    sheets = document.sheets
    front = ["---", *(f"{key}: {_quoted(value)}" for key, value in sheets[0].summary), "---"]
    ids = {card.company.id: card for card in document.cards} if links else {}
    parts = []
    for sheet in sheets:
        wanted = [sheet.key] if sheet.key in ids else list(ids) if sheet is sheets[0] else []
        parts.append("\n".join(_sheet(sheet, wanted)))
    text = "\n".join(front) + "\n\n" + "\n\n---\n\n".join(parts) + "\n"
    return text.replace("\u00a0", " ")


def _sheet(sheet: Sheet, links: Iterable[str]) -> list[str]:
    lines = [f"# {escaped(sheet.title)}", "", escaped(sheet.subtitle)]
    lines[-1] += "".join(f" [[{key}]]" for key in links)
    for section in sheet.sections:
        lines += ["", *_section(section)]
    return [*lines, "", f"*{escaped(ADVICE)}*"]


def _section(section: Section) -> list[str]:
    lines = [f"## {section.number}. {escaped(section.title)}"]
    for block in section.blocks:
        found = list(_BLOCKS[type(block)](block))
        if found:
            lines += ["", *found]
    return lines


def cited(text: Text) -> str:
    """A text with its source numbers; the brackets are no link."""
    said = escaped(text.text)
    return f"{said} \\[{', '.join(map(str, text.cites))}\\]" if text.cites else said


def _paragraph(block: Paragraph) -> list[str]:
    return [cited(block.text)]


def _bullets(block: Bullets) -> list[str]:
    if not block.items:
        if not block.empty:
            return []
        lead = f"**{escaped(block.title)}:** " if block.title else ""
        return [lead + escaped(block.empty)]
    lines = [f"**{escaped(block.title)}**", ""] if block.title else []
    return lines + [f"- {cited(item)}" for item in block.items]


def _facts(block: Facts) -> list[str]:
    return _grid(
        ("", block.title or ""),
        [(escaped(label), cited(text)) for label, text in block.rows],
        ("left", "left"),
    )


def _grid(head: Iterable[str], rows: Iterable[Iterable[str]], align: Iterable[str]) -> list[str]:
    rule = ["---:" if item == "right" else "---" for item in align]
    return [
        f"| {' | '.join(head)} |",
        f"| {' | '.join(rule)} |",
        *(f"| {' | '.join(row)} |" for row in rows),
    ]


def _bars(block: Bars) -> list[str]:
    rows = []
    for row in block.rows:
        if row.value is None:
            shown = ("", "does not apply")
        else:
            shown = (f"`{bar(row.value, 20)}`", points_range(row.value))
        weight = "" if row.weight is None or row.value is None else percent(row.weight)
        rows.append((escaped(row.label), *shown, weight, cited(row.sentence)))
    return _grid(
        (escaped(block.title), "proven █ possible ░", "points", "weight", "why"),
        rows,
        ("left", "left", "right", "right", "left"),
    )


def _strip(block: Strip) -> list[str]:
    title = cited(Text(f"{block.title} ({block.basis})", block.cites))
    values = ["unknown" if cell.share is None else f"{span(cell.share)} %" for cell in block.cells]
    heads = [escaped(cell.label) for cell in block.cells]
    return [title, "", *_grid(heads, [values], ["left"] * len(heads))]


def _ladder(block: Ladder) -> list[str]:
    rows = [
        (
            escaped(rung.step),
            *("; ".join(cited(item) for item in items) or "–" for _, items in rung.states),
        )
        for rung in block.rungs
    ]
    states = [state for state, _ in block.rungs[0].states] if block.rungs else []
    head = (escaped(block.title), *states)
    return _grid(head, rows, ["left"] * len(head))


def _table(block: Table) -> list[str]:
    if not block.rows:
        return [escaped(block.empty)] if block.empty else []
    grid = _grid(
        map(escaped, block.head),
        [[cited(cell) for cell in row] for row in block.rows],
        block.align,
    )
    return [f"{escaped(block.title)}:", "", *grid] if block.title else grid


def _sources(block: Sources) -> list[str]:
    if not block.rows:
        return ["No source is cited."]
    lines = []
    for row in block.rows:
        publisher = f", {escaped(row.publisher)}" if row.publisher else ""
        about = f"{escaped(row.title)}{publisher}, {row.date or 'undated'}"
        grade = f"({row.graded}, {words(row.type)})"
        # An address between angle brackets is a link; only a plain http one may become that.
        place = f"<{row.url}>" if row.web else escaped(row.url or "no address")
        lines.append(f"- \\[{row.number}\\] {about} {grade} {place}")
    return lines


def _notes(block: Notes) -> list[str]:
    """Notes are Markdown of the user's own, yet shown as text: another program may run theirs."""
    lines: list[str] = []
    for note in block.items:
        lines += [f"**{note.created} {escaped(note.headline)}** ({escaped(note.kind)})", ""]
        lines += [f"> {escaped(line)}" if line else ">" for line in note.body.split("\n")]
        lines.append("")
    return lines[:-1]


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
