"""The question a ranking answers: how to look, besides the evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from rewatch.domain.errors import UsageError

if TYPE_CHECKING:
    from rewatch.domain.watchlist import Watchlist
    from rewatch.scoring.results import Order
    from rewatch.storage.catalogue import Catalogue


@dataclass(frozen=True)
class Question:
    """How to look: everything besides the evidence; None means the default.

    A watchlist's own profile, weights and deck apply where the question says nothing.
    """

    as_of: date | None = None
    recorded_by: date | None = None
    profile: str | None = None
    weights: Mapping[str, float] | None = None
    deck: str | None = None
    order: Order = "proven"
    scenario: str | None = None


def as_things_stand(question: Question | None) -> Question:
    """A question about what happened, which nothing is supposed in.

    Raises:
        UsageError: it names a scenario.
    """
    if question is not None and question.scenario is not None:
        raise UsageError("what moved is told of things as they stand; leave out the scenario")
    return question or Question()


def weights_of(
    catalogue: Catalogue, question: Question, entry: Watchlist | None
) -> tuple[Mapping[str, float], str]:
    """The weights a question is answered with, and what they are called."""
    from rewatch.scoring.score import completed, shares
    from rewatch.scoring.weights import OWN_WEIGHTS, WEIGHTS_OF

    rubric = catalogue.rubric
    if question.weights is not None:
        base = catalogue.profile(question.profile or rubric.default_profile).weights
        return completed(shares(rubric, base), question.weights), OWN_WEIGHTS
    if question.profile is not None:
        return catalogue.profile(question.profile).weights, question.profile
    if entry is not None and entry.weights is not None:
        return entry.weights, f"{WEIGHTS_OF}{entry.name}"
    name = (entry.profile if entry else None) or rubric.default_profile
    return catalogue.profile(name).weights, name
