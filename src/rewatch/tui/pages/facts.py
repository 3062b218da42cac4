"""Missing facts: those of a whole list, grouped by fact or by company, the widest first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from rewatch.tui.standings import percent
from rewatch.tui.text import cut, fitted
from rewatch.tui.widgets.lines import Line
from rewatch.tui.widgets.paint import ACCENT, DIM, PLAIN, STRONG, Piece, paragraph

if TYPE_CHECKING:
    from rewatch.scoring.facts import FactGroup, OpenFact
    from rewatch.scoring.results import CompanyScore
    from rewatch.scoring.telling import Told

Lines = list[Line | list[Piece]]
_NAMED = 3  # companies named as parted; the others are counted
_COMPANY = 30
_PAIRS = 5  # pairs named under an opened fact; all are counted


def fact_lines(
    groups: Sequence[FactGroup],
    told: Mapping[str, Sequence[Told]] | None,
    names: Mapping[str, str],
    opened: Collection[str],
    width: int,
) -> Lines:
    """One line a fact with what it would settle over the whole list; below it the companies.

    Args:
        groups: from `scoring.facts.next_facts`.
        told: the pairs each fact would tell apart; None while they are not sampled. In a list that
            is too long for that, no fact has any.
        names: name of each company.
        opened: ids of the facts whose companies are shown.
        width: cells of a line.
    """
    if not groups:
        return [[("Nothing is open: every value rests on evidence.", STRONG)]]
    lines: Lines = [*paragraph(_SAID, width, DIM), []]
    for group in groups:
        fact, shown = group.fact, group.fact.id in opened
        count = "1 company" if len(group.open) == 1 else f"{len(group.open)} companies"
        pairs = () if told is None else told.get(fact.id)
        parted = ", sampling …" if told is None else ", pairs not counted" if pairs is None else ""
        if pairs:
            parted = f", tells {len(pairs)} pair{'s' * (len(pairs) != 1)} apart"
        head = (
            ("▾ " if shown else "▸ ", ACCENT),
            (fitted(f"{group.points:.0f}", 5, right=True), STRONG),
            (cut(f"  {fact.name}", width - 7), PLAIN),
        )
        lines.append(Line(head, f"g:{fact.id}"))
        about = f"{count}{parted}; usually in: {fact.published_in}"
        lines += paragraph(about, width, DIM, " " * 9)
        if shown:
            for pair in (pairs or ())[:_PAIRS]:
                said = f"{names.get(pair.ahead, pair.ahead)} above "
                said += names.get(pair.behind, pair.behind)
                lines.append(
                    [
                        (" " * 9 + "tells ", DIM),
                        (cut(f"{said} ({percent(pair.share)})", width - 15), PLAIN),
                    ]
                )
            lines += [_company(item, names, width) for item in group.open]
    return lines


_SHARED = 0.5  # points; less is lost in rounding
_OVERLAP = "a few of these rest on two facts, so that theirs add up to more"
_SAID = (
    "Points of doubt in the totals of this list that rest on a fact, whatever it turns out to be "
    "(a few rest on two facts, and need both); and the pairs it would tell apart: likely above in "
    "the samples with the fact in the middle of what it may be, and not without."
)


def _company(item: OpenFact, names: Mapping[str, str], width: int) -> Line:
    wide = max(12, min(_COMPANY, width // 3))
    pieces: list[Piece] = [
        (" " * 7, PLAIN),
        (fitted(f"{item.points:.0f}", 4, right=True), ACCENT),
        ("  ", PLAIN),
        (fitted(names.get(item.company, item.company), wide), PLAIN),
    ]
    said = state(item)
    parts = separated(item, names)
    text = f"  {said}; parts it from {parts}" if parts else f"  {said}"
    pieces.append((cut(text, max(0, width - wide - 13)), DIM))
    return Line(tuple(pieces), f"c:{item.company}@{item.fact.id}")


def state(item: OpenFact) -> str:
    """Whether nothing is known, or what is known is not enough."""
    return "no evidence" if item.missing else "known, but old, weak or vague"


def separated(item: OpenFact, names: Mapping[str, str]) -> str:
    """The companies it would part one from, by name as far as there is room."""
    found = [names.get(key, key) for key in item.separates[:_NAMED]]
    more = len(item.separates) - len(found)
    return ", ".join([*found, *([f"{more} more"] if more > 0 else [])])


def company_fact_lines(
    groups: Sequence[FactGroup],
    names: Mapping[str, str],
    only: str | None,
    width: int,
    scores: Callable[[str], CompanyScore | None],
) -> Lines:
    """The same by company: what each one's total lacks.

    Args:
        groups: from `scoring.facts.next_facts`.
        names: name of each company, in the list's order.
        only: id of the one company to show; all if None.
        width: cells of a line.
        scores: answers the score of a company.
    """
    from rewatch.scoring.facts import together

    by_company: dict[str, list[OpenFact]] = {}
    for group in groups:
        for item in group.open:
            by_company.setdefault(item.company, []).append(item)
    lines: Lines = []
    for company, name in names.items():
        if only is not None and company != only:
            continue
        items = sorted(by_company.get(company, ()), key=lambda item: -item.points)
        score = scores(company)
        total = together(score, items) if score is not None else 0.0
        lines.append(
            Line(
                ((cut(name, width - 20), STRONG), (f"  {total:.0f} points open", DIM)),
                f"c:{company}",
            )
        )
        if sum(item.points for item in items) - total > _SHARED:
            lines += paragraph(_OVERLAP, width, DIM, " " * 8)
        for item in items:
            pieces = (
                (fitted(f"{item.points:.0f}", 6, right=True), ACCENT),
                (cut(f"  {item.fact.name}", width - 6), PLAIN),
            )
            lines.append(Line(pieces, f"c:{company}@{item.fact.id}"))
            parts = separated(item, names)
            about = f"{state(item)}; usually in: {item.fact.published_in}"
            about += f"; parts it from {parts}" if parts else ""
            lines += paragraph(about, width, DIM, " " * 8)
        lines.append([])
    return lines
