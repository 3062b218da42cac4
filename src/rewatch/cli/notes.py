"""`rewatch note`: write and read dated notes on companies."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from rewatch.cli import shapes
from rewatch.cli.names import COMPANY
from rewatch.cli.options import Day, Group, Session, command_of, common_options
from rewatch.cli.output import Output, fit, visible_lines
from rewatch.cli.typed import text_of
from rewatch.domain.errors import Ambiguous, NotFound, Refused, RewatchError, UsageError
from rewatch.domain.text import visible

if TYPE_CHECKING:
    from datetime import date

    from rewatch.domain.note import Note
    from rewatch.workspace import NoteDraft, Workspace


@click.group(cls=Group, no_args_is_help=False)
@common_options
def command() -> None:
    """Write and read dated notes on companies."""


@command.command()
@click.argument("company", type=COMPANY)
@click.argument("text", nargs=-1, metavar="[TEXT | -]")
@click.option("--title", metavar="TITLE", help="What the note is called; else its first line.")
@click.option("--kind", metavar="note|signal|verdict", help="What it is; note if not given.")
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="May be given again.")
@click.option("--state", metavar="watch|confirmed|refuted", help="Where a signal stands.")
@click.option("--review", type=Day(), metavar="DATE", help="When to look at it again.")
@command_of(scores=False)
def add(
    session: Session,
    company: str,
    text: tuple[str, ...],
    title: str | None,
    kind: str | None,
    tags: tuple[str, ...],
    state: str | None,
    review: date | None,
) -> int:
    """Write a note on COMPANY: TEXT, standard input for "-", or what you type in $EDITOR."""
    workspace, out = session.workspace, session.out
    company_id = workspace.resolve(company)
    typed = not text
    if state is not None and kind is None:
        kind = "signal"
    draft = workspace.draft(company_id) if typed else None
    body = _typed(workspace, company_id, draft) if typed else _given(text)
    if not body.strip():
        raise UsageError("the note is empty; nothing was written")
    said = {"title": title, "kind": kind, "tags": tags, "state": state, "review": review}
    fields = {**(draft.fields if draft else {}), **{key: said[key] for key in said if said[key]}}
    try:
        note, path = workspace.add_note(
            company_id, body, **{key: value for key, value in fields.items() if value}
        )
    except RewatchError as error:
        if typed:  # what was given in words can be given again; what was typed must not be lost
            raise _kept(error, body) from error
        raise
    if typed:
        workspace.drop_draft(company_id)
    if out.as_json:
        out.json({"note": shapes.note(note), "file": str(path)})
    else:
        out.line(f"Wrote {note.company}/{note.id}: {visible(str(path))}")
    return 0


def _given(text: tuple[str, ...]) -> str:
    if text != ("-",):
        return " ".join(text)
    return text_of("-")


def _typed(workspace: Workspace, company_id: str, draft: NoteDraft | None) -> str:
    from rewatch.cli.editing import edited

    return edited(workspace, draft.text if draft else "", company_id)


def _kept(error: RewatchError, body: str) -> RewatchError:
    """The same refusal, with the name of a file that what was typed is kept in."""
    import tempfile

    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", prefix="rewatch-note-", suffix=".md", delete=False
        ) as kept:
            kept.write(body)
    except OSError as second:
        print(body, file=sys.stderr)
        return Refused(f"{error}; what you typed is printed above, it could not be kept: {second}")
    return Refused(f"{error}; what you typed is kept in {kept.name}")


@command.command("list")
@click.argument("company", required=False, type=COMPANY)
@command_of(scores=False)
def list_(session: Session, company: str | None) -> int:
    """List notes, the newest first; of COMPANY only, if one is named."""
    workspace, out = session.workspace, session.out
    company_id = workspace.resolve(company) if company is not None else None
    found = workspace.notes(company_id)
    if out.as_json:
        out.json({"notes": [shapes.note(note) for note in found]})
        return 0
    if not found:
        where = company_id or "COMPANY"
        out.line(f"No notes yet; write one: rewatch note add {where} TEXT")
        return 0
    _list(out, found)
    return 0


@command.command()
@click.argument("text", nargs=-1, required=True, metavar="TEXT")
@command_of(scores=False)
def search(session: Session, text: tuple[str, ...]) -> int:
    """Find notes that speak of every word of TEXT; forgives typing mistakes."""
    out = session.out
    query = " ".join(text)
    found = session.workspace.search_notes(query)
    if out.as_json:
        out.json({"query": query, "notes": [shapes.note(note) for note in found]})
    elif not found:
        out.line("No note speaks of that.")
    else:
        _list(out, found)
    return 0


def _list(out: Output, found: list[Note]) -> None:
    for note in found:
        out.line(out.paint(visible(f"{note.company}/{note.id}", out.width), "bold"))
        kind = "" if note.kind == "note" else f"{note.kind}: "
        tags = "".join(f" #{visible(tag, 40)}" for tag in note.tags)
        out.line("  " + fit(f"{kind}{visible(note.headline, 200)}{tags}", out.width - 2))


@command.command()
@click.argument("note")
@command_of(scores=False)
def show(session: Session, note: str) -> int:
    """Print NOTE: company/id as the list has it, an id, or a company for its newest note."""
    out = session.out
    found = _found(session.workspace, note)
    if out.as_json:
        out.json({"note": shapes.note(found)})
    else:
        _print(out, found)
    return 0


@command.command()
@click.argument("note")
@click.argument("text", nargs=-1, metavar="[TEXT | -]")
@click.option("--title", metavar="TITLE", help='What it is called; "" takes it out.')
@click.option("--kind", metavar="note|signal|verdict", help="What it is.")
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="In place of those there are.")
@click.option("--state", metavar="watch|confirmed|refuted", help="Where a signal stands.")
@click.option("--review", metavar="DATE", help='When to look at it again; "" takes it out.')
@command_of(scores=False)
def edit(
    session: Session,
    note: str,
    text: tuple[str, ...],
    tags: tuple[str, ...],
    **given: str | None,
) -> int:
    """Change NOTE: its text (without it and without options, in $EDITOR) or what stands above it.

    A verdict is never edited; write a new one.
    """
    workspace, out = session.workspace, session.out
    found = _found(workspace, note)
    changes: dict[str, Any] = {
        key: value or None for key, value in given.items() if value is not None
    }
    if changes.get("review"):
        changes["review"] = Day().convert(changes["review"], None, None)
    if tags:
        changes["tags"] = tuple(tag for tag in tags if tag.strip()) or None
    if found.kind == "verdict":
        raise Refused("a verdict is never edited; write a new one")
    body = None
    if text:
        body = _given(text)
    elif not changes:
        from rewatch.cli.editing import edited

        body = edited(workspace, found.body, found.id)
    if body is not None and not body.strip():
        raise UsageError("the note would be empty; rewatch note delete takes it away")
    if body is not None:
        try:
            found, _ = workspace.save_note(found, body, **changes)
        except RewatchError as error:
            raise (error if text else _kept(error, body)) from error
    elif changes:
        found = workspace.change_note(found, **changes)
    changed = [*(["text"] if body is not None else []), *sorted(changes)]
    if out.as_json:
        out.json({"note": shapes.note(found), "changed": changed})
    else:
        out.line(visible(f"Changed {', '.join(changed)} of {found.company}/{found.id}."))
    return 0


@command.command()
@click.argument("note")
@command_of(scores=False)
def delete(session: Session, note: str) -> int:
    """Move NOTE to the workspace's trash; rewatch undo brings it back."""
    workspace, out = session.workspace, session.out
    found = _found(workspace, note, newest=False)
    workspace.delete_note(found)
    if out.as_json:
        out.json({"company": found.company, "note": found.id})
    else:
        out.line(
            visible(f"Moved {found.company}/{found.id} to the trash; rewatch undo brings it back.")
        )
    return 0


