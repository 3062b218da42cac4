"""`rewatch company`: list companies, add one of three fields, or change one of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from rewatch.cli.confirm import NOT_SAVED, agreed, yes_option
from rewatch.cli.names import COMPANY
from rewatch.cli.options import Group, Session, command_of, common_options
from rewatch.cli.output import cells, fit, wrapped
from rewatch.domain.errors import UsageError
from rewatch.domain.text import visible

if TYPE_CHECKING:
    from rewatch.workspace import Workspace

_THE_VERY_NAME, _ITS_WORDS = 100.0, 99.0


@click.group(cls=Group, no_args_is_help=False)
@common_options
def command() -> None:
    """List companies, add one, or change one of your own."""


@command.command("list")
@command_of(scores=False)
def list_(session: Session) -> int:
    """List all companies, shipped and your own."""
    catalogue, out = session.workspace.catalogue, session.out
    if out.as_json:
        out.json(
            {
                "companies": [
                    {
                        "id": item.id,
                        "name": item.name,
                        "aliases": list(item.aliases),
                        "symbols": [listing.symbol for listing in item.listings],
                        "role": item.role,
                        "status": item.status,
                        "domicile": item.domicile,
                        "tags": list(item.tags),
                        "own": item.id in catalogue.own,
                    }
                    for item in catalogue.companies.values()
                ]
            }
        )
        return 0
    name = out.width - 31 - 14 - 14
    out.line(out.paint(f"{fit('id', 30)} {fit('name', name)} {fit('role', 13)} symbols", "dim"))
    for item in catalogue.companies.values():
        symbols = ", ".join(listing.symbol for listing in item.listings) or "unlisted"
        own = "own; " if item.id in catalogue.own else ""
        line = f"{fit(item.id, 30)} {fit(visible(item.name, 200), name)} {fit(item.role, 13)} "
        out.line(line + fit(own + visible(symbols, 200), out.width - cells(line)))
    return 0


@command.command()
@click.argument("name")
@click.option("--listing", metavar="LISTING", help="EXCHANGE:TICKER, or unlisted.")
@click.option("--country", metavar="COUNTRY", help="Where it is at home: a code such as AU.")
@command_of(scores=False)
def add(session: Session, name: str, listing: str | None, country: str | None) -> int:
    """Add a company of your own called NAME; all that is not known of it is unknown.

    Of a listed miner the name or the ticker is enough: listing and country are looked up.
    """
    workspace, out = session.workspace, session.out
    if listing is None or country is None:
        name, listing, country = _looked_up(workspace, name, listing, country)
    made = workspace.add_company(name, listing, country)
    if out.as_json:
        out.json({"id": made, "name": workspace.company(made).name})
    else:
        told = f"{visible(name, 60)}, {visible(listing)}, {visible(country)}"
        out.lines(wrapped(f"Added {told}; see it: rewatch show {made}", out.width))
    return 0


def _looked_up(
    workspace: Workspace, name: str, listing: str | None, country: str | None
) -> tuple[str, str, str]:
    """Name, listing and country with what the list of listed miners knows of them.

    Raises:
        UsageError: it knows none of that name or ticker, or more than one.
    """
    hits = [hit for hit in workspace.search(listing or name) if hit.likeness >= _ITS_WORDS]
    very = [hit for hit in hits if hit.likeness >= _THE_VERY_NAME]
    here = next((hit for hit in very if hit.company is not None), None)
    if here is not None:
        raise UsageError(f"{name!r} is there already: {here.company}")
    trading = [hit for hit in very if not hit.delisted]
    if len(trading) == 1:
        (hit,) = trading
        called = hit.name if listing is None else name
        if country or hit.country:
            return called, listing or hit.symbol, country or hit.country
    found = trading or [hit for hit in hits if not hit.delisted]
    missing = " and ".join(
        f"--{key}" for key, value in (("listing", listing), ("country", country)) if value is None
    )
    if not found:
        raise UsageError(f"say {missing}: no listed miner is called {name!r}")
    near = "; ".join(
        f"{hit.symbol} ({hit.name}, {hit.country or '?'})"
        if hit.company is None
        else f"{hit.name} (there already: {hit.company})"
        for hit in found[:4]
    )
    more = f" and {len(found) - 4} more" if len(found) > 4 else ""
    raise UsageError(
        f"{name!r} may be {visible(near)}{more}; add one by its symbol, or say {missing}"
    )


@command.command()
@click.argument("company", type=COMPANY)
@click.option("--name", metavar="NAME", help="What it is called.")
@click.option("--listing", metavar="LISTING", help="EXCHANGE:TICKER, or unlisted.")
@click.option("--country", metavar="COUNTRY", help="Where it is at home: a code such as AU.")
@click.option("--role", metavar="ROLE", help="explorer, developer, producer, processor, …")
@click.option("--status", metavar="STATUS", help="active, acquired, delisted or insolvent.")
@click.option("--summary", metavar="TEXT", help='What it does, in a sentence; "" takes it out.')
@click.option("--alias", "aliases", multiple=True, metavar="NAME", help="May be given again.")
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="May be given again.")
@command_of(scores=False)
def edit(session: Session, company: str, **given: str | tuple[str, ...] | None) -> int:
    """Change fields of a company of your own; what is not named stays.

    Aliases and tags take the place of those there are. Evidence about any company is added with
    `rewatch evidence add`.
    """
    workspace, out = session.workspace, session.out
    fields = {key: value for key, value in given.items() if value not in (None, ())}
    if not fields:
        raise UsageError("say what to change, such as --name NAME; see rewatch company edit --help")
    found = workspace.resolve(company)
    # An empty text or an empty list of words takes the field out.
    changed = {key: _emptied(value) for key, value in fields.items()}
    edited = workspace.edit_company(found, None, **changed)
    if out.as_json:
        out.json({"id": edited.id, "name": edited.name, "changed": sorted(fields)})
    else:
        out.line(f"Changed {', '.join(sorted(fields))} of {edited.id}.")
    return 0


@command.command()
@click.argument("company", type=COMPANY)
@yes_option
@command_of(scores=False)
def delete(session: Session, company: str, yes: bool) -> int:
    """Move COMPANY of your own, or what you added to a shipped one, to the workspace's trash.

    Notes and watchlists stay as they are; `rewatch undo` brings it back.
    """
    workspace, out = session.workspace, session.out
    found = workspace.resolve(company)
    own = found in workspace.catalogue.own
    if not own and not workspace.has_added(found):
        raise UsageError(f"{found} is shipped and you have added nothing to it")
    records = len(workspace.company(found).evidence)
    if not out.as_json and not yes:
        what = (
            f"the company {found} with its {records} records"
            if own
            else f"all you added to {found}"
        )
        out.line(f"To the trash: {what}.")
    done = agreed(out, yes)
    if done:
        workspace.delete_company(found)
    if out.as_json:
        out.json({"id": found, "done": done})
    else:
        out.line(f"Moved {found} to the trash; rewatch undo brings it back." if done else NOT_SAVED)
    return 0


def _emptied(value: str | tuple[str, ...] | None) -> str | tuple[str, ...] | None:
    if isinstance(value, tuple):
        return tuple(word for word in value if word.strip()) or None
    return value or None
