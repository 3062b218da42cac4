"""docs/cli.md and --help say the same: every option and every command stands in both."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from rewatch.cli.commands import COMMANDS
from rewatch.cli.group import root
from tests.unit.cli.conftest import Call

DOCUMENT = (Path(__file__).parents[3] / "docs" / "cli.md").read_text("utf-8")


def commands(of: click.Group = root, at: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The words of every command."""
    ctx = click.Context(of)
    for name in of.list_commands(ctx):
        found = of.get_command(ctx, name)
        assert found is not None
        if isinstance(found, click.Group):
            if found.invoke_without_command:
                yield (*at, name)
            yield from commands(found, (*at, name))
        else:
            yield (*at, name)


WORDS = list(commands())
GROUPS = {
    name: found
    for name in COMMANDS
    if isinstance(found := root.get_command(click.Context(root), name), click.Group)
}


def options_in(text: str) -> set[str]:
    return set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", text))


@pytest.mark.parametrize("words", [(), *WORDS], ids=" ".join)
def test_help_explains_every_command(call: Call, words: tuple[str, ...]) -> None:
    answer = call(*words, "--help")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith(f"Usage: {' '.join(('rewatch', *words))}")
    assert max(len(line) for line in answer.lines) <= 80


@pytest.mark.parametrize("name", GROUPS)
def test_the_help_of_a_group_says_in_whole_what_each_of_its_commands_does(
    call: Call, name: str
) -> None:
    listed = " ".join(call(name, "--help").out.partition("Commands:")[2].split())
    for command in GROUPS[name].commands.values():
        assert command.help is not None
        first = re.split(r"\. |\n\n", command.help)[0].rstrip(".")
        assert f"{command.name} {' '.join(first.split())}" in listed


@pytest.mark.parametrize("words", WORDS, ids=" ".join)
def test_every_command_is_in_the_reference(words: tuple[str, ...]) -> None:
    assert re.search(rf"(rewatch |`){' '.join(words)}\b", DOCUMENT)


def test_every_option_is_documented_and_every_documented_option_is_there(call: Call) -> None:
    offered = {
        option
        for words in [(), *WORDS]
        for option in options_in(call(*words, "--help").out.partition("Options:")[2])
    }
    in_tables = {
        option
        for line in DOCUMENT.splitlines()
        if line.startswith("| `-")
        for option in options_in(line.split("|")[1])
    }
    assert offered - {"--version"} == in_tables
    assert "--version" in DOCUMENT


def test_the_list_of_commands_and_each_command_describe_it_alike() -> None:
    ctx = click.Context(root)
    for name in COMMANDS:
        found = root.get_command(ctx, name)
        assert found is not None
        assert found.help