def _print(out: Output, note: Note) -> None:
    out.line(out.paint(visible(f"{note.company}/{note.id}"), "bold"))
    when = note.created.astimezone() if isinstance(note.created, datetime) else note.created
    about = [note.kind, when.isoformat()[:16].replace("T", " ")]
    about += [note.state] if note.state else []
    about += [f"review on {note.review.isoformat()}"] if note.review else []
    about += [f"#{tag}" for tag in note.tags]
    out.line(out.paint(visible(", ".join(about)), "dim"))
    if note.title:
        out.line(visible(note.title))
    out.line()
    out.lines(visible_lines(note.body))


def _found(workspace: Workspace, name: str, *, newest: bool = True) -> Note:
    """The note of that company and id, of that id, or, if wanted, the newest of that company.

    Raises:
        NotFound: there is none; carries the nearest.
        Ambiguous: notes on several companies have that id.
    """
    notes = workspace.notes()
    called = {f"{note.company}/{note.id}": note for note in notes}
    if name in called:
        return called[name]
    same = [key for key, note in called.items() if note.id == name]
    if len(same) == 1:
        return called[same[0]]
    if same:
        raise Ambiguous("note", name, same)
    from difflib import get_close_matches

    if not newest:
        raise NotFound("note", name, get_close_matches(name, called, 3, 0.4) or list(called)[:3])
    try:
        company = workspace.resolve(name)
    except UsageError:
        near = get_close_matches(name, called, 3, 0.4) or list(called)[:3]
        raise NotFound("note or company", name, near) from None
    last = next((note for note in notes if note.company == company), None)
    if last is None:
        raise UsageError(f"there is no note on {company} yet")
    return last
