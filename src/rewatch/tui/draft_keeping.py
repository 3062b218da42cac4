"""What is being typed on a screen is on the disk within a second, and no more once it is saved.

Shared by the note editor and the forms. Writing is done beside the screen; what comes late changes
nothing that is newer.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from rewatch.tui.screens.base import OurScreen

_KEEP_AFTER = 0.5  # seconds from a key to the draft on disk

Typed = TypeVar("Typed")


class DraftKeeping(Generic[Typed]):
    """Keeps the draft of one screen."""

    def __init__(
        self,
        screen: OurScreen[Any],
        typed: Callable[[], Typed],
        write: Callable[[Typed], None],
        remove: Callable[[], None],
        told: Callable[[], object] = lambda: None,
    ) -> None:
        """Makes the keeper.

        Args:
            screen: where one types.
            typed: what stands there now; asked in the thread of the screen.
            write: puts that on the disk.
            remove: takes what was put there away.
            told: is called when a draft was kept.
        """
        self._screen, self._typed, self._store = screen, typed, write
        self._remove, self._told = remove, told
        self._waiting = self._dropped = False
        self._turn = self._written = 0
        self._writing = threading.Lock()

    @property
    def kept(self) -> bool:
        """Whether anything was put on the disk."""
        return bool(self._written)

    def soon(self) -> None:
        """Something was typed: it is kept after a pause, however much more is typed until then."""
        if not self._waiting:
            self._waiting = True
            self._screen.set_timer(_KEEP_AFTER, self._keep)

    def _keep(self) -> None:
        self._waiting = False
        self._turn += 1
        turn, typed = self._turn, self._typed()
        self._screen.rewatch.work(
            lambda: self._write(turn, typed), lambda _none: self._told(), group="draft"
        )

    def _write(self, turn: int, typed: Typed) -> None:
        """Keeps a draft; an older one that comes late changes nothing."""
        with self._writing:
            if turn <= self._written or self._dropped:
                return
            self._store(typed)
            self._written = turn

    def now(self) -> None:
        """Keeps the draft here and now: the tool, or the screen, is about to end.

        Raises:
            CannotWrite: it is not kept.
        """
        self._turn += 1
        self._write(self._turn, self._typed())

    def drop(self) -> None:
        """No draft any more, and none that is still on its way.

        Raises:
            CannotWrite: it is still there.
        """
        with self._writing:
            self._dropped = True
            self._remove()

    def saved(self) -> str:
        """Drops the draft of what is saved by now, which is no reason to fail.

        Returns:
            an end for the sentence that says so: that the draft is still there; mostly empty.
        """
        from rewatch.domain.errors import RewatchError
        from rewatch.tui.foundation import sentence_of

        try:
            self.drop()
        except (RewatchError, OSError) as error:
            told = sentence_of(error).rstrip(".")
            return f". Its draft is still there and is to be discarded when it opens again: {told}"
        return ""


def ask_what_becomes(
    screen: OurScreen[bool], keeping: DraftKeeping[Any], save: Callable[[], object], key: str
) -> None:
    """Asks what becomes of a form that was typed into and not saved.

    Args:
        screen: the form, which goes away unless it is to be saved or typed on.
        keeping: of its draft.
        save: saves it.
        key: that opens it again.
    """
    from rewatch.domain.errors import RewatchError
    from rewatch.tui.screens.dialogs import Choice, Chooser

    def answered(what: str | None) -> None:
        if what == "save":
            save()
        elif what is not None:
            # Here and now, so that it is so for whoever opens the form again at once.
            try:
                (keeping.now if what == "keep" else keeping.drop)()
            except (RewatchError, OSError) as error:
                screen.rewatch.warn(error)
                return
            if what == "keep":
                screen.rewatch.say(f"Draft kept; {key} opens it again.")
            screen.done(False)

    choices = [
        Choice("k", "keep as draft", "keep", f"{key} opens it again"),
        Choice("s", "save it", "save"),
        Choice("d", "discard it", "discard"),
    ]
    screen.rewatch.open_screen(Chooser("What you typed is not saved", choices), answered)
