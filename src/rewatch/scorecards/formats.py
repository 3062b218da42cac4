"""The registry of formats: a file's ending, who writes it, and what that needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from rewatch.domain.errors import UsageError


@dataclass(frozen=True, slots=True)
class Format:
    """One format.

    Attributes:
        ending: the file's ending without the dot; also what `--format` takes.
        name: what it is, in a few words.
        module: module of `rewatch.scorecards` that writes it; loaded when first used.
        function: the function there; takes a document, returns text or bytes.
        extra: the optional part it needs, None where the plain installation can.
        binary: whether it is anything but UTF-8 text (and so unfit for a terminal).
        looks: what its function can be told besides, by name.
        notes: whether notes that were asked for have a place in it.
    """

    ending: str
    name: str
    module: str
    function: str
    extra: str | None = None
    binary: bool = False
    looks: tuple[str, ...] = ()
    notes: bool = False

    def renderer(self) -> Callable[..., str | bytes]:
        """The function that writes it."""
        module = import_module(f"rewatch.scorecards.{self.module}")
        found: Callable[..., str | bytes] = getattr(module, self.function)
        return found


FORMATS: dict[str, Format] = {
    item.ending: item
    for item in (
        Format("txt", "plain text, 80 columns", "text", "render", notes=True),
        Format("md", "Markdown with front matter", "markdown", "render", looks=("links",),
               notes=True),
        Format("html", "one self-contained page, for screen and paper", "html", "render",
               notes=True),
        Format("svg", "the charts as one drawing", "charts", "svg"),
        Format("pdf", "pages to print", "pdf", "render", "pdf", binary=True, looks=("paper",),
               notes=True),
        Format("xlsx", "workbook with live formulas", "sheets", "render", "xlsx", binary=True),
        Format("csv", "tidy numbers", "data", "csv"),
        Format("json", "everything needed to recompute", "data", "json_document", notes=True),
        Format("csl.json", "sources for reference managers (CSL-JSON)", "citations", "csl_json"),
        Format("bib", "sources for reference managers (BibTeX)", "citations", "bibtex"),
    )
}  # fmt: skip


# Other names for the same formats.
_ALIASES = {"text": "txt", "markdown": "md", "htm": "html", "csl-json": "csl.json",
            "bibtex": "bib", "excel": "xlsx"}  # fmt: skip


def format_of_file(name: str) -> Format:
    """The format that a file's name asks for, by its longest known ending.

    Raises:
        UsageError: the ending is unknown or missing; the sentence lists those there are.
    """
    folded = name.casefold()
    for ending in sorted(FORMATS, key=len, reverse=True):
        if folded.endswith(f".{ending}"):
            return FORMATS[ending]
    _, dot, ending = folded.rpartition(".")
    if not dot:
        known = ", ".join(FORMATS)
        raise UsageError(f"{name!r} has no ending that says the format: {known}")
    return format_named(ending)


def file_for(name: str, ending: str) -> tuple[str, Format]:
    """The name a file gets where a format was chosen first, and the format it is written in.

    Args:
        name: as it was typed, or a path.
        ending: of the chosen format.

    Returns:
        the name as it is with the format that its ending says, as on the command line; else with
        the chosen one's ending behind it.
    """
    folded = name.casefold()
    known = {item: FORMATS[_ALIASES.get(item, item)] for item in (*FORMATS, *_ALIASES)}
    for said in sorted(known, key=len, reverse=True):
        if folded.endswith(f".{said}"):
            return name, known[said]
    return f"{name.rstrip('.')}.{ending}", FORMATS[ending]


def format_named(name: str) -> Format:
    """The format of that ending, with or without the dot, in any case.

    Raises:
        UsageError: there is none; the sentence lists those there are.
    """
    folded = name.casefold().lstrip(".")
    found = FORMATS.get(_ALIASES.get(folded, folded))
    if found is None:
        known = ", ".join(FORMATS)
        raise UsageError(f"there is no format {name!r}; the formats are {known}")
    return found


# What a look is called on the command line.
_SAID = {"paper": "--paper", "links": "--links"}


def check_looks(chosen: Format, looks: Mapping[str, Any]) -> None:
    """Refuses what a format cannot be told.

    Raises:
        UsageError: the sentence names the formats that can.
    """
    for name in looks:
        if name not in chosen.looks:
            can = " and ".join(item.ending for item in FORMATS.values() if name in item.looks)
            raise UsageError(f"{_SAID.get(name, name)} is for {can}, not for {chosen.ending}")


def render(document: Any, name: str, **looks: Any) -> bytes:
    """A document in one format, as the bytes of its file.

    Args:
        document: a `Scorecard`, `Comparison` or `Pack`.
        name: the format's ending.
        looks: what the format can be told besides (`Format.looks`).

    Raises:
        UsageError: there is no such format, or the document has no such form.
        MissingExtra: the optional part that writes it is not installed.
    """
    chosen = format_named(name)
    check_looks(chosen, looks)
    written = chosen.renderer()(document, **looks)
    return written if isinstance(written, bytes) else written.encode("utf-8")
