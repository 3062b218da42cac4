"""`check` reads every line of the language that stands in a file, and names file and line."""

from datetime import date
from pathlib import Path

import pytest

from rewatch.workspace import Workspace

SEEDS = Path(__file__).parents[3] / "seeds"
TODAY = date(2026, 11, 21)

LIST = """\
schema = 1
name = "Magnets"
filter = "{filter}"

[[entries]]
company = "pensana"
thesis = [
  "offtake:>=binding by 2027-06",
  "{thesis}",
]
"""


def told(folder: Path, name: str, text: str) -> list[tuple[str, int, str]]:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    faults = Workspace.open(folder, today=TODAY).check([path])
    return [(Path(item.file).name, item.line, item.reason) for item in faults]


def test_sound_filters_and_theses_are_no_fault(tmp_path: Path) -> None:
    text = LIST.format(filter="is:junior enter(magnet:>=25%) leave(magnet:<22%)",
                       thesis="country:AU")  # fmt: skip
    assert told(tmp_path, "watchlists/magnets.toml", text) == []


@pytest.mark.parametrize(
    ("thesis", "says"),
    [
        ("oftake:>=binding by 2027", "there is no field 'oftake'; did you mean offtake"),
        ("offtake:>=binding by soon", "(at 'soon')"),
        ("offtake:>=bindng", "has no value 'bindng'; did you mean binding"),
        ("permits.state:granted", "'granted', which is a value of exploration-approval, environ"),
        ("is:junior sort:", "sort: is followed by a field, as sort:score"),
        ("is:junior sort:rank", "an assertion is a condition"),
        ("thesis:broken", "cannot ask how assertions stand"),
    ],
)
def test_a_thesis_that_cannot_be_read_is_named_with_its_own_line(
    tmp_path: Path, thesis: str, says: str
) -> None:
    text = LIST.format(filter="is:junior", thesis=thesis)
    ((file, line, reason),) = told(tmp_path, "watchlists/magnets.toml", text)
    assert (file, line) == ("magnets.toml", 9)
    assert says in reason
    assert thesis in reason


def test_the_filter_of_a_list_is_read(tmp_path: Path) -> None:
    text = LIST.format(filter="magnt:>=25%", thesis="is:junior")
    ((file, line, reason),) = told(tmp_path, "watchlists/magnets.toml", text)
    assert (file, line) == ("magnets.toml", 3)
    assert "did you mean magnet" in reason


def test_every_saved_screen_is_read(tmp_path: Path) -> None:
    screens = "schema = 1\n" + "".join(
        f'[[screens]]\nid = "{key}"\nname = "{key}"\nfilter = "{line}"\n'
        for key, line in (("good", "is:junior"), ("open", "(a OR"), ("wrong", "is:junir"))
    )
    found = told(tmp_path, "screens.toml", screens)
    assert [line for _, line, _ in found] == [9, 13]
    assert "something must follow OR" in found[0][2]
    assert "did you mean junior" in found[1][2]


def rubric(*changes: tuple[str, str]) -> str:
    text = (SEEDS / "rubric.toml").read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


SLIPS = 'fires_when = "slips:>=2"'


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("slipz:>=2", "did you mean slip"),
        ("slips:>=2 sort:rank", "a flag is a condition"),
        ("flag:slipping-promises", "the flag asks for itself"),
        ("thesis:broken", "cannot ask for an entry's thesis"),
    ],
)
def test_the_flags_of_a_rubric_are_read(tmp_path: Path, line: str, says: str) -> None:
    text = rubric((SLIPS, f'fires_when = "{line}"'))
    ((file, place, reason),) = told(tmp_path, "rubric.toml", text)
    assert (file, text.splitlines()[place - 1]) == ("rubric.toml", f'fires_when = "{line}"')
    assert says in reason


def test_a_flag_may_ask_for_a_criterion_that_only_its_own_rubric_has(tmp_path: Path) -> None:
    own = rubric(("partnerships", "friendships"), (SLIPS, 'fires_when = "friendships:<20"'))
    assert told(tmp_path, "rubric.toml", own) == []
    shipped = rubric((SLIPS, 'fires_when = "friendships:<20"'))
    ((_, _, reason),) = told(tmp_path / "other", "rubric.toml", shipped)
    assert "there is no field 'friendships'" in reason


def test_flags_of_an_unsound_rubric_are_read_all_the_same(tmp_path: Path) -> None:
    text = rubric((SLIPS, 'fires_when = "slipz:>=2"')).replace("[[flags]]", "[[flags]]\nodd = 1", 1)
    reasons = " ".join(reason for _, _, reason in told(tmp_path, "rubric.toml", text))
    assert "odd" in reasons
    assert "slipz" in reasons


def test_where_the_own_method_cannot_be_read_lines_are_read_by_the_shipped_one(
    tmp_path: Path,
) -> None:
    (tmp_path / "rubric.toml").write_text("schema = 1\nbroken = [", "utf-8")
    path = tmp_path / "watchlists" / "magnets.toml"
    path.parent.mkdir()
    path.write_text(LIST.format(filter="magnt:>1", thesis="is:junior"), "utf-8")
    faults = Workspace.open(tmp_path, today=TODAY).check()
    assert {Path(item.file).name for item in faults} == {"rubric.toml", "magnets.toml"}
