"""Oxide shares: what is known of each group of oxides, from all records of one basis together.

Every record is a linear bound; intervals are narrowed to a fixed point over atoms, the coarsest
sets of oxides that no record and no group splits (SCORING, step 8).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rewatch.domain.elements import OXIDES
from rewatch.domain.values import Interval

# Narrowing below this many percentage points of TREO is arithmetic noise.
_STEP = 1e-9
_ROUNDS = 200


@dataclass(frozen=True, slots=True)
class Bound:
    """One record's say: the oxides in `members` add up to `share` % of TREO."""

    members: frozenset[str]
    share: Interval
    source: str


@dataclass(slots=True)
class _Ends:
    """A narrowing interval that remembers which records narrowed each end."""

    low: float
    high: float
    low_by: frozenset[str] = field(default_factory=frozenset)
    high_by: frozenset[str] = field(default_factory=frozenset)

    def raise_low(self, low: float, by: frozenset[str]) -> bool:
        if low > self.low + _STEP:
            self.low, self.low_by = low, by
            return True
        return False

    def cut_high(self, high: float, by: frozenset[str]) -> bool:
        if high < self.high - _STEP:
            self.high, self.high_by = high, by
            return True
        return False


@dataclass(frozen=True, slots=True)
class Share:
    """What is known of one group: the interval (% of TREO) and the records behind it.

    `direct` says that one record states the group itself or every oxide of it.
    """

    interval: Interval
    inputs: frozenset[str]
    direct: bool


def atoms_of(sets: Iterable[frozenset[str]]) -> list[frozenset[str]]:
    """The coarsest partition of the oxides that none of the sets splits."""
    signatures: dict[tuple[bool, ...], set[str]] = {}
    known = list(dict.fromkeys(sets))
    for oxide in OXIDES:
        signatures.setdefault(tuple(oxide in group for group in known), set()).add(oxide)
    return [frozenset(members) for members in signatures.values()]


def solve(
    bounds: Sequence[Bound],
    groups: Mapping[str, frozenset[str]],
    total: Interval,
    plausible: Mapping[str, Interval] | None = None,
) -> dict[str, Share] | None:
    """Narrows all groups together.

    Args:
        bounds: what the chosen records say, % of TREO.
        groups: the groups wanted, by name.
        total: what all oxides add up to, % (100 +- 1).
        plausible: ranges that limit those groups that no record says anything about.

    Returns:
        For every group its interval and inputs, or None when the records contradict each other.
    """
    limits = list(bounds)
    touched = frozenset().union(*(bound.members for bound in bounds)) if bounds else frozenset()
    for name, interval in (plausible or {}).items():
        if name in groups and not groups[name] & touched:
            limits.append(Bound(groups[name], interval, ""))
    solved = _narrow(limits, groups, total)
    if solved is None and len(limits) > len(bounds):
        solved = _narrow(bounds, groups, total)
    if solved is None:
        return None
    stated = {bound.members for bound in bounds}
    single: dict[str, set[str]] = {}
    for bound in bounds:
        if len(bound.members) == 1:
            single.setdefault(bound.source, set()).update(bound.members)
    return {
        name: Share(
            Interval(max(0.0, ends.low), max(0.0, ends.low, ends.high)),
            frozenset(ends.low_by | ends.high_by) - {""},
            members in stated or any(members <= listed for listed in single.values()),
        )
        for name, (members, ends) in solved.items()
    }


def _narrow(
    bounds: Sequence[Bound], groups: Mapping[str, frozenset[str]], total: Interval
) -> dict[str, tuple[frozenset[str], _Ends]] | None:
    everything = frozenset(OXIDES)
    atoms = atoms_of([bound.members for bound in bounds] + list(groups.values()))
    ends: dict[frozenset[str], _Ends] = {atom: _Ends(0.0, total.high) for atom in atoms}
    for members in [bound.members for bound in bounds] + list(groups.values()):
        ends.setdefault(members, _Ends(0.0, total.high))
    ends.setdefault(everything, _Ends(0.0, total.high))
    ends[everything].raise_low(total.low, frozenset())
    for bound in bounds:
        by = frozenset({bound.source})
        ends[bound.members].raise_low(bound.share.low, by)
        ends[bound.members].cut_high(bound.share.high, by)
    parts = {members: [atom for atom in atoms if atom <= members] for members in ends}
    inside = [
        (small, large, [atom for atom in parts[large] if not atom <= small])
        for small in ends
        for large in ends
        if small < large
    ]
    for _ in range(_ROUNDS):
        changed = False
        for members, own in ends.items():
            changed |= _from_parts(own, [ends[atom] for atom in parts[members]])
        for small, large, rest in inside:
            changed |= _nested(ends[small], ends[large], [ends[atom] for atom in rest])
        if any(item.low > item.high + 1e-6 for item in ends.values()):
            return None
        if not changed:
            break
    return {name: (members, ends[members]) for name, members in groups.items()}


def _from_parts(own: _Ends, parts: list[_Ends]) -> bool:
    """A set is at least the sum of its atoms' lows and at most that of their highs."""
    changed = own.raise_low(
        sum(part.low for part in parts), frozenset().union(*(part.low_by for part in parts))
    )
    return (
        own.cut_high(
            sum(part.high for part in parts), frozenset().union(*(part.high_by for part in parts))
        )
        or changed
    )


def _nested(small: _Ends, large: _Ends, rest: list[_Ends]) -> bool:
    """Narrows a set and one that contains it, given what lies between them."""
    rest_low = sum(part.low for part in rest)
    rest_high = sum(part.high for part in rest)
    low_by = frozenset().union(*(part.low_by for part in rest)) if rest else frozenset()
    high_by = frozenset().union(*(part.high_by for part in rest)) if rest else frozenset()
    changed = small.raise_low(large.low - rest_high, large.low_by | high_by)
    changed = small.cut_high(large.high - rest_low, large.high_by | low_by) or changed
    changed = large.raise_low(small.low + rest_low, small.low_by | low_by) or changed
    return large.cut_high(small.high + rest_high, small.high_by | high_by) or changed
