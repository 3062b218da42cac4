"""Figures as people type them, turned into the unit a field is kept in.

`12.5 kt`, `A$3.2m`, `40-45 %`, `0.02 % to 300 ppm`, `<5`: a number or a range with the unit it was
published in. A unit of another dimension is refused, never guessed at; a bare number is taken in
the field's own unit. Money keeps its currency: no rate is applied here.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from rewatch.domain.errors import UsageError
from rewatch.storage.currency_codes import CURRENCIES

Dimension = Literal["share", "ppm", "mass", "flow", "money"]

# What the fields that hold a measured figure are in.
DIMENSIONS: dict[str, Dimension] = {
    "pct": "share",
    "treo_pct": "share",
    "share_pct": "share",
    "ownership_pct": "share",
    "tonnes_mt": "mass",
    "tonnes_per_year": "flow",
    "thorium_ppm": "ppm",
    "uranium_ppm": "ppm",
    "amount": "money",
    "burn_per_quarter": "money",
    "price": "money",
    "shares": "money",
}

# Each unit of a dimension, in the unit its fields are kept in: %, ppm, Mt, t a year, whole money.
_UNITS: dict[Dimension, dict[str, float]] = {
    "share": {"%": 1.0, "pct": 1.0, "percent": 1.0, "ppm": 1e-4, "g/t": 1e-4},
    "ppm": {"ppm": 1.0, "g/t": 1.0, "%": 1e4, "pct": 1e4, "percent": 1e4},
    "mass": {"mt": 1.0, "million t": 1.0, "million tonnes": 1.0, "kt": 1e-3, "t": 1e-6,
             "tonnes": 1e-6, "bt": 1e3},
    "flow": {"t": 1.0, "tpa": 1.0, "t/a": 1.0, "t/y": 1.0, "t/yr": 1.0, "tonnes": 1.0,
             "kt": 1e3, "ktpa": 1e3, "kt/a": 1e3, "kt/y": 1e3, "mtpa": 1e6, "mt": 1e6,
             "mt/a": 1e6, "mt/y": 1e6, "kg": 1e-3, "kg/y": 1e-3, "kg/a": 1e-3},
    "money": {"": 1.0, "k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "mln": 1e6, "mio": 1e6,
              "million": 1e6, "bn": 1e9, "b": 1e9, "bln": 1e9, "billion": 1e9},
}  # fmt: skip
_BASE: dict[Dimension, str] = {
    "share": "%", "ppm": "ppm", "mass": "Mt", "flow": "t a year", "money": "",
}  # fmt: skip
# More than any deposit or plant there is: such a figure was meant in another unit.
_MOST: dict[Dimension, tuple[float, str]] = {
    "mass": (50_000.0, "t"),
    "flow": (5_000_000.0, "kg"),
}
_CURRENCIES = {
    "a$": "AUD", "au$": "AUD", "us$": "USD", "$": "", "c$": "CAD", "ca$": "CAD", "€": "EUR",
    "£": "GBP", "¥": "", "rmb": "CNY", "r$": "BRL",
}  # fmt: skip
_OF_SIGN = {"$": "USD or AUD", "¥": "CNY or JPY"}  # whose sign is that of several
_NUMBER = r"[+-]?(?:(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?"
_ONE = re.compile(rf"([^\d.+\-]*?)\s*({_NUMBER})\s*(.*)\Z", re.DOTALL)
_RANGE = re.compile(r"\s+to\s+|\.\.|\s*[–—]\s*|(?<=[\d%a-zA-Z$)])\s*-\s*(?=[\d.$a-zA-Z€£¥])")
# No company reports so little: such cash, or burn, was printed in thousands or millions.
_LEAST_BARE = 100_000
_LONGEST = 60  # characters of a figure
# A single figure that is negative, as typed or as accounts print it: -20m, A$-20m, (20m).
_NEGATIVE = re.compile(rf"(\D*?)[-−–—(]\s*(\D*?{_NUMBER}\D*?)\)?\Z")
_GOES_OUT = "a burn is money going out:"
_CAME_IN = "or 0 where more came in than went out"


class Figure(NamedTuple):
    """A figure in the unit of its field.

    Attributes:
        low: the low end.
        high: the high end; equal to `low` for a single number.
        currency: ISO code where the figure named one, else empty.
        said: what was converted, for the preview; empty where nothing was.
        bare: the ends that were typed without a unit or scale.
    """

    low: float
    high: float
    currency: str = ""
    said: str = ""
    bare: tuple[float, ...] = ()

    def plain(self) -> float | list[float]:
        """As a file holds it."""
        return self.low if self.low == self.high else [self.low, self.high]


def read_figure(text: str, dimension: Dimension, name: str = "the figure") -> Figure:
    """Reads a figure as typed.

    Args:
        text: a number or a range, with or without units.
        dimension: what kind of quantity the field holds.
        name: of the field, for messages.

    Raises:
        UsageError: no figure, or a unit of something else.
    """
    bare = text.strip().removeprefix("[").removesuffix("]").strip()
    below = bare.startswith(("<", "≤"))
    bare = bare.lstrip("<≤~≈ ").strip()
    parts = _RANGE.split(bare)
    if len(parts) == 1 and bare.count(",") == 1 and re.search(r",\s", bare):
        parts = bare.split(",")
    if (
        not 1 <= len(parts) <= 2
        or not all(part.strip() for part in parts)
        or (below and len(parts) > 1)
    ):
        raise UsageError(f"{name}: {text!r} is no number and no range such as 40-45")
    ends = [_one(part, dimension, name, text) for part in parts]
    # "40-45 kt": the unit behind the range is that of both ends.
    if len(ends) == 2 and ends[0][1] == "" and ends[1][1]:
        ends[0] = _one(f"{parts[0]} {ends[1][1]}", dimension, name, text)
    values = [value for value, _, _ in ends]
    low, high = (0.0, values[0]) if below else (values[0], values[-1])
    if low > high:
        raise UsageError(f"{name}: {text!r}: the low end of a range comes first")
    currencies = {currency for _, _, currency in ends if currency}
    if len(currencies) > 1:
        raise UsageError(f"{name}: {text!r} mixes currencies")
    _plausible(high, dimension, name, text)
    bare_ends = tuple(value for value, unit, _ in ends if not unit)
    figure = Figure(low, high, next(iter(currencies), ""), bare=bare_ends)
    converted = any(unit and _UNITS[dimension][unit] != 1 for _, unit, _ in ends)
    return figure._replace(said=_said(figure, dimension, name, text)) if converted else figure


def read_cash(text: str, name: str, currency: str = "", *, burn: bool = False) -> Figure:
    """Reads cash or what a quarter burns, and refuses what only looks like whole money.

    Reports print both in thousands or millions, and outflows as negatives. So a figure typed as
    printed lacks its scale, and a burn may carry a minus that would make it none at all.

    Args:
        text: as `read_figure` takes it.
        name: of the field, for messages.
        currency: it would be in, where the text names none; for messages.
        burn: whether it is money going out. A range that ends above 0 may begin below it.

    Raises:
        UsageError: as `read_figure`; or the figure lacks its scale or its sign is wrong.
    """
    typed = " ".join(text.split())
    positive = _positive(typed, name) if burn else None
    if positive is not None:
        plain, figure = positive
        write = _scaled(plain, figure) if _unlikely(figure) else plain
        raise UsageError(f"{name}: {_GOES_OUT} write {write}, {_CAME_IN}")
    figure = read_figure(text, "money", name)
    if burn and figure.low < 0 and figure.high <= 0:
        raise UsageError(f"{name}: {_GOES_OUT} write the range without its minus, {_CAME_IN}")
    if _unlikely(figure):
        ends = [f"{end:,.{'0f' if abs(end) >= 1 else '12g'}}" for end in _ends(figure)]
        of = f"{figure.currency or currency} " if figure.currency or currency else ""
        raise UsageError(
            f"{name}: {typed} would be {of}{' to '.join(ends)}: write {_scaled(typed, figure)}"
        )
    return figure


def read_currency(text: str) -> str:
    """The code of a currency that is typed by itself: `AUD`, `aud`, `A$`, `RMB`.

    Args:
        text: as typed.

    Raises:
        UsageError: it is none, the sign of several, or an amount; says first what to type.
    """
    typed = text.strip()
    word = typed.casefold()
    code = _CURRENCIES.get(word, word.upper())
    if code in CURRENCIES:
        return code
    if word in _OF_SIGN:
        raise UsageError(f"type three letters, as {_OF_SIGN[word]}; {word} is the sign of several")
    try:
        named = read_figure(typed, "money").currency
    except UsageError:
        named = ""
    if named:
        raise UsageError(f"type {named} alone; {typed!r} is an amount")
    raise UsageError(f"type three letters, as AUD; {typed!r} is no currency")


def _positive(typed: str, name: str) -> tuple[str, Figure] | None:
    """A single negative figure without its sign, and what it is; None where it is none."""
    match = _NEGATIVE.match(typed) if len(typed) <= _LONGEST else None
    if match is None:
        return None
    plain = match[1] + match[2]
    try:
        figure = read_figure(plain, "money", name)
    except UsageError:
        return None  # no figure: told of the whole text
    return (plain, figure) if figure.high > 0 else None


def _unlikely(figure: Figure) -> bool:
    """Whether an end without a scale can hardly be meant in whole money."""
    return any(0 < end < _LEAST_BARE for end in figure.bare)


def _scaled(typed: str, figure: Figure) -> str:
    """How to write the figure in millions or in thousands."""
    lacking = {abs(end) for end in figure.bare if 0 < abs(end) < _LEAST_BARE}

    def put(scale: str) -> str:
        def one(number: re.Match[str]) -> str:
            value = abs(_clean(float(number[0].replace(",", ""))))
            return number[0] + (scale if value in lacking else "")

        return re.sub(_NUMBER, one, typed)

    return f"{put('m')} for millions, {put('k')} for thousands"


def _one(part: str, dimension: Dimension, name: str, text: str) -> tuple[float, str, str]:
    """One end: its value in the field's unit, the unit it was typed in, its currency."""
    match = _ONE.match(part.strip())
    if match is None:
        raise UsageError(f"{name}: {text!r} is no number and no range such as 40-45")
    before, unit = match[1].strip().casefold(), " ".join(match[3].casefold().split())
    if re.match(r"[\d.,'’]", unit):
        # Figures left over would be dropped, or a comma taken for nothing: a guess either way.
        raise UsageError(
            f"{name}: {text!r}: write decimals with a point and thousands with a comma or "
            "nothing, as 12.5 or 1,200"
        )
    currency = ""
    if dimension == "money":
        unit, currency = _money(before, unit, name, text)
    elif before:
        raise UsageError(f"{name}: {text!r} is no number and no range such as 40-45")
    units = _UNITS[dimension]
    if unit and unit not in units:
        known = ", ".join(word for word in units if word)
        raise UsageError(f"{name}: {unit!r} is no unit of it; it takes {known}")
    value = float(match[2].replace(",", ""))
    return _clean(value * units.get(unit, 1.0)), unit, currency


