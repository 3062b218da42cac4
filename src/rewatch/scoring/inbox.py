"""What happened since the user last looked: per company what moved and why, and what is due.

Pure: what was seen then is an argument, and so is the day.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal, get_args

from rewatch.domain.company import Company
from rewatch.domain.values import Interval
from rewatch.scoring.case import Method
from rewatch.scoring.changes import Change, change
from rewatch.scoring.results import CompanyScore
from rewatch.scoring.score import score_company

Kind = Literal["moved", "thesis", "new", "entered", "left", "shipped", "stale", "review"]
_ORDER: tuple[Kind, ...] = get_args(Kind)

LEAST = 0.5  # points from which a move is news
_FEW = 8  # new records of one company, up to which each is tried for what it moved


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that happened.

    Attributes:
        company: its id.
        kind: its score moved; a thesis on it is broken; it is new; it entered or left a dynamic
            list; the shipped data about it changed; evidence that counts fell a grade; a review is
            due.
        was: total when last looked, None where it was not seen then.
        now: total now, None for a company that is gone.
        change: why it moved, in parts; None where nothing did.
        rest: points of the middle that `change` does not explain: an update of the shipped data or
            of the method, or edits of the day one looked on.
        names: the assertions that are broken, the lists entered or left, the shipped records that
            are new, the records that fell, what is to be reviewed.
        due: the day a review was due.
    """

    company: str
    kind: Kind
    was: Interval | None = None
    now: Interval | None = None
    change: Change | None = None
    rest: float = 0.0
    names: tuple[str, ...] = ()
    due: date | None = None

    @property
    def points(self) -> float:
        """How far the middle of its total moved, with its sign."""
        return self.now.mid - self.was.mid if self.was and self.now else 0.0

    @property
    def mark(self) -> str:
        """What tells whether one saw it before: another one as soon as it says something else."""
        now = f"{self.now.low:.1f} {self.now.high:.1f}" if self.now else ""
        return f"{self.kind} {self.company} {now} {self.due or ''} {'; '.join(self.names)}"


@dataclass(frozen=True)
class Before:
    """What the user had seen when they last looked.

    Attributes:
        scores: total of each company then; empty where they were not kept.
        shipped: companies whose shipped data has changed since.
        members: members of each dynamic list then.
        read: companies looked at since, and on which day.
        earlier: companies with the records they had then, where more came since than the days of
            recording tell: later on the same day, or with an update of the shipped data.
    """

    scores: Mapping[str, Interval] = field(default_factory=dict)
    shipped: Collection[str] = ()
    members: Mapping[str, Collection[str]] = field(default_factory=dict)
    read: Mapping[str, date] = field(default_factory=dict)
    earlier: Mapping[str, Company] = field(default_factory=dict)


def inbox(
    companies: Mapping[str, Company],
    before: Method,
    after: Method,
    seen: Before,
    *,
    members: Mapping[str, Collection[str]],
    broken: Mapping[str, Collection[str]] | None = None,
    reviews: Iterable[tuple[str, str, date]] = (),
    least: float = LEAST,
) -> tuple[Item, ...]:
    """Everything that happened, the biggest move first.

    Args:
        companies: as they are now, by id.
        before: the method as of the day last looked, counting what was recorded by then.
        after: the method now.
        seen: what was seen then.
        members: members of each dynamic list now.
        broken: the assertions of each company that evidence speaks against; they stand here until
            they are changed, as reviews do.
        reviews: company, what is to be reviewed, and the day; those after today are not due.
        least: points by which an end or the middle of a total must have moved.
    """
    items: list[Item] = []
    for company in companies.values():
        items += _of_company(company, before, after, seen, least)
    items += _lists(seen.members, members)
    items += (Item(name, "thesis", names=tuple(said)) for name, said in (broken or {}).items())
    items += (
        Item(company, "review", names=(what,), due=day)
        for company, what, day in reviews
        if day <= after.as_of
    )
    return tuple(sorted(items, key=_place))


def _of_company(
    company: Company, before: Method, after: Method, seen: Before, least: float
) -> Iterator[Item]:
    earlier = seen.earlier.get(company.id, company)
    day = seen.read.get(company.id)
    if day is not None and day > before.as_of:
        before = replace(before, as_of=day, recorded_by=day, memo={})
    now = score_company(company, after)
    if seen.scores and company.id not in seen.scores:
        yield Item(company.id, "new", now=now.total)
        return
    then = score_company(earlier, before)
    was = seen.scores.get(company.id, then.total)
    if earlier is not company and has_moved(was, then.total, least):
        earlier, then = company, score_company(company, before)  # it was not what was seen
    if has_moved(was, now.total, least):
        why = change(company, before, after, earlier, most_tried=_FEW)
        rest = (now.total.mid - was.mid) - why.mid
        yield Item(company.id, "moved", was, now.total, why, rest)
    elif company.id in seen.shipped:
        had = {item.id for item in seen.earlier.get(company.id, company).evidence}
        new = tuple(item.id for item in company.evidence if item.id not in had)
        yield Item(company.id, "shipped", was, now.total, names=new)
    fallen = _fallen(then, now)
    if fallen:
        yield Item(company.id, "stale", was, now.total, names=fallen)


def has_moved(was: Interval, now: Interval, least: float = LEAST) -> bool:
    """Whether a total is another than it was, at an end or in the middle."""
    return max(abs(now.low - was.low), abs(now.mid - was.mid), abs(now.high - was.high)) >= least


def _fallen(then: CompanyScore, now: CompanyScore) -> tuple[str, ...]:
    """Records that count and whose grade has fallen with age."""
    grades = {item.id: item.grade for item in then.records}
    return tuple(
        item.id
        for item in now.records
        if item.use == "chosen" and item.grade > grades.get(item.id, item.grade)
    )


def _lists(
    then: Mapping[str, Collection[str]], now: Mapping[str, Collection[str]]
) -> Iterator[Item]:
    moved: dict[tuple[Kind, str], list[str]] = {}
    for name in sorted(then.keys() & now.keys()):  # a list that is new was not looked at before
        for company in now[name]:
            if company not in then[name]:
                moved.setdefault(("entered", company), []).append(name)
        for company in then[name]:
            if company not in now[name]:
                moved.setdefault(("left", company), []).append(name)
    for (kind, company), names in moved.items():
        yield Item(company, kind, names=tuple(names))


def _place(item: Item) -> tuple[int, float, date, str]:
    return _ORDER.index(item.kind), -abs(item.points), item.due or date.max, item.company
