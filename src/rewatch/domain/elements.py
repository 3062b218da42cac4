"""The rare-earth oxides, the groups the field speaks of, and the conversions that are safe."""

from __future__ import annotations

from typing import Literal, get_args

# The order of the periodic table, yttrium last: the order every strip and table uses.
OXIDES: tuple[str, ...] = (
    "La2O3",
    "CeO2",
    "Pr6O11",
    "Nd2O3",
    "Sm2O3",
    "Eu2O3",
    "Gd2O3",
    "Tb4O7",
    "Dy2O3",
    "Ho2O3",
    "Er2O3",
    "Tm2O3",
    "Yb2O3",
    "Lu2O3",
    "Y2O3",
)

ShareGroup = Literal["ndpr", "dytb", "magnet", "heavy", "low-value"]

NDPR = frozenset({"Nd2O3", "Pr6O11"})
DYTB = frozenset({"Dy2O3", "Tb4O7"})
MAGNET = NDPR | DYTB
LOW_VALUE = frozenset({"La2O3", "CeO2"})
SEG = frozenset({"Sm2O3", "Eu2O3", "Gd2O3"})

# "heavy" has no fixed members: sources count from Sm, Gd or Tb, with or without yttrium, so a
# heavy share always lists its own oxides.
GROUPS: dict[str, frozenset[str]] = {
    "ndpr": NDPR,
    "dytb": DYTB,
    "magnet": MAGNET,
    "low-value": LOW_VALUE,
}

# The five cells of an element strip, left to right.
STRIP: tuple[tuple[str, frozenset[str]], ...] = (
    ("La Ce", LOW_VALUE),
    ("Nd Pr", NDPR),
    ("Sm-Gd", SEG),
    ("Dy Tb", DYTB),
    ("rest", frozenset(OXIDES) - LOW_VALUE - NDPR - SEG - DYTB),
)

# Steps of the value chain, upstream to downstream.
Step = Literal[
    "none",
    "mined-ore",
    "mineral-concentrate",
    "mixed-carbonate",
    "separated-oxides",
    "metals",
    "alloys",
    "magnets",
]
CHAIN: tuple[str, ...] = (
    "mined-ore",
    "mineral-concentrate",
    "mixed-carbonate",
    "separated-oxides",
    "metals",
    "alloys",
    "magnets",
)


def no_oxide(name: str) -> str:
    """Why what stands where an oxide is expected is none, and what was meant if it is clear."""
    if name[:1].isdigit():
        return f"{name} stands where an oxide is expected; decimals are written as 1.2"
    if name.casefold() in (*get_args(ShareGroup), "mreo", "hreo", "lreo", "treo"):
        return f"{name} is a sum of oxides: it is recorded as a share, not in a distribution"
    return f"{name} is not one of the oxides {', '.join(OXIDES)}"
