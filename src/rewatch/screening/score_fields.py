"""Fields of the score: totals, ranks, criteria and indicators, and how good the evidence is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from rewatch.domain.evidence import KINDS
from rewatch.domain.rubric import Criterion, Indicator, Rubric
from rewatch.domain.values import GRADES, Interval
from rewatch.scoring.results import IndicatorScore
from rewatch.screening.fields import Field, Reading, exactly, key_of, number
from rewatch.screening.view import View

SCORES, RANKS, EVIDENCE = "Scores", "Ranks", "Evidence and sources"
# Better grades are higher: grade:>=B means B or better.
GRADE_LEVELS = tuple(reversed(GRADES))
INDICATOR_STATES = ("unknown", "derived", "evidence", "not-applicable")
SOURCE_TYPES = (
    "regulator", "technical-report", "academic", "company", "trade-press", "company-profile",
    "blog", "ai-text",
)  # fmt: skip


def _weights(view: View) -> list[tuple[float, IndicatorScore]]:
    """The indicators that stand on records, with their share of the total."""
    return [
        (criterion.weight * item.weight, item)
        for criterion in view.score.criteria
        for item in criterion.indicators
        if item.evidence and item.state in ("evidence", "derived")
    ]


def _grade(view: View) -> Reading | None:
    """The grade that at least half of the evidence, by its weight in the score, reaches."""
    weights = [(weight, item.grade) for weight, item in _weights(view) if item.grade]
    whole, so_far = sum(weight for weight, _ in weights), 0.0
    if whole <= 0:
        return None
    for weight, grade in sorted(weights, key=lambda pair: pair[1]):
        so_far += weight
        if so_far >= whole / 2:
            return Reading(frozenset({grade}))
    return None


def _share_where(test: Callable[[View, IndicatorScore], bool]) -> Callable[[View], Reading | None]:
    """Reads the share of the evidence, by its weight in the score, of which something is true."""

    def read(view: View) -> Reading | None:
        weights = _weights(view)
        whole = sum(weight for weight, _ in weights)
        if whole <= 0:
            return None
        return exactly(100 * sum(weight for weight, item in weights if test(view, item)) / whole)

    return read


def _self_reported(view: View, item: IndicatorScore) -> bool:
    types = set()
    for evidence_id in item.evidence:
        held = view.score.held(evidence_id)
        source = view.company.source(held.record.source) if held else None
        types.add(source.type if source else None)
    return types == {"company"}


def _aged(view: View, item: IndicatorScore) -> bool:
    held = [view.score.held(evidence_id) for evidence_id in item.evidence]
    return any(one is not None and one.grade != one.base_grade for one in held)


def _dates(pick: Callable[..., object]) -> Callable[[View], Reading | None]:
    """Reads a date of the evidence in use; a profile made from other sources is no news."""

    def read(view: View) -> Reading | None:
        made = {source.id for source in view.company.sources if source.type == "company-profile"}
        days = [
            item.dated
            for item in view.score.records
            if item.dated is not None
            and item.use in ("chosen", "disputes")
            and item.record.source not in made
        ]
        return Reading((pick(days), pick(days))) if days else None

    return read


def _kinds(view: View) -> Reading:
    return Reading(frozenset(view.kinds()))


def _sources(view: View) -> Reading:
    used = {item.record.source for group in view.kinds().values() for g in group for item in g}
    return Reading(frozenset(s.type for s in view.company.sources if s.id in used))


def _publishers(view: View) -> Reading | None:
    """Publishers and titles of the sources in use."""
    used = {item.record.source for group in view.kinds().values() for g in group for item in g}
    sources = [source for source in view.company.sources if source.id in used]
    texts = tuple(text for s in sources for text in (s.publisher, s.title) if text)
    return Reading(texts) if texts else None


def _recorded(view: View) -> Reading | None:
    """The day the newest record entered its file."""
    days = [recorded_on(item.record.recorded) for item in view.score.records]
    return Reading((max(days), max(days))) if days else None


def recorded_on(moment: date | datetime) -> date:
    """The day of a day or a moment."""
    return moment.date() if isinstance(moment, datetime) else moment


def _count(view: View, uses: tuple[str, ...]) -> Reading:
    return exactly(float(sum(item.use in uses for item in view.score.records)))


def _rank(view: View) -> Reading | None:
    rank = view.row.ranked.rank
    return exactly(float(rank)) if rank is not None else None


def _rank_interval(view: View) -> Reading | None:
    found = view.row.ranked.rank_interval
    return number(Interval(float(found[0]), float(found[1]))) if found else None


def _criterion(criterion: Criterion) -> list[Field]:
    def value(view: View) -> Reading | None:
        found = view.score.criterion(criterion.id)
        return number(found.value) if found and found.value is not None else None

    def coverage(view: View) -> Reading | None:
        found = view.score.criterion(criterion.id)
        return exactly(100 * found.coverage) if found and found.value is not None else None

    name = key_of(criterion.id)
    return [
        Field(name, "number", f"Points of {criterion.name.lower()}, 0 to 100",
              f"{criterion.name.lower()} score", SCORES, value, aliases=(criterion.id,)),
        Field(f"{name}.coverage", "number", f"Share of {criterion.name.lower()} with evidence",
              f"coverage of {criterion.name.lower()}", SCORES, coverage, unit="%"),
        *(item for one in criterion.indicators for item in _indicator(one)),
    ]  # fmt: skip


def _indicator(indicator: Indicator) -> list[Field]:
    def value(view: View) -> Reading | None:
        found = view.score.indicator(indicator.id)
        return number(found.value) if found and found.value is not None else None

    def state(view: View) -> Reading | None:
        found = view.score.indicator(indicator.id)
        return Reading(frozenset({found.state})) if found else None

    def grade(view: View) -> Reading | None:
        found = view.score.indicator(indicator.id)
        return Reading(frozenset({found.grade})) if found and found.grade else None

    name, words = key_of(indicator.id), indicator.name[0].lower() + indicator.name[1:]
    return [
        Field(f"{name}.value", "number", f"Points of the {words}, 0 to 100",
              f"value of the {words}", SCORES, value, aliases=(f"{indicator.id}.value",)),
        Field(f"{name}.state", "choice", f"Where the value of the {words} comes from",
              f"state of the {words}", SCORES, state, choices=INDICATOR_STATES),
        Field(f"{name}.grade", "level", f"Weakest grade behind the {words}",
              f"grade of the {words}", SCORES, grade, ladder=GRADE_LEVELS),
    ]  # fmt: skip


def score_fields(rubric: Rubric) -> list[Field]:
    """Totals, ranks, criteria and indicators of a method file; grades, sources and ages."""

    def points(
        name: str, doc: str, label: str, read: Callable[[View], Reading], *alias: str
    ) -> Field:
        return Field(name, "number", doc, label, SCORES, read, aliases=alias)

    return [
        points("score", "Points from proven to possible, 0 to 100", "score",
               lambda v: number(v.score.total), "total"),
        points("proven", "Points that evidence proves", "proven score",
               lambda v: exactly(v.score.total.low)),
        points("middle", "Points half way from proven to possible", "middle score",
               lambda v: exactly(v.score.total.mid)),
        points("possible", "Points it may have if all that is open turns out well",
               "possible score", lambda v: exactly(v.score.total.high)),
        points("doubt", "Points between proven and possible", "doubt",
               lambda v: exactly(v.score.total.width)),
        Field("coverage", "number", "Share of the weight that has evidence", "coverage", SCORES,
              lambda v: exactly(100 * v.score.coverage), unit="%", aliases=("cover",)),
        Field("rank", "number", "Place in its group by the active order; unknown where not ranked",
              "rank", RANKS, _rank),
        Field("rank-interval", "number", "From the best to the worst place that evidence leaves "
              "open", "rank interval", RANKS, _rank_interval),
        Field("peers", "choice", "The group it is ranked in", "group it is ranked in", RANKS,
              lambda v: Reading(frozenset({v.score.group})), choices=("ore", "processor")),
        *(item for criterion in rubric.criteria for item in _criterion(criterion)),
        Field("grade", "level", "Grade that at least half of the evidence reaches, by weight in "
              "the score; higher is better", "evidence grade", EVIDENCE, _grade,
              ladder=GRADE_LEVELS),
        Field("evidence", "names", "Kinds of evidence on record", "evidence on record", EVIDENCE,
              _kinds, choices=tuple(KINDS), aliases=("kind",)),
        Field("records", "number", "Number of evidence records that count", "number of records",
              EVIDENCE, lambda v: _count(v, ("chosen", "disputes", "overridden"))),
        Field("disputes", "number", "Number of records that contradict a chosen one",
              "number of disputing records", EVIDENCE, lambda v: _count(v, ("disputes",))),
        Field("newest", "date", "Date of the newest evidence in use", "newest evidence", EVIDENCE,
              _dates(max)),
        Field("oldest", "date", "Date of the oldest evidence in use", "oldest evidence", EVIDENCE,
              _dates(min)),
        Field("recorded", "date", "Day the newest evidence record was written into its file",
              "newest record", EVIDENCE, _recorded),
        Field("publisher", "text", "Publisher or title of a source in use holds the text",
              "publishers", EVIDENCE, _publishers),
        Field("source", "names", "Types of the sources in use", "sources", EVIDENCE, _sources,
              choices=SOURCE_TYPES),
        Field("self-reported", "number", "Share of the evidence, by weight in the score, that "
              "only the company itself states", "self-reported share", EVIDENCE,
              _share_where(_self_reported), unit="%"),
        Field("stale", "number", "Share of the evidence, by weight in the score, that has lost a "
              "grade by age", "stale share", EVIDENCE, _share_where(_aged), unit="%"),
    ]  # fmt: skip
