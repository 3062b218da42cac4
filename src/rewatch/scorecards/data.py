"""Documents as data: tidy CSV for spreadsheets and statistics, JSON to recompute a card from.

Numbers are unrounded. The shape of the JSON is described in docs/scorecard.schema.json.
"""

from __future__ import annotations

import codecs
import csv as csv_writer
import io
import re
from collections.abc import Iterator
from dataclasses import fields
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
        # The writer itself writes None as nothing and a number with all its digits.
        writer.writerows(
            (
                guarded(company), guarded(field), low, mid, high,
                guarded(unit), guarded(grade), guarded(as_of), guarded(source),
            )
            for company, field, low, mid, high, unit, grade, as_of, source in rows(card)
        )  # fmt: skip
    return buffer.getvalue()


_FORMULA = frozenset("=+-@＝＋－＠")


def guarded(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe goes before the mark.

    The marks are those at which spreadsheets begin to calculate (= + - @, and their full-width
    forms); tabs and line ends are gone already, because text is made visible first.
    """
    return f"'{text}" if text[:1] in _FORMULA else text


def rows(card: Scorecard) -> Iterator[Row]:
    """The tidy rows of one card."""
    score = card.basis.score
    today = card.basis.ranking.as_of.isoformat()
    numbers = Numbers(card)
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
            behind = [texts[number] for number in numbers.behind(item)]
            rules = [rule.said for rule in rules_behind(score, item, card.basis.rubric)]
            for field, value, unit in _indicator(score, item):
                low, mid, high = _ends(value)
                grade = item.grade or item.state
                text = "; ".join(behind if field.endswith(".weight") else behind + rules)
                yield (score.id, field, low, mid, high, unit, grade, today, text)
    for name, share in score.atoms.items():
        yield row(f"strip.{name}", share, "% of TREO")
    priced = "" if numbers.deck is None else texts[numbers.deck]
    basket = score.basket
    for field, price in (("", basket.usd_per_kg), (".floor", basket.floor_usd_per_kg)):
        yield (*row(f"basket{field}", price, "USD/kg TREO")[:-1], priced)
    for held_item in score.records:
        if held_item.use in ("chosen", "disputes"):
            cited = numbers.records[held_item.id]
            source = numbers.uncited(held_item) if cited is None else texts[cited]
            yield from _evidence(score.id, held_item, source)


class Numbers:
    """The numbers of a card's sources, by what rests on them; None where it cites none."""

    def __init__(self, card: Scorecard) -> None:
        found = {key: row.number for row in card.sources for key in row.keys}
        score, deck = card.basis.score, card.basis.deck
        self._rubric = card.basis.rubric
        self._sources = {item.id: item for item in score.company.sources}
        self.countries = found.get("countries")
        self.deck = found.get(f"deck/{deck.id}") if deck else None
        self.records = {
            item.id: found.get(visible(f"{score.id}/{item.record.source}"))
            for item in score.records
        }

    def title(self, held: Held) -> str:
        """What the source of a record is called, whether the card cites it or not."""
        source = self._sources.get(held.record.source)
        return visible(source.title if source else f"{held.record.source} (not listed)")

    def uncited(self, held: Held) -> str:
        """The source of a record that the card does not cite: it has no number there."""
        source = self._sources.get(held.record.source)
        return " ".join(filter(None, (self.title(held), visible((source and source.url) or ""))))

    def behind(self, item: IndicatorScore) -> list[int]:
        """The numbers of the sources behind an indicator, in order."""
        places, prices = shared_sources(item, self._rubric.indicator(item.id))
        wanted = {self.records.get(key) for key in item.evidence}
        wanted.add(self.countries if places else None)
        wanted.add(self.deck if prices else None)
        return sorted(number for number in wanted if number is not None)


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
    for field, value in _measured(record):
        yield (
            company,
            f"evidence.{held.id}.{field}",
            value.low,
            value.mid,
            value.high,
            _unit(record, field),
            held.grade,
            str(record.as_of or ""),
            source,
        )


def _measured(record: Any) -> Iterator[tuple[str, Interval]]:
    """The fields of a record that are intervals, those within a field by both names."""
    for name, value in vars(record).items():
        if isinstance(value, Interval):
            yield name, value
        elif isinstance(value, dict):
            for key, part in value.items():
                if isinstance(part, Interval):
                    yield f"{name}.{key}", part


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
_HIDDEN = re.compile(
    "[\x80-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufdd0-\ufdef\ufeff\ufffe\uffff]"
)


def json_text(data: Any) -> str:
    """Data as indented JSON; hidden characters are escaped, all else stays readable."""
    text = to_json(data, indent=1).decode().replace("\x7f", "\\u007f")
    return text.encode("ascii", _ESCAPING).decode() + "\n"


def _escape(found: re.Match[str]) -> str:
    return f"\\u{ord(found.group()):04x}"


def _escaped(error: UnicodeError) -> tuple[bytes, int]:
    """What the few characters that are not ASCII become: escapes, or themselves as UTF-8."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    found = error.object[error.start : error.end]
    return _HIDDEN.sub(_escape, found).encode(), error.end


# Looking at every character would take as long as writing all of them; the codec hands out those
# that are not ASCII.
_ESCAPING = "rewatch-escape-hidden"
codecs.register_error(_ESCAPING, _escaped)


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
        "rules": rules_of(score, card.basis.rubric),
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
        "sources": [_source(row) for row in card.sources],
        "inputs": card.inputs,
    }


# Where a link may lead is the renderers' affair.
_SOURCE = tuple(item.name for item in fields(Source) if item.name != "web")


def _source(row: Source) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _SOURCE}


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
