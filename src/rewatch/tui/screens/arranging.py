"""How the home lays out its rows: the chosen columns, the order, groups together or apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rewatch.tui import filtering, view
from rewatch.tui.screens.screening import ScreeningScreen
from rewatch.tui.widgets.chosen_columns import available, meanings

if TYPE_CHECKING:
    from rewatch.tui.filtering import Found

TOGETHER = "Both groups: their totals rest on different criteria"


class ArrangingScreen(ScreeningScreen):
    """A screen whose table is laid out as its user wants it."""

    _together = False

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

    def laid_out(self, found: Found) -> list[view.Row | view.Heading]:
        """The table's lines: what a filter found, ordered, under headings."""
        lines = filtering.laid_out(found, self._by)
        return together(lines, self._by) if self._together else lines

    def action_all_lists(self) -> None:
        """The companies of all lists."""
        from rewatch.domain.lists import ALL_LISTS

        self.rewatch.show_list(ALL_LISTS)

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
