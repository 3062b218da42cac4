"""What can be done with a company of one's own: change its fields, delete it or what was added."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rewatch.tui.keeping_tasks import KeepingTasks

if TYPE_CHECKING:
    from rewatch.domain.company import Company


class CompanyTasks(KeepingTasks):
    """Tasks of companies that the user has written down."""

    def manage_company(self, company_id: str) -> None:
        """Chooses what becomes of it; a shipped one can only lose what was added to it."""
        from rewatch.tui.screens.dialogs import Choice, Chooser

        workspace = self.session.workspace

        def found(both: tuple[Company, bool, bool]) -> None:
            company, own, added = both
            if not own and not added:
                self.say(f"{company.name} is shipped and you have added nothing to it.")
                return
            change = [Choice("e", "change its fields", "edit", "name, listing, country, role")]
            what = "delete it" if own else "delete what you added"
            choices = [*(change if own else []), Choice("x", what, "delete", "u brings it back")]

            def chosen(step: str | None) -> None:
                if step == "edit":
                    self._edit_company(company)
                elif step == "delete":
                    self._delete_company(company, what)

            self.open_screen(Chooser(company.name, choices), chosen)

        def job() -> tuple[Company, bool, bool]:
            own = company_id in workspace.catalogue.own
            return workspace.company(company_id), own, workspace.has_added(company_id)

        self.when_scored(lambda: self.work(job, found, group="lists"))

    def _edit_company(self, company: Company) -> None:
        from typing import get_args

        from rewatch.domain.company import Role
        from rewatch.tui.reading import Words
        from rewatch.tui.screens.add import company_lines
        from rewatch.tui.screens.dialogs import Asked, Form

        roles, workspace = get_args(Role), self.session.workspace
        listing = company.listings[0].symbol if company.listings else "unlisted"
        home = company.domicile or ""
        fields = [
            *company_lines(workspace, company.name, listing, home, company.id),
            Asked("Role", company.role, ", ".join(roles), read=Words(roles)),
        ]

        def job(said: list[str]) -> None:
            names = ("name", "listing", "country", "role")
            before = (asked.value for asked in fields)
            changed = {
                key: value
                for key, value, old in zip(names, said, before, strict=True)
                if value != old
            }
            if changed:
                self.session.workspace.edit_company(company.id, company, **changed)

        def saved(_none: None) -> None:
            self.refresh_all()

        title = f"Company {company.id}"
        self.open_screen(Form(title, fields, "next, then saves it", job, saved))

    def _delete_company(self, company: Company, what: str) -> None:
        from rewatch.tui.screens.dialogs import Confirm
        from rewatch.tui.text import cut

        workspace = self.session.workspace

        def gone(_kept: object) -> None:
            self.say(f"Moved to the trash: {company.id}; u brings it back.")
            self.refresh_all()

        def answered(yes: bool | None) -> None:
            if yes:
                self.save(lambda: workspace.delete_company(company.id), gone)

        question = f"{cut(company.name, 60)}: {what}? Notes and watchlists stay."
        self.open_screen(Confirm(question, what), answered)
