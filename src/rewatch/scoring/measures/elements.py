"""Element mix: group shares, the magnet value and the basket price of the lead project."""

from __future__ import annotations

from dataclasses import dataclass

from rewatch.domain.elements import DYTB, GROUPS, LOW_VALUE, MAGNET, NDPR, OXIDES, STRIP
from rewatch.domain.errors import UsageError
from rewatch.domain.rubric import Indicator
from rewatch.domain.values import Interval
from rewatch.scoring.basket import basket_price, magnet_worth
from rewatch.scoring.case import Case, Found, hull_of
from rewatch.scoring.choice import listed_pct, strength
from rewatch.scoring.results import Basket, Held
from rewatch.scoring.shares import Bound, Share, solve
from rewatch.scoring.value import value_of

# The groups indicators ask for, plus the two sums that the magnet value needs.
_WANTED = {"ndpr": NDPR, "dytb": DYTB, "magnet": MAGNET, "low-value": LOW_VALUE}
_SINGLES = {oxide: frozenset({oxide}) for oxide in OXIDES}
_STRIP = dict(STRIP)


@dataclass(frozen=True, slots=True)
class Mix:
    """The oxide shares of one basis, solved together.

    Attributes:
        basis: which basis it is, None when nothing is known.
        groups: shares by group name and single oxide, % of TREO.
        used: records that took part, by id.
        dropped: records set aside because the bounds contradicted each other.
        loosened: records whose figures were taken as approximate for the same reason.
    """

    basis: str | None
    groups: dict[str, Share]
    used: dict[str, Held]
    dropped: tuple[Held, ...] = ()
    loosened: tuple[Held, ...] = ()

    @property
    def contested(self) -> tuple[str, ...]:
        """Ids of the records that did not fit."""
        return tuple(item.id for item in (*self.dropped, *self.loosened))


def mix_of(case: Case) -> Mix:
    """The oxide shares of the lead project, of the basis that leaves the least open."""
    kept = case.memo.get("mix")
    if not isinstance(kept, Mix):
        kept = case.memo["mix"] = _solve_all(case)
    return kept


def _solve_all(case: Case) -> Mix:
    by_basis: dict[str, list[list[Held]]] = {}
    for kind in ("distribution", "share"):
        for group in case.speaking(kind, lead_only=True):
            by_basis.setdefault(str(group[0].record.basis), []).append(group)
    order = (
        case.rubric.bounds.basis_order
        if case.group == "ore"
        else case.rubric.bounds.basis_order_processors
    )
    best: tuple[float, int, Mix] | None = None
    for basis, groups in by_basis.items():
        mix = _solve_basis(case, basis, groups)
        place = order.index(basis) if basis in order else len(order)
        candidate = (_total_width(case, mix), place, mix)
        if best is None or candidate[:2] < best[:2]:
            best = candidate
    return best[2] if best else Mix(None, _blank(case), {})


def _blank(case: Case) -> dict[str, Share]:
    """The shares of a project nothing is known of: the plausible ranges, narrowed together."""
    kept = case.method.memo.get("blank shares")
    if not isinstance(kept, dict):
        kept = case.method.memo["blank shares"] = _solve(case, []) or {}
    return kept


def _solve_basis(case: Case, basis: str, groups: list[list[Held]]) -> Mix:
    """Solves one basis.

    Where records contradict each other, the weaker ones are first loosened by what two vintages
    of one figure may differ; only where that does not help the weakest, then the oldest, goes.
    One that went and yet fits what is left comes back.
    """
    live = sorted(groups, key=lambda group: strength(group[0], case.worst(group)), reverse=True)
    dropped: list[list[Held]] = []
    solved, loose = _loosened(case, live)
    while solved is None and live:
        dropped.append(live.pop(0))
        solved, loose = _loosened(case, live)
    for group in reversed(dropped[:-1]):
        for wider in (loose, loose | {group[0].id}):
            again = _fitted(case, [group, *live], wider)
            if again is not None:
                solved, loose, live = again, wider, [group, *live]
                dropped.remove(group)
                break
    out = tuple(item for group in dropped for item in group)
    if solved is None or not live:
        return Mix(None, _blank(case), {}, out)
    used = {item.id: item for group in live for item in group}
    wide = tuple(item for group in live for item in group if group[0].id in loose)
    return Mix(basis, solved, used, out, wide)


