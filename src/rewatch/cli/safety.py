"""`rewatch backup`, `restore` and `merge`: a workspace as one file, and shared through git."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from rewatch.cli.options import Session, command_of
from rewatch.domain.text import visible

_TOLD = {
    "edit": "both changed {}; both values are kept, settle one",
    "delete": "one took {} out and the other changed it; it stays",
    "order": "both put the {} into another order; the later counts",
}


@click.command()
@click.argument("file")
@click.option("--force", is_flag=True, help="Write over FILE if it is there.")
@command_of(scores=False, tells=False)
def backup(session: Session, file: str, force: bool) -> int:
    """Write the whole workspace, its history too, into FILE, a zip archive."""
    out = session.out
    count = session.workspace.back_up(Path(file), force=force)
    if out.as_json:
        out.json({"file": file, "files": count})
    else:
        out.line(f"Wrote {count} files into {visible(file)}.")
    return 0


@click.command()
@click.argument("file")
@click.option(
    "--force",
    is_flag=True,
    help="Restore although the workspace holds something; that is kept under another name.",
)
@command_of(scores=False, tells=False, makes=True)
def restore(session: Session, file: str, force: bool) -> int:
    """Bring the workspace back from FILE, which `rewatch backup` wrote."""
    workspace, out = session.workspace, session.out
    kept = workspace.restore(Path(file), force=force)
    folder = workspace.folders.workspace
    if out.as_json:
        out.json({"workspace": str(folder), "kept": str(kept) if kept else None})
        return 0
    out.line(f"Restored {visible(str(folder))}.")
    if kept is not None:
        out.line(f"What was there before is kept in {visible(str(kept))}.")
    return 0


@click.command()
@click.argument("base")
@click.argument("ours")
@click.argument("theirs")
@click.argument("name", default="")
@command_of(scores=False, tells=False)
def merge(session: Session, base: str, ours: str, theirs: str, name: str) -> int:
    """Merge two versions of a file into OURS, as git asks its merge drivers to.

    What both changed stands in the file with both values until you settle one; the file is always
    whole. NAME is what messages call it. `rewatch doctor` prints the lines that set git up.
    """
    out = session.out
    merged = session.workspace.merge(Path(base), Path(ours), Path(theirs), name)
    clashes = merged.clashes if merged is not None else ()
    if out.as_json:
        out.json(
            {
                "file": ours,
                "kind": "records" if merged is not None else "text",
                "clashes": [
                    {
                        "record": item.record,
                        "field": item.field,
                        "ours": _text(item.ours),
                        "theirs": _text(item.theirs),
                        "sort": item.sort,
                    }
                    for item in clashes
                ],
            }
        )
        return 0
    for item in clashes:  # git shows what its drivers say
        where = ".".join(part for part in (item.record, item.field) if part) or "the whole"
        out.remark(f"{visible(name or ours)}: {_TOLD[item.sort].format(where)}")
    return 0


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
