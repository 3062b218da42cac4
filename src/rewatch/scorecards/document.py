"""The parts every printed document is made of: plain data in a fixed order, no markup.

A renderer turns these blocks into one format and knows nothing of scoring; whoever builds them
knows nothing of formats. Text in a block may come from anybody's file: it has been made visible
(see `plain`), and each renderer still escapes it for its own format. Numbers are not rounded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from rewatch.domain.values import Interval

Tone = Literal["plain", "quiet", "warn"]
Align = Literal["left", "right"]
_LONG_ADDRESS = 200


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of text with the numbers of the sources it rests on."""

    text: str
    cites: tuple[int, ...] = ()
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One or more sentences."""

    text: Text


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of short sentences; `empty` is said where there are none."""

    items: tuple[Text, ...]
    title: str = ""
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels and what is known of each, in order."""

    rows: tuple[tuple[str, Text], ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """One criterion or company on the scale from 0 to 100.

    Attributes:
        value: proven to possible, None where it does not apply.
        weight: effective share of the total, 0 to 1; None where a bar has no weight.
        coverage: share of its weight with evidence, 0 to 1.
        sentence: why, with sources.
    """

    label: str
    value: Interval | None
    weight: float | None
    coverage: float | None
    sentence: Text


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars over one scale; `title` says what is drawn, for those who cannot see it."""

    rows: tuple[Bar, ...]
    title: str


@dataclass(frozen=True, slots=True)
class StripCell:
    """A group of oxides and its share of TREO, %; None where nothing bounds it."""

    label: str
    share: Interval | None


@dataclass(frozen=True, slots=True)
class Strip:
    """The element strip: what TREO is made of, light to heavy."""

    cells: tuple[StripCell, ...]
    basis: str
    cites: tuple[int, ...]
    title: str


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the value chain.

    Attributes:
        step: in words.
        states: what is there by state, the furthest first: by whom, where and since when.
    """

    step: str
    states: tuple[tuple[str, tuple[Text, ...]], ...]

    def lines(self) -> list[tuple[str, Text]]:
        """State and site, one a line."""
        return [(state, item) for state, items in self.states for item in items]


@dataclass(frozen=True, slots=True)
class Ladder:
    """The value chain, upstream first."""

    rungs: tuple[Rung, ...]
    title: str

    def lines(self) -> Iterator[tuple[str, str, Text]]:
        """One line a site: step, state and site; a step is named on its first line only."""
        for rung in self.rungs:
            step = rung.step
            for state, item in rung.lines():
                yield step, state, item
                step = ""

    def silent(self) -> list[str]:
        """The steps of which nothing is on record."""
        return [rung.step for rung in self.rungs if not rung.lines()]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a header row; `empty` is said where it has no rows."""

    head: tuple[str, ...]
    rows: tuple[tuple[Text, ...], ...]
    align: tuple[Align, ...]
    title: str = ""
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """One numbered source.

    Attributes:
        number: what the citations say.
        key: an id that is unique in the document.
        also: other ids of the same source: several companies' files may name it.
        grade: the best grade that a record resting on it has before ageing.
        aged: the worst that age has made of it on the as-of date; the same where nothing aged.
        web: whether the address is a plain http or https one, safe to be made a link.
    """

    number: int
    key: str
    type: str
    grade: str
    aged: str
    title: str
    publisher: str
    date: str
    url: str
    web: bool
    also: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """Every id it goes by."""
        return (self.key, *self.also)

    @property
    def address(self) -> str:
        """The address as pages show it: a very long one that is a link keeps its two ends."""
        if self.web and len(self.url) > _LONG_ADDRESS:
            return f"{self.url[: _LONG_ADDRESS - 60]}…{self.url[-50:]}"
        return self.url or "no address"

    @property
    def graded(self) -> str:
        """Its grade in words."""
        return f"grade {self.grade}" + (f", {self.aged} by age" if self.aged > self.grade else "")


@dataclass(frozen=True, slots=True)
class Sources:
    """The list that the numbers in brackets point to."""

    rows: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class NoteText:
    """One private note."""

    headline: str
    created: str
    kind: str
    body: str


@dataclass(frozen=True, slots=True)
class Notes:
    """The user's own notes, newest first."""

    items: tuple[NoteText, ...]


Block = (
    Paragraph | Bullets | Facts | Bars | Strip | Ladder | Table | Sources | Notes
)  # every renderer handles each of them


@dataclass(frozen=True, slots=True)
class Section:
    """One numbered section; `key` is its stable name."""

    number: int
    key: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What starts on a page of its own: a card, a comparison, the cover of a pack.

    Attributes:
        key: unique in the document, a legal id.
        title: what stands on top.
        subtitle: one line below it.
        summary: label and value pairs of the front matter, in order.
    """

    key: str
    title: str
    subtitle: str
    summary: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]

    def section(self, key: str) -> Section | None:
        """The section of that key, or None."""
        return next((item for item in self.sections if item.key == key), None)


ADVICE = "For information and record keeping, not financial advice."
