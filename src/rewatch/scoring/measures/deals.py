"""Partnerships: offtake, processing partners, strategic equity."""

from __future__ import annotations

from rewatch.domain.rubric import Indicator
from rewatch.domain.values import Interval
from rewatch.scoring.case import Case, Found, Part, behind, best_of, hull_of, leading, widest
from rewatch.scoring.measures.elements import span
from rewatch.scoring.results import Held


def deals(case: Case) -> list[list[Held]]:
    """Live deals about rare earths, one list per partner and type; ended ones are left out."""
    return [
        group
        for group in case.speaking("partnership")
        if group[0].record.rare_earths
        and any(end != "ended" for item in group for end in item.record.status)
    ]


def _level(indicator: Indicator, group: list[Held]) -> Interval:
    """The status of a deal on the ladder; a range of statuses or a dispute gives its hull.

    An ended deal counts nothing, and needs no level.
    """
    values = [
        0.0 if end == "ended" else indicator.level(end)
        for item in group
        for end in item.record.status
    ]
    return Interval(min(values), max(values))


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
    placed = {group[0].id: _share(case, group, full_at) for group in groups}
    shares = {key: share for key, (share, _) in placed.items()}
    order = sorted(groups, key=lambda g: (-levels[g[0].id].low, -levels[g[0].id].high, g[0].id))
    lows = _filled({key: (level.low, shares[key].low) for key, level in levels.items()}, full_at)
    highs = _filled({key: (level.high, shares[key].high) for key, level in levels.items()}, full_at)
    parts: list[Part] = []
    for group in order:
        low, high = lows[group[0].id], highs[group[0].id]
        sources = [*group, *placed[group[0].id][1]]
        # A deal may be the firmest by what is proved and not by what is possible.
        plain = Interval(low, max(low, high))
        parts.append(case.part(plain, indicator, sources))
    total = Interval(
        min(100.0, sum(part.value.low for part in parts)),
        min(100.0, sum(part.value.high for part in parts)),
    )
    used = tuple(item for part in parts for item in part.used)
    first = order[0][0].record
    share_text = span(shares[order[0][0].id], 0)
    more = f" and {len(order) - 1} more" if len(order) > 1 else ""
    label = f"{_status(order[0][0])}: {first.partner}{more}"
    reason = (
        f"The firmest offtake is {_status(order[0][0])}, with {first.partner}, for {share_text} % "
        f"of the planned output{f'; {len(order)} offtakes count together' if more else ''}."
    )
    return Found(total, used, case.worst(used), label, reason, case.draw_of(widest(parts)))


def _filled(deals: dict[str, tuple[float, float]], full_at: float) -> dict[str, float]:
    """What each deal adds when the firmest take their share of the output first.

    Args:
        deals: level and share of output in % by deal.
        full_at: share of output, %, that all deals together fill at most.
    """
    found, left = {}, full_at
    for key, (level, share) in sorted(deals.items(), key=lambda deal: (-deal[1][0], deal[0])):
        taken = min(share, left)
        left -= taken
        found[key] = level * taken / full_at
    return found


def _status(item: Held) -> str:
    low, high = item.record.status
    name = {"mou": "memorandum"}
    low, high = name.get(low, low), name.get(high, high)
    return low if low == high else f"{low} to {high}"


def _share(case: Case, group: list[Held], full_at: float) -> tuple[Interval, list[Held]]:
    """Share of planned output, %, and the capacity it was worked out with.

    As stated, else tonnes over the capacity of the product; where records dispute, all between.
    """
    found = [_share_of(case, item, full_at) for item in group]
    capacities = {item.id: item for _, records in found for item in records}
    return hull_of(share for share, _ in found), list(capacities.values())


def _share_of(case: Case, item: Held, full_at: float) -> tuple[Interval, list[Held]]:
    record = item.record
    if record.share_pct is not None:
        return Interval(*record.share_pct), []
    product = record.product or (case.lead.product if case.lead else None)
    tonnes = record.tonnes_per_year
    for group in case.speaking("capacity", lead_only=True):
        capacity = hull_of(one.record.tonnes_per_year for one in group)
        if tonnes is not None and group[0].record.product == product and capacity.low > 0:
            low, high = 100 * tonnes.low / capacity.high, 100 * tonnes.high / capacity.low
            return Interval(min(100.0, low), min(100.0, high)), group
    return Interval(0.0, full_at), []


def _best_deal(
    case: Case, indicator: Indicator, groups: list[list[Held]], what: str
) -> Found | None:
    if not groups:
        return None
    parts = [case.part(_level(indicator, group), indicator, group) for group in groups]
    first = leading(parts)
    head = first.used[0]
    kind = head.record.type.replace("-", " ")
    label = f"{_status(head)}: {head.record.partner}"
    reason = f"The firmest {what} is {_status(head)}: {kind} with {head.record.partner}."
    return Found(
        best_of(parts),
        behind(parts),
        first.grade,
        label,
        reason,
        case.draw_of(widest(parts)),
    )


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
        if (group[0].record.type == "joint-venture" and group[0].record.flow in ("", "in"))
        or (
            group[0].record.type == "equity"
            and group[0].record.flow == "in"
            and group[0].record.investor in counted
        )
    ]
    return _best_deal(case, indicator, groups, "strategic stake")
