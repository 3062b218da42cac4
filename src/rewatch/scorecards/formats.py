"""The registry of formats: a file's ending, who writes it, and what that needs."""

from __future__ import annotations

from collections.abc import Callable
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
    """

    ending: str
    name: str
    module: str
    function: str
    extra: str | None = None
    binary: bool = False

    def renderer(self) -> Callable[[Any], str | bytes]:
        """The function that writes it."""
        module = import_module(f"rewatch.scorecards.{self.module}")
        found: Callable[[Any], str | bytes] = getattr(module, self.function)
        return found


FORMATS: dict[str, Format] = {
    item.ending: item
    for item in (
        Format("txt", "plain text, 80 columns", "text", "render"),
        Format("md", "Markdown with front matter", "markdown", "render"),
        Format("html", "one self-contained page, for screen and paper", "html", "render"),
        Format("svg", "the charts as one drawing", "charts", "svg"),
        Format("csv", "tidy numbers", "data", "csv"),
        Format("json", "everything needed to recompute", "data", "json_document"),
    )
}


def format_named(name: str) -> Format:
    """The format of that ending, with or without the dot, in any case.

    Raises:
        UsageError: there is none; the sentence lists those there are.
    """
    found = FORMATS.get(name.casefold().lstrip("."))
    if found is None:
        known = ", ".join(FORMATS)
        raise UsageError(f"there is no format {name!r}; the formats are {known}")
    return found


def render(document: Any, name: str) -> bytes:
    """A document in one format, as the bytes of its file.

    Args:
        document: a `Scorecard`, `Comparison` or `Pack`.
        name: the format's ending.

    Raises:
        UsageError: there is no such format, or the document has no such form.
        MissingExtra: the optional part that writes it is not installed.
    """
    written = format_named(name).renderer()(document)
    return written if isinstance(written, bytes) else written.encode("utf-8")
