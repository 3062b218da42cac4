"""The evidence form without its widgets: which fields a kind has, and what a draft would change.

Fields, allowed values and which are needed are read off the records' own models, so that the form
cannot drift from the files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from rewatch.domain.evidence import KINDS
from rewatch.domain.values import PartialDate
from rewatch.tui.evidence_hints import ABOUT, OTHERWISE, UNITS, WORDS, hint
from rewatch.tui.reading import Dates, Reader, Words, words_of
from rewatch.tui.widgets.paint import span, span_of

if TYPE_CHECKING:
    from rewatch.gathering import Effect

# What the tool fills in itself, or what corrects other records.
_HIDDEN = ("id", "kind", "source", "recorded", "supersedes", "disputes", "same_as", "grade", "why")
_LAST = ("project", "as_of", "note")
# Unknown, or that it does not apply, which every line may say.
_OTHER = re.compile(
    r"(?:u|unknown|\?|(?:na|n/a|not applicable)(?:[\s:,-].*)?)\Z", re.IGNORECASE | re.DOTALL
)
_FIRST = ("partnership", "approval", "cash", "recovery", "distribution", "step", "testwork")


@dataclass(frozen=True, slots=True)
class FormField:
    """One line of the form.

    Attributes:
        key: as files have it.
        needed: whether a record cannot be without it.
        choices: the values it takes; empty where it is free.
        unit: what it is typed in.
        dated: whether it holds a date.
        about: what is said in it, or what its choices mean.
    """

    key: str
    needed: bool
    choices: tuple[str, ...] = ()
    unit: str = ""
    dated: bool = False
    about: str = ""

    @property
    def anew(self) -> bool:
        """Whether what stands there is typed over when one comes back to it; a text is typed into.

        (What has a unit or choices is one word or one figure.)
        """
        return self.key != "oxides" and bool(self.choices or self.unit or self.dated)

    @property
    def words(self) -> str:
        """Its name in words."""
        return self.key.replace("_", " ")

    @property
    def label(self) -> str:
        """Its name in words, with * where it is needed."""
        return f"{self.words}{' *' if self.needed else ''}"

    def read(self, text: str, today: date, reader: Reader | None = None) -> str:
        """The line as it is meant: a word that was begun written out, a date as files hold it.

        Args:
            text: what stands there.
            today: the day that `today` means.
            reader: of a line whose words stand in none of the records' models.

        Raises:
            UsageError: it can be none of what the line takes, or more than one.
        """
        reader = reader or self._reader(today)
        if reader is None or _OTHER.match(text.strip()):
            return text.strip()
        if self.key == "status":  # what is said to lie between two of them
            return " to ".join(reader.read(end) for end in re.split(r"\s+to\s+", text.strip()))
        return reader.read(text)

    def told(self, text: str, today: date, reader: Reader | None = None) -> tuple[str, bool]:
        """What may be typed, or what is begun; and whether what stands there can be used still.

        Arguments as for `read`.
        """
        reader = reader or self._reader(today)
        if reader is not None and text.strip() and not _OTHER.match(text.strip()):
            last = re.split(r"\s+to\s+", text)[-1] if self.key == "status" else text
            return reader.told(last)
        if text.strip() and reader is not None:
            return OTHERWISE, True
        takes = reader.told("")[0] if reader is not None else self.unit
        said = (takes, self.about, "" if self.key in _LAST else OTHERWISE)
        return " · ".join(filter(None, said)), True

    def completed(self, text: str, today: date, reader: Reader | None = None) -> str:
        """The text as far as all words go on alike that it may begin. Arguments as for `read`."""
        words = words_of(reader or self._reader(today))
        if words is None or _OTHER.match(text.strip()):
            return text
        last = re.split(r"\s+to\s+", text)[-1] if self.key == "status" else text
        return text.removesuffix(last) + words.common(last)

    def _reader(self, today: date) -> Reader | None:
        if self.dated:
            return Dates(today, self.unit, between=self.key == "promised")
        return Words(self.choices) if self.choices else None


def kinds() -> list[tuple[str, str]]:
    """Every kind of evidence and what it is."""
    return [(kind, ABOUT.get(kind, "")) for kind in KINDS]


def letters() -> dict[str, str]:
    """A key for each kind: one of its own letters, none that moves in lists."""
    taken = set("jkgu")
    found = {}
    for kind in dict.fromkeys((*_FIRST, *KINDS)):  # what is added most has its first letter
        free = (letter for letter in f"{kind}abcdefhilmnopqrstvwxyz" if letter.isalpha())
        found[kind] = next(letter for letter in free if letter not in taken)
        taken.add(found[kind])
    return found


def fields_of(kind: str, indicators: tuple[str, ...] = ()) -> list[FormField]:
    """The lines of the form for a kind: what is needed, what may be, project, date and note.

    Args:
        kind: of the evidence.
        indicators: ids of the method's indicators, for the line that takes one.
    """
    found = []
    for name, info in KINDS[kind].model_fields.items():
        key = info.alias or name
        if key in _HIDDEN:
            continue
        parts = list(_parts(info.annotation))
        words = indicators if key == "indicator" else _literals(info.annotation)
        choices = ("yes", "no") if bool in parts else tuple(dict.fromkeys(words))
        dated = PartialDate in parts
        unit, about = hint(UNITS, kind, key), hint(WORDS, kind, key)
        found.append(FormField(key, info.is_required(), choices, unit, dated, about))
    place = {key: number for number, key in enumerate(_LAST)}
    return sorted(found, key=lambda item: (place.get(item.key, -1), not item.needed))


def _parts(annotation: Any) -> Iterator[Any]:
    """What an annotation is made of, however deep."""
    yield annotation
    for part in get_args(annotation):
        yield from _parts(part)


def _literals(annotation: Any) -> Iterator[str]:
    """The words that an annotation allows, however deep they stand in it."""
    if get_origin(annotation) is Literal:
        yield from (str(value) for value in get_args(annotation))
        return
    for part in get_args(annotation):
        yield from _literals(part)


def values_of(kind: str, typed: Mapping[str, str]) -> dict[str, Any]:
    """What was typed as the record's fields; empty lines say nothing."""
    values: dict[str, Any] = {"kind": kind}
    for key, text in typed.items():
        if not text.strip():
            continue
        if kind == "distribution" and key == "oxides":
            values[key] = oxides_of(text)
        else:
            values[key] = text.strip()
    return values


