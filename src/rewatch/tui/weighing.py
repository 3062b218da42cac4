"""Weights while they are moved: what they are, which are locked, and the ranking they give.

Pure Python on a scored ranking; evidence is not read again. The samples kept for the 90 % rank and
the stability of the weights need NumPy, which a worker loads. Knows nothing of widgets.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil, floor, fsum
from typing import TYPE_CHECKING

from rewatch.domain.errors import UsageError
from rewatch.scoring.weights import OWN_WEIGHTS, from_order, normalised, with_weight

if TYPE_CHECKING:
    from rewatch.domain.rubric import Profile, Rubric
    from rewatch.scoring.case import Method
    from rewatch.scoring.cells import Arrays
    from rewatch.scoring.results import GroupName, Ranking
    from rewatch.scoring.robustness import KeptSamples
    from rewatch.scoring.stability import Stability
    from rewatch.scoring.sureness import Sure
    from rewatch.tui.session import Scored
    from rewatch.tui.standings import Sampled

_HALVINGS = 40  # beyond what a float tells apart in a weight
_SAME = 1e-6  # weights closer than this are the same: files hold them to that many digits


@dataclass(frozen=True)
class Kept:
    """Criterion values drawn once for each group: moving a weight draws nothing again.

    Attributes:
        groups: the companies that were ranked then, their values, and the draws.
    """

    groups: Mapping[GroupName, tuple[frozenset[str], Arrays, KeptSamples]]


class Weighing:
    """The weights of one list while they are moved.

    Attributes:
        saved: the ranking they started from, which arrows compare with.
        ranking: the ranking they give now.
        shares: weight of each criterion, adding up to 1.
        profile: id of the profile they are; None for weights of one's own.
        locked: criteria that stay where they are.
    """

    def __init__(
        self, scored: Scored, how: Callable[[Ranking], Method], profiles: Mapping[str, Profile]
    ) -> None:
        self._scored, self._how, self._profiles = scored, how, profiles
        self.saved: Ranking = scored.ranking
        self.ranking: Ranking = scored.ranking
        self.shares: dict[str, float] = normalised(scored.ranking.weights)
        self.locked: set[str] = set()
        self.profile: str | None = self._named(self.shares)

    @property
    def rubric(self) -> Rubric:
        """The method file."""
        return self._scored.rubric

    @property
    def moved(self) -> bool:
        """Whether the weights are others than those they started from."""
        return not _same(self.shares, normalised(self.saved.weights))

    def groups(self) -> list[GroupName]:
        """The groups that have companies in the ranking."""
        groups: tuple[GroupName, ...] = ("ore", "processor")
        return [name for name in groups if self.ranking.group(name)]

    # moving -------------------------------------------------------------------

    def step(self, criterion: str, by: int) -> None:
        """Moves a weight by whole points; the others follow in proportion.

        A weight between two points goes to the next one in the direction moved.
        """
        now = self.shares[criterion] * 100
        base = floor(now + _SAME) if by > 0 else ceil(now - _SAME)
        self._take(with_weight(self.shares, criterion, (base + by) / 100, self.locked))

    def put(self, criterion: str, wanted: float) -> None:
        """Sets a weight to points of 100; the others follow in proportion, locked ones stay.

        Raises:
            UsageError: the locked weights do not leave so many, or nothing else gives way.
        """
        others = self.shares.keys() - {criterion}
        held = 100 * fsum(self.shares[key] for key in others & self.locked)
        room, name = 100 - held, self.rubric.name_of(criterion)
        if others <= self.locked and abs(wanted - room) > _SAME:
            raise UsageError(f"{name} stays at {points(room / 100)}: every other weight is locked")
        if wanted > room + _SAME:
            left = f": the locked weights hold {points(held / 100)}" if held else ""
            raise UsageError(
                f"{name} cannot take {wanted:g} points, {points(room / 100)} at most{left}"
            )
        self._take(with_weight(self.shares, criterion, wanted / 100, self.locked))

    def put_in(self, group: GroupName | None, criterion: str, wanted: float) -> None:
        """Moves a weight to a share of the totals of a group, as its slider shows it.

        Where the locked weights leave less, it goes as far as they let it.

        Args:
            group: whose totals; None for the weights as they are, which a criterion that does not
                apply to the group stands at too.
            criterion: whose weight.
            wanted: the share, 0 to 1.
        """
        applies = set(self.shares)
        if group is not None and self.share_in(group, criterion) is not None:
            applies = {key for key in applies if self.share_in(group, key) is not None}
        if applies == self.shares.keys():
            self._take(with_weight(self.shares, criterion, wanted, self.locked))
            return
        # The share grows with the weight, and locks bend how: it is closed in on.
        low, high = 0.0, 1.0
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            moved = with_weight(self.shares, criterion, middle, self.locked)
            whole = fsum(moved[key] for key in applies)
            less = whole > 0 and moved[criterion] / whole < wanted
            low, high = (middle, high) if less else (low, middle)
        self._take(with_weight(self.shares, criterion, high, self.locked))

    def lock(self, criterion: str) -> None:
        """Locks a weight, or lets it go."""
        self.locked ^= {criterion}

    def take(self, weights: Mapping[str, float]) -> None:
        """Puts other weights in the place of these; locks do not hold them back."""
        wanted = {key: float(weights.get(key, 0.0)) for key in self.shares}
        self._take(normalised(wanted))

    def take_profile(self, profile: str) -> None:
        """Takes the weights of a profile."""
        self.take(self._profiles[profile].weights)
        self.profile = profile

    def take_order(self, order: Sequence[str]) -> None:
        """Takes the rank-order-centroid weights of criteria, the most important first."""
        self.take(from_order(order))

    def learn(self, profiles: Mapping[str, Profile]) -> None:
        """The profiles changed: one was saved."""
        self._profiles = profiles
        self.profile = self._named(self.shares)

    def renew(self, scored: Scored, profiles: Mapping[str, Profile]) -> None:
        """The list was scored again: what was moved stays moved, on what is known now.

        Args:
            scored: by a method file with the same criteria.
            profiles: as they are now.
        """
        moved = self.moved
        self._scored, self._profiles, self.saved = scored, profiles, scored.ranking
        self._take(self.shares if moved else normalised(scored.ranking.weights))

    def _take(self, shares: Mapping[str, float]) -> None:
        from rewatch.scoring.ranking import rank
        from rewatch.scoring.score import reweighed

        self.shares = dict(shares)
        self.profile = self._named(self.shares)
        if not self.moved:
            self.ranking = self.saved
            return
        label = self.profile or OWN_WEIGHTS
        how = self._how(replace(self.saved, weights=self.shares, profile=label))
        scores = [reweighed(row.score, how) for row in self.saved.rows]
        order = "proven" if self.saved.order == "expected" else self.saved.order
        self.ranking = rank(scores, how, order)

    def _named(self, shares: Mapping[str, float]) -> str | None:
        for name, profile in self._profiles.items():
            whole = {key: profile.weights.get(key, 0.0) for key in shares}
            if fsum(whole.values()) > 0 and _same(shares, normalised(whole)):
                return name
        return None

    # what they give -----------------------------------------------------------

    def rises(self) -> dict[str, int]:
        """By how many places each company stands higher than in the ranking started from."""
        before = {row.score.id: row.rank for row in self.saved.rows}
        found = {}
        for row in self.ranking.rows:
            was = before.get(row.score.id)
            if row.rank is not None and was is not None:
                found[row.score.id] = was - row.rank
        return found

    def gone(self, group: str = "") -> list[str]:
        """Names of those, all or of a group, that had a place where this started and have none."""
        from rewatch.scoring.ranking import placed_only_in

        return placed_only_in(self.saved, self.ranking, group)

    def come(self, group: str = "") -> list[str]:
        """Names of those that have a place now and had none."""
        from rewatch.scoring.ranking import placed_only_in

        return placed_only_in(self.ranking, self.saved, group)

    def share_in(self, group: GroupName, criterion: str) -> float | None:
        """A criterion's share of the totals of a group; None where it does not apply there."""
        scores = [row.score for row in self.ranking.group(group)]
        for score in scores:
            found = score.criterion(criterion)
            if found is not None and found.value is not None:
                return found.weight
        return None

    def keep(self) -> Kept:
        """Draws the criterion values once; takes a while and is called in a worker.

        Those of a long group would take too much memory: it is sampled when a weight rests.
        """
        from rewatch.scoring.cells import arrays_of, is_long
        from rewatch.scoring.sureness import kept

        # Under equal weights no criterion is left out, whatever is moved to 0 later.
        even = replace(self.ranking, weights=dict.fromkeys(self.shares, 1 / len(self.shares)))
        seed = self.rubric.sampling.master_seed
        count = self.rubric.sampling.samples_while_typing
        groups: dict[GroupName, tuple[frozenset[str], Arrays, KeptSamples]] = {}
        for group in self.groups():
            arrays = None if is_long(len(even.group(group))) else arrays_of(even, group)
            if arrays is not None:
                samples = kept(arrays, seed, count, "shared")
                groups[group] = (self._ranked(group), arrays, samples)
        return Kept(groups)

    def sampled(self, held: Kept, sure: Sure | None) -> Sampled | None:
        """How sure each place is, from kept values; a group whose ranked companies changed is out.

        Args:
            held: from `keep`.
            sure: how firmly the weights are meant; the rubric's default if None.

        Returns:
            None where nothing is kept.
        """
        if not held.groups:
            return None
        from rewatch.scoring.sureness import read, weight_model
        from rewatch.tui.standings import Sampled, places_of, standings_of

        sampling = self.rubric.sampling
        found = []
        for group, (ranked, arrays, samples) in held.groups.items():
            weights = [self.shares[key] for key in arrays.criteria]
            if ranked != self._ranked(group) or fsum(weights) <= 0:
                continue
            model = weight_model(self.rubric, weights, sure)
            found.append(read(arrays, samples, model, "both", "shared"))
        return Sampled(
            ranking=self.ranking,
            standings=standings_of(places_of(self.ranking), found, {}),
            sure=sure or sampling.default_sure,
            samples=sampling.samples_while_typing,
            seed=sampling.master_seed,
            error=max((float(item.result.standard_error) for item in found), default=0.0),
            full=False,
        )

    def _ranked(self, group: GroupName) -> frozenset[str]:
        return frozenset(row.score.id for row in self.ranking.group(group))

    def stability(self, group: GroupName) -> dict[str, Stability]:
        """How far each weight may move before first place changes hands; loads NumPy."""
        from rewatch.scoring.stability import stability

        return stability(self.ranking, group)


def points(share: float) -> str:
    """A share of 1 as points of 100, with a decimal where it has one."""
    value = round(share * 100, 1)
    return f"{value:.0f}" if value == round(value) else f"{value:.1f}"


def _same(one: Mapping[str, float], other: Mapping[str, float]) -> bool:
    return one.keys() == other.keys() and all(abs(one[key] - other[key]) < _SAME for key in one)
