"""The dialogs: choose one of some, answer yes, fill in a few fields."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.events import DescendantFocus, Key
from textual.widgets import Input

from rewatch.tui.keymap import bindings_of
from rewatch.tui.keys import hint
from rewatch.tui.reading import words_of
from rewatch.tui.screens.base import OurDialog
from rewatch.tui.text import cut, fitted, plain
from rewatch.tui.widgets.bars import Hints, OneLine
from rewatch.tui.widgets.fields import FormLine
from rewatch.tui.widgets.lines import Line, Lines, Page
from rewatch.tui.widgets.paint import ACCENT, DIM, PLAIN, WARN, Piece, paragraph

if TYPE_CHECKING:
    from rewatch.tui.reading import Reader

_WIDE = 58  # cells within the frame


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the things to choose from.

    Attributes:
        letter: the key that chooses it; "" for none.
        value: what the dialog answers.
        note: said behind the title.
    """

    letter: str
    title: str
    value: str
    note: str = ""


class Chooser(OurDialog[str | None]):
    """Chooses one of some by its letter, by Enter or by a click; Esc answers None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "give_up", "Back", show=False),
    ]

    def __init__(self, title: str, choices: Sequence[Choice], current: str | None = None) -> None:
        super().__init__()
        self._title, self._choices, self._current = title, choices, current

    def compose(self) -> ComposeResult:
        """A framed list."""
        notes = max((cell_len(item.note) for item in self._choices), default=0)
        wide = self._title_cells() + 5 + notes > _WIDE - 1  # a cell is kept for the scroll bar
        with Vertical(classes="dialog wide" if wide else "dialog") as box:
            box.border_title = plain(self._title)
            yield Page(id="choices")
        keys = [("Enter", "takes the selected one", "take"), ("Esc", "back", "give_up")]
        if any(item.letter for item in self._choices):
            keys.insert(0, ("Letter", "takes its line", ""))
        yield Hints(*keys, classes="dialog-keys")

    def _title_cells(self) -> int:
        widest = max((cell_len(cut(item.title, 40)) for item in self._choices), default=0)
        return widest + (0 if self._current is None else 2)

    def on_mount(self) -> None:
        """The list is as high as it needs to be."""
        page = self.query_one(Page)
        page.styles.height = min(len(self._choices), max(3, self.app.size.height - 6))
        page.choose_by_click()
        page.show(self._lines, key=self._current)

    def _lines(self, width: int) -> list[Line]:
        wide = min(self._title_cells(), max(1, width - 5))  # a long title says that it is cut
        here, there = ("", "") if self._current is None else ("● ", "  ")
        return [
            Line(
                (
                    (fitted(item.letter, 3), ACCENT),
                    (here if item.value == self._current else there, ACCENT),
                    (fitted(item.title, wide + 2 - len(there)), PLAIN),
                    (cut(item.note, max(0, width - wide - 5)), DIM),
                ),
                item.value,
            )
            for item in self._choices
        ]

    def on_key(self, event: Key) -> None:
        """A letter chooses at once; it goes before the keys of lists."""
        for item in self._choices:
            if item.letter and event.character == item.letter:
                event.stop()
                event.prevent_default()
                self.done(item.value)
                return

    @on(Lines.Chosen)
    def action_take(self) -> None:
        """Enter, or a click."""
        self.done(self.query_one(Page).key)

    def action_give_up(self) -> None:
        """Esc."""
        self.done(None)


class Confirm(OurDialog[bool]):
    """Asks before something that is not easily taken back; only y says yes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "agree", "Yes", show=False),
        Binding("escape,n,enter", "refuse", "No", show=False),
    ]

    def __init__(self, question: str, yes: str) -> None:
        super().__init__()
        self._question, self._yes = question, yes

    def compose(self) -> ComposeResult:
        """The question and its two keys."""
        with Vertical(classes="dialog"):
            page = Page(id="question")
            page.can_focus = False
            yield page
            yield Hints(("y", cut(self._yes, 40), "agree"), ("Esc", "no", "refuse"))

    def on_mount(self) -> None:
        """As high as the question is long, up to six lines."""
        page = self.query_one(Page)
        lines = paragraph(cut(self._question, 320), 56)
        page.styles.height = min(6, len(lines))
        page.show(lambda width: paragraph(cut(self._question, 320), width))

    def action_agree(self) -> None:
        """The key y."""
        self.done(True)

    def action_refuse(self) -> None:
        """Any other."""
        self.done(False)


@dataclass(frozen=True, slots=True)
class Asked:
    """One line to fill in.

    Attributes:
        hint: what may be typed; as many lines as it takes.
        anew: what stands there is typed over, not into; not so where it is a list that grows.
        read: how it is read; None where any text will do.
        needed: what is said where nothing is typed; "" where that is no mistake.
    """

    label: str
    value: str = ""
    hint: str = ""
    anew: bool = True
    read: Reader | None = None
    needed: str = ""


