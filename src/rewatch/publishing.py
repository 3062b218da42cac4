"""What the workspace hands out: documents and their files.

Functions of a workspace, apart from its class so that each file has one reason to change.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from rewatch.domain.errors import NotFound, Refused, UsageError
from rewatch.domain.lists import COMPARED_FEWEST, COMPARED_MOST

if TYPE_CHECKING:
    from rewatch.domain.note import Note
    from rewatch.keeping import Keeping
    from rewatch.question import Question
    from rewatch.scorecards.collection import Given
    from rewatch.scorecards.comparison import Comparison
    from rewatch.scorecards.pack import Pack
    from rewatch.scorecards.scorecard import FlagResult, Previous, Scorecard
    from rewatch.scoring.results import Ranking
    from rewatch.storage.card_log import CardMark

    Document = Scorecard | Comparison | Pack

Progress = Callable[[int, int], None]
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
    given = _among(workspace, given, [company_id], watchlist)
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
    progress: Progress | None = None,
) -> Document:
    """A card, a comparison sheet or a list pack.

    Args:
        workspace: whose companies and notes.
        companies: ids.
        question: how to look.
        kind: what to make; "auto" makes a card of one company and a pack of several.
        watchlist: the list the companies are ranked in, all companies if not given.
        with_notes: puts private notes on the cards; a comparison never has any.
        progress: called with cards built and cards wanted; what it raises stops the work.

    Raises:
        UsageError: that many companies make no document of that kind.
    """
    from rewatch.scorecards import collection, comparison, pack

    if not companies:
        raise UsageError("there is no company to export")
    if kind == "auto":
        kind = "card" if len(companies) == 1 else "pack"
    if kind == "card" and len(companies) > 1:
        raise UsageError("a card shows one company; for several make a comparison or a pack")
    fewest, most = COMPARED_FEWEST, COMPARED_MOST
    if kind == "comparison" and not fewest <= len(companies) <= most:
        raise UsageError(f"a comparison takes {fewest} to {most} companies, not {len(companies)}")
    ranking = _ranking_with(workspace, companies, question, watchlist)
    key = pack.key_of(companies, watchlist)
    given = _given(workspace, companies, ranking, question, with_notes, key)
    given = _among(workspace, given, companies, watchlist)
    scores = [row.score for item in companies if (row := ranking.row(item)) is not None]
    if len(scores) < len(companies):
        lost = next(item for item in companies if ranking.row(item) is None)
        raise NotFound("company", lost, [])
    if kind == "card":
        return collection.card(scores[0], ranking, given)
    if kind == "comparison":
        return comparison.build(scores, ranking, given, progress=progress)
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


def _among(
    workspace: Keeping, given: Given, companies: Sequence[str], watchlist: str | None
) -> Given:
    """The same, with the name of the list that `_ranking_with` ranks the companies in."""
    if watchlist is None or not set(workspace.members(watchlist)).issuperset(companies):
        return given
    return replace(given, among=workspace.watchlist(watchlist)[1].name)


def _given(
    workspace: Keeping,
    companies: Sequence[str],
    ranking: Ranking,
    question: Question,
    with_notes: bool,
    key: str = "",
) -> Given:
    from rewatch.scorecards.collection import Found, Given, LastPack
    from rewatch.scorecards.history import score_history
    from rewatch.storage.card_log import CardLog, handed_out

    catalogue, _ = workspace.catalogue_on(question.recorded_by)
    how = workspace.method_of(ranking, question)
    table = catalogue.country_table
    if how.supposed is not None:
        table = table.model_copy(update={"countries": tuple(how.countries.values())})
    # What was handed out of things as they stand is no earlier state of what is supposed.
    log = handed_out(workspace.folders) if how.supposed is None else CardLog()
    rebuilt = _rebuilt(ranking, question)
    until = rebuilt or workspace.today
    return Given(
        rubric=catalogue.rubric,
        deck=how.deck,
        today=until,
        countries=table,
        recorded_by=None if rebuilt else question.recorded_by,
        with_notes=with_notes,
        notes=Found(companies, lambda item: _written_by(workspace.notes(item), rebuilt)),
        flags=_flags(workspace, companies, ranking, question),
        histories=Found(companies, lambda item: score_history(workspace.company(item, how), how)),
        previous={
            item: [_previous(mark) for mark in log.cards[item] if mark.on <= until]
            for item in companies
            if item in log.cards
        },
        packs=[
            LastPack(
                mark.on, mark.digest, {item: _previous(card) for item, card in mark.cards.items()}
            )
            for mark in log.packs.get(key, ())
            if mark.on <= until
        ],
    )


def _rebuilt(ranking: Ranking, question: Question) -> date | None:
    """The day whose document is made again, None where a document of today is made.

    It is that day's to the byte: nothing recorded, written or handed out later is in it.
    """
    day = question.recorded_by
    return day if day is not None and ranking.as_of <= day else None


def _written_by(notes: list[Note], day: date | None) -> list[Note]:
    """Notes written by a day, each with the time its writer had: a card shows its day."""
    from rewatch.domain.values import day_of

    written = [note for note in notes if day is None or day_of(note.created) <= day]
    return [
        note.model_copy(update={"created": note.created.astimezone()})
        if isinstance(note.created, datetime)
        else note
        for note in written
    ]


def _previous(mark: CardMark) -> Previous:
    from rewatch.scorecards.scorecard import Previous

    return Previous(**{name: getattr(mark, name) for name in type(mark).model_fields})


def _flags(
    workspace: Keeping, companies: Sequence[str], ranking: Ranking, question: Question
) -> dict[str, list[FlagResult]]:
    """Every risk flag of the companies as the filter language answers it."""
    from rewatch.scorecards.scorecard import FlagResult
    from rewatch.screening.flags import SAYS, open_because

    states = workspace.flags(ranking, question)
    rubric = workspace.catalogue_on(question.recorded_by)[0].rubric
    why = open_because(workspace.screening(ranking, question))
    return {
        item: [
            FlagResult(
                flag.id,
                flag.name,
                flag.class_,
                SAYS[states[item][flag.id]],
                flag.reason,
                ", ".join(why.get(item, {}).get(flag.id, ())),
            )
            for flag in rubric.flags
        ]
        for item in companies
        if item in states
    }


def _remember(workspace: Keeping, made: Document, key: str) -> None:
    """Keeps what was handed out, for "change since the last card" and "since the last pack"."""
    from rewatch.scorecards.scorecard import profile_of
    from rewatch.storage.card_log import CardMark, PackMark, keep_cards

    cards = {
        card.company.id: CardMark(
            on=card.printed,
            total=card.basis.score.total,
            rank=card.basis.row.rank,
            digest=card.digest,
            method=card.basis.ranking.method_version,
            profile=profile_of(card.basis.ranking),
            deck=card.basis.ranking.deck or "none",
            of=card.basis.group_size,
            order=card.basis.ranking.order,
        )
        for card in made.cards
    }
    packs = {}
    if made.kind == "pack":
        packs[key] = PackMark(on=made.printed, digest=made.digest, cards=cards)
    keep_cards(workspace.folders, cards, packs)


def pdf_bytes(made: Document, wanted: Callable[[], object], **looks: Any) -> bytes:
    """A document's pages, set beside this process.

    Args:
        made: what to print.
        wanted: called while the pages are set; what it raises ends that.
        looks: `paper`.
    """
    from rewatch.scorecards import pdf
    from rewatch.typesetting import set_apart

    return pdf.render(made, typeset=partial(set_apart, wanted=wanted), **looks)


@dataclass(frozen=True, slots=True)
class Written:
    """What an export handed out.

    Attributes:
        to: the file; None for standard output.
        data: its bytes.
        kind: card, comparison or pack.
        cards: how many companies are in it.
        left_out: what is not in it, a sentence for each company.
        notes: whether its format and kind have a place for notes.
    """

    to: Path | None
    data: bytes
    kind: str
    cards: int
    left_out: tuple[str, ...]
    notes: bool


def export(
    workspace: Keeping,
    companies: Sequence[str],
    to: Path | None,
    question: Question,
    *,
    form: str | None = None,
    kind: Kind = "auto",
    watchlist: str | None = None,
    with_notes: bool = False,
    force: bool = False,
    progress: Progress | None = None,
    put: Callable[[bytes], object] | None = None,
    **looks: Any,
) -> Written:
    """Writes a document to a file; a failed or stopped export leaves no half file.

    Args:
        workspace: whose companies and notes.
        companies: ids.
        to: the file; None hands the bytes to `put` alone.
        question: how to look.
        form: the format, else the ending of `to`, else text.
        kind: as for `document`.
        watchlist: the list the companies are ranked in.
        with_notes: puts private notes on the cards.
        force: writes over a file that is there.
        progress: as for `document`; called again and again while a PDF is set, and once more
            before anything is written.
        put: gets the bytes where there is no file; what it raises leaves nothing remembered.
        looks: what the format can be told: `paper` for PDF and HTML, `links` for Markdown.

    Raises:
        Refused: the file is there and `force` was not given, or it cannot be written.
        UsageError: no such format, or it cannot be told that.
    """
    from rewatch.scorecards.formats import check_looks, format_named, format_of_file, render
    from rewatch.scorecards.pack import key_of
    from rewatch.storage.atomic import create_new, write_bytes

    if to is not None and to.is_dir():
        raise Refused(f"{to} is a folder; name a file in it")
    chosen = format_named(form or "txt") if form or to is None else format_of_file(to.name)
    check_looks(chosen, looks)
    if to is not None and not to.parent.is_dir():  # now, not when a long pack is made
        raise Refused(f"there is no folder {to.parent} to write {to.name} into")
    if to is not None and to.exists() and not force:
        raise Refused(f"{to} exists; say --force to write over it, or name another file")
    made = document(
        workspace,
        companies,
        question,
        kind=kind,
        watchlist=watchlist,
        with_notes=with_notes and chosen.notes,  # where none can stand, none is counted
        progress=progress,
    )
    cards = len(made.cards)
    wanted = partial(progress, cards, cards) if progress is not None else bool
    if chosen.ending == "pdf":
        data = pdf_bytes(made, wanted, **looks)
    else:
        data = render(made, chosen.ending, **looks)
    wanted()  # the last moment at which it can be stopped
    if to is None:
        if put is not None:
            put(data)
    elif force:
        write_bytes(to, data)
    else:
        try:
            create_new(to, data)
        except FileExistsError:
            raise Refused(f"{to} exists; say --force to write over it, or name another") from None
    # A day that is looked back on is not the last card, and neither is what is supposed.
    if question.recorded_by is None and question.scenario is None:
        _remember(workspace, made, key_of(companies, watchlist))
    has_place = chosen.notes and made.kind != "comparison"
    return Written(to, data, made.kind, cards, made.left_out, has_place)


def preview(workspace: Keeping, companies: Sequence[str], with_notes: bool) -> tuple[str, ...]:
    """What of a person's own will or will not be in an export, before it is made.

    Returns:
        A sentence for each company that has notes.
    """
    catalogue, said = workspace.catalogue, []
    for item in companies:
        count = len(workspace.notes(item))
        if count:
            many = "1 private note" if count == 1 else f"{count} private notes"
            name = catalogue.companies[item].name
            leaves = "goes out" if count == 1 else "go out"
            said.append(f"{many} on {name} {leaves if with_notes else 'left out'}")
    return tuple(said)
