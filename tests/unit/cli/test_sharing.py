"""Lists from elsewhere and for others, search in notes, and changes of own companies."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Call

NAMED = "ASX:NTU, LYC.AX\n"


def on_list(call: Call, name: str) -> list[str]:
    return [item["company"] for item in call("watchlist", "show", name, "--json").json["entries"]]


def test_an_import_is_shown_first_and_saved_when_agreed_to(
    call: Call, tmp_path: Path, workspace_folder: Path
) -> None:
    file = tmp_path / "theirs.txt"
    file.write_text("Northern Minerals\nLYC.AX\nlynas rare earths\nno such thing whatever\n")
    shown = call("watchlist", "import", "From Friend", str(file), "--json").json
    assert [item["kind"] for item in shown["found"]][:3] == ["match", "match", "again"]
    assert shown["found"][3]["company"] is None
    assert (shown["saved"], shown["added"]) == (False, [])
    text = call("watchlist", "import", "From Friend", str(file))
    assert "no such thing whatever" in text.out
    assert "--yes" in text.out
    assert not workspace_folder.exists()
    saved = call("watchlist", "import", "From Friend", str(file), "--yes", "--json").json
    assert saved["watchlist"] == "from-friend"
    assert on_list(call, "from-friend") == ["northern-minerals", "lynas-rare-earths"]
    assert call("undo").code == 0
    assert call("watchlist", "show", "from-friend").code == 2


def test_an_import_adds_to_a_list_that_is_there_with_its_tags(call: Call) -> None:
    call("watchlist", "new", "Mine", "NTU")
    table = "symbol,tags\nASX:NTU,old\nASX:LYC,magnet\n"
    saved = call("watchlist", "import", "mine", "-", "--yes", "--json", typed=table).json
    assert saved["added"] == ["lynas-rare-earths"]
    entries = call("watchlist", "show", "mine", "--json").json["entries"]
    assert [(item["company"], item["tags"]) for item in entries] == [
        ("northern-minerals", []),
        ("lynas-rare-earths", ["magnet"]),
    ]
    (step,) = {item["step"] for item in call("history", "--limit", "1", "--json").json["changes"]}
    shown = [line for line in call("history").lines if line.startswith(f"{step:>6}  ")]
    assert len(shown) == 1


def test_an_import_of_nothing_known_saves_nothing(call: Call, workspace_folder: Path) -> None:
    answer = call("watchlist", "import", "X", "-", "--yes", "--json", typed="zzqqxx\n")
    assert (answer.code, answer.json["saved"]) == (0, False)
    assert call("watchlist", "import", "X", "-", "--yes", typed="").code == 2
    assert call("watchlist", "import", "X", "no-such-file", "--yes").code == 2
    foreign = workspace_folder.parent / "foreign.csv"
    for raw, said in (
        ("Ticker\nNTU\n".encode("utf-16"), "is UTF-16"),
        (b"name,kind\ncaf\xe9,risk\n", "no UTF-8 text (line 2)"),
    ):
        foreign.write_bytes(raw)
        for words in (
            ("watchlist", "import", "X", str(foreign)),
            ("evidence", "add", "--csv", str(foreign)),
        ):
            answer = call(*words, "--yes")
            assert (answer.code, said in answer.err) == (2, True)
    assert not workspace_folder.exists()


def test_a_list_for_tradingview_calls_exchanges_as_it_does(call: Call) -> None:
    call("watchlist", "new", "Mine", "LYC", "energy-fuels")
    assert call("watchlist", "export", "mine", "--format", "tradingview").out == (
        "ASX:LYC,AMEX:UUUU\n"
    )
    call("watchlist", "add", "mine", "cyclic-materials")
    unlisted = call("watchlist", "export", "mine", "--format", "tradingview")
    assert unlisted.out == "ASX:LYC,AMEX:UUUU\n"
    assert "cyclic-materials" in unlisted.err
    again = call("watchlist", "import", "New", "-", "--json", typed="ASX:LYC,AMEX:UUUU").json
    assert [item["company"] for item in again["found"]] == ["lynas-rare-earths", "energy-fuels"]


@pytest.mark.parametrize("form", ["toml", "csv", "txt", "tradingview"])
def test_what_is_exported_is_imported_again_and_nothing_personal_goes_along(
    call: Call, tmp_path: Path, form: str, write: Callable[[str, str], Path]
) -> None:
    write(
        "watchlists/mine.toml",
        'schema = 1\nname = "Mine"\n[[entries]]\ncompany = "northern-minerals"\n'
        'thesis = ["my private thought"]\nreview = 2027-03-01\n'
        '[[entries]]\ncompany = "lynas-rare-earths"\n',
    )
    file = tmp_path / "list.out"
    made = call("watchlist", "export", "mine", "--to", str(file), "--format", form, "--json")
    assert made.code == 0, made.err
    assert made.json["as"] == form
    text = file.read_text()
    assert "private" not in text
    assert call("watchlist", "export", "mine", "--format", form).out == text
    again = call("watchlist", "import", "Back", str(file), "--yes", "--json").json
    assert again["added"] == ["northern-minerals", "lynas-rare-earths"]
    if form in ("toml", "csv"):
        personal = call("watchlist", "export", "mine", "--format", form, "--personal").out
        assert "my private thought" in personal
        call("watchlist", "import", "Whole", "-", "--yes", typed=personal)
        whole = call("watchlist", "show", "whole", "--json").json["entries"]
        assert [item["thesis"] for item in whole] == [["my private thought"], []]
        assert [item["review"] for item in whole] == ["2027-03-01", None]


def test_an_export_of_a_list_spares_what_is_there(call: Call, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("mine")
    refused = call("watchlist", "export", "heavies", "--to", str(file))
    assert (refused.code, refused.out, file.read_text()) == (3, "", "mine")
    forced = call("watchlist", "export", "heavies", "--to", str(file), "--force", "--json").json
    assert forced["as"] == "csv"
    assert file.read_text() != "mine"
    assert call("watchlist", "export", "heavies", "--format", "docx").code == 2
    assert call("watchlist", "export", "no such list").code == 2


def test_a_copy_of_a_list_is_a_list_of_its_own(call: Call) -> None:
    call("watchlist", "new", "Mine", "NTU", "LYC")
    assert call("watchlist", "duplicate", "mine", "Copy", "--json").json["watchlist"] == "copy"
    call("watchlist", "remove", "copy", "NTU")
    assert on_list(call, "mine") == ["northern-minerals", "lynas-rare-earths"]
    assert on_list(call, "copy") == ["lynas-rare-earths"]
    assert call("watchlist", "duplicate", "mine", "Copy").code == 2


def test_notes_are_found_by_all_words_and_with_typing_mistakes(call: Call) -> None:
    call("note", "add", "NTU", "The separation plant runs", "--tag", "visit")
    call("note", "add", "LYC", "Financing is late")
    for words in (["separation"], ["seperation", "plnt"], ["visit"], ["northern", "plant"]):
        found = call("note", "search", *words, "--json").json["notes"]
        assert [note["company"] for note in found] == ["northern-minerals"], words
    assert call("note", "search", "separation", "financing", "--json").json["notes"] == []
    assert "northern-minerals/" in call("note", "search", "separation").out
    assert call("note", "search", "gadolinium").out == "No note speaks of that.\n"
    assert call("note", "search").code == 2


def test_fields_of_an_own_company_are_changed_and_the_others_stay(call: Call) -> None:
    call("company", "add", "Zed Metals", "--listing", "ASX:ZZ9", "--country", "AU")
    words = ["--name", "Zed Rare", "--listing", "TSXV:ZED", "--role", "developer", "--tag", "a"]
    changed = call("company", "edit", "zed-metals", *words, "--json")
    assert changed.code == 0, changed.err
    assert changed.json["changed"] == ["listing", "name", "role", "tags"]
    listed = call("company", "list", "--json").json["companies"]
    (item,) = [item for item in listed if item["own"]]
    assert (item["id"], item["name"], item["symbols"]) == ("zed-metals", "Zed Rare", ["TSXV:ZED"])
    assert (item["role"], item["domicile"], item["tags"]) == ("developer", "AU", ["a"])
    assert call("company", "edit", "zed-metals", "--tag", "").code == 0
    listed = call("company", "list", "--json").json["companies"]
    assert [item["tags"] for item in listed if item["own"]] == [[]]


def test_a_company_edit_that_cannot_be_is_refused(call: Call) -> None:
    call("company", "add", "Zed Metals", "--listing", "ASX:ZZ9", "--country", "AU")
    for words, code in (
        (["zed-metals"], 2),
        (["zed-metals", "--role", "king"], 2),
        (["zed-metals", "--listing", "ZZ9"], 2),
        (["zed-metals", "--country", "Atlantis"], 2),
        (["zed-metals", "--name", ""], 2),
        (["zed-metals", "--name", "lynas rare earths"], 2),
        (["zed-metals", "--listing", "asx:lyc"], 2),
        (["NTU", "--name", "Other"], 3),
    ):
        answer = call("company", "edit", *words)
        assert (answer.code, answer.out) == (code, ""), words
        assert len(answer.err.splitlines()) == 1
