"""`rewatch show`: one company's scorecard as text, or everything behind it as JSON."""

from __future__ import annotations

import click

from rewatch.cli import shapes
from rewatch.cli.names import COMPANY
from rewatch.cli.options import Session, command_of
from rewatch.cli.output import visible_lines


@click.command()
@click.argument("company", type=COMPANY)
@command_of(scores=True)
def command(session: Session, company: str) -> int:
    """Print the scorecard of COMPANY: an id, ticker, name or alias.

    It is ranked among all companies; every number names its source.
    """
    workspace, out, question = session.workspace, session.out, session.question
    company_id = workspace.resolve(company)
    if not out.as_json:
        from rewatch.scorecards.text import render

        card = workspace.scorecard(company_id, question, with_notes=True)
        out.lines(visible_lines(render(card)))
        workspace.remember_method(question.deck)
        return 0
    ranking = workspace.ranking(question)
    row = ranking.row(company_id)
    assert row is not None, "every company of the catalogue is in the ranking of all"
    score, record = row.score, row.score.company
    out.json(
        {
            **shapes.method(ranking, question),
            **shapes.company(row, workspace.flags(ranking, question)[company_id]),
            "rules": shapes.rules(score, workspace.catalogue.rubric),
            "projects": shapes.projects(record),
            "evidence": [shapes.evidence(item, record) for item in score.records],
            "sources": [shapes.source(item) for item in record.sources],
            "derived": shapes.derived(score),
            "notes": [shapes.note(item) for item in workspace.notes(company_id)],
            "basket": shapes.basket(score.basket),
            "left_out": shapes.faults(session.left_out),
        }
    )
    workspace.remember_method(question.deck)
    return 0
