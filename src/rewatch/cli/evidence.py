"""`rewatch evidence`: add, correct, list and withdraw evidence; its effect is shown first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from rewatch.cli import shapes
from rewatch.cli.confirm import NOT_SAVED, agreed, yes_option
from rewatch.cli.effect import told
from rewatch.cli.names import COMPANY
from rewatch.cli.options import Group, Session, command_of, common_options
from rewatch.cli.output import fit, wrapped
from rewatch.cli.typed import text_of
from rewatch.domain.errors import RewatchError, UsageError
from rewatch.domain.text import visible

if TYPE_CHECKING:
    from rewatch.workspace import Draft, Effect, Row


@click.group(cls=Group, no_args_is_help=False)
@common_options
def command() -> None:
    """Add, correct, list and withdraw evidence."""


@command.command()
@click.argument("words", nargs=-1, metavar="[COMPANY] [KEY=VALUE… | -]")
@click.option("--csv", "table", metavar="FILE", help='Rows of a CSV, "-" for standard input.')
@yes_option
@command_of(scores=True)
def add(session: Session, words: tuple[str, ...], table: str | None, yes: bool) -> int:
    """Add evidence about COMPANY: KEY=VALUE words, TOML on standard input, or a CSV.

    The effect is shown first. Every record names its source: source=ID, or source.type=… and
    source.title=… of a new one. "u" is unknown; "na: reason" does not apply.
    """
    rows, company = _rows(session, words, table)
    return _save(session, _drafts(session, rows, company), yes)


@command.command()
@click.argument("company", type=COMPANY)
@click.argument("evidence", metavar="ID")
@click.argument("changes", nargs=-1, required=True, metavar="KEY=VALUE…")
@yes_option
@command_of(scores=True)
def edit(session: Session, company: str, evidence: str, changes: tuple[str, ...], yes: bool) -> int:
    """Correct the record ID of COMPANY; "KEY=" takes a field out.

    A record of an earlier day stays in its file: a newer one takes its place.
    """
    workspace = session.workspace
    row = workspace.evidence_flags(changes)
    fields = row.values if row.source is None else {**row.values, "source": row.source}
    draft, in_place = workspace.correct_evidence(workspace.resolve(company), evidence, fields)
    return _save(session, [draft], yes, in_place=in_place)


@command.command("list")
@click.argument("company", type=COMPANY)
@command_of(scores=True)
def list_(session: Session, company: str) -> int:
    """List all records about COMPANY, with what became of each."""
    workspace, out = session.workspace, session.out
    found = workspace.company(workspace.resolve(company))
    records = workspace.score(found.id, session.question).records
    if out.as_json:
        out.json(
            {
                "company": found.id,
                "evidence": [shapes.evidence(item, found) for item in records],
                "left_out": shapes.faults(session.left_out),
            }
        )
        return 0
    if not records:
        out.line(f"No evidence about {visible(found.name, 60)} yet.")
    for item in records:
        kind, use = fit(item.record.kind, 15), fit(item.use, 11)
        day = fit(str(item.record.as_of or ""), 11)
        line = f"{item.grade} {use} {kind} {day} {item.id}"
        out.line(visible(line, out.width))
        source = found.source(item.record.source)
        if source is not None:
            about = f"{visible(source.title, 200)}, {source.date or 'undated'}"
            out.line(out.paint("  " + fit(about, out.width - 2), "dim"))
    return 0


@command.command()
@click.argument("company", type=COMPANY)
@click.argument("evidence", metavar="ID")
@click.option("--why", required=True, metavar="TEXT", help="The reason, one sentence.")
@yes_option
@command_of(scores=True)
def retract(session: Session, company: str, evidence: str, why: str, yes: bool) -> int:
    """Withdraw the record ID of COMPANY; it stays in its file and counts no more."""
    workspace, out = session.workspace, session.out
    company_id = workspace.resolve(company)
    if not why.strip():
        raise UsageError("say why the record is withdrawn")
    found = workspace.effect_of_retraction(company_id, evidence, session.question)
    if not out.as_json:
        _tell(session, found)
    saved = agreed(out, yes)
    if saved:
        workspace.retract_evidence(company_id, evidence, why)
    if out.as_json:
        effects = [shapes.effect(item) for item in found]
        out.json({"saved": saved, "company": company_id, "id": evidence, "effects": effects})
    else:
        out.line(f"Withdrew {visible(evidence)}." if saved else NOT_SAVED)
    return 0


def _rows(
    session: Session, words: Sequence[str], table: str | None
) -> tuple[list[Row], str | None]:
    """What was given, and the company named with the command."""
    workspace = session.workspace
    named = bool(words) and words[0] != "-" and "=" not in words[0]
    company = workspace.resolve(words[0]) if named else None
    rest = list(words[1:] if named else words)
    if table is not None:
        if rest:
            raise UsageError("--csv has all fields in its rows; give no other")
        file = "standard input" if table == "-" else table
        rows = workspace.read_evidence(text_of(table), "csv", file)
        if not rows:
            raise UsageError(f"{file} has no rows")
        return rows, company
    if rest == ["-"]:
        return workspace.read_evidence(text_of("-"), "toml"), company
    if not rest:
        raise UsageError(
            'say the record in KEY=VALUE words, as TOML on standard input ("-"), or with --csv FILE'
        )
    return [workspace.evidence_flags(rest)], company


def _drafts(session: Session, rows: Sequence[Row], company: str | None) -> list[Draft]:
    """Valid records of all rows.

    Raises:
        RewatchError: the only row cannot be used.
        UsageError: some rows cannot be used; each was named on standard error.
    """
    workspace = session.workspace
    drafts: list[Draft] = []
    wrong = 0
    for row in rows:
        try:
            about = _about(session, row, company)
            drafts.append(workspace.draft_evidence(about, row.values, row.source, drafts))
        except RewatchError as error:
            if len(rows) == 1:
                raise
            wrong += 1
            session.out.remark(f"line {row.line}: {error}")
    if wrong:
        raise UsageError(f"{wrong} of {len(rows)} records cannot be used; nothing was saved")
    return drafts


def _about(session: Session, row: Row, company: str | None) -> str:
    named = session.workspace.resolve(row.company) if row.company is not None else company
    if named is None:
        raise UsageError("which company it is about is not said; name it after add, or in company")
    if company is not None and named != company:
        raise UsageError(f"it is about {named}, and the command names {company}")
    return named


def _save(session: Session, drafts: list[Draft], yes: bool, *, in_place: bool = False) -> int:
    """Shows what drafts change, and saves them where that was agreed to."""
    workspace, out = session.workspace, session.out
    records = [(item.company, record) for item in drafts for record in item.records]
    found = workspace.effect([item for item in drafts if item.records], session.question)
    if not out.as_json:
        for item in drafts:
            for record in item.records:
                out.line(visible(f"{item.company}: {record.kind} {record.id}", out.width))
            indent = "  " if item.records else ""  # what is said of a record stands below it
            for said in item.said:
                out.lines(wrapped(visible(said), out.width, indent))
        _tell(session, found)
    saved = bool(records) and agreed(out, yes)
    if saved:
        workspace.add_evidence(drafts, in_place=in_place)
    if out.as_json:
        out.json(
            {
                "saved": saved,
                "in_place": in_place,
                "said": [said for item in drafts for said in item.said],
                "records": [
                    {"company": company_id, **shapes.record(record)}
                    for company_id, record in records
                ],
                "sources": [shapes.source(new) for item in drafts for new in item.sources],
                "projects": [shapes.project(new) for item in drafts for new in item.projects],
                "effects": [shapes.effect(item) for item in found],
            }
        )
    elif saved:
        out.line(f"Saved {len(records)} record{'s' if len(records) > 1 else ''}.")
    else:
        out.line(NOT_SAVED if records else "There is nothing to record.")
    return 0


def _tell(session: Session, found: Sequence[Effect]) -> None:
    rubric = session.workspace.catalogue.rubric
    for item in found:
        session.out.lines(wrapped(told(item, rubric), session.out.width))
