"""How results read in a line of text: intervals, bars, the method in one sentence.

Numbers are rounded here and only here, for reading.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rewatch.cli.output import Output
from rewatch.domain.text import visible
from rewatch.domain.values import Interval
from rewatch.scoring.results import CriterionScore, IndicatorScore, Ranking

if TYPE_CHECKING:
    from rewatch.domain.rubric import Rubric
    from rewatch.workspace import Question

NOT_APPLICABLE = "n/a"
KNOWN = "known, not firmly"  # a fact that is open though something is said of it


def span(of: Interval | CriterionScore | IndicatorScore | None) -> str:
    """Proven to possible, in whole points; one number where both read alike."""
    value = of if isinstance(of, Interval) or of is None else of.value
    if value is None:
        return NOT_APPLICABLE
    low, high = f"{value.low:.0f}", f"{value.high:.0f}"
    return low if low == high else f"{low}–{high}"


def percent(share: float) -> str:
    """A share in whole percent; what is neither nothing nor all never reads so."""
    if 0 < share < 0.005:
        return "<1%"
    return ">99%" if 0.995 <= share < 1 else f"{100 * share:.0f}%"


def bar(value: Interval, width: int, out: Output) -> str:
    """A bar of 0 to 100: full up to the proven, light up to the possible points."""
    proven = round(value.low / 100 * width)
    possible = max(round(value.high / 100 * width), proven)
    return (
        out.paint("█" * proven, "green")
        + out.paint("░" * (possible - proven), "cyan")
        + out.paint("·" * (width - possible), "dim")
    )


def method_line(ranking: Ranking, question: Question, rubric: Rubric) -> str:
    """How a ranking was made, in one line; criteria are called as the rubric calls them."""
    from rewatch.scorecards.wording import weights_told

    shares = ", ".join(
        f"{named(rubric, key)} {100 * share:.0f}" for key, share in ranking.weights.items()
    )
    parts = [
        "by expected rank" if ranking.order == "expected" else f"by {ranking.order} points",
        weights_told(ranking.profile, rubric, shares),
        f"prices {visible(ranking.deck)}" if ranking.deck else "no price deck",
        f"as of {ranking.as_of.isoformat()}",
    ]
    if ranking.scenario is not None:
        parts.insert(0, f"supposing {visible(ranking.scenario)}")
    if question.recorded_by is not None:
        parts.append(f"recorded by {question.recorded_by.isoformat()}")
    return " · ".join(parts)


def named(rubric: Rubric, key: str) -> str:
    """The name of an indicator or a criterion, its id where the rubric has none of it."""
    return visible(rubric.name_of(key), 60)
