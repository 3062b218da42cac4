"""What is wrong with lines of the language that stand in files, in words for `rewatch check`.

Reading files is somebody else's; a judge is handed text, and says what is wrong or nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError

from rewatch.domain.errors import FilterError
from rewatch.domain.rubric import Rubric
from rewatch.screening.fields import Registry
from rewatch.screening.flags import flag_faults
from rewatch.screening.language import parse
from rewatch.screening.registry import registry_of
from rewatch.screening.thesis import parse_assertion


class Judge:
    """Judges lines under one method file.

    Args:
        registry: the fields there are.
    """

    def __init__(self, registry: Registry) -> None:
        self.registry = registry

    def filter(self, text: str) -> str | None:
        """What is wrong with a filter, None where nothing is."""
        return _wrong(lambda: parse(text, self.registry))

    def assertion(self, text: str) -> str | None:
        """What is wrong with an assertion of a thesis, None where nothing is."""
        return _wrong(lambda: parse_assertion(text, self.registry))

    def flags(self, data: Mapping[str, Any]) -> dict[str, str]:
        """What is wrong with the flags of a method file, by the flag's id.

        Args:
            data: the file as read; its own criteria are the fields its flags may ask for. Where
                it is no sound method file, the flags are read under the standing one.
        """
        try:
            rubric = Rubric.model_validate(data)
        except ValidationError:
            return self._flags_alone(data.get("flags"))
        registry = registry_of(rubric, self.registry.countries)
        return {flag_id: _said(error) for flag_id, error in flag_faults(registry)}

    def _flags_alone(self, flags: Any) -> dict[str, str]:
        found = {}
        for flag in flags if isinstance(flags, list) else ():
            if not isinstance(flag, dict):
                continue
            flag_id, line = flag.get("id"), flag.get("fires_when")
            wrong = self.filter(line) if isinstance(line, str) else None
            if isinstance(flag_id, str) and wrong:
                found[flag_id] = wrong
        return found


def _wrong(read: Callable[[], object]) -> str | None:
    try:
        read()
    except FilterError as error:
        return _said(error)
    return None


def _said(error: FilterError) -> str:
    """The error with the piece of the line it is about, because no caret can stand in a list."""
    piece = error.line[error.at : error.at + error.length].strip()
    place = f" (at {piece[:40]!r})" if piece and piece[:40] not in str(error) else ""
    return f"{error}{place}"
