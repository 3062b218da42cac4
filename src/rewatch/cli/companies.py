"""`rewatch company`: list companies, or add one of three fields."""

from __future__ import annotations

import click

from rewatch.cli.options import Session, command_of, common_options
from rewatch.cli.output import cells, fit
from rewatch.domain.text import visible


@click.group(no_args_is_help=False)
@common_options
def command() -> None:
    """List companies or add one."""


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
@click.option("--listing", required=True, metavar="LISTING", help="EXCHANGE:TICKER, or unlisted.")
@click.option(
    "--country", required=True, metavar="COUNTRY", help="Where it is at home: a code such as AU."
)
@command_of(scores=False)
def add(session: Session, name: str, listing: str, country: str) -> int:
    """Add a company of your own called NAME; all that is not known of it is unknown."""
    workspace, out = session.workspace, session.out
    made = workspace.add_company(name, listing, country)
    if out.as_json:
        out.json({"id": made, "name": workspace.company(made).name})
    else:
        out.line(f"Added {made}; see it: rewatch show {made}")
    return 0
