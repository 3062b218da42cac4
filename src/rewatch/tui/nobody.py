"""What is said where a list has no company: that it has none, and the keys that mend it.

Read from the registry, so that the keys are those the user has; knows no widget.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rewatch.domain.lists import ALL_LISTS
from rewatch.tui.command import NeedsCompany
from rewatch.tui.commands import BY_ID
from rewatch.tui.keys import key_of

if TYPE_CHECKING:
    from rewatch.tui.session import Answer

NO_FILTER = "Type a filter first: {filter} opens the line."


def nobody(answer: Answer | None, *, away: bool = False) -> str:
    """That the open list is empty and which key adds a company; "" where it is not.

    Args:
        answer: the open list; None before there is one.
        away: it is said on another screen than the list's own, where that key does something else.
    """
    if answer is None or not answer.slug or answer.picture.rows:
        return ""
    where = f"{key_of('back')} goes back, where " if away else ""
    add = key_of("add_company")
    if answer.faults:  # nobody may take a list whose files cannot be read for an empty one
        missing = "rewatch check names the files that were left out"
        return f"No company of this list can be shown: {missing}; {where}{add} adds one"
    if answer.slug == ALL_LISTS:  # a view, which nothing can be added to
        return f"Every list is empty: {where}{key_of('watchlists')} opens one and {add} adds to it"
    return f"This list is empty: {where}{add} adds a company"


def refused(command: str, answer: Answer | None, *, filtered: bool, away: bool) -> str:
    """Why a command that acts on a company cannot be used; "" where nobody need be told.

    Args:
        command: its id.
        answer: the open list.
        filtered: a filter leaves none of its companies.
        away: as in `nobody`.
    """
    asked = BY_ID.get(command)
    if asked is None or not (issubclass(asked, NeedsCompany) or command in ("compare", "choose")):
        return ""
    if filtered and answer is not None and answer.picture.rows:
        return f"The filter leaves no company; {key_of('clear_filter')} clears it."
    said = nobody(answer, away=away)
    return f"{said}." if said else ""
