"""Two edits of one file: all of both, the newer where they disagree, and both kept to settle."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rewatch.domain.errors import Refused
from rewatch.storage.file_merge import inverted, merge_files
from rewatch.storage.merge import merge
from rewatch.storage.text_merge import lay_together
from rewatch.storage.toml_files import BrokenFile

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
BASE = """\
# our list
schema = 1
name = "Juniors"
exclusions = ["z"]

# the first
[[entries]]
company = "a"
tags = ["one"]

[[entries]]
company = "b"
review = 2027-01-01

[[entries]]
company = "c"
"""
NOTE = """\
+++
schema = 1
kind = "note"
created = 2026-11-21T09:00:00Z
tags = ["one"]
+++
# Visit

The plant runs.

The road is bad.
"""


def merged(base, ours, theirs, newer="ours", file="list.toml"):
    found = merge_files(base.encode(), ours.encode(), theirs.encode(), file, newer=newer, now=NOW)
    return found.content.decode(), found.clashes


def companies(text: str) -> list[str]:
    return [entry["company"] for entry in tomllib.loads(text)["entries"]]


def added(company: str) -> str:
    return f'{BASE}\n# why {company}\n[[entries]]\ncompany = "{company}"\n'


def test_what_only_one_side_changed_is_taken() -> None:
    ours = BASE.replace('"Juniors"', '"Seniors"')
    theirs = BASE.replace("2027-01-01", "2028-01-01")
    text, clashes = merged(BASE, ours, theirs)
    assert text == ours.replace("2027-01-01", "2028-01-01")
    assert clashes == ()


def test_entries_that_both_added_are_all_there_with_the_comments_of_both() -> None:
    text, clashes = merged(BASE, added("x"), added("y"))
    assert companies(text) == ["a", "b", "c", "x", "y"]
    assert "# why x\n[[entries]]" in text
    assert "# why y\n[[entries]]" in text
    assert clashes == ()


def test_the_same_entry_added_by_both_stands_once() -> None:
    text, clashes = merged(BASE, added("x"), added("x"))
    assert companies(text) == ["a", "b", "c", "x"]
    assert clashes == ()


def test_tags_that_both_added_are_all_there_and_removed_ones_are_gone() -> None:
    ours = BASE.replace('tags = ["one"]', 'tags = ["one", "two"]')
    theirs = BASE.replace('tags = ["one"]', 'tags = ["three"]')
    text, clashes = merged(BASE, ours, theirs)
    assert set(tomllib.loads(text)["entries"][0]["tags"]) == {"two", "three"}
    assert clashes == ()


@pytest.mark.parametrize(("newer", "year"), [("ours", 2028), ("theirs", 2029)])
def test_of_two_edits_of_one_field_the_newer_counts_and_both_are_kept(newer, year) -> None:
    ours, theirs = (BASE.replace("2027-01-01", day) for day in ("2028-01-01", "2029-01-01"))
    text, _ = merged(BASE, ours, theirs, newer)
    data = tomllib.loads(text)
    assert data["entries"][1]["review"].year == year
    (conflict,) = data["conflicts"]
    assert (conflict["record"], conflict["field"]) == ("b", "review")
    assert (conflict["ours"].year, conflict["theirs"].year) == (2028, 2029)
    assert conflict["when"] == NOW
    assert "<<<" not in text


def test_conflicts_that_both_sides_already_have_are_kept_and_settled_ones_go() -> None:
    conflict = '\n[[conflicts]]\nrecord = "{0}"\nfield = "review"\nours = 1\ntheirs = 2\n'
    base = BASE + conflict.format("b")
    ours = BASE + conflict.format("a")  # settled b, and has a new one
    theirs = base + conflict.format("c")
    text, _ = merged(base, ours, theirs)
    assert [item["record"] for item in tomllib.loads(text)["conflicts"]] == ["a", "c"]


@pytest.mark.parametrize("newer", ["ours", "theirs"])
def test_delete_against_edit_the_edit_stands(newer) -> None:
    ours = BASE.replace('[[entries]]\ncompany = "b"\nreview = 2027-01-01\n\n', "")
    theirs = BASE.replace("2027-01-01", "2028-01-01")
    for one, other in ((ours, theirs), (theirs, ours)):
        text, clashes = merged(BASE, one, other, newer)
        assert companies(text) == ["a", "b", "c"]
        assert "2028-01-01" in text
        assert [clash.sort for clash in clashes] == ["delete"]


def test_delete_against_untouched_is_deleted() -> None:
    ours = BASE.replace('[[entries]]\ncompany = "b"\nreview = 2027-01-01\n\n', "")
    text, clashes = merged(BASE, ours, BASE.replace('"Juniors"', '"Seniors"'))
    assert companies(text) == ["a", "c"]
    assert clashes == ()


def order(*names: str) -> dict[str, object]:
    return {"entries": [{"company": name} for name in names]}


@pytest.mark.parametrize(
    ("ours", "theirs", "newer", "expected"),
    [
        ("cba", "abc", "ours", "cba"),  # only one moved anything
        ("abc", "cba", "ours", "cba"),
        ("cba", "bac", "ours", "cba"),  # both did: the later
        ("cba", "bac", "theirs", "bac"),
        ("cba", "abxc", "ours", "cbxa"),  # what is new follows what it followed
        ("abcx", "abcy", "ours", "abcxy"),
        ("xabc", "yabc", "ours", "xyabc"),
        ("ac", "abcx", "ours", "acx"),
    ],
)
def test_orders(ours, theirs, newer, expected) -> None:
    data, _ = merge(order(*"abc"), order(*ours), order(*theirs), newer)
    assert data == order(*expected)


def test_an_edit_that_only_both_together_spoil_takes_the_newer_record_whole() -> None:
    company = """\
