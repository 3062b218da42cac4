"""`rewatch history conflicts`, `settle`, `bring-back`: what is to be decided, and broken files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from rewatch.cli.options import Session, command_of
from rewatch.cli.output import Output, fit, wrapped
from rewatch.domain.errors import UsageError
from rewatch.domain.text import visible

if TYPE_CHECKING:
    from rewatch.workspace import Standing


@click.command()
@command_of(scores=False, tells=False)
def conflicts(session: Session) -> int:
    """List what two edits disagree about; both values are kept until you settle it."""
    out = session.out
    found = session.workspace.conflicts()
    if out.as_json:
        out.json({"conflicts": [shape(number, item) for number, item in enumerate(found, 1)]})
    elif not found:
        out.line("No two edits disagree.")
    else:
        show(out, found, session.workspace.catalogue.names)
    return 0


def shape(number: int, item: Standing) -> dict[str, Any]:
    """A conflict as JSON."""
    return {
        "number": number,
        "file": item.file,
        "record": item.record,
        "field": item.field,
        "ours": item.said("ours"),
        "theirs": item.said("theirs"),
    }


def show(out: Output, found: Sequence[Standing], names: Mapping[str, str]) -> None:
    """Prints conflicts with both values and how one is taken; companies go by their names."""
    for number, item in enumerate(found, 1):
        out.lines(wrapped(f"{number}  {visible(item.placed(names), 200)}", out.width, "   "))
        for side in ("ours", "theirs"):
            value = " ".join(item.said(side).split())
            out.line(f"   {fit(side, 8)}{fit(visible(value, 400), out.width - 11).rstrip()}")
    out.line("Take one of the two for good: rewatch history settle NUMBER ours (or theirs)")


@click.command()
@click.argument("number", type=click.IntRange(min=1), metavar="NUMBER")
@click.argument("side", type=click.Choice(["ours", "theirs"]), metavar="ours|theirs")
@command_of(scores=False, tells=False)
def settle(session: Session, number: int, side: Any) -> int:
    """Take one of the two values of conflict NUMBER (rewatch history conflicts) for good."""
    workspace, out = session.workspace, session.out
    found = workspace.conflicts()
    if number > len(found):
        raise UsageError(f"there is no conflict {number}; rewatch history conflicts lists them")
    item = found[number - 1]
    workspace.settle(item, side)
    if out.as_json:
        out.json({"settled": shape(number, item), "kept": side})
    else:
        value = " ".join(item.said(side).split())
        place = item.placed(workspace.catalogue.names)
        out.lines(wrapped(visible(f"{place} is {value}", 600), out.width))
    return 0


@click.command("bring-back")
@click.argument("file", metavar="FILE")
@command_of(scores=False, tells=False)
def bring_back(session: Session, file: str) -> int:
    """Put the last good content of a broken FILE (path below the workspace) into its place.

    The broken one goes to the trash.
    """
    workspace, out = session.workspace, session.out
    kept = workspace.bring_back(file)
    if out.as_json:
        out.json({"file": file, "kept": str(kept)})
    else:
        out.line(visible(f"{file} is as it last was whole; the broken one is kept in {kept}"))
    return 0