def oxides_of(text: str) -> dict[str, str] | str:
    """`Nd2O3 17, Pr6O11: 5 %` by oxide; the text itself where it is u or na."""
    if re.match(r"\s*(u|unknown|\?|na\b.*|n/a\b.*)\s*\Z", text, re.IGNORECASE | re.DOTALL):
        return text.strip()
    found = {}
    # A table that was pasted is one line, with nothing but blanks between its rows.
    for part in re.split(r"[,;]|\s+(?=[A-Za-z]{1,2}\d*[Oo]\d+\b)", text):
        name, _, share = part.strip().replace("=", " ").replace(":", " ").partition(" ")
        if name:
            found[name] = share.strip()
    return found


def typed_of(record: Any) -> dict[str, str]:
    """A record as its form shows it."""
    plain = record.model_dump(by_alias=True, exclude_none=True)
    return {
        item.key: _typed(plain[item.key]) for item in fields_of(record.kind) if item.key in plain
    }


def _typed(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_typed(share)}" for key, share in value.items())
    if isinstance(value, tuple | list) and len(value) == 2:
        first, last = map(_typed, value)
        return first if first == last else f"{first} to {last}"
    if isinstance(value, tuple | list):
        return ", ".join(map(_typed, value))
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def missing(kind: str, typed: Mapping[str, str]) -> list[str]:
    """The fields that are needed and empty, in words."""
    return [
        item.words
        for item in fields_of(kind)
        if item.needed and not typed.get(item.key, "").strip()
    ]


def unknown(kind: str, typed: Mapping[str, str]) -> str:
    """That nothing is recorded, where a field that is needed is typed to be unknown; else empty."""
    keys = [item.key for item in fields_of(kind) if item.needed]
    said = [key for key in keys if typed.get(key, "").strip().casefold() in ("u", "unknown", "?")]
    said = [key for key in said if (key, typed[key].strip()) != ("basis", "unknown")]
    return f"{', '.join(said)}: unknown; nothing is recorded" if said else ""


def effect_words(effect: Effect) -> str:
    """What a draft would change: each criterion, the total, the rank and the flags."""
    after = effect.after
    if effect.before is None:
        return f"total {span_of(after.score.total)}"
    before = effect.before
    parts = []
    for now in after.score.criteria:
        was = before.score.criterion(now.id)
        if was is not None and _shown(was.value) != _shown(now.value):
            parts.append(f"{now.name.casefold()} {_shown(was.value)} to {_shown(now.value)}")
    if _shown(before.score.total) != _shown(after.score.total):
        parts.append(f"total {_shown(before.score.total)} to {_shown(after.score.total)}")
    if before.rank != after.rank:
        parts.append(f"place {before.rank or 'none'} to {after.rank or 'none'}")
    ranks = [_rank(row.rank_interval) for row in (before, after)]
    if ranks[0] != ranks[1]:
        parts.append(f"rank {ranks[0]} to {ranks[1]}")
    why = f": {effect.unmoved}" if effect.unmoved else ""
    said = ", ".join(parts) or f"no number changes{why}"
    return "; ".join((said, *effect.flags))


def _shown(value: Any) -> str:
    return span_of(value)


def _rank(interval: tuple[int, int] | None) -> str:
    return "none" if interval is None else span(*interval)
