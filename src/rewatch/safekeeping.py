"""Safekeeping: the part of the workspace facade for history, sharing, lists and own companies.

Thin calls; what they do stands in `rewatch.storage`. The clock is read here and nowhere below.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rewatch.domain.errors import UsageError
from rewatch.keeping import Keeping

if TYPE_CHECKING:
    from rewatch.domain.company import Company, Project
    from rewatch.domain.watchlist import Entry, Watchlist
    from rewatch.storage.audit import Altered
    from rewatch.storage.conflicts import Side, Standing
    from rewatch.storage.file_merge import Merged
    from rewatch.storage.history import Change
    from rewatch.storage.list_export import Format
    from rewatch.storage.undo import Undone
    from rewatch.storage.watching import Stamp

_METHOD_FILES = ("rubric.toml", "countries.toml", "profiles.toml")


class Safekeeping(Keeping):
    """What makes keeping safe: undo, backups, conflicts; and changing what is kept."""

    # ------------------------------------------------------------------ history

    def undo(self, *, newest: bool = False, step: int | None = None) -> Undone | None:
        """Takes back this window's last change, or the newest of all, or a certain step."""
        from rewatch.storage.undo import undo

        window = None if newest or step is not None else self.folders.window
        return self._reloaded(undo(self.folders, window=window, step=step))

    def redo(self, *, newest: bool = False) -> Undone | None:
        """Does again what this window (or, with `newest`, anybody) undid last."""
        from rewatch.storage.undo import redo

        return self._reloaded(redo(self.folders, window=None if newest else self.folders.window))

    def _reloaded(self, undone: Undone | None) -> Undone | None:
        if undone is not None:
            self.reload()
        return undone

    def history(self, limit: int = 50, file: str | None = None) -> list[Change]:
        """Changes, the newest first: of all files or of one (path below the workspace).

        Args:
            limit: how many steps at most; each stands with all its changes.
            file: path below the workspace.
        """
        from rewatch.storage.history import reading

        with reading(self.folders) as book:
            if book is None:
                return []
            return book.changes(
                "(?1 IS NULL OR file = ?1) AND step IN (SELECT DISTINCT step FROM changes "
                "WHERE ?1 IS NULL OR file = ?1 ORDER BY step DESC LIMIT ?2)",
                *(file, limit),
            )

    def step(self, number: int) -> list[Altered]:
        """What a step of the history changed in its files, in words and line by line."""
        from rewatch.storage.audit import altered

        return altered(self.folders, number, self.catalogue.names)

    def in_words(self, operations: Iterable[str]) -> dict[str, str]:
        """What steps of the history did, with names for the ids of what is still there.

        Args:
            operations: as the history keeps them, such as `removed mp-materials from sample`.

        Returns:
            the words to show, by operation.
        """
        from rewatch.storage.in_words import Names, in_words
        from rewatch.storage.notes import headline_of

        lists = {slug: item.name for slug, item in self.watchlists().items()}
        names = Names(self.catalogue.names, lists, partial(headline_of, self.folders))
        return {said: in_words(said, names) for said in operations}

    def history_notices(self) -> list[str]:
        """What the history has to tell this window, such as that a damaged one was set aside."""
        from rewatch.storage.history import reading

        with reading(self.folders) as book:
            return [] if book is None else book.told(self.folders.window)

    def damaged_histories(self) -> list[Path]:
        """Damaged histories that were set aside and are still there."""
        from rewatch.storage.history import set_aside

        return set_aside(self.folders)

    def purge_history(self, before: date | None = None) -> int:
        """Forgets all changes, or those before a day where the user is; returns how many."""
        from rewatch.storage.history import opened

        if not self.folders.history.exists():
            return 0
        with opened(self.folders) as book:
            return book.purge(before)

    def remember_method(self, deck: str | None = None) -> bool:
        """Keeps a copy of the method files in use where they are new; False where it must wait.

        Args:
            deck: id of the price deck scored with, the rubric's default if not given.
        """
        from rewatch.domain.errors import RewatchError
        from rewatch.storage.history import opened
        from rewatch.storage.lock import lock

        if not self.folders.hidden.is_dir():
            return False  # nothing is made on disk before the user saves something
        names = [*_METHOD_FILES, f"prices/{deck or self.catalogue.rubric.default_deck}.toml"]
        try:
            with lock(self.folders.workspace, wait=0.0), opened(self.folders) as book:
                for name in names:
                    places = (self.folders.workspace / name, self.folders.seeds / name)
                    path = next((place for place in places if place.exists()), None)
                    if path is not None:
                        book.keep_method(name, path.read_bytes())
        except (RewatchError, OSError):
            # A copy for later: scoring does not wait for it, and the next time tries again.
            return False
        return True

    def last_good(self, file: str) -> tuple[datetime, bytes] | None:
        """The newest content of a broken file that could be read, and from when it is."""
        from rewatch.storage.undo import last_good

        return last_good(self.folders, file)

    def restorable(self) -> list[str]:
        """Broken files of the workspace of which the history has a whole copy to bring back."""
        from rewatch.storage.undo import restorable

        return restorable(self.folders, [fault.file for fault in self.left_out])

    def bring_back(self, file: str) -> Path:
        """Puts the last good content into a broken file's place; returns where that is kept."""
        from rewatch.storage.undo import bring_back

        kept = bring_back(self.folders, file)
        self.reload()
        return kept

    def back_up(self, to: Path, *, force: bool = False) -> int:
        """Writes the whole workspace into one zip archive; returns the number of files."""
        from rewatch.storage.backup import back_up

        return back_up(self.folders, to, _now(), force=force)

    def restore(self, archive: Path, *, force: bool = False) -> Path | None:
        """Brings a workspace back; returns where the one that made way is kept, if any."""
        from rewatch.storage.backup import restore

        kept = restore(self.folders, archive, _now(), force=force)
        self.reload()
        return kept

    # ------------------------------------------------------------------ two at once

    @property
    def gone(self) -> bool:
        """Whether the workspace was there and is not any more."""
        from rewatch.storage.lock import gone

        return gone(self.folders)

    def file_stamps(self) -> dict[str, Stamp]:
        """The state of all files of the workspace, for `changed_files`."""
        from rewatch.storage.watching import stamps

        return stamps(self.folders)

    def changed_files(self, before: Mapping[str, Stamp]) -> set[str]:
        """Files made, changed or deleted since; reloads where there are any."""
        from rewatch.storage.watching import changed_since

        changed = changed_since(self.folders, before)
        if changed:
            self.reload()
        return changed

    def conflicts(self) -> list[Standing]:
        """What two edits disagreed about and nobody has settled."""
        from rewatch.storage.conflicts import standing

        return standing(self.folders)

    def settle(self, conflict: Standing, keep: Side) -> None:
        """Takes one of a conflict's two values for good."""
        from rewatch.storage.conflicts import settle

        settle(self.folders, conflict, keep)
        self.reload()

    def merge(self, base: Path, ours: Path, theirs: Path, name: str = "") -> Merged | None:
        """Merges two versions of a file into `ours`, as git asks; None for a file of others."""
        from rewatch.storage.git import merge_driver

        return merge_driver(base, ours, theirs, now=_now(), name=name)

    def git_setup(self) -> list[str]:
        """The commands that would set the merge driver up; empty where nothing is missing."""
        from rewatch.storage.git import missing_setup

        return missing_setup(self.folders.workspace)

    # ------------------------------------------------------------------ lists and companies

    def duplicate_watchlist(self, name: str, to: str) -> str:
        """Copies a list under another name; returns the slug."""
        from rewatch.storage.watchlists import duplicate

        return duplicate(self.folders, self._own_list(name), to)

    def save_watchlist(self, name: str, before: Watchlist, after: Watchlist) -> Watchlist:
        """Saves a list that was edited for a while; what others changed meanwhile is kept."""
        from rewatch.storage.watchlists import save

        return save(self.folders, self._own_list(name), before, after, _now())

    def reorder_watchlist(self, name: str, order: Iterable[str]) -> None:
        """Puts the companies named into this order; the others follow."""
        from rewatch.storage.watchlists import reorder

        reorder(self.folders, self._own_list(name), order)

    def change_entry(self, name: str, company_id: str, how: Callable[[Entry], Entry]) -> None:
        """Changes one entry of a list: its tags, review date or thesis."""
        from rewatch.storage.watchlists import change_entry

        change_entry(self.folders, self._own_list(name), company_id, how)

    def write_watchlist(
        self, name: str, to: Path, form: Format, *, personal: bool = False, force: bool = False
    ) -> None:
        """Writes a list alone into a file, as `export_watchlist` has it.

        Raises:
            Refused: the file is there and `force` was not given, or it cannot be written.
        """
        from rewatch.domain.errors import Refused
        from rewatch.storage.atomic import create_new, write_bytes

        data = self.export_watchlist(name, form, personal=personal).encode()
        if to.is_dir():
            raise Refused(f"{to} is a folder; name a file in it")
        try:
            (write_bytes if force else create_new)(to, data)
        except FileExistsError:
            raise Refused(f"{to} exists; say --force to write over it, or name another") from None

    def export_watchlist(self, name: str, form: Format, *, personal: bool = False) -> str:
        """A list alone as text, without notes; review dates and theses only when asked for."""
        from rewatch.storage.list_export import export_list

        return export_list(
            self.watchlist(name)[1], self.catalogue.companies, form, personal=personal
        )

    def without_symbol(self, name: str) -> list[str]:
        """The ids on a list that are listed nowhere, so that a file of symbols lacks them."""
        from rewatch.storage.list_export import without_symbol

        return without_symbol(self.watchlist(name)[1], self.catalogue.companies)

    def edit_company(
        self, company_id: str, before: Company | None = None, **fields: Any
    ) -> Company:
        """Changes fields of an own company; None takes a field out.

        `listing` (EXCHANGE:TICKER or "unlisted") and `country` (code or name) are read as typed.

        Args:
            company_id: its id.
            before: the company as it was when its fields were shown, if that was not just now:
                what both changed since then is kept twice, in its conflicts.
            fields: what changes.

        Raises:
            UsageError: a field cannot be used.
            Refused: the company is shipped.
        """
        from rewatch.domain.company import Company
        from rewatch.storage.companies import (
            country_code,
            edit_company,
            parse_listing,
            refuse_double,
        )
        from rewatch.storage.saving import made, plain

        listings = parse_listing(fields.pop("listing")) if "listing" in fields else None
        refuse_double(self.catalogue, str(fields.get("name")), listings or (), but=company_id)
        if listings is not None:
            fields["listings"] = [plain(item) for item in listings]
        if "country" in fields:
            fields["domicile"] = country_code(self.catalogue, fields.pop("country"))

        def how(before: Company) -> Company:
            values = {**plain(before), **fields}
            return made(Company, {key: item for key, item in values.items() if item is not None})

        edited = edit_company(self.folders, company_id, how, before, _now())
        self.reload()
        return edited

    def draft_project(self, company_id: str, given: Mapping[str, str]) -> Project:
        """A project that the company does not have yet, valid and not saved.

        Args:
            company_id: whose it is.
            given: its fields as typed; the country by code or name.

        Raises:
            UsageError: a field is missing or cannot be used, or there is such a project.
        """
        from rewatch.storage.companies import country_code
        from rewatch.storage.project_add import new_project

        coded = {**given, "country": country_code(self.catalogue, given.get("country", ""))}
        return new_project(self.company(company_id), coded)

    def has_added(self, company_id: str) -> bool:
        """Whether the workspace has a file of that company: its own, or additions to it."""
        from rewatch.storage.paths import file_of

        return file_of(self.folders.companies, company_id).exists()

    def delete_company(self, company_id: str) -> Path:
        """Moves an own company, or the additions to a shipped one, to the trash."""
        from rewatch.storage.companies import delete_company

        kept = delete_company(self.folders, company_id)
        self.reload()
        return kept

    def save_profile(self, name: str, weights: Mapping[str, float], why: str = "") -> str:
        """Saves a weights profile of the user's own; returns its id.

        Raises:
            UsageError: a profile of the method file is called so, or the weights cannot be used.
        """
        from rewatch.storage.paths import slug
        from rewatch.storage.profiles import save_profile

        rubric = self.catalogue.rubric
        known = [criterion.id for criterion in rubric.criteria]
        strange = [key for key in weights if key not in known]
        if strange:
            raise UsageError(f"{strange[0]!r} is no criterion; there are {', '.join(known)}")
        if slug(name, "profile") in rubric.profiles:
            raise UsageError(f"{name!r} is a profile of the method file; choose another name")
        saved = save_profile(self.folders, name, weights, why)
        self.reload()
        return saved

    def delete_profile(self, name: str) -> None:
        """Deletes a weights profile of the user's own; undo brings it back.

        Raises:
            UsageError: it is one of the method file.
            NotFound: there is none of that id.
        """
        from rewatch.storage.profiles import delete_profile

        if name not in self.own_profiles() and name in self.catalogue.rubric.profiles:
            raise UsageError(f"{name!r} is a profile of the method file; only your own are deleted")
        delete_profile(self.folders, name)
        self.reload()

    def own_profiles(self) -> frozenset[str]:
        """Ids of the weights profiles that the user keeps."""
        from rewatch.storage.profiles import ProfileFile

        kept = self.catalogue.method.get("profiles.toml")
        record = kept.record if kept is not None else None
        return frozenset(record.profiles) if isinstance(record, ProfileFile) else frozenset()


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
