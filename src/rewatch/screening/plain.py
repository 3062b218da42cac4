"""How a line was read, in plain words.

junior companies whose magnet share is at least 25 %
"""

from __future__ import annotations

import math

from rewatch.domain.basis import basis_value
from rewatch.domain.values import Interval
from rewatch.screening.fields import Field, Registry
from rewatch.screening.syntax import (
    Age,
    And,
    Day,
    Expr,
    Lenient,
    Name,
    Not,
    Number,
    Or,
    Qualifier,
    Query,
    Range,
    Scalar,
    Term,
    Today,
    Value,
    Word,
    plain_number,
)
from rewatch.screening.units import CURRENCIES, UNITS, in_unit

_AGES = {"d": ("day", "days"), "w": ("week", "weeks"), "mo": ("month", "months"),
         "y": ("year", "years")}  # fmt: skip
_OPPOSITE = {">=": "<", "<=": ">", ">": "<=", "<": ">="}
_BOUNDS = {">=": "at least", "<=": "at most", ">": "above", "<": "below"}
_SCALES = {"k": " thousand", "m": " million", "bn": " billion", "": ""}
# Words after `is:` that stand before "companies"; the others follow as "that are …".
_ADJECTIVES = frozenset(
    {"junior", "active", "listed", "unlisted", "ranked", "unranked", "suspended"}
)


def reads_as(query: Query, registry: Registry) -> str:
    """A line in plain words."""
    return _Reader(registry).query(query)


def condition_reads_as(expr: Expr, registry: Registry) -> str:
    """A condition in plain words, as it stands after "companies"."""
    return _Reader(registry).clause(expr)


_AGE_BOUNDS = {
    "past": {">=": "{} ago or longer", ">": "more than {} ago", "<": "less than {} ago",
             "<=": "at most {} ago"},
    "future": {">=": "due in {} or later", ">": "due in more than {}",
               "<": "due in less than {}", "<=": "due within {}"},
}  # fmt: skip


