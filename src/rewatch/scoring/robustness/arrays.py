"""Checks of the plain arrays that the robustness functions take, refused in sentences.

Rows are companies and columns criteria or indicators; both are counted from 0 in messages.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from rewatch.domain.errors import Refused
from rewatch.scoring.robustness.draws import Float64

ArrayLike = npt.ArrayLike


def finite(name: str, values: ArrayLike, dimensions: int) -> Float64:
    """Return `values` as float64, refused where an entry is no finite number.

    Args:
        name: what the argument is called.
        values: numbers.
        dimensions: how many dimensions it must have.

    Raises:
        Refused: an entry is NaN or infinite (the sentence names the cell), or the array has
            another number of dimensions.
    """
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != dimensions:
        raise Refused(f"{name} has {array.ndim} dimensions; it must have {dimensions}")
    if not np.isfinite(array).all():
        bad = np.argwhere(~np.isfinite(array))
        value = array[tuple(bad[0])]
        raise Refused(f"{name}[{_named(bad[0])}] is {value}; every entry must be a finite number")
    return array


def _named(index: npt.NDArray[np.int64]) -> str:
    return ", ".join(str(int(part)) for part in index)


def interval(
    low: ArrayLike, high: ArrayLike, names: tuple[str, str], dimensions: int = 2
) -> tuple[Float64, Float64]:
    """Return low and high ends as float64 of one shape, refused unless finite and low <= high.

    Raises:
        Refused: not finite, of different shapes, or low above high (the cell is named).
    """
    lows, highs = finite(names[0], low, dimensions), finite(names[1], high, dimensions)
    if lows.shape != highs.shape:
        raise Refused(f"{names[0]} is {lows.shape} and {names[1]} is {highs.shape}; they must fit")
    if (lows > highs).any():
        wrong = np.argwhere(lows > highs)
        at, cell = tuple(wrong[0]), _named(wrong[0])
        raise Refused(
            f"{names[0]}[{cell}] is {lows[at]} and {names[1]}[{cell}] is {highs[at]}; "
            "the low end must not be above the high end"
        )
    return lows, highs


def not_negative(name: str, array: Float64) -> Float64:
    """Return `array`, refused where an entry is below 0 (the cell is named)."""
    if (array < 0).any():
        wrong = np.argwhere(array < 0)
        value = array[tuple(wrong[0])]
        raise Refused(f"{name}[{_named(wrong[0])}] is {value}; it must not be negative")
    return array


def evidence_numbers(
    evidence: npt.ArrayLike | None, shape: tuple[int, ...]
) -> npt.NDArray[np.int64]:
    """Return evidence numbers, int64[n, k]; -1 everywhere where none are given.

    Raises:
        Refused: not whole numbers, another shape than the values, or below -1.
    """
    if evidence is None:
        return np.full(shape, -1, dtype=np.int64)
    array = np.asarray(evidence)
    if array.size == 0:
        array = array.astype(np.int64)
    if array.dtype.kind not in "iu" or array.dtype == np.uint64:
        raise Refused("evidence must be whole numbers that fit 64 bits with a sign")
    if array.shape != shape:
        raise Refused(f"evidence is {array.shape} and the values are {shape}; they must fit")
    wrong = np.argwhere(array < -1)
    if wrong.size:
        number = array[tuple(wrong[0])]
        raise Refused(f"evidence[{_named(wrong[0])}] is {number}; use -1 for a draw of its own")
    return array.astype(np.int64)
