"""What a change of evidence would do to a company's score, in one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rewatch.cli.wording import named, span
from rewatch.domain.text import visible

if TYPE_CHECKING:
    from rewatch.domain.rubric import Rubric
    from rewatch.scoring.results import RankedCompany
    from rewatch.workspace import Effect


def told(effect: Effect, rubric: Rubric) -> str:
    """Criteria, total and places that would change, before and after."""
    before, after = effect.before, effect.after
    name = visible(after.score.name, 60)
    parts = []
    was = {item.id: item for item in before.score.criteria} if before is not None else {}
    for item in after.score.criteria:
        parts += _pair(named(rubric, item.id), span(was.get(item.id)), span(item))
    if before is not None:
        parts += _pair("total", span(before.score.total), span(after.score.total))
        parts += _pair("place", str(before.rank or "none"), str(after.rank or "none"))
        parts += _pair("rank", _places(before), _places(after))
    if not parts:
        parts = [f"no number changes{f': {visible(effect.unmoved)}' if effect.unmoved else ''}"]
    flags = "".join(f"; {visible(item)}" for item in effect.flags)
    return f"{name}: {', '.join(parts)}{flags}"


def _pair(what: str, before: str, after: str) -> list[str]:
    return [] if before == after else [f"{what} {before} to {after}"]


def _places(row: RankedCompany) -> str:
    if row.rank_interval is None:
        return "none"
    best, worst = row.rank_interval
    return str(best) if best == worst else f"{best}–{worst}"
