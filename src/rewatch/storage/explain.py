"""What a record refused, told in the words of whoever wrote the file.

Turns the validation errors of a record model into (path, sentence) pairs: names the key, what was
found, what is expected and the nearest known word. Knows the shape of models, not their meaning,
and nothing of files.
"""

from __future__ import annotations

import types
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from rewatch.storage.toml_text import Path

_EXPECTED = {
    "string": "text in quotes",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "tuple": "a list in [ ]",
    "list": "a list in [ ]",
    "dict": "a table",
    "model": "a table",
    "date": "a date such as 2026-11-21",
    "datetime": "a date such as 2026-11-21",
}
_SHAPES = {
    r"^[A-Z]{3}$": "a currency is three capital letters, such as AUD",
    r"^[A-Z]{2}$": "a country is two capital letters (ISO 3166-1 alpha-2), such as AU",
}


class Complaint(NamedTuple):
    """One thing wrong: where in the data, and the sentence."""

    path: Path
    reason: str


class _Spot(NamedTuple):
    path: Path
    owner: type[BaseModel] | None
    tag: str | None
    either: bool


def complaints(error: ValidationError, model: type[BaseModel], data: Any) -> list[Complaint]:
    """All that is wrong with `data` as a `model`, one complaint a place, in no special order.

    Args:
        error: what validating `data` raised.
        model: the record model it was validated as.
        data: the raw data, as parsed from the file.
    """
    told: dict[tuple[Path, str], Complaint] = {}
    for item in error.errors(include_url=False):
        spot = _spot(model, item["loc"], data)
        path, reason = _sentence(item, spot, data)
        # A field that may take several forms is refused once for each: one complaint is enough.
        key = (path, "" if spot.either else reason)
        told.setdefault(key, Complaint(path, _context(data, path) + reason))
    return list(told.values())


def show(value: object) -> str:
    """A value as it may stand in a message: short, on one line, nothing invisible."""
    if isinstance(value, str):
        text = '"' + repr(value)[1:-1].replace("\\'", "'") + '"'
    elif isinstance(value, bool):
        text = str(value).lower()
    elif isinstance(value, dict):
        text = "a table"
    elif hasattr(value, "isoformat"):
        text = value.isoformat()
    else:
        text = repr(value)
    return text if len(text) <= 60 else f"{text[:56]} …"


def nearest(word: object, known: Iterable[str]) -> str:
    """`; did you mean "x"?` for the known word closest to `word`, or nothing."""
    close = get_close_matches(str(word), list(known), 1, 0.6)
    return f'; did you mean "{close[0]}"?' if close else ""


def either(words: Iterable[str]) -> str:
    """`a, b or c`."""
    words = list(words)
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def keys_of(model: type[BaseModel]) -> list[str]:
    """The keys a model takes, as they are written in a file."""
    return [info.alias or name for name, info in model.model_fields.items()]


def _sentence(item: Any, spot: _Spot, data: Any) -> tuple[Path, str]:
    sort, context, path = str(item["type"]), item.get("ctx", {}), spot.path
    key = next((step for step in reversed(path) if isinstance(step, str)), "")
    found = _value_at(data, path)
    if sort == "extra_forbidden":
        known = keys_of(spot.owner) if spot.owner else []
        place = f" in a {spot.tag} record" if spot.tag else ""
        listed = f" (known: {', '.join(known)})" if known else ""
        return path, f'unknown key "{key}"{place}{nearest(key, known)}{listed}'
    if sort == "missing":
        return path, f'the key "{path[-1] if path else ""}" is missing'
    if sort in ("union_tag_invalid", "union_tag_not_found"):
        name = str(context["discriminator"]).strip("'")
        if sort == "union_tag_not_found":
            return path, f'the key "{name}" is missing'
        tags, tag = _quoted(context["expected_tags"]), context.get("tag")
        near = nearest(tag, tags)
        return (*path, name), f"{name} = {show(tag)} is not known{near} ({name} is {either(tags)})"
    if sort == "literal_error":
        allowed = _quoted(context["expected"]) or [context["expected"]]
        wrong = item["input"]
        return path, f'"{key}" is {either(allowed)}, not {show(wrong)}{nearest(wrong, allowed)}'
    if sort == "value_error":
        return _own_words(str(context["error"]), spot, key, found)
    if sort == "string_pattern_mismatch":
        shape = _SHAPES.get(context["pattern"], f"the form {context['pattern']} is expected")
        return path, f"{key} = {show(found)}: {shape}"
    if sort in _BOUNDS:
        word, name = _BOUNDS[sort]
        return path, f"{key} = {show(found)} must be {word} {context[name]:g}"
    expected = _EXPECTED.get(sort.split("_", maxsplit=1)[0])
    if expected:
        return path, f'"{key}" takes {expected}, found {show(item["input"])}'
    return path, f'"{key}": {str(item["msg"])[:1].lower()}{str(item["msg"])[1:]}'


