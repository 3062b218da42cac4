"""An address to be copied by hand, in a terminal that takes no copies from programs."""

from __future__ import annotations

from rewatch.tui.screens.choosing import ToldScreen
from rewatch.tui.widgets.paint import PLAIN, STRONG, Piece, paragraph

_SAID = "This terminal takes no copies from programs. The whole address, to be copied by hand:"


class AddressScreen(ToldScreen):
    """The whole address, folded to the width there is; it stays until it is left.

    Args:
        address: of a source.
    """

    def __init__(self, address: str) -> None:
        super().__init__("Copy by hand", self._lines)
        self._address = address

    def _lines(self, width: int) -> list[list[Piece]]:
        said = paragraph(_SAID, width, PLAIN)
        return [*said, [], *paragraph(self._address, width, STRONG)]
