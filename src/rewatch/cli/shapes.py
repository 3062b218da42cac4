"""Results as the JSON objects that docs/json.md describes; nothing is computed or rounded here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rewatch.domain.company import Company, Project, Source
from rewatch.domain.errors import Fault
from rewatch.domain.values import Interval
from rewatch.scoring.results import (
    Basket,
    CompanyScore,
    CriterionScore,
    Held,
    IndicatorScore,
    RankedCompany,
    Ranking,
)

if TYPE_CHECKING:
    from datetime import date

    from rewatch.domain.note import Note
    from rewatch.domain.rubric import Fact, Rubric
    from rewatch.scoring.changes import Change
    from rewatch.scoring.comparison import Lead
    from rewatch.scoring.explain import Difference
    from rewatch.scoring.facts import OpenFact
    from rewatch.scoring.pair import Flip, PairShare
    from rewatch.scoring.stability import Stability
    from rewatch.scoring.sureness import Parts, Sureness
    from rewatch.screening.result import ScreenResult
    from rewatch.workspace import Effect, Question

Shape = dict[str, Any]

# What every record carries; the other fields are those of its kind.
_COMMON = frozenset(
    [
        "id", "kind", "source", "recorded", "project", "as_of", "grade", "why", "note",
        "supersedes", "disputes", "same_as",
    ]
)  # fmt: skip


def interval(value: Interval) -> Shape:
    """An interval with its middle."""
    return {"low": value.low, "mid": value.mid, "high": value.high}


def _ends(value: Interval | None) -> Shape:
    return interval(value) if value is not None else {"low": None, "mid": None, "high": None}


def method(ranking: Ranking, question: Question) -> Shape:
    """How a ranking was made."""
    return {
        "as_of": ranking.as_of.isoformat(),
        "recorded_by": question.recorded_by.isoformat() if question.recorded_by else None,
        "profile": ranking.profile,
        "weights": ranking.weights,
        "price_deck": ranking.deck or None,
        "scenario": ranking.scenario,
        "method_version": ranking.method_version,
        "order": ranking.order,
    }


def company(row: RankedCompany, flags: Mapping[str, str]) -> Shape:
    """One company of a ranking, with the state of each risk flag."""
    score = row.score
    return {
        "id": score.id,
        "name": score.name,
        "group": score.group,
        "rank": row.rank,
        "not_ranked": score.not_ranked,
        "score": interval(score.total),
        "coverage": score.coverage,
        "rank_interval": list(row.rank_interval) if row.rank_interval else None,
        "criteria": {item.id: _criterion(item) for item in score.criteria},
        "flags": [{"id": flag, "state": state} for flag, state in flags.items()],
    }


def _criterion(item: CriterionScore) -> Shape:
    return {
        "weight": item.weight,
        **_ends(item.value),
        "coverage": item.coverage,
        "indicators": {part.id: _indicator(part) for part in item.indicators},
    }


def _indicator(item: IndicatorScore) -> Shape:
    return {
        "weight": item.weight,
        **_ends(item.value),
        "state": item.state,
        "evidence": list(item.evidence),
    }


def sureness(
    item: Sureness, sure: str, tiers: Mapping[str, int], stability: Mapping[str, Stability]
) -> Shape:
    """How sure one group's ranking is, for one choice of parts and unknowns."""
    result = item.result
    return {
        "group": item.group,
        "parts": item.parts,
        "unknowns": item.unknowns,
        "sure": sure,
        "ids": list(item.ids),
        "samples": result.samples,
        "seed": result.seed,
        "standard_error": result.standard_error,
        **item.matrices(),
        "expected_rank": result.expected_rank.tolist(),
        "rank_90": [list(places) for places in item.rank_90],
        "first_share": list(item.first_share),
        "top5_share": list(item.top5_share),
        "tiers": [tiers[company] for company in item.ids],
        "central_weights": [
            None if mean is None else dict(zip(item.criteria, mean.tolist(), strict=True))
            for mean in result.central_weights
        ],
        "stability": stability_of(stability),
    }


def stability_of(found: Mapping[str, Stability]) -> Shape:
    """How far each weight may move before first place changes hands."""
    return {
        criterion: {
            "low": held.low,
            "high": held.high,
            "taker_below": held.taker_below,
            "taker_above": held.taker_above,
        }
        for criterion, held in found.items()
    }


def filtered(found: ScreenResult) -> Shape:
    """How a filter was read, and whom it could not tell of."""
    return {
        "filter": found.canonical,
        "reads_as": found.reads_as,
        "unknown": [{"id": item.id, "because": list(item.because)} for item in found.unknown],
    }


def difference(found: Difference, ahead: Lead) -> Shape:
    """Why one company is above another."""
    return {
        "a": found.a,
        "b": found.b,
        "across_groups": found.across_groups,
        "difference": {"low": found.low, "mid": found.mid, "high": found.high},
        "ahead": ahead.points,
        "parts": [
            {
                "indicator": part.indicator,
                "weight_a": part.weight_a,
                "weight_b": part.weight_b,
                "a": interval(part.a) if part.a is not None else None,
                "b": interval(part.b) if part.b is not None else None,
                "contribution": {"low": part.low, "mid": part.mid, "high": part.high},
                "ahead": points,
            }
            for part, points in ahead.parts
        ],
    }


