"""Records, sources and scores in a few words: what the pane and the company screen say of them.

Returns raw text; whoever paints it passes it through `rewatch.tui.text`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rewatch.domain.company import Company, Source
from rewatch.domain.elements import CHAIN
from rewatch.domain.rubric import Choice
from rewatch.scorecards.figures import money, span
from rewatch.scorecards.wording import (
    STEPS,
    amount_words,
    promised_words,
    stage_words,
    status_words,
    volume_words,
    words,
)
from rewatch.scoring.results import CompanyScore, Held, IndicatorScore

# How far a step of the value chain is: glyph and word, the furthest first.
BUILT, PILOTED, PLANNED, NOTHING = "●", "◐", "○", "·"
_STATES = {
    "operating": BUILT,
    "commissioning": BUILT,
    "construction": PILOTED,
    "demonstration": PILOTED,
    "piloted": PILOTED,
    "planned": PLANNED,
    "announced": PLANNED,
}
USES = {
    "chosen": "in use",
    "overridden": "not used: a better or newer record speaks of the same",
    "disputes": "in dispute with another record of the same weight",
    "superseded": "replaced by a newer record",
    "retracted": "withdrawn",
}


def record(item: Any) -> str:
    """What a record says, in one line."""
    describer = _DESCRIBERS.get(item.kind)
    return describer(item) if describer else words(item.kind)


def _distribution(item: Any) -> str:
    shares = ", ".join(f"{oxide} {span(pct)}" for oxide, pct in item.oxides.items())
    return f"{shares} % of TREO ({item.basis})"


def _share(item: Any) -> str:
    counted = f" ({', '.join(item.oxides)})" if item.oxides else ""
    group = _GROUPS.get(item.group, words(item.group))
    return f"{group}{counted} {span(item.pct)} % of TREO ({item.basis})"


_GROUPS = {
    "ndpr": "NdPr",
    "dytb": "DyTb",
    "magnet": "magnet oxides",
    "heavy": "heavy oxides",
    "low-value": "low-value oxides",
}


def _step(item: Any) -> str:
    parts = [STEPS.get(item.step, item.step), item.state or "", _by(item)]
    return ", ".join(part for part in [*parts, item.site or ""] if part)


def _by(item: Any) -> str:
    named = f" ({item.who})" if item.who else ""
    return {"own": "own plant", "undecided": "site undecided", "market": "left to the market"}.get(
        item.by, "partner"
    ) + named


def _stage(item: Any) -> str:
    now = stage_words(item.stage)
    return f"{now}, before: {stage_words(item.was)}" if item.was else now


def _resource(item: Any) -> str:
    code = f", {item.code}" if item.code else ""
    return f"{span(item.tonnes_mt)} Mt at {span(item.treo_pct, 2)} % TREO, {item.category}{code}"


def _testwork(item: Any) -> str:
    return f"{item.scale}: {item.what}" if item.what else str(item.scale)


def _recovery(item: Any) -> str:
    way = [f"of {item.of}" if item.of else "", f"from {item.from_}" if item.from_ else ""]
    way.append(f"to {words(item.to)}" if item.to else "")
    return " ".join([f"{span(item.pct)} %", *(part for part in way if part)])


def _cost(item: Any) -> str:
    product = f", sold as {STEPS[item.product]}" if item.product else ""
    per = f" per {item.per}" if item.per != "total" else ""
    return f"{item.type} {money(item.amount, item.currency)}{per}{product}"


def _approval(item: Any) -> str:
    by = f" ({item.authority})" if item.authority else ""
    what = "other approval" if item.what == "other" else words(item.what)
    return f"{what}: {item.outcome}{by}"


def _support(item: Any) -> str:
    form = f"{words(item.form)}, " if item.form else ""
    return f"{item.programme}: {form}{item.status}, {amount_words(item)}"


def _partnership(item: Any) -> str:
    volume = volume_words(item)
    more = "" if volume == "volume unknown" else f", {volume}"
    flow = "" if (item.type, item.flow) in _PLAIN_FLOWS else _FLOWS.get(item.flow, "")
    return f"{words(item.type)}{flow} with {item.partner}: {status_words(item.status)}{more}"


# An offtake that leaves the company, and a stake taken in it, need no word of where they go.
_PLAIN_FLOWS = (("offtake", "out"), ("equity", "in"))
_FLOWS = {"in": " to the company", "out": " from the company", "sold": " (sold)"}


def _radioactivity(item: Any) -> str:
    parts = [item.statement or ""]
    parts += [f"Th {span(item.thorium_ppm)} ppm"] if item.thorium_ppm else []
    parts += [f"U {span(item.uranium_ppm)} ppm"] if item.uranium_ppm else []
    return ", ".join(part for part in parts if part)


def _guidance(item: Any) -> str:
    return f"{item.milestone} promised for {promised_words(item.promised)}"


def _cash(item: Any) -> str:
    burn = item.burn_per_quarter
    more = f", burning {money(burn, item.currency)} a quarter" if burn else ""
    return f"{money(item.amount, item.currency)}{more}"


def _market(item: Any) -> str:
    price = f"{span(item.price, 4)} {item.currency or ''}" if item.price else ""
    return ", ".join(
        part for part in (price, f"{span(item.shares, 0)} shares" if item.shares else "") if part
    )


_DESCRIBERS: dict[str, Any] = {
    "distribution": _distribution,
    "share": _share,
    "step": _step,
    "stage": _stage,
    "resource": _resource,
    "testwork": _testwork,
    "recovery": _recovery,
    "capacity": lambda item: f"{span(item.tonnes_per_year, 0)} t a year of {words(item.product)}",
    "cost": _cost,
    "approval": _approval,
    "support": _support,
    "partnership": _partnership,
    "radioactivity": _radioactivity,
    "guidance": _guidance,
    "cash": _cash,
    "market": _market,
    "risk": lambda item: f"{item.class_}: {item.detail}",
    "not-applicable": lambda item: f"{words(item.indicator)} does not apply: {item.reason}",
}


def source(item: Source | None) -> str:
    """Title, publisher and date of a source."""
    if item is None:
        return "source not in the file"
    # The title of a profile names its publisher.
    publisher = "" if item.type == "company-profile" else item.publisher
    parts = [item.title, publisher or "", item.date or "undated"]
    return ", ".join(str(part) for part in parts if part)


def source_of(company: Company, held: Held) -> Source | None:
    """The source of a record."""
    return company.source(held.record.source)


def brief_source(company: Company, held: Held) -> str:
    """Grade, publisher and date: a citation for a narrow pane.

    A company profile is called by its title: its publisher's name alone does not say what it is.
    """
    found = source_of(company, held)
    named = "?"
    if found is not None:
        profile = found.type == "company-profile"
        named = found.title if profile else found.publisher or found.title
    return f"{held.grade}, {named}, {found.date if found and found.date else 'undated'}"


def aged(held: Held) -> str:
    """The grade, with the one it had when new."""
    return held.grade if held.grade == held.base_grade else f"{held.base_grade}→{held.grade}"


def dated(held: Held) -> str:
    """The date a record speaks of, else that of its last known day, else "undated"."""
    if held.record.as_of is not None:
        return str(held.record.as_of)
    return held.dated.isoformat() if held.dated else "undated"


def rule(kind: str, choice: Choice) -> str:
    """By which rule of the method one of several records of a kind speaks.

    Args:
        kind: of the records.
        choice: the method file's settings.
    """
    if kind in choice.newest_kinds:
        return (
            f"of several, the newest of grade {choice.newest_needs} or better speaks; if none is "
            "that good, the best grade"
        )
    best = "of several, the best grade after ageing speaks, of equal grades the newest"
    if kind == "distribution":
        return (
            f"{best}; one that lists {choice.complete_pct:g} % of TREO or more goes before one "
            f"that lists less, unless it is {choice.complete_beats_grades} grades weaker"
        )
    return best


DISPUTE_RULE = (
    "they say different things of the same with equal grade, basis and date, or one names the "
    "other as disputed: both are used, from the lowest to the highest"
)


def fate(held: Held) -> str:
    """What became of a record, with the rule that chose and the record that won."""
    by = f" ({held.by})" if held.by else ""
    return f"{USES[held.use]}{by}"


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the value chain.

    Attributes:
        step: in words.
        glyph: of the furthest state on record.
        sites: state, and by whom and where, the furthest first; empty where nothing is on record.
    """

    step: str
    glyph: str
    sites: tuple[tuple[str, str], ...]


