"""A mouse at a real terminal, where the toolkit finds out itself what lies under it.

Under the pilot of tests/tui every click beside a widget is told as one on the screen, so there no
click within a dialog can be told from one beside it.
"""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.terminal.emulator import Emulator
from tests.terminal.terminal import Terminal

REWATCH = [str(Path(sys.executable).with_name("rewatch")), "sample"]
ROWS = 30


def over_the_list(title: str) -> Callable[[Emulator], bool]:
    """Whether a dialog stands over the list again, and nothing over it."""
    return lambda screen: (
        "Help" not in screen.lines[0] and any(title in line for line in screen.lines)
    )


@pytest.mark.parametrize(
    ("key", "title"),
    [
        pytest.param("d", "y take it off", id="question"),
        pytest.param("o", "Sort by", id="sort"),
        pytest.param("x", "Export the scorecard", id="chooser"),
    ],
)
def test_a_click_in_a_dialog_leaves_it_open_and_one_beside_it_closes_it(
    environment: Mapping[str, str], key: str, title: str
) -> None:
    with Terminal(REWATCH, columns=100, rows=ROWS, environment=environment) as terminal:
        terminal.wait_for("Lynas Rare Earths")
        terminal.press(key)
        terminal.wait_for(title)
        top = next(row for row, line in enumerate(terminal.lines) if "╭─" in line)
        left = terminal.lines[top].index("╭─")
        # Its frame, and the empty cells between frame and text: there a click chooses nothing.
        for column, row in ((left, top), (left + 8, top), (left + 1, top + 1)):
            terminal.click(column, row)
            # What is pressed is answered after the click: the help tells what the click left open.
            terminal.press("?")
            terminal.wait_for("Esc goes back")
            assert "Help: Watchlist" not in terminal.lines[0]
            terminal.press("escape")
            terminal.wait_for(over_the_list(title))
        terminal.click(0, ROWS - 8)
        terminal.wait_gone(title)
        terminal.press("q")
        assert terminal.wait_closed() == 0


def test_the_words_of_the_welcome_are_clicked_and_it_goes(environment: Mapping[str, str]) -> None:
    with Terminal(REWATCH, columns=100, rows=ROWS, environment=environment) as terminal:
        terminal.wait_for("? explains")
        terminal.wait_for("Lynas Rare Earths")
        row = next(row for row, line in enumerate(terminal.lines) if "? explains" in line)
        terminal.click(terminal.lines[row].index("? explains") + 3, row)
        terminal.wait_for("Help: Watchlist")
        terminal.press("escape")
        terminal.wait_for(over_the_list("Lynas Rare Earths"))
        terminal.wait_gone("Welcome")
        terminal.press("q")
        assert terminal.wait_closed() == 0