_BOUNDS = {
    "greater_than": ("more than", "gt"),
    "greater_than_equal": ("at least", "ge"),
    "less_than": ("less than", "lt"),
    "less_than_equal": ("at most", "le"),
}


def _own_words(reason: str, spot: _Spot, key: str, found: object) -> tuple[Path, str]:
    """A sentence of the record's own rule; pointed at the key it names, where it names one."""
    if spot.owner is not None and isinstance(found, dict):
        words = reason.replace("(", " ").replace(",", " ").replace('"', " ").split()
        # "the oxide shares add up to 120 %" speaks of the key "oxides".
        named = next((key for key in found if key in words or key.removesuffix("s") in words), None)
        return (spot.path if named is None else (*spot.path, named)), reason
    if isinstance(found, dict | list) or not key:
        return spot.path, f"{key}: {reason}" if key else reason
    return spot.path, f"{key} = {show(found)}: {reason}"


def _quoted(text: str) -> list[str]:
    return [part for number, part in enumerate(text.split("'")) if number % 2]


def _context(data: Any, path: Path) -> str:
    """`cash record "cash-2025": ` for anything inside a list of records that carry ids."""
    for size in range(len(path), 0, -1):
        value = _value_at(data, path[:size])
        if isinstance(path[size - 1], int) and isinstance(value, dict):
            name = value.get("id", value.get("company"))
            if isinstance(name, str):
                kind = value.get("kind")
                sort = f"{kind} record" if isinstance(kind, str) else str(path[size - 2])
                return f"{sort} {show(name)}: "
    return ""


def _value_at(data: Any, path: Path) -> Any:
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _spot(model: type[BaseModel], loc: tuple[int | str, ...], data: Any) -> _Spot:
    """Follows an error's location through the types, because it also names branches of unions."""
    hint: Any = model
    path: list[str | int] = []
    owner: type[BaseModel] | None = model
    tag: str | None = None
    value = data
    for step in loc:
        hint, discriminator = _plain(hint)
        members = _members(hint)
        if discriminator is not None:
            hint = next((m for m in members if step in _literals(m, discriminator)), None)
            owner, tag = (hint, str(step)) if hint is not None else (None, None)
            continue
        if len(members) > 1:
            return _Spot(tuple(path), owner, tag, either=True)
        if not isinstance(value, dict if isinstance(step, str) else list):
            break  # a value that was rewritten on the way in: the place is the value itself
        path.append(step)
        value = _value_at(value, (step,))
        owner, hint = _below(hint, step, owner)
    if hint is not None and not isinstance(_plain(hint)[0], type):
        return _Spot(tuple(path), owner, tag, either=False)
    inner = _plain(hint)[0] if hint is not None else None
    if isinstance(inner, type) and issubclass(inner, BaseModel):
        owner = inner
    return _Spot(tuple(path), owner, tag, either=False)


def _below(hint: Any, step: int | str, owner: Any) -> tuple[type[BaseModel] | None, Any]:
    """The model that owns `step`, and the type of what stands there."""
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        for name, info in hint.model_fields.items():
            if step in (info.alias, name):
                return hint, _with_discriminator(info)
        return hint, None
    arguments = get_args(hint)
    if get_origin(hint) is dict and len(arguments) == 2:
        return owner, arguments[1]
    if get_origin(hint) in (tuple, list) and arguments:
        fixed = get_origin(hint) is tuple and arguments[-1] is not Ellipsis
        number = step if fixed and isinstance(step, int) and step < len(arguments) else 0
        return owner, arguments[number]
    return owner, None


def _with_discriminator(info: FieldInfo) -> Any:
    return Annotated[info.annotation, info] if info.discriminator else info.annotation


def _plain(hint: Any) -> tuple[Any, str | None]:
    """A type without its annotations and without `| None`, and the key that tells its kinds."""
    discriminator: str | None = None
    while get_origin(hint) is Annotated:
        hint, *notes = get_args(hint)
        for note in notes:
            name = getattr(note, "discriminator", None)
            discriminator = name if isinstance(name, str) else discriminator
    members = _members(hint)
    return (members[0] if len(members) == 1 else hint), discriminator


def _members(hint: Any) -> list[Any]:
    if get_origin(hint) in (Union, types.UnionType):
        return [member for member in get_args(hint) if member is not type(None)]
    return [hint]


def _literals(model: Any, name: str) -> tuple[Any, ...]:
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        return ()
    annotation = model.model_fields[name].annotation
    return get_args(annotation) if get_origin(annotation) is Literal else ()
