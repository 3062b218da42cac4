"""Numbers and dates as they stand in a document; the only place where they are rounded."""

from __future__ import annotations

from datetime import date
from typing import Any

from rewatch.domain.values import Interval


def points(value: float) -> str:
    """Points of 100, one decimal."""
    # A negative zero would print as -0.0.
    return f"{value + 0.0:.1f}".replace("-0.0", "0.0") if abs(value) < 0.05 else f"{value:.1f}"


def points_range(value: Interval) -> str:
    """Proven to possible points: "31.6–84.8", or one number where both print alike."""
    low, high = points(value.low), points(value.high)
    return low if low == high else f"{low}–{high}"


def number(value: float, digits: int = 1) -> str:
    """A measured number without trailing zeros; small ones keep two figures."""
    text = f"{value:,.{digits}f}"
    if value and float(text.replace(",", "")) == 0:
        text = f"{value:.2g}"
    return text.rstrip("0").rstrip(".") if "." in text and "e" not in text else text


def span(value: Interval, digits: int = 1) -> str:
    """A measured interval: "26.1" or "26.1–38"; "to" stands between where one is negative."""
    low, high = number(value.low, digits), number(value.high, digits)
    if low == high:
        return low
    return f"{low} to {high}" if value.low < 0 else f"{low}–{high}"


def percent(share: float, digits: int = 0) -> str:
    """A share of 1 as per cent; the number and the sign stay on one line."""
    return f"{100 * share:.{digits}f}\u00a0%"


_SIZES = ((1e9, "billion"), (1e6, "million"))


def money(amount: Interval, currency: str) -> str:
    """An amount in its own currency: "USD 300 million", "AUD 1.68 billion", "up to EUR 5"."""
    if amount.low == 0 < amount.high:
        return f"up to {money(Interval(amount.high, amount.high), currency)}"
    for size, name in _SIZES:
        if abs(amount.high) >= size:
            return f"{currency} {span(amount.scaled(1 / size), 2)} {name}"
    return f"{currency} {span(amount, 2)}"


def as_said(value: Any, *, ends: bool = False) -> str:
    """A field of a record as text, not rounded.

    Args:
        value: what the field holds.
        ends: two values are the ends of a range; if not, several are a list.
    """
    if isinstance(value, float):
        return f"{value:,.12g}"
    if isinstance(value, dict):
        return ", ".join(f"{key} {as_said(item)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        texts = [as_said(item) for item in value]
        ends = ends or all(isinstance(item, int | float) for item in value)  # an interval
        return (" to " if ends else ", ").join(dict.fromkeys(texts) if ends else texts)
    return str(value)


def day(value: date) -> str:
    """A day as the files write it."""
    return value.isoformat()
