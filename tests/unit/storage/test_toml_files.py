"""Every fault of a file is told with its line, the key, and what was expected."""

from __future__ import annotations

from pathlib import Path

import pytest

from rewatch.domain.company import Company
from rewatch.domain.watchlist import Watchlist
from rewatch.storage.toml_files import BrokenFile, read_model
from tests.unit.storage.builders import COMPANY, put

GOOD = COMPANY.format(id="hill-mining", name="Hill", ticker="HIL")


def faults(tmp_path: Path, text: str | bytes) -> list[tuple[int, str]]:
    with pytest.raises(BrokenFile) as caught:
        read_model(put(tmp_path / "hill-mining.toml", text), Company)
    assert all(fault.file.endswith("hill-mining.toml") for fault in caught.value.faults)
    return [(fault.line, fault.reason) for fault in caught.value.faults]


def the_fault(tmp_path: Path, text: str | bytes) -> tuple[int, str]:
    found = faults(tmp_path, text)
    assert len(found) == 1
    return found[0]


def record(lines: str) -> str:
    """GOOD with one more record; its header is line 25."""
    return f'{GOOD}\n[[evidence]]\nid = "r-1"\nsource = "s1"\nrecorded = 2026-01-05\n{lines}\n'


def test_a_good_file_is_read_with_mark_and_foreign_line_ends(tmp_path: Path) -> None:
    raw = b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode()
    assert read_model(put(tmp_path / "a.toml", raw), Company).name == "Hill"


def test_syntax_error_names_line_and_column(tmp_path: Path) -> None:
    line, reason = the_fault(tmp_path, GOOD.replace('name = "Hill"', "name = Hill", 1))
    assert line == 3
    assert reason.startswith("is not valid TOML")
    assert "column 8" in reason


def test_unfinished_file_names_its_last_line(tmp_path: Path) -> None:
    line, reason = the_fault(tmp_path, 'schema = 1\nname = "x"\nlistings = [\n')
    assert (line, "end of the file" in reason) == (3, True)


def test_conflict_of_git_is_called_by_its_name(tmp_path: Path) -> None:
    text = GOOD.replace("[[projects]]", "<<<<<<< HEAD\n[[projects]]", 1)
    line, reason = the_fault(tmp_path, text)
    assert (line, reason.split(";")[0]) == (6, "git left a conflict here")


def test_not_utf8_names_the_line_and_the_byte(tmp_path: Path) -> None:
    line, reason = the_fault(tmp_path, GOOD.encode().replace(b"Hill", b"Hi\xe9", 1))
    assert line == 3
    assert "0xe9" in reason


def test_utf16_is_called_by_its_name(tmp_path: Path) -> None:
    assert "UTF-16" in the_fault(tmp_path, GOOD.encode("utf-16"))[1]


def test_a_newer_schema_is_left_alone(tmp_path: Path) -> None:
    text = GOOD.replace("schema = 1", "schema = 2\nunheard_of = true")
    line, reason = the_fault(tmp_path, text)
    assert line == 1
    assert "newer rewatch" in reason
    assert "left untouched" in reason


@pytest.mark.parametrize("text", [f"x = {'[' * 5000}{']' * 5000}", f"x = {'9' * 6000}"])
def test_monstrous_values_are_a_fault_and_no_crash(tmp_path: Path, text: str) -> None:
    assert the_fault(tmp_path, text)


def test_a_file_that_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(BrokenFile, match="cannot be read"):
        read_model(tmp_path, Company)


def test_unknown_key_names_the_nearest_known_one(tmp_path: Path) -> None:
    line, reason = the_fault(tmp_path, record('kind = "recovery"\npct = 84\nform = "ore"'))
    assert line == 31
    assert 'unknown key "form"' in reason
    assert 'did you mean "from"?' in reason
    assert 'recovery record "r-1"' in reason


def test_bad_word_names_what_is_allowed(tmp_path: Path) -> None:
    line, reason = the_fault(tmp_path, record('kind = "testwork"\nscale = "pilott"'))
    assert line == 30
    assert "none, bench, pilot, demonstration or commercial" in reason
    assert 'did you mean "pilot"?' in reason


