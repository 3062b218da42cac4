"""The catalogue lays the workspace over the shipped data, names what is broken and goes on."""

from __future__ import annotations

from pathlib import Path

import pytest

from rewatch.domain.errors import NotFound
from rewatch.storage.catalogue import load_catalogue
from rewatch.storage.paths import Folders
from rewatch.storage.toml_files import BrokenFile
from tests.unit.storage.builders import COMPANY, DECK, company, folders, put

ADDITION = """\
schema = 1
id = "hill-mining"
extends = "hill-mining"
tags = ["mine"]

[[sources]]
id = "{source}"
type = "trade-press"
title = "Another report"

[[evidence]]
id = "{evidence}"
kind = "testwork"
source = "{source}"
recorded = 2026-02-01
scale = "pilot"

[[retractions]]
evidence = "stage-1"
on = 2026-02-02
why = "misread"
"""


@pytest.fixture
def here(tmp_path: Path) -> Folders:
    return folders(tmp_path)


def addition(here: Folders, source: str = "u1", evidence: str = "test-1") -> Path:
    return put(
        here.companies / "hill-mining.toml", ADDITION.format(source=source, evidence=evidence)
    )


def test_a_missing_workspace_is_an_empty_one(here: Folders) -> None:
    here.workspace.rmdir()
    loaded = load_catalogue(here)
    assert list(loaded.companies) == ["hill-mining"]
    assert loaded.left_out == ()


def test_own_companies_stand_beside_shipped_ones(here: Folders) -> None:
    company(here.companies, "dale-metals", "Dale", "DAL")
    loaded = load_catalogue(here)
    assert list(loaded.companies) == ["dale-metals", "hill-mining"]
    assert loaded.own == {"dale-metals"}


def test_an_addition_is_laid_over_its_company(here: Folders) -> None:
    path = addition(here)
    loaded = load_catalogue(here)
    hill = loaded.companies["hill-mining"]
    assert [record.id for record in hill.evidence] == ["stage-1", "test-1"]
    assert [item.evidence for item in hill.retractions] == ["stage-1"]
    assert hill.tags == ("mine",)
    assert "u1" in {source.id for source in hill.sources}
    assert loaded.files["hill-mining"][1] == path
    [shipped] = loaded.shipped  # as it came, so that it can be said where the shipped data ends
    assert (shipped.id, [record.id for record in shipped.evidence]) == ("hill-mining", ["stage-1"])
    assert "u1" not in {source.id for source in shipped.sources}
    assert loaded.left_out == ()


def test_a_source_id_taken_by_the_shipped_data_keeps_its_meaning(here: Folders) -> None:
    addition(here, source="s1")
    hill = load_catalogue(here).companies["hill-mining"]
    titles = {
        record.id: source.title
        for record in hill.evidence
        if (source := hill.source(record.source)) is not None
    }
    assert titles == {"stage-1": "A report", "test-1": "Another report"}


def test_a_record_id_taken_twice_is_named_and_the_rest_is_used(here: Folders) -> None:
    path = addition(here, evidence="stage-1")
    loaded = load_catalogue(here)
    hill = loaded.companies["hill-mining"]
    assert [record.kind for record in hill.evidence] == ["stage"]
    (fault,) = loaded.left_out
    assert (fault.file, fault.line) == (str(path), 12)
    assert hill.tags == ("mine",)


def test_a_shipped_id_that_does_not_extend_is_left_out_and_named(here: Folders) -> None:
    path = company(here.companies, "hill-mining", "Impostor")
    loaded = load_catalogue(here)
    assert loaded.companies["hill-mining"].name == "Hill Mining"
    (fault,) = loaded.left_out
    assert (fault.file, fault.line) == (str(path), 2)
    assert 'extends = "hill-mining"' in fault.reason


def test_an_addition_to_nothing_is_named(here: Folders) -> None:
    text = ADDITION.replace("hill-mining", "gone").format(source="u1", evidence="e1")
    put(here.companies / "gone.toml", text)
    (fault,) = load_catalogue(here).left_out
    assert (fault.line, "no company of that id" in fault.reason) == (3, True)


def test_a_lead_project_that_is_none_is_named_and_not_followed(here: Folders) -> None:
    path = addition(here)
    put(path, path.read_text().replace("tags =", 'lead_project = "dale"\ntags ='))
    loaded = load_catalogue(here)
    lead = loaded.companies["hill-mining"].lead
    assert lead is not None
    assert lead.id == "hill"
    assert [fault.line for fault in loaded.left_out] == [4]


