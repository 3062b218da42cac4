"""Fields of the place and the money: approvals, public support, radioactivity, cash, funding."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from rewatch.domain.values import Interval
from rewatch.scoring.results import Held
from rewatch.scoring.runway import months_left
from rewatch.screening.element_fields import indicator_of
from rewatch.screening.fields import OPEN, Field, Reading
from rewatch.screening.process_fields import cost_records
from rewatch.screening.view import View, best_levels, hull, levels_between, reading, weakest

PLACE, SUPPORT, MONEY = "Approvals and country", "Public support", "Cash and market"
OUTCOMES = ("banned", "refused", "lapsed", "none", "applied", "conditional", "granted")
STATUSES = ("none", "proposed", "conditional", "granted", "drawn")
FORMS = ("grant", "loan", "equity", "offtake", "tax", "floor-price")
RISKS = ("price", "geopolitical", "technology", "regulatory", "capital")
FIRM = frozenset({"granted", "drawn"})
APPROVALS = {
    "exploration": "exploration-approval",
    "environmental": "environmental-approval",
    "mining-lease": "mining-lease",
    "water": "water-approval",
    "radiation": "radiation-approval",
    "native-title": "native-title",
    "export": "export-approval",
    "other": "other-approval",
}

Amount = tuple[Interval, str]


def in_usd(view: View, amount: Interval, currency: str) -> Interval | None:
    """An amount in US$ by the active deck's cited rates, None where it has none."""
    if currency == "USD":
        return amount
    rate = view.how.deck.fx.get(currency) if view.how.deck else None
    return amount.scaled(rate.usd) if rate else None


def total(view: View, amounts: list[Amount]) -> Amount | None:
    """The sum of some amounts: in their own currency where it is one, else in US$."""
    currencies = {currency for _, currency in amounts}
    if len(currencies) == 1:
        values: list[Interval | None] = [amount for amount, _ in amounts]
        currency = currencies.pop()
    else:
        values = [in_usd(view, amount, currency) for amount, currency in amounts]
        currency = "USD"
    if not values or any(value is None for value in values):
        return None
    known = [value for value in values if value is not None]
    return Interval(sum(v.low for v in known), sum(v.high for v in known)), currency


def _approval(what: str) -> Callable[[View], Reading | None]:
    """Reads one approval; where authorities differ it lies anywhere between their outcomes."""

    def read(view: View) -> Reading | None:
        groups = [g for g in view.speaking("approval", lead_only=True) if g[0].record.what == what]
        used = weakest(groups)
        if not used:
            return None
        places = [OUTCOMES.index(item.record.outcome) for item in used]
        return reading(levels_between(OUTCOMES, OUTCOMES[min(places)], OUTCOMES[max(places)]), used)

    return read


def _supports(view: View, keep: Callable[[Held], bool]) -> Reading | None:
    return best_levels(
        STATUSES,
        [
            ((min(found, key=STATUSES.index), max(found, key=STATUSES.index)), group)
            for group in view.speaking("support")
            if keep(group[0])
            for found in [[item.record.status for item in group]]
        ],
    )


def _non_dilutive(view: View) -> Reading | None:
    """As support, without equity; support of a form not stated may or may not be equity."""
    options = []
    for group in view.speaking("support"):
        form, status = group[0].record.form, group[0].record.status
        if form != "equity":
            options.append(((status if form else "none", status), group))
    if not options and view.speaking("support"):
        return reading(frozenset({"none"}), weakest(view.speaking("support")))
    return best_levels(STATUSES, options)


def _forms(view: View) -> Reading | None:
    groups = view.speaking("support")
    used = [g for g in groups if g[0].record.status in FIRM | {"conditional"}]
    if not groups:
        return None
    return reading(frozenset(g[0].record.form or OPEN for g in used), weakest(used or groups))


def _firm_amounts(view: View, statuses: Iterable[str]) -> tuple[list[Amount], bool, list[Held]]:
    """Amounts of public support of some status, whether all are known, and their records."""
    wanted = frozenset(statuses)
    groups = [g for g in view.speaking("support") if g[0].record.status in wanted]
    amounts = [
        (Interval(*g[0].record.amount), str(g[0].record.currency))
        for g in groups
        if g[0].record.amount is not None
    ]
    return amounts, len(amounts) == len(groups), weakest(groups)


