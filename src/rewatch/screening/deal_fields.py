"""Fields of partnerships and promises: who has bound themselves, and which dates were given."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

from rewatch.domain.countries import Bloc
from rewatch.domain.text import fold
from rewatch.domain.values import DAYS_A_MONTH, Interval
from rewatch.scoring.promises import milestone_of, said, slips, span_of
from rewatch.scoring.results import Held
from rewatch.screening.fields import OPEN, Field, Reading
from rewatch.screening.view import View, best_levels, bloc_of_party, reading, weakest

DEALS, PROMISES = "Partnerships", "Promises"
DEAL_LEVELS = ("ended", "proposed", "mou", "conditional", "binding", "operating")
INVESTORS = ("industrial", "government", "financial")
SYNONYMS = {"memorandum": "mou", "memorandum-of-understanding": "mou"}
# What a milestone speaks of when it means the first product that is sold.
_FIRST_OUTPUT = (
    "first production", "first product", "first concentrate", "first carbonate", "first output",
    "first oxide", "first separated oxides", "commercial production", "start of production",
)  # fmt: skip
_NOT_OUTPUT = ("pilot", "demonstration", "former owner")

Keep = Callable[[Held], bool]


def is_offtake(item: Held) -> bool:
    """Whether a deal places the company's product."""
    return bool(item.record.type in ("offtake", "supply") and item.record.flow == "out")


def _is_feed(item: Held) -> bool:
    return item.record.type in ("offtake", "supply") and item.record.flow == "in"


def _is_partner(item: Held) -> bool:
    return item.record.type in ("processing", "technology") or _is_feed(item)


def _is_stake(item: Held) -> bool:
    record = item.record
    if record.type == "joint-venture":
        return True
    return (
        record.type == "equity"
        and record.flow == "in"
        and record.investor in ("industrial", "government")
    )


def _of_type(name: str) -> Keep:
    return lambda item: item.record.type == name


def deals(view: View, keep: Keep, live: bool = False) -> list[list[Held]]:
    """Deals about rare earths, one list per partner and type.

    Args:
        view: the company.
        keep: which of them.
        live: leaves out those that have ended.
    """
    return [
        group
        for group in view.speaking("partnership")
        if group[0].record.rare_earths
        and keep(group[0])
        and not (live and group[0].record.status[1] == "ended")
    ]


def _firmest(keep: Keep) -> Callable[[View], Reading | None]:
    def read(view: View) -> Reading | None:
        options = []
        for group in deals(view, keep):
            places = [DEAL_LEVELS.index(end) for item in group for end in item.record.status]
            options.append(((DEAL_LEVELS[min(places)], DEAL_LEVELS[max(places)]), group))
        return best_levels(DEAL_LEVELS, options)

    return read


def _partners(keep: Keep) -> Callable[[View], Reading | None]:
    def read(view: View) -> Reading | None:
        used = weakest(deals(view, keep, live=True))
        return reading(tuple(item.record.partner for item in used), used) if used else None

    return read


def _buyers(view: View) -> Reading | None:
    """How many buyers there are; talks and memoranda may come to nothing."""
    groups = deals(view, is_offtake, live=True)
    if not groups:
        return None
    bound = {fold(g[0].record.partner) for g in groups if g[0].record.status[0] not in _LOOSE}
    all_of_them = {fold(g[0].record.partner) for g in groups}
    return reading(Interval(float(len(bound)), float(len(all_of_them))), weakest(groups))


_LOOSE = frozenset({"ended", "proposed", "mou"})


def _placed(view: View) -> Reading | None:
    """Share of planned output in binding or running offtakes; unknown shares may be anything."""
    groups = [
        group
        for group in deals(view, is_offtake, live=True)
        if group[0].record.status[0] in ("binding", "operating")
    ]
    if not deals(view, is_offtake):
        return None
    shares = [group[0].record.share_pct or Interval(0.0, 100.0) for group in groups]
    low, high = (min(100.0, sum(share[end] for share in shares)) for end in (0, 1))
    return reading(Interval(low, high), weakest(groups or deals(view, is_offtake)))


def _investors(view: View) -> Reading | None:
    def taken(item: Held) -> bool:
        return bool(item.record.type == "equity" and item.record.flow == "in")

    groups = deals(view, lambda i: taken(i) or i.record.type == "joint-venture", live=True)
    if not groups:
        return None
    kinds = {group[0].record.investor or OPEN for group in groups}
    return reading(frozenset(kinds), weakest(groups))


def _has_hold(item: Held) -> bool:
    """Whether a deal brings technology or a say; a buyer, a supplier of feed, a bank does not."""
    return item.record.type in ("processing", "technology") or _is_stake(item)


def _blocs(keep: Keep) -> Callable[[View], Reading | None]:
    """Reads where the partners of deals that stand come from; of some it may not be known."""

    def read(view: View) -> Reading | None:
        used = weakest(deals(view, keep, live=True))
        blocs = {bloc_of_party(view, item.record) or OPEN for item in used}
        return reading(frozenset(blocs), used) if blocs - {OPEN} else None

    return read


