"""Weights profiles of the user's own: the file `profiles.toml` of a workspace.

schema = 1
[profiles.mine]
name = "Mine"
weights = { processing = 50, element_mix = 30, jurisdiction = 10, partnerships = 10 }
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from rewatch.domain.errors import NotFound, UsageError
from rewatch.domain.record import Frozen
from rewatch.domain.rubric import Profile
from rewatch.domain.values import Id
from rewatch.storage.paths import Folders, slug

# What saves is loaded where it is used: every start reads profiles, and few save one.


class ProfileFile(Frozen):
    """All profiles of one workspace."""

    schema_: Literal[1] = Field(alias="schema")
    profiles: dict[Id, Profile] = Field(default_factory=dict)


def save_profile(folders: Folders, name: str, weights: Mapping[str, float], why: str = "") -> str:
    """Makes a weights profile of the user's own, or changes the one of that name.

    Args:
        folders: whose workspace.
        name: what it is called; its id is made from it.
        weights: a number for each criterion, 0 or more and not all 0.
        why: the reason, one sentence.

    Returns:
        its id.

    Raises:
        UsageError: the weights cannot be used, or there is no name.
        BrokenFile: the file of profiles cannot be read, and is not written over.
        LockHeld, CannotWrite: nothing was changed.
    """
    from rewatch.storage.lock import make_workspace
    from rewatch.storage.recorded import operation
    from rewatch.storage.saving import change_file, create_file, made

    name = " ".join(name.split())
    if not name:
        raise UsageError("a weights profile needs a name")
    if not all(math.isfinite(weight) for weight in weights.values()) or sum(weights.values()) <= 0:
        raise UsageError("weights are finite numbers of 0 or more, and at least one is more than 0")
    values = {"name": name, "weights": dict(weights)} | ({"why": why} if why else {})
    profile, chosen = made(Profile, values), slug(name, "profile")

    def how(file: ProfileFile) -> ProfileFile:
        return file.model_copy(update={"profiles": {**file.profiles, chosen: profile}})

    make_workspace(folders)
    path = folders.workspace / "profiles.toml"
    with operation(folders, f"saved the weights profile {name}"):
        if path.exists():
            change_file(folders, path, ProfileFile, how)
        else:
            create_file(folders, path, how(ProfileFile(schema_=1, profiles={})))
    return chosen


def delete_profile(folders: Folders, name: str) -> None:
    """Takes a profile of the user's own out of the file; undo brings it back.

    Raises:
        NotFound: the workspace has none of that id.
        BrokenFile, LockHeld, CannotWrite: nothing was changed.
    """
    from rewatch.storage.recorded import operation
    from rewatch.storage.saving import change_file

    def how(file: ProfileFile) -> ProfileFile:
        if name not in file.profiles:
            raise NotFound("weights profile of your own", name, list(file.profiles)[:3])
        left = {key: item for key, item in file.profiles.items() if key != name}
        return file.model_copy(update={"profiles": left})

    path = folders.workspace / "profiles.toml"
    if not path.exists():
        raise NotFound("weights profile of your own", name, [])
    with operation(folders, f"deleted the weights profile {name}"):
        change_file(folders, path, ProfileFile, how)
