"""The parser of the command line: a group that loads a command when it is called.

The options that every command shares may stand before or after its name.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import click

from rewatch import __version__
from rewatch.cli.commands import ATTRIBUTES, COMMANDS
from rewatch.cli.main import INTERRUPTED, USAGE, complain
from rewatch.cli.options import Given, common_options, scoring_options
from rewatch.domain.errors import NotFound, UsageError


class LazyGroup(click.Group):
    """The command `rewatch`, whose commands stand in a table until they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """All names, in the order of the table."""
        return list(COMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        cmd_name: str,
    ) -> click.Command | None:
        """Loads the module of one command."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"rewatch.cli.{COMMANDS[cmd_name][0]}")
        found = getattr(module, ATTRIBUTES.get(cmd_name, "command"))
        assert isinstance(found, click.Command)
        return found

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        formatter: click.HelpFormatter,
    ) -> None:
        """Lists the commands from the table, without loading any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """A first word that is no command is the name of a watchlist to open."""
        if args[0] in COMMANDS or args[0].startswith("-"):
            return super().resolve_command(ctx, args)
        return args[0], _open, args


@click.command(
    add_help_option=False,
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
)
@common_options
@scoring_options
@click.argument("words", nargs=-1)
@click.pass_context
def _open(ctx: click.Context, words: tuple[str, ...]) -> int:
    from rewatch.cli.interface import known_watchlist, near_commands, open_interface

    name, *rest = (*words, *ctx.args)
    if rest:  # words or options behind it: it was meant as a command
        raise NotFound("command", name, near_commands(name))
    given = Given.of(ctx)
    known_watchlist(name, given.workspace)
    given.refuse_scoring("the interface; choose profile, weights and deck inside it")
    return open_interface(name, given.workspace, browser=bool(ctx.find_root().params["web"]))


@click.group(
    cls=LazyGroup,
    name="rewatch",
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    subcommand_metavar="[WATCHLIST | COMMAND …]",
    epilog="For information and record keeping, not financial advice.",
)
@common_options
@scoring_options
@click.option("--web", is_flag=True, help="Open the interface in a browser on this machine.")
@click.version_option(__version__, prog_name="rewatch", message="%(prog)s %(version)s")
@click.pass_context
def root(ctx: click.Context, web: bool) -> int | None:
    """Screen rare-earth companies: every number with its evidence.

    Without a command the terminal interface opens, on WATCHLIST if one is named.
    """
    if ctx.invoked_subcommand is None:
        from rewatch.cli.interface import open_interface

        given = Given.of(ctx)
        given.refuse_scoring("the interface; choose profile, weights and deck inside it")
        return open_interface(None, given.workspace, browser=web)
    if web and ctx.invoked_subcommand in COMMANDS:
        raise UsageError(f"--web opens the interface; {ctx.invoked_subcommand} is a command")
    return None


def run(argv: Sequence[str]) -> int:
    """Parses and runs one call; what is wrong with it is one line on standard error.

    Click's own `main` is not used: it would end a closed pipe its own way.
    """
    if "_REWATCH_COMPLETE" in os.environ:  # a shell asks for completions
        root.main(args=list(argv), prog_name="rewatch", complete_var="_REWATCH_COMPLETE")
    try:
        with root.make_context("rewatch", list(argv)) as ctx:
            answer: Any = root.invoke(ctx)
    except click.exceptions.Exit as leave:
        return leave.exit_code
    except click.Abort:
        return INTERRUPTED
    except click.UsageError as error:
        return complain(_sentence(error), USAGE)
    except click.ClickException as error:
        return complain(error.format_message(), error.exit_code)
    return answer if isinstance(answer, int) else 0


def _sentence(error: click.UsageError) -> str:
    message = error.format_message().rstrip(".")
    first = message[:1].lower() + message[1:]
    where = error.ctx.command_path if error.ctx is not None else "rewatch"
    return f"{first}; see {where} --help"
