"""What can be done with lists, companies and notes: asks, works beside the screen, shows it."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from rewatch.domain.lists import ALL_LISTS, ALL_LISTS_NAME
from rewatch.scoring.cells import is_long
from rewatch.tui.foundation import Found
from rewatch.tui.keys import key_of, keyed
from rewatch.tui.saves import Saves
from rewatch.tui.screens.watchlist import WatchlistScreen
from rewatch.tui.session import Answer

if TYPE_CHECKING:
    from rewatch.domain.note import Note
    from rewatch.publishing import Kind
    from rewatch.tui.screens.dialogs import Asked
    from rewatch.workspace import NoteDraft


class Tasks(Saves):
    """The tasks that several screens start."""

    starting = False  # nothing has been scored yet, so keys are held
    opening: str | None = None  # the list that is being scored, before it is shown
    has_process = False  # whether the whole process is the interface's
    _left_alone: str | None = None  # the list whose records collections of garbage pass over

    @property
    def home(self) -> WatchlistScreen:
        """The watchlist screen at the bottom of the stack."""
        screen = self.screen_stack[0]
        assert isinstance(screen, WatchlistScreen)
        return screen

    def take(self, answer: Answer) -> None:
        """Shows a new answer, and runs what waited for it."""
        self.opening = None
        self.session.answer = self.home.answer = answer
        self.tell("take_answer")
        self.sampler.want(answer.scored)
        waiting, self.waiting = self.waiting, []
        for step in waiting:
            step()
        if self.starting:
            self.starting = False
            self.release_keys()
        self.read_ahead()

    def read_ahead(self) -> None:
        """Makes filters, flags and theses ready for the list that is shown."""
        session = self.session
        shown = session.answer

        def ready(answer: Answer | None) -> None:
            if answer is not None and session.answer is shown:
                session.answer = self.home.answer = answer
                self.screened()
                self._leave_alone(answer)

        self.work(lambda: session.read_ahead(shown), ready, group="screening", exclusive=True)

    def _leave_alone(self, answer: Answer) -> None:
        """Has collections of garbage pass over what was read: it stays.

        Going through all of it held up a key, for a second with 10,000 companies. Garbage that is
        old by now stays as well, so this is done once, and for a long list when it is opened.
        """
        another = self._left_alone != answer.slug and is_long(len(answer.picture.rows))
        if self.has_process and (self._left_alone is None or another):
            self._left_alone = answer.slug
            _ = gc.collect(1)
            gc.freeze()

    # lists --------------------------------------------------------------------

    def when_opened(self, step: Callable[[], None]) -> None:
        """Changes the open list now, or the one that is being opened as soon as it is seen.

        A key pressed after that of another list is meant for that one. Where the user has gone to
        another screen meanwhile, nothing is changed.
        """
        screen = self.screen
        if self.opening is None:
            step()
        else:
            self.waiting.append(lambda: step() if self.screen is screen else None)

    def take_changed(self, answer: Answer) -> None:
        """Shows a list that was changed, unless another one is being opened meanwhile."""
        if self.opening in (None, answer.slug):
            self.take(answer)

    def holds_nothing(self) -> bool:
        """Whether all lists are open together, which cannot be changed; if so that is said."""
        answer = self.session.answer
        if answer is None or answer.slug != ALL_LISTS:
            return False
        key = key_of("watchlists")
        self.say(f"{ALL_LISTS_NAME} hold nothing themselves; {key} opens the list you mean.")
        return True

    def show_list(
        self,
        slug: str | None = None,
        *,
        anew: bool = False,
        say: str | Callable[[Answer], str] = "",
    ) -> None:
        """Scores a list, the open one if none is named, shows it and says a word about it."""

        def shown(answer: Answer) -> None:
            self.take(answer)
            said = say(answer) if callable(say) else say
            if said:
                self.say(said)

        self.opening = slug = slug or self.opening
        self.work(
            lambda: self.session.ask(slug, anew=anew),
            shown,
            group="score",
            exclusive=True,
            failed=self.not_opened,
        )

    def not_opened(self) -> None:
        """A list could not be scored: the one that is seen stays, what was meant for it goes."""
        self.opening = None
        self.waiting.clear()

    def came_late(self, slug: str | None) -> None:
        """Shows the list that is open now anew: a change was saved that had been refused."""
        said = "What could not be saved before is saved now."
        self.show_list(self.opening or slug, anew=True, say=said)
        self.read_notes()

    def switch_to_number(self, number: int) -> None:
        """Opens the list of that place."""

        def found(lists: list[tuple[str, str]]) -> None:
            if number <= len(lists):
                self.show_list(lists[number - 1][0])
            else:
                self.say(f"There are {len(lists)} lists; N makes a new one.")

        self._with_lists(found)

    def _with_lists(self, found: Callable[[list[tuple[str, str]]], None]) -> None:
        """Goes on with the names of the lists, at once if they were read already."""
        if self.list_names:
            found(self.list_names)
        else:
            self.work(self.session.lists, found, group="lists", exclusive=True)

    def go_to_list(self, slug: str) -> None:
        """Opens a list on the home screen, whatever is on top."""
        self.leave_what_is_over(self.home)
        self.show_list(slug)

    def choose_list(self) -> None:
        """Chooses among all lists."""
        from rewatch.tui.screens.dialogs import Choice, Chooser

        def found(lists: list[tuple[str, str]]) -> None:
            choices = [
                Choice(str(place) if place < 10 else "", name, slug)
                for place, (slug, name) in enumerate(lists, 1)
            ]
            choices.append(Choice("0", ALL_LISTS_NAME, ALL_LISTS, "every company of any list"))
            current = self.session.answer.slug if self.session.answer else None
            chooser = Chooser("Watchlists", choices, current)
            self.open_screen(chooser, lambda slug: self.show_list(slug) if slug else None)

        self._with_lists(found)

    def new_list(self, companies: Sequence[str]) -> None:
        """Asks for a name and makes a list with some companies on it."""
        count = len(companies)
        marked = "with the marked company" if count == 1 else f"with the {count} marked companies"
        line = self.name_line("", marked if companies else "empty at first")
        make = self.session.workspace.new_watchlist

        def made(found: tuple[str, str]) -> None:
            self.show_list(found[1], say=f"New list: {found[0]}")
            self.read_notes()

        self.ask_name("New watchlist", line, lambda name: make(name, companies), made, "makes it")

    def name_line(self, name: str, hint: str = "", but: str = "") -> Asked:
        """The line of a form that a list's name is typed into, held against those there are.

        Args:
            name: what stands in it at first.
            hint: said beside it.
            but: slug of the list that may be called so: the one that gets the name.
        """
        from rewatch.tui.reading import Lookup, free_name
        from rewatch.tui.screens.dialogs import Asked

        free = Lookup(lambda text: free_name(text, self.list_names, but), "")
        return Asked("Name", name, hint, read=free, needed="A watchlist needs a name.")

    def ask_name(
        self,
        title: str,
        line: Asked,
        job: Callable[[str], Found],
        then: Callable[[tuple[str, Found]], object],
        done: str = "saves it",
    ) -> None:
        """Asks for a list's name; what was typed stays until it was saved.

        Args:
            title: over the form.
            line: from `name_line`.
            job: saves it under that name.
            then: gets the name and the job's result.
            done: what Enter does.
        """
        from rewatch.tui.screens.dialogs import Form

        self.open_screen(Form(title, [line], done, lambda said: (said[0], job(said[0])), then))

    def add_company(self) -> None:
        """Opens the search for companies to add."""
        from rewatch.tui.screens.add import AddScreen

        def opened() -> None:
            to = self.session.answer
            if to is not None and not self.holds_nothing():
                self.open_screen(AddScreen(to, partial(self._added, to)))

        self.when_opened(opened)

    def _added(self, to: Answer, company_id: str) -> None:
        slug, name = to.slug, to.name
        before = {row.id for row in to.picture.rows}

        def shown(answer: Answer) -> None:
            self.take_changed(answer)
            table = self.home.table
            table.select(company_id)
            row = next((row for row in answer.picture.rows if row.id == company_id), None)
            called = row.name if row else company_id
            said = f"Added {called} to {name}."
            if company_id in before:
                said = f"{called} is on {name} already."
            elif row is not None and row.reason:
                said += keyed(" {add_evidence} adds what is known of it.")
            if company_id not in table.ids() and self.home.answer is answer:
                said += keyed(" The filter hides it; {clear_filter} clears.")
            self.say(said)

        def job() -> Answer:
            self.session.workspace.add_to_watchlist(slug, [company_id])
            return self.session.ask(slug)

        self.save(job, shown)

    def remove_companies(self, companies: Sequence[str], off: Answer) -> None:
        """Takes companies off a list: the one that was seen when it was asked for."""
        slug, name = off.slug, off.name

        def job() -> tuple[Answer, int]:
            gone = self.session.workspace.remove_from_watchlist(slug, list(companies))
            return self.session.ask(slug), len(gone)

        def shown(found: tuple[Answer, int]) -> None:
            self.take_changed(found[0])
            count = "1 company" if found[1] == 1 else f"{found[1]} companies"
            self.say(f"Took {count} off {name}.")

        self.save(job, shown)

    # companies ----------------------------------------------------------------

    def open_company(
        self, company_id: str, others: Sequence[str] = (), at: str = "", tab: str = ""
    ) -> None:
        """Opens the company screen.

        Args:
            company_id: which.
            others: the list it stands in, for going on to the next.
            at: key of the line that the cursor goes to.
            tab: which is open; that of its reasons if not given, or of its notes for a note.
        """
        from rewatch.tui.screens.company import CompanyScreen

        def opened() -> None:
            self.open_screen(CompanyScreen(company_id, list(others), at, tab))

        self.when_scored(lambda: self.when_looked_up(company_id, opened))

    def when_looked_up(self, company_id: str, then: Callable[[], None]) -> None:
        """Does something once a company has a score: one of another list is looked up first."""
        if self.session.score(company_id) is not None:
            then()
        else:
            self.work(lambda: self.session.look_up(company_id), lambda _: then(), group="score")

    def show_flags(self, company_id: str) -> None:
        """Shows the risk flags and the thesis of a company."""
        from rewatch.tui.screens.saved import FlagsDialog

        dialog = FlagsDialog(company_id)
        self.when_screened(lambda: self.open_screen(dialog))

    def compare(self, companies: Sequence[str]) -> None:
        """Opens the comparison."""
        from rewatch.tui.screens.compare import CompareScreen

        self.when_scored(lambda: self.open_screen(CompareScreen(list(companies))))

    def open_promises(self, companies: Sequence[str]) -> None:
        """Opens what was promised for when, of some companies or of the whole list."""
        from rewatch.tui.screens.promises import PromisesScreen

        self.when_scored(lambda: self.open_screen(PromisesScreen(list(companies))))

    def explain(self, above: str, below: str) -> None:
        """Opens why one stands above another."""
        from rewatch.tui.screens.compare import DifferenceScreen

        self.when_scored(lambda: self.open_screen(DifferenceScreen(above, below)))

    # notes --------------------------------------------------------------------

    def read_notes(self) -> None:
        """Reads all notes and list names again and tells the screens that show them."""

        def found(both: tuple[dict[str, list[Note]], list[tuple[str, str]]]) -> None:
            notes, self.list_names = both
            self.tell("take_notes", notes)

        self.work(
            lambda: (self.session.notes(), self.session.lists()),
            found,
            group="notes",
            exclusive=True,
        )

    def write_note(self, company_id: str, before: Note | None = None) -> None:
        """Opens the editor on a new note, on a draft that was left, or on an old note."""
        from rewatch.domain.errors import RewatchError
        from rewatch.tui.note_fields import begun
        from rewatch.tui.screens.editor import EditorScreen

        score = self.session.score(company_id)
        name = score.name if score else company_id

        def opened(note: Note | None, draft: NoteDraft | None) -> None:
            editor = EditorScreen(company_id, name, note, draft)
            self.open_screen(editor, lambda _saved: self.read_notes())

        # Read here and now: letters typed right after the key belong to the note already.
        try:
            opened(*begun(self.session.workspace, company_id, before))
        except (RewatchError, OSError) as error:
            self.warn(error)  # a draft that cannot be read keeps nobody from writing
            opened(before, None)

    # export -------------------------------------------------------------------

    def export(self, companies: Sequence[str], kind: Kind = "auto") -> None:
        """Asks for format and path, and writes a card, a comparison or a pack."""
        from rewatch.tui.screens.export import ask_and_export

        if companies and self.session.answer:
            ask_and_export(self, list(companies), kind)
