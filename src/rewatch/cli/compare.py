"""`rewatch compare`: companies side by side under one method, what differs most first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from rewatch.cli import shapes
from rewatch.cli.names import COMPANY
from rewatch.cli.options import SURE, Session, command_of
from rewatch.cli.output import Output, fit, wrapped
from rewatch.cli.wording import method_line, named, span
from rewatch.domain.errors import UsageError
from rewatch.domain.lists import COMPARED_FEWEST, COMPARED_MOST
from rewatch.domain.rubric import Rubric
from rewatch.domain.text import visible
from rewatch.scoring.comparison import Spread, spreads
from rewatch.scoring.results import IndicatorScore, RankedCompany, Ranking

if TYPE_CHECKING:
    from rewatch.scoring.contest import Contest
    from rewatch.scoring.sureness import Sure

_ROOMY = 4  # so many leave room for whole names of indicators
_LABEL, _SHORT_LABEL = 24, 20
_MARKS = (
    "? unknown, ~ derived, ≠ records in dispute, ○ a record overridden or replaced; rewatch show "
    "says by which rule"
)


@click.command()
@click.argument("companies", nargs=-1, type=COMPANY, metavar="A B [C…]")
@click.option("--robust", is_flag=True, help="Say whether other weights turn the order round.")
@click.option(
    "--sure",
    type=click.Choice(SURE),
    help="With --robust: how firmly the weights are meant; none: no preference, order: only "
    "their order.",
)
@command_of(scores=True)
def command(session: Session, companies: tuple[str, ...], robust: bool, sure: Sure | None) -> int:
    """Put two to six companies side by side: differences first, one price deck for all.

    Ranks are those among all companies. With --robust it also says in which share of sampled
    weights each is first of these and above each other, and how far a weight may move.
    """
    if sure is not None and not robust:
        raise UsageError("--sure needs --robust; without it nothing is sampled")
    workspace, out, question = session.workspace, session.out, session.question
    ids = list(dict.fromkeys(workspace.resolve(name) for name in companies))
    if not COMPARED_FEWEST <= len(ids) <= COMPARED_MOST:
        many = f"{COMPARED_FEWEST} to {COMPARED_MOST}"
        raise UsageError(f"compare takes {many} different companies, not {len(ids)}")
    ranking = workspace.ranking(question)
    rows = [row for company in ids if (row := ranking.row(company)) is not None]
    found = spreads([row.score for row in rows])
    rubric = workspace.catalogue.rubric
    contests = _contests(ranking, rubric, ids, sure) if robust else None
    if out.as_json:
        flags = workspace.flags(ranking, question)
        out.json(
            {
                **shapes.method(ranking, question),
                "companies": [shapes.company(row, flags[row.score.id]) for row in rows],
                "differences": [
                    {"indicator": item.indicator, "spread": item.values, "points": item.points}
                    for item in found
                ],
                "contests": None if contests is None else _as_json(contests, rubric),
                "left_out": shapes.faults(session.left_out),
            }
        )
        return 0
    out.line(out.paint(f"{len(rows)} companies side by side", "bold"))
    out.lines(wrapped(method_line(ranking, question, workspace.catalogue.rubric), out.width))
    if len({row.score.group for row in rows}) > 1:
        text = (
            "Companies with a deposit and processors are ranked apart: their totals run over "
            "different criteria."
        )
        out.lines(wrapped(text, out.width))
    out.line()
    left = _LABEL if len(rows) <= _ROOMY else _SHORT_LABEL
    width = min(24, (out.width - left) // len(rows))
    _table(out, rows, found, rubric, left, width)
    if contests is not None:
        from rewatch.cli.contests import tell

        tell(out, contests, rows, rubric, left, width)
    else:
        out.line(out.paint("--robust says whether other weights turn the order round", "dim"))
    return 0


def _contests(
    ranking: Ranking, rubric: Rubric, ids: list[str], sure: Sure | None
) -> tuple[Contest, ...]:
    from rewatch.scoring.contest import contest_task

    return contest_task(ranking, rubric, ids, sure=sure).done(lambda: True) or ()


def _as_json(contests: tuple[Contest, ...], rubric: Rubric) -> list[shapes.Shape]:
    from rewatch.cli.contests import as_json

    return as_json(contests, rubric)


def _table(
    out: Output,
    rows: list[RankedCompany],
    found: tuple[Spread, ...],
    rubric: Rubric,
    left: int,
    width: int,
) -> None:

    def line(label: str, values: list[str]) -> str:
        return fit(label, left) + "".join(
            " " + fit(value, width - 1, right=True) for value in values
        )

    scores = [row.score for row in rows]
    out.line(out.paint(line("", [visible(score.name, 60) for score in scores]), "bold"))
    out.line(line("group", [score.group for score in scores]))
    out.line(line("rank in group", [str(row.rank or "unranked") for row in rows]))
    out.line(line("points", [span(score.total) for score in scores]))
    out.line(line("weight with evidence", [f"{100 * score.coverage:.0f}%" for score in scores]))
    out.line()
    out.line(out.paint("criteria", "dim"))
    for criterion in rubric.criteria:
        values = [span(row.score.criterion(criterion.id)) for row in rows]
        out.line(line(named(rubric, criterion.id), values))
    out.line()
    out.line(out.paint("indicators, what differs most in the total first", "dim"))
    for item in found:
        values = [_marked(row.score.indicator(item.indicator)) for row in rows]
        out.line(line(named(rubric, item.indicator), values))
    out.line()
    out.lines(out.paint(text, "dim") for text in wrapped(_MARKS, out.width))


def _marked(item: IndicatorScore | None) -> str:
    """A value with the marks that say on what it stands."""
    if item is None or item.value is None:
        return span(item)
    doubt = {"unknown": "?", "derived": "~"}.get(item.state, "")
    marks = f"{'≠' if item.disputed else doubt}{'○' if item.overridden else ''}"
    return f"{span(item)}{marks:<2}"
