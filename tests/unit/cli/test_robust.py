"""`rank --robust`: shares that add up, the same numbers every time, what the table says of them."""

import re
from typing import Any

import pytest

from tests.unit.cli.conftest import Call

FEW = ("--samples", "500")


def robust(call: Call, *words: str) -> dict[str, Any]:
    answer = call("rank", "--robust", "--json", *FEW, *words)
    assert answer.code == 0, answer.err
    found: dict[str, Any] = answer.json
    return found


def one(found: dict[str, Any], **wanted: str) -> dict[str, Any]:
    wanted = {"group": "ore", "parts": "both", "unknowns": "shared"} | wanted
    (item,) = (x for x in found["robust"] if all(x[key] == word for key, word in wanted.items()))
    return item  # type: ignore[no-any-return]


def test_there_is_one_entry_for_each_group_parts_and_treatment_of_unknowns(call: Call) -> None:
    found = robust(call, "heavies")
    assert sorted((x["group"], x["parts"], x["unknowns"]) for x in found["robust"]) == [
        (group, parts, unknowns)
        for group in ("ore", "processor")
        for parts in ("both", "evidence", "weights")
        for unknowns in ("independent", "shared")
    ]
    restricted = robust(call, "heavies", "--parts", "evidence")
    assert restricted["robust"] == [x for x in found["robust"] if x["parts"] == "evidence"]


def test_without_it_nothing_is_said(call: Call) -> None:
    assert call("rank", "--json", "heavies").json["robust"] is None


def test_shares_add_up_and_ids_are_the_ranked_companies(call: Call) -> None:
    found = robust(call, "heavies")
    for item in found["robust"]:
        ranked = [
            row["id"]
            for row in found["companies"]
            if row["group"] == item["group"] and row["rank"] is not None
        ]
        assert item["ids"] == ranked
        count = len(ranked)
        assert all(sum(row) == pytest.approx(1) for row in item["rank_acceptability"])
        assert sum(item["first_share"]) == pytest.approx(1)
        assert sum(item["expected_rank"]) == pytest.approx(count * (count + 1) / 2)
        for a in range(count):
            for b in set(range(count)) - {a}:
                win, lose = item["pairwise_winning"][a][b], item["pairwise_winning"][b][a]
                assert win + lose + item["ties"][a][b] == pytest.approx(1)
        for mean, share in zip(item["central_weights"], item["first_share"], strict=True):
            assert (mean is None) == (share == 0)
            assert mean is None or sum(mean.values()) == pytest.approx(1)


def test_the_same_files_and_options_print_the_same_numbers(call: Call) -> None:
    assert call("rank", "heavies", "--robust").out == call("rank", "heavies", "--robust").out


def test_a_company_more_re_draws_nobody(call: Call) -> None:
    call("watchlist", "new", "Few", "NTU", "LYC", "ARU")
    few = robust(call, "few")
    call("watchlist", "add", "few", "ILU", "HAS")
    more = robust(call, "few")
    for unknowns in ("shared", "independent"):
        before, after = one(few, unknowns=unknowns), one(more, unknowns=unknowns)
        for a in before["ids"]:
            for b in before["ids"]:
                assert above(before, a, b) == above(after, a, b)


def above(item: dict[str, Any], a: str, b: str) -> float:
    return item["pairwise_winning"][item["ids"].index(a)][item["ids"].index(b)]  # type: ignore[no-any-return]


def test_firmer_weights_scatter_less_and_a_point_not_at_all(call: Call) -> None:
    width = {}
    for sure in ("rough", "fair", "firm"):
        item = one(robust(call, "--parts", "weights", "--sure", sure), parts="weights")
        assert item["sure"] == sure
        width[sure] = sum(worst - best for best, worst in item["rank_90"])
    assert width["rough"] > width["fair"] > width["firm"]


def test_only_the_order_of_the_weights_is_kept_where_that_is_all_that_is_meant(call: Call) -> None:
    item = one(robust(call, "--parts", "weights", "--sure", "order"), parts="weights")
    for mean in item["central_weights"]:
        assert mean is None or mean["processing"] > mean["element_mix"] > mean["partnerships"]


