"""How sure a company's place is, in lines; and the line below the table that says what it rests on.

The figures come from the samples; here they are only put into words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from rewatch.domain.text import ELLIPSIS
from rewatch.tui.standings import OUTSIDE, ROUGHLY, SURE_WORDS, Sampled, Standing, percent
from rewatch.tui.text import cut, visible
from rewatch.tui.widgets.heat import heat, scale
from rewatch.tui.widgets.paint import DIM, PLAIN, STRONG, WARN, Piece, in_parts, paragraph, span

if TYPE_CHECKING:
    from rewatch.tui.view import Picture

_DOT = " · "
_LEGIBLE = 10  # cells that the name of a profile or a price deck needs to be known by
_STRIP = 60  # cells a heat strip has at most
# How firmly the weights are meant, where that is not as usual.
_FIRM = {"rough": "rough", "firm": "firm", "none": "any weights", "order": "order only"}


def basis(picture: Picture, sampled: Sampled | None, failed: str | None, width: int) -> list[Piece]:
    """What the numbers of the table rest on: weights, prices, date, samples and seed.

    The longest way of saying it that fits: what weights, prices and date are called gives way
    first, then the zeros of the samples, their standard error and the date, which the header says
    too; a name is cut last, for the rest stands nowhere else.
    """
    if failed is not None:
        return [(cut(f"not sampled: {failed}", width), WARN)]
    known: list[tuple[str, ...]]
    if not any(row.rank for row in picture.rows):
        known = [("nothing to sample",)]
    elif sampled is None:
        known = [("sampling …",)]
    else:
        seed = f"seed {sampled.seed}"
        known = [
            (samples(sampled), seed),
            (samples(sampled, short=True), seed),
            (samples(sampled, short=True, error=False), seed),
        ]
    names = _basis_names(picture)
    ways = [(called, known[0]) for called in names]
    weights, prices, day = names[-1]
    least = prices.removeprefix("prices ")
    ways += [((weights, prices, day), fewer) for fewer in known[1:]]
    spare = day if picture.past else ""  # nobody may take it for today
    ways += [((weights, prices, spare), fewer) for fewer in known[1:]]
    ways += [((weights, least, spare), fewer) for fewer in known[1:]]
    for called, facts in ways:
        # Close together it still says everything, the day too, on the narrowest usual screen.
        for said in (_DOT.join(filter(None, (*called, *facts))), _close(called, facts)):
            if cell_len(visible(said)) <= width:
                return [(visible(said), DIM)]
    least_known = (day, *known[-1][:1]) if picture.past else known[-1]
    return [(_squeezed(picture, least_known, width), DIM)]


def _close(called: tuple[str, str, str], facts: tuple[str, ...]) -> str:
    weights, prices, day = called
    return _DOT.join(filter(None, (f"{weights}, {prices}", day, ", ".join(facts))))


def _basis_names(picture: Picture) -> list[tuple[str, str, str]]:
    """Weights, prices and date, said at length first and shortest last."""
    weights, day = picture.profile, picture.as_of
    deck = picture.deck_id or picture.deck
    whole = f"prices {picture.deck}" if picture.deck else "no price deck"
    short = f"prices {deck}" if deck else "no price deck"
    return [
        (weights, whole, f"as of {day}"),
        (weights, short, f"as of {day}"),
        (weights, short, day),
    ]


def _squeezed(picture: Picture, known: tuple[str, ...], width: int) -> str:
    """The shortest way of saying it: a long name is cut, then what is known gives way to …."""
    said = picture.profile
    lead = "weights " if said.startswith("weights ") else ""
    profile = visible(cut(said.removeprefix(lead), width))
    deck = cut(picture.deck_id or picture.deck, width)
    between = len(_DOT)
    for facts in (known, (known[0], ELLIPSIS), (ELLIPSIS,)):
        room = width - sum(cell_len(fact) + between for fact in facts) - len(lead)
        room -= between if deck else 0
        least = [min(cell_len(name), _LEGIBLE) for name in (profile, deck)]
        if room < sum(least):
            continue
        named = max(least[0], min(cell_len(profile), room - cell_len(deck)))
        names = [f"{lead}{cut(profile, named)}", cut(deck, room - named)]
        return _DOT.join([*filter(None, names), *facts])
    return cut(f"{lead}{profile}", width)


def samples(sampled: Sampled, *, short: bool = False, error: bool = True) -> str:
    """How many samples, with ~ where more are to come; their standard error; how weights vary.

    Args:
        sampled: the samples.
        short: whole thousands are said as such, 10k.
        error: says the standard error.
    """
    count = sampled.samples
    many = f"{count // 1000}k" if short and count and count % 1000 == 0 else f"{count:,}"
    within = f" ±{100 * sampled.error:.2g}%" if error and sampled.error else ""
    firm = _FIRM.get(sampled.sure)
    said = f", {firm}" if firm is not None else ""
    return f"{'' if sampled.full else ROUGHLY}{many} samples{within}{said}"


def figures(standing: Standing) -> list[str]:
    """The figures of one company, each with what it is."""
    tier = [f"tier {standing.tier}"] if standing.tier is not None else []
    return [
        f"90 % rank {span(*standing.likely)} of {standing.places}",
        *tier,
        f"first in {percent(standing.first)}",
        f"top 5 in {percent(standing.top5)} of samples",
    ]


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
    said = figures(standing)
    folded = in_parts([f"{roughly}{said[0]}", *said[1:]], width, "  ")
    lines: list[list[Piece]] = [[(line, PLAIN)] for line in folded]
    lines.append(heat(standing.shares, standing.likely, strip, standing.places))
    lines.append(scale(standing.places, standing.rank, strip, len(standing.shares)))
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
