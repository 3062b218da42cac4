"""Opening the address of a source: in the user's browser, and never in the terminal's own place."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rewatch.tui.keys import shown_keys
from rewatch.tui.text import visible

if TYPE_CHECKING:
    from rewatch.tui.foundation import Foundation

_SCHEMES = ("http", "https")


def open_address(app: Foundation, address: str) -> None:
    """Opens an address; says so, or says why it cannot be and what else to do."""
    from rewatch.tui.commands import BY_ID

    copies = f"{shown_keys(BY_ID['copy_source'])} copies the address"
    try:
        scheme = urlsplit(address).scheme
    except ValueError:  # brackets that make no host
        scheme = ""
    if scheme not in _SCHEMES:
        app.say(f"Not opened, it is no web address: {visible(address)}; {copies}.")
    elif app.is_web:
        app.open_url(address)
    elif not _has_windows():
        app.say(f"No browser can be opened from here; {copies}.")
    else:
        import webbrowser

        def opened(done: bool) -> None:
            app.say(visible(f"Opened {address}") if done else f"No browser was found; {copies}.")

        app.work(lambda: webbrowser.open(address), opened, group="browser")


def _has_windows() -> bool:
    """Whether a browser would have a window; without one it would take the terminal."""
    if sys.platform in ("darwin", "win32"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
