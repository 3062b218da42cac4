"""Processing: the step reached, the scale of tests, recovery, cost margin, who separates."""

from __future__ import annotations

from typing import Any, get_args

from rewatch.domain.elements import CHAIN
from rewatch.domain.errors import UsageError
from rewatch.domain.evidence import StageName
from rewatch.domain.rubric import Indicator
from rewatch.domain.values import Interval
from rewatch.scoring.case import Case, Found, Part, behind, best_of, hull_of, leading, widest
from rewatch.scoring.chains import chain_of, whole_way, words
from rewatch.scoring.choice import strength
from rewatch.scoring.measures.elements import basket_of, mix_of, span
from rewatch.scoring.results import Held
from rewatch.scoring.value import value_of

# Stages in the order a project goes through them; a study is at least as far as its name.
_STAGES = tuple(name for name in get_args(StageName) if name not in ("suspended", "closed"))


def chain_step(case: Case, indicator: Indicator) -> Found | None:
    """The furthest own step times its state; leaps ahead of what was shown count little."""
    own_from = indicator.number("own_from_pct")
    groups = [
        group for group in case.speaking("step") if case.company.runs(group[0].record, own_from)
    ]
    if not groups:
        return None
    shown = [item.record.step for group in groups for item in group if _shown(indicator, item)]
    parts: list[Part] = []
    for group in groups:
        scores = [_step_value(case, indicator, shown, item) for item in group]
        parts.append(case.part(Interval(min(scores), max(scores)), indicator, group))
    first = leading(parts)
    record = first.used[0].record
    place = f", {record.site}" if record.site else ""
    label = "no step" if record.step == "none" else f"{words(record.step)}, {record.state}{place}"
    points = first.plain.high
    reason = f"The furthest own step is {label}: {points:.0f} of 100."
    if record.step == "none":
        reason = "A source says that no step has been taken yet."
    elif points < _full(indicator, record):
        reason = (
            f"The furthest own step is {label}; it is more than one step beyond what was "
            f"shown, so it counts {points:.0f} of 100."
        )
    return Found(
        best_of(parts),
        behind(parts),
        first.grade,
        label,
        reason,
        case.draw_of(widest(parts)),
    )


def _full(indicator: Indicator, record: Any) -> float:
    """Level times state of a step."""
    return indicator.level(record.step) * indicator.factor(record.state)


def _step_value(case: Case, indicator: Indicator, shown: list[str], item: Held) -> float:
    """Level times state of one step, less where it leaps ahead of the steps shown."""
    record = item.record
    if record.step == "none":
        return indicator.level("none")
    own = _full(indicator, record)
    chain = chain_of(case.rubric, case.company, record)
    # Where nothing was shown, the start is the first product of the project.
    first = next((step for step in chain if step != "mined-ore"), chain[0])
    furthest = max(CHAIN.index(step) for step in shown or [first])
    at = sum(CHAIN.index(step) <= furthest for step in chain) - 1
    if record.step in chain:
        ahead = chain.index(record.step) - at
    else:
        ahead = CHAIN.index(record.step) - furthest
    if ahead <= indicator.number("leap"):
        return own
    nearest = chain[min(at + 1, len(chain) - 1)]
    return max(
        indicator.level(record.step) * indicator.factor("announced"),
        indicator.level(nearest) * indicator.factor("planned"),
    )


def _shown(indicator: Indicator, item: Held) -> bool:
    """Whether a step was piloted or is in a state that counts at least as much."""
    if item.record.step == "none":
        return False
    least = indicator.factor(indicator.text("shown_from_state"))
    return indicator.factor(item.record.state) >= least


def test_scale(case: Case, indicator: Indicator) -> Found | None:
    """The largest scale at which the lead project's flowsheet was run."""
    parts: list[Part] = []
    for group in case.speaking("testwork", lead_only=True):
        level = indicator.level(group[0].record.scale)
        parts.append(case.part(Interval(level, level), indicator, group))
    if not parts:
        return None
    first = leading(parts)
    head = first.used[0]
    what = f": {head.record.what}" if head.record.what else ""
    return Found(
        best_of(parts),
        behind(parts),
        first.grade,
        f"{head.record.scale}{what}",
        f"The largest test of the flowsheet is {head.record.scale} scale{what}.",
        case.draw_of(widest(parts)),
    )


