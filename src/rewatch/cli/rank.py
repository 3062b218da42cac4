"""`rewatch rank`: a watchlist, or all companies, in order of proven points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from rewatch.cli import shapes
from rewatch.cli.names import WATCHLIST
from rewatch.cli.options import Session, command_of
from rewatch.cli.output import Output, cells, fit, wrapped
from rewatch.cli.wording import bar, method_line, span
from rewatch.domain.text import visible

if TYPE_CHECKING:
    from rewatch.scoring.results import RankedCompany, Ranking

_HEADINGS = {"ore": "Ore: companies with a deposit", "processor": "Processors"}
_NAME, _BAR = 26, 12


@click.command()
@click.argument("watchlist", required=False, type=WATCHLIST)
@command_of(scores=True)
def command(session: Session, watchlist: str | None) -> int:
    """Rank the companies of WATCHLIST, or all.

    The bar runs from 0 to 100: full up to what is proven, light up to what is still possible.
    Companies with a deposit and processors are ranked apart; who has too little evidence is not
    ranked.
    """
    workspace, out = session.workspace, session.out
    slug, title = None, "All companies"
    if watchlist is not None:
        slug, entry = workspace.watchlist(watchlist)
        title = visible(entry.name, 60)
        for company in entry.companies():
            if company not in workspace.catalogue.companies:
                out.remark(f"watchlist {slug} names {company}, and there is no company of that id")
    ranking = workspace.ranking(session.question, slug)
    rubric = workspace.catalogue.rubric
    if out.as_json:
        out.json(
            {
                "watchlist": slug,
                **shapes.method(ranking, session.question),
                "companies": [shapes.company(row, rubric) for row in ranking.rows],
                "left_out": shapes.faults(session.left_out),
            }
        )
        return 0
    out.line(out.paint(f"{title} ({len(ranking.rows)})", "bold"))
    out.lines(wrapped(method_line(ranking, session.question), out.width))
    if not ranking.rows:
        out.line()
        out.line("No companies on this list; add one: rewatch watchlist add LIST COMPANY")
    layout = _Layout.of(ranking, out.width)
    for group, heading in _HEADINGS.items():
        rows = [row for row in ranking.rows if row.score.group == group]
        if rows:
            out.line()
            out.line(out.paint(heading, "bold"))
            _table(out, layout, [row for row in rows if row.rank is not None])
            _not_ranked(out, [row for row in rows if row.rank is None])
    if ranking.rows:
        out.line()
        legend = "points and criteria: proven–possible, 0 to 100; cover: weight with evidence"
        if layout.places:
            legend += "; places: the best and worst that the evidence allows"
        out.lines(out.paint(line, "dim") for line in wrapped(legend, out.width))
    return 0


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
        spare = width - (3 + 1 + 1 + 7 + 1 + 1 + 5) - sum(widths.values()) - len(widths) - _BAR
        places = spare >= _NAME + 8
        spare -= 8 if places else 0
        grown = max(0, min(_BAR, spare - _NAME))
        return cls(max(10, spare - grown), _BAR + grown, widths, places)


def _table(out: Output, layout: _Layout, rows: list[RankedCompany]) -> None:
    if not rows:
        out.line("  none ranked")
        return
    half = layout.bar // 2
    scale = fit("0", half) + fit("100", layout.bar - half, right=True)
    heads = [(key[:4], width) for key, width in layout.criteria.items()]
    out.line(
        out.paint(_row("#", "company", "points", scale, heads, "cover", "places", layout), "dim")
    )
    for row in rows:
        score = row.score
        out.line(
            _row(
                str(row.rank),
                visible(score.name, 200),
                span(score.total),
                bar(score.total, layout.bar, out),
                [(span(score.criterion(key)), width) for key, width in layout.criteria.items()],
                f"{100 * score.coverage:.0f}%",
                "{}–{}".format(*row.rank_interval) if row.rank_interval else "",
                layout,
            )
        )


def _row(
    rank: str,
    name: str,
    points: str,
    drawn: str,
    criteria: list[tuple[str, int]],
    cover: str,
    places: str,
    layout: _Layout,
) -> str:
    texts = [
        fit(rank, 3, right=True),
        fit(name, layout.name),
        fit(points, 7, right=True),
        drawn,
        *(fit(text, width, right=True) for text, width in criteria),
        fit(cover, 5, right=True),
    ]
    if layout.places:
        texts.append(fit(places, 7, right=True))
    return " ".join(texts)


def _not_ranked(out: Output, rows: list[RankedCompany]) -> None:
    if not rows:
        return
    out.line(out.paint("  not ranked", "dim"))
    for row in rows:
        out.line(f"  – {fit(visible(row.score.name, 200), out.width - 4)}")
        out.lines(wrapped(visible(row.score.not_ranked or ""), out.width, "    "))
