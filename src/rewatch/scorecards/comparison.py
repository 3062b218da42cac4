"""The comparison sheet: two to six companies side by side, differences first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import permutations

from rewatch.domain.basis import basis_value
from rewatch.domain.elements import STRIP
from rewatch.domain.errors import UsageError
from rewatch.domain.lists import COMPARED_FEWEST, COMPARED_MOST
from rewatch.scorecards.card_elements import cell_share, furthest_built
from rewatch.scorecards.card_working import cites_of
from rewatch.scorecards.collection import Given, Progress, cards, digest_of, made_with, summary
from rewatch.scorecards.context import Context, plain
from rewatch.scorecards.document import (
    ADVICE,
    Align,
    Bar,
    Bars,
    Bullets,
    Section,
    Sheet,
    Source,
    Sources,
    Table,
    Text,
)
from rewatch.scorecards.figures import day, percent, points, points_range, span
from rewatch.scorecards.figures import number as value_of
from rewatch.scorecards.plain import visible
from rewatch.scorecards.scorecard import Scorecard
from rewatch.scorecards.sources import Citer, SourceBook
from rewatch.scorecards.wording import (
    GROUPS,
    ORDERS,
    STATES,
    country_name,
    joined,
    role_words,
    state_words,
    unranked_words,
)
from rewatch.scoring.comparison import spreads
from rewatch.scoring.explain import missing_facts
from rewatch.scoring.ranking import certainly_above
from rewatch.scoring.results import CompanyScore, IndicatorScore, Ranking

_MISSING_EACH = 2
_DETAILED = 6


@dataclass(frozen=True, slots=True)
class Comparison:
    """A comparison sheet; `cards` holds the companies for the data formats."""

    sheet: Sheet
    cards: tuple[Scorecard, ...]
    sources: tuple[Source, ...]
    digest: str
    printed: date

    kind = "comparison"

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """What starts on pages of its own."""
        return (self.sheet,)

    @property
    def title(self) -> str:
        """What the document is called."""
        return self.sheet.title

    @property
    def left_out(self) -> tuple[str, ...]:
        """What a preview says is not in the document: notes never are in a comparison."""
        return tuple(item for card in self.cards for item in card.left_out)


def build(
    scores: Sequence[CompanyScore],
    ranking: Ranking,
    given: Given,
    book: SourceBook | None = None,
    progress: Progress | None = None,
    part: str = "",
) -> Comparison:
    """Builds the sheet.

    Args:
        scores: two to six companies of the ranking, in the order they shall stand in.
        ranking: the ranking they stand in; one method and price deck for all.
        given: everything else; notes are not used.
        book: numbers the sources; a pack gives its own.
        progress: called after each company; what it raises stops the work.
        part: which companies of a pack these are, in words; "" where they are all of it.

    Raises:
        UsageError: fewer than two or more than six companies, or one twice.
    """
    ids = {score.id for score in scores}
    if not COMPARED_FEWEST <= len(scores) <= COMPARED_MOST or len(ids) < len(scores):
        raise UsageError(
            f"a comparison takes {COMPARED_FEWEST} to {COMPARED_MOST} different companies"
        )
    shared, quiet = book or SourceBook(), _without_notes(given)
    # The cards behind the sheet cite much that it does not: numbered after it, its own sources
    # count from 1.
    members = cards(scores, ranking, quiet, book or SourceBook(), progress)
    contexts = []
    for card in members:
        citer = Citer(shared, card.company, given.rubric, given.deck, given.countries)
        contexts.append(Context(card.basis, citer, given.today))
    digest = digest_of(members)
    sections = [
        made_with(1, ranking, given, digest),
        _totals(2, contexts),
        _criteria(3, contexts),
        _beside(4, contexts),
        _indicators(5, contexts),
        *_rules(6, contexts),
    ]
    sections.append(_order(len(sections) + 1, scores))
    sections.append(_missing(len(sections) + 1, contexts))
    rows = shared.rows({number for item in contexts for number in item.citer.numbers})
    if book is None:
        listed = Section(len(sections) + 1, "sources", "Sources", (Sources(rows),))
        sections.append(listed)
        members = cards(scores, ranking, quiet, shared)
    sections.append(_limits(len(sections) + 1))
    names = joined(visible(score.name) for score in scores)
    sheet = Sheet(
        "comparison",
        f"Comparison: {names}",
        f"Comparison sheet, as of {day(ranking.as_of)}{part}",
        (
            ("companies", ", ".join(score.id for score in scores)),
            *summary(ranking, given, digest),
        ),
        tuple(sections),
    )
    return Comparison(sheet, members, rows, digest, given.today)


def _without_notes(given: Given) -> Given:
    return replace(given, with_notes=False)


def _totals(number: int, contexts: list[Context]) -> Section:
    bars = []
    for context in contexts:
        row, score = context.basis.row, context.score
        if row.rank is None:
            said = f"not ranked: {unranked_words(score.not_ranked)}"
        else:
            said = f"rank {row.rank} of {context.basis.group_size} {GROUPS[score.group]}"
        sentence = plain(said)
        bars.append(Bar(visible(score.name), score.total, None, score.coverage, sentence))
    basis = contexts[0].basis
    on_list = f" on {visible(basis.among)}" if basis.among else ""
    title = f"Total, 0 to 100; ranks{on_list} by {ORDERS[basis.ranking.order]}"
    return Section(number, "totals", "Totals", (Bars(tuple(bars), title),))


def _names(contexts: list[Context]) -> tuple[str, ...]:
    return tuple(visible(context.score.name) for context in contexts)


def _lefts(contexts: list[Context]) -> tuple[Align, ...]:
    return tuple("left" for _ in contexts)


def _criteria(number: int, contexts: list[Context]) -> Section:
    rows = []
    for criterion in contexts[0].basis.rubric.criteria:
        cells = [plain(criterion.name)]
        for context in contexts:
            found = context.score.criterion(criterion.id)
            if found is None or found.value is None:
                cells.append(plain("does not apply", "quiet"))
            else:
                text = f"{points_range(found.value)} ({percent(found.weight)})"
                cells.append(Text(text))
        rows.append(tuple(cells))
    align: tuple[Align, ...] = ("left", *_lefts(contexts))
    title = "Value, 0 to 100, proven to possible; its weight in brackets"
    table = Table(("Criterion", *_names(contexts)), tuple(rows), align, title)
    return Section(number, "criteria", "Four criteria", (table,))


def _beside(number: int, contexts: list[Context]) -> Section:
    """What the companies are and have, side by side: stage, places, elements, steps, flags."""
    rows = [
        ("Role and stage", [_stage(item) for item in contexts]),
        ("Lead project", [_lead(item) for item in contexts]),
        ("Furthest built", [furthest_built(item) for item in contexts]),
    ]
    for name, _ in STRIP:
        rows.append((f"{name}, %", [_share(item, name) for item in contexts]))
    rows += [
        ("Basis", [plain(basis_value(item.score.basis)) for item in contexts]),
        ("Basket, US$/kg", [_basket(item) for item in contexts]),
        ("Flags raised", [_raised(item) for item in contexts]),
    ]
    table = Table(
        ("Fact", *_names(contexts)),
        tuple((plain(label), *cells) for label, cells in rows),
        ("left", *_lefts(contexts)),
        "Elements are % of TREO on the basis named, the basket is of one kg TREO; ? is unknown",
    )
    return Section(number, "beside", "Side by side", (table,))


def _stage(context: Context) -> Text:
    return plain(role_words(context.score.company.role, context.score.stage))


def _lead(context: Context) -> Text:
    lead = context.score.company.lead
    if lead is None:
        return plain("none on record", "quiet")
    return plain(f"{lead.name}, {country_name(lead.country, context.places)}")


def _share(context: Context, name: str) -> Text:
    found = cell_share(context, name)
    return plain("?", "quiet") if found is None else Text(span(found))


def _basket(context: Context) -> Text:
    basket = context.score.basket
    if basket.usd_per_kg is not None:
        return Text(span(basket.usd_per_kg, 2))
    if basket.floor_usd_per_kg is not None:
        return Text(f"at least {value_of(basket.floor_usd_per_kg, 2)}")
    return plain("?", "quiet")


def _raised(context: Context) -> Text:
    if context.basis.flags is None:
        return plain("not tested", "quiet")
    names = [item.name for item in context.basis.flags if item.state == "raised"]
    return plain("; ".join(names), "warn") if names else plain("none", "quiet")


def _indicators(number: int, contexts: list[Context]) -> Section:
    """A table of all indicators, and what was found on those that differ most."""
    rubric = contexts[0].basis.rubric
    found = []
    for item in spreads([context.score for context in contexts]):
        items = [
            (context, held)
            for context in contexts
            if (held := context.score.indicator(item.indicator)) is not None
        ]
        found.append((item.points or 0.0, rubric.name_of(item.indicator), items))
    rows = tuple(
        (plain(name), Text(points(apart)), *(_cell(item) for _, item in items))
        for apart, name, items in found
    )
    table = Table(
        ("Indicator", "Apart", *_names(contexts)),
        rows,
        ("left", "right", *_lefts(contexts)),
        "Apart: from the lowest to the highest midpoint, in points of the total. Cells: value, "
        "0 to 100, with the grade of its evidence; ? is unknown, ~ derived, ≠ disputed, – does not "
        "apply",
    )
    details = [
        Bullets(tuple(_detail(context, item) for context, item in items), visible(name))
        for apart, name, items in found[:_DETAILED]
        if apart > 0
    ]
    return Section(number, "indicators", "Differences, largest first", (table, *details))


def _cell(item: IndicatorScore) -> Text:
    if item.value is None:
        return plain("–", "quiet")
    if item.state == "unknown":
        return plain(f"{points_range(item.value)} ?", "quiet")
    mark = "≠" if item.disputed else "~" if item.state == "derived" else ""
    return Text(f"{points_range(item.value)} {item.grade or ''}{mark}".strip())


def _detail(context: Context, item: IndicatorScore) -> Text:
    name = context.score.name
    if item.value is None or item.state == "unknown":
        return plain(f"{name}: {STATES[item.state]}", "quiet")
    state = state_words(item).removeprefix("evidence, ")  # a grade is always one of evidence
    text = f"{name}: {item.label} ({state})"
    return Text(visible(text), cites_of(context, item))


def _rules(number: int, contexts: list[Context]) -> list[Section]:
    """By which rules the numbers were chosen or derived, and for whom; empty without any."""
    found: dict[tuple[str, str], dict[str, list[str]]] = {}
    for context in contexts:
        rubric = context.basis.rubric
        for rule in context.rules:
            of = found.setdefault((rule.what, rule.text), {}).setdefault(context.score.name, [])
            of.append(rubric.name_of(rule.indicator))
    lines = []
    for (what, text), companies in sorted(found.items()):
        whom = (
            joined(companies)
            if what in ("overridden", "replaced")
            else "; ".join(f"{name}: {joined(names)}" for name, names in companies.items())
        )
        lines.append(plain(f"{what.capitalize()} ({whom}): {text}."))
    return [Section(number, "rules", "By which rules", (Bullets(tuple(lines)),))] if lines else []


def _order(number: int, scores: Sequence[CompanyScore]) -> Section:
    """Which order holds whatever the open evidence turns out to be."""
    lines = [
        plain(f"{one.name} is above {other.name} whatever the open evidence turns out to be.")
        for one, other in permutations(scores, 2)
        if one.group == other.group and certainly_above(one, other)
    ]
    if not lines:
        empty = "No order between them is certain: what is open could turn each pair around."
        lines.append(plain(empty))
    if len({score.group for score in scores}) > 1:
        lines.append(
            plain(
                "Companies with a deposit and processors are scored on different criteria; their "
                "totals are not one ranking.",
                "warn",
            )
        )
    return Section(number, "order", "What is certain", (Bullets(tuple(lines)),))


def _wide(found: tuple[float, str]) -> tuple[float, str]:
    """Sorts what leaves most open first."""
    width, name = found
    return -width, name


def _missing(number: int, contexts: list[Context]) -> Section:
    """The questions that leave most open, each once, with the points it leaves open for whom."""
    open_: dict[tuple[str, str], list[tuple[float, str]]] = {}
    for context in contexts:
        for item in missing_facts(context.score)[:_MISSING_EACH]:
            indicator = context.indicators.get(item.indicator)
            if indicator is not None:
                key = (indicator.question, indicator.published_in)
                open_.setdefault(key, []).append((item.width, context.score.name))
    rows = [
        (
            plain(question),
            plain(
                ", ".join(
                    f"{name}\u00a0{points(width)}" for width, name in sorted(found, key=_wide)
                )
            ),
            plain(published_in),
        )
        for (question, published_in), found in sorted(
            open_.items(), key=lambda entry: (min(map(_wide, entry[1])), entry[0])
        )
    ]
    table = Table(
        ("Question", "Points in doubt", "Usually published in"),
        tuple(rows),
        ("left", "left", "left"),
        "The two open answers of each company that leave most points of its total in doubt",
        "Nothing is open.",
    )
    return Section(number, "missing", "What would change the view", (table,))


def _limits(number: int) -> Section:
    lines = (
        plain("Intervals that overlap leave the order open; the midpoint is not the result."),
        plain("Weights and value functions are judgements written in the method file."),
        plain(ADVICE),
    )
    return Section(number, "limits", "What this sheet cannot support", (Bullets(lines),))
