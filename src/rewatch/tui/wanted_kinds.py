"""Which kind of evidence answers what the cursor is on: the list of kinds starts at that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rewatch.tui.pages.grounds import ELEMENTS
from rewatch.tui.pages.why import parsed

if TYPE_CHECKING:
    from rewatch.domain.rubric import Rubric
    from rewatch.scoring.results import CompanyScore

# By how an indicator is measured: the kind of record it is read from first.
_OF_MEASURE = {
    "group_share": "distribution",
    "magnet_value": "distribution",
    "chain_step": "step",
    "test_scale": "testwork",
    "recovery": "recovery",
    "cost_margin": "cost",
    "processing_independence": "step",
    "permits": "approval",
    "public_support": "support",
    "alignment": "step",
    "offtake": "partnership",
    "processing_partner": "partnership",
    "strategic_equity": "partnership",
}
# What a record says that is read for it, where the kind alone does not say so.
_SAYS = {
    "cost_margin": {"type": "opex"},
    "offtake": {"type": "offtake"},
    "processing_partner": {"type": "processing"},
    "strategic_equity": {"type": "equity"},
}
_OF_TAB = {"partnerships": "partnership", "timeline": "guidance"}


def kind_for(rubric: Rubric, indicator: str) -> str:
    """The kind of evidence that an indicator is read from first; "" where no record gives it."""
    found = rubric.indicator(indicator)
    return _OF_MEASURE.get(found.measure, "") if found is not None else ""


def said_for(rubric: Rubric, indicator: str) -> dict[str, str]:
    """What stands in the form of such a record at first: the sort of deal or of cost it is."""
    found = rubric.indicator(indicator)
    return dict(_SAYS.get(found.measure, {})) if found is not None else {}


def kind_under(score: CompanyScore, rubric: Rubric, tab: str, key: str | None) -> str:
    """The kind that a new record of a company most likely is of.

    Args:
        score: the company.
        rubric: says how an indicator is measured.
        tab: which is open.
        key: of the line under the cursor.

    Returns:
        that of the indicator or the record there, else of the tab; "" where nothing says.
    """
    kind, what, under = parsed(key)
    if kind in ("i", "f"):
        return kind_for(rubric, what)
    if kind == "s":
        return "distribution" if what == ELEMENTS else "step"
    if kind == "e" and under:
        return kind_for(rubric, under)
    held = score.held(what) if kind == "e" else None
    return str(held.record.kind) if held is not None else _OF_TAB.get(tab, "")
