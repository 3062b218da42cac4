"""`screen` and `rank -f`: three answers, lines that begin with a dash, errors with their place."""

from pathlib import Path
from typing import Any

import pytest

from tests.unit.cli.conftest import Call


def ids(found: list[dict[str, Any]]) -> list[str]:
    return [item["id"] for item in found]


def test_every_company_is_in_one_of_three_lists(call: Call) -> None:
    found = call("screen", "is:junior magnet:>=25%", "--json").json
    lists = [ids(found[name]) for name in ("match", "unknown", "no")]
    assert all(lists)
    assert sum(map(len, lists)) == len({company for one in lists for company in one}) == 50
    assert all(item["because"] == ["magnet"] for item in found["unknown"])
    assert found["filter"] == "is:junior magnet:>=25%"
    assert found["reads_as"] == "junior companies whose magnet share is at least 25 %"


def test_the_text_says_what_the_json_says(call: Call) -> None:
    found = call("screen", "magnet:>=25%", "heavies", "--json").json
    text = call("screen", "magnet:>=25%", "heavies")
    counts = [f"{len(found[key])} {key}" for key in ("match", "unknown", "no")]
    assert text.lines[0] == f"Heavies: {' · '.join(counts)}"
    names = {row["id"]: row["name"] for row in call("rank", "heavies", "--json").json["companies"]}
    headings = {"Match": "match", "Cannot be told": "unknown", "No match": "no"}
    at = ""
    shown: dict[str, list[str]] = {key: [] for key in headings.values()}
    for line in text.lines[2:]:
        at = headings.get(line, at)
        if line.startswith("  "):
            shown[at].append(line.strip())
    for key, lines in shown.items():
        assert len(lines) == len(found[key])
        for line, company in zip(lines, ids(found[key]), strict=True):
            assert line.startswith(names[company])


@pytest.mark.parametrize(
    "line",
    [
        "-domicile:AU",
        "-country:AU,US",
        "-is:junior",
        "-hafnium",
        "-f",
        "-magnet:>=25%",
        "-(is:junior)",
    ],
)
def test_a_filter_may_begin_with_a_dash(call: Call, line: str) -> None:
    plain = call("screen", line.removeprefix("-"), "--json").json
    for words in (["screen", line, "--json"], ["screen", "--json", "--", line]):
        found = call(*words).json
        assert sorted(ids(found["match"])) == sorted(ids(plain["no"]))
        assert sorted(ids(found["unknown"])) == sorted(ids(plain["unknown"]))
    ranked = call("rank", "-f", line, "--json").json
    assert sorted(ids(ranked["companies"])) == sorted(ids(plain["no"]))


def test_a_word_with_two_dashes_is_an_option(call: Call) -> None:
    for words in (["--foo"], ["is:junior", "--foo"], ["--domicile:AU", "heavies"]):
        answer = call("screen", *words)
        assert (answer.code, answer.out) == (2, "")
        assert "no such option" in answer.err


@pytest.mark.parametrize("words", [["screen"], ["rank", "-f"]])
def test_an_error_names_its_place_under_the_line(call: Call, words: list[str]) -> None:
    answer = call(*words, "is:junior magnt:>=25%")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.splitlines() == [
        "rewatch: there is no field 'magnt'; did you mean magnet or margin?",
        "is:junior magnt:>=25%",
        "          ^^^^^",
    ]


def test_the_exit_code_says_whether_anybody_matches_where_that_is_asked(call: Call) -> None:
    assert call("screen", "lynas", "--expect-match").code == 0
    nobody = call("screen", "no-such-company", "--expect-match", "--json")
    assert (nobody.code, nobody.json["match"]) == (1, [])
    assert call("screen", "no-such-company").code == 0
    # What evidence leaves open matches nothing for certain.
    assert call("screen", "missing:magnet magnet:>=1%", "--expect-match").code == 1


def test_a_saved_screen_is_called_by_its_id(call: Call) -> None:
    found = call("screen", "--list", "--json").json["screens"]
    assert len(found) >= 20
    for item in found[:3]:
        answer = call("screen", item["id"], "--json").json
        assert answer["filter"] == item["filter"]
        assert [len(answer[key]) for key in ("match", "unknown", "no")] == [
            item["match"], item["unknown"], item["no"],
        ]  # fmt: skip


def test_screens_that_evidence_leaves_open_are_listed_apart(call: Call) -> None:
    found = call("screen", "--list", "--json").json["screens"]
    silent = [x["id"] for x in found if not x["match"] and x["unknown"]]
    telling = [x["id"] for x in found if x["match"]]
    assert silent
    assert telling
    lines = call("screen", "--list").lines
    border = next(n for n, line in enumerate(lines) if line.startswith("Today's evidence"))
    place = {line.split()[0]: n for n, line in enumerate(lines) if line and line[0] != " "}
    assert all(place[key] > border for key in silent)
    assert all(place[key] < border for key in telling)


def test_a_list_of_screens_may_look_at_one_watchlist(call: Call) -> None:
    for item in call("screen", "--list", "heavies", "--json").json["screens"]:
        assert item["match"] + item["unknown"] + item["no"] == 15


