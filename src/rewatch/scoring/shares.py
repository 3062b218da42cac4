"""Oxide shares: what is known of each group of oxides, from all records of one basis together.

Every record is a linear bound; intervals are narrowed to a fixed point over atoms, the coarsest
sets of oxides that no record and no group splits (SCORING, step 8). A set of oxides is a number
here, one bit an oxide: the same few partitions are walked for every company.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from rewatch.domain.elements import OXIDES
from rewatch.domain.values import Interval

# Narrowing below this many percentage points of TREO is arithmetic noise.
_STEP = 1e-9
# Ends that cross by less than this still meet.
_MISS = 1e-6
_ROUNDS = 200

_BIT = {oxide: 1 << place for place, oxide in enumerate(OXIDES)}
_ALL = (1 << len(OXIDES)) - 1
_Names = frozenset[str]


@dataclass(frozen=True, slots=True)
class Bound:
    """One record's say: the oxides in `members` add up to `share` % of TREO."""

    members: frozenset[str]
    share: Interval
    source: str


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
    return [_names(atom) for atom in _atoms(tuple(_mask(members) for members in sets))]


def solve(
    bounds: Sequence[Bound],
    groups: Mapping[str, frozenset[str]],
    total: Interval,
    plausible: Mapping[str, Interval] | None = None,
    also: Mapping[str, frozenset[str]] | None = None,
) -> dict[str, Share] | None:
    """Narrows all groups together.

    Args:
        bounds: what the chosen records say, % of TREO; where two say the same, the first is named.
        groups: the groups wanted, by name; what they split is narrowed part by part.
        total: what all oxides add up to, % (100 +- 1).
        plausible: ranges that limit those groups that no record says anything about.
        also: further sets to read off the solution, which take no part in it.

    Returns:
        For every group its interval and inputs, or None when the records contradict each other.
    """
    touched = frozenset().union(*(bound.members for bound in bounds)) if bounds else frozenset()
    limits = [
        Bound(groups[name], interval, "")
        for name, interval in (plausible or {}).items()
        if name in groups and not groups[name] & touched
    ]
    solved = _narrow([*bounds, *limits], groups.values(), total)
    if solved is None and limits:
        solved = _narrow(bounds, groups.values(), total)
    if solved is None:
        return None
    stated = {bound.members for bound in bounds}
    single: dict[str, set[str]] = {}
    for bound in bounds:
        if len(bound.members) == 1:
            single.setdefault(bound.source, set()).update(bound.members)
    found = {}
    for name, members in ({**(also or {}), **groups}).items():
        low, high, by = solved.of(_mask(members))
        found[name] = Share(
            Interval(max(0.0, low), max(0.0, low, high)),
            by - {""},
            members in stated or any(members <= listed for listed in single.values()),
        )
    return found


