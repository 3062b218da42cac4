"""`rewatch screen`: who matches a line of the filter language, who does not, who cannot be told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from rewatch.cli import shapes
from rewatch.cli.names import WATCHLIST
from rewatch.cli.options import Session, command_of
from rewatch.cli.output import Output, cells, fit, wrapped
from rewatch.cli.wording import span
from rewatch.domain.errors import UsageError
from rewatch.domain.text import visible

if TYPE_CHECKING:
    from rewatch.scoring.results import Ranking
    from rewatch.screening.result import ScreenResult
    from rewatch.screening.rows import Row

NOBODY = 1
_ID = re.compile(r"[a-z0-9-]+\Z")


@click.command(
    # What begins with "-" and is no long option is FILTER, which may exclude: -domicile:CN
    context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]}
)
@click.argument("line", metavar="FILTER", required=False)
@click.argument("watchlist", required=False, type=WATCHLIST)
@click.option("--expect-match", is_flag=True, help="End with 1 if no company matches for certain.")
@click.option("--save", metavar="NAME", help="Keep FILTER among the saved screens, as NAME.")
@click.option("--list", "listing", is_flag=True, help="List the saved screens and what they find.")
@command_of(scores=True)
def command(
    session: Session,
    line: str | None,
    watchlist: str | None,
    expect_match: bool,
    save: str | None,
    listing: bool,
) -> int:
    """Sort the companies of WATCHLIST, or all, by a line such as "is:junior magnet:>=25%".

    There are three answers: a company matches, it does not, or evidence leaves it open. FILTER is
    a line of the filter language (docs/screening.md) or the id of a saved screen. It may begin
    with "-"; put it into quotes.
    """
    if listing:
        # The only word beside --list is the watchlist.
        if watchlist is not None or expect_match or save is not None:
            raise UsageError("--list runs every saved screen; name a watchlist at most")
        return _list(session, line)
    for word in (line, watchlist):
        if word is not None and word.startswith("--"):
            raise UsageError(f"no such option {word!r}; see rewatch screen --help")
    if line is None:
        raise UsageError(
            'name a filter, for example: rewatch screen "is:junior magnet:>=25%"; '
            "the saved ones: rewatch screen --list"
        )
    slug, title = session.list_named(watchlist)
    ranking, found = screened(session, line, slug)
    saved = session.workspace.save_screen(save, found.canonical) if save is not None else None
    if session.out.as_json:
        session.out.json(
            {
                "watchlist": slug,
                **shapes.method(ranking, session.question),
                **shapes.filtered(found),
                "match": [{"id": row.id} | _shown(found, row.id) for row in found.match],
                "groups": [
                    {"label": group.label, "ids": [row.id for row in group.rows]}
                    for group in found.groups
                ],
                "no": [{"id": row.id} for row in found.no],
                "saved": saved,
                "left_out": shapes.faults(session.left_out),
            }
        )
    else:
        _print(session.out, title, found, ranking.scenario)
        if saved is not None:
            session.out.line()
            session.out.line(f"Saved: rewatch screen {saved}")
    return NOBODY if expect_match and not found.match else 0


def _shown(found: ScreenResult, company: str) -> dict[str, dict[str, str | None]]:
    """The fields that the line asks to be shown, with what they read; nothing without any."""
    texts = found.shown.get(company)
    if texts is None:
        return {}
    return {"shown": {n: t or None for n, t in zip(found.query.columns, texts, strict=True)}}


def screened(session: Session, line: str, slug: str | None) -> tuple[Ranking, ScreenResult]:
    """The companies of a list, or all, and how they answer a filter or the screen of that id.

    Raises:
        FilterError: it cannot be read.
    """
    workspace = session.workspace
    question, ranking = session.question, _ranking(session, slug)
    saved = workspace.screens().get(line) if _ID.match(line) else None
    text = saved.filter if saved is not None else line
    return ranking, workspace.screen(text, ranking, question, slug)


def _ranking(session: Session, slug: str | None) -> Ranking:
    question = session.question
    if question.order == "expected":  # fields read what is proven whatever the places go by
        question = replace(question, order="proven")
    return session.workspace.ranking(question, slug)


def _print(out: Output, title: str, found: ScreenResult, scenario: str | None) -> None:
    out.line(out.paint(f"{title}: {found.summary}", "bold"))
    if scenario is not None:
        out.line(f"supposing {visible(scenario)}")
    out.lines(wrapped(visible(found.reads_as), out.width))
    if found.groups:
        for group in found.groups:
            _companies(out, f"Match: {visible(group.label, 60)}", group.rows, _columns(found))
    else:
        _companies(out, "Match", found.match, _columns(found))
    if found.unknown:
        out.line()
        out.line(out.paint("Cannot be told", "bold"))
        names = [visible(item.row.ranked.score.name, 200) for item in found.unknown]
        room = max(20, min(max(map(cells, names)), out.width // 2))
        for name, item in zip(names, found.unknown, strict=True):
            text = "  " + fit(name, room) + "  "
            out.line(text + fit(item.words, out.width - cells(text)))
    _companies(out, "No match", found.no)


def _columns(found: ScreenResult) -> dict[str, str]:
    """What the line asks to be shown of each company, as one line of text."""
    return {
        key: " · ".join(
            f"{name} {text or '?'}" for name, text in zip(found.query.columns, texts, strict=True)
        )
        for key, texts in found.shown.items()
    }


def _companies(
    out: Output, heading: str, rows: Iterable[Row], below: Mapping[str, str] | None = None
) -> None:
    named = list(rows)
    if not named:
        return
    out.line()
    out.line(out.paint(heading, "bold"))
    for row in named:
        score = row.ranked.score
        text = "  " + fit(visible(score.name, 200), out.width - 30)
        rank = f"#{row.ranked.rank}" if row.ranked.rank else "not ranked"
        out.line(text + fit(span(score.total), 8, right=True) + fit(rank, 12, right=True))
        if below and row.id in below:
            out.lines(wrapped(visible(below[row.id], 2000), out.width, "      "))


def _list(session: Session, watchlist: str | None) -> int:
    """Every saved screen with what it finds today."""
    from rewatch.screening.result import screen

    slug, title = session.list_named(watchlist)
    workspace, out = session.workspace, session.out
    ranking = _ranking(session, slug)
    table = workspace.screening(ranking, session.question, slug)
    found = {key: (item, screen(item.filter, table)) for key, item in workspace.screens().items()}
    if out.as_json:
        out.json(
            {
                "watchlist": slug,
                **shapes.method(ranking, session.question),
                "screens": [
                    {
                        "id": key,
                        "name": item.name,
                        "why": item.why,
                        "filter": answer.canonical,
                        "reads_as": answer.reads_as,
                        "match": len(answer.match),
                        "unknown": len(answer.unknown),
                        "no": len(answer.no),
                    }
                    for key, (item, answer) in found.items()
                ],
                "left_out": shapes.faults(session.left_out),
            }
        )
        return 0
    telling = {key: pair for key, pair in found.items() if not pair[1].only_unknown}
    silent = {key: pair for key, pair in found.items() if pair[1].only_unknown}
    heads = {
        f"{title}: saved screens": telling,
        "Today's evidence finds nobody for these, and cannot tell of": silent,
    }
    for heading, pairs in heads.items():
        if not pairs:
            continue
        out.line(out.paint(heading, "bold"))
        for key, (item, answer) in pairs.items():
            text = fit(visible(key, 60), 30) + " "
            out.line(out.paint(text, "cyan") + answer.summary)
            out.lines(wrapped(visible(answer.canonical), out.width, "  "))
            out.lines(wrapped(visible(item.why), out.width, "  "))
        out.line()
    return 0