def _support_amount(view: View) -> Reading | None:
    amounts, whole, used = _firm_amounts(view, FIRM)
    found = total(view, amounts) if amounts else None
    if found is None:
        return None
    value, currency = found
    return reading(Interval(value.low, value.high if whole else math.inf), used, currency)


def _funded(view: View) -> Reading | None:
    """Cash and firm public support over capital cost, %; open above where amounts are not known.

    The low end counts cash and what is granted or drawn; the high end also what is conditional
    or proposed. Private debt and equity still to come are not on record and not counted.
    """
    costs = cost_records(view, "capex", ("total",))
    if costs is None:
        return None
    capex, currency = hull(item.record.amount for item in costs), costs[0].record.currency
    if capex.low <= 0:
        return None
    cash = view.speaking("cash")
    held = [(Interval(*cash[0][0].record.amount), cash[0][0].record.currency)] if cash else []
    firm, whole, firm_used = _firm_amounts(view, FIRM)
    hoped, hoped_whole, hoped_used = _firm_amounts(view, ("proposed", "conditional"))
    if not held and not firm_used:
        return None
    low = _in(view, [*held, *firm], currency)
    high = _in(view, [*held, *firm, *hoped], currency)
    if low is None or (not low.high and not whole):
        return None
    open_above = not cash or not whole or not hoped_whole or high is None
    top = math.inf if open_above or high is None else 100 * high.high / capex.low
    used = [*costs, *weakest(cash), *firm_used, *(hoped_used if not open_above else [])]
    return reading(Interval(100 * low.low / capex.high, top), used)


def _in(view: View, amounts: list[Amount], currency: str) -> Interval | None:
    """The sum of some amounts in one currency, None where a rate is missing."""
    if not amounts:
        return Interval(0.0, 0.0)
    found = total(view, amounts)
    if found is None or found[1] == currency:
        return found[0] if found else None
    dollars, unit = in_usd(view, *found), in_usd(view, Interval(1.0, 1.0), currency)
    if dollars is None or unit is None:
        return None
    return dollars.scaled(1 / unit.low)


def _cash(view: View) -> Reading | None:
    groups = view.speaking("cash")
    if not groups:
        return None
    same = [i for i in groups[0] if i.record.currency == groups[0][0].record.currency]
    return reading(hull(i.record.amount for i in same), same, same[0].record.currency)


def _burn(view: View) -> Reading | None:
    groups = view.speaking("cash")
    if not groups or groups[0][0].record.burn_per_quarter is None:
        return None
    record = groups[0][0].record
    return reading(Interval(*record.burn_per_quarter), groups[0][:1], record.currency)


def _runway(view: View) -> Reading | None:
    """Months left from the as-of date, if the burn on record goes on and nothing is raised."""
    groups = view.speaking("cash")
    dated = groups[0][0].dated if groups else None
    if dated is None:
        return None
    left = months_left(groups[0][0].record, dated, view.as_of)
    return reading(left, groups[0][:1]) if left is not None else None


def _market(view: View, value: bool) -> Reading | None:
    groups = view.speaking("market")
    if not groups:
        return None
    record = groups[0][0].record
    if record.currency is None or record.price is None or (value and record.shares is None):
        return None
    price = Interval(*record.price)
    if value:
        price = Interval(price.low * record.shares.low, price.high * record.shares.high)
    return reading(price, groups[0][:1], record.currency)


def _ppm(name: str) -> Callable[[View], Reading | None]:
    def read(view: View) -> Reading | None:
        groups = view.speaking("radioactivity", lead_only=True)
        used = [i for g in groups for i in g if getattr(i.record, name) is not None]
        return reading(hull(getattr(i.record, name) for i in used), used) if used else None

    return read


def _radioactivity(view: View) -> Reading | None:
    used = weakest(view.speaking("radioactivity", lead_only=True))
    if not used:
        return None
    return reading(tuple(item.record.statement or "figures given" for item in used), used)


def _risks(view: View) -> Reading | None:
    used = weakest(view.speaking("risk"))
    return reading(frozenset(i.record.class_ for i in used), used) if used else None


