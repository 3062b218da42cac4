"""The parts of the evidence form: a line that reads what is typed into it, and a new source."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, ClassVar, get_args

from textual.binding import Binding, BindingType

from rewatch.domain.company import SourceType
from rewatch.domain.errors import UsageError
from rewatch.tui.reading import Dates, Words
from rewatch.tui.screens.dialogs import Asked, Form
from rewatch.tui.widgets.fields import FormLine

if TYPE_CHECKING:
    from rewatch.tui.evidence_fields import FormField
    from rewatch.tui.reading import Reader

_SOURCE = ("type", "title", "publisher", "url", "date")
_TYPES = get_args(SourceType)


class EvidenceField(FormLine):
    """One line of the form."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "leave", "Next", show=False)]

    def __init__(
        self, field: FormField, value: str, today: date, reader: Reader | None = None
    ) -> None:
        super().__init__(value, id=f"field-{field.key}", anew=field.anew)
        self.field, self._today, self._reader = field, today, reader

    def written_out(self) -> str:
        """What stands there as files hold it.

        Raises:
            UsageError: it can be none of what the line takes, or more than one.
        """
        return self.field.read(self.value, self._today, self._reader)

    @property
    def wrong(self) -> str:
        """Why what stands there cannot be used; empty where it can."""
        try:
            self.written_out()
        except UsageError as error:
            return str(error)
        return ""

    def told(self) -> tuple[str, bool]:
        """What may be typed, and whether what stands there can be used still."""
        return self.field.told(self.value, self._today, self._reader)

    def on_blur(self) -> None:
        """What is begun is written out, a date as files hold it."""
        if self.field.choices or self.field.dated or self._reader is not None:
            self.value = self.value if self.wrong else self.written_out()

    async def action_leave(self) -> None:
        """Tab: to the next line, unless this one cannot be used."""
        if self.wrong:
            await self.action_submit()
        else:
            self.screen.focus_next()


def source_form(
    before: Mapping[str, str], today: date, then: Callable[[dict[str, str]], object]
) -> Form:
    """Asks for a new source.

    Args:
        before: what stands in its lines at first.
        today: the day that `today` means.
        then: gets the source.
    """
    hints = {
        "type": " ".join(_TYPES),
        "title": "of the paper, page or announcement",
        "publisher": "may be empty",
        "url": "may be empty",
        "date": "2026, 2026-09 or 2026-09-30",
    }
    readers: dict[str, Reader] = {"type": Words(_TYPES), "date": Dates(today, hints["date"])}
    fields = [
        Asked(key.capitalize(), before.get(key, ""), hints[key], read=readers.get(key))
        for key in _SOURCE
    ]
    return Form("A new source", fields, "next, then takes it", _new_source, then)


def _new_source(said: Sequence[str]) -> dict[str, str]:
    """A source as it was typed.

    Raises:
        UsageError: it has no type or title.
    """
    given = {key: value for key, value in zip(_SOURCE, said, strict=True) if value}
    if "type" not in given:
        raise UsageError(f"a source needs a type: one of {', '.join(_TYPES)}")
    if "title" not in given:
        raise UsageError("a source needs a title: of the paper, page or announcement")
    return given
