"""Value functions and widening by grade."""

import pytest

from rewatch.domain.values import Interval
from rewatch.scoring.value import piecewise, value_of, widened

MAGNET = ((5.0, 0.0), (15.0, 25.0), (25.0, 60.0), (35.0, 85.0), (45.0, 100.0))


@pytest.mark.parametrize(
    ("x", "expected"), [(0, 0), (5, 0), (10, 12.5), (15, 25), (20, 42.5), (45, 100), (90, 100)]
)
def test_a_value_lies_on_the_line_between_breakpoints_and_is_clipped_outside(x, expected):
    assert piecewise(x, MAGNET) == pytest.approx(expected)


def test_a_breakpoint_inside_an_interval_counts():
    hill = ((0.0, 0.0), (10.0, 100.0), (20.0, 0.0))
    assert value_of(Interval(5, 15), hill) == (50, 100)


def test_a_falling_function_turns_the_ends():
    assert value_of(Interval(50, 65), ((20.0, 100.0), (50.0, 70.0), (65.0, 35.0))) == (35, 70)


def test_a_grade_widens_but_not_beyond_what_an_unknown_could_be():
    assert widened(Interval(50, 50), Interval(0, 55), 10) == (40, 55)
    assert widened(Interval(80, 80), Interval(0, 55), 10) == (70, 80)
