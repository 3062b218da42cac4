"""The tour of four steps: what to do stands above the footer, and doing it leads to the next.

Every key works as always meanwhile, so the tour is in nobody's way; F7 starts it and ends it, and
so does Esc on the list where that has nothing else to close. Pure: it is told where the user is and
says what to show.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rewatch.tui.keys import key_of, keyed, shown_key


@dataclass(frozen=True, slots=True)
class Here:
    """Where the user is.

    Attributes:
        place: of the screen.
        filter: what stands in the filter line of the list.
        tab: of the company screen, "" elsewhere.
    """

    place: str
    filter: str = ""
    tab: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what to do, from the keys as they are now, and when it is done."""

    text: str
    done: Callable[[Here], bool]


STEPS: tuple[Step, ...] = (
    Step(
        "{filter} and a few letters of a company's name",
        lambda here: bool(here.filter),
    ),
    Step(
        "{choose} opens it; among several, to the table first",
        lambda here: here.place == "company",
    ),
    Step(
        "{next_tab} shows the evidence behind the score",
        lambda here: here.place == "company" and here.tab == "evidence",
    ),
    Step(
        "{back} goes back; {help} lists all keys",
        lambda here: here.place in ("watchlist", "help"),
    ),
)
# The screens that the steps lead over: elsewhere the footer says what can be done there.
PLACES = ("watchlist", "company", "help")
DONE = (
    "That was the tour: find, open, see why, go back. {write_note} writes a note, "
    "{compare} compares, {export_card} exports."
)


def ending(here: Here) -> str:
    """The nearest key that ends the tour where the user is."""
    closes_nothing = here.place == "watchlist" and not here.filter
    return shown_key("escape") if closes_nothing else key_of("tour")


class Tour:
    """One walk through the steps."""

    def __init__(self) -> None:
        self._number = 0

    @property
    def over(self) -> bool:
        """Whether all steps are done."""
        return self._number >= len(STEPS)

    @property
    def text(self) -> str:
        """What to do now."""
        if self.over:
            return ""
        return f"Tour {self._number + 1} of {len(STEPS)}: {keyed(STEPS[self._number].text)}"

    def look(self, here: Here) -> bool:
        """Goes on if the present step is done; says whether it was."""
        if self.over or not STEPS[self._number].done(here):
            return False
        self._number += 1
        return True
