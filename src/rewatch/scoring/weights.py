"""Criterion weights as a person moves them: shares that always add up to 1, with locks.

Pure Python on mappings from criterion name to weight, so that a slider can ask at every key.
`WeightModel` says how weights are drawn when the ranking is sampled; the drawing itself is in
`robustness.weight_draws`, which needs NumPy. Knows nothing of companies, files or screens.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import fsum, isfinite
from typing import Literal

from rewatch.domain.errors import Refused, UsageError

# What weights are called that no profile holds: those somebody gave, and those of a list.
OWN_WEIGHTS, WEIGHTS_OF = "own weights", "weights of "

WeightKind = Literal["point", "dirichlet", "none", "order"]


@dataclass(frozen=True, slots=True)
class WeightModel:
    """What is known about the criterion weights when a ranking is sampled.

    Attributes:
        kind: "point" = exactly `point`; "dirichlet" = spread around `point`, as firm as `c`
            says; "none" = no preference, uniform over all weights; "order" = uniform over the
            weights that stand in the order of `point` (equal entries stand in no order).
        point: one weight per criterion, not negative, any sum above 0. Needed except for
            "none", where it is optional. A weight of 0 stays 0 in every draw.
        c: concentration of the Dirichlet distribution, above 0: 15 rough, 60 fair, 250 firm.
            The drawn weight j has mean w_j and variance w_j (1 - w_j) / (c + 1).
    """

    kind: WeightKind
    # A Collection, not a Sequence, because that is what a NumPy array is.
    point: Collection[float] | None = None
    c: float | None = None


def in_no_profile(label: str) -> bool:
    """Whether weights that are called so are those somebody gave, or those of a list."""
    return label == OWN_WEIGHTS or label.startswith(WEIGHTS_OF)


def normalised(weights: Mapping[str, float]) -> dict[str, float]:
    """Return the weights in proportion, adding up to 1.

    Args:
        weights: criterion name to weight, not negative, in any unit (points, per cent, swings).

    Raises:
        UsageError: a weight is negative or no number, or all are 0.
    """
    for name, weight in weights.items():
        if not isfinite(weight) or weight < 0:
            raise UsageError(f"the weight of {name} is {weight}; a weight is a number of 0 or more")
    total = fsum(weights.values())
    if total <= 0:
        raise UsageError("all weights are 0; give at least one criterion a weight above 0")
    return {name: weight / total for name, weight in weights.items()}


def with_weight(
    weights: Mapping[str, float], name: str, value: float, locked: Collection[str] = ()
) -> dict[str, float]:
    """Move one weight and rescale the others in proportion, so that the sum stays 1.

    Locked weights keep their value, and the moved one goes no further than they leave room for.
    Where all free others are 0 there is no proportion to keep, and they share the rest equally;
    where nothing else is free, the moved weight can only be what the locked ones leave.

    Args:
        weights: criterion name to weight; taken in proportion first.
        name: the criterion moved.
        value: its new share of 1; brought into the possible range.
        locked: criteria that must not change; `name` itself is moved even if it is among them.

    Raises:
        UsageError: `name` is no criterion, or a weight or the value is no number.
    """
    shares = normalised(weights)
    if name not in shares:
        raise UsageError(f"no criterion is called {name!r}; there are {', '.join(shares)}")
    if not isfinite(value):
        raise UsageError(f"the weight of {name} is {value}; a weight is a number from 0 to 1")
    fixed = {key for key in shares if key in set(locked) and key != name}
    free = [key for key in shares if key not in fixed and key != name]
    room = max(0.0, 1.0 - fsum(shares[key] for key in fixed))
    moved = min(max(value, 0.0), room) if free else room
    rest = room - moved
    old_rest = fsum(shares[key] for key in free)
    result = dict(shares)
    result[name] = moved
    for key in free:
        result[key] = rest * shares[key] / old_rest if old_rest > 0 else rest / len(free)
    return result


def rank_order_centroid(count: int) -> list[float]:
    """Return the rank-order-centroid weights of `count` criteria, most important first.

    They are the mean of all weights that stand in that order: w_i = (1/i + ... + 1/n) / n
    (Barron & Barrett 1996, Management Science 42(11), 1515-1523).

    Raises:
        UsageError: `count` is below 1.
    """
    if count < 1:
        raise UsageError("an order of criteria needs at least one criterion")
    return [fsum(1 / k for k in range(i, count + 1)) / count for i in range(1, count + 1)]


def from_order(order: Sequence[str | Collection[str]]) -> dict[str, float]:
    """Return rank-order-centroid weights for criteria named from most to least important.

    Args:
        order: criterion names; a collection of names stands for criteria that matter equally,
            which share the weights of the places they fill together.

    Raises:
        UsageError: nothing is named, or a criterion is named twice.
    """
    groups = [[step] if isinstance(step, str) else sorted(step) for step in order]
    names = [name for group in groups for name in group]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise UsageError(f"{twice} stands twice in the order; name each criterion once")
    places = rank_order_centroid(len(names))
    result: dict[str, float] = {}
    for group in groups:
        start = len(result)
        if group:
            share = fsum(places[start : start + len(group)]) / len(group)
            result.update(dict.fromkeys(group, share))
    return result


def checked_point(model: WeightModel, criteria: int) -> list[float]:
    """Return the model's own weights as shares of 1, equal ones where it gives none.

    Args:
        model: the weight model.
        criteria: how many criteria there are.

    Raises:
        Refused: the point is missing where it is needed, has another length, holds a negative
            or no number, or is all 0; the concentration is missing or not above 0.
    """
    if model.kind not in ("point", "dirichlet", "none", "order"):
        raise Refused(
            f"no weight model is called {model.kind!r}; use point, dirichlet, none or order"
        )
    if model.kind == "dirichlet" and (model.c is None or not isfinite(model.c) or model.c <= 0):
        raise Refused(
            f"the concentration c of the weights is {model.c}; it must be a number above 0"
        )
    if model.point is None:
        if model.kind != "none":
            raise Refused(f"the weight model {model.kind!r} needs a point: one weight a criterion")
        return [1.0 / criteria] * criteria
    point = [float(weight) for weight in model.point]
    if len(point) != criteria:
        raise Refused(f"{len(point)} weights were given for {criteria} criteria")
    for place, weight in enumerate(point):
        if not isfinite(weight) or weight < 0:
            raise Refused(f"weights[{place}] is {weight}; a weight is a finite number of 0 or more")
    total = fsum(point)
    if total <= 0:
        raise Refused("all weights are 0; at least one must be above 0")
    return [weight / total for weight in point]
