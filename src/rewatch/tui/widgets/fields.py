"""The fields that are typed in. What is typed, pasted or put into them is shown, never obeyed."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.reactive import Reactive
from textual.widgets import Input

from rewatch.tui.text import visible


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

    def validate_value(self, value: str) -> str:
        """The text as it can be shown."""
        return visible(value)


class FormLine(Field):
    """A line of a form: the arrows go from line to line."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "app.focus_next", "Next", show=False),
        Binding("up", "app.focus_previous", "Previous", show=False),
    ]
