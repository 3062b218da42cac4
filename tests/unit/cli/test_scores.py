"""The scoring commands: one and the same number wherever it is printed, parts that add up."""

import math
import re
from typing import Any

import pytest

from tests.unit.cli.conftest import Call

CRITERIA = ["element_mix", "processing", "jurisdiction", "partnerships"]


def ranked(call: Call, *words: str) -> dict[str, Any]:
    answer = call("rank", "--json", *words)
    assert answer.code == 0, answer.err
    found: dict[str, Any] = answer.json
    return found


def test_all_fifty_companies_are_ranked_in_their_groups_or_say_why_not(call: Call) -> None:
    found = ranked(call)
    assert len(found["companies"]) == 50
    for group in ("ore", "processor"):
        places = [item["rank"] for item in found["companies"] if item["group"] == group]
        numbers = [place for place in places if place is not None]
        assert numbers[0] == 1
        assert numbers == sorted(numbers)
        assert places[: len(numbers)] == numbers, "not-ranked companies come last"
    for item in found["companies"]:
        assert (item["rank"] is None) == (item["not_ranked"] is not None)
        assert (item["rank"] is None) == (item["rank_interval"] is None)


def test_totals_are_the_weighted_sums_of_what_is_printed(call: Call) -> None:
    for item in ranked(call)["companies"]:
        for end in ("low", "mid", "high"):
            for criterion in item["criteria"].values():
                if criterion["weight"]:
                    parts = criterion["indicators"].values()
                    total = sum(part["weight"] * (part[end] or 0) for part in parts)
                    assert criterion[end] == pytest.approx(total)
            whole = sum(c["weight"] * (c[end] or 0) for c in item["criteria"].values())
            assert item["score"][end] == pytest.approx(whole)


@pytest.mark.parametrize(
    ("order", "end"), [("proven", "low"), ("middle", "mid"), ("possible", "high")]
)
def test_places_go_by_the_order_asked_for(call: Call, order: str, end: str) -> None:
    found = ranked(call, "--order", order)
    assert found["order"] == order
    points = [
        item["score"][end]
        for item in found["companies"]
        if item["group"] == "ore" and item["rank"] is not None
    ]
    assert points == sorted(points, reverse=True)


def test_show_has_the_numbers_of_rank(call: Call) -> None:
    rows = ranked(call)
    for item in rows["companies"][::7]:
        card = call("show", item["id"], "--json").json
        assert {key: card[key] for key in item} == item
        used = {
            record
            for criterion in item["criteria"].values()
            for indicator in criterion["indicators"].values()
            for record in indicator["evidence"]
        }
        records = {record["id"]: record for record in card["evidence"]}
        assert used <= set(records)
        assert all(records[key]["source"]["title"] for key in used), "every figure has a source"


def test_the_text_says_what_the_json_says(call: Call) -> None:
    rows = ranked(call)["companies"]
    text = call("rank").out
    head = " ".join(text.partition("\n\n")[0].split())
    assert "(profile documents: Element mix 25, Processing 35, Jurisdiction 20, " in head
    for item in rows:
        name = item["name"][:20]
        line = next(line for line in text.splitlines() if name in line)
        if item["rank"] is not None:
            low, high = round(item["score"]["low"]), round(item["score"]["high"])
            assert re.search(rf"\b{low}–{high}\b", line), line
            assert line.split()[0] == str(item["rank"])


def test_a_watchlist_is_ranked_within_itself(call: Call) -> None:
    found = ranked(call, "heavies")
    assert found["watchlist"] == "heavies"
    assert 0 < len(found["companies"]) < 50
    assert min(item["rank"] for item in found["companies"] if item["rank"]) == 1
    assert ranked(call, "Heavies")["companies"] == found["companies"]


