"""A project that a company does not have yet, of what a person types about it.

Nothing is written here: the project goes into the company's file together with the record that
speaks of it, in one step.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rewatch.domain.company import Company, Project
from rewatch.domain.errors import NotFound, UsageError
from rewatch.storage.figures import read_figure
from rewatch.storage.paths import slug
from rewatch.storage.saving import made

_KEYS = ("name", "country", "region", "ownership_pct", "feedstock", "product")


def new_project(company: Company, given: Mapping[str, Any]) -> Project:
    """A project of its fields as typed.

    Args:
        company: whose it is, additions laid over.
        given: name and country, and region, ownership_pct, feedstock and product where known; the
            country by its code.

    Raises:
        UsageError: a field is missing, unknown or cannot be used, or there is such a project.
    """
    typed = {key: value for key, value in given.items() if value not in (None, "")}
    strange = next((key for key in typed if key not in (*_KEYS, "id")), None)
    if strange is not None:
        raise UsageError(f"a new project has no {strange}; it has {', '.join(_KEYS)}")
    for key in ("name", "country"):
        if key not in typed:
            raise UsageError(f"a new project needs a {key}: project.{key}=…")
    name = " ".join(str(typed["name"]).split())
    if found := named(company, name):
        raise UsageError(f"{company.name} has the project {found.name} already: {found.id}")
    wanted = str(typed.get("id") or slug(name, "project"))
    taken, number, free = {item.id for item in company.projects}, 1, wanted
    while free in taken:
        number += 1
        free = f"{wanted[:58]}-{number}"
    if isinstance(typed.get("ownership_pct"), str):
        typed["ownership_pct"] = read_figure(typed["ownership_pct"], "share", "share").plain()
    return made(Project, {**typed, "id": free, "name": name})


def named(company: Company, text: str) -> Project | None:
    """The project of that id or name, None where there is none."""
    wanted = " ".join(text.casefold().split())
    return next((p for p in company.projects if wanted in (p.id, p.name.casefold())), None)


def project_of(company: Company, typed: Any, said: list[str]) -> tuple[str, Project | None]:
    """The id of a project, and the project itself where it is a new one.

    Args:
        company: whose it is.
        typed: id or name of a project, or the fields of a new one.
        said: is told of a new one.

    Raises:
        NotFound: there is no such project.
        UsageError: the new one cannot be made.
    """
    if not isinstance(typed, Mapping):
        found = named(company, str(typed))
        if found is None:
            ids = [item.id for item in company.projects]
            raise NotFound(f"project of {company.name}", str(typed), ids)
        return found.id, None
    same = named(company, str(typed.get("name", "")))
    if same is not None and set(typed) <= {"name", "country"}:
        return same.id, None  # said again in the next row of a table
    new = new_project(company, typed)
    said.append(f"new project: {new.name} ({new.country})")
    if keeps_lead(company):
        assert company.lead is not None
        said.append(f"{company.lead.name} stays the lead project, the one that is scored")
    return new.id, new


def keeps_lead(company: Company) -> bool:
    """Whether its only project is the lead for that reason alone, so that a second would end it."""
    return company.lead_project is None and company.lead is not None
