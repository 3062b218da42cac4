"""A card put together, and its sections 1 to 3: identity, score, criteria.

The other sections are in `card_elements`, `card_dealings`, `card_outlook` and `card_working`.
"""

from __future__ import annotations

from datetime import date
from statistics import median

from rewatch.domain.text import signed
from rewatch.domain.values import GRADES, months_between
from rewatch.scorecards import card_dealings, card_elements, card_outlook, card_working
from rewatch.scorecards.context import Context, plain
from rewatch.scorecards.document import (
    Bar,
    Bars,
    Facts,
    Section,
    Sheet,
    Text,
)
from rewatch.scorecards.figures import day, percent, points, span
from rewatch.scorecards.plain import visible
from rewatch.scorecards.scorecard import Basis, Previous, profile_of
from rewatch.scorecards.sources import Citer
from rewatch.scorecards.wording import (
    BUILDING,
    BUILT,
    GROUPS,
    ORDERS,
    country_name,
    joined,
    listing_words,
    months_words,
    role_words,
    weights_told,
)
from rewatch.scoring.results import CriterionScore, Held, IndicatorScore


class Maker:
    """Writes the sections of one card in their order."""

    def __init__(
        self, basis: Basis, citer: Citer, digest: str, today: date, shared_sources: bool
    ) -> None:
        self.context = Context(basis, citer, today)
        self.digest = digest
        self.shared_sources = shared_sources

    def sheet(self, with_notes: bool) -> Sheet:
        """The whole card."""
        context = self.context
        score = context.score
        sections = [
            identity(context, self.digest),
            score_section(context),
            criteria(context),
            card_elements.strip(context),
            card_elements.chain(context),
            card_dealings.partnerships(context),
            card_dealings.permits(context),
            card_dealings.promises(context),
            card_outlook.risks(context),
            card_outlook.missing(context),
            card_outlook.history(context),
            card_outlook.notes(context, with_notes),
        ]
        # The working cites sources too, so it is written before they are listed.
        adding_up = card_working.working(context)
        sections += [
            card_outlook.sources(context, self.shared_sources),
            card_outlook.limits(context),
            adding_up,
        ]
        return Sheet(
            score.id,
            visible(score.name),
            f"Scorecard, as of {day(context.as_of)}",
            summary(context, self.digest),
            tuple(sections),
        )


def summary(context: Context, digest: str) -> tuple[tuple[str, str], ...]:
    """What identifies a card, for front matter and headings."""
    ranking, score = context.basis.ranking, context.score
    row = context.basis.row
    return (
        ("company", score.id),
        ("name", visible(score.name)),
        ("as_of", day(context.as_of)),
        ("printed", day(context.today)),
        ("method", ranking.method_version),
        ("profile", ranking.profile),
        ("price_deck", ranking.deck or "none"),
        *((("scenario", ranking.scenario),) if ranking.scenario else ()),
        ("group", score.group),
        ("rank", str(row.rank) if row.rank is not None else "not ranked"),
        ("score_low", repr(score.total.low)),
        ("score_high", repr(score.total.high)),
        ("coverage", repr(score.coverage)),
        ("hash", digest),
    )


