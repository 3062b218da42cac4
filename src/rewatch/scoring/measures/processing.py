"""Processing: the step reached, the scale of tests, recovery, cost margin, who separates."""

from __future__ import annotations

from typing import Any

from rewatch.domain.elements import CHAIN
from rewatch.domain.rubric import Indicator
from rewatch.domain.values import Interval
from rewatch.scoring.case import Case, Found, best_of, hull_of, leading, widest
from rewatch.scoring.measures.elements import basket_of, mix_of, span
from rewatch.scoring.results import Held
from rewatch.scoring.value import value_of

# Stages in the order a project goes through them; a study is at least as far as its name.
_STAGES = (
    "grassroots",
    "exploration",
    "resource",
    "scoping",
    "pfs",
    "dfs",
    "financed",
    "construction",
    "commissioning",
    "production",
)


def words(text: str) -> str:
    """An enum value as a reader would write it."""
    return text.replace("-", " ")


def chain_of(case: Case, record: Any) -> tuple[str, ...]:
    """The steps that the feedstock of a record's project goes through, upstream first."""
    project = case.company.project(record.project) or case.lead
    chains = case.rubric.groups.chains
    feedstock = project.feedstock if project else ""
    return chains.get(feedstock, chains[case.rubric.groups.default_chain])


def is_own(case: Case, record: Any, own_from_pct: float) -> bool:
    """Whether a step is the company's own: said to be, and not of a project it holds less of."""
    if record.by != "own":
        return False
    project = case.company.project(record.project)
    if project is None or project.ownership_pct is None or project is case.lead:
        return True
    return project.ownership_pct.high >= own_from_pct


def chain_step(case: Case, indicator: Indicator) -> Found | None:
    """The furthest own step times its state; leaps ahead of what was shown count little."""
    own_from = indicator.number("own_from_pct")
    groups = [group for group in case.speaking("step") if is_own(case, group[0].record, own_from)]
    if not groups:
        return None
    parts: list[tuple[Interval, Held]] = []
    plain: dict[str, float] = {}
    for group in groups:
        scores = [_step_value(case, indicator, groups, item) for item in group]
        plain[group[0].id] = max(scores)
        grade = case.worst(group)
        value = hull_of(Interval(score, score) for score in scores)
        parts.append((case.widen(value, indicator, grade), group[0]))
    head = leading(parts)
    record = head.record
    place = f", {record.site}" if record.site else ""
    label = "no step" if record.step == "none" else f"{words(record.step)}, {record.state}{place}"
    reason = f"The furthest own step is {label}: {plain[head.id]:.0f} of 100."
    if record.step != "none":
        full = indicator.level(record.step) * indicator.factors[record.state]
        if plain[head.id] < full - 1e-9:
            reason = (
                f"The furthest own step is {label}; it is more than one step beyond what was "
                f"shown, so it counts {plain[head.id]:.0f} of 100."
            )
    used = tuple(item for group in groups for item in group if group[0] is head)
    return Found(best_of(parts), used, case.worst(used), label, reason, case.draw_of(widest(parts)))


def _step_value(case: Case, indicator: Indicator, groups: list[list[Held]], item: Held) -> float:
    """Level times state of one step, less where it leaps ahead of what was piloted."""
    record = item.record
    if record.step == "none":
        return indicator.level("none")
    own = indicator.level(record.step) * indicator.factors[record.state]
    shown_from = indicator.factors[indicator.text("shown_from_state")]
    if indicator.factors[record.state] >= shown_from and record.state != "construction":
        return own
    chain = chain_of(case, record)
    shown = [
        CHAIN.index(other.record.step)
        for group in groups
        for other in group
        if other.record.step != "none"
        and other.record.state != "construction"
        and indicator.factors[other.record.state] >= shown_from
    ]
    first = next((step for step in chain if step != "mined-ore"), chain[0])
    furthest = max(shown) if shown else CHAIN.index(first)
    places = [CHAIN.index(step) for step in chain]
    # Where nothing of this chain was shown, its first product is the start.
    at = max([n for n, place in enumerate(places) if place <= furthest], default=-1)
    if record.step in chain:
        ahead = chain.index(record.step) - at
    else:
        ahead = CHAIN.index(record.step) - furthest
    if ahead <= indicator.number("leap"):
        return own
    nearest = chain[min(at + 1, len(chain) - 1)]
    return max(
        indicator.level(record.step) * indicator.factors["announced"],
        indicator.level(nearest) * indicator.factors["planned"],
    )


