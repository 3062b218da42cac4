"""The options many commands share, and what a command works with once they are read.

Each shared option may stand before the command's name, after it, or between the two words of a
command of a group; the last one counts. They are kept in the context, so no command takes them as
arguments of its own.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any, TypeVar

import click

from rewatch.cli.output import Output
from rewatch.domain.errors import UsageError

if TYPE_CHECKING:
    from rewatch.domain.errors import Fault
    from rewatch.workspace import Question, Workspace

Wrapped = TypeVar("Wrapped", bound=Callable[..., Any])

ORDERS = ("proven", "middle", "possible", "expected")
SURE = ("rough", "fair", "firm", "none", "order")  # how firmly weights are meant
_SPELLED = {
    "as_of": "--as-of",
    "recorded_by": "--recorded-by",
    "profile": "--profile",
    "weights": "--weights",
    "deck": "--deck",
    "scenario": "--scenario",
    "order": "--order",
}


class Day(click.ParamType):  # type: ignore[type-arg]
    """A calendar day."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Reads a day as people type them."""
        if isinstance(value, date):
            return value
        from rewatch.domain.dates import read_day

        try:
            return read_day(value)
        except ValueError as error:
            self.fail(f"{value!r} is no day here: {error}", param, ctx)


class Weights(click.ParamType):  # type: ignore[type-arg]
    """Criterion weights, as criterion=number pairs with commas between."""

    name = "weights"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> dict[str, float]:
        """Reads the pairs; which criteria there are is the rubric's business."""
        if isinstance(value, dict):
            return value
        found: dict[str, float] = {}
        for pair in value.split(","):
            name, equals, number = (part.strip() for part in pair.partition("="))
            if not (name and equals and number):
                self.fail(f"{pair!r} is not of the form criterion=number", param, ctx)
            if name in found:
                self.fail(f"{name} is weighed twice", param, ctx)
            try:
                weight = float(number)
            except ValueError:
                self.fail(f"the weight of {name}, {number!r}, is no number", param, ctx)
            if not math.isfinite(weight) or weight < 0:
                self.fail(
                    f"the weight of {name}, {number}, must be a finite number of at least 0",
                    param,
                    ctx,
                )
            found[name] = weight
        return found


class Group(click.Group):
    """A command with commands of its own, whose help says what each does in whole sentences."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Lists the commands; click would cut off what is longer than a line."""
        rows = [
            (name, command.get_short_help_str(limit=formatter.width * 4))
            for name in self.list_commands(ctx)
            if (command := self.get_command(ctx, name)) is not None
        ]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


