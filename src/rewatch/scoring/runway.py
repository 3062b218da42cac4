"""How long the cash on record lasts."""

from __future__ import annotations

import math
from datetime import date

from rewatch.domain.evidence import Cash
from rewatch.domain.values import DAYS_A_MONTH, Interval


def months_left(record: Cash, dated: date, as_of: date) -> Interval | None:
    """Months left from a day on, if the burn on record goes on and nothing is raised.

    Args:
        record: cash and burn per quarter, of one currency.
        dated: the day they speak of.
        as_of: the day it is counted from.

    Returns:
        0 where the cash is gone by then, infinity where nothing is burnt; None where the burn is
        not on record.
    """
    amount, burn = record.amount, record.burn_per_quarter
    if burn is None:
        return None
    gone = (as_of - dated).days / DAYS_A_MONTH
    low = 3 * amount.low / burn.high if burn.high > 0 else math.inf
    high = 3 * amount.high / burn.low if burn.low > 0 else math.inf
    return Interval(max(0.0, low - gone), max(0.0, high - gone))
