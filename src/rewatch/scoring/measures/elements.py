"""Element mix: group shares, the magnet value and the basket price of the lead project."""

from __future__ import annotations

from rewatch.domain.basis import NOT_STATED, basis_words, of_basis
from rewatch.domain.elements import MAGNET, STRIP
from rewatch.domain.rubric import Indicator
from rewatch.domain.values import Grade, Interval
from rewatch.scoring.basket import basket_price, magnet_worth
from rewatch.scoring.case import Case, Found, hull_of
from rewatch.scoring.measures.mix import Mix, blank, mixes
from rewatch.scoring.results import Basket, Held
from rewatch.scoring.value import value_of


def mix_of(case: Case) -> Mix:
    """The oxide shares of the lead project, of the basis that leaves the least open."""
    kept = case.memo.get("mix")
    if not isinstance(kept, Mix):
        kept = case.memo["mix"] = _narrowest(case)
    return kept


def _narrowest(case: Case) -> Mix:
    rules = case.rubric.bounds
    order = rules.basis_order if case.group == "ore" else rules.basis_order_processors

    def openness(mix: Mix) -> tuple[float, int]:
        return _total_width(case, mix), (*order, mix.basis).index(mix.basis)

    found = mixes(case)
    return min(found, key=openness) if found else Mix(None, blank(case), {})


def _total_width(case: Case, mix: Mix) -> float:
    """What a basis leaves open of the shares.

    Unweighted and without prices, so that no weight and no deck changes which evidence is used.
    """
    width = 0.0
    for criterion in case.rubric.criteria:
        for item in criterion.indicators:
            if item.measure == "group_share":
                found = _found_share(case, item, mix)
                width += (found.value if found else case.unknown(item)).width
    return width


def group_share(case: Case, indicator: Indicator) -> Found | None:
    """The share of the indicator's group in TREO, by records or by bounds from them."""
    return _found_share(case, indicator, mix_of(case))


def _found_share(case: Case, indicator: Indicator, mix: Mix) -> Found | None:
    share = mix.groups.get(indicator.text("group"))
    if share is None or not share.inputs or mix.basis is None:
        return None
    used = _used(mix, share.inputs)
    grade = case.worst(used)
    unknown = case.unknown(indicator)
    value = case.widen(value_of(share.interval, indicator.breakpoints()), indicator, grade)
    text = span(share.interval)
    if share.direct:
        stated = of_basis(mix.basis) != NOT_STATED
        by = f"the {mix.basis} figures" if stated else f"figures, {NOT_STATED}"
        reason = f"{indicator.name} is {text} % of TREO by {by}."
    else:
        of = of_basis(mix.basis)
        known = f"else, {of}" if of == NOT_STATED else of
        reason = f"{indicator.name} lies at {text} % of TREO, bounded by what is known {known}."
    return Found(
        value,
        used,
        grade,
        f"{text} % of TREO ({basis_words(mix.basis)})",
        reason,
        case.draw_of(_weakest(used)),
        share.interval,
        "evidence" if share.direct else "derived",
        None if share.direct else _derived_credit(case, value, unknown, grade),
        contested=mix.contested,
    )


def _derived_credit(case: Case, value: Interval, unknown: Interval, grade: Grade) -> float:
    """A derived bound counts one minus its width over the unknown's, times its grade's credit."""
    if unknown.width <= 0:
        return 0.0
    narrowed = max(0.0, 1.0 - value.width / unknown.width)
    return narrowed * case.rubric.coverage.grades[grade]


def _used(mix: Mix, ids: frozenset[str]) -> tuple[Held, ...]:
    wanted = [mix.used[key] for key in sorted(ids) if key in mix.used]
    disputing = [item for item in mix.used.values() if item.by is not None and item.by in ids]
    return (*wanted, *disputing)


def _weakest(used: tuple[Held, ...]) -> Held:
    return max(used, key=lambda item: (item.grade, item.id))


