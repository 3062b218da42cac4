"""`rewatch profile` and `rewatch deck`: what there is to weigh and to price with."""

from __future__ import annotations

import click

from rewatch.cli.options import Session, command_of, common_options
from rewatch.cli.output import fit, wrapped
from rewatch.domain.text import visible


@click.group(no_args_is_help=False)
@common_options
def profile() -> None:
    """Weights profiles."""


@profile.command("list")
@command_of(scores=False)
def profiles(session: Session) -> int:
    """List the weights profiles; --profile takes one."""
    from rewatch.workspace import Question

    workspace, out = session.workspace, session.out
    found, default = workspace.catalogue.profiles, workspace.catalogue.rubric.default_profile
    weights = {key: workspace.method(Question(profile=key)).weights for key in found}
    if out.as_json:
        out.json(
            {
                "profiles": [
                    {
                        "id": key,
                        "name": item.name,
                        "why": item.why,
                        "weights": dict(weights[key]),
                        "default": key == default,
                    }
                    for key, item in found.items()
                ]
            }
        )
        return 0
    for key, item in found.items():
        out.line(out.paint(visible(key, 60), "bold") + f"  {visible(item.name, 60)}")
        shares = ", ".join(f"{name} {100 * share:.3g} %" for name, share in weights[key].items())
        out.lines(wrapped(shares, out.width, "  "))
        if key == default:
            out.line("  used when none is named")
        if item.why:
            out.lines(wrapped(visible(item.why), out.width, "  "))
    return 0


@click.group(no_args_is_help=False)
@common_options
def deck() -> None:
    """Price decks."""


@deck.command("list")
@command_of(scores=False)
def decks(session: Session) -> int:
    """List the price decks; --deck takes one. Decks of different basis are never mixed."""
    catalogue, out = session.workspace.catalogue, session.out
    default = catalogue.rubric.default_deck
    if out.as_json:
        out.json(
            {
                "decks": [
                    {
                        "id": item.id,
                        "name": item.name,
                        "unit": item.unit,
                        "market": item.market,
                        "vat": item.vat,
                        "date": item.date,
                        "oxides": len(item.quoted),
                        "source": item.source.title,
                        "default": item.id == default,
                    }
                    for item in catalogue.decks.values()
                ]
            }
        )
        return 0
    for item in catalogue.decks.values():
        out.line(out.paint(fit(item.id, 26), "bold") + f" {visible(item.name, 100)}")
        if item.id == default:
            out.line("  used when none is named")
        about = (
            f"{len(item.quoted)} prices in {item.unit}, {item.market}, VAT {item.vat}, "
            f"{item.date}; {item.source.title}"
        )
        out.lines(wrapped(visible(about), out.width, "  "))
    return 0
