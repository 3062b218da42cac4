"""What waits for the user besides the scores, in sentences: each is told once, and i shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rewatch.tui.text import cut

if TYPE_CHECKING:
    from rewatch.workspace import Workspace


def news(workspace: Workspace, *, drafts: bool = False) -> list[str]:
    """Conflicts, broken files with a good copy, a history that was set aside, drafts.

    Args:
        workspace: what is looked through; nothing is changed.
        drafts: also the notes and forms that were being typed when the tool last stopped.
    """
    if workspace.gone:
        folder = workspace.folders.workspace
        return [f"The workspace {folder} is gone; nothing can be saved until it is back."]
    found = workspace.history_notices()
    if conflicts := workspace.conflicts():
        place = conflicts[0].placed(workspace.catalogue.names)
        more = " and more" if len(conflicts) > 1 else ""
        found.append(f"Two edits disagree: {place}{more}. Both are kept; i lets you take one.")
    for file in workspace.restorable():
        found.append(f"{file} cannot be read; i brings its last good copy back.")
    companies = workspace.catalogue.companies
    for key in workspace.drafts() if drafts else ():
        name = cut(companies[key].name, 60) if key in companies else key
        found.append(f"A note on {name} was being typed; n on it goes on with the draft.")
    found += _forms(workspace) if drafts else []
    return found


def _forms(workspace: Workspace) -> list[str]:
    """The forms that were being typed into, with the keys that go on with each."""
    from rewatch.tui.evidence_fields import letters

    keys, found = letters(), []
    lists, companies = workspace.watchlists(), workspace.catalogue.companies
    for draft in workspace.form_drafts():
        kind, _, old = draft.part.partition(" ")
        if draft.form == "cash" and draft.about in lists:
            name = cut(lists[draft.about].name, 60)
            found.append(f"Cash of {name} was being typed; $ on that list goes on with it.")
        elif draft.form == "evidence" and draft.about in companies and kind in keys:
            name, what = cut(companies[draft.about].name, 60), kind.replace("-", " ")
            key = "C on its record" if old else f"e, then {keys[kind]} on it"
            found.append(f"Evidence on {name} ({what}) was being typed; {key} goes on with it.")
    return found
