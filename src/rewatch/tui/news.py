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
        drafts: also the notes that were being typed when the tool last stopped.
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
    return found