def test_first_place_changes_hands_just_beyond_the_interval_of_a_weight(call: Call) -> None:
    found = robust(call, "heavies")
    item = one(found)
    tried = 0
    for criterion, held in item["stability"].items():
        for end, taker, step in (
            (held["low"], held["taker_below"], -1e-4),
            (held["high"], held["taker_above"], 1e-4),
        ):
            if taker is None:
                continue
            tried += 1
            moved = call("rank", "heavies", "--json", "--weights", f"{criterion}={end + step}")
            assert moved.json["companies"][0]["id"] == taker
            held_on = call("rank", "heavies", "--json", "--weights", f"{criterion}={end - step}")
            assert held_on.json["companies"][0]["id"] == found["companies"][0]["id"]
    assert tried


def test_the_order_by_expected_rank_is_that_of_the_samples(call: Call) -> None:
    found = robust(call, "--order", "expected")
    assert found["order"] == "expected"
    item = one(found)
    means = dict(zip(item["ids"], item["expected_rank"], strict=True))
    shown = [
        means[row["id"]]
        for row in found["companies"]
        if row["group"] == "ore" and row["rank"] is not None
    ]
    assert shown == sorted(shown)


def test_the_table_says_what_the_json_says(call: Call) -> None:
    found, lines = one(robust(call, "heavies")), call("rank", "heavies", "--robust", *FEW).lines
    places = {row["id"]: row for row in robust(call, "heavies")["companies"]}
    for number, company in enumerate(found["ids"]):
        row = places[company]
        line = next(line for line in lines if row["name"][:20] in line)
        best, worst = found["rank_90"][number]
        likely = f"{best}–{worst}" if best != worst else str(best)
        assert re.search(rf" {likely} +[<>]?\d+% +[<>]?\d+% +{found['tiers'][number]}$", line)
        assert ("!" in line.split()[0] or line.split()[1] == "!") == (
            not best <= row["rank"] <= worst
        )


def test_a_place_outside_the_90_percent_rank_is_marked_and_explained(
    call: Call, own_company: Any, write: Any
) -> None:
    answer = call("rank", "--robust", "--order", "possible", *FEW)
    marked = [line for line in answer.lines if re.match(r" *\d+!", line)]
    assert marked
    assert any(line.startswith("! # lies outside the 90 % rank") for line in answer.lines)
    calm = call("rank", "heavies", "--robust", "--order", "expected", *FEW)
    assert not any(re.match(r" *\d+!", line) for line in calm.lines)
    assert "lies outside" not in calm.out


def test_beneath_stands_what_the_figures_rest_on(call: Call) -> None:
    answer = call("rank", "heavies", "--robust", "--as-of", "2026-10-01")
    text = " ".join(answer.out.split())
    for said in (
        "10,000 samples", "usual weights (profile documents)", "prices fob-china-2025",
        "as of 2026-10-01", "seed ", "standard error of a share at most 0.5 %",
        "may move from 0 to", "takes first place",
    ):  # fmt: skip
        assert said in text
    assert max(len(line) for line in answer.lines) <= 80


@pytest.mark.parametrize("option", [["--parts", "both"], ["--sure", "firm"], ["--samples", "9"]])
def test_options_of_sampling_need_it(call: Call, option: list[str]) -> None:
    answer = call("rank", *option)
    assert (answer.code, answer.out) == (2, "")
    assert f"{option[0]} needs --robust" in answer.err


def test_no_company_and_one_company_are_answered(call: Call) -> None:
    call("watchlist", "new", "None")
    assert call("rank", "none", "--robust", "--json").json["robust"] == []
    assert call("rank", "none", "--robust").code == 0
    call("watchlist", "new", "Single", "LYC")
    item = one(robust(call, "single"))
    assert (item["rank_90"], item["first_share"]) == ([[1, 1]], [1.0])
