"""What two edits disagree about, broken files, and notes and entries changed from a shell."""

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Call

Write = Callable[[str, str], Path]
TWO_NAMES = """\
schema = 1
name = "Ours"  # as we say
[[entries]]
company = "pensana"
[[conflicts]]
record = ""
field = "name"
ours = "Ours"
theirs = "Theirs [b]\\u202e"
[[conflicts]]
record = "pensana"
field = "tags"
ours = ["a"]
"""


def list_of(workspace: Path, slug: str) -> dict:
    return tomllib.loads((workspace / "watchlists" / f"{slug}.toml").read_text("utf-8"))


def trashed(workspace: Path) -> list[bytes]:
    trash = workspace / ".rewatch" / "trash"
    return [path.read_bytes() for path in trash.rglob("*") if path.is_file()]


def test_two_edits_that_disagree_are_shown_with_both_values_until_one_is_taken(
    call: Call, write: Write, workspace_folder: Path
) -> None:
    path = write("watchlists/both.toml", TWO_NAMES)
    shown = call("history", "conflicts").out
    for words in ("name in watchlists/both.toml", "Ours", "Theirs", "tags of Pensana", "taken out"):
        assert words in shown
    assert "\u202e" not in shown
    assert "Two edits disagree" in call("inbox").out
    assert [item["field"] for item in call("inbox", "--json").json["conflicts"]] == ["name", "tags"]

    assert call("history", "settle", "1", "theirs").code == 0
    assert list_of(workspace_folder, "both")["name"] == "Theirs [b]\u202e"
    assert "# as we say" in path.read_text("utf-8")
    assert call("history", "settle", "1", "ours").code == 0
    assert list_of(workspace_folder, "both")["entries"][0]["tags"] == ["a"]
    assert call("history", "conflicts").out == "No two edits disagree.\n"
    assert "disagree" not in call("inbox").out

    refused = call("history", "settle", "1", "ours")
    assert (refused.code, "no conflict 1" in refused.err) == (2, True)
    assert call("undo").code == 0
    assert "tags of Pensana" in call("history", "conflicts").out


def test_a_broken_file_is_brought_back_as_it_last_was_whole_and_the_broken_one_is_kept(
    call: Call, write: Write, workspace_folder: Path
) -> None:
    call("watchlist", "new", "Mine", "LYC")
    whole = list_of(workspace_folder, "mine")
    refused = call("history", "bring-back", "watchlists/mine.toml")
    assert (refused.code, "is whole" in refused.err) == (3, True)
    write("watchlists/mine.toml", "schema = [")
    assert "bring-back watchlists/mine.toml" in call("watchlist", "list").err
    assert call("history", "bring-back", "watchlists/mine.toml").code == 0
    assert list_of(workspace_folder, "mine") == whole
    assert trashed(workspace_folder) == [b"schema = ["]
    assert call("history", "bring-back", "watchlists/never.toml").code == 3


def test_a_signal_has_a_state_and_a_review_date_that_can_be_changed(
    call: Call, workspace_folder: Path
) -> None:
    call("note", "add", "LYC", "Grid outages", "--state", "watch", "--review", "2026-03-01")
    shown = call("note", "show", "LYC").out
    assert "signal" in shown
    assert "watch, review on 2026-03-01" in shown
    assert "Grid outages" in call("inbox").out  # the review is due

    (path,) = workspace_folder.glob("notes/*/*.md")
    path.write_text(path.read_text("utf-8").replace("schema = 1", "schema = 1  # mine"), "utf-8")
    answer = call(
        *("note", "edit", "LYC", "Grid outages are over", "--state", "confirmed"),
        *("--review", "", "--tag", "grid"),
    )
    assert answer.code == 0
    note = call("note", "show", "LYC", "--json").json["note"]
    assert (note["state"], note["review"], note["tags"]) == ("confirmed", None, ["grid"])
    assert note["body"] == "Grid outages are over\n"
    assert "# mine" in path.read_text("utf-8")
    assert call("undo").code == 0  # text and fields are one step
    assert call("note", "show", "LYC", "--json").json["note"]["body"] == "Grid outages\n"