def test_a_project_of_an_addition_stands_beside_those_shipped_and_never_in_the_place_of_one(
    here: Folders,
) -> None:
    path, project = addition(here), '[[projects]]\nid = "{0}"\nname = "{0}"\ncountry = "AU"\n'
    text = path.read_text().replace("tags =", 'lead_project = "dale"\ntags =')
    put(path, f"{text}\n{project.format('dale')}\n{project.format('hill')}")
    loaded = load_catalogue(here)
    found = loaded.companies["hill-mining"]
    assert [item.id for item in found.projects] == ["hill", "dale"]
    assert (found.lead and found.lead.id, found.projects[0].name != "hill") == ("dale", True)
    assert [fault.reason for fault in loaded.left_out] == [
        'project "hill" is a project of hill-mining already; that one stands'
    ]


def test_an_id_that_is_not_the_files_name_is_left_out(here: Folders) -> None:
    put(here.companies / "other.toml", COMPANY.format(id="dale", name="D", ticker="D"))
    loaded = load_catalogue(here)
    assert "dale" not in loaded.companies
    assert [fault.line for fault in loaded.left_out] == [2]


@pytest.mark.parametrize("broken", ["name = ", "\x00", "schema = 1", "[" * 3000])
def test_a_broken_company_is_named_and_the_rest_works(here: Folders, broken: str) -> None:
    company(here.companies, "dale-metals", "Dale", "DAL")
    path = put(here.companies / "broken.toml", broken)
    loaded = load_catalogue(here)
    assert list(loaded.companies) == ["dale-metals", "hill-mining"]
    assert {fault.file for fault in loaded.left_out} == {str(path)}
    assert path.read_text() == broken


def test_the_workspaces_rubric_countries_and_decks_go_first(here: Folders) -> None:
    rubric = (here.seeds / "rubric.toml").read_text().replace('version = "', 'version = "own ', 1)
    put(here.workspace / "rubric.toml", rubric)
    countries = (here.seeds / "countries.toml").read_text()
    put(here.workspace / "countries.toml", countries.replace('bloc = "allied"', 'bloc = "neutral"'))
    put(here.workspace / "prices" / "shipped.toml", DECK.format(id="shipped").replace("1.0", "2.0"))
    put(here.workspace / "prices" / "mine.toml", DECK.format(id="mine"))
    loaded = load_catalogue(here)
    assert loaded.left_out == ()
    assert loaded.rubric.version.startswith("own ")
    assert "allied" not in {country.bloc for country in loaded.countries.values()}
    assert loaded.deck("shipped").prices["La2O3"].low == 2.0
    assert loaded.deck("mine").name == "A deck"


def test_a_broken_rubric_is_named_and_stops_only_who_asks_for_it(here: Folders) -> None:
    path = put(here.workspace / "rubric.toml", "schema = 1\nname = \n")
    loaded = load_catalogue(here)
    assert loaded.countries
    assert [(fault.file, fault.line) for fault in loaded.left_out] == [(str(path), 2)]
    with pytest.raises(BrokenFile, match=r"rubric\.toml:2: ") as caught:
        _ = loaded.rubric
    assert caught.value.exit_code == 2


def test_a_broken_deck_never_falls_back_to_the_shipped_one(here: Folders) -> None:
    put(here.workspace / "prices" / "shipped.toml", DECK.format(id="shipped") + "Xx = 1\n")
    loaded = load_catalogue(here)
    with pytest.raises(BrokenFile, match="Xx is not a priced oxide"):
        loaded.deck("shipped")


def test_own_profiles_stand_beside_the_rubrics(here: Folders) -> None:
    put(
        here.workspace / "profiles.toml",
        'schema = 1\n[profiles.mine]\nname = "Mine"\nweights = { processing = 1 }\n',
    )
    loaded = load_catalogue(here)
    assert loaded.profile("mine").weights == {"processing": 1}
    assert loaded.profile("documents").weights
    with pytest.raises(NotFound, match="mine"):
        loaded.profile("mine2")


def test_broken_profiles_leave_the_rubrics_own_usable(here: Folders) -> None:
    put(here.workspace / "profiles.toml", "schema = 1\n[profiles.mine]\n")
    loaded = load_catalogue(here)
    assert loaded.profile("documents").weights
    with pytest.raises(BrokenFile):
        loaded.profile("mine")


def test_a_profile_that_weighs_no_criterion_is_named(here: Folders) -> None:
    put(
        here.workspace / "profiles.toml",
        'schema = 1\n[profiles.mine]\nname = "Mine"\nweights = { procesing = 1 }\n',
    )
    loaded = load_catalogue(here)
    (fault,) = loaded.left_out
    assert fault.line == 4
    assert 'did you mean "processing"?' in fault.reason
