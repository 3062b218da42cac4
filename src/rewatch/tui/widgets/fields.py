"""The fields that are typed in. What is typed, pasted or put into them is shown, never obeyed."""

from __future__ import annotations

from typing import Any

from textual.geometry import Size
from textual.reactive import Reactive
from textual.widgets import Input

from rewatch.tui.text import visible


class Field(Input):
    """A line to type in; a control or bidi character that gets in becomes its picture."""

    # The toolkit arranges the whole screen at every key, in case a field grew; ours never do.
    virtual_size = Reactive(Size(0, 0), layout=False)

    def __init__(self, value: str = "", **common: Any) -> None:
        super().__init__(visible(value), compact=True, select_on_focus=False, **common)

    def validate_value(self, value: str) -> str:
        """The text as it can be shown."""
        return visible(value)
