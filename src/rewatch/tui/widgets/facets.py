"""The facets: how many companies share a country, step, stage, grade or tag; writes the same line.

A field's counts leave its own values aside, so that a second one can be asked for beside the first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.message import Message

from rewatch.tui.keymap import bindings_of
from rewatch.tui.text import cut, fitted
from rewatch.tui.widgets.lines import Line, Page
from rewatch.tui.widgets.paint import ACCENT, DIM, HEAD, PLAIN, Piece, paragraph

if TYPE_CHECKING:
    from rewatch.screening.facets import Facet
    from rewatch.screening.table import Table

_GAP = "\x1f"  # between field and value in a line's key: stands in neither


def counted(table: Table, text: str) -> list[Facet]:
    """The facets of a line.

    Raises:
        FilterError: the line cannot be read.
    """
    from rewatch.screening import facets, screen, toggled

    found: list[Facet] = []
    for facet in facets(table, None, text):
        chosen = [item.value for item in facet.values if item.chosen]
        others = text
        for value in chosen:
            others = toggled(others, facet.field, value, table.registry)
        rows = screen(others, table).match
        found += facets(table, rows, text, [facet.field])
    return found


def written(table: Table, text: str, key: str) -> str:
    """The line after a facet's value was chosen, or chosen no more.

    Raises:
        FilterError: the line cannot be read.
    """
    from rewatch.screening import toggled

    field, _, value = key.partition(_GAP)
    return toggled(text, field, value, table.registry)


class FacetList(Page):
    """The facets as a list; Enter, Space or a click chooses a value."""

    place: ClassVar[str] = "facets"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("facets")

    class Closed(Message):
        """The user wants them gone."""

    def on_mount(self) -> None:
        """A click on a value does what Enter does."""
        self.choose_by_click()

    def action_close_facets(self) -> None:
        """Away with them."""
        self.post_message(self.Closed())

    def tell(self, found: list[Facet], nobody: str = "") -> None:
        """Shows facets; the cursor stays on its value.

        Args:
            found: the facets.
            nobody: said in their place: that there is no company to count.
        """
        self.show(
            lambda width: paragraph(nobody, width) if nobody else _lines(found, width), keep=True
        )

    def action_toggle_facet(self) -> None:
        """Chooses the value under the cursor, or chooses it no more."""
        self.action_choose()


def _lines(found: list[Facet], width: int) -> list[Line | list[Piece]]:
    lines: list[Line | list[Piece]] = []
    for facet in found:
        lines.append([(facet.field, HEAD)])
        lines += [
            Line(
                (
                    ("● " if item.chosen else "  ", ACCENT),
                    (fitted(item.value, max(4, width - 7)), ACCENT if item.chosen else PLAIN),
                    (fitted(item.count, 4, right=True), DIM),
                ),
                f"{facet.field}{_GAP}{item.value}",
            )
            for item in facet.values
        ]
        if facet.not_known:
            lines.append([(cut(f"  not known {facet.not_known}", width), DIM)])
        lines.append([])
    return lines
