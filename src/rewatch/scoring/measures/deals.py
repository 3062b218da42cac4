"""Partnerships: offtake, processing partners, strategic equity."""

from __future__ import annotations

from rewatch.domain.rubric import Indicator
from rewatch.domain.values import Interval
from rewatch.scoring.case import Case, Found, best_of, hull_of, leading, widest
from rewatch.scoring.measures.elements import span
from rewatch.scoring.results import Held


def deals(case: Case) -> list[list[Held]]:
    """Live deals about rare earths, one list per partner and type; ended ones are left out."""
    return [
        group
        for group in case.speaking("partnership")
        if group[0].record.rare_earths and set(group[0].record.status) != {"ended"}
    ]


def _level(indicator: Indicator, group: list[Held]) -> Interval:
    """The status of a deal on the ladder; a range of statuses or a dispute gives its hull."""
    return hull_of(
        Interval.parse(sorted(indicator.levels.get(end, 0.0) for end in item.record.status))
        for item in group
    )


def offtake(case: Case, indicator: Indicator) -> Found | None:
    """Sum over offtakes, firmest first, of status times share of planned output.

    Shares together count up to a part of the output (60 %), which is what full marks need.
    """
    full_at = indicator.number("full_at_pct_of_output")
    groups = [
        group
        for group in deals(case)
        if group[0].record.type in ("offtake", "supply") and group[0].record.flow == "out"
    ]
    if not groups:
        return None
    levels = {group[0].id: _level(indicator, group) for group in groups}
    shares = {group[0].id: _share(case, group[0], full_at) for group in groups}
    order = sorted(groups, key=lambda g: (-levels[g[0].id].low, -levels[g[0].id].high, g[0].id))
    parts: list[tuple[Interval, Held]] = []
    left = Interval(full_at, full_at)
    for group in order:
        share = shares[group[0].id]
        taken = Interval(min(share.low, left.low), min(share.high, left.high))
        left = Interval(left.low - taken.low, left.high - taken.high)
        level = levels[group[0].id]
        plain = Interval(level.low * taken.low / full_at, level.high * taken.high / full_at)
        parts.append((case.widen(plain, indicator, case.worst(group)), group[0]))
    total = Interval(
        min(100.0, sum(value.low for value, _ in parts)),
        min(100.0, sum(value.high for value, _ in parts)),
    )
    used = tuple(item for group in order for item in group)
    first = order[0][0].record
    share_text = span(shares[order[0][0].id], 0)
    more = f" and {len(order) - 1} more" if len(order) > 1 else ""
    label = f"{_status(order[0][0])}: {first.partner}{more}"
    reason = (
        f"The firmest offtake is {_status(order[0][0])}, with {first.partner}, for {share_text} % "
        f"of the planned output{f'; {len(order)} offtakes count together' if more else ''}."
    )
    return Found(total, used, case.worst(used), label, reason, case.draw_of(widest(parts)))


def _status(item: Held) -> str:
    low, high = item.record.status
    name = {"mou": "memorandum"}
    low, high = name.get(low, low), name.get(high, high)
    return low if low == high else f"{low} to {high}"


def _share(case: Case, item: Held, full_at: float) -> Interval:
    """Share of planned output, %: as stated, else tonnes over the capacity of the product."""
    record = item.record
    if record.share_pct is not None:
        return Interval(*record.share_pct)
    product = record.product or (case.lead.product if case.lead else None)
    if record.tonnes_per_year is not None and product is not None:
        for group in case.speaking("capacity", lead_only=True):
            if group[0].record.product == product:
                capacity = hull_of(one.record.tonnes_per_year for one in group)
                if capacity.low > 0:
                    tonnes = record.tonnes_per_year
                    return Interval(
                        min(100.0, 100 * tonnes.low / capacity.high),
                        min(100.0, 100 * tonnes.high / capacity.low),
                    )
    return Interval(0.0, full_at)


def _best_deal(
    case: Case, indicator: Indicator, groups: list[list[Held]], what: str
) -> Found | None:
    if not groups:
        return None
    parts = [
        (case.widen(_level(indicator, group), indicator, case.worst(group)), group[0])
        for group in groups
    ]
    head = leading(parts)
    used = tuple(item for group in groups for item in group if group[0] is head)
    kind = head.record.type.replace("-", " ")
    label = f"{_status(head)}: {head.record.partner}"
    reason = f"The firmest {what} is {_status(head)}: {kind} with {head.record.partner}."
    return Found(best_of(parts), used, case.worst(used), label, reason, case.draw_of(widest(parts)))


def processing_partner(case: Case, indicator: Indicator) -> Found | None:
    """The firmest deal with a processing, technology or feed-supply partner."""
    groups = [
        group
        for group in deals(case)
        if group[0].record.type in ("processing", "technology")
        or (group[0].record.type in ("supply", "offtake") and group[0].record.flow == "in")
    ]
    return _best_deal(case, indicator, groups, "processing, technology or supply partner")


def strategic_equity(case: Case, indicator: Indicator) -> Found | None:
    """The firmest stake taken in the company by industry or a government, or joint venture."""
    counted = indicator.names("counted_investors")
    groups = [
        group
        for group in deals(case)
        if group[0].record.type == "joint-venture"
        or (
            group[0].record.type == "equity"
            and group[0].record.flow == "in"
            and group[0].record.investor in counted
        )
    ]
    return _best_deal(case, indicator, groups, "strategic stake")
