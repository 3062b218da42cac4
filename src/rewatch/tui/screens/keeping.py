"""What the home does with the workspace: undo, history, inbox, evidence, entries, lists, notes."""

from __future__ import annotations

from rewatch.tui.screens.base import OurScreen
from rewatch.tui.widgets.table import RankingTable


class KeepingScreen(OurScreen[None]):
    """The home's commands of keeping; each is a task of the application."""

    @property
    def marked(self) -> list[str]:
        """The marked companies that are on the list, in its order; empty where none is."""
        answer = self.rewatch.session.answer
        marked = self.query_one(RankingTable).marked
        return [row.id for row in answer.picture.rows if row.id in marked] if answer else []

    def action_history(self) -> None:
        """Every change there was."""
        self.rewatch.open_history()

    def action_inbox(self) -> None:
        """What happened since the last look."""
        self.rewatch.open_inbox()

    def action_promises(self) -> None:
        """What was promised for when, of the marked companies or of the whole list."""
        self.rewatch.open_promises(self.marked)

    def action_add_evidence(self) -> None:
        """Opens the evidence form."""
        if self.company_id:
            self.rewatch.add_evidence(self.company_id)

    def action_cash_grid(self) -> None:
        """Cash and burn of the companies on the list."""
        self.rewatch.open_cash_grid()

    def action_search_notes(self) -> None:
        """Words in all notes."""
        self.rewatch.search_notes()

    def action_manage_list(self) -> None:
        """Rename, copy, delete and so on."""
        self.rewatch.when_opened(self.rewatch.manage_list)

    def action_manage_company(self) -> None:
        """Changes or deletes a company of one's own."""
        if self.company_id:
            self.rewatch.manage_company(self.company_id)

    def action_edit_entry(self) -> None:
        """Tags, review date and thesis."""

        def edit() -> None:
            if self.company_id:
                self.rewatch.edit_entry(self.company_id)

        self.rewatch.when_opened(edit)