@dataclass(frozen=True, slots=True)
class _Plan:
    """The sets that are narrowed, and the ways in which one is the disjoint union of others."""

    known: tuple[int, ...]
    places: Mapping[int, int]
    sums: tuple[tuple[int, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class _Solution:
    """The narrowed ends of every set of a plan, and the sources that narrowed each."""

    plan: _Plan
    lows: list[float]
    highs: list[float]
    low_by: list[_Names]
    high_by: list[_Names]

    def of(self, mask: int) -> tuple[float, float, _Names]:
        """Ends and sources of a set: its own, or of the parts inside it and those it cuts."""
        place = self.plan.places.get(mask)
        if place is not None:
            return self.lows[place], self.highs[place], self.low_by[place] | self.high_by[place]
        inside, cut = _seen_from(mask, self.plan.known)
        within = [self.plan.places[part] for part in inside]
        around = [*within, *(self.plan.places[atom] for atom in cut)]
        low, high = sum(self.lows[n] for n in within), sum(self.highs[n] for n in around)
        by = _sources(self.low_by, within)
        top = self.highs[self.plan.places[_ALL]]
        return low, min(high, top), by | _sources(self.high_by, around) if high < top else by


def _narrow(bounds: Sequence[Bound], groups: Iterable[_Names], total: Interval) -> _Solution | None:
    masks = [_mask(bound.members) for bound in bounds]
    plan = _plan(tuple(dict.fromkeys((*masks, *(_mask(members) for members in groups)))))
    size = len(plan.places)
    nobody: _Names = frozenset()
    lows, highs = [0.0] * size, [total.high] * size
    low_by, high_by = [nobody] * size, [nobody] * size
    lows[plan.places[_ALL]] = total.low
    solution = _Solution(plan, lows, highs, low_by, high_by)
    # Record by record, so that where two say the same the earlier one is named for it.
    for source, said in groupby(zip(bounds, masks, strict=True), lambda pair: pair[0].source):
        by = frozenset({source})
        for bound, mask in said:
            place = plan.places[mask]
            if bound.share.low > lows[place] + _STEP:
                lows[place], low_by[place] = bound.share.low, by
            if bound.share.high < highs[place] - _STEP:
                highs[place], high_by[place] = bound.share.high, by
        if not _settled(solution):
            return None
    return solution if bounds or _settled(solution) else None


def _settled(solution: _Solution) -> bool:
    """Narrows until nothing moves; False where the ends of a set cross."""
    for _ in range(_ROUNDS):
        changed = False
        for whole, parts in solution.plan.sums:
            changed |= _balance(solution, whole, parts)
        ends = zip(solution.lows, solution.highs, strict=True)
        if any(low > high + _MISS for low, high in ends):
            return False
        if not changed:
            break
    return True


def _balance(solution: _Solution, whole: int, parts: tuple[int, ...]) -> bool:
    """Narrows a set and the parts it is the sum of, each by all the others."""
    lows, highs = solution.lows, solution.highs
    low_by, high_by = solution.low_by, solution.high_by
    low, high = sum([lows[n] for n in parts]), sum([highs[n] for n in parts])
    changed = False
    if low > lows[whole] + _STEP:
        lows[whole], low_by[whole] = low, _sources(low_by, parts)
        changed = True
    if high < highs[whole] - _STEP:
        highs[whole], high_by[whole] = high, _sources(high_by, parts)
        changed = True
    for n in parts:
        least = lows[whole] - (high - highs[n])
        most = highs[whole] - (low - lows[n])
        if least > lows[n] + _STEP:
            by = low_by[whole] | _sources(high_by, [other for other in parts if other != n])
            low += least - lows[n]
            lows[n], low_by[n], changed = least, by, True
        if most < highs[n] - _STEP:
            by = high_by[whole] | _sources(low_by, [other for other in parts if other != n])
            high += most - highs[n]
            highs[n], high_by[n], changed = most, by, True
    return changed


def _sources(by: list[_Names], places: Iterable[int]) -> _Names:
    return frozenset().union(*[by[n] for n in places])


@lru_cache(maxsize=1024)
def _plan(sets: tuple[int, ...]) -> _Plan:
    """All sets that take part, and every sum found among them."""
    known = _largest_first((*sets, _ALL, *_atoms(sets)))
    places = {mask: place for place, mask in enumerate(known)}
    sums: dict[tuple[int, frozenset[int]], None] = {}
    # The smallest first, so that a pair is narrowed by its own oxides before by what contains it.
    for whole in reversed(known):
        for part in known:
            if part != whole and part & ~whole == 0:
                rest = _cover(whole & ~part, known)
                sums[places[whole], frozenset((places[part], *(places[r] for r in rest)))] = None
    return _Plan(known, places, tuple((whole, tuple(sorted(parts))) for whole, parts in sums))


def _largest_first(sets: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(dict.fromkeys(sets), key=lambda item: (-item.bit_count(), item)))


def _cover(mask: int, known: tuple[int, ...]) -> list[int]:
    """Disjoint known sets inside a set, the largest of them first as `known` gives them.

    Sets are taken rather than their atoms because a record may say more of a sum than of its parts.
    """
    found = []
    for part in known:
        if part and part & ~mask == 0:
            found.append(part)
            mask &= ~part
    return found


@lru_cache(maxsize=4096)
def _seen_from(mask: int, known: tuple[int, ...]) -> tuple[list[int], list[int]]:
    """The known sets that fill a set from inside, and the atoms that cut what they leave."""
    inside = _cover(mask, known)
    rest = mask & ~sum(inside)
    return inside, [atom for atom in _atoms(known) if atom & rest]


def _atoms(sets: tuple[int, ...]) -> list[int]:
    signatures: dict[tuple[bool, ...], int] = {}
    for bit in _BIT.values():
        key = tuple(bool(members & bit) for members in sets)
        signatures[key] = signatures.get(key, 0) | bit
    return list(signatures.values())


@lru_cache(maxsize=1024)
def _mask(members: _Names) -> int:
    return sum(_BIT[oxide] for oxide in members)


def _names(mask: int) -> _Names:
    return frozenset(oxide for oxide, bit in _BIT.items() if mask & bit)
