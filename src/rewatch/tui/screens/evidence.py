"""The evidence form: fields of a kind, its source, and what it would change before it is saved."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.events import DescendantFocus
from textual.timer import Timer
from textual.widgets import Input

from rewatch.scorecards.records import source_words
from rewatch.tui.draft_keeping import DraftKeeping, ask_what_becomes
from rewatch.tui.evidence_draft import Seen, Typed, given, lines_of, seen_lines, work_out
from rewatch.tui.evidence_fields import effect_words, fields_of, letters, missing, unknown
from rewatch.tui.keymap import bindings_of
from rewatch.tui.keys import clicks, keyed
from rewatch.tui.screens.base import OurScreen
from rewatch.tui.screens.evidence_lines import EvidenceField, reader_of, source_form
from rewatch.tui.screens.evidence_project import ProjectField, project_form
from rewatch.tui.screens.evidence_sources import NEW, SourcePicker
from rewatch.tui.text import cut, wrapped
from rewatch.tui.widgets.bars import Footer, Header, OneLine
from rewatch.tui.widgets.lines import Page
from rewatch.tui.widgets.paint import DIM, GOOD, PLAIN, WARN, Piece, paragraph

if TYPE_CHECKING:
    from rewatch.domain.company import Company
    from rewatch.tui.evidence_fields import FormField

KEPT = "Kept from last time: {save_evidence} saves it, {back} asks what to do."
SOURCELESS = "{choose_source} chooses where it was read; every record names its source"
_HINT = 4  # lines that say what may be typed, at most
_PAUSE = 0.15  # seconds without a key before the draft is worked out


class EvidenceScreen(OurScreen[bool]):
    """Adds one record, or corrects one."""

    place: ClassVar[str] = "evidence"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("evidence")

    def __init__(
        self, company_id: str, kind: str, old: str | None = None, values: Mapping[str, str] = {}
    ) -> None:
        """Makes the form.

        Args:
            company_id: whom it is about.
            kind: of the evidence.
            old: id of the record that is corrected, None for a new one.
            values: what stands in the lines at first.
        """
        super().__init__()
        self._company, self._kind, self._old, self._values = company_id, kind, old, dict(values)
        self._source: str | dict[str, str] | None = None
        self._project: dict[str, str] | None = None
        self._timer: Timer | None = None
        self._hinted: tuple[str, str] | None = None
        self._turn, self._seen = 0, Seen()
        self._known: Company | None = None
        self.saved = (company_id, "")  # company and record, once one is saved
        self._part = f"{kind} {old}" if old else kind
        self._keeping = DraftKeeping(self, lambda: self._unsaved, self._write, self._forget)

    @property
    def _about(self) -> Company:
        """Whose evidence it is; as it was last where somebody else has deleted it."""
        companies = self.rewatch.session.workspace.catalogue.companies
        self._known = companies.get(self._company) or self._known
        assert self._known is not None
        return self._known

    @property
    def _today(self) -> date:
        return self.rewatch.session.workspace.today

    def compose(self) -> ComposeResult:
        """The lines, the source, what it would change, footer."""
        yield Header(id="header")
        kept = self.rewatch.session.workspace.form_draft("evidence", self._company, self._part)
        lines = {**self._values, **(lines_of(kept) if kept else {})}
        self._source = given(kept, "source")
        project = given(kept, "project")
        self._project = project if isinstance(project, dict) and "name" in project else None
        self._restored = kept is not None
        with VerticalScroll(id="form"):
            criteria = self.rewatch.scored.rubric.criteria
            indicators = tuple(item.name for one in criteria for item in one.indicators)
            for field in fields_of(self._kind, indicators):
                with Horizontal(classes="form-line"):
                    yield OneLine([(cut(field.label, 18), DIM)], classes="form-label")
                    yield self._line(field, lines.get(field.key, ""))
        yield OneLine(id="source", does=clicks(SOURCELESS))
        hint = Page(id="hint")
        hint.can_focus = False
        yield hint
        effect = Page(id="effect")
        effect.can_focus = False
        yield effect
        yield Footer(self.place, id="footer")

    def _line(self, field: FormField, value: str) -> EvidenceField:
        workspace = self.rewatch.session.workspace
        if field.key != "project":
            reader = reader_of(workspace, self._kind, field, self._values.get(field.key, ""))
            return EvidenceField(field, value, self._today, reader)
        return ProjectField(field, value, self._today, self._about, self._project)

    def on_mount(self) -> None:
        """The cursor stands in the first line."""
        score = self.rewatch.session.score(self._company)
        what = "Correct evidence" if self._old else "Add evidence"
        name = score.name if score else self._company
        self.query_one(Header).say(f"{what}: {name}", [self._kind.replace("-", " ")])
        self.query_one("#form", VerticalScroll).can_focus = False
        self.query(EvidenceField).first().focus()
        self._say_source()
        self._look()
        if self._restored:
            self.rewatch.say(keyed(KEPT))

    # the lines ----------------------------------------------------------------

    @property
    def typed(self) -> dict[str, str]:
        """What stands in the lines."""
        return {line.field.key: line.value for line in self.query(EvidenceField)}

    @property
    def _meant(self) -> dict[str, str]:
        """What stands in the lines, what is begun written out where it can be read."""
        return {
            line.field.key: line.value if line.wrong else line.written_out()
            for line in self.query(EvidenceField)
        }

    def _wrong_line(self) -> EvidenceField | None:
        """The first line that cannot be used, None where all can."""
        return next((line for line in self.query(EvidenceField) if line.wrong), None)

    @on(DescendantFocus)
    def _focused(self) -> None:
        line = self.focused  # the event may be of one that was only passed through
        if isinstance(line, EvidenceField):
            self._say_hint(line, line.wrong)
        if self._wrong_line() is not None:  # told below from where it was left, else by its hint
            self._look()

    def _say_hint(self, line: EvidenceField, wrong: str = "") -> None:
        """What may be typed into a line, whole; what is wrong, or that nothing begins so."""
        text, usable = (wrong, False) if wrong else line.told()
        self._hint(text, DIM if usable else WARN)

    def _hint(self, text: str, style: str) -> None:
        self._hinted = (text, style)
        page, width = self.query_one("#hint", Page), self.size.width - 3
        page.styles.height = min(_HINT, len(wrapped(text, width)))
        page.show(lambda _width: paragraph(text, width, style))

    def on_resize(self) -> None:
        """What is said of a line is folded anew."""
        if self._hinted is not None:
            self._hint(*self._hinted)

    def _refuse(self, line: EvidenceField) -> None:
        """Goes to a line that cannot be used and says why, or asks for the project that is new."""
        line.focus()
        if isinstance(line, ProjectField) and (name := line.wants) is not None:
            self._ask_project(name)
        else:
            self._say_hint(line, line.wrong)

    @on(Input.Submitted)
    def _next(self, event: Input.Submitted) -> None:
        event.stop()
        lines = list(self.query(EvidenceField))
        if isinstance(event.input, EvidenceField) and event.input.wrong:
            self._refuse(event.input)
        elif event.input is lines[-1]:
            self.action_choose_source()
        else:
            self.focus_next()

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        if isinstance(event.input, EvidenceField) and event.input.has_focus:
            self._say_hint(event.input)
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(_PAUSE, self._look)
        self._keep_soon()

    # the draft on the disk ----------------------------------------------------

    @property
    def _unsaved(self) -> dict[str, Any]:
        """What would be lost: the lines that were changed, and where it was read."""
        lines = {key: text for key, text in self.typed.items() if text != self._values.get(key, "")}
        found: dict[str, Any] = {"lines": lines} if lines else {}
        if self._project is not None:
            found["project"] = self._project
        return found if self._source is None else {**found, "source": self._source}

    def _keep_soon(self) -> None:
        if self._unsaved or self._restored or self._keeping.kept:
            self._keeping.soon()

    def _write(self, values: dict[str, Any]) -> None:
        workspace = self.rewatch.session.workspace
        workspace.keep_form("evidence", self._company, self._part, values)

    def _forget(self) -> None:
        self.rewatch.session.workspace.drop_form("evidence", self._company, self._part)

    def flush(self) -> None:
        """Keeps the draft at once: the tool is about to end."""
        if self._unsaved:
            self._keeping.now()

    # project ------------------------------------------------------------------

    def _ask_project(self, name: str) -> None:
        workspace = self.rewatch.session.workspace
        form = project_form(
            name,
            workspace.country,
            lambda given: workspace.draft_project(self._company, given),
            self._take_project,
        )
        self.rewatch.open_screen(form)

    def _take_project(self, found: dict[str, str]) -> None:
        self._project = found
        line = self.query_one(ProjectField)
        line.new = found
        line.value = found["name"]
        self._look()
        self._keep_soon()
        self.focus_next()

    # source -------------------------------------------------------------------

    def _say_source(self) -> None:
        line = self.query_one("#source", OneLine)
        width = self.size.width - 10
        if self._source is None:
            text: Piece = (keyed(SOURCELESS), WARN)
            if self._old:
                text = ("as before", PLAIN)
        elif isinstance(self._source, str):
            text = (cut(source_words(self._about.source(self._source)), width), PLAIN)
        else:
            known = ", ".join(value for value in self._source.values() if value)
            text = (cut(f"new: {known}", width), GOOD)
        line.set([("source  ", DIM), text])

    def action_choose_source(self) -> None:
        """A known source of the company, or a new one."""
        sources = self._about.sources
        if not sources:
            self._ask_source()
            return
        current = self._source if isinstance(self._source, str) else None

        def chosen(found: str | None) -> None:
            if found is not None and found.startswith(NEW):
                self._ask_source(found.removeprefix(NEW))
            elif found is not None:
                self._take_source(found)

        self.rewatch.open_screen(SourcePicker(sources, current), chosen)

    def _ask_source(self, title: str = "") -> None:
        # What is said on a day mostly stands in a paper of that day.
        before = self._source if isinstance(self._source, dict) else {"date": self._dated()}
        before = {**before, "title": title} if title else before
        self.rewatch.open_screen(source_form(before, self._today, self._take_source))

    def _dated(self) -> str:
        return self._meant.get("as_of", "")

    def _take_source(self, found: str | dict[str, str]) -> None:
        self._source = found
        self._say_source()
        self._look()
        self._keep_soon()

    # draft and effect ---------------------------------------------------------

    def _look(self) -> None:
        """Works out beside the screen what would be saved and what it would change."""
        self._turn += 1
        turn, typed, source = self._turn, self._meant, self._source
        whole = self._typed_whole(typed)
        wrong = self._wrong_line()
        if wrong is not None and not wrong.has_focus:  # what one is in is told of by its hint
            name = f"{wrong.field.words}: "  # which some reasons begin with
            self._show(Seen(wrong=name + wrong.wrong.removeprefix(name)))
            return
        if nothing := self._nothing(typed):
            self._show(Seen(wrong=nothing))
            return
        needed = self._needed(typed)
        if needed or wrong is not None:
            still = [*needed, *(["source"] if source is None and not self._old else [])]
            self._show(Seen(wrong=f"still needed: {', '.join(still)}" if still else ""), DIM)
            return

        def shown(seen: Seen) -> None:
            if turn == self._turn:
                self._show(seen)

        self.work(lambda: self._work_out(whole), shown, group="evidence")

    def _nothing(self, typed: Mapping[str, str]) -> str:
        """That nothing would be recorded, because what is needed is said to be unknown."""
        return "" if self._old else unknown(self._kind, typed)

    def _needed(self, typed: Mapping[str, str]) -> list[str]:
        """The lines that are needed and empty, in words."""
        if self._old:
            return []
        workspace, amount = self.rewatch.session.workspace, typed.get("amount", "")
        currency = workspace.currency_of(self._company, self._kind, amount)
        return missing(self._kind, {**typed, "currency": typed.get("currency") or currency})

    def _typed_whole(self, lines: dict[str, str]) -> Typed:
        return Typed(self._company, self._kind, lines, self._source, self._project,
                     self._old, self._values)  # fmt: skip

    def _work_out(self, typed: Typed) -> Seen:
        session = self.rewatch.session
        slug = session.answer.slug if session.answer else None
        return work_out(session.workspace, typed, session.question, slug)

    def _show(self, seen: Seen, style: str = WARN) -> None:
        self._seen = seen
        self.query_one("#effect", Page).show(lambda width: seen_lines(seen, width, style))

    # commands -----------------------------------------------------------------

    def action_save_evidence(self) -> None:
        """Saves what the form shows; where it cannot be saved, everything stays here."""
        if self._timer is not None:
            self._timer.stop()
        if (wrong := self._wrong_line()) is not None:
            self._refuse(wrong)
            return
        typed, source = self._meant, self._source
        if nothing := self._nothing(typed):
            self._show(Seen(wrong=f"not saved: {nothing}"))
            return
        if needed := self._needed(typed):
            lines = self.query(EvidenceField)
            next(line for line in lines if line.field.words == needed[0]).focus()
            self._show(Seen(wrong=f"not saved; still needed: {', '.join(needed)}"))
            return
        if source is None and not self._old:
            self.action_choose_source()
            return
        workspace, whole = self.rewatch.session.workspace, self._typed_whole(typed)

        def job() -> tuple[Seen, str]:
            seen = self._work_out(whole)
            if seen.draft is not None and seen.draft.records:
                workspace.add_evidence([seen.draft], in_place=seen.in_place)
                return seen, self._keeping.saved()
            return seen, ""

        self.work(job, lambda both: self._saved(*both), group="save")

    def _saved(self, seen: Seen, draft: str) -> None:
        if seen.draft is None or not seen.draft.records:
            said = seen.wrong or "; ".join(seen.draft.said if seen.draft else ())
            self._show(Seen(wrong=f"not saved: {said}"))
            return
        effect = f": {effect_words(seen.effect)}" if seen.effect else ""
        self.saved = (self._company, seen.draft.records[0].id)
        ids = ", ".join(item.id for item in seen.draft.records)
        self.rewatch.say(f"Saved {ids}{effect}{draft}")
        self.done(True)

    def action_back(self) -> None:
        """Closes; asks first what becomes of what was typed."""
        if self._unsaved:
            ask_what_becomes(self, self._keeping, self.action_save_evidence, self._opens)
            return
        if self._restored or self._keeping.kept:
            self.rewatch.work(self._keeping.drop, group="draft")
        self.done(False)

    @property
    def _opens(self) -> str:
        return "C on its record" if self._old else f"e, then {letters()[self._kind]}"
