"""Text from files and from the caller is shown and never obeyed, however long or strange."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Call

OBEYED = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\u2028\u2029]"
)
NAMES = {
    "together": "[bold red]M[/] [/x] \x1b[31m \x1b]0;t\x07 \x9b2J \u202egni\u202c\n"
    "rewatch: well\r\n\u2028 稀土 %s {name}",
    "brackets": "[bold red]Metals[/] [/x] [link=file:///etc/passwd]",
    "escapes": "Red \x1b[31m \x1b]0;title\x07 \x9b2J Metals",
    "right to left": "Metals \u202egnimrifnoc\u202c \u2066x\u2069",
    "lines": "Metals\nrewatch: all is well\r\n\u2028end",
    "long": "Very Long Metals " * 600,
    "one word": "x" * 10_000,
    "wide": "稀土" * 300,
    "percent": "100 % {name} %s $(reboot) `id`",
}
QUICK = ("together",)  # the others in the slow run

COMMANDS = [
    ["rank"], ["rank", "odd"], ["why", "hostile", "NTU"], ["compare", "NTU", "hostile"],
    ["rank", "odd", "--robust", "--samples", "9"], ["rank", "-f", "list:odd"],
    ["screen", "list:odd"], ["next", "odd"], ["next", "hostile"],
    ["promises", "hostile"], ["compare", "hostile", "NTU", "--robust"],
    ["why", "hostile", "--since", "2025-01-01"],
    ["show", "hostile"], ["company", "list"], ["search", "Metals"], ["watchlist", "list"],
    ["watchlist", "show", "odd"], ["note", "list"], ["note", "show", "hostile"], ["check"],
]  # fmt: skip


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, id=key, marks=() if key in QUICK else pytest.mark.slow)
        for key, name in NAMES.items()
    ],
)
def test_no_command_lets_a_text_act(
    call: Call, own_company: Callable[..., str], write: Callable[[str, str], Path], name: str
) -> None:
    own_company(name, summary=name)
    text = json.dumps(name)
    write(
        "watchlists/odd.toml",
        f'schema = 1\nname = {text}\n[[entries]]\ncompany = "hostile"\ntags = [{text}]\n'
        f"thesis = [{text}]\n",
    )
    write(
        "notes/hostile/2026-01-01-odd.md",
        f"+++\nschema = 1\ncreated = 2026-01-01\ntitle = {text}\ntags = [{text}]\n+++\n{name}\n",
    )
    for words in COMMANDS:
        answer = call(*words)
        # Such a thesis is a fault of the file, and named as one.
        assert answer.code == 0 or (words == ["check"] and "thesis" in answer.out), answer.err
        assert not OBEYED.search(answer.out), words
        assert not OBEYED.search(answer.err), words
        found = call(*words, "--json")
        assert found.out.isascii(), words
        assert not OBEYED.search(found.out), words
        assert found.json["format"] == 1
    assert call("show", "hostile", "--json").json["name"] == name, "JSON keeps it as it is"


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_what_the_caller_types_is_not_obeyed_either(call: Call, name: str) -> None:
    for words in (["show", name], ["rank", name], ["search", name], ["rank", "--deck", name]):
        answer = call(*words)
        assert answer.code in (0, 2), words
        assert not OBEYED.search(answer.out + answer.err), words
    assert len(call("show", name).err) < 1000


def test_brackets_are_printed_as_they_are(call: Call, own_company: Callable[..., str]) -> None:
    own_company("[bold]Metals[/]")
    assert "[bold]Metals[/]" in call("company", "list").out


def test_a_broken_file_of_a_strange_name_is_named_visibly(
    call: Call, write: Callable[[str, str], Path]
) -> None:
    write("companies/\x1b[31m\u202e.toml", "schema = ")
    answer = call("rank", "--json")
    assert answer.code == 0
    assert not OBEYED.search(answer.err)
    assert "␛[31m" in answer.err
    assert "\x1b[31m\u202e.toml" in answer.json["left_out"][0]["file"]
