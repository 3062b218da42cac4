"""A list from elsewhere: pasted text or a file, with what each name was found to be, first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.timer import Timer
from textual.widgets import TextArea

from rewatch.domain.lists import ALL_LISTS
from rewatch.domain.text import decoded
from rewatch.tui.keymap import bindings_of
from rewatch.tui.keys import clicks, key_of, keyed
from rewatch.tui.screens.base import OurScreen
from rewatch.tui.screens.dialogs import Asked, Choice, Chooser, Form
from rewatch.tui.screens.editor import NoteText
from rewatch.tui.text import cut, fitted, visible
from rewatch.tui.widgets.bars import Footer, Header
from rewatch.tui.widgets.lines import Line, Lines, Page
from rewatch.tui.widgets.paint import ACCENT, DIM, GOOD, PLAIN, WARN, Piece, paragraph

if TYPE_CHECKING:
    from rewatch.workspace import Hit, Match

_PAUSE = 0.25  # seconds without a key before names are looked up
_LONGEST = 200_000  # characters of a list
_NAMED = 4  # names that were passed over, in full
_NAME, _GAP = 12, 2  # cells that a name needs at least, and after it
_BECOMES = " → "
_SAID = {
    "match": ("found", GOOD),
    "near": ("near, Enter chooses", WARN),
    "listed": ("listed miner, Enter takes it", WARN),
    "again": ("named before", DIM),
    "miss": ("nobody knows it", DIM),
}
OPENS = "{open_file} opens a file"


class ImportScreen(OurScreen[tuple[str, str]]):
    """Pasted text above, its preview below; nothing is written before Ctrl+S.

    Answers the slug of the list, and what became of the names in a sentence.
    """

    place: ClassVar[str] = "import"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("import")

    def __init__(self) -> None:
        super().__init__()
        self._timer: Timer | None = None
        self._matches: list[Match] = []
        self._chosen: dict[int, Hit] = {}
        self._turn = 0

    def compose(self) -> ComposeResult:
        """Text, preview, footer."""
        yield Header(id="header", does=clicks(OPENS))
        yield NoteText("", soft_wrap=True, tab_behavior="focus", id="list-text")
        yield Page(id="page")
        yield Footer(self.place, id="footer")

    def on_mount(self) -> None:
        """Ready to paste."""
        self.query_one(Header).say(
            "Import a list", ["names, symbols (ASX:LYC, LYC.AX) or CSV", keyed(OPENS)]
        )
        self.query_one(Page).show(self._lines)
        self.query_one(TextArea).focus()

    # preview ------------------------------------------------------------------

    @on(TextArea.Changed)
    def _changed(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(_PAUSE, self._look_up)

    def _look_up(self) -> None:
        self._turn += 1
        turn, text = self._turn, self.query_one(TextArea).text[:_LONGEST]
        workspace = self.rewatch.session.workspace

        def found(matches: list[Match]) -> None:
            if turn == self._turn:
                was = {self._matches[n].named.text: hit for n, hit in self._chosen.items()}
                texts = [match.named.text for match in matches]
                self._chosen = {n: was[text] for n, text in enumerate(texts) if text in was}
                self._matches = matches
                self.query_one(Page).show(self._lines)

        self.work(lambda: workspace.import_preview(text), found, group="import")

    def _lines(self, width: int) -> list[Line | list[Piece]]:
        if not self._matches:
            said = "Paste a list above; what each name is found to be stands here first."
            return [*paragraph(said, width, DIM)]
        left = [m for number, m in enumerate(self._matches) if number not in self._chosen]
        counts = {kind: sum(m.kind == kind for m in left) for kind in _SAID}
        counts = {"taken": len(self._chosen), **counts}
        counted = " · ".join(f"{count} {kind}" for kind, count in counts.items() if count)
        lines: list[Line | list[Piece]] = [[(counted, ACCENT)]]
        became = [
            ("taken", GOOD) if number in self._chosen else _SAID[match.kind]
            for number, match in enumerate(self._matches)
        ]
        # What was pasted and what it is here stand side by side, to be checked line by line.
        room = max(cell_len(said) for said, _ in became)
        pasted, here = _shared(
            max(cell_len(visible(match.named.said)) for match in self._matches),
            width - len(_BECOMES) - _GAP - room,
        )
        for number, (match, (said, style)) in enumerate(zip(self._matches, became, strict=True)):
            hit = self._chosen.get(number)
            meant = self._meant(match, hit)
            pieces = (
                (fitted(match.named.said, pasted), PLAIN),
                (_BECOMES, DIM),
                (fitted(meant or "–", here), PLAIN if match.company or hit else DIM),
                (" " * _GAP, PLAIN),
                (cut(said, room), style),
            )
            lines.append(Line(pieces, str(number)))
        return lines

    def _meant(self, match: Match, hit: Hit | None) -> str:
        companies = self.rewatch.session.workspace.catalogue.companies
        if match.company is not None and match.company in companies:
            return companies[match.company].name
        if hit is not None:
            return hit.name
        return f"{match.near[0].name}?" if match.near else ""

    @on(Lines.Chosen, "#page")
    def _choose(self) -> None:
        """Enter on a line that is not certain: one of what it may have meant, or none."""
        key = self.query_one(Page).key
        match = self._matches[int(key)] if key is not None else None
        if match is None or not match.near:
            return
        choices = [
            Choice("", f"{hit.name}  {hit.symbol}", str(n), "" if hit.company else "new here")
            for n, hit in enumerate(match.near)
        ]
        choices.append(Choice("0", "none of them", "none"))

        def chosen(found: str | None) -> None:
            if found is None or key is None:
                return
            self._chosen.pop(int(key), None)
            if found != "none":
                self._chosen[int(key)] = match.near[int(found)]
            self.query_one(Page).show(self._lines, keep=True)

        self.rewatch.open_screen(Chooser(f"What is {cut(match.named.text, 30)}?", choices), chosen)

    # commands -----------------------------------------------------------------

    def action_open_file(self) -> None:
        """Reads the text from a file."""

        def answered(said: list[str] | None) -> None:
            if said and said[0]:
                path = Path(said[0]).expanduser()
                self.work(lambda: _read(path), self._put, group="import")

        self.rewatch.open_screen(Form("Import from a file", [Asked("Path")], "reads it"), answered)

    def _put(self, text: str) -> None:
        self.query_one(TextArea).text = text

    def action_save_import(self) -> None:
        """Asks where to: the open list or a new one."""
        if not any(match.company and match.kind == "match" for match in self._matches) and not (
            self._chosen
        ):
            self.rewatch.say("Nothing is found to import yet.")
            return
        answer = self.rewatch.session.answer
        name = answer.name if answer else ""
        choices = [Choice("n", "a new watchlist", "new")]
        if answer is not None and answer.slug != ALL_LISTS:
            choices.insert(0, Choice("a", f"add to {cut(name, 30)}", "open"))

        def chosen(where: str | None) -> None:
            if where == "open" and answer is not None:
                self._write(answer.slug, None)
            elif where == "new":
                form = Form("New watchlist", [self.rewatch.name_line("")], "makes it")
                self.rewatch.open_screen(form, self._named)

        self.rewatch.open_screen(Chooser("Import", choices), chosen)

    def _named(self, said: list[str] | None) -> None:
        if said and said[0]:
            self._write(None, said[0])

    def _write(self, slug: str | None, name: str | None) -> None:
        workspace = self.rewatch.session.workspace
        matches, picked = list(self._matches), dict(self._chosen)

        def job() -> tuple[str, str]:
            to = slug or name or ""
            list_, added = workspace.import_watchlist(to, matches, picked, new=slug is None)
            return list_, _told(len(added), matches, picked)

        self.work(job, self.done, group="save")

    @property
    def would_lose(self) -> bool:
        """Whether anything was pasted."""
        return bool(self.query_one(TextArea).text.strip())

    def action_back(self) -> None:
        """Nothing is imported; what was pasted is given up only when that is said."""
        if not self.would_lose:
            self.done()
            return

        def answered(what: str | None) -> None:
            if what == "discard":
                self.done()

        choices = [Choice("d", "discard it", "discard"), Choice("s", "stay here", "stay")]
        self.rewatch.open_screen(Chooser("What you pasted is not imported", choices), answered)


def _shared(longest: int, room: int) -> tuple[int, int]:
    """Cells for what was pasted, as much as the longest needs up to the half, and for the rest."""
    pasted = max(_NAME, min(longest, room // 2))
    return pasted, max(_NAME, room - pasted)


def _told(added: int, matches: list[Match], chosen: dict[int, Hit]) -> str:
    """How many are new on the list, and the names that were passed over."""
    left = [
        cut(match.named.text, 24)
        for place, match in enumerate(matches)
        if match.kind in ("near", "listed", "miss") and place not in chosen
    ]
    more = f" and {len(left) - _NAMED} more" if len(left) > _NAMED else ""
    over = f" Passed over: {', '.join(left[:_NAMED])}{more}." if left else ""
    many = "1 company is" if added == 1 else f"{added} companies are"
    return f"Imported: {many} new on the list.{over} {key_of('undo')} takes it back."


def _read(path: Path) -> str:
    return decoded(path.read_bytes(), path.name)[:_LONGEST]
