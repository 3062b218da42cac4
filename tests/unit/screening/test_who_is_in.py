"""A list with two thresholds remembers who is in it, from one run to the next."""

from datetime import date
from pathlib import Path

import pytest

from rewatch.storage.paths import Folders
from rewatch.workspace import Question, Workspace

SEEDS = Path(__file__).parents[3] / "seeds"
TODAY = date(2026, 11, 21)
LINE = "enter(magnet:>=25%) leave(magnet:<22%) -is:benchmark"

COMPANY = """\
schema = 1
id = "dale"
name = "Dale"
listings = []
role = "developer"

[[projects]]
id = "hill"
name = "Hill"
country = "AU"
feedstock = "hard-rock"

[[sources]]
id = "s1"
type = "technical-report"
title = "Report"
date = "2026-06-01"

[[evidence]]
id = "magnet-1"
kind = "share"
project = "hill"
group = "magnet"
pct = {pct}
basis = "resource"
source = "s1"
recorded = 2026-06-02
"""


def opened(folder: Path, pct: float | None = None) -> Workspace:
    """The workspace as a new run finds it, with that magnet share on record."""
    if pct is not None:
        path = folder / "companies" / "dale.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(COMPANY.format(pct=pct), "utf-8")
    # The shipped method without the shipped companies, which are nothing to these tests.
    empty = folder.parent / "none"
    folders = Folders(folder.parent / "seeds", empty, folder, empty, empty)
    return Workspace(folders, TODAY)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "seeds").mkdir()
    for name in ("rubric.toml", "countries.toml", "prices"):
        (tmp_path / "seeds" / name).symlink_to(SEEDS / name)
    workspace = tmp_path / "workspace"
    opened(workspace, 10).new_watchlist("Rich", filter=LINE)
    return workspace


def is_in(folder: Path, pct: float, question: Question | None = None) -> bool:
    return "dale" in opened(folder, pct).members("rich", question)


def test_who_is_in_stays_until_the_other_threshold_is_crossed(folder: Path) -> None:
    steps = [(23, False), (26, True), (23, True), (21, False), (24, False), (25, True)]
    assert [(pct, is_in(folder, pct)) for pct, _ in steps] == steps


def test_asking_twice_changes_nothing(folder: Path) -> None:
    assert is_in(folder, 26)
    kept = (folder / ".rewatch" / "members.toml").read_bytes()
    assert is_in(folder, 23)
    assert is_in(folder, 23)
    assert (folder / ".rewatch" / "members.toml").read_bytes() == kept


@pytest.mark.parametrize(
    "question",
    [Question(as_of=TODAY), Question(weights={"processing": 1.0}), Question(profile="equal")],
    ids=["day", "weights", "profile"],
)
def test_what_is_only_tried_out_is_not_remembered(folder: Path, question: Question) -> None:
    assert is_in(folder, 26, question)
    assert not is_in(folder, 23)


def test_of_an_earlier_day_nobody_remembers_who_was_in(folder: Path) -> None:
    assert is_in(folder, 26)
    assert is_in(folder, 23)
    assert not is_in(folder, 23, Question(as_of=date(2026, 11, 1)))


def test_another_filter_starts_anew(folder: Path) -> None:
    assert is_in(folder, 26)
    opened(folder).set_filter("rich", "enter(magnet:>=24%) leave(magnet:<20%)")
    assert not is_in(folder, 23)


def test_who_is_taken_off_by_hand_is_out_and_comes_back_by_the_first_threshold(
    folder: Path,
) -> None:
    assert is_in(folder, 26)
    window = opened(folder)
    window.remove_from_watchlist("rich", ["dale"])
    assert not is_in(folder, 26)
    window.undo()
    assert not is_in(folder, 23)
    assert is_in(folder, 26)


@pytest.mark.parametrize("text", ["", "schema = 9", "schema = 1\nlists = 3", "\x00", "[["])
def test_a_damaged_memory_is_nobody_in_yet(folder: Path, text: str) -> None:
    assert is_in(folder, 26)
    (folder / ".rewatch" / "members.toml").write_text(text, "utf-8")
    assert not is_in(folder, 23)
    assert is_in(folder, 26)
    assert is_in(folder, 23)


def test_the_inbox_says_who_entered_and_left_since_one_looked(folder: Path) -> None:
    opened(folder, 23).mark_seen()
    assert kinds(folder, 23) == []
    assert kinds(folder, 26) == ["entered"]
    opened(folder).mark_seen()
    assert kinds(folder, 23) == []
    assert kinds(folder, 21) == ["left"]


def kinds(folder: Path, pct: float) -> list[str]:
    items = opened(folder, pct).inbox()[1]
    return [item.kind for item in items if item.company == "dale" and item.names == ("rich",)]


def test_a_list_that_was_deleted_is_forgotten(folder: Path) -> None:
    assert is_in(folder, 26)
    opened(folder).delete_watchlist("rich")
    opened(folder).new_watchlist("Other", filter="enter(magnet:>=25%)")
    opened(folder).members("other")
    assert "rich" not in (folder / ".rewatch" / "members.toml").read_text("utf-8")