schema = 1
id = "a"
extends = "a"

[[evidence]]
id = "support-1"
kind = "support"
programme = "P"
status = "granted"
source = "s"
recorded = 2026-01-01
amount = 5.0
currency = "AUD"
"""
    ours = company.replace('amount = 5.0\ncurrency = "AUD"\n', "").replace("granted", "drawn")
    theirs = company.replace("amount = 5.0", "amount = 6.0")
    text, clashes = merged(company, ours, theirs)
    (record,) = tomllib.loads(text)["evidence"]
    assert record["status"] == "drawn"
    assert "amount" not in record
    (conflict,) = tomllib.loads(text)["conflicts"]
    assert conflict["theirs"]["amount"] == 6.0
    assert [clash.record for clash in clashes] == ["support-1"]


def test_paragraphs_of_a_note_changed_by_two_people_are_both_there() -> None:
    ours = NOTE.replace("The plant runs.", "The plant runs well.")
    theirs = NOTE.replace("The road is bad.", "The road is new.").replace('"one"', '"one", "two"')
    text, clashes = merged(NOTE, ours, theirs, file="a.md")
    assert text.endswith("# Visit\n\nThe plant runs well.\n\nThe road is new.\n")
    assert 'tags = ["one", "two"]' in text
    assert clashes == ()


def test_the_same_paragraph_changed_by_two_people_is_kept_twice() -> None:
    ours = NOTE.replace("The plant runs.", "The plant runs well.")
    theirs = NOTE.replace("The plant runs.", "The plant stands.")
    text, _ = merged(NOTE, ours, theirs, "theirs", file="a.md")
    front = tomllib.loads(text.split("+++\n")[1])
    assert text.endswith("# Visit\n\nThe plant stands.\n\nThe road is bad.\n")
    (conflict,) = front["conflicts"]
    assert conflict["field"] == "body"
    assert "runs well" in conflict["ours"]
    assert "stands" in conflict["theirs"]


def test_two_people_who_make_the_same_new_file_keep_both() -> None:
    ours = 'schema = 1\nname = "New"\n\n[[entries]]\ncompany = "a"\n'
    theirs = 'schema = 1\nname = "New"\n\n[[entries]]\ncompany = "b"\n'
    found = merge_files(None, ours.encode(), theirs.encode(), "n.toml", newer="ours", now=NOW)
    assert companies(found.content.decode()) == ["a", "b"]


@pytest.mark.parametrize("bad", ["schema = 1\nname = ", "schema = 2\nname = 'x'\n"])
def test_a_version_that_cannot_be_read_is_never_merged(bad: str) -> None:
    for sides in ((BASE, bad), (bad, BASE)):
        with pytest.raises(BrokenFile):
            merged(BASE, *sides)


def test_line_ends_and_byte_order_marks_stay() -> None:
    ours = "\ufeff" + BASE.replace("\n", "\r\n")
    text, _ = merged(BASE, ours, added("y"))
    assert text.startswith("\ufeff")
    assert companies(text.removeprefix("\ufeff")) == ["a", "b", "c", "y"]
    assert text.count("\n") == text.count("\r\n")


def test_lines_that_differ_in_one_place_are_laid_together() -> None:
    base = "".join(f"{n}\n" for n in range(9))
    ours, theirs = base.replace("2\n", "two\n"), base.replace("7\n", "")
    assert lay_together(base, ours, theirs).whole == ours.replace("7\n", "")
    assert lay_together(base, ours, base.replace("2\n", "zwei\n")).whole is None


def test_what_both_put_in_the_same_place_stands_there_one_after_the_other() -> None:
    assert lay_together("a\n", "a\nours\n", "a\ntheirs\n").whole == "a\nours\ntheirs\n"
    assert lay_together("", "ours", "theirs").whole == "ours\ntheirs"


def test_taking_back_a_change_keeps_what_came_after_with_its_comments() -> None:
    before, after = BASE, BASE.replace('"Juniors"', '"Seniors"')
    current = after.replace("# the first\n", "# the very first\n")
    made = inverted(before.encode(), after.encode(), current.encode(), "l.toml")
    assert made == BASE.replace("# the first\n", "# the very first\n").encode()


def test_a_deleted_entry_comes_back_with_its_comment() -> None:
    before = BASE
    after = BASE.replace('# the first\n[[entries]]\ncompany = "a"\ntags = ["one"]\n\n', "")
    current = after.replace('"Juniors"', '"Seniors"')
    made = inverted(before.encode(), after.encode(), current.encode(), "l.toml")
    assert made == BASE.replace('"Juniors"', '"Seniors"').encode()


def test_taking_back_what_others_changed_too_is_refused() -> None:
    after = BASE.replace('company = "b"\nreview = 2027-01-01', 'company = "b"')
    current = after.replace('company = "b"', 'company = "b"\nreview = 2029-01-01')
    with pytest.raises(Refused, match="review of b"):
        inverted(BASE.encode(), after.encode(), current.encode(), "l.toml")


SEEDS = Path(__file__).parents[3] / "seeds"


@pytest.mark.parametrize(
    ("file", "one", "two"),
    [
        ("countries.toml", 'name = "Angola"', 'name = "Australia"'),
        ("scenarios/chinese-deals-end.toml", 'reason = "Deals', 'reason = "Stakes'),
        ("scenarios/ndpr-at-110.toml", "name = ", "summary = "),
        ("prices/fob-china-2025.toml", "name = ", "market = "),
        ("rubric.toml", 'name = "Element mix"', 'name = "Processing"'),
        ("screens.toml", 'name = "Magnet-rich juniors"', "why = "),
    ],
)
def test_every_sort_of_file_is_merged_and_one_that_cannot_hold_both_values_says_so(
    file: str, one: str, two: str
) -> None:
    base = (SEEDS / file).read_text()
    ours, theirs = (_changed(base, mark) for mark in (one, two))
    assert ours != base != theirs != ours
    found = merge_files(base.encode(), ours.encode(), theirs.encode(), file, newer="ours", now=NOW)
    assert found.clashes == found.unkept == ()
    assert tomllib.loads(found.content.decode()) == tomllib.loads(_changed(ours, two))
    other = _changed(base, one, "Other")
    found = merge_files(base.encode(), ours.encode(), other.encode(), file, newer="ours", now=NOW)
    assert len(found.unkept) == 1


def _changed(text: str, mark: str, word: str = "Changed") -> str:
    """The first text in quotes at or behind a mark, with a word more at its front."""
    at = text.index(mark)
    quote = at + mark.index('"') if '"' in mark else text.index('"', at)
    return f"{text[: quote + 1]}{word} {text[quote + 1 :]}"
