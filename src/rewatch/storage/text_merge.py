"""Two edits of one text laid together, line by line, as far as they touch different lines."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True)
class Laid:
    """Two texts laid together.

    Attributes:
        whole: the text, None where both changed the same lines differently.
        union: the text with what both put in the same place one after the other.
    """

    whole: str | None
    union: str


def lay_together(base: str, ours: str, theirs: str) -> Laid:
    """Lays two edits of `base` together.

    Lines that both left alone are the fixed points; between two of them stands what ours made of
    the base's lines and what theirs made of them. Where only one changed them, that one counts;
    where both put something new in one place, both stand there.
    """
    b, o, t = (text.splitlines(keepends=True) for text in (base, ours, theirs))
    in_ours, in_theirs = _matches(b, o), _matches(b, t)
    laid: list[str] = []
    clash = False
    at_b = at_o = at_t = 0
    # One step behind the last line, so that what follows the last fixed point is a stretch too.
    for line in range(len(b) + 1):
        if line == len(b):
            to_o, to_t = len(o), len(t)
        elif line in in_ours and line in in_theirs:
            to_o, to_t = in_ours[line], in_theirs[line]
        else:
            continue
        was, mine, other = b[at_b:line], o[at_o:to_o], t[at_t:to_t]
        if mine in (was, other):
            both = other
        elif other == was:
            both = mine
        else:
            # What both put where nothing was stands one after the other; other lines clash.
            clash = clash or bool(was)
            both = _one_after_the_other(mine, other)
        laid += both + b[line : line + 1]
        at_b, at_o, at_t = line + 1, to_o + 1, to_t + 1
    union = "".join(laid)
    return Laid(None if clash else union, union)


def _matches(base: list[str], other: list[str]) -> dict[int, int]:
    """Which line of `other` each unchanged line of `base` is."""
    blocks = SequenceMatcher(None, base, other, autojunk=False).get_matching_blocks()
    return {block.a + n: block.b + n for block in blocks for n in range(block.size)}


def _one_after_the_other(mine: list[str], other: list[str]) -> list[str]:
    if mine and not mine[-1].endswith("\n"):
        mine = [*mine[:-1], mine[-1] + "\n"]
    return mine + other
