"""Documents as data: tidy CSV for spreadsheets and statistics, JSON to recompute a card from.

Numbers are unrounded. The shape of the JSON is described in docs/scorecard.schema.json.
"""

from __future__ import annotations

import csv as csv_writer
import io
import re
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, Protocol

from pydantic_core import to_json

from rewatch import __version__
from rewatch.domain.values import Interval
from rewatch.scorecards.card_working import shared_sources
from rewatch.scorecards.document import ADVICE, Source
from rewatch.scorecards.plain import visible
from rewatch.scorecards.rules import rules_behind, rules_of
from rewatch.scorecards.scorecard import Scorecard
from rewatch.scoring.results import CompanyScore, CriterionScore, Held, IndicatorScore

FORMAT = 1
COLUMNS = ("company", "field", "low", "mid", "high", "unit", "grade", "as_of", "source")

# Units of the numbers in evidence records, by field; money takes the record's own currency.
_UNITS = {
    "pct": "%",
    "share_pct": "% of planned output",
    "tonnes_mt": "Mt",
    "treo_pct": "% TREO",
    "tonnes_per_year": "t/year",
    "thorium_ppm": "ppm",
    "uranium_ppm": "ppm",
    "shares": "shares",
    "amount": "",
    "burn_per_quarter": "",
    "price": "",
}


class Cards(Protocol):
    """A document that holds cards."""

    @property
    def cards(self) -> tuple[Scorecard, ...]:
        """Its cards in order."""
        ...


Row = tuple[str, str, float | None, float | None, float | None, str, str, str, str]


