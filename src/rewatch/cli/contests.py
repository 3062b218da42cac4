"""Whether other weights turn the order of compared companies round, as `compare --robust` says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rewatch.cli import shapes
from rewatch.cli.output import Output, fit, wrapped
from rewatch.cli.robust import FIRMNESS, moves
from rewatch.cli.wording import named, percent
from rewatch.domain.text import visible

if TYPE_CHECKING:
    from rewatch.domain.rubric import Rubric
    from rewatch.scoring.contest import Contest
    from rewatch.scoring.results import RankedCompany

_GROUPS = {"ore": "companies with a deposit", "processor": "processors"}
_ITSELF = "·"


def as_json(contests: Sequence[Contest], rubric: Rubric) -> list[shapes.Shape]:
    """The contests as JSON, one a group."""
    return [
        {
            "group": item.group,
            "ids": list(item.ids),
            "samples": item.samples,
            "seed": item.seed,
            "standard_error": item.error,
            "sure": item.sure,
            "first_share": {parts: list(shares) for parts, shares in item.first.items()},
            "above": [
                {"parts": parts, "unknowns": unknowns, "shares": [list(row) for row in rows]}
                for (parts, unknowns), rows in item.above.items()
            ],
            "words": [
                [None if one == other else item.word(rubric, one, other) for other in item.ids]
                for one in item.ids
            ],
            "order": item.order,
            "leaders": list(item.leaders),
            "stability": shapes.stability_of(item.stability),
        }
        for item in contests
    ]


def tell(
    out: Output,
    contests: Sequence[Contest],
    rows: Sequence[RankedCompany],
    rubric: Rubric,
    label: int,
    width: int,
) -> None:
    """Prints shares below the columns of the comparison, and how far each weight may move.

    Args:
        out: where to.
        contests: one a group.
        rows: all that are compared, in the order of their columns.
        rubric: names criteria.
        label: columns of a line's label.
        width: columns of a company.
    """
    names = {row.score.id: visible(row.score.name, 60) for row in rows}
    out.line()
    out.line(out.paint("would other weights turn it round?", "dim"))
    for contest in contests:
        out.lines(wrapped(_led(contest, names, len(contests) > 1), out.width))
        _shares(out, contest, rows, names, label, width)
        for criterion, item in contest.stability.items():
            weight = contest.weights[criterion]
            text = moves(named(rubric, criterion), weight, item, names)
            out.lines(wrapped(text, out.width, "  "))
    held = {key for contest in contests for key in contest.ids}
    for row in rows:
        if row.score.id not in held:
            why = "not ranked" if row.rank is None else "no other of its group is ranked here"
            out.lines(wrapped(f"{names[row.score.id]} is not sampled: {why}", out.width))
    if contests:
        first = contests[0]
        note = (
            f"two shares of {first.samples:,} samples: weights alone drawn, "
            f"{FIRMNESS[first.sure]}, evidence in its middle; and evidence drawn too. Of the "
            f"column's company, ties count half; seed {first.seed}; standard error at most "
            f"{100 * first.error:.2g} %; shares of samples, no forecast"
        )
        out.lines(out.paint(line, "dim") for line in wrapped(note, out.width))


def _led(contest: Contest, names: Mapping[str, str], several: bool) -> str:
    of = f"Of the {_GROUPS[contest.group]}, " if several else ""
    who = " and ".join(names[key] for key in contest.leaders) or "nobody"
    leads = "leads" if len(contest.leaders) < 2 else "lead level"
    return f"{of}{who} {leads} by {contest.order} points."


def _shares(
    out: Output,
    contest: Contest,
    rows: Sequence[RankedCompany],
    names: Mapping[str, str],
    label: int,
    width: int,
) -> None:
    firsts = {
        key: (contest.first["weights"][place], contest.first["both"][place])
        for place, key in enumerate(contest.ids)
    }

    def line(text: str, cells: Sequence[str]) -> str:
        return fit(text, label) + "".join(" " + fit(c, width - 1, right=True) for c in cells)

    ids = [row.score.id for row in rows]
    out.line(line("first of these", [_two(firsts.get(key)) for key in ids]))
    for other in contest.ids:
        cells = [
            _ITSELF
            if key == other
            else _two((contest.share("weights", key, other), contest.share("both", key, other)))
            if key in firsts
            else ""
            for key in ids
        ]
        out.line(line(f"above {names[other]}", cells))


def _two(shares: tuple[float, float] | None) -> str:
    return "" if shares is None else f"{percent(shares[0])} {percent(shares[1])}"
