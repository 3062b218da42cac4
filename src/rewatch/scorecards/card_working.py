"""The working behind a card's points: every indicator with its weight, value and sources."""

from __future__ import annotations

from rewatch.domain.rubric import Rubric
from rewatch.scorecards.context import Context, plain
from rewatch.scorecards.document import Bullets, Section, Table, Text
from rewatch.scorecards.figures import percent, points_range
from rewatch.scorecards.plain import visible
from rewatch.scorecards.records import DISPUTE_RULE, choice_rule, record_words
from rewatch.scorecards.wording import joined, shortened, state_words, when, words
from rewatch.scoring.results import IndicatorScore

# Measures that read the country table, and those that read prices, beside the records they use.
_READ_COUNTRIES = ("rule_of_law", "alignment")
_READ_PRICES = ("magnet_value", "cost_margin")
# Characters of a record that is only named: a whole distribution would fill a paragraph.
_RECORD_LENGTH = 90


def shared_sources(item: IndicatorScore, rubric: Rubric) -> tuple[bool, bool]:
    """Whether an indicator rests on the country table, and whether on the price deck."""
    indicator = rubric.indicator(item.id)
    measure = indicator.measure if indicator else ""
    return (
        item.draw.startswith("country:") or measure in _READ_COUNTRIES,
        bool(item.evidence) and measure in _READ_PRICES,
    )


def cites_of(context: Context, item: IndicatorScore) -> tuple[int, ...]:
    """The numbers of the sources behind an indicator."""
    found = set(context.cite_ids(item.evidence))
    places, prices = shared_sources(item, context.basis.rubric)
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
    rivals = _rivals(context)
    return Section(15, "working", "How the points add up", (table, rivals) if rivals else (table,))


def _rivals(context: Context) -> Bullets | None:
    """The records in dispute and those overridden, with the rules that chose; None without any."""
    feeds: dict[tuple[str, str], list[str]] = {}
    for item in context.score.indicators():
        indicator = context.basis.rubric.indicator(item.id)
        name = indicator.name if indicator else item.id
        for fate, ids in (("Disputed", item.disputed), ("Overridden", item.overridden)):
            for key in ids:
                if key in context.by_id:
                    feeds.setdefault((fate, key), []).append(name)
    lines, kinds = [], set()
    for (fate, key), names in sorted(feeds.items(), key=lambda entry: entry[0][0]):
        held = context.by_id[key]
        said = shortened(record_words(held.record), _RECORD_LENGTH)
        kind = words(held.record.kind)
        text = f"{fate} {kind} ({joined(names)}): {said} ({when(held)}, grade {held.grade})"
        lines.append(context.said(text, held))
        if fate == "Overridden":
            kinds.add(held.record.kind)
    if not lines:
        return None
    if any(fate == "Disputed" for fate, _ in feeds):
        lines.append(plain(f"The rule of a dispute: {DISPUTE_RULE}.", "quiet"))
    chosen: dict[str, list[str]] = {}
    for kind in sorted(kinds):
        chosen.setdefault(choice_rule(kind, context.basis.rubric.choice), []).append(words(kind))
    lines += [
        plain(f"The rule for {joined(kinds)} records: {rule}.", "quiet")
        for rule, kinds in chosen.items()
    ]
    return Bullets(tuple(lines), "Where records speak of the same")


def _working_row(context: Context, item: IndicatorScore) -> tuple[Text, ...]:
    indicator = context.basis.rubric.indicator(item.id)
    name = visible(indicator.name if indicator else item.id)
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
