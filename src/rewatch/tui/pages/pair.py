"""The pair view below its parts: how sure the order is, what flips it, what would settle it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rewatch.tui.pages.standing import figures, outside
from rewatch.tui.standings import ROUGHLY, Sampled, percent
from rewatch.tui.text import cut, fitted
from rewatch.tui.weighing import points
from rewatch.tui.widgets.lines import Line
from rewatch.tui.widgets.paint import (
    ACCENT,
    DIM,
    HEAD,
    PLAIN,
    STRONG,
    WARN,
    Piece,
    paragraph,
)

if TYPE_CHECKING:
    from rewatch.domain.rubric import Rubric
    from rewatch.scoring.pair import Flip, PairShare, Settling
    from rewatch.scoring.results import CompanyScore
    from rewatch.scoring.sureness import Parts

Lines = list[Line | list[Piece]]

VARIES: dict[Parts, str] = {
    "both": "evidence and weights",
    "evidence": "evidence alone",
    "weights": "weights alone",
}
_WHAT, _SHARE, _NAME = 22, 7, 26
_MOST_FACTS = 8
_UNSAMPLED = "not sampled: companies without a place are not"


@dataclass(frozen=True)
class Pair:
    """What is known of two companies, as far as it is worked out.

    Attributes:
        shares: of the samples, by what varies and how unknowns are drawn; empty while sampling.
        words: what may be said of A above B for each choice of what varies.
        flip: the smallest change of one weight that turns them round; None where none does.
        settling: the open facts that would part them; None while that is not worked out.
    """

    shares: Sequence[PairShare] = ()
    words: Mapping[Parts, str] | None = None
    flip: Flip | None = None
    settling: Settling | None = None


def pair_lines(
    a: CompanyScore,
    b: CompanyScore,
    pair: Pair,
    sampled: Sampled | None,
    rubric: Rubric,
    width: int,
) -> Lines:
    """Everything about the order of two companies of one group."""
    lines: Lines = [[], [("How sure is their order?", HEAD)]]
    lines += _shares(pair, sampled, width)
    for score in (a, b):
        standing = sampled.standings.get(score.id) if sampled is not None else None
        if standing is not None and sampled is not None:
            name = fitted(score.name, min(_NAME, width // 3))
            said = (cut("  ".join(figures(standing)), width - len(name)), DIM)
            lines.append(Line(((name, PLAIN), said), f"c:{score.id}"))
            if standing.outside:
                lines += paragraph(outside(standing, sampled), width, WARN, "  ")
    lines += [[], [("What turns them round?", HEAD)], *_flip(pair, a, b, rubric, width)]
    lines += [[], [("What would settle it?", HEAD)], *_settling(pair, a, b, rubric, width)]
    return lines


def in_short(pair: Pair, width: int) -> list[Piece]:
    """The word and the share that stand over the parts."""
    word = (pair.words or {}).get("both")
    item = next((s for s in pair.shares if s.parts == "both" and s.unknowns == "shared"), None)
    if word is None or item is None:
        return [(cut(_waits(pair), width), DIM)]
    above = percent(item.above + item.tied / 2)
    return [(cut(word, 24), ACCENT), (cut(f": above in {above} of the samples", width - 24), DIM)]


def _waits(pair: Pair) -> str:
    """Why there is no share yet, or will be none: samples were drawn, of others."""
    return "sampling …" if pair.words is None else _UNSAMPLED


def _shares(pair: Pair, sampled: Sampled | None, width: int) -> Lines:
    if sampled is None or not pair.shares:
        return [[(cut(_waits(pair), width), DIM)]]
    mark = "" if sampled.full else ROUGHLY
    # Three figures of one way to draw the unknown, one of the other, and a word.
    head = "".join(fitted(text, _SHARE, right=True) for text in ("above", "level", "below"))
    lines: Lines = [
        [
            (fitted(f"{mark}share of the samples", _WHAT), DIM),
            (head, DIM),
            (fitted("apart", _SHARE, right=True), DIM),
            ("  may be said", DIM),
        ]
    ]
    by_key = {(item.parts, item.unknowns): item for item in pair.shares}
    for parts, name in VARIES.items():
        item, apart = by_key.get((parts, "shared")), by_key.get((parts, "independent"))
        if item is None:
            lines.append([(fitted(name, _WHAT), PLAIN), ("  sampling …", DIM)])
            continue
        shares = "".join(
            fitted(percent(share), _SHARE, right=True)
            for share in (item.above, item.tied, item.below)
        )
        other = percent(apart.above + apart.tied / 2) if apart is not None else "…"
        word = (pair.words or {}).get(parts, "")
        pieces = (
            (fitted(name, _WHAT), PLAIN),
            (shares, STRONG),
            (fitted(other, _SHARE, right=True), PLAIN),
            (cut(f"  {word}", max(0, width - _WHAT - 4 * _SHARE)), ACCENT),
        )
        lines.append(Line(pieces, f"s:{parts}"))
    said = (
        "Above, level, below: the unknown values of one company move together. Apart: above, "
        "where each is drawn by itself. A word stands only where both agree."
    )
    return [*lines, *paragraph(said, width, DIM)]


def _flip(pair: Pair, a: CompanyScore, b: CompanyScore, rubric: Rubric, width: int) -> Lines:
    if pair.settling is None:
        return [[("…", DIM)]]
    if pair.flip is None:
        return [*paragraph("No single weight does, whatever it is.", width)]
    flip = pair.flip
    ahead = a.name if flip.ahead == a.id else b.name
    name = rubric.name_of(flip.criterion)
    way = "more" if flip.at > flip.weight else "less"
    moved = points(abs(flip.at - flip.weight))
    text = (
        f"{name} at {points(flip.at)} instead of {points(flip.weight)} ({moved} {way}), the others "
        f"in proportion: beyond that {ahead} is ahead. No other single weight does it with less."
    )
    return [*paragraph(text, width)]


def _settling(pair: Pair, a: CompanyScore, b: CompanyScore, rubric: Rubric, width: int) -> Lines:
    settling = pair.settling
    if settling is None:
        return [[("…", DIM)]]
    if settling.enough == 0:
        return [*paragraph("Nothing that is open can change their order.", width)]
    names = {a.id: a.name, b.id: b.name}
    lines: Lines = []
    if settling.enough is None:
        text = "Not even all of these, each found in the middle of what it may be, would part them:"
    elif settling.enough == 1:
        text = "The first of these, found in the middle of what it may be, would part them:"
    else:
        text = f"The first {settling.enough} of these, each found in its middle, would part them:"
    lines += paragraph(text, width)
    # All that the sentence above counts can be read and opened here.
    most = max(_MOST_FACTS, settling.enough or 0)
    for item in settling.facts[:most]:
        alone = "  parts them alone" if item.separates else ""
        head = f"{names.get(item.company, item.company)}: {item.fact.name}"
        pieces = (
            (fitted(f"{item.points:.0f}", 4, right=True), ACCENT),
            (cut(f"  {head}{alone}", width - 4), PLAIN),
        )
        lines.append(Line(pieces, f"f:{item.company}:{item.fact.id}"))
        feeds = ", ".join(rubric.name_of(key) for key in item.indicators)
        lines += paragraph(f"{feeds}; usually in: {item.fact.published_in}", width, DIM, "      ")
    more = len(settling.facts) - most
    if more > 0:
        lines.append([(f"      and {more} more", DIM)])
    return lines
