"""`why` and `next`: shares, flips and settling facts of a pair; changes and doubt that add up."""

import math
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from rewatch.storage import atomic
from rewatch.storage.paths import find_folders
from tests.unit.cli.conftest import Answer, Call

A, B = "northern-minerals", "serra-verde"


@pytest.fixture
def pair(call: Call) -> dict[str, Any]:
    found: dict[str, Any] = call("why", A, B, "--json").json
    return found


def test_a_pair_has_the_shares_it_has_in_the_whole_ranking(
    call: Call, pair: dict[str, Any]
) -> None:
    whole = call("rank", "--robust", "--json").json["robust"]
    shares = pair["sampled"]["shares"]
    assert len(shares) == 6
    for item in shares:
        (table,) = (
            x
            for x in whole
            if (x["group"], x["parts"], x["unknowns"]) == ("ore", item["parts"], item["unknowns"])
        )
        a, b = table["ids"].index(A), table["ids"].index(B)
        assert item["above"] == pytest.approx(table["pairwise_winning"][a][b])
        assert item["below"] == pytest.approx(table["pairwise_winning"][b][a])
        assert item["above"] + item["below"] + item["tied"] == pytest.approx(1)


def test_a_word_is_said_only_where_both_treatments_of_unknowns_agree(
    call: Call, pair: dict[str, Any]
) -> None:
    for found in (pair, call("why", "LYC", "victory-metals", "--json").json):
        for parts, said in found["sampled"]["words"].items():
            shares = [
                item["above"] + item["tied"] / 2
                for item in found["sampled"]["shares"]
                if item["parts"] == parts
            ]
            assert (said == "very likely above") == (min(shares) >= 0.95)
            assert (said == "cannot tell") == (min(shares) < 0.8 and max(shares) > 0.2)


def test_the_weight_that_turns_them_round_does(call: Call, pair: dict[str, Any]) -> None:
    flip = pair["flip"]
    assert flip["weight"] == pytest.approx(pair["weights"][flip["criterion"]])
    leads = []
    for part in (0.99, 1.01):
        moved = flip["weight"] + part * (flip["at"] - flip["weight"])
        weights = f"{flip['criterion']}={moved}"
        leads.append(call("why", A, B, "--json", "--weights", weights).json["ahead"])
    assert leads[0] * pair["ahead"] > 0
    assert leads[1] * pair["ahead"] < 0
    assert flip["ahead"] == (A if leads[1] > 0 else B)
    assert "turns them round: Element mix down from 25 to" in flat(call("why", A, B))


def test_facts_of_both_are_listed_the_widest_first(call: Call, pair: dict[str, Any]) -> None:
    facts = pair["settle"]["facts"]
    assert {item["company"] for item in facts} == {A, B}
    points = [item["points"] for item in facts]
    assert points == sorted(points, reverse=True)
    own = {
        (company, fact["fact"])
        for company in (A, B)
        for fact in call("next", company, "--json").json["facts"]
    }
    assert {(item["company"], item["fact"]) for item in facts} == own


def test_across_groups_nothing_is_sampled(call: Call) -> None:
    found = call("why", A, "ucore-rare-metals", "--json").json
    assert (found["sampled"], found["flip"], found["settle"]) == (None, None, None)
    assert "not ranked together" in call("why", A, "ucore-rare-metals").out


def test_who_is_not_ranked_is_not_sampled_and_it_is_said(call: Call) -> None:
    found = call("why", A, "texas-mineral-resources", "--json").json
    assert (found["sampled"], found["flip"]) == (None, None)
    assert found["settle"]["facts"]
    said = flat(call("why", A, "texas-mineral-resources"))
    assert "not sampled: Texas Mineral Resources not ranked" in said


@pytest.mark.parametrize("since", ["2020-01-01", "2025-06-01", "2026-06-30"])
def test_the_parts_of_a_change_add_up(call: Call, since: str) -> None:
    found = call("why", A, "--since", since, "--json").json
    then = call("show", A, "--as-of", since, "--json").json["score"]
    now = call("show", A, "--json").json["score"]
    assert (found["before"], found["after"]) == (then, now)
    for end in ("low", "mid", "high"):
        total = math.fsum(part["contribution"][end] for part in found["parts"])
        assert found["change"][end] == pytest.approx(total, abs=1e-9)
        assert found["change"][end] == pytest.approx(now[end] - then[end])


def test_a_change_of_evidence_names_records_that_were_not_known_then(call: Call) -> None:
    found = call("why", A, "--since", "2025-06-01", "--json").json
    then = {
        item["id"] for item in call("show", A, "--as-of", "2025-06-01", "--json").json["evidence"]
    }
    named = {
        key for part in found["parts"] if part["cause"] == "evidence" for key in part["evidence"]
    }
    assert named
    assert not named & then
    text = call("why", A, "--since", "2025-06-01").out
    assert "environmental: granted" in text  # what a record says, not its id alone
    assert all(key in text for key in named)


def test_nothing_moves_within_a_day(call: Call) -> None:
    today = call("rank", "--json").json["as_of"]
    found = call("why", A, "--since", today, "--json").json
    assert found["parts"] == []
    assert "Nothing moved." in call("why", A, "--since", today).out