def _loosened(
    case: Case, live: list[list[Held]]
) -> tuple[dict[str, Share] | None, frozenset[str]]:
    """Solves records, weakest first, with as few of them loosened as needed, and names those.

    The strongest is taken as it stands, unless it contradicts itself.
    """
    loose: frozenset[str] = frozenset()
    solved = _fitted(case, live, loose)
    widened = []
    for group in live[: max(1, len(live) - 1)]:
        if solved is not None:
            break
        widened.append(group[0].id)
        loose = frozenset(widened)
        solved = _fitted(case, live, loose)
    if solved is not None:
        # The last one was needed; of those before it some may not have been.
        for name in reversed(widened[:-1]):
            tighter = _fitted(case, live, loose - {name})
            if tighter is not None:
                solved, loose = tighter, loose - {name}
    return solved, loose


def _fitted(case: Case, live: list[list[Held]], loose: frozenset[str]) -> dict[str, Share] | None:
    slack = case.rubric.bounds.vintage_pct / 100
    # The strongest first, because it is named where two say the same.
    return _solve(
        case,
        [
            bound
            for group in reversed(live)
            for bound in _bounds(group, slack if group[0].id in loose else 0.0)
        ],
    )


def _solve(case: Case, bounds: list[Bound]) -> dict[str, Share] | None:
    rules = case.rubric.bounds
    total = Interval(rules.total - rules.tolerance, rules.total + rules.tolerance)
    asked = [
        item
        for criterion in case.rubric.criteria
        for item in criterion.indicators
        if item.measure == "group_share"
    ]
    wanted = _WANTED | {item.text("group"): _members(item) for item in asked}
    plausible = {item.text("group"): item.plausible for item in asked if item.plausible is not None}
    return solve(bounds, wanted, total, plausible, _STRIP | _SINGLES)


def _members(indicator: Indicator) -> frozenset[str]:
    """The oxides of the group an indicator asks for.

    Raises:
        UsageError: the rubric names a group that does not exist.
    """
    name = indicator.text("group")
    members = _WANTED.get(name) or _STRIP.get(name) or _SINGLES.get(name)
    if members is None:
        known = ", ".join((*_WANTED, *_STRIP, *_SINGLES))
        raise UsageError(
            f"rubric: indicator {indicator.id} asks for the group {name!r}; there are {known}"
        )
    return members


def _bounds(group: list[Held], slack: float = 0.0) -> list[Bound]:
    """What one subject says as bounds; disputing records count with the hull of their values.

    Args:
        group: the chosen record and those that dispute it.
        slack: part of each figure by which it is loosened both ways.
    """
    first = group[0]
    if first.record.kind == "share":
        share = hull_of(item.record.pct for item in group)
        return [Bound(first.record.members, _loose(share, slack), first.id)]
    shares: dict[str, list[Interval]] = {}
    for item in group:
        for oxide, share in item.record.oxides.items():
            shares.setdefault(oxide, []).append(share)
    return [
        Bound(frozenset({oxide}), _loose(hull_of(values), slack), first.id)
        for oxide, values in shares.items()
        # An oxide that only one of the disputing records lists is not settled by it.
        if len(values) == len(group)
    ]


def _loose(share: Interval, slack: float) -> Interval:
    return Interval(share.low * (1 - slack), share.high * (1 + slack)) if slack else share


def _total_width(case: Case, mix: Mix) -> float:
    width = 0.0
    for criterion in case.rubric.criteria:
        for item in criterion.indicators:
            if item.measure in ("group_share", "magnet_value"):
                found = _found(case, item, mix)
                # Unweighted, so that moving a weight never changes which evidence is used.
                width += (found.value if found else case.unknown(item)).width
    return width


def group_share(case: Case, indicator: Indicator) -> Found | None:
    """The share of the indicator's group in TREO, by records or by bounds from them."""
    return _found(case, indicator, mix_of(case))


def magnet_value(case: Case, indicator: Indicator) -> Found | None:
    """What the magnet oxides in one kg of TREO are worth at the deck, US$."""
    return _found(case, indicator, mix_of(case))


def _found(case: Case, indicator: Indicator, mix: Mix) -> Found | None:
    if indicator.measure == "group_share":
        return _found_share(case, indicator, mix)
    return _found_value(case, indicator, mix)


def _found_share(case: Case, indicator: Indicator, mix: Mix) -> Found | None:
    group = indicator.text("group")
    share = mix.groups.get(group)
    if share is None or not share.inputs or mix.basis is None or indicator.points is None:
        return None
    used = _used(mix, share.inputs)
    grade = case.worst(used)
    unknown = case.unknown(indicator)
    value = case.widen(value_of(share.interval, indicator.points), indicator, grade)
    text = span(share.interval)
    label = f"{text} % of TREO ({mix.basis})"
    if share.direct:
        reason = f"{indicator.name} is {text} % of TREO by the {mix.basis} figures."
        return Found(
            value,
            used,
            grade,
            label,
            reason,
            case.draw_of(_weakest(used)),
            share.interval,
            contested=mix.contested,
        )
    reason = (
        f"{indicator.name} lies at {text} % of TREO, bounded by what is known of the {mix.basis}."
    )
    return Found(
        value,
        used,
        grade,
        label,
        reason,
        case.draw_of(_weakest(used)),
        share.interval,
        "derived",
        _derived_credit(case, value, unknown, grade),
        contested=mix.contested,
    )


