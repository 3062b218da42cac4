"""The commands that keep work safe: inbox, history, undo, redo, backup, restore, merge, doctor."""

import re
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Call

Write = Callable[[str, str], Path]
LIST = 'schema = 1\nname = "Old"\n[[entries]]\ncompany = "vhm"\nreview = 2020-01-02\n'


def lists(call: Call) -> set[str]:
    return {item["slug"] for item in call("watchlist", "list", "--json").json["watchlists"]}


def test_undo_and_redo_reach_across_calls(call: Call) -> None:
    call("watchlist", "new", "Mine", "NTU")
    call("note", "add", "NTU", "seen")
    undone = call("undo", "--json").json
    assert (undone["step"], len(undone["files"])) == (2, 1)
    assert call("note", "list", "--json").json["notes"] == []
    assert "mine" in lists(call)
    assert call("redo", "--json").json["step"] == 2
    assert len(call("note", "list", "--json").json["notes"]) == 1
    assert call("undo", "--step", "1").code == 0
    assert "mine" not in lists(call)
    refused = call("undo", "--step", "1")
    assert (refused.code, refused.out) == (3, "")
    assert "undone already" in refused.err


def test_nothing_to_undo_is_said_and_makes_no_files(call: Call, workspace_folder: Path) -> None:
    assert call("undo", "--json").json["step"] is None
    assert "nothing to undo" in call("undo").out
    assert "nothing to do again" in call("redo").out
    assert not workspace_folder.exists()


def test_the_history_tells_steps_newest_first_of_one_file_too(call: Call) -> None:
    call("watchlist", "new", "Mine", "NTU")
    call("watchlist", "new", "Yours", "LYC")
    found = call("history", "--json").json["changes"]
    assert [item["file"] for item in found[:2]] == ["watchlists/yours.toml", "watchlists/mine.toml"]
    (one,) = call("history", "--limit", "1", "--json").json["changes"]
    assert one == found[0]
    (mine,) = call("history", "--file", "watchlists/mine.toml", "--json").json["changes"]
    assert mine["operation"] in call("history").out
    call("watchlist", "remove", "mine", "NTU")
    assert "removed Northern Minerals from Mine" in call("history").out
    assert "removed Northern Minerals from Mine" in call("undo").out
    assert "undid: removed Northern Minerals from Mine" in call("history").out
    _undone, taken, made = call("history", "--file", mine["file"], "--json").json["changes"]
    shown = call("history", "show", str(taken["step"])).lines
    assert shown[0] == "watchlists/mine.toml (changed)"
    assert '- company = "northern-minerals"' in shown
    assert not [line for line in shown if line.startswith("+") and "northern" in line]
    files = call("history", "show", str(made["step"]), "--json").json["files"]
    assert [item["before"] for item in files if item["file"] == mine["file"]] == [None]
    assert "no step 999" in call("history", "show", "999").err
    assert call("history", "--limit", "0").code == 2


def test_purging_asks_first_and_spares_what_is_newer(call: Call) -> None:
    call("watchlist", "new", "Mine", "NTU")
    before = call("history", "--json").json["changes"]
    shown = call("history", "purge", "--json").json
    assert shown == {"format": 1, "done": False, "changes": len(before)}
    asked = call("history", "purge").out
    assert "--yes" in asked
    assert asked.startswith(f"{len(before)} change would be forgotten: all of the history.")
    old = call("history", "purge", "--before", "2000-01-01", "--yes", "--json").json
    assert (old["done"], old["changes"]) == (True, 0)
    assert call("history", "--json").json["changes"] == before
    assert call("history", "purge", "--yes", "--json").json["changes"] == len(before)
    assert call("history", "--json").json["changes"] == []
    assert "mine" in lists(call)


def test_a_backup_brings_everything_back_and_neither_writes_over_anything(
    call: Call, tmp_path: Path
) -> None:
    archive = str(tmp_path / "kept.zip")
    assert call("backup", archive).code == 3  # there is no workspace yet
    call("watchlist", "new", "Mine", "NTU")
    assert call("backup", archive, "--json").json["files"] > 0
    assert call("backup", archive).code == 3
    assert call("backup", archive, "--force").code == 0
    call("watchlist", "delete", "mine")
    assert call("restore", archive).code == 3
    assert "mine" not in lists(call)
    restored = call("restore", archive, "--force", "--json").json
    assert "mine" in lists(call)
    assert Path(restored["kept"]).is_dir()
    other = call("restore", archive, "--workspace", str(tmp_path / "new"), "--json")
    assert (other.json["kept"], other.err) == (None, "")
    missing = call("restore", str(tmp_path / "none.zip"))
    assert (missing.code, "no such file" in missing.err) == (2, True)


def test_a_merge_keeps_both_edits_and_tells_what_both_changed(call: Call, tmp_path: Path) -> None:
    versions = {
        "base": LIST,
        "ours": LIST.replace('"Old"', '"Ours"') + '[[entries]]\ncompany = "iluka-resources"\n',
        "theirs": LIST.replace('"Old"', '"Theirs"') + '[[entries]]\ncompany = "mp-materials"\n',
    }
    files = []
    for name, text in versions.items():
        path = tmp_path / name
        path.write_text(text)
        files.append(str(path))
    answer = call("merge", *files, "--json")
    assert answer.code == 0
    (clash,) = answer.json["clashes"]
    assert (clash["field"], {clash["ours"], clash["theirs"]}) == ("name", {"Ours", "Theirs"})
    merged = Path(files[1]).read_text()
    assert "iluka-resources" in merged
    assert "mp-materials" in merged
    assert "<<<<" not in merged
    Path(files[1]).write_text(versions["ours"])
    told = call("merge", *files)
    assert (told.code, told.out) == (0, "")
    assert "both changed name" in told.err


