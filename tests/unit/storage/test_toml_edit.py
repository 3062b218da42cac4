"""An edit changes what it must and leaves every comment, every order and every layout alone."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewatch.domain.errors import Refused
from rewatch.storage.toml_edit import edit

LIST = """\
# my list
schema = 1  # never change this
name = "Magnets"

# the leader
[[entries]]
company = "lynas"  # big
tags = ["a", "b"]

# a remark on nothing

[[entries]]
company = "arafura"
review = 2027-02-01  # after the study
# trailing

# the third
[[entries]]
company = "ionic"
"""


def data(text: str = LIST) -> dict[str, Any]:
    return tomllib.loads(text)


def without(name: str) -> dict[str, Any]:
    made = data()
    made["entries"] = [entry for entry in made["entries"] if entry["company"] != name]
    return made


def test_nothing_to_do_changes_nothing() -> None:
    assert edit(LIST, data()) == LIST


def test_a_removed_table_takes_the_comment_directly_above_it_and_no_other() -> None:
    assert edit(LIST, without("ionic")) == LIST[: LIST.index("\n# the third")]
    changed = edit(LIST, without("lynas"))
    assert "# the leader" not in changed
    assert changed.startswith(
        '# my list\nschema = 1  # never change this\nname = "Magnets"\n\n# a remark on nothing\n\n'
    )


def test_a_comment_behind_a_removed_table_stays() -> None:
    changed = edit(LIST, without("arafura"))
    assert "# trailing" in changed
    assert "# the third\n[[entries]]" in changed


def test_a_value_is_replaced_where_it_stands() -> None:
    target = data()
    target["entries"][1]["review"] = target["entries"][1]["review"].replace(year=2028)
    assert edit(LIST, target) == LIST.replace("2027-02-01", "2028-02-01")


def test_a_new_key_goes_behind_its_siblings() -> None:
    target = data()
    target["profile"] = "equal"
    target["entries"][0]["review"] = "x"
    changed = edit(LIST, target)
    assert 'name = "Magnets"\nprofile = "equal"\n' in changed
    assert 'tags = ["a", "b"]\nreview = "x"\n' in changed


def test_the_comment_behind_a_removed_key_stays() -> None:
    target = data()
    del target["entries"][1]["review"]
    assert "\n# after the study\n" in edit(LIST, target)


def test_a_new_table_goes_behind_its_siblings_in_the_files_own_line_ends() -> None:
    text = LIST.replace("\n", "\r\n")
    target = data(text)
    target["entries"].append({"company": "mkango", "tags": ["x"]})
    changed = edit(text, target)
    assert changed == text + '\r\n[[entries]]\r\ncompany = "mkango"\r\ntags = ["x"]\r\n'


def test_moved_tables_take_their_comments_along() -> None:
    target = data()
    target["entries"].reverse()
    changed = edit(LIST, target)
    assert data(changed) == target
    assert "# the third\n[[entries]]" in changed
    assert '# the leader\n[[entries]]\ncompany = "lynas"  # big' in changed
    assert changed.index("# the third") < changed.index("# the leader")


@pytest.mark.parametrize(
    ("text", "item", "expected"),
    [
        ("entries = []\n", {"company": "a"}, '[[entries]]\ncompany = "a"\n'),
        (
            'entries = [{ company = "b" }]\n',
            {"company": "a"},
            'entries = [{ company = "b" }, { company = "a" }]\n',
        ),
        (
            'entries = [\n  { company = "b" } # last\n]\n',
            {"company": "a"},
            'entries = [\n  { company = "b" }, # last\n  { company = "a" },\n]\n',
        ),
        (
            'entries = [\n  { company = "b" }, # last\n  # end\n]\n',
            {"company": "a"},
            'entries = [\n  { company = "b" }, # last\n  { company = "a" },\n  # end\n]\n',
        ),
    ],
)
def test_entries_in_brackets_are_added_to_in_their_own_style(
    text: str, item: dict[str, Any], expected: str
) -> None:
    target = data(text)
    target["entries"].append(item)
    assert edit(text, target) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("t = [1, 2, 3]\n", "t = [1, 3]\n"),
        ("t = [1, 3, 2]\n", "t = [1, 3]\n"),
        ("t = [1, 3, 2,]\n", "t = [1, 3, ]\n"),
        ("t = [\n 1, # one\n 2, # two\n 3\n]\n", "t = [\n 1, # one\n 3\n]\n"),
        ("t = [\n 1,\n 3, # three\n # two\n 2\n]\n", "t = [\n 1,\n 3, # three\n]\n"),
    ],
)
def test_an_item_in_brackets_goes_with_its_comma(text: str, expected: str) -> None:
    assert edit(text, {"t": [1, 3]}) == expected


def test_a_long_text_that_looks_like_a_comment_is_none() -> None:
    text = 'a = """\n# no comment"""\n[[entries]]\ncompany = "x"\n'
    assert edit(text, {"a": "# no comment"}) == 'a = """\n# no comment"""\n'


