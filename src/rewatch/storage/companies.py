"""What a user adds about companies: new ones, and records on own or shipped ones.

Evidence is added to, corrected by newer records and withdrawn, never edited away; only on the day
it was recorded may a record be put right in place (typing mistakes).
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rewatch.domain.company import Company, CompanyAddition, Listing, Project, Retraction, Source
from rewatch.domain.errors import NotFound, Refused, UsageError
from rewatch.domain.values import PartialDate
from rewatch.storage import recorded
from rewatch.storage.catalogue import Catalogue, read_company
from rewatch.storage.lock import make_workspace
from rewatch.storage.paths import Folders, file_of, slug
from rewatch.storage.recorded import operation
from rewatch.storage.saving import change_file, create_file, free_id, made, save_over

if TYPE_CHECKING:
    from rewatch.domain.evidence import Evidence

_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"  # none that looks like another


def create_company(
    folders: Folders, catalogue: Catalogue, name: str, listing: str, country: str
) -> str:
    """Makes an own company and returns its id, which is made from its name.

    Args:
        folders: whose workspace.
        catalogue: what is there already.
        name: what it is called.
        listing: EXCHANGE:TICKER, or "unlisted".
        country: ISO 3166-1 alpha-2 code, or a name of the country table.

    Raises:
        UsageError: a field cannot be used, or the company is there already.
        LockHeld, CannotWrite: nothing was changed.
    """
    name = " ".join(name.split())
    if not name:
        raise UsageError("a company needs a name")
    listings = parse_listing(listing)
    refuse_double(catalogue, name, listings)
    domicile = country_code(catalogue, country)
    make_workspace(folders)
    with operation(folders, f"added the company {name}"):
        wanted, number = slug(name, "company"), 1
        free = free_id(folders.companies, wanted)
        while free in catalogue.companies:
            number += 1
            free = free_id(folders.companies, f"{wanted[:58]}-{number}")
        company = Company(schema_=1, id=free, name=name, listings=listings, domicile=domicile)
        create_file(folders, file_of(folders.companies, free), company)
    return free


def parse_listing(listing: str) -> tuple[Listing, ...]:
    """`ASX:LYC` as a listing, `unlisted` as none.

    Raises:
        UsageError: neither of the two.
    """
    if listing.strip().casefold() == "unlisted":
        return ()
    exchange, colon, ticker = (part.strip() for part in listing.partition(":"))
    if not (exchange and colon and ticker) or ":" in ticker:
        raise UsageError(f"{listing!r}: a listing is EXCHANGE:TICKER, such as ASX:LYC, or unlisted")
    return (Listing(exchange=exchange, ticker=ticker),)


# What countries are called that no table of codes and names has.
_SPOKEN = {"UK": "GB", "U.K.": "GB", "USA": "US", "U.S.A.": "US", "U.S.": "US"}


def country_code(catalogue: Catalogue, country: str) -> str:
    """The ISO code of a country given by code, by name or by what only its name begins with.

    Raises:
        UsageError: it is not in the country table.
    """
    wanted = country.strip()
    countries = catalogue.countries
    code = _SPOKEN.get(wanted.upper(), wanted.upper())
    if code in countries:
        return code
    names = {item.name.casefold(): code for code, item in countries.items()}
    if wanted.casefold() in names:
        return names[wanted.casefold()]
    begun = [word for word in names if len(wanted) > 2 and word.startswith(wanted.casefold())]
    if len(begun) == 1:
        return names[begun[0]]
    from difflib import get_close_matches

    near = [names[word] for word in begun or get_close_matches(wanted.casefold(), names, 3, 0.6)]
    meant = ", ".join(f"{code} ({countries[code].name})" for code in near[:3])
    hint = f"; did you mean {meant}?" if near else ", such as AU"
    raise UsageError(f"{country!r} is no country of the country table{hint}")


def refuse_double(
    catalogue: Catalogue, name: str, listings: tuple[Listing, ...], but: str | None = None
) -> None:
    """Refuses a name or listing that a company has: it would find neither of the two any more.

    Raises:
        UsageError: one of the catalogue, other than `but`, has it; says which.
    """
    symbols = {item.symbol.casefold() for item in listings}
    for company in catalogue.companies.values():
        if company.id == but:
            continue
        called = {word.casefold() for word in (company.name, *company.aliases)}
        if name.casefold() in called:
            raise UsageError(f"{name!r} is there already: {company.id}")
        taken = symbols & {item.symbol.casefold() for item in company.listings if not item.until}
        if taken:
            raise UsageError(f"{listings[0].symbol} is there already: {company.id}")


def with_code(catalogue: Catalogue, values: Mapping[str, Any]) -> dict[str, Any]:
    """Fields as typed, a country and an indicator that go by their names by code and id.

    Those of a new project are among them; "na" is no code here. What is not in the table stays as
    it is: it is unknown, does not apply, or is told by the record itself.
    """
    found = dict(values)
    indicator = str(found.get("indicator", "")).strip().casefold()
    for item in (item for one in catalogue.rubric.criteria for item in one.indicators):
        if indicator == item.name.casefold():
            found["indicator"] = item.id
    if isinstance(found.get("project"), dict):
        found["project"] = with_code(catalogue, found["project"])
    country = found.get("country")
    if isinstance(country, str) and len(country.strip()) > 2:
        with contextlib.suppress(UsageError):
            found["country"] = country_code(catalogue, country)
    return found


def add_records(
    folders: Folders,
    company: str,
    *,
    evidence: Sequence[Evidence] = (),
    sources: Sequence[Source] = (),
    projects: Sequence[Project] = (),
    retractions: Sequence[Retraction] = (),
    tags: Sequence[str] = (),
    lead_project: str | None = None,
) -> Path:
    """Adds to an own company's file, or to the addition to a shipped company.

    Returns:
        the file written.

    Raises:
        NotFound: there is no company of that id.
        UsageError: an id is taken, or a record is not valid.
        BrokenFile: the file cannot be read, and is not written over.
        LockHeld, CannotWrite: nothing was changed.
    """
    added: dict[str, Any] = {
        "projects": projects,
        "evidence": evidence,
        "sources": sources,
        "retractions": retractions,
    }

    def how(record: Any) -> Any:
        update: dict[str, Any] = {
            name: (*getattr(record, name), *new) for name, new in added.items() if new
        }
        for name in ("evidence", "sources", "projects"):
            _refuse_taken([item.id for item in update.get(name, ())], company)
        if tags:
            update["tags"] = tuple(dict.fromkeys((*record.tags, *tags)))
        if lead_project is not None:
            update["lead_project"] = lead_project
        return record.model_copy(update=update)

    make_workspace(folders)
    words = ", ".join(f"{len(new)} {name}" for name, new in added.items() if new)
    with operation(folders, f"added to {company}: {words or 'tags or lead project'}"):
        path = file_of(folders.companies, company)
        shipped = file_of(folders.seeds / "companies", company)
        if shipped.exists():
            whole = read_company(shipped)
            taken = {item.id for item in whole.evidence}
            _refuse_taken([*taken, *(item.id for item in evidence)], company)
            there = [item.id for item in (*getattr(whole, "projects", ()), *projects)]
            _refuse_taken(there, company)
        if path.exists():
            change_file(folders, path, type(read_company(path)), how)
        elif shipped.exists():
            addition = CompanyAddition(schema_=1, id=company, extends=company)
            create_file(folders, path, how(addition))
        else:
            raise NotFound("company", company, [])
    return path


def _refuse_taken(ids: Iterable[str], company: str) -> None:
    seen: set[str] = set()
    for name in ids:
        if name in seen:
            raise UsageError(
                f"{company} has a record {name!r} already; give the new one another id"
            )
        seen.add(name)


def retract(folders: Folders, company: Company, evidence: str, why: str, today: date) -> Path:
    """Withdraws a record; it stays in its file and counts no more from this day on.

    Args:
        folders: whose workspace.
        company: the company as it stands, additions laid over.
        evidence: the record's id.
        why: the reason.
        today: the day.

    Raises:
        NotFound: the company has no such record.
        UsageError: no reason, or it is withdrawn already. Else as `add_records`.
    """
    if not why.strip():
        raise UsageError("say why the record is withdrawn")
    if company.record(evidence) is None:
        raise NotFound(
            f"record of {company.name}", evidence, _near(evidence, [r.id for r in company.evidence])
        )
    if any(item.evidence == evidence for item in company.retractions):
        raise UsageError(f"{evidence} is withdrawn already")
    withdrawn = made(Retraction, {"evidence": evidence, "on": today, "why": why.strip()})
    make_workspace(folders)  # it may be the first thing that is kept
    with operation(folders, f"withdrew {evidence} of {company.id}"):
        return add_records(folders, company.id, retractions=[withdrawn])


def _near(wanted: str, known: list[str]) -> list[str]:
    from difflib import get_close_matches

    return get_close_matches(wanted, known, 3, 0.4)


def edit_company(
    folders: Folders,
    company: str,
    how: Callable[[Company], Company],
    shown: Company | None = None,
    now: datetime | None = None,
) -> Company:
    """Changes an own company's identity: name, listings, role, projects and so on.

    Args:
        folders: whose workspace.
        company: its id.
        how: gets the company, returns it as it shall be.
        shown: the company as it was when it was shown to who edits it; as it is now if not given.
        now: when, for the conflicts of what others changed since then.

    Raises:
        NotFound: the workspace has no file of that company.
        Refused: the company is shipped; only what is added to it can be changed.
        UsageError: what `how` made is no valid company.
        BrokenFile, LockHeld, CannotWrite: nothing was changed.
    """
    path = file_of(folders.companies, company)
    if file_of(folders.seeds / "companies", company).exists():
        raise Refused(
            f"{company} is shipped with rewatch; add evidence, tags or a lead project to it instead"
        )
    if not path.exists():
        raise NotFound("own company", company, [])

    def checked(before: Company) -> Company:
        after = how(before)
        if after.evidence != before.evidence or after.retractions != before.retractions:
            raise Refused("evidence is corrected by newer records or withdrawn, never edited away")
        return after

    with operation(folders, f"edited the company {company}"):
        if shown is not None and now is not None:
            return save_over(folders, path, shown, checked(shown), now)
        return change_file(folders, path, Company, checked)


def delete_company(folders: Folders, company: str) -> Path:
    """Moves an own company, or the additions to a shipped one, to the trash; its notes stay.

    Raises:
        NotFound: the workspace has no file of that company.
        LockHeld, CannotWrite: nothing was changed.
    """
    path = file_of(folders.companies, company)
    if not path.exists():
        raise NotFound("own company", company, [])
    return recorded.delete(folders, path, f"deleted the company {company}")


def put_right(folders: Folders, company: str, record: Evidence, today: date) -> Path:
    """Replaces a record of the workspace on the day it was recorded.

    Raises:
        NotFound: the workspace has no such record.
        Refused: it was recorded on another day; a newer record corrects it.
        BrokenFile, LockHeld, CannotWrite: nothing was changed.
    """
    path = file_of(folders.companies, company)
    if not path.exists():
        raise NotFound("own record", record.id, [])

    def how(whole: Any) -> Any:
        old = next((item for item in whole.evidence if item.id == record.id), None)
        if old is None:
            raise NotFound("own record", record.id, [item.id for item in whole.evidence][-3:])
        if old.recorded_on != today:
            raise Refused(
                f"{record.id} was recorded on {old.recorded_on}; add a newer record that "
                "supersedes it, so that the history stays whole"
            )
        changed = tuple(record if item.id == record.id else item for item in whole.evidence)
        return whole.model_copy(update={"evidence": changed})

    with operation(folders, f"put right {record.id} of {company}"):
        change_file(folders, path, type(read_company(path)), how)
    return path


def new_evidence_id(
    kind: str, day: str, taken: Iterable[str], choose: Callable[[str], str] = secrets.choice
) -> str:
    """A free id for a new record: its kind, a date and four letters, `recovery-2025-09-k3fa`.

    Args:
        kind: of the evidence.
        day: the date the fact speaks of.
        taken: ids that are not free.
        choose: picks one letter of many, by chance.

    Raises:
        UsageError: the date cannot be read.
    """
    try:
        PartialDate.parse(day)
    except ValueError as error:
        raise UsageError(str(error)) from None
    used = set(taken)
    while True:
        letters = "".join(choose(_LETTERS) for _ in range(4))
        free = f"{kind}-{day.lower()}-{letters}"
        if free not in used:
            return free
