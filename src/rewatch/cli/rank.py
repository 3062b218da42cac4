"""`rewatch rank`: a watchlist, or all companies, in order of proven points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from rewatch.cli import shapes
from rewatch.cli.names import WATCHLIST
from rewatch.cli.options import SURE, Session, command_of
from rewatch.cli.output import Output, cells, fit, wrapped
from rewatch.cli.wording import bar, method_line, span
from rewatch.domain.errors import UsageError
from rewatch.domain.text import visible

if TYPE_CHECKING:
    from rewatch.cli.robust import Robust
    from rewatch.scoring.results import RankedCompany, Ranking
    from rewatch.screening.result import ScreenResult

_HEADINGS = {"ore": "Ore: companies with a deposit", "processor": "Processors"}
_PARTS = ("evidence", "weights", "both")
_MOST_SAMPLES = 100_000  # shares are then known to a fifth of a percent
_NAME, _BAR, _GROWS = 26, 8, 16


@click.command()
@click.argument("watchlist", required=False, type=WATCHLIST)
@click.option(
    "-f",
    "--filter",
    "line",
    metavar="FILTER",
    help="Rank only the companies that match, among themselves (docs/screening.md).",
)
@click.option("--robust", is_flag=True, help="Say how sure the ranking is, by sampling it.")
@click.option(
    "--parts",
    type=click.Choice(_PARTS),
    help="With --robust: what varies; if not given, each of the three in JSON, else both.",
)
@click.option(
    "--sure",
    type=click.Choice(SURE),
    help="With --robust: how firmly the weights are meant; none: no preference, order: only "
    "their order.",
)
@click.option(
    "--samples",
    type=click.IntRange(1, _MOST_SAMPLES),
    metavar="N",
    help="With --robust: how many samples.",
)
@command_of(scores=True)
def command(session: Session, watchlist: str | None, line: str | None, **sampling: Any) -> int:
    """Rank the companies of WATCHLIST, or all.

    The bar runs from 0 to 100: full up to what is proven, light up to what is still possible.
    Companies with a deposit and processors are ranked apart; who has too little evidence is not
    ranked.

    With --robust, weights and evidence are drawn many times over: the ranks of the middle 90 % of
    the samples, how often each is first and among the first five, who cannot be told apart, and
    how far each weight may move before first place changes hands.
    """
    workspace, question = session.workspace, session.question
    sampled = sampling.pop("robust")
    for option, value in sampling.items():
        if value is not None and not sampled:
            raise UsageError(f"--{option} needs --robust; without it nothing is sampled")
    slug, title = session.list_named(watchlist)
    found, companies = None, None
    if line is not None:
        from rewatch.cli.screen import screened

        _, found = screened(session, line, slug)
        companies = list(found.ids())
    sure = None
    if sampled:
        from rewatch.cli.robust import Asked, sampled_ranking

        ranking, sure = sampled_ranking(session, slug, companies, Asked(**sampling))
    else:
        ranking = workspace.ranking(question, slug, companies)
    flags = workspace.flags(ranking, question)
    if session.out.as_json:
        session.out.json(
            {
                "watchlist": slug,
                **shapes.method(ranking, question),
                "filter": shapes.filtered(found) if found is not None else None,
                "companies": [shapes.company(row, flags[row.score.id]) for row in ranking.rows],
                "robust": sure.as_json() if sure is not None else None,
                "left_out": shapes.faults(session.left_out),
            }
        )
    else:
        _print(session, title, ranking, found, sure, flags)
    workspace.remember_method(ranking.deck)
    return 0


def _print(
    session: Session,
    title: str,
    ranking: Ranking,
    found: ScreenResult | None,
    sure: Robust | None,
    flags: Mapping[str, Mapping[str, str]],
) -> None:
    out = session.out
    out.line(out.paint(f"{title} ({len(ranking.rows)})", "bold"))
    rubric = session.workspace.catalogue.rubric
    out.lines(wrapped(method_line(ranking, session.question, rubric), out.width))
    if found is not None:
        out.lines(wrapped(visible(f"{found.reads_as}: {found.summary}"), out.width))
    elif not ranking.rows:
        out.line()
        out.line("No companies on this list; add one: rewatch watchlist add LIST COMPANY")
    layout = _Layout.of(ranking, out.width)
    for group, heading in _HEADINGS.items():
        rows = [row for row in ranking.rows if row.score.group == group]
        if rows:
            out.line()
            out.line(out.paint(heading, "bold"))
            ranked = [row for row in rows if row.rank is not None]
            if sure is not None:
                sure.table(out, ranked)
            else:
                _table(out, layout, ranked, flags)
            _not_ranked(out, [row for row in rows if row.rank is None])
    if found is not None and found.unknown:
        _open_ones(out, found)
    if sure is not None:
        out.line()
        sure.explain(out, ranking, rubric)
    elif ranking.rows:
        out.line()
        legend = (
            "points and criteria: proven–possible, 0 to 100; cov.: weight with evidence; flag: "
            "how many risk flags are raised"
        )
        if layout.places:
            legend += "; places: the best and worst that the evidence allows"
        out.lines(out.paint(text, "dim") for text in wrapped(legend, out.width))


@dataclass(frozen=True)
class _Layout:
    """Widths of the columns, the same in both groups."""

    name: int
    bar: int
    criteria: dict[str, int]
    places: bool

    @classmethod
    def of(cls, ranking: Ranking, width: int) -> _Layout:
        """Fits the table into so many columns: first the name grows, then places and bar come."""
        widths: dict[str, int] = {}
        for row in ranking.rows:
            for item in row.score.criteria:
                widths[item.id] = max(widths.get(item.id, 4), cells(span(item)))
        numbers = 3 + 1 + 1 + 7 + 1 + 1 + 4 + 1 + 4
        spare = width - numbers - sum(widths.values()) - len(widths) - _BAR
        places = spare >= _NAME + 8
        spare -= 8 if places else 0
        grown = max(0, min(_GROWS, spare - _NAME))
        return cls(max(10, spare - grown), _BAR + grown, widths, places)


def _table(
    out: Output,
    layout: _Layout,
    rows: list[RankedCompany],
    flags: Mapping[str, Mapping[str, str]],
) -> None:
    if not rows:
        out.line("  none ranked")
        return
    half = layout.bar // 2
    scale = fit("0", half) + fit("100", layout.bar - half, right=True)
    heads = [(key[:4], width) for key, width in layout.criteria.items()]
    ends = ("cov.", "flag", "places")
    out.line(out.paint(_row("#", "company", "points", scale, heads, ends, layout), "dim"))
    for row in rows:
        score = row.score
        failing = sum(state == "fail" for state in flags[score.id].values())
        ends = (
            f"{100 * score.coverage:.0f}%",
            str(failing),
            "{}–{}".format(*row.rank_interval) if row.rank_interval else "",
        )
        out.line(
            _row(
                str(row.rank),
                visible(score.name, 200),
                span(score.total),
                bar(score.total, layout.bar, out),
                [(span(score.criterion(key)), width) for key, width in layout.criteria.items()],
                ends,
                layout,
            )
        )


def _row(
    rank: str,
    name: str,
    points: str,
    drawn: str,
    criteria: list[tuple[str, int]],
    ends: tuple[str, str, str],
    layout: _Layout,
) -> str:
    texts = [
        fit(rank, 3, right=True),
        fit(name, layout.name),
        fit(points, 7, right=True),
        drawn,
        *(fit(text, width, right=True) for text, width in criteria),
        fit(ends[0], 4, right=True),
        fit(ends[1], 4, right=True),
    ]
    if layout.places:
        texts.append(fit(ends[2], 7, right=True))
    return " ".join(texts)


def _not_ranked(out: Output, rows: list[RankedCompany]) -> None:
    if not rows:
        return
    out.line(out.paint("  not ranked", "dim"))
    for row in rows:
        out.line(f"  – {fit(visible(row.score.name, 200), out.width - 4)}")
        out.lines(wrapped(visible(row.score.not_ranked or ""), out.width, "    "))


def _open_ones(out: Output, found: ScreenResult) -> None:
    """Who may match: evidence leaves it open."""
    out.line()
    names = ", ".join(
        f"{visible(item.row.ranked.score.name, 60)} ({item.words})" for item in found.unknown
    )
    out.lines(wrapped(f"Cannot be told, and so not ranked here: {names}", out.width))
