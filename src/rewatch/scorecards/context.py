"""What every section of a card is written from: the score, the citations, the names of places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from rewatch.domain.countries import Country
from rewatch.domain.rubric import Indicator
from rewatch.scorecards.document import Text, Tone
from rewatch.scorecards.plain import visible
from rewatch.scorecards.rules import Rule, rules_of
from rewatch.scorecards.sources import Citer
from rewatch.scoring.results import CompanyScore, Held

if TYPE_CHECKING:
    from rewatch.scorecards.scorecard import Basis


@dataclass
class Context:
    """One card in the making."""

    basis: Basis
    citer: Citer
    today: date

    @property
    def score(self) -> CompanyScore:
        """The company, scored."""
        return self.basis.score

    @property
    def as_of(self) -> date:
        """The day the evidence is looked at from."""
        return self.basis.ranking.as_of

    @cached_property
    def places(self) -> Mapping[str, Country]:
        """Countries by code; empty where no table was given."""
        return self.basis.countries.by_code() if self.basis.countries else {}

    @cached_property
    def by_id(self) -> dict[str, Held]:
        """Every record known, by id."""
        return {item.id: item for item in self.score.records}

    @cached_property
    def by_kind(self) -> dict[str, list[Held]]:
        """Every record known, by kind."""
        found: dict[str, list[Held]] = {}
        for item in self.score.records:
            found.setdefault(item.record.kind, []).append(item)
        return found

    @cached_property
    def indicators(self) -> dict[str, Indicator]:
        """The rubric's indicators by id."""
        found = self.basis.rubric.criteria
        return {item.id: item for criterion in found for item in criterion.indicators}

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that chose behind the company's numbers."""
        return rules_of(self.score, self.basis.rubric)

    def speaking(self, kind: str) -> list[Held]:
        """The records of one kind that speak: chosen ones and those that dispute them."""
        return [item for item in self.by_kind.get(kind, ()) if item.use in ("chosen", "disputes")]

    def live(self, kind: str) -> list[Held]:
        """The records of one kind that are neither superseded nor retracted."""
        uses = ("chosen", "disputes", "overridden")
        return [item for item in self.by_kind.get(kind, ()) if item.use in uses]

    def cite(self, *items: Held) -> tuple[int, ...]:
        """The source numbers of some records."""
        return self.citer.held(*items)

    def cite_ids(self, ids: Iterable[str]) -> tuple[int, ...]:
        """The source numbers of some records by id."""
        return self.citer.held(*(self.by_id[key] for key in ids if key in self.by_id))

    def said(self, text: str, *items: Held, tone: Tone = "plain") -> Text:
        """A piece of text that rests on some records."""
        return Text(visible(text), self.cite(*items), tone)


def plain(text: str, tone: Tone = "plain") -> Text:
    """A piece of text that rests on no source, made visible."""
    return Text(visible(text), (), tone)