def pair(
    shares: Sequence[PairShare], words: Mapping[Parts, str], sample: Sureness, sure: str
) -> Shape:
    """How often one company is above another."""
    return {
        "samples": sample.result.samples,
        "seed": sample.result.seed,
        "standard_error": sample.result.standard_error,
        "sure": sure,
        "shares": [
            {
                "parts": item.parts,
                "unknowns": item.unknowns,
                "above": item.above,
                "below": item.below,
                "tied": item.tied,
            }
            for item in shares
        ],
        "words": {str(parts): said for parts, said in words.items()},
    }


def flip(found: Flip) -> Shape:
    """The move of one weight that turns a pair round."""
    return {
        "criterion": found.criterion,
        "weight": found.weight,
        "at": found.at,
        "ahead": found.ahead,
    }


def fact(of: Fact) -> Shape:
    """Something one can go and find out."""
    return {"fact": of.id, "name": of.name, "published_in": of.published_in}


def open_fact(item: OpenFact) -> Shape:
    """A fact that is open for one company."""
    return {
        "company": item.company,
        "points": item.points,
        "indicators": list(item.indicators),
        "missing": item.missing,
        "separates": list(item.separates),
    }


def change(found: Change, since: date, to: date, kept: Sequence[str]) -> Shape:
    """Why a company's total moved."""
    return {
        "company": found.company,
        "from": since.isoformat(),
        "to": to.isoformat(),
        "before": interval(found.before.total),
        "after": interval(found.after.total),
        "change": {"low": found.low, "mid": found.mid, "high": found.high},
        "parts": change_parts(found),
        "method_kept": list(kept),
    }


def change_parts(found: Change) -> list[Shape]:
    """The parts of a change by indicator and cause."""
    return [
        {
            "indicator": part.indicator,
            "cause": part.cause,
            "contribution": {"low": part.low, "mid": part.mid, "high": part.high},
            "evidence": list(part.evidence),
        }
        for part in found.parts
    ]


def projects(of: Company) -> list[Shape]:
    """The projects of a company, the lead project first."""
    lead = of.lead
    return [
        {**project(item), "lead": item is lead}
        for item in sorted(of.projects, key=lambda item: item is not lead)
    ]


def project(of: Project) -> Shape:
    """A project."""
    return {
        "id": of.id,
        "name": of.name,
        "country": of.country,
        "region": of.region,
        "ownership_pct": of.ownership_pct.plain() if of.ownership_pct else None,
        "feedstock": of.feedstock,
        "product": of.product,
    }


def source(of: Source) -> Shape:
    """A source."""
    return {
        "id": of.id,
        "type": of.type,
        "title": of.title,
        "publisher": of.publisher,
        "url": of.url,
        "date": of.date,
    }


def evidence(item: Held, of: Company) -> Shape:
    """A record, with its source and what became of it."""
    record = item.record
    where = of.source(record.source)
    return {
        "id": record.id,
        "kind": record.kind,
        "project": record.project,
        "as_of": record.as_of,
        "recorded": record.recorded.isoformat(),
        "known_on": item.known_on.isoformat(),
        "grade": item.grade,
        "base_grade": item.base_grade,
        "use": item.use,
        "by": item.by,
        "why": record.why,
        "note": record.note,
        "supersedes": list(record.supersedes),
        "disputes": list(record.disputes),
        "same_as": record.same_as,
        "source": source(where) if where else None,
        "fact": _fact(record),
    }


def record(of: Any) -> Shape:
    """A record that is not saved yet, or was just now."""
    return {
        "id": of.id,
        "kind": of.kind,
        "project": of.project,
        "as_of": of.as_of,
        "source": of.source,
        "fact": _fact(of),
    }


def _fact(of: Any) -> Shape:
    plain: Shape = of.model_dump(mode="json", by_alias=True, exclude_none=True)
    return {key: value for key, value in plain.items() if key not in _COMMON}


def standing(row: RankedCompany) -> Shape:
    """Where a company stands, in short."""
    return {
        "score": interval(row.score.total),
        "rank": row.rank,
        "rank_interval": list(row.rank_interval) if row.rank_interval else None,
        "criteria": {item.id: _ends(item.value) for item in row.score.criteria},
    }


def effect(of: Effect) -> Shape:
    """What a change would do to one company."""
    return {
        "company": of.company,
        "before": standing(of.before) if of.before is not None else None,
        "after": standing(of.after),
    }


def rules(score: CompanyScore, rubric: Rubric) -> list[Shape]:
    """By which rules a company's numbers were chosen or derived."""
    from rewatch.scorecards.rules import rules_of

    return [asdict(rule) for rule in rules_of(score, rubric)]


def derived(score: CompanyScore) -> Shape:
    """What was worked out from the evidence of a company."""
    return {
        "stage": score.stage,
        "basis": score.basis,
        "shares": {name: interval(share) for name, share in score.shares.items()},
        "remarks": list(score.notes),
    }


def basket(of: Basket) -> Shape:
    """The basket price of the lead project."""
    return {
        "usd_per_kg": of.usd_per_kg.plain() if of.usd_per_kg is not None else None,
        "deck": of.deck,
        "priced_share_pct": of.priced_share_pct,
        "unpriced": list(of.unpriced),
        "floor_usd_per_kg": of.floor_usd_per_kg,
    }


def note(of: Note) -> Shape:
    """A note."""
    return {
        "id": of.id,
        "company": of.company,
        "kind": of.kind,
        "created": of.created.isoformat(),
        "title": of.title,
        "headline": of.headline,
        "state": of.state,
        "review": of.review.isoformat() if of.review else None,
        "tags": list(of.tags),
        "body": of.body,
    }


def faults(found: Iterable[Fault]) -> list[Shape]:
    """What is wrong in files."""
    return [{"file": item.file, "line": item.line, "reason": item.reason} for item in found]
