"""What the home does with filters: answers them as they are typed, facets, screens, flags."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from textual import on
from textual.widgets import Input

from rewatch.domain.errors import FilterError
from rewatch.tui import filtering, view
from rewatch.tui.filtering import Found
from rewatch.tui.nobody import nobody
from rewatch.tui.screens.keeping import KeepingScreen
from rewatch.tui.widgets.facets import FacetList, counted, written
from rewatch.tui.widgets.filterbar import FilterBar
from rewatch.tui.widgets.lines import Lines, Page
from rewatch.tui.widgets.table import RankingTable

if TYPE_CHECKING:
    from rewatch.tui.session import Answer

_FACETS_WIDE = 28
_BETWEEN = re.compile(r"[\s()?]")


class ScreeningScreen(KeepingScreen):
    """A screen with a table, a filter bar above it and facets beside it."""

    _answer: Answer
    _by: view.By
    _found: Found | None = None
    _typed_at: str | None = None  # the company under the cursor when the filter's line was opened

    @property
    def table(self) -> RankingTable:
        """The table."""
        return self.query_one(RankingTable)

    @property
    def bar(self) -> FilterBar:
        """The filter bar."""
        return self.query_one(FilterBar)

    @property
    def facets(self) -> FacetList:
        """The facets."""
        return self.query_one(FacetList)

    def show_rows(self) -> None:
        """Filters, sorts and shows the rows."""
        raise NotImplementedError

    def found(self) -> Found:
        """What the line answers now; while it cannot be read, what the one before answered."""
        picture, table = self._answer.picture, self.rewatch.session.table
        text = self.bar.text
        self._found = filtering.find(picture.rows, text, table, self._found)
        self.bar.say(self._found.error, self._found.reads, only_one=self.only_one is not None)
        if self.facets.display:
            self._count_facets()
        return self._found

    def forget_found(self) -> None:
        """Another list is shown: what was found in the one before does not stay."""
        self._found = None

    # the line -----------------------------------------------------------------

    def action_filter(self) -> None:
        """Shows the filter line."""
        self._typed_at = self.table.row.id if self.table.row else None
        self.bar.open(True)
        self.bar.line.focus()

    @on(Input.Changed, "#filter")
    def _filter_changed(self) -> None:
        """Completions and rows together, so that the screen is arranged once a key."""
        if self.bar.completing:
            self._complete(asked=False)
        else:
            self.bar.offer(())
        self.show_rows()
        self._stay()

    def _stay(self) -> None:
        """The cursor is where it was when typing began, or on the first match.

        What is half typed finds others, and the cursor would be left where those stood.
        """
        found = self._found
        if found is None or not self.bar.line.has_focus:
            return
        matches = {row.id for row in found.rows} or set(self.table.ids())
        stays = self._typed_at if self._typed_at in matches else None
        first = next((key for key in self.table.ids() if key in matches), None)
        if (wanted := stays or first) is not None and self.table.row is not None:
            self.table.select(wanted)

    @on(FilterBar.Completing)
    def _completions_asked(self) -> None:
        self._complete(asked=True)

    def _complete(self, *, asked: bool) -> None:
        table, line = self.rewatch.session.table, self.bar.text
        cursor = self.bar.line.cursor_position
        # What is typed of a word; after a blank or a bracket nothing is, and nothing is offered.
        token = _BETWEEN.split(line[:cursor])[-1].lstrip("-")
        if table is None or not (token or asked):
            self.bar.offer(())
            return
        from rewatch.screening import complete

        found = complete(line, cursor, table)
        # What is typed in full already needs no list below it.
        done = len(found) == 1 and line[found[0].start : cursor] == found[0].text
        self.bar.offer(() if done else found)

    @on(FilterBar.Left)
    def to_table(self, event: FilterBar.Left) -> None:
        """From the filter line to the table; an empty line goes away, an only one found opens."""
        self.bar.offer(())
        self.bar.open(bool(self.bar.text))
        self.table.focus()
        if event.entered and self.only_one is not None:
            self.table.select(self.only_one)
            self.rewatch.open_company(self.only_one, self.table.ids())

    @property
    def only_one(self) -> str | None:
        """The only company a line finds; None where it asks for fields to be read beside it."""
        found = self._found
        if not self.bar.text.strip() or found is None or found.error is not None or found.unknown:
            return None
        return found.rows[0].id if len(found.rows) == 1 and not found.rows[0].shown else None

    def drop_filter(self) -> bool:
        """Empties the line; False where there was nothing to empty."""
        bar = self.bar
        if not (bar.text or bar.line.has_focus):
            return False
        bar.offer(())
        bar.write("")
        self.table.focus()
        bar.open(False)
        return True

    # facets -------------------------------------------------------------------

    def fit_facets(self, width: int) -> None:
        """The facets take a third of a screen at most."""
        self.facets.styles.width = min(_FACETS_WIDE, width // 3)

    def action_facets(self) -> None:
        """Shows the facets, or hides them."""
        shown = not self.facets.display
        self.facets.display = shown
        self.query_one("#pane", Page).display = False
        if shown:
            self.fit_facets(self.size.width)
            self._count_facets()
            self.facets.focus()
        else:
            self.table.focus()
        self.fit_pane(self.size.width)

    def fit_pane(self, width: int) -> None:
        """The pane where there is room for it."""
        raise NotImplementedError

    def _count_facets(self) -> None:
        table = self.rewatch.session.table
        if table is None:
            self.rewatch.say("The filters are being made ready …")
            return
        text = "" if filtering.is_words(self.bar.text) else self.bar.text
        try:
            self.facets.tell(counted(table, text), nobody(self._answer))
        except FilterError:
            return  # the bar says what is wrong with the line; the counts before it stay

    @on(Lines.Chosen, "#facets")
    def _facet_chosen(self) -> None:
        table, key = self.rewatch.session.table, self.facets.key
        if table is None or key is None:
            return
        try:
            self.bar.write(written(table, self.bar.text, key))
        except FilterError as error:
            self.rewatch.warn(f"The line cannot be read, so no value can be added: {error}")

    @on(FacetList.Closed)
    def _close_facets(self) -> None:
        self.action_facets()

    # screens and flags --------------------------------------------------------

    def action_screens(self) -> None:
        """Chooses one of the saved screens."""
        from rewatch.tui.screens.saved import SavedScreens

        def chosen(text: str | None) -> None:
            if text is not None:
                self.bar.write(text)
                self.table.focus()

        self.rewatch.when_screened(lambda: self.rewatch.open_screen(SavedScreens(), chosen))

    def action_save_screen(self) -> None:
        """Saves the line under a name."""
        from rewatch.tui.screens.saved import ask_and_save

        ask_and_save(self.rewatch, self.bar.text)

    def action_flags(self) -> None:
        """The flags of the selected company, with their reasons."""
        if self.company_id is not None:
            self.rewatch.show_flags(self.company_id)
