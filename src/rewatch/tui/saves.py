"""Changes of the workspace that stand nowhere but in memory until they are saved.

A note, a form or a grid stays open with what was typed until its save has worked. A change made by
a key or a dialog that closes has no such place: where the disk refuses it, it is kept here, tried
again every few seconds, and asked about when the tool is quit.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from rewatch.tui.foundation import SAVING, Found, Foundation, sentence_of
from rewatch.tui.session import Session

_KEPT = "It is kept and tried again until it is saved; quitting asks."


@dataclass(eq=False)
class Edit:
    """One change that is not saved yet.

    Attributes:
        job: saves it; knows no widget.
        then: gets the job's result.
        refused: whether something stood in its way at least once.
    """

    job: Callable[[], Any]
    then: Callable[[Any], object]
    refused: bool = False


class Saves(Foundation):
    """Saves what no screen keeps."""

    retry_after = 3.0  # seconds

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.unsaved: list[Edit] = []
        self._one_at_a_time = asyncio.Lock()
        self._retry_is_due = False

    def save(self, job: Callable[[], Found], then: Callable[[Found], object]) -> None:
        """Makes a change that stands nowhere else; keys wait until it was tried.

        Args:
            job: saves it; knows no widget.
            then: gets the job's result, unless it came late: then the open list is shown anew.
        """
        self.unsaved.append(Edit(job, then))
        self.hold_keys()
        task: Callable[[], Awaitable[None]] = partial(self._run_alone, self._save_all)
        self.run_worker(task, group=SAVING)

    def came_late(self, slug: str | None) -> None:
        """Shows the list that is open now anew: a change was saved that had been refused."""

    def _retry(self) -> None:
        self._retry_is_due = False
        task: Callable[[], Awaitable[None]] = self._save_all
        self.run_worker(task, group="retry")

    async def _save_all(self) -> None:
        from rewatch.domain.errors import CannotWrite, LockHeld, RewatchError

        async with self._one_at_a_time:
            for edit in list(self.unsaved):
                answer = self.session.answer
                try:
                    found = await asyncio.to_thread(edit.job)
                except (CannotWrite, LockHeld) as error:
                    if not edit.refused:
                        edit.refused = True
                        self.warn(f"{sentence_of(error).rstrip('.')}. {_KEPT}")
                    continue
                except (RewatchError, OSError) as error:
                    self.warn(sentence_of(error))
                else:
                    if self.is_running and edit.refused:
                        self.came_late(answer.slug if answer else None)
                    elif self.is_running:
                        edit.then(found)
                self.unsaved.remove(edit)
        if self.unsaved and self.is_running and not self._retry_is_due:
            self._retry_is_due = True
            self.set_timer(self.retry_after, self._retry)
