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

from rewatch.domain.errors import UsageError
from rewatch.tui.screens.base import OurDialog
from rewatch.tui.text import cut, fitted, plain
from rewatch.tui.widgets.bars import Hints, OneLine
from rewatch.tui.widgets.fields import Field
from rewatch.tui.widgets.lines import Line, Lines, Page
from rewatch.tui.widgets.paint import ACCENT, DIM, PLAIN, WARN, paragraph

if TYPE_CHECKING:
    from rewatch.tui.reading import Reader

_WIDE = 58  # cells within the frame
_ESCAPE: list[BindingType] = [Binding("escape", "give_up", "Back", show=False)]


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

    BINDINGS: ClassVar[list[BindingType]] = _ESCAPE

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

    def _title_cells(self) -> int:
        return max((cell_len(cut(item.title, 40)) for item in self._choices), default=0)

    def on_mount(self) -> None:
        """The list is as high as it needs to be."""
        page = self.query_one(Page)
        page.styles.height = min(len(self._choices), max(3, self.app.size.height - 6))
        page.choose_by_click()
        page.show(self._lines, key=self._current)

    def _lines(self, width: int) -> list[Line]:
        wide = self._title_cells()
        return [
            Line(
                (
                    (fitted(item.letter, 3), ACCENT),
                    (fitted(item.title, wide + 2), PLAIN),
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
    def _chosen(self) -> None:
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
    """

    label: str
    value: str = ""
    hint: str = ""
    anew: bool = True
    read: Reader | None = None


class FormLine(Field):
    """A line of a form."""

    def __init__(self, asked: Asked) -> None:
        super().__init__(asked.value, anew=asked.anew)
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
        """Why what stands there cannot be used; empty where it can."""
        try:
            self.written_out()
        except UsageError as error:
            return str(error)
        return ""

    def written_out(self) -> str:
        """What stands there, as files hold it.

        Raises:
            UsageError: it cannot be read.
        """
        return self.asked.read.read(self.value) if self.asked.read is not None else self.value

    def on_blur(self) -> None:
        """What is begun is written out."""
        if not self.wrong:
            self.value = self.written_out()


class Form(OurDialog[list[str] | None]):
    """Fills in a few lines; Enter goes to the next and at the last one is done."""

    leaves_by_click = False  # what was typed is not lost by a slip of the mouse
    BINDINGS: ClassVar[list[BindingType]] = [
        *_ESCAPE,
        Binding("ctrl+s", "submit", "Done", show=False),
        Binding("down", "app.focus_next", "Next", show=False),
        Binding("up", "app.focus_previous", "Previous", show=False),
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

    def compose(self) -> ComposeResult:
        """A label over each line."""
        with Vertical(classes="dialog") as box:
            box.border_title = plain(self._title)
            for field in self._fields:
                about = f"{cut(field.label, 60)}  {cut(field.hint, 110)}".rstrip()
                for line in paragraph(about, _WIDE):
                    yield OneLine([(text, DIM) for text, _ in line])
                yield FormLine(field)
            if any(field.read is not None for field in self._fields):
                said = Page(id="form-said")
                said.can_focus = False
                said.styles.height = 1
                yield said
            yield Hints(("Enter", cut(self._done, 40), "submit"), ("Esc", "back", "give_up"))

    @on(DescendantFocus)
    @on(Input.Changed)
    def _typed(self) -> None:
        """Tells of the line one is in what its text begins, or that nothing does."""
        line = self.focused
        if isinstance(line, FormLine):
            reader, text = line.asked.read, line.value.strip()
            done = reader is None or not text or (not line.wrong and line.written_out() == text)
            told, usable = ("", True) if done or reader is None else reader.told(text)
            self._say(told, DIM if usable else WARN)

    def _say(self, text: str, style: str) -> None:
        lines = paragraph(cut(text, 3 * _WIDE), _WIDE, style)[:3]
        for page in self.query("#form-said").results(Page):
            page.styles.height = max(1, len(lines))
            page.show(lambda _width: lines)

    def _refuses(self, lines: Sequence[FormLine]) -> bool:
        """Whether one of some lines cannot be used; one is in it then, and is told why."""
        wrong = next((line for line in lines if line.wrong), None)
        if wrong is not None:
            wrong.focus()
            self.call_after_refresh(self._say, wrong.wrong, WARN)  # not what its focus tells
        return wrong is not None

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        lines = list(self.query(FormLine))
        if event.input is lines[-1]:
            self.action_submit()
        elif isinstance(event.input, FormLine) and not self._refuses([event.input]):
            lines[lines.index(event.input) + 1].focus()

    def action_submit(self) -> None:
        """Answers with what stands in the lines, once that can be used."""
        lines = list(self.query(FormLine))
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

    def action_give_up(self) -> None:
        """Esc: leaves at once where nothing is changed, else asks what becomes of it."""
        if not any(line.changed for line in self.query(FormLine)):
            self.done(None)
            return

        def answered(what: str | None) -> None:
            if what == "go on":
                self.action_submit()
            elif what == "discard":
                self.done(None)

        choices = [
            Choice("s", self._done.removeprefix("next, then "), "go on"),
            Choice("d", "discard it", "discard"),
        ]
        self.rewatch.open_screen(Chooser("What you typed is not saved", choices), answered)
