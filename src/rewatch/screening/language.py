"""From a line of text to a syntax tree: reading, and errors that point at the place.

`parse` raises `FilterError` and nothing else. The grammar stands in `grammar.lark`; its parser is
built when the first line is read, so that starting the tool costs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, NoReturn

from rewatch.domain.errors import FilterError
from rewatch.screening.fields import Registry, takes_of
from rewatch.screening.lowering import Lowering
from rewatch.screening.raw import Build, depth_of
from rewatch.screening.syntax import Query, text_of
from rewatch.screening.units import spellings

LONGEST = 20_000
DEEPEST = 200

_HEAD_BEFORE = re.compile(r"[^\W_][\w.'-]*\Z")
_SIGN_BEFORE = re.compile(r"[:<>=]\Z")
_SIGN = re.compile(r":(?:>=|<=|!=|=|>|<)?|!=|>=|<=|=|>|<")


def parse(text: str, registry: Registry) -> Query:
    """Reads a line.

    Args:
        text: the line; blank lets every company through.
        registry: the fields there are.

    Raises:
        FilterError: the line cannot be read; it says why, where, and what would stand there.
    """
    if len(text) > LONGEST:
        raise FilterError(
            f"the line has {len(text):,} characters and at most {LONGEST:,} are read",
            text[:200],
            0,
        )
    _check_depth(text)
    try:
        raw = _parser()(text)
    except FilterError as error:
        raise FilterError(
            error.reason, text, error.at, error.length, nearest=error.nearest, takes=error.takes
        ) from None
    except _unexpected() as error:
        _refuse(text, error, registry)
    if depth_of(raw.expr) > DEEPEST:
        raise FilterError(f"the line is more than {DEEPEST} deep", text, 0)
    return Lowering(text, registry).query(raw)


def canonical(text: str, registry: Registry) -> str:
    """The canonical spelling of a line.

    Raises:
        FilterError: the line cannot be read.
    """
    return text_of(parse(text, registry))


def prepare() -> None:
    """Builds the parser ahead of the first line, for faces that have a moment to spare."""
    # One line of everything, because a pattern is compiled when it is first looked for.
    _parser()('-a (b OR "c")? x:1..2,3 %@B~1y enter(d)')


def _check_depth(text: str) -> None:
    depth = 0
    for at, character in outside_quotes(text):
        if character == "(":
            depth += 1
            if depth > DEEPEST:
                raise FilterError(f"more than {DEEPEST} brackets stand in each other", text, at)
        elif character == ")":
            depth -= 1


def outside_quotes(text: str) -> Iterator[tuple[int, str]]:
    """The characters that stand in no quotes, with their places."""
    quoted, marked = False, False
    for at, character in enumerate(text):
        if quoted:
            if marked:
                marked = False
            elif character == "\\":
                marked = True
            elif character == '"':
                quoted = False
        elif character == '"':
            quoted = True
        else:
            yield at, character


@cache
def _parser() -> Callable[[str], Any]:
    """The parser of the grammar, which makes raw trees; built once, on first use."""
    from importlib.resources import files

    from lark import Lark

    grammar = files("rewatch.screening").joinpath("grammar.lark").read_text("utf-8")
    units = "|".join(
        re.escape(name).replace("/", "\\/") for name in sorted(spellings(), key=len, reverse=True)
    )
    built = Lark(
        grammar.replace("SPELLINGS", units),
        parser="lalr",
        lexer="contextual",
        transformer=Build(),
    )
    return built.parse


def _unexpected() -> type[Exception]:
    from lark.exceptions import UnexpectedInput

    return UnexpectedInput


def _refuse(text: str, error: Any, registry: Registry) -> NoReturn:
    """Says what is wrong where the parser stopped."""
    at = getattr(error, "pos_in_stream", None)
    if at is None or at < 0:
        at = len(text)
    ended = getattr(getattr(error, "token", None), "type", "") == "$END"
    if ended:
        at = len(text)
    unclosed = _unclosed_quote(text)
    if unclosed is not None:
        raise FilterError("the quote that opens here is not closed", text, unclosed) from None
    before = text[:at].rstrip()
    if ended:
        _refuse_end(text, before)
    found = text[at]
    # Names are short; looking back over a whole line of letters would take its square.
    head = _HEAD_BEFORE.search(before, max(0, len(before) - 200))
    sign = _SIGN.match(text, at)
    if sign and head:
        _refuse_sign(text, at, sign, head, registry)
    reasons = {
        ")": "there is nothing between these brackets" if before[-1:] == "("
        else "this bracket closes none",
        "-": "a - stands directly before what it excludes",
        ",": "a value is expected here" if _SIGN_BEFORE.search(before)
        else "a comma stands between two values",
        "?": "a ? stands directly after what it lets through",
        '"': "a quoted name stands alone or after a field and its sign",
    }  # fmt: skip
    if found in reasons:
        raise FilterError(reasons[found], text, at) from None
    word = re.match(r"[^\s()]+", text[at:])
    piece = word[0] if word else found
    if piece.casefold() in ("or", "and", "not"):
        raise FilterError(f"a term is expected before {piece}", text, at, len(piece)) from None
    raise FilterError(
        f"{_cut(piece)!r} does not belong here; a name with other signs than letters, digits, "
        ". - ' stands in quotes",
        text,
        at,
        len(piece),
    ) from None


def _refuse_end(text: str, before: str) -> NoReturn:
    opened = [at for at, character in outside_quotes(text) if character in "()"]
    stack: list[int] = []
    for at in opened:
        if text[at] == "(":
            stack.append(at)
        elif stack:
            stack.pop()
    word = re.search(r"(?:^|[\s(])(or|and|not)\Z", before, re.IGNORECASE)
    if word:
        raise FilterError(
            f"something must follow {word[1].upper()}", text, word.start(1), len(word[1])
        ) from None
    if stack and not before.endswith("("):
        raise FilterError("the bracket that opens here is not closed", text, stack[-1]) from None
    raise FilterError("the line ends where a term is expected", text, len(text)) from None


def _refuse_sign(
    text: str, at: int, sign: re.Match[str], head: re.Match[str], registry: Registry
) -> NoReturn:
    """A field's sign stands away from the field or from its value."""
    field = registry.find(head[0])
    start = head.start()
    if at > head.end():
        raise FilterError(
            f"field, sign and value stand together without blanks, as {head[0]}{sign[0]}…",
            text,
            at,
            len(sign[0]),
        ) from None
    if field is None:
        Lowering(text, registry).no_field(head[0], start)
    raise FilterError(
        f"a value must follow {_cut(head[0] + sign[0])!r} directly",
        text,
        at,
        len(sign[0]),
        takes=takes_of(field),
    ) from None


def _unclosed_quote(text: str) -> int | None:
    """Where a quote opens that is not closed, or None."""
    last, inside, marked = 0, False, False
    for at, character in enumerate(text):
        if inside and marked:
            marked = False
        elif inside and character == "\\":
            marked = True
        elif character == '"':
            inside, last = not inside, at
    return last if inside else None


def _cut(text: str, longest: int = 40) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
