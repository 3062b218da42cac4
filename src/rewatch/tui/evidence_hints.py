"""What the evidence form says of its kinds and lines: what goes in, in which unit, an example.

Which lines there are, and which words they take, is read off the records' models; see
`evidence_fields`.
"""

from __future__ import annotations

OTHERWISE = "u unknown · na: reason, where it does not apply"

ABOUT = {
    "distribution": "oxide shares in TREO",
    "share": "share of NdPr, DyTb, magnet or heavy oxides in TREO",
    "resource": "tonnage and grade",
    "stage": "how far a project is",
    "step": "a step of the value chain, its state and who runs it",
    "testwork": "the largest scale the flowsheet was run at",
    "recovery": "recovery from ore to product",
    "capacity": "output a year",
    "cost": "unit cost or capital cost",
    "approval": "a permit and its outcome",
    "support": "public money",
    "partnership": "a deal with somebody else",
    "radioactivity": "thorium and uranium",
    "guidance": "a date promised for a milestone",
    "cash": "cash and what a quarter burns",
    "market": "price and shares",
    "risk": "a named risk; listed, never scored",
    "not-applicable": "an indicator that does not apply, with the reason",
}

# One figure, date or word: it is typed over when one comes back to it. By field, else by kind and
# field.
UNITS = {
    "pct": "%, or ppm: as 84, or 40-45 % for a range",
    "treo_pct": "% of the ore, or ppm: as 1.4 % or 800 ppm",
    "share_pct": "% of the planned output: as 60, or 40-60",
    "tonnes_mt": "Mt, or kt, t, bt: as 56.7",
    "tonnes_per_year": "t a year, or ktpa, Mtpa, kg: as 4,400 or 4.4 ktpa",
    "thorium_ppm": "ppm, or %: as 320",
    "uranium_ppm": "ppm, or %: as 45",
    "amount": "whole money, as A$12.5m or 3 bn CNY",
    "burn_per_quarter": "whole money a quarter, as A$3m",
    "price": "of one share, as A$0.14",
    "shares": "how many there are, as 1.2bn",
    "currency": "three letters, as AUD; the amount may name it instead, as A$12.5m",
    "oxides": "in % of TREO, as Nd2O3 17, Pr6O11 5",
    "share.oxides": "which oxides are counted, as Dy2O3, Tb4O7; needed for heavy",
    "as_of": "the day the fact speaks of: 2026, 2026-Q3, 2026-09, 2026-09-30",
    "promised": "a date: 2027, 2027-H2, 2027-06; or two, as 2027-Q1 to 2027-Q3",
    "said_on": "the day it was said on: 2026-09-30",
    "country": "of its home, by code or name, as AU or Australia",
    "step.country": "where the plant stands, by code or name, as AU or Australia",
    "year": "of the money, four digits, as 2025",
    "project": "id or name; the lead project if empty, - for none",
    "indicator": "the indicator that does not apply",
    "per": "what it is for: kg TREO, kg NdPr, or total for capex",
}

# The lines that are looked at by themselves when they are left: figures, and mixes of oxides.
CHECKED = (
    "pct", "treo_pct", "share_pct", "tonnes_mt", "tonnes_per_year", "thorium_ppm", "uranium_ppm",
    "amount", "burn_per_quarter", "price", "shares", "oxides",
)  # fmt: skip

# A text, which is typed into; or what the words of a choice mean, where they do not say it. By
# field, else by kind and field.
WORDS = {
    "note": "what else the source says, as flotation and leaching, from the feasibility study",
    "distribution.basis": "what was assayed; shares of two bases are never mixed",
    "share.basis": "what was assayed; shares of two bases are never mixed",
    "share.group": "magnet counts Nd Pr Dy Tb, low-value La Ce; heavy lists its oxides below",
    "resource.category": "which part of it, as total, M+I, indicated, inferred, proven+probable",
    "resource.code": "that it was reported by, as JORC 2012 or NI 43-101",
    "stage.was": "the stage before; with suspended, and only there",
    "step.by": "own if empty; market: sold on the open market",
    "step.site": "where it is done, as Eneabba, Western Australia",
    "step.who": "the partner's name where it is not its own, as Solvay",
    "step.control": "of the plant, where that is not its country's bloc",
    "step.partnership": "id of the record of the deal, where there is one, as "
    "partnership-2025-11-k3fa",
    "testwork.what": "what was run, as 12 t through the whole flowsheet in 2025",
    "recovery.of": "of which oxides, as TREO, NdPr or Dy2O3; TREO if empty",
    "recovery.from": "where it begins, as ore or mineral-concentrate",
    "recovery.to": "where it ends, as mineral-concentrate, mixed-carbonate, separated-oxides; it "
    "counts in full where that is what the project sells",
    "capacity.product": "what is made, as mixed-carbonate, separated-oxides, magnets; an offtake "
    "in t is measured against it",
    "cost.type": "opex for what a kg costs, capex for what the plant costs",
    "cost.product": "what the cost makes",
    "approval.authority": "who decides, as EPA Western Australia",
    "support.programme": "what it is called, as Critical Minerals Facility",
    "support.government": "whose money it is, as AU, US or Wyoming",
    "partnership.partner": "who it is with, as Solvay or Toyota Tsusho",
    "partnership.status": "or between two, as mou to binding",
    "partnership.direction": "offtake: out sells its product, in buys feed; equity: in is taken in "
    "it, out it buys, sold it sells; if empty: offtake out, equity in, supply in",
    "partnership.investor": "of equity and joint ventures: who takes part",
    "partnership.control": "of the partner, where that is not its country's bloc",
    "partnership.product": "what is dealt in; what the lead project sells if empty",
    "partnership.rare_earths": "no: a deal about something else, which is not scored; yes if empty",
    "radioactivity.statement": "what is said without a figure, as below the limit of transport",
    "guidance.milestone": "what is promised, as first production or investment decision",
    "risk.detail": "what may go wrong, as price floor not extended beyond 2028",
    "risk.severity": "as you judge it; may be empty",
    "not-applicable.reason": "why it does not, as it buys its feed and mines nothing",
}


def hint(table: dict[str, str], kind: str, key: str) -> str:
    """What one of the tables says of a line, "" where it says nothing."""
    return table.get(f"{kind}.{key}", table.get(key, ""))
