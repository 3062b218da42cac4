"""The use cases, one facade for both faces: open, score, look up, keep, export.

Returns domain and scoring objects, raises `domain.errors`; never prints, never paints. What can be
asked stands in `asking`, what is kept in `keeping` and `safekeeping`, what is added in `gathering`,
what is handed out in `publishing`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rewatch.gathering import Effect, Gathering
from rewatch.question import Question
from rewatch.storage import first_picture
from rewatch.storage.paths import find_folders

if TYPE_CHECKING:
    from datetime import date

    from rewatch.domain.errors import Fault
    from rewatch.publishing import Written
    from rewatch.scorecards.scorecard import HistoryPoint, Scorecard

    # The faces know these by type only, and import them from here.
    from rewatch.storage.audit import Altered as Altered  # noqa: PLC0414
    from rewatch.storage.conflicts import Side as Side  # noqa: PLC0414
    from rewatch.storage.conflicts import Standing as Standing  # noqa: PLC0414
    from rewatch.storage.drafts import FormDraft as FormDraft  # noqa: PLC0414
    from rewatch.storage.drafts import NoteDraft as NoteDraft  # noqa: PLC0414
    from rewatch.storage.evidence_add import Draft as Draft  # noqa: PLC0414
    from rewatch.storage.evidence_rows import Row as Row  # noqa: PLC0414
    from rewatch.storage.history import Change as Change  # noqa: PLC0414
    from rewatch.storage.list_export import Format as Format  # noqa: PLC0414
    from rewatch.storage.list_import import Match as Match  # noqa: PLC0414
    from rewatch.storage.looked import Looked as Looked  # noqa: PLC0414
    from rewatch.storage.names import Hit as Hit  # noqa: PLC0414
    from rewatch.storage.settings import Settings as Settings  # noqa: PLC0414 - as above
    from rewatch.storage.undo import Undone as Undone  # noqa: PLC0414

__all__ = ["Effect", "Question", "Workspace"]

_HISTORY = 24  # earlier scores at most: two a year over the life of most records


class Workspace(Gathering):
    """One workspace laid over the shipped data; creates nothing on disk until asked to save."""

    @classmethod
    def open(
        cls, folder: str | os.PathLike[str] | None = None, *, today: date | None = None
    ) -> Workspace:
        """Opens a workspace.

        Args:
            folder: where it is; REWATCH_WORKSPACE or the user's data folder if not given.
            today: the day it is, the machine's if not given.
        """
        return cls(find_folders(folder), today or datetime.now().astimezone().date())

    # ------------------------------------------------------------------ settings

    def settings(self) -> Settings:
        """What stands in the user's config.toml, with what could not be used of it."""
        from rewatch.storage.settings import read_settings

        return read_settings(self.folders)

    def save_setting(self, name: str, value: str | tuple[str, ...] | None) -> Path:
        """Writes one setting into config.toml; None takes it out. Returns the file."""
        from rewatch.storage.settings import save_setting

        return save_setting(self.folders.config, name, value)

    # ------------------------------------------------------------------ the first picture

    def country(self, text: str) -> str:
        """The code of a country given by code, by name, or by what only its name begins with.

        Raises:
            UsageError: it is not in the country table; says the nearest.
        """
        from rewatch.storage.companies import country_code

        return country_code(self.catalogue, text)

    def currency(self, text: str) -> str:
        """The code of a currency given by its three letters or by a sign that is its alone, as A$.

        Raises:
            UsageError: it is no currency; says what to type.
        """
        from rewatch.storage.figures import read_currency

        return read_currency(text)

    def new_name(self, text: str, but: str | None = None) -> str:
        """What a company may be called.

        Args:
            text: as typed.
            but: id of the company that is called so already, if it is there.

        Raises:
            UsageError: another company is called so.
        """
        from rewatch.storage.companies import refuse_double

        name = " ".join(text.split())
        refuse_double(self.catalogue, name, (), but)
        return name

    def new_listing(self, text: str, but: str | None = None) -> str:
        """A listing as files hold it, EXCHANGE:TICKER or `unlisted`.

        Args:
            text: as typed.
            but: id of the company that has it already, if it is there.

        Raises:
            UsageError: it is neither of the two, or another company has it.
        """
        from rewatch.storage.companies import parse_listing, refuse_double

        listings = parse_listing(text)
        refuse_double(self.catalogue, "", listings, but)
        return listings[0].symbol if listings else "unlisted"

    def check_field(self, kind: str, key: str, value: Any) -> str:
        """Looks at one field of a record as it is typed; says what it comes to.

        Args:
            kind: of the record.
            key: of the field.
            value: the text; of a distribution's oxides the shares by oxide.

        Raises:
            UsageError: it cannot be used, whatever stands in the other fields.
        """
        from rewatch.storage.field_check import check_field

        return check_field(kind, key, value)

    def currency_of(self, company_id: str, kind: str, amount: str) -> str:
        """The currency an amount is in where none is typed beside it; empty where none says."""
        from rewatch.storage.field_check import currency_of

        return currency_of(self.company(company_id), kind, amount)

    def form_drafts(self) -> list[FormDraft]:
        """All forms that something was being typed into when the tool stopped."""
        from rewatch.storage.drafts import list_forms

        return list_forms(self.folders)

    def form_draft(self, form: str, about: str, part: str = "") -> FormDraft | None:
        """What was being typed into a form when the tool last stopped; as `FormDraft` has it."""
        from rewatch.storage.drafts import read_form

        return read_form(self.folders, form, about, part)

    def keep_form(self, form: str, about: str, part: str, values: Mapping[str, Any]) -> None:
        """Keeps what stands in a form, as `FormDraft` has it; an empty one is forgotten."""
        from rewatch.storage.drafts import FormDraft, write_form

        if values:
            write_form(self.folders, FormDraft(form, about, part, values))
        else:
            self.drop_form(form, about, part)

    def drop_form(self, form: str, about: str, part: str = "") -> None:
        """Forgets what stood in a form: it was saved or given up."""
        from rewatch.storage.drafts import remove_form

        remove_form(self.folders, form, about, part)

    def last_picture(self, watchlist: str | None = None) -> dict[str, Any] | None:
        """The table the interface kept of a list, if nothing has changed since; loads no records.

        Args:
            watchlist: slug; the list shown last if None.
        """
        return first_picture.load(self.folders, watchlist, self.today)

    def picture_stamps(self) -> first_picture.Stamps:
        """The state of all files, taken before what `keep_picture` keeps is worked out."""
        return first_picture.stamps(self.folders)

    def keep_picture(
        self, watchlist: str, picture: Mapping[str, Any], before: first_picture.Stamps
    ) -> None:
        """Keeps a table for the next start, unless files changed while it was worked out."""
        if first_picture.same_records(before, self._read, self.folders):
            first_picture.keep(self.folders, watchlist, self.today, before, picture)

    # ------------------------------------------------------------------ what was looked at

    def counts_from_first_look(self) -> bool:
        """Whether the inbox counts from the day it was first opened: nothing was marked since."""
        from rewatch.storage.inbox import load_seen

        return load_seen(self.folders).first

    def looked(self) -> Looked:
        """Which items of the inbox were on the screen before, whether marked as read or not."""
        from rewatch.storage.looked import load_looked

        return load_looked(self.folders)

    def keep_looked(self, marks: Set[str]) -> None:
        """Remembers which items of the inbox were on the screen until now."""
        from rewatch.storage.looked import Looked, keep_looked

        keep_looked(self.folders, Looked(datetime.now().astimezone(), marks))

    # ------------------------------------------------------------------ handing out

    def scorecard(
        self, company_id: str, question: Question | None = None, **options: Any
    ) -> Scorecard:
        """The card of one company; options are those of `publishing.scorecard`."""
        from rewatch.publishing import scorecard

        return scorecard(self, company_id, question or Question(), **options)

    def export_preview(
        self, companies: Sequence[str], *, with_notes: bool = False
    ) -> tuple[str, ...]:
        """What of a person's own an export of these companies leaves out or takes along."""
        from rewatch.publishing import preview

        return preview(self, companies, with_notes)

    def score_history(
        self, company_id: str, question: Question | None = None, watchlist: str | None = None
    ) -> tuple[HistoryPoint, ...]:
        """The days on which new evidence moved a company's score, with the causes, oldest first."""
        from rewatch.scorecards.history import score_history

        how = self.method(question, watchlist)
        return score_history(self.company(company_id, how), how, _HISTORY)

    def export(
        self,
        companies: Sequence[str],
        to: Path | None,
        *,
        format: str | None = None,  # noqa: A002 - the word users know
        question: Question | None = None,
        **options: Any,
    ) -> Written:
        """Hands out a card, comparison or pack; options are those of `publishing.export`."""
        from rewatch.publishing import export

        return export(self, companies, to, question or Question(), form=format, **options)

    def doctor(self, also: Sequence[Fault] = ()) -> list[tuple[str, str]]:
        """Versions, folders, what was read and how long it took; `also` was left out besides."""
        from rewatch.examining import doctor

        return doctor(self, also)

    # ------------------------------------------------------------------ faults

    def check(self, paths: Sequence[Path] = ()) -> list[Fault]:
        """Every fault of the files named, else of the shipped data and the workspace."""
        from rewatch.screening.judging import Judge
        from rewatch.screening.registry import registry_of
        from rewatch.storage.catalogue import load_catalogue
        from rewatch.storage.checks import check
        from rewatch.storage.toml_files import BrokenFile

        try:
            registry = registry_of(self.catalogue.rubric, self.catalogue.countries)
        except BrokenFile:  # told where that file is checked; lines are read by the shipped method
            shipped = replace(self.folders, workspace=self.folders.samples)
            catalogue = load_catalogue(shipped)
            registry = registry_of(catalogue.rubric, catalogue.countries)
        judge = Judge(registry)
        return check(self.folders, paths, self.today, judge)
