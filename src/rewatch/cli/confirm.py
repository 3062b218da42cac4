"""Asking before something is saved: the effect is shown, then `--yes` or a word at a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, TypeVar

import click

from rewatch.cli.output import Output

Wrapped = TypeVar("Wrapped", bound=Callable[..., Any])

NOT_SAVED = "Nothing was changed; say --yes to do it."


def yes_option(command: Wrapped) -> Wrapped:
    """The option `--yes` of a command that shows first what it would do."""
    return click.option("--yes", is_flag=True, help="Do it; without, it is only shown.")(command)


def agreed(out: Output, yes: bool) -> bool:
    """Whether to go on: said with the command, or answered by a person at a terminal.

    Nobody is asked where the answer is JSON or where input or output is no terminal.
    """
    if yes:
        return True
    if out.as_json or not out.terminal or sys.stdin is None or not sys.stdin.isatty():
        return False
    return click.confirm("Do it?", default=False)
