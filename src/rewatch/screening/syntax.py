"""The syntax tree of a filter, immutable, and its one canonical spelling.

Two lines that mean the same by spelling alone (`NOT a`, `-a`) have one tree; `text_of` prints it,
and reading what it printed gives the tree back. Knows nothing of fields, companies or dates.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from rewatch.domain.values import Grade
from rewatch.screening.units import is_unit

Op = Literal[":", ">=", "<=", ">", "<"]
AgeUnit = Literal["d", "w", "mo", "y"]

_BARE_WORD = re.compile(r"[^\W_](?:[^\W_]|[.'-])*\Z")
_BARE_VALUE = re.compile(r"(?![<>=!])(?:(?!\.\.)[^\s,()\"@~?])+\Z")
_RESERVED = frozenset({"and", "or", "not"})


@dataclass(frozen=True, slots=True)
class Number:
    """A number and its unit, by the unit's canonical name ("" where the field has none)."""

    amount: float
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Name:
    """A level, a choice or a piece of text."""

    text: str


@dataclass(frozen=True, slots=True)
class Day:
    """A date as precise as it is written: 2027, 2027-H2, 2027-Q1, 2027-06 or 2027-06-30."""

    text: str


@dataclass(frozen=True, slots=True)
class Today:
    """The as-of date."""


@dataclass(frozen=True, slots=True)
class Age:
    """A length of time: 90d, 12w, 6mo, 2y."""

    count: int
    unit: AgeUnit


Scalar = Number | Name | Day | Today | Age


@dataclass(frozen=True, slots=True)
class Range:
    """From `low` to `high`, both included; one of them may be open."""

    low: Scalar | None
    high: Scalar | None


Value = Scalar | Range


@dataclass(frozen=True, slots=True)
class Qualifier:
    """Which evidence may answer: of this grade or better, at most this old."""

    grade: Grade | None = None
    age: Age | None = None


ANY = Qualifier()


@dataclass(frozen=True, slots=True)
class Term:
    """One field against one or several values; `at` is where it stood and is not compared."""

    field: str
    op: Op
    values: tuple[Value, ...]
    qualifier: Qualifier = ANY
    at: int = dataclasses.field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of a name."""

    text: str


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite; unknown stays unknown."""

    item: Expr


@dataclass(frozen=True, slots=True)
class And:
    """All of two or more."""

    items: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of two or more."""

    items: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Lenient:
    """Lets what is unknown through."""

    item: Expr


Expr = Term | Word | Not | And | Or | Lenient


@dataclass(frozen=True, slots=True)
class SortKey:
    """A field to sort by; descending puts the greatest first."""

    field: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A whole line.

    Attributes:
        where: what must hold; None lets everything through.
        enter: with a memory of who is in, what lets a company in.
        leave: what puts a company out that is in.
        group: field that the result is grouped by.
        columns: fields to show.
    """

    where: Expr | None = None
    enter: Expr | None = None
    leave: Expr | None = None
    group: str | None = None
    sort: tuple[SortKey, ...] = ()
    columns: tuple[str, ...] = ()

    @property
    def has_thresholds(self) -> bool:
        """Whether it asks who is in already."""
        return self.enter is not None or self.leave is not None


def all_of(items: Iterable[Expr]) -> Expr | None:
    """Joins by AND; flat, a single item is itself, none gives None."""
    flat: list[Expr] = []
    for item in items:
        flat.extend(item.items if isinstance(item, And) else (item,))
    return flat[0] if len(flat) == 1 else And(tuple(flat)) if flat else None


def any_of(items: Iterable[Expr]) -> Expr | None:
    """Joins by OR; flat, a single item is itself, none gives None."""
    flat: list[Expr] = []
    for item in items:
        flat.extend(item.items if isinstance(item, Or) else (item,))
    return flat[0] if len(flat) == 1 else Or(tuple(flat)) if flat else None


def negated(item: Expr) -> Expr:
    """The opposite; the opposite of an opposite is the thing itself."""
    return item.item if isinstance(item, Not) else Not(item)