def csv(document: Cards) -> str:
    """The numbers of all cards, one a line: results first, then the evidence behind them."""
    buffer = io.StringIO()
    writer = csv_writer.writer(buffer, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for card in document.cards:
        for row in rows(card):
            writer.writerow(
                [
                    guarded(cell) if isinstance(cell, str) else "" if cell is None else repr(cell)
                    for cell in row
                ]
            )
    return buffer.getvalue()


def guarded(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe goes before the mark.

    The marks are those at which spreadsheets begin to calculate (= + - @, and their full-width
    forms); tabs and line ends are gone already, because text is made visible first.
    """
    return f"'{text}" if text[:1] in "=+-@＝＋－＠" and text else text


def rows(card: Scorecard) -> Iterator[Row]:
    """The tidy rows of one card."""
    score = card.basis.score
    today = card.basis.ranking.as_of.isoformat()
    numbers = {key: row.number for row in card.sources for key in row.keys}
    texts = {row.number: _source_text(row) for row in card.sources}

    def row(field: str, value: Interval | float | None, unit: str, grade: str = "") -> Row:
        low, mid, high = _ends(value)
        return (score.id, field, low, mid, high, unit, grade, today, "")

    place = card.basis.row
    yield row("score", score.total, "points")
    yield row("coverage", score.coverage, "share of 1")
    yield row("rank", place.rank, f"of {card.basis.group_size}", "" if place.rank else "not ranked")
    yield row(
        "rank_interval",
        Interval(*map(float, place.rank_interval)) if place.rank_interval else None,
        f"of {card.basis.group_size}",
    )
    for criterion in score.criteria:
        yield row(f"criterion.{criterion.id}", criterion.value, "points", _applies(criterion))
        yield row(f"criterion.{criterion.id}.weight", criterion.weight, "share of 1")
        for item in criterion.indicators:
            cited = [texts[number] for number in numbers_of(card, item)]
            rules = [rule.said for rule in rules_behind(score, item, card.basis.rubric)]
            for field, value, unit in _indicator(score, item):
                low, mid, high = _ends(value)
                grade = item.grade or item.state
                behind = cited if field.endswith(".weight") else cited + rules
                text = "; ".join(behind)
                yield (score.id, field, low, mid, high, unit, grade, today, text)
    for name, share in score.atoms.items():
        yield row(f"strip.{name}", share, "% of TREO")
    deck = f"deck/{card.basis.deck.id}" if card.basis.deck else ""
    priced = texts[numbers[deck]] if deck in numbers else ""
    basket = score.basket
    for field, price in (("", basket.usd_per_kg), (".floor", basket.floor_usd_per_kg)):
        yield (*row(f"basket{field}", price, "USD/kg TREO")[:-1], priced)
    for held_item in score.records:
        if held_item.use in ("chosen", "disputes"):
            key = visible(f"{score.id}/{held_item.record.source}")
            yield from _evidence(score.id, held_item, texts.get(numbers.get(key, 0), ""))


def numbers_of(card: Scorecard, item: IndicatorScore) -> list[int]:
    """The numbers of the sources behind an indicator of a card, in order."""
    score = card.basis.score
    held = (found for key in item.evidence if (found := score.held(key)))
    keys = {visible(f"{score.id}/{found.record.source}") for found in held}
    places, prices = shared_sources(item, card.basis.rubric)
    if places:
        keys.add("countries")
    if prices and card.basis.deck is not None:
        keys.add(f"deck/{card.basis.deck.id}")
    return [row.number for row in card.sources if not keys.isdisjoint(row.keys)]


def _applies(criterion: CriterionScore) -> str:
    return "" if criterion.value is not None else "not-applicable"


def _indicator(
    score: CompanyScore, item: IndicatorScore
) -> Iterator[tuple[str, Interval | float | None, str]]:
    name = f"indicator.{item.id}"
    yield name, item.value, "points"
    yield f"{name}.weight", score.global_weight(item), "share of 1"
    if item.native is not None:
        yield f"{name}.measured", item.native, item.unit


def _ends(value: Interval | float | None) -> tuple[float | None, float | None, float | None]:
    if value is None:
        return None, None, None
    if isinstance(value, Interval):
        return value.low, value.mid, value.high
    return float(value), float(value), float(value)


def _source_text(source: Source) -> str:
    return " ".join(part for part in (f"[{source.number}]", source.title, source.url) if part)


def _evidence(company: str, held: Held, source: str) -> Iterator[Row]:
    """Every measured number of one record."""
    record = held.record
    for name in type(record).model_fields:
        value = getattr(record, name)
        pairs = (
            [(f"{name}.{key}", part) for key, part in value.items()]
            if isinstance(value, dict)
            else [(name, value)]
        )
        for field, part in pairs:
            if isinstance(part, Interval):
                yield (
                    company,
                    f"evidence.{held.id}.{field}",
                    part.low,
                    part.mid,
                    part.high,
                    _unit(record, field),
                    held.grade,
                    str(record.as_of or ""),
                    source,
                )


def _unit(record: Any, field: str) -> str:
    if field.startswith("oxides."):
        return "% of TREO"
    if field == "pct" and record.kind == "share":
        return "% of TREO"
    if field in ("amount", "burn_per_quarter", "price"):
        per = {"burn_per_quarter": "/quarter", "price": "/share"}.get(field, "")
        if record.kind == "cost" and record.per != "total":
            per = f"/{record.per}"
        return visible(f"{record.currency or ''}{per}")
    return _UNITS.get(field, "")


# Characters that reorder or hide text are written as escapes, which every reader undoes.
_HIDDEN = re.compile("[\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


def json_text(data: Any) -> str:
    """Data as indented JSON; hidden characters are escaped, all else stays readable."""
    text = to_json(data, indent=1).decode()
    return _HIDDEN.sub(lambda found: f"\\u{ord(found.group()):04x}", text) + "\n"


def json_document(document: Cards) -> str:
    """Everything needed to recompute the cards, and what was computed."""
    cards = document.cards
    return json_text(
        {
            "format": FORMAT,
            "kind": getattr(document, "kind", "card"),
            "program": f"rewatch {__version__}",
            "purpose": ADVICE,
            "printed": cards[0].printed.isoformat() if cards else None,
            "method": cards[0].method.data if cards else None,
            "cards": [_card(card) for card in cards],
        }
    )


def _card(card: Scorecard) -> dict[str, Any]:
    score, place = card.basis.score, card.basis.row
    return {
        "id": score.id,
        "name": score.name,
        "hash": card.digest,
        "group": score.group,
        "stage": score.stage,
        "rank": place.rank,
        "rank_interval": list(place.rank_interval) if place.rank_interval else None,
        "not_ranked": score.not_ranked,
        "score": _interval(score.total),
        "coverage": score.coverage,
        "criteria": {item.id: _criterion(item) for item in score.criteria},
        "rules": [asdict(rule) for rule in rules_of(score, card.basis.rubric)],
        "basis": score.basis,
        "shares": {name: _interval(share) for name, share in score.shares.items()},
        "strip": {name: _interval(share) for name, share in score.atoms.items()},
        "basket": {
            "usd_per_kg": _interval(score.basket.usd_per_kg),
            "deck": score.basket.deck,
            "priced_share_pct": score.basket.priced_share_pct,
            "unpriced": list(score.basket.unpriced),
            "floor_usd_per_kg": score.basket.floor_usd_per_kg,
        },
        "records": [
            {
                "id": item.id,
                "use": item.use,
                "by": item.by,
                "grade": item.grade,
                "grade_before_ageing": item.base_grade,
                "known_on": item.known_on.isoformat(),
                "dated": item.dated.isoformat() if item.dated else None,
            }
            for item in score.records
        ],
        "sources": [
            {key: value for key, value in asdict(row).items() if key != "web"}
            for row in card.sources
        ],
        "inputs": card.inputs,
    }


_NO_ENDS: dict[str, float | None] = {"low": None, "mid": None, "high": None}


def _interval(value: Interval | None) -> dict[str, float | None] | None:
    return None if value is None else {"low": value.low, "mid": value.mid, "high": value.high}


def _criterion(item: CriterionScore) -> dict[str, Any]:
    ends = _interval(item.value) or _NO_ENDS
    return {
        "weight": item.weight,
        **ends,
        "coverage": item.coverage,
        "indicators": {part.id: _indicator_data(part) for part in item.indicators},
    }


def _indicator_data(item: IndicatorScore) -> dict[str, Any]:
    ends = _interval(item.value) or _NO_ENDS
    return {
        "weight": item.weight,
        **ends,
        "state": item.state,
        "grade": item.grade,
        "measured": _interval(item.native),
        "unit": item.unit,
        "unknown": _interval(item.unknown),
        "credit": item.credit,
        "found": item.label,
        "reason": item.reason,
        "evidence": list(item.evidence),
        "overridden": list(item.overridden),
        "disputed": list(item.disputed),
    }
