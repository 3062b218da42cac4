"""What the grammar gives before fields are known: terms as typed, with their places.

`Build` is called by the parser bottom-up, so a deep line needs no deep recursion.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from rewatch.domain.errors import FilterError
from rewatch.screening.syntax import unquoted


@dataclass(frozen=True, slots=True)
class RawScalar:
    """One value as typed; `unit` stood one blank after it."""

    text: str
    at: int
    quoted: bool = False
    unit: str = ""
    unit_at: int = 0

    @property
    def length(self) -> int:
        """How many characters of the line it takes, a unit after a blank not counted."""
        return len(self.text) + (2 if self.quoted else 0)


@dataclass(frozen=True, slots=True)
class RawRange:
    """Two values with ".." between them."""

    low: RawScalar | None
    high: RawScalar | None


@dataclass(frozen=True, slots=True)
class RawTerm:
    """A field, a sign and what follows, as typed."""

    head: str
    at: int
    values: tuple[RawScalar | RawRange, ...]
    qualifiers: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class RawWord:
    """A word or phrase to search names for."""

    text: str
    at: int


@dataclass(frozen=True, slots=True)
class RawNode:
    """Several parts together: "and", "or", "not", "maybe", "enter" or "leave"."""

    kind: str
    parts: tuple[Any, ...]
    at: int = 0
    bracketed: bool = field(default=False)


@dataclass(frozen=True, slots=True)
class RawLine:
    """A whole line; `expr` is None for an empty one."""

    expr: Any


def depth_of(expr: Any) -> int:
    """How many nodes stand in each other at most."""
    deepest, level = 0, [expr] if expr is not None else []
    while level:
        deepest += 1
        level = [part for node in level if isinstance(node, RawNode) for part in node.parts]
    return deepest


class Build:
    """The parser's callbacks, one a rule of the grammar."""

    def start(self, parts: Sequence[Any]) -> RawLine:
        """The line."""
        return RawLine(parts[0] if parts else None)

    def any(self, parts: Sequence[Any]) -> Any:
        """Alternatives."""
        return self._joined("or", parts)

    def all(self, parts: Sequence[Any]) -> Any:
        """What must hold together."""
        return self._joined("and", parts)

    def _joined(self, kind: str, parts: Sequence[Any]) -> Any:
        if len(parts) == 1:
            return parts[0]
        flat: list[Any] = []
        for part in parts:
            same = isinstance(part, RawNode) and part.kind == kind
            flat.extend(part.parts if same and not part.bracketed else [part])
        return RawNode(kind, tuple(flat))

    def negated(self, parts: Sequence[Any]) -> Any:
        """An exclusion; two of them cancel."""
        (part,) = parts
        if isinstance(part, RawNode) and part.kind == "not" and not part.bracketed:
            return part.parts[0]
        return RawNode("not", (part,))

    def lenient(self, parts: Sequence[Any]) -> Any:
        """Something with unknowns let through."""
        return RawNode("maybe", (parts[0],))

    def group(self, parts: Sequence[Any]) -> Any:
        """Something in brackets, which changes nothing but what may stand in it."""
        bracket, part = parts
        if isinstance(part, RawTerm | RawWord):
            return RawNode("group", (part,), int(bracket.start_pos), True)
        if part.kind == "group":
            return part
        return RawNode(part.kind, part.parts, int(bracket.start_pos), True)

    def enter(self, parts: Sequence[Any]) -> Any:
        """The threshold that lets in."""
        return RawNode("enter", (parts[1],), int(parts[0].start_pos))

    def leave(self, parts: Sequence[Any]) -> Any:
        """The threshold that puts out."""
        return RawNode("leave", (parts[1],), int(parts[0].start_pos))

    def term(self, parts: Sequence[Any]) -> RawTerm:
        """A field with its values."""
        head, *rest = parts
        values = tuple(part for part in rest if isinstance(part, RawScalar | RawRange))
        marks = tuple(part for part in rest if isinstance(part, tuple))
        return RawTerm(str(head), int(head.start_pos), values, marks)

    def word(self, parts: Sequence[Any]) -> RawWord:
        """A word."""
        return RawWord(str(parts[0]), int(parts[0].start_pos))

    def phrase(self, parts: Sequence[Any]) -> RawWord:
        """Words in quotes."""
        text = unquoted(str(parts[0]))
        if not text.strip():
            raise FilterError("there is nothing between the quotes", "", int(parts[0].start_pos), 2)
        return RawWord(text, int(parts[0].start_pos))

    def single(self, parts: Sequence[Any]) -> Any:
        """One value."""
        return parts[0]

    def between(self, parts: Sequence[Any]) -> RawRange:
        """From one value to another."""
        return RawRange(parts[0], parts[1])

    def upward(self, parts: Sequence[Any]) -> RawRange:
        """From a value on."""
        return RawRange(parts[0], None)

    def downward(self, parts: Sequence[Any]) -> RawRange:
        """Up to a value."""
        return RawRange(None, parts[0])

    def scalar(self, parts: Sequence[Any]) -> RawScalar:
        """A value with its unit."""
        token, *unit = parts
        at = int(token.start_pos)
        if token.type == "QUOTED":
            return RawScalar(unquoted(str(token)), at, quoted=True)
        if unit:
            return RawScalar(str(token), at, unit=str(unit[0]), unit_at=int(unit[0].start_pos))
        return RawScalar(str(token), at)

    def qualifier(self, parts: Sequence[Any]) -> tuple[str, int]:
        """@grade or ~age."""
        return str(parts[0]), int(parts[0].start_pos)
