"""The help: the keys of a place from the registry, and the legend of grades, glyphs and states."""

from __future__ import annotations

from rewatch.tui.commands import PLACES, commands_of
from rewatch.tui.keys import shown_keys
from rewatch.tui.text import fitted
from rewatch.tui.widgets.lines import Line
from rewatch.tui.widgets.paint import ACCENT, DIM, HEAD, PLAIN, STRONG, Piece, paragraph

Lines = list[Line | list[Piece]]
_KEYS = 20

LEGEND = (
    ("████░░░░", "proven points solid, possible points light, on a scale from 0 to 100"),
    ("57–85", "the score: proven to possible; what is unknown widens it, it is never zero"),
    ("90% rank 1–6", "places in the middle 90 % of the samples; ! # lies outside; F4 says more"),
    ("10,000 ±0.5%", "how many samples, and the greatest standard error of a share"),
    ("░▒▓█ ▲", "heat strip: how often each place was taken; ▲ the place in the table"),
    ("tier", "companies of one tier cannot be told apart"),
    ("cover", "share of the weight that rests on evidence; too little and a company is not ranked"),
    ("A to E", "grade of the source (A regulator … E undated or machine-written); ages: C→D"),
    ("?", "unknown: no evidence"),
    ("–", "does not apply"),
    ("~", "derived: bounded by what is known of the other oxides; ~ before a rank: few samples"),
    ("≠", "records of equal weight contradict each other; both are used"),
    ("3≠2!†", "flags: 3 risk flags fire; 2 indicators disputed; edits in conflict; not active"),
    ("✓ ✗ ○ ?", "your thesis on a company: kept, broken, open until its date, cannot be told"),
    ("● ○ ×", "record in use, overridden by a better one, replaced or withdrawn"),
    ("● ◐ ○ ·", "value-chain step: built; building, demonstrated or piloted; planned; none"),
)  # fmt: skip


def help_lines(place: str, width: int) -> Lines:
    """Keys of the place, of lists, of everywhere; then the legend."""
    lines: Lines = []
    for where in dict.fromkeys((place, "lists", "everywhere")):
        members = commands_of(where)
        if where not in PLACES or not members:
            continue
        lines += [[(PLACES[where], HEAD)]]
        for command in members:
            keys: list[Piece] = [(fitted(shown_keys(command), _KEYS - 2), ACCENT), ("  ", PLAIN)]
            said = paragraph(f"{command.title}: {command.help()}", width - _KEYS)
            lines.append(Line((*keys, *said[0]), command.id()))
            lines += [[(" " * _KEYS, PLAIN), *line] for line in said[1:]]
        lines.append([])
    lines.append([("What the marks mean", HEAD)])
    lines += legend_lines(width)
    lines += [
        [],
        *paragraph("For information and record keeping, not financial advice.", width, DIM),
    ]
    return lines


def legend_lines(width: int) -> Lines:
    """What the marks mean, one a line."""
    lines: Lines = []
    for mark, meaning in LEGEND:
        said = paragraph(meaning, width - _KEYS)
        lines.append([(fitted(mark, _KEYS), STRONG), *said[0]])
        lines += [[(" " * _KEYS, PLAIN), *line] for line in said[1:]]
    return lines
