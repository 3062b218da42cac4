"""Sections 9 to 14 of a card: risks, missing evidence, history, notes, sources, limits."""

from __future__ import annotations

from rewatch.scorecards.context import Context, plain
from rewatch.scorecards.document import (
    ADVICE,
    Bullets,
    Notes,
    NoteText,
    Paragraph,
    Section,
    Sources,
    Table,
    Text,
)
from rewatch.scorecards.figures import day, percent, points, points_range
from rewatch.scorecards.plain import visible, visible_lines
from rewatch.scorecards.wording import joined, state_words, unranked_words, when
from rewatch.scoring.explain import missing_facts

_CLASSES = ("price", "geopolitical", "technology", "regulatory", "capital")
_MISSING_SHOWN = 5
_CAUSES_SHOWN = 3


def risks(context: Context) -> Section:
    """9: risk flags and recorded risks by class, and the flags that could not be tested."""
    flags = context.basis.flags
    recorded = context.speaking("risk")
    blocks: list[Bullets | Paragraph] = []
    for name in _CLASSES:
        raised = [
            plain(f"Flag: {item.name}. {item.reason}", "warn")
            for item in flags or ()
            if item.class_ == name and item.state == "raised"
        ]
        facts = [
            context.said(
                item.record.detail
                + (f" (severity {item.record.severity})" if item.record.severity else "")
                + f" ({when(item)})",
                item,
            )
            for item in recorded
            if item.record.class_ == name
        ]
        if raised or facts:
            blocks.append(Bullets((*raised, *facts), name.capitalize()))
    if not blocks:
        blocks.append(Paragraph(plain("No risk is on record, which does not mean there is none.")))
    blocks.append(_untested(context))
    return Section(9, "risks", "Risk flags", tuple(blocks))


def _untested(context: Context) -> Bullets | Paragraph:
    flags = context.basis.flags
    if flags is None:
        return Paragraph(plain("Flags: not tested for this card.", "quiet"))
    if not flags:
        return Paragraph(plain("The method file defines no flags.", "quiet"))
    unknown = [item for item in flags if item.state == "unknown"]
    clear = sum(item.state == "clear" for item in flags)
    if not unknown:
        return Paragraph(plain(f"All {len(flags)} flags could be tested; {clear} are clear."))
    named = "; ".join(
        item.name + (f" ({item.because} not known)" if item.because else "") for item in unknown
    )
    many = "is" if clear == 1 else "are"
    said = plain(f"{len(unknown)} of {len(flags)} flags: {named}. {clear} {many} clear.")
    return Bullets((said,), "Could not be tested")


def missing(context: Context) -> Section:
    """10: the open indicators that leave most doubt in the total, and where to look."""
    items = []
    for item in missing_facts(context.score)[:_MISSING_SHOWN]:
        indicator = context.indicators.get(item.indicator)
        found = context.score.indicator(item.indicator)
        if indicator is not None and found is not None:
            items.append(
                plain(
                    f"{points(item.width)} points open ({state_words(found)}): "
                    f"{indicator.question} See: {indicator.published_in}."
                )
            )
    block = Bullets(tuple(items), "", "Nothing is open.")
    return Section(10, "missing", "What would change the view", (block,))


def history(context: Context) -> Section:
    """11: earlier scores with what became known before each."""
    found = context.basis.history
    rows = tuple(
        (
            Text(day(item.on)),
            Text(points_range(item.total)),
            plain(_causes(item.causes)),
        )
        for item in found
    )
    table = Table(
        ("On", "Score", "What moved it"),
        rows,
        ("left", "right", "left"),
        "By today's method from what was known on each day",
        "No earlier score was worked out for this card.",
    )
    return Section(11, "history", "Score history", (table,))


def _causes(causes: tuple[str, ...]) -> str:
    if not causes:
        return "ageing of the evidence"
    more = len(causes) - _CAUSES_SHOWN
    return "; ".join(causes[:_CAUSES_SHOWN]) + (f"; and {more} more" if more > 0 else "")


def notes(context: Context, with_notes: bool) -> Section:
    """12: the user's own notes, where they were asked for."""
    if not with_notes:
        block: Paragraph | Notes = Paragraph(plain("Private notes are not on this card.", "quiet"))
    elif not context.basis.notes:
        block = Paragraph(plain("No notes.", "quiet"))
    else:
        block = Notes(
            tuple(
                NoteText(
                    visible(item.headline),
                    item.created.isoformat()[:10],
                    item.kind if item.state is None else f"{item.kind}, {item.state}",
                    visible_lines(item.body).strip("\n"),
                )
                for item in context.basis.notes
            )
        )
    return Section(12, "notes", "Own notes", (block,))


def sources(context: Context, shared: bool) -> Section:
    """13: the numbered sources, or where they stand."""
    if shared:
        own = context.citer.rows()
        many = "1 source" if len(own) == 1 else f"{len(own)} sources"
        text = f"{many}, listed by number at the end of this pack."
        return Section(13, "sources", "Sources", (Paragraph(plain(text)),))
    return Section(13, "sources", "Sources", (Sources(context.citer.rows()),))


def limits(context: Context) -> Section:
    """14: what the card cannot support."""
    score = context.score
    items = [
        (entry.name if (entry := context.indicators.get(item.id)) else item.id, item)
        for item in score.indicators()
    ]
    unknown = [name for name, item in items if item.state == "unknown"]
    weak = [name for name, item in items if item.grade in ("D", "E")]
    disputed = [name for name, item in items if item.disputed]
    lines = []
    if score.not_ranked:
        lines.append(plain(f"No rank: {unranked_words(score.not_ranked)}.", "warn"))
    if unknown:
        lines.append(plain(f"Nothing can be said here about: {joined(unknown)}."))
    if weak:
        lines.append(plain(f"Only weak evidence (grade D or E) stands behind: {joined(weak)}."))
    if disputed:
        lines.append(plain(f"Sources contradict each other on: {joined(disputed)}."))
    lines += [
        plain(
            f"{percent(1 - score.coverage)} of the weight has no evidence that counts, so most "
            "orders between companies are open; the interval, not its middle, is the result."
            if score.coverage < 0.5
            else f"{percent(1 - score.coverage)} of the weight has no evidence that counts; the "
            "interval, not its middle, is the result."
        ),
        plain(
            "Weights and value functions are judgements written in the method file; other "
            "weights give other ranks. Price, valuation and management are not scored. Sources "
            "were recorded as published and not verified on the ground."
        ),
        plain(ADVICE),
    ]
    return Section(14, "limits", "What this card cannot support", (Bullets(tuple(lines)),))
