"""The help: the keys of a place from the registry, and the legend of grades, glyphs and states."""

from __future__ import annotations

from collections.abc import Sequence

from rewatch.tui.commands import PLACES, Quit, commands_of
from rewatch.tui.keys import LETTERED, QUITS, TYPING, around, keyed, shown_key, shown_keys, types
from rewatch.tui.text import cut, fitted
from rewatch.tui.view_commands import Legend
from rewatch.tui.widgets.lines import Line
from rewatch.tui.widgets.paint import ACCENT, DIM, HEAD, PLAIN, STRONG, Piece, paragraph

Lines = list[Line | list[Piece]]
_KEYS, _MARKS = 20, 14

# Each keeps to one line of a dialog at 80 columns, and all of them to its height at 24 lines.
LEGEND = (
    ("████░░░░", "proven points solid, possible ones light, from 0 to 100"),
    ("57–85", "score: proven–possible; the unknown widens it, never zero"),
    ("90% rank 1–6", "places in the middle 90 % of the samples; ! # is outside"),
    ("tier", "companies of one tier cannot be told apart; 1 is on top"),
    ("first  top 5", "share of samples where it is first, or among the first 5"),
    ("cover", "weight with evidence; D half, E, country tables nothing"),
    ("elem proc …", "the criteria by first letters: the middle of their points"),
    ("3 ≠2!†", "flags: 3 raised; ≠2 disputed; ! edits clash; † not active"),
    ("usual weights", "the default profile's ({weights} shows them); then prices, as-of"),
    ("10,000 ±0.5%", "samples, standard error; one seed: the same each time"),
    ("░▒▓█ ▲", "how often each place was taken; ▲ the place in the table"),
    ("grade A to E", "A regulator, B company, C press, D blog, E rest; they age"),
    ("?", "unknown: no evidence"),
    ("–", "does not apply"),
    ("~", "derived: rule on the tab why; before a rank: few samples"),
    ("≠", "records of equal weight disagree; both are used"),
    ("✓ ✗ ○ ?", "your thesis: kept, broken, open until its date, unknown"),
    ("● ○ ×", "record in use, overridden by another, replaced/withdrawn"),
    ("● ◐ ○ ·", "step: built; building or pilot; planned; no record here"),
)  # fmt: skip


def help_lines(
    places: Sequence[str], width: int, own: Sequence[tuple[str, str]] | None = None
) -> Lines:
    """Keys of the places, of lists, of everywhere; then the legend.

    Args:
        places: the part with the focus and the screen; of a dialog "lists" too, where it is one.
            Where letters are typed on the screen, no letter is a key. None of them over the
            toolkit's own screens.
        width: cells of a line.
        own: keys of a dialog and what they do; None where no dialog asks.
    """
    # Who asks what a mark means need not find that it stands at the end of a long page.
    lines: Lines = [
        [("What the marks mean: ", DIM), (shown_keys(Legend), ACCENT), (" on any screen", DIM)],
        [],
    ]
    if own:
        lines.append([("This dialog", HEAD)])
        for keys, title in own:
            lines.append([(fitted(keys, _KEYS), ACCENT), (cut(title, width - _KEYS), PLAIN)])
        lines.append([])
    screen = places[-1] if places else ""
    typed = own is None and screen in TYPING
    beside = around(screen) if own is None else ("everywhere",)
    taken = {key for keys, _ in own or () for key in keys.split(" ")}
    for where in dict.fromkeys((*places, *beside)):
        members = commands_of(where)
        if own is not None and where == "everywhere":
            members = [command for command in members if command.in_dialogs]
        elif own is not None:
            members = [command for command in members if shown_key(command.keys[0]) not in taken]
        typing = typed or (where == "lists" and not set(places).isdisjoint(LETTERED))
        if typing:  # letters are no keys there
            members = [command for command in members if not all(map(types, command.keys))]
        if where not in PLACES or not members:
            continue
        lines += [[(PLACES[where], HEAD)]]
        for command in members:
            keys = shown_keys(command, typing=typing)
            begin: list[Piece] = [(fitted(keys, _KEYS - 2), ACCENT), ("  ", PLAIN)]
            said = paragraph(f"{command.title}: {command.help()}", width - _KEYS)
            able = None if command.keyed else command.id()  # its digit is its argument
            lines.append(Line((*begin, *said[0]), able))
            lines += [[(" " * _KEYS, PLAIN), *line] for line in said[1:]]
        if typed and where == "everywhere":  # the command has a letter, and is of other places
            ends = f"Quit: {Quit.help()}"
            for n, line in enumerate(paragraph(ends, width - _KEYS)):
                key = (fitted("" if n else shown_key(QUITS), _KEYS), ACCENT)
                lines.append([key, *line])
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
    for mark, told in LEGEND:
        meaning = keyed(told)
        said = paragraph(meaning, width - _MARKS)
        lines.append([(fitted(mark, _MARKS), STRONG), *said[0]])
        lines += [[(" " * _MARKS, PLAIN), *line] for line in said[1:]]
    return lines
