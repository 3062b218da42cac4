"""`rewatch doctor`: versions, folders and what was read, for a report of a problem."""

from __future__ import annotations

import click

from rewatch.cli.options import Session, command_of
from rewatch.cli.output import fit, wrapped
from rewatch.cli.settings import mistakes_of
from rewatch.domain.text import visible


@click.command()
@command_of(scores=False, tells=False)
def command(session: Session) -> int:
    """Print versions, folders and what was read."""
    out = session.out
    workspace = session.workspace
    items = workspace.doctor(mistakes_of(workspace))
    damaged = [("damaged history", str(path)) for path in workspace.damaged_histories()]
    setup = workspace.git_setup()
    items += damaged or [("damaged history", "none")]
    items += [("git set-up", line) for line in setup] or [("git set-up", "nothing is missing")]
    if out.as_json:
        out.json({"items": [{"item": item, "value": value} for item, value in items]})
        return 0
    width = min(28, max((len(item) for item, _ in items), default=0)) + 2
    for item, value in items[: len(items) - len(setup)]:
        lines = wrapped(visible(value), out.width, " " * width)
        out.line(fit(visible(item), width) + lines[0][width:])
        out.lines(lines[1:])
    if setup:  # whole lines, however long: they are copied into a shell
        out.line()
        out.line("This workspace is in git; to merge what two people did, run once:")
        out.lines(f"    {visible(line)}" for line in setup)
    return 0
