"""What can be done with the workspace as a whole: undo, history, inbox, files changed by others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from os import isatty
from typing import TYPE_CHECKING

from rewatch.tui.keys import key_of
from rewatch.tui.tasks import Tasks

if TYPE_CHECKING:
    from rewatch.tui.screens.evidence import EvidenceScreen
    from rewatch.tui.session import Answer
    from rewatch.workspace import Undone

_LOOK = 1.0  # seconds between two looks at the files


def end_without_a_terminal() -> None:
    """Ends this process as the signal would have that whoever started it kept to himself.

    Its window was closed. Notes being typed are on disk as drafts, a save under way is whole or not
    there, and nothing can be written to the screen any more.
    """
    import os
    import signal

    number = getattr(signal, "SIGHUP", signal.SIGTERM)  # Windows has no SIGHUP
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)


class KeepingTasks(Tasks):
    """Tasks of keeping."""

    _looking = False
    _on_terminal = False
    opened_at = datetime.max.replace(tzinfo=UTC)  # until it is
    _state = (0, False)  # histories that were set aside, and whether the workspace is gone
    _news_told: frozenset[str] | set[str] = frozenset()

    # undo ---------------------------------------------------------------------

    def undo(self) -> None:
        """Takes back the last change of this window."""
        workspace = self.session.workspace
        key = key_of("history")
        nothing = f"Nothing to undo in this window; on the watchlist {key} lists all changes."
        self._take_back(workspace.undo, "Undone", nothing)

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
        workspace = self.session.workspace

        def told() -> str | None:
            undone = job()
            return workspace.in_words([undone.operation])[undone.operation] if undone else None

        def done(said: str | None) -> None:
            self.say(f"{word}: {said}" if said else nothing)
            if said:
                self.refresh_all()
            if then is not None:
                then()

        self.work(told, done, group="save")

    # files --------------------------------------------------------------------

    def refresh_all(self) -> None:
        """Scores the open list again and shows it everywhere; another list where it is gone."""
        shown = self.session.answer.slug if self.session.answer else None
        wanted = list(dict.fromkeys((self.opening or shown, shown)))

        def job() -> Answer:
            from rewatch.domain.errors import NotFound

            for slug in wanted:
                with suppress(NotFound):
                    return self.session.ask(slug, anew=True)
            return self.session.ask_usual()

        self.work(job, self.take, group="score", exclusive=True, failed=self.not_opened)
        self.read_notes()

    def watch_files(self) -> None:
        """Looks every second whether somebody else changed the workspace."""
        self._on_terminal = isatty(0)
        self.opened_at = datetime.now(UTC)
        self.set_interval(_LOOK, self._look)
        self.tell_news(drafts=True)

    def tell_news(self, *, drafts: bool = False) -> None:
        """Tells once what waits for the user: conflicts, good copies, a history set aside, drafts.

        Args:
            drafts: also the notes that were being typed when the tool last stopped.
        """

        def told(news: list[str]) -> None:
            for sentence in news:
                if sentence not in self._news_told:
                    self.warn(sentence)
            self._news_told = {*self._news_told, *news} & set(news)

        from rewatch.tui.news import news

        workspace = self.session.workspace
        self.work(lambda: news(workspace, drafts=drafts), told, group="news", exclusive=True)

    def _look(self) -> None:
        if self._on_terminal and not isatty(0):
            end_without_a_terminal()
        if self._looking or self.session.answer is None or self.session.answer.scored is None:
            return
        self._looking = True

        workspace = self.session.workspace

        def look() -> tuple[set[str], tuple[int, bool]]:
            changed = self.session.changed_files()
            return changed, (len(workspace.damaged_histories()), workspace.gone)

        def found(both: tuple[set[str], tuple[int, bool]]) -> None:
            self._looking = False
            changed, state = both
            if any(not file.startswith("notes/") for file in changed):
                self.refresh_all()
            elif changed:
                self.read_notes()
                self.read_ahead()
            if changed or state != self._state:
                self._state = state
                self.tell_news()

        def failed() -> None:
            self._looking = False

        self.work(look, found, group="watching", failed=failed)

    # evidence -----------------------------------------------------------------

    def add_evidence(self, company_id: str, wanted: str = "") -> None:
        """Chooses the kind, then opens the form.

        Args:
            company_id: whose evidence it is.
            wanted: the kind that the cursor starts at; the first if not given.
        """
        from rewatch.tui.evidence_fields import kinds, letters
        from rewatch.tui.screens.dialogs import Choice, Chooser
        from rewatch.tui.text import cut

        def chosen(kind: str | None) -> None:
            if kind is not None:
                self.fill_in_evidence(company_id, kind)

        keys = letters()
        choices = [
            Choice(keys[kind], kind.replace("-", " "), kind, about) for kind, about in kinds()
        ]
        company = self.session.workspace.catalogue.companies.get(company_id)
        about = cut(company.name, 30) if company else company_id
        opened = Chooser(f"{about}: what kind of fact is it?", choices, wanted or None)
        self.when_scored(lambda: self.open_screen(opened, chosen))

    def fill_in_evidence(
        self, company_id: str, kind: str, values: Mapping[str, str] | None = None
    ) -> None:
        """Opens the form of a kind.

        Args:
            company_id: whose evidence it is.
            kind: of the record.
            values: what stands in its lines at first.
        """
        from rewatch.tui.screens.evidence import EvidenceScreen

        form = EvidenceScreen(company_id, kind, values=values or {})
        self.when_scored(lambda: self._open_form(form, company_id))

    def _open_form(self, form: EvidenceScreen, company_id: str) -> None:
        """Opens a form on evidence; what is saved there is shown where one comes back to."""
        if company_id not in self.session.workspace.catalogue.companies:
            self.say(f"{company_id} is not there any more: somebody else has deleted it.")
            return

        def recorded(saved: bool | None) -> None:
            if saved:
                self.tell("take_record", *form.saved)
            self._recorded(saved)

        self.open_screen(form, recorded)

    def correct_evidence(self, company_id: str, evidence: str) -> None:
        """Opens the form on a record."""
        from rewatch.tui.evidence_fields import typed_of
        from rewatch.tui.screens.evidence import EvidenceScreen

        company = self.session.workspace.catalogue.companies.get(company_id)
        record = company.record(evidence) if company is not None else None
        if record is not None:
            values = typed_of(record)
            if "indicator" in values:
                values["indicator"] = self.scored.rubric.name_of(values["indicator"])
            self._open_form(EvidenceScreen(company_id, record.kind, evidence, values), company_id)

    def withdraw_evidence(self, company_id: str, evidence: str) -> None:
        """Asks for a reason and withdraws a record."""
        from rewatch.tui.screens.dialogs import Asked, Form

        def answered(said: list[str] | None) -> None:
            if said is None:
                return
            self.save(
                lambda: self.session.workspace.retract_evidence(company_id, evidence, said[0]),
                lambda _none: self._withdrawn(evidence),
            )

        hint = "it stays in its file and counts no more from today"
        fields = [Asked("Why", "", hint)]
        self.open_screen(Form(f"Withdraw {evidence}", fields, "withdraws it"), answered)

    def _withdrawn(self, evidence: str) -> None:
        self.say(f"Withdrawn: {evidence}")
        self.refresh_all()

    def open_cash_grid(self) -> None:
        """Opens the grid of cash and burn."""
        from rewatch.tui.screens.cash import CashScreen

        self.when_scored(lambda: self.open_screen(CashScreen(), self._recorded))

    def _recorded(self, saved: bool | None) -> None:
        if saved:
            self.refresh_all()

    # screens ------------------------------------------------------------------

    def open_history(self) -> None:
        """Opens the history."""
        from rewatch.tui.screens.history import HistoryScreen

        self.open_screen(HistoryScreen())

    def open_inbox(self) -> None:
        """Opens the inbox."""
        from rewatch.tui.screens.inbox import InboxScreen

        self.when_scored(lambda: self.open_screen(InboxScreen()))