def _derived_credit(case: Case, value: Interval, unknown: Interval, grade: str) -> float:
    """A derived bound counts one minus its width over the unknown's, times its grade's credit."""
    if unknown.width <= 0:
        return 0.0
    narrowed = max(0.0, 1.0 - value.width / unknown.width)
    return narrowed * case.rubric.coverage.grades[grade]  # type: ignore[index]


def _used(mix: Mix, ids: frozenset[str]) -> tuple[Held, ...]:
    wanted = [mix.used[key] for key in sorted(ids) if key in mix.used]
    disputing = [item for item in mix.used.values() if item.by is not None and item.by in ids]
    return (*wanted, *disputing)


def _weakest(used: tuple[Held, ...]) -> Held:
    return max(used, key=lambda item: (item.grade, item.id))


def _found_value(case: Case, indicator: Indicator, mix: Mix) -> Found | None:
    deck = case.method.deck
    if deck is None or indicator.points is None:
        return None
    terbium = indicator.range("tb_share_of_dytb_pct")
    nothing = magnet_worth(_blank(case), deck, terbium)
    worth = magnet_worth(mix.groups, deck, terbium)
    if worth is None or nothing is None:
        return None
    unknown = value_of(nothing, indicator.points)
    inputs = mix.groups["magnet"].inputs | mix.groups["ndpr"].inputs | mix.groups["dytb"].inputs
    used = _used(mix, inputs)
    if not used or mix.basis is None:
        return None
    grade = case.worst(used)
    plain = value_of(worth, indicator.points)
    points = case.rubric.widening[grade]
    hull = plain.hull(unknown)
    value = Interval(max(plain.low - points, hull.low), min(plain.high + points, hull.high))
    direct = all(oxide in mix.groups and mix.groups[oxide].direct for oxide in MAGNET)
    text = span(worth)
    label = f"US${text}/kg TREO ({mix.basis})"
    reason = f"The magnet oxides in one kilogram of TREO are worth US${text} at {deck.name}."
    return Found(
        value,
        used,
        grade,
        label,
        reason,
        case.draw_of(_weakest(used)),
        worth,
        "evidence" if direct else "derived",
        None if direct else _derived_credit(case, value, unknown, grade),
        unknown,
        mix.contested,
    )


def basket_of(case: Case) -> Basket:
    """The basket price of the lead project: sum(share x price) / sum(share) over priced oxides.

    The formula is that of published composite prices (Lynas's Mt Weld table of 2010 reproduces
    within US$0.01).
    """
    mix = mix_of(case)
    deck = case.method.deck
    records = [item for item in mix.used.values() if item.record.kind == "distribution"]
    if deck is None or not records:
        return Basket(None, None, 0.0, (), deck.id if deck else "", mix.basis, ())
    record = next((item for item in records if item.use == "chosen"), records[0])
    oxides: dict[str, Interval] = dict(record.record.oxides)
    price, priced, unpriced = basket_price(oxides, deck)
    complete = listed_pct(record.record) >= case.rubric.choice.complete_pct
    floor = (
        sum(
            share.low * deck.prices[oxide].low
            for oxide, share in oxides.items()
            if oxide in deck.prices
        )
        / 100
    )
    return Basket(
        price if complete else None,
        floor,
        priced,
        unpriced,
        deck.id,
        mix.basis,
        (record.id,),
    )


def strip_of(case: Case) -> dict[str, Interval]:
    """The cells of the element strip, % of TREO, for the cells anything is known of."""
    groups = mix_of(case).groups
    return {
        name: groups[name].interval for name in _STRIP if name in groups and groups[name].inputs
    }


def span(value: Interval, digits: int = 1) -> str:
    """An interval in words of a table: "26.1" or "26.1-38.0", without trailing zeros."""

    def one(number: float) -> str:
        text = f"{number:.{digits}f}"
        if number and float(text) == 0:
            text = f"{number:.2g}"
        return text.rstrip("0").rstrip(".") if "." in text else text

    low, high = one(value.low), one(value.high)
    return low if low == high else f"{low}–{high}"


__all__ = ["GROUPS", "basket_of", "group_share", "magnet_value", "mix_of", "span", "strip_of"]
