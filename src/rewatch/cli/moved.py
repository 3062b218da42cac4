"""`rewatch why A --since DATE`: the change of one total as parts by cause that add up to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rewatch.cli import shapes
from rewatch.cli.output import Output, fit, wrapped
from rewatch.cli.wording import method_line, named
from rewatch.domain.text import signed, visible

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from rewatch.cli.options import Session
    from rewatch.domain.rubric import Rubric
    from rewatch.scoring.changes import Change, ChangePart

_ENDS = ("low", "mid", "high")
_COLUMN, _CAUSE = 10, 14


def why_moved(session: Session, name: str, since: date) -> int:
    """Answers the command."""
    workspace, out, question = session.workspace, session.out, session.question
    company = workspace.resolve(name)
    found, kept = workspace.change(company, since, question)
    ranking = workspace.ranking(question, companies=[company])
    if out.as_json:
        out.json(
            {
                **shapes.method(ranking, question),
                **shapes.change(found, since, ranking.as_of, kept),
                "left_out": shapes.faults(session.left_out),
            }
        )
        return 0
    title = f"Why {visible(found.after.name, 60)} moved from {since} to {ranking.as_of}"
    out.line(out.paint(title, "bold"))
    rubric = workspace.catalogue.rubric
    out.lines(wrapped(method_line(ranking, question, rubric), out.width))
    out.line()
    _print(out, found, since, ranking.as_of, rubric)
    out.line()
    out.lines(out.paint(line, "dim") for line in wrapped(_method_then(since, kept), out.width))
    return 0


def _method_then(since: date, kept: Sequence[str]) -> str:
    """Which method the earlier total was worked out with."""
    if not kept:
        return (
            f"The method files of {since} are not kept (a copy is made at each ranking with new "
            "ones), so both totals go by today's: only evidence, status and ageing can be causes."
        )
    names = ", ".join(visible(name) for name in kept)
    return f"The earlier total goes by the copies kept on {since} of {names}; the rest is today's."


def _print(out: Output, found: Change, since: date, to: date, rubric: Rubric) -> None:
    width = out.width - 3 * _COLUMN
    heads = "".join(fit(word, _COLUMN, right=True) for word in ("proven", "middle", "possible"))
    out.line(out.paint(fit("points", width) + heads, "dim"))
    for day, score in ((since, found.before), (to, found.after)):
        values = (f"{getattr(score.total, end):.1f}" for end in _ENDS)
        out.line(fit(str(day), width) + "".join(fit(v, _COLUMN, right=True) for v in values))
    for part in found.parts:
        text = fit(part.cause, _CAUSE) + named(rubric, part.indicator)
        out.line(fit(text, width) + _ends(part))
        for line in _sources(found, part):
            out.lines(out.paint(piece, "dim") for piece in wrapped(line, out.width, " " * _CAUSE))
    if not found.parts:
        out.line("Nothing moved.")
    out.line(fit("together", width) + _ends(found))


def _ends(of: ChangePart | Change) -> str:
    return "".join(fit(signed(getattr(of, end)), _COLUMN, right=True) for end in _ENDS)


def _sources(found: Change, part: ChangePart) -> list[str]:
    """The records behind a part: what they say, and where it was read."""
    from rewatch.scorecards.records import cited_words

    held = (found.after.held(key) for key in part.evidence)
    company = found.after.company
    return [visible(f"{item.id}: {cited_words(company, item.record)}") for item in held if item]
