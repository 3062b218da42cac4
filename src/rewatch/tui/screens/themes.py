"""The chooser of themes: many names, which a letter goes to."""

from __future__ import annotations

from collections.abc import Sequence

from textual.events import Key

from rewatch.tui.screens.dialogs import Choice, Chooser
from rewatch.tui.widgets.lines import Page


class ThemeChooser(Chooser):
    """Chooses one of the themes; a letter goes to the next name that begins with it."""

    def __init__(self, names: Sequence[str], current: str) -> None:
        super().__init__(
            "Theme: a letter goes to its names", [Choice("", name, name) for name in names], current
        )
        self._names = list(names)

    def on_key(self, event: Key) -> None:
        """A letter; one that no name begins with stays a key of lists."""
        page = self.query_one(Page)
        found = after(self._names, page.key, event.character or "")
        if found is not None:
            event.stop()
            event.prevent_default()
            page.move_to(page.line_keys.index(found))


def after(names: Sequence[str], now: str | None, letter: str) -> str | None:
    """The next name that begins with a letter, from the first again after the last.

    Args:
        names: all of them, in their order.
        now: the one that is selected.
        letter: what was typed; anything but one letter finds none.
    """
    if len(letter) != 1 or not letter.isalpha():
        return None
    start = names.index(now) + 1 if now in names else 0
    for name in (*names[start:], *names[:start]):
        if name.casefold().startswith(letter.casefold()):
            return name
    return None
