"""Weights profiles of the user's own: the file `profiles.toml` of a workspace.

schema = 1
[profiles.mine]
name = "Mine"
weights = { processing = 50, element_mix = 30, jurisdiction = 10, partnerships = 10 }
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from rewatch.domain.record import Frozen
from rewatch.domain.rubric import Profile
from rewatch.domain.values import Id


class ProfileFile(Frozen):
    """All profiles of one workspace."""

    schema_: Literal[1] = Field(alias="schema")
    profiles: dict[Id, Profile] = Field(default_factory=dict)
