"""`rewatch scenario` and `--scenario`: what is supposed, whom it moves, and what is not kept."""

import json
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Call

ROOT = Path(__file__).parents[3]
SHIPPED = sorted(path.stem for path in (ROOT / "seeds" / "scenarios").glob("*.toml"))

OWN = """schema = 1
id = "mine"
name = "Mine"
summary = "Japan leaves."
[[rules]]
id = "japan"
reason = "Deals with Japan end."
kind = "partnership"
where = { country = "JP" }
when = "country:AU"
becomes = { status = "ended" }
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A workspace with a scenario of one's own."""
    folder = tmp_path / "ws"
    (folder / "scenarios").mkdir(parents=True)
    (folder / "scenarios" / "mine.toml").write_text(OWN)
    return folder


def test_every_shipped_scenario_is_listed_with_its_occasion(call: Call) -> None:
    answer = call("scenario", "list")
    assert answer.code == 0
    for name in SHIPPED:
        assert any(line.startswith(f"{name}  ") for line in answer.lines)
    listed = call("scenario", "list", "--json").json["scenarios"]
    assert [item["scenario"] for item in listed] == SHIPPED
    assert all(item["summary"] and item["name"] for item in listed)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_scenario_moves_somebody_by_parts_that_add_up(call: Call, name: str) -> None:
    found = call("scenario", "show", name, "--json").json
    assert found["scenario"] == name
    moved = [item for item in found["companies"] if item["parts"]]
    assert moved
    for item in found["companies"]:
        for end in ("low", "mid", "high"):
            change = item["after"][end] - item["before"][end]
            assert sum(part[end] for part in item["parts"]) == pytest.approx(change, abs=1e-9)
    named = {part["name"] for part in found["parts"]}
    assert {part["name"] for item in moved for part in item["parts"]} <= named


def test_ranks_before_are_those_of_today_and_ranks_after_those_of_rank(call: Call) -> None:
    found = call("scenario", "show", "chinese-deals-end", "--json").json["companies"]
    before = call("rank", "--json").json
    after = call("rank", "--scenario", "chinese-deals-end", "--json").json
    assert before["scenario"] is None
    assert after["scenario"] == "chinese-deals-end"
    for shown, key in ((before, "before"), (after, "after")):
        ranks = {item["id"]: item["rank"] for item in shown["companies"]}
        assert {item["id"]: item["rank"][key] for item in found} == ranks
        points = {item["id"]: item["score"] for item in shown["companies"]}
        assert {item["id"]: item[key] for item in found} == points
    peak = next(item for item in found if item["id"] == "peak-rare-earths")
    assert peak["parts"][0]["indicators"] == ["offtake"]
    assert peak["rank"]["after"] > peak["rank"]["before"]


def test_the_table_says_who_moves_by_which_rule_and_who_is_only_moved_aside(call: Call) -> None:
    answer = call("scenario", "show", "chinese-deals-end")
    text = " ".join(answer.out.split())
    assert "chinese-customers −5.0 proven, 0.0 possible: Offtake" in text
    assert "In another place only because others moved:" in text
    assert "records do not say and stay as they are" in text
    assert max(map(len, answer.lines)) <= 80


def test_what_is_supposed_is_never_handed_out_or_kept_as_if_it_were_so(
    call: Call, tmp_path: Path
) -> None:
    plain, under = tmp_path / "plain.json", tmp_path / "under.json"
    ws = ("--workspace", str(tmp_path / "ws"))
    call("export", "peak-rare-earths", "--to", str(under), "--scenario", "chinese-deals-end", *ws)
    call("export", "peak-rare-earths", "--to", str(plain), *ws)
    one, other = (json.loads(path.read_text()) for path in (plain, under))
    assert "scenario" not in json.dumps(one["method"]["rubric"])
    assert other["method"]["scenario"]["id"] == "chinese-deals-end"
    assert one["card"]["hash"] != other["card"]["hash"] if "card" in one else True
    text = call("export", "peak-rare-earths", "--to", "-", "--scenario", "chinese-deals-end", *ws)
    assert "Supposing" in text.out
    assert "no earlier card to compare with" in " ".join(text.out.split())
    again = call("export", "peak-rare-earths", "--to", "-", *ws)
    assert "Supposing" not in again.out


def test_an_own_scenario_with_a_filter_reaches_whom_it_matches(call: Call, own: Path) -> None:
    found = call("scenario", "show", "mine", "--json", "--workspace", str(own)).json
    changed = set(found["parts"][0]["changed"])
    assert "lynas-rare-earths" in changed
    countries = call("screen", "country:AU", "--json").json
    match = {item["id"] for item in countries["match"]}
    assert changed <= match
    assert call("scenario", "show", "Mine", "--workspace", str(own)).code == 0


def test_a_broken_scenario_is_named_and_the_others_work(call: Call, own: Path) -> None:
    file = own / "scenarios" / "mine.toml"
    file.write_text(OWN.replace('status = "ended"', 'status = "over"').replace("AU", "AUS:"))
    listed = call("scenario", "list", "--json", "--workspace", str(own))
    assert [item["scenario"] for item in listed.json["scenarios"]] == SHIPPED
    assert "mine.toml:" in listed.err
    assert "status = 'over'" in listed.err
    asked = call("rank", "--scenario", "mine", "--workspace", str(own))
    assert asked.code == 2
    assert "mine.toml:" in asked.err
    checked = call("check", "--workspace", str(own))
    assert checked.code == 1
    assert "mine.toml" in checked.out + checked.err


def test_check_judges_filters_countries_and_decks_of_a_scenario(call: Call, own: Path) -> None:
    file = own / "scenarios" / "mine.toml"
    wrong = OWN.replace("country:AU", "contry:AU").replace(
        "[[rules]]", 'price_deck = "fob"\n[countries]\nXX = "allied"\n[[rules]]'
    )
    file.write_text(wrong)
    said = call("check", "--workspace", str(own))
    text = said.out + said.err
    assert said.code == 1
    assert "contry" in text
    assert '"fob"' in text
    assert "XX" in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["scenario", "show", "no-such"], "no scenario is called 'no-such'"),
        (["rank", "--scenario", "prices-of-2016", "--deck", "fob-china-2022"], "leave out the"),
        (["scenario", "show", "two-camps", "--scenario", "two-camps"], "leave out --scenario"),
        (["inbox", "--scenario", "two-camps"], "leave out the scenario"),
        (["why", "lynas-rare-earths", "--since", "2026-01-01", "--scenario", "two-camps"],
         "leave out the scenario"),
    ],
)  # fmt: skip
def test_what_cannot_be_supposed_is_one_sentence(call: Call, words: list[str], said: str) -> None:
    answer = call(*words)
    assert answer.code == 2
    assert said in answer.err
    assert len(answer.err.splitlines()) == 1