def test_unknown_kind_is_told_as_kind(tmp_path: Path) -> None:
    line, reason = the_fault(tmp_path, record('kind = "recovry"\npct = 84'))
    assert line == 29
    assert 'kind = "recovry" is not known; did you mean "recovery"?' in reason


def test_kind_left_out(tmp_path: Path) -> None:
    line, reason = the_fault(tmp_path, record("pct = 84"))
    assert (line, 'the key "kind" is missing' in reason) == (25, True)


def test_missing_key_is_told_at_its_record(tmp_path: Path) -> None:
    text = f'{GOOD}\n[[evidence]]\nid = "r-1"\nkind = "stage"\nrecorded = 2026-01-05\nstage = "dfs"'
    assert the_fault(tmp_path, text) == (25, 'stage record "r-1": the key "source" is missing')


def test_wrong_sort_of_value(tmp_path: Path) -> None:
    line, reason = the_fault(tmp_path, GOOD.replace('name = "Hill"', "name = 5", 1))
    assert (line, reason) == (3, '"name" takes text in quotes, found 5')


def test_number_out_of_range_shows_number_and_range(tmp_path: Path) -> None:
    line, reason = the_fault(tmp_path, record('kind = "recovery"\npct = 184'))
    assert line == 30
    assert "pct = 184" in reason
    assert "between 0 and 100" in reason


def test_one_share_inside_a_table_has_its_own_line(tmp_path: Path) -> None:
    text = record(
        'kind = "distribution"\nbasis = "product"\n[evidence.oxides]\nLa2O3 = 20\nCeO2 = "x"'
    )
    line, reason = the_fault(tmp_path, text)
    assert line == 33
    assert 'CeO2 = "x"' in reason


def test_a_rule_between_fields_points_at_the_field_it_names(tmp_path: Path) -> None:
    text = GOOD.replace("[[projects]]", 'lead_project = "dale"\n[[projects]]', 1)
    line, reason = the_fault(tmp_path, text)
    assert line == 6
    assert "'dale' is not a project here (hill)" in reason


def test_a_field_of_two_forms_is_told_once(tmp_path: Path) -> None:
    text = record('kind = "guidance"\nmilestone = "first output"\npromised = "soon"')
    line, reason = the_fault(tmp_path, text)
    assert line == 31
    assert "YYYY" in reason


def test_a_status_is_told_once_and_not_once_an_end(tmp_path: Path) -> None:
    text = record('kind = "partnership"\npartner = "P"\ntype = "offtake"\nstatus = "mouu"')
    line, reason = the_fault(tmp_path, text)
    assert line == 32
    assert 'did you mean "mou"?' in reason


def test_currency_is_explained_in_words(tmp_path: Path) -> None:
    line, reason = the_fault(tmp_path, record('kind = "cash"\namount = 1\ncurrency = "dollars"'))
    assert line == 31
    assert "three capital letters" in reason


def test_all_faults_of_a_file_are_told_in_order(tmp_path: Path) -> None:
    text = record('kind = "stage"\nstage = "dfss"\nstag = 1').replace('"company"', '"paper"')
    assert [line for line, _ in faults(tmp_path, text)] == [13, 30, 31]


def test_hostile_text_in_a_message_is_one_visible_line(tmp_path: Path) -> None:
    _, reason = the_fault(tmp_path, GOOD.replace('"company"', '"\\u202e\\u001b[31m\\n"'))
    assert reason.isprintable()


def test_a_weight_of_a_watchlist_that_is_no_number(tmp_path: Path) -> None:
    path = put(tmp_path / "a.toml", 'schema = 1\nname = "A"\n[weights]\nprocessing = "much"\n')
    with pytest.raises(BrokenFile) as caught:
        read_model(path, Watchlist)
    (fault,) = caught.value.faults
    assert (fault.line, fault.reason) == (4, '"processing" takes a number, found "much"')


@pytest.mark.parametrize("value", ["2026", "0", "true", "1e9"])
def test_a_number_is_never_taken_for_a_date(tmp_path: Path, value: str) -> None:
    line, reason = the_fault(tmp_path, GOOD.replace("2026-01-05", value))
    assert line == 22
    assert "a date such as 2026-11-21" in reason
