"""The peer that the interface is measured against: the least that a Textual app can be.

One label that says hello and counts the arrow keys. It shows what the toolkit itself costs.
"""

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.widgets import Label


class BareApp(App[None]):
    """Shows hello, and after each arrow key how many there have been."""

    BINDINGS: ClassVar[list[BindingType]] = [("up", "count"), ("down", "count"), ("q", "quit")]
    pressed = 0

    def compose(self) -> ComposeResult:
        """The label is all there is."""
        yield Label("hello")

    def action_count(self) -> None:
        """Repaint for an arrow key."""
        self.pressed += 1
        self.query_one(Label).update(f"hello {self.pressed}")


if __name__ == "__main__":
    BareApp().run()
