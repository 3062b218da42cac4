"""The measures: each reads the evidence for one indicator and says what it found, or None."""

from __future__ import annotations

from collections.abc import Callable

from rewatch.domain.rubric import Indicator
from rewatch.scoring.case import Case, Found
from rewatch.scoring.measures import deals, elements, place, processing

Measure = Callable[[Case, Indicator], Found | None]

MEASURES: dict[str, Measure] = {
    "group_share": elements.group_share,
    "magnet_value": elements.magnet_value,
    "chain_step": processing.chain_step,
    "test_scale": processing.test_scale,
    "recovery": processing.recovery,
    "cost_margin": processing.cost_margin,
    "processing_independence": processing.processing_independence,
    "permits": place.permits,
    "rule_of_law": place.rule_of_law,
    "public_support": place.public_support,
    "alignment": place.alignment,
    "offtake": deals.offtake,
    "processing_partner": deals.processing_partner,
    "strategic_equity": deals.strategic_equity,
}