@pytest.mark.parametrize(
    "text",
    [
        'name = "a"\nweights.processing = 1\nweights.other = 2\n',
        'name = "a"\n[weights] # these\nprocessing = 1\nother = 2\n',
        'name = "a"\nweights = { processing = 1, other = 2 }\n',
    ],
)
@pytest.mark.parametrize(
    "weights", [{"processing": 5, "new": 3}, {"other": 2}, {}, None, {"a.b": 1.5, "other": 2}]
)
def test_a_table_in_any_spelling_can_be_changed(text: str, weights: dict[str, Any] | None) -> None:
    changed = edit(text, {"name": "b", "weights": weights})
    assert data(changed) == (
        {"name": "b"} if weights is None else {"name": "b", "weights": weights}
    )


def test_what_cannot_be_edited_is_refused_and_not_mangled() -> None:
    with pytest.raises(Refused):
        edit("a = 1\n", {"a": float("nan")})


# -- any edit of any layout, with comments in every position


@dataclass
class Layout:
    """A written list: lines with the fate of each comment in them."""

    lines: list[str] = field(default_factory=list)
    fates: dict[str, tuple[str, str]] = field(default_factory=dict)

    def comment(self, *fate: str) -> str:
        name = f"c{len(self.fates)}c"
        self.fates[name] = (fate[0], fate[1] if len(fate) > 1 else "")
        return f'# {name} [x] = "y"'


NAMES = ("ann", "bob", "cat", "dan")


@st.composite
def layouts(draw: st.DrawFn) -> Layout:
    made = Layout()
    some = st.integers(0, 2)

    def line(content: str, *fate: str) -> None:
        behind = f"  {made.comment(*fate)}" if draw(st.booleans()) else ""
        made.lines.append(content + behind)

    def comments(*fate: str) -> None:
        made.lines.extend(made.comment(*fate) for _ in range(draw(some)))

    comments("stays")
    line("schema = 1", "stays")
    comments("stays")
    line('name = "n"', "stays")
    for name in draw(st.permutations(NAMES)):
        comments("stays")
        made.lines.append("")
        comments("table", name)
        line("[[entries]]", "table", name)
        comments("table", name)
        line(f'company = "{name}"', "table", name)
        if draw(st.booleans()):
            line("tags = [", "table", name)
            for tag in ("t1", "t2"):
                comments("tag", f"{name} {tag}")
                line(f'  "{tag}",', "tag", f"{name} {tag}")
            comments("table", name)
            made.lines.append("]")
        if draw(st.booleans()):
            line("review = 2027-01-01", "table", name)
    comments("stays")
    made.lines.append("")
    return made


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_comments_survive_any_edit_of_any_layout(source: st.DataObject) -> None:
    layout = source.draw(layouts())
    text = "\n".join(layout.lines)
    target = data(text)
    dropped = source.draw(st.sets(st.sampled_from(NAMES)))
    retag = source.draw(st.sampled_from([None, ["t2"], ["t1", "t3"], ["t0"]]))
    target["name"] = source.draw(st.sampled_from(["n", "other"]))
    kept = [dict(entry) for entry in target["entries"] if entry["company"] not in dropped]
    for entry in kept:
        if retag is not None and "tags" in entry:
            entry["tags"] = retag
        if source.draw(st.booleans()):
            entry.pop("review", None)
    target["entries"] = [*kept, *source.draw(st.sampled_from([[], [{"company": "eve"}]]))]

    changed = edit(text, target)

    assert data(changed) == target

    def survives(fate: tuple[str, str]) -> bool:
        sort, of = fate
        if sort == "stays":
            return True
        name, _, tag = of.partition(" ")
        return name not in dropped and (not tag or retag is None or tag in retag)

    expected = [name for name, fate in layout.fates.items() if survives(fate)]
    assert re.findall(r"c\d+c", changed) == expected


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_items_with_lines_of_their_own_take_their_comments_along(end: str) -> None:
    lines = [
        "entries = [  # all",
        "  # the leader",
        '  { company = "lynas" },  # big',
        '  { company = "arafura" }  # after the study',
        "  # end of the list",
        "]",
        "",
    ]
    text = end.join(lines)
    target = {"entries": list(reversed(tomllib.loads(text)["entries"]))}
    lines[1:4] = [lines[3].replace(" }  #", " },  #"), *lines[1:3]]
    assert edit(text, target) == end.join(lines)


@settings(max_examples=100, deadline=None)
@given(layouts(), st.permutations(range(len(NAMES))))
def test_a_new_order_loses_no_comment(layout: Layout, order: list[int]) -> None:
    text = "\n".join(layout.lines)
    target = data(text)
    target["entries"] = [target["entries"][number] for number in order]
    changed = edit(text, target)
    assert data(changed) == target
    assert set(re.findall(r"c\d+c", changed)) == set(layout.fates)
