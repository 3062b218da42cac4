"""`rewatch evidence`: the effect is shown first, and only what was agreed to is saved."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Call

SOURCE = ["source.type=regulator", "source.title=Pilot plant report", "source.date=2026-01"]
TESTWORK = ["kind=testwork", "scale=commercial", *SOURCE]


@pytest.fixture
def zed(own_company: Callable[..., str]) -> str:
    return own_company("Zed Metals", "zed-metals")


def listed(call: Call, company: str) -> list[str]:
    answer = call("evidence", "list", company, "--json")
    assert answer.code == 0, answer.err
    return [item["id"] for item in answer.json["evidence"]]


def test_without_yes_the_effect_is_shown_and_nothing_is_saved(
    call: Call, zed: str, workspace_folder: Path
) -> None:
    before = (workspace_folder / "companies" / "zed-metals.toml").read_bytes()
    shown = call("evidence", "add", zed, *TESTWORK, "--json").json
    assert shown["saved"] is False
    (effect,) = shown["effects"]
    assert effect["after"]["score"]["low"] > effect["before"]["score"]["low"]
    text = call("evidence", "add", zed, *TESTWORK)
    assert text.code == 0
    assert "Zed Metals: " in text.out
    assert "--yes" in text.out
    assert (workspace_folder / "companies" / "zed-metals.toml").read_bytes() == before


def test_what_was_shown_is_what_saving_does(call: Call, zed: str) -> None:
    saved = call("evidence", "add", zed, *TESTWORK, "--yes", "--json").json
    assert saved["saved"] is True
    after = saved["effects"][0]["after"]
    card = call("show", zed, "--json").json
    assert card["score"] == after["score"]
    assert (card["rank"], card["rank_interval"]) == (after["rank"], after["rank_interval"])
    assert listed(call, zed) == [saved["records"][0]["id"]]
    assert call("undo").code == 0
    assert listed(call, zed) == []


def test_a_flag_that_would_stand_otherwise_is_told_though_no_number_changes(
    call: Call, zed: str
) -> None:
    cash = ["kind=cash", "amount=3000000", "burn_per_quarter=2900000", "currency=AUD"]
    today = datetime.now(UTC).date().isoformat()
    said = call(
        "evidence", "add", zed, *cash, f"as_of={today}", *SOURCE[:2], f"source.date={today}"
    )
    assert said.code == 0, said.err
    effect = " ".join(said.out.split())
    assert "no number changes: no score rests on it, but filters and flags may ask for it" in effect
    assert "; flag Next raise due unknown to raised" in effect


def test_figures_are_converted_and_told(call: Call, zed: str) -> None:
    words = ["kind=capacity", "product=NdPr", "tonnes_per_year=4.4 ktpa", *SOURCE]
    shown = call("evidence", "add", zed, *words, "--json").json
    assert shown["records"][0]["fact"]["tonnes_per_year"] == 4400
    assert "4.4 ktpa" in shown["said"][0]
    assert shown["said"][0] in call("evidence", "add", zed, *words).out


def test_unknown_is_a_value_that_records_nothing(call: Call, zed: str) -> None:
    answer = call("evidence", "add", zed, "kind=testwork", "scale=u", *SOURCE, "--yes", "--json")
    assert (answer.code, answer.json["saved"], answer.json["records"]) == (0, False, [])
    assert listed(call, zed) == []


def test_a_toml_record_is_read_from_standard_input(call: Call, zed: str) -> None:
    text = (
        'kind = "testwork"\nscale = "pilot"\n'
        'source = { type = "company", title = "Plant", date = "2025-05" }\n'
    )
    saved = call("evidence", "add", zed, "-", "--yes", "--json", typed=text)
    assert saved.code == 0, saved.err
    assert saved.json["records"][0]["fact"]["scale"] == "pilot"
    assert saved.json["sources"][0]["title"] == "Plant"
    broken = call("evidence", "add", zed, "-", "--yes", typed="kind = \n")
    assert (broken.code, broken.out) == (2, "")
    assert "standard input:1" in broken.err


CASH = (
    "company,kind,amount,currency,burn_per_quarter,source.type,source.title\n"
    "Zed Metals,cash,12000000,AUD,3000000,company,Quarterly\n"
    "NTU,cash,30 M,AUD,5 M,company,Quarterly\n"
)


def test_a_table_of_many_companies_is_saved_as_one_step(
    call: Call, zed: str, tmp_path: Path
) -> None:
    file = tmp_path / "cash.csv"
    file.write_text(CASH)
    saved = call("evidence", "add", "--csv", str(file), "--yes", "--json")
    assert saved.code == 0, saved.err
    assert [item["company"] for item in saved.json["records"]] == [zed, "northern-minerals"]
    assert saved.json["records"][1]["fact"]["amount"] == 30_000_000
    assert len(listed(call, zed)) == 1
    assert call("undo").code == 0
    assert listed(call, zed) == []
    assert saved.json["records"][1]["id"] not in listed(call, "NTU")


def test_of_a_table_with_wrong_rows_each_is_named_and_nothing_is_saved(
    call: Call, zed: str
) -> None:
    wrong = CASH + "Zed Metals,cash,lots,AUD,,company,Q\nnobody at all,cash,1,AUD,,company,Q\n"
    answer = call("evidence", "add", "--csv", "-", "--yes", typed=wrong)
    assert (answer.code, answer.out) == (2, "")
    assert "line 4: " in answer.err
    assert "line 5: " in answer.err
    assert "2 of 4" in answer.err
    assert listed(call, zed) == []


def test_a_correction_of_the_same_day_is_made_in_place(call: Call, zed: str) -> None:
    added = call("evidence", "add", zed, *TESTWORK, "--yes", "--json").json
    key = added["records"][0]["id"]
    shown = call("evidence", "edit", zed, key, "scale=bench", "--json").json
    assert (shown["saved"], shown["in_place"]) == (False, True)
    saved = call("evidence", "edit", zed, key, "scale=bench", "--yes", "--json").json
    assert listed(call, zed) == [key]
    assert call("show", zed, "--json").json["score"] == saved["effects"][0]["after"]["score"]


def test_a_shipped_record_is_corrected_by_a_newer_one(call: Call) -> None:
    known = call("evidence", "list", "NTU", "--json").json["evidence"]
    old = next(item for item in known if item["kind"] == "testwork")
    saved = call("evidence", "edit", "NTU", old["id"], "scale=bench", "--yes", "--json")
    assert saved.code == 0, saved.err
    assert saved.json["in_place"] is False
    after = {
        item["id"]: item for item in call("evidence", "list", "NTU", "--json").json["evidence"]
    }
    assert after[old["id"]]["use"] == "superseded"
    assert after[saved.json["records"][0]["id"]]["fact"]["scale"] == "bench"


def test_a_record_is_withdrawn_with_a_reason_once_agreed_to(call: Call, zed: str) -> None:
    added = call("evidence", "add", zed, *TESTWORK, "--yes", "--json").json
    words = ["evidence", "retract", zed, added["records"][0]["id"], "--why", "It was a typing slip"]
    shown = call(*words, "--json").json
    assert shown["saved"] is False
    assert shown["effects"][0]["after"]["score"] == added["effects"][0]["before"]["score"]
    assert "--yes" in call(*words).out
    assert call(*words, "--yes").code == 0
    (item,) = call("evidence", "list", zed, "--json").json["evidence"]
    assert item["use"] == "retracted"
    assert "retracted" in call("evidence", "list", zed).out
    assert call(*words, "--yes").code == 2


@pytest.mark.parametrize(
    "words",
    [
        ["add", "zed-metals", "kind=testwork", "scale=pilot"],  # no source
        ["add", "zed-metals", "kind=tests", *SOURCE],
        ["add", "zed-metals", "kind=testwork", "scale=huge", *SOURCE],
        ["add", "zed-metals", "pilot"],
        ["add", "zed-metals"],
        ["add", *TESTWORK],
        ["add", "zed-metals", "--csv", "no-such-file.csv"],
        ["add", "zed-metals", "kind=cash", "--csv", "-"],
        ["edit", "zed-metals", "no-such-record", "scale=pilot"],
        ["add", "zed-metals", "kind=market", "currency=AUD", "price=u", *SOURCE],
        ["retract", "zed-metals", "no-such-record", "--why", "x"],
        ["retract", "zed-metals", "no-such-record", "--why", " "],
    ],
)
def test_what_cannot_be_used_is_refused_in_one_line(call: Call, zed: str, words: list[str]) -> None:
    answer = call("evidence", *words, "--yes")
    assert (answer.code, answer.out) == (2, "")
    assert len(answer.err.splitlines()) == 1
    assert listed(call, zed) == []


def test_withdrawing_may_be_the_first_thing_that_is_kept(
    call: Call, workspace_folder: Path
) -> None:
    assert not workspace_folder.exists()
    record = next(
        item["id"]
        for item in call("show", "lynas-rare-earths", "--json").json["evidence"]
        if item["kind"] == "testwork" and item["use"] == "chosen"
    )
    call("evidence", "retract", "lynas-rare-earths", record, "--why", "another plant", "--yes")
    assert (workspace_folder / "companies" / "lynas-rare-earths.toml").exists()
