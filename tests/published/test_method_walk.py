"""docs/method.md walks three companies by hand, record by record; the tool comes to the same.

The numbers stand in the result tables of that page, worked out there from the files, and nowhere
else: this test reads them from the page.
"""

from __future__ import annotations

import re
import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from rewatch.domain.company import Company
from rewatch.domain.countries import CountryTable
from rewatch.domain.prices import Deck
from rewatch.domain.rubric import Rubric
from rewatch.domain.values import Interval
from rewatch.scoring.results import CompanyScore
from rewatch.scoring.score import method, score_company

ROOT = Path(__file__).parents[2]
SEEDS = ROOT / "seeds"
WALK = (ROOT / "docs" / "method.md").read_text("utf-8").partition("\n## The walk\n")[2]

# The page rounds to a tenth; a hand may round a half the other way.
A_TENTH = 0.051

RECORD = re.compile(r"`([a-z-]+-(?:\d{4}(?:-\d{2})?|undated)-[a-z0-9]{4})`")
FOUND = {"does not apply": "not-applicable", "unknown": "unknown"}

Row = tuple[str, ...]


def load(name: str) -> dict[str, Any]:
    return tomllib.loads((SEEDS / name).read_text("utf-8"))


@cache
def rubric() -> Rubric:
    return Rubric.model_validate(load("rubric.toml"))


def sections() -> dict[str, str]:
    """The walk of each company by its name."""
    return dict(re.findall(r"^### (.+?)\n(.*?)(?=^### |\Z)", WALK, re.DOTALL | re.MULTILINE))


@cache
def companies() -> dict[str, Company]:
    files = (Company.model_validate(load(f"companies/{path.name}")) for path in files_of_seeds())
    return {company.name: company for company in files if company.name in sections()}


def files_of_seeds() -> list[Path]:
    return sorted((SEEDS / "companies").glob("*.toml"))


@cache
def scored(name: str) -> CompanyScore:
    one_line = " ".join(WALK.split())
    found = re.search(
        r"as of ([\d-]+) with the price deck `(.+?)` and the profile `(.+?)`", one_line
    )
    assert found is not None, "the walk says its date, deck and profile"
    day, deck, profile = found.groups()
    how = method(
        rubric(),
        rubric().profiles[profile].weights,
        profile,
        Deck.model_validate(load(f"prices/{deck}.toml")),
        CountryTable.model_validate(load("countries.toml")).by_code(),
        date.fromisoformat(day),
    )
    return score_company(companies()[name], how)


def rows(name: str, head: str) -> dict[str, Row]:
    """The rows of one table of a company's walk by their first cell."""
    lines = iter(sections()[name].splitlines())
    next(line for line in lines if line.startswith(f"| {head} |"))
    next(lines)
    found: dict[str, Row] = {}
    for line in lines:
        if not line.startswith("|"):
            break
        first, *rest = (cell.strip() for cell in line.strip("|").split("|"))
        found[first] = tuple(rest)
    return found


def interval(cell: str) -> Interval | None:
    if cell == "–":
        return None
    low, high = cell.split("–")
    return Interval(float(low), float(high))


def percent(cell: str) -> float:
    return float(cell.removesuffix(" %"))


def agrees(walked: Interval | None, tool: Interval | None) -> bool:
    if walked is None or tool is None:
        return walked is tool
    return list(walked) == pytest.approx(list(tool), abs=A_TENTH)


NAMES = ["Northern Minerals", "Ionic Rare Earths", "USA Rare Earth"]


def test_the_walk_is_of_these_companies() -> None:
    assert list(sections()) == NAMES
    assert set(companies()) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_indicator_is_walked(name: str) -> None:
    wanted = [item.name for criterion in rubric().criteria for item in criterion.indicators]
    assert list(rows(name, "indicator")) == wanted


def walked_indicators() -> list[Any]:
    return [(name, indicator) for name in NAMES for indicator in rows(name, "indicator")]


@pytest.mark.parametrize(("name", "indicator"), walked_indicators())
def test_an_indicator_comes_out_as_walked(name: str, indicator: str) -> None:
    found, grade, value = rows(name, "indicator")[indicator]
    names = {item.name: item.id for c in rubric().criteria for item in c.indicators}
    tool = scored(name).indicator(names[indicator])
    assert tool is not None
    assert agrees(interval(value), tool.value), f"walked {value}, the tool {tool.value}"
    assert grade == (tool.grade or "–")
    assert FOUND.get(found, tool.state) == tool.state
    assert (found in FOUND) == (tool.state in FOUND.values())


@pytest.mark.parametrize("name", NAMES)
def test_criteria_total_and_coverage_come_out_as_walked(name: str) -> None:
    score = scored(name)
    tool = {item.name: (item.weight, item.value, item.coverage) for item in score.criteria}
    tool["Total"] = (1.0, score.total, score.coverage)
    walked = rows(name, "criterion")
    assert list(walked) == list(tool)
    for row, (weight, value, coverage) in walked.items():
        assert percent(weight) == pytest.approx(100 * tool[row][0], abs=A_TENTH), row
        assert agrees(interval(value), tool[row][1]), f"{row}: walked {value}, tool {tool[row][1]}"
        assert percent(coverage) == pytest.approx(100 * tool[row][2], abs=A_TENTH), row


@pytest.mark.parametrize("name", NAMES)
def test_every_record_used_is_named_and_every_record_named_is_there(name: str) -> None:
    named = set(RECORD.findall(sections()[name]))
    used = {record for item in scored(name).indicators() for record in item.evidence}
    assert used - named == set()
    assert [record for record in named if companies()[name].record(record) is None] == []
