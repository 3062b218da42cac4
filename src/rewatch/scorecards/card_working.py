"""The working behind a card's points: every indicator with its weight, value and sources."""

from __future__ import annotations

from rewatch.domain.rubric import Indicator
from rewatch.scorecards.context import Context, plain
from rewatch.scorecards.document import Bullets, Section, Table, Text
from rewatch.scorecards.figures import percent, points_range
from rewatch.scorecards.plain import visible
from rewatch.scorecards.records import record_words
from rewatch.scorecards.rules import DISPUTE_RULE, REPLACED_RULE
from rewatch.scorecards.wording import joined, shortened, state_words, when, words
from rewatch.scoring.results import IndicatorScore

# Measures that read the country table, and those that read prices, beside the records they use.
_READ_COUNTRIES = ("rule_of_law", "alignment")
_READ_PRICES = ("magnet_value", "cost_margin")
# Characters of a record that is only named: a whole distribution would fill a paragraph.
_RECORD_LENGTH = 90
# The rules that are the same for every kind of record.
_OF_ALL_KINDS = {DISPUTE_RULE: "a dispute", REPLACED_RULE: "replacing"}
WORKING = 15  # the section's number, for those that point to it


def shared_sources(item: IndicatorScore, indicator: Indicator | None) -> tuple[bool, bool]:
    """Whether an indicator rests on the country table, and whether on the price deck."""
    measure = indicator.measure if indicator else ""
    return (
        item.draw.startswith("country:") or measure in _READ_COUNTRIES,
        bool(item.evidence) and measure in _READ_PRICES,
    )


def cites_of(context: Context, item: IndicatorScore) -> tuple[int, ...]:
    """The numbers of the sources behind an indicator."""
    found = set(context.cite_ids(item.evidence))
    places, prices = shared_sources(item, context.indicators.get(item.id))
    if places and item.value is not None:
        found.update(context.citer.countries())
    if prices:
        found.update(context.citer.deck())
    return tuple(sorted(found))


def working(context: Context) -> Section:
    """The working: every indicator with weight, value and what it adds, up to the total."""
    score = context.score
    rows: list[tuple[Text, ...]] = []
    for criterion in score.criteria:
        rows.extend(_working_row(context, item) for item in criterion.indicators)
        if criterion.value is not None:
            rows.append(
                (
                    Text(f"= {criterion.name}"),
                    Text(percent(criterion.weight, 1)),
                    Text(points_range(criterion.value)),
                    Text(points_range(criterion.value.scaled(criterion.weight))),
                    Text(f"coverage {percent(criterion.coverage)}"),
                )
            )
    rows.append(
        (
            Text("= Total"),
            Text(percent(sum(item.weight for item in score.criteria), 1)),
            Text(""),
            Text(points_range(score.total)),
            Text(f"coverage {percent(score.coverage)}"),
        )
    )
    table = Table(
        ("Indicator", "Weight", "Value", "Adds", "Found"),
        tuple(rows),
        ("left", "right", "right", "right", "left"),
        "weight x value = points added; weights are shares of the total",
    )
    behind = (block for block in (_rivals(context), _derived(context)) if block)
    return Section(WORKING, "working", "How the points add up", (table, *behind))


def _name(context: Context, indicator_id: str) -> str:
    found = context.indicators.get(indicator_id)
    return visible(found.name if found else indicator_id)


def _rivals(context: Context) -> Bullets | None:
    """The records in dispute, overridden and replaced, with the rules; None without any."""
    feeds: dict[tuple[str, str], list[str]] = {}
    chosen: dict[str, list[str]] = {}
    for rule in context.rules:
        if rule.what == "derived":
            continue
        for key in rule.evidence:
            if key in context.by_id:
                fate = rule.what.capitalize()
                feeds.setdefault((fate, key), []).append(_name(context, rule.indicator))
                kinds = chosen.setdefault(rule.text, [])
                kinds += {words(context.by_id[key].record.kind)}.difference(kinds)
    if not feeds:
        return None
    lines = []
    for (fate, key), names in sorted(feeds.items(), key=lambda entry: entry[0][0]):
        held = context.by_id[key]
        said = shortened(record_words(held.record), _RECORD_LENGTH)
        kind = words(held.record.kind)
        text = f"{fate} {kind} ({joined(names)}): {said} ({when(held)}, grade {held.grade})"
        lines.append(context.said(text, held))
    lines += [
        plain(f"The rule of {of}: {text}.", "quiet")
        for text, of in _OF_ALL_KINDS.items()
        if text in chosen
    ]
    lines += [
        plain(f"The rule for {joined(sorted(kinds))} records: {text}.", "quiet")
        for text, kinds in sorted(chosen.items(), key=lambda entry: sorted(entry[1]))
        if text not in _OF_ALL_KINDS
    ]
    return Bullets(tuple(lines), "Where records speak of the same")


def _derived(context: Context) -> Bullets | None:
    """The values no record states, what they follow from and by which rule; None without any."""
    found: dict[str, dict[tuple[str, ...], list[str]]] = {}
    for rule in context.rules:
        if rule.what == "derived":
            names = found.setdefault(rule.text, {}).setdefault(rule.evidence, [])
            names.append(_name(context, rule.indicator))
    lines = []
    for text, groups in found.items():
        said = f"{text}."
        for ids, names in groups.items():
            held = [context.by_id[key] for key in ids if key in context.by_id]
            records = (f"{words(item.record.kind)} ({when(item)}, grade {item.grade})"
                       for item in held)  # fmt: skip
            origin = f", from {joined(dict.fromkeys(records))}" if held else ""
            lines.append(context.said(f"{joined(names)}{origin}: {said}", *held))
            said = "by the same rule."
    return Bullets(tuple(lines), "Derived, not stated by a record") if lines else None


def _working_row(context: Context, item: IndicatorScore) -> tuple[Text, ...]:
    name = _name(context, item.id)
    if item.value is None:
        return (Text(name), Text("–"), Text("–"), Text("–"), plain("does not apply", "quiet"))
    weight = context.score.global_weight(item)
    found = state_words(item)
    if item.state != "unknown":
        found = f"{item.label} ({found})"
    return (
        Text(name),
        Text(percent(weight, 1)),
        Text(points_range(item.value)),
        Text(points_range(item.value.scaled(weight))),
        Text(visible(found), cites_of(context, item)),
    )
