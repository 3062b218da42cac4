"""`rewatch export`: scorecards, a comparison or a list pack, in one file or on standard output."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rewatch.cli import shapes
from rewatch.cli.confirm import can_ask
from rewatch.cli.names import COMPANY, WATCHLIST
from rewatch.cli.options import Session, command_of
from rewatch.cli.output import Output, cells, head
from rewatch.domain.errors import Refused, UsageError
from rewatch.domain.text import visible

if TYPE_CHECKING:
    from rewatch.publishing import Written

STDOUT = "-"
_WORDS = {"card": "scorecard", "comparison": "comparison", "pack": "pack"}
_PAPERS = {"a4": "a4", "letter": "us-letter"}


@click.command()
@click.argument("companies", nargs=-1, type=COMPANY, metavar="[COMPANY…]")
@click.option(
    "-w", "--watchlist", type=WATCHLIST, metavar="LIST", help="The companies of a watchlist."
)
@click.option(
    "--to", "file", required=True, metavar="FILE", help="The file to write; - is standard output."
)
@click.option(
    "--format",
    "form",
    metavar="F",
    help="txt, md, html, svg, pdf, xlsx, csv, json, csl.json or bib; from FILE's ending if not "
    "given, txt for standard output.",
)
@click.option(
    "--kind",
    type=click.Choice(list(_WORDS)),
    help="What to make; a card of one company, a pack of several if not given.",
)
@click.option("--paper", type=click.Choice(list(_PAPERS)), help="Pages of a PDF; a4 if not given.")
@click.option("--links", is_flag=True, help="Markdown: link companies as [[id]].")
@click.option("--with-notes", is_flag=True, help="Put your own notes on the cards.")
@click.option("--force", is_flag=True, help="Write over FILE if it is there.")
@command_of(scores=True)
def command(
    session: Session,
    companies: tuple[str, ...],
    watchlist: str | None,
    file: str,
    form: str | None,
    kind: str | None,
    paper: str | None,
    links: bool,
    with_notes: bool,
    force: bool,
) -> int:
    """Write the scorecard of a company, a comparison or a pack of several.

    Your own notes stay out unless --with-notes is given. Ctrl+C stops it and leaves no file.
    """
    workspace, out = session.workspace, session.out
    ids = _companies(session, companies, watchlist)
    to = None if file == STDOUT else Path(file)
    if to is None:
        form = _form_of_stdout(form, out)
    looks: dict[str, Any] = {"paper": _PAPERS[paper]} if paper else {}
    if links:
        looks["links"] = True
    if to is not None and not force and to.is_file():
        force = _may_write_over(to, out)
    with Progress(out) as progress:
        written = workspace.export(
            ids,
            to,
            format=form,
            question=session.question,
            kind=kind or "auto",
            watchlist=watchlist,
            with_notes=with_notes,
            force=force,
            progress=progress,
            put=_put,
            **looks,
        )
    _tell(session, written, ids)
    deck = workspace.method(session.question, watchlist).deck
    workspace.remember_method(deck.id if deck else None)
    return 0


def _companies(session: Session, companies: tuple[str, ...], watchlist: str | None) -> list[str]:
    if bool(companies) == (watchlist is not None):
        raise UsageError("name the companies to export, or a watchlist with -w, and not both")
    if watchlist is None:
        return list(dict.fromkeys(session.workspace.resolve(name) for name in companies))
    ids = session.workspace.members(watchlist)
    if not ids:
        raise UsageError(f"no company is on the watchlist {watchlist!r}")
    return ids


def _form_of_stdout(form: str | None, out: Output) -> str:
    """The format for standard output: text where none is named; no binary one on a terminal."""
    from rewatch.scorecards.formats import format_named

    if out.as_json:
        raise UsageError("--json tells of a file; with --to - say --format json for the card")
    chosen = format_named(form or "txt")
    if chosen.binary and out.terminal:
        raise UsageError(
            f"{chosen.ending} is not for a terminal; name a file, or send it on with > or |"
        )
    return chosen.ending


def _may_write_over(to: Path, out: Output) -> bool:
    """Whether a person at a terminal says yes to writing over a file.

    Raises:
        Refused: nobody can be asked, or the answer is no.
    """
    asked = can_ask(out)
    if asked and click.confirm(f"{visible(str(to))} exists. Write over it?", default=False):
        return True
    more = "" if asked else "; say --force to write over it, or name another file"
    raise Refused(f"{to} exists{more}" + (" and stays as it is" if asked else ""))


def _put(data: bytes) -> None:
    """Writes to standard output, byte for byte; to one that was closed from the start, nothing."""
    if sys.stdout is None:
        return
    sys.stdout.flush()
    if hasattr(sys.stdout, "buffer"):
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    else:  # replaced by something that takes text only
        sys.stdout.write(data.decode("utf-8"))


def _tell(session: Session, written: Written, ids: list[str]) -> None:
    """What was written, and what of a person's own was left out of it."""
    out = session.out
    if written.to is None:
        for sentence in written.left_out:
            out.remark(sentence)
    elif out.as_json:
        out.json(
            {
                "file": str(written.to),
                "kind": written.kind,
                "companies": ids,
                "notes_left_out": list(written.left_out),
                "left_out": shapes.faults(session.left_out),
            }
        )
    else:
        what = f"1 {_WORDS[written.kind]}"
        if written.cards > 1:
            what += f" of {written.cards} companies"
        out.line(f"Wrote {what} to {visible(str(written.to))}")
        for sentence in written.left_out:
            out.line(visible(sentence))
        if written.left_out and written.notes:
            out.line("--with-notes puts notes on the cards.")


class Progress:
    """How far a long export is, on one line of a terminal that goes away at the end."""

    def __init__(self, out: Output) -> None:
        shown = sys.stderr is not None and sys.stderr.isatty()
        self._stream = sys.stderr if shown and not out.as_json else None
        self._width = 0

    def __call__(self, done: int, of: int) -> None:
        """Called after each card; the last time before the file is written."""
        if of > 1:
            self._show(f"{done} of {of} companies; Ctrl+C stops" if done < of else "Writing …")

    def _show(self, text: str) -> None:
        if self._stream is None:
            return
        text = head(text, 79)
        gap = " " * max(0, self._width - cells(text))
        self._width = cells(text)
        print(f"\r{text}{gap}", end="", file=self._stream, flush=True)

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self._stream is not None and self._width:
            print(f"\r{' ' * self._width}\r", end="", file=self._stream, flush=True)
