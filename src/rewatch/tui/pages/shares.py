"""What the shares, ranks and words about sureness are, and what they are not, in plain language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rewatch.tui.keys import key_of
from rewatch.tui.widgets.paint import ACCENT, HEAD, PLAIN, paragraph

if TYPE_CHECKING:
    from rewatch.domain.rubric import Rubric
    from rewatch.tui.widgets.paint import Piece

# `# ` opens a section, `- ` a point; the figures are those of the method file in use.
_TEXT = """\
# What is done
The ranking is made {samples:,} times over, that of a very long list less often: the line below the
table says how often. Each time every open value is drawn from within its
interval, and the weights are drawn around yours. What several companies rest on alike, such as a
country's rule of law, is drawn once for all of them. Then the shares are counted.

# What the figures say
- 90 % rank: the places that a company takes in the middle 90 % of the samples.
- first, top 5: the share of the samples in which it is first, or among the first five.
- tier: companies of one tier cannot be told apart; the first of a tier is above those of the next
in at least {likely:.0f} % of the samples.
- very likely above: in {very:.0f} % of the samples or more. likely above: in {likely:.0f} % or
more. cannot tell: between {unsure:.0f} and {likely:.0f} %. A word is used only if it holds both
ways: with the unknown values of one company drawn together, and each apart.
- heat strip: each cell is a place or, in long lists, several, the best on the left; the darker,
the more often. ▲ marks the place in the table.
- ! beside a 90 % rank: # lies outside it. # counts only what is proven; the samples also count
what is possible. Neither is wrong: a company with much evidence stands high by what is proven, and
may still be passed by others once they prove more.
- ~ : {fewer:,} samples while you are typing; the whole number follows when you pause.

# What they are not
- Not the chance that a company succeeds, that its share price rises, or that a plant is built.
They say how firm this order is under this method, these weights and this evidence.
- Not a forecast. Nobody knows how likely a value is within its interval; every part of it is drawn
as often as another, which is a convention.
- Not a measure of the sources. What a wrong source says is drawn as if it were right; the grade of
a source only widens the interval.
- Not comparable between the two groups, nor between lists: a share counts places among the
companies that are ranked here.
- Not exact: the standard error of a share is at most {error:.1f} points; it stands behind the
number of samples, as ±. The seed is fixed, so the same files give the same figures.

# Where the weights matter
{weights} moves the weights. Between the brackets of a slider first place stays with who has it;
beyond them the company named takes over. That is exact, not sampled, and holds while the other
weights keep their proportions.

{firmness} on that screen says how firmly the weights are meant: rough {rough:g}, fair {fair:g},
firm {firm:g} (the concentration of the distribution they are drawn from), no preference at all, or
only their order.

{why_above} compares a company with the one above it three times: with evidence and weights
drawn, with evidence alone, with weights alone. If evidence alone leaves it open, find the facts
that {missing_facts} lists; if weights alone do, the order is a matter of what you hold important.
"""
# The commands whose keys it names.
_NAMED = ("weights", "firmness", "why_above", "missing_facts")


def share_lines(rubric: Rubric, width: int) -> list[list[Piece]]:
    """The page.

    Args:
        rubric: whose sampling it speaks of.
        width: cells of a line.
    """
    sampling = rubric.sampling
    text = _TEXT.format(
        samples=sampling.samples,
        fewer=sampling.samples_while_typing,
        very=sampling.very_likely * 100,
        likely=sampling.likely * 100,
        unsure=(1 - sampling.likely) * 100,
        # The greatest a share's standard error can be, at one half: 1 / (2 sqrt(samples)).
        error=50 / sampling.samples**0.5,
        **{name: key_of(name) for name in _NAMED},
        **sampling.concentration,
    )
    lines: list[list[Piece]] = []
    for block in _blocks(text):
        if block.startswith("# "):
            lines += [[]] if lines else []
            lines.append([(block[2:], HEAD)])
            continue
        point = block.startswith("- ")
        for number, line in enumerate(paragraph(block[2:] if point else block, width - 2)):
            start: Piece = ("· ", ACCENT) if point and number == 0 else ("  ", PLAIN)
            lines.append([start, *line])
    return lines


def _blocks(text: str) -> list[str]:
    """Headings, points and paragraphs, each on one line."""
    blocks: list[str] = []
    fresh = True
    for line in text.splitlines():
        if not line:
            fresh = True
        elif fresh or line.startswith(("# ", "- ")):
            blocks.append(line)
            fresh = line.startswith("# ")
        else:
            blocks[-1] += f" {line}"
    return blocks
