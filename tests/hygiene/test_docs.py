"""The pages for users are in step with the code: the method's numbers, the file formats, the guide.

docs/json.md and docs/keys.md have tests of their own.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
import shlex
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import pytest
from pydantic import BaseModel, TypeAdapter

import rewatch.domain
from rewatch.cli.main import main
from rewatch.domain.elements import OXIDES
from rewatch.domain.evidence import KINDS, Evidence
from rewatch.domain.record import Frozen, Record
from rewatch.domain.rubric import Criterion
from rewatch.scoring.measures import MEASURES
from rewatch.storage.checks import check
from rewatch.storage.paths import find_folders
from rewatch.storage.profiles import ProfileFile
from rewatch.workspace import Workspace
from tests.hygiene.method_tables import BLOCK, METHOD, shipped_rubric, with_tables

DOCS = Path(__file__).parents[2] / "docs"
FORMATS = (DOCS / "file-formats.md").read_text("utf-8")
TODAY = date(2026, 11, 21)
PAGES = sorted(DOCS.glob("*.md"))

CODE = re.compile(r"`([^`]+)`")
LINK = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")
EXAMPLE = re.compile(r"<!-- example: (\w+) -->\n```\w+\n(.*?)```", re.DOTALL)

# What the place of a file says, so that nothing in it must.
IMPLIED = {"note": {"id", "company", "body"}}
# Every kind of evidence has its kind, each as a word of its own.
FOREIGN = {"record": {"kind"}}

Table = dict[str, tuple[str, str]]


# -- the method


def test_the_tables_of_the_method_are_those_of_the_rubric() -> None:
    text = METHOD.read_text("utf-8")
    remedy = "run: .venv/bin/python -m tests.hygiene.method_tables"
    assert text == with_tables(text, shipped_rubric()), remedy


def test_every_indicator_has_its_table() -> None:
    shown = {name for _, name, _ in BLOCK.findall(METHOD.read_text("utf-8"))}
    wanted = {f"indicator {item.id}" for c in shipped_rubric().criteria for item in c.indicators}
    assert wanted - shown == set()


# -- the file formats


def tables() -> dict[str, Table]:
    """The tables of keys by the words of their record: key to value and default."""
    found: dict[str, Table] = {}
    current: Table | None = None
    for line in FORMATS.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line[:1] == "|" else []
        if cells[1:] == ["value", "if not given", "meaning"]:
            current = found[cells[0]] = {}
        elif not cells:
            current = None
        elif current is not None and (key := CODE.fullmatch(cells[0])):
            current[key[1]] = (cells[1], cells[2])
    return found


def word_lists() -> dict[str, list[str]]:
    rows = FORMATS.partition("| list | words |\n|---|---|\n")[2].splitlines()
    cells = (row.strip("|").split("|") for row in rows)
    return {name.strip(): CODE.findall(words) for name, words in cells}


def models() -> dict[str, type[BaseModel]]:
    """Every record of a file by its name in words."""
    found: list[type[BaseModel]] = [ProfileFile]
    for module in pkgutil.iter_modules(rewatch.domain.__path__):
        members = vars(importlib.import_module(f"rewatch.domain.{module.name}")).values()
        found += [item for item in members if isinstance(item, type) and issubclass(item, Frozen)]
    return {words(item.__name__): item for item in found if item is not Frozen}


def words(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()


def fields(model: type[BaseModel]) -> dict[str, Any]:
    """The keys a record's table lists; those of every evidence record stand in one of their own."""
    common = {*Record.model_fields} if issubclass(model, Record) and model is not Record else set()
    if common:
        common |= {"kind"}
    return {
        item.alias or name: item for name, item in model.model_fields.items() if name not in common
    }


def choices(annotation: Any) -> Iterator[str]:
    """The words a field may hold, wherever in its type they stand."""
    if get_origin(annotation) is Literal:
        yield from (item for item in get_args(annotation) if isinstance(item, str))
    else:
        for part in get_args(annotation):
            yield from choices(part)


