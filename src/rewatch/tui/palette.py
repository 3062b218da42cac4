"""The palette's commands: those of where you are, from the registry, and the watchlists."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.command import CommandList, CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.markup import escape

from rewatch.tui.commands import PLACES, Command, commands_of
from rewatch.tui.keys import shown_keys
from rewatch.tui.screens.base import OurDialog
from rewatch.tui.text import visible

if TYPE_CHECKING:
    from rewatch.tui.app import RewatchApp


# How well a command fits that has the words in its help alone: less than one that is called so.
_TOLD = 0.1


class Palette(CommandPalette):
    """The toolkit's palette, which would end the tool when PgDn comes before its first layout."""

    def _action_command_list(self, action: str) -> None:
        """Moves in the list once there is one."""
        if self.query_one(CommandList).size.height:
            super()._action_command_list(action)


class RewatchCommands(Provider):
    """Every command that can be used now, with its keys."""

    def _commands(self) -> Iterator[tuple[str, str, Callable[[], object]]]:
        """Title, help and what runs it."""
        app = cast("RewatchApp", self.app)
        place = getattr(self.screen, "place", "")
        for command in commands_of(place, "everywhere"):
            if command.keyed or command.id() == "command_palette":
                continue
            if command.enabled(self.screen):
                yield command.title, _about(command, place), partial(app.run_command, command.id())
        # Over a dialog, as from its help: what was typed there would be lost by going elsewhere.
        if any(isinstance(one, OurDialog) and one.would_lose for one in app.screen_stack):
            return
        for number, (slug, name) in enumerate(app.list_names, 1):
            title = f"Watchlist: {visible(name)}"
            key = f"{number} · " if number < 10 else ""
            yield title, f"{key}Opens the list.", partial(app.go_to_list, slug)

    async def discover(self) -> Hits:
        """All of them, before anything is typed."""
        for title, about, run in self._commands():
            yield DiscoveryHit(Content(title), run, text=title, help=escape(about))

    async def search(self, query: str) -> Hits:
        """Those whose title fits, even with letters left out, or whose help has the words."""
        matcher, words = self.matcher(query), query.casefold().split()
        for title, about, run in self._commands():
            score = matcher.match(title)
            if words and all(word in about.casefold() for word in words):
                score = max(score, _TOLD)
            if score > 0:
                shown = Content(title)
                for place in matcher.fuzzy_search.match(query, title)[1]:
                    shown = shown.stylize("bold underline", place, place + 1)
                yield Hit(score, shown, run, text=title, help=escape(about))


def _about(command: type[Command], place: str) -> str:
    where = PLACES[place] if place in command.places else PLACES["everywhere"]
    return f"{shown_keys(command)} · {where}: {command.help()}"
