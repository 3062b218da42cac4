"""How sure a ranking is, as `rewatch rank --robust` prints it: columns, marks, what they mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rewatch.cli import shapes
from rewatch.cli.output import Output, fit, wrapped
from rewatch.cli.wording import bar, named, percent, span
from rewatch.domain.text import visible

if TYPE_CHECKING:
    from rewatch.cli.options import Session
    from rewatch.domain.rubric import Rubric
    from rewatch.scoring.results import GroupName, RankedCompany, Ranking
    from rewatch.scoring.stability import Stability
    from rewatch.scoring.sureness import Parts, Sure, Sureness

OUTSIDE = "!"  # stands beside a place that the samples seldom give

_NUMBERS = 4 + 1 + 1 + 7 + 1 + 1 + 5 + 1 + 7 + 1 + 5 + 1 + 5 + 1 + 4  # all but name and bar
_NAME, _BAR = 26, 12

_VARIES = {
    "evidence": "evidence within its intervals, at these weights",
    "weights": "weights, with evidence at the middle of its intervals",
    "both": "evidence within its intervals, and weights",
}
_KINDS = {"ore": "Companies with a deposit", "processor": "Processors"}
FIRMNESS = {
    "rough": "meant roughly",
    "fair": "meant fairly firmly",
    "firm": "meant firmly",
    "none": "any at all: no preference",
    "order": "any in the order of these",
}


@dataclass(frozen=True)
class Asked:
    """What is to be sampled; None where the method's own choice holds."""

    parts: Parts | None = None
    sure: Sure | None = None
    samples: int | None = None


@dataclass(frozen=True)
class Robust:
    """A sampled ranking.

    Attributes:
        sure: how firmly the weights are meant.
        found: one element for each group, parts and treatment of unknowns.
        tiers: for each choice of parts, the tier of each company.
        stability: for each group, how far each weight may move.
    """

    sure: Sure
    found: Sequence[Sureness]
    tiers: dict[Parts, dict[str, int]]
    stability: dict[GroupName, dict[str, Stability]]

    def shown(self) -> list[Sureness]:
        """The samples that are reported, one a group: unknowns of one company move together."""
        parts = next(iter(self.tiers), None)
        return [s for s in self.found if s.parts == parts and s.unknowns == "shared"]

    def table(self, out: Output, rows: Sequence[RankedCompany]) -> None:
        """Prints the ranked companies of one group, with what the samples say of their places."""
        _table(out, rows, self)

    def explain(self, out: Output, ranking: Ranking, rubric: Rubric) -> None:
        """Prints what stands beneath: how it was sampled, and how far weights may move."""
        _explain(out, ranking, self, rubric)

    def as_json(self) -> list[shapes.Shape]:
        """All of it as JSON."""
        return [
            shapes.sureness(item, self.sure, self.tiers[item.parts], self.stability[item.group])
            for item in self.found
        ]


def sampled_ranking(
    session: Session, slug: str | None, companies: Sequence[str] | None, asked: Asked
) -> tuple[Ranking, Robust]:
    """Ranks some companies and samples their ranking.

    Args:
        session: of this call.
        slug: the list whose method holds, None for that of all companies.
        companies: ids; all of the list if None.
        asked: the options. Where no parts are named, JSON has each choice and the table both.
    """
    from rewatch.scoring.stability import stability
    from rewatch.scoring.sureness import PARTS as EACH
    from rewatch.scoring.tiers import tiers

    workspace = session.workspace
    parts: tuple[Parts, ...] = (asked.parts,) if asked.parts is not None else EACH
    if asked.parts is None and not session.out.as_json:
        parts = ("both",)
    ranking, found = workspace.sure_ranking(
        session.question, slug, companies, sure=asked.sure, parts=parts, samples=asked.samples
    )
    rubric = workspace.catalogue.rubric
    return ranking, Robust(
        asked.sure or rubric.sampling.default_sure,
        found,
        {item: tiers(ranking, found, rubric, item) for item in parts},
        {item.group: stability(ranking, item.group) for item in found},
    )


@dataclass(frozen=True)
class _Standing:
    """What the samples say of one company's place, as the table shows it."""

    likely: str = "–"
    first: str = "–"
    top5: str = "–"
    tier: str = "–"
    outside: bool = False

    @classmethod
    def of(cls, row: RankedCompany, robust: Robust) -> _Standing:
        """Reads the reported figures: the unknown of one company moves together."""
        for item in robust.shown():
            place = item.place(row.score.id)
            if place is not None and row.rank is not None:
                best, worst = item.rank_90[place]
                return cls(
                    f"{best}–{worst}" if best != worst else str(best),
                    percent(item.first_share[place]),
                    percent(item.top5_share[place]),
                    str(robust.tiers[item.parts][row.score.id]),
                    not best <= row.rank <= worst,
                )
        return cls()


