"""What the workspace hands out: documents and their files, and a report on itself.

Functions of a workspace, apart from its class so that each file has one reason to change.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from rewatch.domain.errors import Refused, RewatchError, UsageError

if TYPE_CHECKING:
    from rewatch.asking import Question
    from rewatch.keeping import Keeping
    from rewatch.scorecards.collection import Given
    from rewatch.scorecards.scorecard import FlagResult, Scorecard
    from rewatch.scoring.results import Ranking

Kind = Literal["auto", "card", "comparison", "pack"]


def scorecard(
    workspace: Keeping,
    company_id: str,
    question: Question,
    *,
    watchlist: str | None = None,
    with_notes: bool = False,
) -> Scorecard:
    """The card of one company, ranked within a list or among all companies."""
    from rewatch.scorecards.collection import card

    ranking = _ranking_with(workspace, [company_id], question, watchlist)
    given = _given(workspace, [company_id], ranking, question, with_notes)
    row = ranking.row(company_id)
    assert row is not None
    return card(row.score, ranking, given)


def document(
    workspace: Keeping,
    companies: Sequence[str],
    question: Question,
    *,
    kind: Kind = "auto",
    watchlist: str | None = None,
    with_notes: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Any:
    """A card, a comparison sheet or a list pack.

    Args:
        workspace: whose companies and notes.
        companies: ids.
        question: how to look.
        kind: what to make; "auto" makes a card of one company and a pack of several.
        watchlist: the list the companies are ranked in, all companies if not given.
        with_notes: puts private notes on the cards.
        progress: called with cards built and cards wanted; what it raises stops the work.
    """
    from rewatch.scorecards import comparison, pack

    if not companies:
        raise UsageError("there is no company to export")
    if kind == "auto":
        kind = "card" if len(companies) == 1 else "pack"
    if kind == "card":
        if len(companies) > 1:
            raise UsageError("a card shows one company; for several make a comparison or a pack")
        return scorecard(
            workspace, companies[0], question, watchlist=watchlist, with_notes=with_notes
        )
    ranking = _ranking_with(workspace, companies, question, watchlist)
    given = _given(workspace, companies, ranking, question, with_notes)
    rows = [ranking.row(item) for item in companies]
    scores = [row.score for row in rows if row is not None]
    if kind == "comparison":
        return comparison.build(scores, ranking, given)
    title = workspace.watchlist(watchlist)[1].name if watchlist else "Companies"
    return pack.build(title, scores, ranking, given, progress)


def _ranking_with(
    workspace: Keeping, companies: Sequence[str], question: Question, watchlist: str | None
) -> Ranking:
    """The ranking of a list, or of all where a company asked for is not on it."""
    members = set(workspace.members(watchlist))
    if watchlist is not None and members.issuperset(companies):
        return workspace.ranking(question, watchlist)
    method_of = watchlist
    everything = list(workspace.catalogue.companies)
    return workspace.ranking(question, method_of, companies=everything)


def _given(
    workspace: Keeping,
    companies: Sequence[str],
    ranking: Ranking,
    question: Question,
    with_notes: bool,
) -> Given:
    from rewatch.scorecards.collection import Given
    from rewatch.scorecards.history import score_history
    from rewatch.scorecards.scorecard import Previous
    from rewatch.storage.card_log import last_cards

    catalogue = workspace.catalogue
    how = workspace.method_of(ranking, question)
    marks = last_cards(workspace.folders)
    return Given(
        rubric=catalogue.rubric,
        deck=how.deck,
        today=workspace.today,
        countries=catalogue.country_table,
        recorded_by=question.recorded_by,
        with_notes=with_notes,
        notes={item: workspace.notes(item) for item in companies},
        flags=_flags(workspace, companies, ranking, question),
        histories={item: score_history(workspace.company(item), how) for item in companies},
        previous={
            item: Previous(marks[item].on, marks[item].total, marks[item].rank, marks[item].digest)
            for item in companies
            if item in marks
        },
    )


def _flags(
    workspace: Keeping, companies: Sequence[str], ranking: Ranking, question: Question
) -> dict[str, list[FlagResult]]:
    """Every risk flag of the companies as the filter language answers it."""
    from rewatch.scorecards.scorecard import FlagResult

    says: dict[str, Literal["raised", "clear", "unknown"]] = {
        "fail": "raised",
        "pass": "clear",
        "unknown": "unknown",
    }
    states = workspace.flags(ranking, question)
    return {
        item: [
            FlagResult(flag.id, flag.name, flag.class_, says[states[item][flag.id]], flag.reason)
            for flag in workspace.catalogue.rubric.flags
        ]
        for item in companies
        if item in states
    }


def _remember(workspace: Keeping, made: Any) -> None:
    """Keeps what was handed out, for "change since the last card"."""
    from rewatch.storage.card_log import CardMark, keep_cards

    keep_cards(
        workspace.folders,
        {
            card.company.id: CardMark(
                on=card.printed,
                total=card.basis.score.total,
                rank=card.basis.row.rank,
                digest=card.digest,
            )
            for card in made.cards
        },
    )


def rendered(
    workspace: Keeping,
    companies: Sequence[str],
    form: str,
    question: Question,
    **options: Any,
) -> bytes:
    """A document as bytes, for standard output or a preview; options are those of `document`."""
    from rewatch.scorecards.formats import render

    return render(document(workspace, companies, question, **options), form)


def export(
    workspace: Keeping,
    companies: Sequence[str],
    to: Path,
    question: Question,
    *,
    form: str | None = None,
    kind: Kind = "auto",
    watchlist: str | None = None,
    with_notes: bool = False,
    force: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Path:
    """Writes a document to a file; a failed or stopped export leaves no half file.

    Args:
        workspace: whose companies and notes.
        companies: ids.
        to: the file.
        question: how to look.
        form: the format, else the ending of `to`.
        kind: as for `document`.
        watchlist: the list the companies are ranked in.
        with_notes: puts private notes on the cards.
        force: writes over a file that is there.
        progress: as for `document`.

    Raises:
        Refused: the file is there and `force` was not given, or it cannot be written.
        UsageError: no such format.
    """
    from rewatch.scorecards.formats import format_named, format_of_file, render
    from rewatch.storage.atomic import create_new, write_bytes

    chosen = format_named(form) if form else format_of_file(to.name)
    if to.is_dir():
        raise Refused(f"{to} is a folder; name a file in it")
    if to.exists() and not force:
        raise Refused(f"{to} exists; say --force to write over it, or name another file")
    made = document(
        workspace,
        companies,
        question,
        kind=kind,
        watchlist=watchlist,
        with_notes=with_notes,
        progress=progress,
    )
    data = render(made, chosen.ending)
    if force:
        write_bytes(to, data)
    else:
        try:
            create_new(to, data)
        except FileExistsError:
            raise Refused(f"{to} exists; say --force to write over it, or name another") from None
    _remember(workspace, made)
    return to


def doctor(workspace: Keeping) -> list[tuple[str, str]]:
    """Versions, folders, what was read and how long it took; for a report of a problem."""
    import platform
    import time
    from importlib.metadata import PackageNotFoundError, version

    from rewatch import __version__

    folders = workspace.folders
    started = time.perf_counter()
    workspace.reload()
    catalogue = workspace.catalogue
    read = time.perf_counter()
    try:
        ranking = workspace.ranking()
        method = ranking.method_version
        spent = 1000 * (time.perf_counter() - read)
        scoring = f"{spent:.0f} ms for {len(ranking.rows)} companies"
    except RewatchError as error:  # the rest is what a report needs all the more
        method = scoring = f"not possible: {error}"

    def installed(name: str) -> str:
        try:
            return version(name)
        except PackageNotFoundError:
            return "not installed"

    records = sum(len(company.evidence) for company in catalogue.companies.values())
    newest = max(
        (
            str(source.date)
            for c in catalogue.companies.values()
            for source in c.sources
            if source.date
        ),
        default="nothing",
    )
    names = ("textual", "pydantic", "numpy", "click", "lark", "rapidfuzz")
    extras = (("pdf", "typst"), ("xlsx", "xlsxwriter"), ("web", "textual-serve"))
    exists = "" if folders.workspace.is_dir() else " (not there yet; made at the first save)"
    return [
        ("rewatch", __version__),
        ("Python", f"{platform.python_version()} on {platform.system()}"),
        *((name, installed(name)) for name in names),
        *((f"extra {extra}", installed(name)) for extra, name in extras),
        ("workspace", f"{folders.workspace}{exists}"),
        ("settings", str(folders.config)),
        ("cache", str(folders.cache)),
        ("shipped data", str(folders.seeds)),
        ("companies", f"{len(catalogue.companies)}, {len(catalogue.own)} of them your own"),
        ("evidence", f"{records} records; newest source {newest}"),
        ("price decks", ", ".join(catalogue.decks)),
        ("method", method),
        ("left out", f"{len(workspace.left_out)} faults" if workspace.left_out else "nothing"),
        *(("fault", str(fault)) for fault in workspace.left_out),
        ("reading", f"{1000 * (read - started):.0f} ms"),
        ("scoring", scoring),
    ]
