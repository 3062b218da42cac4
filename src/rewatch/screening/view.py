"""One company as the fields read it: its row under a method, with its records by kind.

The records are those the score stands on: what was chosen on each subject, and what disputes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, TypeVar, cast

from rewatch.domain.company import Company, Project
from rewatch.domain.countries import Country
from rewatch.domain.rubric import Rubric
from rewatch.domain.values import Interval
from rewatch.scoring.case import Method
from rewatch.scoring.results import CompanyScore, Held
from rewatch.screening.fields import Reading
from rewatch.screening.rows import Row

_T = TypeVar("_T")
_NOTHING = object()


class View:
    """One row, with what several fields need worked out once.

    Attributes:
        row: the company under a method.
        how: the method.
        keep: which records speak; None lets all of them.
    """

    __slots__ = ("_found", "_whole", "how", "keep", "lead", "row", "score")

    def __init__(self, row: Row, how: Method) -> None:
        self.row, self.how = row, how
        self.score: CompanyScore = row.ranked.score
        self.lead: Project | None = self.score.company.lead
        self.keep: Callable[[Held], bool] | None = None
        self._whole = self
        self._found: dict[Any, Any] = {}

    def only(self, keep: Callable[[Held], bool]) -> View:
        """The same company with the records alone that a test lets speak."""
        view = View(self.row, self.how)
        view.keep, view._whole = keep, self
        return view

    def once(self, key: Any, make: Callable[[], _T]) -> _T:
        """What several fields need, worked out when first asked for."""
        found = self._found.get(key, _NOTHING)
        if found is _NOTHING:
            found = self._found[key] = make()
        return cast(_T, found)

    @property
    def company(self) -> Company:
        """The company."""
        return self.score.company

    @property
    def as_of(self) -> date:
        """The day the world is looked at from."""
        return self.how.as_of

    @property
    def rubric(self) -> Rubric:
        """The method file."""
        return self.how.rubric

    @property
    def country(self) -> str | None:
        """Country of the lead project, else where the company is at home."""
        lead = self.lead
        return lead.country if lead else self.company.domicile

    def nation(self, code: str | None) -> Country | None:
        """The country table's entry, or None."""
        return self.how.countries.get(code or "")

    def kinds(self) -> dict[str, list[list[Held]]]:
        """The records that speak, by kind: for each subject the chosen one, then its disputes."""
        if self.keep is None:
            return self.once("kinds", self._all_kinds)
        kept = {kind: self.speaking(kind) for kind in self._whole.kinds()}
        return {kind: groups for kind, groups in kept.items() if groups}

    def _all_kinds(self) -> dict[str, list[list[Held]]]:
        subjects: dict[str, list[Held]] = {}
        found: dict[str, list[list[Held]]] = {}
        disputing = []
        for item in self.score.records:
            if item.use == "chosen":
                group = subjects[item.id] = [item]
                found.setdefault(item.record.kind, []).append(group)
            elif item.use == "disputes":
                disputing.append(item)
        for item in disputing:
            if item.by in subjects:
                subjects[item.by].append(item)
        return found

    def speaking(self, kind: str, lead_only: bool = False) -> list[list[Held]]:
        """The records of one kind that speak, one list a subject, the chosen first.

        Args:
            kind: evidence kind.
            lead_only: leaves out records of other projects than the lead.
        """
        if lead_only:
            return self.once((kind, "lead"), lambda: self._of_lead(kind))
        if self.keep is None:
            return self.kinds().get(kind, [])
        return self.once((kind, "kept"), lambda: self._kept(kind, self.keep))

    def _of_lead(self, kind: str) -> list[list[Held]]:
        wanted = (None, self.lead.id if self.lead else None)
        groups = self.speaking(kind)
        found = [group for group in groups if group[0].record.project in wanted]
        # One list where nothing is left out: at thousands of companies copies are megabytes.
        return groups if len(found) == len(groups) else found

    def _kept(self, kind: str, keep: Callable[[Held], bool] | None) -> list[list[Held]]:
        """Where the chosen record may not speak, those that dispute it do not either."""
        groups = [list(filter(keep, group)) for group in self._whole.speaking(kind)]
        return [
            group
            for group, whole in zip(groups, self._whole.speaking(kind), strict=True)
            if group and group[0] is whole[0]
        ]


def reading(value: Any, used: Iterable[Held], currency: str = "") -> Reading:
    """A reading with the weakest grade and the oldest date of the records behind it."""
    records = list(used)
    if not records:
        return Reading(value, currency=currency)
    dates = [item.dated for item in records]
    oldest = None if None in dates else min(day for day in dates if day is not None)
    return Reading(value, max(item.grade for item in records), oldest, currency)


def bloc_of_party(view: View, record: Any, home: str | None = None) -> str | None:
    """The bloc of a site or partner: of who controls it, else of its country, else of `home`."""
    if record.control is not None:
        return str(record.control)
    nation = view.nation(record.country or home)
    return nation.bloc if nation else None


def weakest(groups: Iterable[list[Held]]) -> list[Held]:
    """All records of some subjects."""
    return [item for group in groups for item in group]


def levels_between(ladder: tuple[str, ...], low: str, high: str) -> frozenset[str]:
    """Every level from one to another, both included."""
    first, last = sorted((ladder.index(low), ladder.index(high)))
    return frozenset(ladder[first : last + 1])


def best_levels(
    ladder: tuple[str, ...], options: Iterable[tuple[tuple[str, str], list[Held]]]
) -> Reading | None:
    """The best of several things on a ladder, each from one level to another.

    The best lies between the greatest low and the greatest high. The evidence behind it is the
    records of those two, so that a weak rumour beside a firm deal costs the firm one nothing.
    """
    ranked = [
        (ladder.index(low), ladder.index(high), used)
        for (low, high), used in options
        if low in ladder and high in ladder
    ]
    if not ranked:
        return None
    low = max(ranked, key=lambda option: (option[0], option[1], _grade_last(option[2])))
    high = max(ranked, key=lambda option: (option[1], option[0], _grade_last(option[2])))
    used = low[2] if low is high else [*low[2], *high[2]]
    return reading(frozenset(ladder[low[0] : high[1] + 1]), used)


def _grade_last(used: list[Held]) -> tuple[int, ...]:
    """Orders better grades after worse ones, so that `max` picks the better of equal levels."""
    return tuple(-ord(item.grade) for item in used)


def hull(values: Iterable[Interval]) -> Interval:
    """The smallest interval around some; at least one is needed."""
    items = list(values)
    return Interval(min(item.low for item in items), max(item.high for item in items))
