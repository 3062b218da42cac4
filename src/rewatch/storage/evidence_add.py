"""New evidence from what a person types: units converted, source known or new, an id of its own.

A draft is a valid record that is not saved yet, so that its effect can be shown first. Chance and
the day are arguments; nothing is written here.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from rewatch.domain.company import Company, Project, Source
from rewatch.domain.dates import read_date
from rewatch.domain.elements import OXIDES, no_oxide
from rewatch.domain.errors import NotFound, UsageError
from rewatch.domain.evidence import KINDS, Cash
from rewatch.domain.record import Record
from rewatch.storage.companies import new_evidence_id
from rewatch.storage.explain import keys_of
from rewatch.storage.figures import DIMENSIONS, read_cash, read_figure
from rewatch.storage.not_applicable import (
    UNKNOWN,
    answer,
    check_indicator,
    indicators_of,
    not_applicable,
)
from rewatch.storage.paths import slug
from rewatch.storage.project_add import keeps_lead, project_of
from rewatch.storage.saving import made, plain

if TYPE_CHECKING:
    from rewatch.domain.evidence import Evidence

# Words that lists hold, parted by commas where they are typed.
_LISTS = ("supersedes", "disputes")
DATES = ("as_of", "promised", "said_on")
_SWITCHES = {"yes": True, "true": True, "no": False, "false": False}


@dataclass(frozen=True)
class Draft:
    """What would be added to one company.

    Attributes:
        company: its id.
        records: the new records; none where all that was said is that it is unknown.
        sources: sources that are new to the company.
        projects: projects that are new to it.
        lead: id of the project that stays its lead although one is added; None where that is said.
        said: what was converted or filled in, in words.
    """

    company: str
    records: tuple[Evidence, ...] = ()
    sources: tuple[Source, ...] = ()
    said: tuple[str, ...] = field(default=())
    projects: tuple[Project, ...] = ()
    lead: str | None = None


def draft(
    company: Company,
    values: Mapping[str, Any],
    *,
    today: date,
    indicators: Collection[str] = (),
    source: str | Mapping[str, Any] | None = None,
    choose: Callable[[str], str] = secrets.choice,
    recorded: date | None = None,
) -> Draft:
    """A record of what was typed.

    Args:
        company: whom it is about, additions laid over.
        values: the record's fields by the names files use; text is read as typed (`84 %`,
            `4.4 ktpa`, `u`, `na: reason`), anything else is taken as it is.
        today: the day it is recorded.
        indicators: ids of the method's indicators, for what does not apply.
        source: id of a source of the company, or the fields of a new one; else `values["source"]`.
        choose: picks one letter of many, by chance, for the new id.
        recorded: when it entered the file, if not today; what `values` say of it counts nothing,
            because a card of a past day would be another one.

    Raises:
        UsageError: a field is missing, unknown or cannot be used; says which and what it takes.
        NotFound: there is no such source or project.
    """
    given = {key: value for key, value in values.items() if value not in (None, "")}
    kind = str(given.pop("kind", ""))
    model = KINDS.get(kind)
    if model is None:
        raise UsageError(_no_kind(kind))
    said: list[str] = []
    named = given.pop("source", None) if source is None else source
    chosen, new_source = _source(company, named, today)
    given.pop("source", None)
    given = {key: _dates(key, value, today) for key, value in given.items()}
    common = {"source": chosen, "recorded": recorded or today}
    if str(given.pop("recorded", today)) != str(today) and recorded is None:
        said.append(f"recorded: {today}, the day it enters the file")
    answers = {key: answer(key, value) for key, value in given.items()}
    reasons = [reason for sort, reason in answers.values() if sort == "na"]
    if reasons:
        reason = next((found for found in reasons if found), str(given.get("note", "")))
        names = indicators_of(kind, given, indicators)
        records = not_applicable(company, names, reason, common, choose)
        told = f"{', '.join(name.replace('_', ' ') for name in names)}: does not apply"
        return Draft(company.id, records, (new_source,) if new_source else (), (told,))
    unknown = [key for key, (sort, _) in answers.items() if sort == "unknown"]
    required = [info.alias or key for key, info in model.model_fields.items() if info.is_required()]
    facts = (model.model_fields.keys() - Record.model_fields.keys()) & given.keys()
    if unknown and (set(required).intersection(unknown) or facts.issubset(unknown)):
        return Draft(company.id, said=(f"{', '.join(unknown)}: unknown; nothing is recorded",))
    typed = {key: value for key, value in given.items() if key not in unknown}
    fields = _fields(company, model, typed, said)
    if "currency" in required and "currency" not in fields:
        fields["currency"] = _usual_currency(company, kind, said)
    new_projects = _project(company, model, fields, said)
    check_indicator(kind, fields, indicators)
    published = new_source.date if new_source else _dated(company, chosen)
    day = str(fields.get("as_of") or published or today.isoformat())
    taken = [record.id for record in company.evidence]
    fields.setdefault("id", new_evidence_id(kind, day, taken, choose))
    if fields["id"] in taken:
        raise UsageError(f"{company.name} has a record {fields['id']!r} already")
    record: Any = made(model, {"kind": kind, **common, **fields})
    said += _doubts(record, new_source, today)
    lead = company.lead.id if company.lead and new_projects and keeps_lead(company) else None
    sources = (new_source,) if new_source else ()
    return Draft(company.id, (record,), sources, tuple(said), new_projects, lead)


def correction(
    company: Company,
    evidence: str,
    changes: Mapping[str, Any],
    *,
    today: date,
    own: Collection[str] = (),
    indicators: Collection[str] = (),
    choose: Callable[[str], str] = secrets.choice,
) -> tuple[Draft, bool]:
    """A record with some of its fields changed.

    Args:
        company: whom it is about.
        evidence: the record's id.
        changes: fields as typed; an empty text takes a field out.
        today: the day.
        own: ids of records that stand in the workspace's own file.
        indicators: ids of the method's indicators.
        choose: picks one letter of many, by chance, for a new id.

    Returns:
        the draft, and whether it replaces the record in place, as is done on the day it was
        recorded; else it is a newer record that supersedes it.

    Raises:
        NotFound: there is no such record. Else as `draft`.
    """
    old = company.record(evidence)
    if old is None:
        raise NotFound(f"record of {company.name}", evidence, [])
    fixed = next((key for key in ("id", "recorded") if key in changes), None)
    if fixed is not None:
        raise UsageError(f"{fixed} cannot be changed: a record keeps its id and its day")
    values = {**plain(old, "recorded", "id"), **changes}
    in_place = evidence in own and old.recorded_on == today
    rest = company.model_copy(
        update={"evidence": tuple(item for item in company.evidence if item.id != evidence)}
    )
    if in_place:
        values["id"] = evidence
        day = old.recorded
        return draft(rest, values, today=today, indicators=indicators, recorded=day), True
    named = changes.get("supersedes") or ()
    values["supersedes"] = [evidence, *(_words(named) if isinstance(named, str) else named)]
    return draft(company, values, today=today, indicators=indicators, choose=choose), False


def with_drafts(company: Company, drafts: Sequence[Draft]) -> Company:
    """The company as it would be, for showing the effect before anything is saved."""
    mine = [item for item in drafts if item.company == company.id]
    return company.model_copy(
        update={
            "evidence": (*company.evidence, *(r for item in mine for r in item.records)),
            "sources": (*company.sources, *(s for item in mine for s in item.sources)),
            "projects": (*company.projects, *(p for item in mine for p in item.projects)),
            "lead_project": next((item.lead for item in mine if item.lead), company.lead_project),
        }
    )


def _no_kind(kind: str) -> str:
    from difflib import get_close_matches

    if not kind:
        return f"say what kind of evidence it is: kind = {', '.join(KINDS)}"
    near = get_close_matches(kind, KINDS, 1, 0.5)
    hint = f"; did you mean {near[0]}?" if near else ""
    return f"{kind!r} is no kind of evidence{hint} (known: {', '.join(KINDS)})"


def _fields(
    company: Company, model: type[Record], given: Mapping[str, Any], said: list[str]
) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    currencies = set()
    for key, value in given.items():
        if key == "oxides" and isinstance(value, Mapping):
            fields[key] = oxide_shares(value, said)
        elif isinstance(value, str) and key in DIMENSIONS and key in keys_of(model):
            if model is Cash:
                currency = str(given.get("currency", "")).upper() or newest_currency(company)
                figure = read_cash(value, key, currency, burn=key == "burn_per_quarter")
            else:
                figure = read_figure(value, DIMENSIONS[key], key)
            said += [figure.said] if figure.said else []
            fields[key] = figure.plain()
            currencies |= {figure.currency} - {""}
        else:
            fields[key] = _word(key, value.strip()) if isinstance(value, str) else value
    _currency(model, fields, currencies)
    return fields


def _dates(key: str, value: Any, today: date) -> Any:
    """A date, or the two that a time lies between, as files hold them; other values as they are.

    Raises:
        UsageError: the text is no date, or may be two.
    """
    if key not in DATES or not isinstance(value, str) or answer(key, value)[0] != "value":
        return value
    ends = re.split(r"\s*\.\.\s*|\s+to\s+", value.strip()) if key == "promised" else [value]
    try:
        found = [str(read_date(end, today)) for end in ends]
    except ValueError as error:
        raise UsageError(f"{key}: {error}") from None
    return found if len(found) > 1 else found[0]


def _word(key: str, text: str) -> Any:
    """A field that holds words, a switch or a year, of the text typed for it."""
    if key in (*_LISTS, "oxides"):
        return _words(text)
    if key == "rare_earths":
        return _SWITCHES.get(text.casefold(), text)
    if key == "year" and text.isdigit():
        return int(text)
    if key == "status":
        ends = [word.strip() for word in re.split(r"\.\.|\s+to\s+", text)]
        return ends if len(ends) > 1 else text
    return text


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"[,;\s]+", text) if word]


def _doubts(record: Record, source: Source | None, today: date) -> list[str]:
    """What `rewatch check` would say of the record and its new source, before they are saved."""
    from rewatch.storage.check_rules import doubts

    told = [*doubts(plain(record), today), *(doubts(plain(source), today) if source else ())]
    return [f"look again: {reason}" for reason in told]


def _currency(model: type[Record], fields: dict[str, Any], named: set[str]) -> None:
    """The currency a figure named goes into its field, or must agree with what stands there."""
    if not named:
        return
    given = str(fields.get("currency", "")).upper()
    if len(named | ({given} if given else set())) > 1:
        raise UsageError(
            f"the currencies differ: {' and '.join(sorted(named | {given} - {''}))}; amounts are "
            "kept in the currency they were published in"
        )
    if "currency" not in model.model_fields:
        raise UsageError(f"{next(iter(named))} is a currency, and this record holds no money")
    fields["currency"] = given or named.pop()


def _usual_currency(company: Company, kind: str, said: list[str]) -> str:
    """The currency of the newest record of that kind: quarter by quarter it is the same.

    Raises:
        UsageError: there is none.
    """
    usual = newest_currency(company) if kind == "cash" else ""
    if not usual:
        raise UsageError("say the currency with the amount, as A$12.5m or 3 bn CNY")
    said.append(f"in {usual}, as the {kind} on record")
    return usual


def newest_currency(company: Company) -> str:
    """That of the newest cash on record; empty where there is none."""
    dated = [item for item in company.evidence if isinstance(item, Cash)]
    newest = max(dated, key=lambda item: str(item.as_of or ""), default=None)
    return newest.currency if newest is not None else ""


def oxide_shares(shares: Mapping[str, Any], said: list[str]) -> dict[str, Any]:
    """The shares by oxide in %, of shares as typed; adds what was converted to `said`."""
    found: dict[str, Any] = {}
    by_name = {oxide.casefold(): oxide for oxide in OXIDES}
    elements = {re.sub(r"[\d]*O\d+$", "", oxide).rstrip("0123456789"): oxide for oxide in OXIDES}
    for name, value in shares.items():
        oxide = by_name.get(str(name).strip().casefold())
        if oxide is None:
            meant = elements.get(str(name).strip().capitalize())
            hint = (
                f"{name} is an element; its share is not that of its oxide {meant}: give {meant} "
                "in % of TREO"
                if meant
                else no_oxide(str(name).strip())
            )
            raise UsageError(hint)
        if isinstance(value, str):
            if value.strip().casefold() in UNKNOWN:
                continue
            figure = read_figure(value, "share", oxide)
            said += [figure.said] if figure.said else []
            found[oxide] = figure.plain()
        else:
            found[oxide] = value
    return found


def _project(
    company: Company, model: type[Record], fields: dict[str, Any], said: list[str]
) -> tuple[Project, ...]:
    """The lead project where the fact is one of a project and none is named; `-` for none.

    Returns:
        the project that is named, where it is a new one.
    """
    named = fields.get("project")
    if named == "-":
        del fields["project"]
    elif named is not None:
        fields["project"], new = project_of(company, named, said)
        return (new,) if new else ()
    elif "project" in model.subject_fields and company.lead is not None:
        fields["project"] = company.lead.id
        said.append(f"project: {company.lead.id}, the lead project")
    return ()


def _source(company: Company, source: Any, today: date) -> tuple[str, Source | None]:
    """The id of a source, and the source itself where it is a new one."""
    if source is None or source == "":
        known = ", ".join(item.id for item in company.sources[-3:])
        hint = f" (known: {known}, …)" if known else ""
        raise UsageError(f"a record names its source: an id{hint}, or type and title of a new one")
    if isinstance(source, str):
        if company.source(source) is None:
            from difflib import get_close_matches

            known_ids = [item.id for item in company.sources]
            near = get_close_matches(source, known_ids, 3, 0.4)
            raise NotFound(f"source of {company.name}", source, near or known_ids[-3:])
        return source, None
    given = {key: value for key, value in source.items() if value not in (None, "")}
    if isinstance(given.get("date"), str):
        try:
            given["date"] = read_date(given["date"], today)
        except ValueError as error:
            raise UsageError(f"date of the source: {error}") from None
    for item in company.sources:
        same_page = item.url is not None and item.url == given.get("url")
        same_paper = (item.title, item.date) == (given.get("title"), given.get("date"))
        if (same_page and item.date == given.get("date", item.date)) or same_paper:
            return item.id, None
    words = str(given.get("publisher") or given.get("title") or given.get("type") or "source")
    wanted = slug(f"{words} {given.get('date', '')}", "source")
    taken, number, name = {item.id for item in company.sources}, 1, wanted
    while name in taken:
        number += 1
        name = f"{wanted}-{number}"
    new = made(Source, {"id": name, **given})
    return new.id, new


def _dated(company: Company, source: str) -> str | None:
    found = company.source(source)
    return str(found.date) if found and found.date else None
