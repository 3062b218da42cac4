"""What the settings hold that cannot be used, as the interface would tell it at its start."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rewatch.domain.errors import Fault
    from rewatch.workspace import Workspace


def mistakes_of(workspace: Workspace) -> list[Fault]:
    """Every mistake of config.toml, in the order of the file.

    Args:
        workspace: whose settings they are; its method says which criteria are columns.
    """
    from rewatch.domain.errors import RewatchError
    from rewatch.tui.configured import mistakes

    try:
        rubric = workspace.catalogue.rubric
        criteria = [(item.id, item.name) for item in rubric.criteria]
    except RewatchError:  # told by itself; no column can be held against a method nobody can read
        return list(workspace.settings().faults)
    return mistakes(workspace.settings(), criteria)
