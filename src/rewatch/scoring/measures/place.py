"""Jurisdiction: permits, rule of law, public support, alignment."""

from __future__ import annotations

from typing import Any

from rewatch.domain.rubric import Indicator
from rewatch.domain.values import Interval
from rewatch.scoring.case import Case, Found, best_of, hull_of, leading, widest
from rewatch.scoring.measures.elements import span
from rewatch.scoring.measures.processing import plant_bloc, separators
from rewatch.scoring.results import Held
from rewatch.scoring.value import value_of

_GRANTED = "granted"


def permits(case: Case, indicator: Indicator) -> Found | None:
    """Which approvals the lead project has; one without a record is open.

    An approval nobody has recorded lies between what is proved and what it would reach.
    """
    running = _running_site(case, indicator)
    if running:
        level = indicator.level("operating")
        grade = case.worst(running)
        return Found(
            case.widen(Interval(level, level), indicator, grade),
            tuple(running),
            grade,
            "site in operation",
            "The site runs, so the approvals it needs are in hand.",
            case.draw_of(running[0]),
        )
    needed = indicator.names("needed")
    wanted = {*needed, "native-title"}
    groups = [
        group
        for group in case.speaking("approval", lead_only=True)
        if group[0].record.what in wanted
    ]
    if not any(group[0].record.what in needed for group in groups):
        return None
    used = tuple(item for group in groups for item in group)
    grade = case.worst(used)
    refused = [
        item
        for item in used
        if item.record.outcome in ("refused", "banned") and item.record.what in needed
    ]
    if refused:
        bottom = indicator.level("refused")
        disputed = any(len(group) > 1 for group in groups if refused[0] in group)
        top = indicator.level("granted") if disputed else bottom
        what = refused[0].record
        return Found(
            case.widen(Interval(bottom, top), indicator, grade),
            used,
            grade,
            f"{what.what} {what.outcome}",
            f"An approval is {what.outcome}: {what.what.replace('-', ' ')}.",
            case.draw_of(refused[0]),
        )
    outcomes: dict[str, list[str]] = {}
    for item in used:
        outcomes.setdefault(item.record.what, []).append(item.record.outcome)
    native = case.country in indicator.names("native_title_countries")
    low = _level(indicator, needed, outcomes, native, proved=True)
    high = max(low, _level(indicator, needed, outcomes, native, proved=False))
    have = sorted({what for what, found in outcomes.items() if _GRANTED in found})
    waiting = sorted(
        {what for what, found in outcomes.items() if {"applied", "conditional"} & set(found)}
        - set(have)
    )
    asked = (*needed, *(("native-title",) if native else ()))
    missing = [what for what in asked if what not in outcomes]
    label = _approvals(have, waiting) or "none in hand"
    open_ones = f"; nothing on record about {', '.join(missing)}" if missing else ""
    reason = f"Approvals: {label}{open_ones}.".replace("mining-lease", "mining lease")
    return Found(
        case.widen(Interval(low, high), indicator, grade),
        used,
        grade,
        label.replace("mining-lease", "mining lease"),
        reason.replace("native-title", "native title"),
        case.draw_of(max(used, key=lambda item: (item.grade, item.id))),
    )


def _approvals(have: list[str], waiting: list[str]) -> str:
    parts = []
    if have:
        parts.append(f"{' and '.join(have)} granted")
    if waiting:
        parts.append(f"{' and '.join(waiting)} applied for or conditional")
    return ", ".join(parts)


def _running_site(case: Case, indicator: Indicator) -> list[Held]:
    for group in case.speaking("stage", lead_only=True):
        if group[0].record.stage in indicator.names("stages"):
            return group
    for group in case.speaking("step"):
        record = group[0].record
        of_lead = case.lead is not None and record.project == case.lead.id
        if of_lead and record.by == "own" and record.state in indicator.names("site_states"):
            return group
    return []


def _level(
    indicator: Indicator,
    needed: tuple[str, ...],
    outcomes: dict[str, list[str]],
    native_title: bool,
    proved: bool,
) -> float:
    """The level reached; unrecorded approvals count as missing when `proved`, else as granted."""

    def granted(what: str) -> bool:
        found = outcomes.get(what)
        if found is None:
            return not proved
        return all(item == _GRANTED for item in found) if proved else _GRANTED in found

    everything = [*needed, *(["native-title"] if native_title else [])]
    if all(granted(what) for what in everything):
        return indicator.level("full")
    if any(granted(what) for what in needed):
        return indicator.level("granted")
    if any(
        item in ("applied", "conditional", _GRANTED)
        for what in needed
        for item in outcomes.get(what, [])
    ):
        return indicator.level("applied")
    return indicator.level("none")


def rule_of_law(case: Case, indicator: Indicator) -> Found | None:
    """Mean of the regulatory-quality and rule-of-law percentiles of the country."""
    entry = case.method.countries.get(case.country or "")
    if entry is None or indicator.points is None:
        return None
    mean = (entry.rq_pctrank + entry.rl_pctrank) / 2
    measured = Interval(mean, mean)
    return Found(
        value_of(measured, indicator.points),
        (),
        None,
        f"{entry.name}: percentile {span(measured)}",
        f"{entry.name} stands at percentile {span(measured)}, the mean of regulatory quality "
        f"({entry.rq_pctrank:g}) and rule of law ({entry.rl_pctrank:g}).",
        f"country:{entry.code}",
        measured,
        credit=case.rubric.coverage.country_facts,
    )