class AskedLine(FormLine):
    """A line of a dialog, which knows whether it was changed."""

    def __init__(self, asked: Asked) -> None:
        super().__init__(asked.value, anew=asked.anew, read=asked.read)
        self.asked = asked
        self._begun = (self.value.strip(), self._or_raw())

    def _or_raw(self) -> str:
        return (self.value if self.wrong else self.written_out()).strip()

    @property
    def changed(self) -> bool:
        """Whether something else stands there than at first, however that is written out."""
        return self.value.strip() not in self._begun

    @property
    def wrong(self) -> str:
        """Why what stands there cannot be used, or that something is needed."""
        return super().wrong if self.value.strip() else self.asked.needed

    def told(self, *, arrived: bool) -> tuple[str, bool]:
        """What its text begins, and whether it can be used; nothing where only it can be meant.

        Args:
            arrived: whether one comes to it; what is wrong with it was typed before, then.
        """
        reader, text = self.asked.read, self.value.strip()
        if reader is None or not text:
            return "", True
        if wrong := self.wrong:
            return (wrong, False) if arrived else reader.told(text)
        words = words_of(reader)
        more = words is not None and words.more(text)
        return ("", True) if self.written_out() == text and not more else reader.told(text)


class Form(OurDialog[list[str] | None]):
    """Fills in a few lines; Enter goes to the next and at the last one is done."""

    leaves_by_click = False  # what was typed is not lost by a slip of the mouse
    place: ClassVar[str] = "form"
    submits: ClassVar[str] = ""  # what its key does if not the same as Enter at the last line
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "give_up", "Back", show=False),
        *bindings_of("form"),
    ]

    def __init__(
        self,
        title: str,
        fields: Sequence[Asked],
        done: str,
        job: Callable[[list[str]], Any] | None = None,
        then: Callable[[Any], object] | None = None,
    ) -> None:
        """Makes the form.

        Args:
            title: over the lines.
            fields: the lines.
            done: what Enter does at the end.
            job: what is done with the lines, beside the screen. Where it refuses them it is told
                why, and the form stays with what was typed.
            then: gets the job's result when the form has gone, before any key that was pressed
                meanwhile is answered.
        """
        super().__init__()
        self._title, self._fields, self._done = title, fields, done
        self._job, self._then = job, then
        self._refused: AskedLine | None = None  # told why until it is typed into

    def compose(self) -> ComposeResult:
        """A label over each line."""
        with Vertical(classes="dialog") as box:
            box.border_title = plain(self._title)
            for field in self._fields:
                about = f"{cut(field.label, 60)}  {cut(field.hint, 110)}".rstrip()
                for line in paragraph(about, _WIDE):
                    yield OneLine([(text, DIM) for text, _ in line])
                yield AskedLine(field)
            if any(field.read is not None or field.needed for field in self._fields):
                said = Page(id="form-said")
                said.can_focus = False
                said.styles.height = 1
                yield said
        keys = [("Enter", cut(self._done, 40), "take"), ("Esc", "back", "give_up")]
        if self.submits:
            keys.insert(1, hint("submit", self.submits))
        yield Hints(*keys, classes="dialog-keys")

    @on(DescendantFocus)
    def _entered(self) -> None:
        self._tell(arrived=True)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        if event.input is self.focused:
            self._refused = None
        self._tell()

    def _tell(self, *, arrived: bool = False) -> None:
        """Tells of the line one is in what its text begins, else of one that was left wrong."""
        line = self.focused
        if isinstance(line, AskedLine):
            told, usable = line.told(arrived=arrived)
            if line is self._refused:
                told, usable = line.wrong, False
            elif not told:
                others = (one for one in self.query(AskedLine) if one is not line and one.value)
                wrong = next((one for one in others if one.wrong), None)
                told = f"{wrong.asked.label}: {wrong.wrong}" if wrong is not None else ""
                usable = wrong is None
            self._say(told, DIM if usable else WARN)

    def _say(self, text: str, style: str) -> None:
        said = cut(text, 3 * _WIDE)

        def lines(width: int) -> list[list[Piece]]:
            return paragraph(said, min(width, _WIDE), style)[:3]

        for page in self.query("#form-said").results(Page):
            width = page.scrollable_content_region.width or _WIDE  # none before the first layout
            page.styles.height = max(1, len(lines(width)))
            page.show(lines)

    def _refuses(self, lines: Sequence[AskedLine]) -> bool:
        """Whether one of some lines cannot be used; one is in it then, and is told why."""
        wrong = next((line for line in lines if line.wrong), None)
        if wrong is not None:
            self._refused = wrong
            wrong.focus()
            self._tell()
        return wrong is not None

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        lines = list(self.query(AskedLine))
        if event.input is lines[-1]:
            self.action_take()
        elif isinstance(event.input, AskedLine) and not self._refuses([event.input]):
            lines[lines.index(event.input) + 1].focus()

    def action_submit(self) -> None:
        """From any line as Enter at the last."""
        self.action_take()

    def action_take(self) -> None:
        """Answers with what stands in the lines, once that can be used."""
        lines = list(self.query(AskedLine))
        if self._refuses(lines):
            return
        said = [line.written_out().strip() for line in lines]
        job = self._job
        if job is None:
            self.done(said)
            return

        def worked(found: Any) -> None:
            self.done(said)
            if self._then is not None:
                self._then(found)

        self.work(lambda: job(said), worked, group="save")

    @property
    def would_lose(self) -> bool:
        """Whether a line says something else than at first."""
        return any(line.changed for line in self.query(AskedLine))

    def action_give_up(self) -> None:
        """Esc: leaves at once where nothing is changed, else asks what becomes of it."""
        if not self.would_lose:
            self.done(None)
            return

        def answered(what: str | None) -> None:
            if what == "go on":
                self.action_take()
            elif what == "discard":
                self.done(None)

        choices = [
            Choice("s", self._done.removeprefix("next, then "), "go on"),
            Choice("d", "discard it", "discard"),
        ]
        self.rewatch.open_screen(Chooser("What you typed is not saved", choices), answered)
