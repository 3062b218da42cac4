"""One company's scorecard: the model that every format prints, and how it is built.

Built from what scoring returned, it computes no score of its own; time is an argument. The
sections stand in one fixed order, 1 to 14, in every format; the working that lets a sceptic add
the points up again follows them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from rewatch.domain.company import Company
from rewatch.domain.countries import CountryTable
from rewatch.domain.errors import UsageError
from rewatch.domain.note import Note
from rewatch.domain.prices import Deck
from rewatch.domain.rubric import Rubric
from rewatch.domain.values import Interval
from rewatch.scorecards.document import Section, Sheet, Source
from rewatch.scorecards.sources import Citer, SourceBook
from rewatch.scoring.results import CompanyScore, RankedCompany, Ranking
from rewatch.scoring.weights import in_no_profile

HASH_LENGTH = 12


@dataclass(frozen=True, slots=True)
class FlagResult:
    """One risk flag tested on one company; what the filter language answered.

    Attributes:
        state: "raised" fires, "clear" does not, "unknown" could not be tested.
        because: what is not known where it could not be tested, in words.
    """

    id: str
    name: str
    class_: Literal["price", "geopolitical", "technology", "regulatory"]
    state: Literal["raised", "clear", "unknown"]
    reason: str
    because: str = ""


@dataclass(frozen=True, slots=True)
class HistoryPoint:
    """A score on a day, with what became known since the point before it."""

    on: date
    total: Interval
    causes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Previous:
    """A card that was printed before this one, and what it was made with ("" where unknown).

    Attributes:
        of: how many companies it was ranked among, None where unknown.
        profile: as `profile_of` says it.
        order: what the places went by.
    """

    on: date
    total: Interval
    rank: int | None
    digest: str
    method: str = ""
    profile: str = ""
    deck: str = ""
    of: int | None = None
    order: str = ""


@dataclass(frozen=True, slots=True)
class Basis:
    """Everything a card was made from; what the data formats write out.

    Attributes:
        notes: the notes on the card; empty unless they were asked for.
        group_size: how many companies are ranked in the company's group.
        among: name of the list whose companies those are; "" for all companies.
    """

    score: CompanyScore
    row: RankedCompany
    ranking: Ranking
    group_size: int
    rubric: Rubric
    deck: Deck | None
    countries: CountryTable | None
    recorded_by: date | None
    notes: tuple[Note, ...]
    flags: tuple[FlagResult, ...] | None
    history: tuple[HistoryPoint, ...]
    previous: Previous | None
    among: str = ""


@dataclass(frozen=True, slots=True)
class Scorecard:
    """A scorecard.

    Attributes:
        digest: short hash over everything that went in; the day of printing and the card printed
            before are not part of it.
        notes_left_out: how many private notes are not on the card.
        sources: the sources it cites, by number.
        method: what all cards of the ranking share, as plain data.
        inputs: what else went into this one, as plain data.
    """

    sheet: Sheet
    basis: Basis
    sources: tuple[Source, ...]
    digest: str
    printed: date
    notes_left_out: int
    method: MethodData
    inputs: dict[str, Any]

    kind = "card"

    @property
    def company(self) -> Company:
        """The company."""
        return self.basis.score.company

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections, in their fixed order."""
        return self.sheet.sections

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """What starts on pages of its own."""
        return (self.sheet,)

    @property
    def cards(self) -> tuple[Scorecard, ...]:
        """The cards of the document: this one."""
        return (self,)

    @property
    def title(self) -> str:
        """What the document is called."""
        return self.sheet.title

    @property
    def left_out(self) -> tuple[str, ...]:
        """What a preview says is not in the document."""
        if not self.notes_left_out:
            return ()
        count = self.notes_left_out
        many = "1 private note" if count == 1 else f"{count} private notes"
        return (f"{many} on {self.sheet.title} left out",)