def identity(context: Context, digest: str) -> Section:
    """1: who it is, and what the card was made with."""
    company, ranking = context.score.company, context.basis.ranking
    lead = company.lead
    mines = "none on record"
    if lead is not None:
        region = f"{lead.region}, " if lead.region else ""
        mines = f"{lead.name}: {region}{country_name(lead.country, context.places)}"
        if lead.ownership_pct is not None:
            mines += f" ({span(lead.ownership_pct)} % owned)"
    at_home = country_name(company.domicile, context.places)
    others = [item.name for item in company.projects if lead is None or item.id != lead.id]
    listings = [listing_words(item, context.places) for item in company.listings]
    deck, under, rubric = context.basis.deck, ranking.supposed, context.basis.rubric
    stage = context.speaking("stage")
    ours = [item for item in stage if item.record.project in (None, lead.id if lead else None)]
    status = "" if company.status == "active" else f"; {company.status}"
    if company.on and status:
        status += f" {company.on}"
    rows = [
        ("Also known as", plain(", ".join(company.aliases) or "no other name")),
        ("Listed", plain(f"{', '.join(listings) or 'unlisted'}; home country {at_home}")),
        (
            "Role and stage",
            context.said(role_words(company.role, context.score.stage) + status, *ours),
        ),
        ("Lead project", plain(mines, "plain" if lead else "quiet")),
    ]  # fmt: skip
    if others:
        rows.append(("Other projects", plain(", ".join(others))))
    processing = _processing_places(context)
    rows += [
        ("Processing", processing),
        ("As of", plain(_dates(context))),
        ("Method", plain(f"{ranking.method_version}, {weights_told(ranking.profile, rubric)}")),
        (
            "Price deck",
            Text(visible(f"{deck.name}, {deck.market}"), context.citer.deck())
            if deck
            else plain("none"),
        ),
        *((("Supposing", plain(visible(under.scenario.told))),) if under else ()),
        ("Hash of inputs", plain(digest)),
    ]
    return Section(1, "identity", "Company", (Facts(tuple(rows)),))


def _dates(context: Context) -> str:
    text = day(context.as_of)
    if context.basis.recorded_by is not None:
        text += f", files as of {day(context.basis.recorded_by)}"
    return f"{text}; printed {day(context.today)}"


def _processing_places(context: Context) -> Text:
    """Where the furthest processing is or would be."""
    lead = context.score.company.lead
    found: dict[str, list[Held]] = {}
    for item in context.speaking("step"):
        record = item.record
        if record.step in ("none", "mined-ore", "mineral-concentrate"):
            continue
        project = context.score.company.project(record.project) or lead
        code = record.country or (project.country if project and record.by == "own" else None)
        if code is not None:
            found.setdefault(code, []).append(item)
    if not found:
        return plain("place unknown", "quiet")
    parts = []
    for code, items in found.items():
        parts.append(f"{country_name(code, context.places)} ({_standing(items)})")
    used = [item for items in found.values() for item in items]
    return context.said(", ".join(parts), *used)


def _standing(steps: list[Held]) -> str:
    """How far the furthest plant of some steps stands."""
    states = {item.record.state for item in steps}
    if states.intersection(BUILT):
        return "built"
    return "being built" if states.intersection(BUILDING) else "not built"


def score_section(context: Context) -> Section:
    """2: the score as an interval, the place, how much evidence there is and how old it is."""
    score, row, ranking = context.score, context.basis.row, context.basis.ranking
    size = context.basis.group_size
    total = score.total
    if row.rank is None or row.rank_interval is None:
        rank = plain(f"not ranked: {score.not_ranked}", "warn")
    else:
        best, worst = row.rank_interval
        rank = plain(
            f"{row.rank} of {size} {GROUPS[score.group]}{_on_list(context)} by "
            f"{ORDERS[ranking.order]}; "
            f"{best}–{worst} wherever the open evidence may fall"
        )
    sentence = plain(
        f"{points(total.low)} points of 100 are proven, {points(total.high)} are possible; "
        f"the middle is {points(total.mid)}."
    )
    rows = (
        ("Rank", rank),
        (
            "Coverage",
            plain(
                f"{percent(score.coverage)} of the weight has evidence (a country table is not "
                "counted); what is unknown stays open and is never counted as zero"
            ),
        ),
        ("Evidence used", plain(_grade_mix(context))),
        ("Age of evidence", plain(_ages(context))),
        ("Since the last card", plain(_change(context))),
    )  # fmt: skip
    bars = Bars((Bar("Total", total, None, score.coverage, sentence),), "Score, 0 to 100")
    return Section(2, "score", "Score", (bars, Facts(rows)))


