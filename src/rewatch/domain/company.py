"""A company: identity, projects, sources and evidence; and an addition laid over a shipped one."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from rewatch.domain.elements import Step
from rewatch.domain.evidence import Evidence
from rewatch.domain.record import Country, Frozen
from rewatch.domain.values import Day, Id, Moment, PartialDate, Percent

Role = Literal["explorer", "developer", "producer", "processor", "recycler", "magnet-maker"]
Feedstock = Literal[
    "hard-rock", "ionic-clay", "mineral-sands", "coal", "recycling", "waste", "oxides", "unknown"
]
SourceType = Literal[
    "regulator",
    "technical-report",
    "academic",
    "company",
    "trade-press",
    "company-profile",
    "blog",
    "ai-text",
]


class Listing(Frozen):
    """Where a share trades, and under which ticker; `until` for renamed and delisted ones."""

    exchange: str
    ticker: str
    from_: PartialDate | None = Field(default=None, alias="from")
    until: PartialDate | None = None

    @property
    def symbol(self) -> str:
        """EXCHANGE:TICKER."""
        return f"{self.exchange}:{self.ticker}"


class Project(Frozen):
    """A deposit or a plant."""

    id: Id
    name: str
    country: Country
    region: str | None = None
    ownership_pct: Percent | None = None
    feedstock: Feedstock = "unknown"
    product: Step | None = None


class Source(Frozen):
    """Where a figure was read; its type gives the grade."""

    id: str
    type: SourceType
    title: str
    publisher: str | None = None
    url: str | None = None
    date: PartialDate | None = None


class Retraction(Frozen):
    """A record withdrawn, with the day and the reason; the record stays in its file."""

    evidence: str
    on: Day
    why: str


class Conflict(Frozen):
    """Two edits of one field that could not be merged; both stand until the user settles it."""

    record: str
    field: str
    ours: object = None
    theirs: object = None
    when: Moment | None = None


class CompanyAddition(Frozen):
    """What a workspace file adds to a shipped company."""

    schema_: Literal[1] = Field(alias="schema")
    id: Id
    extends: Id
    tags: tuple[str, ...] = ()
    lead_project: str | None = None
    projects: tuple[Project, ...] = ()
    sources: tuple[Source, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    retractions: tuple[Retraction, ...] = ()
    conflicts: tuple[Conflict, ...] = ()


class Company(Frozen):
    """One company, whole; what scoring, screening and the faces see."""

    schema_: Literal[1] = Field(alias="schema")
    id: Id
    name: str
    listings: tuple[Listing, ...]
    aliases: tuple[str, ...] = ()
    role: Role = "explorer"
    group: Literal["ore", "processor"] | None = None
    domicile: Country | None = None
    status: Literal["active", "acquired", "delisted", "insolvent"] = "active"
    on: PartialDate | None = None
    successor: str | None = None
    tags: tuple[str, ...] = ()
    summary: str | None = None
    lead_project: str | None = None
    projects: tuple[Project, ...] = ()
    sources: tuple[Source, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    retractions: tuple[Retraction, ...] = ()
    conflicts: tuple[Conflict, ...] = ()

    @model_validator(mode="after")
    def _lead_is_a_project(self) -> Self:
        ids = [project.id for project in self.projects]
        if self.lead_project is not None and self.lead_project not in ids:
            known = ", ".join(ids) or "none"
            raise ValueError(f"lead_project {self.lead_project!r} is not a project here ({known})")
        return self

    @property
    def lead(self) -> Project | None:
        """The lead project: the declared one, else the only one, else None."""
        for project in self.projects:
            if project.id == self.lead_project:
                return project
        return self.projects[0] if len(self.projects) == 1 else None

    def project(self, project_id: str | None) -> Project | None:
        """The project of that id, or None."""
        return next((item for item in self.projects if item.id == project_id), None)

    def source(self, source_id: str) -> Source | None:
        """The source of that id, or None."""
        return next((item for item in self.sources if item.id == source_id), None)

    def record(self, evidence_id: str) -> Evidence | None:
        """The evidence record of that id, or None."""
        return next((item for item in self.evidence if item.id == evidence_id), None)

    def runs(self, record: Any, own_from_pct: float) -> bool:
        """Whether the site of a step is the company's own.

        It is if the record says so and the company holds at least `own_from_pct` % of the project;
        with less it is a partner's, unless the record names the company as the one who runs it.
        """
        if record.by != "own":
            return False
        project = self.project(record.project)
        if project is None or project.ownership_pct is None or record.step == "none":
            return True
        names = {name.casefold() for name in (self.id, self.name, *self.aliases)}
        operator = record.who is not None and record.who.casefold() in names
        return operator or project.ownership_pct.high >= own_from_pct

    def extended(self, addition: CompanyAddition) -> Self:
        """This company with a workspace's addition laid over it."""
        return self.model_copy(
            update={
                "tags": tuple(dict.fromkeys((*self.tags, *addition.tags))),
                "lead_project": addition.lead_project or self.lead_project,
                "projects": (*self.projects, *addition.projects),
                "sources": (*self.sources, *addition.sources),
                "evidence": (*self.evidence, *addition.evidence),
                "retractions": (*self.retractions, *addition.retractions),
                "conflicts": (*self.conflicts, *addition.conflicts),
            }
        )


def newest_source(companies: Iterable[Company], by: date) -> str | None:
    """Date of the newest source of any of the companies by a day, as it is written.

    A year alone may end later than a day in it, and is no newer for that. The profiles that come
    with rewatch say when they were written, not up to when there was news.
    """
    sources = (source for item in companies for source in item.sources)
    dated = (item.date for item in sources if item.date and item.type != "company-profile")
    dates = (found for found in dated if found.first <= by)
    newest = max(dates, key=lambda day: (day.first, len(day)), default=None)
    return None if newest is None else str(newest)
