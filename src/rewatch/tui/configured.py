"""What of config.toml the interface cannot use: each mistake with its line, and how to mend it.

The interface tells it at start, `rewatch check` and `rewatch doctor` tell all of it. Knows the
commands, the looks and the columns there are; loads the toolkit only where a look or a column is
set, for nobody else need wait for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rewatch.domain.errors import Fault

if TYPE_CHECKING:
    from rewatch.workspace import Settings

Criteria = Sequence[tuple[str, str]]


def mistakes(settings: Settings, criteria: Criteria) -> list[Fault]:
    """All that cannot be used of the settings, in the order of the file.

    Args:
        settings: as read from config.toml.
        criteria: criterion id and name, each of which is a column.
    """
    return in_order(
        [
            *settings.faults,
            *theme_mistakes(settings),
            *key_mistakes(settings)[1],
            *column_mistakes(settings, criteria),
        ]
    )


def in_order(found: Sequence[Fault]) -> list[Fault]:
    """Mistakes by their lines."""
    return sorted(found, key=lambda fault: (fault.line, fault.reason))


def theme_mistakes(settings: Settings) -> list[Fault]:
    """That there is no such look."""
    if settings.theme is None:
        return []
    from rewatch.tui import theme
    from rewatch.tui.keys import key_of

    if settings.theme in theme.names():
        return []
    near = ", ".join(name for name in theme.names() if name.startswith("rewatch"))
    reason = f"there is no theme {settings.theme!r}; {key_of('theme')} lists them ({near} …)"
    return [Fault(settings.file, settings.at["theme"], reason)]


def key_mistakes(settings: Settings) -> tuple[Mapping[str, tuple[str, ...]], list[Fault]]:
    """The keys that can be used by command id, and why the others cannot."""
    if not settings.keys:
        return {}, []
    from rewatch.tui.rebinding import usable

    changes, reasons = usable(settings.keys)
    return changes, [
        Fault(settings.file, settings.lines[name], reason) for name, reason in reasons.items()
    ]


def column_mistakes(settings: Settings, criteria: Criteria) -> list[Fault]:
    """The columns to show or to sort by that there are not."""
    if settings.columns is None and settings.sort is None:
        return []
    from rewatch.tui.view import sortings
    from rewatch.tui.widgets.chosen_columns import available

    shown = [key for key, _ in available(criteria)]
    sorted_by = [way.id for way in sortings(criteria)]
    wanted = (
        ("columns", settings.columns or (), shown),
        ("sort", [key.removeprefix("-") for key in settings.sort or ()], sorted_by),
    )
    return [
        Fault(
            settings.file,
            settings.at[name],
            f"there is no column {strange!r}{'' if name == 'columns' else ' to sort by'}; "
            f"there are {', '.join(known)}",
        )
        for name, keys, known in wanted
        for strange in keys
        if strange not in known
    ]
