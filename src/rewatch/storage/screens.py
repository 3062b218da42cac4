"""Screens of the user's own: the file `screens.toml` of a workspace, laid over the shipped ones."""

from __future__ import annotations

from rewatch.domain.errors import UsageError
from rewatch.domain.screens import Screen, Screens
from rewatch.storage.lock import make_workspace
from rewatch.storage.paths import Folders, slug
from rewatch.storage.recorded import operation
from rewatch.storage.saving import change_file, create_file, made
from rewatch.storage.toml_files import read_model


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

    make_workspace(folders)
    path = folders.workspace / "screens.toml"
    with operation(folders, f"saved the screen {name}"):
        if path.exists():
            change_file(folders, path, Screens, how)
        else:
            create_file(folders, path, Screens(schema_=1, screens=(screen,)))
    return screen.id


def own_screens(folders: Folders) -> frozenset[str]:
    """The ids of the screens in the workspace.

    Raises:
        BrokenFile: the file of screens cannot be read.
    """
    path = folders.workspace / "screens.toml"
    if not path.exists():
        return frozenset()
    return frozenset(item.id for item in read_model(path, Screens).screens)


def delete_screen(folders: Folders, screen_id: str) -> None:
    """Takes a screen out of the workspace; a shipped one that it stood over is seen again.

    Raises:
        UsageError: the workspace has none of that id.
        BrokenFile: the file of screens cannot be read, and is not written over.
        LockHeld, CannotWrite: nothing was changed.
    """
    if screen_id not in own_screens(folders):
        raise UsageError(f"no screen of your own has the id {screen_id!r}; shipped ones stay")

    def how(file: Screens) -> Screens:
        left = tuple(item for item in file.screens if item.id != screen_id)
        return file.model_copy(update={"screens": left})

    with operation(folders, f"deleted the screen {screen_id}"):
        change_file(folders, folders.workspace / "screens.toml", Screens, how)
