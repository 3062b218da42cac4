"""`rewatch check`: every fault in the files, each with its line."""

from __future__ import annotations

from pathlib import Path

import click

from rewatch.cli import shapes
from rewatch.cli.options import Session, command_of
from rewatch.domain.text import visible

FOUND = 1


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH…]")
@command_of(scores=False, tells=False)
def command(session: Session, paths: tuple[str, ...]) -> int:
    """Check files and name every fault as file:line: reason.

    Without PATH the shipped data and the workspace are checked; a folder is walked. The exit code
    is 1 when there are faults.
    """
    out = session.out
    found = session.workspace.check([Path(path) for path in paths])
    if out.as_json:
        out.json({"faults": shapes.faults(found)})
    elif found:
        out.lines(visible(str(fault)) for fault in found)
    else:
        out.line("No faults.")
    return FOUND if found else 0