def test_scale(case: Case, indicator: Indicator) -> Found | None:
    """The largest scale at which the lead project's flowsheet was run."""
    parts: list[tuple[Interval, Held]] = []
    groups = case.speaking("testwork", lead_only=True)
    for group in groups:
        level = indicator.level(group[0].record.scale)
        parts.append((case.widen(Interval(level, level), indicator, case.worst(group)), group[0]))
    if not parts:
        return None
    head = leading(parts)
    what = f": {head.record.what}" if head.record.what else ""
    label = f"{head.record.scale}{what}"
    return Found(
        best_of(parts),
        tuple(item for group in groups for item in group if group[0] is head),
        head.grade,
        label,
        f"The largest test of the flowsheet is {head.record.scale} scale{what}.",
        case.draw_of(widest(parts)),
    )


def recovery(case: Case, indicator: Indicator) -> Found | None:
    """Recovery from feed to the product sold; of a part of the way, an upper bound only."""
    if indicator.points is None or indicator.plausible is None:
        return None
    groups = case.speaking("recovery", lead_only=True)
    product = case.lead.product if case.lead else None
    counted = [indicator.text("all"), *indicator.names("marked")]
    usable = [group for group in groups if (group[0].record.of or counted[0]) in counted]
    whole = [group for group in usable if product and group[0].record.to == product]
    plain = [group for group in whole if (group[0].record.of or counted[0]) == counted[0]]
    for choice in (plain, whole):
        if choice:
            group = min(choice, key=lambda g: (g[0].grade, -g[0].known_on.toordinal(), g[0].id))
            measured = hull_of(item.record.pct for item in group)
            mark = "" if choice is plain else f" of {group[0].record.of}"
            label = f"{span(measured)} %{mark} to {words(product or '')}"
            reason = (
                f"Recovery{mark} to the product sold, {words(product or '')}, "
                f"is {span(measured)} %."
            )
            return _recovery_found(case, indicator, group, measured, label, reason)
    if not usable:
        return None
    tops = {min(item.record.pct.high for item in group): group for group in usable}
    top = min(tops)
    group = tops[top]
    measured = Interval(min(indicator.plausible.low, top), top)
    label = f"at most {span(Interval(top, top))} %"
    reason = (
        f"A recovery of {span(group[0].record.pct)} % covers part of the way or does not say "
        "which, so it only limits the whole from above."
    )
    return _recovery_found(case, indicator, group, measured, label, reason, derived=True)


def _recovery_found(
    case: Case,
    indicator: Indicator,
    group: list[Held],
    measured: Interval,
    label: str,
    reason: str,
    derived: bool = False,
) -> Found:
    grade = case.worst(group)
    unknown = case.unknown(indicator)
    value = case.widen(value_of(measured, indicator.points or ()), indicator, grade)
    credit = None
    if derived:
        narrowed = 1 - value.width / unknown.width if unknown.width else 0.0
        credit = max(0.0, narrowed) * case.rubric.coverage.grades[grade]
    return Found(
        value,
        tuple(group),
        grade,
        label,
        reason,
        case.draw_of(group[0]),
        measured,
        "derived" if derived else "evidence",
        credit,
    )


