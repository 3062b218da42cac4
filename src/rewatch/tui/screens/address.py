"""An address to be copied by hand, in a terminal that takes no copies from programs."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from rewatch.tui.screens.base import OurDialog
from rewatch.tui.text import plain
from rewatch.tui.widgets.bars import Hints
from rewatch.tui.widgets.lines import Page
from rewatch.tui.widgets.paint import PLAIN, STRONG, Piece, paragraph

_SAID = "This terminal takes no copies from programs. The whole address, to be copied by hand:"


class AddressScreen(OurDialog[None]):
    """The whole address, folded to the width there is; it stays until it is left.

    Args:
        address: of a source.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,space,q", "give_up", "Back", show=False)
    ]

    def __init__(self, address: str) -> None:
        super().__init__()
        self._address = address

    def compose(self) -> ComposeResult:
        """What is the matter, and the address."""
        with Vertical(classes="dialog wide") as box:
            box.border_title = plain("Copy by hand")
            yield Page(id="choices")
        yield Hints(("Esc", "back", "give_up"), classes="dialog-keys")

    def _lines(self, width: int) -> list[list[Piece]]:
        said = paragraph(_SAID, width, PLAIN)
        return [*said, [], *paragraph(self._address, width, STRONG)]

    def on_mount(self) -> None:
        """As high as it needs to be; the arrows scroll where that is too much."""
        page = self.query_one(Page)
        wide = min(90, self.app.size.width - 8)
        page.styles.height = min(len(self._lines(wide)) + 1, max(3, self.app.size.height - 5))
        page.show(self._lines)
        page.focus()

    def action_give_up(self) -> None:
        """Back to where it was asked."""
        self.done()
