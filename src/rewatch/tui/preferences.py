"""What the user has set, taken up by the interface at start and written back when it changes."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from rewatch.domain.errors import Fault, RewatchError
from rewatch.tui import theme

if TYPE_CHECKING:
    from rewatch.tui.tasks import Tasks
    from rewatch.workspace import Settings

_TOLD = 3
_WRITING = threading.Lock()


def take_up(app: Tasks, settings: Settings) -> str:
    """Colours and keys as the user has set them.

    Args:
        app: before its first screen is made.
        settings: as read from config.toml.

    Returns:
        a sentence on what could not be used, with file and lines; "" where everything could.
    """
    from rewatch.tui.configured import in_order, key_mistakes, theme_mistakes

    found, told = theme_mistakes(settings), list(settings.faults)
    app.theme = theme.DEFAULT if found else settings.theme or theme.DEFAULT
    if settings.keys:
        from rewatch.tui.keymap import keymap_of, show_keys

        changes, left_out = key_mistakes(settings)
        app.set_keymap(keymap_of(changes))
        show_keys(changes)
        told += left_out
    return slips(in_order([*told, *found]))


def slips(told: Sequence[Fault]) -> str:
    """What could not be used of a file: the first few in full, the others by their lines.

    Args:
        told: of one file, in its order.

    Returns:
        one sentence; "" where nothing is told.
    """
    if not told:
        return ""
    first, *more = told[:_TOLD]
    parts = [str(first), *(f"line {fault.line}: {fault.reason}" for fault in more)]
    if rest := ", ".join(str(fault.line) for fault in told[_TOLD:]):
        lines = "lines" if "," in rest else "line"
        parts.append(f"and more in {lines} {rest}; rewatch check names them all")
    return "; ".join(parts)


def keep_sort(app: Tasks, columns: Callable[[], tuple[str, ...]]) -> None:
    """Keeps what the table is sorted by for the next start.

    Args:
        app: does it beside the screen.
        columns: ids, with - before one that is turned round; asked when it is written, so that of
            several orders chosen one after another the last is kept, whichever job ends last.
    """
    _keep(app, "sort", lambda: columns() or None)


def keep_pane(app: Tasks, where: Callable[[], str | None]) -> None:
    """Keeps where the pane is shown for the next start; as `keep_sort`."""
    _keep(app, "pane", where)


def keep_groups(app: Tasks, where: Callable[[], str | None]) -> None:
    """Keeps whether the groups stand together for the next start; as `keep_sort`."""
    _keep(app, "groups", where)


def _keep(app: Tasks, name: str, value: Callable[[], str | tuple[str, ...] | None]) -> None:
    def job() -> None:
        # Where the settings cannot be written the screen is so all the same, until one leaves.
        with _WRITING, contextlib.suppress(RewatchError, OSError):
            app.session.workspace.save_setting(name, value())

    app.work(job, group="settings")


def choose_theme(app: Tasks) -> None:
    """Asks for the colours, shows them, and keeps the choice for the next start."""
    from rewatch.tui.screens.themes import ThemeChooser

    def chosen(name: str | None) -> None:
        if name:
            app.theme = name
            app.work(lambda: app.session.workspace.save_setting("theme", name), group="settings")

    app.open_screen(ThemeChooser(theme.names(), app.theme), chosen)
