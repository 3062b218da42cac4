"""Fields of processing: steps reached, tests run, recovery, who separates, capacity and costs."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, get_args

from rewatch.domain.countries import Bloc
from rewatch.domain.elements import CHAIN
from rewatch.domain.evidence import State
from rewatch.domain.values import Interval
from rewatch.scoring.chains import chain_of, whole_way
from rewatch.scoring.choice import strength
from rewatch.scoring.results import Held
from rewatch.screening.element_fields import native
from rewatch.screening.fields import OPEN, Field, Reading
from rewatch.screening.view import View, best_levels, bloc_of_party, hull, reading, weakest

SECTION = "Processing and costs"
STEPS = ("none", *CHAIN)
STATES: tuple[str, ...] = tuple(reversed(get_args(State)))
SCALES = ("none", "bench", "pilot", "demonstration", "commercial")
SEPARATORS = ("own", "partner", "undecided", "market")
# A plant under construction has shown nothing yet.
SHOWN = frozenset({"piloted", "demonstration", "commissioning", "operating"})
RUNNING = frozenset({"commissioning", "operating"})


def _own(view: View) -> list[list[Held]]:
    """Steps at the company's own sites, by the share that the method file asks for."""

    def find() -> list[list[Held]]:
        judge = view.rubric.measured_by("chain_step")
        least = judge.number("own_from_pct") if judge else 0.0
        steps = view.speaking("step")
        return [group for group in steps if view.company.runs(group[0].record, least)]

    return view.once("own steps", find)


def _between(ladder: tuple[str, ...], found: Collection[str]) -> tuple[str, str]:
    places = sorted(ladder.index(name) for name in found)
    return ladder[places[0]], ladder[places[-1]]


def _furthest(states: Collection[str] | None) -> Callable[[View], Reading | None]:
    """Reads the furthest own step that is in one of some states, or in any."""

    def read(view: View) -> Reading | None:
        groups = _own(view)
        if not groups:
            return None
        options = []
        for group in groups:
            steps = [
                item.record.step if states is None or item.record.state in states else "none"
                for item in group
            ]
            options.append((_between(STEPS, steps), group))
        return best_levels(STEPS, options)

    return read


def _state(view: View) -> Reading | None:
    """The state of the furthest own step; of several at that step the most advanced."""
    groups = [group for group in _own(view) if group[0].record.step != "none"]
    if not groups:
        return None
    top = max(STEPS.index(group[0].record.step) for group in groups)
    return best_levels(
        STATES,
        [
            (_between(STATES, [item.record.state for item in group if item.record.state]), group)
            for group in groups
            if STEPS.index(group[0].record.step) == top
        ],
    )


def _steps(view: View) -> Reading | None:
    groups = _own(view)
    if not groups:
        return None
    return reading(frozenset(group[0].record.step for group in groups), weakest(groups))


def _site_steps(view: View) -> Reading | None:
    """Most steps of the chain at one own site; sites without a name are told apart by project."""
    sites: dict[tuple[str | None, str | None], list[list[Held]]] = {}
    for group in _own(view):
        record = group[0].record
        if record.step != "none":
            sites.setdefault((record.project, record.site), []).append(group)
    if not sites:
        return None
    best = max(sites.values(), key=lambda groups: len({g[0].record.step for g in groups}))
    count = float(len({group[0].record.step for group in best}))
    return reading(Interval(count, count), weakest(best))


def bloc_of(view: View, record: Any) -> str | None:
    """The bloc of the site a step record speaks of; `control` goes before the country."""
    home = None
    if record.by == "own":
        project = view.company.project(record.project)
        home = project.country if project else view.country
    return bloc_of_party(view, record, home)


def _blocs(only: str | None) -> Callable[[View], Reading | None]:
    """Reads the blocs of all sites on record, or of those that separate."""

    def read(view: View) -> Reading | None:
        found, used = set(), []
        for group in view.speaking("step"):
            if only is not None and group[0].record.step != only:
                continue
            for item in group:
                if item.record.step != "none":
                    found.add(bloc_of(view, item.record) or OPEN)
                    used.append(item)
        return reading(frozenset(found), used) if found - {OPEN} else None

    return read


def _sites(view: View) -> Reading | None:
    used = weakest(view.speaking("step"))
    texts = tuple(text for item in used for text in (item.record.site, item.record.who) if text)
    return reading(texts, used) if texts else None


def _separators(view: View) -> Reading | None:
    groups = [g for g in view.speaking("step") if g[0].record.step == "separated-oxides"]
    if not groups:
        return None
    return reading(frozenset(item.record.by for g in groups for item in g), weakest(groups))


def _scale(view: View) -> Reading | None:
    groups = view.speaking("testwork", lead_only=True)
    return best_levels(
        SCALES, [((group[0].record.scale, group[0].record.scale), group) for group in groups]
    )


def _recovery(view: View) -> Reading | None:
    """From feed to the product sold; a figure for part of the way is only an upper bound."""
    groups = [
        group
        for group in view.speaking("recovery", lead_only=True)
        if (group[0].record.of or "TREO") in ("TREO", "NdPr")
    ]
    product = view.lead.product if view.lead else None
    whole = [group for group in groups if product and _whole(view, group[0].record, product)]
    plain = [group for group in whole if (group[0].record.of or "TREO") == "TREO"]
    for chosen in (plain, whole):
        if chosen:
            group = _strongest(chosen)
            return reading(hull(item.record.pct for item in group), group)
    if not groups:
        return None
    top = min(groups, key=lambda group: max(item.record.pct.high for item in group))
    return reading(Interval(0.0, max(item.record.pct.high for item in top)), top)