def build(
    score: CompanyScore,
    ranking: Ranking,
    *,
    rubric: Rubric,
    deck: Deck | None,
    today: date,
    notes: Sequence[Note] = (),
    with_notes: bool = False,
    countries: CountryTable | None = None,
    recorded_by: date | None = None,
    flags: Sequence[FlagResult] | None = None,
    history: Sequence[HistoryPoint] = (),
    previous: Sequence[Previous] = (),
    book: SourceBook | None = None,
    method: MethodData | None = None,
    among: str = "",
) -> Scorecard:
    """Builds the scorecard of one company.

    Args:
        score: the company, scored.
        ranking: the ranking it stands in, made with the same rubric and deck.
        rubric: the method file.
        deck: the price deck, None where there is none.
        today: the day of printing.
        notes: the user's notes on the company, newest first.
        with_notes: puts the notes on the card; otherwise only their number is kept, for previews.
        countries: the country table, which gives names and the source of governance figures.
        recorded_by: the `--recorded-by` date, where one was given.
        flags: the risk flags as tested; None where nobody tested them.
        history: earlier scores, oldest first.
        previous: the last cards printed of the company, newest first; this card is compared with
            the newest that is not this card itself.
        book: numbers the sources; a pack gives all its cards the same one.
        method: what `method_data` made of the same ranking, rubric and deck, kept for many cards.
        among: name of the list that the ranking is of; "" where it is of all companies.

    Raises:
        UsageError: the company is not in the ranking.
    """
    from rewatch.scorecards.card_parts import Maker

    row = ranking.row(score.id)
    if row is None:
        raise UsageError(f"{score.name} is not in the ranking that its card was asked for with")
    kept = tuple(item for item in notes if item.company == score.id)
    basis = Basis(
        score,
        row,
        ranking,
        len(ranking.group(score.group)),
        rubric,
        deck,
        countries,
        recorded_by,
        kept if with_notes else (),
        None if flags is None else tuple(flags),
        tuple(history),
        None,
        among,
    )
    citer = Citer(book or SourceBook(), score.company, rubric, deck, countries)
    method = method or method_data(ranking, rubric, deck, recorded_by)
    inputs = inputs_of(basis)
    digest = digest_of(method, inputs)
    before = next((item for item in previous if item.digest != digest), None)
    basis = replace(basis, previous=before)
    inputs["previous"] = _previous_data(before)
    maker = Maker(basis, citer, digest, today, shared_sources=book is not None)
    sheet = maker.sheet(with_notes)
    return Scorecard(
        sheet, basis, citer.rows(), digest, today, 0 if with_notes else len(kept), method, inputs
    )


@dataclass(frozen=True, slots=True)
class MethodData:
    """What all cards of one ranking share, as plain data; dumped once for many cards."""

    data: dict[str, Any]
    digest: str


def method_data(
    ranking: Ranking, rubric: Rubric, deck: Deck | None, recorded_by: date | None
) -> MethodData:
    """Everything besides the evidence that scores depend on, as plain data with its hash."""
    data = {
        "as_of": ranking.as_of.isoformat(),
        "recorded_by": recorded_by.isoformat() if recorded_by else None,
        "profile": ranking.profile,
        "weights": dict(ranking.weights),
        "order": ranking.order,
        "rubric": rubric.model_dump(mode="json", by_alias=True),
        "deck": None
        if deck is None
        else deck.model_dump(mode="json", by_alias=True, exclude_none=True),
    }
    if ranking.supposed is not None:
        data["scenario"] = ranking.supposed.scenario.model_dump(
            mode="json", by_alias=True, exclude_defaults=True
        )
    return MethodData(data, _sha(data))


