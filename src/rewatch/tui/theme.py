"""The looks that are shipped, and where a start finds its first one.

Colours only repeat what numbers, signs and glyphs say already, so every theme, none at all
(NO_COLOR) and sixteen colours are all readable.
"""

from __future__ import annotations

from textual.theme import BUILTIN_THEMES, Theme

DEFAULT = "rewatch-dark"

OWN: tuple[Theme, ...] = (
    Theme(
        name="rewatch-dark",
        primary="#6ea8d8",
        secondary="#b9a15f",
        accent="#e0b050",
        success="#7fb685",
        warning="#e0b050",
        error="#e07a6a",
        foreground="#d8dadd",
        background="#15181c",
        surface="#1b1f24",
        panel="#262b32",
    ),
    Theme(
        name="rewatch-light",
        primary="#1f5f99",
        secondary="#7a5c00",
        accent="#7a4e00",
        success="#2b6a33",
        warning="#7a4e00",
        error="#a3271b",
        foreground="#1c1f23",
        background="#fbfaf7",
        surface="#f1efe9",
        panel="#e3e0d8",
        dark=False,
    ),
    Theme(
        name="rewatch-contrast",
        primary="#5fd7ff",
        secondary="#ffd75f",
        accent="#ffff00",
        success="#5fff87",
        warning="#ffd75f",
        error="#ffb3b3",
        foreground="#ffffff",
        background="#000000",
        surface="#000000",
        panel="#1c1c1c",
    ),
)


def names() -> list[str]:
    """Every theme there is: our own first, then the terminal's colours, then the toolkit's."""
    own = [theme.name for theme in OWN]
    ansi = [name for name in BUILTIN_THEMES if name.startswith("ansi")]
    return [*own, *ansi, *sorted(set(BUILTIN_THEMES) - set(ansi))]
