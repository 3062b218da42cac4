"""The note editor: what is typed is on disk as a draft within a second, and offered again."""

from __future__ import annotations

import os
import shlex
import subprocess
import threading
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult, SuspendNotSupported
from textual.binding import BindingType
from textual.widgets import TextArea

from rewatch.domain.errors import RewatchError
from rewatch.tui.keymap import bindings_of
from rewatch.tui.screens.base import OurScreen
from rewatch.tui.screens.dialogs import Choice, Chooser
from rewatch.tui.session import draft_of
from rewatch.tui.text import cut, visible
from rewatch.tui.widgets.bars import Footer, Header, OneLine
from rewatch.tui.widgets.paint import ACCENT, DIM

if TYPE_CHECKING:
    from rewatch.domain.note import Note

_KEEP_AFTER = 0.5  # seconds from a key to the draft on disk


class NoteText(TextArea):
    """The text of a note; what a terminal would obey is shown as one sign, and saved as it was."""

    def get_line(self, line_index: int) -> Text:
        """A line as it is painted: letter by letter as long as the one that is edited."""
        line = super().get_line(line_index)
        if not line.plain.isprintable():
            line.plain = "".join(_sign(letter) for letter in line.plain)
        return line


def _sign(letter: str) -> str:
    shown = letter if letter == "\t" else visible(letter)
    return shown if len(shown) == 1 else "\ufffd"


class EditorScreen(OurScreen[bool]):
    """Writes a note, or edits one."""

    place: ClassVar[str] = "editor"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("editor")

    def __init__(self, company_id: str, name: str, note: Note | None, draft: str | None) -> None:
        super().__init__()
        self._company, self._company_name, self._note = company_id, name, note
        self._before = note.body.rstrip("\n") if note else ""
        self._restored = draft is not None and draft != self._before
        self._text = draft if draft is not None else self._before
        self._waiting = False
        self._turn = 0
        self._written = 0
        self._writing = threading.Lock()

    def compose(self) -> ComposeResult:
        """Header, the text, a line on what becomes of it, footer."""
        yield Header(id="header")
        yield NoteText(self._text, soft_wrap=True, tab_behavior="focus", id="text")
        yield OneLine(id="draft")
        yield Footer(self.place, id="footer")

    def on_mount(self) -> None:
        """The cursor stands behind the last word."""
        what = "Edit note" if self._note else "New note"
        self.query_one(Header).say(
            f"{what}: {self._company_name}", ["Markdown", "the first line is its title"]
        )
        area = self.query_one(TextArea)
        area.move_cursor(area.document.end)
        area.focus()
        if self._restored:
            self._tell(
                "This draft was kept from last time. Esc discards it, Ctrl+S saves it.", ACCENT
            )

    def _tell(self, text: str, style: str = DIM) -> None:
        for line in self.query("#draft").results(OneLine):  # none once the editor is closed
            line.set([(cut(text, self.size.width), style)])

    # the draft ----------------------------------------------------------------

    @on(TextArea.Changed)
    def _changed(self) -> None:
        self._text = self.query_one(TextArea).text
        if self._text == self._before and not self._waiting and not self._written:
            return
        if not self._waiting:
            self._waiting = True
            self.set_timer(_KEEP_AFTER, self._keep)

    def _keep(self) -> None:
        self._waiting = False
        self._turn += 1
        turn, text = self._turn, self._text
        self.rewatch.work(
            lambda: self._write(turn, text),
            lambda _none: self._tell("Draft kept."),
            group="draft",
        )

    def _write(self, turn: int, text: str) -> None:
        """Keeps a draft; an older one that comes late changes nothing."""
        with self._writing:
            if turn <= self._written:
                return
            workspace = self.rewatch.session.workspace
            if text.strip():
                workspace.keep_draft(self._company, draft_of(self._note, text))
            else:
                workspace.drop_draft(self._company)
            self._written = turn

    def flush(self) -> None:
        """Keeps the draft at once: the tool is about to end."""
        if self._text != self._before:
            self._turn += 1
            self._write(self._turn, self._text)

    def _drop(self) -> None:
        """No draft any more, and none that is still on its way."""
        with self._writing:
            self._written = self._turn = self._turn + 1_000_000
            self.rewatch.session.workspace.drop_draft(self._company)

    # commands -----------------------------------------------------------------

    def action_save_note(self) -> None:
        """Saves and closes; where it cannot be saved, the text stays here."""
        text = self.query_one(TextArea).text
        if not text.strip():
            self.rewatch.say("The note is empty; type something, or Esc goes back.")
            return
        workspace = self.rewatch.session.workspace

        def job() -> Path:
            note = self._note
            path = (
                workspace.save_note(note, text)[1]
                if note
                else workspace.add_note(self._company, text)[1]
            )
            self._drop()
            return path

        def saved(path: Path) -> None:
            self.rewatch.say(f"Saved: {path}")
            self.done(True)

        self.rewatch.work(job, saved, group="save")

    def action_back(self) -> None:
        """Closes; asks what becomes of a text that was changed."""
        text = self.query_one(TextArea).text
        if text == self._before or not text.strip():
            self.rewatch.work(self._drop, group="draft")
            self.done(False)
            return
        choices = [
            Choice("k", "keep as draft", "keep", "n opens it again"),
            Choice("s", "save the note", "save"),
            Choice("d", "discard the changes", "discard"),
        ]
        self.rewatch.open_screen(Chooser("The note is not saved", choices), self._answered_how)

    def _answered_how(self, answer: str | None) -> None:
        if answer == "save":
            self.action_save_note()
        elif answer == "discard":
            self.rewatch.work(self._drop, group="draft")
            self.done(False)
        elif answer == "keep":
            # Here and now, so that it is there for whoever presses n again at once.
            try:
                self.flush()
            except (RewatchError, OSError) as error:
                self.rewatch.warn(error)
                return
            self.rewatch.say("Draft kept; n on this company opens it again.")
            self.done(False)

    def action_external_editor(self) -> None:
        """The text in $VISUAL or $EDITOR, and back."""
        command = os.environ.get("VISUAL") or os.environ.get("EDITOR")
        if not command:
            self.rewatch.warn("No editor is set: put its command into $EDITOR or $VISUAL.")
            return
        area = self.query_one(TextArea)
        try:
            area.text = self._edited_in(command, area.text)
        except SuspendNotSupported:
            self.rewatch.warn("This terminal cannot be handed to another program.")
        except (OSError, ValueError) as error:
            self.rewatch.warn(f"{command} could not be started: {error}")

    def _edited_in(self, command: str, text: str) -> str:
        import tempfile

        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"{self._company}.md"
            path.write_text(text, encoding="utf-8")
            words = [*shlex.split(command), str(path)]
            with self.app.suspend():
                code = subprocess.run(words, check=False).returncode  # noqa: S603 - the user's own
            if code:
                self.rewatch.warn(f"{command} ended with code {code}; the text is as it was.")
                return text
            return path.read_text(encoding="utf-8", errors="replace")
