"""The shipped data is whole: every file is valid and every figure says where it was read.

The files are read here without the storage layer, so that a fault in either is seen.
"""

import csv
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from rewatch.domain.company import Company, Source
from rewatch.domain.countries import CountryTable
from rewatch.domain.evidence import Distribution, Risk
from rewatch.domain.prices import Deck
from rewatch.domain.watchlist import Watchlist

ROOT = Path(__file__).parents[3]
COMPANY_FILES = sorted((ROOT / "seeds" / "companies").glob("*.toml"))
DECK_FILES = sorted((ROOT / "seeds" / "prices").glob("*.toml"))
WATCHLIST_FILES = sorted((ROOT / "watchlists").glob("*.toml"))
# The six that the tool was first asked for, and the first on the list a new user sees.
FIRST_SIX = (
    "lynas-rare-earths",
    "arafura-rare-earths",
    "northern-minerals",
    "hastings-technology-metals",
    "ionic-rare-earths",
    "usa-rare-earth",
)
DOCUMENTS = ("doc-asx-small-caps", "doc-ainvest", "doc-overview", "doc-decoupling")


@cache
def company(path: Path) -> Company:
    return Company.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


@cache
def companies() -> dict[str, Company]:
    return {company(path).id: company(path) for path in COMPANY_FILES}


def records() -> Iterator[tuple[Company, Any]]:
    for item in companies().values():
        for record in item.evidence:
            yield item, record


def every_company(argument: str = "path") -> pytest.MarkDecorator:
    return pytest.mark.parametrize(argument, COMPANY_FILES, ids=lambda path: path.stem)


def test_fifty_companies_ship() -> None:
    assert len(COMPANY_FILES) == 50


@every_company()
def test_a_file_is_valid_and_named_by_its_id(path: Path) -> None:
    assert company(path).id == path.stem


@every_company()
def test_ids_are_unique_within_a_file(path: Path) -> None:
    item = company(path)
    for ids in (
        [source.id for source in item.sources],
        [project.id for project in item.projects],
        [record.id for record in item.evidence],
    ):
        assert [name for name, count in Counter(ids).items() if count > 1] == []


@every_company()
def test_every_record_names_a_source_and_a_project_of_its_file(path: Path) -> None:
    item = company(path)
    lost = [
        record.id
        for record in item.evidence
        if item.source(record.source) is None
        or (record.project is not None and item.project(record.project) is None)
    ]
    assert lost == []


@every_company()
def test_every_other_record_that_is_named_exists(path: Path) -> None:
    item = company(path)
    dangling = [
        (record.id, name)
        for record in item.evidence
        for name in (*record.supersedes, *record.disputes, getattr(record, "partnership", None))
        if name is not None and item.record(name) is None
    ]
    assert dangling == []


def test_a_fact_kept_in_another_file_is_there_and_is_not_itself_a_pointer() -> None:
    for item, record in records():
        if record.same_as is None:
            continue
        owner, _, name = record.same_as.partition("/")
        assert owner != item.id, record.id
        original = companies()[owner].record(name)
        assert original is not None, f"{item.id}: {record.id} points to {record.same_as}"
        assert original.same_as is None, f"{item.id}: {record.id} points to a pointer"