class _Reader:
    def __init__(self, registry: Registry) -> None:
        self.registry = registry

    def query(self, query: Query) -> str:
        parts = [self._where(query.where)]
        if query.enter is not None:
            parts.append(f"a company enters when it is one {self.clause(query.enter)}")
        if query.leave is not None:
            parts.append(f"a company leaves when it is one {self.clause(query.leave)}")
        if query.group:
            parts.append(f"grouped by {self._label(query.group)}")
        if query.sort:
            keys = " and then ".join(
                f"{self._label(key.field)}, {'highest' if key.descending else 'lowest'} first"
                for key in query.sort
            )
            parts.append(f"sorted by {keys}")
        if query.columns:
            parts.append(f"showing {_listed([self._label(n) for n in query.columns], 'and')}")
        return "; ".join(parts)

    def _where(self, where: Expr | None) -> str:
        if where is None:
            return "all companies"
        items = where.items if isinstance(where, And) else (where,)
        adjectives, rest = [], []
        for item in items:
            word = _adjective(item)
            if word:
                adjectives.append(word)
            else:
                rest.append(item)
        head = " ".join([*adjectives, "companies"])
        return f"{head} {self._joined(rest)}" if rest else head

    def _joined(self, items: list[Expr]) -> str:
        if len(items) == 1:
            return self.clause(items[0])
        return _listed([self._grouped(item) for item in items], "and")

    def _grouped(self, item: Expr) -> str:
        return f"({self.clause(item)})" if isinstance(item, And | Or) else self.clause(item)

    def clause(self, expr: Expr) -> str:
        """A condition as it stands after "companies"."""
        match expr:
            case And():
                return _listed([self._grouped(item) for item in expr.items], "and")
            case Or():
                return " or ".join(
                    f"({self.clause(i)})" if isinstance(i, And) else self.clause(i)
                    for i in expr.items
                )
            case Lenient():
                said = expr.item.item if isinstance(expr.item, Not) else expr.item
                known = isinstance(said, Term | Word)
                inner = self._grouped(expr.item)
                return (
                    f"{inner} or not known" if known else f"{inner} or of which that is not known"
                )
            case Word():
                return f"with {_quoted(expr.text)} in the name"
            case Term():
                return self._term(expr, opposite=False)
            case Not(item=Word() as word):
                return f"without {_quoted(word.text)} in the name"
            case Not(item=Term() as term):
                return self._term(term, opposite=True)
            case Not():
                return f"that are not ones {self._grouped(expr.item)}"

    def _term(self, term: Term, opposite: bool) -> str:
        item = self.registry.fields[term.field]
        return self._said(term, item, opposite) + evidence_words(term.qualifier)

    def _said(self, term: Term, item: Field, opposite: bool) -> str:
        values = [value.text for value in term.values if isinstance(value, Name)]
        if item.name == "is":
            words = _listed([_thing(value) for value in values], "or")
            return f"that are {'not ' if opposite else ''}{words}"
        if item.name == "id":
            return f"whose id is {'not ' if opposite else ''}{_listed(values, 'or')}"
        if item.name in ("has", "missing"):
            present = (item.name == "has") != opposite
            labels = [value.replace("-", " ") for value in values]
            if present:
                return f"with {_listed(labels, 'or' if item.name == 'has' else 'and')} on record"
            joint = "or" if len(labels) > 1 and item.name == "has" else "and"
            return f"with no {_listed(labels, joint)} on record"
        if item.name in _PHRASES:
            with_words, without = _PHRASES[item.name]
            values = [_SAID.get(value, value) for value in values]
            if item.name == "basis":
                values = [basis_value(value) for value in values]
            return f"{without if opposite else with_words} {_listed(values, 'or')}"
        if item.type == "text":
            several = item.label in _SEVERAL
            verb = "do not mention" if opposite and several else "does not mention"
            verb = verb if opposite else "mention" if several else "mentions"
            return f"whose {item.label} {verb} {_listed([_quoted(v) for v in values], 'or')}"
        if item.type == "names":
            verb = "do not include" if opposite else "include"
            return f"whose {item.label} {verb} {_listed(values, 'or')}"
        if term.op != ":":
            op = _OPPOSITE[term.op] if opposite else term.op
            return f"whose {item.label} is {self._bound(term.values[0], op, item)}"
        words = _listed([self._value(value, item) for value in term.values], "or")
        return f"whose {item.label} is {'not ' if opposite else ''}{words}"

    def _bound(self, value: Value, op: str, item: Field) -> str:
        if item.type != "date":
            return f"{_BOUNDS[op]} {self._value(value, item)}"
        if isinstance(value, Age):
            return _AGE_BOUNDS[item.faces][op].format(_age(value))
        words = self._value(value, item)
        return {">=": f"on or after {words}", ">": f"after {words}", "<": f"before {words}",
                "<=": f"not after {words}"}[op]  # fmt: skip

    def _value(self, value: Value, item: Field) -> str:
        if not isinstance(value, Range):
            return self._scalar(value, item)
        if value.low is None and value.high is not None:
            return f"up to {self._scalar(value.high, item)}"
        if value.high is None and value.low is not None:
            more = "later" if item.type == "date" else "more"
            return f"{self._scalar(value.low, item)} or {more}"
        assert value.low is not None
        assert value.high is not None
        return f"from {self._scalar(value.low, item)} to {self._scalar(value.high, item)}"

    def _scalar(self, value: Scalar, item: Field) -> str:
        match value:
            case Number():
                return number_words(value.amount, value.unit)
            case Age():
                return _age(value) + (" ago" if item.faces == "past" else " from today")
            case Today():
                return "today"
            case Day():
                return value.text
            case Name():
                nation = self.registry.countries.get(value.text)
                if nation is not None and value.text in item.choices:
                    return nation.name
                return value.text.replace("-", " ") if item.ladder else value.text

    def _label(self, name: str) -> str:
        item = self.registry.fields.get(name)
        return item.label if item else name.replace("-", " ")


