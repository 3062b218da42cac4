"""The oxide shares of a project: all records of one basis solved together.

Knows nothing of values or prices; which basis is used is decided by what the indicators make of it.
"""

from __future__ import annotations

from dataclasses import dataclass

from rewatch.domain.elements import DYTB, LOW_VALUE, MAGNET, NDPR, OXIDES, STRIP
from rewatch.domain.errors import UsageError
from rewatch.domain.rubric import Indicator, Rubric
from rewatch.domain.values import Interval
from rewatch.scoring.case import Case, hull_of
from rewatch.scoring.choice import strength
from rewatch.scoring.results import Held
from rewatch.scoring.shares import Bound, Share, solve

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


def mixes(case: Case) -> list[Mix]:
    """The lead project's oxide shares on every basis that has records."""
    by_basis: dict[str, list[list[Held]]] = {}
    for kind in ("distribution", "share"):
        for group in case.speaking(kind, lead_only=True):
            by_basis.setdefault(str(group[0].record.basis), []).append(group)
    return [_solve_basis(case, basis, groups) for basis, groups in by_basis.items()]


def blank(case: Case) -> dict[str, Share]:
    """The shares of a project nothing is known of: the plausible ranges, narrowed together."""
    return case.method.once("blank shares", case.rubric, lambda: _solve(case, []) or {})


def _solve_basis(case: Case, basis: str, groups: list[list[Held]]) -> Mix:
    """Solves one basis.

    Where records contradict each other they are taken by strength. For one that does not fit
    those before it, first itself and then those of other vintages are loosened by what two
    vintages of one figure may differ; where that does not help it is set aside.
    """
    order = sorted(groups, key=lambda group: strength(group[0], case.worst(group)))
    live, loose, out = order, frozenset[str](), list[Held]()
    solved = _fitted(case, order, loose)
    if solved is None:
        live = []
        for group in order:
            found = _joined(case, live, group, loose)
            if found is None:
                out += group
            else:
                live = [*live, group]
                solved, loose = found
    if solved is None:
        return Mix(None, blank(case), {}, tuple(out))
    used = {item.id: item for group in live for item in group}
    wide = tuple(item for group in live for item in group if group[0].id in loose)
    return Mix(basis, solved, used, tuple(out), wide)


def _joined(
    case: Case, live: list[list[Held]], group: list[Held], loose: frozenset[str]
) -> tuple[dict[str, Share], frozenset[str]] | None:
    """Solves records with one more, and says which of them had to be loosened for it."""
    new = group[0].id
    others = [item[0].id for item in live if not _same_vintage(case, item, live[0])]
    for wider in (loose, loose | {new}, loose | {new, *others}):
        solved = _fitted(case, [*live, group], wider)
        if solved is not None:
            break
    else:
        return None
    for name in others:
        tighter = _fitted(case, [*live, group], wider - {name}) if name not in loose else None
        if tighter is not None:
            solved, wider = tighter, wider - {name}
    return solved, wider


def _same_vintage(case: Case, one: list[Held], other: list[Held]) -> bool:
    """Whether records are of one grade and one day."""
    return strength(one[0], case.worst(one))[:2] == strength(other[0], case.worst(other))[:2]


def _fitted(case: Case, live: list[list[Held]], loose: frozenset[str]) -> dict[str, Share] | None:
    """Solves records, the strongest first: where two say the same, the first is named for it."""
    slack = case.rubric.bounds.vintage_pct / 100
    return _solve(
        case,
        [
            bound
            for group in live
            for bound in _bounds(group, slack if group[0].id in loose else 0.0)
        ],
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the indicators ask of the shares, the same for every company under one method."""

    total: Interval
    wanted: dict[str, frozenset[str]]
    plausible: dict[str, Interval]


def _asked(rubric: Rubric) -> _Asked:
    rules = rubric.bounds
    asked = [
        item
        for criterion in rubric.criteria
        for item in criterion.indicators
        if item.measure == "group_share"
    ]
    return _Asked(
        Interval(rules.total - rules.tolerance, rules.total + rules.tolerance),
        _WANTED | {item.text("group"): _members(item) for item in asked},
        {item.text("group"): item.plausible for item in asked if item.plausible is not None},
    )


def _solve(case: Case, bounds: list[Bound]) -> dict[str, Share] | None:
    asked = case.method.once("asked of shares", case.rubric, lambda: _asked(case.rubric))
    return solve(bounds, asked.wanted, asked.total, asked.plausible, _STRIP | _SINGLES)


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
