"""Fields of what is in the ground: oxide shares, tonnage and what a basket of it is worth.

Shares are the evidence's own, with the bounds that follow from it by arithmetic; unlike a score
they never borrow what is merely plausible.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from rewatch.domain.elements import GROUPS, OXIDES
from rewatch.domain.values import Interval
from rewatch.scoring.results import Held, IndicatorScore
from rewatch.scoring.shares import Bound, Share, solve
from rewatch.screening.fields import Field, Reading
from rewatch.screening.view import View, hull, reading, weakest

SECTION = "Elements and resource"
BASES = ("reserve", "resource", "product", "sample", "unknown")
# Shares narrower than this are one number.
_POINT = 1e-9
# By how much bounds may miss each other before they contradict, as in scoring.
_SLACK = 1e-6


def share(view: View, name: str, members: frozenset[str]) -> Reading | None:
    """The share of some oxides in TREO, %, of the basis the score uses."""
    score = view.score
    if score.basis is None:
        return None
    live = view.once("shares", lambda: _measured(view))
    solved = score.shares.get(name)
    if solved is not None and solved.width <= _POINT and view.keep is None:
        return reading(solved, _touching(live, members))
    bounds = view.once("bounds", lambda: tuple(bound for group in live for bound in _bounds(group)))
    rules = view.rubric.bounds
    total = Interval(rules.total - rules.tolerance, rules.total + rules.tolerance)
    found = _disjoint(bounds, members, total) or _solved(bounds, members, total)
    if found is None:
        # The records contradict each other: what is left after the score set the weakest aside.
        if solved is None or view.keep is not None:
            return None
        return reading(solved, _touching(live, members))
    if not found.inputs or found.interval == Interval(0.0, total.high):
        return None
    return reading(found.interval, weakest(g for g in live if g[0].id in found.inputs))


def _measured(view: View) -> list[list[Held]]:
    """What the lead project's records say of shares, on the basis the score uses."""
    return [
        group
        for kind in ("distribution", "share")
        for group in view.speaking(kind, lead_only=True)
        if group[0].record.basis == view.score.basis
    ]


def _disjoint(bounds: tuple[Bound, ...], members: frozenset[str], total: Interval) -> Share | None:
    """The share of a group where no bound cuts another or the group's edge; None elsewhere.

    The bounds and what they leave over are then boxes under one sum, so the ends are exact:
    the sum of the parts inside, or the whole less the sum of the parts outside.
    """
    seen: set[str] = set()
    inside: list[Bound] = []
    outside: list[Bound] = []
    for bound in bounds:
        if seen & bound.members or not (bound.members <= members or not bound.members & members):
            return None
        seen |= bound.members
        (inside if bound.members <= members else outside).append(bound)
    own_low = sum((bound.share.low for bound in inside), 0.0)
    own_high = sum((bound.share.high for bound in inside), 0.0)
    rest_low = sum((bound.share.low for bound in outside), 0.0)
    rest_high = sum((bound.share.high for bound in outside), 0.0)
    own_high += 0.0 if members <= seen else total.high
    rest_high += 0.0 if frozenset(OXIDES) - members <= seen else total.high
    low, high = max(own_low, total.low - rest_high, 0.0), min(own_high, total.high - rest_low)
    if low > high + _SLACK:
        return None
    used: set[str] = set()
    for whole, bounding in ((own_low, inside), (total.low - rest_high, outside)):
        if low == whole > 0:
            used |= {bound.source for bound in bounding}
    used |= {bound.source for bound in (inside if high == own_high else outside)}
    return Share(Interval(low, max(low, high)), frozenset(used), not outside)


@lru_cache(maxsize=8192)
def _solved(bounds: tuple[Bound, ...], members: frozenset[str], total: Interval) -> Share | None:
    """What records alone say of one group; None where they contradict each other."""
    solved = solve(bounds, {"group": members}, total)
    return solved["group"] if solved else None


def _bounds(group: list[Held]) -> list[Bound]:
    """What one subject says; disputing records count with the hull of their values."""
    first = group[0]
    if first.record.kind == "share":
        return [Bound(first.record.members, hull(i.record.pct for i in group), first.id)]
    shares: dict[str, list[Interval]] = {}
    for item in group:
        for oxide, value in item.record.oxides.items():
            shares.setdefault(oxide, []).append(Interval(*value))
    return [
        Bound(frozenset({oxide}), hull(values), first.id)
        for oxide, values in shares.items()
        if len(values) == len(group)
    ]


def _touching(live: list[list[Held]], members: frozenset[str]) -> list[Held]:
    """The records that say something of these oxides; all where none does so by itself."""

    def speaks(group: list[Held]) -> bool:
        record = group[0].record
        if record.kind == "share":
            return bool(record.members <= members)
        return any(oxide in members for oxide in record.oxides)

    return weakest([g for g in live if speaks(g)] or live)


def _heavy(view: View) -> Reading | None:
    groups = [
        group
        for group in view.speaking("share", lead_only=True)
        if group[0].record.group == "heavy"
    ]
    if not groups:
        return None
    used = weakest(groups)
    return reading(hull(item.record.pct for item in used), used)


