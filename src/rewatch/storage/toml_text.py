"""Where things stand in a TOML text: a small index from a path of keys to its place.

The standard parser says what a file holds but not where. This one answers where, for texts that
the standard parser has already accepted; it is used for messages with line numbers and for edits
by text span, and is built only when one of the two is needed. It knows nothing of records.

A path is a tuple of keys and positions: `("evidence", 3, "oxides", "La2O3")`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

Path = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_STRINGS = {
    '"""': re.compile(r'"""(?:\\.|[^\\])*?"""(?:"{0,2})', re.DOTALL),
    "'''": re.compile(r"'''.*?'''(?:'{0,2})", re.DOTALL),
    '"': re.compile(r'"(?:\\.|[^"\\])*"'),
    "'": re.compile(r"'[^']*'"),
}
# A date and its time may be parted by one space; no other plain value holds a blank.
_PLAIN = re.compile(r"[^\s,\]}#]+(?: \d\d:[^\s,\]}#]*)?")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|x([0-9A-Fa-f]{2})|(.))")
_SHORT = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b"}


@dataclass(slots=True, frozen=True)
class Span:
    """The place of one table, key or list item, as offsets into the text.

    Attributes:
        path: what stands here.
        start: the first character of the header, the key or the item.
        value: the first character of the value (for a header: the end of the header).
        end: just behind the value (for a header: behind its last bracket).
    """

    path: Path
    start: int
    value: int
    end: int


@dataclass(slots=True)
class TomlIndex:
    """The places of all tables, keys and list items of one valid TOML text.

    Attributes:
        text: the text, line ends as they are in the file.
        headers: `[table]` and `[[table]]` lines in the order of the file.
        values: keys and list items by path; of a dotted key also every prefix.
        owner: for each key written on a line of its own, the position in `headers` of the table
            it stands under, -1 for the top of the file.
        tables: the first header that opens each table, by path and by every prefix of it.
    """

    text: str
    headers: list[Span] = field(default_factory=list)
    values: dict[Path, Span] = field(default_factory=dict)
    owner: dict[Path, int] = field(default_factory=dict)
    tables: dict[Path, Span] = field(default_factory=dict)
    _line_starts: list[int] = field(default_factory=list)

    def place(self, path: Path) -> Span | None:
        """The place of a path, else of the nearest thing that contains it, else None."""
        while path:
            found = self.values.get(path) or self.tables.get(path)
            if found is not None:
                return found
            path = path[:-1]
        return None

    def table(self, path: Path) -> Span | None:
        """The header of exactly that table, or None where it has none."""
        found = self.tables.get(path)
        return found if found is not None and found.path == path else None

    def line(self, path: Path) -> int:
        """The 1-based line of a path or of what contains it; 0 where nothing does."""
        found = self.place(path)
        return 0 if found is None else self.line_at(found.start)

    def line_at(self, offset: int) -> int:
        """The 1-based line of an offset."""
        if not self._line_starts:
            self._line_starts = [0, *(m.end() for m in re.finditer("\n", self.text))]
        return bisect_right(self._line_starts, offset)


def index(text: str) -> TomlIndex:
    """Builds the index of a text that `tomllib` has accepted."""
    return _Scanner(text).run()


class _Scanner:
    """One pass over a valid text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found = TomlIndex(text)
        self._counts: dict[Path, int] = {}

    def run(self) -> TomlIndex:
        at, base = self._skip(_BLANK, 0), Path()
        while at < len(self.text):
            if self.text[at] == "[":
                at, base = self._header(at)
            else:
                at = self._pair(at, base, own_line=True)
            at = self._skip(_BLANK, at)
        return self.found

    def _skip(self, pattern: re.Pattern[str], at: int) -> int:
        match = pattern.match(self.text, at)
        return at if match is None else match.end()

    def _header(self, start: int) -> tuple[int, Path]:
        width = 2 if self.text.startswith("[[", start) else 1
        keys, at = self._key(self._skip(_SPACE, start + width))
        end = self._skip(_SPACE, at) + width
        path: Path = ()
        for number, key in enumerate(keys, 1):
            path = (*path, key)
            if width == 2 and number == len(keys):
                self._counts[path] = self._counts.get(path, 0) + 1
            if path in self._counts:
                path = (*path, self._counts[path] - 1)
        span = Span(path, start, end, end)
        self.found.headers.append(span)
        for size in range(1, len(path) + 1):
            self.found.tables.setdefault(path[:size], span)
        return end, path

    def _key(self, at: int) -> tuple[list[str], int]:
        keys: list[str] = []
        while True:
            quote = self.text[at]
            if quote in "\"'":
                match = _STRINGS[quote].match(self.text, at)
            else:
                match = _BARE_KEY.match(self.text, at)
            if match is None:
                raise ValueError(f"no key at offset {at}")
            inner = match[0][1:-1]
            keys.append(match[0] if quote not in "\"'" else unescape(inner, quote))
            after = self._skip(_SPACE, match.end())
            if not self.text.startswith(".", after):
                return keys, match.end()
            at = self._skip(_SPACE, after + 1)

    def _pair(self, start: int, base: Path, *, own_line: bool = False) -> int:
        keys, at = self._key(start)
        value = self._skip(_SPACE, self._skip(_SPACE, at) + 1)
        path = (*base, *keys)
        end = self._value(value, path)
        for size in range(len(base) + 1, len(path)):
            self.found.values.setdefault(path[:size], Span(path[:size], start, value, end))
        self.found.values[path] = Span(path, start, value, end)
        if own_line:
            self.found.owner[path] = len(self.found.headers) - 1
        return end

    def _value(self, at: int, path: Path) -> int:
        opening = self.text[at]
        if opening in "\"'":
            quote = opening * 3 if self.text.startswith(opening * 3, at) else opening
            return self._skip(_STRINGS[quote], at)
        if opening == "[":
            return self._list(at, path)
        if opening == "{":
            return self._inline_table(at, path)
        return self._skip(_PLAIN, at)

    def _list(self, at: int, path: Path) -> int:
        at, number = self._skip(_BLANK, at + 1), 0
        while self.text[at] != "]":
            item = (*path, number)
            end = self._value(at, item)
            self.found.values[item] = Span(item, at, at, end)
            at = self._after_comma(end)
            number += 1
        return at + 1

    def _inline_table(self, at: int, path: Path) -> int:
        at = self._skip(_BLANK, at + 1)
        while self.text[at] != "}":
            at = self._after_comma(self._pair(at, path))
        return at + 1

    def _after_comma(self, at: int) -> int:
        at = self._skip(_BLANK, at)
        return self._skip(_BLANK, at + 1) if self.text[at] == "," else at


def unescape(inner: str, quote: str) -> str:
    """What a quoted key means, without its quotes."""
    if quote == "'":
        return inner

    def one(match: re.Match[str]) -> str:
        number = match[1] or match[2] or match[3]
        return chr(int(number, 16)) if number else _SHORT.get(match[4], match[4])

    return _ESCAPE.sub(one, inner)
