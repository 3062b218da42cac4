"""Opens the terminal interface, or says why it cannot be opened here."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING

from rewatch.domain.errors import NotFound, Refused

if TYPE_CHECKING:
    from rewatch.workspace import Workspace


# When garbage is collected: the interpreter's own habit, which a command does without.
_USUAL = (700, 10, 10)


def open_interface(
    watchlist: str | None, workspace: str | None = None, *, browser: bool = False
) -> int:
    """Opens the interface on a watchlist.

    Args:
        watchlist: slug or name; the first list if not given.
        workspace: folder, the usual one if not given.
        browser: serves it to a browser on this machine instead.

    Raises:
        Refused: standard input or output is no terminal, or one that cannot place a cursor.
        NotFound: there is no watchlist and no command of that name.
    """
    gc.set_threshold(*_USUAL)  # it stays for hours
    opened, slug = (None, None) if watchlist is None else known_watchlist(watchlist, workspace)
    if browser:
        from rewatch.tui.web import serve

        return serve(slug, workspace, _tell_address)
    if _served():
        from rewatch.tui.app import run

        return run(opened or workspace, slug)
    if os.environ.get("TERM") == "dumb":
        raise Refused(
            "TERM=dumb: this terminal cannot show the interface; "
            "use a command, for example: rewatch rank"
        )
    if not (_is_terminal(sys.stdin) and _is_terminal(sys.stdout)):
        raise Refused(
            "the interface needs a terminal; in a pipe or a script use a command, "
            "for example: rewatch rank"
        )
    from rewatch.tui.app import run

    return run(opened or workspace, slug)


def _tell_address(address: str) -> None:
    print(f"Open {address} in a browser on this machine; Ctrl+C ends it.", flush=True)


def _served() -> bool:
    """Whether a browser stands where a terminal would."""
    return os.environ.get("TEXTUAL_DRIVER", "").endswith(":WebDriver")


def known_watchlist(name: str, workspace: str | None) -> tuple[Workspace, str]:
    """The workspace and the slug of a watchlist; a word that is none was perhaps a command.

    Raises:
        NotFound: there is no watchlist of that name; with commands that are like it.
    """
    from rewatch.workspace import Workspace

    opened = Workspace.open(workspace)
    if opened.last_picture(name) is not None:  # it was shown last: no record is loaded to know it
        return opened, name
    try:
        return opened, opened.watchlist(name)[0]
    except NotFound as error:
        near = [*near_commands(name), *error.nearest][:3]
        raise NotFound("command or watchlist", name, near) from None


def near_commands(word: str) -> list[str]:
    """The commands that a word may have been meant for."""
    from difflib import get_close_matches

    from rewatch.cli.commands import COMMANDS

    return get_close_matches(word, COMMANDS, 2, 0.5)


def _is_terminal(stream: object) -> bool:
    return bool(getattr(stream, "isatty", lambda: False)())
