"""`rewatch check`: every fault in the files, each with its line."""

from __future__ import annotations

from pathlib import Path

import click

from rewatch.cli import shapes
from rewatch.cli.options import Session, command_of
from rewatch.cli.settings import mistakes_of
from rewatch.domain.text import visible

FOUND = 1


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH…]")
@command_of(scores=False, tells=False)
def command(session: Session, paths: tuple[str, ...]) -> int:
    """Check files and name every fault as file:line: reason.

    Without PATH the shipped data, the workspace and the settings are checked; a folder is walked.
    The exit code is 1 when there are faults.
    """
    out = session.out
    wanted = [Path(path) for path in paths]
    file = Path(session.workspace.settings().file)
    also = not paths or any(_same(path, file) for path in wanted)
    others = [path for path in wanted if not _same(path, file)]
    found = session.workspace.check(others) if others or not paths else []
    found = [*found, *(mistakes_of(session.workspace) if also else ())]
    if out.as_json:
        out.json({"faults": shapes.faults(found)})
    elif found:
        out.lines(visible(str(fault)) for fault in found)
    else:
        out.line("No faults.")
    return FOUND if found else 0


def _same(path: Path, file: Path) -> bool:
    """Whether a path is that of the settings."""
    return file.exists() and path.exists() and path.samefile(file)
