"""The cash grid without its widgets: what a line comes to, and what is on record, in words."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len

from rewatch.domain.values import Interval
from rewatch.scorecards.figures import money
from rewatch.scoring.runway import months_left
from rewatch.tui.text import fitted
from rewatch.tui.widgets.paint import DIM, PLAIN, Piece

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from rewatch.scoring.results import CompanyScore, Held
    from rewatch.workspace import Draft

_MOST_MONTHS = 1200
_NAME = 8  # cells of a name at least
_OLD = 183  # days after which figures of a quarter are old: two newer ones are due
_DATED = 46  # cells for name and cash on record from which its date stands with it


@dataclass(frozen=True, slots=True)
class Line:
    """What one line of the grid comes to.

    Attributes:
        draft: what would be saved, None where it is unknown or nothing usable is typed.
        wrong: why it cannot be used.
        months: how long the cash lasts from the as-of date on; None where it cannot be told.
        currency: typed with an amount, else that of the cash on record.
        later: the day it speaks of, where that is after the one that is looked at.
    """

    draft: Draft | None = None
    wrong: str = ""
    months: Interval | None = None
    currency: str = ""
    later: date | None = None


def named(score: CompanyScore, room: int) -> list[Piece]:
    """A company and its cash on record, in that many cells."""
    amount, day = _known(score)
    known = f"{amount} {day}" if room >= _DATED else amount
    if room < _NAME + 1 + cell_len(known):
        return [(fitted(score.name, room), PLAIN)]  # half an amount reads as another one
    return [(fitted(score.name, max(_NAME, room - cell_len(known) - 1)), PLAIN), (f" {known}", DIM)]


def whole(score: CompanyScore) -> int:
    """Cells in which a company and its cash on record stand uncut, with the date."""
    known = " ".join(filter(None, _known(score)))
    return max(_DATED, cell_len(score.name) + 1 + cell_len(known))


def _cash(score: CompanyScore) -> Held | None:
    """The record of its cash that counts, None where there is none."""
    chosen = (held for held in score.records if held.use == "chosen")
    return next((held for held in chosen if held.record.kind == "cash"), None)


def _known(score: CompanyScore) -> tuple[str, str]:
    """The cash on record and its date; both empty where there is none."""
    held = _cash(score)
    if held is None:
        return "", ""
    record = held.record
    amount = money(record.amount, record.currency)
    short = amount.replace(" million", "m").replace(" billion", "bn")
    return short, str(record.as_of or "")


def on_record(score: CompanyScore, as_of: date) -> str:
    """How long the cash on record still lasts; empty where none can tell.

    With the month of figures that are old: that none is left by them says little of today.
    """
    held = _cash(score)
    if held is None or held.dated is None:
        return ""
    left = months_left_of(held.record, held.dated, as_of)
    month = f", {held.dated:%Y-%m}" if (as_of - held.dated).days > _OLD else ""
    return f"{_span(left)}{month}" if left else ""


def months_left_of(record: Any, dated: date, as_of: date) -> Interval | None:
    """Months left as filters count them; None where nothing is burnt, or nobody says."""
    left = months_left(record, min(dated, as_of), as_of)
    return None if left is None or math.isinf(left.low) else left


def comes_to(line: Line) -> str:
    """How long the cash lasts, and the currency, which need not have been typed."""
    if line.draft is None:
        return "not recorded"
    if line.months is None:
        return f"{line.currency}: no burn"
    if far(line):
        return f"{line.currency}: 100+ years"
    return f"{line.currency} {_span(line.months)}"


def counts_later(lines: Iterable[Line], as_of: date) -> str:
    """That figures speak of a later day than the one that is looked at; empty where none does."""
    later = min((line.later for line in lines if line.later is not None), default=None)
    return f"counted from {later} on, not on {as_of}, the day looked at" if later else ""


def typed_words(typed: Mapping[str, tuple[str, str]]) -> str:
    """What was typed for some companies: `Iluka cash 12m, burn 2m; Lynas burn 5m`.

    Args:
        typed: cash and burn by the company's name; empty where nothing was typed.
    """

    def words(cash: str, burn: str) -> str:
        return ", ".join(
            text for text in (cash and f"cash {cash}", burn and f"burn {burn}") if text
        )

    return "; ".join(f"{name} {words(*cells)}" for name, cells in typed.items())


def far(line: Line) -> bool:
    """Whether it lasts longer than any cash: one of the two lacks its m."""
    return line.months is not None and line.months[0] > _MOST_MONTHS


def _span(months: Interval) -> str:
    """Months left, worded as a filter words its runway."""
    ends = ["∞" if math.isinf(value) else f"{max(value, 0.0):.0f}" for value in months]
    said = "–".join(dict.fromkeys(ends))
    return f"{said} {'month' if said == '1' else 'months'}"