def _money(before: str, after: str, name: str, text: str) -> tuple[str, str]:
    """The scale and the currency among the words around an amount."""
    scale, currency = "", ""
    for word in (before, *re.findall(r"[a-z]*\$|[€£¥]|[a-z]+|\S+", after)):
        if word in _UNITS["money"] and word:
            scale = word
        elif word in _CURRENCIES or word.upper() in CURRENCIES:
            currency = _CURRENCIES.get(word, word.upper())
        elif word:
            raise UsageError(f"{name}: {text!r}: {word!r} is no currency and no scale (k, m, bn)")
    return scale, currency


def _plausible(value: float, dimension: Dimension, name: str, text: str) -> None:
    most, smaller = _MOST.get(dimension, (float("inf"), ""))
    if value > most:
        base = _BASE[dimension]
        raise UsageError(
            f"{name}: {text!r} is {value:,.12g} {base}, more than there is anywhere; a bare number "
            f"is taken in {base}; if it is in {smaller}, write {smaller} behind it"
        )


def _said(figure: Figure, dimension: Dimension, name: str, text: str) -> str:
    ends = [f"{end:,.12g}" for end in _ends(figure)]
    unit = figure.currency if dimension == "money" else _BASE[dimension]
    return f"{name}: {text.strip()} is {' to '.join(ends)} {unit}".rstrip()


def _ends(figure: Figure) -> list[float]:
    """Both ends, or the one value."""
    return list(dict.fromkeys((figure.low, figure.high)))


def _clean(value: float) -> float:
    """Without the dust that multiplying by 0.001 leaves behind."""
    return float(f"{value:.12g}")
