"""The places of the interface and the keys that lead there, for tests that go to all of them."""

from collections.abc import Collection, Iterable

import pytest
from _pytest.mark import ParameterSet

# How each screen is reached from the home.
WAYS: dict[str, tuple[str, ...]] = {
    "home": (),
    "filter": ("slash",),
    "saving a filter": ("slash", "d", "y", "ctrl+s"),
    "removing": ("d",),
    "facets": ("F",),
    "screens": ("S",),
    "company": ("enter",),
    "all evidence": ("enter", "right_square_bracket"),
    "withdrawing": ("enter", "right_square_bracket", "d"),
    "partnerships": ("enter", "right_square_bracket", "right_square_bracket"),
    "timeline": ("enter", *["left_square_bracket"] * 3),
    "notes": ("enter", "left_square_bracket", "left_square_bracket"),
    "score history": ("enter", "left_square_bracket"),
    "flags": ("f",),
    "compare": ("space", "space", "c"),
    "contest": ("space", "down", "space", "c", "r"),
    "why": ("down", "y"),
    "promises": ("P",),
    "weights": ("w",),
    "scenarios": ("s",),
    "inbox": ("i",),
    "history": ("H",),
    "editor": ("n",),
    "fields of a note": ("n", "ctrl+t"),
    "add": ("a",),
    "help": ("question_mark",),
    "columns": ("C",),
    "palette": ("ctrl+p",),
    "export": ("x",),
    "export form": ("x", "enter"),
    "new list": ("N",),
    "evidence": ("e",),
    "evidence form": ("e", "enter"),
    "sources": ("e", "enter", "ctrl+t"),
    "correcting": ("enter", "right_square_bracket", "C"),
    "cash grid": ("dollar_sign",),
    "note search": ("ctrl+g",),
    "missing facts": ("m",),
    "entry": ("t",),
    "manage": ("M",),
    "import": ("M", "i"),
    "order of the list": ("M", "o"),
    "as of": ("D",),
    "prices": ("p",),
    "order": ("w", "o"),
    "questions": ("w", "w"),
    "sort": ("o",),
    "watchlists": ("L",),
    "jump": ("ctrl+o",),
    "legend": ("f3",),
    "shares": ("f4",),
    "theme": ("f2",),
    "tour": ("f7",),
    "all lists": ("0",),
}


def places(all_of: Iterable[str], always: Collection[str]) -> list[ParameterSet]:
    """Places as a test's parameters: some in every run, the others in the slow one."""
    return [
        pytest.param(place, marks=() if place in always else pytest.mark.slow) for place in all_of
    ]