@pytest.mark.parametrize("name", [None, "heavies", "Heavies"])
def test_open_facts_stand_by_the_doubt_they_leave(call: Call, name: str | None) -> None:
    words = ["next"] if name is None else ["next", name]
    found = call(*words, "--json").json
    rows = call(*(["rank"] if name is None else ["rank", name]), "--json").json["companies"]
    widths = {row["id"]: row["score"]["high"] - row["score"]["low"] for row in rows}
    points = [fact["points"] for fact in found["facts"]]
    assert points == sorted(points, reverse=True)
    text = " ".join(call(*words).out.split())
    for fact in found["facts"]:
        assert fact["points"] == pytest.approx(sum(item["points"] for item in fact["companies"]))
        for item in fact["companies"]:
            assert 0 < item["points"] <= widths[item["company"]] + 1e-9
            assert item["company"] not in item["separates"]
        assert f"{fact['name']}: {fact['points']:.1f} points" in text
    assert found["watchlist"] == (None if name is None else "heavies")


def test_of_a_company_only_its_own_facts_are_told(call: Call) -> None:
    found = call("next", "NTU", "--json").json
    assert found["company"] == A
    assert {item["company"] for fact in found["facts"] for item in fact["companies"]} == {A}
    everyone = call("next", "--json").json["facts"]
    mine = {f["fact"]: i for f in everyone for i in f["companies"] if i["company"] == A}
    assert {fact["fact"]: fact["companies"][0] for fact in found["facts"]} == mine


def test_a_fact_that_parts_two_companies_names_them(call: Call) -> None:
    only = ("--weights", "element_mix=1,processing=0,jurisdiction=0,partnerships=0")
    found = call("next", "--json", *only).json["facts"]
    pairs = [(fact, item) for fact in found for item in fact["companies"] if item["separates"]]
    assert pairs
    fact, item = pairs[0]
    text = call("next", item["company"], *only)
    assert "it parts this one from" in flat(text)
    assert "would part" in next(line for line in text.lines if line.startswith(fact["name"]))


def flat(answer: Answer) -> str:
    """What was printed, without the breaks of lines."""
    return " ".join(answer.out.split())


def test_a_method_that_was_changed_since_is_told_as_causes_of_their_own(
    call: Call, workspace_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rubric, countries and deck of the earlier day come from the copies that a ranking kept."""
    call("watchlist", "new", "Mine")
    on = datetime(2026, 6, 30, 12, tzinfo=UTC)
    monkeypatch.setattr(atomic.system, "now", lambda: on)
    call("rank")
    seeds = find_folders().seeds
    rubric = (seeds / "rubric.toml").read_text("utf-8")
    changed = rubric.replace("\nC = 10\n", "\nC = 12\n")
    changed = changed.replace("{ processing = 35, element_mix = 25,",
                              "{ processing = 25, element_mix = 35,")  # fmt: skip
    assert changed.count("C = 12") == changed.count("processing = 25, element_mix = 35") == 1
    (workspace_folder / "rubric.toml").write_text(changed, "utf-8")
    countries = (seeds / "countries.toml").read_text("utf-8")
    (workspace_folder / "countries.toml").write_text(
        re.sub(r"(?m)^rl_pctrank = .*$", "rl_pctrank = 40.0", countries), "utf-8"
    )
    deck = (seeds / "prices" / "fob-china-2025.toml").read_text("utf-8")
    (workspace_folder / "prices").mkdir()
    (workspace_folder / "prices" / "fob-china-2025.toml").write_text(
        deck.replace("Dy2O3 = 239.0", "Dy2O3 = 23.0"), "utf-8"
    )

    found = call("why", A, "--since", "2026-06-30", "--json").json

    assert {"country table", "weights", "price deck", "rubric"} <= {
        part["cause"] for part in found["parts"]
    }
    for end in ("low", "mid", "high"):
        total = math.fsum(part["contribution"][end] for part in found["parts"])
        assert found["change"][end] == pytest.approx(total, abs=1e-9)
    assert found["method_kept"] == ["countries.toml", "prices/fob-china-2025.toml", "rubric.toml"]
    assert "copies kept on 2026-06-30" in flat(call("why", A, "--since", "2026-06-30"))
    (workspace_folder / "rubric.toml").unlink()
    (workspace_folder / "countries.toml").unlink()
    (workspace_folder / "prices" / "fob-china-2025.toml").unlink()
    was = call("show", A, "--as-of", "2026-06-30", "--json").json["score"]
    assert found["before"] == was


def test_a_day_of_which_no_method_is_kept_is_said(call: Call) -> None:
    found = call("why", A, "--since", "2025-06-01", "--json").json
    assert found["method_kept"] == []
    assert "are not kept" in flat(call("why", A, "--since", "2025-06-01"))


def test_a_fact_tells_apart_who_is_not_told_apart_by_the_ranking(call: Call) -> None:
    found = call("next", "heavies", "--json").json
    whole = call("rank", "heavies", "--robust", "--parts", "both", "--json").json["robust"]
    pairs = [pair for fact in found["facts"] for pair in fact["tells_apart"]]
    assert pairs
    for pair in pairs:
        shares = [
            item["pairwise_winning"][a][b] + item["ties"][a][b] / 2
            for item in whole
            if pair["ahead"] in item["ids"]
            for a, b in [(item["ids"].index(pair["ahead"]), item["ids"].index(pair["behind"]))]
        ]
        assert min(shares) < 0.8 <= pair["share"]
    text = flat(call("next", "heavies"))
    assert "Tells apart: with the fact found in its middle" in text
    assert f"seed {found['seed']}" in text