def _table(out: Output, rows: Sequence[RankedCompany], robust: Robust) -> None:
    """The ranked companies of one group, with what the samples say of their places."""
    if not rows:
        out.line("  none ranked")
        return
    digits = max(3, len(str(len(rows))))  # of a place; the columns are made for three
    spare = out.width - _NUMBERS - 3 * (digits - 3)
    drawn = _BAR + max(0, min(_BAR, spare - _BAR - _NAME))
    name, half = spare - drawn, drawn // 2
    scale = fit("0", half) + fit("100", drawn - half, right=True)
    head = _row("#", " ", "company", name, "points", scale, "cover", _HEADS, digits)
    out.line(out.paint(head, "dim"))
    for row in rows:
        score, standing = row.score, _Standing.of(row, robust)
        out.line(
            _row(
                str(row.rank),
                out.paint(OUTSIDE, "yellow") if standing.outside else " ",
                visible(score.name, 200),
                name,
                span(score.total),
                bar(score.total, drawn, out),
                f"{100 * score.coverage:.0f}%",
                standing,
                digits,
            )
        )


_HEADS = _Standing("90 %", "first", "top 5", "tier")


def _row(
    rank: str,
    mark: str,
    name: str,
    width: int,
    points: str,
    drawn: str,
    cover: str,
    standing: _Standing,
    digits: int,
) -> str:
    texts = [
        fit(rank, digits, right=True) + mark,
        fit(name, width),
        fit(points, 7, right=True),
        drawn,
        fit(cover, 5, right=True),
        fit(standing.likely, 2 * digits + 1, right=True),
        fit(standing.first, 5, right=True),
        fit(standing.top5, 5, right=True),
        fit(standing.tier, 4, right=True),
    ]
    return " ".join(texts)


def _explain(out: Output, ranking: Ranking, robust: Robust, rubric: Rubric) -> None:
    """Beneath the tables: how it was sampled, what the columns say, how far weights may move."""
    from rewatch.scorecards.wording import weights_told

    shown = robust.shown()
    if not shown:
        return
    result = shown[0].result
    error = max(item.result.standard_error for item in shown)
    texts = [
        (
            f"{result.samples:,} samples of {_VARIES[shown[0].parts]}; "
            f"{weights_told(ranking.profile, rubric)}, {FIRMNESS[robust.sure]}; prices "
            f"{visible(ranking.deck) or 'none'}; as of {ranking.as_of.isoformat()}; seed "
            f"{result.seed}; standard error of a share at most {100 * error:.2g} %"
        ),
        (
            "90 %: the ranks of the middle 90 % of the samples, wherever the unknown falls; first, "
            "top 5: share of the samples; tier: those of one tier cannot be told apart. Shares are "
            "of sampled weights and values, and no forecast"
        ),
    ]
    if any(_Standing.of(row, robust).outside for row in ranking.rows):
        why = "samples also count what is possible, # only what is proven"
        if ranking.order != "proven":
            why = f"# goes by {ranking.order} points at these weights alone"
        texts.append(f"{OUTSIDE} # lies outside the 90 % rank: {why}")
    for text in texts:
        out.lines(out.paint(line, "dim") for line in wrapped(text, out.width))
    names = {row.score.id: visible(row.score.name, 60) for row in ranking.rows}
    for group, held in robust.stability.items():
        rows = ranking.group(group)
        if len(rows) > 1:
            out.line()
            out.lines(wrapped(_first_stays(ranking, group, names), out.width))
            for criterion, item in held.items():
                found = rows[0].score.criterion(criterion)
                weight = found.weight if found else 0.0
                text = moves(named(rubric, criterion), weight, item, names)
                out.lines(wrapped(text, out.width, "  "))


def _first_stays(ranking: Ranking, group: GroupName, names: Mapping[str, str]) -> str:
    """Who is first on the points that weight stability is worked out on."""
    from rewatch.scoring.ranking import EQUAL, points

    order = "proven" if ranking.order == "expected" else ranking.order
    reached = {row.score.id: points(row.score, order) for row in ranking.group(group)}
    first = [key for key, item in reached.items() if item >= max(reached.values()) - EQUAL]
    who = " and ".join(names[key] for key in first)
    return (
        f"{_KINDS[group]}: {who} {'stays' if len(first) == 1 else 'stay'} first by {order} points "
        "while one weight moves, the others in proportion:"
    )


def moves(name: str, weight: float, item: Stability, names: Mapping[str, str]) -> str:
    """How far one weight may move before first place changes hands, in words."""
    low, high = f"{100 * item.low:.3g}", f"{100 * item.high:.3g}"
    below = None if item.taker_below is None else names[item.taker_below]
    above = None if item.taker_above is None else names[item.taker_above]
    text = f"{name}, now {100 * weight:.3g} %, may move from {low} to {high} %"
    if below is None and above is None:
        return f"{text}: first place stays"
    if below == above or below is None:
        return f"{text} before {above} takes first place"
    if above is None:
        return f"{text}; below that {below} takes first place"
    return f"{text}; below that {below} takes first place, above it {above}"