def inputs_of(basis: Basis) -> dict[str, Any]:
    """What went into a card besides the method, as plain data; scoring it gives the card again.

    Of the company only the records known on the as-of date are in it, so that a card rebuilt
    later from fuller files is the same card.
    """
    company = basis.score.company
    known = {item.id for item in basis.score.records}
    cited = {item.record.source for item in basis.score.records}
    dumped = company.model_dump(
        mode="json", by_alias=True, exclude_none=True, exclude={"conflicts"}
    )
    dumped["evidence"] = [item for item in dumped["evidence"] if item["id"] in known]
    dumped["sources"] = [item for item in dumped["sources"] if item["id"] in cited]
    withdrawn = {item.id for item in basis.score.records if item.use == "retracted"}
    dumped["retractions"] = [
        item for item in dumped["retractions"] if item["evidence"] in withdrawn
    ]
    place = basis.row
    supposed = basis.ranking.supposed
    under = {} if supposed is None else {"ceilings": supposed.ceilings.get(company.id, {})}
    return {
        "company": dumped,
        **under,
        "countries": _countries_data(basis, _codes(company)),
        "place": {
            "rank": place.rank,
            "rank_interval": list(place.rank_interval) if place.rank_interval else None,
            "of": basis.group_size,
        },
        "flags": None if basis.flags is None else [_flag_data(item) for item in basis.flags],
        "history": [
            {
                "on": item.on.isoformat(),
                "low": item.total.low,
                "high": item.total.high,
                "causes": list(item.causes),
            }
            for item in basis.history
        ],
        "previous": _previous_data(basis.previous),
        "notes": [item.model_dump(mode="json", by_alias=True) for item in basis.notes],
    }


def _previous_data(before: Previous | None) -> dict[str, Any] | None:
    if before is None:
        return None
    return {
        "on": before.on.isoformat(),
        "low": before.total.low,
        "high": before.total.high,
        "rank": before.rank,
        "hash": before.digest,
        "method": before.method,
        "profile": before.profile,
        "deck": before.deck,
        "of": before.of,
        "order": before.order,
    }


def profile_of(ranking: Ranking) -> str:
    """The profile's name; weights that have none are told by their percentages."""
    if not in_no_profile(ranking.profile):
        return ranking.profile
    shares = "/".join(f"{100 * share:.4g}" for share in ranking.weights.values())
    return f"{ranking.profile} {shares}"


def _flag_data(flag: FlagResult) -> dict[str, str]:
    return {
        "id": flag.id,
        "name": flag.name,
        "class": flag.class_,
        "state": flag.state,
        "reason": flag.reason,
        "because": flag.because,
    }


def _codes(company: Company) -> set[str]:
    codes = {project.country for project in company.projects}
    codes.update(
        item.country
        for item in company.evidence
        if item.kind == "step" and item.country is not None
    )
    return codes | ({company.domicile} if company.domicile else set())


def _countries_data(basis: Basis, codes: Iterable[str]) -> dict[str, Any] | None:
    if basis.countries is None:
        return None
    wanted = set(codes)
    dumped = basis.countries.model_dump(
        mode="json", by_alias=True, exclude_none=True, exclude={"countries"}
    )
    dumped["countries"] = [
        item.model_dump(mode="json", by_alias=True)
        for item in basis.countries.countries
        if item.code in wanted
    ]
    return dumped


def digest_of(method: MethodData, inputs: dict[str, Any]) -> str:
    """The first 12 hex digits of the SHA-256 of both hashes, method first, inputs second.

    Each is the SHA-256 of the JSON of the data with sorted keys and no white space. The card
    printed before is not part of it: printing a card must not change the hash of the next one.
    """
    counted = {key: value for key, value in inputs.items() if key != "previous"}
    both = f"{method.digest}{_sha(counted)}"
    return hashlib.sha256(both.encode()).hexdigest()[:HASH_LENGTH]


def _sha(data: dict[str, Any]) -> str:
    return hashlib.sha256(canonical(data)).hexdigest()


def canonical(data: dict[str, Any]) -> bytes:
    """Data as JSON bytes that depend on nothing but its content."""
    return _CANONICAL.encode(data).encode("ascii")


# What is dumped was made here, so that it is never part of itself.
_CANONICAL = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), allow_nan=False, check_circular=False
)
