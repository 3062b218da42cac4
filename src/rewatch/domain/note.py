"""A note: a dated piece of Markdown about one company."""

import re
from typing import Literal

from pydantic import Field

from rewatch.domain.company import Conflict
from rewatch.domain.record import Frozen
from rewatch.domain.values import Day, Id, Moment


class Note(Frozen):
    """One note; `id` is its file name without ending, `body` is Markdown."""

    schema_: Literal[1] = Field(default=1, alias="schema")
    id: str
    company: Id
    kind: Literal["note", "signal", "verdict"] = "note"
    created: Moment
    title: str | None = None
    state: Literal["watch", "confirmed", "refuted"] | None = None
    review: Day | None = None
    tags: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    body: str = ""

    @property
    def headline(self) -> str:
        """Its title, else its first line of text."""
        if self.title:
            return self.title
        for line in self.body.splitlines():
            said = line.strip(" #").removeprefix("* ").removeprefix("- ").strip()
            whole = re.fullmatch(r"(\*{1,3}|_{1,3})([^*_]+)\1", said)
            if said.strip("*-_= "):
                return whole[2] if whole else said
        return "(empty note)"
