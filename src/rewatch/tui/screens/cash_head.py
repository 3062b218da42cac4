"""The lines above the cash grid, which all figures share: day, title of the source, currency."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from rewatch.tui.reading import Dates, Lookup
from rewatch.tui.text import cut
from rewatch.tui.widgets.bars import OneLine
from rewatch.tui.widgets.fields import FormLine
from rewatch.tui.widgets.paint import DIM, WARN

if TYPE_CHECKING:
    from collections.abc import Callable

    from rewatch.tui.reading import Reader

TITLE = "Quarterly cash report"
NOTHING = {"as of": "", "source": TITLE, "currency": ""}  # what stands there at first
_ABOUT = {
    "as of": "the day the figures speak of, as 2026-09-30",
    "source": "title of the reports the figures stand in",
    "currency": "of amounts typed bare, as AUD; else that on record",
}
_CODE = "three letters, as AUD"
_LEFT = 46  # cells of a line that what is said beside it leaves


class CashHead(Vertical):
    """The lines above the grid; what each is taken for, or why it cannot be used, stands beside it.

    Args:
        kept: what stands in them at first, where it is not what usually does.
        today: the day that `today` means.
        currency: answers the code of one.
        hint: says what is wrong whole, below; or what may be typed, where nothing is.
    """

    def __init__(
        self,
        kept: Mapping[str, str],
        today: date,
        currency: Callable[[str], str],
        hint: Callable[[str], None],
    ) -> None:
        super().__init__(id="grid-source")
        self._values, self._hint = {**NOTHING, **kept}, hint
        self._readers: dict[str, Reader] = {
            "as of": Dates(today, _ABOUT["as of"]),
            "currency": Lookup(currency, _CODE),
        }
        self._refused: FormLine | None = None  # told why until something is typed

    def compose(self) -> ComposeResult:
        """Label, line, and room for what is said beside it."""
        for key, about in _ABOUT.items():
            with Horizontal(classes="form-line"):
                yield OneLine([(key, DIM)], classes="form-label")
                yield FormLine(
                    self._values[key],
                    anew=True,
                    read=self._readers.get(key),
                    placeholder=about,
                    id=_id(key),
                )
                yield OneLine(id=f"{_id(key)}-said", classes="form-said")

    @property
    def lines(self) -> dict[str, FormLine]:
        """The lines by their names."""
        return {key: self.query_one(f"#{_id(key)}", FormLine) for key in _ABOUT}

    @property
    def values(self) -> tuple[str, str, str]:
        """Day, title and currency, as files hold them where they can be used."""
        day, title, currency = (
            (line.value if line.wrong else line.written_out()).strip()
            for line in self.lines.values()
        )
        return day, title, currency

    @property
    def wrong(self) -> str | None:
        """The name of the first line that cannot be used; None where all can."""
        return next((key for key, line in self.lines.items() if line.wrong), None)

    def refuse(self, line: FormLine) -> None:
        """Goes to a line that cannot be used and says why, until it is typed into."""
        self._refused = line
        line.focus()
        self.tell()

    def on_input_changed(self) -> None:
        """What is typed on is no longer refused."""
        self._refused = None

    def tell(self) -> bool:
        """Says of each line what it is taken for while it is typed into, else what is wrong.

        Returns:
            whether one cannot be used.
        """
        found = []
        for key, line in self.lines.items():
            text, usable = line.said() if line.has_focus and line.value.strip() else ("", True)
            told = line is self._refused or not (line.has_focus and usable)
            if (wrong := line.wrong) and told:
                text, usable = wrong, False
                found.append(f"{key}: {wrong}")
            room = max(0, self.screen.size.width - _LEFT)
            beside = self.query_one(f"#{_id(key)}-said", OneLine)
            beside.set([(f"  {cut(text, room)}", DIM if usable else WARN)] if text else ())
        if self.wrong is not None:
            self._hint(found[0] if found else "")
        return self.wrong is not None


def _id(key: str) -> str:
    return f"cash-{key.replace(' ', '-')}"
