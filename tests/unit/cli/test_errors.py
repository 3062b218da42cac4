"""What goes wrong is one sentence on standard error and the exit code that is documented."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import rewatch.cli.interface
from rewatch.domain.errors import CannotWrite
from tests.unit.cli.conftest import Call

Write = Callable[[str, str], Path]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["rank", "--foo"], "no such option '--foo'"),
        (["rank", "heavi"], "did you mean heavies"),
        (["rank", "--deck", "fob"], "did you mean fob-china-2025"),
        (["rank", "--profile", "equl"], "did you mean equal"),
        (["rank", "--as-of", "2025"], "longer than a day; write YYYY-MM-DD, as 2025-12-31"),
        (["rank", "--as-of", "2025-02-30"], "there is no such date as 2025-02-30"),
        (["rank", "--order", "best"], "proven, middle, possible"),
        (["rank", "--order", "expected"], "use rank --robust --order expected"),
        (["rank", "--scenario", "china-ban"], "no scenario is called 'china-ban'"),
        (["rank", "--weights", "processing=-1"], "at least 0"),
        (["rank", "--weights", "processing=nan"], "finite"),
        (["rank", "--weights", "processing=inf"], "finite"),
        (["rank", "--weights", "processing=abc"], "no number"),
        (["rank", "--weights", "processing"], "criterion=number"),
        (["rank", "--weights", "processing=1,processing=2"], "twice"),
        (["rank", "--weights", "procesing=1"], "'procesing' is no criterion"),
        (
            ["rank", "--weights", "element_mix=0,processing=0,jurisdiction=0,partnerships=0"],
            "all 0",
        ),
        (["show"], "missing argument"),
        (["show", "arafra"], "did you mean arafura-rare-earths"),
        (["why", "NTU"], "name a second company, or a day"),
        (["why", "NTU", "LYC", "--since", "2025-01-01"], "name one"),
        (["why", "NTU", "--since", "2999-01-01"], "lies after the day looked at"),
        (["why", "NTU", "--since", "20.11.2026"], "write 2026-11-20"),
        (["next", "heavi"], "did you mean"),
        (["why", "NTU", "northern-minerals"], "the same company"),
        (["compare", "NTU"], "2 to 6"),
        (["export", "--to", "x.txt"], "name the companies"),
        (["export", "NTU", "-w", "heavies", "--to", "x.txt"], "not both"),
        (["export", "NTU"], "--to"),
        (["note", "add", "NTU"], "standard input"),
        (["note", "add", "NTU", " "], "empty"),
        (["note", "show", "nothing-like-it"], "no note or company"),
        (["watchlist"], "missing command"),
        (["watchlist", "shwo"], "no such command"),
        (["company", "add", "X", "--listing", "ASX", "--country", "AU"], "EXCHANGE:TICKER"),
        (["company", "add", "X", "--listing", "ASX:X", "--country", "Oz"], "no country of"),
        (["--as-of", "2025-01-01", "watchlist", "list"], "--as-of has no meaning"),
        (["profile", "save", "mine"], "say the weights"),
        (["profile", "save", "mine", "--weights", "procesing=1"], "'procesing' is no criterion"),
        (["profile", "save", "mine", "--order-criteria", "procesing"], "'procesing' is no crit"),
        (["profile", "save", "mine", "--order-criteria", "processing>"], "write criteria with >"),
        (["profile", "save", "m", "--order-criteria", "processing>processing"], "stands twice"),
        (
            ["profile", "save", "m", "--order-criteria", "processing", "--weights", "processing=1"],
            "not both",
        ),
        (["profile", "save", "Equal", "--weights", "processing=1"], "profile of the method file"),
        (["profile", "save", " ", "--weights", "processing=1"], "needs a name"),
        (["--as-of", "2025-01-01", "profile", "save", "m"], "--as-of has no meaning"),
        (["profile", "delete", "equal"], "only your own are deleted"),
        (["profile", "delete", "mine"], "no weights profile of your own"),
        (["rnk"], "did you mean rank"),
        (["shwo", "NTU"], "did you mean show"),
        (["check", "no/such/file.toml"], "no such file"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_usage_is_one_sentence_that_says_how_to_mend_it(
    call: Call, words: list[str], said: str
) -> None:
    answer = call(*words)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("rewatch: ")
    assert answer.err.count("\n") == 1
    assert said in answer.err


def test_a_name_that_fits_several_lists_them(call: Call, own_company: Callable[..., str]) -> None:
    own_company("Twin Metals", "twin-one")
    own_company("Twin Metals", "twin-two")
    answer = call("show", "twin metals")
    assert answer.code == 2
    assert "twin-one, twin-two" in answer.err


@pytest.mark.parametrize("name", ["northern-minerals", "ASX:NTU", "ntu", "Northern Uranium"])
def test_names_are_ids_tickers_names_or_aliases(call: Call, name: str) -> None:
    assert call("show", name, "--json").json["id"] == "northern-minerals"


def test_a_broken_file_is_named_left_out_and_the_command_goes_on(call: Call, write: Write) -> None:
    path = write("companies/broken.toml", 'schema = 1\nid = "broken"\nname = \n')
    answer = call("rank", "--json")
    assert answer.code == 0
    assert f"{path}:3" in answer.err
    assert len(answer.json["companies"]) == 50
    (fault,) = answer.json["left_out"]
    assert (fault["file"], fault["line"]) == (str(path), 3)
    assert fault["reason"]
    assert path.read_text() == 'schema = 1\nid = "broken"\nname = \n', "nothing is written over"


def test_a_note_that_cannot_be_read_and_an_entry_of_nobody_are_left_out(
    call: Call, write: Write
) -> None:
    entries = "".join(f'[[entries]]\ncompany = "{key}"\n' for key in ("vhm", "nobody"))
    mine = write("watchlists/mine.toml", f'schema = 1\nname = "Mine"\n{entries}')
    note = write("notes/vhm/2026-01-02-x.md", "+++\nschema = 1\ncreated = 2026-01-02\nx = 1\n+++\n")
    answer = call("rank", "mine", "--json")
    assert answer.code == 0
    assert [item["id"] for item in answer.json["companies"]] == ["vhm"]
    found = {(item["file"], item["line"]) for item in answer.json["left_out"]}
    assert found == {(str(mine), 6), (str(note), 4)}
    assert f"{mine}:6" in answer.err
    assert f"{note}:4" in answer.err


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("rubric.toml", ["rank"]),
        ("countries.toml", ["rank"]),
        ("prices/mine.toml", ["rank", "--deck", "mine"]),
        ("profiles.toml", ["rank", "--profile", "mine"]),
        ("watchlists/mine.toml", ["rank", "mine"]),
    ],
)
def test_a_broken_file_that_is_asked_for_ends_the_command(
    call: Call, write: Write, name: str, words: list[str]
) -> None:
    path = write(name, "schema = 1\nname =\n")
    answer = call(*words)
    assert (answer.code, answer.out) == (2, "")
    last = answer.err.splitlines()[-1]
    assert last.startswith(f"rewatch: {path}:2")


def test_doctor_reports_the_rest_where_nothing_can_be_scored(call: Call, write: Write) -> None:
    path = write("rubric.toml", "schema = 1\nname =\n")
    answer = call("doctor", "--json")
    assert answer.code == 0
    items = {item["item"]: item["value"] for item in answer.json["items"]}
    assert items["scoring"].startswith(f"not possible: {path}:2")
    assert items["companies"].startswith("50,")
    assert items["fault"].startswith(f"{path}:2")


def test_check_names_every_fault_with_its_line_and_says_no(call: Call, write: Write) -> None:
    path = write("companies/broken.toml", 'schema = 1\nid = "broken"\nnme = "x"\nlistings = []\n')
    answer = call("check")
    assert answer.code == 1
    assert any(line.startswith(f"{path}:3: ") for line in answer.lines)
    found = call("check", "--json")
    assert found.code == 1
    assert [f"{f['file']}:{f['line']}: {f['reason']}" for f in found.json["faults"] if f["line"]]


def test_check_of_shipped_data_finds_nothing(call: Call) -> None:
    answer = call("check")
    assert (answer.code, answer.err) == (0, "")


def test_a_workspace_that_is_missing_is_said_and_nothing_is_made(
    call: Call, tmp_path: Path
) -> None:
    answer = call("rank", "--workspace", str(tmp_path / "none"))
    assert answer.code == 0
    assert answer.err.count("\n") == 1
    assert "does not exist yet" in answer.err
    assert not (tmp_path / "none").exists()


def test_a_workspace_that_is_a_file_is_refused(call: Call, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    answer = call("rank", "--workspace", str(tmp_path / "file"))
    assert answer.code == 2
    assert "is a file" in answer.err


def test_what_cannot_be_written_is_said_and_nothing_is_changed(call: Call, tmp_path: Path) -> None:
    (tmp_path / "workspace").mkdir()
    (tmp_path / "workspace" / "notes").write_text("in the way")
    answer = call("note", "add", "NTU", "seen")
    assert (answer.code, answer.out) == (3, "")
    assert answer.err.count("\n") == 1


@pytest.mark.parametrize("term", ["dumb", "xterm"])
def test_the_interface_is_not_opened_without_a_terminal(
    call: Call, monkeypatch: pytest.MonkeyPatch, term: str
) -> None:
    monkeypatch.setenv("TERM", term)
    for words in ([], ["heavies"], ["--no-color"], ["--workspace", "x", "heavies"]):
        answer = call(*words)
        assert (answer.code, answer.out) == (3, "")
        assert "rewatch rank" in answer.err
        assert ("TERM=dumb: this terminal cannot show" in answer.err) == (term == "dumb")


def test_what_nobody_thought_of_is_one_sentence_and_a_file(
    call: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(*_: Any) -> int:
        raise ValueError("\x1b[2Jsomething\nodd")

    monkeypatch.setattr(rewatch.cli.interface, "open_interface", broken)
    answer = call()
    assert answer.code == 3
    assert answer.err.count("\n") == 1
    (log,) = tmp_path.glob("rewatch-*.log")
    assert str(log) in answer.err
    assert "Traceback" in log.read_text()
    assert "Traceback" not in answer.err


def test_an_error_from_below_keeps_its_code(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> int:
        raise CannotWrite("the disk is full; nothing was changed")

    monkeypatch.setattr(rewatch.cli.interface, "open_interface", full)
    answer = call()
    assert (answer.code, answer.err) == (3, "rewatch: the disk is full; nothing was changed\n")
