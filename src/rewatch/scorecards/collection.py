"""What a comparison sheet and a list pack are built from, and the cards both contain."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from rewatch.domain.countries import CountryTable
from rewatch.domain.note import Note
from rewatch.domain.prices import Deck
from rewatch.domain.rubric import Rubric
from rewatch.scorecards.context import plain
from rewatch.scorecards.document import Facts, Section
from rewatch.scorecards.figures import day, percent
from rewatch.scorecards.plain import visible
from rewatch.scorecards.scorecard import (
    HASH_LENGTH,
    FlagResult,
    HistoryPoint,
    MethodData,
    Previous,
    Scorecard,
    build,
    method_data,
)
from rewatch.scorecards.sources import SourceBook
from rewatch.scorecards.wording import weights_told
from rewatch.scoring.results import CompanyScore, Ranking

# Called with how many cards are built and how many there will be; may raise to stop.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class LastPack:
    """A pack that was printed before, with its cards by company."""

    on: date
    digest: str
    cards: Mapping[str, Previous]


class Found(Mapping[str, Any]):
    """A mapping whose values are worked out when they are first asked for.

    The history of a score costs a dozen scorings: worked out card by card, it is part of what
    progress tells and what can be stopped.
    """

    def __init__(self, keys: Sequence[str], find: Callable[[str], Any]) -> None:
        self._keys, self._find = dict.fromkeys(keys), find
        self._kept: dict[str, Any] = {}

    def __getitem__(self, key: str) -> Any:
        if key not in self._keys:
            raise KeyError(key)
        if key not in self._kept:
            self._kept[key] = self._find(key)
        return self._kept[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


@dataclass(frozen=True)
class Given:
    """Everything besides scores and ranking that documents are made from.

    Attributes:
        today: the day of printing.
        with_notes: puts private notes on the cards.
        notes, flags, histories: by company id; what is not there was not asked for.
        previous: the last cards of each company, newest first.
        packs: the last packs of the same list, newest first.
        among: name of the list that the companies are ranked in; "" for all companies.
    """

    rubric: Rubric
    deck: Deck | None
    today: date
    countries: CountryTable | None = None
    recorded_by: date | None = None
    with_notes: bool = False
    notes: Mapping[str, Sequence[Note]] = field(default_factory=dict)
    flags: Mapping[str, Sequence[FlagResult]] = field(default_factory=dict)
    histories: Mapping[str, Sequence[HistoryPoint]] = field(default_factory=dict)
    previous: Mapping[str, Sequence[Previous]] = field(default_factory=dict)
    packs: Sequence[LastPack] = ()
    among: str = ""

    # The method of the ranking asked for last: many cards of one ranking share it.
    _kept: list[tuple[Ranking, MethodData]] = field(default_factory=list, repr=False, compare=False)

    def method(self, ranking: Ranking) -> MethodData:
        """What all cards of the ranking share, as plain data; dumped once for each ranking."""
        if not self._kept or self._kept[0][0] is not ranking:
            found = method_data(ranking, self.rubric, self.deck, self.recorded_by)
            self._kept[:] = [(ranking, found)]
        return self._kept[0][1]


def card(
    score: CompanyScore,
    ranking: Ranking,
    given: Given,
    book: SourceBook | None = None,
) -> Scorecard:
    """The card of one company."""
    return build(
        score,
        ranking,
        rubric=given.rubric,
        deck=given.deck,
        today=given.today,
        notes=given.notes.get(score.id, ()),
        with_notes=given.with_notes,
        countries=given.countries,
        recorded_by=given.recorded_by,
        flags=given.flags.get(score.id),
        history=given.histories.get(score.id, ()),
        previous=given.previous.get(score.id, ()),
        book=book,
        method=given.method(ranking),
        among=given.among,
    )


def cards(
    scores: Sequence[CompanyScore],
    ranking: Ranking,
    given: Given,
    book: SourceBook,
    progress: Progress | None = None,
) -> tuple[Scorecard, ...]:
    """The cards of several companies, their sources numbered in one book."""
    done = []
    for position, score in enumerate(scores, start=1):
        done.append(card(score, ranking, given, book))
        if progress is not None:
            progress(position, len(scores))
    return tuple(done)


def digest_of(members: Sequence[Scorecard]) -> str:
    """What identifies a document of several cards: a hash of theirs."""
    together = "".join(card.digest for card in members)
    return hashlib.sha256(together.encode()).hexdigest()[:HASH_LENGTH]


def summary(ranking: Ranking, given: Given, digest: str) -> tuple[tuple[str, str], ...]:
    """What the front matter of a comparison and of a pack says of how it was made."""
    return (
        ("as_of", day(ranking.as_of)),
        ("printed", day(given.today)),
        ("method", ranking.method_version),
        ("profile", ranking.profile),
        ("price_deck", ranking.deck or "none"),
        *((("scenario", ranking.scenario),) if ranking.scenario else ()),
        ("hash", digest),
    )


def made_with(number: int, ranking: Ranking, given: Given, digest: str) -> Section:
    """The section that says what a comparison or a pack was made with."""
    shares = {item.name: ranking.weights.get(item.id, 0.0) for item in given.rubric.criteria}
    # Rounded to whole per cent, weights like 19.2 and 15.4 would no longer add up to 100.
    digits = (
        0 if all(abs(100 * share - round(100 * share)) < 0.05 for share in shares.values()) else 1
    )
    weights = ", ".join(f"{name} {percent(share, digits)}" for name, share in shares.items())
    as_of = day(ranking.as_of)
    if given.recorded_by is not None:
        as_of += f", files as of {day(given.recorded_by)}"
    under, told = ranking.supposed, weights_told(ranking.profile, given.rubric, weights)
    rows = (
        ("As of", plain(f"{as_of}; printed {day(given.today)}")),
        ("Method", plain(f"{ranking.method_version}, {told}")),
        ("Price deck", plain(f"{given.deck.name}, {given.deck.market}" if given.deck else "none")),
        *((("Supposing", plain(visible(under.scenario.told))),) if under else ()),
        ("Hash of inputs", plain(digest)),
    )
    return Section(number, "made-with", "Made with", (Facts(rows),))
