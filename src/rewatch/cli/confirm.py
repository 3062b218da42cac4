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
    return yes or (can_ask(out) and click.confirm("Do it?", default=False))


def can_ask(out: Output) -> bool:
    """Whether a person at a terminal can answer a question."""
    return not out.as_json and out.terminal and sys.stdin is not None and sys.stdin.isatty()
