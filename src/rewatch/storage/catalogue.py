"""Everything that is scored and what it is scored with: shipped data with the workspace over it.

A broken file is named in `left_out` and the rest works. A broken rubric, country table, profile
file or deck of the workspace is named too, and asking for it raises: the shipped one never takes
its place in silence, because the numbers would be somebody else's.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from rewatch.domain.company import Company, CompanyAddition
from rewatch.domain.countries import Country, CountryTable
from rewatch.domain.errors import Fault, NotFound
from rewatch.domain.prices import Deck
from rewatch.domain.record import Frozen
from rewatch.domain.rubric import Profile, Rubric
from rewatch.storage.cache import Loaded, cache_file, load_records
from rewatch.storage.paths import Folders
from rewatch.storage.profiles import ProfileFile
from rewatch.storage.toml_files import BrokenFile, read_document, read_model, validate

Asked = TypeVar("Asked", bound=Frozen)

_COMPANY_MODELS: dict[str, type[Frozen]] = {"company": Company, "addition": CompanyAddition}
METHOD_FILES: dict[str, tuple[str, type[Frozen]]] = {
    "rubric.toml": ("rubric", Rubric),
    "countries.toml": ("countries", CountryTable),
    "profiles.toml": ("profiles", ProfileFile),
}


@dataclass(frozen=True)
class Catalogue:
    """What one run works with.

    Attributes:
        companies: by id, in order of id, additions laid over.
        files: the files a company is made of, the shipped or own one first.
        own: ids of the companies that exist in the workspace only.
        decks: the price decks that could be read, by id.
        left_out: every file or record that could not be used.
        shipped: the companies that come with the tool, without what the user added to them.
    """

    companies: dict[str, Company]
    files: dict[str, tuple[Path, ...]]
    own: frozenset[str]
    decks: dict[str, Deck]
    left_out: tuple[Fault, ...]
    method: dict[str, Loaded] = field(repr=False)
    broken_decks: dict[str, tuple[Fault, ...]] = field(default_factory=dict, repr=False)
    broken_profiles: dict[str, Fault] = field(default_factory=dict, repr=False)
    shipped: tuple[Company, ...] = field(default=(), repr=False)

    @property
    def names(self) -> dict[str, str]:
        """What the companies are called, by id."""
        return {key: company.name for key, company in self.companies.items()}

    @property
    def rubric(self) -> Rubric:
        """The method file in use.

        Raises:
            BrokenFile: the workspace has one that cannot be read.
        """
        return _asked(self.method["rubric.toml"], Rubric)

    @property
    def country_table(self) -> CountryTable:
        """The country table in use, whole.

        Raises:
            BrokenFile: the workspace has one that cannot be read.
        """
        return _asked(self.method["countries.toml"], CountryTable)

    @property
    def countries(self) -> dict[str, Country]:
        """The countries in use, by ISO 3166-1 alpha-2 code; raises as `country_table`."""
        return self.country_table.by_code()

    @property
    def profiles(self) -> dict[str, Profile]:
        """The rubric's weights profiles and the user's own, which go before.

        Raises:
            BrokenFile: the rubric or the user's profiles cannot be read.
        """
        own = self.method.get("profiles.toml")
        added = {} if own is None else _asked(own, ProfileFile).profiles
        usable = {name: item for name, item in added.items() if name not in self.broken_profiles}
        return {**self.rubric.profiles, **usable}

    def deck(self, name: str) -> Deck:
        """One price deck.

        Raises:
            BrokenFile: its file cannot be read.
            NotFound: there is none of that id.
        """
        if name in self.broken_decks:
            raise BrokenFile(list(self.broken_decks[name]))
        if name not in self.decks:
            raise _not_found("price deck", name, self.decks)
        return self.decks[name]

    def profile(self, name: str) -> Profile:
        """One weights profile.

        Raises:
            BrokenFile: the rubric, the user's profiles or this one cannot be used.
            NotFound: there is none of that id.
        """
        if name in self.broken_profiles:
            raise BrokenFile([self.broken_profiles[name]])
        # A broken file of own profiles stops only who asks for one of them.
        shipped = self.rubric.profiles
        own = self.method.get("profiles.toml")
        if name in shipped and own is not None and own.record is None:
            return shipped[name]
        profiles = self.profiles
        if name not in profiles:
            raise _not_found("weights profile", name, profiles)
        return profiles[name]


def _not_found(what: str, name: str, known: Iterable[str]) -> NotFound:
    from difflib import get_close_matches

    names = sorted(known)
    return NotFound(what, name, get_close_matches(name, names, 3, 0.3) or names[:3])


def _asked(loaded: Loaded, model: type[Asked]) -> Asked:
    if not isinstance(loaded.record, model):
        raise BrokenFile(list(loaded.faults))
    return loaded.record


def company_model(data: dict[str, Any]) -> type[Company] | type[CompanyAddition]:
    """The record model of a company file: an addition where it says `extends`."""
    return CompanyAddition if "extends" in data else Company


def read_company(path: Path) -> Company | CompanyAddition:
    """One company file, whose name is its id.

    Raises:
        BrokenFile: anything is wrong with it.
    """
    document = read_document(path)
    record: Company | CompanyAddition = validate(document, company_model(document.data))
    if record.id != path.stem:
        reason = f"id = \"{record.id}\" differs from the file's name; a file's name is its id"
        raise BrokenFile([document.fault(("id",), reason)])
    return record


def read_deck(path: Path) -> Deck:
    """One price deck, whose file's name is its id.

    Raises:
        BrokenFile: anything is wrong with it.
    """
    deck = read_model(path, Deck)
    check_name(path, deck.id)
    return deck


def check_name(path: Path, record_id: str) -> None:
    """Holds a record's id against the name of its file.

    Raises:
        BrokenFile: they differ.
    """
    if record_id != path.stem:
        reason = f"id = \"{record_id}\" differs from the file's name; a file's name is its id"
        raise BrokenFile([Fault(str(path), 0, reason)])


def load_catalogue(folders: Folders) -> Catalogue:
    """Reads the shipped data and lays the workspace over it.

    A workspace that is missing is an empty one. Nothing is written but the cache.
    """
    left_out: list[Fault] = []
    companies, files, shipped = _companies(folders, left_out)
    decks, broken = _decks(folders, left_out)
    method = _method(folders, left_out)
    profiles = unusable_profiles(method)
    left_out += profiles.values()
    return Catalogue(
        companies=dict(sorted(companies.items())),
        files=files,
        own=frozenset(companies) - frozenset(item.id for item in shipped),
        decks=decks,
        left_out=tuple(sorted(left_out)),
        method=method,
        broken_decks=broken,
        broken_profiles=profiles,
        shipped=shipped,
    )


def toml_paths(folder: Path) -> list[Path]:
    """The TOML files of a folder in order of name; none where there is no such folder."""
    try:
        return sorted(p for p in folder.iterdir() if p.suffix == ".toml" and p.name[0] != ".")
    except OSError:
        return []


def _company_files(folder: Path, cache: Path) -> list[Loaded]:
    store = cache_file(cache, folder)
    return load_records(toml_paths(folder), read_company, _COMPANY_MODELS, store)


def _companies(
    folders: Folders, left_out: list[Fault]
) -> tuple[dict[str, Company], dict[str, tuple[Path, ...]], tuple[Company, ...]]:
    """All companies and their files, and the shipped ones without what was added to them."""
    companies: dict[str, Company] = {}
    files: dict[str, tuple[Path, ...]] = {}
    for loaded in _company_files(folders.seeds / "companies", folders.cache):
        left_out += loaded.faults
        if isinstance(loaded.record, Company):
            companies[loaded.record.id] = loaded.record
            files[loaded.record.id] = (loaded.path,)
    shipped = tuple(companies.values())
    ids = frozenset(companies)
    additions: list[tuple[Path, CompanyAddition]] = []
    for loaded in _company_files(folders.companies, folders.cache):
        left_out += loaded.faults
        record = loaded.record
        if isinstance(record, CompanyAddition):
            additions.append((loaded.path, record))
        elif isinstance(record, Company):
            if record.id in ids:
                left_out.append(_fault(loaded.path, ("id",), NOT_EXTENDING.format(record.id)))
                continue
            companies[record.id] = record
            files[record.id] = (loaded.path,)
    for path, addition in additions:
        base = companies.get(addition.extends)
        if base is None:
            reason = f'extends "{addition.extends}", and there is no company of that id'
            left_out.append(_fault(path, ("extends",), reason))
            continue
        companies[base.id], faults = lay_over(base, addition)
        files[base.id] += (path,)
        left_out += (_fault(path, where, reason) for where, reason in faults)
    return companies, files, shipped


NOT_EXTENDING = (
    'id = "{0}" is a shipped company; to add to it, write extends = "{0}" and keep only evidence, '
    "projects, sources, retractions, lead_project and tags"
)


def lay_over(
    base: Company, addition: CompanyAddition
) -> tuple[Company, list[tuple[tuple[str | int, ...], str]]]:
    """A company with one addition over it, and what of the addition could not be used.

    A source of the addition whose id the company has for another source keeps its own meaning:
    in the result it is called `<id>@<file's id>`, and the addition's records follow it. (An update
    of the shipped data may take an id that the user took first.)
    """
    faults: list[tuple[tuple[str | int, ...], str]] = []
    known = {source.id: source for source in base.sources}
    renamed: dict[str, str] = {}
    sources = []
    for source in addition.sources:
        if known.get(source.id, source) != source:
            renamed[source.id] = f"{source.id}@{addition.id}"
            sources.append(source.model_copy(update={"id": renamed[source.id]}))
        elif source.id not in known:
            sources.append(source)
    taken = {record.id for record in base.evidence}
    evidence = []
    for number, record in enumerate(addition.evidence):
        if record.id in taken:
            reason = (
                f'evidence "{record.id}" is already an id of {base.id}; give this record its own'
            )
            faults.append((("evidence", number, "id"), reason))
            continue
        taken.add(record.id)
        name = renamed.get(record.source)
        evidence.append(record if name is None else record.model_copy(update={"source": name}))
    projects = []
    for number, project in enumerate(addition.projects):
        standing = base.project(project.id)
        if standing is None:
            projects.append(project)
        elif standing != project:
            reason = f'project "{project.id}" is a project of {base.id} already; that one stands'
            faults.append((("projects", number, "id"), reason))
    lead, ids = addition.lead_project, [item.id for item in (*base.projects, *projects)]
    if lead is not None and lead not in ids:
        known_ids = ", ".join(ids) or "none"
        reason = f'lead_project "{lead}" is not a project of {base.id} ({known_ids})'
        faults.append((("lead_project",), reason))
        lead = None
    usable = addition.model_copy(
        update={
            "projects": tuple(projects),
            "sources": tuple(sources),
            "evidence": tuple(evidence),
            "lead_project": lead,
        }
    )
    return base.extended(usable), faults


def _fault(path: Path, where: tuple[str | int, ...], reason: str) -> Fault:
    """A fault in a file that was readable a moment ago; its line is found only now."""
    try:
        return read_document(path).fault(where, reason)
    except BrokenFile:
        return Fault(str(path), 0, reason)


def _decks(
    folders: Folders, left_out: list[Fault]
) -> tuple[dict[str, Deck], dict[str, tuple[Fault, ...]]]:
    decks: dict[str, Deck] = {}
    broken: dict[str, tuple[Fault, ...]] = {}
    for folder in (folders.seeds / "prices", folders.workspace / "prices"):
        store = cache_file(folders.cache, folder)
        for loaded in load_records(toml_paths(folder), read_deck, {"deck": Deck}, store):
            left_out += loaded.faults
            if isinstance(loaded.record, Deck):
                decks[loaded.record.id] = loaded.record
            else:
                decks.pop(loaded.path.stem, None)
                broken[loaded.path.stem] = loaded.faults
    return decks, broken


def _method(folders: Folders, left_out: list[Fault]) -> dict[str, Loaded]:
    """Rubric, countries and profiles: the workspace's where it has one, else the shipped."""
    models = dict(METHOD_FILES.values())
    found: dict[str, Loaded] = {}
    for folder in (folders.seeds, folders.workspace):
        paths = [folder / name for name in METHOD_FILES if (folder / name).exists()]
        store = cache_file(folders.cache, folder)
        for loaded in load_records(paths, _read_method, models, store):
            found[loaded.path.name] = loaded
            left_out += loaded.faults
    return found


def unusable_profiles(method: dict[str, Loaded]) -> dict[str, Fault]:
    """Own profiles that weigh what is no criterion of the rubric in use."""
    rubric, own = method["rubric.toml"].record, method.get("profiles.toml")
    if own is None or not isinstance(own.record, ProfileFile) or not isinstance(rubric, Rubric):
        return {}
    known = [criterion.id for criterion in rubric.criteria]
    faults: dict[str, Fault] = {}
    for name, profile in own.record.profiles.items():
        for criterion in profile.weights:
            if criterion not in known:
                from rewatch.storage.explain import either, nearest

                reason = (
                    f'"{criterion}" is no criterion ({either(known)}){nearest(criterion, known)}'
                )
                faults[name] = _fault(own.path, ("profiles", name, "weights", criterion), reason)
        if name not in faults and not 0 < sum(profile.weights.values()) < math.inf:
            reason = "the weights must be finite and at least one of them more than 0"
            faults[name] = _fault(own.path, ("profiles", name, "weights"), reason)
    return faults


def _read_method(path: Path) -> Frozen:
    return read_model(path, METHOD_FILES[path.name][1])
