"""Samples the ranking beside the screen: after the first picture, while no key comes.

The full number of samples is taken while the keyboard is idle and given up at the next key; while
keys keep coming there are fewer, marked ~. Of a long list there are no fewer ones, and what has
begun goes on, for it takes longer than a keyboard rests.

The work belongs to the application, not to a screen. It is done in a process beside this one, and
in a thread here where none can be started.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from textual.worker import get_current_worker

from rewatch.domain.errors import RewatchError, UsageError
from rewatch.scoring.cells import is_long, longest_group
from rewatch.tui.aside import Aside
from rewatch.tui.standings import UNKNOWN, WAITED_FOR, Sampled, summed_up, take, task_of

if TYPE_CHECKING:
    from textual.app import App
    from textual.timer import Timer

    from rewatch.scoring.sureness import Sure
    from rewatch.tui.session import Scored

IDLE = 0.3  # seconds without a key before the full number of samples is taken
SOON = 0.1  # seconds after a key before the smaller number is
GROUP, SMALL_GROUP = "sampling", "sampling while typing"

_NO_PROCESS = (
    "so long a list is sampled in a process of its own, and that could not be started or has "
    "failed, for want of memory perhaps; a shorter list can be sampled here"
)


class Sampler:
    """The samples of the ranking on the screen.

    Attributes:
        sampled: what is known of the present ranking; None while nothing is.
        failed: why it could not be sampled, a sentence; None where nothing is wrong.
        sure: how firmly the weights are meant; the method's choice if None.
    """

    def __init__(self, app: App[Any], tell: Callable[[], None]) -> None:
        self._app = app
        self._tell = tell
        self._scored: Scored | None = None
        self._idle: Timer | None = None
        self._soon: Timer | None = None
        self._small_runs = False
        self._long = False
        self._asides: dict[str, Aside] = {}
        self.sampled: Sampled | None = None
        self.failed: str | None = None
        self.sure: Sure | None = None

    @property
    def missing(self) -> str:
        """The sign that stands where the samples would say something."""
        return WAITED_FOR if self.failed is None else UNKNOWN

    @property
    def done(self) -> bool:
        """Whether nothing is left to sample."""
        if self._scored is None or self.failed is not None:
            return True
        return self.sampled is not None and self.sampled.full

    def want(self, scored: Scored | None) -> None:
        """Another ranking is on the screen, or none."""
        same = self._scored is not None and scored is not None
        if same and self._scored is not None and scored is not None:
            same = self._scored.ranking is scored.ranking
        if same and self.failed is None:
            return
        self._scored = scored
        self._long = scored is not None and is_long(longest_group(scored.ranking))
        self._anew()

    def set_sure(self, sure: Sure | None) -> None:
        """The weights are meant more or less firmly than before."""
        if sure != self.sure:
            self.sure = sure
            self._anew()

    def _anew(self) -> None:
        self.sampled, self.failed = None, None
        self.stop()
        self._small_runs = False
        self._tell()
        self._wait()

    def stop(self) -> None:
        """Gives up whatever is being sampled."""
        self._stop(GROUP)
        self._stop(SMALL_GROUP)

    def _stop(self, group: str) -> None:
        self._app.workers.cancel_group(self._app, group)
        if group in self._asides:
            self._asides.pop(group).stop()

    def key(self) -> None:
        """A key came: whatever takes long is given up until the keyboard is idle again."""
        if self.done or self._goes_on():
            return
        self._stop(GROUP)
        if self.sampled is None and not (self._small_runs or self._soon or self._long):
            self._soon = self._app.set_timer(SOON, self._start_small)
        self._wait()

    def _goes_on(self) -> bool:
        """Whether a long group is being sampled, always in a process that this one goes before."""
        return self._long and GROUP in self._asides

    def _wait(self) -> None:
        if self._idle is not None:
            self._idle.stop()
        self._idle = None if self._scored is None else self._app.set_timer(IDLE, self._start)

    def _start_small(self) -> None:
        self._soon = None
        if self._scored is not None and self.sampled is None and not self._small_runs:
            self._small_runs = True
            small = self._scored.rubric.sampling.samples_while_typing
            self._run(SMALL_GROUP, small, self._scored)

    def _start(self) -> None:
        self._idle = None
        if self._scored is not None and not self.done:
            self._run(GROUP, self._scored.rubric.sampling.samples, self._scored)

    def _run(self, group: str, samples: int, scored: Scored) -> None:
        if not self._app.is_running:  # it ends, and would have to wait for what begins now
            return
        sure = self.sure
        self._stop(group)
        aside = self._asides[group] = Aside()

        def job() -> None:
            worker = get_current_worker()
            found: Sampled | Exception | None
            try:
                found = work(scored, samples, sure, lambda: not worker.is_cancelled, aside)
            except Exception as error:  # noqa: BLE001 - told on the line below the table
                found = error
            if found is not None and not worker.is_cancelled:
                self._app.call_later(self._take, aside, found, scored, sure)

        _ = self._app.run_worker(job, group=group, thread=True, exclusive=True)

    def _take(
        self, aside: Aside, found: Sampled | Exception, scored: Scored, sure: Sure | None
    ) -> None:
        if scored is not self._scored or sure != self.sure:
            return  # another ranking is on the screen by now
        self._small_runs = False
        self._asides = {key: one for key, one in self._asides.items() if one is not aside}
        if isinstance(found, Exception):
            told = isinstance(found, RewatchError)
            self.failed = str(found) if told else f"{type(found).__name__}: {found}".rstrip(": ")
        elif self.sampled is None or not self.sampled.full or found.full:
            self.sampled = found
        self._tell()


def work(
    scored: Scored,
    samples: int,
    sure: Sure | None,
    go_on: Callable[[], bool],
    aside: Aside | None,
) -> Sampled | None:
    """Takes the samples of a ranking.

    Args:
        scored: what to sample.
        samples: how many; of very long groups fewer are taken.
        sure: how firmly the weights are meant; the rubric's default if None.
        go_on: asked now and then whether this is still wanted.
        aside: the process that does it; it is done here if None, or if that fails.

    Returns:
        None where they are not wanted any more.

    Raises:
        UsageError: a group is too long to be sampled here, and the process failed.
    """
    ranking, rubric = scored.ranking, scored.rubric
    task = task_of(ranking, rubric, samples, sure)
    taken = None
    if aside is not None and go_on():
        with suppress(OSError):  # no process can be started on this machine
            taken = aside.taken(task)
    if taken is None and go_on():
        if task.long and aside is not None:
            raise UsageError(_NO_PROCESS)
        taken = take(task, go_on)
    if taken is None or not go_on():
        return None
    full = samples >= rubric.sampling.samples
    return summed_up(ranking, rubric, taken, task.samples, sure, full=full)
