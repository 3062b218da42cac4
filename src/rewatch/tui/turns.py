"""Keys in turn: each is answered before the next one is looked at.

The toolkit hands a key to whatever has the focus when it arrives. In a burst (fast fingers, a slow
line, a script) the letters after `/` would still go to the table, where `d` is no letter but a
command. Here a key waits until the one before it has been answered and, if that opened a screen,
until the screen can take it. A key that comes alone waits for nothing.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from textual.app import App
from textual.events import Event, Key
from textual.message import Message

if TYPE_CHECKING:
    from textual.screen import Screen
    from textual.widget import Widget

# A screen that closes takes its messages with it, the mark behind a key too. While keys wait it is
# looked every so many seconds whether that happened.
_SEEK = 0.1

# What is answered even while keys are held.
_ALWAYS = ("ctrl+q", "ctrl+c")


class Answered(Message, namespace="turns"):
    """Follows a key on its way up to the app, and so arrives when the key was answered.

    What the answer told in turn (a line was submitted, a company chosen) is still on its way then;
    a second one follows that.
    """

    def __init__(self, number: int, target: Widget, again: bool) -> None:
        super().__init__()
        self.number, self.target, self.again = number, target, again


class InTurn(App[None]):
    """An application that answers keys one after another."""

    def __init__(self) -> None:
        super().__init__()
        self._keys: deque[Key] = deque()
        self._turn = 0
        self._busy = False
        self._held = 0
        self._unheld: tuple[str, ...] = ()
        self._asked_on: Screen[object] | None = None
        self._mark_at: Widget | None = None  # None: with the app, which loses nothing

    @property
    def keys_wait(self) -> bool:
        """Whether a key has not been answered yet, for another reason than that keys are held."""
        return (self._busy and not self._lost) or (bool(self._keys) and not self._held)

    @property
    def _lost(self) -> bool:
        """Whether the mark behind the key in work went with a closed screen or widget."""
        at = self._mark_at
        return at is not None and not (at.is_attached and at.screen in self.screen_stack)

    def hold_keys(self, but: tuple[str, ...] = ()) -> None:
        """Keys wait until `release_keys`: what they shall act on is not there yet.

        Args:
            but: keys that are answered all the same, as long as no other waits before them.
        """
        self._held, self._unheld = self._held + 1, but

    def release_keys(self) -> None:
        """The keys that waited are answered, one after another, once nobody else holds them."""
        if self._held == 1 and not self._busy:
            self._busy, self._turn, self._mark_at = True, self._turn + 1, None
            self.call_later(self._free, self._turn)
        self._held = max(0, self._held - 1)

    async def on_event(self, event: Event) -> None:
        """Keys from the terminal wait for their turn; all else goes its usual way."""
        if not isinstance(event, Key) or event.is_forwarded:
            await super().on_event(event)
            return
        if self._busy:
            if not self._keys:
                self._seek_later()
            self._keys.append(event)
        elif self._held and (self._keys or not self._may(event)):
            self._keys.append(event)
        else:
            await self._answer(event)

    def _may(self, event: Key) -> bool:
        """Whether a key that is next in turn can be answered now."""
        return not self._held or event.key in (*_ALWAYS, *self._unheld)

    def answered(self) -> None:
        """Called after each key that was answered."""

    async def _answer(self, event: Key) -> None:
        self._busy = True
        self._turn += 1
        self._asked_on = self.screen
        target = self.focused or self.screen
        await super().on_event(event)
        self._follow(Answered(self._turn, target, again=True))

    def _follow(self, mark: Answered) -> None:
        self._mark_at = mark.target
        if not mark.target.post_message(mark):
            self._mark_at = None
            self.post_message(mark)  # what was asked is gone already

    def _seek_later(self) -> None:
        turn = self._turn
        self.set_timer(_SEEK, lambda: self._seek_mark(turn))

    async def _seek_mark(self, turn: int) -> None:
        """Keys wait: they go on if the answer to the one before them can never be told."""
        if turn != self._turn or not self._busy:
            return
        if self._lost:
            await self._free(turn)
        else:
            self._seek_later()

    def on_turns_answered(self, event: Answered) -> None:
        """The key was answered; the next one's turn comes when the screen is ready for it."""
        turn = event.number
        if turn != self._turn or not self._busy or not self.screen_stack:
            return  # answered meanwhile, or the tool has ended
        if event.again:
            self._follow(Answered(turn, event.target, again=False))
        elif self.screen is self._asked_on:
            # Behind what the key asked to be done later, such as moving the focus.
            self._mark_at = None
            self.call_later(self._free, turn)
        else:
            # A screen answers this only when it stands, with its focus on the way.
            self._mark_at = self.screen
            self.screen.call_later(self.call_later, self._free, turn)

    async def _free(self, turn: int) -> None:
        if turn != self._turn or not self._busy:
            return
        self._busy = False
        self._asked_on = self._mark_at = None  # they may be closed, and nothing else holds them
        if self.screen_stack:
            self.answered()
        # None are left once the tool ends.
        if self._keys and self.screen_stack and self._may(self._keys[0]):
            await self._answer(self._keys.popleft())
            if self._keys:
                self._seek_later()
