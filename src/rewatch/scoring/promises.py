"""What was promised for when: the versions of one milestone, how far they slipped, what is due.

A promise is everything said of one milestone of one project, in the order in which it was said.
Whether it was met is nothing a record of this kind says, so a date that has passed has passed: no
more is claimed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import median

from rewatch.domain.text import fold
from rewatch.domain.values import PartialDate, months_between
from rewatch.scoring.results import CompanyScore, Held

_YEAR = 12  # months
_A_DAY = timedelta(days=1)


def span_of(held: Held) -> tuple[date, date]:
    """The first and the last day that the date given for a milestone may mean."""
    promised = held.record.promised
    first, last = promised if isinstance(promised, tuple) else (promised, promised)
    return first.first, last.last


def said(held: Held) -> tuple[date, str]:
    """When it was said, as far as known; for putting versions in order."""
    when: PartialDate | None = held.record.said_on or held.record.as_of
    return (when.first if when is not None else held.known_on), held.id


def milestone_of(held: Held) -> tuple[str | None, str]:
    """Project and milestone that something was said of; the same whatever its case and accents."""
    return held.record.project, fold(held.record.milestone)


def slip(before: Held, after: Held) -> int:
    """Months from the one promised date to the other, by their ends; negative: earlier."""
    # By the day on which each is over: from the end of December to that of June are six months,
    # though 30 is less than 31.
    ends = (_over(before), _over(after))
    return months_between(*ends) if ends[0] <= ends[1] else -months_between(*reversed(ends))


def _over(held: Held) -> date:
    """The day after the last that was promised; the last of all has none."""
    last = span_of(held)[1]
    return last if last == date.max else last + _A_DAY


def slips(spans: Sequence[tuple[date, date]]) -> int:
    """How often a promised date was replaced by one that lies wholly later.

    Args:
        spans: first and last day of what was promised, in the order in which it was said.
    """
    return sum(after[0] > before[1] for before, after in pairwise(spans))


@dataclass(frozen=True, slots=True)
class Promise:
    """Everything said of one milestone.

    Attributes:
        company: id.
        project: id of the project it is of, None for the company itself.
        versions: the records, in the order in which they were said; at least one.
    """

    company: str
    project: str | None
    versions: tuple[Held, ...]

    @property
    def first(self) -> Held:
        """What was said first."""
        return self.versions[0]

    @property
    def latest(self) -> Held:
        """What holds now: what was said last."""
        return self.versions[-1]

    @property
    def milestone(self) -> str:
        """What is promised, as it was called last."""
        return str(self.latest.record.milestone)

    @property
    def due(self) -> date:
        """The last day that the present date may mean."""
        return span_of(self.latest)[1]

    @property
    def slips(self) -> int:
        """How often its date was replaced by one that lies wholly later."""
        return slips([span_of(item) for item in self.versions])

    @property
    def months(self) -> int:
        """Months between what was said first and what holds now; negative: earlier."""
        return slip(self.first, self.latest)

    def passed(self, as_of: date) -> bool:
        """Whether its date is over and nothing later was said."""
        return self.due < as_of


def promises_of(company: str, records: Iterable[Held]) -> tuple[Promise, ...]:
    """The promises in some records of a company, the one first made before the others.

    Args:
        company: id.
        records: of any kind; those of guidance count.
    """
    found: dict[tuple[str | None, str], list[Held]] = {}
    guidance = (held for held in records if held.record.kind == "guidance")
    for held in sorted(guidance, key=said):
        found.setdefault(milestone_of(held), []).append(held)
    made = [Promise(company, project, tuple(held)) for (project, _), held in found.items()]
    return tuple(sorted(made, key=lambda item: said(item.first)))


def standing(score: CompanyScore) -> tuple[Promise, ...]:
    """The promises of a company in the records that count: chosen, or in dispute."""
    return promises_of(
        score.id, (held for held in score.records if held.use in ("chosen", "disputes"))
    )


@dataclass(frozen=True, slots=True)
class Outlook:
    """The promises of several companies, those next to the day on which they are looked at first.

    Attributes:
        passed: their date is over and nothing later was said; the latest of them first.
        soon: their date ends within a year; the next first.
        later: the others, the next first.
        median: of the promises said more than once, months between what was said first and what
            holds now; None where there is none.
        twice: how many those are.
    """

    passed: tuple[Promise, ...]
    soon: tuple[Promise, ...]
    later: tuple[Promise, ...]
    median: float | None
    twice: int

    @property
    def all(self) -> tuple[Promise, ...]:
        """All of them, in this order."""
        return (*self.passed, *self.soon, *self.later)


def outlook(scores: Iterable[CompanyScore], as_of: date) -> Outlook:
    """The promises of a list.

    Args:
        scores: its companies.
        as_of: the day they are looked at.
    """
    found = sorted(
        (item for score in scores for item in standing(score)),
        key=lambda item: (item.due, item.company, item.latest.id),
    )
    ahead = [item for item in found if not item.passed(as_of)]
    moved = [item.months for item in found if len(item.versions) > 1]
    return Outlook(
        passed=tuple(item for item in reversed(found) if item.passed(as_of)),
        soon=tuple(item for item in ahead if months_between(as_of, item.due) < _YEAR),
        later=tuple(item for item in ahead if months_between(as_of, item.due) >= _YEAR),
        median=median(moved) if moved else None,
        twice=len(moved),
    )
