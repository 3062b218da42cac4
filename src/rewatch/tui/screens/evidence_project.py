"""The project of the evidence form: one of the company's, none, or one it does not have yet."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, get_args

from rewatch.domain.company import Feedstock
from rewatch.domain.elements import Step
from rewatch.domain.errors import UsageError
from rewatch.tui.reading import Lookup, Words
from rewatch.tui.screens.dialogs import Asked, Form
from rewatch.tui.screens.evidence_lines import EvidenceField

if TYPE_CHECKING:
    from rewatch.domain.company import Company, Project
    from rewatch.tui.evidence_fields import FormField
    from rewatch.tui.reading import Reader

_NEW = re.compile(r"(?:\+|new(?:\s+project\b)?(?=\s|\Z))\s*(.*)\Z", re.IGNORECASE)
_NONE = ("-", "u", "?", "unknown")
_FEEDSTOCKS = get_args(Feedstock)
_STEPS = tuple(step for step in get_args(Step) if step != "none")
_KEYS = ("name", "country", "ownership_pct", "feedstock", "product")


class ProjectField(EvidenceField):
    """The line in which the project stands: its id, or the name of a new one.

    Args:
        company: whose projects.
        new: fields of a new project, None where there is none yet.
        common: as of every line of the form.
    """

    def __init__(
        self,
        field: FormField,
        value: str,
        today: date,
        company: Company,
        new: Mapping[str, str] | None,
    ) -> None:
        super().__init__(field, value, today)
        self._company, self.new = company, new

    def _fitting(self, text: str) -> list[str]:
        """Ids of the projects that are called so, else of those whose id or name begins so."""
        wanted = " ".join(text.casefold().split())
        called = {item.id: (item.id, item.name.casefold()) for item in self._company.projects}
        very = [key for key, names in called.items() if wanted in names]
        return very or [
            key
            for key, names in called.items()
            if any(name.startswith(wanted) or f" {wanted}" in name for name in names)
        ]

    @property
    def _is_new(self) -> bool:
        return self.new is not None and self.value.strip() == self.new["name"]

    def written_out(self) -> str:
        """The id of a project, the name of the new one, `-` for none."""
        text = self.value.strip()
        if not text or text in _NONE or self._is_new:
            return text
        found = self._fitting(text)
        if not found:
            raise UsageError(
                f"{self._company.name} has no such project; Enter on it makes it a new one"
            )
        if len(found) > 1:
            raise UsageError(f"{text} may be {' or '.join(found)}")
        return found[0]

    def told(self) -> tuple[str, bool]:
        """The projects there are, and how a new one is said."""
        text = self.value.strip()
        if self._is_new:
            return "a new project, saved with the record", True
        if text and text not in _NONE and not _NEW.match(text):
            found = self._fitting(text)
            return (", ".join(found), True) if found else (self.wrong, False)
        lead = self._company.lead
        known = [f"{item.id}{' (lead)' if item is lead else ''}" for item in self._company.projects]
        empty = "; empty: the lead project" if lead else ""
        return f"{', '.join([*known, '- none', '+ a new project'])}{empty}", True

    async def action_leave(self) -> None:
        """Goes on from a new project too: what is typed ahead is for the next line, not for a form.

        It is told below until Enter here, or saving, asks for the rest of it.
        """
        if self.wants is None:
            await super().action_leave()
        else:
            self.screen.focus_next()

    @property
    def wants(self) -> str | None:
        """What a new project shall be called, empty where that is not said; None for no new one."""
        text = self.value.strip()
        if not text or text in _NONE or self._is_new or self._fitting(text):
            return None
        said = _NEW.match(text)
        return said[1] if said else text


def project_form(
    name: str,
    country: Callable[[str], str],
    check: Callable[[Mapping[str, str]], Project],
    then: Callable[[dict[str, str]], object],
) -> Form:
    """Asks for the fields of a new project.

    Args:
        name: what it is called, as far as that was said.
        country: answers the code of one.
        check: refuses what cannot be used.
        then: gets the fields that were filled in.
    """
    hints = {
        "country": "AU, or its name",
        "ownership_pct": "% that is the company's; may be empty, as all below",
        "feedstock": ", ".join(_FEEDSTOCKS),
        "product": f"what it sells, from {_STEPS[0]} to {_STEPS[-1]}",
    }
    needed = {
        "name": "a project needs a name",
        "country": "a project needs the country it is in, as AU or Australia",
    }
    readers: dict[str, Reader] = {
        "country": Lookup(country, hints["country"]),
        "feedstock": Words(_FEEDSTOCKS),
        "product": Words(_STEPS),
    }
    fields = [
        Asked(
            "Share" if key == "ownership_pct" else key.capitalize(),
            name if key == "name" else "",
            hints.get(key, ""),
            anew=key != "name",
            read=readers.get(key),
            needed=needed.get(key, ""),
        )
        for key in _KEYS
    ]

    def job(said: Sequence[str]) -> dict[str, str]:
        given = {key: text for key, text in zip(_KEYS, said, strict=True) if text}
        given["name"] = check(given).name
        return given

    return Form("A new project", fields, "next, then takes it", job, then)