@pytest.mark.parametrize(
    ("a", "b"), [("NTU", "LYC"), ("ASX:ARU", "MP Materials"), ("NTU", "ucore-rare-metals")]
)
@pytest.mark.parametrize("order", ["proven", "middle", "possible"])
def test_the_parts_of_why_add_up(call: Call, a: str, b: str, order: str) -> None:
    found = call("why", a, b, "--json", "--order", order).json
    for end in ("low", "mid", "high"):
        total = math.fsum(part["contribution"][end] for part in found["parts"])
        assert found["difference"][end] == pytest.approx(total, abs=1e-9)
    one, other = (call("show", found[side], "--json").json["score"] for side in "ab")
    assert found["difference"]["mid"] == pytest.approx(one["mid"] - other["mid"])
    assert found["difference"]["low"] == pytest.approx(one["low"] - other["high"])
    end = {"proven": "low", "middle": "mid", "possible": "high"}[order]
    assert found["ahead"] == pytest.approx(one[end] - other[end])
    assert found["ahead"] == pytest.approx(math.fsum(part["ahead"] for part in found["parts"]))


def test_why_says_who_is_above_and_turned_round_says_below(call: Call) -> None:
    first = call("why", "LYC", "NTU")
    assert first.lines[0] == "Why Lynas Rare Earths is above Northern Minerals"
    assert "usual weights (profile documents: Element mix 25, Processing" in first.lines[1]
    again = call("why", "NTU", "LYC")
    assert again.lines[0] == "Why Northern Minerals is below Lynas Rare Earths"
    printed = [
        line.split()[-4] for line in (*first.lines, *again.lines) if line.startswith("together")
    ]
    assert {text.strip("+−") for text in printed} == {printed[0].strip("+−")}


def test_compare_puts_what_differs_most_first(call: Call) -> None:
    found = call("compare", "NTU", "LYC", "MP Materials", "--json").json
    assert [item["id"] for item in found["companies"]] == [
        "northern-minerals", "lynas-rare-earths", "mp-materials",
    ]  # fmt: skip
    apart = [item["points"] for item in found["differences"] if item["points"] is not None]
    assert apart == sorted(apart, reverse=True)
    for item in found["differences"]:
        held = [
            (indicator["mid"], criterion["weight"] * indicator["weight"])
            for company in found["companies"]
            for criterion in company["criteria"].values()
            for key, indicator in criterion["indicators"].items()
            if key == item["indicator"] and indicator["mid"] is not None
        ]
        middles = [middle for middle, _ in held]
        assert item["spread"] == pytest.approx(max(middles) - min(middles))
        assert item["points"] == pytest.approx(item["spread"] * max(w for _, w in held))
    rows = call("compare", "NTU", "LYC", "MP Materials").lines
    share = next(line.split() for line in rows if line.startswith("Magnet share"))
    assert [value.lstrip("0123456789–") for value in share[2:]] == ["○", "○", "~○"]
    margin = next(line.split() for line in rows if line.startswith("Cost margin"))
    assert [value.lstrip("0123456789–") for value in margin[2:]] == ["?", "?", "?"]
    assert any("○ a record overridden or replaced" in line for line in rows)


def test_compare_says_whether_other_weights_turn_the_order_round(call: Call) -> None:
    four = ("LYC", "NTU", "MP Materials", "ucore-rare-metals")
    (contest,) = call("compare", *four, "--robust", "--json").json["contests"]
    assert contest["ids"] == ["lynas-rare-earths", "northern-minerals", "mp-materials"]
    first, above = contest["first_share"], contest["above"][0]
    assert above["parts"] == "weights"
    rows = call("compare", *four, "--robust").lines
    share = {
        key: f"{100 * first['weights'][place]:.0f}% {100 * first['both'][place]:.0f}%"
        for place, key in enumerate(contest["ids"])
    }
    line = next(line for line in rows if line.startswith("first of these"))
    assert [" ".join(pair) for pair in pairs(line.split()[3:])] == list(share.values())
    line = next(line for line in rows if line.startswith("above MP Materials"))
    assert line.split()[3] == f"{100 * above['shares'][0][2]:.0f}%"
    said = " ".join(" ".join(rows).split())
    for criterion, item in contest["stability"].items():
        if item["taker_above"] is not None:
            assert f"to {100 * item['high']:.3g} % before" in said, criterion
    assert "Ucore Rare Metals is not sampled: no other of its group is ranked here" in said
    # Whoever else is compared, a pair is above as often; firmer weights scatter less.
    (pair,) = call("compare", *four[:2], "--robust", "--json").json["contests"]
    assert pair["above"][1]["shares"][0][1] == contest["above"][1]["shares"][0][1]
    (firm,) = call("compare", *four[:3], "--robust", "--sure", "firm", "--json").json["contests"]
    assert max(firm["first_share"]["weights"]) > max(first["weights"])
    refused = call("compare", *four, "--sure", "firm")
    assert (refused.code, "--sure needs --robust" in refused.err) == (2, True)


