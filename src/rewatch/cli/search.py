"""`rewatch search`: companies and listed miners by name or ticker, mistyped or not."""

from __future__ import annotations

import click

from rewatch.cli.options import Session, command_of
from rewatch.cli.output import fit
from rewatch.domain.text import visible


@click.command()
@click.argument("text", nargs=-1, required=True)
@command_of(scores=False)
def command(session: Session, text: tuple[str, ...]) -> int:
    """Find companies and listed miners whose name, alias or ticker is like TEXT."""
    out, query = session.out, " ".join(text)
    hits = session.workspace.search(query)
    if out.as_json:
        out.json(
            {
                "query": query,
                "hits": [
                    {
                        "kind": "company" if hit.company is not None else "listing",
                        "id": hit.company,
                        "name": hit.name,
                        "symbol": hit.symbol or None,
                        "country": hit.country or None,
                        "score": hit.likeness,
                        "mentions_rare_earths": hit.mentions_rare_earths,
                        "delisted": hit.delisted,
                    }
                    for hit in hits
                ],
            }
        )
        return 0
    if not hits:
        out.line(f"Nothing is called anything like {visible(query, 60)!r}.")
        out.line("Add a company: rewatch company add NAME --listing ASX:ABC --country AU")
        return 0
    name = out.width - 16 - 14 - 27
    head = " ".join((fit("name", name), fit("symbol", 16), fit("country", 13), fit("id", 26)))
    out.line(out.paint(head, "dim"))
    for hit in hits:
        known = visible(hit.company) if hit.company is not None else "listed; no evidence"
        if hit.delisted:
            known = "delisted; no evidence" if hit.company is None else f"{known} (delisted)"
        out.line(
            " ".join(
                (
                    fit(visible(hit.name, 200), name),
                    fit(visible(hit.symbol or "unlisted", 40), 16),
                    fit(visible(hit.country, 40), 13),
                    fit(known, 26),
                )
            )
        )
    return 0