def ladder(score: CompanyScore) -> list[Rung]:
    """The value chain, upstream first."""
    order = [BUILT, PILOTED, PLANNED]
    found: dict[str, list[tuple[int, str, str]]] = {}
    for held in score.records:
        item = held.record
        if item.kind == "step" and held.use in ("chosen", "disputes") and item.state:
            who = "own" if item.by == "own" and not item.who else item.who or _by(item)
            place = f"{who}, {item.site}" if item.site else who
            found.setdefault(item.step, []).append(
                (order.index(_STATES[item.state]), item.state, place)
            )
    rungs = []
    for step in CHAIN:
        entries = sorted(found.get(step, ()))
        glyph = order[entries[0][0]] if entries else NOTHING
        rungs.append(Rung(STEPS[step], glyph, tuple((state, who) for _, state, who in entries)))
    return rungs


def cited(score: CompanyScore, item: IndicatorScore) -> Held | None:
    """The record that a value rests on first."""
    return next((held for key in item.evidence if (held := score.held(key))), None)


def telling(score: CompanyScore, criterion_id: str) -> IndicatorScore | None:
    """The indicator with evidence that adds most to a criterion, else the heaviest."""
    criterion = score.criterion(criterion_id)
    if criterion is None:
        return None
    usable = [item for item in criterion.indicators if item.value is not None]
    backed = [item for item in usable if item.evidence]
    return max(
        backed or usable,
        key=lambda item: (item.weight * item.value.mid if item.value else 0.0, item.weight),
        default=None,
    )
