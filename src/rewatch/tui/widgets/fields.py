"""The fields that are typed in. What is typed, pasted or put into them is shown, never obeyed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType
from textual.events import Paste
from textual.geometry import Size
from textual.reactive import Reactive
from textual.widgets import Input

from rewatch.domain.errors import UsageError
from rewatch.tui.reading import words_of
from rewatch.tui.text import visible

if TYPE_CHECKING:
    from rewatch.tui.reading import Reader


class Field(Input):
    """A line to type in; a control or bidi character that gets in becomes its picture."""

    # The toolkit arranges the whole screen at every key, in case a field grew; ours never do.
    virtual_size = Reactive(Size(0, 0), layout=False)

    def __init__(self, value: str = "", *, anew: bool = False, **common: Any) -> None:
        """Makes the field.

        Args:
            value: what stands in it at first.
            anew: whether what stands there is typed over, not into, when one comes to it; an
                arrow or End keeps it.
            common: as of every widget.
        """
        super().__init__(visible(value), compact=True, select_on_focus=anew, **common)

    def _on_paste(self, event: Paste) -> None:
        """Several lines become one: the toolkit's own handler, which is next, takes the first."""
        event.text = " ".join(event.text.split())

    def validate_value(self, value: str) -> str:
        """The text as it can be shown."""
        return visible(value)


class FormLine(Field):
    """A line of a form: the arrows go from line to line, and what is typed into it is read.

    Unless it is typed into it shows its start, however far that was scrolled.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "app.focus_next", "Next", show=False),
        Binding("up", "app.focus_previous", "Previous", show=False),
        Binding("tab", "leave", "Next", show=False),
    ]

    def __init__(
        self, value: str = "", *, anew: bool = False, read: Reader | None = None, **common: Any
    ) -> None:
        """Makes the line.

        Args:
            value: what stands in it at first.
            anew: as of every field.
            read: how it is read; None where any text will do.
            common: as of every widget.
        """
        super().__init__(value, anew=anew, **common)
        self._read, self._left_at = read, self.selection

    def written_out(self) -> str:
        """What stands there, as files hold it.

        Raises:
            UsageError: it cannot be read.
        """
        return self._read.read(self.value) if self._read is not None else self.value

    @property
    def wrong(self) -> str:
        """Why what stands there cannot be used; empty where it can."""
        try:
            self.written_out()
        except UsageError as error:
            return str(error)
        return ""

    def on_blur(self) -> None:
        """What is begun is written out."""
        if not self.wrong:
            self.value = self.written_out()
        self._left_at = self.selection
        self.action_home()

    def on_focus(self) -> None:
        """The cursor stands where it was left, if nothing is typed over."""
        self.selection = self._left_at

    def said(self) -> tuple[str, bool]:
        """What may come next or what it is taken for, and whether it can still be used."""
        return ("", True) if self._read is None else self._read.told(self.value)

    def completed(self) -> str:
        """The text as far as all go on alike that it may begin; as it is where none do."""
        words = words_of(self._read)
        return self.value if words is None else words.common(self.value)

    async def action_leave(self) -> None:
        """Goes to the next line, unless this one cannot be used or more of it is clear."""
        if (completed := self.completed()) != self.value:
            self.value = completed
            self.action_end()
        elif self.wrong:
            await self.action_submit()
        else:
            self.screen.focus_next()
