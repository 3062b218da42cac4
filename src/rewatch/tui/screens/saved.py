"""The saved screens to choose from, saving one, and the flags of a company."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from rewatch.tui.keymap import bindings_of
from rewatch.tui.keys import hint, key_of, keyed
from rewatch.tui.nobody import NO_FILTER
from rewatch.tui.screens.base import OurDialog
from rewatch.tui.screens.dialogs import Asked, Choice, Chooser, Confirm, Form
from rewatch.tui.text import cut, fitted, plain
from rewatch.tui.widgets.bars import Hints
from rewatch.tui.widgets.lines import Line, Lines, Page
from rewatch.tui.widgets.paint import ACCENT, DIM, HEAD, PLAIN, WARN, Piece, paragraph

if TYPE_CHECKING:
    from rewatch.domain.screens import Screen
    from rewatch.tui.app import RewatchApp

# What a saved screen answers today: match, unknown, no; None where its line cannot be read.
Counts = tuple[int, int, int] | None


def answers(app: RewatchApp) -> list[tuple[Screen, Counts]]:
    """Every saved screen with what it finds on the open list."""
    from rewatch.domain.errors import FilterError
    from rewatch.screening import screen

    table = app.session.table
    found: list[tuple[Screen, Counts]] = []
    for item in app.session.workspace.screens().values():
        counts: Counts = None
        if table is not None:
            try:
                result = screen(item.filter, table)
                counts = (len(result.match), len(result.unknown), len(result.no))
            except FilterError:
                counts = None
        found.append((item, counts))
    return found


class SavedScreens(OurDialog[str | None]):
    """Chooses a saved screen; answers its line."""

    place: ClassVar[str] = "screens"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("screens")

    def __init__(self) -> None:
        super().__init__()
        self._found: list[tuple[Screen, Counts]] = []

    def compose(self) -> ComposeResult:
        """A list, and what the selected one looks for."""
        with Vertical(classes="dialog wide") as box:
            box.border_title = plain("Screens")
            yield Page(id="choices")
            reason = Page(id="reason")
            reason.can_focus = False
            yield reason
            yield Hints(
                ("Enter", "takes its line", "take"),
                hint("delete_screen", "deletes your own"),
                ("Esc", "back", "back"),
            )

    def on_mount(self) -> None:
        """The counts are worked out beside the screen."""
        self.query_one("#choices", Page).choose_by_click()
        self.query_one("#reason", Page).styles.height = 3
        self.query_one("#choices", Page).styles.height = max(3, self.app.size.height - 10)
        self.query_one("#choices", Page).focus()
        self._read()

    def _read(self) -> None:
        self.work(lambda: answers(self.rewatch), self._take, group="screens")

    def _take(self, found: list[tuple[Screen, Counts]]) -> None:
        again, self._found = bool(self._found), found
        self.query_one("#choices", Page).show(self._lines, keep=again)

    def _lines(self, width: int) -> list[Line | list[Piece]]:
        telling = [pair for pair in self._found if not _silent(pair[1])]
        silent = [pair for pair in self._found if _silent(pair[1])]
        lines: list[Line | list[Piece]] = [_entry(*pair, width) for pair in telling]
        if silent:
            lines += [[], [("Today's evidence cannot tell", HEAD)]]
            lines += [_entry(*pair, width) for pair in silent]
        return lines

    @on(Lines.Moved, "#choices")
    def _moved(self) -> None:
        item = self._selected()
        if item is None:
            return
        filter_, why = cut(item.filter, 400), cut(item.why, 400)
        self.query_one("#reason", Page).show(
            lambda width: [*paragraph(filter_, width, ACCENT), *paragraph(why, width, DIM)][:3]
        )

    def _selected(self) -> Screen | None:
        key = self.query_one("#choices", Page).key
        return next((item for item, _ in self._found if item.id == key), None)

    def action_delete_screen(self) -> None:
        """Asks first; what comes with rewatch is not the user's to delete."""
        item, workspace = self._selected(), self.rewatch.session.workspace
        if item is None:
            return

        def gone(_none: None) -> None:
            self.rewatch.say(f"Deleted the screen {cut(item.name, 60)}; u brings it back.")
            if self.is_open:
                self._read()

        def answered(yes: bool | None) -> None:
            if yes:
                delete = workspace.delete_screen
                self.rewatch.save(lambda: delete(item.id), gone)

        def ask(own: frozenset[str]) -> None:
            if item.id not in own:
                self.rewatch.say(f"{cut(item.name, 60)} comes with rewatch and stays.")
                return
            question = f"Delete the screen {cut(item.name, 60)}? Lists that follow it stay."
            self.rewatch.open_screen(Confirm(question, "delete it"), answered)

        self.work(workspace.own_screens, ask, group="own screens")

    @on(Lines.Chosen, "#choices")
    def action_take(self) -> None:
        """Its line becomes the filter."""
        item = self._selected()
        if item is not None:
            self.done(item.filter)

    def action_back(self) -> None:
        """The line stays as it was."""
        self.done(None)