def cost_margin(case: Case, indicator: Indicator) -> Found | None:
    """1 - unit cost / (basket price x payable share of the product sold), %."""
    if indicator.points is None:
        return None
    payables = indicator.ranges("payable")
    basket = basket_of(case)
    candidates = []
    for group in case.speaking("cost", lead_only=True):
        record = group[0].record
        if record.type != "opex" or record.per != indicator.text("per"):
            continue
        if record.product not in payables:
            continue
        costs = [case.in_usd(item.record.amount, item.record.currency) for item in group]
        if all(cost is not None for cost in costs):
            candidates.append((group, hull_of(cost for cost in costs if cost is not None)))
    if not candidates or basket.usd_per_kg is None or basket.usd_per_kg.low <= 0:
        return None
    group, cost = min(candidates, key=lambda c: (case.worst(c[0]), -c[0][0].known_on.toordinal()))
    payable = payables[group[0].record.product]
    margin = Interval(
        100 * (1 - cost.high / (basket.usd_per_kg.low * payable.low)),
        100 * (1 - cost.low / (basket.usd_per_kg.high * payable.high)),
    )
    mix = mix_of(case)
    used = (*group, *(mix.used[key] for key in basket.evidence if key in mix.used))
    grade = case.worst(used)
    label = f"{span(margin, 0)} % of the payable basket"
    reason = (
        f"A unit cost of US${span(cost)}/kg TREO against a basket of "
        f"US${span(basket.usd_per_kg)}, of which {span(payable.scaled(100), 0)} % is payable for "
        f"{words(group[0].record.product)}, leaves {span(margin, 0)} %."
    )
    return Found(
        case.widen(value_of(margin, indicator.points), indicator, grade),
        used,
        grade,
        label,
        reason,
        case.draw_of(group[0]),
        margin,
    )


def separators(case: Case, indicator: Indicator) -> list[tuple[Interval, Held, str, list[Held]]]:
    """Every answer to who separates: value, head record, level name, records."""
    found = []
    scaled = indicator.names("scaled_levels")
    for group in case.speaking("step"):
        head = group[0]
        if head.record.step != "separated-oxides":
            continue
        values = []
        level = ""
        for item in group:
            level = _separator_level(case, item.record)
            factor = _plant_factor(case, indicator, item.record) if level in scaled else 1.0
            score = indicator.level(level) * factor
            values.append(Interval(score, score))
        level = _separator_level(case, head.record)
        value = case.widen(hull_of(values), indicator, case.worst(group))
        found.append((value, head, level, group))
    return found


def plant_bloc(case: Case, record: Any) -> str | None:
    """The bloc of the plant a step record speaks of; `control` goes before the country."""
    if record.control is not None:
        return str(record.control)
    project = case.company.project(record.project)
    code = record.country
    if code is None and record.by == "own":
        code = project.country if project else case.country
    return case.bloc(code)


def _separator_level(case: Case, record: Any) -> str:
    if record.by in ("undecided", "market"):
        return str(record.by)
    bloc = plant_bloc(case, record)
    if bloc == "chinese":
        return "chinese"
    if record.by == "own":
        return "own-allied" if bloc == "allied" else "own-elsewhere"
    return "allied" if bloc == "allied" else "neutral" if bloc == "neutral" else "undecided"


def _plant_factor(case: Case, indicator: Indicator, record: Any) -> float:
    """What the plant's state multiplies by; a plan counts more once a study stands behind it."""
    state = record.state
    if state == "planned":
        enough = _STAGES.index(indicator.text("planned_counts_from"))
        stage = case.stage if case.stage in _STAGES else None
        if stage is None or _STAGES.index(stage) < enough:
            state = "otherwise"
    return indicator.factors.get(state, indicator.factors["otherwise"])


# Who separates, short for tables and long for sentences.
_SEPARATORS = {
    "own-allied": ("own plant in allied country", "an own plant in an allied country"),
    "own-elsewhere": ("own plant elsewhere", "an own plant outside the allied countries"),
    "allied": ("allied third party", "an allied third party"),
    "neutral": ("neutral third party", "a neutral third party"),
    "undecided": ("undecided", "nobody decided yet"),
    "market": ("open market", "whoever takes the product on the open market"),
    "chinese": ("Chinese processor", "a Chinese processor"),
}


def processing_independence(case: Case, indicator: Indicator) -> Found | None:
    """Who separates the oxides: the best answer counts."""
    answers = separators(case, indicator)
    if not answers:
        return None
    parts = [(value, head) for value, head, _, _ in answers]
    head = leading(parts)
    level, used = next((lvl, grp) for _, item, lvl, grp in answers if item is head)
    record = head.record
    where = record.site or (case.country_name(record.country) if record.country else "")
    about = ", ".join(part for part in (record.who or "", where, record.state) if part)
    short, long = _SEPARATORS[level]
    label = f"{short}: {about}" if about else short
    reason = f"Separation is by {long}" + (f" ({about})." if about else ".")
    return Found(
        best_of(parts), tuple(used), head.grade, label, reason, case.draw_of(widest(parts))
    )
