"""The user's watchlists: one file a list, edited in place, every change read again under the lock.

Two writers lose nothing: each change is made to what is on disk at that moment, not to what a
window has in memory. Before the first save a workspace shows the sample lists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from pathlib import Path

from rewatch.domain.errors import Fault, NotFound, UsageError
from rewatch.domain.lists import ALL_LISTS
from rewatch.domain.watchlist import Entry, Watchlist
from rewatch.storage import atomic, recorded
from rewatch.storage.catalogue import toml_paths
from rewatch.storage.lock import lock, make_workspace
from rewatch.storage.paths import Folders, file_of, slug
from rewatch.storage.recorded import operation
from rewatch.storage.saving import (
    change_file,
    create_file,
    edited,
    free_id,
    made,
    read_bytes,
    save_over,
)
from rewatch.storage.toml_files import BrokenFile, decode, parse, read_model, validate


def list_watchlists(folders: Folders) -> tuple[dict[str, Watchlist], tuple[Fault, ...]]:
    """Every list by slug, in order of name, and why others could not be read."""
    found: dict[str, Watchlist] = {}
    faults: list[Fault] = []
    for path in toml_paths(_folder(folders)):
        try:
            file_of(path.parent, path.stem)
            found[path.stem] = read_model(path, Watchlist)
        except BrokenFile as error:
            faults += error.faults
        except UsageError as error:
            faults.append(Fault(str(path), 0, f"the file's name is no id: {error}"))
    in_order = sorted(found.items(), key=lambda pair: (pair[1].name.casefold(), pair[0]))
    return dict(in_order), tuple(faults)


def load_watchlist(folders: Folders, name: str) -> tuple[str, Watchlist]:
    """A list given by slug or by name, capitals aside, and its slug.

    Raises:
        BrokenFile: the list of that slug cannot be read.
        NotFound: there is none; carries the nearest names.
    """
    wanted = name.strip().casefold()
    direct = _folder(folders) / f"{wanted}.toml"
    if slug(wanted) == wanted and direct.exists():
        return wanted, read_model(direct, Watchlist)
    known, _ = list_watchlists(folders)
    for found, watchlist in known.items():
        if watchlist.name.casefold() == wanted:
            return found, watchlist
    from difflib import get_close_matches

    words = {**{item.name.casefold(): key for key, item in known.items()}, **{k: k for k in known}}
    near = [words[word] for word in get_close_matches(wanted, words, 6, 0.5)]
    raise NotFound("watchlist", name, (list(dict.fromkeys(near)) or list(known))[:3])


def copy_samples(folders: Folders, *, again: bool = False) -> None:
    """On the first run, copies the sample lists; never again, so that a deleted one stays deleted.

    Args:
        folders: whose workspace.
        again: copies them too where there was a list once and none is left.

    Raises:
        LockHeld, CannotWrite: nothing was changed.
    """
    if folders.watchlists.exists() and not again:
        return
    make_workspace(folders)
    with lock(folders.workspace):
        if folders.watchlists.exists():
            if again and not toml_paths(folders.watchlists):
                for path in toml_paths(folders.samples):
                    atomic.write_bytes(folders.watchlists / path.name, path.read_bytes())
            return
        # The folder appears with all of its lists or not at all.
        filling = folders.hidden / "samples"
        atomic.make_folder(filling, within=folders.workspace)
        for path in toml_paths(folders.samples):
            atomic.write_bytes(filling / path.name, path.read_bytes())
        atomic.rename(filling, folders.watchlists)


def create(
    folders: Folders,
    name: str,
    companies: Iterable[str] = (),
    today: date | None = None,
    line: str | None = None,
) -> str:
    """Makes a list and returns its slug, which is made from its name.

    Args:
        folders: whose workspace.
        name: what it is called.
        companies: ids of its first entries.
        today: the day they were added.
        line: filter of a dynamic list.

    Raises:
        UsageError: no name, or a list of that name exists.
        LockHeld, CannotWrite: nothing was changed.
    """
    name = name.strip()
    if not name:
        raise UsageError("a watchlist needs a name")
    if slug(name, "list") == ALL_LISTS:
        raise UsageError(f"{name!r} is the view of all lists; choose another name")
    make_workspace(folders)
    with operation(folders, f"made the watchlist {name}"):
        known, _ = list_watchlists(folders)
        if any(item.name.casefold() == name.casefold() for item in known.values()):
            raise UsageError(f"there is a watchlist called {name!r} already")
        entries = tuple(_entry(company, today) for company in dict.fromkeys(companies))
        chosen = free_id(folders.watchlists, slug(name, "list"))
        fields = {"filter": line} if line else {}
        watchlist = Watchlist(schema_=1, name=name, entries=entries, **fields)
        create_file(folders, file_of(folders.watchlists, chosen), watchlist)
    return chosen


def change(
    folders: Folders, name: str, how: Callable[[Watchlist], Watchlist], words: str = ""
) -> Watchlist:
    """Changes one list in place.

    Args:
        folders: whose workspace.
        name: its slug.
        how: gets the list as it is on disk, returns it as it shall be.
        words: what is done, for the history.

    Raises:
        NotFound: there is none of that slug.
        BrokenFile: its file cannot be read, and is not written over.
        LockHeld, CannotWrite: nothing was changed.
    """
    with operation(folders, words or f"changed the watchlist {name}"):
        return change_file(folders, _existing(folders, name), Watchlist, how)


def save(
    folders: Folders, name: str, before: Watchlist, after: Watchlist, now: datetime
) -> Watchlist:
    """Saves a list that was edited for a while; what others changed meanwhile is kept.

    Returns:
        the list as it stands now; what both changed differently is in its conflicts. Raises as
        `change`.
    """
    with operation(folders, f"changed the watchlist {name}"):
        return save_over(folders, _existing(folders, name), before, after, now)


def duplicate(folders: Folders, name: str, to: str) -> str:
    """Makes a copy of a list under another name, comments included, and returns its slug.

    Raises:
        UsageError: no name, or a list of that name exists. Else as `change`.
    """
    to = to.strip()
    with operation(folders, f"duplicated the watchlist {name} as {to}"):
        raw = read_bytes(_existing(folders, name))
        slug = create(folders, to)
        path = file_of(folders.watchlists, slug)
        document = parse(decode(raw, str(path)), str(path))
        copy = validate(document, Watchlist).model_copy(update={"name": to})
        if copy.conflicts:
            copy = copy.model_copy(update={"conflicts": ()})
        recorded.write(folders, path, edited(raw, document, copy, Watchlist))
    return slug


def add_entries(
    folders: Folders, name: str, companies: Iterable[str], today: date | None = None
) -> list[str]:
    """Adds companies to a list; one that is on it already stays as it is.

    Returns:
        the ids that were not on it. Raises as `change`.
    """
    added: list[str] = []
    wanted = list(dict.fromkeys(companies))

    def how(watchlist: Watchlist) -> Watchlist:
        present = set(watchlist.companies())
        added.extend(company for company in wanted if company not in present)
        left = tuple(company for company in watchlist.exclusions if company not in wanted)
        if left != watchlist.exclusions:
            watchlist = watchlist.model_copy(update={"exclusions": left})
        return _with_entries(
            watchlist, (*watchlist.entries, *(_entry(company, today) for company in added))
        )

    change(folders, name, how, f"added {', '.join(wanted)} to {name}")
    return added


def remove_entries(
    folders: Folders, name: str, companies: Iterable[str], exclude: Sequence[str] = ()
) -> list[str]:
    """Takes companies off a list.

    Args:
        folders: whose workspace.
        name: its slug.
        companies: ids.
        exclude: those that the filter of a dynamic list shall let through no more.

    Returns:
        the ids that were on it. Raises as `change`.
    """
    removed: list[str] = []
    wanted = set(companies)

    def how(watchlist: Watchlist) -> Watchlist:
        was_in = dict.fromkeys((*watchlist.companies(), *exclude))
        removed.extend(company for company in was_in if company in wanted)
        kept = tuple(entry for entry in watchlist.entries if entry.company not in wanted)
        excluded = tuple(dict.fromkeys((*watchlist.exclusions, *exclude)))
        if excluded != watchlist.exclusions:
            watchlist = watchlist.model_copy(update={"exclusions": excluded})
        return _with_entries(watchlist, kept)

    change(folders, name, how, f"removed {', '.join(sorted(wanted))} from {name}")
    return removed


def change_entry(
    folders: Folders, name: str, company: str, how: Callable[[Entry], Entry]
) -> Watchlist:
    """Changes one entry: its tags, review date or thesis.

    Raises:
        NotFound: the company is not on the list. Else as `change`.
    """

    def whole(watchlist: Watchlist) -> Watchlist:
        if company not in watchlist.companies():
            raise NotFound(f"company on {watchlist.name}", company, [])
        entries = (how(e) if e.company == company else e for e in watchlist.entries)
        return _with_entries(watchlist, tuple(entries))

    return change(folders, name, whole, f"changed {company} on {name}")


def reorder(folders: Folders, name: str, order: Iterable[str]) -> Watchlist:
    """Puts the companies named into this order; those not named follow. Raises as `change`."""
    places = {company: number for number, company in enumerate(order)}

    def how(watchlist: Watchlist) -> Watchlist:
        entries = sorted(watchlist.entries, key=lambda e: places.get(e.company, len(places)))
        return _with_entries(watchlist, tuple(entries))

    return change(folders, name, how, f"reordered {name}")


def rename(folders: Folders, name: str, to: str) -> None:
    """Gives a list another name; its slug stays, so that nothing that names it breaks.

    Raises:
        UsageError: no name, or another list of that name exists. Else as `change`.
    """
    to = to.strip()
    if not to:
        raise UsageError("a watchlist needs a name")
    known = list_watchlists(folders)[0]
    old = known[name].name if name in known else name
    with operation(folders, f"renamed the watchlist {old} to {to}"):
        for other, watchlist in list_watchlists(folders)[0].items():
            if other != name and watchlist.name.casefold() == to.casefold():
                raise UsageError(f"there is a watchlist called {to!r} already")
        change(folders, name, lambda old: old.model_copy(update={"name": to}))


def delete(folders: Folders, name: str) -> Path:
    """Moves a list to the trash and returns where it is kept.

    Raises:
        NotFound, LockHeld, CannotWrite: nothing was changed.
    """
    with operation(folders, f"deleted the watchlist {name}"):
        return recorded.delete(folders, _existing(folders, name))


def _folder(folders: Folders) -> Path:
    """Where the lists are: with the samples until the workspace has its own."""
    return folders.watchlists if folders.watchlists.is_dir() else folders.samples


def _existing(folders: Folders, name: str) -> Path:
    path = file_of(folders.watchlists, name)
    if not path.exists():
        known, _ = list_watchlists(folders)
        raise NotFound("watchlist", name, list(known)[:3])
    return path


def _entry(company: str, today: date | None) -> Entry:
    return made(Entry, {"company": company} | ({"added": today} if today else {}))


def _with_entries(watchlist: Watchlist, entries: tuple[Entry, ...]) -> Watchlist:
    if entries == watchlist.entries:
        return watchlist
    return watchlist.model_copy(update={"entries": entries})
