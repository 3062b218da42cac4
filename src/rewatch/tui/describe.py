"""Records, sources and scores in a few words: what the pane and the company screen say of them.

Returns raw text; whoever paints it passes it through `rewatch.tui.text`.
"""

from __future__ import annotations

from dataclasses import dataclass

from rewatch.domain.company import Company, Source
from rewatch.domain.elements import CHAIN
from rewatch.scorecards.records import by_words
from rewatch.scorecards.unmoved import of_another, winner
from rewatch.scorecards.wording import (
    STEPS,
)
from rewatch.scoring.results import CompanyScore, Held, IndicatorScore

# How far a step of the value chain is: glyph and word, the furthest first.
BUILT, PILOTED, PLANNED, NOTHING = "●", "◐", "○", "·"
_STATES = {
    "operating": BUILT,
    "commissioning": BUILT,
    "construction": PILOTED,
    "demonstration": PILOTED,
    "piloted": PILOTED,
    "planned": PLANNED,
    "announced": PLANNED,
}
COUNTRY_TABLE = "country table"
USES = {
    "chosen": "in use",
    "overridden": "not used",
    "disputes": "in dispute with another record of the same weight",
    "superseded": "replaced by a newer record",
    "retracted": "withdrawn",
}


def source_of(company: Company, held: Held) -> Source | None:
    """The source of a record."""
    return company.source(held.record.source)


def brief_source(company: Company, held: Held) -> str:
    """Grade, publisher and date: a citation for a narrow pane.

    A company profile is called by its title: its publisher's name alone does not say what it is.
    Its date is no day of news, and may be after all that the data knows of.
    """
    found = source_of(company, held)
    if found is None:
        return f"{held.grade}, ?, undated"
    day = found.date or "undated"
    if found.type == "company-profile":
        return f"{held.grade}, {found.title}, {f'written {day}' if found.date else day}"
    return f"{held.grade}, {found.publisher or found.title}, {day}"


def aged(held: Held) -> str:
    """The grade, with the one it had when new."""
    return held.grade if held.grade == held.base_grade else f"{held.base_grade}→{held.grade}"


def of_country(item: IndicatorScore) -> bool:
    """Whether a value comes from a country table alone, which is not counted in the cover."""
    return not item.evidence and item.credit == 0 and item.draw.startswith("country:")


def dated(held: Held) -> str:
    """The date a record speaks of, or its source is of, as precise as known; else "undated"."""
    return str(held.speaks_of) if held.speaks_of is not None else "undated"


def fate(score: CompanyScore, held: Held) -> str:
    """What became of a record of a company, with what decided it and the record that won."""
    by = f" ({held.by})" if held.by else ""
    if held.use == "overridden":
        return f"{USES[held.use]}: {winner(held, score)}{by}"
    if held.use == "chosen" and of_another(held.record, score):
        return "not used"
    return f"{USES[held.use]}{by}"


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the value chain.

    Attributes:
        id: of the step.
        step: in words.
        glyph: of the furthest state on record.
        sites: state, and by whom and where, the furthest first; empty where nothing is on record.
        records: ids of the records that say so, in the order of the sites.
    """

    id: str
    step: str
    glyph: str
    sites: tuple[tuple[str, str], ...]
    records: tuple[str, ...]

    def places(self) -> list[str]:
        """By whom and where, each with the glyph of its state where that is not the rung's."""
        return [
            place if _STATES[state] == self.glyph else f"{_STATES[state]} {place}"
            for state, place in self.sites
        ]


def ladder(score: CompanyScore) -> list[Rung]:
    """The value chain, upstream first."""
    order = [BUILT, PILOTED, PLANNED]
    found: dict[str, list[tuple[int, str, str, str]]] = {}
    for held in score.records:
        item = held.record
        if item.kind == "step" and held.use in ("chosen", "disputes") and item.state:
            who = "own" if item.by == "own" and not item.who else item.who or by_words(item)
            place = f"{who}, {item.site}" if item.site else who
            found.setdefault(item.step, []).append(
                (order.index(_STATES[item.state]), item.state, place, held.id)
            )
    rungs = []
    for step in CHAIN:
        entries = sorted(found.get(step, ()))
        glyph = order[entries[0][0]] if entries else NOTHING
        sites = tuple((state, who) for _, state, who, _ in entries)
        records = tuple(key for *_, key in entries)
        rungs.append(Rung(step, STEPS[step], glyph, sites, records))
    return rungs


def cited(score: CompanyScore, item: IndicatorScore) -> Held | None:
    """The record that a value rests on first."""
    return next((held for key in item.evidence if (held := score.held(key))), None)


def telling(score: CompanyScore, criterion_id: str) -> IndicatorScore | None:
    """The indicator with evidence that adds most to a criterion, else the heaviest."""
    criterion = score.criterion(criterion_id)
    if criterion is None:
        return None
    usable = [item for item in criterion.indicators if item.value is not None]
    backed = [item for item in usable if item.evidence]
    return max(
        backed or usable,
        key=lambda item: (item.weight * item.value.mid if item.value else 0.0, item.weight),
        default=None,
    )
