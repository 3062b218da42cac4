"""Screens of the user's own: the file `screens.toml` of a workspace, laid over the shipped ones."""

from __future__ import annotations

from rewatch.domain.errors import UsageError
from rewatch.domain.screens import Screen, Screens
from rewatch.storage.lock import make_workspace
from rewatch.storage.paths import Folders, slug
from rewatch.storage.recorded import operation
from rewatch.storage.saving import change_file, create_file, made


def save_screen(folders: Folders, name: str, line: str, why: str = "") -> str:
    """Saves a filter under a name, or changes the one of that name.

    Args:
        folders: whose workspace.
        name: what it is called; its id is made from it.
        line: the filter, in its canonical spelling.
        why: what somebody looks for with it, one sentence.

    Returns:
        its id.

    Raises:
        UsageError: no name.
        BrokenFile: the file of screens cannot be read, and is not written over.
        LockHeld, CannotWrite: nothing was changed.
    """
    name = " ".join(name.split())
    if not name:
        raise UsageError("a screen needs a name")
    values = {"id": slug(name, "screen"), "name": name, "filter": line}
    screen = made(Screen, values | ({"why": why} if why else {}))

    def how(file: Screens) -> Screens:
        known = [item.id for item in file.screens]
        if screen.id not in known:
            return file.model_copy(update={"screens": (*file.screens, screen)})
        screens = tuple(screen if item.id == screen.id else item for item in file.screens)
        return file.model_copy(update={"screens": screens})

    make_workspace(folders.workspace)
    path = folders.workspace / "screens.toml"
    with operation(folders, f"saved the screen {name}"):
        if path.exists():
            change_file(folders, path, Screens, how)
        else:
            create_file(folders, path, Screens(schema_=1, screens=(screen,)))
    return screen.id
