"""What the user has set, taken up by the interface at start and written back when it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rewatch.tui import theme

if TYPE_CHECKING:
    from rewatch.tui.tasks import Tasks
    from rewatch.workspace import Settings

_TOLD = 3


def take_up(app: Tasks, settings: Settings) -> str:
    """Colours and keys as the user has set them.

    Args:
        app: before its first screen is made.
        settings: as read from config.toml.

    Returns:
        a sentence on what could not be used, with file and line; "" where everything could.
    """
    told = [str(fault) for fault in settings.faults]
    wanted = settings.theme or theme.DEFAULT
    if wanted not in app.available_themes:
        near = ", ".join(name for name in theme.names() if name.startswith("rewatch"))
        told.append(f"{settings.file}: there is no theme {wanted!r}; F2 lists them ({near} …)")
        wanted = theme.DEFAULT
    app.theme = wanted
    if settings.keys:
        from rewatch.tui.keymap import keymap_of, show_keys
        from rewatch.tui.rebinding import usable

        changes, reasons = usable(settings.keys)
        app.set_keymap(keymap_of(changes))
        show_keys(changes)
        told += [
            f"{settings.file}:{settings.lines[name]}: {reason}" for name, reason in reasons.items()
        ]
    more = [f"and {len(told) - _TOLD} more"] if len(told) > _TOLD else []
    return "; ".join([*told[:_TOLD], *more])


def choose_theme(app: Tasks) -> None:
    """Asks for the colours, shows them, and keeps the choice for the next start."""
    from rewatch.tui.screens.dialogs import Choice, Chooser

    def chosen(name: str | None) -> None:
        if name:
            app.theme = name
            app.work(lambda: app.session.workspace.save_setting("theme", name), group="settings")

    choices = [Choice("", name, name) for name in theme.names()]
    app.open_screen(Chooser("Theme", choices, app.theme), chosen)
