"""The note editor: what is typed is on disk as a draft within a second, and offered again."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult, SuspendNotSupported
from textual.binding import BindingType
from textual.widgets import TextArea

from rewatch.domain.errors import RewatchError
from rewatch.tui import note_fields
from rewatch.tui.draft_keeping import DraftKeeping
from rewatch.tui.keymap import bindings_of
from rewatch.tui.keys import clicks, keyed
from rewatch.tui.screens.base import OurScreen
from rewatch.tui.screens.dialogs import Choice, Chooser, Confirm, Form
from rewatch.tui.text import cut, visible
from rewatch.tui.widgets.bars import Footer, Header, OneLine
from rewatch.tui.widgets.paint import ACCENT, DIM

if TYPE_CHECKING:
    from rewatch.domain.note import Note
    from rewatch.workspace import NoteDraft

KEPT = "This draft was kept from last time. {save_note} saves it, {back} asks what to do."
NEVER_EDITED = "A verdict is never edited; {back}, then {write_note} writes a new one."


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


class NoteFieldsForm(Form):
    """What a note is; Ctrl+S saves the note with it, as it does where the text is typed."""

    submits: ClassVar[str] = "saves the note"
    saves = False  # the note too, once the lines are taken

    def action_submit(self) -> None:
        """Takes the lines and saves the note; lines that cannot be used are told of first."""
        self.saves = True
        super().action_take()

    def action_take(self) -> None:
        """Takes the lines."""
        self.saves = False
        super().action_take()


class EditorScreen(OurScreen[bool]):
    """Writes a note, or edits one."""

    place: ClassVar[str] = "editor"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("editor")

    def __init__(
        self, company_id: str, name: str, note: Note | None, draft: NoteDraft | None
    ) -> None:
        super().__init__()
        self._company, self._company_name = company_id, name
        if note is not None and draft is not None and draft.before is not None:
            # Typed upon the note as it was then: what it became meanwhile is kept on saving.
            note = note.model_copy(update={"body": draft.before})
        self._note = note
        self._draft = draft.note if draft else note.id if note else None
        self._fields_before = self._fields = note_fields.fields_of(note)
        self._text = self._before = note.body.rstrip("\n") if note else ""
        if draft is not None:
            self._text = draft.text
            self._fields = note_fields.restored(self._fields_before, draft.fields)
        self._restored = draft is not None and self._changed_at_all
        self._keeping = DraftKeeping(
            self,
            lambda: (self._text, self._fields),
            self._write,
            lambda: self.rewatch.session.workspace.drop_draft(self._company, self._draft),
            lambda: self._tell("Draft kept."),
        )

    def compose(self) -> ComposeResult:
        """Header, the text, a line on what becomes of it, footer."""
        yield Header(id="header")
        yield NoteText(self._text, soft_wrap=True, tab_behavior="focus", id="text")
        yield OneLine(id="draft", does=clicks(KEPT))
        yield Footer(self.place, id="footer")

    def on_mount(self) -> None:
        """The cursor stands behind the last word."""
        self._say_what()
        area = self.query_one(TextArea)
        area.read_only = self._settled
        area.move_cursor(area.document.end)
        area.focus()
        if self._restored:
            self._tell(keyed(KEPT), ACCENT)
        elif self._settled:
            self._tell(
                keyed("A verdict is never edited; {write_note} on the company writes a new one."),
                ACCENT,
            )

    @property
    def _settled(self) -> bool:
        """Whether it is a verdict that stands."""
        return self._note is not None and self._note.kind == "verdict"

    @property
    def _changed_at_all(self) -> bool:
        """Whether anything is there to be lost."""
        return self._text != self._before or self._fields != self._fields_before

    @property
    def note(self) -> Note | None:
        """The note that is edited."""
        return self._note

    def _say_what(self) -> None:
        what = "Edit note" if self._note else "New note"
        facts = ["Markdown", "the first line is its title"]
        if self._note or self._fields != self._fields_before:
            facts = note_fields.in_words(self._fields)
        self.query_one(Header).say(f"{what}: {self._company_name}", facts)

    def _tell(self, text: str, style: str = DIM) -> None:
        for line in self.query("#draft").results(OneLine):  # none once the editor is closed
            line.set([(cut(text, self.size.width), style)])

    # the draft ----------------------------------------------------------------

    @on(TextArea.Changed)
    def _changed(self) -> None:
        self._text = self.query_one(TextArea).text
        if self._changed_at_all or self._keeping.kept:
            self._keeping.soon()

    def _write(self, typed: tuple[str, dict[str, Any]]) -> None:
        text, fields = typed
        workspace = self.rewatch.session.workspace
        if text.strip():
            usual = self._fields_before
            said = {key: fields[key] or "" for key in fields if fields[key] != usual[key]}
            base = self._note.body if self._note else None
            workspace.keep_draft(self._company, text, self._draft, base, **said)
        else:
            workspace.drop_draft(self._company, self._draft)

    def flush(self) -> None:
        """Keeps the draft at once: the tool is about to end."""
        if self._changed_at_all:
            self._keeping.now()

    # commands -----------------------------------------------------------------

    def action_save_note(self) -> None:
        """Saves and closes; where it cannot be saved, the text stays here."""
        text = self.query_one(TextArea).text
        if not text.strip():
            self.rewatch.say(keyed("The note is empty; type something, or {back} goes back."))
            return
        if self._settled:
            self.rewatch.warn(keyed(NEVER_EDITED))
            return
        workspace, fields = self.rewatch.session.workspace, self._fields
        changes = {key: fields[key] for key in fields if fields[key] != self._fields_before[key]}

        def job() -> tuple[Path, str]:
            note = self._note
            path = (
                workspace.save_note(note, text, **changes)[1]
                if note
                else workspace.add_note(self._company, text, **fields)[1]
            )
            return path, self._keeping.saved()

        def saved(both: tuple[Path, str]) -> None:
            self.rewatch.say("Saved: {}{}".format(*both))
            self.done(True)

        self.rewatch.work(job, saved, group="save")

    def action_back(self) -> None:
        """Closes; asks what becomes of a text that was changed."""
        text = self.query_one(TextArea).text
        same = text == self._before and self._fields == self._fields_before
        if same or not text.strip():
            self.rewatch.work(self._keeping.drop, group="draft")
            self.done(False)
            return
        choices = [
            Choice("k", "keep as draft", "keep", keyed("{write_note} opens it again")),
            Choice("s", "save the note", "save"),
            Choice("d", "discard the changes", "discard"),
        ]
        self.rewatch.open_screen(Chooser("The note is not saved", choices), self._answered_how)

    def _answered_how(self, answer: str | None) -> None:
        if answer == "save":
            self.action_save_note()
        elif answer == "discard":
            self.rewatch.work(self._keeping.drop, group="draft")
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

    def action_note_fields(self) -> None:
        """Kind, state, review date and tags."""
        if self._settled:
            self.rewatch.warn(keyed(NEVER_EDITED))
            return
        asked = note_fields.asked(self._fields)
        title, done = "What this note is", "next, then takes it"

        def taken(fields: dict[str, Any]) -> None:
            self._take_fields(fields)
            if form.saves:
                self.action_save_note()

        form = NoteFieldsForm(title, asked, done, note_fields.read, taken)
        self.rewatch.open_screen(form)

    def _take_fields(self, fields: dict[str, Any]) -> None:
        self._fields = fields
        self._say_what()
        self._keeping.soon()

    def action_delete_note(self) -> None:
        """Moves the note to the trash, after a y."""
        note = self._note
        if note is None:
            self.rewatch.say(keyed("This note is not saved yet; {back} gives it up."))
            return
        workspace = self.rewatch.session.workspace

        def job() -> str:
            workspace.delete_note(note)
            return self._keeping.saved()

        def gone(draft: str) -> None:
            self.rewatch.say(f"Deleted {note.headline}; u brings it back{draft}.")
            self.done(True)

        def answered(yes: bool | None) -> None:
            if yes:
                self.rewatch.work(job, gone, group="save")

        question = f"Delete the note {cut(note.headline, 60)}?"
        self.rewatch.open_screen(Confirm(question, "delete it"), answered)

    def action_external_editor(self) -> None:
        """The text in $VISUAL or $EDITOR, and back."""
        command = os.environ.get("VISUAL") or os.environ.get("EDITOR")
        if not command:
            self.rewatch.warn("No editor is set: put its command into $EDITOR or $VISUAL.")
            return
        if self._settled:
            self.rewatch.warn(keyed(NEVER_EDITED))
            return
        try:
            self._edit_in(command)
        except SuspendNotSupported:
            self.rewatch.warn("This terminal cannot be handed to another program.")
        except (RewatchError, OSError) as error:
            self.rewatch.warn(error)

    def _edit_in(self, command: str) -> None:
        """Hands the text over; one that comes back at once may have its window open still."""
        import tempfile

        area, workspace = self.query_one(TextArea), self.rewatch.session.workspace
        folder = Path(tempfile.mkdtemp())
        path = folder / f"{self._company}.md"
        waits = False
        try:
            path.write_text(area.text, encoding="utf-8")
            with self.app.suspend():
                found = workspace.edit_in(command, path)
            waits = found.at_once
            if not waits:
                self._take_over(found.text)
        finally:
            if not waits:
                shutil.rmtree(folder, ignore_errors=True)
        if waits:
            self._ask_for_window(command, path)

    def _take_over(self, text: str) -> None:
        """What another editor wrote; one types on behind its last word."""
        area = self.query_one(TextArea)
        area.text = text
        area.move_cursor(area.document.end)

    def _ask_for_window(self, command: str, path: Path) -> None:
        def answered(yes: bool | None) -> None:
            try:
                if yes:
                    self._take_over(self.rewatch.session.workspace.read_back(path))
            except RewatchError as error:
                self.rewatch.warn(error)
            finally:
                shutil.rmtree(path.parent, ignore_errors=True)

        question = (
            f"{cut(command, 60)} came back at once and saved nothing. If its window is open: save "
            "the note there, then press y. Next time tell it to wait, as EDITOR='code --wait'."
        )
        self.rewatch.open_screen(Confirm(question, "take over what was saved there"), answered)