_SAID = {"cannot-tell": "impossible to tell"}
# Labels of text fields that stand for several things: they mention, one mentions.
_SEVERAL = frozenset(
    {
        "partners",
        "buyers",
        "notes",
        "projects",
        "programmes",
        "supporting governments",
        "sites",
        "authorities",
        "publishers",
    }
)
_PHRASES = {
    "flag": ("with the risk flag", "without the risk flag"),
    "tag": ("tagged", "not tagged"),
    "list": ("on the watchlist", "not on the watchlist"),
    "thesis": ("with a thesis that is", "without a thesis that is"),
    "evidence": ("with evidence of", "without evidence of"),
    "peers": ("ranked in the group", "not ranked in the group"),
    "basis": ("with shares whose basis is", "without shares whose basis is"),
}


def _adjective(item: Expr) -> str:
    """The word that a term puts before "companies", "" where it puts none."""
    opposite = isinstance(item, Not)
    term = item.item if isinstance(item, Not) else item
    if not isinstance(term, Term) or term.field != "is" or len(term.values) != 1:
        return ""
    (value,) = term.values
    if not isinstance(value, Name) or value.text not in _ADJECTIVES:
        return ""
    return f"not {value.text}" if opposite else value.text


def _thing(word: str) -> str:
    """A word after `is:` as a noun."""
    nouns = {"benchmark": "benchmarks", "noted": "noted by you", "watched": "on a watchlist",
             "disputed": "disputed", "conflicted": "in conflict"}  # fmt: skip
    return nouns.get(word, word if word in _ADJECTIVES else f"{word}s".replace("-", " "))


def evidence_words(qualifier: Qualifier) -> str:
    """Which evidence may answer, with a blank before it; empty where any may."""
    parts = []
    if qualifier.grade:
        better = "" if qualifier.grade == "A" else " or better"
        parts.append(f"of grade {qualifier.grade}{better}")
    if qualifier.age:
        parts.append(f"at most {_age(qualifier.age)} old")
    return f" by evidence {' and '.join(parts)}" if parts else ""


def _age(age: Age) -> str:
    return f"{age.count} {_AGES[age.unit][age.count != 1]}"


def _quoted(text: str) -> str:
    return f"“{text}”"


def _listed(words: list[str], joint: str) -> str:
    """One, two or more with commas and a last word between."""
    if len(words) < 3:
        return f" {joint} ".join(words)
    return f"{', '.join(words[:-1])} {joint} {words[-1]}"


def number_words(amount: float, unit: str) -> str:
    """A number with its unit as it is said: 25 %, US$50 million, US$30/kg."""
    found = UNITS.get(unit)
    if found is None:
        return plain_number(amount)
    if not found.currency:
        return f"{plain_number(amount)} {_unit_words(unit, amount)}"
    signs = CURRENCIES[found.currency]
    sign = signs[0] if signs else f"{found.currency} "
    if found.dimension == "price":
        return f"{sign}{plain_number(amount)}/{unit.split('/')[1]}"
    scale = unit.removesuffix(found.currency)
    return f"{sign}{plain_number(amount)}{_SCALES[scale]}"


def _unit_words(unit: str, amount: float) -> str:
    if unit in _AGES:
        return _AGES[unit][amount != 1]
    return {"t/y": "t a year", "kt/y": "kt a year", "Mt/y": "Mt a year"}.get(unit, unit)


def interval_words(value: Interval, item: Field, currency: str = "") -> str:
    """What a field read, in a few words: "26.1 %", "A$35.8 million", "26.1 % or more"."""
    unit = item.unit
    if math.isinf(value.low):
        return "no end"  # of cash that nothing is burnt of
    if currency and unit:
        unit = currency + ("/kg" if unit.endswith("/kg") else "")
    low, high = value
    if unit in CURRENCIES:
        size = max(abs(end) for end in value if math.isfinite(end))
        scale = "bn" if size >= 1e9 else "m" if size >= 1e6 else ""
        low, high = (in_unit(end, unit, scale + unit) for end in value)
        unit = scale + unit
    # Nobody counts cash by days, and no report by more than four digits.
    digits = ".1f" if unit == "mo" else ".4g"
    low, high = (float(f"{end:{digits}}") if math.isfinite(end) else end for end in (low, high))
    if low == high:
        return number_words(low, unit)
    if math.isinf(high):
        return f"{number_words(low, unit)} or more"
    sign, ending = number_words(high, unit).split(plain_number(high), 1)
    return f"{sign}{plain_number(low)}–{plain_number(high)}{ending}"
