"""Export: format, what to make of which companies, and a look at what goes out before it does."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input

from rewatch.domain.lists import COMPARED_FEWEST, COMPARED_MOST
from rewatch.tui.export_target import Target, target_of
from rewatch.tui.keymap import bindings_of
from rewatch.tui.keys import hint
from rewatch.tui.screens.base import OurDialog
from rewatch.tui.screens.dialogs import Choice, Chooser, Confirm
from rewatch.tui.text import cut, fitted, plain
from rewatch.tui.widgets.bars import Hints, OneLine
from rewatch.tui.widgets.fields import Field
from rewatch.tui.widgets.lines import Line, Lines, Page
from rewatch.tui.widgets.paint import ACCENT, DIM, PLAIN, WARN, Piece, paragraph

if TYPE_CHECKING:
    from textual.content import Content

    from rewatch.publishing import Kind, Written
    from rewatch.tui.tasks import Tasks

# The letter of a format; one without a letter is chosen with the arrows.
_LETTERS = {
    "txt": "t", "md": "m", "html": "h", "svg": "s", "pdf": "p", "xlsx": "x", "csv": "c",
    "json": "o", "csl.json": "l", "bib": "b",
}  # fmt: skip
_NAMED = 8  # companies named in the preview
_PAGED = ("txt", "md", "html", "pdf")  # formats in which a pack has its comparison sheet


def free_path(path: Path) -> Path:
    """The path, or the first of path-2, path-3 … that does not exist."""
    found, number = path, 1
    while found.exists():
        number += 1
        found = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return found


def ask_and_export(app: Tasks, companies: Sequence[str], kind: Kind = "auto") -> None:
    """Asks for a format, then shows what goes out and writes it."""
    from rewatch.scorecards.formats import FORMATS

    def chosen(ending: str | None) -> None:
        if ending is not None:
            app.open_screen(ExportForm(companies, ending, kind))

    choices = [
        Choice(_LETTERS.get(ending, ""), ending, ending, form.name)
        for ending, form in FORMATS.items()
    ]
    title = "Export the scorecard" if len(companies) == 1 else f"Export {len(companies)} scorecards"
    app.open_screen(Chooser(title, choices), chosen)


@dataclass(frozen=True, slots=True)
class Make:
    """One document that can be made: of which companies, and what its file is called."""

    kind: Kind
    companies: tuple[str, ...]
    title: str
    stem: str


def makes(companies: Sequence[str], members: Sequence[str], slug: str, kind: Kind) -> list[Make]:
    """What can be made of the chosen companies and of the open list, the likeliest first."""
    chosen, count = tuple(companies), len(companies)
    many = f"{slug}-{count}-companies"
    found = []
    if count == 1:
        found.append(Make("card", chosen, "the scorecard of one company", chosen[0]))
    else:
        found.append(Make("pack", chosen, f"a pack of {count} companies", many))
    if COMPARED_FEWEST <= count <= COMPARED_MOST:
        title = f"a comparison of {count} companies"
        found.append(Make("comparison", chosen, title, f"comparison-{count}-companies"))
    if len(members) > 1 and set(members) != set(chosen):
        title = f"a pack of the whole list, {len(members)} companies"
        found.append(Make("pack", tuple(members), title, slug))
    found.sort(key=lambda item: item.kind != kind)
    return found


def not_beside(make: Make, ending: str, group_of: Mapping[str, str]) -> str:
    """That a pack compares its first companies only; "" where it has no more, or no sheet."""
    from rewatch.scorecards.pack import first_of

    if make.kind != "pack" or ending not in _PAGED:
        return ""
    first = first_of([group_of.get(company, "") for company in make.companies])
    return f"Its comparison sheet shows {first}." if first else ""


class _Stopped(Exception):  # noqa: N818 - nothing went wrong
    """Esc was pressed while an export was made."""


class ExportForm(OurDialog[None]):
    """Where to, what of which companies, with or without notes; then how far it is."""

    place: ClassVar[str] = "export"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "give_up", "Back", show=False),
        *bindings_of("export"),
        Binding("down", "app.focus_next", "Next", show=False),
        Binding("up", "app.focus_previous", "Previous", show=False),
    ]

    def __init__(self, companies: Sequence[str], ending: str, kind: Kind) -> None:
        super().__init__()
        self._chosen, self._ending, self._first_kind = companies, ending, kind
        self._first_ending = ending  # that of the menu; a name that is typed may say another
        self._makes: list[Make] = []
        self._groups: dict[str, str] = {}  # of each company of the list
        self._place = 0
        self._notes, self._look = False, False
        self._said: tuple[str, ...] | None = None
        self._turn = 0
        self._offered = ""
        self._stop: threading.Event | None = None
        self._done = (0, 0)

    def compose(self) -> ComposeResult:
        """The file, what goes into it, and the keys."""
        with Vertical(classes="dialog wide") as box:
            box.border_title = self._title
            hint = "your browser asks where to" if self.rewatch.is_web else (
                "a path that exists is written over only after a y"
            )  # fmt: skip
            yield OneLine([("File", DIM), (f"  {hint}", DIM)])
            yield Field("", anew=True)
            yield Page(id="preview")
        yield Hints(id="export-keys", classes="dialog-keys")

    @property
    def _title(self) -> Content:
        answer, title = self.rewatch.session.answer, f"Export as {self._ending}"
        return plain(cut(answer.picture.named(title) if answer else title, 60))

    def on_mount(self) -> None:
        """What can be made is known at once; notes are counted beside the screen."""
        answer = self.rewatch.session.answer
        assert answer is not None
        members = [row.id for row in answer.picture.rows]
        self._makes = makes(self._chosen, members, answer.slug, self._first_kind)
        self._groups = {row.id: row.group for row in answer.picture.rows}
        page = self.query_one(Page)
        page.choose_by_click()
        self.set_interval(0.1, self._tell_progress)
        self._offer()
        self.query_one(Field).focus()

    # what goes out --------------------------------------------------------------

    @property
    def _make(self) -> Make:
        return self._makes[self._place]

    @property
    def _no_notes(self) -> str:
        """Why notes stay out whatever was asked for; "" where they may go out."""
        from rewatch.scorecards.formats import FORMATS

        if self._make.kind == "comparison":
            return "never in a comparison"
        return "" if FORMATS[self._ending].notes else f"{self._ending} has no place for them"

    def _offer(self) -> None:
        """A file's name for what is to be made, unless one was typed; and the preview anew."""
        field = self.query_one(Field)
        if field.value == self._offered:
            answer = self.rewatch.session.answer
            assert answer is not None
            name = f"{self._make.stem}-{answer.picture.as_of}.{self._first_ending}"
            self._offered = name if self.rewatch.is_web else str(Path.cwd() / name)
            field.value = self._offered
            field.select_all()  # typing takes its place, an arrow or End keeps it
        self._said = None
        companies, notes = self._make.companies, self._notes and not self._no_notes
        workspace = self.rewatch.session.workspace
        self._turn += 1
        turn = self._turn

        def counted(said: tuple[str, ...]) -> None:
            if turn == self._turn:  # what was asked before the last key may be answered after it
                self._said = said
                self._show()

        self.work(
            lambda: workspace.export_preview(companies, with_notes=notes), counted, group="preview"
        )
        self._show()

    def _show(self) -> None:
        page = self.query_one(Page)
        lines = list(self._lines(max(20, min(self.app.size.width - 8, 92))))
        page.styles.height = min(len(lines), max(4, self.app.size.height - 9))
        page.show(self._lines, keep=True)
        self._tell_progress()

    def _lines(self, width: int) -> list[Line | list[Piece]]:
        """The choices, each with its key, and what of one's own goes out."""
        make = self._make
        lines: list[Line | list[Piece]] = [self._row("next_make", "Make", make.title, width)]
        if len(self._makes) == 1:
            lines = [[("    ", PLAIN), (fitted("Make", 8), DIM), (make.title, PLAIN)]]
        if self._no_notes:
            lines.append([("    ", PLAIN), (fitted("Notes", 8), DIM), (self._no_notes, PLAIN)])
        else:
            notes = "your private notes go out with it" if self._notes else "left out"
            lines.append(self._row("toggle_notes", "Notes", notes, width))
        if self._ending == "pdf":
            paper = "Letter" if self._look else "A4"
            lines.append(self._row("toggle_look", "Paper", paper, width))
        if self._ending == "md":
            links = "companies as [[id]]" if self._look else "none"
            lines.append(self._row("toggle_look", "Links", links, width))
        lines.append([("", PLAIN)])
        target = self._target
        warns = bool(target.wrong) or target.exists
        lines += paragraph(cut(target.said, 3 * width), width, WARN if warns else ACCENT)
        lines += self._preview(width)
        return lines

    def _row(self, command: str, name: str, value: str, width: int) -> Line:
        key, _, line = hint(command, name)
        pieces = ((fitted(key, 4), ACCENT), (fitted(name, 8), DIM), (cut(value, width - 12), PLAIN))
        return Line(pieces, line)

    def _preview(self, width: int) -> list[list[Piece]]:
        session, make = self.rewatch.session, self._make
        companies = session.workspace.catalogue.companies
        names = [companies[item].name if item in companies else item for item in make.companies]
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        lines = paragraph(f"{', '.join(names[:_NAMED])}{more}", width)[:3]
        if first := not_beside(make, self._ending, self._groups):
            lines += paragraph(first, width)
        if self._said is None:
            lines.append([("looking for notes …", DIM)])
        elif not self._said:
            lines.append([("There are no notes on them.", DIM)])
        for sentence in (self._said or ())[:3]:
            going = self._notes and not self._no_notes
            lines += paragraph(sentence, width, WARN if going else DIM)[:2]
        if self._said and len(self._said) > 3:
            lines.append([(f"and so on, {len(self._said)} companies", DIM)])
        return lines

    @on(Lines.Chosen)
    def _choose(self) -> None:
        toggles = {
            "next_make": self.action_next_make,
            "toggle_notes": self.action_toggle_notes,
            "toggle_look": self.action_toggle_look,
        }
        key = self.query_one(Page).key
        if key in toggles:
            toggles[key]()

    def action_next_make(self) -> None:
        """The next document that can be made."""
        if self._stop is None:
            self._place = (self._place + 1) % len(self._makes)
            self._offer()

    def action_toggle_notes(self) -> None:
        """Notes go out, or stay."""
        if self._stop is None and not self._no_notes:
            self._notes = not self._notes
            self._offer()

    def action_toggle_look(self) -> None:
        """The other paper, or links."""
        if self._stop is None and self._ending in ("pdf", "md"):
            self._look = not self._look
            self._show()

    # writing --------------------------------------------------------------------

    @property
    def _target(self) -> Target:
        text = self.query_one(Field).value
        return target_of(text, self._first_ending, self._offered, web=self.rewatch.is_web)

    @on(Input.Changed)
    def _typed(self) -> None:
        """Another ending is another format, as on the command line."""
        if self._stop is not None:
            return
        ending = self._target.ending
        if ending != self._ending:
            self._ending, self._look = ending, False
            self.query_one(".dialog").border_title = self._title
            self._offer()
        self._show()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_submit()

    def action_submit(self) -> None:
        """Writes, after a yes where a file would be written over."""
        target = self._target
        path, name = target.path, target.name
        if not name or self._stop is not None:
            return
        if path is not None and target.exists:
            self.rewatch.open_screen(
                Confirm(f"Write over it? There is {cut(path, 200)} already.", "write over it"),
                lambda yes: self._write(path, name, force=True) if yes else None,
            )
        else:
            self._write(path, name, force=False)

    def _write(self, path: Path | None, name: str, *, force: bool) -> None:
        make, stop = self._make, threading.Event()
        options: dict[str, Any] = {"kind": make.kind, "force": force}
        options["with_notes"] = self._notes and not self._no_notes
        if self._look:
            options |= {"paper": "us-letter"} if self._ending == "pdf" else {"links": True}
        self._stop, self._done = stop, (0, len(make.companies))

        def progress(done: int, of: int) -> None:
            self._done = (done, of)
            if stop.is_set():
                raise _Stopped

        def job() -> Written | None:
            session = self.rewatch.session
            try:
                return session.export(
                    make.companies, path, self._ending, progress=progress, **options
                )
            except _Stopped:
                return None

        def ended() -> None:
            self._stop = None
            if self.is_open:
                self._tell_progress()

        def written(found: Written | None) -> None:
            ended()
            if found is None:
                self.rewatch.say("Stopped; nothing was written.")
                return
            if path is None:
                self._deliver(found.data, name)
            left = f" {'; '.join(found.left_out)}." if found.left_out else ""
            said = f"Your browser downloads {name}" if path is None else f"Wrote {found.to}"
            self.rewatch.say(f"{said}{'.' if left else ''}{left}")
            self.done()

        self.rewatch.work(job, written, group="save", failed=ended)
        self._tell_progress()

    def _deliver(self, data: bytes, name: str) -> None:
        import io

        self.app.deliver_binary(io.BytesIO(data), save_filename=name)

    def _tell_progress(self) -> None:
        keys = self.query_one("#export-keys", Hints)
        if self._stop is None:
            keys.say(("Enter", "writes it", "submit"), ("Esc", "back", "give_up"))
            return
        done, of = self._done
        far = f"{done} of {of} companies" if done < of else "writing …"
        if self._stop.is_set():
            keys.say(("", "stopping …", ""))
        else:
            keys.say(("Esc", "stops", "give_up"), ("", far, ""))

    def action_give_up(self) -> None:
        """Esc: stops what is being written, else goes back."""
        if self._stop is not None:
            self._stop.set()
            self._tell_progress()
        else:
            self.done()