def used_records(context: Context) -> list[Held]:
    """The records that feed an indicator, each once."""
    ids = dict.fromkeys(key for item in context.score.indicators() for key in item.evidence)
    return [context.by_id[key] for key in ids if key in context.by_id]


def _grade_mix(context: Context) -> str:
    used = used_records(context)
    if not used:
        return "no records; only country facts"
    counts = {grade: sum(item.grade == grade for item in used) for grade in GRADES}
    mix = ", ".join(f"{count} {grade}" for grade, count in counts.items() if count)
    many = "1 record" if len(used) == 1 else f"{len(used)} records"
    return f"{many} by grade: {mix} (A strongest, E weakest)"


def _ages(context: Context) -> str:
    used = used_records(context)
    dated = sorted((item.dated, str(item.speaks_of)) for item in used if item.dated is not None)
    days, said = [first for first, _ in dated], [told for _, told in dated]
    undated = len(used) - len(days)
    tail = f"; {undated} undated" if undated else ""
    if not days:
        return "nothing is dated" if used else "no records"
    ages = [months_between(item, context.as_of) for item in days]
    if days[0] == days[-1]:
        which = "all are" if len(days) > 1 else "it is"
        return f"{which} of {said[0]}, {months_words(ages[0])} old{tail}"
    return (
        f"half are older than {months_words(round(median(ages)))}; "
        f"the oldest is of {said[0]}, the newest of {said[-1]}{tail}"
    )


def _change(context: Context) -> str:
    before = context.basis.previous
    if before is None:
        return "no earlier card to compare with"
    total = context.score.total
    if before.rank is None:
        place = "was not ranked"
    else:
        place = f"was at rank {before.rank}" + (f" of {before.of}" if before.of else "")
    return (
        f"proven {signed(total.low - before.total.low)}, "
        f"possible {signed(total.high - before.total.high)} points since {day(before.on)} "
        f"(card {visible(before.digest)}, {place}{_made_otherwise(context, before)})"
    )


def _on_list(context: Context) -> str:
    """The list whose companies it is ranked among; nothing where those are all."""
    return f" on {visible(context.basis.among)}" if context.basis.among else ""


def _made_otherwise(context: Context, before: Previous) -> str:
    """What the card before was made with, where that is not what this one is made with."""
    ranking = context.basis.ranking
    pairs = (
        ("method", before.method, ranking.method_version),
        ("profile", before.profile, profile_of(ranking)),
        ("price deck", before.deck, ranking.deck or "none"),
        ("order by", before.order, ranking.order),
    )
    other = [f"{name} {visible(old)}" for name, old, now in pairs if old and old != now]
    made = f", made with {joined(other)}" if other else ""
    # A place among others is no place that was lost or won.
    others = before.rank is not None and before.of not in (None, context.basis.group_size)
    return f"{', ranked among other companies' if others else ''}{made}"


def criteria(context: Context) -> Section:
    """3: the criteria as bars, each with its weight and its main reason."""
    rows = tuple(_criterion_bar(context, item) for item in context.score.criteria)
    return Section(
        3, "criteria", "Four criteria", (Bars(rows, "Criteria, proven to possible, 0 to 100"),)
    )


def _criterion_bar(context: Context, item: CriterionScore) -> Bar:
    if item.value is None:
        reason = next((part.reason for part in item.indicators), "")
        return Bar(item.name, None, 0.0, None, plain(reason or "It does not apply.", "quiet"))
    known = [part for part in item.indicators if part.state in ("evidence", "derived")]
    main = max(known, key=_proves, default=None)
    if main is None:
        sentence = plain("No evidence on any part of it: all of it is open.", "quiet")
    else:
        sentence = Text(visible(main.reason), card_working.cites_of(context, main))
    return Bar(item.name, item.value, item.weight, item.coverage, sentence)


def _proves(item: IndicatorScore) -> tuple[float, bool, float]:
    """By what the indicator that speaks for its criterion is chosen: the points it proves."""
    low = item.value.low if item.value else 0.0
    return item.weight * low, bool(item.evidence), item.weight
