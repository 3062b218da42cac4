"""Own companies and additions: written once, added to in place, never edited away."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from rewatch.domain.company import Company, Retraction, Source
from rewatch.domain.errors import NotFound, Refused, UsageError
from rewatch.domain.evidence import Cash, Recovery
from rewatch.storage import companies
from rewatch.storage.catalogue import load_catalogue
from rewatch.storage.paths import Folders
from rewatch.storage.toml_files import BrokenFile
from rewatch.storage.undo import undo
from tests.unit.storage.builders import company, folders

TODAY = date(2026, 11, 21)
CASH = Cash.model_validate(
    {
        "kind": "cash",
        "id": "cash-2026-abcd",
        "source": "u1",
        "recorded": TODAY,
        "amount": [1000, 2000],
        "currency": "AUD",
    }
)
SOURCE = Source.model_validate({"id": "u1", "type": "company", "title": "Report [x]"})


@pytest.fixture
def here(tmp_path: Path) -> Folders:
    return folders(tmp_path)


def new(here: Folders, name: str = "Dale Metals", listing: str = "ASX:DAL") -> str:
    return companies.create_company(here, load_catalogue(here), name, listing, "AU")


def loaded(here: Folders, name: str) -> Company:
    found = load_catalogue(here)
    assert found.left_out == ()
    return found.companies[name]


def test_three_fields_make_a_company(here: Folders) -> None:
    company = loaded(here, new(here))
    assert (company.id, company.name, company.domicile) == ("dale-metals", "Dale Metals", "AU")
    assert [item.symbol for item in company.listings] == ["ASX:DAL"]
    assert loaded(here, new(here, "Vale [x]", "unlisted")).listings == ()


def test_a_country_may_be_named(here: Folders) -> None:
    catalogue = load_catalogue(here)
    assert companies.country_code(catalogue, "australia") == "AU"
    called = {"Austra": "AU", "U.S.": "US", "usa": "US", "UK": "GB", "gb": "GB"}
    assert {name: companies.country_code(catalogue, name) for name in called} == called
    for typed, meant in (("Australien", "AU (Australia)"), ("Austr", "AT (Austria)")):
        with pytest.raises(UsageError, match=re.escape(meant)):
            companies.country_code(catalogue, typed)


@pytest.mark.parametrize("listing", ["LYC", "ASX:", ":LYC", "", "a:b:c"])
def test_a_listing_that_is_none_is_refused(here: Folders, listing: str) -> None:
    with pytest.raises(UsageError, match="EXCHANGE:TICKER"):
        new(here, listing=listing)


@pytest.mark.parametrize(("name", "listing"), [("hill mining", "ASX:NEW"), ("New", "asx:hil")])
def test_a_company_that_is_there_is_not_made_twice(here: Folders, name: str, listing: str) -> None:
    with pytest.raises(UsageError, match="hill-mining"):
        new(here, name, listing)


def test_an_id_that_is_taken_gets_a_number(here: Folders) -> None:
    assert new(here, "Hill-Mining", "ASX:NEW") == "hill-mining-2"


def test_the_first_record_on_a_shipped_company_makes_an_addition(here: Folders) -> None:
    path = companies.add_records(here, "hill-mining", evidence=[CASH], sources=[SOURCE])
    assert 'extends = "hill-mining"' in path.read_text()
    company = loaded(here, "hill-mining")
    assert company.record(CASH.id) == CASH
    assert company.source("u1") == SOURCE


def test_more_records_go_behind_the_others_and_comments_stay(here: Folders) -> None:
    path = companies.add_records(here, "hill-mining", evidence=[CASH], sources=[SOURCE])
    path.write_text("# mine\n" + path.read_text().replace("[[evidence]]", "# sure?\n[[evidence]]"))
    before = path.read_text()
    retraction = Retraction(evidence="stage-1", on=TODAY, why='misread "x"')
    companies.add_records(here, "hill-mining", retractions=[retraction], tags=["heavy"])
    assert path.read_text().startswith(before.split("\n[[")[0])
    assert "# sure?\n[[evidence]]" in path.read_text()
    company = loaded(here, "hill-mining")
    assert company.retractions == (retraction,)
    assert company.tags == ("heavy",)
    assert company.record(CASH.id) == CASH


def test_an_own_company_is_added_to_in_its_file(here: Folders) -> None:
    name = new(here)
    companies.add_records(here, name, evidence=[CASH], sources=[SOURCE])
    assert loaded(here, name).record(CASH.id) == CASH


@pytest.mark.parametrize("taken", ["cash-2026-abcd", "stage-1"])
def test_an_id_that_is_taken_is_refused(here: Folders, taken: str) -> None:
    path = companies.add_records(here, "hill-mining", evidence=[CASH], sources=[SOURCE])
    before = path.read_bytes()
    with pytest.raises(UsageError, match=taken):
        companies.add_records(here, "hill-mining", evidence=[CASH.model_copy(update={"id": taken})])
    assert path.read_bytes() == before


def test_a_record_is_put_right_on_its_day_only(here: Folders) -> None:
    companies.add_records(here, "hill-mining", evidence=[CASH], sources=[SOURCE])
    right = CASH.model_copy(update={"currency": "USD"})
    companies.put_right(here, "hill-mining", right, TODAY)
    assert loaded(here, "hill-mining").record(CASH.id) == right
    with pytest.raises(Refused, match="supersedes"):
        companies.put_right(here, "hill-mining", CASH, TODAY.replace(day=22))
    with pytest.raises(NotFound):
        companies.put_right(here, "hill-mining", CASH.model_copy(update={"id": "stage-1"}), TODAY)


def test_a_record_of_another_kind_keeps_its_aliases(here: Folders) -> None:
    record = Recovery.model_validate(
        {
            "kind": "recovery",
            "id": "recovery-1",
            "source": "s1",
            "recorded": TODAY,
            "pct": 84,
            "from": "ore",
        }
    )
    path = companies.add_records(here, "hill-mining", evidence=[record])
    assert 'from = "ore"' in path.read_text()


def test_a_company_that_is_not_there(here: Folders) -> None:
    with pytest.raises(NotFound):
        companies.add_records(here, "gone", evidence=[CASH])


def test_a_broken_addition_is_not_written_over(here: Folders) -> None:
    path = companies.add_records(here, "hill-mining", evidence=[CASH], sources=[SOURCE])
    path.write_text(path.read_text() + "[[")
    before = path.read_bytes()
    with pytest.raises(BrokenFile):
        companies.add_records(here, "hill-mining", tags=["x"])
    assert path.read_bytes() == before


def test_new_ids_are_legal_and_free() -> None:
    taken: set[str] = set()
    for _ in range(200):
        taken.add(companies.new_evidence_id("recovery", "2025-H1", taken))
    assert len(taken) == 200
    assert all(name.startswith("recovery-2025-h1-") for name in taken)


def test_a_record_is_withdrawn_once_and_with_a_reason(here: Folders) -> None:
    company = load_catalogue(here).companies["hill-mining"]
    with pytest.raises(UsageError, match="say why"):
        companies.retract(here, company, "stage-1", " ", TODAY)
    with pytest.raises(NotFound, match="did you mean stage-1"):
        companies.retract(here, company, "stage-2", "misread", TODAY)
    companies.retract(here, company, "stage-1", "misread", TODAY)
    company = load_catalogue(here).companies["hill-mining"]
    assert [(item.evidence, item.why) for item in company.retractions] == [("stage-1", "misread")]
    with pytest.raises(UsageError, match="already"):
        companies.retract(here, company, "stage-1", "again", TODAY)
    undo(here)
    assert load_catalogue(here).companies["hill-mining"].retractions == ()


def test_an_own_company_is_edited_deleted_and_brought_back(here: Folders) -> None:
    name = companies.create_company(here, load_catalogue(here), "Vale", "ASX:VAL", "AU")
    companies.edit_company(
        here, name, lambda old: old.model_copy(update={"role": "developer", "aliases": ("V",)})
    )
    assert load_catalogue(here).companies[name].role == "developer"
    companies.delete_company(here, name)
    assert name not in load_catalogue(here).companies
    undo(here)
    assert load_catalogue(here).companies[name].aliases == ("V",)


def test_what_is_shipped_and_what_is_recorded_is_not_edited_away(here: Folders) -> None:
    with pytest.raises(Refused, match="shipped"):
        companies.edit_company(here, "hill-mining", lambda old: old)
    own = company(here.companies, "own-mining", "Own", "OWN")
    before = own.read_bytes()
    with pytest.raises(Refused, match="never edited away"):
        companies.edit_company(
            here, "own-mining", lambda old: old.model_copy(update={"evidence": ()})
        )
    assert own.read_bytes() == before
