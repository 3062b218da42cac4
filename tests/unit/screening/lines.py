"""Companies to screen and lines to screen them with, in one call each."""

import tomllib
from datetime import date
from functools import cache
from typing import Any

from rewatch.domain.company import Company
from rewatch.domain.note import Note
from rewatch.scoring.case import Method
from rewatch.scoring.ranking import rank
from rewatch.scoring.score import score_company
from rewatch.screening import Row, Table, registry_of, rows_of, screen
from rewatch.screening.fields import Registry
from tests.unit.scoring.records import SEEDS, company, how

TODAY = date(2026, 11, 21)


@cache
def registry() -> Registry:
    method = how()
    return registry_of(method.rubric, method.countries)


@cache
def shipped_companies() -> tuple[Company, ...]:
    files = sorted((SEEDS / "companies").glob("*.toml"))
    return tuple(Company.model_validate(tomllib.loads(f.read_text("utf-8"))) for f in files)


@cache
def shipped() -> Table:
    """The companies that come with the tool, scored and ranked as it does by default."""
    method = how()
    scores = [score_company(item, method) for item in shipped_companies()]
    return Table(rows_of(rank(scores, method)), method, registry())


def table_of(*companies: Company, at: Method | None = None, members=(), **row: Any) -> Table:
    """A table of some companies; further arguments are given to every row."""
    method = at or how()
    ranking = rank([score_company(item, method) for item in companies], method)
    rows = [Row(item, **row) for item in ranking.rows]
    fields = registry() if at is None else registry_of(method.rubric, method.countries)
    return Table(rows, method, fields, members)


def answer(line: str, *evidence: dict[str, Any], row: dict[str, Any] | None = None,
           at: Method | None = None, **fields: Any) -> str:  # fmt: skip
    """What a line answers of one company with some evidence."""
    table = table_of(company(*evidence, **fields), at=at, **(row or {}))
    return verdicts(line, table)["example"]


def verdicts(line: str, table: Table) -> dict[str, str]:
    """What a line answers of every company, by id."""
    result = screen(line, table)
    return (
        {row.id: "match" for row in result.match}
        | {item.id: "unknown" for item in result.unknown}
        | {row.id: "no" for row in result.no}
    )


def note(text: str, **fields: Any) -> Note:
    fields.setdefault("created", date(2026, 11, 1))
    return Note(id="note", company="example", body=text, **fields)