def test_own_screens_go_before_those_that_come_with_rewatch(call: Call, write: Any) -> None:
    write(
        "screens.toml",
        'schema = 1\n[[screens]]\nid = "mine"\nname = "Mine"\nfilter = "lynas"\n',
    )
    assert ids(call("screen", "mine", "--json").json["match"]) == ["lynas-rare-earths"]


def test_rank_ranks_who_matches_among_themselves_and_names_who_may(call: Call) -> None:
    screened = call("screen", "magnet:>=25%", "heavies", "--json").json
    ranked = call("rank", "heavies", "-f", "magnet:>=25%", "--json").json
    assert sorted(ids(ranked["companies"])) == sorted(ids(screened["match"]))
    assert [row["rank"] for row in ranked["companies"]][:2] == [1, 2]
    assert ranked["filter"]["unknown"] == screened["unknown"]
    text = call("rank", "heavies", "-f", "magnet:>=25%")
    assert "Cannot be told, and so not ranked here:" in text.out


def test_flags_are_answered_alike_everywhere(call: Call) -> None:
    rows = {row["id"]: row for row in call("rank", "--json").json["companies"]}
    again = {row["id"]: row for row in call("rank", "--json").json["companies"]}
    assert {key: row["flags"] for key, row in rows.items()} == {
        key: row["flags"] for key, row in again.items()
    }
    for flag in ("ce-la-burden", "no-downstream-plan"):
        failing = [
            key for key, row in rows.items() if {"id": flag, "state": "fail"} in row["flags"]
        ]
        assert failing
        assert sorted(ids(call("screen", f"flag:{flag}", "--json").json["match"])) == sorted(
            failing
        )
        card = call("show", failing[0], "--json").json
        assert card["flags"] == rows[failing[0]]["flags"]
    for line in call("rank").lines:
        row = next((r for r in rows.values() if f" {r['name']} " in line and r["rank"]), None)
        if row and line.split()[0] == str(row["rank"]):
            failing_here = sum(flag["state"] == "fail" for flag in row["flags"])
            last = line.split()[-1]
            assert last == str(failing_here)


def test_flags_of_another_deck_or_day_are_answered_anew(call: Call) -> None:
    now = call("rank", "--json").json["companies"]
    before = call("rank", "--json", "--as-of", "2001-01-01").json["companies"]
    assert [row["flags"] for row in sorted(now, key=lambda r: r["id"])] != [
        row["flags"] for row in sorted(before, key=lambda r: r["id"])
    ]


def test_a_broken_thesis_stands_in_the_inbox(call: Call, workspace_folder: Path) -> None:
    path = workspace_folder / "watchlists" / "theses.toml"
    path.parent.mkdir(parents=True)
    path.write_text(
        'schema = 1\nname = "Theses"\n[[entries]]\ncompany = "pensana"\n'
        'thesis = ["country:AU by 2026-01", "is:junior"]\n',
        "utf-8",
    )
    (item,) = call("inbox", "--json").json["items"]
    assert (item["company"], item["kind"]) == ("pensana", "thesis")
    assert item["names"] == ["country:AU by 2026-01"]
    text = call("inbox").out
    assert "Thesis broken" in text
    assert "country:AU by 2026-01" in text


def test_groups_and_columns_of_the_line_are_shown(call: Call) -> None:
    line = "magnet:>=30% group:country cols:magnet,stage,thorium"
    found = call("screen", line, "--json").json
    match = {item["id"]: item["shown"] for item in found["match"]}
    assert [key for group in found["groups"] for key in group["ids"]]
    assert {key for group in found["groups"] for key in group["ids"]} == set(match)
    assert all(list(shown) == ["magnet", "stage", "thorium"] for shown in match.values())
    assert all("%" in shown["magnet"] for shown in match.values())
    text = call("screen", line)
    for group in found["groups"]:
        assert f"Match: {group['label']}" in text.lines
    flat = " ".join(text.out.split())
    for shown in match.values():
        words = (f"{name} {value or '?'}" for name, value in shown.items())
        assert " · ".join(words) in flat
    plain = call("screen", "magnet:>=30%", "--json").json
    assert plain["groups"] == []
    assert all(list(item) == ["id"] for item in plain["match"])


def test_a_filter_is_saved_under_a_name_and_asked_for_by_it(
    call: Call, workspace_folder: Path
) -> None:
    found = call("screen", "is:junior and magnet>=25 %", "--save", "My magnets", "--json").json
    assert found["saved"] == "my-magnets"
    again = call("screen", "my-magnets", "--json").json
    assert again["filter"] == "is:junior magnet:>=25%"
    assert (again["match"], again["saved"]) == (found["match"], None)
    assert call("screen", "is:junior", "--save", "My magnets").lines[-1].endswith("my-magnets")
    assert call("screen", "my-magnets", "--json").json["filter"] == "is:junior"
    call("undo")
    assert call("screen", "my-magnets", "--json").json["filter"] == "is:junior magnet:>=25%"


def test_a_filter_that_cannot_be_read_is_not_saved(call: Call, workspace_folder: Path) -> None:
    assert call("screen", "magnt:>=25%", "--save", "Bad").code == 2
    assert call("screen", "is:junior", "--save", " ").code == 2
    assert call("screen", "--list", "--save", "x").code == 2
    assert not (workspace_folder / "screens.toml").exists()
