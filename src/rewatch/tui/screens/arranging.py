"""How the home lays out its rows: the chosen columns, the order, groups together or apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on

from rewatch.tui import filtering, view
from rewatch.tui.screens.screening import ScreeningScreen
from rewatch.tui.widgets.chosen_columns import available, meanings
from rewatch.tui.widgets.paint import DIM, Piece
from rewatch.tui.widgets.table import TableHead

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.events import Resize

    from rewatch.tui.filtering import Found

TOGETHER = "Both groups: their totals rest on different criteria"


class ArrangingScreen(ScreeningScreen):
    """A screen whose table is laid out as its user wants it."""

    _together = False
    _welcome = False
    _fitted = 0  # cells across it was last laid out for
    _left = ""  # the list that was open before all of them together

    def on_mount(self) -> None:
        """The columns that were chosen last time."""
        wanted = self.rewatch.session.settings.columns
        if wanted is None:
            return
        known = [key for key, _ in available(self._answer.picture.criteria)]
        strange = [key for key in wanted if key not in known]
        if strange and known:
            self.rewatch.warn(
                f"{self.rewatch.session.settings.file}: there is no column {strange[0]!r}; "
                f"there are {', '.join(known)}"
            )
        self.table.choose_columns(tuple(wanted))

    def fit_pane(self, width: int) -> None:
        """The pane where there is room for it."""
        raise NotImplementedError

    def _say_status(self) -> None:
        raise NotImplementedError

    def on_resize(self, event: Resize) -> None:
        """The pane needs room, and all that is laid out for a width follows it."""
        self._fit(event.size.width)

    def on_screen_resume(self) -> None:
        """Below a full screen it is not told of another size."""
        if self.stands:
            self._fit(self.app.size.width)

    def _fit(self, width: int) -> None:
        if width != self._fitted:
            self._fitted = width
            self.fit_pane(width)
            self.call_after_refresh(self._fit_lines)

    def _fit_lines(self) -> None:
        """A pane beside can leave the table as wide as it was: nothing else tells it then."""
        self.table.refresh()
        self.query_one(TableHead).refresh()
        self._say_status()

    def laid_out(self, found: Found) -> list[view.Row | view.Heading]:
        """The table's lines: what a filter found, ordered, under headings."""
        lines = filtering.laid_out(found, self._by)
        return together(lines, self._by) if self._together else lines

    def ways(self) -> dict[str, view.Sorting]:
        """All that the table can be sorted by now, by id."""
        found = view.sortings(self._answer.picture.criteria, self.table.standings)
        return {way.id: way for way in found}

    def _by_fields(self, by: Sequence[tuple[str, bool]]) -> list[Piece]:
        """What a filter sorts by, where the heading cannot mark it."""
        table = self.table
        shown = {column.id for column in table.columns(table.line_width)}
        if {"possible" if key == "bar" else key for key in shown} >= {
            key for key, _ in ordered_by((), by, merged=False)
        }:
            return []
        return [(f"  by {', then '.join(field for field, _ in by)}", DIM)]

    def action_sort(self) -> None:
        """Asks for the column's letter."""
        from rewatch.tui.screens.sorting import SortChooser

        def chosen(answer: tuple[str, bool] | None) -> None:
            if answer is not None:
                self._sort_by(*answer)

        self.rewatch.open_screen(SortChooser(list(self.ways().values()), self._by), chosen)

    @on(TableHead.Clicked)
    def _head_clicked(self, event: TableHead.Clicked) -> None:
        column = {"bar": "possible", "mark": "rank"}.get(event.column, event.column)
        self._welcome = False  # it stands where the order is told
        self._sort_by(column)

    def _sort_by(self, column: str, second: bool = False) -> None:
        ways = self.ways()
        if column in ways:
            by = view.turned(self._by or ((ways["rank"], False),), ways[column], second)
            self._by = () if [(way.id, back) for way, back in by] == [("rank", False)] else by
            self.show_rows()

    def action_all_lists(self) -> None:
        """The companies of all lists; the same again goes back to the list before."""
        from rewatch.domain.lists import ALL_LISTS

        if self._answer.slug != ALL_LISTS:
            self._left = self._answer.slug
            self.rewatch.show_list(ALL_LISTS)
        elif self._left:
            self.rewatch.show_list(self._left)
        else:
            self.rewatch.say("These are all lists; 1 to 9 or L open one of them.")

    def action_ungroup(self) -> None:
        """Both groups under one heading, or apart again."""
        self._together = not self._together
        self.show_rows()

    def action_columns(self) -> None:
        """Asks which columns there shall be, shows them and keeps the choice."""
        from rewatch.tui.screens.choosing import ChooseSome

        criteria = self._answer.picture.criteria
        shown = self.table.column_ids()

        def chosen(ids: tuple[str, ...] | None) -> None:
            if ids is None:
                return
            self.table.choose_columns(ids or None)
            self.show_rows()
            self.rewatch.work(
                lambda: self.rewatch.session.workspace.save_setting("columns", ids or None),
                group="settings",
            )

        self.rewatch.open_screen(
            ChooseSome(
                "Columns",
                available(criteria),
                shown,
                "none chosen: as many as fit",
                meanings(criteria),
            ),
            chosen,
        )


# What fields of a filter are called as columns, and whether the greatest comes first there.
_AS_COLUMN = {
    "rank": ("rank", False),
    "name": ("company", False),
    "country": ("country", False),
    "score": ("score", True),
    "possible": ("possible", True),
    "coverage": ("coverage", True),
    "flags": ("flags", True),
}


def ordered_by(
    by: view.By, asked: Sequence[tuple[str, bool]], merged: bool
) -> tuple[tuple[str, bool], ...]:
    """What the rows are in the order of: ids of columns, and whether the other way round.

    Args:
        by: what the user sorted by; it goes before all else.
        asked: the fields a filter sorts by, and whether the greatest comes first; one that is no
            column is given with a colon, which no column has.
        merged: whether the groups stand together.
    """
    if by:
        return tuple((way.id, back) for way, back in by)
    if merged:
        return (("score", False),)
    found = []
    for field, descending in asked:
        column, usually = _AS_COLUMN.get(field, (f":{field}", descending))
        found.append((column, descending != usually))
    return tuple(found) or (("rank", False),)


def together(lines: list[view.Row | view.Heading], by: view.By) -> list[view.Row | view.Heading]:
    """Ranked rows of all groups under one heading, by proven score unless sorted otherwise.

    Headings other than those of the groups stay, each with its rows.
    """
    titles = tuple(f"{title} (" for _, title in view.GROUPS)
    merged: list[view.Row] = []
    rest: list[view.Row | view.Heading] = []
    inside = False
    for line in lines:
        if isinstance(line, view.Heading):
            inside = line.title.startswith(titles)
        if isinstance(line, view.Row) and inside:
            merged.append(line)
        elif not inside:
            rest.append(line)
    if not merged:
        return rest
    merged.sort(key=lambda row: (-row.total[0], -row.total[1], row.name.casefold()))
    merged = view.ordered(merged, by)
    return [view.Heading(f"{TOGETHER} ({len(merged)})"), *merged, *rest]
