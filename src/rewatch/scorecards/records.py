"""What a record says, in one line, and where it was read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rewatch.domain.basis import basis_words
from rewatch.domain.company import Company, Source
from rewatch.scorecards.figures import money, span
from rewatch.scorecards.wording import (
    STEPS,
    amount_words,
    approval_words,
    promised_words,
    stage_words,
    status_words,
    volume_words,
    words,
)

if TYPE_CHECKING:
    from rewatch.domain.prices import DeckSource


def source_words(source: Source | DeckSource | None) -> str:
    """Title, publisher and date of a source."""
    if source is None:
        return "source not in the file"
    # The title of a profile names its publisher.
    publisher = "" if source.type == "company-profile" else source.publisher
    parts = [source.title, publisher or "", source.date or "undated"]
    return ", ".join(str(part) for part in parts if part)


def cited_words(company: Company, record: Any) -> str:
    """What a record of a company says, and where it was read; if it is withdrawn, that too."""
    withdrawn = any(item.evidence == record.id for item in company.retractions)
    start = "withdrawn: " if withdrawn else ""
    return f"{start}{record_words(record)} ({source_words(company.source(record.source))})"


def record_words(item: Any) -> str:
    """What a record says, in one line."""
    describer = _DESCRIBERS.get(item.kind)
    return describer(item) if describer else words(item.kind)


def _distribution(item: Any) -> str:
    shares = ", ".join(f"{oxide} {span(pct)}" for oxide, pct in item.oxides.items())
    return f"{shares} % of TREO ({basis_words(item.basis)})"


def _share(item: Any) -> str:
    # The figure before the list: a line that is cut keeps it.
    counted = f": {', '.join(item.oxides)}" if item.oxides else ""
    group = _GROUPS.get(item.group, words(item.group))
    return f"{group} {span(item.pct)} % of TREO ({basis_words(item.basis)}){counted}"


_GROUPS = {
    "ndpr": "NdPr",
    "dytb": "DyTb",
    "magnet": "magnet oxides",
    "heavy": "heavy oxides",
    "low-value": "low-value oxides",
}


def _step(item: Any) -> str:
    parts = [STEPS.get(item.step, item.step), item.state or "", by_words(item)]
    return ", ".join(part for part in [*parts, item.site or ""] if part)


def by_words(item: Any) -> str:
    """Whose plant does a step."""
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
    return f"{approval_words(item.what)}: {item.outcome}{by}"


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