def magnet_value(case: Case, indicator: Indicator) -> Found | None:
    """What the magnet oxides in one kg of TREO are worth at the deck, US$."""
    mix, deck = mix_of(case), case.method.deck
    if deck is None or mix.basis is None:
        return None
    points = indicator.breakpoints()
    terbium = indicator.range("tb_share_of_dytb_pct")
    nothing = _worth_of_nothing(case, terbium)
    worth = magnet_worth(mix.groups, deck, terbium)
    if worth is None or nothing is None:
        return None
    inputs = mix.groups["magnet"].inputs | mix.groups["ndpr"].inputs | mix.groups["dytb"].inputs
    used = _used(mix, inputs)
    if not used:
        return None
    grade = case.worst(used)
    unknown = value_of(nothing, points)
    value = case.widen(value_of(worth, points), indicator, grade, unknown)
    direct = all(oxide in mix.groups and mix.groups[oxide].direct for oxide in MAGNET)
    text = span(worth)
    return Found(
        value,
        used,
        grade,
        f"US${text}/kg TREO ({basis_words(mix.basis)})",
        f"The magnet oxides in one kilogram of TREO are worth US${text} at {deck.name}.",
        case.draw_of(_weakest(used)),
        worth,
        "evidence" if direct else "derived",
        None if direct else _derived_credit(case, value, unknown, grade),
        unknown,
        mix.contested,
    )


def _worth_of_nothing(case: Case, terbium: Interval) -> Interval | None:
    """What the plausible shares are worth: the same for every company under one method."""
    deck = case.method.deck
    if deck is None:
        return None
    return case.method.once(
        f"worth of nothing, Tb {terbium}", deck, lambda: magnet_worth(blank(case), deck, terbium)
    )


def basket_of(case: Case) -> Basket:
    """The basket price of the lead project: sum(share x price) / sum(share) over priced oxides.

    The formula is that of published composite prices (Lynas's Mt Weld table of 2010 reproduces
    within US$0.01).
    """
    kept = case.memo.get("basket")
    if not isinstance(kept, Basket):
        kept = case.memo["basket"] = _basket(case)
    return kept


def _basket(case: Case) -> Basket:
    mix, deck = mix_of(case), case.method.deck
    listed, used = _listed(mix)
    if deck is None or not listed:
        return Basket(None, None, 0.0, (), deck.id if deck else "", mix.basis, ())
    price = basket_price(listed, deck)
    complete = sum(share.mid for share in listed.values()) >= case.rubric.choice.complete_pct
    return Basket(
        price.usd_per_kg if complete else None,
        price.floor_usd_per_kg,
        price.priced_share_pct,
        price.unpriced,
        deck.id,
        mix.basis,
        used,
    )


def _listed(mix: Mix) -> tuple[dict[str, Interval], tuple[str, ...]]:
    """The shares a basket is made of, and the records that state them.

    Single oxides as a distribution lists them, disputes included; NdPr where only the sum is
    stated.
    """
    listed: dict[str, Interval] = {}
    chosen = [item for item in mix.used.values() if item.use == "chosen"]
    head = next((item for item in chosen if item.record.kind == "distribution"), None)
    used: list[str] = []
    if head is not None:
        group = [head, *(item for item in mix.used.values() if item.by == head.id)]
        used += [item.id for item in group]
        for oxide in head.record.oxides:
            shares = [item.record.oxides.get(oxide) for item in group]
            if None not in shares:
                listed[oxide] = hull_of(share for share in shares if share is not None)
    for item in chosen:
        pair = item.record.kind == "share" and item.record.group == "ndpr"
        if pair and not {"Nd2O3", "Pr6O11"} & listed.keys():
            group = [item, *(other for other in mix.used.values() if other.by == item.id)]
            listed["NdPr"] = hull_of(one.record.pct for one in group)
            used += [one.id for one in group]
    return listed, tuple(used)


def strip_of(case: Case) -> dict[str, Interval]:
    """The cells of the element strip, % of TREO, for the cells anything is known of."""
    groups = mix_of(case).groups
    return {
        name: groups[name].interval for name, _ in STRIP if name in groups and groups[name].inputs
    }


def span(value: Interval, digits: int = 1) -> str:
    """An interval in words of a table: "26.1" or "26.1–38", without trailing zeros."""

    def one(number: float) -> str:
        text = f"{number:.{digits}f}"
        if number and float(text) == 0:
            text = f"{number:.2g}"
        return text.rstrip("0").rstrip(".") if "." in text else text

    low, high = one(value.low), one(value.high)
    return low if low == high else f"{low}–{high}"