def _largest(view: View) -> list[Held] | None:
    groups = view.speaking("resource", lead_only=True)
    return max(
        groups,
        key=lambda group: (group[0].record.tonnes_mt.high, group[0].id),
        default=None,
    )


def _resource(measure: Callable[[Held], Interval]) -> Callable[[View], Reading | None]:
    def read(view: View) -> Reading | None:
        group = _largest(view)
        return reading(hull(measure(item) for item in group), group) if group else None

    return read


def _resource_text(*names: str) -> Callable[[View], Reading | None]:
    def read(view: View) -> Reading | None:
        used = weakest(view.speaking("resource", lead_only=True))
        texts = tuple(str(t) for i in used for n in names if (t := getattr(i.record, n)))
        return reading(texts, used) if texts else None

    return read


def _contained(item: Held) -> Interval:
    tonnes, treo = item.record.tonnes_mt, item.record.treo_pct
    return Interval(tonnes.low * treo.low * 10, tonnes.high * treo.high * 10)


def indicator_of(view: View, measure: str) -> IndicatorScore | None:
    """The score of the indicator that is read by a measure, whatever the method file calls it."""
    for criterion in view.rubric.criteria:
        for item in criterion.indicators:
            if item.measure == measure:
                return view.score.indicator(item.id)
    return None


def records_of(view: View, ids: tuple[str, ...]) -> list[Held]:
    """The records of some ids."""
    return [item for item in view.score.records if item.id in ids]


def native(measure: str, currency: str = "") -> Callable[[View], Reading | None]:
    """Reads what an indicator measured, where evidence states it whole."""

    def read(view: View) -> Reading | None:
        found = indicator_of(view, measure)
        if found is None or found.native is None or found.state != "evidence":
            return None
        return reading(found.native, records_of(view, found.evidence), currency)

    return read


def _basket(view: View) -> Reading | None:
    basket = view.score.basket
    if basket.usd_per_kg is None:
        return None
    return reading(basket.usd_per_kg, records_of(view, basket.evidence), "USD")


def _basket_floor(view: View) -> Reading | None:
    basket = view.score.basket
    if basket.floor_usd_per_kg is None:
        return None
    floor = Interval(basket.floor_usd_per_kg, basket.floor_usd_per_kg)
    return reading(floor, records_of(view, basket.evidence), "USD")


def element_fields() -> list[Field]:
    """Shares of groups and single oxides, the resource, the basket."""

    def pct(
        name: str, doc: str, label: str, read: Callable[[View], Reading | None], *aliases: str
    ) -> Field:
        return Field(
            name, "number", doc, label, SECTION, read, unit="%", aliases=aliases, evidence=True
        )

    def group(name: str, doc: str, label: str, *aliases: str) -> Field:
        members = GROUPS[name]
        return pct(name, doc, label, lambda view: share(view, name, members), *aliases)

    def oxide(name: str) -> Field:
        members = frozenset({name})
        metal = name.rstrip("0123456789").split("O")[0].rstrip("0123456789")
        return pct(
            name.lower(), f"{name} in TREO", f"{name} share",
            lambda view: share(view, name, members), metal.lower(),
        )  # fmt: skip

    return [
        group("magnet", "Nd, Pr, Dy and Tb oxide (MREO) in TREO", "magnet share", "mreo"),
        group("ndpr", "Nd and Pr oxide in TREO", "NdPr share"),
        group("dytb", "Dy and Tb oxide in TREO", "Dy + Tb share"),
        group("low-value", "La and Ce oxide in TREO", "La + Ce share", "lace", "la-ce"),
        pct("heavy", "Heavy oxides in TREO as the source counts them (sources differ)",
            "heavy share", _heavy, "hreo"),
        *(oxide(name) for name in OXIDES),
        Field("basis", "choice", "What the shares above were measured on", "basis of the shares",
              SECTION, lambda v: Reading(frozenset({v.score.basis})) if v.score.basis else None,
              choices=BASES),
        Field("resource", "number", "Tonnage of the largest resource or reserve on record",
              "resource", SECTION, _resource(lambda i: i.record.tonnes_mt), unit="Mt",
              aliases=("tonnes",), evidence=True),
        Field("resource-category", "text", "Category of a resource or reserve (measured, inferred "
              "…) or the code it is reported by holds the text", "resource category", SECTION,
              _resource_text("category", "code"), aliases=("resource-code",), evidence=True),
        pct("treo", "Its grade, TREO", "TREO grade", _resource(lambda i: i.record.treo_pct),
            "ore-grade"),
        Field("contained", "number", "TREO contained in it", "contained TREO", SECTION,
              _resource(_contained), unit="kt", evidence=True),
        Field("magnet-value", "number", "Worth of the magnet oxides in one kg of TREO at the "
              "active price deck", "magnet value", SECTION, native("magnet_value", "USD"),
              unit="USD/kg", evidence=True),
        Field("basket", "number", "Basket price of one kg of TREO at the active price deck",
              "basket price", SECTION, _basket, unit="USD/kg", evidence=True),
        Field("basket-floor", "number", "What the known and priced oxides alone give",
              "basket floor", SECTION, _basket_floor, unit="USD/kg", evidence=True),
    ]  # fmt: skip
