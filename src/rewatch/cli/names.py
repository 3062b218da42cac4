"""Names as arguments: text like any other, which a shell can complete."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from rewatch.cli.options import Given
from rewatch.domain.errors import RewatchError

if TYPE_CHECKING:
    from rewatch.workspace import Workspace


class Name(click.types.StringParamType):
    """A name of something in the workspace."""

    def __init__(self, known: Callable[[Workspace], Iterable[tuple[str, str]]]) -> None:
        self.known = known

    def shell_complete(
        self,
        ctx: click.Context,
        param: click.Parameter,  # noqa: ARG002 - click's signature
        incomplete: str,
    ) -> list[CompletionItem]:
        """The ids that begin with what was typed; none where the workspace cannot be read."""
        from rewatch.domain.text import visible
        from rewatch.workspace import Workspace

        try:
            known = list(self.known(Workspace.open(Given.of(ctx).workspace)))
        except RewatchError:
            return []  # a shell has no place for a sentence; the command itself will say it
        begin = incomplete.casefold()
        return [
            CompletionItem(key, help=visible(name, 60))
            for key, name in known
            if key.startswith(begin)
        ]


COMPANY = Name(lambda ws: ((item.id, item.name) for item in ws.catalogue.companies.values()))
WATCHLIST = Name(lambda ws: ((slug, item.name) for slug, item in ws.watchlists().items()))
LIST_OR_COMPANY = Name(lambda ws: [*WATCHLIST.known(ws), *COMPANY.known(ws)])
