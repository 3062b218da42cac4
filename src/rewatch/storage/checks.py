"""Checks files for every fault at once: what `rewatch check` prints.

Each file is read, held against its record model, and then against the rules of `check_rules`; the
names in it may refer to the shipped data, to the workspace, and to the other files checked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from rewatch.domain.company import Company
from rewatch.domain.countries import CountryTable
from rewatch.domain.errors import Fault, UsageError
from rewatch.domain.note import Note
from rewatch.domain.prices import Deck
from rewatch.domain.record import Frozen
from rewatch.domain.rubric import Rubric
from rewatch.domain.scenario import Scenario
from rewatch.domain.screens import Screens
from rewatch.domain.watchlist import Watchlist
from rewatch.storage import check_rules, notes
from rewatch.storage.atomic import is_leftover
from rewatch.storage.catalogue import NOT_EXTENDING, Catalogue, company_model, load_catalogue
from rewatch.storage.check_rules import Known, Lines
from rewatch.storage.explain import Complaint, show
from rewatch.storage.paths import Folders, file_of
from rewatch.storage.profiles import ProfileFile
from rewatch.storage.toml_files import (
    BrokenFile,
    Document,
    parse,
    read_document,
    read_text,
    validate,
)
from rewatch.storage.universe import load_universe

Rule = Callable[[Mapping[str, Any], Known], Iterator[Complaint]]


class Sort(NamedTuple):
    """One sort of file.

    Attributes:
        name: in words.
        model: chooses the record model from the data.
        rule: what must hold beyond the model.
        marks: keys that tell the sort of a file by its content.
        named: whether the file's name is its id.
    """

    name: str
    model: Callable[[dict[str, Any]], type[Frozen]]
    rule: Rule
    marks: tuple[str, ...]
    named: bool = False


COMPANY = Sort(
    "company",
    company_model,
    check_rules.of_company,
    ("extends", "listings", "evidence", "projects", "retractions", "lead_project", "role"),
    named=True,
)
RUBRIC = Sort("rubric", lambda _: Rubric, check_rules.of_rubric, ("criteria", "stage_caps"))
COUNTRIES = Sort("country table", lambda _: CountryTable, check_rules.of_countries, ("countries",))
PROFILES = Sort("weights profiles", lambda _: ProfileFile, check_rules.of_profiles, ("profiles",))
DECK = Sort("price deck", lambda _: Deck, check_rules.of_deck, ("prices", "vat"), named=True)
WATCHLIST = Sort(
    "watchlist",
    lambda _: Watchlist,
    check_rules.of_watchlist,
    ("entries", "price_deck", "filter", "exclusions", "weights", "profile"),
)
SCREENS = Sort("saved screens", lambda _: Screens, check_rules.of_screens, ("screens",))
SCENARIO = Sort(
    "scenario", lambda _: Scenario, check_rules.of_scenario, ("rules", "blocs"), named=True
)
NOTE = Sort("note", lambda _: Note, check_rules.of_note, ())
# By content: the rubric first, because it has profiles too.
_SORTS = (COMPANY, RUBRIC, SCENARIO, COUNTRIES, DECK, WATCHLIST, PROFILES, SCREENS)
_BY_NAME = {
    "rubric.toml": RUBRIC,
    "countries.toml": COUNTRIES,
    "profiles.toml": PROFILES,
    "screens.toml": SCREENS,
}
_BY_FOLDER = {"companies": COMPANY, "prices": DECK, "watchlists": WATCHLIST, "scenarios": SCENARIO}


@dataclass
class _File:
    path: Path
    sort: Sort
    document: Document
    place: Path  # without symbolic links, for comparing with other places


def check(
    folders: Folders, paths: Sequence[Path], today: date, lines: Lines | None = None
) -> list[Fault]:
    """Every fault of the files named, in order of file and line.

    Args:
        folders: the shipped data and the workspace, which names may refer to.
        paths: files and folders; without any, the shipped data and the workspace.
        today: dates after it are in the future.
        lines: judges filters, theses and flags, which storage cannot; without it they are not.

    Raises:
        UsageError: a path that is not there.
    """
    own = (folders.seeds, folders.samples, folders.workspace)
    wanted = list(paths) or [folder for folder in own if folder.is_dir()]
    for path in paths:
        if not path.exists():
            raise UsageError(f"{path}: there is no such file or folder")
    faults: list[Fault] = []
    files = [file for path in wanted for file in _files(path, faults)]
    known = _known(load_catalogue(folders), files, today)
    known.lines = lines
    for file in files:
        faults += _check_file(file, known, folders)
    return sorted(set(faults))


def _files(path: Path, faults: list[Fault]) -> Iterator[_File]:
    """The files below a path that are rewatch's; what cannot be opened or parsed is a fault."""
    if not path.is_dir():
        yield from _open(path, faults, asked=True)
        return
    for item in sorted(path.iterdir()):
        if item.name.startswith(".") or is_leftover(item.name):
            continue
        if item.is_dir():
            if not item.is_symlink():  # a link may lead round in a circle
                yield from _files(item, faults)
        else:
            yield from _open(item, faults, asked=False)