@every_company()
def test_every_source_has_a_date_or_says_that_none_was_found(path: Path) -> None:
    blocks = re.split(r"^\[\[", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    sources = [block for block in blocks if block.startswith("sources]]")]
    assert len(sources) == len(company(path).sources)
    for block in sources:
        assert ("\ndate = " in block) != ("\n# no date found" in block), block


@every_company()
def test_every_source_can_be_looked_up(path: Path) -> None:
    def traceable(source: Source) -> bool:
        return bool(source.url or source.publisher or source.id in DOCUMENTS or source.date)

    assert [source.id for source in company(path).sources if not traceable(source)] == []


def test_no_record_speaks_of_a_time_after_it_was_recorded() -> None:
    late = [
        (item.id, record.id)
        for item, record in records()
        if record.as_of is not None and record.as_of.first > record.recorded_on
    ]
    assert late == []


def test_every_lead_project_is_declared_and_every_country_is_known() -> None:
    known = countries().by_code()
    for item in companies().values():
        assert item.lead is not None, item.id
        assert [p.id for p in item.projects if p.country not in known] == [], item.id


def test_what_the_documents_say_is_of_their_grade_and_never_better() -> None:
    said = [
        (item.source(record.source), record)
        for item, record in records()
        if record.source in DOCUMENTS
    ]
    assert {source.id for source, _ in said if source} == set(DOCUMENTS)
    for source, record in said:
        assert source is not None
        assert source.type in ("blog", "ai-text")
        assert record.grade is None


def test_the_name_mixed_up_in_a_document_is_not_followed() -> None:
    vulcan = companies()["vulcan-elements"]
    said = [record for record in vulcan.evidence if record.source == "doc-decoupling"]
    assert len(said) == 1
    assert isinstance(said[0], Risk)
    assert "Vulcan Energy" in said[0].detail
    assert all("energy" not in name.casefold() for name in (vulcan.name, *vulcan.aliases))


@pytest.mark.parametrize(
    "name", ["lynas-rare-earths", "mp-materials", "iluka-resources", "neo-performance-materials"]
)
def test_the_yardsticks_are_tagged(name: str) -> None:
    assert "benchmark" in companies()[name].tags


def test_shares_of_ore_and_product_stand_apart_where_both_are_known() -> None:
    """Cerium stays in the clay at Pela Ema: 34.6 % of the ore, 3.0 % of what is sold."""
    cerium = {
        record.basis: record.oxides["CeO2"].mid
        for record in companies()["serra-verde"].evidence
        if isinstance(record, Distribution)
    }
    assert cerium["resource"] == pytest.approx(34.6, abs=0.05)
    assert cerium["product"] == pytest.approx(3.01)


def test_twelve_decks_ship_and_the_default_is_in_dollars() -> None:
    decks = {
        path.stem: Deck.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
        for path in DECK_FILES
    }
    assert len(decks) == 12
    assert all(deck.id == stem for stem, deck in decks.items())
    assert decks["fob-china-2025"].unit == "USD/kg"
    assert decks["fob-china-2025"].prices["NdPr"].mid == 69.0
    # Quoted in yuan without a rate: no basket may be made of them.
    assert decks["china-2025-09-25"].prices == {}
    # The source of this one converts 900,000 yuan to 140,896 dollars itself.
    assert decks["china-2011-09-23"].prices["Dy2O3"].mid == pytest.approx(9650 * 140896 / 9e5, 1e-4)


def countries() -> CountryTable:
    text = (ROOT / "seeds" / "countries.toml").read_text(encoding="utf-8")
    return CountryTable.model_validate(tomllib.loads(text))


def test_the_country_table_says_what_makes_a_bloc() -> None:
    table = countries()
    assert len(table.by_code()) == len(table.countries) == 213
    blocs = {code: item.bloc for code, item in table.by_code().items()}
    assert {code for code, bloc in blocs.items() if bloc == "chinese"} == {"CN", "HK", "MO"}
    assert blocs["AU"] == blocs["US"] == blocs["EE"] == blocs["GL"] == "allied"
    assert blocs["BR"] == blocs["MY"] == blocs["KZ"] == "neutral"
    assert all(item.reason for item in table.countries)


def test_the_listed_miners_have_a_market_and_a_ticker_without_its_suffix() -> None:
    with (ROOT / "seeds" / "universe.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 3958
    by_symbol = {row["symbol"]: row for row in rows}
    assert by_symbol["NTU.AX"]["exchange"] == "ASX"
    assert by_symbol["NTU.AX"]["ticker"] == "NTU"
    notice = (ROOT / "seeds" / "universe.NOTICE.md").read_text(encoding="utf-8")
    assert "FinanceDatabase" in notice
    assert "Permission is hereby granted" in notice


@pytest.mark.parametrize("path", WATCHLIST_FILES, ids=lambda path: path.stem)
def test_a_sample_watchlist_names_shipped_companies_once(path: Path) -> None:
    watchlist = Watchlist.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    names = watchlist.companies()
    assert len(set(names)) == len(names)
    assert set(names) <= set(companies())
    assert watchlist.price_deck in {deck.stem for deck in DECK_FILES}


def test_the_sample_list_opens_with_the_six_first_asked_for() -> None:
    text = (ROOT / "watchlists" / "sample.toml").read_text(encoding="utf-8")
    watchlist = Watchlist.model_validate(tomllib.loads(text))
    assert watchlist.companies()[:6] == FIRST_SIX
    assert len(watchlist.entries) >= 18
