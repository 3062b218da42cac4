"""From a line as typed to a tree of meanings: fields found, values read by their field's type.

Every refusal is a `FilterError` that names the field or value nearest to the one typed and says
what the field takes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, NoReturn

from rewatch.domain.errors import FilterError
from rewatch.screening.fields import ASKING, MODIFIERS, Field, Registry, key_of, takes_of
from rewatch.screening.literals import LiteralError, check_range, read_age, read_value
from rewatch.screening.raw import RawLine, RawNode, RawRange, RawScalar, RawTerm, RawWord
from rewatch.screening.syntax import (
    ANY,
    Age,
    Expr,
    Name,
    Op,
    Qualifier,
    Query,
    Range,
    Scalar,
    SortKey,
    Term,
    Value,
    Word,
    all_of,
    any_of,
    lenient,
    negated,
)

_HEAD = re.compile(r"(.*?)(:(?:>=|<=|!=|=|>|<)?|!=|>=|<=|=|>|<)\Z", re.DOTALL)
_ORDERED = ("number", "level", "date")


@dataclass
class _Modifiers:
    """What the line says besides its conditions."""

    group: str | None = None
    sort: tuple[SortKey, ...] = ()
    columns: tuple[str, ...] = ()
    thresholds: dict[str, Expr] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)


class Lowering:
    """Reads one line's raw tree with the fields there are."""

    def __init__(self, line: str, registry: Registry) -> None:
        self.line, self.registry = line, registry
        self.modifiers = _Modifiers()

    def query(self, raw: RawLine) -> Query:
        """The whole line."""
        where = self._top(raw.expr) if raw.expr is not None else None
        found = self.modifiers
        return Query(
            where,
            found.thresholds.get("enter"),
            found.thresholds.get("leave"),
            found.group,
            found.sort,
            found.columns,
        )

    def _top(self, node: Any) -> Expr | None:
        """The outermost level, where modifiers and thresholds may stand."""
        if isinstance(node, RawNode) and not node.bracketed:
            if node.kind == "and":
                return all_of(e for part in node.parts if (e := self._top_item(part)) is not None)
            if node.kind == "or":
                return any_of(e for part in node.parts if (e := self._top_branch(part)) is not None)
        return self._top_item(node)

    def _top_branch(self, node: Any) -> Expr | None:
        """One of several alternatives of the line; a modifier in it is the whole line's."""
        if isinstance(node, RawNode) and node.kind == "and" and not node.bracketed:
            rest = [part for part in node.parts if not self._modifies(part)]
            return all_of(self.expr(part) for part in rest)
        return None if self._modifies(node) else self.expr(node)

    def _top_item(self, node: Any) -> Expr | None:
        if isinstance(node, RawNode) and node.kind in ("enter", "leave"):
            if node.kind in self.modifiers.thresholds:
                self._fail(f"{node.kind}(…) stands twice in the line", node.at, len(node.kind))
            self.modifiers.thresholds[node.kind] = self.expr(node.parts[0])
            return None
        return None if self._modifies(node) else self.expr(node)

    def expr(self, node: Any) -> Expr:
        """A condition."""
        if isinstance(node, RawWord):
            return Word(node.text)
        if isinstance(node, RawTerm):
            return self.term(node)
        if node.kind == "and":
            return all_of([self.expr(part) for part in node.parts]) or Word("")
        if node.kind == "or":
            return any_of([self.expr(part) for part in node.parts]) or Word("")
        if node.kind in ("enter", "leave"):
            self._fail(
                f"{node.kind}(…) stands at the outermost level, beside terms and not in brackets, "
                "after OR or excluded",
                node.at,
                len(node.kind),
            )
        inner = self.expr(node.parts[0])
        if node.kind == "not":
            return negated(inner)
        return lenient(inner) if node.kind == "maybe" else inner

    def term(self, raw: RawTerm) -> Expr:
        """A field against its values."""
        name, sign = self._split(raw)
        if name in MODIFIERS:
            self._fail(
                f"{name}: is about the whole line and stands outside brackets, once",
                raw.at,
                len(name),
            )
        item = self.registry.find(name)
        if item is None:
            self.no_field(name, raw.at)
        values, extra = self._spare_unit(item, raw)
        qualifier = self._qualifier(item, raw)
        opposite = sign in ("!=", ":!=")
        op: Op = ":" if sign in (":", "=", ":=") or opposite else sign.removeprefix(":")  # type: ignore[assignment]
        if op != ":":
            self._check_order(item, raw, op)
        read = tuple(dict.fromkeys(self._value(item, value, op) for value in values))
        term: Expr = Term(item.name, op, read, qualifier, raw.at)
        if opposite:
            term = negated(term)
        return term if extra is None else all_of([term, extra]) or term

    def no_field(self, name: str, at: int) -> NoReturn:
        """Refuses a field that does not exist, with the nearest that do."""
        if key_of(name) in MODIFIERS:  # and nothing stands behind it
            self._fail(f"{name}: is followed by a field, as {name}:score", at, len(name))
        shown = name if len(name) <= 40 else name[:39] + "…"
        close = self.registry.nearest(name)
        hint = ""
        if name.isupper() and len(name) < 8:
            close, hint = (), f"; a ticker is found by ticker:{shown}:… or in quotes"
        elif not close:
            hint = "; a name with a colon stands in quotes"
        self._fail(f"there is no field {shown!r}{hint}", at, len(name), nearest=close)

    def _split(self, raw: RawTerm) -> tuple[str, str]:
        match = _HEAD.match(raw.head)
        if match is None:
            self._fail("a field and its sign are expected", raw.at, len(raw.head))
        name = match[1]
        return (key_of(name) if key_of(name) in MODIFIERS else name), match[2]

    def _spare_unit(
        self, item: Field, raw: RawTerm
    ) -> tuple[tuple[RawScalar | RawRange, ...], Word | None]:
        """A unit-like word after a value that is no number is a word to search names for."""
        last = raw.values[-1]
        scalar = last if isinstance(last, RawScalar) else None
        if scalar is None or not scalar.unit or raw.qualifiers or item.type == "number":
            return raw.values, None
        if item.type == "date" and read_age(scalar.text + scalar.unit) and len(scalar.text) < 4:
            joined = RawScalar(scalar.text + scalar.unit, scalar.at)
            return (*raw.values[:-1], joined), None
        plain = RawScalar(scalar.text, scalar.at, scalar.quoted)
        return (*raw.values[:-1], plain), Word(scalar.unit)

    def _check_order(self, item: Field, raw: RawTerm, op: str) -> None:
        place = raw.at + len(raw.head) - len(op)
        if item.type not in _ORDERED:
            self._fail(
                f"{item.name} has no order, so {op} says nothing; write {item.name}:…",
                place,
                len(op),
                takes=takes_of(item),
            )
        if len(raw.values) > 1 or isinstance(raw.values[0], RawRange):
            self._fail(f"{op} takes one value, not a list or a range", place, len(op))

    def _value(self, item: Field, raw: RawScalar | RawRange, op: str) -> Value:
        if isinstance(raw, RawRange):
            if item.type not in _ORDERED:
                place = raw.low or raw.high
                assert place is not None
                self._fail(f"{item.name} has no order, so it takes no range", place.at)
            return self._range(item, raw)
        if op != ":" and item.type == "level":
            name = self.registry.value_of(item, raw.text)
            if name is not None and name not in item.ladder:
                self._fail(f"{name} stands on no rung, so {op} says nothing of it", raw.at,
                           raw.length)  # fmt: skip
        if item.name in ("has", "missing"):
            subject = self.registry.subjects.get(key_of(raw.text))
            if subject is None:
                self._fail(
                    f"there is no field or kind of evidence {raw.text[:40]!r}",
                    raw.at,
                    raw.length,
                    nearest=self.registry.nearest(raw.text),
                )
            return Name(subject)
        return self._scalar(item, raw)

    def _range(self, item: Field, raw: RawRange) -> Range:
        low, high = raw.low, raw.high
        if low is not None and high is not None and item.type == "number":
            # "20..30 %": a unit that stands once is meant for both ends.
            if not low.unit and high.unit and low.text[-1:].isdigit():
                low = RawScalar(low.text, low.at, unit=high.unit, unit_at=high.unit_at)
            elif low.text[-1:].isdigit() and not high.text[-1:].isdigit():
                tail = re.search(r"[^\d.+-]+\Z", high.text[-20:])
                if tail and not low.unit:
                    low = RawScalar(low.text + tail[0], low.at)
        ends = [self._scalar(item, end) if end else None for end in (low, high)]
        if item.type == "level":
            places = [
                item.ladder.index(end.text)
                for end in ends
                if isinstance(end, Name) and end.text in item.ladder
            ]
            given = [end for end in ends if end is not None]
            at = (raw.low or raw.high or RawScalar("", 0)).at
            if len(places) < len(given):
                self._fail("a range goes from rung to rung of the ladder", at, takes=takes_of(item))
            if places != sorted(places):
                self._fail("the lower end of a range comes first", at, takes=takes_of(item))
        found = Range(ends[0], ends[1])
        try:
            if item.type == "number":
                check_range(found)
        except LiteralError as error:
            self._fail(str(error), (raw.low or raw.high or RawScalar("", 0)).at)
        return found

    def _scalar(self, item: Field, raw: RawScalar) -> Scalar:
        try:
            return read_value(item, raw, self.registry)
        except LiteralError as error:
            at, length = raw.at, raw.length
            if raw.unit and error.about_unit:
                at, length = raw.unit_at, len(raw.unit)
            self._fail(str(error), at, length, nearest=error.nearest, takes=takes_of(item))

    def _qualifier(self, item: Field, raw: RawTerm) -> Qualifier:
        if not raw.qualifiers:
            return ANY
        text, at = raw.qualifiers[0]
        if not item.evidence and item.name not in ("has", "missing"):
            self._fail(
                f"{item.name} does not rest on single pieces of evidence, so {text} says nothing",
                at,
                len(text),
            )
        grade: str | None = None
        age: Age | None = None
        for text, at in raw.qualifiers:
            if (grade if text.startswith("@") else age) is not None:
                self._fail(f"{text[0]} stands twice", at, len(text))
            if text.startswith("@"):
                grade = text[1].upper()
            else:
                age = read_age(text[1:])
                if age is None:
                    self._fail(
                        f"{text[1:][:20]!r} is no age", at, len(text), takes="90d, 12w, 18mo, 2y"
                    )
        return Qualifier(grade, age)  # type: ignore[arg-type]

    def _modifies(self, node: Any) -> bool:
        """Takes in a modifier of the line; says whether it was one."""
        if not isinstance(node, RawTerm):
            return False
        name, sign = self._split(node)
        if name not in MODIFIERS:
            return False
        if sign not in (":", "=", ":=") or node.qualifiers:
            self._fail(f"{name}: is followed by fields", node.at, len(node.head))
        if name in self.modifiers.seen:
            self._fail(f"{name}: stands twice in the line", node.at, len(name))
        self.modifiers.seen.add(name)
        keys = [self._key(name, value) for value in node.values]
        if name == "sort":
            self.modifiers.sort = tuple(keys)
        elif name == "cols":
            self.modifiers.columns = tuple(key.field for key in keys)
        elif len(keys) > 1:
            self._fail("group: takes one field", node.at, len(node.head))
        else:
            self.modifiers.group = keys[0].field
        return True

    def _key(self, name: str, value: RawScalar | RawRange) -> SortKey:
        if isinstance(value, RawRange) or value.unit:
            at = value.at if isinstance(value, RawScalar) else 0
            self._fail(f"{name}: is followed by fields", at)
        descending = name == "sort" and value.text.startswith("-")
        text = value.text[1:] if descending else value.text
        item = self.registry.find(text)
        if item is None or item.name in ASKING:
            nearest = tuple(n for n in self.registry.nearest(text) if n not in MODIFIERS)
            self._fail(
                f"there is no field {text[:40]!r} to {_PURPOSE[name]}",
                value.at,
                value.length,
                nearest=nearest,
            )
        return SortKey(item.name, descending)

    def _fail(
        self, reason: str, at: int, length: int = 1, *, nearest: tuple[str, ...] = (),
        takes: str = "",
    ) -> NoReturn:  # fmt: skip
        raise FilterError(reason, self.line, at, length, nearest=nearest, takes=takes)


_PURPOSE = {"sort": "sort by", "group": "group by", "cols": "show"}
