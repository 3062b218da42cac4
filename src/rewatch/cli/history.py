"""`rewatch history`, `undo` and `redo`: what was changed, and taking it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

import click

from rewatch.cli.confirm import NOT_SAVED, agreed, yes_option
from rewatch.cli.options import Day, Group, Session, command_of
from rewatch.cli.output import Output, fit, wrapped
from rewatch.cli.settling import bring_back, conflicts, settle
from rewatch.domain.text import visible
from rewatch.domain.values import day_of

if TYPE_CHECKING:
    from rewatch.workspace import Change, Undone

_ALL = 1 << 40  # more changes than there are


@click.group(cls=Group, invoke_without_command=True)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=50,
    metavar="N",
    help="How many steps, the newest first; 50 if not given.",
)
@click.option("--file", metavar="FILE", help="Only of this file (path below the workspace).")
@click.pass_context
@command_of(scores=False, tells=False)
def history(session: Session, ctx: click.Context, limit: int, file: str | None) -> int | None:
    """List what was changed in the workspace, the newest first."""
    if ctx.invoked_subcommand is not None:
        return None
    out = session.out
    for told in session.workspace.history_notices():
        out.remark(told)
    found = session.workspace.history(limit, file)
    if out.as_json:
        out.json({"changes": [_shape(item) for item in found]})
        return 0
    if not found:
        out.line("Nothing was changed yet.")
        return 0
    words = session.workspace.in_words({item.operation for item in found})
    for number, changes in groupby(found, key=lambda item: item.step):
        _print(out, number, list(changes), words)
    return 0


def _print(out: Output, number: int, changes: Sequence[Change], words: Mapping[str, str]) -> None:
    """One step: what was done, then its files; those of one file changed twice stand once."""
    first = changes[-1]
    when = first.at.astimezone().strftime("%Y-%m-%d %H:%M:%S")
    states = dict.fromkeys(item.state for item in changes if item.state != "done")
    done = f" ({', '.join(states)})" if states else ""
    step = fit(str(number), 6, right=True)
    out.line(f"{step}  {when}  {visible(words[first.operation], 200)}{done}")
    files = list(dict.fromkeys(item.file for item in reversed(changes)))
    more = f" and {len(files) - 1} more" if len(files) > 1 else ""
    where = f"{' ' * 8}{visible(files[0], 200)}{more}, {visible(first.who, 80)}"
    out.line(out.paint(where, "dim"))


for _other in (conflicts, settle, bring_back):
    history.add_command(_other)


@history.command("show")
@click.argument("step", type=click.IntRange(min=1), metavar="STEP")
@command_of(scores=False, tells=False)
def show(session: Session, step: int) -> int:
    """Show what STEP changed in its files, line by line: + put in, - taken out."""
    out = session.out
    found = session.workspace.step(step)
    if out.as_json:
        files = [{"file": i.file, "before": i.before, "after": i.after} for i in found]
        out.json({"step": step, "files": files})
        return 0
    for item in found:
        what = "made" if item.before is None else "deleted" if item.after is None else "changed"
        out.line(out.paint(f"{visible(item.file, 200)} ({what})", "bold"))
        for sign, text in item.lines:
            out.line(f"{sign} {visible(text)}".rstrip())
    return 0


def _shape(item: Change) -> dict[str, Any]:
    return {
        "step": item.step,
        "at": item.at.isoformat(),
        "who": item.who,
        "kind": item.kind,
        "target": item.target,
        "operation": item.operation,
        "file": item.file,
        "state": item.state,
    }


@history.command()
@click.option("--before", type=Day(), metavar="DATE", help="Only changes before that day.")
@yes_option
@command_of(scores=False, tells=False)
def purge(session: Session, before: date | None, yes: bool) -> int:
    """Forget the history; the files stay, and nothing of it can be undone any more."""
    workspace, out = session.workspace, session.out
    which = f"before {before}" if before is not None else "all of the history"
    if not out.as_json and not yes:
        out.line(f"{_changes(_count(session, before))} would be forgotten: {which}.")
    done = agreed(out, yes)
    count = workspace.purge_history(before) if done else _count(session, before)
    if out.as_json:
        out.json({"done": done, "changes": count})
    else:
        out.line(f"Forgot {_changes(count)}: {which}." if done else NOT_SAVED)
    return 0


def _count(session: Session, before: date | None) -> int:
    """How many changes purging would forget."""
    found = session.workspace.history(_ALL)
    return sum(before is None or day_of(item.at) < before for item in found)


def _changes(count: int) -> str:
    return "1 change" if count == 1 else f"{count} changes"


@click.command()
@click.option(
    "--step", type=click.IntRange(min=1), metavar="N", help="A certain step (rewatch history)."
)
@command_of(scores=False, tells=False)
def undo(session: Session, step: int | None) -> int:
    """Take the last change back, whoever made it; what others changed meanwhile is kept."""
    done = session.workspace.undo(newest=step is None, step=step)
    return _told(session, done, "Undid", "There is nothing to undo.")


@click.command()
@command_of(scores=False, tells=False)
def redo(session: Session) -> int:
    """Do again what was undone last, unless something was changed since."""
    done = session.workspace.redo(newest=True)
    return _told(session, done, "Did again", "There is nothing to do again.")


def _told(session: Session, done: Undone | None, verb: str, nothing: str) -> int:
    out = session.out
    if out.as_json:
        out.json(
            {
                "step": done.step if done else None,
                "operation": done.operation if done else None,
                "files": list(done.files) if done else [],
            }
        )
    elif done is None:
        out.line(nothing)
    else:
        files = ", ".join(visible(file) for file in done.files)
        said = session.workspace.in_words([done.operation])[done.operation]
        out.lines(wrapped(f"{verb} step {done.step}: {visible(said)} ({files})", out.width))
    return 0
