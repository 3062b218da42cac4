"""The sources of a document for reference managers: CSL-JSON and BibTeX."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Protocol

from rewatch.scorecards.data import json_text
from rewatch.scorecards.document import ADVICE, Source

_CSL_TYPES = {
    "regulator": "report",
    "technical-report": "report",
    "academic": "article-journal",
    "company": "webpage",
    "trade-press": "article-newspaper",
    "company-profile": "webpage",
    "blog": "post-weblog",
    "ai-text": "webpage",
}
_BIB_TYPES = {"regulator": "techreport", "technical-report": "techreport", "academic": "article"}


class Cited(Protocol):
    """A document with numbered sources."""

    @property
    def sources(self) -> tuple[Source, ...]:
        """Its sources by number."""
        ...


# Which of these a reference manager looks for the name of a paper, a journal or a site in.
_IN_A_CONTAINER = ("article-journal", "article-newspaper", "webpage", "post-weblog")


def _date_parts(date: str) -> list[list[int]]:
    """A partial date as CSL has it; a quarter or half year is a range of months."""
    found = re.match(r"(\d{4})(?:-(?:Q([1-4])|H([12])|(\d{2})(?:-(\d{2}))?))?\Z", date)
    if found is None:
        return []
    year, quarter, half, month, day = found.groups()
    if quarter:
        last = int(quarter) * 3
        return [[int(year), last - 2], [int(year), last]]
    if half:
        last = int(half) * 6
        return [[int(year), last - 5], [int(year), last]]
    return [[int(part) for part in (year, month, day) if part]]


def csl_json(document: Cited) -> str:
    """The sources as a CSL-JSON array; an id is the number and the source's own id."""
    return json_text([_csl(source) for source in document.sources])


def _csl(source: Source) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": key_of(source),
        "type": _CSL_TYPES.get(source.type, "webpage"),
        "title": source.title,
        "citation-number": str(source.number),
        "note": f"{source.graded}; {source.type}",
    }
    if source.publisher:
        contained = item["type"] in _IN_A_CONTAINER
        item["container-title" if contained else "publisher"] = source.publisher
    parts = _date_parts(source.date)
    if parts:
        item["issued"] = {"date-parts": parts}
    if source.web:
        item["URL"] = source.url
    elif source.url:
        item["note"] += f"; address as recorded: {source.url}"
    return item


def key_of(source: Source) -> str:
    """A key of letters, digits and hyphens that is unique in the document."""
    return f"s{source.number}-" + re.sub(r"[^A-Za-z0-9]+", "-", source.key).strip("-")


# What each special character of LaTeX is written as, so that nothing in a field is a command.
_LATEX = {
    "\\": r"{\textbackslash}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"{\textasciicircum}",
    "~": r"{\textasciitilde}",
    '"': "{''}",
    "<": r"{\textless}",
    ">": r"{\textgreater}",
    "|": r"{\textbar}",
    "@": "{@}",
}


def latex(text: str) -> str:
    """Text in which nothing is a command of LaTeX or a mark of BibTeX."""
    return "".join(_LATEX.get(character, character) for character in text)


def bibtex(document: Cited) -> str:
    """The sources as BibTeX entries, below a line that is a comment to BibTeX."""
    return f"% {ADVICE}\n\n" + "\n".join("\n".join(_entry(source)) for source in document.sources)


def _entry(source: Source) -> Iterator[str]:
    yield f"@{_BIB_TYPES.get(source.type, 'misc')}{{{key_of(source)},"
    yield f"  title = {{{{{latex(source.title)}}}}},"
    if source.publisher:
        yield f"  {_publisher_field(source)} = {{{latex(source.publisher)}}},"
    parts = _date_parts(source.date)
    if parts:
        yield f"  year = {{{parts[0][0]}}},"
        if len(parts) == 1 and len(parts[0]) > 1:
            yield f"  month = {{{parts[0][1]}}},"
    if source.url:
        # `url` is set verbatim by most styles; only a plain address may stand there.
        yield (
            f"  url = {{{_url(source.url)}}},"
            if source.web
            else (f"  annote = {{address as recorded: {latex(source.url)}}},")
        )
    told = f"; dated {source.date}" if len(parts) > 1 else ""  # BibTeX knows no range of months
    yield f"  note = {{[{source.number}] {latex(source.graded)}{told}}}"
    yield "}"
    yield ""


def _publisher_field(source: Source) -> str:
    if source.type == "academic":
        return "journal"
    return "institution" if source.type in _BIB_TYPES else "howpublished"


def _url(url: str) -> str:
    """A web address; the marks that would end or comment out the field are percent-encoded."""
    return url.replace("{", "%7B").replace("}", "%7D")
