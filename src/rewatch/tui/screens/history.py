"""The history: every change the tool made, newest first; one of them can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from rewatch.tui.keymap import bindings_of
from rewatch.tui.keys import key_of, keyed
from rewatch.tui.screens.base import OurScreen
from rewatch.tui.text import cut
from rewatch.tui.widgets.bars import Footer, Header
from rewatch.tui.widgets.lines import Line, Lines, Page
from rewatch.tui.widgets.paint import ACCENT, BAD, DIM, GOOD, HEAD, PLAIN, Piece, paragraph

if TYPE_CHECKING:
    from datetime import datetime

    from rewatch.workspace import Altered, Change

_MOST = 500
_LINES = 60  # of one file that are shown below its step
_STYLES = {"+": GOOD, "-": BAD, "~": ACCENT, " ": DIM, "…": DIM}
_MORE = "{choose} again shows the lines of the file"


@dataclass(frozen=True, slots=True)
class Step:
    """One operation, whatever the number of its files.

    Attributes:
        first: the first of its changes: when, who, what.
        files: paths below the workspace.
        undone: whether it stands no more.
    """

    first: Change
    files: tuple[str, ...]
    undone: bool


def steps_of(changes: Sequence[Change]) -> list[Step]:
    """Changes as steps, newest first.

    Args:
        changes: newest first.
    """
    grouped: dict[int, list[Change]] = {}
    last: dict[int, str] = {}  # what was done last with each step: undo or redo
    for item in changes:
        grouped.setdefault(item.step, []).append(item)
        if item.target is not None:
            last.setdefault(item.target, item.kind)
    return [
        Step(
            members[-1],
            tuple(dict.fromkeys(item.file for item in reversed(members))),
            last.get(number) == "undo",
        )
        for number, members in sorted(grouped.items(), reverse=True)
    ]


def altered_lines(item: Altered, width: int, *, raw: bool) -> list[list[Piece]]:
    """What was put in, taken out and made another in a file; of a long change its beginning.

    Args:
        item: what a step did to the file.
        width: cells of a line.
        raw: whether the lines of the file are shown, as they are where no words can be found.
    """
    done = "made" if item.before is None else "deleted" if item.after is None else "changed"
    head = f"{cut(item.file, width - 14)} ({done})"
    lines: list[list[Piece]] = [[("    ", PLAIN), (head, HEAD)]]
    told: Sequence[tuple[str, str]] = item.lines if raw or item.told is None else item.told
    if not told:
        told = [(" ", "only its layout or its comments" if item.lines else "nothing")]
    for sign, text in told[:_LINES]:
        said = paragraph(text, width, _STYLES[sign], " " * 6)
        lines += [[("    ", PLAIN), (f"{sign} ", _STYLES[sign]), *said[0][1:]], *said[1:]]
    if len(told) > _LINES:
        more = f"and {len(told) - _LINES} more; rewatch history show has them all"
        lines += paragraph(more, width, DIM, " " * 6)
    return lines


def whose(first: Change, window: str, opened_at: datetime) -> str:
    """Where a step came from, if not from this window; "" if it did.

    Args:
        first: a change of the step.
        window: this one.
        opened_at: when this one was opened, with a time zone.
    """
    if first.window == window:
        return ""
    return "an earlier session" if first.at < opened_at else "another window or a command"


class HistoryScreen(OurScreen[None]):
    """The list of steps."""

    place: ClassVar[str] = "history"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("history")

    def __init__(self) -> None:
        super().__init__()
        self._steps: list[Step] = []
        self._words: dict[str, str] = {}
        self._shown: dict[int, list[Altered]] = {}
        self._raw: set[int] = set()  # steps whose lines are shown as they stand in the files

    def compose(self) -> ComposeResult:
        """Header, list, footer."""
        yield Header(id="header")
        yield Page(id="page")
        yield Footer(self.place, id="footer")

    def on_mount(self) -> None:
        """Reads the history beside the screen."""
        self.query_one(Header).say(
            "History",
            [f"{key_of('choose')} shows a change", f"{key_of('undo_step')} takes it back"],
        )
        self.query_one(Page).focus()
        self.read()

    def read(self) -> None:
        """Reads the history again; the cursor stays on its step."""
        workspace = self.rewatch.session.workspace

        def job() -> tuple[list[Change], dict[str, str]]:
            changes = workspace.history(_MOST)
            return changes, workspace.in_words({item.operation for item in changes})

        self.work(job, self._take, group="history")

    def _take(self, found: tuple[list[Change], dict[str, str]]) -> None:
        changes, self._words = found
        self._steps = steps_of(changes)
        self.query_one(Page).show(self._lines, keep=True)

    def _lines(self, width: int) -> list[Line | list[Piece]]:
        if not self._steps:
            note, fact = key_of("write_note"), key_of("add_evidence")
            empty = (
                "Nothing was changed yet; what you save will stand here: a note "
                f"({note} on a company), evidence ({fact}), a list ({key_of('new_list')})."
            )
            return [*paragraph(empty, width, DIM)]
        lines: list[Line | list[Piece]] = []
        window = self.rewatch.session.workspace.folders.window
        for step in self._steps:
            first = step.first
            style = DIM if step.undone or first.kind != "change" else PLAIN
            when = first.at.astimezone().strftime("%Y-%m-%d %H:%M")
            sign = "↶" if step.undone else {"undo": "↶", "redo": "↷"}.get(first.kind, " ")
            said = paragraph(self._words[first.operation], width, style, " " * 20)
            begun = ((f"{sign} ", ACCENT), (f"{when}  ", DIM), *said[0][1:])
            lines += [Line(begun, str(first.step)), *said[1:]]
            more = f" and {len(step.files) - 1} more" if len(step.files) > 1 else ""
            other = whose(first, window, self.rewatch.opened_at)
            where = "   ".join(filter(None, (f"{step.files[0]}{more}", first.who, other)))
            lines += paragraph(where, width, DIM, " " * 20)
            shown, raw = self._shown.get(first.step, ()), first.step in self._raw
            for item in shown:
                lines += altered_lines(item, width, raw=raw)
            if shown and not raw and any(item.told is not None for item in shown):
                lines += paragraph(keyed(_MORE), width, DIM, " " * 6)
        return lines

    @on(Lines.Chosen)
    def _open(self) -> None:
        """Shows below the step what it changed; then its lines in the files; then hides both."""
        key = self.query_one(Page).key
        if key is None:
            return
        step, workspace = int(key), self.rewatch.session.workspace
        if (shown := self._shown.get(step)) is not None:
            if step in self._raw or all(item.told is None for item in shown):
                del self._shown[step]
                self._raw.discard(step)
            else:
                self._raw.add(step)
            self.query_one(Page).show(self._lines, keep=True)
            return

        def found(altered: list[Altered]) -> None:
            self._shown[step] = altered
            self.query_one(Page).show(self._lines, keep=True)

        self.work(lambda: workspace.step(step), found, group="history")

    def action_undo_step(self) -> None:
        """Takes the selected step back."""
        key = self.query_one(Page).key
        step = next((step for step in self._steps if str(step.first.step) == key), None)
        if step is None:
            return
        if step.undone or step.first.kind != "change":
            again = key_of("redo")
            what = (
                "This is undone already" if step.undone else "This took back or did again another"
            )
            self.rewatch.say(f"{what}; {again} does again what was taken back last.")
            return
        self.rewatch.undo_step(step.first.step, self.read)

    def action_redo(self) -> None:
        """Does again what was undone last."""
        self.rewatch.redo(self.read)

    def action_back(self) -> None:
        """To the watchlist."""
        self.done()
