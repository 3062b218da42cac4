"""Value functions: from what was measured to a value between 0 and 100, and grade widening."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from rewatch.domain.values import Interval

FULL = Interval(0.0, 100.0)


def piecewise(x: float, points: Sequence[tuple[float, float]]) -> float:
    """Piecewise linear value function, clipped at both ends.

    Args:
        x: what was measured, in the unit of the breakpoints.
        points: breakpoints (x, value) in rising order of x.

    Returns:
        The value at x; the first or last value outside the breakpoints.
    """
    if x <= points[0][0]:
        return points[0][1]
    for (x0, v0), (x1, v1) in pairwise(points):
        if x <= x1:
            return v1 if x == x1 else v0 + (v1 - v0) * (x - x0) / (x1 - x0)
    return points[-1][1]


def value_of(measured: Interval, points: Sequence[tuple[float, float]]) -> Interval:
    """The value interval of a measured interval.

    The ends and every breakpoint inside are mapped, so that functions that rise and fall are
    bounded rightly too.
    """
    values = [piecewise(measured.low, points), piecewise(measured.high, points)]
    values += [value for x, value in points if measured.low < x < measured.high]
    return Interval(min(values), max(values))


def widened(value: Interval, unknown: Interval, points: float) -> Interval:
    """Widens a value by `points` each way, but not beyond the hull of it and the unknown.

    That hull makes a better grade nest inside a worse one (SCORING, step 6).
    """
    hull = value.hull(unknown)
    return Interval(max(value.low - points, hull.low), min(value.high + points, hull.high))


def weighted_sum(parts: Sequence[tuple[float, Interval]]) -> Interval:
    """Sum of weight times interval, end by end; weights are >= 0."""
    return Interval(
        sum(weight * value.low for weight, value in parts),
        sum(weight * value.high for weight, value in parts),
    )
