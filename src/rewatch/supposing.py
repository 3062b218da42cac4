"""Supposing: the part of the workspace facade that says what a scenario would move."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rewatch.asking import Asking
from rewatch.question import Question

if TYPE_CHECKING:
    from rewatch.scoring.results import Ranking
    from rewatch.scoring.scenarios import Moved, World


@dataclass(frozen=True)
class Outcome:
    """What a scenario does to a list.

    Attributes:
        before: the ranking without it.
        after: the same companies under it.
        moved: every company of both, the one that loses or wins most proven points first.
    """

    world: World
    before: Ranking
    after: Ranking
    moved: tuple[Moved, ...]


class Supposing(Asking):
    """What-ifs; changes nothing on disk."""

    def outcome(
        self, scenario: str, question: Question | None = None, watchlist: str | None = None
    ) -> Outcome:
        """What a scenario moves in a list, or among all companies, and by which of its parts.

        Args:
            scenario: its id or name.
            question: how to look; its own scenario is not asked for.
            watchlist: slug or name of a list.

        Raises:
            NotFound: no such scenario, profile, deck or watchlist.
            UsageError: the scenario does not fit the deck or the country table.
        """
        from rewatch.scoring.scenarios import moves

        plain = replace(question or Question(), scenario=None)
        before = self.ranking(plain, watchlist)
        ids = [row.score.id for row in before.rows]
        after = self.ranking(replace(plain, scenario=scenario), watchlist, ids)
        start = self.method(plain, watchlist)
        world = self.world(scenario, start)
        return Outcome(world, before, after, moves(before, after, start, world.steps))