def _silent(counts: Counts) -> bool:
    return counts is not None and counts[0] == 0 and counts[1] > 0


def _entry(item: Screen, counts: Counts, width: int) -> Line:
    name = max(20, width - 32)
    said: Piece = ("its line cannot be read", WARN)
    if counts is not None:
        said = (f"{counts[0]:>3} match · {counts[1]} unknown · {counts[2]} no", DIM)
    return Line(((fitted(item.name, name), PLAIN), ("  ", PLAIN), said), item.id)


def ask_and_save(app: RewatchApp, text: str) -> None:
    """Asks for a name and keeps a line: as a screen, or as a list that follows it."""
    if not text.strip():
        app.say(keyed(NO_FILTER))
        return

    def chosen(what: str | None) -> None:
        if what is None:
            return
        if what == "list":
            _ask_list(app, text)
            return
        fields = [Asked("Name"), Asked("Why", "", "what you look for with it; may be empty")]
        form = Form("Save as a screen", fields, "saves it")
        app.open_screen(form, lambda said: _save(app, text, said))

    choices = [
        Choice("s", "a screen", "screen", "for any list, under S"),
        Choice("w", "a watchlist", "list", "its members come from the filter"),
    ]
    app.open_screen(Chooser("Save this filter as", choices), chosen)


def _save(app: RewatchApp, text: str, said: list[str] | None) -> None:
    if not said or not said[0]:
        return
    workspace = app.session.workspace
    app.save(
        lambda: workspace.save_screen(said[0], text, said[1]),
        lambda _id: app.say(f"Saved the screen {said[0]}; {key_of('screens')} lists it."),
    )


def _ask_list(app: RewatchApp, text: str) -> None:
    make = app.session.workspace.new_watchlist

    def made(found: tuple[str, str]) -> None:
        app.home.drop_filter()
        app.show_list(found[1], say=f"New list that follows its filter: {found[0]}")
        app.read_notes()

    title = "New list that follows the filter"
    app.ask_name(title, app.name_line(""), lambda name: make(name, filter=text), made)


class FlagsDialog(OurDialog[None]):
    """The thesis and every risk flag of a company, by class, with the reasons."""

    place: ClassVar[str] = "flags"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("flags")

    def __init__(self, company_id: str) -> None:
        super().__init__()
        self._company = company_id

    def compose(self) -> ComposeResult:
        """A framed page."""
        row = self.rewatch.session.score(self._company)
        with Vertical(classes="dialog wide") as box:
            box.border_title = plain(cut(f"Flags: {row.name if row else self._company}", 60))
            yield Page(id="flags")
            yield Hints(("Esc", "back", "back"), classes="dialog-keys")

    def on_mount(self) -> None:
        """As high as there is room."""
        page = self.query_one(Page)
        page.styles.height = max(3, self.app.size.height - 7)
        page.show(self._lines)
        page.focus()

    def _lines(self, width: int) -> list[list[Piece]]:
        from rewatch.tui.pages.flags import whole_lines

        marks = self.rewatch.session.marks(self._company)
        if marks is None:
            return paragraph(
                f"The flags are being worked out; Esc, then {key_of('flags')} again.", width, DIM
            )
        return whole_lines(marks, width, self._missing())

    def _missing(self) -> dict[str, tuple[str, ...]]:
        """What leaves the flags of this company open, by flag."""
        from rewatch.screening import Table
        from rewatch.screening.flags import open_because

        whole = self.rewatch.session.table
        rows = [row for row in whole.rows if row.id == self._company] if whole else []
        if whole is None or not rows:
            return {}
        return open_because(Table(rows, whole.how, whole.registry))[self._company]

    def action_back(self) -> None:
        """Back to where it was opened."""
        self.done(None)
