"""`rewatch next`: which open fact is worth finding, by the doubt it leaves in the totals."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from rewatch.cli import shapes
from rewatch.cli.names import LIST_OR_COMPANY
from rewatch.cli.options import Session, command_of
from rewatch.cli.output import Output, wrapped
from rewatch.cli.wording import KNOWN, method_line, named, percent
from rewatch.domain.text import visible

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rewatch.domain.rubric import Rubric, Sampling
    from rewatch.scoring.facts import FactGroup, OpenFact
    from rewatch.scoring.telling import Told

_COMPANIES, _PAIRS = 5, 4  # shown of each fact
_TOO_LONG = (
    "So long a list is not sampled once more for each fact, so which pairs a fact would tell apart "
    "is not said; a shorter list says it"
)


@click.command()
@click.argument("name", metavar="[WATCHLIST | COMPANY]", required=False, type=LIST_OR_COMPANY)
@command_of(scores=True)
def command(session: Session, name: str | None) -> int:
    """List the facts worth finding next, for WATCHLIST, COMPANY or all companies.

    Facts stand by the doubt they leave: the width of the totals that knowing them would take away.
    Each names the companies it is open for, which pairs it would tell apart (sampled with the fact
    found in the middle of what it may be), and where such a fact is usually published.
    """
    workspace, out, question = session.workspace, session.out, session.question
    slug, company = session.list_or_company(name)
    ranking = workspace.ranking(question, slug)
    groups = workspace.next_facts(ranking)
    if company is not None:
        groups = _of_one(groups, company)
    told = workspace.told_apart(ranking, groups)
    sampling = workspace.catalogue.rubric.sampling
    if out.as_json:
        out.json(
            {
                **shapes.method(ranking, question),
                "watchlist": slug,
                "company": company,
                "facts": [
                    {
                        **shapes.fact(group.fact),
                        "points": group.points,
                        "companies": [shapes.open_fact(item) for item in group.open],
                        "tells_apart": _pairs(told.get(group.fact.id)),
                    }
                    for group in groups
                ],
                "samples": sampling.samples,
                "seed": sampling.master_seed,
                "sure": sampling.default_sure,
                "left_out": shapes.faults(session.left_out),
            }
        )
        return 0
    names = {row.score.id: visible(row.score.name, 60) for row in ranking.rows}
    of = names[company] if company is not None else session.list_named(slug)[1]
    out.line(out.paint(f"Facts worth finding next: {of}", "bold"))
    rubric = workspace.catalogue.rubric
    out.lines(wrapped(method_line(ranking, question, rubric), out.width))
    if not groups:
        out.line()
        out.line("Nothing is open.")
    for group in groups:
        out.line()
        _print(out, group, told.get(group.fact.id, ()), names, rubric, company)
    if groups:
        out.line()
        rests_on = _sampled(sampling) if told else _TOO_LONG
        out.lines(out.paint(line, "dim") for line in wrapped(rests_on, out.width))
    return 0


def _pairs(told: Sequence[Told] | None) -> list[shapes.Shape] | None:
    if told is None:
        return None
    return [{"ahead": item.ahead, "behind": item.behind, "share": item.share} for item in told]


def _sampled(sampling: Sampling) -> str:
    """What tells apart means, and what it rests on."""
    return (
        f"Tells apart: with the fact found in its middle one is above in at least "
        f"{100 * sampling.likely:.0f} % of {sampling.samples:,} samples, and without it is not; "
        f"weights drawn {sampling.default_sure} around these; seed {sampling.master_seed}; shares "
        "of samples, no forecast"
    )


def _of_one(groups: tuple[FactGroup, ...], company: str) -> tuple[FactGroup, ...]:
    """The open facts of one company alone, the widest first."""
    mine = [
        replace(group, open=(item,), points=item.points)
        for group in groups
        for item in group.open
        if item.company == company
    ]
    return tuple(sorted(mine, key=lambda group: -group.points))


def _print(
    out: Output,
    group: FactGroup,
    told: Sequence[Told],
    names: Mapping[str, str],
    rubric: Rubric,
    company: str | None,
) -> None:
    alone = company is not None
    count = "" if alone else f" in {len(group.open)} totals"
    pairs = {frozenset((item.company, other)) for item in group.open for other in item.separates}
    parted = f"; would tell {len(told)} pair{'s' * (len(told) != 1)} apart" if told else ""
    parted += f"; would part {len(pairs)} for certain" if pairs else ""
    text = f"{visible(group.fact.name)}: {group.points:.1f} points{count}{parted}"
    out.lines(out.paint(line, "bold") for line in wrapped(text, out.width))
    out.lines(wrapped(f"published in: {visible(group.fact.published_in)}", out.width, "  "))
    if told:
        said = ", ".join(_told(pair, names, company) for pair in told[:_PAIRS])
        more = f" and {len(told) - _PAIRS} more (--json has all)" if len(told) > _PAIRS else ""
        out.lines(wrapped(f"tells apart: {said}{more}", out.width, "  "))
    fed = list(dict.fromkeys(key for item in group.open for key in item.indicators))
    out.lines(wrapped(f"feeds: {', '.join(named(rubric, key) for key in fed)}", out.width, "  "))
    for item in group.open[:_COMPANIES]:
        out.lines(wrapped(_line(item, names, alone=alone), out.width, "  "))
    if len(group.open) > _COMPANIES:
        out.line(f"  and {len(group.open) - _COMPANIES} more companies (--json has all)")


def _told(pair: Told, names: Mapping[str, str], company: str | None) -> str:
    """Two companies, who would be ahead, and in how many of the samples."""
    ahead, behind, share = names[pair.ahead], names[pair.behind], percent(pair.share)
    if company is None:
        return f"{ahead} above {behind} ({share})"
    return f"above {behind} ({share})" if pair.ahead == company else f"below {ahead} ({share})"


def _line(item: OpenFact, names: Mapping[str, str], *, alone: bool) -> str:
    """One company: how much, whether it is known at all, and whom it would be told apart from."""
    state = "missing" if item.missing else KNOWN
    apart = [names[key] for key in item.separates]
    told = ""
    if apart:
        more = f" and {len(apart) - _PAIRS} more" if len(apart) > _PAIRS else ""
        told = f"; at its middle it parts this one from {', '.join(apart[:_PAIRS])}{more}"
    begin = "" if alone else f"{names[item.company]} {item.points:.1f}: "
    return f"{begin}{state}{told}"
