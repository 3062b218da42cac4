"""How the home lays out its rows: the chosen columns, the order, groups together or apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.geometry import Size

from rewatch.tui import filtering, view
from rewatch.tui.configured import column_mistakes
from rewatch.tui.keys import key_of
from rewatch.tui.preferences import keep_groups, keep_pane, keep_sort, slips
from rewatch.tui.screens.screening import ScreeningScreen
from rewatch.tui.widgets.chosen_columns import available, meanings
from rewatch.tui.widgets.columns import arrow, given_up
from rewatch.tui.widgets.lines import Page
from rewatch.tui.widgets.paint import DIM, Piece
from rewatch.tui.widgets.table import TableHead

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.events import MouseDown, Resize

    from rewatch.tui.filtering import Found

WIDE = 110  # columns from which the pane stands beside the table
HIGH = 20  # lines from which it can stand below
USUAL = "beside"
_MERGED = "together"
# Whether the pane is shown on a wide screen, and on a narrow one.
_SHOWN = {
    "beside": (True, False),
    "below": (False, True),
    "always": (True, True),
    "never": (False, False),
}
TOGETHER = "Both groups: their totals rest on different criteria"


class ArrangingScreen(ScreeningScreen):
    """A screen whose table is laid out as its user wants it."""

    _together = False
    _welcome = False
    _fitted = (0, False)  # cells across and room below it was last laid out for
    _pane_where = USUAL
    _by: view.By = ()
    _taken_up = False  # the order of last time
    _left = ""  # the list that was open before all of them together

    def on_mount(self) -> None:
        """The columns and the pane that were chosen last time."""
        self._pane_where = self.rewatch.session.settings.pane or USUAL
        wanted = self.rewatch.session.settings.columns
        if wanted is not None:
            self.table.choose_columns(tuple(wanted))

    def take_up_order(self) -> None:
        """The order and the groups as kept, once there is a table whose columns are known."""
        if not self._taken_up and self._answer.slug:
            self._taken_up = True
            settings = self.rewatch.session.settings
            self._by = order_kept(settings.sort or (), self.ways())
            self._together = settings.groups == _MERGED
            if strange := column_mistakes(settings, self._answer.picture.criteria):
                self.rewatch.warn(slips(strange))

    def order_by(self, by: view.By) -> None:
        """Puts the rows into another order, and keeps that for the next start."""
        self._by = by
        keep_sort(
            self.rewatch,
            lambda: tuple(f"-{way.id}" if back else way.id for way, back in self._by),
        )

    def on_mouse_down(self, event: MouseDown) -> None:
        """The welcome goes with the first click too; one on its own words is answered before."""
        if not self.query_one("#status").region.contains(event.screen_x, event.screen_y):
            self._welcomed()

    def on_click(self) -> None:
        """What its words stand for was done."""
        self._welcomed()

    def _welcomed(self) -> None:
        """The welcome is said no longer."""
        if self._welcome:
            self._welcome = False
            self._say_status()

    def show_company(self, keep: bool = False) -> None:
        """The pane follows the cursor; with `keep` it stays scrolled where it is."""
        raise NotImplementedError

    def _say_status(self) -> None:
        raise NotImplementedError

    def on_resize(self, event: Resize) -> None:
        """The pane needs room, and all that is laid out for a width follows it."""
        self._fit(event.size)

    def on_screen_resume(self) -> None:
        """Below a full screen it is not told of another size."""
        if self.stands:
            self._fit(self.app.size)

    def _fit(self, size: Size) -> None:
        needs = (size.width, size.height >= HIGH)  # laid out alike, no other line is moved
        if needs != self._fitted:
            self._fitted = needs
            self.fit_pane(size.width)
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

    def _order_pieces(self) -> list[Piece]:
        """What the table is sorted by, where it is not the ranking's own order."""
        if self._by:
            said = ", then ".join(
                f"{way.title} {arrow(place, back)}" for place, (way, back) in enumerate(self._by)
            )
            return [(f"  by {said}", DIM)]
        if self._found and self._found.by and not self._together:
            return self._by_fields(self._found.by)
        return []

    def _by_fields(self, by: Sequence[tuple[str, bool]]) -> list[Piece]:
        """What a filter sorts by, where the heading cannot mark it."""
        table = self.table
        columns = table.columns(table.line_width)
        if self._found and self._found.fields:
            columns = columns[: given_up(columns)]
        shown = {column.id for column in columns}
        shown |= {f":{field}" for field in (self._found.fields if self._found else ())}
        if {"possible" if key == "bar" else key for key in shown} >= {
            key for key, _ in ordered_by((), by, merged=False)
        }:
            return []
        return [(f"  by {', then '.join(field for field, _ in by)}", DIM)]

    # the pane -------------------------------------------------------------------

    def fit_pane(self, width: int) -> None:
        """The pane beside the table, or below it, where it is wanted; the facets take its place."""
        pane, beside = self.query_one("#pane", Page), width >= WIDE
        room = beside or self.app.size.height >= HIGH
        wanted = room and _SHOWN[self._pane_where][not beside] and not self.facets.display
        self.query_one("#body").set_class(wanted and not beside, "-below")
        pane.styles.width = max(40, min(64, width * 2 // 6)) if beside else "100%"
        if pane.display != wanted:
            pane.display = wanted
            self.call_after_refresh(self.show_company)
        self.fit_facets(width)

    def action_toggle_pane(self) -> None:
        """Shows or hides the pane: beside the table, on a narrow screen below it."""
        size = self.app.size
        beside = size.width >= WIDE
        if not beside and size.height < HIGH:
            needs = f"The pane needs {WIDE} columns or {HIGH} lines"
            self.rewatch.say(f"{needs}; {key_of('choose')} opens the company instead.")
            return
        shown = list(_SHOWN[self._pane_where])
        shown[not beside] = not shown[not beside]
        self._pane_where = next(key for key, both in _SHOWN.items() if list(both) == shown)
        self.fit_pane(size.width)
        self._say_status()
        keep_pane(self.rewatch, lambda: self._pane_where if self._pane_where != USUAL else None)

    # order and columns ----------------------------------------------------------

    def action_sort(self) -> None:
        """Asks for the column's letter."""
        from rewatch.tui.screens.sorting import SortChooser

        def chosen(answer: tuple[str, bool] | None) -> None:
            if answer is not None:
                self._sort_by(*answer)

        fields = self._found.fields if self._found else ()
        ways = [*self.ways().values(), *map(view.by_field, fields)]
        self.rewatch.open_screen(SortChooser(ways, self._by), chosen)

    @on(TableHead.Clicked)
    def _head_clicked(self, event: TableHead.Clicked) -> None:
        column = {"bar": "possible", "mark": "rank"}.get(event.column, event.column)
        self._welcome = False  # it stands where the order is told
        self._sort_by(column)

    def _sort_by(self, column: str, second: bool = False) -> None:
        ways = self.ways()
        if column.startswith(":"):
            self._sort_by_field(column[1:])
        elif column in ways:
            by = view.turned(self._by or ((ways["rank"], False),), ways[column], second)
            self.order_by(() if [(way.id, back) for way, back in by] == [("rank", False)] else by)
            self.show_rows()

    def _sort_by_field(self, field: str) -> None:
        """What only a filter shows it sorts by too: its line says so, the greatest first."""
        by = self._found.by[:1] if self._found else ()
        if self._by:
            self.order_by(())
        self.bar.write(filtering.sorted_by(self.bar.text, field, by != ((field, True),)))

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
        """Both groups under one heading, or apart again; kept for the next start."""
        self._together = not self._together
        self.show_rows()
        keep_groups(self.rewatch, lambda: _MERGED if self._together else None)

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


def order_kept(columns: Sequence[str], ways: Mapping[str, view.Sorting]) -> view.By:
    """An order as it was kept: without what comes after a column that there no longer is.

    Args:
        columns: ids, with - before one that is turned round.
        ways: what the table can be sorted by, by id.
    """
    found: list[tuple[view.Sorting, bool]] = []
    for column in columns[:2]:
        way = ways.get(column.removeprefix("-"))
        if way is None or way in (other for other, _ in found):
            break
        found.append((way, column.startswith("-")))
    return tuple(found)


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