def recovery(case: Case, indicator: Indicator) -> Found | None:
    """Recovery from feed to the product sold; of a part of the way, an upper bound only."""
    product = case.lead.product if case.lead else None
    everything = indicator.text("all")
    counted = (everything, *indicator.names("marked"))
    usable = [
        group
        for group in case.speaking("recovery", lead_only=True)
        if (group[0].record.of or everything) in counted
    ]
    whole = [group for group in usable if product and _whole(case, group[0].record, product)]
    plain = [group for group in whole if (group[0].record.of or everything) == everything]
    for choice in (plain, whole):
        if choice:
            group = min(choice, key=lambda group: strength(group[0]))
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
    top, _, group = min(
        (max(item.record.pct.high for item in group), strength(group[0]), group) for group in usable
    )
    of = group[0].record.of or everything
    mark = "" if of == everything else f" of {of}"
    measured = Interval(min(indicator.breakpoints()[0][0], top), top)
    label = f"at most {span(Interval(top, top))} %{mark}"
    reason = (
        f"A recovery{mark} of {span(group[0].record.pct)} % covers part of the way or does not say "
        "which, so it only limits the whole from above."
    )
    return _recovery_found(case, indicator, group, measured, label, reason, derived=True)


def _whole(case: Case, record: Any, product: str) -> bool:
    return whole_way(record, product, chain_of(case.rubric, case.company, record))


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
    value = case.widen(value_of(measured, indicator.breakpoints()), indicator, grade)
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
    group, cost = min(candidates, key=lambda found: strength(found[0][0], case.worst(found[0])))
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
        case.widen(value_of(margin, indicator.breakpoints()), indicator, grade),
        used,
        grade,
        label,
        reason,
        case.draw_of(group[0]),
        margin,
    )


def separators(case: Case, indicator: Indicator) -> list[tuple[Part, str]]:
    """Every answer to who separates, with the name of its level."""
    found = []
    for group in case.speaking("step"):
        if group[0].record.step != "separated-oxides":
            continue
        values = [_separator_value(case, indicator, item.record) for item in group]
        level = _separator_level(case, indicator, group[0].record)
        found.append((case.part(Interval(min(values), max(values)), indicator, group), level))
    return found


def _separator_value(case: Case, indicator: Indicator, record: Any) -> float:
    level = _separator_level(case, indicator, record)
    scaled = level in indicator.names("scaled_levels")
    return indicator.level(level) * (_plant_factor(case, indicator, record) if scaled else 1.0)


def plant_bloc(case: Case, record: Any) -> str | None:
    """The bloc of the plant a step record speaks of; `control` goes before the country."""
    if record.control is not None:
        return str(record.control)
    project = case.company.project(record.project)
    code = record.country
    if code is None and record.by == "own":
        code = project.country if project else case.country
    return case.bloc(code)


def _separator_level(case: Case, indicator: Indicator, record: Any) -> str:
    if record.by in ("undecided", "market"):
        return str(record.by)
    bloc = plant_bloc(case, record)
    if bloc == "chinese":
        return "chinese"
    if case.company.runs(record, indicator.number("own_from_pct")):
        return "own-allied" if bloc == "allied" else "own-elsewhere"
    return bloc or "undecided"


def _plant_factor(case: Case, indicator: Indicator, record: Any) -> float:
    """What the plant's state multiplies by; a plan counts more once a study stands behind it."""
    needed = indicator.text("planned_counts_from")
    if needed not in _STAGES:
        raise UsageError(
            f"rubric: indicator {indicator.id} counts plans from the stage {needed!r}; "
            f"there are {', '.join(_STAGES)}"
        )
    studied = case.reached in _STAGES and _STAGES.index(case.reached) >= _STAGES.index(needed)
    if record.state not in indicator.factors or (record.state == "planned" and not studied):
        return indicator.factor("otherwise")
    return indicator.factor(record.state)


# Who separates, short for tables and long for sentences.
_SEPARATORS = {
    "own-allied": ("own plant in allied country", "an own plant in an allied country"),
    "own-elsewhere": ("own plant elsewhere", "an own plant outside the allied countries"),
    "allied": ("allied third party", "an allied third party"),
    "neutral": ("neutral third party", "a neutral third party"),
    "undecided": ("undecided", "Who separates is not decided"),
    "market": ("open market", "whoever takes the product on the open market"),
    "chinese": ("Chinese processor", "a Chinese processor"),
}


def processing_independence(case: Case, indicator: Indicator) -> Found | None:
    """Who separates the oxides: the best answer counts."""
    answers = separators(case, indicator)
    if not answers:
        return None
    parts = [part for part, _ in answers]
    first = leading(parts)
    level = next(level for part, level in answers if part is first)
    record = first.used[0].record
    where = record.site or (case.country_name(record.country) if record.country else "")
    about = ", ".join(part for part in (record.who or "", where, record.state) if part)
    short, long = _SEPARATORS[level]
    label = f"{short}: {about}" if about else short
    by = long if level == "undecided" else f"Separation is by {long}"
    reason = by + (f" ({about})." if about else ".")
    return Found(
        best_of(parts),
        behind(parts),
        first.grade,
        label,
        reason,
        case.draw_of(widest(parts)),
    )
