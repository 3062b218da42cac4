"""Keeping: the second part of the workspace facade. Watchlists, own companies, notes and drafts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rewatch.domain.errors import UsageError
from rewatch.domain.lists import ALL_LISTS, ALL_LISTS_NAME
from rewatch.weighing import Weighing

if TYPE_CHECKING:
    from datetime import date

    from rewatch.domain.errors import Fault
    from rewatch.domain.note import Note
    from rewatch.domain.watchlist import Watchlist
    from rewatch.storage.drafts import NoteDraft
    from rewatch.storage.editor import Edited


class Keeping(Weighing):
    """What a user keeps in a workspace; every change is saved under its lock."""

    # ------------------------------------------------------------------ watchlists

    def first_run(self) -> bool:
        """Whether nothing of the user's own is kept in this workspace yet."""
        kept = (self.folders.watchlists, self.folders.companies, self.folders.notes)
        return not any(folder.is_dir() for folder in kept)

    def ensure_samples(self, *, again: bool = False) -> None:
        """Copies the sample watchlists into a workspace that has none; `again`: has none left."""
        from rewatch.storage.watchlists import copy_samples

        if again or not self.folders.watchlists.is_dir():
            copy_samples(self.folders, again=again)

    def watchlists(self) -> dict[str, Watchlist]:
        """The lists by slug; the samples before the first save."""
        from rewatch.storage.watchlists import list_watchlists

        return list_watchlists(self.folders)[0]

    def new_watchlist(
        self,
        name: str,
        companies: Sequence[str] = (),
        filter: str | None = None,  # noqa: A002
    ) -> str:
        """Makes a list and returns its slug; with a filter its members come from that.

        Raises:
            FilterError: the filter cannot be read.
        """
        from rewatch.storage.watchlists import create

        line = self.canonical_filter(filter) if filter else None
        self.ensure_samples()
        return create(self.folders, name, companies, self.today, line)

    def set_filter(self, name: str, filter: str | None) -> None:  # noqa: A002
        """Gives a list a filter, or takes it away; the entries stay.

        Raises:
            FilterError: the filter cannot be read.
        """
        from rewatch.storage.watchlists import change

        line = self.canonical_filter(filter) if filter else None
        words = f"changed the filter of {name}"
        slug = self._own_list(name)
        change(self.folders, slug, lambda old: old.model_copy(update={"filter": line}), words)

    def set_weights(
        self, name: str, weights: Mapping[str, float] | None, profile: str | None = None
    ) -> None:
        """Gives a list weights of its own, or the weights profile of that id.

        Args:
            name: slug or name of the list.
            weights: a number for each criterion, in any unit; None for those of the profile.
            profile: id of a profile; with neither, the list goes by the default again.

        Raises:
            NotFound: no such list or profile.
            UsageError: weights that cannot be used.
        """
        from rewatch.scoring.weights import normalised
        from rewatch.storage.watchlists import change

        if profile is not None:
            self.catalogue.profile(profile)
        own = None if weights is None else normalised(weights)
        points = {key: round(100 * share, 6) for key, share in own.items()} if own else None
        changed = {"weights": points, "profile": profile}
        slug = self._own_list(name)
        words = f"changed the weights of {name}"
        change(self.folders, slug, lambda old: old.model_copy(update=changed), words)

    def edit_entry(
        self,
        name: str,
        company_id: str,
        tags: str,
        review: str,
        thesis: str,
        before: Watchlist | None = None,
    ) -> None:
        """Sets tags, review date and thesis of a company on a list, as they were typed.

        A company that only a filter lets through becomes an entry. What others changed since the
        list was read stays; what both changed stands in its conflicts.

        Args:
            name: slug or name of the list.
            company_id: the company.
            tags: parted by commas.
            review: a day, or empty.
            thesis: assertions, parted by semicolons; one in quotes is a part of its name.
            before: the list as it was when they were shown, if that was not just now.

        Raises:
            UsageError: the day or an assertion cannot be read.
        """
        from rewatch.domain.dates import read_day
        from rewatch.domain.watchlist import Entry
        from rewatch.screening import parse_assertion, registry_of
        from rewatch.screening.thesis import assertions_in
        from rewatch.storage.recorded import operation
        from rewatch.storage.saving import made, plain
        from rewatch.storage.watchlists import save

        registry = registry_of(self.catalogue.rubric, self.catalogue.countries)
        said = assertions_in(thesis)
        for assertion in said:
            parse_assertion(assertion, registry)
        try:
            day = read_day(review, self.today) if review.strip() else None
        except ValueError as error:
            raise UsageError(f"review: {error}") from None
        values = {
            "tags": [tag.strip() for tag in tags.split(",") if tag.strip()],
            "review": day,
            "thesis": said,
        }
        slug = self._own_list(name)
        shown = before or self.watchlist(slug)[1]
        entries = {entry.company: entry for entry in shown.entries}
        old = entries.get(company_id) or Entry(company=company_id, added=self.today)
        kept = {key: item for key, item in plain(old).items() if key not in values}
        new = made(Entry, kept | {key: item for key, item in values.items() if item})
        after = shown.model_copy(update={"entries": tuple({**entries, company_id: new}.values())})
        with operation(self.folders, f"changed {company_id} on {slug}"):
            save(self.folders, slug, shown, after, _now())

    def canonical_filter(self, text: str) -> str:
        """A filter as it is written into files.

        Raises:
            FilterError: it cannot be read.
        """
        from rewatch.screening import canonical, registry_of

        return canonical(text, registry_of(self.catalogue.rubric, self.catalogue.countries))

    def save_screen(self, name: str, text: str, why: str = "") -> str:
        """Saves a filter under a name, for any list; returns its id.

        Raises:
            FilterError: it cannot be read.
        """
        from rewatch.storage.screens import save_screen

        return save_screen(self.folders, name, self.canonical_filter(text), why)

    def own_screens(self) -> frozenset[str]:
        """The ids of the screens that can be deleted: those of the workspace."""
        from rewatch.storage.screens import own_screens

        return own_screens(self.folders)

    def delete_screen(self, screen_id: str) -> None:
        """Deletes a screen of the workspace; a shipped one under it is seen again."""
        from rewatch.storage.screens import delete_screen

        delete_screen(self.folders, screen_id)

    def add_to_watchlist(self, name: str, companies: Sequence[str]) -> list[str]:
        """Adds companies to a list; returns the ids that were not on it."""
        from rewatch.storage.watchlists import add_entries

        slug = self._own_list(name)
        return add_entries(self.folders, slug, companies, self.today)

    def remove_from_watchlist(self, name: str, companies: Sequence[str]) -> list[str]:
        """Removes companies from a list; returns the ids that were on it.

        Those that a list's filter lets through are excluded from it from now on.
        """
        from rewatch.storage.watchlists import remove_entries

        slug = self._own_list(name)
        entry = self.watchlist(slug)[1]
        through = self.let_through(slug, entry) if entry.filter else ()
        exclude = [company for company in companies if company in through]
        return remove_entries(self.folders, slug, companies, exclude)

    def rename_watchlist(self, name: str, to: str) -> None:
        """Gives a list another name; its slug stays."""
        from rewatch.storage.watchlists import rename

        rename(self.folders, self._own_list(name), to)

    def delete_watchlist(self, name: str) -> None:
        """Moves a list to the trash."""
        from rewatch.storage.watchlists import delete

        delete(self.folders, self._own_list(name))

    def _own_list(self, name: str) -> str:
        self.ensure_samples()
        found = self.watchlist(name)[0]
        if found == ALL_LISTS:
            raise UsageError(
                f"{ALL_LISTS_NAME} is a view of every list and holds nothing itself: "
                "say which list you mean"
            )
        return found

    def add_company(self, name: str, listing: str, country: str, to: str | None = None) -> str:
        """Makes an own company of three fields and returns its id.

        Args:
            name: what it is called.
            listing: EXCHANGE:TICKER, or "unlisted".
            country: ISO 3166-1 alpha-2 code, or a name.
            to: slug or name of a list that it is put on in the same step.
        """
        from rewatch.storage.companies import create_company
        from rewatch.storage.recorded import operation
        from rewatch.storage.watchlists import add_entries

        fields = (name, listing, country)
        if to is None:
            company_id = create_company(self.folders, self.catalogue, *fields)
        else:
            slug = self._own_list(to)
            with operation(self.folders, f"added the company {name.strip()}"):
                company_id = create_company(self.folders, self.catalogue, *fields)
                add_entries(self.folders, slug, [company_id], self.today)
        self.reload()
        return company_id

    # ------------------------------------------------------------------ notes

    def notes(self, company_id: str | None = None) -> list[Note]:
        """Notes of one company or of all, newest first."""
        from rewatch.storage.notes import list_notes

        return list_notes(self.folders, company_id)[0]

    def reviews(self) -> list[tuple[str, str, date]]:
        """Company, what is to be reviewed, and the day, of all lists and notes."""
        entries = [
            (entry.company, watchlist.name, entry.review)
            for watchlist in self.watchlists().values()
            for entry in watchlist.entries
            if entry.review is not None
        ]
        notes = [
            (note.company, note.headline, note.review)
            for note in self.notes()
            if note.review is not None
        ]
        return [*entries, *notes]

    def search_notes(self, text: str) -> list[Note]:
        """Notes that speak of every word of a text, the likest first; forgives typing mistakes."""
        from rewatch.storage.note_search import search_notes

        return search_notes(self.notes(), self.catalogue.companies, text)

    def add_note(self, company_id: str, text: str, **fields: Any) -> tuple[Note, Path]:
        """Writes a new note; returns it and its file."""
        from rewatch.storage.notes import add_note

        return add_note(self.folders, self.company(company_id).id, text, _now(), **fields)

    def save_note(self, before: Note, text: str, **changes: Any) -> tuple[Note, Path]:
        """Saves an edited note, in one write; if it changed on disk meanwhile, both are kept.

        Args:
            before: the note as it was read.
            text: its new text.
            changes: as in `change_note`.
        """
        from rewatch.storage.notes import save_note

        return save_note(self.folders, before, text, _now(), changes)

    def edit_in(self, command: str, path: Path) -> Edited:
        """Runs the user's editor on a file; tells one that did not wait.

        Raises:
            Refused: it could not be used.
        """
        from rewatch.storage.editor import edit_in

        return edit_in(command, path)

    def read_back(self, path: Path) -> str:
        """What stands in a file that an editor had.

        Raises:
            Refused: it cannot be read.
        """
        from rewatch.storage.editor import read_back

        return read_back(path)

    def change_note(self, note: Note, **changes: Any) -> Note:
        """Changes a note's title, kind, state, review date or tags; None takes one out.

        Raises:
            UsageError: a value cannot be used.
            Refused: it is a verdict, which is never edited.
        """
        from rewatch.storage.notes import change_note

        return change_note(self.folders, note.company, note.id, changes)

    def delete_note(self, note: Note) -> Path:
        """Moves a note to the trash; undo brings it back. Returns where it is kept."""
        from rewatch.storage.notes import delete_note

        return delete_note(self.folders, note.company, note.id)

    def drafts(self) -> list[str]:
        """Ids of the companies about which something was being typed when the tool stopped."""
        from rewatch.storage.drafts import list_drafts

        return list_drafts(self.folders)

    def draft(self, company_id: str, note: str | None = None) -> NoteDraft | None:
        """What was being typed of a note, or of a new one, when the tool last stopped."""
        from rewatch.storage.drafts import read_draft

        return read_draft(self.folders, company_id, note)

    def company_drafts(self, company_id: str) -> list[NoteDraft]:
        """All that was being typed about a company; of a new note first."""
        from rewatch.storage.drafts import company_drafts

        return company_drafts(self.folders, company_id)

    def keep_draft(
        self,
        company_id: str,
        text: str,
        note: str | None = None,
        before: str | None = None,
        **fields: Any,
    ) -> None:
        """Keeps what is being typed.

        Args:
            company_id: whom it is about.
            text: what stands there by now.
            note: id of the note that is edited, None for a new one.
            before: text of that note as it was read.
            fields: what was chosen above the text, as `change_note` takes it.
        """
        from rewatch.storage.drafts import NoteDraft, write_draft

        write_draft(self.folders, company_id, NoteDraft(text, note, fields, before))

    def drop_draft(self, company_id: str, note: str | None = None) -> None:
        """Forgets a draft that was saved or given up."""
        from rewatch.storage.drafts import remove_draft

        remove_draft(self.folders, company_id, note)

    @property
    def left_out(self) -> tuple[Fault, ...]:
        """Every file, record or entry that could not be used, watchlists and notes included."""
        from rewatch.storage.own_faults import own_faults

        companies = self.catalogue.companies
        return tuple(sorted({*self.catalogue.left_out, *own_faults(self.folders, companies)}))


def _now() -> datetime:
    """The time here: the day in a note's name is the one its writer has."""
    return datetime.now().astimezone().replace(microsecond=0)
