"""The comparison's answer to "would other weights turn it round?": shares, and how far weights go.

Pure: contests in, lines of pieces out. `None` for the contests means that they are being sampled.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rewatch.tui.keys import key_of
from rewatch.tui.pages.side_by_side import Shown, labelled
from rewatch.tui.pages.weights import stays, takers
from rewatch.tui.standings import SURE_WORDS, percent
from rewatch.tui.text import cut, fitted
from rewatch.tui.view import GROUPS
from rewatch.tui.weighing import points
from rewatch.tui.widgets.lines import Line
from rewatch.tui.widgets.paint import DIM, HEAD, PLAIN, STRONG, Piece, paragraph

if TYPE_CHECKING:
    from rewatch.domain.rubric import Rubric
    from rewatch.scoring.contest import Contest
    from rewatch.scoring.results import CompanyScore

Lines = list[Line | list[Piece]]
Contests = Sequence["Contest"] | None

SAMPLING = "sampling …"
TITLE = "Would other weights turn it round?"
_BETWEEN = " · "
_ORDER = {"proven": "proven points", "middle": "the middle", "possible": "possible points"}
_GROUPS = dict(GROUPS)
_WEIGHT = 7  # cells of a weight
_ITSELF = "·"
_OF_SAMPLES = " of samples"


def first_cells(contests: Contests, scores: Sequence[CompanyScore], room: int) -> list[Piece]:
    """For each company in how many of the samples it is first of those compared, in a cell."""
    if contests is None:
        return [(SAMPLING, DIM) for _ in scores]
    found = {
        key: share
        for contest in contests
        for key, share in zip(contest.ids, contest.first["both"], strict=True)
    }
    said = {key: f"in {percent(share)}" for key, share in found.items()}
    if max(map(len, said.values()), default=0) + len(_OF_SAMPLES) <= room:
        said = {key: f"{text}{_OF_SAMPLES}" for key, text in said.items()}
    return [(said[score.id], PLAIN) if score.id in said else ("–", DIM) for score in scores]


def contest_lines(
    contests: Contests,
    scores: Sequence[CompanyScore],
    rubric: Rubric,
    at: Shown,
    width: int,
) -> Lines:
    """Who is first and above whom in sampled weights, and how far each weight may go.

    Args:
        contests: one a group, from `scoring.contest`; None while they are sampled.
        scores: all that are compared, left to right.
        rubric: names criteria.
        at: which of them are shown.
        width: cells of a line.
    """
    # The cursor can stand on it: what follows at once may be longer than the screen is high.
    lines: Lines = [Line(((cut(TITLE, width), HEAD),), "w:")]
    if contests is None:
        return [*lines, [(SAMPLING, DIM)]]
    names = {score.id: score.name for score in scores}
    for contest in contests:
        if len(contests) > 1:
            lines.append([(cut(_GROUPS[contest.group], width), STRONG)])
        lines += paragraph(in_words(contest, names, rubric), width)
        lines += _shares(contest, scores[at.first : at.last], names, at)
        lines += _weights(contest, names, rubric, at, width)
    held = {key for contest in contests for key in contest.ids}
    for score in scores:
        if score.id not in held:
            text = f"{score.name} is in none of the samples: {_why_not(score, scores)}."
            lines += paragraph(text, width, DIM)
    if contests:
        lines += paragraph(_said(contests[0]), width, DIM)
    return lines


def in_words(contest: Contest, names: Mapping[str, str], rubric: Rubric) -> str:
    """Who leads, in how many of the samples, and the smallest move that ends it."""
    who = " and ".join(names.get(key, key) for key in contest.leaders)
    by = _ORDER.get(contest.order, contest.order)
    if len(contest.leaders) > 1:
        text = f"{who} are level at the top by {by}."
    else:
        place = contest.ids.index(contest.leaders[0])
        alone, both = (percent(contest.first[parts][place]) for parts in ("weights", "both"))
        text = f"{who} leads by {by}; of the samples it is first in {alone} with other weights "
        text += f"alone, in {both} with the open evidence drawn too."
    turn = contest.nearest()
    if turn is None:
        return f"{text} No move of a single weight puts another first."
    criterion, end, taker = turn
    now = contest.weights[criterion]
    way = "more" if end > now else "less"
    return (
        f"{text} The smallest move that puts another first: {rubric.name_of(criterion)} at "
        f"{points(end)} instead of {points(now)} ({points(abs(end - now))} {way}), then "
        f"{names.get(taker, taker)}."
    )


def _shares(
    contest: Contest, seen: Sequence[CompanyScore], names: Mapping[str, str], at: Shown
) -> Lines:
    firsts = {
        key: [contest.first[parts][place] for parts in ("weights", "both")]
        for place, key in enumerate(contest.ids)
    }
    lines: Lines = [_cells("first of these", [_pair(firsts.get(s.id)) for s in seen], at, STRONG)]
    for key in contest.ids:
        cells = [
            _ITSELF
            if score.id == key
            else _pair(
                [contest.share(parts, score.id, key) for parts in ("weights", "both")]
                if score.id in contest.ids
                else None
            )
            for score in seen
        ]
        row = _cells(f"above {names.get(key, key)}", cells, at)
        lines.append(Line(tuple(row), f"p:{key}"))
    return lines


def _pair(shares: Sequence[float] | None) -> str:
    return _BETWEEN.join(percent(share) for share in shares) if shares else ""


def _cells(label: str, cells: Sequence[str], at: Shown, style: str = PLAIN) -> list[Piece]:
    pieces: list[Piece] = [(labelled(label, at.label), DIM)]
    for text in cells:
        pieces += [(fitted(text, at.wide - 2), style), ("  ", PLAIN)]
    return pieces


def _weights(
    contest: Contest, names: Mapping[str, str], rubric: Rubric, at: Shown, width: int
) -> Lines:
    lines: Lines = []
    for criterion, found in contest.stability.items():
        room = width - at.label - _WEIGHT
        text = stays(found)
        beyond = takers(found, names, room - len(text) - 2)
        said = f"{text}; {beyond}" if beyond else text
        pieces = (
            (labelled(rubric.name_of(criterion), at.label), PLAIN),
            (fitted(f"{points(contest.weights[criterion])}%", _WEIGHT), STRONG),
            (cut(said, max(0, room)), DIM),
        )
        lines.append(Line(pieces, f"w:{criterion}"))
    return lines


def _why_not(score: CompanyScore, scores: Sequence[CompanyScore]) -> str:
    if score.not_ranked is not None:
        return "not ranked"
    ranked = [one for one in scores if one.group == score.group and one.not_ranked is None]
    if len(ranked) < 2:
        return "no other of its group is ranked here"
    return "a criterion does not apply to it or to the others"


def _said(contest: Contest) -> str:
    return (
        f"Two shares of {contest.samples:,} samples, no forecast: weights alone drawn "
        f"({SURE_WORDS[contest.sure]}), evidence in its middle · the open evidence drawn too. "
        f"They are of the company of the column; a tie counts half. {key_of('choose')} on a "
        "company: why the one is above the other; on a weight, or "
        f"{key_of('weights')}: the weights."
    )