def lenient(item: Expr) -> Expr:
    """With unknowns let through, once."""
    return item if isinstance(item, Lenient) else Lenient(item)


def parts_of(expr: Expr) -> tuple[Expr, ...]:
    """The direct parts of a node, none for a leaf."""
    if isinstance(expr, And | Or):
        return expr.items
    return (expr.item,) if isinstance(expr, Not | Lenient) else ()


def leaves_of(expr: Expr | None) -> Iterator[Term | Word]:
    """Every term and word of a tree, in order."""
    if isinstance(expr, Term | Word):
        yield expr
    elif expr is not None:
        for part in parts_of(expr):
            yield from leaves_of(part)


def text_of(query: Query) -> str:
    """The canonical spelling of a line."""
    where = query.where
    parts = []
    if where is not None:
        apart = isinstance(where, Or) and query.has_thresholds
        parts.append(_inner(where) if apart else _text(where))
    parts += [
        f"{name}({_text(condition)})"
        for name, condition in (("enter", query.enter), ("leave", query.leave))
        if condition is not None
    ]
    if query.group:
        parts.append(f"group:{query.group}")
    if query.sort:
        keys = ",".join(f"{'-' if key.descending else ''}{key.field}" for key in query.sort)
        parts.append(f"sort:{keys}")
    if query.columns:
        parts.append(f"cols:{','.join(query.columns)}")
    return " ".join(parts)


def text_of_expr(expr: Expr) -> str:
    """The canonical spelling of a condition."""
    return _text(expr)


def _text(expr: Expr) -> str:
    match expr:
        case And():
            return " ".join(_inner(i) if isinstance(i, Or) else _text(i) for i in expr.items)
        case Or():
            # Brackets that the grammar does not need, and the reader does.
            return " OR ".join(_inner(i) if isinstance(i, And) else _text(i) for i in expr.items)
        case Not():
            return "-" + _inner(expr.item)
        case Lenient():
            # The minus stands inside: -a? is what is not a, or not known.
            inner = _text(expr.item) if isinstance(expr.item, Not) else _inner(expr.item)
            return inner + "?"
        case Word():
            return word_text(expr.text)
        case Term():
            return term_text(expr)


def _inner(expr: Expr) -> str:
    """In brackets where it is more than one thing, or is itself marked."""
    return _text(expr) if isinstance(expr, Term | Word) else f"({_text(expr)})"


def word_text(text: str) -> str:
    """A word as it is written; in quotes where it would be read as something else."""
    bare = _BARE_WORD.match(text) and text.casefold() not in _RESERVED and not is_unit(text)
    return text if bare else quoted(text)


def quoted(text: str) -> str:
    """Text in quotes, with quotes and backslashes in it marked."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def unquoted(text: str) -> str:
    """The text between quotes."""
    return re.sub(r"\\(.)", r"\1", text[1:-1], flags=re.DOTALL)


def term_text(term: Term) -> str:
    """The canonical spelling of one term."""
    op = "" if term.op == ":" else term.op
    values = ",".join(value_text(value) for value in term.values)
    return f"{term.field}:{op}{values}{qualifier_text(term.qualifier)}"


def qualifier_text(qualifier: Qualifier) -> str:
    """@grade and ~age as they are written."""
    grade = f"@{qualifier.grade}" if qualifier.grade else ""
    return grade + (f"~{value_text(qualifier.age)}" if qualifier.age else "")


def value_text(value: Value) -> str:
    """The canonical spelling of one value."""
    match value:
        case Range():
            low = value_text(value.low) if value.low is not None else ""
            high = value_text(value.high) if value.high is not None else ""
            return f"{low}..{high}"
        case Number():
            return f"{plain_number(value.amount)}{value.unit}"
        case Age():
            return f"{value.count}{value.unit}"
        case Today():
            return "today"
        case Day():
            return value.text
        case Name():
            return value.text if _BARE_VALUE.match(value.text) else quoted(value.text)


def plain_number(amount: float) -> str:
    """The shortest decimal that reads back as the same number, without an exponent."""
    text = format(Decimal(repr(amount)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
