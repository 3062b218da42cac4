"""The terminal interface: opens the screens and runs what takes time beside them.

`run` is all that the command line knows of it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual.app import App
from textual.binding import BindingType
from textual.screen import Screen

from rewatch.tui import theme
from rewatch.tui.keymap import bindings_of
from rewatch.tui.screens.watchlist import WatchlistScreen
from rewatch.tui.session import Answer, Scored, Session
from rewatch.tui.text import cut, visible

if TYPE_CHECKING:
    from pathlib import Path

    from textual.command import Provider

    from rewatch.domain.note import Note
    from rewatch.workspace import Workspace

Found = TypeVar("Found")
_TOAST = 600  # characters of a sentence that a toast may hold


def _palette() -> type[Provider]:
    from rewatch.tui.palette import RewatchCommands

    return RewatchCommands


class RewatchApp(App[None]):
    """The interface on one workspace."""

    TITLE = "rewatch"
    CSS_PATH = "rewatch.tcss"
    ENABLE_COMMAND_PALETTE = True
    COMMANDS: ClassVar[set[Any]] = {_palette}
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("everywhere")

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.list_names: list[tuple[str, str]] = []
        self._waiting: list[Callable[[], None]] = []
        for look in theme.OWN:
            self.register_theme(look)
        self.theme = theme.DEFAULT

    def get_default_screen(self) -> WatchlistScreen:
        """The home is the first screen, so that nothing is painted before it."""
        answer = self.session.answer or self.session.ask()
        return WatchlistScreen(answer, self.session.first_run)

    @property
    def home(self) -> WatchlistScreen:
        """The watchlist screen at the bottom of the stack."""
        screen = self.screen_stack[0]
        assert isinstance(screen, WatchlistScreen)
        return screen

    def on_mount(self) -> None:
        """What may wait until the table is on the screen."""
        # A frame later: loading the scorer would hold up the bytes of the first picture.
        self.call_after_refresh(self.set_timer, 1 / 60, self._after_first_picture)

    def _after_first_picture(self) -> None:
        if self.session.answer is None or self.session.answer.scored is None:
            self.show_list()
        self.read_notes()

    # words --------------------------------------------------------------------

    def say(self, text: object) -> None:
        """A word that goes away by itself."""
        self._toast(text, "information")

    def warn(self, error: object) -> None:
        """What went wrong, as the sentence it is; said once while it stands there."""
        self._toast(error, "error")

    def _toast(self, text: object, severity: Any) -> None:
        sentence = visible(cut(text, _TOAST))
        if any(item.message == sentence for item in self._notifications):
            return
        seconds = 4.0 + len(sentence) / 20
        self.notify(sentence, severity=severity, timeout=seconds, markup=False)

    def open_screen(
        self, screen: Screen[Found], then: Callable[[Found | None], None] | None = None
    ) -> None:
        """Shows a screen over the present one; `then` gets what it answers."""
        _ = self.push_screen(screen, then)

    # work beside the screen ---------------------------------------------------

    def work(
        self,
        job: Callable[[], Found],
        then: Callable[[Found], object] | None = None,
        *,
        group: str,
        exclusive: bool = False,
    ) -> None:
        """Runs what may take time in a thread, then its follow-up here.

        Args:
            job: reads or writes files, or scores; knows no widget.
            then: gets the job's result.
            group: named, so that one kind of work can be cancelled.
            exclusive: a newer job of the group makes an older one's result unwanted.
        """
        self.run_worker(self._run(job, then), group=group, exclusive=exclusive)

    async def _run(self, job: Callable[[], Found], then: Callable[[Found], object] | None) -> None:
        from rewatch.domain.errors import RewatchError

        try:
            found = await asyncio.to_thread(job)
        except RewatchError as error:
            self.warn(error)
        except OSError as error:
            self.warn(f"{error.strerror or error}: {error.filename or 'a file'}")
        else:
            if then is not None:
                then(found)

    # the answer ---------------------------------------------------------------

    @property
    def scored(self) -> Scored:
        """What the table was made from; only for what `when_scored` runs."""
        assert self.session.answer is not None
        assert self.session.answer.scored is not None
        return self.session.answer.scored

    def take(self, answer: Answer) -> None:
        """Shows a new answer, and runs what waited for it."""
        self.home.answer = answer
        waiting, self._waiting = self._waiting, []
        for step in waiting:
            step()

    def when_scored(self, step: Callable[[], None]) -> None:
        """Runs a step now, or when the first scores are there: a key pressed early is not lost."""
        if self.session.answer is not None and self.session.answer.scored is not None:
            step()
        else:
            self._waiting.append(step)

    # lists --------------------------------------------------------------------

    def show_list(self, slug: str | None = None, *, anew: bool = False, say: str = "") -> None:
        """Scores a list, the open one if none is named, and shows it."""

        def shown(answer: Answer) -> None:
            self.take(answer)
            if say:
                self.say(say)

        self.work(lambda: self.session.ask(slug, anew=anew), shown, group="score", exclusive=True)

    def switch_to_number(self, number: int) -> None:
        """Opens the list of that place."""

        def found(lists: list[tuple[str, str]]) -> None:
            if number <= len(lists):
                self.show_list(lists[number - 1][0])
            else:
                self.say(f"There are {len(lists)} lists; N makes a new one.")

        self.work(self.session.lists, found, group="lists", exclusive=True)

    def go_to_list(self, slug: str) -> None:
        """Opens a list on the home screen, whatever is on top."""
        while len(self.screen_stack) > 1:
            _ = self.pop_screen()
        self.show_list(slug)

    def choose_list(self) -> None:
        """Chooses among all lists."""
        from rewatch.tui.screens.dialogs import Choice, Chooser

        def found(lists: list[tuple[str, str]]) -> None:
            choices = [
                Choice(str(place) if place < 10 else "", name, slug)
                for place, (slug, name) in enumerate(lists, 1)
            ]
            current = self.session.answer.slug if self.session.answer else None
            chooser = Chooser("Watchlists", choices, current)
            self.open_screen(chooser, lambda slug: self.show_list(slug) if slug else None)

        self.work(self.session.lists, found, group="lists", exclusive=True)

    def new_list(self, companies: Sequence[str]) -> None:
        """Asks for a name and makes a list with some companies on it."""
        from rewatch.tui.screens.dialogs import Field, Form

        hint = f"with the {len(companies)} marked companies" if companies else "empty at first"

        def named(answer: list[str] | None) -> None:
            if not answer or not answer[0]:
                return
            name = answer[0]
            self.work(
                lambda: self.session.workspace.new_watchlist(name, companies),
                lambda slug: self.show_list(slug, say=f"New list: {name}"),
                group="save",
            )

        self.open_screen(Form("New watchlist", [Field("Name", "", hint)], "makes it"), named)

    def add_company(self) -> None:
        """Opens the search for companies to add."""
        from rewatch.tui.screens.add import AddScreen

        self.open_screen(AddScreen(), self._added)

    def _added(self, company_id: str | None) -> None:
        if company_id is None or self.session.answer is None:
            return
        slug, name = self.session.answer.slug, self.session.answer.name

        def shown(answer: Answer) -> None:
            self.take(answer)
            self.home.table.select(company_id)
            self.say(f"Added to {name}.")

        def job() -> Answer:
            self.session.workspace.add_to_watchlist(slug, [company_id])
            return self.session.ask(slug)

        self.work(job, shown, group="save")

    def remove_companies(self, companies: Sequence[str]) -> None:
        """Takes companies off the open list."""
        if self.session.answer is None:
            return
        slug, name = self.session.answer.slug, self.session.answer.name

        def job() -> tuple[Answer, int]:
            gone = self.session.workspace.remove_from_watchlist(slug, list(companies))
            return self.session.ask(slug), len(gone)

        def shown(found: tuple[Answer, int]) -> None:
            self.take(found[0])
            count = "1 company" if found[1] == 1 else f"{found[1]} companies"
            self.say(f"Took {count} off {name}.")

        self.work(job, shown, group="save")

    # companies ----------------------------------------------------------------

    def open_company(self, company_id: str, others: Sequence[str] = ()) -> None:
        """Opens the company screen.

        Args:
            company_id: which.
            others: the list it stands in, for going on to the next.
        """
        from rewatch.tui.screens.company import CompanyScreen

        def opened() -> None:
            if self.session.score(company_id) is not None:
                self.open_screen(CompanyScreen(company_id, list(others)))

        self.when_scored(opened)

    def compare(self, companies: Sequence[str]) -> None:
        """Opens the comparison."""
        from rewatch.tui.screens.compare import CompareScreen

        self.when_scored(lambda: self.open_screen(CompareScreen(list(companies))))

    def explain(self, above: str, below: str) -> None:
        """Opens why one stands above another."""
        from rewatch.tui.screens.compare import DifferenceScreen

        self.when_scored(lambda: self.open_screen(DifferenceScreen(above, below)))

    # notes --------------------------------------------------------------------

    def read_notes(self) -> None:
        """Reads all notes and list names again and tells the screens that show them."""

        def found(both: tuple[dict[str, list[Note]], list[tuple[str, str]]]) -> None:
            notes, self.list_names = both
            for screen in self.screen_stack:
                if hasattr(screen, "take_notes"):
                    screen.take_notes(notes)

        self.work(
            lambda: (self.session.notes(), self.session.lists()),
            found,
            group="notes",
            exclusive=True,
        )

    def write_note(self, company_id: str, before: Note | None = None) -> None:
        """Opens the editor on a new note, on a draft that was left, or on an old note."""
        from rewatch.tui.screens.editor import EditorScreen

        score = self.session.score(company_id)
        name = score.name if score else company_id

        def opened(kept: tuple[Note | None, str] | None) -> None:
            # A draft of another note than the one asked for waits until that one is opened.
            if before is not None and kept is not None and kept[0] != before:
                kept = None
            note, draft = kept if kept is not None else (before, None)
            editor = EditorScreen(company_id, name, note, draft)
            self.open_screen(editor, lambda _saved: self.read_notes())

        self.work(lambda: self.session.draft(company_id), opened, group="draft", exclusive=True)

    # export -------------------------------------------------------------------

    def export(self, companies: Sequence[str]) -> None:
        """Asks for format and path, and writes the scorecards."""
        from rewatch.tui.screens.export import ask_and_export

        if companies and self.session.answer:
            ask_and_export(self, list(companies))

    # everywhere ---------------------------------------------------------------

    def action_help(self) -> None:
        """The keys of where you are; the command chosen there runs here."""
        from rewatch.tui.screens.help import HelpScreen

        place = getattr(self.screen, "place", "")

        def chosen(name: str | None) -> None:
            if name:
                self.call_after_refresh(self.run_command, name)

        if place != "help":
            self.open_screen(HelpScreen(place), chosen)

    async def action_quit(self) -> None:
        """Ends the tool; what is being typed is kept as a draft."""
        from rewatch.domain.errors import RewatchError

        for screen in self.screen_stack:
            if hasattr(screen, "flush"):
                try:
                    screen.flush()
                except (RewatchError, OSError) as error:
                    self.warn(error)
                    return
        self.exit()

    def action_theme(self) -> None:
        """Chooses the colours."""
        from rewatch.tui.screens.dialogs import Choice, Chooser

        choices = [Choice("", name, name) for name in theme.names()]

        def chosen(name: str | None) -> None:
            if name:
                self.theme = name

        self.open_screen(Chooser("Theme", choices, self.theme), chosen)

    def action_screenshot(self, filename: str | None = None, path: str | None = None) -> None:
        """Writes a picture of the screen and says where."""
        from pathlib import Path

        from rewatch.tui.screens.export import free_path

        def written(at: Path) -> None:
            self.say(f"Picture of the screen: {at}")

        picture = self.export_screenshot()
        target = free_path(Path(path or ".") / (filename or "rewatch.svg"))
        self.work(lambda: _write(target, picture), written, group="save")

    async def run_command(self, name: str) -> None:
        """Runs a command by its id, wherever it belongs: the focused list, the screen, the app."""
        for target in (self.screen.focused, self.screen, self):
            if target is not None and hasattr(target, f"action_{name}"):
                await self.run_action(name, target)
                return


def _write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def run(workspace: Workspace | str | None = None, watchlist: str | None = None) -> int:
    """Opens the interface and stays until it is quit.

    Args:
        workspace: an open one, or its folder; the usual one if not given.
        watchlist: slug or name of the list to open; the first if not given.

    Returns:
        the exit code.

    Raises:
        RewatchError: no such list, or a method file that cannot be read.
    """
    if workspace is None or isinstance(workspace, str):
        from rewatch.workspace import Workspace

        workspace = Workspace.open(workspace)
    session = Session(workspace, watchlist)
    if session.recall() is None:
        session.ask()
    app = RewatchApp(session)
    app.run()
    return app.return_code or 0
