"""Screens: saved filters with a name and the reason they are there."""

from typing import Literal, Self

from pydantic import Field, model_validator

from rewatch.domain.record import Frozen
from rewatch.domain.values import Id


class Screen(Frozen):
    """One saved filter.

    Attributes:
        filter: a line of the filter language.
        why: what somebody looks for with it, one sentence.
    """

    id: Id
    name: str
    filter: str
    why: str = ""


class Screens(Frozen):
    """The whole file `screens.toml`."""

    schema_: Literal[1] = Field(alias="schema")
    screens: tuple[Screen, ...] = ()

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        ids = [screen.id for screen in self.screens]
        twice = sorted({name for name in ids if ids.count(name) > 1})
        if twice:
            raise ValueError(f"screens share an id: {', '.join(twice)}")
        return self
