"""The commands that keep something: watchlists, notes, companies, exports."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Call


def test_a_watchlist_from_its_making_to_the_trash(call: Call, workspace_folder: Path) -> None:
    made = call("watchlist", "new", "My Magnets", "NTU", "ASX:LYC", "ntu", "--json").json
    assert made["watchlist"] == "my-magnets"
    assert made["added"] == ["northern-minerals", "lynas-rare-earths"]
    assert (workspace_folder / "watchlists" / "my-magnets.toml").exists()

    added = call("watchlist", "add", "my magnets", "ARU", "LYC", "--json").json
    assert added["added"] == ["arafura-rare-earths"]
    assert added["already"] == ["lynas-rare-earths"]

    removed = call("watchlist", "remove", "my-magnets", "LYC", "MP Materials", "--json").json
    assert removed["removed"] == ["lynas-rare-earths"]
    assert removed["absent"] == ["mp-materials"]

    assert call("watchlist", "rename", "my-magnets", "Ours").code == 0
    shown = call("watchlist", "show", "ours", "--json").json
    assert (shown["slug"], shown["name"]) == ("my-magnets", "Ours")
    assert [item["company"] for item in shown["entries"]] == [
        "northern-minerals",
        "arafura-rare-earths",
    ]
    ranked = {item["id"] for item in call("rank", "Ours", "--json").json["companies"]}
    assert ranked == {"northern-minerals", "arafura-rare-earths"}

    assert call("watchlist", "delete", "ours").code == 0
    assert call("watchlist", "show", "ours").code == 2
    assert list((workspace_folder / ".rewatch" / "trash").rglob("*my-magnets*"))


def test_a_company_that_is_gone_can_be_taken_off_a_list(
    call: Call, write: Callable[[str, str], Path]
) -> None:
    write(
        "watchlists/old.toml",
        'schema = 1\nname = "Old"\n[[entries]]\ncompany = "gone-metals"\n'
        '[[entries]]\ncompany = "vhm"\n',
    )
    ranking = call("rank", "old")
    assert ranking.code == 0
    assert "gone-metals" in ranking.err
    assert call("watchlist", "show", "old", "--json").json["entries"][0]["name"] is None
    assert call("watchlist", "remove", "old", "gone-metals").code == 0
    assert [e["company"] for e in call("watchlist", "show", "old", "--json").json["entries"]] == [
        "vhm"
    ]


def test_nothing_is_put_on_a_list_if_one_name_is_wrong(call: Call) -> None:
    before = call("watchlist", "show", "heavies", "--json").json
    assert call("watchlist", "add", "heavies", "ARU", "no such thing").code == 2
    assert call("watchlist", "show", "heavies", "--json").json == before


def test_looking_makes_no_files(call: Call, workspace_folder: Path) -> None:
    for words in (["rank"], ["show", "NTU"], ["watchlist", "list"], ["note", "list"], ["check"]):
        call(*words)
    assert not workspace_folder.exists()


@pytest.mark.parametrize(
    ("words", "typed"),
    [(["Saw", "the", "plant"], None), (["Saw the plant"], None), (["-"], "Saw the plant")],
)
def test_a_note_is_written_listed_and_shown(
    call: Call, words: list[str], typed: str | None
) -> None:
    made = call("note", "add", "NTU", *words, "--tag", "visit", "--json", typed=typed).json
    path = Path(made["file"])
    assert path.read_text("utf-8").endswith("Saw the plant\n")
    assert made["note"]["tags"] == ["visit"]
    (listed,) = call("note", "list", "NTU", "--json").json["notes"]
    assert listed == made["note"]
    key = f"northern-minerals/{listed['id']}"
    for name in (key, listed["id"], "NTU"):
        shown = call("note", "show", name)
        assert (shown.code, shown.lines[-1]) == (0, "Saw the plant")
    assert call("note", "list", "LYC", "--json").json["notes"] == []
    assert call("show", "NTU", "--json").json["notes"] == [made["note"]]


def test_a_note_keeps_its_lines(call: Call) -> None:
    call("note", "add", "NTU", "-", typed="# Visit\n\n- one\n- two\n")
    assert call("note", "show", "NTU").lines[-4:] == ["# Visit", "", "- one", "- two"]


def test_what_was_typed_in_an_editor_is_kept_when_it_cannot_be_saved(
    call: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import rewatch.cli.notes

    monkeypatch.setattr(rewatch.cli.notes, "_typed", lambda *_: "an hour's work")
    (tmp_path / "workspace").mkdir()
    (tmp_path / "workspace" / "notes").write_text("in the way")
    answer = call("note", "add", "NTU")
    assert answer.code == 3
    (kept,) = tmp_path.glob("rewatch-note-*.md")
    assert str(kept) in answer.err
    assert kept.read_text() == "an hour's work"


def test_a_company_of_three_fields_is_found_shown_and_not_ranked(call: Call) -> None:
    words = ["--listing", "ASX:ZZ9", "--country", "AU"]
    assert call("company", "add", "Zed Metals", *words).code == 0
    card = call("show", "ASX:ZZ9", "--json").json
    assert (card["id"], card["rank"], card["evidence"]) == ("zed-metals", None, [])
    assert "zed-metals" in call("search", "zed metls").out
    own = [c["id"] for c in call("company", "list", "--json").json["companies"] if c["own"]]
    assert own == ["zed-metals"]
    assert call("company", "add", "Zed Metals", *words).code == 2


def test_of_a_listed_miner_the_name_or_the_ticker_is_enough(call: Call) -> None:
    added = call("company", "add", "Rama Steel Tubes")
    assert "NSE:RAMASTEEL, India" in added.out
    (one,) = [c for c in call("company", "list", "--json").json["companies"] if c["own"]]
    assert (one["name"], one["domicile"]) == ("Rama Steel Tubes Limited", "IN")
    assert call("undo").code == 0
    assert call("company", "add", "NSE:RAMASTEEL", "--json").json["id"] == one["id"]
    # Known by that name already, listed in several places, or not listed at all.
    assert "already: hastings" in call("company", "add", "Hastings Technology Metals").err
    assert "already: hastings" in " ".join(call("company", "add", "Hastings").err.split())
    # A word of one name is no name: it is not taken for the only miner that has it.
    assert "ASX:PGL (Pilbara Gold" in " ".join(call("company", "add", "Pilbara").err.split())
    assert "TSX:ABX (Barrick" in " ".join(call("company", "add", "Barrick").err.split())
    assert "say --country: no listed miner" in call(
        "company", "add", "Qqzz", "--listing", "unlisted"
    ).err  # fmt: skip


@pytest.mark.parametrize("form", ["txt", "md", "csv", "json"])
def test_an_export_holds_the_score_and_spares_what_is_there(
    call: Call, tmp_path: Path, form: str
) -> None:
    file = tmp_path / f"card.{form}"
    made = call("export", "NTU", "--to", str(file), "--json")
    assert made.code == 0, made.err
    assert made.json["companies"] == ["northern-minerals"]
    assert Path(made.json["file"]) == file
    text = file.read_text("utf-8-sig")
    assert "Northern Minerals" in text
    if form == "json":
        json.loads(text)
    if form == "csv":
        assert len(list(csv.reader(io.StringIO(text)))) > 1
    again = call("export", "LYC", "--to", str(file))
    assert (again.code, again.out) == (3, "")
    assert file.read_text("utf-8-sig") == text
    assert call("export", "LYC", "--to", str(file), "--force").code == 0
    assert "Lynas" in file.read_text("utf-8-sig")


def test_notes_stay_out_of_an_export_unless_asked_for(call: Call, tmp_path: Path) -> None:
    call("note", "add", "NTU", "my private thought")
    plain, full = tmp_path / "plain.md", tmp_path / "full.md"
    assert call("export", "NTU", "--to", str(plain)).code == 0
    assert call("export", "NTU", "--to", str(full), "--with-notes").code == 0
    assert "my private thought" not in plain.read_text("utf-8")
    assert "my private thought" in full.read_text("utf-8")


def test_a_watchlist_is_exported_whole(call: Call, tmp_path: Path) -> None:
    found = call("export", "-w", "heavies", "--to", str(tmp_path / "x.md"), "--json").json
    listed = call("watchlist", "show", "heavies", "--json").json["entries"]
    assert found["companies"] == [item["company"] for item in listed]


def test_an_unknown_format_is_refused(call: Call, tmp_path: Path) -> None:
    answer = call("export", "NTU", "--to", str(tmp_path / "card.docx"))
    assert (answer.code, answer.out) == (2, "")
    assert list(tmp_path.glob("card*")) == []


def test_a_profile_is_saved_used_changed_and_deleted(call: Call, workspace_folder: Path) -> None:
    saved = call("profile", "save", "My View", "--weights", "processing=50", "--json")
    assert (saved.code, saved.json["id"]) == (0, "my-view")
    given = call("rank", "--json", "--weights", "processing=50").json["weights"]
    assert saved.json["weights"] == pytest.approx(given)
    used = call("rank", "--json", "--profile", "my-view").json
    assert (used["profile"], used["weights"]) == ("my-view", pytest.approx(given))
    listed = {item["id"]: item for item in call("profile", "list", "--json").json["profiles"]}
    assert [key for key, item in listed.items() if item["own"]] == ["my-view"]
    again = call(
        "profile", "save", "My View", "--profile", "equal", "--why", "All alike.", "--json"
    )
    assert set(again.json["weights"].values()) == {0.25}
    assert "All alike." in (workspace_folder / "profiles.toml").read_text()
    assert call("profile", "delete", "my-view").code == 0
    assert call("rank", "--profile", "my-view").code == 2


def test_an_order_of_criteria_gives_the_mean_of_all_weights_in_that_order(call: Call) -> None:
    order = "processing>element_mix>jurisdiction>partnerships"
    saved = call("profile", "save", "mine", "--order-criteria", order, "--json").json["weights"]
    # Barron & Barrett 1996, table of rank-order-centroid weights for four criteria.
    assert [round(saved[key], 4) for key in order.split(">")] == [0.5208, 0.2708, 0.1458, 0.0625]
    order = "processing > element_mix = jurisdiction"
    ties = call("profile", "save", "mine", "--order-criteria", order, "--json").json["weights"]
    assert ties["element_mix"] == ties["jurisdiction"] < ties["processing"]
    assert ties["partnerships"] == 0
