"""The parts of the evidence form: a line that reads what is typed into it, and a new source."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, get_args

from rewatch.domain.company import SourceType
from rewatch.tui.evidence_fields import values_of
from rewatch.tui.evidence_hints import CHECKED
from rewatch.tui.reading import Checked, Dates, Lookup, Words
from rewatch.tui.screens.dialogs import Asked, Form
from rewatch.tui.widgets.fields import FormLine

if TYPE_CHECKING:
    from rewatch.tui.evidence_fields import FormField
    from rewatch.tui.reading import Reader
    from rewatch.workspace import Workspace

_SOURCE = ("type", "title", "publisher", "url", "date")
_TYPES = get_args(SourceType)


class EvidenceField(FormLine):
    """One line of the form."""

    def __init__(
        self, field: FormField, value: str, today: date, reader: Reader | None = None
    ) -> None:
        super().__init__(value, id=f"field-{field.key}", anew=field.anew, read=reader)
        self.field, self._today = field, today

    def written_out(self) -> str:
        """What stands there as files hold it.

        Raises:
            UsageError: it can be none of what the line takes, or more than one.
        """
        return self.field.read(self.value, self._today, self._read)

    def told(self) -> tuple[str, bool]:
        """What may be typed, and whether what stands there can be used still."""
        return self.field.told(self.value, self._today, self._read)

    def completed(self) -> str:
        """As of every line of a form."""
        return self.field.completed(self.value, self._today, self._read)


def reader_of(workspace: Workspace, kind: str, field: FormField, before: str = "") -> Reader | None:
    """How a line is read whose words stand in none of the records' models; None for the others.

    Args:
        workspace: what it is held against.
        kind: of the record.
        field: the line.
        before: what a record that is corrected has there, which is not looked at again.
    """
    if field.key == "country":
        return Lookup(workspace.country, field.unit)
    if field.key == "currency":
        return Lookup(workspace.currency, field.unit)
    if field.key not in CHECKED:
        return None

    def check(text: str) -> str:
        if text.strip() == before:
            return ""
        return workspace.check_field(kind, field.key, values_of(kind, {field.key: text})[field.key])

    return Checked(check, field.unit, parts=field.key == "oxides")


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
        "date": "2026, 2026-09 or 2026-09-30; empty if undated",
    }
    needed = {
        "type": f"a source needs a type: one of {', '.join(_TYPES)}",
        "title": "a source needs a title: of the paper, page or announcement",
    }
    readers: dict[str, Reader] = {"type": Words(_TYPES), "date": Dates(today, hints["date"])}
    fields = [
        Asked(
            key.capitalize(),
            before.get(key, ""),
            hints[key],
            read=readers.get(key),
            needed=needed.get(key, ""),
        )
        for key in _SOURCE
    ]
    return Form("A new source", fields, "next, then takes it", _new_source, then)


def _new_source(said: Sequence[str]) -> dict[str, str]:
    """A source as it was typed."""
    return {key: value for key, value in zip(_SOURCE, said, strict=True) if value}
