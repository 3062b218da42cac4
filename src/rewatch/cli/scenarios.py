"""`rewatch scenario`: what can be supposed, and whom it would move."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from rewatch.cli import shapes
from rewatch.cli.options import Group, Session, command_of, common_options
from rewatch.cli.output import Output, fit, wrapped
from rewatch.cli.wording import method_line, span
from rewatch.domain.errors import UsageError
from rewatch.domain.text import visible
from rewatch.scorecards.moves import aside_words, part_words, still_words

if TYPE_CHECKING:
    from rewatch.domain.rubric import Rubric
    from rewatch.domain.scenario import Scenario
    from rewatch.scoring.scenarios import Moved, Step
    from rewatch.supposing import Outcome

# Columns left of the name, and those of points from proven to possible.
_LEFT, _SPAN = 15, 9


@click.group(cls=Group, no_args_is_help=False)
@common_options
def command() -> None:
    """What-ifs of policy and prices."""


@command.command("list")
@command_of(scores=False)
def scenarios(session: Session) -> int:
    """List the scenarios; --scenario takes one."""
    out, found = session.out, session.workspace.scenarios()
    faults = session.workspace.scenario_faults()
    for fault in faults:
        out.remark(f"left out: {fault}")
    if out.as_json:
        about = [_about(item) for item in found.values()]
        out.json({"scenarios": about, "left_out": shapes.faults(faults)})
        return 0
    for item in found.values():
        out.line(out.paint(visible(item.id, 64), "bold") + f"  {visible(item.name, 100)}")
        out.lines(wrapped(visible(item.summary), out.width, "  "))
        out.lines(wrapped(visible(item.occasion), out.width, "  "))
    return 0


@command.command()
@click.argument("name", metavar="SCENARIO")
@click.argument("watchlist", required=False)
@command_of(scores=True)
def show(session: Session, name: str, watchlist: str | None) -> int:
    """Show whom SCENARIO moves in WATCHLIST, or among all companies, and by which of its rules."""
    if session.question.scenario is not None:
        raise UsageError("the scenario is named already; leave out --scenario")
    workspace, out = session.workspace, session.out
    slug, called = session.list_named(watchlist)
    found = workspace.outcome(name, session.question, slug)
    rubric = workspace.catalogue.rubric
    if out.as_json:
        out.json(
            {
                **shapes.method(found.after, session.question),
                **_about(found.world.scenario),
                "watchlist": slug,
                "parts": [_part(step) for step in found.world.steps],
                "companies": [_moved(item) for item in found.moved],
                "left_out": shapes.faults(session.left_out),
            }
        )
        return 0
    scenario = found.world.scenario
    out.line(out.paint(f"{visible(scenario.name, 100)} · {called}", "bold"))
    out.lines(wrapped(visible(scenario.summary), out.width))
    out.lines(wrapped(visible(scenario.occasion), out.width))
    for step in found.world.steps:
        out.lines(wrapped(visible(f"{step.name}: {step.told}", 600), out.width, "  "))
    out.lines(wrapped(method_line(found.before, session.question, rubric), out.width))
    out.line()
    _table(out, found, rubric)
    return 0


def _table(out: Output, found: Outcome, rubric: Rubric) -> None:
    room = out.width - _LEFT - 2 * _SPAN
    head = f"{'place':>6} {'then':>6}  {'company':<{room}}{'points':>{_SPAN}}{'then':>{_SPAN}}"
    moved = [item for item in found.moved if item.parts]
    if not moved:
        out.line("It moves no company here.")
        return
    for group, title in (("ore", "With a deposit"), ("processor", "Processors")):
        rows = [item for item in moved if item.after.score.group == group]
        if not rows:
            continue
        out.line(out.paint(title, "bold"))
        out.line(out.paint(head, "dim"))
        for item in rows:
            _row(out, item, rubric)
    aside, still = aside_words(found.moved), still_words(found.moved)
    if aside:
        out.line()
        out.lines(wrapped(visible(aside, 4000), out.width))
    if still:
        out.line(still)


def _row(out: Output, item: Moved, rubric: Rubric) -> None:
    """A company's places and points before and after, and below what each part moves of them."""
    before, after = item.before, item.after
    places = [str(row.rank or "–") for row in (before, after)]
    room = out.width - _LEFT - 2 * _SPAN
    out.line(
        f"{places[0]:>6} {places[1]:>6}  {fit(visible(after.score.name, 60), room)}"
        f"{span(before.score.total):>{_SPAN}}{span(after.score.total):>{_SPAN}}"
    )
    for part in item.parts:
        text = visible(part_words(part, rubric), 600)
        out.lines(out.paint(line, "dim") for line in wrapped(text, out.width, " " * _LEFT))


def _about(scenario: Scenario) -> dict[str, Any]:
    source = scenario.source
    return {
        "scenario": scenario.id,
        "name": scenario.name,
        "summary": scenario.summary,
        "source": source.model_dump(mode="json") if source else None,
    }


def _part(step: Step) -> dict[str, Any]:
    return {
        "name": step.name,
        "reason": step.reason,
        "changed": {company: list(ids) for company, ids in step.changed.items()},
        "open": list(step.open),
        "untold": step.untold,
    }


def _moved(item: Moved) -> dict[str, Any]:
    score = item.after.score
    return {
        "id": score.id,
        "name": score.name,
        "group": score.group,
        "rank": {"before": item.before.rank, "after": item.after.rank},
        "before": shapes.interval(item.before.score.total),
        "after": shapes.interval(score.total),
        "parts": [
            {
                "name": part.name,
                "low": part.low,
                "mid": part.mid,
                "high": part.high,
                "indicators": list(part.indicators),
                "evidence": list(part.evidence),
            }
            for part in item.parts
        ],
    }
