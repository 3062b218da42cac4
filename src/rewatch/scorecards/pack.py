"""The list pack: cover, comparison, one card a company, and all sources by number."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rewatch.domain.errors import UsageError
from rewatch.domain.lists import COMPARED_MOST
from rewatch.domain.text import signed
from rewatch.scorecards import comparison
from rewatch.scorecards.collection import Given, Progress, cards, digest_of, made_with, summary
from rewatch.scorecards.context import plain
from rewatch.scorecards.document import (
    ADVICE,
    Bullets,
    Section,
    Sheet,
    Source,
    Sources,
    Table,
    Text,
)
from rewatch.scorecards.figures import day, percent, points_range
from rewatch.scorecards.plain import visible
from rewatch.scorecards.scorecard import Previous, Scorecard
from rewatch.scorecards.sources import SourceBook
from rewatch.scorecards.wording import GROUPS, ORDERS
from rewatch.scoring.results import CompanyScore, Ranking

_GROUPS = {"ore": "deposit", "processor": "processor"}


@dataclass(frozen=True, slots=True)
class Pack:
    """A list pack.

    Attributes:
        comparison: the sheet of its first companies, None where there is only one.
        sources: all sources by number; the cards point here.
    """

    cover: Sheet
    comparison: comparison.Comparison | None
    cards: tuple[Scorecard, ...]
    closing: Sheet
    sources: tuple[Source, ...]
    digest: str
    printed: date

    kind = "pack"

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """What starts on pages of its own."""
        middle = (self.comparison.sheet,) if self.comparison else ()
        return (self.cover, *middle, *(card.sheet for card in self.cards), self.closing)

    @property
    def title(self) -> str:
        """What the document is called."""
        return self.cover.title

    @property
    def left_out(self) -> tuple[str, ...]:
        """What a preview says is not in the document."""
        return tuple(item for card in self.cards for item in card.left_out)


def build(
    title: str,
    scores: Sequence[CompanyScore],
    ranking: Ranking,
    given: Given,
    progress: Progress | None = None,
) -> Pack:
    """Builds the pack.

    Args:
        title: the name of the list.
        scores: companies of the ranking; they are put into its order.
        ranking: the ranking they stand in.
        given: everything else; `packs` feeds the changes since the last pack.
        progress: called after each card; what it raises stops the work.

    Raises:
        UsageError: there is no company.
    """
    wanted = {score.id: score for score in scores}
    ordered = [wanted[row.score.id] for row in ranking.rows if row.score.id in wanted]
    if not ordered:
        raise UsageError("a pack needs at least one company of the ranking")
    book = SourceBook()
    members = cards(ordered, ranking, given, book, progress)
    first = ordered[:COMPARED_MOST]
    beside = None
    if len(first) > 1:
        said = first_of([score.group for score in ordered])
        part = f". T{said[1:]}; each of the {len(ordered)} has its card" if said else ""
        beside = comparison.build(first, ranking, given, book, part=part)
    digest = digest_of(members)
    name = visible(title) or "List pack"
    cover = Sheet(
        "cover",
        name,
        f"List pack of {len(members)} companies, as of {day(ranking.as_of)}"
        if len(members) != 1
        else f"List pack of 1 company, as of {day(ranking.as_of)}",
        (
            ("title", name),
            ("companies", str(len(members))),
            *summary(ranking, given, digest),
        ),
        (
            made_with(1, ranking, given, digest),
            _contents(members, ranking),
            _changes(members, given, digest),
            _reading(),
        ),
    )
    closing = Sheet(
        "sources",
        "Sources",
        f"All sources of the pack {name}, by number",
        (),
        (Section(1, "sources", "Sources", (Sources(book.rows()),)),),
    )
    return Pack(cover, beside, members, closing, book.rows(), digest, given.today)


def first_of(groups: Sequence[str]) -> str:
    """Which companies of a pack stand side by side; "" where all of them do.

    Args:
        groups: the group of each company of the pack, which is in the order of its ranking.
    """
    if len(groups) <= COMPARED_MOST:
        return ""
    mixed = f", {GROUPS['ore']} before {GROUPS['processor']}" if len(set(groups)) > 1 else ""
    return f"the first {COMPARED_MOST} of {len(groups)} companies, by place{mixed}"


def key_of(companies: Sequence[str], watchlist: str | None) -> str:
    """What a pack is kept under: its list, or the companies it is of where there is none."""
    if watchlist is not None:
        return watchlist
    together = ",".join(sorted(companies))
    return f"+{hashlib.sha256(together.encode()).hexdigest()[:12]}"


def _contents(members: tuple[Scorecard, ...], ranking: Ranking) -> Section:
    rows = []
    for card in members:
        row, score = card.basis.row, card.basis.score
        rows.append(
            (
                Text(str(row.rank)) if row.rank is not None else plain("–", "quiet"),
                plain(score.name),
                plain(_GROUPS[score.group]),
                Text(points_range(score.total)),
                Text(percent(score.coverage)),
                plain(card.digest),
            )
        )
    table = Table(
        ("Rank", "Company", "Group", "Score", "Coverage", "Card"),
        tuple(rows),
        ("right", "left", "left", "right", "right", "left"),
        "Proven to possible points of 100; each group is ranked apart, by "
        f"{ORDERS[ranking.order]}, – is not ranked",
    )
    return Section(2, "contents", "Companies", (table,))


def _changes(members: tuple[Scorecard, ...], given: Given, digest: str) -> Section:
    """What differs from the last pack of the list; companies that left it are named last."""
    last = next((item for item in given.packs if item.digest != digest), None)
    if last is None:
        nothing = Bullets((), "", "No earlier pack of these companies to compare with.")
        return Section(3, "changes", "Changes since the last pack", (nothing,))
    rows = []
    for card in members:
        before, score = last.cards.get(card.company.id), card.basis.score
        if before is None:
            rows.append((plain(score.name), Text("new"), Text(points_range(score.total)), Text("")))
        elif change := _change(before, card):
            rows.append(
                (
                    plain(score.name),
                    Text(points_range(before.total)),
                    Text(points_range(score.total)),
                    plain(change),
                )
            )
    known = {card.company.id for card in members}
    gone = [plain(item) for item in last.cards if item not in known]
    table = Table(
        ("Company", "Before", "Now", "Change"),
        tuple(rows),
        ("left", "right", "right", "left"),
        f"Since the pack of {day(last.on)}, hash {visible(last.digest)}",
        f"No score and no rank has changed since the pack of {day(last.on)}.",
    )
    blocks = (table, Bullets(tuple(gone), "No longer on the list"))
    return Section(3, "changes", "Changes since the last pack", blocks)


def _change(before: Previous, card: Scorecard) -> str:
    """What moved between two cards of a company, in words; "" where nothing that prints did."""
    total, now = card.basis.score.total, card.basis.row.rank
    low, high = signed(total.low - before.total.low), signed(total.high - before.total.high)
    parts = [f"proven {low}, possible {high}"] if (low, high) != ("0.0", "0.0") else []
    if before.rank != now:
        parts.append(f"rank {before.rank or 'not ranked'} → {now or 'not ranked'}")
    return ", ".join(parts)


def _reading() -> Section:
    lines = (
        plain("Dark bars are points that evidence proves; light bars are open: unknown is never "
              "counted as zero."),
        plain("Numbers in brackets are sources, listed at the end. Grades: A regulator or "
              "technical report, B company or academic, C trade press, D blog, E the weakest; "
              "evidence falls a grade as it ages and widens the interval."),
        plain(ADVICE),
    )  # fmt: skip
    return Section(4, "reading", "How to read this", (Bullets(lines),))
