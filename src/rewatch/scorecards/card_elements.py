"""Sections 4 and 5 of a card: the element strip with its shares, and the value chain."""

from __future__ import annotations

from rewatch.domain.basis import basis_value, basis_words
from rewatch.domain.elements import CHAIN, STRIP
from rewatch.domain.values import Interval
from rewatch.scorecards.card_working import WORKING
from rewatch.scorecards.context import Context, plain
from rewatch.scorecards.document import (
    Bullets,
    Facts,
    Ladder,
    Paragraph,
    Rung,
    Section,
    Strip,
    StripCell,
    Text,
)
from rewatch.scorecards.figures import number, span
from rewatch.scorecards.unmoved import OXIDES, elsewhere
from rewatch.scorecards.wording import (
    BUILDING,
    BUILT,
    LADDER,
    STEPS,
    country_name,
    state_words,
    words,
)
from rewatch.scoring.results import Held

# Cells of the strip that the solver knows by the name of a group.
_CELL_GROUPS = {"La Ce": "low-value", "Nd Pr": "ndpr", "Dy Tb": "dytb"}


def strip(context: Context) -> Section:
    """4: what TREO is made of, the magnet and heavy shares, and on which basis."""
    score = context.score
    cells = tuple(StripCell(name, cell_share(context, name)) for name, _ in STRIP)
    cites = context.cite_ids(score.mix_evidence)
    beside = basis_words(score.basis or "unknown")
    blocks: list[Strip | Facts | Paragraph] = []
    if any(cell.share is not None for cell in cells):
        blocks.append(Strip(cells, beside, cites, "Share of TREO, %"))
    else:
        other = elsewhere(score, OXIDES)
        nothing = f"Nothing is known of the oxides.{f' {other}.' if other else ''}"
        blocks.append(Paragraph(plain(nothing, "quiet")))
    rows = [
        ("Magnet oxides", _share_text(context, "magnet_share")),
        ("Heavy magnet", _share_text(context, "heavy_magnet_share")),
        ("Basis", plain(basis_value(score.basis))),
        ("Basket price", _basket(context)),
    ]
    blocks.append(Facts(tuple(rows)))
    blocks += [Paragraph(_remark(context, note)) for note in score.notes]
    return Section(4, "elements", "Element mix", tuple(blocks))


def _remark(context: Context, note: str) -> Text:
    """What scoring remarked; where it names a record, with that record's source."""
    named = [item for item in context.score.records if f" {item.id} " in f" {note} "]
    return context.said(f"{note[:1].upper()}{note[1:]}.", *named, tone="warn")


def cell_share(context: Context, name: str) -> Interval | None:
    """The share of one cell of the element strip, None where nothing bounds it."""
    found = context.score.atoms.get(name)
    if found is None:
        found = context.score.shares.get(_CELL_GROUPS.get(name, ""))
    return found


def _share_text(context: Context, indicator_id: str) -> Text:
    item = context.score.indicator(indicator_id)
    if item is None or item.state == "not-applicable":
        return plain("does not apply: a company without a deposit", "quiet")
    if item.native is None:
        return plain("unknown", "quiet")
    rule = f"; the rule stands in {WORKING}" if item.state == "derived" else ""
    return Text(
        f"{span(item.native)} % of TREO ({state_words(item)}{rule})",
        context.cite_ids(item.evidence),
    )


def _basket(context: Context) -> Text:
    basket = context.score.basket
    cites = tuple(sorted({*context.cite_ids(basket.evidence), *context.citer.deck()}))
    unpriced = f"; no price for {', '.join(basket.unpriced)}" if basket.unpriced else ""
    if basket.usd_per_kg is not None:
        return Text(
            f"US${span(basket.usd_per_kg, 2)} per kg TREO, "
            f"{number(basket.priced_share_pct)} % of TREO priced{unpriced}",
            cites,
        )
    if basket.floor_usd_per_kg is not None:
        return Text(
            f"unknown; the {number(basket.priced_share_pct)} % of TREO that is known and priced "
            f"gives at least US${number(basket.floor_usd_per_kg, 2)} per kg{unpriced}",
            cites,
        )
    return plain("unknown: no distribution of oxides, or no price deck", "quiet")


def chain(context: Context) -> Section:
    """5: the value chain: what is built, piloted and planned, and by whom."""
    held: dict[str, list[Held]] = {}
    none: list[Held] = []
    for item in context.speaking("step"):
        if item.record.step == "none":
            none.append(item)
        else:
            held.setdefault(item.record.step, []).append(item)
    rungs = tuple(
        Rung(
            STEPS[step],
            tuple(
                (state, _sites(context, [i for i in held.get(step, ()) if i.record.state in codes]))
                for state, codes in LADDER
            ),
        )
        for step in CHAIN
    )
    blocks: list[Ladder | Bullets | Paragraph] = []
    if held:
        blocks.append(Ladder(rungs, "Value chain, upstream first"))
    elif none:
        blocks.append(
            Paragraph(context.said("A source says that no step has been taken yet.", *none))
        )
    else:
        blocks.append(
            Paragraph(plain("No step is on record: unknown, which is not the same as none.",
                            "quiet"))
        )  # fmt: skip
    testwork = [
        context.said(
            f"Testwork: {words(item.record.scale)} scale"
            + (f", {item.record.what}" if item.record.what else "")
            + f" ({item.record.as_of or 'undated'})",
            item,
        )
        for item in context.speaking("testwork")
    ]
    blocks.append(Bullets(tuple(testwork), empty="Testwork: unknown, no record."))
    return Section(5, "chain", "Value chain", tuple(blocks))


def _sites(context: Context, items: list[Held]) -> tuple[Text, ...]:
    return tuple(context.said(_site(context, item), item) for item in items)


def _site(context: Context, item: Held) -> str:
    record = item.record
    who = {"own": "own", "undecided": "nobody decided", "market": "open market"}.get(
        record.by, record.who or "a partner"
    )
    if record.by == "own" and record.who:
        who = f"own ({record.who})"
    place = record.site or (country_name(record.country, context.places) if record.country else "")
    parts = [who, place, words(record.state or "")]
    if record.as_of is not None:
        parts.append(str(record.as_of))
    return ", ".join(part for part in parts if part)


def furthest_built(context: Context) -> Text:
    """The furthest own plant that stands, and the one being built where that goes further."""
    own = [
        item
        for item in context.speaking("step")
        if item.record.step in CHAIN and item.record.by == "own"
    ]
    stands = _furthest(own, BUILT)
    rising = _furthest(own, BUILDING)
    if stands is None and rising is None:
        return plain("none on record", "quiet")
    said, used = "none", []
    if stands is not None:
        said = f"{STEPS[stands.record.step]}, {words(stands.record.state)}"
        used.append(stands)
    if rising is not None and (stands is None or _height(rising) > _height(stands)):
        said += f"; being built: {STEPS[rising.record.step]}"
        used.append(rising)
    return context.said(said, *used)


def _height(item: Held) -> int:
    return CHAIN.index(item.record.step)


def _furthest(items: list[Held], states: tuple[str, ...]) -> Held | None:
    return max((item for item in items if item.record.state in states), key=_height, default=None)
