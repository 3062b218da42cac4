"""`rewatch profile` and `rewatch deck`: what there is to weigh and to price with."""

from __future__ import annotations

import click

from rewatch.cli.options import Group, Session, command_of, common_options
from rewatch.cli.output import fit, wrapped
from rewatch.domain.errors import UsageError
from rewatch.domain.text import visible


@click.group(cls=Group, no_args_is_help=False)
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
    own = workspace.own_profiles()
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
                        "own": key in own,
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
        if key in own:
            out.line("  your own")
        if item.why:
            out.lines(wrapped(visible(item.why), out.width, "  "))
    return 0


@profile.command()
@click.argument("name")
@click.option(
    "--order-criteria",
    "order",
    metavar="A>B>C",
    help="Weigh criteria by their order alone, the most important first; those with = between "
    "matter equally, those not named nothing.",
)
@click.option("--why", default="", metavar="TEXT", help="The reason, one sentence.")
@command_of(scores=False, weighs=True)
def save(session: Session, name: str, order: str | None, why: str) -> int:
    """Save weights as a profile of your own called NAME, or change it.

    The weights are those of --weights over --profile, or follow from --order-criteria: the mean of
    all weights that stand in that order (rank-order centroid).
    """
    workspace, out, given = session.workspace, session.out, session.given.values
    if order is not None and ("weights" in given or "profile" in given):
        raise UsageError("weights or an order of criteria, not both")
    if order is not None:
        from rewatch.scoring.weights import from_order

        weights = from_order(_order(order))
    elif "weights" in given or "profile" in given:
        weights = dict(workspace.method(session.question).weights)
    else:
        raise UsageError(
            "say the weights with --weights criterion=number,… or --order-criteria a>b>c"
        )
    saved = workspace.save_profile(name, weights, why)
    from rewatch.workspace import Question

    used = dict(workspace.method(Question(profile=saved)).weights)
    if out.as_json:
        out.json({"id": saved, "name": workspace.catalogue.profile(saved).name, "weights": used})
    else:
        shares = ", ".join(f"{key} {100 * share:.3g} %" for key, share in used.items())
        text = f"Saved the profile {saved}: {shares}; use it: rewatch rank --profile {saved}"
        out.lines(wrapped(text, out.width))
    return 0


def _order(text: str) -> list[str | list[str]]:
    """Criteria by importance: steps with > between, equals with = between."""
    steps = [[name.strip() for name in step.split("=")] for step in text.split(">")]
    if any(not name for step in steps for name in step):
        raise UsageError(f"{text!r} is no order; write criteria with > between, as in a>b>c")
    return [step[0] if len(step) == 1 else step for step in steps]


@profile.command()
@click.argument("name")
@command_of(scores=False)
def delete(session: Session, name: str) -> int:
    """Delete the profile of your own called NAME."""
    session.workspace.delete_profile(name)
    if session.out.as_json:
        session.out.json({"id": name})
    else:
        session.out.line(f"Deleted the profile {visible(name, 60)}.")
    return 0


@click.group(cls=Group, no_args_is_help=False)
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
