"""How sure the order of two companies is, as `rewatch why A B` tells it beneath the parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rewatch.cli import shapes
from rewatch.cli.output import Output, fit, wrapped
from rewatch.cli.wording import KNOWN, named, percent
from rewatch.domain.text import visible
from rewatch.scoring.ranking import EQUAL

if TYPE_CHECKING:
    from rewatch.domain.rubric import Rubric
    from rewatch.scoring.pair import Flip, PairShare, Settling
    from rewatch.scoring.results import CompanyScore, Ranking
    from rewatch.scoring.sureness import Parts, Sureness
    from rewatch.workspace import Workspace

_RUNS: tuple[tuple[Parts, str], ...] = (
    ("evidence", "only the evidence drawn"),
    ("weights", "only the weights drawn"),
    ("both", "both drawn"),
)
_FACTS = 6  # shown
_SHARE = 12


@dataclass(frozen=True)
class Pair:
    """Two companies of one ranking.

    Attributes:
        sample: one of the sampled rankings; None where they are not ranked together.
        sure: how firmly the weights are meant.
        shares: how often A is above B, in each run.
        words: what may be said of that.
        flip: the weight that turns them round.
        settling: what would settle it; None across groups.
    """

    sample: Sureness | None
    sure: str
    shares: Sequence[PairShare]
    words: dict[Parts, str]
    flip: Flip | None
    settling: Settling | None

    @classmethod
    def of(cls, workspace: Workspace, ranking: Ranking, a: str, b: str) -> Pair:
        """Samples a ranking of two companies and looks for what decides between them."""
        from rewatch.scoring.pair import pair_shares, pair_words, settling, smallest_flip

        rubric = workspace.catalogue.rubric
        scores = {row.score.id: row.score for row in ranking.rows}
        sure = rubric.sampling.default_sure
        if scores[a].group != scores[b].group:
            return cls(None, sure, (), {}, None, None)
        found = workspace.sureness(ranking)
        shares = pair_shares(found, a, b)
        return cls(
            found[0] if shares else None,
            sure,
            shares,
            pair_words(rubric, shares),
            smallest_flip(ranking, a, b) if shares else None,
            settling(scores[a], scores[b], rubric),
        )

    def as_json(self) -> shapes.Shape:
        """The keys it adds to the difference."""
        return {
            "sampled": None
            if self.sample is None
            else shapes.pair(self.shares, self.words, self.sample, self.sure),
            "flip": shapes.flip(self.flip) if self.flip is not None else None,
            "settle": None
            if self.settling is None
            else {
                "enough": self.settling.enough,
                "facts": [
                    {**shapes.fact(item.fact), **shapes.open_fact(item)}
                    for item in self.settling.facts
                ],
            },
        }


def tell(out: Output, pair: Pair, sides: tuple[CompanyScore, CompanyScore], rubric: Rubric) -> None:
    """Prints how sure it is, which weight would turn it round, and what would settle it."""
    names = {score.id: visible(score.name, 60) for score in sides}
    _shares(out, pair, sides, names)
    if pair.settling is not None:
        _settle(out, pair.settling, names)
    if pair.sample is not None:
        out.line()
        out.lines(wrapped(_turned(pair.flip, names, rubric), out.width))


def _shares(
    out: Output,
    pair: Pair,
    sides: tuple[CompanyScore, CompanyScore],
    names: dict[str, str],
) -> None:
    out.line()
    if pair.sample is None:
        left = [names[score.id] for score in sides if score.not_ranked is not None]
        why = f"{' and '.join(left)} not ranked" if left else "a criterion applies to one alone"
        out.lines(wrapped(f"How often one is above the other is not sampled: {why}", out.width))
        return
    result = pair.sample.result
    text = f"{names[sides[0].id]} is above in this share of {result.samples:,} samples:"
    out.lines(wrapped(text, out.width))
    width = out.width - 2 * _SHARE - 20
    head = fit("the unknown of one company", width) + fit("together", _SHARE, right=True)
    out.line(out.paint(head + fit("one by one", _SHARE, right=True), "dim"))
    for parts, words in _RUNS:
        shares = {item.unknowns: item for item in pair.shares if item.parts == parts}
        cells = [
            fit(percent(shares[kind].above + shares[kind].tied / 2), _SHARE, right=True)
            for kind in ("shared", "independent")
        ]
        out.line(fit(f"  {words}", width) + "".join(cells) + "  " + pair.words[parts])
    note = (
        f"ties count half; weights drawn {pair.sure} around these; seed {result.seed}; standard "
        f"error at most {50 / result.samples**0.5:.2g} %; shares of samples, no forecast"
    )
    out.lines(out.paint(line, "dim") for line in wrapped(note, out.width))


def _turned(flip: Flip | None, names: dict[str, str], rubric: Rubric) -> str:
    if flip is None:
        return "No move of a single weight, the others in proportion, turns them round."
    name, ahead = named(rubric, flip.criterion), names[flip.ahead]
    if abs(flip.at - flip.weight) <= EQUAL:
        return f"They are level: the least move of the weight of {name} puts {ahead} ahead."
    way = "up" if flip.at > flip.weight else "down"
    return (
        f"The smallest move of one weight that turns them round: {name} {way} from "
        f"{100 * flip.weight:.3g} to {100 * flip.at:.3g} %, the others in proportion; beyond it "
        f"{ahead} is ahead."
    )


def _settle(out: Output, found: Settling, names: dict[str, str]) -> None:
    out.line()
    if found.enough == 0:
        out.line("Nothing that is open can change their order.")
        return
    if found.enough is None:
        text = "Even all open facts, each settled at its middle, would leave the two overlapping:"
    elif found.enough == 1:
        text = "What would settle it: the first of these open facts, settled at its middle:"
    else:
        text = (
            f"What would settle it: the first {found.enough} open facts together, each settled at "
            "its middle:"
        )
    out.lines(wrapped(text, out.width))
    shown = found.facts[:_FACTS]
    for item in shown:
        alone = "; this alone would do" if item.separates else ""
        state = "missing" if item.missing else KNOWN
        line = (
            f"{item.points:.1f} points  {names[item.company]}: {visible(item.fact.name)} "
            f"({state}{alone}); {visible(item.fact.published_in)}"
        )
        first, *more = wrapped(line, out.width - 2)
        out.line(f"  {first}")
        out.lines(f"    {text}" for part in more for text in wrapped(part, out.width - 4))
    if len(found.facts) > len(shown):
        out.line(f"  and {len(found.facts) - len(shown)} more (--json has all)")
