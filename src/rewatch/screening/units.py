"""Units of the filter language: which can be turned into which, and by what factor.

Money keeps its currency: turning one into another needs a cited rate and is not done here.
"""

from __future__ import annotations

from dataclasses import dataclass

from rewatch.domain.values import DAYS_A_MONTH


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit.

    Attributes:
        dimension: only units of one dimension can be turned into one another.
        factor: how many of the dimension's base unit it is.
        currency: ISO code for money and prices, "" for the rest.
    """

    name: str
    dimension: str
    factor: float
    currency: str = ""


CURRENCIES = {
    "USD": ("US$", "$"),
    "AUD": ("A$", "AU$"),
    "CAD": ("C$", "CA$"),
    "EUR": ("€",),
    "GBP": ("£",),
    "CNY": ("¥", "RMB"),
    "BRL": ("R$",),
    "ZAR": (),
    "JPY": (),
    "SEK": (),
    "NOK": (),
}
_SCALES = {"": 1.0, "k": 1e3, "m": 1e6, "bn": 1e9}
_SCALE_WORDS = {"k": ("k",), "m": ("m", "mn", "million"), "bn": ("bn", "billion")}

_PLAIN = (
    # The base units: % of TREO, tonnes, tonnes a year, months.
    Unit("%", "share", 1.0),
    Unit("ppm", "share", 1e-4),
    Unit("t", "mass", 1.0),
    Unit("kg", "mass", 1e-3),
    Unit("kt", "mass", 1e3),
    Unit("Mt", "mass", 1e6),
    Unit("t/y", "flow", 1.0),
    Unit("kt/y", "flow", 1e3),
    Unit("Mt/y", "flow", 1e6),
    Unit("d", "time", 1 / DAYS_A_MONTH),
    Unit("w", "time", 7 / DAYS_A_MONTH),
    Unit("mo", "time", 1.0),
    Unit("y", "time", 12.0),
)
_ALIASES = {
    "percent": "%",
    "pct": "%",
    "tonnes": "t",
    "tpa": "t/y",
    "t/a": "t/y",
    "ktpa": "kt/y",
    "kt/a": "kt/y",
    "mtpa": "Mt/y",
    "mt/a": "Mt/y",
    "days": "d",
    "weeks": "w",
    "months": "mo",
    "years": "y",
}


def _units() -> dict[str, Unit]:
    found = {unit.name: unit for unit in _PLAIN}
    for code in CURRENCIES:
        for scale, factor in _SCALES.items():
            found[f"{scale}{code}"] = Unit(f"{scale}{code}", "money", factor, code)
        found[f"{code}/kg"] = Unit(f"{code}/kg", "price", 1.0, code)
        found[f"{code}/t"] = Unit(f"{code}/t", "price", 1e-3, code)
    return found


UNITS: dict[str, Unit] = _units()


def _spellings() -> dict[str, str]:
    found = {name.casefold(): name for name in UNITS}
    found |= _ALIASES
    for code, signs in CURRENCIES.items():
        for sign in (code, *signs):
            low = sign.casefold()
            found[low] = code
            found[f"{low}/kg"], found[f"{low}/t"] = f"{code}/kg", f"{code}/t"
            for scale, words in _SCALE_WORDS.items():
                for word in words:
                    found[f"{word}{low}"] = f"{scale}{code}"
                    found[f"{low}{word}"] = f"{scale}{code}"
    return found


_SPELLINGS = _spellings()
_BARE_SCALES = {word: scale for scale, words in _SCALE_WORDS.items() for word in words}


def find_unit(text: str) -> Unit | None:
    """The unit of that spelling, whatever its case, or None."""
    name = _SPELLINGS.get(text.casefold())
    return UNITS[name] if name else None


def is_unit(text: str) -> bool:
    """Whether a word standing alone after a number would be read as its unit."""
    return text.casefold() in _SPELLINGS or text.casefold() in _BARE_SCALES


def spellings() -> tuple[str, ...]:
    """Every spelling that is a unit, lower case, in order."""
    return tuple(sorted({*_SPELLINGS, *_BARE_SCALES}))


def unit_for(field_unit: str, prefix: str, suffix: str) -> Unit | None:
    """The unit a number is meant in, for a field of some unit.

    Args:
        field_unit: the field's own unit, which a bare number is taken in; "" for a plain number.
        prefix: what stands before the digits ("US$", "AUD" or "").
        suffix: what stands after them ("m", "kt", "% ", "").

    Returns:
        The unit, or None where nothing of that spelling fits the field.
    """
    own = UNITS.get(field_unit)
    spelled = prefix + suffix
    if own is None:
        return None
    if not spelled:
        return own
    if own.dimension == "money" and suffix.casefold() in _BARE_SCALES and not prefix:
        return UNITS[_BARE_SCALES[suffix.casefold()] + own.currency]
    found = find_unit(spelled)
    if found is not None and found.dimension == "mass" and own.dimension == "flow":
        # A capacity is so many tonnes a year, whether the year is written or not.
        found = UNITS.get(f"{found.name}/y")
    return found if found is not None and found.dimension == own.dimension else None


def in_unit(amount: float, unit: str, target: str) -> float:
    """An amount turned into another unit of the same dimension (and currency, for money)."""
    if unit == target:
        return amount
    return amount * UNITS[unit].factor / UNITS[target].factor


def dimension_words(field_unit: str) -> str:
    """What may be typed for a field of this unit, in words for an error."""
    unit = UNITS.get(field_unit)
    if unit is None:
        return "a plain number"
    if unit.dimension == "money":
        return "an amount such as 50m, US$50m or 50mAUD"
    if unit.dimension == "price":
        return "a price such as 30 US$/kg"
    names = [item.name for item in _PLAIN if item.dimension == unit.dimension]
    return f"a number in {' or '.join(names)}; a bare number is in {field_unit}"
