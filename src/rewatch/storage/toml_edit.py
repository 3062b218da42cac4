"""Changes a TOML text in place, by text span, so that comments, order and layout survive.

`edit` is given the text and what it shall hold afterwards. It makes one small change after
another (a value replaced, a line taken out, a table added behind its siblings) and parses the text
again after each, until it holds exactly that; nothing is written here.

What happens to comments: taking out or moving a table takes the comment lines directly above it
and those inside it along; every other comment stays where it is.
"""

from __future__ import annotations

import re
import tomllib
from typing import Any

from rewatch.domain.errors import Refused
from rewatch.storage import toml_format
from rewatch.storage.toml_text import Path, Span, TomlIndex, index

# Lists written as [[tables]], and the key that tells their elements apart.
TABLES = {
    "entries": "company",
    "evidence": "id",
    "sources": "id",
    "projects": "id",
    "screens": "id",
    "countries": "code",
    "rules": "id",
    "criteria": "id",
    "facts": "id",
    "flags": "id",
    "retractions": "evidence",
    "conflicts": "",
}

_REST_OF_LINE = re.compile(r"[^\n]*\n?")
_COMMENT_LINE = re.compile(r"[ \t]*#[^\n]*\n?")
_BLANK_LINES = re.compile(r"(?:[ \t]*\r?\n)+")
_SAME_LINE = re.compile(r"[ \t]*(?:#[^\n]*)?")
_COMMA = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*,")


def edit(text: str, target: dict[str, Any]) -> str:
    """The text changed so that it holds `target`, and nothing but the necessary changed.

    Args:
        text: a valid TOML text without byte order mark.
        target: what it shall hold; keys whose value is None are taken out.

    Raises:
        Refused: it could not be done without writing the file anew; nothing was changed.
    """
    target = _without_none(target)
    end = "\r\n" if "\r\n" in text else "\n"
    if text and not text.endswith("\n"):
        text += end
    data = tomllib.loads(text)
    while data != target:
        changed = _Editor(text, end).towards((), data, target)
        if changed is None or changed == text:
            raise Refused("the file is laid out in a way that cannot be edited in place")
        try:
            text, data = changed, tomllib.loads(changed)
        except tomllib.TOMLDecodeError as error:
            raise Refused("the file is laid out in a way that cannot be edited in place") from error
    return text


def _without_none(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_none(item) for key, item in value.items() if item is not None}
    if isinstance(value, list | tuple):
        return [_without_none(item) for item in value]
    return value


def identity(name: str, element: Any) -> str:
    """What tells an element of a list from its siblings."""
    key = TABLES.get(name, "id")
    if isinstance(element, dict) and key in element:
        return f"{key}={element[key]!r}"
    return repr(sorted(element.items()) if isinstance(element, dict) else element)


def identities(name: str, elements: list[Any]) -> list[tuple[str, int]]:
    """Identities with a count, so that equal elements are still told apart."""
    seen: dict[str, int] = {}
    found = []
    for element in elements:
        word = identity(name, element)
        seen[word] = seen.get(word, 0) + 1
        found.append((word, seen[word]))
    return found


