"""`rewatch watchlist`: make, read and change watchlists."""

from __future__ import annotations

from datetime import date

import click

from rewatch.cli import entries
from rewatch.cli.names import COMPANY, WATCHLIST
from rewatch.cli.options import Group, Session, command_of, common_options
from rewatch.cli.output import fit
from rewatch.cli.sharing import duplicate, export, import_
from rewatch.domain.text import visible


@click.group(cls=Group, no_args_is_help=False)
@common_options
def command() -> None:
    """Make, change and read watchlists."""


for _other in (duplicate, import_, export, entries.order, entries.entry, entries.follow):
    command.add_command(_other)


@command.command("list")
@command_of(scores=False)
def list_(session: Session) -> int:
    """List the watchlists."""
    found, out = session.workspace.watchlists(), session.out
    if out.as_json:
        out.json(
            {
                "watchlists": [
                    {
                        "slug": slug,
                        "name": item.name,
                        "companies": len(item.entries),
                        "profile": item.profile,
                        "price_deck": item.price_deck,
                    }
                    for slug, item in found.items()
                ]
            }
        )
        return 0
    if not found:
        out.line("No watchlists; make one: rewatch watchlist new NAME COMPANY…")
        return 0
    name = out.width - 26 - 10
    out.line(out.paint(fit("id", 26) + fit("name", name) + fit("companies", 10, right=True), "dim"))
    for slug, item in found.items():
        count = fit(str(len(item.entries)), 10, right=True)
        out.line(f"{fit(slug, 25)} {fit(visible(item.name, 200), name)}{count}")
    return 0


@command.command()
@click.argument("watchlist", type=WATCHLIST, metavar="LIST")
@command_of(scores=False)
def show(session: Session, watchlist: str) -> int:
    """Show what is on LIST; its ranking is: rewatch rank LIST."""
    workspace, out = session.workspace, session.out
    slug, found = workspace.watchlist(watchlist)
    companies = workspace.catalogue.companies
    names = {key: companies[key].name for key in found.companies() if key in companies}
    if out.as_json:
        out.json(
            {
                "slug": slug,
                "name": found.name,
                "profile": found.profile,
                "weights": found.weights,
                "price_deck": found.price_deck,
                "filter": found.filter,
                "exclusions": list(found.exclusions),
                "entries": [
                    {
                        "company": entry.company,
                        "name": names.get(entry.company),
                        "added": _day(entry.added),
                        "tags": list(entry.tags),
                        "review": _day(entry.review),
                        "thesis": list(entry.thesis),
                    }
                    for entry in found.entries
                ],
            }
        )
        return 0
    out.line(out.paint(f"{visible(found.name, 60)} ({len(found.entries)})", "bold"))
    profile = found.profile or ("its own weights" if found.weights else "the default")
    out.line(f"weights: {visible(profile)}; prices: {visible(found.price_deck or 'the default')}")
    if found.filter is not None:
        out.line(f"filter: {visible(found.filter)}")
    out.line()
    name = out.width - 28 - 12
    for entry in found.entries:
        called = names.get(entry.company)
        shown = visible(called, 200) if called is not None else "(there is no such company)"
        out.line(f"{fit(entry.company, 27)} {fit(shown, name)} {_day(entry.added) or ''}")
        about = [visible(tag) for tag in entry.tags]
        about += [f"review on {entry.review}"] if entry.review else []
        if about:
            out.line(f"{' ' * 28}{', '.join(about)}")
        out.lines(f"{' ' * 28}thesis: {visible(line)}" for line in entry.thesis)
    if not found.entries:
        out.line(f"Nothing is on it yet; add: rewatch watchlist add {slug} COMPANY…")
    return 0


def _day(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


@command.command()
@click.argument("name")
@click.argument("companies", nargs=-1, type=COMPANY, metavar="[COMPANY…]")
@command_of(scores=False)
def new(session: Session, name: str, companies: tuple[str, ...]) -> int:
    """Make a watchlist called NAME, with some companies on it."""
    workspace, out = session.workspace, session.out
    ids = _resolved(session, companies)
    slug = workspace.new_watchlist(name, ids)
    if out.as_json:
        out.json({"watchlist": slug, "name": name.strip(), "added": ids})
    else:
        out.line(f"Made {slug} with {_many(ids)}.")
    return 0


@command.command()
@click.argument("watchlist", type=WATCHLIST, metavar="LIST")
@click.argument("companies", nargs=-1, type=COMPANY, required=True, metavar="COMPANY…")
@command_of(scores=False)
def add(session: Session, watchlist: str, companies: tuple[str, ...]) -> int:
    """Put companies on LIST."""
    workspace, out = session.workspace, session.out
    slug, _ = workspace.watchlist(watchlist)
    ids = _resolved(session, companies)
    added = workspace.add_to_watchlist(slug, ids)
    already = [key for key in ids if key not in added]
    if out.as_json:
        out.json({"watchlist": slug, "added": added, "already": already})
        return 0
    if added:
        out.line(f"Put on {slug}: {', '.join(added)}.")
    if already:
        out.line(f"On {slug} already: {', '.join(already)}.")
    return 0


@command.command()
@click.argument("watchlist", type=WATCHLIST, metavar="LIST")
@click.argument("companies", nargs=-1, type=COMPANY, required=True, metavar="COMPANY…")
@command_of(scores=False)
def remove(session: Session, watchlist: str, companies: tuple[str, ...]) -> int:
    """Take companies off LIST; their evidence and notes stay."""
    workspace, out = session.workspace, session.out
    slug, found = workspace.watchlist(watchlist)
    # An entry whose company is gone can still be taken off, by its id.
    present = set(found.companies())
    ids = [name if name in present else workspace.resolve(name) for name in companies]
    removed = workspace.remove_from_watchlist(slug, list(dict.fromkeys(ids)))
    absent = [key for key in dict.fromkeys(ids) if key not in removed]
    if out.as_json:
        out.json({"watchlist": slug, "removed": removed, "absent": absent})
        return 0
    if removed:
        out.line(f"Taken off {slug}: {', '.join(removed)}.")
    if absent:
        out.line(f"Not on {slug}: {', '.join(absent)}.")
    return 0


@command.command()
@click.argument("watchlist", type=WATCHLIST, metavar="LIST")
@click.argument("name")
@command_of(scores=False)
def rename(session: Session, watchlist: str, name: str) -> int:
    """Call LIST by another NAME; its id stays."""
    workspace, out = session.workspace, session.out
    slug, _ = workspace.watchlist(watchlist)
    workspace.rename_watchlist(slug, name)
    if out.as_json:
        out.json({"watchlist": slug, "name": name.strip()})
    else:
        out.line(f"{slug} is now called {visible(name.strip(), 60)}.")
    return 0


@command.command()
@click.argument("watchlist", type=WATCHLIST, metavar="LIST")
@command_of(scores=False)
def delete(session: Session, watchlist: str) -> int:
    """Move LIST to the workspace's trash."""
    workspace, out = session.workspace, session.out
    slug, _ = workspace.watchlist(watchlist)
    workspace.delete_watchlist(slug)
    if out.as_json:
        out.json({"watchlist": slug})
    else:
        out.line(f"Moved {slug} to the trash of {visible(str(workspace.folders.workspace))}.")
    return 0


def _resolved(session: Session, names: tuple[str, ...]) -> list[str]:
    return list(dict.fromkeys(session.workspace.resolve(name) for name in names))


def _many(ids: list[str]) -> str:
    return "1 company" if len(ids) == 1 else f"{len(ids)} companies"
