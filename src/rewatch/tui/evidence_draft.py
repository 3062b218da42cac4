"""What is typed into the evidence form, as a draft and its effect; without widgets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rewatch.domain.errors import RewatchError
from rewatch.tui.evidence_fields import effect_words, values_of
from rewatch.tui.text import cut
from rewatch.tui.widgets.paint import ACCENT, DIM, STRONG, Piece, paragraph

if TYPE_CHECKING:
    from rewatch.gathering import Effect
    from rewatch.workspace import Draft, FormDraft, Question, Workspace

_ANY_SOURCE = {"type": "company", "title": "?"}  # to read the values while none is chosen


@dataclass(frozen=True, slots=True)
class Seen:
    """A draft as the form shows it: what would be saved and its effect, or what is wrong."""

    draft: Draft | None = None
    effect: Effect | None = None
    in_place: bool = False
    wrong: str = ""
    as_of: str = ""  # the earlier day that the effect is worked out for


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form.

    Attributes:
        company: whom it is about.
        kind: of the evidence.
        lines: the fields, as they are meant.
        source: id of a known source, fields of a new one, None while none is chosen.
        project: fields of a new project, which counts where the lines name it.
        old: id of the record that is corrected, None for a new one.
        before: what stood in the lines at first.
    """

    company: str
    kind: str
    lines: Mapping[str, str]
    source: str | Mapping[str, str] | None = None
    project: Mapping[str, str] | None = None
    old: str | None = None
    before: Mapping[str, str] = field(default_factory=dict)

    def values(self, lines: Mapping[str, str]) -> dict[str, Any]:
        """Some lines as fields of a record, those of a new project in the place of its name."""
        found, new = values_of(self.kind, lines), self.project
        is_new = new is not None and found.get("project") == new["name"]
        return {**found, "project": dict(new)} if new and is_new else found

    def changes(self) -> dict[str, Any]:
        """The fields of the old record that are typed anew; an empty text takes one out."""
        changed = {
            key: text.strip()
            for key, text in self.lines.items()
            if text.strip() != self.before.get(key, "").strip()
        }
        found: dict[str, Any] = {**changed, **(self.values(changed) if changed else {})}
        found.pop("kind", None)
        return found if self.source is None else {**found, "source": self.source}


def work_out(
    workspace: Workspace, typed: Typed, question: Question | None, slug: str | None
) -> Seen:
    """What would be saved and what it would change, or what is wrong.

    Args:
        workspace: where the company is.
        typed: what stands in the form.
        question: how is scored.
        slug: of the list in which the company is ranked.
    """
    try:
        in_place = False
        if typed.old:
            changes = typed.changes()
            if not changes:
                return Seen(wrong="nothing is changed yet")
            draft, in_place = workspace.correct_evidence(typed.company, typed.old, changes)
        else:
            values = typed.values(typed.lines)
            draft = workspace.draft_evidence(typed.company, values, typed.source or _ANY_SOURCE)
            if typed.source is None:  # what is typed can be used as far as that goes
                return Seen(wrong="still needed: source")
        effects = workspace.effect([draft], question, slug) if draft.records else []
    except RewatchError as error:
        return Seen(wrong=str(error))
    day = str(question.as_of or "") if question else ""
    return Seen(draft, effects[0] if effects else None, in_place, as_of=day)


def seen_lines(seen: Seen, width: int, style: str) -> list[list[Piece]]:
    """The lines below the form; what is wrong in a style of its own."""
    if seen.draft is None:
        return paragraph(cut(seen.wrong, 500), width, style)
    found: list[list[Piece]] = []
    if seen.effect is not None:
        found.append([(f"Effect as of {seen.as_of}" if seen.as_of else "Effect", STRONG)])
        found += paragraph(effect_words(seen.effect), width, ACCENT)
    for said in seen.draft.said:
        found += paragraph(cut(said, 300), width, DIM)
    if seen.in_place:
        found += paragraph("Put right in place: it was recorded today.", width, DIM)
    return found


def given(kept: FormDraft | None, key: str) -> str | dict[str, str] | None:
    """What a draft says of its source or project, None where that is nothing that can be used."""
    found = kept.values.get(key) if kept else None
    if isinstance(found, dict):
        return {name: str(text) for name, text in found.items()}
    return found if isinstance(found, str) else None


def lines_of(kept: FormDraft) -> dict[str, str]:
    """The lines of a draft, as far as they are any."""
    lines = kept.values.get("lines")
    return {key: str(text) for key, text in lines.items()} if isinstance(lines, dict) else {}
