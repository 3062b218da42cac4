"""Jurisdiction: permits, rule of law, public support, alignment."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rewatch.domain.rubric import Indicator
from rewatch.domain.values import Interval
from rewatch.scoring.case import Case, Found, Part, behind, best_of, hull_of, leading, widest
from rewatch.scoring.choice import strength
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
    refused = [item for item in used if _refused(item, needed)]
    if refused:
        bottom = indicator.level("refused")
        what = refused[0].record
        # Where another record disputes the refusal, all up to what that one would reach is open.
        contested = all(
            any(item not in refused for item in group)
            for group in groups
            if any(item in refused for item in group)
        )
        rest = _outcomes([item for item in used if item not in refused])
        top = _level(indicator, needed, rest, _native(case, indicator), proved=False)
        return Found(
            case.widen(
                Interval(bottom, max(bottom, top) if contested else bottom), indicator, grade
            ),
            used,
            grade,
            f"{_listed([what.what])} {what.outcome}",
            f"An approval is {what.outcome}: {_listed([what.what])}.",
            case.draw_of(refused[0]),
        )
    outcomes = _outcomes(used)
    native = _native(case, indicator)
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
    open_ones = f"; nothing on record about {_listed(missing)}" if missing else ""
    return Found(
        case.widen(Interval(low, high), indicator, grade),
        used,
        grade,
        label,
        f"Approvals: {label}{open_ones}.",
        case.draw_of(max(used, key=lambda item: (item.grade, item.id))),
    )


def _refused(item: Held, needed: tuple[str, ...]) -> bool:
    return item.record.what in needed and item.record.outcome in ("refused", "banned")


def _outcomes(used: Iterable[Held]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for item in used:
        found.setdefault(item.record.what, []).append(item.record.outcome)
    return found


def _native(case: Case, indicator: Indicator) -> bool:
    return case.country in indicator.names("native_title_countries")


def _approvals(have: list[str], waiting: list[str]) -> str:
    parts = []
    if have:
        parts.append(f"{_listed(have)} granted")
    if waiting:
        parts.append(f"{_listed(waiting)} applied for or conditional")
    return ", ".join(parts)


def _listed(codes: list[str]) -> str:
    """Approvals by their names, as a list in a sentence."""
    names = [code.replace("-", " ") for code in codes]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


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
    if entry is None:
        return None
    mean = (entry.rq_pctrank + entry.rl_pctrank) / 2
    measured = Interval(mean, mean)
    return Found(
        value_of(measured, indicator.breakpoints()),
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
    parts: list[Part] = []
    for group in groups:
        capex = _capex(case, group[0].record.project)
        sizes = [_size(case, item.record, capex, full_at) for item in group]
        value = hull_of(
            (size or Interval(0.0, 1.0)).scaled(indicator.level(item.record.status))
            for size, item in zip(sizes, group, strict=True)
        )
        sources = [*group, *(capex if any(sizes) else [])]
        parts.append(case.part(value, indicator, sources))
    first = leading(parts)
    record = first.used[0].record
    capex = _capex(case, record.project)
    size = f", {_money(record)}" if record.amount is not None else ""
    label = f"{record.status}: {record.programme}{size}"
    reason = f"The public support that counts most is {record.status}: {record.programme}{size}"
    if record.status != "none" and _size(case, record, capex, full_at) is None:
        reason += f"; {_why_open(record, capex)}, so its size is open"
    return Found(
        best_of(parts),
        behind(parts),
        first.grade,
        label,
        reason + ".",
        case.draw_of(widest(parts)),
    )


def _why_open(record: Any, capex: list[Held]) -> str:
    if record.amount is None:
        return "its amount is not known"
    if not capex:
        return "no capital cost is on record to measure it against"
    return "the deck has no rate to measure it against the capital cost"


def _money(record: Any) -> str:
    """An amount in millions, or billions from one on; a range from nothing reads "up to"."""
    amount = record.amount
    size, name = (1e-9, "billion") if amount.high >= 1e9 else (1e-6, "million")
    if amount.low == 0 < amount.high:
        amount = Interval(amount.high, amount.high)
        return f"up to {record.currency} {span(amount.scaled(size), 2)} {name}"
    return f"{record.currency} {span(amount.scaled(size), 2)} {name}"


def _capex(case: Case, project: str | None) -> list[Held]:
    """The capital cost that support is measured against.

    That of the project the support is for, else of the lead project, of the company, or the only
    one there is.
    """
    groups = [g for g in case.speaking("cost") if g[0].record.type == "capex"]
    own = [g for g in groups if project is not None and g[0].record.project == project]
    lead = [g for g in groups if g[0].record.project and case.of_lead(g[0])]
    general = [g for g in groups if g[0].record.project is None]
    for choice in (own, lead, general, groups if len(groups) == 1 else []):
        if choice:
            return min(choice, key=lambda group: strength(group[0]))
    return []


def _size(case: Case, record: Any, capex: list[Held], full_at_pct: float) -> Interval | None:
    """Amount over the wanted share of capital cost, at most 1; None where it cannot be told."""
    if record.amount is None or not capex:
        return None
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
    """The worse of the lead project's country and that of the site that separates.

    A processor is judged by its plant alone.
    """
    home, controlled = _home(case)
    if home is None:
        return None
    home_value = indicator.level(home)
    name = case.country_name(case.country)
    if case.group == "processor":
        grade = case.worst(controlled) if controlled else None
        value = Interval(home_value, home_value)
        return Found(
            case.widen(value, indicator, grade) if grade else value,
            tuple(controlled),
            grade,
            f"plant in {name} ({home})",
            f"The country of the plant, {name}, counts as {home}.",
            case.draw_of(controlled[0]) if controlled else f"country:{case.country}",
            credit=None if controlled else case.rubric.coverage.country_facts,
        )
    # The worse of two is never more than the one that is known.
    unknown = Interval(0.0, home_value)
    group = _separation(case, indicator)
    if group is None:
        usual = case.unknown(indicator)
        return Found(
            unknown,
            (),
            None,
            f"{name} ({home}); separation open",
            f"The project lies in {name} ({home}); where its product is separated is not known.",
            f"unknown:{case.company.id}",
            state="derived" if unknown.high < usual.high else "unknown",
            credit=0.0,
            unknown=unknown,
        )
    plants = _plants(case, indicator, group)
    value = Interval(min(home_value, plants.low), min(home_value, plants.high))
    used = (*group, *(item for item in controlled if item not in group))
    grade = case.worst(used)
    bloc = plant_bloc(case, group[0].record)
    where = group[0].record.site or case.country_name(group[0].record.country or case.country)
    return Found(
        case.widen(value, indicator, grade, unknown),
        used,
        grade,
        f"{name} ({home}); separation {bloc}",
        f"The project lies in {name} ({home}) and separation is placed at {where} ({bloc}).",
        case.draw_of(group[0]),
        unknown=unknown,
    )


def _home(case: Case) -> tuple[str | None, list[Held]]:
    """Who controls the lead project: what a record of its own sites says, else its country."""
    for group in case.speaking("step"):
        record = group[0].record
        of_lead = case.lead is not None and record.project == case.lead.id
        if of_lead and record.by == "own" and record.control is not None:
            return str(record.control), group
    return case.bloc(case.country), []


def _separation(case: Case, indicator: Indicator) -> list[Held] | None:
    """The records of the site that separates: of several, the best by processing independence."""
    sites = [
        group
        for group in case.speaking("step")
        if group[0].record.step == "separated-oxides"
        and group[0].record.by in ("own", "partner")
        and plant_bloc(case, group[0].record)
    ]
    judge = case.rubric.measured_by("processing_independence")
    judged = {part.used[0].id: part for part, _ in separators(case, judge)} if judge else {}
    parts = [
        judged.get(group[0].id) or case.part(_plants(case, indicator, group), indicator, group)
        for group in sites
    ]
    return leading(parts).used if parts else None


def _plants(case: Case, indicator: Indicator, group: list[Held]) -> Interval:
    """What the blocs of a plant's records are worth; one without a bloc is open."""
    blocs = [plant_bloc(case, item.record) for item in group]
    values = [indicator.level(bloc) for bloc in blocs if bloc is not None]
    if None in blocs:
        values += [0.0, case.unknown(indicator).high]
    return Interval(min(values), max(values))