def _severity(view: View) -> Reading | None:
    used = [[i] for i in weakest(view.speaking("risk")) if i.record.severity]
    return best_levels(
        ("low", "medium", "high"), [((u[0].record.severity, u[0].record.severity), u) for u in used]
    )


def _rule_of_law(view: View) -> Reading | None:
    found = indicator_of(view, "rule_of_law")
    return Reading(found.native) if found and found.native is not None else None


def _text(kind: str, *names: str) -> Callable[[View], Reading | None]:
    def read(view: View) -> Reading | None:
        used = weakest(view.speaking(kind))
        texts = tuple(str(t) for i in used for n in names if (t := getattr(i.record, n)))
        return reading(texts, used) if texts else None

    return read


def place_fields() -> list[Field]:
    """Approvals, country facts, risks, public support, cash, market."""

    def approval(what: str, name: str) -> Field:
        words = name.replace("-", " ")
        return Field(name, "level", f"Outcome of the {words} of the lead project", words, PLACE,
                     _approval(what), ladder=OUTCOMES, evidence=True)  # fmt: skip

    def money(name: str, doc: str, label: str, read: Callable[[View], Reading | None]) -> Field:
        return Field(name, "number", doc, label, MONEY, read, unit="USD", evidence=True)

    return [
        *(approval(what, name) for what, name in APPROVALS.items()),
        Field("authority", "text", "Name of an authority that decides an approval holds the text",
              "authorities", PLACE, _text("approval", "authority"), evidence=True),
        Field("rule-of-law", "number", "Percentile of the country: mean of regulatory quality and "
              "rule of law", "rule-of-law percentile", PLACE, _rule_of_law, aliases=("wgi",)),
        Field("radioactivity", "text", "What is said of thorium and uranium holds the text",
              "radioactivity", PLACE, _radioactivity, evidence=True),
        Field("thorium", "number", "Thorium", "thorium", PLACE, _ppm("thorium_ppm"), unit="ppm",
              evidence=True),
        Field("uranium", "number", "Uranium", "uranium", PLACE, _ppm("uranium_ppm"), unit="ppm",
              evidence=True),
        Field("risk", "names", "Classes of the risks on record", "risks", PLACE, _risks,
              choices=RISKS, evidence=True),
        Field("risk-severity", "level", "Gravest severity of the risks on record",
              "gravest risk", PLACE, _severity, ladder=("low", "medium", "high"), evidence=True),
        Field("risk-text", "text", "What the risks on record say holds the text",
              "text of the risks", PLACE, _text("risk", "detail"), evidence=True),
        Field("support", "level", "Firmest public support", "public support", SUPPORT,
              lambda v: _supports(v, lambda _item: True), ladder=STATUSES, evidence=True),
        Field("non-dilutive", "level", "Firmest public support that takes no shares",
              "non-dilutive support", SUPPORT, _non_dilutive, ladder=STATUSES, evidence=True),
        Field("support-form", "names", "Forms of public support that is at least conditional",
              "forms of support", SUPPORT, _forms, choices=FORMS, evidence=True),
        Field("support-amount", "number", "Public support granted or drawn, together",
              "public support", SUPPORT, _support_amount, unit="USD", evidence=True),
        Field("programme", "text", "Name of a support programme holds the text", "programmes",
              SUPPORT, _text("support", "programme"), evidence=True),
        Field("government", "text", "Name of a supporting government holds the text",
              "supporting governments", SUPPORT, _text("support", "government"), evidence=True),
        Field("funded", "number", "Cash and granted or drawn public support, as a share of the "
              "capital cost; open above where an amount is not known", "funded share", SUPPORT,
              _funded, unit="%", evidence=True),
        money("cash", "Cash on record", "cash", _cash),
        money("burn", "Cash used in a quarter", "burn per quarter", _burn),
        Field("runway", "number", "Months the cash on record lasts from the as-of date at the "
              "burn on record", "runway", MONEY, _runway, unit="mo", evidence=True),
        money("price", "Share price typed in", "share price", lambda v: _market(v, False)),
        money("market-value", "Share price times shares, as typed in", "market value",
              lambda v: _market(v, True)),
    ]  # fmt: skip
