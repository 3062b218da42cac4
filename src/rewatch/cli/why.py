"""`rewatch why A B`: the difference of two totals in parts that add up, and how sure it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from rewatch.cli import pairs, shapes
from rewatch.cli.names import COMPANY
from rewatch.cli.options import Day, Session, command_of
from rewatch.cli.output import Output, fit, wrapped
from rewatch.cli.wording import method_line, named, span
from rewatch.domain.errors import UsageError
from rewatch.domain.text import signed, visible
from rewatch.scoring.comparison import Lead, lead
from rewatch.scoring.ranking import EQUAL

if TYPE_CHECKING:
    from datetime import date

    from rewatch.domain.rubric import Rubric
    from rewatch.domain.values import Interval
    from rewatch.scoring.explain import Difference, Part
    from rewatch.scoring.results import CompanyScore

_SIDE, _ADDS, _ENDS = 16, 8, 16  # widths of columns


@click.command()
@click.argument("a", type=COMPANY)
@click.argument("b", type=COMPANY, required=False)
@click.option("--since", type=Day(), metavar="DATE", help="Say why A moved since that day.")
@command_of(scores=True)
def command(session: Session, a: str, b: str | None, since: date | None) -> int:
    """Say why company A stands above company B, or below it; with --since, why A moved.

    Every line is what one indicator adds to A's lead over B: weight times value of A, less weight
    times value of B. The lines add up to the lead. Beneath stands how sure it is: how often A is
    above B when evidence and weights are drawn, which weight would turn them round, and which open
    facts would settle it.
    """
    if since is not None:
        from rewatch.cli.moved import why_moved

        if b is not None:
            raise UsageError("--since says why one company moved; name one")
        return why_moved(session, a, since)
    if b is None:
        raise UsageError(f"name a second company, or a day: rewatch why {a} --since YYYY-MM-DD")
    workspace, out, question = session.workspace, session.out, session.question
    first, second = workspace.resolve(a), workspace.resolve(b)
    if first == second:
        raise UsageError(f"{a!r} and {b!r} are the same company, {first}; name two")
    ranking = workspace.ranking(question, companies=[first, second])
    found = workspace.why(first, second, question)
    ahead = lead(found, ranking.order)
    sure = pairs.Pair.of(workspace, ranking, first, second)
    if out.as_json:
        out.json(
            {
                **shapes.method(ranking, question),
                **shapes.difference(found, ahead),
                **sure.as_json(),
                "left_out": shapes.faults(session.left_out),
            }
        )
        return 0
    scores = {row.score.id: row.score for row in ranking.rows}
    one, other = scores[first], scores[second]
    rubric = workspace.catalogue.rubric
    out.line(out.paint(_title(one, other, ahead.points), "bold"))
    out.lines(wrapped(method_line(ranking, question, rubric), out.width))
    if found.across_groups:
        text = (
            "One has a deposit and the other is a processor: their totals run over different "
            "criteria, and they are not ranked together."
        )
        out.lines(wrapped(text, out.width))
    out.line()
    _totals(out, one, other)
    out.line()
    _parts(out, ahead, found, (one, other), rubric)
    if not found.across_groups:
        pairs.tell(out, sure, (one, other), rubric)
    return 0


def _title(one: CompanyScore, other: CompanyScore, points: float) -> str:
    place = "level with" if abs(points) <= EQUAL else "above" if points > 0 else "below"
    return f"Why {visible(one.name, 60)} is {place} {visible(other.name, 60)}"


def _totals(out: Output, one: CompanyScore, other: CompanyScore) -> None:
    width = out.width - 3 * 10
    head = "".join(fit(word, 10, right=True) for word in ("proven", "middle", "possible"))
    out.line(out.paint(fit("points", width) + head, "dim"))
    for score in (one, other):
        ends = (score.total.low, score.total.mid, score.total.high)
        values = "".join(fit(f"{end:.1f}", 10, right=True) for end in ends)
        out.line(fit(visible(score.name, 200), width) + values)


def _parts(
    out: Output,
    ahead: Lead,
    found: Difference,
    sides: tuple[CompanyScore, CompanyScore],
    rubric: Rubric,
) -> None:
    width = out.width - 2 * _SIDE - 2 - _ADDS - _ENDS
    names = [fit(visible(score.name, 200), _SIDE, right=True) for score in sides]
    head = (
        fit("indicator", width)
        + "  ".join(names)
        + fit("adds", _ADDS, right=True)
        + fit("at least–most", _ENDS, right=True)
    )
    out.line(out.paint(head, "dim"))
    for part, points in ahead.parts:
        text = (
            fit(named(rubric, part.indicator), width - 1)
            + " "
            + fit(_side(part.a, part.weight_a), _SIDE, right=True)
            + "  "
            + fit(_side(part.b, part.weight_b), _SIDE, right=True)
        )
        out.line(text + _sum(out, points, part))
    out.line(fit("together", width + 2 * _SIDE + 2) + _sum(out, ahead.points, found))
    out.line()
    legend = (
        "each side: weight in percent × value, proven–possible; adds: in the points the places go "
        "by; at least–most: A's low end less B's high end, and the reverse"
    )
    out.lines(out.paint(line, "dim") for line in wrapped(legend, out.width))


def _side(value: Interval | None, weight: float) -> str:
    return span(None) if value is None else f"{100 * weight:.1f} × {span(value)}"


def _sum(out: Output, points: float, of: Part | Difference) -> str:
    text = fit(signed(points), _ADDS, right=True)
    colour = ("green",) if points > 0 else ("red",) if points < 0 else ()
    ends = fit(f"{signed(of.low)} to {signed(of.high)}", _ENDS, right=True)
    return (out.paint(text, *colour) if colour else text) + ends
