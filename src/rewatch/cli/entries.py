"""`rewatch watchlist order`, `entry` and `filter`: what stands on a list, who comes by itself."""

from __future__ import annotations

from datetime import date

import click

from rewatch.cli.names import COMPANY, WATCHLIST
from rewatch.cli.options import Session, command_of
from rewatch.domain.errors import UsageError
from rewatch.domain.text import visible


@click.command()
@click.argument("watchlist", type=WATCHLIST, metavar="LIST")
@click.argument("companies", nargs=-1, type=COMPANY, required=True, metavar="COMPANY…")
@command_of(scores=False)
def order(session: Session, watchlist: str, companies: tuple[str, ...]) -> int:
    """Put these companies first on LIST, in this order; the others follow as they were."""
    workspace, out = session.workspace, session.out
    slug, found = workspace.watchlist(watchlist)
    ids = list(dict.fromkeys(workspace.resolve(name) for name in companies))
    strange = [key for key in ids if key not in found.companies()]
    if strange:
        raise _not_on(strange[0], slug)
    workspace.reorder_watchlist(slug, ids)
    now = list(workspace.watchlist(slug)[1].companies())
    if out.as_json:
        out.json({"watchlist": slug, "companies": now})
    else:
        out.lines(visible(f"{place:>4}  {key}") for place, key in enumerate(now, 1))
    return 0


@click.command()
@click.argument("watchlist", type=WATCHLIST, metavar="LIST")
@click.argument("company", type=COMPANY)
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="In place of those there are.")
@click.option("--review", metavar="DATE", help='When to look at it again; "" takes it out.')
@click.option(
    "--thesis", multiple=True, metavar="FILTER", help="What must stay true; in place of the old."
)
@command_of(scores=False)
def entry(
    session: Session,
    watchlist: str,
    company: str,
    tags: tuple[str, ...],
    review: str | None,
    thesis: tuple[str, ...],
) -> int:
    """Set tags, review date and thesis of COMPANY on LIST; what is not named stays."""
    workspace, out = session.workspace, session.out
    slug, found = workspace.watchlist(watchlist)
    key = workspace.resolve(company)
    if not tags and review is None and not thesis:
        raise UsageError("say what to set: --tag, --review or --thesis")
    before = next((item for item in found.entries if item.company == key), None)
    if before is None and found.filter is None:
        raise _not_on(key, slug)
    day = review if review is not None else _day(before.review if before else None)
    workspace.edit_entry(
        slug,
        key,
        ", ".join(tags or (before.tags if before else ())),
        day,
        "; ".join(thesis or (before.thesis if before else ())),
        found,
    )
    now = next(item for item in workspace.watchlist(slug)[1].entries if item.company == key)
    if out.as_json:
        out.json(
            {
                "watchlist": slug,
                "company": key,
                "tags": list(now.tags),
                "review": _day(now.review) or None,
                "thesis": list(now.thesis),
            }
        )
    else:
        said = [*now.tags, *([f"review on {now.review}"] if now.review else []), *now.thesis]
        out.line(visible(f"{key} on {slug}: {', '.join(said) or 'nothing'}"))
    return 0


def _not_on(company: str, slug: str) -> UsageError:
    return UsageError(f"{company} is not on {slug}; add it: rewatch watchlist add {slug} {company}")


def _day(day: date | None) -> str:
    return day.isoformat() if day is not None else ""


@click.command("filter")
@click.argument("watchlist", type=WATCHLIST, metavar="LIST")
@click.argument("line", required=False, metavar="[FILTER]")
@click.option("--off", is_flag=True, help="Follow no filter any more; the entries stay.")
@command_of(scores=False)
def follow(session: Session, watchlist: str, line: str | None, off: bool) -> int:
    """Let LIST follow FILTER: whom it lets through is on it, beside the entries."""
    workspace, out = session.workspace, session.out
    slug, _ = workspace.watchlist(watchlist)
    if off == bool(line and line.strip()):
        raise UsageError('say a filter, or --off: rewatch watchlist filter LIST "magnet:>=25%"')
    workspace.set_filter(slug, None if off else line)
    now = workspace.watchlist(slug)[1]
    members = workspace.members(slug)
    many = "1 company is" if len(members) == 1 else f"{len(members)} companies are"
    if out.as_json:
        out.json({"watchlist": slug, "filter": now.filter, "companies": members})
    elif now.filter is None:
        out.line(f"{slug} follows no filter; {many} on it.")
    else:
        out.line(visible(f"{slug} follows {now.filter}: {many} on it."))
    return 0
