"""Looking at the open list as of an earlier day: asks for the day, goes there and back to today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from rewatch.domain.errors import UsageError
from rewatch.tui.reading import Dates
from rewatch.tui.sure_tasks import places_told

if TYPE_CHECKING:
    from rewatch.tui.app import RewatchApp

_ABOUT = "as 2026-03-01, or yesterday"


@dataclass(frozen=True, slots=True)
class PastDay:
    """Reads a day that is not still to come.

    Attributes:
        today: the day it is.
    """

    today: date

    def read(self, text: str) -> str:
        """As every reader.

        Raises:
            UsageError: it is no day, or one of which nothing is known yet.
        """
        found = self._days().read(text)
        if found and date.fromisoformat(found) > self.today:
            raise UsageError(
                f"{found} is still to come; write today, {self.today}, or a day before"
            )
        return found

    def told(self, text: str) -> tuple[str, bool]:
        """As every reader; what could become a day is no mistake yet."""
        said, usable = self._days().told(text)
        if usable and self._is_day(text):
            try:
                self.read(text)
            except UsageError as error:
                return str(error), False
        return said, usable

    def _days(self) -> Dates:
        return Dates(self.today, _ABOUT, day=True)

    def _is_day(self, text: str) -> bool:
        try:
            return bool(self._days().read(text))
        except UsageError:
            return False


def choose_day(app: RewatchApp) -> None:
    """Asks for the day that everything is seen as of until Esc goes back."""

    def opened() -> None:
        from rewatch.tui.screens.dialogs import Asked, Form

        session = app.session
        title = f"Another day than {session.as_of}" if session.as_of else "As of a day"
        field = Asked(
            "Day", "", "as 2026-03-01; empty: today", read=PastDay(session.workspace.today)
        )

        def answered(said: list[str] | None) -> None:
            if said is not None:
                go_to(app, date.fromisoformat(said[0]) if said[0] else None)

        app.open_screen(Form(title, [field], "shows what was known"), answered)

    app.when_scored(opened)


def go_to(app: RewatchApp, day: date | None) -> None:
    """Shows the open list as of a day, None for today, and says whose place is another."""
    before = app.scored.ranking
    if app.session.look_back(day):
        gone = app.session.as_of
        how = f"As of {gone}" if gone else "As of today"
        app.show_list(say=partial(places_told, before, how))