class _Editor:
    """One state of the text; every method returns the text after one change, or None."""

    def __init__(self, text: str, end: str) -> None:
        self.text, self.end = text, end
        self.index: TomlIndex = index(text)

    def towards(self, path: Path, data: Any, target: Any) -> str | None:
        """One change that brings what stands at `path` nearer to `target`."""
        if isinstance(data, dict) and isinstance(target, dict):
            return self._table(path, data, target)
        if isinstance(data, list) and isinstance(target, list):
            return self._list(path, data, target)
        span = self.index.values[path]
        return self._replace(span.value, span.end, toml_format.inline(target))

    def _table(self, path: Path, data: dict[str, Any], target: dict[str, Any]) -> str | None:
        for key in data:
            if key not in target:
                return self._take_out((*path, key))
        for key, value in target.items():
            here = (*path, key)
            if key not in data:
                return self._add_key(path, key, value)
            if data[key] != value:
                if type(data[key]) is type(value) or not isinstance(data[key], dict | list):
                    return self.towards(here, data[key], value)
                if self._is_inline(here):
                    span = self.index.values[here]
                    return self._replace(span.value, span.end, toml_format.inline(value))
                return self._take_out(here)
        return None

    def _list(self, path: Path, data: list[Any], target: list[Any]) -> str | None:
        name = str(path[-1])
        have, want = identities(name, data), identities(name, target)
        gone = [n for n, word in enumerate(have) if word not in want]
        new = [target[n] for n, word in enumerate(want) if word not in have]
        tables = (*path, 0) in self.index.tables
        if not data and new and name in TABLES and len(path) == 1:
            return self._take_out(path)  # `entries = []` makes room for [[entries]]
        if gone:
            if tables:
                return self._cut([cut for n in gone for cut in self._blocks((*path, n))])
            return self._take_item(path, gone[-1])
        if new:
            return self._add_tables(path, new) if tables else self._add_item(path, data, new[0])
        for number, word in enumerate(have):
            wanted = target[want.index(word)]
            if data[number] != wanted:
                return self.towards((*path, number), data[number], wanted)
        return self._reorder(path, [have.index(word) for word in want], tables=tables)

    # -- taking out

    def _take_out(self, path: Path) -> str | None:
        """A key or table with all below it, wherever in the file it is written."""
        cuts = self._blocks(path)
        size = len(path)
        for own in self.index.owner:
            if own[:size] == path and not any(s <= self._at(own).start < e for s, e in cuts):
                cuts.append(self._line_of_key(self._at(own)))
        if cuts:
            return self._cut(cuts)
        return self._take_item(path[:-1], path[-1])

    def _at(self, path: Path) -> Span:
        return self.index.values[path]

    def _line_of_key(self, span: Span) -> tuple[int, int]:
        """The lines of a key; a comment behind it is no part of it and stays."""
        start = self._line_start(span.start)
        rest = _SAME_LINE.match(self.text, span.end)
        if rest is not None and "#" in rest[0]:
            return span.start, span.end + rest[0].index("#")
        return start, self._line_end(span.end)

    def _blocks(self, path: Path) -> list[tuple[int, int]]:
        """The regions of the headers at or below a path, each with the comments above it."""
        size, found = len(path), []
        for number, header in enumerate(self.index.headers):
            if header.path[:size] == path:
                found.append((self._comments_above(header.start), self._content_end(number)))
        return found

    def _content_end(self, number: int) -> int:
        """Behind the last line that belongs to a header or, for -1, to the top of the file."""
        ends = [self._at(own).end for own, owner in self.index.owner.items() if owner == number]
        if number >= 0:
            ends.append(self.index.headers[number].end)
        return self._line_end(max(ends)) if ends else 0

    def _comments_above(self, start: int) -> int:
        """The start of the comment lines directly above the line of `start`."""
        at = self._line_start(start)
        # The last line of a long text may begin like a comment: never go above what ends there.
        spans = (*self.index.values.values(), *self.index.headers)
        floor = max((span.end for span in spans if span.end <= at), default=0)
        while at > 0:
            above = self._line_start(at - 1)
            if above < floor or not self.text[above:at].lstrip().startswith("#"):
                break
            at = above
        return at

    def _cut(self, regions: list[tuple[int, int]]) -> str:
        text = self.text
        for start, end in sorted(regions, reverse=True):
            before, after = text[:start], text[end:]
            blank = _BLANK_LINES.match(after)
            # Of the blank lines around what went, those above stay.
            if blank and (not before or before.endswith(("\n\n", "\n\r\n"))):
                after = after[blank.end() :]
            text = before + after if after else before.rstrip() + self.end
        return text

    def _take_item(self, path: Path, step: str | int) -> str:
        """An item of a list in brackets or a key of a table in braces, with its comma."""
        span = self._at((*path, step))
        comma = _COMMA.match(self.text, span.end)
        line, line_end = self._line_start(span.start), self._line_end(span.end)
        tail_at = comma.end() if comma else span.end
        tail = _SAME_LINE.match(self.text, tail_at)
        ends_line = tail is not None and self._line_end(tail_at) <= tail.end() + len(self.end)
        alone = not self.text[line : span.start].strip() and ends_line
        if alone and self._line_end(tail_at) == line_end:
            return self.text[: self._comments_above(span.start)] + self.text[line_end:]
        if comma:
            space = re.compile(r"[ \t]*").match(self.text, comma.end())
            return self._replace(span.start, space.end() if space else comma.end(), "")
        before = self.text[: span.start].rstrip(" \t")
        return before.removesuffix(",") + self.text[span.end :]

    # -- adding

    def _add_key(self, path: Path, key: str, value: Any) -> str | None:
        if path == () and key in TABLES and isinstance(value, list) and value:
            return self._add_tables((key,), value)
        line = f"{toml_format.key(key)} = {toml_format.inline(value)}"
        if self._is_inline(path):
            close = self._at(path).end - 1
            before = self.text[:close].rstrip()
            joint = " " if before.endswith("{") else ", "
            return before.removesuffix(",") + joint + line + " " + self.text[close:]
        if path == ():
            if -1 in self.index.owner.values():
                return self._insert(self._content_end(-1), line + self.end)
            first = self.index.headers[0].start if self.index.headers else len(self.text)
            return self._insert(self._comments_above(first), line + self.end)
        header = self.index.table(path)
        if header is not None:
            number = self.index.headers.index(header)
            return self._insert(self._content_end(number), line + self.end)
        return self._add_dotted(path, key, value)

    def _add_dotted(self, path: Path, key: str, value: Any) -> str:
        """A key of a table that is only written as `table.key = …`, or only has tables below."""
        line = f"{toml_format.key(key)} = {toml_format.inline(value)}"
        size = len(path)
        # What stands under a header of a table below this one can be no neighbour of the key.
        siblings = [
            own
            for own, header in self.index.owner.items()
            if own[:size] == path and (header < 0 or len(self.index.headers[header].path) <= size)
        ]
        if not siblings:
            steps = [*path, key] if isinstance(value, dict) and value else [*path]
            name = ".".join(toml_format.key(str(step)) for step in steps)
            if len(steps) > size:
                pairs = (
                    f"{toml_format.key(k)} = {toml_format.inline(v)}" for k, v in value.items()
                )
                line = self.end.join(pairs)
            return f"{self.text.rstrip()}{self.end}{self.end}[{name}]{self.end}{line}{self.end}"
        last = max(siblings, key=lambda own: self._at(own).end)
        owner = self.index.owner[last]
        base = len(self.index.headers[owner].path) if owner >= 0 else 0
        prefix = ".".join(toml_format.key(str(step)) for step in path[base:])
        return self._insert(self._line_end(self._at(last).end), f"{prefix}.{line}{self.end}")

    def _add_tables(self, path: Path, elements: list[dict[str, Any]]) -> str:
        """New elements of an array of tables, behind the last one or at the end of the file."""
        name = ".".join(str(step) for step in path if isinstance(step, str))
        blocks = [toml_format.block(name, element) for element in elements]
        added = "\n".join(blocks).replace("\n", self.end)
        mine = [n for n, h in enumerate(self.index.headers) if h.path[: len(path)] == path]
        if not mine:
            above = self.text.rstrip()
            return f"{above}{self.end * 2}{added}" if above else added
        at = self._behind_comments(self._content_end(mine[-1]))
        rest = self.text[at:]
        gap = self.end if rest.strip() and not _BLANK_LINES.match(rest) else ""
        return self._insert(at, self.end + added + gap)

    def _behind_comments(self, at: int) -> int:
        """Behind the comment lines that follow, unless they belong to the header below them."""
        end = at
        while (line := _COMMENT_LINE.match(self.text, end)) and line[0]:
            end = line.end()
        return at if self.text[end : end + 1] == "[" else end

    def _add_item(self, path: Path, data: list[Any], item: Any) -> str:
        """One more item of a list in brackets."""
        span = self._at(path)
        written = toml_format.inline(item)
        if not data:
            close = span.end - 1
            inside = self.text[span.value + 1 : close]
            if "\n" in inside:
                start = self._line_start(close)
                indent = self.text[start:close]
                return self._insert(start, f"{indent}  {written},{self.end}")
            return self._replace(span.value + 1, close, written)
        last = self._at((*path, len(data) - 1))
        comma = _COMMA.match(self.text, last.end)
        start = self._line_start(last.start)
        if self.text[start : last.start].strip() or "\n" not in self.text[last.end : span.end]:
            joint = " " if comma else ", "
            return self._insert(comma.end() if comma else last.end, f"{joint}{written}")
        indent = self.text[start : last.start]
        text = self.text if comma else self._insert(last.end, ",")
        at = comma.end() if comma else last.end + 1
        end = _REST_OF_LINE.match(text, at)
        place = end.end() if end else at
        return f"{text[:place]}{indent}{written},{self.end}{text[place:]}"

    # -- moving

    def _reorder(self, path: Path, order: list[int], *, tables: bool) -> str | None:
        """Puts the elements into the places of one another, comments above them along."""
        if order == sorted(order):
            return None
        lines = [] if tables else [self._lines_of_item((*path, n)) for n in range(len(order))]
        whole = bool(lines) and all(lines)
        if whole:
            last = self._at((*path, len(order) - 1)).end
            if not _COMMA.match(self.text, last):
                return self._insert(last, ",")  # so that every line may stand anywhere
        slots: list[tuple[int, int]] = []
        texts: list[str] = []
        extra: list[tuple[int, int]] = []
        for number in range(len(order)):
            if tables:
                regions = self._joined(self._blocks((*path, number)))
            else:
                span = self._at((*path, number))
                own = lines[number] if whole else None
                regions = [own or (span.start, span.end)]
            slots.append(regions[0])
            extra += regions[1:]
            texts.append("".join(self.text[start:end] for start, end in regions))
        changes = [(slot, texts[n]) for slot, n in zip(slots, order, strict=True)]
        changes += [(region, "") for region in extra]
        text = self.text
        for (start, end), new in sorted(changes, reverse=True):
            text = text[:start] + new + text[end:]
        return text

    def _lines_of_item(self, path: Path) -> tuple[int, int] | None:
        """The lines of an item of a list that has them for itself, with the comments above."""
        span = self._at(path)
        comma = _COMMA.match(self.text, span.end)
        tail = _SAME_LINE.match(self.text, comma.end() if comma else span.end)
        if tail is None or self.text[tail.end() : tail.end() + 1] not in ("\r", "\n"):
            return None
        if self.text[self._line_start(span.start) : span.start].strip():
            return None
        return self._comments_above(span.start), self._line_end(tail.end())

    def _joined(self, regions: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Regions with nothing but blank lines between them as one."""
        joined = [regions[0]]
        for start, end in regions[1:]:
            if self.text[joined[-1][1] : start].strip():
                joined.append((start, end))
            else:
                joined[-1] = (joined[-1][0], end)
        return joined

    # -- text

    def _is_inline(self, path: Path) -> bool:
        span = self.index.values.get(path)
        return span is not None and self.text[span.value] in "[{" and path not in self.index.tables

    def _line_start(self, at: int) -> int:
        return self.text.rfind("\n", 0, at) + 1

    def _line_end(self, at: int) -> int:
        found = self.text.find("\n", at)
        return len(self.text) if found < 0 else found + 1

    def _insert(self, at: int, new: str) -> str:
        return self._replace(at, at, new)

    def _replace(self, start: int, end: int, new: str) -> str:
        return self.text[:start] + new + self.text[end:]