def _whole(view: View, record: Any, product: str) -> bool:
    return whole_way(record, product, chain_of(view.rubric, view.company, record))


def _strongest(groups: list[list[Held]]) -> list[Held]:
    """The best grade, then the newest."""
    return min(groups, key=lambda group: strength(group[0]))


def _capacity(view: View) -> Reading | None:
    groups = view.speaking("capacity", lead_only=True)
    product = view.lead.product if view.lead else None
    named = [group for group in groups if group[0].record.product == product]
    if not named and len(groups) != 1:
        return None
    group = _strongest(named or groups)
    return reading(hull(item.record.tonnes_per_year for item in group), group)


def cost_records(view: View, kind: str, per: Collection[str]) -> list[Held] | None:
    """The records of one cost, the lead project's before the company's; None without any."""
    groups = [
        group
        for group in view.speaking("cost", lead_only=True)
        if group[0].record.type == kind and group[0].record.per in per
    ]
    if not groups:
        return None
    of_project = [group for group in groups if group[0].record.project is not None]
    group = _strongest(of_project or groups)
    return [item for item in group if item.record.currency == group[0].record.currency]


def _cost(kind: str, per: str) -> Callable[[View], Reading | None]:
    def read(view: View) -> Reading | None:
        group = cost_records(view, kind, (per,))
        if group is None:
            return None
        return reading(hull(i.record.amount for i in group), group, group[0].record.currency)

    return read


def _awaited(name: str, doc: str, label: str, unit: str) -> Field:
    return Field(
        name, "number", doc, label, SECTION, lambda _view: None, unit=unit, evidence=True,
        awaits=True,
    )  # fmt: skip


def process_fields() -> list[Field]:
    """Steps, tests, recovery, separation, capacity, costs."""

    def level(
        name: str, doc: str, label: str, read: Callable[[View], Reading | None],
        ladder: tuple[str, ...], *aliases: str,
    ) -> Field:  # fmt: skip
        return Field(name, "level", doc, label, SECTION, read, ladder=ladder, aliases=aliases,
                     evidence=True)  # fmt: skip

    def several(
        name: str, doc: str, label: str, read: Callable[[View], Reading | None],
        choices: tuple[str, ...],
    ) -> Field:  # fmt: skip
        return Field(name, "names", doc, label, SECTION, read, choices=choices, evidence=True)

    blocs = get_args(Bloc)
    return [
        level("step", "Furthest step at own sites, in whatever state, announced included",
              "furthest own step", _furthest(None), STEPS),
        level("shown-step", "Furthest step at own sites that was piloted, demonstrated or runs",
              "furthest step shown", _furthest(SHOWN), STEPS),
        level("running-step", "Furthest step at own sites that operates or is commissioned",
              "furthest step running", _furthest(RUNNING), STEPS),
        level("step-state", "State of the furthest own step", "state of the furthest own step",
              _state, STATES, "state"),
        several("steps", "Steps at own sites, in whatever state", "own steps", _steps, STEPS),
        Field("site-steps", "number", "Most steps of the chain at one own site",
              "number of steps at one site", SECTION, _site_steps, evidence=True),
        Field("site", "text", "Name of a processing site, or of who runs it, holds the text",
              "sites", SECTION, _sites, evidence=True),
        several("site-bloc", "Blocs of all sites on record, own and partners'", "sites' "
                "blocs", _blocs(None), blocs),
        several("separator", "Who separates the oxides", "separators", _separators, SEPARATORS),
        several("separation-bloc", "Blocs of the sites that separate", "blocs of separation",
                _blocs("separated-oxides"), blocs),
        level("scale", "Largest scale at which the flowsheet was run", "test scale", _scale,
              SCALES, "test-scale"),
        Field("recovery", "number", "Recovery from feed to the product sold; a figure for part "
              "of the way only bounds it from above", "recovery", SECTION, _recovery, unit="%",
              evidence=True),
        Field("capacity", "number", "Output of the product the lead project sells", "capacity",
              SECTION, _capacity, unit="t/y", evidence=True),
        Field("opex", "number", "Unit cost of one kg of TREO", "unit cost", SECTION,
              _cost("opex", "kg TREO"), unit="USD/kg", aliases=("cost",), evidence=True),
        Field("capex", "number", "Capital cost of the whole project", "capital cost", SECTION,
              _cost("capex", "total"), unit="USD", evidence=True),
        Field("margin", "number", "What is left of the payable basket price after the unit cost",
              "cost margin", SECTION, native("cost_margin"), unit="%", evidence=True),
        _awaited("model-price", "Basket price a study counts on, as a share of the active "
                 "deck's", "price in the model", "%"),
        _awaited("cost-vs-primary", "Unit cost as a share of that of primary production",
                 "cost against primary", "%"),
        _awaited("pure-play", "Share of revenue or assets that is rare earths",
                 "pure-play share", "%"),
    ]  # fmt: skip