def documented_words(cell: str) -> set[str]:
    linked = [name for name, target in LINK.findall(cell) if target == "#word-lists"]
    return {*CODE.findall(cell), *(word for name in linked for word in word_lists()[name])}


EVERY_MODEL = pytest.mark.parametrize("name", sorted(models()))


def test_every_record_has_a_table_and_every_table_is_of_a_record() -> None:
    assert set(tables()) == set(models())


@EVERY_MODEL
def test_every_key_is_documented_and_every_documented_key_is_there(name: str) -> None:
    assert set(tables()[name]) == set(fields(models()[name])) | FOREIGN.get(name, set())


@EVERY_MODEL
def test_what_must_be_given_is_marked(name: str) -> None:
    table = tables()[name]
    required = {key for key, item in fields(models()[name]).items() if item.is_required()}
    marked = {key for key, (_, default) in table.items() if default == "required"}
    assert marked - FOREIGN.get(name, set()) == required - IMPLIED.get(name, set())


@EVERY_MODEL
def test_a_default_is_the_one_documented(name: str) -> None:
    wrong = []
    for key, item in fields(models()[name]).items():
        default = item.get_default(call_default_factory=False)
        plain = not item.is_required() and isinstance(default, str | bool | int | float)
        if plain and key not in IMPLIED.get(name, set()):
            written = CODE.findall(tables()[name][key][1])
            if written != [f"{default:g}" if isinstance(default, float) else json.dumps(default)]:
                wrong.append((key, default))
    assert wrong == []


@EVERY_MODEL
def test_the_words_a_key_may_hold_are_those_documented(name: str) -> None:
    held = {key: set(choices(item.annotation)) for key, item in fields(models()[name]).items()}
    written = {key: documented_words(value) for key, (value, _) in tables()[name].items()}
    wrong = {key: held[key] ^ written[key] for key in held if held[key]}
    assert {key: differ for key, differ in wrong.items() if differ} == {}


def test_the_word_lists_that_no_field_checks_are_whole() -> None:
    assert word_lists()["oxide"] == list(OXIDES)
    assert word_lists()["measure"] == list(MEASURES)


def test_every_kind_of_evidence_has_a_heading_and_an_example() -> None:
    headings = re.findall(r"^### (\S+)$", FORMATS, re.MULTILINE)
    assert [name for name in headings if name in KINDS] == list(KINDS)
    examples = [record["kind"] for record in evidence_examples()]
    assert examples == list(KINDS)


def evidence_examples() -> list[dict[str, Any]]:
    found = [tomllib.loads(text) for what, text in EXAMPLE.findall(FORMATS) if what == "evidence"]
    return [record for data in found for record in data["evidence"]]


@pytest.mark.parametrize("record", evidence_examples(), ids=lambda record: str(record["kind"]))
def test_an_example_of_evidence_is_valid(record: dict[str, Any]) -> None:
    TypeAdapter[Any](Evidence).validate_python(record)


PLACES = {
    "company": "companies/{id}.toml",
    "addition": "companies/{id}.toml",
    "watchlist": "watchlists/list.toml",
    "note": "notes/northern-minerals/2026-11-21-site-visit.md",
    "deck": "prices/{id}.toml",
    "profiles": "profiles.toml",
    "screens": "screens.toml",
    "scenario": "scenarios/{id}.toml",
}


def whole_file_examples() -> list[tuple[str, str]]:
    return [(what, text) for what, text in EXAMPLE.findall(FORMATS) if what in PLACES]


def test_every_sort_of_file_has_an_example_and_every_example_is_tested() -> None:
    assert {what for what, _ in whole_file_examples()} == set(PLACES)
    tested = {*PLACES, "evidence", "countries", "criterion"}
    assert {what for what, _ in EXAMPLE.findall(FORMATS)} == tested
    assert FORMATS.count("```") == 2 * len(EXAMPLE.findall(FORMATS))


