"""How sure a company's place is, in lines; and the line below the table that says what it rests on.

The figures come from the samples; here they are only put into words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rewatch.tui.standings import OUTSIDE, ROUGHLY, SURE_WORDS, Sampled, Standing, percent
from rewatch.tui.text import cut
from rewatch.tui.widgets.heat import heat, scale
from rewatch.tui.widgets.paint import DIM, STRONG, WARN, Piece, paragraph, span

if TYPE_CHECKING:
    from rewatch.tui.view import Picture

_STRIP = 60  # cells a heat strip has at most
# How firmly the weights are meant, where that is not as usual.
_FIRM = {"rough": "rough", "firm": "firm", "none": "any weights", "order": "order only"}


def basis(picture: Picture, sampled: Sampled | None, failed: str | None, width: int) -> list[Piece]:
    """What the numbers of the table rest on: weights, prices, date, samples and seed."""
    if failed is not None:
        return [(cut(f"not sampled: {failed}", width), WARN)]
    facts = [f"weights {picture.profile}", picture.deck, f"as of {picture.as_of}"]
    if sampled is None:
        facts.append("sampling …" if any(row.rank for row in picture.rows) else "nothing to sample")
    else:
        facts += [samples(sampled), f"seed {sampled.seed}"]
    # The samples and their seed are said nowhere else, so the names before them give way.
    over = sum(len(fact) for fact in facts) + 3 * (len(facts) - 1) - width
    if over > 0:
        facts[0] = picture.profile
        facts[2] = picture.as_of
        over -= len("weights ") + len("as of ")
    for place in (1, 0):
        if over > 0:
            kept = max(6, len(facts[place]) - over)
            over -= len(facts[place]) - kept
            facts[place] = cut(facts[place], kept)
    return [(cut(" · ".join(facts), width), DIM)]


def samples(sampled: Sampled) -> str:
    """How many samples, with ~ where more are to come; their standard error; how weights vary."""
    error = f" ±{100 * sampled.error:.2g}%" if sampled.error else ""
    firm = _FIRM.get(sampled.sure)
    said = f", {firm}" if firm is not None else ""
    return f"{'' if sampled.full else ROUGHLY}{sampled.samples:,} samples{error}{said}"


def figures(standing: Standing) -> str:
    """The figures of one company in one line."""
    tier = f"  tier {standing.tier}" if standing.tier is not None else ""
    return (
        f"90 % rank {span(*standing.likely)} of {len(standing.shares)}{tier}  "
        f"first {percent(standing.first)}  top 5 {percent(standing.top5)}"
    )


def standing_lines(
    standing: Standing | None, sampled: Sampled | None, width: int
) -> list[list[Piece]]:
    """Figures, heat strip and, where the place lies outside the 90 % rank, why.

    Args:
        standing: of the company; None where it was not sampled.
        sampled: the samples; None while there are none.
        width: cells of a line.
    """
    if sampled is None:
        return [[("How sure: ", STRONG), ("sampling …", DIM)]]
    if standing is None:
        return []
    roughly = "" if sampled.full else ROUGHLY
    strip = min(_STRIP, width)
    lines = paragraph(f"{roughly}{figures(standing)}", width)
    lines.append(heat(standing.shares, standing.likely, strip))
    lines.append(scale(len(standing.shares), standing.rank, strip))
    if standing.outside:
        lines += paragraph(outside(standing, sampled), width, WARN)
    return lines


def outside(standing: Standing, sampled: Sampled) -> str:
    """Why the place in the table is not among those that the samples give."""
    order = sampled.ranking.order
    what = {
        "proven": "# counts only the points that are proven",
        "middle": "# counts the middle of what is open",
        "possible": "# counts everything that is still possible",
        "expected": "# is the place by the mean of all samples",
    }[order]
    side = "better" if standing.rank < standing.likely[0] else "worse"
    return (
        f"{OUTSIDE} # {standing.rank} is {side} than the 90 % rank {span(*standing.likely)}: "
        f"{what}, at these weights alone; the samples let the unknown fall anywhere it may, for "
        "every company, and move the weights too."
    )


def firmness(sampled: Sampled) -> list[Piece]:
    """How firmly the weights were taken to be meant, and how exact the shares are."""
    text = f"{SURE_WORDS[sampled.sure]}; a share is exact to {2 * sampled.error * 100:.1f} points"
    return [(text, DIM)]
