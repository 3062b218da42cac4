"""What can be done with watchlists: rename, duplicate, delete, follow a filter, order, entries."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from rewatch.domain.lists import ALL_LISTS
from rewatch.tui.company_tasks import CompanyTasks
from rewatch.tui.keys import keyed
from rewatch.tui.nobody import NO_FILTER, nobody

if TYPE_CHECKING:
    from rewatch.domain.watchlist import Watchlist
    from rewatch.workspace import Format

_DAY = "a day, as 2027-02-01"
_NO_ENTRIES = "All companies of this list come from its filter, which has no order of its own"
_FORMS: dict[str, Format] = {".toml": "toml", ".csv": "csv", ".tv": "tradingview"}


class ListTasks(CompanyTasks):
    """Tasks of watchlists and their entries."""

    def manage_list(self) -> None:
        """Chooses what becomes of the open list."""
        from rewatch.tui.screens.dialogs import Choice, Chooser

        answer = self.session.answer
        if answer is None or not answer.slug:
            return
        choices = [
            Choice("r", "rename", "rename"),
            Choice("c", "make a copy", "copy"),
            Choice("o", "put into another order", "order", "as exports have it"),
            Choice("f", "follow the filter line", "follow", "members come from the filter"),
            Choice("s", "stop following a filter", "stop", "the entries stay"),
            Choice("i", "import into it …", "import"),
            Choice("e", "export it alone …", "export", "no notes, reviews or theses"),
            Choice("x", "delete", "delete", "u brings it back"),
        ]
        if answer.slug == ALL_LISTS:  # the rest is of one list: L opens it
            choices = [
                Choice("i", "import into a new list …", "import"),
                *(item for item in choices if item.value == "export"),
            ]
        steps: dict[str, Callable[[str, str], None]] = {
            "rename": self._rename,
            "copy": self._copy,
            "order": self._order,
            "follow": self._follow_line,
            "stop": self._stop,
            "import": lambda _slug, _name: self.import_list(),
            "export": self._export,
            "delete": self._delete,
        }

        def chosen(what: str | None) -> None:
            if what is not None:
                steps[what](answer.slug, answer.name)

        self.open_screen(Chooser(f"Watchlist {answer.name}", choices), chosen)

    def _changed(self, say: str, slug: str | None = None) -> Callable[[object], None]:
        def done(_found: object) -> None:
            self.show_list(slug, anew=True, say=say)
            self.read_notes()

        return done

    def _rename(self, slug: str, name: str) -> None:
        rename = self.session.workspace.rename_watchlist

        def renamed(made: tuple[str, None]) -> None:
            self._changed(f"Renamed to {made[0]}")(None)

        line = self.name_line(name, but=slug)
        self.ask_name("Rename the watchlist", line, lambda to: rename(slug, to), renamed)

    def _copy(self, slug: str, name: str) -> None:
        copy = self.session.workspace.duplicate_watchlist

        def copied(made: tuple[str, str]) -> None:
            self._changed(f"Copied as {made[0]}", made[1])(None)

        line = self.name_line(f"{name} 2")
        self.ask_name("Copy the watchlist", line, lambda to: copy(slug, to), copied)

    def _delete(self, slug: str, name: str) -> None:
        from rewatch.tui.screens.dialogs import Confirm
        from rewatch.tui.text import cut

        def gone(_none: None) -> None:
            self.say(f"Deleted {name}; u brings it back.")
            self.refresh_all()

        def answered(yes: bool | None) -> None:
            if yes:
                delete = self.session.workspace.delete_watchlist
                self.save(lambda: delete(slug), gone)

        question = f"Delete the watchlist {cut(name, 60)}? Companies, notes and evidence stay."
        self.open_screen(Confirm(question, "delete it"), answered)

    def _export(self, slug: str, name: str) -> None:
        """Writes the list alone, for others: the format comes from the file's ending."""
        from rewatch.tui.screens.dialogs import Asked, Confirm, Form
        from rewatch.tui.text import cut

        def write(to: Path, *, force: bool) -> None:
            workspace = self.session.workspace
            form = _FORMS.get(to.suffix.casefold(), "txt")
            self.work(
                lambda: workspace.write_watchlist(slug, to, form, force=force),
                lambda _none: self.say(f"Wrote {name} to {to}"),
                group="save",
            )

        def answered(said: list[str] | None) -> None:
            if not said or not said[0]:
                return
            to = Path(said[0]).expanduser()
            if not to.is_file():
                write(to, force=False)
                return

            def agreed(yes: bool | None) -> None:
                if yes:
                    write(to, force=True)

            question = f"{cut(to, 200)} is there already. Write over it?"
            self.open_screen(Confirm(question, "write over it"), agreed)

        hint = ".txt names, .csv, .toml, .tv for TradingView"
        self.open_screen(
            Form("Export the list", [Asked("File", f"{slug}.txt", hint)], "writes it"), answered
        )

    def _follow_line(self, slug: str, name: str) -> None:
        line = self.home.bar.text
        if not line.strip():
            self.say(keyed(NO_FILTER))
            return

        def done(_none: None) -> None:
            self.home.drop_filter()
            self._changed(f"{name} follows its filter now; its entries stay on it.")(None)

        follow = self.session.workspace.set_filter
        self.save(lambda: follow(slug, line), done)

    def _stop(self, slug: str, name: str) -> None:
        follow = self.session.workspace.set_filter
        done = self._changed(f"{name} follows no filter any more.")
        self.save(lambda: follow(slug, None), done)

    def _order(self, slug: str, name: str) -> None:
        from rewatch.tui.screens.ordering import OrderScreen

        def opened(members: list[tuple[str, str]]) -> None:
            def answered(order: list[str] | None) -> None:
                if order is not None:
                    reorder = self.session.workspace.reorder_watchlist
                    done = self._changed(f"{name} is in its new order.")
                    self.save(lambda: reorder(slug, order), done)

            if members:
                self.open_screen(OrderScreen(name, members), answered)
            else:
                self.say(f"{nobody(self.session.answer) or _NO_ENTRIES}.")

        def job() -> list[tuple[str, str]]:
            workspace = self.session.workspace
            companies = workspace.catalogue.companies
            ids = workspace.watchlist(slug)[1].companies()
            return [(key, companies[key].name if key in companies else key) for key in ids]

        self.work(job, opened, group="lists")

    def import_list(self) -> None:
        """Opens the import."""
        from rewatch.tui.screens.importing import ImportScreen

        def imported(found: tuple[str, str] | None) -> None:
            if found is not None:
                slug, said = found
                self.show_list(slug, anew=True, say=said)
                self.read_notes()

        self.when_scored(lambda: self.open_screen(ImportScreen(), imported))

    def search_notes(self) -> None:
        """Opens the search over all notes."""
        from rewatch.tui.screens.notes import NotesScreen

        self.when_scored(lambda: self.open_screen(NotesScreen()))

    # entries ------------------------------------------------------------------

    def edit_entry(self, company_id: str) -> None:
        """Asks for tags, review date and thesis of a company on the open list."""
        if self.session.answer is None or self.holds_nothing():
            return
        slug = self.session.answer.slug
        workspace = self.session.workspace

        def opened(before: Watchlist) -> None:
            self._ask_entry(slug, company_id, before)

        self.work(lambda: workspace.watchlist(slug)[1], opened, group="lists")

    def _ask_entry(self, slug: str, company_id: str, before: Watchlist) -> None:
        from rewatch.tui.reading import Dates
        from rewatch.tui.screens.dialogs import Asked, Form

        entry = next((item for item in before.entries if item.company == company_id), None)
        score = self.session.score(company_id)
        fields = [
            Asked("Tags", ", ".join(entry.tags) if entry else "", "parted by commas", anew=False),
            Asked(
                "Review",
                str(entry.review or "") if entry else "",
                _DAY,
                read=Dates(None, _DAY, day=True),
            ),
            Asked(
                "Thesis",
                "; ".join(entry.thesis) if entry else "",
                "filters, as offtake:>=binding by 2027-06; parted by ;",
                anew=False,
            ),
        ]

        def job(said: list[str]) -> None:
            tags, review, thesis = said
            self.session.workspace.edit_entry(slug, company_id, tags, review, thesis, before)

        title = f"Entry: {score.name if score else company_id}"
        form = Form(title, fields, "next, then saves it", job, self._changed("Saved."))
        self.open_screen(form)
