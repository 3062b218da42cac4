"""Search over all notes as one types; Enter opens the note."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from rewatch.domain.values import day_of
from rewatch.tui.keymap import bindings_of
from rewatch.tui.keys import key_of
from rewatch.tui.note_search import NoteHit, search_notes
from rewatch.tui.screens.base import OurScreen
from rewatch.tui.text import cut, fitted
from rewatch.tui.widgets.bars import Footer, Header
from rewatch.tui.widgets.fields import Field
from rewatch.tui.widgets.lines import Line, Lines, Page
from rewatch.tui.widgets.paint import ACCENT, DIM, PLAIN, Piece, paragraph

if TYPE_CHECKING:
    from rewatch.domain.note import Note

_NONE = "No note holds these words; with fewer of them more are found."


class NotesLine(Field):
    """Where the words are typed; the arrows move in the list below."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "screen.list_down", "Down", show=False),
        Binding("up", "screen.list_up", "Up", show=False),
    ]


class NotesScreen(OurScreen[None]):
    """All notes, narrowed by words."""

    place: ClassVar[str] = "notes"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("notes")

    def __init__(self) -> None:
        super().__init__()
        self._notes: list[Note] | None = None
        self._chosen_early = False
        self._hits: list[NoteHit] = []
        self._names: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        """The words and what was found."""
        yield Header(id="header")
        yield NotesLine(placeholder="words of a note, its title, tags or company", id="search")
        yield Page(id="hits")
        yield Footer(self.place, id="footer")

    def on_mount(self) -> None:
        """Ready to type; the notes are read beside the screen."""
        page = self.query_one(Page)
        page.can_focus = False
        page.choose_by_click()
        self.query_one(NotesLine).focus()
        self.query_one(Header).say("Notes", [])
        self.rewatch.read_notes()

    def take_notes(self, notes: dict[str, list[Note]]) -> None:
        """The notes were read."""
        self._notes = [note for some in notes.values() for note in some]
        companies = self.rewatch.session.workspace.catalogue.companies
        self._names = {key: companies[key].name for key in notes if key in companies}
        self._search()
        if self._chosen_early:
            self._chosen_early = False
            self._chosen()

    @on(Input.Changed)
    def _search(self) -> None:
        if self._notes is None:
            return
        self._hits = search_notes(self._notes, self.query_one(NotesLine).value)
        self.query_one(Header).say("Notes", [f"{len(self._hits)} of {len(self._notes)}"])
        self.query_one(Page).show(self._lines)

    def _lines(self, width: int) -> list[Line | list[Piece]]:
        if not self._notes:
            said = f"There are no notes yet; {key_of('write_note')} on a company writes one."
            return [*paragraph(said, width, DIM)]
        lines: list[Line | list[Piece]] = []
        for number, hit in enumerate(self._hits):
            name = self._names.get(hit.note.company, hit.note.company)
            when = day_of(hit.note.created).isoformat()
            room = max(10, width - 40)
            pieces = (
                (f"{when}  ", DIM),
                (fitted(name, 24), ACCENT),
                ("  ", PLAIN),
                (cut(hit.note.headline, room), PLAIN),
            )
            lines.append(Line(pieces, str(number)))
            lines.append([(" " * 12, PLAIN), (cut(hit.part, max(10, width - 12)), DIM)])
        return lines or [*paragraph(_NONE, width, DIM)]

    def action_list_down(self) -> None:
        """One line down in the list."""
        self.query_one(Page).action_cursor_down()

    def action_list_up(self) -> None:
        """One line up in the list."""
        self.query_one(Page).action_cursor_up()

    @on(Input.Submitted)
    @on(Lines.Chosen)
    def _chosen(self) -> None:
        """Enter: opens the note; pressed before the notes were read, as soon as they are."""
        self._chosen_early = self._notes is None
        key = self.query_one(Page).key
        if key is not None:
            note = self._hits[int(key)].note
            self.rewatch.write_note(note.company, note)

    def action_back(self) -> None:
        """To the watchlist."""
        self.done()