def test_a_merge_of_what_cannot_be_read_leaves_ours_as_it_is(call: Call, tmp_path: Path) -> None:
    for name, text in (("base", LIST), ("ours", LIST), ("theirs", "schema = 1\nname = \n")):
        (tmp_path / name).write_text(text)
    answer = call("merge", *(str(tmp_path / name) for name in ("base", "ours", "theirs")))
    assert answer.code in (2, 3)
    assert (tmp_path / "ours").read_text() == LIST


def test_the_doctor_says_what_git_lacks_and_which_histories_are_damaged(
    call: Call, workspace_folder: Path
) -> None:
    call("watchlist", "new", "Mine", "NTU")
    items = call("doctor", "--json").json["items"]
    assert {"item": "damaged history", "value": "none"} in items
    subprocess.run(["git", "init", "-q", str(workspace_folder)], check=True)
    damaged = workspace_folder / ".rewatch" / "history.sqlite.damaged-2026-01-02"
    damaged.write_bytes(b"?")
    items = call("doctor", "--json").json["items"]
    lines = [item["value"] for item in items if item["item"] == "git set-up"]
    assert any(".gitattributes" in line for line in lines)
    assert any("merge.rewatch.driver" in line for line in lines)
    assert {"item": "damaged history", "value": str(damaged)} in items


def test_the_inbox_says_what_moved_why_and_what_is_due(call: Call, write: Write) -> None:
    write("watchlists/old.toml", LIST)
    found = call("inbox", "--since", "2025-06-01", "--json").json
    assert found["since"] == "2025-06-01"
    moved = [item for item in found["items"] if item["kind"] == "moved"]
    assert moved
    sizes = [abs(item["points"]) for item in moved]
    assert sizes == sorted(sizes, reverse=True)
    for item in moved:
        parts = sum(part["contribution"]["mid"] for part in item["parts"])
        assert parts + item["rest"] == pytest.approx(item["points"])
        assert item["now"]["mid"] - item["was"]["mid"] == pytest.approx(item["points"])
    (review,) = [item for item in found["items"] if item["kind"] == "review"]
    assert (review["company"], review["names"], review["due"]) == ("vhm", ["Old"], "2020-01-02")
    text = call("inbox", "--since", "2025-06-01").out
    assert moved[0]["name"] in text
    # What a record says, or that it is one of something else: never evidence alone.
    assert not re.search(", evidence(?!:| elsewhere)", " ".join(text.split()))
    ids = [item["company"] for item in moved]
    ids += [key for item in moved for part in item["parts"] for key in part["evidence"]]
    assert not [key for key in ids if f"{key}:" in text or f"({key}" in text or f" {key}" in text]
    assert "due 2020-01-02" in text


def test_what_is_read_is_counted_from_then_on(call: Call, workspace_folder: Path) -> None:
    assert call("inbox", "--json").json["since"] is None
    assert not workspace_folder.exists()
    assert call("inbox", "--read", "--json").json["read"] is True
    after = call("inbox", "--json").json
    assert after["since"] is not None
    assert after["items"] == []
    assert "No total moved" in call("inbox").out
    assert "marked the inbox as read" in call("undo").out
    assert call("inbox", "--json").json["since"] is None


def test_looking_under_other_weights_is_never_remembered_as_seen(
    call: Call, workspace_folder: Path
) -> None:
    for words in (["--weights", "processing=90"], ["--as-of", "2025-01-01"]):
        assert call("inbox", "--read", *words).code == 2
    assert call("inbox", "--since", "2999-01-01").code == 2
    assert not workspace_folder.exists()


@pytest.mark.parametrize(
    "words", [["rank"], ["show", "NTU", "--json"], ["show", "NTU"], ["export"]]
)
def test_the_method_a_score_was_made_with_is_kept_once(
    call: Call, tmp_path: Path, workspace_folder: Path, words: list[str]
) -> None:
    if words == ["export"]:
        words = ["export", "NTU", "--to", str(tmp_path / "card.txt"), "--force"]
    call(*words)
    assert not workspace_folder.exists()  # nothing is made before the user saves something
    call("watchlist", "new", "Mine", "NTU")
    book = workspace_folder / ".rewatch" / "history.sqlite"

    def kept() -> list[str]:
        with sqlite3.connect(book) as connection:
            return [name for (name,) in connection.execute("SELECT name FROM methods")]

    assert kept() == []
    for _ in range(2):
        answer = call(*words)
        assert (answer.code, answer.err) == (0, "")
        found = kept()
        assert {"rubric.toml", "countries.toml"} <= set(found)
        assert len(found) == len(set(found))
    assert any(name.startswith("prices/") for name in found)
    assert len(call("history", "--json").json["changes"]) > 0
