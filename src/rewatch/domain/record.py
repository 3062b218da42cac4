"""The base of all records: immutable, unknown keys refused, one source, one day of recording.

Knows nothing of files, the clock or scoring. The modules of records evaluate their annotations as
they are read: postponed, the library would compile every one of them again from its text.
"""

from datetime import date, datetime
from typing import Annotated, Any, ClassVar, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from rewatch.domain.values import Grade, Id, Moment, PartialDate


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


# One or several ids; a single one may be written without brackets.
Ids = Annotated[tuple[str, ...], BeforeValidator(_as_list)]

Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]


class Frozen(BaseModel):
    """Base of all records: immutable, unknown keys refused."""

    # A model is built when it is first used: most runs use a few of them, and those inside others
    # not by themselves. (The library builds one at a time, whichever thread asks.)
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, defer_build=True)


class Record(Frozen):
    """What every evidence record carries."""

    # Which fields tell two facts of one kind apart (SCORING "Subjects").
    subject_fields: ClassVar[tuple[str, ...]] = ()

    id: Id
    source: str
    recorded: Moment
    project: str | None = None
    as_of: PartialDate | None = None
    grade: Grade | None = None
    why: str | None = None
    note: str | None = None
    supersedes: Ids = ()
    disputes: Ids = ()
    same_as: str | None = None

    @model_validator(mode="after")
    def _grade_needs_why(self) -> Self:
        if self.grade is not None and not self.why:
            raise ValueError("a record that overrides the grade of its source says why")
        return self

    @property
    def recorded_on(self) -> date:
        """The day it entered its file."""
        return self.recorded.date() if isinstance(self.recorded, datetime) else self.recorded
