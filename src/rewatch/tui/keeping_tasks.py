"""What can be done with the workspace as a whole: undo, history, inbox, files changed by others."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rewatch.tui.tasks import Tasks

if TYPE_CHECKING:
    from rewatch.tui.session import Answer
    from rewatch.workspace import Undone

_LOOK = 1.0  # seconds between two looks at the files


class KeepingTasks(Tasks):
    """Tasks of keeping."""

    _looking = False

    # undo ---------------------------------------------------------------------

    def undo(self) -> None:
        """Takes back the last change of this window."""
        workspace = self.session.workspace
        self._take_back(workspace.undo, "Undone", "Nothing to undo in this window; H lists all.")

    def redo(self, then: Callable[[], None] | None = None) -> None:
        """Does again what was undone last."""
        self._take_back(self.session.workspace.redo, "Done again", "Nothing to redo.", then)

    def undo_step(self, number: int, then: Callable[[], None]) -> None:
        """Takes back a certain step."""
        workspace = self.session.workspace
        self._take_back(lambda: workspace.undo(step=number), "Undone", "Nothing to undo.", then)

    def _take_back(
        self,
        job: Callable[[], Undone | None],
        word: str,
        nothing: str,
        then: Callable[[], None] | None = None,
    ) -> None:
        def done(undone: Undone | None) -> None:
            self.say(f"{word}: {undone.operation}" if undone else nothing)
            if undone is not None:
                self.refresh_all()
            if then is not None:
                then()

        self.work(job, done, group="save")

    # files --------------------------------------------------------------------

    def refresh_all(self) -> None:
        """Scores the open list again and shows it everywhere; another list where it is gone."""
        slug = self.opening or (self.session.answer.slug if self.session.answer else None)

        def job() -> Answer:
            from rewatch.domain.errors import NotFound

            try:
                return self.session.ask(slug, anew=True)
            except NotFound:
                return self.session.ask_usual()

        self.work(job, self.take, group="score", exclusive=True)
        self.read_notes()

    def watch_files(self) -> None:
        """Looks every second whether somebody else changed the workspace."""
        self.set_interval(_LOOK, self._look)

    def _look(self) -> None:
        if self._looking or self.session.answer is None or self.session.answer.scored is None:
            return
        self._looking = True

        def found(changed: set[str]) -> None:
            self._looking = False
            if any(not file.startswith("notes/") for file in changed):
                self.refresh_all()
            elif changed:
                self.read_notes()
                self.read_ahead()

        def failed() -> None:
            self._looking = False

        self.work(self.session.changed_files, found, group="watching", failed=failed)

    # screens ------------------------------------------------------------------

    def open_history(self) -> None:
        """Opens the history."""
        from rewatch.tui.screens.history import HistoryScreen

        self.open_screen(HistoryScreen())

    def open_inbox(self) -> None:
        """Opens the inbox."""
        from rewatch.tui.screens.inbox import InboxScreen

        self.when_scored(lambda: self.open_screen(InboxScreen()))