def pairs(cells: list[str]) -> list[tuple[str, str]]:
    return list(zip(cells[::2], cells[1::2], strict=True))


def test_weights_not_named_keep_their_proportions_and_all_add_up_to_one(call: Call) -> None:
    before = ranked(call)["weights"]
    after = ranked(call, "--weights", "processing=0.5,partnerships=0.1")["weights"]
    assert list(after) == CRITERIA
    assert sum(after.values()) == pytest.approx(1)
    assert after["processing"] / after["partnerships"] == pytest.approx(5)
    ratio = before["element_mix"] / before["jurisdiction"]
    assert after["element_mix"] / after["jurisdiction"] == pytest.approx(ratio)
    every = ",".join(f"{key}={number}" for number, key in enumerate(CRITERIA))
    scaled = ranked(call, "--weights", every)["weights"]
    assert list(scaled.values()) == pytest.approx([0, 1 / 6, 2 / 6, 3 / 6])


def test_a_profile_and_a_deck_are_used_when_named(call: Call) -> None:
    found = ranked(call, "--profile", "equal", "--deck", "fob-china-2021")
    assert (found["profile"], found["price_deck"]) == ("equal", "fob-china-2021")
    assert set(found["weights"].values()) == {0.25}


def test_an_earlier_day_knows_less(call: Call) -> None:
    now = call("show", "NTU", "--json").json
    then = call("show", "NTU", "--json", "--as-of", "2020-01-01").json
    assert then["as_of"] == "2020-01-01"
    early = {record["id"] for record in then["evidence"]}
    assert early < {record["id"] for record in now["evidence"]}
    assert all(record["known_on"] <= "2020-01-01" for record in then["evidence"])


def test_nothing_stood_in_the_files_before_they_were_written(call: Call) -> None:
    card = call("show", "NTU", "--json", "--recorded-by", "2001-01-01").json
    assert (card["recorded_by"], card["evidence"], card["rank"]) == ("2001-01-01", [], None)


@pytest.mark.parametrize(
    "words",
    [
        ["--as-of", "2020-01-01", "--json", "rank"],
        ["--json", "rank", "--as-of", "2020-01-01"],
        ["rank", "--json", "--as-of", "2020-01-01"],
        ["--as-of", "1999-01-01", "rank", "--json", "--as-of", "2020-01-01"],
    ],
    ids=["before", "around", "after", "the last counts"],
)
def test_options_stand_before_or_after_the_command(call: Call, words: list[str]) -> None:
    assert call(*words).json["as_of"] == "2020-01-01"


def test_tables_fit_into_80_columns_and_grow_with_the_terminal(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands = [
        ["rank"], ["why", "NTU", "ucore-rare-metals"], ["compare", "NTU", "LYC"],
        ["compare", "NTU", "LYC", "ARU", "MP Materials", "ucore-rare-metals", "ILU"],
        ["search", "lynas"], ["company", "list"], ["watchlist", "list"],
        ["watchlist", "show", "heavies"], ["profile", "list"], ["deck", "list"],
        ["show", "NTU"],
    ]  # fmt: skip
    for words in commands:
        answer = call(*words)
        assert answer.code == 0, answer.err
        assert max(len(line) for line in answer.lines) <= 80, words
    monkeypatch.setenv("COLUMNS", "120")
    assert max(len(line) for line in call("rank").lines) > 100