def test_a_verdict_is_never_edited(call: Call, workspace_folder: Path) -> None:
    call("note", "add", "LYC", "I was wrong", "--kind", "verdict")
    (path,) = workspace_folder.glob("notes/*/*.md")
    before = path.read_bytes()
    for words in (["not at all"], ["--tag", "x"], ["--kind", "note"], []):
        refused = call("note", "edit", "LYC", *words)
        assert (refused.code, "never edited" in refused.err) == (3, True)
    assert path.read_bytes() == before


def test_a_deleted_note_lies_in_the_trash_and_undo_brings_it_back(
    call: Call, workspace_folder: Path
) -> None:
    call("note", "add", "LYC", "Grid outages")
    (path,) = workspace_folder.glob("notes/*/*.md")
    before = path.read_bytes()
    assert call("note", "delete", "LYC").code == 2  # a company is no note
    assert call("note", "delete", path.stem).code == 0
    assert not path.exists()
    assert trashed(workspace_folder) == [before]
    call("undo")
    assert path.read_bytes() == before


def test_entries_are_ordered_tagged_and_given_a_review_and_a_thesis(
    call: Call, workspace_folder: Path
) -> None:
    call("watchlist", "new", "Mine", "LYC", "ARU", "NTU")
    call("watchlist", "order", "mine", "NTU")
    entries = list_of(workspace_folder, "mine")["entries"]
    order = ["northern-minerals", "lynas-rare-earths", "arafura-rare-earths"]
    assert [item["company"] for item in entries] == order
    assert call("watchlist", "order", "mine", "pensana").code == 2

    call("watchlist", "entry", "mine", "ARU", "--tag", "ndpr", "--tag", "funded")
    call("watchlist", "entry", "mine", "ARU", "--review", "2027-02-01", "--thesis", "country:AU")
    kept = list_of(workspace_folder, "mine")["entries"][2]
    assert kept["tags"] == ["ndpr", "funded"]
    assert str(kept["review"]) == "2027-02-01"
    assert kept["thesis"] == ["country:AU"]
    quoted = 'text:"Jones; Smith"'
    call("watchlist", "entry", "mine", "ARU", "--thesis", f"{quoted}; country:AU")
    assert list_of(workspace_folder, "mine")["entries"][2]["thesis"] == [quoted, "country:AU"]
    call("watchlist", "entry", "mine", "ARU", "--review", "")
    assert "review" not in list_of(workspace_folder, "mine")["entries"][2]
    for words in (["--review", "soon"], ["--thesis", "magnt:>1"], []):
        assert call("watchlist", "entry", "mine", "ARU", *words).code == 2
    assert call("watchlist", "entry", "mine", "pensana", "--tag", "x").code == 2


def test_a_list_follows_a_filter_and_stops(call: Call, workspace_folder: Path) -> None:
    call("watchlist", "new", "Mine", "LYC")
    followed = call("watchlist", "filter", "mine", "country:AU is:junior", "--json").json
    assert "arafura-rare-earths" in followed["companies"]
    assert list_of(workspace_folder, "mine")["filter"] == followed["filter"]
    assert call("watchlist", "filter", "mine", "magnt:>1").code == 2
    assert call("watchlist", "filter", "mine").code == 2
    stopped = call("watchlist", "filter", "mine", "--off", "--json").json
    assert (stopped["filter"], stopped["companies"]) == (None, ["lynas-rare-earths"])


@pytest.mark.parametrize("own", [True, False])
def test_a_company_is_deleted_after_a_yes_and_brought_back(
    call: Call, workspace_folder: Path, own: bool
) -> None:
    key = "zeta" if own else "pensana"
    if own:
        call("company", "add", "Zeta", "--listing", "unlisted", "--country", "AU")
    else:
        assert call("company", "delete", key, "--yes").code == 2  # nothing was added to it
        call(
            *("evidence", "add", key, "kind=testwork", "scale=pilot", "source.type=company"),
            *("source.title=T", "--yes"),
        )
    path = workspace_folder / "companies" / f"{key}.toml"
    before = path.read_bytes()
    assert "trash" in call("company", "delete", key).out
    assert path.exists()
    assert call("company", "delete", key, "--yes").code == 0
    assert not path.exists()
    assert call("show", key).code == (2 if own else 0)
    call("undo")
    assert path.read_bytes() == before
