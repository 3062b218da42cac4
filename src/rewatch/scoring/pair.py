"""Two companies of one ranking: how sure their order is, what turns it round, what would settle it.

Everything here is about one pair; what the parts of their difference are stands in `explain`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rewatch.domain.rubric import Rubric
from rewatch.scoring.facts import OpenFact, open_facts
from rewatch.scoring.ranking import EQUAL
from rewatch.scoring.results import CompanyScore, Order, Ranking
from rewatch.scoring.stability import pair_stability
from rewatch.scoring.sureness import Parts, Sureness, Unknowns, word


@dataclass(frozen=True, slots=True)
class PairShare:
    """How often A is above B in one run of samples; the three shares add up to 1."""

    parts: Parts
    unknowns: Unknowns
    above: float
    below: float
    tied: float


@dataclass(frozen=True, slots=True)
class Flip:
    """The smallest move of one weight, the others in proportion, that turns the order round.

    Attributes:
        criterion: whose weight moves.
        weight: its share now, 0 to 1.
        at: the share at which the two are level; a little beyond it `ahead` is ahead.
        ahead: id of the company that goes ahead.
    """

    criterion: str
    weight: float
    at: float
    ahead: str


@dataclass(frozen=True, slots=True)
class Settling:
    """Which open facts would part two companies whose totals overlap.

    Attributes:
        facts: open facts of both, the widest first; `separates` names the other company where
            this fact alone, settled at its middle, would part them.
        enough: how many of them, from the first on and each settled at its middle, would part
            them; 0 where nothing open can change their order, None where even all would not.
    """

    facts: tuple[OpenFact, ...]
    enough: int | None


def pair_shares(found: Iterable[Sureness], a: str, b: str) -> tuple[PairShare, ...]:
    """Reads the shares of one pair out of sampled rankings; none where they are not in one."""
    shares = []
    for item in found:
        if item.place(a) is not None and item.place(b) is not None:
            above, below, tied = item.pair(a, b)
            shares.append(PairShare(item.parts, item.unknowns, above, below, tied))
    return tuple(shares)


def pair_words(rubric: Rubric, shares: Sequence[PairShare]) -> dict[Parts, str]:
    """What may be said of A above B for each choice of parts, where all unknowns agree."""
    return {
        parts: word(rubric, [s.above + s.tied / 2 for s in shares if s.parts == parts])
        for parts in dict.fromkeys(item.parts for item in shares)
    }


def smallest_flip(ranking: Ranking, a: str, b: str, order: Order | None = None) -> Flip | None:
    """The nearest end of the pair's weight stability intervals.

    Args:
        ranking: of one group that holds both.
        a: id of one company.
        b: id of the other.
        order: on whose points, the ranking's if not given; by expected rank, on the proven.

    Returns:
        None where no single weight turns them round, or they are not ranked together.
    """
    row = ranking.row(a)
    if row is None:
        return None
    flips = [
        Flip(criterion, here, end, taker)
        for criterion, item in pair_stability(ranking, row.score.group, a, b, order).items()
        for here in [_weight(row.score, criterion)]
        for end, taker in ((item.low, item.taker_below), (item.high, item.taker_above))
        if taker is not None
    ]
    return min(flips, key=lambda flip: abs(flip.at - flip.weight), default=None)


def _weight(score: CompanyScore, criterion_id: str) -> float:
    criterion = score.criterion(criterion_id)
    return criterion.weight if criterion is not None else 0.0


def settling(a: CompanyScore, b: CompanyScore, rubric: Rubric) -> Settling:
    """Which missing facts would tell two companies of one group apart.

    Evidence that both rest on moves both at once, so it leaves little doubt between them.
    """
    gap = abs(a.total.mid - b.total.mid)
    facts = [
        (score, other, fact)
        for score, other in ((a, b), (b, a))
        for fact in open_facts(score, rubric)
    ]
    facts.sort(key=lambda item: (-item[2].points, item[0].id, item[2].fact.id))

    def parted(settled: set[tuple[str, str]]) -> bool:
        # Settled at its middle, a fact leaves the middles where they are.
        return gap > _doubt(a, b, settled) / 2 + EQUAL

    certain = parted(set())
    listed, settled = [], set[tuple[str, str]]()
    enough = 0 if certain else None
    for number, (score, other, fact) in enumerate(facts, start=1):
        fed = {(score.id, indicator) for indicator in fact.indicators}
        alone = not certain and parted(fed)
        listed.append(replace(fact, separates=(other.id,) if alone else ()))
        settled |= fed
        if enough is None and parted(settled):
            enough = number
    return Settling(tuple(listed), enough)


def _doubt(a: CompanyScore, b: CompanyScore, settled: set[tuple[str, str]]) -> float:
    """Width of the difference of two totals, in points, with some indicators settled."""
    swings: dict[str, float] = {}
    for score, sign in ((a, 1.0), (b, -1.0)):
        for item in score.indicators():
            if item.value is not None and (score.id, item.id) not in settled:
                swing = sign * score.global_weight(item) * item.value.width
                swings[item.draw] = swings.get(item.draw, 0.0) + swing
    return sum(abs(swing) for swing in swings.values())
