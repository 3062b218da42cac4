"""What the interface stands on: words to the user, work beside the screen, the answer it shows."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from time import monotonic
from typing import Any, TypeVar

from textual._styles_cache import StylesCache
from textual.await_complete import AwaitComplete
from textual.events import Event, Key
from textual.screen import Screen
from textual.widgets._toast import ToastHolder

from rewatch.tui.sampling import Sampler
from rewatch.tui.screens.base import Ours
from rewatch.tui.session import Scored, Session
from rewatch.tui.text import cut, visible
from rewatch.tui.turns import InTurn

Found = TypeVar("Found")
SAVING = "save"  # the group of work that keys wait for; never exclusive
_TOAST = 600  # characters of a sentence that a toast may hold


class Foundation(InTurn):
    """An application on one session, which it never waits for."""

    read_after = 1.0  # seconds that a word stands at least, whatever is pressed

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.list_names: list[tuple[str, str]] = []
        self.waiting: list[Callable[[], None]] = []
        self.waiting_for_table: list[Callable[[], None]] = []
        self._said: dict[str, float] = {}
        self.sampler = Sampler(self, self._tell_samples)

    # words --------------------------------------------------------------------

    def say(self, text: object) -> None:
        """A word that goes away by itself, or when there is a newer one."""
        self._toast(text, "information")

    def warn(self, error: object) -> None:
        """What went wrong, as the sentence it is; said once while it stands there."""
        self._toast(error, "error")

    def _toast(self, text: object, severity: Any) -> None:
        sentence = visible(cut(text, _TOAST))
        now = monotonic()
        if self._said.get(sentence, now) > now:  # it still stands there
            return
        seconds = 4.0 + len(sentence) / 20
        _ = self._take_off(after=float("-inf"))
        self._said[sentence] = now + seconds
        self.notify(sentence, severity=severity, timeout=seconds, markup=False)

    def _take_off(self, after: float, *, failures: bool = False) -> bool:
        """Takes off words that have stood for so many seconds; what went wrong only if said."""
        stood = [
            item
            for item in self._notifications
            if (failures or item.severity == "information")
            and item.timeout - item.time_left >= after
        ]
        for item in stood:
            self._said.pop(item.message, None)
            self._unnotify(item, refresh=False)
        if stood:
            self._take_frames_off()
        return bool(stood)

    def _take_frames_off(self) -> None:
        """Takes off what framed words that are no more.

        The toolkit's rack takes a word out of its frame and leaves the frame: each would push later
        words a row down, and in the end off the screen.
        """
        standing = {f"--textual-toast-{item.identity}" for item in self._notifications}
        for screen in self.screen_stack:
            for frame in screen.query(ToastHolder):
                if frame.id not in standing:
                    _ = frame.remove()

    def _on_with_it(self, *, failures: bool = False) -> None:
        """The user goes on: a word that could be read covers nothing of what comes now."""
        if self._take_off(self.read_after, failures=failures):
            self._refresh_notifications()

    def open_screen(
        self, screen: Screen[Found], then: Callable[[Found | None], None] | None = None
    ) -> None:
        """Shows a screen over the present one; `then` gets what it answers."""
        self._on_with_it()
        _ = self.push_screen(screen, then)

    def leave_what_is_over(self, screen: Screen[Any]) -> None:
        """Takes off what stands over a screen; what was being typed there is kept as a draft."""
        from rewatch.domain.errors import RewatchError

        while self.screen is not screen:
            try:
                if hasattr(self.screen, "flush"):
                    self.screen.flush()
            except (RewatchError, OSError) as error:
                self.warn(sentence_of(error))
            _ = self.pop_screen()

    def pop_screen(self) -> AwaitComplete:
        """Takes the top screen off, and with it what was painted of it.

        The toolkit's cache of grounds has the painted lines of widgets in its keys and so keeps
        those of a thousand (Textualize/textual issue 6665): after an hour's use a collection of
        garbage held a key up for 0.3 s. What that cache knows costs nothing to find again.
        """
        taken = super().pop_screen()
        if forget := getattr(StylesCache.get_inner_outer, "cache_clear", None):
            forget()
        return taken

    # work beside the screen ---------------------------------------------------

    def work(
        self,
        job: Callable[[], Found],
        then: Callable[[Found], object] | None = None,
        *,
        group: str,
        exclusive: bool = False,
        failed: Callable[[], object] | None = None,
    ) -> None:
        """Runs what may take time in a thread, then its follow-up here.

        Args:
            job: reads or writes files, or scores; knows no widget.
            then: gets the job's result.
            group: named, so that one kind of work can be cancelled; keys wait for "save" to end.
            exclusive: a newer job of the group makes an older one's result unwanted.
            failed: runs after an error was told.
        """
        # Handed over uncalled: a worker that is cancelled before it starts leaves nothing behind.
        task: Callable[[], Awaitable[None]] = partial(self._run, job, then, failed)
        if group == SAVING:
            task = partial(self._run_alone, task)
            self.hold_keys(but=("escape",))  # which stops a long one
        self.run_worker(task, group=group, exclusive=exclusive)

    async def _run_alone(self, task: Callable[[], Awaitable[None]]) -> None:
        """Keys pressed meanwhile are for what stands there afterwards, not for what is saved."""
        try:
            await task()
        finally:
            self.release_keys()

    async def _run(
        self,
        job: Callable[[], Found],
        then: Callable[[Found], object] | None,
        failed: Callable[[], object] | None,
    ) -> None:
        from rewatch.domain.errors import RewatchError

        try:
            found = await asyncio.to_thread(job)
        except (RewatchError, OSError) as error:
            if not self.is_running:  # it ends: nobody is there to be told
                return
            self.warn(sentence_of(error))
            if failed is not None:
                failed()
        else:
            if then is not None and self.is_running:
                then(found)

    # how sure the ranking is --------------------------------------------------

    async def on_event(self, event: Event) -> None:
        """A key goes before whatever is being sampled."""
        if isinstance(event, Key) and not event.is_forwarded:
            self._on_with_it(failures=event.key == "escape")  # else a failure stays its time
            self.sampler.key()
        await super().on_event(event)

    def _tell_samples(self) -> None:
        """Tells the screens that there are other samples, or none."""
        if not self.is_running:  # it ends, and the screens are being taken down
            return
        self.tell("take_samples")

    def tell(self, what: str, *given: object) -> None:
        """Tells the screens what came; one being made looks for itself when it stands.

        Args:
            what: a method that screens have which show such a thing.
            given: what it takes.
        """
        for screen in self.screen_stack:
            take = getattr(screen, what, None)
            if take is not None and isinstance(screen, Ours) and screen.stands:
                take(*given)

    # the answer ---------------------------------------------------------------

    @property
    def scored(self) -> Scored:
        """What the table was made from; only for what `when_scored` runs."""
        assert self.session.answer is not None
        assert self.session.answer.scored is not None
        return self.session.answer.scored

    def when_scored(self, step: Callable[[], None]) -> None:
        """Runs a step now, or when the first scores are there: a key pressed early is not lost."""
        if self.session.answer is not None and self.session.answer.scored is not None:
            step()
        else:
            self.waiting.append(step)

    def when_screened(self, step: Callable[[], None]) -> None:
        """Runs a step now, or when filters are ready for the open list."""
        if self.session.table is not None:
            step()
        else:
            self.waiting_for_table.append(step)

    def screened(self) -> None:
        """Runs what waited for the filters."""
        waiting, self.waiting_for_table = self.waiting_for_table, []
        for step in waiting:
            step()


def sentence_of(error: Exception) -> str:
    """An error as it is told; the system's own are without their number."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}: {error.filename or 'a file'}"
    return str(error)
