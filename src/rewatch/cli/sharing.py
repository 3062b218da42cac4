"""`rewatch watchlist import`, `export` and `duplicate`: lists from elsewhere and for others."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rewatch.cli.confirm import NOT_SAVED, agreed, yes_option
from rewatch.cli.names import WATCHLIST
from rewatch.cli.options import Session, command_of
from rewatch.cli.output import fit
from rewatch.cli.typed import text_of
from rewatch.domain.errors import UsageError
from rewatch.domain.text import visible

if TYPE_CHECKING:
    from rewatch.workspace import Match

_ENDINGS = {".toml": "toml", ".csv": "csv", ".txt": "txt"}


@click.command("import")
@click.argument("watchlist", type=WATCHLIST, metavar="LIST")
@click.argument("file", metavar="FILE")
@yes_option
@command_of(scores=False)
def import_(session: Session, watchlist: str, file: str, yes: bool) -> int:
    """Put the companies that FILE names ("-": standard input) on LIST, which is made if need be.

    FILE may hold names or symbols (ASX:LYC, LYC.AX), one a line or with commas between, or be a
    CSV. What was found is shown first; only what matches for certain is put on the list.
    """
    workspace, out = session.workspace, session.out
    if not watchlist.strip():
        raise UsageError("a watchlist needs a name")
    found = workspace.import_preview(text_of(file))
    if not found:
        raise UsageError("nothing is named there: names or symbols are expected, one a line")
    certain = [item for item in found if item.kind == "match"]
    if not out.as_json:
        for item in found:
            out.line(_line(item, out.width))
        out.line()
        out.line(f"{len(certain)} of {len(found)} would go on {visible(watchlist, 60)}.")
    saved = bool(certain) and agreed(out, yes)
    slug, added = workspace.import_watchlist(watchlist, found) if saved else (None, [])
    if out.as_json:
        out.json(
            {
                "saved": saved,
                "watchlist": slug,
                "added": added,
                "found": [_shape(item) for item in found],
            }
        )
    elif saved:
        out.line(f"Put on {slug}: {', '.join(added) or 'none; all were on it already'}.")
    elif certain:
        out.line(NOT_SAVED)
    return 0


def _line(item: Match, width: int) -> str:
    near = ", ".join(hit.company or hit.symbol or hit.name for hit in item.near)
    said = {
        "match": item.company or "",
        "again": f"{item.company}, again",
        "near": f"not certain: {near}",
        "listed": f"listed, but no company here; add it: rewatch company add ({near})",
        "miss": "nothing is called so",
    }[item.kind]
    return visible(f"{fit(visible(item.named.said, 200), 24)} {said}", width)


def _shape(item: Match) -> dict[str, Any]:
    return {
        "line": item.named.line,
        "text": item.named.text,
        "kind": item.kind,
        "company": item.company,
        "near": [
            {"company": hit.company, "name": hit.name, "symbol": hit.symbol or None}
            for hit in item.near
        ],
    }


@click.command()
@click.argument("watchlist", type=WATCHLIST, metavar="LIST")
@click.option("--to", "file", metavar="FILE", help="Write it there; else it is printed.")
@click.option(
    "--format",
    "form",
    metavar="F",
    help="toml, csv, txt or tradingview; from FILE's ending if not given, else txt.",
)
@click.option("--personal", is_flag=True, help="With review dates and theses (toml, csv).")
@click.option("--force", is_flag=True, help="Write over FILE if it is there.")
@command_of(scores=False)
def export(
    session: Session,
    watchlist: str,
    file: str | None,
    form: str | None,
    personal: bool,
    force: bool,
) -> int:
    """Hand LIST out alone: companies and tags, no notes."""
    workspace, out = session.workspace, session.out
    slug, entry = workspace.watchlist(watchlist)
    chosen: Any = form or _ENDINGS.get(Path(file or "").suffix.casefold(), "txt")
    text = workspace.export_watchlist(slug, chosen, personal=personal)
    if file is not None:
        workspace.write_watchlist(slug, Path(file), chosen, personal=personal, force=force)
    if chosen == "tradingview" and (without := workspace.without_symbol(slug)):
        out.remark(f"left out, for they have no symbol: {', '.join(without)}")
    if out.as_json:
        ids = list(entry.companies())
        out.json(
            {
                "watchlist": slug,
                "file": file,
                "as": chosen,
                "companies": ids,
                "text": text if file is None else None,
            }
        )
    elif file is not None:
        out.line(f"Wrote {slug} to {visible(file)}.")
    else:
        out.lines(visible(line) for line in text.splitlines())
    return 0


@click.command()
@click.argument("watchlist", type=WATCHLIST, metavar="LIST")
@click.argument("name")
@command_of(scores=False)
def duplicate(session: Session, watchlist: str, name: str) -> int:
    """Copy LIST under another NAME."""
    out = session.out
    slug = session.workspace.duplicate_watchlist(watchlist, name)
    if out.as_json:
        out.json({"watchlist": slug, "name": name.strip()})
    else:
        out.line(f"Made {slug}.")
    return 0
