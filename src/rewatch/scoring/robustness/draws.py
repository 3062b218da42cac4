"""Keyed streams of uniform draws: who draws what depends on names, never on who else is there.

A draw is a pure function of (seed, key, number of the sample). Adding a company, leaving one out
or moving a weight therefore re-draws nobody, and a run of 1,000 samples is the beginning of the
run of 10,000. Only whole-number arithmetic and IEEE bit patterns are used, so every machine and
every NumPy version draws the same.

Two generators, both well known:

- SplitMix64 (Steele, Lea & Flood 2014, "Fast splittable pseudorandom number generators",
  OOPSLA 2014) turns a key and a counter into 64 bits. Weights draw from it directly.
- Simple tabulation hashing (Zobrist 1970; Carter & Wegman 1979; Patrascu & Thorup 2012, "The
  power of simple tabulation hashing", J. ACM 59(3)) spreads it over thousands of evidence
  records at the cost of one exclusive-or a draw: two tables are filled by SplitMix64, a
  record's key picks a place in each, and sample s takes the words s places further on. At one
  sample any three records draw exactly independently, and thousands do unless their places
  close a cycle in the tables. Among 5,000 records the chance that any two have both places in
  common, and so draw alike, is 1 in 5,000; that any four close a cycle, below 1 in a million.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

UInt64 = npt.NDArray[np.uint64]
Float32 = npt.NDArray[np.float32]
Float64 = npt.NDArray[np.float64]

_MASK = (1 << 64) - 1
_GOLDEN = 0x9E3779B97F4A7C15
_PLACES = 1 << 18
_TABLES = 2
# A float32 with this exponent and 23 free bits below it lies in [1, 2).
_MANTISSA = np.uint64((1 << 23) - 1)
_EXPONENT_OF_ONE = np.uint64(0x3F800000)


def _tag(name: str) -> int:
    return int.from_bytes(name.encode("ascii"), "big")


_EVIDENCE, _OWN, _TABLE = _tag("evidence"), _tag("own"), _tag("table")


def mix(state: UInt64) -> UInt64:
    """Scramble 64-bit words with the output function of SplitMix64, element by element."""
    word = state ^ (state >> np.uint64(30))
    word *= np.uint64(0xBF58476D1CE4E5B9)
    word ^= word >> np.uint64(27)
    word *= np.uint64(0x94D049BB133111EB)
    word ^= word >> np.uint64(31)
    return word


def keys(seed: int, *parts: int | npt.NDArray[Any]) -> UInt64:
    """Return the 64-bit stream keys of a seed and any further whole numbers.

    Args:
        seed: the master seed; taken modulo 2**64.
        parts: numbers or arrays of whole numbers of one shape (or that broadcast), each taken
            modulo 2**64. Order matters.

    Returns:
        uint64 of the broadcast shape, at least one-dimensional.
    """
    state = mix(np.array([(seed + _GOLDEN) & _MASK], dtype=np.uint64))
    for part in parts:
        if isinstance(part, int):
            word = np.array([part & _MASK], dtype=np.uint64)
        else:
            word = np.atleast_1d(part).astype(np.uint64)
        state = mix((state ^ word) + np.uint64(_GOLDEN))
    return state


def words(key: UInt64, sample: UInt64) -> UInt64:
    """Return the SplitMix64 output number `sample` (from 0) of the streams `key`.

    Both arguments broadcast; the result has their common shape.
    """
    return mix(key + (sample + np.uint64(1)) * np.uint64(_GOLDEN))


def uniforms(key: UInt64, sample: UInt64) -> Float64:
    """Return uniform draws strictly between 0 and 1, with 53 random bits.

    Args:
        key: stream keys from `keys`.
        sample: numbers of the samples, from 0; broadcasts against `key`.
    """
    bits = words(key, sample) >> np.uint64(11)
    return (bits.astype(np.float64) + 0.5) * 2.0**-53


class EvidenceStreams:
    """The uniform draws of evidence records, `samples` long, for one seed.

    A stream is named by its places in the two tables (`places`, `own_places`) and read with
    `read_into`.
    """

    def __init__(self, seed: int, samples: int) -> None:
        """Fill the tables, or take those filled last for the same seed and number of samples."""
        self.samples = samples
        self._seed = seed
        one, two = _tables(seed, samples)
        self._one = sliding_window_view(one, samples).__getitem__
        self._two = sliding_window_view(two, samples).__getitem__

    def places(self, evidence: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Return int64[..., 2], the places of records by their evidence number."""
        return _places(keys(self._seed, _EVIDENCE, evidence)).reshape(*evidence.shape, _TABLES)

    def own_places(
        self, row: npt.NDArray[np.int64], column: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.int64]:
        """Return int64[m, 2], the places of cells that share their draw with no other."""
        return _places(keys(self._seed, _OWN, row, column))

    def read_into(
        self,
        out: npt.NDArray[np.uint32],
        rows: Iterable[int],
        firsts: Iterable[int],
        seconds: Iterable[int],
    ) -> None:
        """Write streams into rows of `out`, which holds the bits of float32[k, samples].

        A stream is 1 + u with u uniform in [0, 1). The 1 is left for the caller to subtract from
        a constant: it spares a pass.

        Args:
            out: uint32[k, samples], a view of the floats.
            rows: the row each stream goes to.
            firsts: the place of each stream in the first table.
            seconds: its place in the second.
        """
        ones, twos = map(self._one, firsts), map(self._two, seconds)
        # Thousands of short calls: a loop in Python would take as long as what is called.
        deque(map(np.bitwise_xor, ones, twos, map(out.__getitem__, rows)), maxlen=0)


@lru_cache(maxsize=2)
def _tables(seed: int, samples: int) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint32]]:
    index = np.arange(_PLACES + samples, dtype=np.uint64)
    one, two = (words(keys(seed, _TABLE, number), index) & _MANTISSA for number in range(_TABLES))
    tables = (one | _EXPONENT_OF_ONE).astype(np.uint32), two.astype(np.uint32)
    for table in tables:
        table.flags.writeable = False
    return tables


def _places(key: UInt64) -> npt.NDArray[np.int64]:
    shifts = np.array([0, 32], dtype=np.uint64)
    parts = (key[..., None] >> shifts) & np.uint64(_PLACES - 1)
    return parts.astype(np.int64)