def _by_milestone(view: View) -> dict[tuple[str | None, str], list[Held]]:
    """What was promised of each milestone, in the order it was said."""

    def find() -> dict[tuple[str | None, str], list[Held]]:
        found: dict[tuple[str | None, str], list[Held]] = {}
        for item in weakest(view.speaking("guidance")):
            found.setdefault(milestone_of(item), []).append(item)
        return {key: sorted(items, key=said) for key, items in found.items()}

    return view.once("milestones", find)


def _slips(view: View) -> Reading | None:
    """How often a promised date was replaced by one that lies wholly later."""
    promises = _by_milestone(view)
    if not promises:
        return None
    count = sum(slips([span_of(item) for item in items]) for items in promises.values())
    used = [item for items in promises.values() for item in items]
    return reading(Interval(float(count), float(count)), used)


def _slip(view: View) -> Reading | None:
    """Months between the first and the latest date promised, of the milestone that moved most."""
    moved = []
    for items in _by_milestone(view).values():
        if len(items) > 1:
            first, last = span_of(items[0]), span_of(items[-1])
            low = (last[0] - first[1]).days / DAYS_A_MONTH
            high = (last[1] - first[0]).days / DAYS_A_MONTH
            moved.append((Interval(max(0.0, low), max(0.0, high)), [items[0], items[-1]]))
    if not moved:
        return None
    value, used = max(moved, key=lambda pair: (pair[0].low, pair[0].high))
    return reading(value, used)


def _next_promise(view: View) -> Reading | None:
    """The nearest promised date still ahead, of what was said last of each milestone."""
    ahead = [
        (span, item)
        for items in _by_milestone(view).values()
        for item in items[-1:]
        if (span := span_of(item))[1] >= view.as_of
    ]
    if not ahead:
        return None
    span, item = min(ahead, key=lambda pair: (pair[0], pair[1].id))
    return reading(span, [item])


def _first_production(view: View) -> Reading | None:
    lead = view.lead
    found = [
        items[-1]
        for (project, milestone), items in _by_milestone(view).items()
        if project in (None, lead.id if lead else None)
        and any(words in milestone for words in _FIRST_OUTPUT)
        and not any(words in milestone for words in _NOT_OUTPUT)
    ]
    if not found:
        return None
    item = max(found, key=said)
    return reading(span_of(item), [item])


def deal_fields() -> list[Field]:
    """Deals by kind, partners, and promised dates."""

    def deal(name: str, doc: str, label: str, keep: Keep, *aliases: str) -> Field:
        return Field(
            name, "level", doc, label, DEALS, _firmest(keep), ladder=DEAL_LEVELS,
            synonyms=SYNONYMS, aliases=aliases, evidence=True,
        )  # fmt: skip

    return [
        deal("deal", "Firmest deal of any type", "firmest deal", lambda _item: True,
             "partnership"),
        deal("offtake", "Firmest offtake of the company's product", "firmest offtake", is_offtake),
        deal("processing-partner", "Firmest deal with a processing, technology or feed partner",
             "firmest processing partner", _is_partner),
        deal("technology", "Firmest technology deal", "firmest technology deal",
             _of_type("technology")),
        deal("feed", "Firmest deal that brings in feed", "firmest feed supply", _is_feed),
        deal("stake", "Firmest stake taken by industry or a government, or joint venture",
             "firmest strategic stake", _is_stake, "equity"),
        deal("joint-venture", "Firmest joint venture", "firmest joint venture",
             _of_type("joint-venture")),
        deal("loan", "Firmest private loan", "firmest loan", _of_type("loan")),
        Field("partner", "text", "Name of a partner in a deal that stands holds the text",
              "partners", DEALS, _partners(lambda _item: True), evidence=True),
        Field("buyer", "text", "Name of a buyer of its product holds the text", "buyers", DEALS,
              _partners(is_offtake), evidence=True),
        Field("buyers", "number", "How many buyers: from those with a conditional contract or "
              "firmer to all, memoranda included", "number of buyers", DEALS, _buyers,
              evidence=True),
        Field("placed", "number", "Share of planned output in binding or running offtakes",
              "share of output placed", DEALS, _placed, unit="%", evidence=True),
        Field("investor", "names", "Kinds of holders that took shares or formed a joint venture",
              "kinds of investors", DEALS, _investors, choices=INVESTORS, evidence=True),
        Field("partner-bloc", "names", "Blocs its partners come from", "partners' blocs",
              DEALS, _blocs(lambda _item: True), choices=get_args(Bloc), evidence=True),
        Field("hold-bloc", "names", "Blocs of those who bring technology or hold a say: "
              "processing and technology partners, joint ventures, stakes of industry and "
              "governments", "blocs of partners with technology or a say", DEALS,
              _blocs(_has_hold), choices=get_args(Bloc), evidence=True),
        Field("slips", "number", "How often a promised date was moved to a later one",
              "number of slips", PROMISES, _slips, evidence=True),
        Field("slip", "number", "Time between the first and the latest date promised, of the "
              "milestone that moved most", "longest slip", PROMISES, _slip, unit="mo",
              evidence=True),
        Field("next-promise", "date", "Nearest promised date still ahead", "next promise",
              PROMISES, _next_promise, faces="future", evidence=True),
        Field("first-production", "date", "Promised date of the lead project's first product, as "
              "said last", "promised first production", PROMISES, _first_production,
              faces="future", evidence=True),
    ]  # fmt: skip
