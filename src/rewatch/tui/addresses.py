"""The address of a source: opened in a browser, never in the terminal's own place; copied."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rewatch.tui.keys import shown_keys
from rewatch.tui.text import both_ends, visible

if TYPE_CHECKING:
    from rewatch.tui.foundation import Foundation

_SCHEMES = ("http", "https")


# Terminals that are known to pass over what programs hand to the clipboard, by TERM: the console of
# Linux has none. Of others nobody can tell: most take it, some only where their user allows it.
_NO_CLIPBOARD = ("linux",)
_COPIED = "Copied, if your terminal lets programs copy: "
_BESIDE = 4  # cells of a toast beside its words


def copy_address(app: Foundation, address: str) -> None:
    """Hands an address to the terminal's clipboard; where it has none, shows it to be copied."""
    if os.environ.get("TERM") in _NO_CLIPBOARD and not app.is_web:
        from rewatch.tui.screens.address import AddressScreen

        app.open_screen(AddressScreen(address))
        return
    app.copy_to_clipboard(address)
    # It was copied whole: what is said of it need not cover more than two rows.
    room = max(20, app.size.width * 96 // 100 - _BESIDE)
    app.say(f"{_COPIED}{both_ends(address, room)}")


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