def public_support(case: Case, indicator: Indicator) -> Found | None:
    """The best of status times size, size against a share of the stated capital cost."""
    groups = case.speaking("support")
    if not groups:
        return None
    full_at = indicator.number("full_at_pct_of_capex")
    capex = _capex(case)
    parts: list[tuple[Interval, Held]] = []
    for group in groups:
        values = [_support_value(case, indicator, item, capex, full_at) for item in group]
        grade = case.worst([*group, *(capex or [])] if _sized(group) else group)
        parts.append((case.widen(hull_of(values), indicator, grade), group[0]))
    head = leading(parts)
    record = head.record
    size = f", {_money(record)}" if record.amount is not None else ""
    label = f"{record.status}: {record.programme}{size}"
    reason = f"The firmest public support is {record.status}: {record.programme}{size}"
    if record.status != "none":
        if record.amount is None:
            reason += "; its amount is not known, so its size is open"
        elif not capex:
            reason += "; no capital cost is on record to measure it against, so its size is open"
    used = tuple(item for group in groups for item in group if group[0] is head)
    if capex and record.amount is not None:
        used = (*used, *capex)
    return Found(
        best_of(parts),
        used,
        case.worst(used),
        label,
        reason + ".",
        case.draw_of(widest(parts)),
    )


def _money(record: Any) -> str:
    """An amount in millions; a range from nothing reads "up to"."""
    millions = record.amount.scaled(1e-6)
    if millions.low == 0 < millions.high:
        return f"up to {record.currency} {span(Interval(millions.high, millions.high))} million"
    return f"{record.currency} {span(millions)} million"


def _sized(group: list[Held]) -> bool:
    return any(item.record.amount is not None for item in group)


def _capex(case: Case) -> list[Held] | None:
    """The capital cost of the lead project, else the only one of the company."""
    groups = [g for g in case.speaking("cost") if g[0].record.type == "capex"]
    lead = [g for g in groups if g[0].record.project and case.of_lead(g[0])]
    general = [g for g in groups if g[0].record.project is None]
    for choice in (lead, general, groups if len(groups) == 1 else []):
        if choice:
            return min(choice, key=lambda g: (g[0].grade, -g[0].known_on.toordinal(), g[0].id))
    return None


def _support_value(
    case: Case, indicator: Indicator, item: Held, capex: list[Held] | None, full_at_pct: float
) -> Interval:
    record = item.record
    level = indicator.level(record.status)
    factor = Interval(0.0, 1.0)
    if record.amount is not None and capex:
        ratio = _ratio(case, record, capex, full_at_pct)
        factor = ratio if ratio is not None else factor
    return factor.scaled(level)


def _ratio(case: Case, record: Any, capex: list[Held], full_at_pct: float) -> Interval | None:
    """Amount over the wanted share of capital cost, at most 1; None without a common currency."""
    same = all(item.record.currency == record.currency for item in capex)
    amount = record.amount if same else case.in_usd(record.amount, record.currency)
    costs = [
        item.record.amount if same else case.in_usd(item.record.amount, item.record.currency)
        for item in capex
    ]
    if amount is None or any(cost is None for cost in costs):
        return None
    cost = hull_of(cost for cost in costs if cost is not None)
    if cost.low <= 0:
        return None
    wanted = full_at_pct / 100
    return Interval(
        min(1.0, amount.low / (cost.high * wanted)), min(1.0, amount.high / (cost.low * wanted))
    )


def alignment(case: Case, indicator: Indicator) -> Found | None:
    """The worse of the lead project's country and that of the site that separates."""
    home = case.bloc(case.country)
    if home is None:
        return None
    home_value = indicator.level(home)
    name = case.country_name(case.country)
    if case.group == "processor":
        return Found(
            Interval(home_value, home_value),
            (),
            None,
            f"plant in {name} ({home})",
            f"The plant stands in {name}, which counts as {home}.",
            f"country:{case.country}",
            credit=case.rubric.coverage.country_facts,
        )
    independence = case.rubric.indicator("processing_independence")
    answers = separators(case, independence) if independence else []
    known = [
        (value, head, group)
        for value, head, level, group in answers
        if level not in ("undecided", "market") and plant_bloc(case, head.record)
    ]
    if not known:
        return Found(
            Interval(0.0, home_value),
            (),
            None,
            f"{name} ({home}); separation open",
            f"The project lies in {name} ({home}); where its product is separated is not known.",
            f"unknown:{case.company.id}",
            state="derived" if home_value < 100 else "unknown",
            credit=0.0,
        )
    head = leading([(value, item) for value, item, _ in known])
    group = next(grp for _, item, grp in known if item is head)
    plants = [indicator.level(str(plant_bloc(case, item.record))) for item in group]
    value = Interval(min(home_value, *plants), min(home_value, max(plants)))
    grade = case.worst(group)
    bloc = plant_bloc(case, head.record)
    where = head.record.site or case.country_name(head.record.country or case.country)
    return Found(
        case.widen(value, indicator, grade),
        tuple(group),
        grade,
        f"{name} ({home}); separation {bloc}",
        f"The project lies in {name} ({home}) and separation is placed at {where} ({bloc}).",
        case.draw_of(head),
    )
