"""The terminal interface: opens the screens and runs what takes time beside them.

`run` is all that the command line knows of it.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import BindingType

from rewatch.tui import theme
from rewatch.tui.keymap import bindings_of
from rewatch.tui.keys import keyed
from rewatch.tui.list_tasks import ListTasks
from rewatch.tui.nobody import refused
from rewatch.tui.preferences import choose_theme, take_up
from rewatch.tui.screens.base import OurDialog, Ours
from rewatch.tui.screens.watchlist import WatchlistScreen
from rewatch.tui.session import Answer, Session
from rewatch.tui.widgets.lines import Lines

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from textual.command import Provider
    from textual.dom import DOMNode

    from rewatch.tui.tour import Tour
    from rewatch.workspace import Workspace


def _palette() -> type[Provider]:
    from rewatch.tui.palette import RewatchCommands

    return RewatchCommands


class RewatchApp(ListTasks):
    """The interface on one workspace."""

    TITLE = "rewatch"
    CSS_PATH = "rewatch.tcss"
    ENABLE_COMMAND_PALETTE = True
    COMMANDS: ClassVar[set[Any]] = {_palette}
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("everywhere")

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.start_error: Exception | None = None
        self.tour: Tour | None = None
        self._toured = False
        for look in theme.OWN:
            self.register_theme(look)
        self._unset = take_up(self, session.settings)

    def get_default_screen(self) -> WatchlistScreen:
        """The home is the first screen, so that nothing is painted before it."""
        if self.session.answer is None:
            self.session.answer = self.session.ask()
        return WatchlistScreen(self.session.answer, self.session.first_run)

    def on_mount(self) -> None:
        """What may wait until the table is on the screen."""
        if self.session.answer is None or not self.session.answer.slug:
            self.starting = True
            self.hold_keys(but=("q",))
        # A frame later: loading the scorer would hold up the bytes of the first picture.
        self.call_after_refresh(self.set_timer, 1 / 60, self._after_first_picture)

    def _after_first_picture(self) -> None:
        if self.session.answer is None or self.session.answer.scored is None:
            self.work(self._first_answer, self.take, group="score", failed=self.exit)
        else:
            self.sampler.want(self.session.answer.scored)
            self.read_ahead()
        self.read_notes()
        self.watch_files()
        if self._unset:
            self.warn(self._unset)

    def _first_answer(self) -> Answer:
        try:
            return self.session.ask()
        except Exception as error:
            self.start_error = error  # `run` tells it when the screen is gone
            raise

    # everywhere ---------------------------------------------------------------

    def action_help(self) -> None:
        """The keys of where you are; the command chosen there runs here."""
        from rewatch.tui.screens.help import HelpScreen

        place = getattr(self.screen, "place", "")
        within = getattr(self.screen.focused, "place", "")  # of a part with keys of its own

        def chosen(name: str | None) -> None:
            if name:
                self.call_after_refresh(self.run_command, name)

        if place != "help":
            places, own = [where for where in (within, place) if where], None
            if isinstance(self.screen, OurDialog):
                own = self.screen.own_keys()
                places += ["lists"] if isinstance(self.screen.focused, Lines) else []
            self.open_screen(HelpScreen(places, own), chosen)

    def action_command_palette(self) -> None:
        """All commands."""
        from rewatch.tui.palette import Palette

        if not isinstance(self.screen, Palette):
            self.open_screen(Palette(id="--command-palette"))

    def action_tour(self) -> None:
        """Starts the tour, or ends it."""
        from rewatch.tui.tour import Tour

        self.tour = None if self.tour else Tour()
        self.answered()

    def end_tour(self) -> None:
        """Esc with nothing left to close: the tour ends."""
        self.tour = None

    def answered(self) -> None:
        """A key was answered: the tour may go on, and stands in the footer of where one is."""
        from rewatch.tui.widgets.bars import Footer

        text = ends = ""
        led: tuple[str, ...] = ()
        if self.tour is not None:
            from rewatch.tui.tour import DONE, PLACES, Here, ending

            led = PLACES
            here = Here(
                getattr(self.screen, "place", ""),
                self.home.bar.text,
                getattr(self.screen, "tab", ""),
            )
            self.tour.look(here)
            text, ends = self.tour.text, ending(here)
            if self.tour.over:
                self.tour = None
                self.say(keyed(DONE))
        elif not self._toured:
            return
        self._toured = self.tour is not None
        for screen in self.screen_stack:
            for footer in screen.query(Footer):
                footer.hint(text if getattr(screen, "place", "") in led else "", ends)

    def action_legend(self) -> None:
        """What the marks mean, over what is on the screen."""
        from rewatch.tui.pages.help import legend_lines
        from rewatch.tui.screens.choosing import LegendScreen

        if not isinstance(self.screen, LegendScreen):
            self.open_screen(LegendScreen(legend_lines))

    async def action_quit(self) -> None:
        """Ends the tool and keeps what is being typed; asks where anything would be lost."""
        count = len(self.unsaved)
        if count:
            what = "One change is" if count == 1 else f"{count} changes are"
            self._ask_to_quit(f"{what} not saved yet. Quit without?")
        elif any(screen.would_lose for screen in self.screen_stack if isinstance(screen, Ours)):
            self._ask_to_quit("What you typed is not saved. Quit without it?")
        else:
            self._quit()

    def _ask_to_quit(self, question: str) -> None:
        from rewatch.tui.screens.dialogs import Confirm

        if not isinstance(self.screen, Confirm):
            self.open_screen(Confirm(question, "quit"), lambda yes: self._quit() if yes else None)

    def _quit(self) -> None:
        from rewatch.domain.errors import RewatchError
        from rewatch.tui.foundation import sentence_of

        try:
            self.keep_drafts()
        except (RewatchError, OSError) as error:
            self.warn(sentence_of(error))
        else:
            self.exit()

    def on_exit_app(self) -> None:
        """The window of a browser was closed: nobody asks, what is being typed is kept."""
        with contextlib.suppress(Exception):  # nobody is left to be told
            self.keep_drafts()

    def on_unmount(self) -> None:
        """The tool ends: nothing is sampled any more."""
        self.sampler.stop()

    def keep_drafts(self) -> None:
        """Writes what is being typed to the disk at once."""
        for screen in self.screen_stack:
            if hasattr(screen, "flush"):
                screen.flush()

    # the worst ----------------------------------------------------------------

    @property
    def crash(self) -> Exception | None:
        """The error that ended the tool, None if it was quit."""
        return self._exception

    def _fatal_error(self) -> None:
        """Ends without a traceback over the user's terminal: `run` hands the error on."""
        with contextlib.suppress(Exception):  # whatever broke, what was typed is saved if it can be
            self.keep_drafts()
        self._close_messages_no_wait()

    def action_about_shares(self) -> None:
        """What the shares are and what they are not."""
        from rewatch.tui.sure_tasks import open_shares

        open_shares(self)

    def action_theme(self) -> None:
        """Chooses the colours."""
        choose_theme(self)

    def action_screenshot(self, filename: str | None = None, path: str | None = None) -> None:
        """Writes a picture of the screen and says where."""
        from io import StringIO
        from pathlib import Path

        from rewatch.tui.screens.export import free_path

        def written(at: Path) -> None:
            self.say(f"Picture of the screen: {at}")

        picture = self.export_screenshot()
        if self.is_web:
            self.deliver_text(StringIO(picture), save_filename="rewatch.svg")
            return
        target = free_path(Path(path or ".") / (filename or "rewatch.svg"))
        self.work(lambda: _write(target, picture), written, group="save")

    async def run_action(
        self,
        action: Any,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Runs an action; one that is off because there is no company says so, not nothing."""
        screen, focused = self.screen, self.screen.focused
        done = await super().run_action(action, default_namespace, namespaces)
        nothing_to_open = action == "choose" and isinstance(focused, Lines) and focused.cursor < 0
        if isinstance(action, str) and (not done or nothing_to_open):
            name = action.rpartition(".")[2]
            home = screen is self.home
            if said := refused(
                name,
                self.session.answer,
                filtered=home and not self.home.table.ids(),
                away=not home,
            ):
                self.say(said)
        return done

    async def run_command(self, name: str) -> None:
        """Runs a command by its id, where it belongs: at the focus, or at what that stands in."""
        for target in (*(self.screen.focused or self.screen).ancestors_with_self, self):
            if hasattr(target, f"action_{name}"):
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
        Exception: a fault in the tool itself, which ended it; the terminal is as it was.
    """
    if workspace is None or isinstance(workspace, str):
        from rewatch.workspace import Workspace

        workspace = Workspace.open(workspace)
    session = Session(workspace, watchlist)
    if session.recall() is None:
        session.wait()
    app = RewatchApp(session)
    app.has_process = True
    app.run()
    failed = app.start_error or app.crash
    if failed is not None:
        raise failed
    return app.return_code or 0
