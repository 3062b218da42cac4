"""Weights from questions in words: which swing from worst to best matters most, and how much less.

Swing weighting (von Winterfeldt & Edwards 1986, Decision Analysis and Behavioral Research, chapter
8): the swings are put in order, the first counts 100, the others are judged against it, and the
figures are scaled to add up. Pure; the dialog asks with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from rewatch.scoring.weights import normalised

if TYPE_CHECKING:
    from rewatch.domain.rubric import Criterion, Rubric

# How much a swing matters beside the one that matters most: figure and words.
LEVELS: tuple[tuple[int, str], ...] = (
    (100, "just as much"),
    (90, "nearly as much"),
    (75, "three quarters as much"),
    (50, "half as much"),
    (25, "a quarter as much"),
    (10, "hardly anything"),
    (0, "nothing at all"),
)
_TOLD = 2  # indicators that a swing is told by: its heaviest


@dataclass(frozen=True)
class Choice:
    """One answer.

    Attributes:
        value: what `answered` takes.
        title: in a few words.
        detail: lines below it.
    """

    value: str
    title: str
    detail: tuple[str, ...] = ()


@dataclass(frozen=True)
class Swing:
    """How far the questions have got; each answer gives a new one.

    Attributes:
        order: criteria already put in order, what matters most first.
        figures: figure of each one judged so far.
        before: the state before the last answer.
    """

    rubric: Rubric
    order: tuple[str, ...] = ()
    figures: Mapping[str, int] = field(default_factory=dict)
    before: Swing | None = None

    @property
    def _left(self) -> list[Criterion]:
        return [item for item in self.rubric.criteria if item.id not in self.order]

    @property
    def _judged(self) -> str | None:
        """The criterion that is being judged; None while they are put in order, or at the end."""
        if self._left:
            return None
        return next((key for key in self.order[1:] if key not in self.figures), None)

    @property
    def done(self) -> bool:
        """Whether every question has its answer."""
        return not self._left and self._judged is None

    @property
    def step(self) -> tuple[int, int]:
        """Number of the present question, and how many there are."""
        count = len(self.rubric.criteria)
        return min(len(self.order), count - 1) + len(self.figures) + 1, 2 * (count - 1)

    @property
    def question(self) -> str:
        """What is asked."""
        judged = self._judged
        if judged is not None:
            first, name = self._name(self.order[0]), self._name(judged)
            return (
                f"Going from worst to best in {first} counts 100. How much does going from worst "
                f"to best in {name} matter beside it?"
            )
        if not self.order:
            return (
                "Think of a company that stands at the worst in everything below. You may lift it "
                "to the best in one thing only. Which would you lift first?"
            )
        return "That one is lifted. Which would you lift next?"

    def choices(self) -> list[Choice]:
        """The answers there are."""
        judged = self._judged
        if judged is None:
            return [Choice(item.id, item.name, told(item)) for item in self._left]
        # It was put after the one before it, so it counts no more than that.
        place = self.order.index(judged)
        most = self.figures.get(self.order[place - 1], 100)
        return [
            Choice(str(level), f"{level}", (words,)) for level, words in LEVELS if level <= most
        ]

    def answered(self, value: str) -> Swing:
        """The state after an answer."""
        judged = self._judged
        if judged is not None:
            return replace(self, figures={**self.figures, judged: int(value)}, before=self)
        order = (*self.order, value)
        left = [item.id for item in self.rubric.criteria if item.id not in order]
        if len(left) == 1:  # the last one needs no question
            order = (*order, left[0])
        return replace(self, order=order, before=self)

    def weights(self) -> dict[str, float]:
        """The weights the answers give, adding up to 1."""
        return normalised({key: float(self.figures.get(key, 100)) for key in self.order})

    def _name(self, key: str) -> str:
        return next(item.name for item in self.rubric.criteria if item.id == key)


def told(criterion: Criterion) -> tuple[str, ...]:
    """The swing of a criterion in words: from its worst to its best, by its heaviest indicators."""
    heaviest = sorted(criterion.indicators, key=lambda item: -item.weight)[:_TOLD]
    lines = []
    for item in heaviest:
        low, high = item.anchors.get("low"), item.anchors.get("high")
        if low and high:
            lines.append(f"{item.name}: from {low} to {high}")
        else:
            lines.append(f"{item.name}: from the worst to the best")
    return tuple(lines)
