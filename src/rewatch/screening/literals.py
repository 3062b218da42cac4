"""Values as typed, read by the type of the field they stand for."""

from __future__ import annotations

import re

from rewatch.domain.values import PartialDate
from rewatch.screening.fields import Field, Registry
from rewatch.screening.raw import RawScalar
from rewatch.screening.syntax import Age, Day, Name, Number, Range, Scalar, Today
from rewatch.screening.units import UNITS, find_unit, in_unit, is_unit, unit_for

_NUMBER = re.compile(r"([^\W\d_]*[$€£¥]?)([+-]?)(\d+\.?\d*|\.\d+)(.*)\Z", re.DOTALL)
_AGE = re.compile(r"(\d{1,5})(d|w|mo|m|y|days?|weeks?|months?|years?)\Z", re.IGNORECASE)
_AGE_UNITS = {"d": "d", "w": "w", "m": "mo", "y": "y"}
# Beyond this a number says nothing about a company.
_LARGEST = 1e15


class LiteralError(Exception):
    """A value that cannot be read; `about_unit` says that its unit is what is wrong."""

    def __init__(
        self, reason: str, nearest: tuple[str, ...] = (), about_unit: bool = False
    ) -> None:
        self.nearest, self.about_unit = nearest, about_unit
        super().__init__(reason)


def read_value(item: Field, raw: RawScalar, registry: Registry) -> Scalar:
    """One value of a field.

    Raises:
        LiteralError: it is none.
    """
    shown = raw.text if len(raw.text) <= 40 else raw.text[:39] + "…"
    if item.type == "number":
        return _number(item, raw, shown)
    if raw.unit:
        raise LiteralError(f"{item.name} takes no unit", about_unit=True)
    if item.type == "date":
        return _date(raw, shown)
    if not raw.text.strip():
        raise LiteralError("there is nothing between the quotes")
    if not item.values():
        return Name(raw.text)
    found = registry.value_of(item, raw.text)
    if found is None:
        close = registry.nearest_values(item, raw.text)
        having = () if close else registry.taking(raw.text)[:3]
        elsewhere = f", which is a value of {', '.join(having)}" if having else ""
        raise LiteralError(f"{item.name} has no value {shown!r}{elsewhere}", close)
    return Name(found)


def _number(item: Field, raw: RawScalar, shown: str) -> Number:
    match = _NUMBER.match(raw.text)
    if match is None:
        raise LiteralError(f"{shown!r} is no number")
    prefix, sign, digits, suffix = match[1], match[2], match[3], match[4]
    if suffix and raw.unit:
        raise LiteralError(f"{shown!r} has a unit already", about_unit=True)
    amount = float(sign + digits)
    if abs(amount) > _LARGEST:
        raise LiteralError("the number is too large")
    spelled = suffix or raw.unit
    own = UNITS.get(item.unit)
    if own is None:
        if prefix or spelled:
            reason = (
                f"{item.name} has no unit"
                if is_unit(prefix + spelled)
                else f"{shown!r} is no number"
            )
            raise LiteralError(reason, about_unit=True)
        return Number(amount + 0.0)
    unit = unit_for(item.unit, prefix, spelled)
    if unit is None:
        known = find_unit(prefix + spelled)
        if known is not None:
            raise LiteralError(
                f"{known.name} cannot be turned into {own.name}, which {item.name} is in",
                about_unit=True,
            )
        if prefix and not spelled and not re.search(r"[$€£¥]", prefix):
            raise LiteralError(f"{shown!r} is no number")
        raise LiteralError(f"there is no unit {(prefix + spelled)[:20]!r}", about_unit=True)
    return Number(amount + 0.0, unit.name)


def check_range(found: Range) -> None:
    """Refuses a range of numbers whose ends stand the wrong way round."""
    low, high = found.low, found.high
    if not isinstance(low, Number) or not isinstance(high, Number):
        return
    if low.unit and UNITS[low.unit].currency != UNITS[high.unit].currency:
        raise LiteralError("both ends of a range are in one currency")
    end = in_unit(high.amount, high.unit, low.unit) if low.unit else high.amount
    if low.amount > end:
        raise LiteralError("the lower end of a range comes first")


def _date(raw: RawScalar, shown: str) -> Scalar:
    text = raw.text.casefold()
    if text == "today":
        return Today()
    age = read_age(raw.text)
    if age is not None:
        return age
    try:
        return Day(str(PartialDate.parse(raw.text.upper())))
    except ValueError as error:
        known = re.match(r"\d{4}", raw.text)
        raise LiteralError(str(error) if known else f"{shown!r} is no date") from None


def read_age(text: str) -> Age | None:
    """An age such as 90d, 12w, 6mo or 2y, None where the text is none."""
    match = _AGE.match(text)
    if match is None:
        return None
    unit = _AGE_UNITS[match[2][0].casefold()]
    return Age(int(match[1]), unit)  # type: ignore[arg-type]
