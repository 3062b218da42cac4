"""One field of a record by itself: what is typed into it is looked at as soon as it is left.

The whole record is held against its model when it is drafted; here only what a single field can
say of itself: figures with their units, and the oxides of a mix.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from rewatch.domain.elements import OXIDES, no_oxide
from rewatch.domain.errors import UsageError
from rewatch.domain.evidence import Distribution
from rewatch.domain.values import Interval, NonNegative, Percent
from rewatch.storage.evidence_add import newest_currency, oxide_shares
from rewatch.storage.figures import DIMENSIONS, read_cash, read_figure
from rewatch.storage.saving import made

if TYPE_CHECKING:
    from rewatch.domain.company import Company


def check_field(kind: str, key: str, value: Any) -> str:
    """Looks at one field as it is typed.

    Args:
        kind: of the record.
        key: of the field.
        value: the text; of a distribution's oxides the shares by oxide.

    Returns:
        what was converted or adds up, in words; mostly empty.

    Raises:
        UsageError: it cannot be used, whatever stands in the other fields.
    """
    name = key.replace("_", " ")
    if key == "oxides" and isinstance(value, Mapping):
        return _mix(value)
    if key == "oxides":
        _names(str(value))
    elif key in DIMENSIONS:
        burn = key == "burn_per_quarter"
        figure = (
            read_cash(value, name, burn=burn)
            if kind == "cash"
            else read_figure(value, DIMENSIONS[key], name)
        )
        sort = Interval if burn else Percent if DIMENSIONS[key] == "share" else NonNegative
        try:
            sort.parse(figure.plain())
        except ValueError as error:
            raise UsageError(f"{name}: {error}") from None
        return figure.said
    return ""


def _mix(shares: Mapping[str, Any]) -> str:
    """How many oxides, and what their shares add up to."""
    found = oxide_shares(shares, [])
    blank = {"id": "mix", "kind": "distribution", "source": "mix", "recorded": date.min}
    mix = made(Distribution, {**blank, "basis": "unknown", "oxides": found})
    low = sum(share.low for share in mix.oxides.values())
    high = sum(share.high for share in mix.oxides.values())
    total = f"{low:.4g}" if low == high else f"{low:.4g} to {high:.4g}"
    return f"{len(found)} oxide{'s' * (len(found) != 1)}, {total} % of TREO together"


def _names(text: str) -> None:
    """Refuses what is no oxide."""
    for word in filter(None, re.split(r"[,;\s]+", text)):
        if word not in OXIDES:
            raise UsageError(no_oxide(word))


def currency_of(company: Company, kind: str, amount: str) -> str:
    """The currency that an amount is in although none is typed beside it; empty where none says.

    Args:
        company: whose record it is.
        kind: of the record; cash goes on in the currency of the newest on record.
        amount: as typed.
    """
    usual = newest_currency(company) if kind == "cash" else ""
    try:
        return read_figure(amount, "money").currency or usual
    except UsageError:
        return usual