def _keep(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    if value is not None and value is not False:
        ctx.ensure_object(dict)[param.name] = value


def _shared(*names: str, **settings: Any) -> Callable[[Wrapped], Wrapped]:
    return click.option(*names, expose_value=False, callback=_keep, **settings)


def common_options(command: Wrapped) -> Wrapped:
    """The options of every command."""
    for option in (
        _shared("--json", "as_json", is_flag=True, help="Print JSON (docs/json.md)."),
        _shared("--no-color", "no_color", is_flag=True, help="Print without colour."),
        _shared(
            "--workspace",
            metavar="DIR",
            help="Folder of your own files, instead of the usual one.",
        ),
    ):
        command = option(command)
    return command


def weighing_options(command: Wrapped) -> Wrapped:
    """The options that say how criteria are weighed."""
    for option in (
        _shared(
            "--weights",
            type=Weights(),
            metavar="K=V,…",
            help="Weights of criteria, as shares or percent; those not named keep their "
            "proportions.",
        ),
        _shared("--profile", metavar="P", help="Weights profile (rewatch profile list)."),
    ):
        command = option(command)
    return command


def scoring_options(command: Wrapped) -> Wrapped:
    """The options of every command that scores."""
    for option in (
        _shared(
            "--order",
            metavar="|".join(ORDERS),
            help="What the places go by; proven if not given; expected needs rank --robust.",
        ),
        _shared("--scenario", metavar="S", help="Score under a scenario (rewatch scenario list)."),
        _shared("--deck", metavar="D", help="Price deck (rewatch deck list)."),
        weighing_options,
        _shared(
            "--recorded-by",
            type=Day(),
            metavar="DATE",
            help="Count only what stood in the files on that day.",
        ),
        _shared(
            "--as-of", type=Day(), metavar="DATE", help="Count only what was known by that day."
        ),
    ):
        command = option(command)
    return command


@dataclass
class Given:
    """The shared options of one call, wherever they stood."""

    values: dict[str, Any]

    @classmethod
    def of(cls, ctx: click.Context) -> Given:
        """What was given up to this context."""
        return cls(ctx.ensure_object(dict))

    @property
    def workspace(self) -> str | None:
        """The folder named, if any."""
        found = self.values.get("workspace")
        return str(found) if found is not None else None

    def refuse_scoring(self, what: str, but: Collection[str] = ()) -> None:
        """An option that changes scores has no meaning where nothing is scored.

        Args:
            what: whose options they are, for the sentence.
            but: those that mean something there all the same.

        Raises:
            UsageError: one was given.
        """
        for key, spelled in _SPELLED.items():
            if key in self.values and key not in but:
                raise UsageError(f"{spelled} has no meaning for {what}")


@dataclass
class Session:
    """What a command works with: where it prints, how to look, and the workspace.

    Attributes:
        given: the shared options of the call.
        out: where it prints.
        makes: whether it makes the whole workspace, which then need not be there before.
    """

    given: Given
    out: Output
    makes: bool = False

    @cached_property
    def workspace(self) -> Workspace:
        """The workspace, opened on first use.

        Raises:
            UsageError: the folder named is a file.
        """
        from rewatch.workspace import Workspace

        opened = Workspace.open(self.given.workspace)
        folder = opened.folders.workspace
        if folder.exists() and not folder.is_dir():
            raise UsageError(f"the workspace {folder} is a file; name a folder")
        if self.given.workspace is not None and not folder.exists() and not self.makes:
            self.out.remark(f"the workspace {folder} does not exist yet; nothing of it was read")
        return opened

    @cached_property
    def question(self) -> Question:
        """How to look.

        Raises:
            UsageError: an order that there is none of.
        """
        from rewatch.workspace import Question

        values = self.given.values
        order = values.get("order", "proven")
        if order not in ORDERS:
            raise UsageError(f"the order {order!r} is not one of {', '.join(ORDERS)}")
        return Question(
            as_of=values.get("as_of"),
            recorded_by=values.get("recorded_by"),
            profile=values.get("profile"),
            weights=values.get("weights"),
            deck=values.get("deck"),
            order=order,
            scenario=values.get("scenario"),
        )

    def list_named(self, name: str | None) -> tuple[str | None, str]:
        """Slug and name of a watchlist, or those of all companies.

        Raises:
            NotFound: there is no list of that name.
        """
        if name is None:
            return None, "All companies"
        from rewatch.domain.text import visible

        slug, entry = self.workspace.watchlist(name)
        return slug, visible(entry.name, 60)

    def list_or_company(self, name: str | None) -> tuple[str | None, str | None]:
        """The slug of a list, or the id of a company, of that name; a list goes before.

        Raises:
            NotFound: there is neither; with the nearest of both.
        """
        if name is None:
            return None, None
        from rewatch.domain.errors import NotFound

        try:
            return self.workspace.watchlist(name)[0], None
        except NotFound as no_list:
            try:
                return None, self.workspace.resolve(name)
            except NotFound as no_company:
                near = [*no_company.nearest, *no_list.nearest][:3]
                raise NotFound("watchlist or company", name, near) from None

    @cached_property
    def left_out(self) -> tuple[Fault, ...]:
        """What could not be read."""
        return self.workspace.left_out

    def tell_left_out(self) -> None:
        """Names on standard error what could not be read; the command goes on without it."""
        for fault in self.left_out:
            self.out.remark(f"left out: {fault}")
        for file in self.workspace.restorable() if self.left_out else ():
            self.out.remark(f"the last good copy is kept: rewatch history bring-back {file}")


def command_of(
    *, scores: bool, tells: bool = True, weighs: bool = False, makes: bool = False
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Gives a command its shared options and, as first argument, its `Session`.

    Args:
        scores: whether it also takes the options that change scores.
        tells: whether it first names the files that could not be read.
        weighs: whether it takes those of them that say how criteria are weighed.
        makes: as in `Session`.
    """

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def called(*arguments: Any, **options: Any) -> Any:
            ctx = click.get_current_context()
            given = Given.of(ctx)
            if not scores:
                given.refuse_scoring(ctx.command_path, ("weights", "profile") if weighs else ())
            values = given.values
            out = Output(as_json=bool(values.get("as_json")), plain=bool(values.get("no_color")))
            session = Session(given, out, makes)
            if tells:
                session.tell_left_out()
            return function(session, *arguments, **options)

        if scores:
            return common_options(scoring_options(called))
        return common_options(weighing_options(called) if weighs else called)

    return decorate