def _open(path: Path, faults: list[Fault], *, asked: bool) -> Iterator[_File]:
    try:
        if path.name == "universe.csv":
            load_universe(path.parent)
        elif path.suffix == ".md":
            if asked or path.absolute().parent.parent.name == "notes":
                yield _File(path, NOTE, _front_matter(path), path.resolve())
        elif path.suffix == ".toml":
            if not asked and path.name == "config.toml":
                return  # settings are checked when they are read
            document = read_document(path)
            sort = _sort(path, document.data)
            if sort is not None:
                yield _File(path, sort, document, path.resolve())
            elif asked or isinstance(document.data.get("schema"), int):
                faults.append(Fault(str(path), 0, f"is none of these: {_known_sorts()}"))
        elif asked:
            faults.append(Fault(str(path), 0, f"is none of these: {_known_sorts()}"))
    except BrokenFile as error:
        faults += error.faults


def _known_sorts() -> str:
    return ", ".join(sort.name for sort in (*_SORTS, NOTE))


def _sort(path: Path, data: Mapping[str, Any]) -> Sort | None:
    by_place = _BY_NAME.get(path.name) or _BY_FOLDER.get(path.absolute().parent.name)
    if by_place is not None:
        return by_place
    return next((sort for sort in _SORTS if any(mark in data for mark in sort.marks)), None)


def _front_matter(path: Path) -> Document:
    parts = notes.take_apart(read_text(path))
    if parts.front is None:
        raise BrokenFile([Fault(str(path), 1, "has no front matter between +++ lines at its top")])
    start, end = parts.front
    document = parse(parts.text[start:end], str(path), first_line=2)
    implied = {"id": path.stem, "company": path.absolute().parent.name}
    document.data = {**implied, **document.data, "body": parts.text[parts.body :]}
    return document


def _check_file(file: _File, known: Known, folders: Folders) -> Iterator[Fault]:
    document = file.document
    try:
        validate(document, file.sort.model(document.data))
    except BrokenFile as error:
        yield from error.faults
    for path, reason in file.sort.rule(document.data, known):
        yield document.fault(path, _about(document.data, path) + reason)
    name = document.data.get("id")
    if file.sort.named and isinstance(name, str) and name != file.path.stem:
        yield document.fault(("id",), f"id = {show(name)} differs from the file's name")
    if file.sort is WATCHLIST and file.path.absolute().parent.name == "watchlists":
        try:
            file_of(file.path.parent, file.path.stem)
        except UsageError as error:
            yield Fault(str(file.path), 0, f"the file's name is no id: {error}")
    if file.sort is NOTE and document.data["company"] != file.path.absolute().parent.name:
        reason = (
            f"company = {show(document.data['company'])} differs from the folder the note is in"
        )
        yield document.fault(("company",), reason)
    if file.sort is COMPANY and file.place.parent == folders.companies.resolve():
        shipped = (folders.seeds / "companies" / f"{file.path.stem}.toml").exists()
        if shipped and "extends" not in document.data:
            yield document.fault(("id",), NOT_EXTENDING.format(file.path.stem))


def _about(data: Mapping[str, Any], path: tuple[str | int, ...]) -> str:
    """Which record a complaint is about, where it is about one of a list."""
    if len(path) > 1 and isinstance(path[0], str) and isinstance(path[1], int):
        record = data[path[0]][path[1]]
        name = record.get("id", record.get("company")) if isinstance(record, dict) else None
        if isinstance(name, str):
            kind = record.get("kind")
            return f"{kind if isinstance(kind, str) else path[0]} {show(name)}: "
    return ""


def _known(catalogue: Catalogue, files: Sequence[_File], today: date) -> Known:
    """What names may refer to: the catalogue and everything in the files themselves."""
    known = Known(today)
    for company in catalogue.companies.values():
        _know_company(known, company)
    known.decks |= {*catalogue.decks, *catalogue.broken_decks}
    try:
        known.criteria |= {criterion.id for criterion in catalogue.rubric.criteria}
        known.profiles |= set(catalogue.rubric.profiles)
        known.countries |= set(catalogue.countries)
    except BrokenFile:
        # Told where the file itself is checked; names that refer into it cannot be judged.
        known.countries.clear()
    for file in files:
        _know_file(known, file)
    return known


def _know_company(known: Known, company: Company) -> None:
    kinds = {record.id: str(record.kind) for record in company.evidence}
    known.records.setdefault(company.id, {}).update(kinds)
    known.projects.setdefault(company.id, set()).update(item.id for item in company.projects)
    known.sources.setdefault(company.id, set()).update(item.id for item in company.sources)


def _know_file(known: Known, file: _File) -> None:
    data = file.document.data
    if file.sort is COMPANY:
        company = str(data.get("extends", data.get("id")))
        if "extends" in data and company not in known.records:
            return  # an addition to nothing brings no company into being
        kinds = known.records.setdefault(company, {})
        kinds |= {name: str(item.get("kind")) for name, item in _named(data, "evidence")}
        known.projects.setdefault(company, set()).update(n for n, _ in _named(data, "projects"))
        known.sources.setdefault(company, set()).update(n for n, _ in _named(data, "sources"))
    elif file.sort is DECK:
        known.decks.add(file.path.stem)
    elif file.sort is RUBRIC:
        known.criteria |= {name for name, _ in _named(data, "criteria")}
    elif file.sort is COUNTRIES:
        known.countries |= {name for name, _ in _named(data, "countries", "code")}
    if file.sort in (RUBRIC, PROFILES) and isinstance(data.get("profiles"), dict):
        known.profiles |= set(data["profiles"])


def _named(
    data: Mapping[str, Any], name: str, key: str = "id"
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    tables = data.get(name)
    for table in tables if isinstance(tables, list) else ():
        if isinstance(table, dict) and isinstance(table.get(key), str):
            yield table[key], table
