"""A number that is typed digit by digit over a slider, with nothing but keys of the screen."""

from __future__ import annotations

from dataclasses import dataclass

_DIGITS = 4  # a number may have: 12.5 or 100


@dataclass
class TypedNumber:
    """What is typed of it so far.

    Attributes:
        text: the digits; empty where nothing is typed.
        at: the criterion it is typed for.
        refused: whether it could not be taken as it stands: a digit begins anew then, and what
            stands there can be mended.
    """

    text: str = ""
    at: str | None = None
    refused: bool = False

    def add(self, digit: str, at: str) -> None:
        """One more digit."""
        self._put(digit if self.refused else self.text + digit, at)

    def point(self) -> None:
        """Tenths follow."""
        if self.text and "." not in self.text:
            self._put(f"{self.text}.", self.at)

    def erase(self) -> None:
        """One digit fewer."""
        self._put(self.text[:-1], self.at)

    def drop(self) -> None:
        """Nothing is typed any more."""
        self._put("", None)

    def _put(self, text: str, at: str | None) -> None:
        self.text, self.at, self.refused = text[:_DIGITS], at, False
