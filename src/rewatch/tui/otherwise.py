"""What a list is asked otherwise than usual, and the way back: the latest goes first.

Knows nothing of widgets: a kept table is read before they are loaded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rewatch.question import Question

DAY, SCENARIO, PRICES = WAYS = ("as_of", "scenario", "deck")
# How it is told when one of them was taken back.
TAKEN_BACK = {DAY: "As of today", SCENARIO: "As things stand", PRICES: "By the usual prices"}


def ways_after(before: Question | None, after: Question | None, ways: Sequence[str]) -> list[str]:
    """What a question asks otherwise than usual, the latest last.

    Args:
        before: the question until now.
        after: the question from now on; None for nothing unusual.
        ways: as this was for the one before.
    """
    asked = {way: getattr(after, way, None) for way in WAYS}
    stay = [way for way in ways if asked[way] and asked[way] == getattr(before, way, None)]
    return [*stay, *(way for way in WAYS if asked[way] and way not in stay)]


def without_latest(question: Question, ways: Sequence[str]) -> Question:
    """A question with what was asked otherwise last as it is usually."""
    if ways[-1] == DAY:
        return replace(question, as_of=None)
    return (
        replace(question, scenario=None) if ways[-1] == SCENARIO else replace(question, deck=None)
    )