@pytest.mark.parametrize(("what", "text"), whole_file_examples(), ids=list(PLACES))
def test_an_example_of_a_file_has_no_fault(what: str, text: str, workspace_folder: Path) -> None:
    name = tomllib.loads(text).get("id") if what != "note" else None
    path = workspace_folder / PLACES[what].format(id=name)
    path.parent.mkdir(parents=True)
    path.write_text(text, "utf-8")
    assert check(find_folders(), [workspace_folder], TODAY) == []


@pytest.mark.parametrize(
    ("what", "model", "key"),
    [
        ("countries", models()["country table"], None),
        ("criterion", Criterion, "criteria"),
    ],
)
def test_an_example_of_a_part_is_valid(what: str, model: type[BaseModel], key: str | None) -> None:
    data = tomllib.loads(next(text for name, text in EXAMPLE.findall(FORMATS) if name == what))
    for item in data[key] if key else [data]:
        model.model_validate(item)


# -- all pages


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.name))
def test_every_link_between_the_pages_leads_somewhere(page: Path) -> None:
    lost = []
    for _, target in LINK.findall(page.read_text("utf-8")):
        if target.startswith(("http:", "https:")):
            continue
        name, _, anchor = target.partition("#")
        other = (page.parent / name).resolve() if name else page
        if not other.exists() or (
            anchor and other.suffix == ".md" and anchor not in anchors(other)
        ):
            lost.append(target)
    assert lost == []


# -- the guide

GUIDE = (DOCS / "guide.md").read_text("utf-8")
STEP = re.compile(r"(?:<!-- file: (\S+) -->\n)?```(\w*)\n(.*?)```", re.DOTALL)


@pytest.mark.slow
def test_what_the_guide_tells_to_type_works(
    workspace_folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Every command and file of the guide, in its order, in a new workspace."""
    monkeypatch.chdir(tmp_path)
    failed = []
    for file, language, text in STEP.findall(GUIDE):
        if file:
            path = workspace_folder / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        for line in text.splitlines() if not language else ():
            program, *typed = shlex.split(line)
            assert program == "rewatch"
            code = main(typed)
            if code != 0:
                failed.append((line, code, capsys.readouterr().err))
    assert failed == []


# A line to be typed, with what stands below it; a comment or a pipe behind it is left out.
TYPED = re.compile(
    r"^    (\$ )?rewatch ([a-z].*?)(?: {3,}.*| \| .*)?$(?=(?:\n {4}(.*))?)", re.MULTILINE
)
CASH = "company,kind,amount,currency,source.type,source.title\nNTU,cash,9 M,AUD,company,Quarterly\n"


@pytest.mark.slow
@pytest.mark.parametrize("page", ["README.md", "docs/cli.md", "docs/scorecards.md"])
def test_every_example_of_a_page_can_be_typed(
    page: str,
    workspace_folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    pytest.importorskip("typst")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cash.csv").write_text(CASH, "utf-8")
    assert main(["watchlist", "new", "Mine", "NTU", "LYC"]) == 0
    examples = TYPED.findall((DOCS.parent / page).read_text("utf-8"))
    assert len(examples) > 3
    for prompt, typed, below in examples:
        capsys.readouterr()
        code = main(shlex.split(typed))
        said = capsys.readouterr()
        if prompt:  # the answer stands below it
            assert said.out + said.err == below + "\n"
        else:
            assert (code, said.err) == (0, ""), typed


def test_the_fact_of_the_guide_s_first_job_moves_the_score(workspace_folder: Path) -> None:
    file, _, text = next(step for step in STEP.findall(GUIDE) if step[0])
    before = Workspace.open(today=TODAY).score("northern-minerals")
    path = workspace_folder / file
    path.parent.mkdir(parents=True)
    path.write_text(text, "utf-8")
    after = Workspace.open(today=TODAY).score("northern-minerals")
    assert after.total.low > before.total.low
