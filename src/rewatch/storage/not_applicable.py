"""What is unknown or does not apply to a company, as typed; records that say so of an indicator."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rewatch.domain.company import Company
from rewatch.domain.errors import UsageError
from rewatch.domain.evidence import KINDS
from rewatch.storage.companies import new_evidence_id
from rewatch.storage.explain import nearest
from rewatch.storage.saving import made

if TYPE_CHECKING:
    from rewatch.domain.evidence import Evidence

# What cannot be known of a kind, said of these indicators.
_INDICATORS: dict[str, tuple[str, ...]] = {
    "distribution": ("magnet_share", "heavy_magnet_share", "low_value_share", "magnet_value"),
    "share": ("magnet_share",),
    "step": ("chain_step",),
    "testwork": ("test_scale",),
    "recovery": ("recovery",),
    "cost": ("cost_margin",),
    "approval": ("permits",),
    "support": ("public_support",),
}
# What is typed where nothing is known, and where a question does not apply to the company.
UNKNOWN = ("u", "unknown", "?")
_NOT_APPLICABLE = re.compile(
    r"(?:na|n/a|not applicable)(?:\s*[:,-]\s*|\s+|\Z)(.*)\Z", re.IGNORECASE | re.DOTALL
)
# Prose, which may begin with such words; alone they still say that nothing is known.
_PROSE = ("what", "detail", "statement", "partner", "programme", "who")
_ASIDE = ("note", "why", "reason")  # said beside the fact
_DEALS = {"offtake": "offtake", "processing": "processing_partner", "equity": "strategic_equity"}


def answer(key: str, value: Any) -> tuple[str, str]:
    """Whether a value is one, or says that it is unknown or does not apply, with the reason."""
    if not isinstance(value, str) or key in _ASIDE or (key, value) == ("basis", "unknown"):
        return "value", ""
    if value.strip().casefold() in UNKNOWN:
        return "unknown", ""
    if key in _PROSE:
        return "value", ""
    match = _NOT_APPLICABLE.match(value.strip())
    return ("na", match[1].strip()) if match else ("value", "")


def check_indicator(kind: str, fields: Mapping[str, Any], indicators: Collection[str]) -> None:
    """Holds the indicator that a record says does not apply against those of the method.

    Raises:
        UsageError: there is none of that id.
    """
    named = fields.get("indicator")
    if kind == "not-applicable" and named is not None and indicators and named not in indicators:
        raise UsageError(
            f"{named!r} is no indicator of the method{nearest(str(named), indicators)} "
            f"({', '.join(indicators)})"
        )


def indicators_of(
    kind: str, given: Mapping[str, Any], indicators: Collection[str]
) -> tuple[str, ...]:
    """The indicators that rest on a kind of evidence alone.

    Raises:
        UsageError: none does.
    """
    names = _INDICATORS.get(kind, ())
    if kind == "partnership" and given.get("type") in _DEALS:
        names = (_DEALS[given["type"]],)
    found = tuple(name for name in names if name in indicators)
    if not found:
        raise UsageError(
            f"no indicator rests on {kind} alone; add a record of the kind not-applicable with the "
            f"indicator ({', '.join(indicators)}) and the reason"
        )
    return found


def not_applicable(
    company: Company,
    indicators: Sequence[str],
    reason: str,
    common: Mapping[str, Any],
    choose: Callable[[str], str],
) -> tuple[Evidence, ...]:
    """Records that say of some indicators that they do not apply.

    Raises:
        UsageError: no reason is given.
    """
    if not reason.strip():
        raise UsageError('say why it does not apply, such as "na: sells to itself"')
    taken = [record.id for record in company.evidence]
    records: list[Any] = []
    for indicator in indicators:
        name = new_evidence_id("not-applicable", str(common["recorded"])[:10], taken, choose)
        taken.append(name)
        values = {"kind": "not-applicable", "id": name, "indicator": indicator, "reason": reason}
        records.append(made(KINDS["not-applicable"], {**values, **common}))
    return tuple(records)
