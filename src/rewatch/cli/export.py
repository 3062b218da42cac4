"""`rewatch export`: scorecards of companies, or of a watchlist, in one file."""

from __future__ import annotations

from pathlib import Path

import click

from rewatch.cli import shapes
from rewatch.cli.names import COMPANY, WATCHLIST
from rewatch.cli.options import Session, command_of
from rewatch.domain.errors import UsageError
from rewatch.domain.text import visible


@click.command()
@click.argument("companies", nargs=-1, type=COMPANY, metavar="[COMPANY…]")
@click.option(
    "-w", "--watchlist", type=WATCHLIST, metavar="LIST", help="The companies of a watchlist."
)
@click.option("--to", "file", required=True, metavar="FILE", help="The file to write.")
@click.option(
    "--format",
    "form",
    metavar="F",
    help="txt, md, html, pdf, xlsx, csv, json and others; from FILE's ending if not given.",
)
@click.option("--with-notes", is_flag=True, help="Put your own notes on the cards.")
@click.option("--force", is_flag=True, help="Write over FILE if it is there.")
@command_of(scores=True)
def command(
    session: Session,
    companies: tuple[str, ...],
    watchlist: str | None,
    file: str,
    form: str | None,
    with_notes: bool,
    force: bool,
) -> int:
    """Write the scorecard of a company, or a pack of several, to a file.

    Your own notes stay out unless --with-notes is given.
    """
    workspace, out = session.workspace, session.out
    if bool(companies) == (watchlist is not None):
        raise UsageError("name the companies to export, or a watchlist with -w, and not both")
    if watchlist is not None:
        ids = workspace.members(watchlist)
        if not ids:
            raise UsageError(f"no company is on the watchlist {watchlist!r}")
    else:
        ids = list(dict.fromkeys(workspace.resolve(name) for name in companies))
    written = workspace.export(
        ids,
        Path(file),
        format=form,
        question=session.question,
        watchlist=watchlist,
        with_notes=with_notes,
        force=force,
    )
    if out.as_json:
        out.json(
            {
                "file": str(written),
                "companies": ids,
                "left_out": shapes.faults(session.left_out),
            }
        )
    else:
        cards = "1 scorecard" if len(ids) == 1 else f"{len(ids)} scorecards"
        out.line(f"Wrote {cards} to {visible(str(written))}")
    deck = workspace.method(session.question, watchlist).deck
    workspace.remember_method(deck.id if deck else None)
    return 0
