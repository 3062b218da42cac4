"""Small companies to score: one call a record, one call a company."""

import itertools
import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from rewatch.domain.company import Company
from rewatch.domain.countries import CountryTable
from rewatch.domain.prices import Deck
from rewatch.domain.rubric import Rubric
from rewatch.scoring.case import Method
from rewatch.scoring.results import CompanyScore
from rewatch.scoring.score import method, score_company

SEEDS = Path(__file__).parents[3] / "seeds"
TODAY = date(2026, 11, 21)
_numbers = itertools.count(1)

# A source of each grade, dated so that nothing has aged by TODAY unless a test says so.
SOURCES: list[dict[str, Any]] = [
    {"id": "a", "type": "regulator", "title": "Register", "date": "2026-06"},
    {"id": "b", "type": "company", "title": "Announcement", "date": "2026-06"},
    {"id": "c", "type": "trade-press", "title": "News", "date": "2026-06"},
    {"id": "d", "type": "blog", "title": "Post", "date": "2026-06"},
    {"id": "e", "type": "ai-text", "title": "Summary", "date": "2026-06"},
    {"id": "old", "type": "regulator", "title": "Old register", "date": "2015-06"},
    {"id": "undated", "type": "company", "title": "Page"},
]


def read(name: str) -> dict[str, Any]:
    with (SEEDS / name).open("rb") as file:
        return tomllib.load(file)


@cache
def rubric() -> Rubric:
    return Rubric.model_validate(read("rubric.toml"))


@cache
def deck() -> Deck:
    return Deck.model_validate(read("prices/fob-china-2025.toml"))


def how(
    profile: str = "documents",
    as_of: date = TODAY,
    rules: Rubric | None = None,
    prices: Deck | None = None,
    recorded_by: date | None = None,
    weights: dict[str, float] | None = None,
) -> Method:
    rules = rules or rubric()
    table = CountryTable.model_validate(read("countries.toml")).by_code()
    return method(
        rules,
        weights or rules.profiles[profile].weights,
        profile,
        prices or deck(),
        table,
        as_of,
        recorded_by,
    )


def record(kind: str, source: str = "a", **fields: Any) -> dict[str, Any]:
    fields.setdefault("id", f"{kind}-{next(_numbers)}")
    fields.setdefault("recorded", "2026-11-21")
    return {"kind": kind, "source": source, **fields}


def company(*evidence: dict[str, Any], **fields: Any) -> Company:
    data: dict[str, Any] = {
        "schema": 1,
        "id": "example",
        "name": "Example",
        "listings": [],
        "role": "developer",
        "projects": [
            {
                "id": "hill",
                "name": "Hill",
                "country": "AU",
                "feedstock": "hard-rock",
                "product": "mixed-carbonate",
                "ownership_pct": 100,
            }
        ],
        "lead_project": "hill",
        "sources": SOURCES,
        "evidence": list(evidence),
    }
    return Company.model_validate(data | fields)


def scored(*evidence: dict[str, Any], at: Method | None = None, **fields: Any) -> CompanyScore:
    return score_company(company(*evidence, **fields), at or how())


def value(score: CompanyScore, indicator: str) -> tuple[float, float] | None:
    found = score.indicator(indicator)
    assert found is not None
    return None if found.value is None else (found.value.low, found.value.high)
